package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// A moment is how far a world is on its way from the old topology to the new one. Each has all of those before it.
type moment int

const (
	partsBeside  moment = iota // what only the new one has stands beside the old: networks, subnets, gateways, firewalls, and nothing joins them
	partsChanged               // gateways, firewalls, load balancers, circuits and virtual hubs are as the new one says
	linksBeside                // peerings and connections of both, each with the flags of both
	routed                     // tables, groups of rules, routing of virtual hubs, and all else of a network, but nothing of the old is missing
	routedNext                 // what follows these
	unlinked                   // the same without the old peerings and connections: those that stay are as the new one says
	settled                    // the same without what was held back, once the old peerings and connections are deleted
	complete                   // as the new one says: peerings and connections that had to wait too
)

// world is the topology of a moment. Rows of the old one that stand in a network which the new one has elsewhere, or in another form, are not
// in it: they stay what they are until they are removed.
func world(old, next *topology.Topology, at moment, f filters, h holds) *topology.Topology {
	old = without(old, elsewhere(old, next))
	w := *next
	w.Tags, w.KeyVault = old.Tags, next.KeyVault
	w.Tenants = both(old.Tenants, next.Tenants, func(t *topology.Tenant) string { return t.Name }, newer)
	w.Subscriptions = subscriptionsOfBoth(old, next)
	w.ResourceGroups = both(old.ResourceGroups, next.ResourceGroups, func(g *topology.ResourceGroup) topology.ResourceGroupID { return g.ID }, older)
	w.Secrets = both(old.Secrets, next.Secrets, func(s *topology.Secret) topology.SecretID { return s.ID }, newer)
	w.Sites = both(old.Sites, next.Sites, func(s *topology.Site) topology.SiteID { return s.ID }, newer)
	networks(&w, old, next, at, h)
	parts(&w, old, next, at)
	let(&w, old, next, at, f)
	links(&w, old, next, at)
	managers(&w, old, next, at)
	w.Joins, w.OnPremises, w.Expectations, w.Isolations = nil, nil, nil, nil
	return &w
}

// from chooses the row of the new topology from a moment on.
func from[T any](at, since moment) func(old, next *T) T {
	if at >= since {
		return newer
	}
	return older
}

func networks(w, old, next *topology.Topology, at moment, h holds) {
	w.Networks = both(old.Networks, next.Networks, func(n *topology.Network) topology.NetworkID { return n.ID }, func(o, n *topology.Network) topology.Network {
		out := from[topology.Network](at, routed)(o, n)
		out.AddressSpace = united(o.AddressSpace, n.AddressSpace)
		if n.Tier == topology.Hub {
			out.Tier = topology.Hub
		}
		return out
	})
	all, h := h, h.at(at)
	stays, heldTables := map[topology.SubnetID]bool{}, map[topology.RouteTableID]bool{}
	for one := range h {
		stays[one.subnet] = true
		heldTables[one.table] = heldTables[one.table] || one.to != nil
	}
	w.Subnets = both(old.Subnets, next.Subnets, func(s *topology.Subnet) topology.SubnetID { return s.ID }, func(o, n *topology.Subnet) topology.Subnet {
		if stays[o.ID] {
			return *o
		}
		return from[topology.Subnet](at, routed)(o, n)
	})
	if apart := ownedByOne(old, next); len(apart) > 0 { // who writes such a network has the subnets that are in it
		side := old.Subnets
		if at >= routed {
			side = next.Subnets
		}
		of := set(side, func(s *topology.Subnet) topology.SubnetID { return s.ID })
		w.Subnets = kept(w.Subnets, func(s *topology.Subnet) bool { return !apart[s.Network] || of[s.ID] })
	}

	tables := set(old.RouteTables, func(t *topology.RouteTable) topology.RouteTableID { return t.ID })
	w.RouteTables = both(old.RouteTables, next.RouteTables, func(t *topology.RouteTable) topology.RouteTableID { return t.ID }, func(o, n *topology.RouteTable) topology.RouteTable {
		out := from[topology.RouteTable](at, routed)(o, n)
		if heldTables[o.ID] {
			out.PropagateGatewayRoutes = o.PropagateGatewayRoutes
		}
		return out
	})
	of := func(r *topology.Route) topology.RouteTableID { return r.Table }
	newTables := set(next.RouteTables, func(t *topology.RouteTable) topology.RouteTableID { return t.ID })
	nextRoutes := next.Routes
	if at >= routed {
		nextRoutes = h.routesOf(old.Routes, next.Routes)
		old = all.narrowing(old, newTables)
	}
	w.Routes = owned(old.Routes, nextRoutes, of, func(t topology.RouteTableID) bool { return tables[t] && (at < routed || !newTables[t]) })
	slices.SortStableFunc(w.Routes, func(a, b topology.Route) int { return cmp.Compare(a.Table, b.Table) })

	groups := set(old.SecurityGroups, func(g *topology.SecurityGroup) topology.SecurityGroupID { return g.ID })
	newGroups := set(next.SecurityGroups, func(g *topology.SecurityGroup) topology.SecurityGroupID { return g.ID })
	w.SecurityGroups = both(old.SecurityGroups, next.SecurityGroups, func(g *topology.SecurityGroup) topology.SecurityGroupID { return g.ID },
		from[topology.SecurityGroup](at, routed))
	w.SecurityRules = owned(old.SecurityRules, next.SecurityRules, func(r *topology.SecurityRule) topology.SecurityGroupID { return r.Group },
		func(g topology.SecurityGroupID) bool { return groups[g] && (at < routed || !newGroups[g]) })
	slices.SortStableFunc(w.SecurityRules, func(a, b topology.SecurityRule) int { return cmp.Compare(a.Group, b.Group) })
}

// ownedByOne are the networks that one of the two topologies makes and that the other says are there already.
func ownedByOne(old, next *topology.Topology) map[topology.NetworkID]bool {
	made := map[topology.NetworkID]bool{}
	for i := range old.Networks {
		made[old.Networks[i].ID] = old.Networks[i].Ownership == topology.Created
	}
	out := map[topology.NetworkID]bool{}
	for i := range next.Networks {
		n := &next.Networks[i]
		if was, there := made[n.ID]; there && was != (n.Ownership == topology.Created) {
			out[n.ID] = true
		}
	}
	return out
}

// set are the keys of the rows of a table.
func set[T any, K comparable](rows []T, key func(*T) K) map[K]bool {
	out := map[K]bool{}
	for i := range rows {
		out[key(&rows[i])] = true
	}
	return out
}

// parts are what stands in networks.
func parts(w, old, next *topology.Topology, at moment) {
	w.PublicAddresses = both(old.PublicAddresses, next.PublicAddresses, func(a *topology.PublicAddress) topology.PublicAddressID { return a.ID },
		from[topology.PublicAddress](at, partsChanged))
	w.Gateways = both(old.Gateways, next.Gateways, func(g *topology.Gateway) topology.GatewayID { return g.ID }, from[topology.Gateway](at, partsChanged))
	w.Firewalls = both(old.Firewalls, next.Firewalls, func(f *topology.Firewall) topology.FirewallID { return f.ID }, from[topology.Firewall](at, partsChanged))
	w.FirewallPolicies = both(old.FirewallPolicies, next.FirewallPolicies, func(p *topology.FirewallPolicy) topology.FirewallID { return p.Firewall },
		func(o, n *topology.FirewallPolicy) topology.FirewallPolicy {
			out := from[topology.FirewallPolicy](at, partsChanged)(o, n)
			if at >= partsChanged && lower(o.Name) == lower(n.Name) && o.Tier != n.Tier { // no policy changes its tier: another one, until the old one of its name is gone
				out.Name += "-" + lower(n.Tier)
			}
			return out
		})
	w.Appliances = both(old.Appliances, next.Appliances, func(a *topology.Appliance) topology.ApplianceID { return a.ID }, from[topology.Appliance](at, routed))
	w.LoadBalancers = both(old.LoadBalancers, next.LoadBalancers, func(b *topology.LoadBalancer) topology.ApplianceID { return b.Appliance },
		from[topology.LoadBalancer](at, partsChanged))
	w.VirtualWANs = both(old.VirtualWANs, next.VirtualWANs, func(v *topology.VirtualWAN) topology.VirtualWANID { return v.ID },
		from[topology.VirtualWAN](at, partsChanged))
	w.VirtualHubs = both(old.VirtualHubs, next.VirtualHubs, func(h *topology.VirtualHub) topology.NetworkID { return h.ID }, from[topology.VirtualHub](at, partsChanged))
	w.HubGateways = both(old.HubGateways, next.HubGateways, func(g *topology.HubGateway) topology.GatewayID { return g.ID },
		from[topology.HubGateway](at, partsChanged))
	w.Circuits = both(old.Circuits, next.Circuits, func(c *topology.Circuit) topology.CircuitID { return c.ID }, from[topology.Circuit](at, partsChanged))
}

// filters is what firewalls let through on the way.
type filters int

const (
	ofBoth           filters = iota // what either network lets through: nothing is closed before it is removed, and sets that have the addresses of both may allow a pair more
	oneAfterTheOther                // what the old one lets through, and from routed on what the new one does: no pair more, and a pair may wait for its table
)

// let are the groups and rules of firewalls. A firewall that only one network has, has its own.
func let(w, old, next *topology.Topology, at moment, f filters) {
	group := func(g *topology.IPGroup) topology.IPGroupID { return g.ID }
	if f == oneAfterTheOther {
		w.IPGroups = both(old.IPGroups, next.IPGroups, group, from[topology.IPGroup](at, routed))
		was := set(old.Firewalls, func(f *topology.Firewall) topology.FirewallID { return f.ID })
		is := set(next.Firewalls, func(f *topology.Firewall) topology.FirewallID { return f.ID })
		w.FirewallRules = owned(old.FirewallRules, next.FirewallRules, func(r *topology.FirewallRule) topology.FirewallID { return r.Firewall },
			func(f topology.FirewallID) bool { return was[f] && (at < routed || !is[f]) })
	} else {
		w.IPGroups = both(old.IPGroups, next.IPGroups, group, func(o, n *topology.IPGroup) topology.IPGroup {
			out := *n
			out.Addresses = united(o.Addresses, n.Addresses)
			return out
		})
		w.FirewallRules = rulesOfBoth(old, next)
	}
	slices.SortStableFunc(w.FirewallRules, func(a, b topology.FirewallRule) int { return cmp.Compare(a.Firewall, b.Firewall) })
}

// rulesOfBoth are the rules of both: where two of one name differ, the old one is called otherwise until it goes.
func rulesOfBoth(old, next *topology.Topology) []topology.FirewallRule {
	type name struct {
		firewall topology.FirewallID
		name     string
	}
	now := map[name]*topology.FirewallRule{}
	for i := range next.FirewallRules {
		r := &next.FirewallRules[i]
		now[name{r.Firewall, r.Name}] = r
	}
	out := slices.Clone(next.FirewallRules)
	for _, r := range old.FirewallRules {
		same := now[name{r.Firewall, r.Name}]
		if same != nil && sameRule(same, &r) {
			continue
		}
		if same != nil {
			r.Name += "-before"
		}
		out = append(out, r)
	}
	return out
}

func sameRule(a, b *topology.FirewallRule) bool {
	return slices.Equal(a.Sources, b.Sources) && slices.Equal(a.Destinations, b.Destinations) && slices.Equal(a.SourceAddresses, b.SourceAddresses) &&
		slices.Equal(a.DestinationAddresses, b.DestinationAddresses) && a.Protocol == b.Protocol && slices.Equal(a.Ports, b.Ports)
}

// links are what joins networks. A network uses the gateway of one peer alone: as long as it uses the old one's, the half that leads to the
// new one does not.
func links(w, old, next *topology.Topology, at moment) {
	newLinks := at >= linksBeside
	peerings, connections, hubConnections := next.Peerings, next.Connections, next.HubConnections
	hubLinks := next.HubLinks
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
	w.Connections = both(old.Connections, connections, func(c *topology.Connection) topology.ConnectionID { return c.ID },
		from[topology.Connection](at, partsChanged))
	w.HubConnections = both(old.HubConnections, hubConnections, func(c *topology.HubConnection) topology.HubConnectionID { return c.ID },
		from[topology.HubConnection](at, routed))
	w.HubLinks = both(old.HubLinks, hubLinks, func(l *topology.HubLink) topology.ConnectionID { return l.ID }, newer)
	w.HubRouteTables = both(old.HubRouteTables, next.HubRouteTables, func(t *topology.HubRouteTable) topology.HubRouteTableID { return t.ID },
		from[topology.HubRouteTable](at, routed))
	w.RoutingIntents = next.RoutingIntents
	if at < routed {
		w.RoutingIntents = old.RoutingIntents
	}
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
	out.LocalGateways = kept(t.LocalGateways, func(g *topology.LocalGateway) bool { return !drop(g.Network) && !gateways[g.HubGateway] })
	out.Connections = kept(t.Connections, func(c *topology.Connection) bool { return !gateways[c.Gateway] && !gateways[c.Remote] })
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
