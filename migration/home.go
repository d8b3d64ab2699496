package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// elsewhere are the networks of one name that are not one resource in both topologies: in another group, called otherwise, or a network in the
// one and a virtual hub in the other.
func elsewhere(old, next *topology.Topology) map[topology.NetworkID]bool {
	was, is := homes(old), homes(next)
	out := map[topology.NetworkID]bool{}
	for id, home := range was {
		if now, there := is[id]; there && now != home {
			out[id] = true
		}
	}
	return out
}

// A home is where a network is in Azure.
type home struct{ subscription, group, kind, name string }

// id is the id of a network, in lower case.
func (h home) id() string {
	return lower("/subscriptions/" + cmp.Or(h.subscription, OwnSubscription) + "/resourceGroups/" + h.group + "/providers/Microsoft.Network/virtualNetworks/" + h.name)
}

func homes(t *topology.Topology) map[topology.NetworkID]home {
	subscriptions := map[string]string{}
	for _, s := range t.Subscriptions {
		subscriptions[s.Name] = s.ID
	}
	groups := map[topology.ResourceGroupID]*topology.ResourceGroup{}
	for i := range t.ResourceGroups {
		groups[t.ResourceGroups[i].ID] = &t.ResourceGroups[i]
	}
	at := func(g topology.ResourceGroupID, kind, name string) home {
		group := groups[g]
		return home{subscriptions[group.Subscription], lower(group.Name), kind, lower(name)}
	}
	out := map[topology.NetworkID]home{}
	for i := range t.Networks {
		n := &t.Networks[i]
		out[n.ID] = at(n.ResourceGroup, "network", n.Name)
	}
	for i := range t.VirtualHubs {
		h := &t.VirtualHubs[i]
		out[h.ID] = at(h.ResourceGroup, "virtual hub", h.Name)
	}
	return out
}

// without is a topology without some networks, and without what stands in them or leads to them.
func without(t *topology.Topology, gone map[topology.NetworkID]bool) *topology.Topology {
	if len(gone) == 0 {
		return t
	}
	out := *t
	drop := func(ids ...topology.NetworkID) bool {
		return slices.ContainsFunc(ids, func(id topology.NetworkID) bool { return gone[id] })
	}
	gateways, firewalls, groups := map[topology.GatewayID]bool{}, map[topology.FirewallID]bool{}, maps.Clone(gone)
	out.Networks = kept(t.Networks, func(n *topology.Network) bool { return !drop(n.ID) })
	out.VirtualHubs = kept(t.VirtualHubs, func(h *topology.VirtualHub) bool { return !drop(h.ID) })
	out.Subnets = kept(t.Subnets, func(s *topology.Subnet) bool { return !drop(s.Network) })
	tables := map[topology.RouteTableID]bool{}
	out.RouteTables = kept(t.RouteTables, func(r *topology.RouteTable) bool { tables[r.ID] = drop(r.Network); return !tables[r.ID] })
	out.Routes = kept(t.Routes, func(r *topology.Route) bool { return !tables[r.Table] })
	out.SecurityGroups = kept(t.SecurityGroups, func(g *topology.SecurityGroup) bool { return !groups[g.Network] })
	out.SecurityRules = kept(t.SecurityRules, func(r *topology.SecurityRule) bool { return !groups[topology.NetworkID(r.Group)] })
	out.Peerings = kept(t.Peerings, func(p *topology.Peering) bool { return !drop(p.Local, p.Remote) })
	out.Gateways = kept(t.Gateways, func(g *topology.Gateway) bool { gateways[g.ID] = drop(g.Network); return !gateways[g.ID] })
	out.HubGateways = kept(t.HubGateways, func(g *topology.HubGateway) bool { gateways[g.ID] = drop(g.Hub); return !gateways[g.ID] })
	out.Firewalls = kept(t.Firewalls, func(f *topology.Firewall) bool { firewalls[f.ID] = drop(f.Network); return !firewalls[f.ID] })
	out.FirewallPolicies = kept(t.FirewallPolicies, func(p *topology.FirewallPolicy) bool { return !firewalls[p.Firewall] })
	out.IPGroups = kept(t.IPGroups, func(g *topology.IPGroup) bool { return !firewalls[g.Firewall] })
	out.FirewallRules = kept(t.FirewallRules, func(r *topology.FirewallRule) bool { return !firewalls[r.Firewall] })
	out.Appliances = kept(t.Appliances, func(a *topology.Appliance) bool { return !drop(a.Network) })
	out.LoadBalancers = kept(t.LoadBalancers, func(b *topology.LoadBalancer) bool { return !drop(b.Network) })
	out.PublicAddresses = kept(t.PublicAddresses, func(a *topology.PublicAddress) bool { return !drop(a.Network) })
	out.RoutingIntents = kept(t.RoutingIntents, func(r *topology.RoutingIntent) bool { return !drop(r.Hub) })
	out.HubRouteTables = kept(t.HubRouteTables, func(r *topology.HubRouteTable) bool { return !drop(r.Hub) })
	out.HubConnections = kept(t.HubConnections, func(c *topology.HubConnection) bool { return !drop(c.Hub, c.Network) })
	out.HubSites = kept(t.HubSites, func(s *topology.HubSite) bool { return !gateways[s.Gateway] })
	out.HubLinks = kept(t.HubLinks, func(l *topology.HubLink) bool { return !drop(l.Hub) })
	ends := map[topology.LocalGatewayID]bool{}
	out.LocalGateways = kept(t.LocalGateways, func(g *topology.LocalGateway) bool {
		ends[g.ID] = drop(g.Network) || gateways[g.HubGateway]
		return !ends[g.ID]
	})
	out.Connections = kept(t.Connections, func(c *topology.Connection) bool {
		return !gateways[c.Gateway] && !gateways[c.Remote] && !ends[c.LocalGateway]
	})
	out.NetworkGroups = kept(t.NetworkGroups, func(*topology.NetworkGroup) bool { return true })
	for i := range out.NetworkGroups {
		g := &out.NetworkGroups[i]
		g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(n topology.NetworkID) bool { return gone[n] })
	}
	out.Configurations = kept(t.Configurations, func(c *topology.ConnectivityConfiguration) bool { return !drop(c.Hub) })
	return &out
}

// kept are the rows of a table that stay.
func kept[T any](rows []T, stays func(*T) bool) []T {
	var out []T
	for i := range rows {
		if stays(&rows[i]) {
			out = append(out, rows[i])
		}
	}
	return out
}
