package modules

import (
	"github.com/vnetloom/vnetloom/azure"
)

// lockedBefore are the resources of tables before, which change what this one changes: Azure takes one change at a time. All of them, since
// a loop without rows waits for nothing, and who waits for it alone would not wait for what is before it.
func (m *stage) lockedBefore(r *resource) []string {
	var out []string
	for _, other := range m.resources {
		if other == r {
			break
		}
		if other.table != r.table && (m.stage.Serial(r.table) && m.stage.Serial(other.table) || sharesLock(r.res, other.res)) {
			out = append(out, other.symbol)
		}
	}
	return out
}

// sharesLock tells whether two resources lock what one reference leads to.
func sharesLock(a, b *azure.Resource) bool {
	for _, x := range locks(a) {
		for _, y := range locks(b) {
			if x.Type == y.Type && x.Name == y.Name {
				return true
			}
		}
	}
	return false
}

// locks are the references to what a write of a resource locks.
func locks(r *azure.Resource) []azure.Reference {
	var out []azure.Reference
	for _, path := range azure.TypeOf(r.Type).Locks {
		if path == "parent" && r.Parent != nil {
			out = append(out, *r.Parent)
		}
		for _, leaf := range r.Leaves() {
			if ref, ok := leaf.Node.(azure.Reference); ok && leaf.Path == path {
				out = append(out, ref)
			}
		}
	}
	return out
}
