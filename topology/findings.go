package topology

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
)

// findings is what is said of an intent. A pass refuses: it says an error, and only of what keeps it from going on. What could be made
// and should not be is a check's to report. A test holds both.
type findings struct {
	list diag.List
	keys map[string]bool // of what concerns several things
	uses map[string]LimitUse
}

// refuse says why a pass cannot understand or make something.
func (f *findings) refuse(code *diag.Code, d diag.Diagnostic) { f.list.Add(code, d) }

// report says what a check found.
func (f *findings) report(code *diag.Code, d diag.Diagnostic) { f.list.Add(code, d) }

// reported tells whether the same was asked before: what concerns several things is reported once.
func (f *findings) reported(key string) bool {
	if f.keys == nil {
		f.keys = map[string]bool{}
	}
	before := f.keys[key]
	f.keys[key] = true
	return before
}

func (f *findings) hasErrors() bool { return f.list.HasErrors() }

// counted notes how much of a limit something takes: the most of all is kept, of equals the first.
func (f *findings) counted(u LimitUse) {
	if f.uses == nil {
		f.uses = map[string]LimitUse{}
	}
	if u.Count > f.uses[u.Name].Count {
		f.uses[u.Name] = u
	}
}

// limitUses are the limits of which something takes a part, by name.
func (f *findings) limitUses() []LimitUse {
	out := slices.Collect(maps.Values(f.uses))
	slices.SortFunc(out, func(a, b LimitUse) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
