package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkVirtualWANs holds what is connected by a virtual WAN to its rules.
func checkVirtualWANs(r *reading) {
	for _, w := range r.wans {
		for _, hub := range w.hubs {
			if r.tenant(hub) != r.tenantOf[w.Subscription] {
				r.report(codeHubTenant, diag.Diagnostic{
					Summary: fmt.Sprintf("virtual hub %q and its virtual WAN %q are in different tenants", hub.id, w.Name),
					Subject: hub.At(schema.NetworkField.VirtualWAN),
					Why:     "a hub and its virtual WAN are deployed together, in one tenant",
					Hint:    "put both into subscriptions of one tenant",
				})
			}
		}
		r.checkWANOverlap(w)
		r.checkHubRegions(w)
		r.checkPrivateTraffic(w)
		r.checkPublicBehind(w)
		r.checkInternetPolicy(w)
		if w.Type == "Basic" {
			r.checkBasicWAN(w)
		}
		for _, hub := range w.hubs {
			r.checkHubLimits(w, hub)
			r.checkHubDefaults(hub)
		}
	}
	for _, n := range r.networks {
		if len(n.spokeOfWAN) > 0 && n.wan == nil {
			r.checkHubSpoke(n)
		}
	}
	for _, l := range r.links {
		if l.far != nil && l.far.network.wan != nil && l.circuit == nil {
			r.checkHubPair(l)
		}
	}
	r.checkHubEnds()
	for _, s := range r.sites {
		r.checkTwoHomes(s)
	}
	for _, n := range r.networks {
		if n.vpn != nil && n.wan == nil {
			r.checkNetworkHomes(n)
		}
	}
}

// checkHubCircuits: a circuit that a virtual hub is connected to can be read by the hub's deployment, and FastPath is not asked for.
func checkHubCircuits(r *reading) {
	for _, l := range r.links {
		n, c := l.near.network, l.circuit
		if n.wan == nil || l.far != nil || c == nil {
			continue
		}
		d := diag.Diagnostic{Subject: l.c.KeyRange()}
		switch {
		case c.Circuit.ID == "" && n.Subscription != c.Subscription && r.tenant(n) != r.tenantOf[c.Subscription]:
			d.Summary = fmt.Sprintf("%q connects virtual hub %q to circuit %q, which this intent creates in another tenant", l.c.Name, n.id, c.id)
			d.Why = "the deployment of the connection reads the authorization key of the circuit, and a deployment reads only in its own tenant"
			d.Hint = "put the circuit into the hub's tenant, or declare it by its `id` once it exists"
			r.report(codeHubLink, d)
		case l.c.FastPath:
			d.Subject = l.c.At(schema.ConnectionField.FastPath)
			d.Summary = fmt.Sprintf("%q has `fastPath`, and member %q is a virtual hub", l.c.Name, n.id)
			d.Why = "FastPath in a virtual hub needs a circuit of ExpressRoute Direct, and it bypasses the routing intent"
			d.Hint = "remove `fastPath`"
			r.report(codeHubLink, d)
		}
	}
}

// checkHubPair: each side of a VPN between a network and a virtual hub reads the addresses of the other, so both must be readable in
// one deployment.
func (r *reading) checkHubPair(l *gatewayLink) {
	n, hub := l.near.network, l.far.network
	d := diag.Diagnostic{
		Subject: l.c.At(schema.ConnectionField.Between),
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
		Hint:    fmt.Sprintf("declare %q as a site with the public address and the BGP address of its gateway", n.id),
	}
	switch {
	case r.tenant(n) != r.tenant(hub):
		d.Summary = fmt.Sprintf("vpn %q joins virtual hub %q and network %q, which is in another tenant", l.c.Name, hub.id, n.id)
		d.Why = "each side reads the addresses that Azure assigned to the other, and a deployment reads only in its own tenant"
		r.report(codeHubTenant, d)
	case n.ownership() == External:
		d.Summary = fmt.Sprintf("vpn %q joins virtual hub %q and the gateway of %q, which is external", l.c.Name, hub.id, n.id)
		d.Why = "the owner of that gateway must create local network gateways and connections there"
		r.report(codeHubLink, d)
	}
}

func (r *reading) checkHubLimits(w *wan, hub *network) {
	spokes, prefixes := 0, 0
	for _, c := range hub.classes() {
		spokes += len(c.spokes)
		for _, s := range c.spokes {
			prefixes += len(s.AddressSpace)
		}
	}
	r.limit(schema.LimitsField.NetworksPerVirtualHub, spokes+len(w.hubs),
		fmt.Sprintf("virtual hub %q has, with the hubs of its virtual WAN,", hub.id), "networks", hub.KeyRange())
	if hub.inspectsPrivate() {
		r.limit(schema.LimitsField.PrefixesPerRoutingIntent, prefixes,
			fmt.Sprintf("virtual hub %q inspects private traffic, and its networks have", hub.id), "prefixes", hub.KeyRange())
	}
}

func (r *reading) checkBasicWAN(w *wan) {
	report := func(at source.Range, what string, hints ...string) {
		r.report(codeBasicWAN, diag.Diagnostic{
			Summary: fmt.Sprintf("virtual WAN %q is Basic, and %s", w.Name, what),
			Subject: at,
			Related: []diag.Related{{Range: w.At(schema.VirtualWANField.Type), Message: "Basic"}},
			Why:     "a Basic virtual WAN supports only site-to-site VPN: no traffic between networks or hubs, no ExpressRoute, no firewall",
			Hint:    strings.Join(append(hints, "remove `type`: Standard is the default"), ", or "),
		})
	}
	spokes := map[*network]bool{}
	for _, hub := range w.hubs {
		if hub.Firewall != nil {
			report(hub.At(schema.NetworkField.Firewall), fmt.Sprintf("its hub %q has a firewall", hub.id))
		}
		if hub.ExpressRoute != nil {
			report(hub.ExpressRoute.Range(), fmt.Sprintf("its hub %q has an ExpressRoute gateway", hub.id))
		}
	}
	for _, g := range w.hubAndSpokes {
		for _, s := range g.spokes {
			spokes[s] = true
		}
	}
	for _, g := range w.hubAndSpokes {
		switch {
		case g.spokeToSpoke.mode != "none":
			report(g.spokeToSpoke.at, fmt.Sprintf("%q joins spokes with each other", g.c.Name), "write `spokeToSpoke: none`")
		case !g.spokeToSpoke.given && len(spokes) > 1: // at every other virtual hub, they would
			report(g.c.KeyRange(), fmt.Sprintf("the spokes of %q do not reach other networks, though `spokeToSpoke` is `direct` by default", g.c.Name),
				"write `spokeToSpoke: none`")
		}
	}
}

// checkHubRegions notes two hubs of one virtual WAN in one location.
func (r *reading) checkHubRegions(w *wan) {
	first := map[string]*network{}
	for _, hub := range w.hubs {
		o := first[hub.Location]
		if o == nil {
			first[hub.Location] = hub
			continue
		}
		r.report(codeHubRegion, diag.Diagnostic{
			Summary: fmt.Sprintf("virtual hubs %q and %q of %q are both in %s", o.id, hub.id, w.Name, hub.Location),
			Subject: hub.KeyRange(),
			Related: []diag.Related{{Range: o.KeyRange(), Message: "the other"}},
			Why: "Microsoft recommends one hub per region until its limits are reached: a second hub costs as much again, and traffic between " +
				"the two passes both routers",
			Hint: "connect the spokes to one hub",
		})
	}
}

// checkWANOverlap: all that a virtual WAN connects is disjoint: hubs, and spokes of whichever hub.
func (r *reading) checkWANOverlap(w *wan) {
	all := slices.Clone(w.hubs)
	for _, hub := range w.hubs {
		for _, c := range hub.classes() {
			all = append(all, c.spokes...)
		}
	}
	c := &overlapCheck{r: r, seen: map[pairKey]bool{}}
	c.find(claims(union(all)...), func(a, b claim) {
		s, o := inOrder(a, b)
		word := func(n *network) string {
			if n.wan != nil {
				return "virtual hub"
			}
			return "network"
		}
		r.report(codeHubOverlap, diag.Diagnostic{
			Summary: fmt.Sprintf("%s %q overlaps %s %q, and both are in virtual WAN %q", word(s.n), s.n.id, word(o.n), o.n.id, w.Name),
			Subject: s.n.prefixAt(s.index),
			Label:   relation(s.prefix(), o.prefix()),
			Related: []diag.Related{{Range: o.n.prefixAt(o.index), Message: fmt.Sprintf("%q has %s", o.n.id, o.prefix())}},
			Why: "Azure refuses a connection that overlaps its hub or another network of the hub, and routes a prefix that two hubs advertise " +
				"to one of the two",
			Hint: r.freeHint(s.prefix().Bits(), s.prefix()),
		})
	})
}

// checkHubEnds refuses virtual hubs as ends of expectations and isolations: no packet starts or ends in one.
func (r *reading) checkHubEnds() {
	report := func(name string, o Origin) {
		name, _, _ = strings.Cut(name, "/")
		if n := r.byName[NetworkID(name)]; n != nil && n.wan != nil {
			r.report(codeHubEnd, diag.Diagnostic{
				Summary: fmt.Sprintf("virtual hub %q cannot be a source or destination", n.id),
				Subject: o.Range,
				Why:     "a virtual hub holds no virtual machines: packets start and end in its spokes and sites",
				Hint:    "name its spokes; a firewall or gateway of the hub may be in `via`",
			})
		}
	}
	for _, e := range r.expectations {
		for _, end := range append(slices.Clone(e.From), e.To...) {
			report(end, e.Origin)
		}
	}
	for _, x := range r.isolations {
		for _, end := range append(slices.Clone(x.A), x.B...) {
			report(end, x.Origin)
		}
	}
}
