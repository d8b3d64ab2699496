package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerVirtualHubs makes virtual WANs, their hubs, and the gateways in these. Azure locks a hub while it changes: what stands
// in one hub is made one after the other.
func (l *lowering) lowerVirtualHubs() {
	wans := map[topology.VirtualWANID]ID{}
	for i := range l.t.VirtualWANs {
		w := &l.t.VirtualWANs[i]
		s := l.scopes[w.ResourceGroup]
		id := ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: azure.TypeVirtualWAN, Name: w.Name}
		wans[w.ID] = id
		l.add(&staged{stage: azure.StageWAN, group: w.ResourceGroup, unit: string(w.ID), Resource: Resource{ID: id, Origin: w.Origin,
			Description: describe(fmt.Sprintf("Virtual WAN %s; its hubs reach each other.", w.ID), w.Origin),
			Body:        withTags(Object{{Key: "location", Value: Str(w.Location)}}, w.Tags, Object{{Key: "type", Value: Str(w.Type)}, {Key: "allowBranchToBranchTraffic", Value: Bool(w.BranchToBranch)}})}}, "")
	}
	for i := range l.t.VirtualHubs {
		h := &l.t.VirtualHubs[i]
		l.add(&staged{stage: azure.StageVirtualHub, group: h.ResourceGroup, after: []ID{wans[h.WAN]}, Resource: Resource{ID: l.hubID(h.ID), Origin: h.Origin,
			Description: describe(fmt.Sprintf("Virtual hub %s.", h.ID), h.Origin),
			Body: withTags(Object{{Key: "location", Value: Str(h.Location)}}, h.Tags, Object{{Key: "virtualWan", Value: Object{{Key: "id", Value: Ref(wans[h.WAN])}}}, {Key: "addressPrefix", Value: Str(h.Prefix.String())},
				{Key: "sku", Value: Str(h.Type)}, {Key: "hubRoutingPreference", Value: Str("ExpressRoute")}})}}, h.ID)
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
	return l.id(n, azure.TypeVirtualHub, n.Name)
}

func (l *lowering) addHubGateway(g *topology.HubGateway) {
	n := l.networks[g.Hub]
	hub := Member{Key: "virtualHub", Value: Object{{Key: "id", Value: Ref(l.hubID(g.Hub))}}}
	r := &staged{stage: azure.StageHubGateway, group: n.ResourceGroup, Resource: Resource{ID: l.id(n, azure.TypeHubVPNGateway, g.Name), Origin: g.Origin,
		Description: describe(fmt.Sprintf("VPN gateway of virtual hub %s.", n.ID), g.Origin)}}
	properties := Object{hub, {Key: "vpnGatewayScaleUnit", Value: Int(g.ScaleUnits)}, {Key: "bgpSettings", Value: Object{{Key: "asn", Value: Int(65515)}}}}
	if g.ExpressRoute {
		r.ID.Type = azure.TypeHubERGateway
		r.Description = describe(fmt.Sprintf("ExpressRoute gateway of virtual hub %s.", n.ID), g.Origin)
		properties = Object{hub, {Key: "autoScaleConfiguration", Value: Object{{Key: "bounds", Value: Object{{Key: "min", Value: Int(g.ScaleUnits)}}}}}, {Key: "allowNonVirtualWanTraffic", Value: Bool(g.NonVirtualWANs)}}
	}
	r.Body = withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, properties)
	l.add(r, g.Hub)
}

// lowerHubRouting makes routing intents and route tables of the virtual hubs, after the firewalls to which they lead.
func (l *lowering) lowerHubRouting() {
	firewalls := map[topology.FirewallID]ID{}
	for i := range l.t.Firewalls {
		f := &l.t.Firewalls[i]
		firewalls[f.ID] = l.id(l.networks[f.Network], azure.TypeFirewall, f.Name)
	}
	for i := range l.t.RoutingIntents {
		x := &l.t.RoutingIntents[i]
		policies := List{}
		for _, p := range []struct {
			name, destination string
			firewall          topology.FirewallID
		}{{"PrivateTraffic", "PrivateTraffic", x.Private}, {"PublicTraffic", "Internet", x.Internet}} {
			if p.firewall != "" {
				policies = append(policies, Object{{Key: "name", Value: Str(p.name)}, {Key: "destinations", Value: List{Str(p.destination)}}, {Key: "nextHop", Value: Ref(firewalls[p.firewall])}})
			}
		}
		l.addToHub(x.Hub, azure.TypeRoutingIntent, "routing-intent", describe(fmt.Sprintf("Routing intent of virtual hub %s: what passes its firewall.", x.Hub), x.Origin), x.Origin,
			azure.StageHubRouting, Object{{Key: "routingPolicies", Value: policies}})
	}
	for i := range l.t.HubRouteTables {
		t := &l.t.HubRouteTables[i]
		routes := List{}
		if t.Internet != "" {
			routes = append(routes, Object{{Key: "name", Value: Str("internet")}, {Key: "destinationType", Value: Str("CIDR")}, {Key: "destinations", Value: List{Str("0.0.0.0/0")}}, {Key: "nextHopType", Value: Str("ResourceId")}, {Key: "nextHop", Value: Ref(firewalls[t.Internet])}})
		}
		l.addToHub(t.Hub, azure.TypeHubRouteTable, t.Name, describe(fmt.Sprintf("What the networks of %s reach.", t.ID), t.Origin), t.Origin,
			azure.StageHubRouting, Object{{Key: "labels", Value: names(t.Labels)}, {Key: "routes", Value: routes}})
	}
}

// lowerHubConnections connects networks with their virtual hubs, after all that changes either.
func (l *lowering) lowerHubConnections() {
	tables := map[topology.HubRouteTableID]ID{}
	for i := range l.t.HubRouteTables {
		t := &l.t.HubRouteTables[i]
		tables[t.ID] = l.id(l.networks[t.Hub], azure.TypeHubRouteTable, l.networks[t.Hub].Name+"/"+t.Name)
	}
	for i := range l.t.HubConnections {
		x := &l.t.HubConnections[i]
		n := l.networks[x.Network]
		properties := Object{{Key: "remoteVirtualNetwork", Value: Object{{Key: "id", Value: Ref(l.networkID(n))}}}, {Key: "enableInternetSecurity", Value: Bool(x.Internet)}}
		if x.Table != "" {
			properties = append(properties, Member{Key: "routingConfiguration", Value: Object{{Key: "associatedRouteTable", Value: Object{{Key: "id", Value: Ref(tables[x.Table])}}},
				{Key: "propagatedRouteTables", Value: Object{{Key: "labels", Value: names(x.Labels)}}}}})
		}
		r := l.addToHub(x.Hub, azure.TypeHubConnection, x.Name, describe(fmt.Sprintf("Connection of %s with virtual hub %s.", x.Network, x.Hub), x.Origin), x.Origin, azure.StageHubConnection, properties)
		r.chains = append(r.chains, "network "+string(x.Network))
		r.unit = string(x.Network)
		l.writers[x.Network] = append(l.writers[x.Network], r.ID)
	}
}

// addToHub makes a child of a virtual hub, after whatever changed the hub before.
func (l *lowering) addToHub(hub topology.NetworkID, kind, name, sentence string, o topology.Origin, in azure.Stage, properties Object) *staged {
	n := l.networks[hub]
	parent := l.hubID(hub)
	r := &staged{stage: in, group: n.ResourceGroup, Resource: Resource{ID: l.id(n, kind, n.Name+"/"+name), Parent: &parent, Description: sentence, Origin: o,
		Body: Object{{Key: "properties", Value: properties}}}}
	l.add(r, hub)
	return r
}
