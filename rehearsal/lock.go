package rehearsal

import "strings"

// typeLock are management locks, which forbid deletions (CanNotDelete) or all writes (ReadOnly) in the scope that they stand at: a
// subscription, a resource group or a resource. Source: Microsoft Learn, lock your resources.
const typeLock = "Microsoft.Authorization/locks"

const lockSegment = "/providers/microsoft.authorization/locks"

// lockedBy is the scope of a lock that forbids a deletion, or any write, of a resource: that of the resource, of what it stands in, and of a
// deletion also of what stands in it. "" where none does.
func (s *Store) lockedBy(id string, deletion bool) string {
	k := key(id)
	if strings.Contains(k, lockSegment+"/") { // locks are not locked
		return ""
	}
	forbids := func(scope string) bool {
		for _, lock := range s.below(scope + lockSegment) {
			level := textAt(s.resources[lock].body, "properties.level")
			if deletion && level != "" || level == "ReadOnly" {
				return true
			}
		}
		return false
	}
	for scope := k; strings.Count(scope, "/") >= 2; scope = parentScope(scope) {
		if forbids(scope) {
			return scope
		}
	}
	if !deletion {
		return ""
	}
	for _, below := range s.below(k) {
		if scope, _, ok := strings.Cut(below, lockSegment+"/"); ok && forbids(scope) {
			return scope
		}
	}
	return ""
}

// parentScope is what a scope stands in: a resource of a resource, its group, its subscription.
func parentScope(scope string) string {
	outer := parentOf(scope)
	if before, last, ok := strings.Cut(outer, "/providers/"); ok && !strings.Contains(last, "/") {
		return before
	}
	return outer
}
