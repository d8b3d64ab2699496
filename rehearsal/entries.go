package rehearsal

import (
	"slices"
	"strings"
	"sync"

	"github.com/vnetloom/vnetloom/azure"
)

// Entry is one rule by which a store is written: a behavior of the table of types, what a type locks, a Rule, or a Deletion. One of the
// last four fields is set.
type Entry struct {
	Name     string // of which each entry has another
	Type     string
	Behavior *azure.Behavior
	Lock     string // the path of what takes no other write meanwhile
	Rule     *Rule
	Deletion *Deletion
}

// Entries are all rules of a store, in the order of their tables.
func Entries() []Entry {
	var out []Entry
	for _, t := range azure.Types {
		for i := range t.Behaviors {
			out = append(out, Entry{Name: behaviorName(t.Name, &t.Behaviors[i]), Type: t.Name, Behavior: &t.Behaviors[i]})
		}
		for _, path := range t.Locks {
			out = append(out, Entry{Name: lockName(t.Name, path), Type: t.Name, Lock: path})
		}
	}
	for i := range Rules {
		out = append(out, Entry{Name: ruleName(&Rules[i]), Type: Rules[i].Type, Rule: &Rules[i]})
	}
	for i := range Deletions {
		out = append(out, Entry{Name: deletionName(Deletions[i].Type), Type: Deletions[i].Type, Deletion: &Deletions[i]})
	}
	return out
}

func briefly(kind string) string { return kind[strings.IndexByte(kind, '/')+1:] }

func behaviorName(kind string, b *azure.Behavior) string {
	name := strings.TrimSuffix(briefly(kind)+" "+b.Path, " ") + ": " + b.Effect.String()
	if b.Effect == azure.Refused && b.Code != "" {
		name += ", " + b.Code
	}
	return name
}

func lockName(kind, path string) string { return briefly(kind) + ": locks " + path }

func ruleName(r *Rule) string { return briefly(r.Type) + ": " + r.Name }

func deletionName(kind string) string { return briefly(kind) + ": not deleted while in use" }

// tables are the rules of a store: all of them, but for those that it does without.
type tables struct {
	without map[string]bool
	sets    sync.Map // by type: *ruleSet
}

var allTables = &tables{}

// tablesWithout are all rules but some. A name that no entry has is a mistake of whoever asks.
func tablesWithout(names []string) *tables {
	if len(names) == 0 {
		return allTables
	}
	out := &tables{without: map[string]bool{}}
	for _, e := range Entries() {
		if slices.Contains(names, e.Name) {
			out.without[e.Name] = true
		}
	}
	if len(out.without) != len(names) {
		panic("rehearsal: no such entry among " + strings.Join(names, "; "))
	}
	return out
}

// hasFixedLocation tells whether the location of a type cannot change: that of no type can.
func (ts *tables) hasFixedLocation(kind string) bool {
	return !ts.without[behaviorName(kind, &azure.Behavior{Path: "location", Effect: azure.Fixed})]
}

// keepAnyway does what a store does that does without an entry of which the rule of all types says the same: without "left out: reset",
// or "deleted", what is left out stays; without "items deleted" the items that are left out; without "items replaced" what an item does
// not name.
func (set *ruleSet) keepAnyway(old, out Body) {
	if len(set.out) == 0 {
		return
	}
	for _, effect := range []azure.Effect{azure.ResetWhenAbsent, azure.DeletedWhenAbsent} {
		for _, r := range set.out[effect] {
			set.pairs(old, out, r.steps, keep)
		}
	}
	for _, r := range set.out[azure.ItemsDeleted] {
		set.pairs(old, out, r.steps, func(p pair) {
			if p.new == nil {
				return
			}
			list := anyList(p.new[p.key])
			for _, m := range set.matched(r.Path, anyList(p.old[p.key]), list) {
				if m.new == nil {
					list = append(slices.Clone(list), cloneAny(m.old))
				}
			}
			p.new[p.key] = list
		})
	}
	for _, r := range set.out[azure.ItemsReplaced] {
		path := strings.TrimSuffix(r.Path, "[]")
		set.pairs(old, out, parsePath(path), func(p pair) {
			for _, m := range set.matched(path, anyList(p.old[p.key]), anyList(p.new[p.key])) {
				was, is := asBody(m.old), asBody(m.new)
				if was != nil && is != nil {
					keepMembers(was, is)
				}
			}
		})
	}
}

// keepMembers takes over what an object does not name, and what its properties do not.
func keepMembers(was, is Body) {
	for _, k := range sortedKeys(was) {
		keep(pair{old: was, new: is, key: k})
	}
	for _, k := range sortedKeys(asBody(was["properties"])) {
		keep(pair{old: asBody(was["properties"]), new: asBody(is["properties"]), key: k})
	}
}

// dropChildren takes away what stands in a resource as resources of their own, where the store does without the entry that they stay:
// all of them, or those of the list that the entry names.
func (s *Store) dropChildren(w *write) {
	for _, r := range s.tables.rulesOf(w.rootKind).out[azure.KeptWhenAbsent] {
		segment := ""
		switch {
		case w.key != w.root || r.of != w.kind:
			continue
		case r.Path == "properties.virtualNetworkPeerings" || r.Path == "properties.ruleCollectionGroups":
			segment = "/" + strings.ToLower(strings.TrimPrefix(r.Path, "properties."))
		case r.Path != "":
			continue
		}
		for _, k := range slices.Clone(s.below(w.key + segment)) {
			if child := s.resources[k]; child != nil {
				s.drop(child)
			}
		}
	}
}
