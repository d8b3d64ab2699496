package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/topology"
)

// lowerVirtualHubs makes virtual WANs, their hubs, and the gateways in these. Azure locks a hub while it changes: what stands
// in one hub is made one after the other.
func (l *lowering) lowerVirtualHubs() {
	wans := map[topology.VirtualWANID]ID{}
	for i := range l.t.VirtualWANs {
		w := &l.t.VirtualWANs[i]
		s := l.scopes[w.ResourceGroup]
		id := ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: TypeVirtualWAN, Name: w.Name}
		wans[w.ID] = id
		l.add(&staged{stage: stageWAN, group: w.ResourceGroup, unit: string(w.ID), Resource: Resource{ID: id, APIVersion: networkAPI, Origin: w.Origin,
			Description: describe(fmt.Sprintf("Virtual WAN %s; its hubs reach each other.", w.ID), w.Origin),
			Body:        withTags(Object{{"location", Str(w.Location)}}, w.Tags, Object{{"type", Str(w.Type)}, {"allowBranchToBranchTraffic", Bool(w.BranchToBranch)}})}}, "")
	}
	for i := range l.t.VirtualHubs {
		h := &l.t.VirtualHubs[i]
		l.add(&staged{stage: stageVirtualHub, group: h.ResourceGroup, after: []ID{wans[h.WAN]}, Resource: Resource{ID: l.hubID(h.ID), APIVersion: networkAPI, Origin: h.Origin,
			Description: describe(fmt.Sprintf("Virtual hub %s.", h.ID), h.Origin),
			Body: withTags(Object{{"location", Str(h.Location)}}, h.Tags, Object{{"virtualWan", Object{{"id", Ref(wans[h.WAN])}}}, {"addressPrefix", Str(h.Prefix.String())},
				{"sku", Str(h.Type)}, {"hubRoutingPreference", Str("ExpressRoute")}})}}, h.ID)
	}
	for _, expressRoute := range []bool{false, true} {
		for i := range l.t.HubGateways {
			if g := &l.t.HubGateways[i]; g.ExpressRoute == expressRoute {
				l.addHubGateway(g)
			}
		}
	}
}

func (l *lowering) hubID(hub topology.NetworkID) ID {
	n := l.networks[hub]
	return l.id(n, TypeVirtualHub, n.Name)
}

func (l *lowering) addHubGateway(g *topology.HubGateway) {
	n := l.networks[g.Hub]
	hub := Member{"virtualHub", Object{{"id", Ref(l.hubID(g.Hub))}}}
	r := &staged{stage: stageHubGateway, group: n.ResourceGroup, Resource: Resource{ID: l.id(n, TypeHubVPNGateway, g.Name), APIVersion: networkAPI, Origin: g.Origin,
		Description: describe(fmt.Sprintf("VPN gateway of virtual hub %s.", n.ID), g.Origin)}}
	properties := Object{hub, {"vpnGatewayScaleUnit", Int(g.ScaleUnits)}, {"bgpSettings", Object{{"asn", Int(65515)}}}}
	if g.ExpressRoute {
		r.ID.Type = TypeHubERGateway
		r.Description = describe(fmt.Sprintf("ExpressRoute gateway of virtual hub %s.", n.ID), g.Origin)
		properties = Object{hub, {"autoScaleConfiguration", Object{{"bounds", Object{{"min", Int(g.ScaleUnits)}}}}}, {"allowNonVirtualWanTraffic", Bool(g.NonVirtualWANs)}}
	}
	r.Body = withTags(Object{{"location", Str(n.Location)}}, n.Tags, properties)
	l.add(r, g.Hub)
}

// hubFirewallBody is the body of a firewall in a virtual hub, to which Azure gives its addresses.
func (l *lowering) hubFirewallBody(r *staged, f *topology.Firewall, n *topology.Network, policy Value) {
	firewallBody(r, f, n, Object{{"sku", Object{{"name", Str("AZFW_Hub")}, {"tier", Str(f.Tier)}}}, {"virtualHub", Object{{"id", Ref(l.hubID(n.ID))}}},
		{"hubIPAddresses", Object{{"publicIPs", Object{{"count", Int(f.HubAddresses)}}}}}, {"firewallPolicy", Object{{"id", policy}}}})
}

// lowerHubRouting makes routing intents and route tables of the virtual hubs, after the firewalls to which they lead.
func (l *lowering) lowerHubRouting() {
	firewalls := map[topology.FirewallID]ID{}
	for i := range l.t.Firewalls {
		f := &l.t.Firewalls[i]
		firewalls[f.ID] = l.id(l.networks[f.Network], TypeFirewall, f.Name)
	}
	for i := range l.t.RoutingIntents {
		x := &l.t.RoutingIntents[i]
		policies := List{}
		for _, p := range []struct {
			name, destination string
			firewall          topology.FirewallID
		}{{"PrivateTraffic", "PrivateTraffic", x.Private}, {"PublicTraffic", "Internet", x.Internet}} {
			if p.firewall != "" {
				policies = append(policies, Object{{"name", Str(p.name)}, {"destinations", List{Str(p.destination)}}, {"nextHop", Ref(firewalls[p.firewall])}})
			}
		}
		l.addToHub(x.Hub, TypeRoutingIntent, "routing-intent", describe(fmt.Sprintf("Routing intent of virtual hub %s: what passes its firewall.", x.Hub), x.Origin), x.Origin,
			stageHubRouting, Object{{"routingPolicies", policies}})
	}
	for i := range l.t.HubRouteTables {
		t := &l.t.HubRouteTables[i]
		routes := List{}
		if t.Internet != "" {
			routes = append(routes, Object{{"name", Str("internet")}, {"destinationType", Str("CIDR")}, {"destinations", List{Str("0.0.0.0/0")}}, {"nextHopType", Str("ResourceId")}, {"nextHop", Ref(firewalls[t.Internet])}})
		}
		l.addToHub(t.Hub, TypeHubRouteTable, t.Name, describe(fmt.Sprintf("What the networks of %s reach.", t.ID), t.Origin), t.Origin,
			stageHubRouting, Object{{"labels", names(t.Labels)}, {"routes", routes}})
	}
}

// lowerHubConnections connects networks with their virtual hubs, after all that changes either.
func (l *lowering) lowerHubConnections() {
	tables := map[topology.HubRouteTableID]ID{}
	for i := range l.t.HubRouteTables {
		t := &l.t.HubRouteTables[i]
		tables[t.ID] = l.id(l.networks[t.Hub], TypeHubRouteTable, l.networks[t.Hub].Name+"/"+t.Name)
	}
	for i := range l.t.HubConnections {
		x := &l.t.HubConnections[i]
		n := l.networks[x.Network]
		properties := Object{{"remoteVirtualNetwork", Object{{"id", Ref(l.networkID(n))}}}, {"enableInternetSecurity", Bool(x.Internet)}}
		if x.Table != "" {
			properties = append(properties, Member{"routingConfiguration", Object{{"associatedRouteTable", Object{{"id", Ref(tables[x.Table])}}},
				{"propagatedRouteTables", Object{{"labels", names(x.Labels)}}}}})
		}
		r := l.addToHub(x.Hub, TypeHubConnection, x.Name, describe(fmt.Sprintf("Connection of %s with virtual hub %s.", x.Network, x.Hub), x.Origin), x.Origin, stageHubConnection, properties)
		r.chains = append(r.chains, "network "+string(x.Network))
		r.unit = string(x.Network)
		l.writers[x.Network] = append(l.writers[x.Network], r.ID)
	}
}

// addToHub makes a child of a virtual hub, after whatever changed the hub before.
func (l *lowering) addToHub(hub topology.NetworkID, kind, name, sentence string, o topology.Origin, in stage, properties Object) *staged {
	n := l.networks[hub]
	parent := l.hubID(hub)
	r := &staged{stage: in, group: n.ResourceGroup, Resource: Resource{ID: l.id(n, kind, n.Name+"/"+name), APIVersion: networkAPI, Parent: &parent, Description: sentence, Origin: o,
		Body: Object{{"properties", properties}}}}
	l.add(r, hub)
	return r
}
