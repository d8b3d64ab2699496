package reachability

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// hub finds networks of a hub that overlap.
func (c *checker) hub(h *hub) {
	var all []netip.Prefix
	var owner []*network
	for _, n := range append([]*network{h.sub.net}, hubNetworks(h)...) {
		for _, p := range n.Prefixes {
			all, owner = append(all, p), append(owner, n)
		}
	}
	for _, o := range ipnet.Overlaps(all) {
		if a, b := owner[o.Outer], owner[o.Inner]; a != b {
			c.f.add(codePeersOverlap, diag.Diagnostic{
				Subject: b.At,
				Summary: fmt.Sprintf("%s of %q overlaps %s of %q, and both are in virtual hub %q", all[o.Inner], b.Name, all[o.Outer], a.Name, h.name),
				Related: []diag.Related{{Range: a.At, Message: "the other network"}},
				Why:     "Azure refuses to connect networks that overlap the hub or each other",
				Hint:    "give one of them another address space",
			}, 1)
		}
	}
}

func hubNetworks(h *hub) []*network {
	var out []*network
	for _, c := range h.conns {
		out = append(out, c.net)
	}
	return out
}
