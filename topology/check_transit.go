package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

// checkTransit refuses what one table on an appliance's subnet cannot do: under transit it sends the other hub's spokes, and
// with `hubs` the other hub, to the other hub's appliance, also in answer to what this one inspects for them directly.
func checkTransit(r *resolver) {
	for _, t := range r.transits {
		for _, n := range []*network{t.a, t.b} {
			other := t.other(n)
			for _, s := range other.transitSpokes() {
				r.checkTransitSpoke(t, n, s)
			}
			if t.hubs {
				r.checkTransitHub(t, n, other)
			}
		}
	}
}

// checkTransitSpoke: a spoke of the other hub that this hub's appliance inspects something else for.
func (r *resolver) checkTransitSpoke(t *transit, n, s *network) {
	conflict := func(h *hop, g *hubAndSpoke, what string) {
		if !h.inspects() || h.network != n || h.egress != n.transitHop.egress {
			return
		}
		r.report(codeTransitReturn, diag.Diagnostic{
			Summary: fmt.Sprintf("%s traffic of %q goes through %q, whose answers would go through %q too", what, s.id, h.ref(), t.other(n).transitHop.ref()), Subject: g.c.KeyRange(),
			Related: []diag.Related{{Range: t.m.c.At("transit"), Message: fmt.Sprintf("sends the spokes of %q there, from the same subnet", t.other(n).id)}},
			Why:     "a subnet has one route for a prefix: under transit the way to that spoke leads through the other hub's appliance, which has not seen the session begin",
			Hint:    fmt.Sprintf("let %q inspect it, or an appliance with a subnet of its own, or leave out `transit`", t.other(n).transitHop.ref()),
		})
	}
	for class, h := range map[string]*hop{"internet": s.policy.internet, "onPremises": s.policy.onPremises} {
		if h != nil {
			conflict(h, s.policy.from[class], classWord(class))
		}
	}
	for _, hi := range s.policy.hubs {
		conflict(hi.hop, hi.by, "hub")
	}
}

// checkTransitHub: spokes that reach the other hub's own subnets through this hub's appliance without transit.
func (r *resolver) checkTransitHub(t *transit, n, other *network) {
	for _, g := range other.hubOf {
		h := g.hubOwn.hop
		if h == nil || h.network != n || h.egress != n.transitHop.egress {
			continue
		}
		r.report(codeTransitReturn, diag.Diagnostic{
			Summary: fmt.Sprintf("%q reaches the own subnets of %q through %q, which sends them on through %q", g.c.Name, other.id, h.ref(), other.transitHop.ref()), Subject: g.hubOwn.at,
			Related: []diag.Related{{Range: t.m.c.At("transit"), Message: "carries the hubs' own subnets"}},
			Why:     "a subnet has one route for a prefix: the way there would pass both appliances, the way back one",
			Hint:    fmt.Sprintf("leave %q out of the `hub` list, or `hubs` out of `transit`", other.id),
		})
	}
}
