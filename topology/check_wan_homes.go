package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
)

// checkTwoHomes holds sites at several hubs that inspect to what is symmetric: with BGP the site learns which hub is nearer to a
// network, and a network of a third hub has none that is.
func (r *reading) checkTwoHomes(s *site) {
	homes := map[*wan][]*gatewayLink{}
	for _, l := range s.links {
		if hub := l.near.network; hub.wan != nil && hub.wan.inspects() {
			homes[hub.wan] = append(homes[hub.wan], l)
		}
	}
	for _, w := range r.wans {
		links := homes[w]
		i := slices.IndexFunc(links, func(l *gatewayLink) bool { return l.near.network != links[0].near.network })
		if i < 0 {
			continue
		}
		o, l := links[0], links[i]
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("site %q is connected to the virtual hubs %q and %q without BGP, and the virtual WAN inspects private traffic", s.id,
				o.near.network.id, l.near.network.id),
			Subject: l.c.KeyRange(),
			Related: []diag.Related{{Range: o.c.KeyRange(), Message: fmt.Sprintf("connects it to %q", o.near.network.id)}},
			Why:     "the site may use either hub, and replies may use the other: each firewall could see only half of a session",
			Hint:    "give the site an `asn` and a `bgpPeer`, so that it learns the shorter path, or connect it to one hub",
		}
		if slices.ContainsFunc(links, func(l *gatewayLink) bool { return !l.bgp }) {
			r.report(codeTwoHomes, d)
			continue
		}
		for _, hub := range w.hubs {
			far := !slices.ContainsFunc(links, func(l *gatewayLink) bool { return l.near.network == hub })
			spokes := slices.ContainsFunc(hub.classes(), (*class).onPremises)
			if far && (spokes || w.BranchToBranch && hub.joinsNetworks()) {
				who := "spokes of"
				if !spokes {
					who = "networks behind the gateways of"
				}
				d.Summary = fmt.Sprintf("site %q is connected to the virtual hubs %q and %q, and %s %q reach it through either", s.id,
					o.near.network.id, l.near.network.id, who, hub.id)
				d.Related = append(d.Related, diag.Related{Range: hub.KeyRange(), Message: "both paths are equally long from this hub"})
				d.Hint = fmt.Sprintf("connect the site to %q too or to one hub only, or write `onPremises: none` for the spokes of %q", hub.id,
					hub.id)
				r.report(codeTwoHomes, d)
				break
			}
		}
	}
}

// checkSameHubs: what reaches each other by gateways of virtual hubs has one hub in common, and not two that are equally near.
func (r *reading) checkSameHubs(w *wan, n *network, at []*gatewayLink) {
	ends := map[string][]*gatewayLink{}
	for _, hub := range w.hubs {
		for _, g := range []*gatewayNode{hub.vpn, hub.expressRoute} {
			if g == nil {
				continue
			}
			for _, l := range g.links {
				name := ""
				if far := l.other(g); far != nil && far.network != n && (far.network.id > n.id || l.circuit != nil) {
					name = fmt.Sprintf("network %q", far.network.id)
				} else if s := l.leadsTo(); s != nil {
					name = fmt.Sprintf("site %q", s.id)
				}
				common := slices.ContainsFunc(at, func(o *gatewayLink) bool { return o.hubEnd() == hub })
				twice := slices.ContainsFunc(ends[name], func(o *gatewayLink) bool { return o.hubEnd() == hub })
				if name != "" && common && !twice {
					ends[name] = append(ends[name], l)
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ends)) {
		if list := ends[name]; len(list) > 1 {
			r.report(codeTwoHomes, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q and %s are both connected to the virtual hubs %q and %q, and the virtual WAN inspects private "+
					"traffic", n.id, name, list[0].hubEnd().id, list[1].hubEnd().id),
				Subject: at[1].c.KeyRange(),
				Related: []diag.Related{{Range: list[1].c.KeyRange(), Message: "the other"}},
				Why:     "both paths are equally long: the two directions may pass different firewalls",
				Hint:    "connect one of the two to one hub only",
			})
		}
	}
}

// checkTwoAtHubs: two networks that are joined by VPN have their VPNs with one virtual hub.
func (r *reading) checkTwoAtHubs(n, o *network, ofN, ofO []*gatewayLink) {
	for _, a := range ofN {
		for _, b := range ofO {
			if a.hubEnd() == b.hubEnd() {
				continue
			}
			r.report(codeTwoHomes, diag.Diagnostic{
				Summary: fmt.Sprintf("networks %q and %q are joined by VPN and have VPNs to the virtual hubs %q and %q, and the virtual WAN "+
					"inspects private traffic", n.id, o.id, a.hubEnd().id, b.hubEnd().id),
				Subject: b.c.KeyRange(),
				Related: []diag.Related{{Range: a.c.KeyRange(), Message: fmt.Sprintf("connects %q to %q", n.id, a.hubEnd().id)}},
				Why: "a virtual hub prefers its own connections to those of another hub, and a network prefers the shorter path: the two " +
					"directions may pass different firewalls",
				Hint: "connect both to one hub, or remove the VPN between the networks: the virtual WAN joins them",
			})
			return
		}
	}
}

// checkNetworkHomes holds networks whose gateways are at several hubs that inspect to what is symmetric: no third hub has anything that
// would reach one by either, and what is between two gateways at two hubs has a nearer hub in one direction alone.
func (r *reading) checkNetworkHomes(n *network) {
	for _, w := range r.wans {
		atHub := func(g *gatewayNode) []*gatewayLink {
			var at []*gatewayLink
			for _, l := range g.links {
				if hub := l.hubEnd(); hub != nil && l.circuit == nil && hub.wan == w && w.inspects() {
					at = append(at, l)
				}
			}
			return at
		}
		at := atHub(n.vpn)
		if len(at) == 0 {
			continue
		}
		for _, o := range n.vpn.chain()[1:] {
			if o.network.id > n.id {
				r.checkTwoAtHubs(n, o.network, at, atHub(o))
			}
		}
		if len(at) < 2 {
			continue
		}
		if w.BranchToBranch {
			r.checkSameHubs(w, n, at)
		}
		for _, hub := range w.hubs {
			own := slices.ContainsFunc(at, func(l *gatewayLink) bool { return l.hubEnd() == hub })
			if own || !slices.ContainsFunc(hub.classes(), (*class).onPremises) && !hub.hasGateway() {
				continue
			}
			r.report(codeTwoHomes, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has VPNs to the virtual hubs %q and %q, the virtual WAN inspects private traffic, and the "+
					"networks of %q reach it through either", n.id, at[0].hubEnd().id, at[1].hubEnd().id, hub.id),
				Subject: at[1].c.KeyRange(),
				Related: []diag.Related{{Range: hub.KeyRange(), Message: "both paths are equally long from this hub"}},
				Why:     "the two directions may use different hubs: each firewall could see only half of a session",
				Hint:    fmt.Sprintf("connect %q to %q too, or to one hub only", n.id, hub.id),
			})
			break
		}
	}
}
