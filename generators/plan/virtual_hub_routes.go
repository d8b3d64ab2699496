package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerHubRouting makes routing intents and route tables of the virtual hubs, after the firewalls to which they lead.
func (l *lowering) lowerHubRouting() {
	firewalls := map[topology.FirewallID]*topology.Firewall{}
	for i := range l.t.Firewalls {
		firewalls[l.t.Firewalls[i].ID] = &l.t.Firewalls[i]
	}
	for i := range l.t.RoutingIntents {
		x := &l.t.RoutingIntents[i]
		f := l.hubFacts(x.Hub)
		f["privateTraffic"], f["internetTraffic"] = Bool(x.Private != ""), Bool(x.Internet != "")
		for _, id := range []topology.FirewallID{x.Private, x.Internet} { // of one hub
			if id != "" {
				f["firewall"] = l.toFirewall(firewalls[id])
			}
		}
		l.addToHub(x.Existing, x.Hub, azure.StageHubRouting, l.row(azure.RoutingIntents, l.placeOfHub(x.Hub), f).resource("routingIntent",
			describe(fmt.Sprintf("Routing intent of virtual hub %s: what passes its firewall.", x.Hub), x.Origin), x.Origin))
	}
	for i := range l.t.HubRouteTables {
		t := &l.t.HubRouteTables[i]
		f := l.hubFacts(t.Hub)
		f["name"], f["azureName"], f["labels"] = Str(nameOfTable(t.ID)), Str(t.Name), names(t.Labels)
		if t.Internet != "" {
			f["firewall"] = l.toFirewall(firewalls[t.Internet])
		}
		l.addToHub(t.Existing, t.Hub, azure.StageHubRouting, l.row(azure.HubRouteTables, l.placeOfHub(t.Hub), f).resource("hubRouteTable",
			describe(fmt.Sprintf("What the networks of %s reach.", t.ID), t.Origin), t.Origin))
	}
}

// lowerHubConnections connects networks with their virtual hubs, after all that changes either.
func (l *lowering) lowerHubConnections() {
	tables := map[topology.HubRouteTableID]*topology.HubRouteTable{}
	for i := range l.t.HubRouteTables {
		tables[l.t.HubRouteTables[i].ID] = &l.t.HubRouteTables[i]
	}
	for i := range l.t.HubConnections {
		x := &l.t.HubConnections[i]
		f := l.hubFacts(x.Hub)
		f["remote"] = azure.To{ID: l.networkID(l.networks[x.Network]), Name: string(x.Network)}
		f["azureName"], f["enableInternetSecurity"] = Str(x.Name), Bool(x.Internet)
		if x.Table != "" {
			f["routeTable"], f["routeTableAzureName"] = Str(nameOfTable(x.Table)), Str(tables[x.Table].Name)
			f["labels"] = names(x.Labels)
		}
		r := l.addToHub(x.Existing, x.Hub, azure.StageHubConnection, l.row(azure.HubConnections, l.placeOfHub(x.Hub), f).resource("hubConnection",
			describe(fmt.Sprintf("Connection of %s with virtual hub %s.", x.Network, x.Hub), x.Origin), x.Origin))
		if x.Existing {
			continue
		}
		r.chains = append(r.chains, "network "+string(x.Network))
		r.unit = string(x.Network)
		l.writers[x.Network] = append(l.writers[x.Network], r.ID)
	}
}

// hubFacts are the facts that all that belongs to a virtual hub has in common.
func (l *lowering) hubFacts(hub topology.NetworkID) azure.Facts {
	return azure.Facts{"hub": Str(hub), "virtualHub": azure.To{ID: l.hubID(hub)}}
}

func (l *lowering) placeOfHub(hub topology.NetworkID) azure.Place {
	return l.place(l.networks[hub].ResourceGroup)
}

// toFirewall is the firewall that stands in a virtual hub, by its hub.
func (l *lowering) toFirewall(f *topology.Firewall) azure.To {
	return azure.To{ID: l.id(l.networks[f.Network], azure.TypeFirewall, f.Name), Name: string(f.Network)}
}

// nameOfTable is the name of a route table of a virtual hub, without the hub.
func nameOfTable(id topology.HubRouteTableID) string {
	_, name, _ := strings.Cut(string(id), "/")
	return name
}

// addToHub makes a child of a virtual hub, after whatever changed the hub before. One that is there already stands beside the templates.
func (l *lowering) addToHub(existing bool, hub topology.NetworkID, in azure.Stage, made Resource) *staged {
	r := &staged{stage: in, group: l.networks[hub].ResourceGroup, Resource: made}
	l.addUnless(existing, r, hub)
	return r
}
