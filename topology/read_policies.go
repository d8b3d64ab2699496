package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

// policy is what happens to a spoke's traffic, over all hub-and-spokes that it is in. A nil hop means: not sent anywhere.
type policy struct {
	spokeToSpoke    *hop           // to the other spokes of spokeGroups, and of other hubs under transit
	spokeStatements []*hubAndSpoke // whose spokeToSpoke goes through that hop
	internet        *hop
	next            *hop // the gateway behind internet under forced tunnelling, nil for none
	onPremises      *hop
	gateway         *network // whose gateway is used, nil for none
	direct          bool     // on-premises traffic goes directly to that gateway
	hubs            []hubInspection

	from map[string]*hubAndSpoke // by class, the statement that decided
}

// hubInspection says that traffic to a hub's own subnets goes through a hop.
type hubInspection struct {
	hub *network
	hop *hop
	by  *hubAndSpoke
}

// routed tells whether the spoke gets a table.
func (p *policy) routed() bool {
	return p.spokeToSpoke != nil || p.internet != nil || p.onPremises != nil || len(p.hubs) > 0
}

// hops are the distinct hops of the policy.
func (p *policy) hops() []*hop {
	var out []*hop
	add := func(h *hop) {
		for _, x := range out {
			if x == h {
				return
			}
		}
		if h != nil {
			out = append(out, h)
		}
	}
	add(p.spokeToSpoke)
	add(p.onPremises)
	add(p.internet)
	for _, h := range p.hubs {
		add(h.hop)
	}
	return out
}

func (r *reading) decidePolicies() {
	for _, n := range r.networks {
		n.policy.from = map[string]*hubAndSpoke{}
		own := map[*network]*hubAndSpoke{} // what said how the hub's own subnets are reached
		for _, g := range n.spokeOf {
			r.decide(n, g, "spokeToSpoke", g.spokeToSpoke, &n.policy.spokeToSpoke)
			r.decide(n, g, "internet", g.internet, &n.policy.internet)
			r.decide(n, g, "onPremises", g.onPremises, &n.policy.onPremises)
			if g.spokeToSpoke.hop != nil && g.spokeToSpoke.hop == n.policy.spokeToSpoke {
				n.policy.spokeStatements = append(n.policy.spokeStatements, g)
			}
			r.decideHubSubnets(n, g, own)
		}
		n.policy.gateway = r.gatewayUsedBy(n)
		n.policy.direct = n.policy.gateway != nil && n.policy.onPremises == nil
	}
}

// gatewayUsedBy is the network whose gateway takes the network's traffic to on-premises: by whichever statement, or its own.
func (r *reading) gatewayUsedBy(n *network) *network {
	if n.hasGateway() {
		return n
	}
	for _, p := range n.peers {
		if r.peering(n, p).terms().gateway == p {
			return p
		}
	}
	return nil
}

// decideHubSubnets takes over how the own subnets of a statement's hubs are reached; for one hub only one way.
func (r *reading) decideHubSubnets(n *network, g *hubAndSpoke, own map[*network]*hubAndSpoke) {
	v := g.hubOwn
	if v.hop == nil && !v.given {
		return
	}
	for _, hub := range g.hubs {
		first := own[hub]
		if first != nil && first.hubOwn.hop != v.hop {
			r.refuse(codeTwoWays, diag.Diagnostic{
				Summary: fmt.Sprintf("spoke %q reaches the own subnets of %q by two paths: %s in %q, %s in %q", n.id, hub.id,
					hopWord(first.hubOwn.hop), first.c.Name, hopWord(v.hop), g.c.Name),
				Subject: v.at, Related: []diag.Related{{Range: first.hubOwn.at, Message: fmt.Sprintf("%q differs", first.c.Name)}},
				Why:  "a route table has one next hop per prefix",
				Hint: "use the same `hubSubnets` in both connections",
			})
			continue
		}
		if first == nil && v.hop != nil {
			n.policy.hubs = append(n.policy.hubs, hubInspection{hub: hub, hop: v.hop, by: g})
		}
		own[hub] = g
	}
}

// decide takes over what one hub-and-spoke says about a class of a spoke's traffic. What nobody wrote yields.
func (r *reading) decide(n *network, g *hubAndSpoke, class string, v via, into **hop) {
	direct := v.hop == nil && v.given && v.mode == "direct" && class != "spokeToSpoke"
	if v.hop == nil && !direct {
		return
	}
	first := n.policy.from[class]
	if first == nil {
		*into, n.policy.from[class] = v.hop, g
		if class == "internet" {
			n.policy.next = v.next
		}
		return
	}
	if *into == v.hop && (class != "internet" || n.policy.next == v.next) {
		return
	}
	r.refuse(codeTwoWays, diag.Diagnostic{
		Summary: fmt.Sprintf("%s traffic of spoke %q has two next hops: %s in %q, %s in %q", classWord(class), n.id, hopWord(*into), first.c.Name,
			hopWord(v.hop), g.c.Name),
		Subject: v.at, Related: []diag.Related{{Range: first.viaAt(class), Message: fmt.Sprintf("%q sends it there", first.c.Name)}},
		Why:  "a subnet has one route table, with one next hop per prefix",
		Hint: "use the same next hop in both connections, or remove the spoke from one of them",
	})
}

// first is the statement of the first class that is sent somewhere.
func (p *policy) first() *hubAndSpoke {
	for _, class := range []string{"spokeToSpoke", "onPremises", "internet"} {
		if g := p.from[class]; g != nil {
			return g
		}
	}
	return p.hubs[0].by
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

// tunnel is the gateway that takes the network's internet traffic, nil where none does.
func (p *policy) tunnel() *hop {
	switch {
	case p.next != nil:
		return p.next
	case p.internet != nil && !p.internet.inspects():
		return p.internet
	}
	return nil
}
