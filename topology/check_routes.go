package topology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkNextHops: every next hop can be reached directly from where the route stands, and does not steer itself.
func checkNextHops(r *resolution) {
	reported := map[string]bool{}
	for _, s := range r.subnets {
		t := s.table
		if t == nil {
			continue
		}
		for _, d := range t.routes.sorted() {
			h := d.via
			if !h.inspects() {
				continue
			}
			key := string(t.network.id) + "\x00" + h.ref()
			switch {
			case reported[key]:
			case !r.reaches(t.network, s.Name, h):
				reported[key] = true
				r.reportFarHop(t.network, s.Name, h, d)
			case h.network == t.network && (h.subnet == s.Name || h.egress == s.Name):
				reported[key] = true
				r.report(codeLoop, diag.Diagnostic{
					Summary: fmt.Sprintf("the route for %s on subnet %q of %q points to %q, which is in that subnet", d.Prefix, s.Name, t.network.id,
						h.ref()),
					Subject: d.Origin.Range,
					Why:     "packets that the appliance forwards would come back to it: a loop",
					Hint:    "put the appliance into its own subnet",
				})
			}
		}
	}
}

// reaches tells whether a next hop can be reached from the subnet: it is in the same network or in a directly peered one, and
// where they are peered by subnets, both subnets take part.
func (r *reading) reaches(n *network, subnet string, h *hop) bool {
	if n == h.network {
		return true
	}
	p := r.peering(n, h.network)
	return p != nil && (!p.bySubnet() || slices.Contains(p.subnetsOf(h.network), h.subnet) && slices.Contains(p.subnetsOf(n), subnet))
}

func (r *reading) reportFarHop(n *network, subnet string, h *hop, d *routeDraft) {
	if r.peering(n, h.network) != nil {
		r.report(codeFarHop, diag.Diagnostic{
			Summary: fmt.Sprintf("%q cannot be a next hop on subnet %q of %q: the subnet peering does not include both subnets", h.ref(), subnet,
				n.id),
			Subject: d.Origin.Range,
			Related: []diag.Related{{Range: r.peering(n, h.network).terms().at, Message: "the peering"}},
			Why:     "a next hop must be in the same network or in a directly peered network; otherwise Azure drops the packets",
			Hint:    fmt.Sprintf("add %q of %q and %q of %q to the peering", subnet, n.id, h.subnet, h.network.id),
		})
		return
	}
	var hubs []string
	for _, g := range n.spokeOf {
		for _, x := range g.hubs {
			hubs = append(hubs, string(x.id))
		}
	}
	hint := fmt.Sprintf("peer %q with %q", n.id, h.network.id)
	if len(hubs) > 0 && !slices.Contains(hubs, string(h.network.id)) {
		hint = fmt.Sprintf("add %q to the `hub` list of the connection, or name a firewall or appliance of %s", h.network.id, fewNames(hubs))
	}
	r.report(codeFarHop, diag.Diagnostic{
		Summary: fmt.Sprintf("%q cannot be a next hop in network %q: the two networks are not peered", h.ref(), n.id), Subject: d.Origin.Range,
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q has the route", n.id)},
			{Range: h.network.KeyRange(), Message: fmt.Sprintf("network %q has the next hop", h.network.id)}},
		Why: "a next hop must be in the same network or in a directly peered network; otherwise Azure drops the packets", Hint: hint,
	})
}

// checkIPv6Inspection: what is inspected for IPv4 does not bypass the inspection by IPv6.
func checkIPv6Inspection(r *reading) {
	for _, n := range r.networks {
		for i, p := range n.AddressSpace {
			if !p.Addr().Is6() {
				continue
			}
			for _, h := range n.policy.hops() {
				if h.v6.IsValid() {
					continue
				}
				why, hint := "Azure Firewall in a virtual network forwards IPv4 only", "remove the IPv6 prefix, or inspect with an appliance that "+
					"has an IPv6 address"
				if h.kind == applianceHop {
					why, hint = "the appliance has no IPv6 address that a route could point to", "give the appliance an IPv6 address too: "+
						"`privateAddress: [10.0.2.4, \"fd00:…\"]`"
				} else if h.kind == vpnGatewayHop {
					why = "vnetloom supports IPv4 only over VPN gateways"
				}
				r.report(codeIPv6Bypass, diag.Diagnostic{
					Summary: fmt.Sprintf("network %q has the IPv6 prefix %s, which would bypass %q", n.id, p, h.ref()),
					Subject: n.prefixAt(i),
					Label:   "not inspected",
					Why:     why,
					Hint:    hint,
				})
			}
		}
	}
}

// checkIPv6Transit: a hub's own subnets that IPv6 spokes of another hub reach have IPv6 inspected, too.
func checkIPv6Transit(r *reading) {
	for _, t := range r.transits {
		for _, n := range []*network{t.a, t.b} {
			other := t.other(n)
			hop := cmp.Or(other.transitHop, n.transitHop) // of a hub that has nothing that inspects: what inspects the spokes
			if !t.hubs || !other.hasIPv6() || hop == nil || hop.v6.IsValid() {
				continue
			}
			for _, s := range t.spokes[n] {
				if s.hasIPv6() {
					r.report(codeIPv6Bypass, diag.Diagnostic{
						Summary: fmt.Sprintf("hub %q has IPv6, which spokes of %q would reach without passing %q", other.id, n.id,
							hop.ref()),
						Subject: other.At(schema.NetworkField.AddressSpace),
						Related: []diag.Related{{Range: t.m.c.At(schema.ConnectionField.Transit), Message: "carries the hubs' own subnets"},
							{Range: s.KeyRange(), Message: fmt.Sprintf("%q has IPv6", s.id)}},
						Why:  "the firewall or appliance that forwards there has no IPv6 address",
						Hint: "remove the hub's IPv6 prefix, remove `hubs` from `transit`, or give the appliance an IPv6 address",
					})
					break
				}
			}
		}
	}
}

// checkForwarding: a peering over which an appliance forwards accepts forwarded packets.
func checkForwarding(r *resolution) {
	reported := map[*peeredPair]bool{}
	for _, t := range r.tables {
		if !t.used {
			continue
		}
		for _, d := range t.routes.sorted() {
			if !d.via.inspects() || d.via.network == t.network {
				continue
			}
			p := r.peering(t.network, d.via.network)
			if p == nil || p.terms().forwarded || reported[p] {
				continue
			}
			reported[p] = true
			c := p.terms().c
			r.report(codeNoForwarding, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `forwardedTraffic: false`, and the peering of %q and %q carries traffic that %q forwards", c.Name,
					p.a.id, p.b.id, d.via.ref()),
				Subject: c.At(schema.ConnectionField.ForwardedTraffic),
				Why:     "a peering half without allowForwardedTraffic drops packets whose source is not in the peered network",
				Hint:    "remove `forwardedTraffic`: vnetloom derives it",
			})
		}
	}
}

// checkUnroutedSubnets warns of subnets without a table in an inspected network, and notes what tables cannot steer.
func checkUnroutedSubnets(r *resolution) {
	for _, n := range r.networks {
		p := &n.policy
		if !p.routed() {
			continue
		}
		for i := range n.Subnets {
			s := &n.Subnets[i]
			if s.Routing != "none" || reserved(s.Name) {
				continue
			}
			r.report(codeUnrouted, diag.Diagnostic{
				Summary: fmt.Sprintf("subnet %q of inspected network %q has `routing: none`: its paths are asymmetric %s", s.Name, n.id,
					strings.Join(p.paths(), ", ")),
				Subject: s.At(schema.SubnetField.Routing),
				Why:     "replies to traffic from the appliance take another path, and a stateful appliance drops them",
				Hint:    "use `routing: none` only if the service in the subnet forbids route tables, and do not send inspected traffic to it",
			})
		}
	}
	for _, n := range r.networks {
		t := r.tableOf[tableID(n, "")]
		if t == nil || n.policy.routed() || len(t.routes) == 0 {
			continue
		}
		for i := range n.Subnets {
			if s := &n.Subnets[i]; s.Routing == "none" && !reserved(s.Name) {
				r.report(codeUnrouted, diag.Diagnostic{
					Summary: fmt.Sprintf("subnet %q of hub %q has `routing: none`, and the hub's own subnets are inspected: its paths to spokes "+
						"are asymmetric", s.Name, n.id),
					Subject: s.At(schema.SubnetField.Routing),
					Why:     "spokes send traffic for the whole hub through the appliance, and this subnet replies directly",
					Hint:    "use `routing: none` only if the service in the subnet forbids route tables",
				})
			}
		}
	}
	for _, g := range r.hubAndSpokes {
		if (g.spokeToSpoke.inspects() || g.onPremises.inspects()) && g.onPremises.mode != "direct" {
			r.report(codePrivateEndpoints, diag.Diagnostic{
				Summary: fmt.Sprintf("traffic to private endpoints bypasses the inspection of %q", g.c.Name),
				Subject: g.c.KeyRange(),
				Why: "a private endpoint adds a /32 route to every peered network; only a route at least as long as the address prefix of its network " +
					"replaces it, and only if route table policies are enabled on the endpoint's subnet",
				Hint: "where they must be inspected, add `routes` for the address prefix of their network",
			})
		}
	}
}

// checkLateHops warns where a network is sent to a firewall or appliance of a network that is itself routed: those come after
// all networks, so that for a while of the first deployment the next hop is not up.
func checkLateHops(r *resolution) {
	reported := map[string]bool{}
	for _, t := range r.tables {
		if !t.used || t.network.tier() != Spoke {
			continue
		}
		for _, d := range t.routes.sorted() {
			h := d.via
			if h == nil || h.network == t.network || h.network.tier() != Spoke || reported[string(t.network.id)+h.ref()] {
				continue
			}
			reported[string(t.network.id)+h.ref()] = true
			r.report(codeLateHop, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q uses next hop %q, which is deployed later: network %q is an inspected spoke itself", t.network.id,
					h.ref(), h.network.id),
				Subject: d.Origin.Range,
				Related: []diag.Related{{Range: h.network.KeyRange(), Message: "an inspected spoke"}},
				Why:     "during the first deployment packets are dropped until the next hop is deployed",
				Hint:    "put the firewall or appliance into a hub",
			})
		}
	}
}
