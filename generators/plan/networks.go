package plan

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

func (l *lowering) lowerNetworks() {
	routes := map[topology.RouteTableID][]*topology.Route{}
	for i := range l.t.Routes {
		routes[l.t.Routes[i].Table] = append(routes[l.t.Routes[i].Table], &l.t.Routes[i])
	}
	tables := map[topology.RouteTableID]ID{}
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		n := l.networks[t.Network]
		tables[t.ID] = l.id(n, azure.TypeRouteTable, t.Name)
	}
	subnets := map[topology.NetworkID][]*topology.Subnet{}
	for i := range l.t.Subnets {
		subnets[l.t.Subnets[i].Network] = append(subnets[l.t.Subnets[i].Network], &l.t.Subnets[i])
	}
	for i := range l.t.RouteTables {
		if t := &l.t.RouteTables[i]; l.networks[t.Network].Ownership != topology.External {
			l.addRouteTable(t, routes[t.ID])
		}
	}
	groups := l.addSecurityGroups()
	for i := range l.t.Networks {
		switch n := &l.t.Networks[i]; n.Ownership {
		case topology.Created:
			l.addNetwork(n, subnets[n.ID], tables, groups)
		case topology.Existing:
			l.associate(n, subnets[n.ID], tables, groups)
		case topology.External:
			l.handOverRoutes(n, subnets[n.ID], routes)
		}
	}
}

// addRouteTable makes a table. A routed network's table waits for the firewalls, load balancers and gateways that it
// points to, so that no spoke is sent to what is not up; a hub's table comes before them, since its subnets are theirs.
func (l *lowering) addRouteTable(t *topology.RouteTable, routes []*topology.Route) {
	n := l.networks[t.Network]
	list := List{}
	var through []string
	for _, r := range routes {
		p := Object{{Key: "addressPrefix", Value: Str(r.Prefix.String())}, {Key: "nextHopType", Value: Str(r.NextHop)}}
		if r.Address.IsValid() {
			p = append(p, Member{Key: "nextHopIpAddress", Value: Str(r.Address.String())})
		}
		list = append(list, Object{{Key: "name", Value: Str(r.Name)}, {Key: "properties", Value: p}})
		if r.Through != "" {
			through = append(through, r.Through)
		}
	}
	r := &staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, unit: string(n.ID), Resource: Resource{
		ID: l.id(n, azure.TypeRouteTable, t.Name), Description: describe(tableSentence(t, n), t.Origin), Origin: t.Origin,
		Body: withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, Object{
			{Key: "disableBgpRoutePropagation", Value: Bool(!t.PropagateGatewayRoutes)}, {Key: "routes", Value: list}}),
	}}
	if r.stage == azure.StageNetwork {
		r.after = l.nextHops(through)
	}
	l.add(r, "")
}

func tableSentence(t *topology.RouteTable, n *topology.Network) string {
	if _, subnet, own := strings.Cut(string(t.ID), "/"); own {
		return fmt.Sprintf("Routes of subnet %s of %s.", subnet, n.ID)
	}
	return fmt.Sprintf("Routes of %s.", n.ID)
}

// nextHops are the hub resources that stand behind next hops such as hub/firewall.
func (l *lowering) nextHops(through []string) []ID {
	sort.Strings(through)
	var out []ID
	for i, ref := range through {
		if i > 0 && ref == through[i-1] {
			continue
		}
		for _, f := range l.t.Firewalls {
			if string(f.ID) == ref {
				out = l.appendHub(out, f.Network, azure.TypeFirewall, f.Name)
			}
		}
		for _, g := range l.t.Gateways {
			if string(g.ID) == ref {
				out = l.appendHub(out, g.Network, azure.TypeGateway, g.Name)
			}
		}
		for _, b := range l.t.LoadBalancers {
			if string(b.Appliance) == ref {
				out = l.appendHub(out, b.Network, azure.TypeLoadBalancer, b.Name)
			}
		}
	}
	return out
}

func (l *lowering) appendHub(ids []ID, n topology.NetworkID, kind, name string) []ID {
	if network := l.networks[n]; network.Tier == topology.Hub {
		return append(ids, l.id(network, kind, name))
	}
	return ids
}

func (l *lowering) addNetwork(n *topology.Network, subnets []*topology.Subnet, tables map[topology.RouteTableID]ID, groups map[topology.SecurityGroupID]ID) {
	properties := Object{{Key: "addressSpace", Value: Object{{Key: "addressPrefixes", Value: prefixes(n.AddressSpace)}}}}
	if len(n.DNSServers) > 0 {
		servers := List{}
		for _, a := range n.DNSServers {
			servers = append(servers, Str(a.String()))
		}
		properties = append(properties, Member{Key: "dhcpOptions", Value: Object{{Key: "dnsServers", Value: servers}}})
	}
	if n.Encryption {
		properties = append(properties, Member{Key: "encryption", Value: Object{{Key: "enabled", Value: Bool(true)}, {Key: "enforcement", Value: Str("AllowUnencrypted")}}})
	}
	if n.DDoSProtectionPlan != "" {
		properties = append(properties, Member{Key: "enableDdosProtection", Value: Bool(true)}, Member{Key: "ddosProtectionPlan", Value: Object{{Key: "id", Value: Str(n.DDoSProtectionPlan)}}})
	}
	r := &staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, Resource: Resource{
		ID: l.networkID(n), Description: describe(fmt.Sprintf("Virtual network %s.", n.ID), n.Origin), Origin: n.Origin}}
	list := List{}
	for _, s := range subnets {
		list = append(list, subnetBody(s, tables, groups))
		if id, ok := tables[s.RouteTable]; ok {
			r.after = append(r.after, id)
		}
		if id, ok := groups[s.SecurityGroup]; ok {
			r.after = append(r.after, id)
		}
	}
	properties = append(properties, Member{Key: "subnets", Value: list})
	r.Body = withTags(Object{{Key: "location", Value: Str(n.Location)}}, tagsWithLabels(n), properties)
	r.after = distinct(r.after)
	l.add(r, n.ID)
}

func subnetBody(s *topology.Subnet, tables map[topology.RouteTableID]ID, groups map[topology.SecurityGroupID]ID) Object {
	p := Object{}
	if len(s.Prefixes) == 1 {
		p = append(p, Member{Key: "addressPrefix", Value: Str(s.Prefixes[0].String())})
	} else {
		p = append(p, Member{Key: "addressPrefixes", Value: prefixes(s.Prefixes)})
	}
	if id, ok := tables[s.RouteTable]; ok {
		p = append(p, Member{Key: "routeTable", Value: Object{{Key: "id", Value: Ref(id)}}})
	}
	if id, ok := groups[s.SecurityGroup]; ok {
		p = append(p, Member{Key: "networkSecurityGroup", Value: Object{{Key: "id", Value: Ref(id)}}})
	} else if s.NetworkSecurityGroup != "" {
		p = append(p, Member{Key: "networkSecurityGroup", Value: Object{{Key: "id", Value: Str(s.NetworkSecurityGroup)}}})
	}
	if s.NATGateway != "" {
		p = append(p, Member{Key: "natGateway", Value: Object{{Key: "id", Value: Str(s.NATGateway)}}})
	}
	if len(s.ServiceEndpoints) > 0 {
		list := List{}
		for _, e := range s.ServiceEndpoints {
			list = append(list, Object{{Key: "service", Value: Str(e)}})
		}
		p = append(p, Member{Key: "serviceEndpoints", Value: list})
	}
	if s.Delegation != "" {
		p = append(p, Member{Key: "delegations", Value: List{Object{{Key: "name", Value: Str("delegation")}, {Key: "properties", Value: Object{{Key: "serviceName", Value: Str(s.Delegation)}}}}}})
	}
	if s.DefaultOutboundAccess != nil {
		p = append(p, Member{Key: "defaultOutboundAccess", Value: Bool(*s.DefaultOutboundAccess)})
	}
	if s.PrivateEndpointNetworkPolicies != "" {
		p = append(p, Member{Key: "privateEndpointNetworkPolicies", Value: Str(s.PrivateEndpointNetworkPolicies)})
	}
	return Object{{Key: "name", Value: Str(s.Name)}, {Key: "properties", Value: p}}
}

func prefixes(ps []netip.Prefix) List {
	out := List{}
	for _, p := range ps {
		out = append(out, Str(p.String()))
	}
	return out
}

// withTags ends a body: tags where there are any, then the properties.
func withTags(head Object, tags map[string]string, properties Object) Object {
	if len(tags) > 0 {
		head = append(head, Member{Key: "tags", Value: tagObject(tags)})
	}
	return append(head, Member{Key: "properties", Value: properties})
}

// tagsWithLabels are a network's tags and the labels that become tags; a tag that is there already in other letters stays.
func tagsWithLabels(n *topology.Network) map[string]string {
	if len(n.LabelTags) == 0 {
		return n.Tags
	}
	out := map[string]string{}
	have := map[string]bool{}
	for key, value := range n.Tags {
		out[key], have[strings.ToLower(key)] = value, true
	}
	for key, value := range n.LabelTags {
		if !have[strings.ToLower(key)] {
			out[key] = value
		}
	}
	return out
}

func tagObject(tags map[string]string) Object {
	keys := make([]string, 0, len(tags))
	for k := range tags {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := Object{}
	for _, k := range keys {
		out = append(out, Member{Key: k, Value: Str(tags[k])})
	}
	return out
}

// describe says what a resource is and which statements of the intent it comes from.
func describe(sentence string, o topology.Origin) string {
	if len(o.Statements) == 0 {
		return sentence
	}
	return sentence + " From " + strings.Join(o.Statements, ", ") + "."
}

func distinct(ids []ID) []ID {
	seen := map[ID]bool{}
	kept := ids[:0:0]
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
