package topology

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

func checkAddressSpaces(r *reading) {
	for _, n := range r.networks {
		v4 := false
		for i, p := range n.AddressSpace {
			v4 = v4 || p.Addr().Is4()
			for _, d := range azure.DisallowedRanges {
				if p.Overlaps(d.Prefix) {
					r.report(codeDisallowed, diag.Diagnostic{
						Summary: fmt.Sprintf("network %q has %s, which overlaps %s (%s)", n.id, p, d.Prefix, d.What),
						Subject: n.prefixAt(i),
						Label:   "not allowed in a virtual network",
						Why:     "Azure does not allow these addresses in a virtual network",
						Hint:    r.freeHint(p.Bits(), p),
					})
				}
			}
		}
		if !v4 {
			r.report(codeDisallowed, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has no IPv4 prefix", n.id),
				Subject: n.At(schema.NetworkField.AddressSpace),
				Why:     "a virtual network is IPv4 or dual-stack; IPv6 alone is not supported",
				Hint:    "add an IPv4 prefix",
			})
		}
		for _, o := range ipnet.Overlaps(n.AddressSpace) {
			r.report(codeOwnOverlap, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has %s and %s, which overlap", n.id, n.AddressSpace[o.Outer], n.AddressSpace[o.Inner]),
				Subject: n.prefixAt(o.Inner),
				Related: []diag.Related{{Range: n.prefixAt(o.Outer), Message: n.AddressSpace[o.Outer].String()}},
				Why:     "Azure refuses an address space whose prefixes overlap",
				Hint:    "remove the prefix that is inside the other",
			})
		}
	}
}

func checkSubnets(r *reading) {
	for _, n := range r.networks {
		var all []netip.Prefix
		var of []*schema.Subnet
		for i := range n.Subnets {
			s := &n.Subnets[i]
			v4 := false
			for j, p := range s.Prefixes {
				v4 = v4 || p.Addr().Is4()
				all, of = append(all, p), append(of, s)
				r.checkSubnetPrefix(n, s, j, p)
			}
			if !v4 {
				r.report(codeSubnetSize, diag.Diagnostic{
					Summary: fmt.Sprintf("subnet %q of %q has no IPv4 prefix", s.Name, n.id),
					Subject: s.At(schema.SubnetField.Prefix),
					Why:     "a subnet is IPv4 or dual-stack; IPv6 alone is not supported",
					Hint:    "add an IPv4 prefix",
				})
			}
		}
		for _, o := range ipnet.Overlaps(all) {
			a, b := of[o.Outer], of[o.Inner]
			r.report(codeSubnetOverlap, diag.Diagnostic{
				Summary: fmt.Sprintf("subnets %q and %q of %q overlap: %s and %s", a.Name, b.Name, n.id, all[o.Outer], all[o.Inner]),
				Subject: b.At(schema.SubnetField.Prefix),
				Related: []diag.Related{{Range: a.At(schema.SubnetField.Prefix), Message: fmt.Sprintf("%q has %s", a.Name, all[o.Outer])}},
				Why:     "Azure refuses it (NetcfgSubnetRangesOverlap)",
				Hint:    r.freeSubnetHint(n, all, all[o.Inner]),
			})
		}
	}
}

// smallestSubnet is the length of the smallest IPv4 subnet that Azure makes.
// Source: Azure Virtual Network FAQ, "How small and how large can virtual networks and subnets be?".
const smallestSubnet = 29

func (r *reading) checkSubnetPrefix(n *network, s *schema.Subnet, i int, p netip.Prefix) {
	at := s.At(schema.SubnetField.Prefix, i)
	if !ipnet.ContainedInAny(n.AddressSpace, p) {
		r.report(codeSubnetOutside, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q has %s, which is not inside network %q", s.Name, p, n.id),
			Subject: at,
			Label:   "outside",
			Related: []diag.Related{{Range: n.At(schema.NetworkField.AddressSpace), Message: "the network has " + joinPrefixes(n.AddressSpace)}},
			Why:     "a subnet must be inside one prefix of its network (NetcfgInvalidSubnet)",
			Hint:    "move the subnet, or add a prefix to the network's addressSpace",
		})
	}
	switch {
	case p.Addr().Is4() && p.Bits() > smallestSubnet:
		hint := "use a /29 or larger"
		if s.Name == gatewaySubnet {
			hint = "use a /27 or larger; the minimum is a /29"
		}
		r.report(codeSubnetSize, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q of %q is too small: /%d", s.Name, n.id, p.Bits()),
			Subject: at,
			Why:     "Azure reserves five addresses in every subnet; the smallest subnet is a /29",
			Hint:    hint,
		})
	case p.Addr().Is6() && p.Bits() != 64:
		r.report(codeSubnetSize, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q of %q has the IPv6 prefix %s, which is not a /64", s.Name, n.id, p),
			Subject: at,
			Why:     "Azure allows only /64 for an IPv6 subnet",
			Hint:    "use " + netip.PrefixFrom(p.Addr(), 64).Masked().String(),
		})
	}
}

// freeHint names the next free prefix of that length that no network has; of the family of like.
func (r *reading) freeHint(bits int, like netip.Prefix) string {
	pools := ipnet.RFC1918
	if like.Addr().Is6() {
		pools = []netip.Prefix{netip.MustParsePrefix("fd00::/8")}
	}
	var taken []netip.Prefix
	for _, n := range r.networks {
		taken = append(taken, n.AddressSpace...)
	}
	if p, ok := ipnet.Free(pools, taken, bits); ok {
		return fmt.Sprintf("the next free /%d is %s", bits, p)
	}
	return fmt.Sprintf("no private /%d is free: use a smaller prefix", bits)
}

func (r *reading) freeSubnetHint(n *network, taken []netip.Prefix, like netip.Prefix) string {
	var pools []netip.Prefix
	for _, p := range n.AddressSpace {
		if p.Addr().Is4() == like.Addr().Is4() {
			pools = append(pools, p)
		}
	}
	if p, ok := ipnet.Free(pools, taken, like.Bits()); ok {
		return fmt.Sprintf("the next free /%d of the network is %s", like.Bits(), p)
	}
	return fmt.Sprintf("network %q has no free /%d: add a prefix to its addressSpace", n.id, like.Bits())
}
