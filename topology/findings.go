package topology

import "github.com/vnetloom/vnetloom/diag"

// findings is what is said of an intent. A pass refuses: it says an error, and only of what keeps it from going on. What could be made
// and should not be is a check's to report. A test holds both.
type findings struct {
	list diag.List
	keys map[string]bool // of what concerns several things
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
