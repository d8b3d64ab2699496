package reachability

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hostBits reports a prefix whose address is not the first of it.
// Source: Azure error InvalidCIDRNotation.
func (r *reader) hostBits(v *template.Value, what string, p netip.Prefix) {
	if p == p.Masked() {
		return
	}
	r.diags.Add(codeHostBits, diag.Diagnostic{
		Subject: v.At,
		Summary: fmt.Sprintf("%s has %s, which has host bits set", what, p),
		Why:     "Azure refuses a prefix whose address is not its first",
		Hint:    fmt.Sprintf("write %s", p.Masked()),
	})
}
