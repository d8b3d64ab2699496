package topology

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// checkNextHops: every next hop can be reached directly from where the route stands, and does not steer itself.
func checkNextHops(r *resolver) {
	said := map[string]bool{}
	for i := range r.topo.Subnets {
		s := &r.topo.Subnets[i]
		t := r.tableOf[s.RouteTable]
		if t == nil {
			continue
		}
		for _, d := range t.sorted() {
			h := d.via
			if !h.inspects() {
				continue
			}
			key := string(t.network.id) + "\x00" + h.ref()
			switch {
			case said[key]:
			case !r.reaches(t.network, h):
				said[key] = true
				r.reportFarHop(t.network, h, d)
			case h.network == t.network && h.subnet == s.Name:
				said[key] = true
				r.report(codeLoop, diag.Diagnostic{
					Summary: fmt.Sprintf("the route for %s on %q of %q leads to %q, which stands in that subnet", d.Prefix, s.Name, t.network.id, h.ref()), Subject: d.Origin.Range,
					Why: "what the appliance sends on would come back to it: a loop", Hint: "put the appliance into a subnet of its own",
				})
			}
		}
	}
}

// reaches tells whether a next hop can be reached from the network: it is the same or directly peered.
func (r *resolver) reaches(n *network, h *hop) bool {
	if n == h.network {
		return true
	}
	p := r.peering(n, h.network)
	return p != nil && (!p.bySubnet() || containsString(p.subnetsOf(h.network), h.subnet))
}

func (r *resolver) reportFarHop(n *network, h *hop, d *routeDraft) {
	var hubs []string
	for _, g := range n.spokeOf {
		for _, x := range g.hubs {
			hubs = append(hubs, string(x.id))
		}
	}
	hint := fmt.Sprintf("peer %q with %q", n.id, h.network.id)
	if len(hubs) > 0 && !containsString(hubs, string(h.network.id)) {
		hint = fmt.Sprintf("add %q to the `hub` list of the statement, or name a firewall or appliance of %s", h.network.id, fewNames(hubs))
	}
	r.report(codeFarHop, diag.Diagnostic{
		Summary: fmt.Sprintf("%q cannot be a next hop in network %q: the two networks are not peered", h.ref(), n.id), Subject: d.Origin.Range,
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q has the route", n.id)}, {Range: h.network.KeyRange(), Message: fmt.Sprintf("network %q has the next hop", h.network.id)}},
		Why:     "Azure takes a next hop in the same network or in one that is directly peered; what it cannot reach it drops", Hint: hint,
	})
}

// checkIPv6Inspection: what is inspected for IPv4 does not bypass the inspection by IPv6.
func checkIPv6Inspection(r *resolver) {
	for _, n := range r.networks {
		for i, p := range n.AddressSpace {
			if !p.Addr().Is6() {
				continue
			}
			for _, h := range n.policy.hops() {
				if h.v6.IsValid() {
					continue
				}
				why, hint := "Azure Firewall in a virtual network forwards IPv4 only", "leave the IPv6 prefix out, or inspect with an appliance that has an IPv6 address"
				if h.kind == applianceHop {
					why, hint = "the appliance has no IPv6 address to route to", "give the appliance an IPv6 address too: `privateAddress: [10.0.2.4, \"fd00:…\"]`"
				} else if h.kind == vpnGatewayHop {
					why = "a VPN gateway carries IPv4 here"
				}
				r.report(codeIPv6Bypass, diag.Diagnostic{
					Summary: fmt.Sprintf("network %q has the IPv6 prefix %s, which would bypass %q", n.id, p, h.ref()), Subject: n.prefixAt(i), Label: "not inspected", Why: why, Hint: hint,
				})
			}
		}
	}
}

// checkForwarding: a peering over which packets are forwarded accepts forwarded packets.
func checkForwarding(r *resolver) {
	for _, p := range r.pairs {
		t := p.terms()
		if t.forwarded {
			continue
		}
		need := ""
		for _, n := range []*network{p.a, p.b} {
			for _, h := range n.policy.hops() {
				if h.network == p.other(n) {
					need = fmt.Sprintf("what %q forwards to %q", h.ref(), n.id)
				}
			}
		}
		for _, tr := range r.transits {
			if keyOf(tr.a, tr.b) == keyOf(p.a, p.b) {
				need = fmt.Sprintf("the transit between %q and %q", tr.a.id, tr.b.id)
			}
		}
		if need != "" {
			r.report(codeNoForwarding, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `forwardedTraffic: false`, and the peering of %q and %q carries %s", t.c.Name, p.a.id, p.b.id, need), Subject: t.c.At("forwardedTraffic"),
				Why: "a peering half without allowForwardedTraffic drops packets whose source is not in the peered network", Hint: "leave `forwardedTraffic` out: it is derived",
			})
		}
	}
}

// checkUninspected warns where one of east-west and on-premises traffic is inspected and the other is not.
func checkUninspected(r *resolver) {
	for _, g := range r.groups {
		if g.gateway == nil {
			continue
		}
		d := diag.Diagnostic{Subject: g.onPremises.at}
		if d.Subject.IsZero() {
			d.Subject = g.c.KeyRange()
		}
		switch {
		case g.spokeToSpoke.inspects() && g.onPremises.mode == "direct":
			d.Summary = fmt.Sprintf("%q inspects its spokes' traffic with each other, but not with on-premises", g.c.Name)
			d.Hint = fmt.Sprintf("write `onPremises: %s`, or `inspect:` for both", g.spokeToSpoke.hop.ref())
		case g.spokeToSpoke.mode == "direct" && g.onPremises.inspects():
			d.Summary = fmt.Sprintf("%q inspects its spokes' traffic with on-premises, but not with each other", g.c.Name)
			d.Hint = fmt.Sprintf("write `spokeToSpoke: %s`, or `inspect:` for both", g.onPremises.hop.ref())
		default:
			continue
		}
		d.Why = "whoever gets in by the way that is not inspected gets to every spoke"
		r.report(codeHalfInspected, d)
	}
}

// checkUnroutedSubnets warns of subnets without a table in an inspected network, and notes what tables cannot steer.
func checkUnroutedSubnets(r *resolver) {
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
				Summary: fmt.Sprintf("subnet %q of inspected network %q has no route table of ours: its paths are asymmetric %s", s.Name, n.id, strings.Join(p.paths(), ", ")), Subject: s.At("routing"),
				Why: "what comes in through the appliance goes back another way or nowhere, and a stateful appliance drops it", Hint: "leave `routing: none` only where the service in the subnet forbids route tables, and let nothing inspected talk to it",
			})
		}
	}
	for _, g := range r.groups {
		if (g.spokeToSpoke.inspects() || g.onPremises.inspects()) && g.onPremises.mode != "direct" {
			r.report(codePrivateEndpoints, diag.Diagnostic{
				Summary: fmt.Sprintf("%q: the private summaries do not steer traffic to private endpoints", g.c.Name), Subject: g.c.KeyRange(),
				Why: "a private endpoint is a /32 route in every peered network; only a route that is as specific, with routeTable policies on the endpoint's subnet, goes before it", Hint: "add `routes` for private endpoints that are to be inspected",
			})
		}
	}
}

// checkBastion warns where a hub's own subnets are inspected and a service in a reserved subnet of it talks to spokes: the
// spokes' routes send the whole hub through the appliance, and the service's subnet takes no route table.
func checkBastion(r *resolver) {
	for _, g := range r.groups {
		h := g.hubOwn.hop
		if h == nil {
			continue
		}
		for _, hub := range g.hubs {
			s := hub.subnets[bastionSubnet]
			if s == nil {
				continue
			}
			r.report(codeBastion, diag.Diagnostic{
				Summary: fmt.Sprintf("%q inspects the own subnets of hub %q, which has an AzureBastionSubnet: Bastion's sessions to the spokes are asymmetric", g.c.Name, hub.id), Subject: g.hubOwn.at,
				Related: []diag.Related{{Range: s.KeyRange(), Message: "Bastion's subnet, which takes no route table"}},
				Why:     fmt.Sprintf("Bastion reaches the spokes straight, and their answers go through %q, which drops what it did not see begin", h.ref()),
				Hint:    "put Bastion into a network of its own that is peered with the spokes, or leave `hubSubnets` direct",
			})
		}
	}
}

// paths says what of the spoke's traffic goes through which hop.
func (p *policy) paths() []string {
	var out []string
	if p.spokeToSpoke != nil {
		out = append(out, "with other spokes ("+p.spokeToSpoke.ref()+")")
	}
	if p.onPremises != nil && p.gateway != nil {
		out = append(out, "with on-premises ("+p.onPremises.ref()+")")
	}
	if p.internet != nil {
		out = append(out, "to the internet ("+p.internet.ref()+")")
	}
	for _, h := range p.hubs {
		out = append(out, fmt.Sprintf("with %q (%s)", h.hub.id, h.hop.ref()))
	}
	return out
}

// checkEnvironments warns where networks of different `env` are joined straight.
func checkEnvironments(r *resolver) {
	for _, m := range r.meshes {
		if m.c.Kind == "mesh" {
			r.warnEnvironments(m.c.Name, m.members, diag.Diagnostic{Subject: m.c.At("members")})
		}
	}
	for _, g := range r.groups {
		if g.spokeToSpoke.mode == "direct" {
			r.warnEnvironments(g.c.Name, g.spokes, diag.Diagnostic{Subject: g.spokeToSpoke.at})
		}
	}
}

func (r *resolver) warnEnvironments(name string, networks []*network, d diag.Diagnostic) {
	byEnv := map[string]*network{}
	for _, n := range networks {
		if env := n.Labels["env"]; env != "" && byEnv[env] == nil {
			byEnv[env] = n
		}
	}
	if len(byEnv) < 2 {
		return
	}
	var said []string
	for _, env := range sortedKeys(byEnv) {
		said = append(said, fmt.Sprintf("%s (%q)", env, byEnv[env].id))
		d.Related = append(d.Related, diag.Related{Range: byEnv[env].KeyRange(), Message: "env: " + env})
	}
	d.Summary = fmt.Sprintf("%q joins networks of different environments straight: %s", name, fewNames(said))
	d.Why = "nothing stands between them but security groups"
	d.Hint = "make a mesh for each environment, or let a firewall stand between: `spokeToSpoke: hub/firewall`"
	r.report(codeEnvironments, d)
}
