package topology

import "github.com/vnetloom/vnetloom/diag"

// said tells whether this was asked before: what concerns two things is reported once.
func (r *resolver) reported(what string) bool {
	if r.reportedKeys == nil {
		r.reportedKeys = map[string]bool{}
	}
	before := r.reportedKeys[what]
	r.reportedKeys[what] = true
	return before
}

func (r *resolver) report(code *diag.Code, d diag.Diagnostic) { r.diags.Add(code, d) }
