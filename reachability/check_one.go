package reachability

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// oneOnly adds a finding of two of which Azure takes one, softened where it is not known whether both are created.
func (c *checker) oneOnly(code *diag.Code, d diag.Diagnostic, other source.Range, which string, perhaps bool) {
	d.Related = []diag.Related{{Range: other, Message: which}}
	if perhaps {
		d.Severity, d.Why = diag.Warning, d.Why+"; whether both are created is not known"
	}
	c.f.add(code, d, 1)
}

// onePriority finds two rules of a security group with one priority and direction.
// Source: hashicorp/terraform-provider-azurerm#11137, Azure/aks-engine#2106: SecurityRuleConflict.
func (c *checker) onePriority(g *securityGroup) {
	type place struct {
		priority int
		inbound  bool
	}
	first := map[place]*rule{}
	for _, r := range g.rules {
		if r.at.IsZero() || r.priority == 0 || r.directionUnknown { // Azure's own, or not known
			continue
		}
		at := place{r.priority, r.inbound}
		other := first[at]
		if other == nil {
			first[at] = r
			continue
		}
		direction := "outbound"
		if r.inbound {
			direction = "inbound"
		}
		c.oneOnly(codeOnePriority, diag.Diagnostic{
			Subject: r.at,
			Summary: fmt.Sprintf("%s rules %q and %q of security group %q both have priority %d", direction, other.name, r.name, g.name, r.priority),
			Why:     "Azure refuses two rules of one direction with one priority (SecurityRuleConflict)",
			Hint:    "give one of them another priority",
		}, other.at, "the other rule", r.perhaps || other.perhaps)
	}
}

// onePeering finds two peerings of a network with one remote network.
// Source: kyma-project/cloud-manager; how to configure subnet peering: AnotherPeeringAlreadyReferencesRemoteVnet.
func (c *checker) onePeering(n *network) {
	first := map[string]*half{}
	for _, h := range n.halves {
		if h.resource == "" { // a network manager's: it leaves those that are there
			continue
		}
		other := first[h.remoteID]
		if other == nil {
			first[h.remoteID] = h
			continue
		}
		c.oneOnly(codeOnePeering, diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("peerings %q and %q of %q lead to the same network %q", other.name, h.name, n.Name, c.e.say(h.remoteID)),
			Why:     "Azure refuses a second peering with one remote network (AnotherPeeringAlreadyReferencesRemoteVnet), also one of subnets",
			Hint:    "keep one of them; a peering keeps its name",
		}, other.at, "the other peering", h.perhaps || other.perhaps)
	}
}

// oneGateway finds two gateways of one type in a network.
// Source: About ExpressRoute virtual network gateways; VPN Gateway FAQ: one of each type.
func (c *checker) oneGateway(n *network) {
	first := map[string]*gateway{}
	for _, g := range n.gateways {
		if g.kindUnknown != "" || g.hub != nil || g.kind != "vpn" && g.kind != "expressroute" {
			continue
		}
		other := first[g.kind]
		if other == nil {
			first[g.kind] = g
			continue
		}
		word := "VPN"
		if !g.isVPN() {
			word = "ExpressRoute"
		}
		c.oneOnly(codeOneGateway, diag.Diagnostic{
			Subject: g.at,
			Summary: fmt.Sprintf("%q has two %s gateways, %q and %q", n.Name, word, other.name, g.name),
			Why:     "Azure takes one VPN gateway and one ExpressRoute gateway in a virtual network, and refuses a second of one type",
			Hint:    "keep one of them; for more bandwidth or two instances give it a larger size, or set activeActive",
		}, other.at, "the other gateway", g.perhaps || other.perhaps)
	}
}

func (e *Estate) sortedGroups() []*securityGroup {
	out := make([]*securityGroup, 0, len(e.groups))
	for _, id := range slices.Sorted(maps.Keys(e.groups)) {
		out = append(out, e.groups[id])
	}
	return out
}
