package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// transits are the pairs of hubs that carry each other's spokes.
type transitPairs struct {
	transits []*transit
}

// transit says that two hubs carry each other's spokes, through what inspects them at both.
type transit struct {
	a, b    *network
	hubs    bool                 // the hubs' own subnets too, for the other hub's spokes
	sites   bool                 // what is behind the hubs' gateways too
	sitesOf map[*network][]*site // with sites: by hub, those that are carried to the other
	m       *pairwiseStatement
	selectedSpokes
}

func (t *transit) other(n *network) *network {
	if t.a == n {
		return t.b
	}
	return t.a
}

func (r *reading) linkTransit() {
	for _, m := range r.pairwise {
		if len(m.c.Transit) == 0 {
			continue
		}
		ok := true
		for _, n := range m.members {
			ok = r.findTransitHop(m, n) && ok
		}
		if !ok {
			continue
		}
		for i, a := range m.members {
			for _, b := range m.members[i+1:] {
				t := &transit{a: a, b: b, hubs: slices.Contains(m.c.Transit, "hubs"), sites: slices.Contains(m.c.Transit, "sites"), m: m}
				t.selectSpokes()
				r.addTransit(t)
			}
		}
		r.takeAmong(m.c, m.members, func(hub *network) []*network { return hub.transitSpokes })
	}
}

// addTransit merges equal statements and refuses contradicting ones.
func (r *reading) addTransit(t *transit) {
	for _, o := range r.transits {
		if keyOf(o.a, o.b) != keyOf(t.a, t.b) {
			continue
		}
		if o.hubs != t.hubs || o.sites != t.sites || !slices.EqualFunc(o.among, t.among, transitClass.equal) {
			r.contradictTransit(o.m.c, t.m.c, t.a, t.b)
		}
		return
	}
	r.transits = append(r.transits, t)
	if t.sites {
		r.chooseCarried(t)
	}
}

func (r *reading) contradictTransit(first, second *schema.Connection, a, b *network) {
	r.refuse(codeContradiction, diag.Diagnostic{
		Summary: fmt.Sprintf("%q and %q have different `transit` between %q and %q", first.Name, second.Name, a.id, b.id),
		Subject: second.At(schema.ConnectionField.Transit),
		Related: []diag.Related{{Range: first.At(schema.ConnectionField.Transit), Message: "the other connection"}},
		Why:     "the routes on both hubs must mirror each other",
		Hint:    "use the same `transit` in both",
	})
}

// carried are the sites at one hub that the other hub's spokes reach over the two: those that its own gateways do not lead to.
func (t *transit) carried(at *network) []*site {
	if !t.sites {
		return nil
	}
	return t.sitesOf[at]
}

// chooseCarried finds the sites that the transit carries: those at a hub's own connections to which the other hub's gateways lead
// by no way at all.
func (r *reading) chooseCarried(t *transit) {
	t.sitesOf = map[*network][]*site{}
	for _, at := range []*network{t.a, t.b} {
		if len(t.spokes[t.other(at)]) == 0 {
			continue // nobody to carry them to, yet
		}
		known := map[*site]bool{}
		for _, x := range t.other(at).destinations {
			known[x.site] = true
		}
		for _, s := range at.sitesBehind() {
			if !known[s] {
				t.sitesOf[at] = append(t.sitesOf[at], s)
			}
		}
	}
}

// findTransitHop finds what inspects the spokes of a member of a mesh with transit.
func (r *reading) findTransitHop(m *pairwiseStatement, n *network) bool {
	var hop *hop
	var by, elsewhere *hubAndSpoke
	for _, g := range n.hubOf {
		h := g.spokeToSpoke.hop
		switch {
		case !h.inspects():
		case h.network != n:
			elsewhere = g
		case hop != nil && hop != h:
			r.refuse(codeTransitHop, diag.Diagnostic{
				Summary: fmt.Sprintf("transit through %q is ambiguous: %q inspects the spokes of %q, %q those of %q", n.id, hop.ref(), by.c.Name,
					h.ref(), g.c.Name),
				Subject: m.c.At(schema.ConnectionField.Transit),
				Related: []diag.Related{{Range: by.spokeToSpoke.at, Message: by.c.Name}, {Range: g.spokeToSpoke.at, Message: g.c.Name}},
				Why:     "both directions of traffic from the other hub must pass the same appliance",
				Hint:    "inspect all spokes of the hub with one firewall or appliance",
			})
			return false
		default:
			hop, by = h, g
		}
	}
	if hop != nil {
		n.carrier = newCarrier(n, hop)
		return true
	}
	if r.refusedHubs[n] {
		return false
	}
	if elsewhere == nil && len(n.spokesOfAll()) == 0 {
		return r.findSpokelessHop(m, n)
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("hub %q cannot carry transit: it does not inspect its spokes", n.id), Subject: m.c.At(schema.ConnectionField.Transit),
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
		Why:     "peering is not transitive: a firewall or appliance in each hub must forward the packets, in both directions",
		Hint:    fmt.Sprintf("give %q a hubAndSpoke with `spokeToSpoke` through its own firewall or appliance, or remove `transit`", n.id),
	}
	if elsewhere != nil {
		d.Summary = fmt.Sprintf("hub %q cannot carry transit: %q in another network inspects its spokes", n.id, elsewhere.spokeToSpoke.hop.ref())
		d.Related = []diag.Related{{Range: elsewhere.spokeToSpoke.at, Message: elsewhere.c.Name}}
		d.Hint = fmt.Sprintf("make %q a member of the mesh instead", elsewhere.spokeToSpoke.hop.network.id)
	}
	r.refuse(codeTransitOverNothing, d)
	return false
}

// findSpokelessHop finds what inspects for a hub that has no spokes: its firewall, else its only appliance. A hub that has neither has only
// its own subnets behind it, and these are in a network that the other hubs are peered with: their inspectors are enough.
// Source: Virtual network peering, "Service chaining": a next hop may be an address in a peered network.
func (r *reading) findSpokelessHop(m *pairwiseStatement, n *network) bool {
	if g := slices.Concat(n.spokeOf, n.spokeOfWAN); len(g) > 0 {
		r.refuse(codeTransitOverNothing, diag.Diagnostic{
			Summary: fmt.Sprintf("network %q cannot be a hub of %q: it is a spoke in %q", n.id, m.c.Name, g[0].c.Name),
			Subject: m.c.At(schema.ConnectionField.Transit),
			Related: []diag.Related{{Range: g[0].c.At(schema.ConnectionField.Spokes), Message: fmt.Sprintf("makes %q a spoke", n.id)}},
			Why:     "the routes of a spoke lead to its own hub; those of a hub lead to the other hubs",
			Hint:    fmt.Sprintf("remove it from the members of %q, or from the spokes of %q", m.c.Name, g[0].c.Name),
		})
		return false
	}
	var hops []*hop
	for _, part := range slices.Sorted(maps.Keys(n.hops)) {
		if h := n.hops[part]; h.inspects() {
			hops = append(hops, h)
		}
	}
	if h := n.hops["firewall"]; h != nil {
		hops = []*hop{h}
	}
	if len(hops) > 1 {
		r.refuse(codeTransitHop, diag.Diagnostic{
			Summary: fmt.Sprintf("transit through %q is ambiguous: it has no spokes, and the appliances %q and %q", n.id, hops[0].ref(), hops[1].ref()),
			Subject: m.c.At(schema.ConnectionField.Transit),
			Related: []diag.Related{{Range: n.At(schema.NetworkField.Appliances), Message: "its appliances"}},
			Why:     "both directions of traffic from the other hub must pass the same appliance",
			Hint:    fmt.Sprintf("name the one that will inspect its spokes: `{kind: hubAndSpoke, hub: %s, spokeToSpoke: %s}`", n.id, hops[0].ref()),
		})
		return false
	}
	n.carrier = newCarrier(n, append(hops, nil)[0])
	return true
}

// carrier is what a hub is under transit.
type carrier struct {
	transitHop    *hop       // what inspects for the hubs that carry its spokes, nil without transit and in a hub without spokes that has nothing that could
	transitSpokes []*network // the spokes whose traffic with each other it inspects, by name
}

func newCarrier(hub *network, h *hop) carrier {
	c := carrier{transitHop: h}
	var lists [][]*network
	for _, g := range hub.hubOf {
		if h != nil && g.spokeToSpoke.hop == h {
			lists = append(lists, g.spokes)
		}
	}
	c.transitSpokes = union(lists...)
	return c
}

func (r *reading) transitsOf(hub *network) []*transit {
	var out []*transit
	for _, t := range r.transits {
		if t.a == hub || t.b == hub {
			out = append(out, t)
		}
	}
	return out
}
