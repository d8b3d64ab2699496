package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// group is a hub-and-spoke with its references looked up. A via that does not resolve is as if it were not there.
type hubAndSpoke struct {
	c                                          *schema.Connection
	hubs, spokes                               []*network
	isSpoke                                    map[*network]bool
	spokeToSpoke, internet, onPremises, hubOwn via
	gateway                                    *network // whose gateway the spokes use, nil for none
	manager                                    *manager // who builds it, nil for by hand
}

// via is a schema.Via with its hop.
type via struct {
	mode  string // none | direct | through | "" (not given, no default)
	hop   *hop   // with through
	given bool   // written by the user
	at    source.Range
	next  *hop // internet: the gateway behind hop, nil for none
}

func (v via) inspects() bool { return v.hop.inspects() }

func (g *hubAndSpoke) origin(rule string) Origin { return connectionOrigin(g.c, rule) }

// meshStatement is a mesh or a peering with its members looked up.
type pairwiseStatement struct {
	c       *schema.Connection
	members []*network
	subnets map[*network][]string // peering by subnets
	gateway *network              // peering: useGatewayOf
	manager *manager              // mesh: who builds it, nil for by hand
}

func (g *hubAndSpoke) viaAt(class string) source.Range {
	return map[string]via{"spokeToSpoke": g.spokeToSpoke, "internet": g.internet, "onPremises": g.onPremises}[class].at
}

func gatewayHubs(g *hubAndSpoke) []*network {
	var out []*network
	for _, h := range g.hubs {
		if h.hasGateway() {
			out = append(out, h)
		}
	}
	return out
}

// gatewaysUsed are the networks whose gateways the group's spokes use, by name.
func (g *hubAndSpoke) gatewaysUsed() []*network {
	var out []*network
	for _, s := range g.spokes {
		if gateway := s.policy.gateway; gateway != nil && s.policy.onPremises == g.onPremises.hop && !slices.Contains(out, gateway) {
			out = append(out, gateway)
		}
	}
	return union(out)
}
