package topology

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// addPromises makes rows of what the statements join, and of what the intent expects.
func (r *resolution) addPromises() {
	r.topo.Expectations, r.topo.Isolations = r.expectations, r.isolations
	for _, g := range r.hubAndSpokes {
		for _, h := range g.hubs {
			r.promise(g.c, []*network{h}, g.spokes, viaRefs(g.hubOwn.hop))
		}
		switch {
		case g.spokeToSpoke.mode == "direct":
			j := r.joinBy(g.c)
			j.A, j.B, j.Direct = refs(g.spokes), refs(g.spokes), true
			r.topo.Joins = append(r.topo.Joins, j)
		case g.spokeToSpoke.hop != nil:
			r.promise(g.c, g.spokes, g.spokes, viaRefs(g.spokeToSpoke.hop))
		}
	}
	for _, m := range r.pairwise {
		if len(m.subnets) == 0 {
			r.promiseDirect(m)
			continue
		}
		j := r.joinBy(m.c)
		j.Direct = true
		for _, s := range m.subnets[m.members[0]] {
			j.A = append(j.A, string(m.members[0].id)+"/"+s)
		}
		for _, s := range m.subnets[m.members[1]] {
			j.B = append(j.B, string(m.members[1].id)+"/"+s)
		}
		r.topo.Joins = append(r.topo.Joins, j)
	}
	r.addHubJoins()
	r.addWaysOut()
	r.addOnPremises()
	for _, t := range r.transits {
		via := append(viaRefs(t.a.transitHop), viaRefs(t.b.transitHop)...)
		for _, x := range t.among {
			r.promise(t.m.c, x.spokes[t.a], x.spokes[t.b], via)
		}
		if t.hubs {
			r.promise(t.m.c, t.spokes[t.a], []*network{t.b}, via)
			r.promise(t.m.c, []*network{t.a}, t.spokes[t.b], via)
		}
	}
	r.addConnectionJoins()
}

// promiseDirect promises that the members of a peering or a mesh reach each other by their peerings, which take precedence over what joins them through
// a firewall or an appliance. Between a hub and its own spokes they do not, where the hub's own subnets are reached through one: the spokes' route has the
// prefix of the peering.
func (r *resolution) promiseDirect(m *pairwiseStatement) {
	add := func(a, b []*network, direct bool) {
		j := r.joinBy(m.c)
		j.A, j.B, j.Direct = refs(a), refs(b), direct
		r.topo.Joins = append(r.topo.Joins, j)
	}
	routed := func(a, b *network) bool {
		return slices.ContainsFunc(r.hubAndSpokes, func(g *hubAndSpoke) bool {
			return g.hubOwn.hop != nil && slices.Contains(g.hubs, a) && slices.Contains(g.spokes, b)
		})
	}
	type from struct{ direct, through []*network }
	pairs, split := make([]from, len(m.members)), false
	for i, a := range m.members {
		for _, b := range m.members[i+1:] {
			if routed(a, b) || routed(b, a) {
				pairs[i].through, split = append(pairs[i].through, b), true
			} else {
				pairs[i].direct = append(pairs[i].direct, b)
			}
		}
	}
	if !split {
		add(m.members, m.members, true)
		return
	}
	for i, a := range m.members {
		if len(pairs[i].direct) > 0 {
			add([]*network{a}, pairs[i].direct, true)
		}
		if len(pairs[i].through) > 0 {
			add([]*network{a}, pairs[i].through, false)
		}
	}
}

// addOnPremises promises how networks reach what is behind the gateway that they use. A network with hand-written routes goes
// where these lead.
func (r *resolution) addOnPremises() {
	rows := map[string]*OnPremises{}
	for _, n := range r.networks {
		g := r.gatewayUsedBy(n)
		if g == nil || n.wan != nil || n.writesRoutes() || len(g.destinations) > 0 || !r.onPremisesOpen(n) {
			continue
		}
		o, key := g.origin("on-premises"), string(g.id)
		var via []string
		if h := n.policy.onPremises; h != nil {
			o, via = n.policy.from["onPremises"].origin("on-premises"), viaRefs(h)
			key += "\x00" + h.ref()
		}
		if rows[key] == nil {
			rows[key] = &OnPremises{Gateway: g.id, Via: via, Origin: o}
		}
		rows[key].Networks = append(rows[key].Networks, string(n.id))
	}
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		r.topo.OnPremises = append(r.topo.OnPremises, *rows[k])
	}
}

// addWaysOut promises how networks reach the internet: through what their statements say, else directly. A network with
// hand-written routes to public addresses goes where these lead.
func (r *resolution) addWaysOut() {
	direct := Join{B: []string{"internet"}, Origin: Origin{Rule: "join"}}
	ways := map[string]*Join{}
	for _, n := range r.networks {
		ends := n.waysOut()
		h, g := n.wayOut()
		switch {
		case r.byName["internet"] != nil || len(ends) == 0 || n.wan != nil:
		case r.accessTo[n] != nil && r.accessTo[n].internet != nil:
			c := r.accessTo[n].internet
			key := fmt.Sprint(c.Name, "\x00closed ", viaRefs(h), viaRefs(n.policy.next))
			if ways[key] == nil {
				j := r.joinBy(c)
				j.B, j.Via = []string{"internet"}, append(viaRefs(h), viaRefs(n.policy.next)...)
				ways[key] = &j
			}
			ways[key].A = append(ways[key].A, ends...)
		case h != nil:
			key := g.c.Name + "\x00" + h.ref() + "\x00" + strings.Join(viaRefs(n.policy.next), "")
			if ways[key] == nil {
				ways[key] = &Join{B: []string{"internet"}, Via: append(viaRefs(h), viaRefs(n.policy.next)...), Origin: g.origin("join")}
			}
			ways[key].A = append(ways[key].A, ends...)
		case n.tier() == Spoke:
			direct.A = append(direct.A, ends...)
			direct.Origin.Range = n.KeyRange()
		}
	}
	for _, k := range slices.Sorted(maps.Keys(ways)) {
		r.topo.Joins = append(r.topo.Joins, *ways[k])
	}
	if len(direct.A) > 0 {
		r.topo.Joins = append(r.topo.Joins, direct)
	}
}

func (r *resolution) promise(c *schema.Connection, a, b []*network, via []string) {
	j := r.joinBy(c)
	j.A, j.B, j.Via = refs(a), refs(b), via
	r.topo.Joins = append(r.topo.Joins, j)
}

// joinBy is a join by a connection, with what its access says.
func (r *resolution) joinBy(c *schema.Connection) Join {
	return r.joinThrough(r.chainOf(c), connectionOrigin(c, "join"))
}

// joinThrough is a join with what a chain of connections lets pass.
func (r *resolution) joinThrough(chain *filterChain, o Origin) Join {
	j := Join{Closed: chain != nil, Origin: o}
	for _, f := range r.flowsOf(chain) {
		row := Flow{Name: f.label, From: endRefs(f.from), To: endRefs(f.to)}
		for _, p := range f.protocol {
			row.Protocol, row.First, row.Last = p.protocol, 0, 0
			if len(p.ports) == 0 {
				j.Flows = append(j.Flows, row)
			}
			for _, ports := range p.ports {
				row.First, row.Last = ports.First, ports.Last
				j.Flows = append(j.Flows, row)
			}
		}
	}
	return j
}

// addHubJoins promises what the statements of virtual hubs join.
func (r *resolution) addHubJoins() {
	for _, w := range r.wans {
		for i, a := range w.hubAndSpokes {
			for _, b := range w.hubAndSpokes[i:] {
				if !hubsMeet(a, b) || len(a.spokes) == 0 || len(b.spokes) == 0 {
					continue
				}
				via := viaRefs(a.spokeToSpoke.hop)
				o := a.origin("join")
				if a != b {
					via = append(via, viaRefs(b.spokeToSpoke.hop)...)
					o.Statements = mergeStatements(o.Statements, []string{b.c.Path()})
				}
				for _, x := range meetingSpokes(a, b) {
					o := o
					if x.by != nil {
						o.Statements = mergeStatements(o.Statements, []string{x.by.Path()})
					}
					j := r.joinThrough(r.chainOf(a.meetBy(b)...), o)
					j.A, j.B, j.Via = refs(x.spokes[0]), refs(x.spokes[1]), via
					r.topo.Joins = append(r.topo.Joins, j)
				}
			}
		}
	}
}
