package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// policy is what happens to a spoke's traffic, over all hub-and-spokes that it is in. A nil hop means: not sent anywhere.
type policy struct {
	spokeToSpoke *hop     // to the other spokes of spokeGroups, and of other hubs under transit
	spokeStatements  []*hubAndSpoke // whose spokeToSpoke goes through that hop
	internet     *hop
	next         *hop // the gateway behind internet under forced tunnelling, nil for none
	onPremises   *hop
	gateway      *network // whose gateway is used, nil for none
	direct       bool     // on-premises traffic goes straight to that gateway
	hubs         []hubInspection

	from map[string]*hubAndSpoke // by class, the statement that decided
}

// hubInspection says that traffic to a hub's own subnets goes through a hop.
type hubInspection struct {
	hub   *network
	hop   *hop
	by *hubAndSpoke
}

// inspected tells whether the spoke gets a table.
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

func (r *resolver) derivePolicies() {
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
		r.checkPolicy(n)
		r.checkGatewayPolicy(n)
	}
	r.checkSharedSpokes()
}

// gatewayUsedBy is the network whose gateway takes the network's traffic to on-premises: by whichever statement, or its own.
func (r *resolver) gatewayUsedBy(n *network) *network {
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
func (r *resolver) decideHubSubnets(n *network, g *hubAndSpoke, own map[*network]*hubAndSpoke) {
	v := g.hubOwn
	if v.hop == nil && !v.given {
		return
	}
	for _, hub := range g.hubs {
		first := own[hub]
		if first != nil && first.hubOwn.hop != v.hop {
			r.report(codeTwoWays, diag.Diagnostic{
				Summary: fmt.Sprintf("spoke %q reaches the own subnets of %q two ways: %s by %q, %s by %q", n.id, hub.id, hopWord(first.hubOwn.hop), first.c.Name, hopWord(v.hop), g.c.Name),
				Subject: v.at, Related: []diag.Related{{Range: first.hubOwn.at, Message: fmt.Sprintf("%q says otherwise", first.c.Name)}},
				Why:  "a prefix has one next hop in a table",
				Hint: "make `hubSubnets` of the two statements agree",
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
func (r *resolver) decide(n *network, g *hubAndSpoke, class string, v via, into **hop) {
	straight := v.hop == nil && v.given && v.mode == "direct" && class != "spokeToSpoke"
	if v.hop == nil && !straight {
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
	r.report(codeTwoWays, diag.Diagnostic{
		Summary: fmt.Sprintf("%s traffic of spoke %q is sent two ways: %s by %q, %s by %q", classWord(class), n.id, hopWord(*into), first.c.Name, hopWord(v.hop), g.c.Name),
		Subject: v.at, Related: []diag.Related{{Range: first.viaAt(class), Message: fmt.Sprintf("%q sends it there", first.c.Name)}},
		Why:  "a subnet has one route table, and a prefix in it one next hop",
		Hint: "make the two statements agree, or leave the spoke out of one of them",
	})
}

func (g *hubAndSpoke) viaAt(class string) source.Range {
	return map[string]via{"spokeToSpoke": g.spokeToSpoke, "internet": g.internet, "onPremises": g.onPremises}[class].at
}

func classWord(class string) string {
	return map[string]string{"spokeToSpoke": "spoke-to-spoke", "internet": "internet", "onPremises": "on-premises"}[class]
}

func hopWord(h *hop) string {
	if h == nil {
		return "straight"
	}
	return fmt.Sprintf("through %q", h.ref())
}

// checkPolicy refuses a network that forwards for spokes while its own traffic is sent to another hub.
func (r *resolver) checkPolicy(n *network) {
	if !n.policy.routed() || len(n.hubOf) == 0 {
		return
	}
	g := n.spokeOf[0]
	r.report(codeHubAsSpoke, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q is the hub of %q and an inspected spoke of %q", n.id, n.hubOf[0].c.Name, g.c.Name), Subject: g.c.At("spokes"),
		Related: []diag.Related{{Range: n.hubOf[0].c.At("hub"), Message: "its spokes are behind it"}},
		Why:     "a hub's tables let gateway routes in and keep its appliances' way out free; a spoke's tables do the opposite",
		Hint:    "join the two hubs by a `mesh` with `transit: true`, or leave the hub out of the spokes",
	})
}

// checkSharedSpokes refuses two hub-and-spokes that join the same two spokes, straight by one and through a hop by the other.
func (r *resolver) checkSharedSpokes() {
	for i, g := range r.hubAndSpokes {
		for _, o := range r.hubAndSpokes[i+1:] {
			if !(g.spokeToSpoke.mode == "direct" && o.spokeToSpoke.hop != nil || o.spokeToSpoke.mode == "direct" && g.spokeToSpoke.hop != nil) {
				continue
			}
			var shared []string
			for _, s := range g.spokes {
				if o.isSpoke[s] {
					shared = append(shared, string(s.id))
				}
			}
			if len(shared) < 2 {
				continue
			}
			r.report(codeTwoWays, diag.Diagnostic{
				Summary: fmt.Sprintf("spokes %s are joined straight by one of %q and %q, and through a hop by the other", fewNames(shared), g.c.Name, o.c.Name), Subject: o.spokeToSpoke.at,
				Related: []diag.Related{{Range: g.spokeToSpoke.at, Message: fmt.Sprintf("%q says otherwise", g.c.Name)}},
				Why:     "a peering is always the more specific way: the hop would see nothing", Hint: "make `spokeToSpoke` of the two agree, or select different spokes",
			})
		}
	}
}

// checkGatewayPolicy holds what all statements together make of a spoke's on-premises traffic to Azure's rules.
func (r *resolver) checkGatewayPolicy(n *network) {
	p := &n.policy
	if h := p.onPremises; h != nil && p.gateway != nil && h.network != p.gateway {
		g := p.from["onPremises"]
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("on-premises traffic of %q is inspected by %q, but comes in by the gateway of %q", n.id, h.ref(), p.gateway.id), Subject: g.onPremises.at,
			Related: []diag.Related{{Range: p.gateway.At("gateways"), Message: fmt.Sprintf("%q has %s", p.gateway.id, p.gateway.gatewayWord())}},
			Why:     "the GatewaySubnet's routes steer to an address in the gateway's own network; elsewhere one direction would pass the appliance and the other not",
			Hint:    fmt.Sprintf("put the firewall or appliance for on-premises traffic into %q; or write `spokeToSpoke` and `internet` for `inspect`, and leave on-premises traffic alone", p.gateway.id),
		}
		if g.gateway != nil && g.gateway == p.gateway {
			d.Summary = fmt.Sprintf("on-premises traffic of %q is inspected by %q, but comes in by the gateway of %q", g.c.Name, h.ref(), p.gateway.id)
		}
		r.report(codeOnPremisesHop, d)
	}
	h := p.spokeToSpoke
	if h == nil || h.kind != vpnGatewayHop || p.direct && p.gateway == h.network {
		return
	}
	g := p.from["spokeToSpoke"]
	r.report(codeHopKind, diag.Diagnostic{
		Summary: fmt.Sprintf("spokeToSpoke of %q goes through %q, but the on-premises traffic of %q does not go straight to that gateway", g.c.Name, h.ref(), n.id), Subject: g.spokeToSpoke.at,
		Why:  "a route to VirtualNetworkGateway leads to the gateway that the spoke uses, and to it only while its routes are let in and GatewaySubnet sends the spokes nowhere else",
		Hint: fmt.Sprintf("write `onPremises: direct` and use the gateway of %q", h.network.id),
	})
}
