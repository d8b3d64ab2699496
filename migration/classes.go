package migration

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// ofAClass is how many networks stand for all that are alike: enough for pairs within a class.
const ofAClass = 3

// representatives are some of the ids of subnets, in their order: of networks that are alike in both topologies the first few, and of their subnets
// that are alike one. Pairs of others behave as theirs do, so what is followed does not grow with the square of an estate.
func (b *builder) representatives(ids []string) []string {
	old, next := likenesses(b.in.Old.Topology), likenesses(b.in.New.Topology)
	networks := map[string]int{} // how many of a class there are
	chosen := map[string]bool{}
	subnets := map[string]bool{}
	var out []string
	for _, id := range ids {
		network, name, _ := strings.Cut(id, "/subnets/")
		class := old.network[network] + "\n-\n" + next.network[network]
		if _, known := chosen[network]; !known {
			networks[class]++
			chosen[network] = networks[class] <= ofAClass
		}
		kind := network + "\n" + old.subnet[network+"/"+name] + "\n-\n" + next.subnet[network+"/"+name]
		if chosen[network] && !subnets[kind] {
			subnets[kind] = true
			out = append(out, id)
		}
	}
	return out
}

// likeness is what a network, or a subnet, is, but for its name and its addresses: two that have the same are alike. By ids in lower case.
type likeness struct{ network, subnet map[string]string }

func likenesses(t *topology.Topology) likeness {
	at := homes(t)
	out := likeness{map[string]string{}, map[string]string{}}
	routes, rules := map[topology.RouteTableID][]string{}, map[topology.SecurityGroupID][]string{}
	for i := range t.Routes {
		r := &t.Routes[i]
		routes[r.Table] = append(routes[r.Table], fmt.Sprint(r.Prefix, r.NextHop, r.Address))
	}
	for i := range t.SecurityRules {
		r := &t.SecurityRules[i]
		rules[r.Group] = append(rules[r.Group], fmt.Sprint(r.Inbound, r.Allow, r.Priority, r.Protocol, r.Sources, r.Destinations, r.SourceTag, r.Ports))
	}
	parts := map[topology.NetworkID][]string{}
	note := func(n topology.NetworkID, what ...any) { parts[n] = append(parts[n], fmt.Sprint(what...)) }
	for i := range t.Networks {
		n := &t.Networks[i]
		note(n.ID, n.Location, n.Tier, n.Ownership, len(n.AddressSpace))
		for j := range t.IPGroups {
			if slices.ContainsFunc(n.AddressSpace, func(p netip.Prefix) bool { return slices.Contains(t.IPGroups[j].Addresses, p) }) {
				note(n.ID, "group ", t.IPGroups[j].ID)
			}
		}
	}
	for i := range t.Subnets {
		s := &t.Subnets[i]
		kind := fmt.Sprint(s.IsEndpoint, routes[s.RouteTable], rules[s.SecurityGroup], s.NetworkSecurityGroup, len(s.Prefixes))
		out.subnet[at[s.Network].id()+"/"+lower(s.Name)] = kind
		note(s.Network, kind)
	}
	for i := range t.Peerings {
		p := &t.Peerings[i]
		note(p.Local, "to ", p.Remote, p.AllowForwardedTraffic, p.AllowGatewayTransit, p.UseRemoteGateways, p.LocalSubnets, p.RemoteSubnets)
		note(p.Remote, "from ", p.Local, p.AllowForwardedTraffic, p.AllowGatewayTransit, p.UseRemoteGateways, p.LocalSubnets, p.RemoteSubnets)
	}
	for i := range t.HubConnections {
		c := &t.HubConnections[i]
		note(c.Network, "hub ", c.Hub, c.Internet, c.Table, c.Labels)
	}
	for i := range t.NetworkGroups {
		for _, n := range t.NetworkGroups[i].Members {
			note(n, "member ", t.NetworkGroups[i].ID)
		}
	}
	for i := range t.Gateways {
		note(t.Gateways[i].Network, "gateway ", t.Gateways[i].ID)
	}
	for i := range t.Firewalls {
		note(t.Firewalls[i].Network, "firewall ", t.Firewalls[i].ID)
	}
	for i := range t.Appliances {
		note(t.Appliances[i].Network, "appliance ", t.Appliances[i].ID)
	}
	for n, list := range parts {
		slices.Sort(list)
		out.network[at[n].id()] = strings.Join(list, "\n")
	}
	return out
}
