package picture

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

type lineKey struct {
	from, to string
	style    style
	label    string
}

// join adds a line, or adds to one that is there already.
func (r *reading) join(from, to *node, s style, c classes, label string, o topology.Origin) {
	if from == nil || to == nil || from == to {
		return
	}
	k := lineKey{from.id, to.id, s, label}
	l := r.lines[k]
	if l == nil {
		if back := r.lines[lineKey{to.id, from.id, s, label}]; back != nil {
			l = back
		}
	}
	if l == nil {
		l = &line{from: from, to: to, style: s, label: label}
		r.lines[k] = l
		r.listed = append(r.listed, l)
	}
	l.classes |= c
	if r.connection != "" {
		l.connections = append(l.connections, r.connection)
	}
	if !slices.ContainsFunc(l.origins, func(have topology.Origin) bool { return have.Range == o.Range }) {
		l.origins = append(l.origins, o)
	}
}

func (r *reading) addLines() {
	r.findLinks()
	r.findHubs()
	r.addConnections()
	r.addPeerings()
	r.addConfigurations()
	for _, c := range r.t.HubConnections {
		r.join(r.byID[string(c.Network)], r.byID[string(c.Hub)], peeringStyle, 0, "", c.Origin)
	}
	r.addJoins()
	r.addOnPremises()
	r.dropImplied()
	r.close()
}

// findLinks finds which networks are peered, or hubs of one virtual WAN, and whose gateways they use.
func (r *reading) findLinks() {
	link := func(a, b topology.NetworkID) {
		r.linked[pair{string(a), string(b)}], r.linked[pair{string(b), string(a)}] = true, true
	}
	for _, p := range r.t.Peerings {
		link(p.Local, p.Remote)
		if p.UseRemoteGateways {
			r.uses[string(p.Local)] = string(p.Remote)
		}
	}
	groups := map[topology.NetworkGroupID][]topology.NetworkID{}
	for _, g := range r.t.NetworkGroups {
		groups[g.ID] = g.Members
	}
	for _, c := range r.t.Configurations {
		for _, m := range groups[c.Group] {
			if c.Hub != "" {
				link(m, c.Hub)
			}
			if c.UseHubGateway {
				r.uses[string(m)] = string(c.Hub)
			}
		}
	}
	for _, c := range r.t.HubConnections {
		link(c.Network, c.Hub)
		r.uses[string(c.Network)] = string(c.Hub)
	}
	for _, a := range r.t.VirtualHubs {
		for _, b := range r.t.VirtualHubs {
			if a.ID != b.ID && a.WAN == b.WAN {
				link(a.ID, b.ID)
			}
		}
	}
}

// findHubs finds which networks are spokes of which: a statement joins one network with others, and peers it with them.
func (r *reading) findHubs() {
	by := map[pair][]string{}
	for _, p := range r.t.Peerings {
		by[pair{string(p.Local), string(p.Remote)}] = p.Origin.Statements
	}
	hub := func(network, hub string) {
		r.hubs[pair{network, hub}] = true
		if h := r.byID[hub]; h != nil && h.kind == networkKind {
			h.kind = hubKind
		}
	}
	for _, j := range r.t.Joins {
		if len(j.A) != 1 || strings.Contains(j.A[0], "/") || slices.Contains(j.B, j.A[0]) {
			continue
		}
		for _, b := range j.B {
			for _, s := range by[pair{j.A[0], b}] {
				if slices.Contains(j.Origin.Statements, s) {
					hub(b, j.A[0])
				}
			}
		}
	}
	for _, c := range r.t.Configurations {
		for _, g := range r.t.NetworkGroups {
			if g.ID != c.Group || c.Hub == "" {
				continue
			}
			for _, m := range g.Members {
				hub(string(m), string(c.Hub))
			}
		}
	}
	for _, c := range r.t.HubConnections {
		hub(string(c.Network), string(c.Hub))
	}
}

// addConnections adds what stands at the other end of gateways.
func (r *reading) addConnections() {
	sites := map[topology.LocalGatewayID]topology.LocalGateway{}
	for _, g := range r.t.LocalGateways {
		sites[g.ID] = g
	}
	lead := func(site topology.SiteID, gateway *node) {
		if gateway != nil && !slices.Contains(r.leads[siteID(site)], gateway) {
			r.leads[siteID(site)] = append(r.leads[siteID(site)], gateway)
		}
	}
	circuitSite := map[topology.CircuitID]topology.SiteID{}
	for _, c := range r.t.Circuits {
		circuitSite[c.ID] = c.Site
		if c.Site != "" {
			r.join(r.byID[circuitID(c.ID)], r.byID[siteID(c.Site)], expressRouteStyle, 0, "", c.Origin)
		}
	}
	circuit := func(gateway *node, c topology.CircuitID, o topology.Origin) {
		r.join(gateway, r.byID[circuitID(c)], expressRouteStyle, 0, "ExpressRoute", o)
		lead(circuitSite[c], gateway)
	}
	for _, c := range r.t.Connections {
		r.connection = c.ID
		gateway := r.part(string(c.Gateway))
		switch c.Kind {
		case topology.VNetToVNet:
			r.join(gateway, r.part(string(c.Remote)), vpnStyle, 0, vpnLabel(c.BGP), c.Origin)
		case topology.ExpressRoute:
			circuit(gateway, c.Circuit, c.Origin)
		default:
			l := sites[c.LocalGateway]
			if l.HubGateway != "" {
				r.join(gateway, r.part(string(l.HubGateway)), vpnStyle, 0, vpnLabel(c.BGP), c.Origin)
				continue
			}
			r.join(gateway, r.byID[siteID(l.Site)], vpnStyle, 0, vpnLabel(c.BGP), c.Origin)
			lead(l.Site, gateway)
		}
	}
	hubSites := map[topology.LocalGatewayID]topology.HubSite{}
	for _, s := range r.t.HubSites {
		hubSites[s.ID] = s
	}
	for _, l := range r.t.HubLinks {
		r.connection = l.ID
		gateway := r.part(string(l.Gateway))
		s := hubSites[l.Site]
		switch {
		case l.Circuit != "":
			circuit(gateway, l.Circuit, l.Origin)
		case s.Gateway != "":
			r.join(r.part(string(s.Gateway)), gateway, vpnStyle, 0, vpnLabel(l.BGP), l.Origin)
		default:
			r.join(gateway, r.byID[siteID(s.Site)], vpnStyle, 0, vpnLabel(l.BGP), l.Origin)
			lead(s.Site, gateway)
		}
	}
	r.connection = ""
	for _, g := range r.t.Gateways {
		if g.Clients != nil {
			r.join(r.part(string(g.ID)), r.byID[siteID(g.Clients.Site)], vpnStyle, 0, "point-to-site", g.Origin)
			lead(g.Clients.Site, r.part(string(g.ID)))
		}
	}
}

func vpnLabel(bgp bool) string {
	if bgp {
		return "VPN, BGP"
	}
	return "VPN"
}

// addPeerings adds a line for each peering with a hub, or of two networks, and a mesh for what one statement peers with each other.
func (r *reading) addPeerings() {
	mesh := map[string][]string{} // statement -> networks
	done := map[pair]bool{}
	var rest []topology.Peering
	for _, p := range r.t.Peerings {
		a, b := string(p.Local), string(p.Remote)
		if done[pair{b, a}] {
			continue
		}
		done[pair{a, b}] = true
		switch {
		case r.hubs[pair{a, b}]:
			r.join(r.byID[a], r.byID[b], peeringStyle, 0, "", p.Origin)
		case r.hubs[pair{b, a}]:
			r.join(r.byID[b], r.byID[a], peeringStyle, 0, "", p.Origin)
		default:
			rest = append(rest, p)
			for _, s := range p.Origin.Statements {
				for _, n := range []string{a, b} {
					if !slices.Contains(mesh[s], n) {
						mesh[s] = append(mesh[s], n)
					}
				}
			}
		}
	}
	for _, p := range rest {
		a, b := r.byID[string(p.Local)], r.byID[string(p.Remote)]
		if s := meshOf(p.Origin.Statements, mesh); s != "" {
			m := r.mesh(s, "mesh: each with each", p.Origin)
			r.join(a, m, directStyle, 0, "", p.Origin)
			r.join(b, m, directStyle, 0, "", p.Origin)
			continue
		}
		s, label := directStyle, ""
		if len(a.parts) > 0 || a.kind.isHub() {
			a, b = b, a
		}
		if len(b.parts) > 0 || b.kind.isHub() {
			s = peeringStyle
		}
		if len(p.LocalSubnets) > 0 {
			label = "subnets " + strings.Join(p.LocalSubnets, ", ") + " ↔ " + strings.Join(p.RemoteSubnets, ", ")
			if a != r.byID[string(p.Local)] {
				label = "subnets " + strings.Join(p.RemoteSubnets, ", ") + " ↔ " + strings.Join(p.LocalSubnets, ", ")
			}
		}
		if p.IPv6Only {
			label = strings.TrimPrefix(label+", IPv6 only", ", ")
		}
		r.join(a, b, s, 0, label, p.Origin)
	}
}

// meshOf is the statement that peers more than two networks with each other, "" for none.
func meshOf(statements []string, mesh map[string][]string) string {
	for _, s := range statements {
		if len(mesh[s]) > 2 {
			return s
		}
	}
	return ""
}

// mesh is the node of networks that are all joined with each other by a statement.
func (r *reading) mesh(statement, how string, o topology.Origin) *node {
	if m := r.byID[meshID(statement)]; m != nil {
		return m
	}
	_, name, _ := strings.Cut(statement, ".")
	return r.add(&node{id: meshID(statement), kind: meshKind, name: name, details: []string{how}, origins: []topology.Origin{o}})
}

// addConfigurations adds what network managers build.
func (r *reading) addConfigurations() {
	for _, c := range r.t.Configurations {
		for _, g := range r.t.NetworkGroups {
			if g.ID != c.Group {
				continue
			}
			for _, m := range g.Members {
				n := r.byID[string(m)]
				if c.Hub != "" {
					r.join(n, r.byID[string(c.Hub)], peeringStyle, 0, "", c.Origin)
				}
				if c.Direct && len(c.Origin.Statements) > 0 {
					how := "connected group: each with each"
					if c.Global {
						how = "global connected group: each with each"
					}
					r.join(n, r.mesh(c.Origin.Statements[0], how, c.Origin), directStyle, 0, "", c.Origin)
				}
			}
		}
	}
}
