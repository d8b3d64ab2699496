package topology

import (
	"maps"
	"slices"
	"sort"
	"strings"
)

// addConnectionJoins promises what the connections of gateways join: each network that uses a gateway with what is behind it.
func (r *resolution) addConnectionJoins() {
	for _, t := range r.transits {
		for _, at := range []*network{t.a, t.b} {
			for _, s := range t.carried(at) {
				j := r.joinThrough(r.chainsToCarried(t, at, s)[0].chain, connectionOrigin(t.m.c, "join"))
				j.A, j.B = refs(t.spokes[t.other(at)]), []string{string(s.id)}
				j.Via = append(viaRefs(t.other(at).transitHop), viaRefs(at.transitHop)...)
				r.topo.Joins = append(r.topo.Joins, j)
			}
		}
	}
	for _, g := range r.networks {
		if g.wan != nil {
			r.joinBehindHub(g)
		} else if len(g.destinations) > 0 {
			r.joinSites(g)
			r.joinNetworks(g)
		}
	}
}

// joinSites: the gateway's network directly, those that use it through what inspects their on-premises traffic, and as the
// connection says by which they use it.
func (r *resolution) joinSites(g *network) {
	type class struct {
		networks []*network
		via      []string
	}
	classes := map[string]*class{}
	for _, n := range append([]*network{g}, g.users...) {
		x := class{via: inspectedBy(n)}
		key := strings.Join(x.via, "\x00")
		if by := r.usesGatewayBy(n); by != nil {
			key += "\x01" + by.Name
		}
		if classes[key] == nil {
			classes[key] = &x
		}
		classes[key].networks = append(classes[key].networks, n)
	}
	sites := map[string][]gatewayDestination{} // by the statement that leads there, and what closes on the way
	for _, x := range g.destinations {
		if x.site != nil {
			key := strings.Join(append(x.link.origin("join").Statements, append(x.passing(), chainKey(r.pathsTo(g, x)[0].by))...), "\x00")
			sites[key] = append(sites[key], x)
		}
	}
	for _, statement := range slices.Sorted(maps.Keys(sites)) {
		for _, key := range slices.Sorted(maps.Keys(classes)) {
			x, list := classes[key], sites[statement]
			j := r.joinThrough(r.chainTo(x.networks[0], list[0]), list[0].link.origin("join"))
			j.A, j.Via = refs(x.networks), append(slices.Clone(x.via), list[0].passing()...)
			for _, s := range list {
				j.B = append(j.B, string(s.site.id))
			}
			r.topo.Joins = append(r.topo.Joins, j)
		}
	}
}

// joinNetworks promises each network that uses the gateway, and each that uses a gateway that it leads to, to each other. A pair
// that is joined otherwise too has the way that the other statement says: a peering takes precedence over a gateway's routes.
func (r *resolution) joinNetworks(g *network) {
	type class struct {
		networks []*network
		via      []string
		first    gatewayDestination // of far ones
	}
	far := map[string]*class{} // by whose gateway they use, what inspects them, and the way there
	for _, x := range g.destinations {
		switch {
		case x.network == nil || gatewayNetworkOf(x.network).id < g.id && len(x.network.spokeOfWAN) == 0: // its own turn comes
		case x.pairOnly:
			if !r.joinedOtherwise(g, x.network) {
				j := r.joinThrough(r.chainTo(g, x), x.link.origin("join"))
				j.A, j.B = []string{string(g.id)}, []string{string(x.network.id)}
				r.topo.Joins = append(r.topo.Joins, j)
			}
		default:
			via := reversed(x.inspectors())
			key := strings.Join(append([]string{string(gatewayNetworkOf(x.network).id), x.link.key()}, via...), "\x00")
			if chain := r.chainTo(g, x); chain != nil {
				key += "\x01" + chainKey(chain.by)
			}
			if far[key] == nil {
				far[key] = &class{via: via, first: x}
			}
			far[key].networks = append(far[key].networks, x.network)
		}
	}
	near := map[string]*class{}
	for _, n := range append([]*network{g}, g.users...) {
		via := inspectedBy(n)
		key := strings.Join(via, "\x00")
		if chain := r.chainOf(r.usesGatewayBy(n)); chain != nil {
			key += "\x01" + chainKey(chain.by)
		}
		if near[key] == nil {
			near[key] = &class{via: via}
		}
		near[key].networks = append(near[key].networks, n)
	}
	for _, a := range slices.Sorted(maps.Keys(near)) {
		for _, b := range slices.Sorted(maps.Keys(far)) {
			j := r.joinThrough(r.chainTo(near[a].networks[0], far[b].first), far[b].first.link.origin("join"))
			j.Via = append(slices.Clone(near[a].via), far[b].via...)
			r.joinClasses(near[a].networks, far[b].networks, j)
		}
	}
}

// joinClasses promises each of a each of b as the join says, but for pairs that are joined otherwise.
func (r *resolution) joinClasses(a, b []*network, j Join) {
	var whole []*network
	add := func(a, b []*network) {
		j.A, j.B = refs(a), refs(b)
		r.topo.Joins = append(r.topo.Joins, j)
	}
	for _, n := range a {
		var rest []*network
		for _, x := range b {
			if !r.joinedOtherwise(n, x) {
				rest = append(rest, x)
			}
		}
		switch {
		case len(rest) == len(b):
			whole = append(whole, n)
		case len(rest) > 0:
			add([]*network{n}, rest)
		}
	}
	if len(whole) > 0 {
		add(whole, union(b))
	}
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

// joinBehindHub promises the spokes of a virtual hub what is behind the gateways of all hubs of its virtual WAN. Private traffic
// passes the firewall of the hub, and of the hub with the gateway.
func (r *resolution) joinBehindHub(hub *network) {
	var spokes []*network
	for _, c := range hub.classes() {
		if c.onPremises() {
			spokes = append(spokes, c.spokes...)
		}
	}
	sort.Slice(spokes, func(i, j int) bool { return spokes[i].id < spokes[j].id })
	for _, x := range hub.destinations {
		if x.site == nil {
			continue // promised from the other side
		}
		via := viaRefs(hub.hubInspector())
		if at := x.link.hubEnd(); at != hub {
			via = append(via, viaRefs(at.hubInspector())...)
		}
		var chains []*filterChain
		of := map[*filterChain][]*network{}
		for _, s := range spokes {
			chain := r.chainTo(s, x)
			if of[chain] == nil {
				chains = append(chains, chain)
			}
			of[chain] = append(of[chain], s)
		}
		for _, chain := range chains {
			j := r.joinThrough(chain, x.link.origin("join"))
			j.A, j.B, j.Via = refs(of[chain]), []string{string(x.site.id)}, via
			r.topo.Joins = append(r.topo.Joins, j)
		}
	}
}
