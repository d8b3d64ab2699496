package migration

import (
	"cmp"
	"slices"

	"github.com/vnetloom/vnetloom/topology"
)

// A moment is how far a world is on its way from the old topology to the new one. Each has all of those before it.
type moment int

const (
	partsBeside  moment = iota // what only the new one has stands beside the old: networks, subnets, gateways, firewalls, and nothing joins them
	joinedEarly                // peerings and connections of both, where they come before gateways change
	released                   // connections use no NAT rule of the old one that has to go before gateways change
	partsChanged               // gateways, firewalls, load balancers, circuits and virtual hubs are as the new one says
	linksBeside                // peerings and connections of both, each with the flags of both
	routed                     // tables, groups of rules, routing of virtual hubs, and all else of a network, but nothing of the old is missing
	routedNext                 // what follows these
	unlinked                   // the same without the old peerings and connections: those that stay are as the new one says
	settled                    // the same without what was held back, once the old peerings and connections are deleted
	complete                   // as the new one says: peerings and connections that had to wait too
)

// world is the topology of a moment. Rows of the old one that stand in a network which the new one has elsewhere, or in another form, are not
// in it: they stay what they are until they are removed. Early has peerings and connections of the new one come before gateways change.
func world(old, next *topology.Topology, at moment, early bool, f filters, h holds) *topology.Topology {
	old = without(old, elsewhere(old, next))
	w := *next
	w.Tags, w.KeyVault = old.Tags, next.KeyVault
	w.Tenants = both(old.Tenants, next.Tenants, func(t *topology.Tenant) string { return t.Name }, newer)
	w.Subscriptions = subscriptionsOfBoth(old, next)
	w.ResourceGroups = both(old.ResourceGroups, next.ResourceGroups, func(g *topology.ResourceGroup) topology.ResourceGroupID { return g.ID }, older)
	w.Secrets = both(old.Secrets, next.Secrets, func(s *topology.Secret) topology.SecretID { return s.ID }, newer)
	w.Sites = both(old.Sites, next.Sites, func(s *topology.Site) topology.SiteID { return s.ID }, newer)
	networks(&w, old, next, at, h)
	t := translationOf(old, next)
	parts(&w, old, next, at, t)
	let(&w, old, next, at, f)
	links(&w, old, next, at, early, t)
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
		out.AddressSpace = unitedSpace(o.AddressSpace, n.AddressSpace)
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
func parts(w, old, next *topology.Topology, at moment, t *translation) {
	w.PublicAddresses = both(old.PublicAddresses, next.PublicAddresses, func(a *topology.PublicAddress) topology.PublicAddressID { return a.ID },
		from[topology.PublicAddress](at, partsChanged))
	w.Gateways = both(old.Gateways, next.Gateways, func(g *topology.Gateway) topology.GatewayID { return g.ID }, func(o, n *topology.Gateway) topology.Gateway {
		out := from[topology.Gateway](at, partsChanged)(o, n)
		out.NAT = t.gateway(n.ID, o.NAT, n.NAT, at)
		return out
	})
	w.Firewalls = both(old.Firewalls, next.Firewalls, func(f *topology.Firewall) topology.FirewallID { return f.ID }, from[topology.Firewall](at, partsChanged))
	w.FirewallPolicies = both(old.FirewallPolicies, next.FirewallPolicies, func(p *topology.FirewallPolicy) topology.FirewallID { return p.Firewall },
		func(o, n *topology.FirewallPolicy) topology.FirewallPolicy {
			out := from[topology.FirewallPolicy](at, partsChanged)(o, n)
			if at >= partsChanged && lower(o.Name) == lower(n.Name) && o.Tier != n.Tier { // no policy changes its tier: another one, until the old one of its name is gone
				out.Name += "-" + lower(n.Tier)
			}
			out.DNSProxy = o.DNSProxy && out.Tier == o.Tier || n.DNSProxy && out.Tier == n.Tier // networks ask it until their own servers are written, and ask it from then on
			return out
		})
	w.Appliances = both(old.Appliances, next.Appliances, func(a *topology.Appliance) topology.ApplianceID { return a.ID }, from[topology.Appliance](at, routed))
	w.LoadBalancers = both(old.LoadBalancers, next.LoadBalancers, func(b *topology.LoadBalancer) topology.ApplianceID { return b.Appliance },
		from[topology.LoadBalancer](at, partsChanged))
	w.VirtualWANs = both(old.VirtualWANs, next.VirtualWANs, func(v *topology.VirtualWAN) topology.VirtualWANID { return v.ID },
		from[topology.VirtualWAN](at, partsChanged))
	w.VirtualHubs = both(old.VirtualHubs, next.VirtualHubs, func(h *topology.VirtualHub) topology.NetworkID { return h.ID }, from[topology.VirtualHub](at, partsChanged))
	w.HubGateways = both(old.HubGateways, next.HubGateways, func(g *topology.HubGateway) topology.GatewayID { return g.ID },
		func(o, n *topology.HubGateway) topology.HubGateway {
			out := from[topology.HubGateway](at, partsChanged)(o, n)
			out.NAT = t.gateway(n.ID, o.NAT, n.NAT, at)
			return out
		})
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
		now[name{r.Firewall, lower(r.Name)}] = r
	}
	out := slices.Clone(next.FirewallRules)
	for _, r := range old.FirewallRules {
		same := now[name{r.Firewall, lower(r.Name)}]
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
