package proof

import (
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// down are the ids of what has failed, as reachability.Estate.Without takes them.
func (ids *resourceIDs) down(parts []topology.DownPart) []string {
	var out []string
	for _, p := range parts {
		switch p.Kind {
		case topology.DownRegion:
			out = append(out, p.Ref)
		case topology.DownSite:
			for _, s := range ids.sites() {
				if s.ID == siteID(topology.SiteID(p.Ref)) {
					out = append(out, s.Links...)
				}
			}
		case topology.DownConnection:
			out = append(out, ids.connectionsOf(p.Ref)...)
		case topology.DownCircuit:
			for i := range ids.t.Circuits {
				if c := &ids.t.Circuits[i]; string(c.ID) == p.Ref {
					out = append(out, ids.circuit(c))
				}
			}
		default:
			out = append(out, ids.ref[p.Ref])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// connectionsOf are the ids of the connections that an entry of connections makes.
func (ids *resourceIDs) connectionsOf(name string) []string {
	gateways := map[topology.GatewayID]topology.NetworkID{}
	for _, g := range ids.t.Gateways {
		gateways[g.ID] = g.Network
	}
	hubs := map[topology.GatewayID]topology.HubGateway{}
	for _, g := range ids.t.HubGateways {
		hubs[g.ID] = g
	}
	var out []string
	for i := range ids.t.Connections {
		if c := &ids.t.Connections[i]; connectionOf(c.Origin) == name {
			out = append(out, resourceID(ids.scope[ids.networks[gateways[c.Gateway]].ResourceGroup], azure.TypeConnection, c.Name))
		}
	}
	for i := range ids.t.HubLinks {
		if l := &ids.t.HubLinks[i]; connectionOf(l.Origin) == name {
			kind, g := azure.TypeHubVPNConnection, hubs[l.Gateway]
			if g.ExpressRoute {
				kind = azure.TypeHubERConnection
			}
			out = append(out, resourceID(ids.scope[ids.networks[g.Hub].ResourceGroup], kind, g.Name+"/"+l.Name))
		}
	}
	return out
}
