package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkTransit refuses what one table on an appliance's subnet cannot do: under transit it sends the other hub's spokes, and
// with `hubs` the other hub, to the other hub's appliance, also in answer to what this one inspects for them directly.
func checkTransit(r *reading) {
	for _, t := range r.transits {
		for _, n := range []*network{t.a, t.b} {
			other := t.other(n)
			if n.transitHop == nil || other.transitHop == nil {
				continue // one inspector, or none: what it gets and sends on is the same as without transit
			}
			for _, s := range t.spokes[other] {
				r.checkTransitSpoke(t, n, s)
			}
			if t.hubs {
				r.checkTransitHub(t, n, other)
			}
		}
	}
}

// checkTransitSpoke: a spoke of the other hub that this hub's appliance inspects something else for.
func (r *reading) checkTransitSpoke(t *transit, n, s *network) {
	conflict := func(h *hop, g *hubAndSpoke, what string) {
		if !h.inspects() || h.network != n || h.egress != n.transitHop.egress {
			return
		}
		r.report(codeTransitReturn, diag.Diagnostic{
			Summary: fmt.Sprintf("%s traffic of %q goes through %q, but its replies would also go through %q", what, s.id, h.ref(),
				t.other(n).transitHop.ref()),
			Subject: g.c.KeyRange(),
			Related: []diag.Related{{
				Range:   t.m.c.At(schema.ConnectionField.Transit),
				Message: fmt.Sprintf("routes the spokes of %q there from the same subnet", t.other(n).id),
			}},
			Why: "a subnet has one route for a prefix: with transit the route to that spoke points to the other hub's appliance, which has not " +
				"seen the start of the session",
			Hint: fmt.Sprintf("inspect it with %q or with an appliance in its own subnet, or remove `transit`", t.other(n).transitHop.ref()),
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
func (r *reading) checkTransitHub(t *transit, n, other *network) {
	for _, g := range other.hubOf {
		h := g.hubOwn.hop
		if len(g.spokes) == 0 || h == nil || h.network != n || h.egress != n.transitHop.egress {
			continue
		}
		r.report(codeTransitReturn, diag.Diagnostic{
			Summary: fmt.Sprintf("%q reaches the own subnets of %q through %q, which forwards to %q", g.c.Name, other.id, h.ref(),
				other.transitHop.ref()),
			Subject: g.hubOwn.at,
			Related: []diag.Related{{Range: t.m.c.At(schema.ConnectionField.Transit), Message: "carries the hubs' own subnets"}},
			Why:     "a subnet has one route for a prefix: the forward path would pass both appliances, the return path only one",
			Hint:    fmt.Sprintf("remove %q from the `hub` list, or remove `hubs` from `transit`", other.id),
		})
	}
}

// checkCarriedSites holds each transit that carries sites to what their gateways advertise.
func checkCarriedSites(r *reading) {
	carries := map[*pairwiseStatement]bool{}
	for _, t := range r.transits {
		if t.sites {
			r.checkCarriedSites(t)
			carries[t.m] = carries[t.m] || t.carriesSites()
		}
	}
	for _, m := range r.pairwise {
		if carry, known := carries[m]; known && !carry {
			r.reportNoCarriedSite(m)
		}
	}
}

// carriesSites tells whether the transit carries a site one way or the other, or will once a hub of it has spokes.
func (t *transit) carriesSites() bool {
	return len(t.a.transitSpokes) == 0 || len(t.b.transitSpokes) == 0 || len(t.carried(t.a))+len(t.carried(t.b)) > 0
}

// reportNoCarriedSite: sites that no pair of the hubs carries. Of several hubs one pair is enough: sites are behind some of them.
func (r *reading) reportNoCarriedSite(m *pairwiseStatement) {
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("%q carries sites between %s, and no site is behind only some of their gateways", m.c.Name, fewNames(refs(m.members))),
		Subject: m.c.At(schema.ConnectionField.Transit),
		Why:     "spokes already reach the sites behind the gateway of their own hub",
		Hint:    "remove `sites` from `transit`, or join a site to one of the hubs with a `vpn` connection",
	}
	r.report(codeNoCarriedSite, d)
}

// checkCarriedSites: a site that is carried learns the other hub's spokes from its owner, not by BGP.
func (r *reading) checkCarriedSites(t *transit) {
	for _, n := range []*network{t.a, t.b} {
		other := t.other(n)
		if len(t.carried(n)) > 0 && n.transitHop == nil {
			r.reportUncarried(t, n)
		}
		for _, s := range t.carried(n) {
			for _, l := range s.links {
				if l.near.network != n || !l.bgp {
					continue
				}
				r.report(codeTransitSite, diag.Diagnostic{
					Summary: fmt.Sprintf("%q carries site %q, which has BGP with %q and would not learn the spokes of %q: %s", t.m.c.Name, s.id,
						l.near.ref(), other.id, fewNames(refs(t.spokes[other]))),
					Subject: t.m.c.At(schema.ConnectionField.Transit),
					Related: []diag.Related{{Range: l.c.KeyRange(), Message: fmt.Sprintf("%q joins it", l.c.Name)}},
					Why: "a gateway advertises its own network, the networks that use it and the routes that it learned, but not the spokes of " +
						"another hub",
					Hint: fmt.Sprintf("remove `asn` from %q, so that its device has static routes to the tunnel; or connect it to %q too", s.id,
						other.id),
				})
			}
		}
	}
	for _, n := range []*network{t.a, t.b} {
		if len(t.carried(n)) > 0 {
			r.checkSharedSites(t, n)
		}
	}
}

// reportUncarried: a hub without a firewall or an appliance cannot take packets of another hub's spokes to its gateway.
func (r *reading) reportUncarried(t *transit, n *network) {
	r.report(codeTransitOverNothing, diag.Diagnostic{
		Summary: fmt.Sprintf("hub %q cannot carry its sites to the spokes of %q: it has no firewall or appliance", n.id, t.other(n).id),
		Subject: t.m.c.At(schema.ConnectionField.Transit),
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
		Why:     "a route cannot lead to the gateway of a peered network: a firewall or appliance beside the gateway must forward the packets",
		Hint:    fmt.Sprintf("give %q a firewall or an appliance, or remove `sites` from `transit`", n.id),
	})
}

// checkSharedSites: where a hub's gateway takes packets to the other hub's spokes, for a site that is carried, so it does for a site
// without BGP that has a tunnel to both hubs, and there would be two ways with different inspectors.
func (r *reading) checkSharedSites(t *transit, at *network) {
	other := t.other(at)
	for _, s := range at.sitesBehind() {
		for _, l := range s.links {
			if slices.Contains(t.carried(at), s) || l.near.network != at || l.bgp {
				continue
			}
			r.report(codeTwoEntries, diag.Diagnostic{
				Summary: fmt.Sprintf("site %q is joined to %q and to %q without BGP, and %q carries other sites between them", s.id, at.id, other.id,
					t.m.c.Name),
				Subject: l.c.KeyRange(),
				Related: []diag.Related{{Range: t.m.c.At(schema.ConnectionField.Transit), Message: "carries " + fewNames(siteNames(t.carried(at)))}},
				Why: fmt.Sprintf("traffic from this site to the spokes of %q may enter through either gateway: through one it passes the "+
					"inspectors of both hubs, through the other only one", other.id),
				Hint: fmt.Sprintf("give the site an `asn`, so that it learns each spoke from its own hub; or join it to %q only", at.id),
			})
		}
	}
}
