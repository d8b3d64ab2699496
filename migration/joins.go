package migration

import (
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// links are what joins networks. A network uses the gateway of one peer alone: as long as it uses the old one's, the half that leads to the
// new one does not.
func links(w, old, next *topology.Topology, at moment, early bool, t *translation) {
	newLinks := at >= linksBeside || early && at >= joinedEarly
	peerings, hubConnections := next.Peerings, next.HubConnections
	oldConnections, connections := t.connections(old.Connections, next.Connections, at)
	oldHubLinks, hubLinks := t.hubLinks(old.HubLinks, next.HubLinks, at)
	apart, unknown := onlyNew(old, next), newSites(old, next)
	peerings = kept(peerings, func(p *topology.Peering) bool { return !apart[p.Local] && !apart[p.Remote] })
	hubConnections = kept(hubConnections, func(c *topology.HubConnection) bool { return !apart[c.Network] })
	connections = kept(connections, func(c *topology.Connection) bool { return !unknown[c.LocalGateway] })
	if !newLinks {
		was := set(old.Connections, func(c *topology.Connection) topology.ConnectionID { return c.ID })
		peerings, hubConnections, hubLinks = nil, nil, nil
		connections = kept(connections, func(c *topology.Connection) bool { return was[c.ID] })
	}
	w.Peerings = both(old.Peerings, peerings, func(p *topology.Peering) topology.PeeringID { return p.ID }, func(o, n *topology.Peering) topology.Peering {
		if at >= unlinked {
			return *n
		}
		out := *o
		out.AllowForwardedTraffic = o.AllowForwardedTraffic || n.AllowForwardedTraffic
		out.AllowGatewayTransit = o.AllowGatewayTransit || n.AllowGatewayTransit
		out.UseRemoteGateways = o.UseRemoteGateways || n.UseRemoteGateways
		return out
	})
	uses := map[topology.NetworkID]topology.NetworkID{}
	for i := range old.Peerings {
		if p := &old.Peerings[i]; p.UseRemoteGateways {
			uses[p.Local] = p.Remote
		}
	}
	for i := range w.Peerings {
		if p := &w.Peerings[i]; at < unlinked && uses[p.Local] != "" && uses[p.Local] != p.Remote {
			p.UseRemoteGateways = false
		}
	}
	w.LocalGateways = both(old.LocalGateways, next.LocalGateways, func(g *topology.LocalGateway) topology.LocalGatewayID { return g.ID },
		from[topology.LocalGateway](at, partsChanged))
	w.HubSites = both(old.HubSites, next.HubSites, func(s *topology.HubSite) topology.LocalGatewayID { return s.ID }, from[topology.HubSite](at, partsChanged))
	w.Connections = both(oldConnections, connections, func(c *topology.Connection) topology.ConnectionID { return c.ID },
		from[topology.Connection](at, partsChanged))
	w.HubConnections = both(old.HubConnections, hubConnections, func(c *topology.HubConnection) topology.HubConnectionID { return c.ID },
		from[topology.HubConnection](at, routed))
	w.HubLinks = both(oldHubLinks, hubLinks, func(l *topology.HubLink) topology.ConnectionID { return l.ID }, func(o, n *topology.HubLink) topology.HubLink {
		out := *n
		out.Labels = labelsOfBoth(o.Labels, n.Labels) // networks are associated with the tables of the old one until the new ones are written
		return out
	})
	w.HubRouteTables = both(old.HubRouteTables, next.HubRouteTables, func(t *topology.HubRouteTable) topology.HubRouteTableID { return t.ID },
		from[topology.HubRouteTable](at, routed))
	w.RoutingIntents = next.RoutingIntents
	if at < routed {
		w.RoutingIntents = old.RoutingIntents
	}
}

// labelsOfBoth are the labels to which a branch propagates in either network; nil, as of one, for the default tables alone.
func labelsOfBoth(old, next []string) []string {
	named := func(labels []string) []string {
		if labels == nil {
			return []string{topology.DefaultLabel}
		}
		return labels
	}
	if slices.Equal(old, next) {
		return next
	}
	return united(named(next), named(old))
}

// newSites are the local network gateways of sites that the old topology leads nowhere to: they wait as new networks do.
func newSites(old, next *topology.Topology) map[topology.LocalGatewayID]bool {
	was := linksOf(old)
	out := map[topology.LocalGatewayID]bool{}
	for i := range next.LocalGateways {
		if g := &next.LocalGateways[i]; g.Site != "" && len(was[g.Site]) == 0 {
			out[g.ID] = true
		}
	}
	return out
}

// onlyNew are the networks that only the new topology has, and that are no hubs. No pair with one of them is of the old network, so they can
// wait until nothing of the old one leads to where they are.
func onlyNew(old, next *topology.Topology) map[topology.NetworkID]bool {
	was := set(old.Networks, func(n *topology.Network) topology.NetworkID { return n.ID })
	out := map[topology.NetworkID]bool{}
	for i := range next.Networks {
		if n := &next.Networks[i]; !was[n.ID] && n.Tier == topology.Spoke {
			out[n.ID] = true
		}
	}
	return out
}

// managers join from the moment on in which links do: what both manage, until the old is removed.
func managers(w, old, next *topology.Topology, at moment) {
	managers, groups, policies, configurations := next.NetworkManagers, next.NetworkGroups, next.GroupPolicies, next.Configurations
	if at < linksBeside {
		managers, groups, policies, configurations = nil, nil, nil, nil
	}
	w.NetworkManagers = both(old.NetworkManagers, managers, func(m *topology.NetworkManager) topology.NetworkManagerID { return m.ID },
		func(o, n *topology.NetworkManager) topology.NetworkManager {
			out := *n
			out.Subscriptions, out.ManagementGroups = united(n.Subscriptions, o.Subscriptions), united(n.ManagementGroups, o.ManagementGroups)
			out.Regions = united(o.Regions, n.Regions)
			return out
		})
	w.NetworkGroups = both(old.NetworkGroups, groups, func(g *topology.NetworkGroup) topology.NetworkGroupID { return g.ID },
		func(o, n *topology.NetworkGroup) topology.NetworkGroup {
			out := *n
			out.Members = united(o.Members, n.Members)
			slices.Sort(out.Members)
			return out
		})
	w.GroupPolicies = both(old.GroupPolicies, policies, func(p *topology.GroupPolicy) topology.GroupPolicyID { return p.ID }, newer)
	w.Configurations = both(old.Configurations, configurations, func(c *topology.ConnectivityConfiguration) topology.ConfigurationID { return c.ID },
		from[topology.ConnectivityConfiguration](at, routed))
}
