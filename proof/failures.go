package proof

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// down are the ids of what has failed, as reachability.Estate.Without takes them.
func (ids *resourceIDs) down(parts []topology.DownPart) []string {
	if len(parts) == 0 {
		return nil
	}
	var out []string
	connections := ids.connections()
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
			out = append(out, connections[p.Ref]...)
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

// connections are the ids of the connections that each entry of connections makes, by its name.
func (ids *resourceIDs) connections() map[string][]string {
	out := map[string][]string{}
	of := ids.connectionIDs()
	add := func(id topology.ConnectionID, o topology.Origin) {
		if name := connectionOf(o); name != "" && of[id] != "" { // it is of one, and not of several
			out[name] = append(out[name], of[id])
		}
	}
	for i := range ids.t.Connections {
		add(ids.t.Connections[i].ID, ids.t.Connections[i].Origin)
	}
	for i := range ids.t.HubLinks {
		add(ids.t.HubLinks[i].ID, ids.t.HubLinks[i].Origin)
	}
	return out
}

// madeConnections are what the topology calls the connections of gateways, by their ids.
func (ids *resourceIDs) madeConnections() map[string]string {
	out := map[string]string{}
	for connection, id := range ids.connectionIDs() {
		out[id] = string(connection)
	}
	return out
}

// connectionIDs are the ids of the connections of gateways.
func (ids *resourceIDs) connectionIDs() map[topology.ConnectionID]string {
	out := map[topology.ConnectionID]string{}
	gateways := map[topology.GatewayID]topology.NetworkID{}
	for _, g := range ids.t.Gateways {
		gateways[g.ID] = g.Network
	}
	hubs := map[topology.GatewayID]topology.HubGateway{}
	for _, g := range ids.t.HubGateways {
		hubs[g.ID] = g
	}
	for i := range ids.t.Connections {
		if c := &ids.t.Connections[i]; ids.networks[gateways[c.Gateway]] != nil {
			out[c.ID] = resourceID(ids.scope[ids.networks[gateways[c.Gateway]].ResourceGroup], azure.TypeConnection, c.Name)
		}
	}
	for i := range ids.t.HubLinks {
		l := &ids.t.HubLinks[i]
		kind, g := azure.TypeHubVPNConnection, hubs[l.Gateway]
		if g.ExpressRoute {
			kind = azure.TypeHubERConnection
		}
		if n := ids.networks[g.Hub]; n != nil {
			out[l.ID] = resourceID(ids.scope[n.ResourceGroup], kind, g.Name+"/"+l.Name)
		}
	}
	return out
}

// failureOf is what has failed, in the words of the intent.
func failureOf(parts []topology.DownPart) string {
	var out []string
	for _, p := range parts {
		if p.Kind == topology.DownConnection {
			out = append(out, "connections."+p.Ref)
			continue
		}
		out = append(out, p.Ref)
	}
	return strings.Join(out, ", ")
}
