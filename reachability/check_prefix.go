package reachability

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
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

// disallowed reports a prefix of an address space that no virtual network may have.
// Source: Azure Virtual Network frequently asked questions, "What address ranges can I use in my virtual networks?".
func (r *reader) disallowed(v *template.Value, network string) {
	items := v.List()
	for _, item := range items {
		p, err := netip.ParsePrefix(item.String())
		if err != nil {
			continue
		}
		for _, d := range azure.DisallowedRanges {
			if p.Overlaps(d.Prefix) {
				r.diags.Add(codeNoPrefix, diag.Diagnostic{
					Subject: item.At,
					Summary: fmt.Sprintf("the address space of %q has %s, which overlaps %s (%s)", network, p, d.Prefix, d.What),
					Why:     "Azure does not allow these addresses in a virtual network",
					Hint:    "use a range of RFC 1918",
				})
			}
		}
	}
}
