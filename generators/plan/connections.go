package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerLocalGateways makes the sites as the VPN gateways see them, before the gateways: one of them may be a gateway's default
// site. Those of one network are made one after the other, since each that a connection uses changes the gateway.
func (l *lowering) lowerLocalGateways() {
	for i := range l.t.LocalGateways {
		g := &l.t.LocalGateways[i]
		if g.HubGateway != "" {
			continue // of a later stage
		}
		n := l.networks[g.Network]
		prefixes := List{}
		for _, p := range g.Prefixes {
			prefixes = append(prefixes, Str(p.String()))
		}
		properties := Object{{Key: "gatewayIpAddress", Value: Str(g.PublicAddress.String())}}
		if g.FQDN != "" {
			properties = Object{{Key: "fqdn", Value: Str(g.FQDN)}}
		}
		properties = append(properties, Member{Key: "localNetworkAddressSpace", Value: Object{{Key: "addressPrefixes", Value: prefixes}}})
		if g.ASN != 0 {
			properties = append(properties, Member{Key: "bgpSettings", Value: Object{{Key: "asn", Value: Int(g.ASN)}, {Key: "bgpPeeringAddress", Value: Str(g.BGPPeer.String())}}})
		}
		r := &staged{stage: azure.StageLocalGateway, group: n.ResourceGroup, unit: string(g.Network), chains: []string{"sites of " + string(g.Network)}, Resource: Resource{ID: l.id(n, azure.TypeLocalGateway, g.Name), Origin: g.Origin,
			Description: describe(fmt.Sprintf("Site %s as the VPN gateway of %s sees it.", g.Site, g.Network), g.Origin),
			Body:        withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, properties)}}
		l.localGateways[g.ID], l.localGatewaysOf[g.Network] = r.ID, r.ID
		l.add(r, "")
	}
}

// lowerConnections makes the connections after the gateways and after every peering that uses one of them: Azure verifies the
// state of the gateway that a peering uses, and a connection changes its own. So those of one gateway are made one after the
// other, and nothing comes in by a connection before all behind it stands. Of a pair of networks, the second direction comes after the first, in a stage of its own. Connections to a
// circuit of ours are another root's: they need the provider to have provisioned it. So are those to gateways of other owners and of other tenants,
// whose owners must have let us name them.
func (l *lowering) lowerConnections() {
	for _, in := range []azure.Stage{azure.StageConnection, azure.StageReturnConnection, azure.StageExternalConnection, azure.StageCrossTenant, azure.StageCircuitConnection} {
		for i := range l.t.Connections {
			switch c := &l.t.Connections[i]; {
			case l.connectionStage(c) != in:
			case l.networks[l.gateways[c.Gateway].Network].Ownership == topology.External:
				l.handOverConnection(c)
			default:
				l.addConnection(c, in)
			}
		}
	}
}

func (l *lowering) connectionStage(c *topology.Connection) azure.Stage {
	circuit := l.circuits[c.Circuit]
	switch {
	case circuit != nil && circuit.ResourceID == "":
		return azure.StageCircuitConnection
	case c.Kind == topology.VNetToVNet && l.crosses(l.ends(c)):
		return azure.StageCrossTenant
	case c.Kind == topology.VNetToVNet && l.networks[l.gateways[c.Remote].Network].Ownership == topology.External:
		return azure.StageExternalConnection
	case c.Kind == topology.VNetToVNet && c.Gateway > c.Remote:
		return azure.StageReturnConnection
	}
	return azure.StageConnection
}

func (l *lowering) gatewayID(g *topology.Gateway) ID {
	return l.id(l.networks[g.Network], azure.TypeGateway, g.Name)
}

func (l *lowering) addConnection(c *topology.Connection, in azure.Stage) {
	own := l.gateways[c.Gateway]
	n := l.networks[own.Network]
	r := &staged{stage: in, group: n.ResourceGroup, unit: connectionUnit(c), chains: []string{"gateway " + string(c.Gateway)}, Resource: Resource{ID: l.id(n, azure.TypeConnection, c.Name), Origin: c.Origin}}
	properties := Object{{Key: "connectionType", Value: Str(string(c.Kind))}}
	if c.Kind == topology.IPsec {
		properties = append(properties, Member{Key: "connectionProtocol", Value: Str("IKEv2")}) // Azure cannot change it later
	}
	properties = append(properties, Member{Key: "virtualNetworkGateway1", Value: Object{{Key: "id", Value: Ref(l.gatewayID(own))}}})
	r.after = append(r.after, l.gatewayID(own))
	sentence := ""
	switch c.Kind {
	case topology.VNetToVNet:
		remote := l.gateways[c.Remote]
		sentence = fmt.Sprintf("Tunnel of %s to %s.", own.Network, remote.Network)
		far := Value(Ref(l.gatewayID(remote)))
		if in == azure.StageCrossTenant || in == azure.StageExternalConnection {
			far = Str(resourceID(l.gatewayID(remote)))
			l.grantGateway(remote, n)
		}
		if in == azure.StageCrossTenant {
			l.crossConnection(c)
		}
		properties = append(properties, Member{Key: "virtualNetworkGateway2", Value: Object{{Key: "id", Value: far}}})
		r.after = append(r.after, l.gatewayID(remote))
		r.after = append(r.after, l.peeringsWith(remote.Network)...)
		if in == azure.StageReturnConnection {
			r.after = append(r.after, l.connectionTo[[2]topology.GatewayID{c.Remote, c.Gateway}])
		}
		l.connectionTo[[2]topology.GatewayID{c.Gateway, c.Remote}] = r.ID
	case topology.IPsec:
		id := l.localGateways[c.LocalGateway]
		sentence = fmt.Sprintf("Tunnel of %s to %s.", own.Network, l.farEnd(c.LocalGateway))
		properties = append(properties, Member{Key: "localNetworkGateway2", Value: Object{{Key: "id", Value: Ref(id)}}})
		r.after = append(r.after, id)
	case topology.ExpressRoute:
		sentence = fmt.Sprintf("Connection of %s to the circuit %s.", own.Network, c.Circuit)
		properties = append(properties, l.circuitMembers(c)...)
	}
	if c.Kind != topology.ExpressRoute {
		properties = append(properties, Member{Key: "sharedKey", Value: l.secret(c.Secret)}, Member{Key: "enableBgp", Value: Bool(c.BGP)})
		if c.Policy != nil {
			properties = append(properties, Member{Key: "ipsecPolicies", Value: List{ipsecPolicy(c.Policy)}})
		}
	}
	r.Description = describe(sentence, c.Origin)
	r.Body = withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, properties)
	r.after = append(r.after, l.peeringsWith(own.Network)...)
	r.after = l.ours(r.after)
	l.add(r, "")
}

// connectionUnit is the same for both directions between two gateways.
func connectionUnit(c *topology.Connection) string {
	if c.Kind == topology.VNetToVNet {
		return string(min(c.Gateway, c.Remote)) + ">" + string(max(c.Gateway, c.Remote))
	}
	return string(c.ID)
}

// circuitMembers are the members of a connection to a circuit. The key of an authorization of ours is read where it is used, so
// that it is no parameter and in no deployment's history.
func (l *lowering) circuitMembers(c *topology.Connection) Object {
	circuit := l.circuits[c.Circuit]
	id := l.circuitID(circuit)
	peer := Value(Ref(id))
	switch {
	case circuit.ResourceID != "":
		peer = Str(circuit.ResourceID)
	case c.Secret != "": // in another tenant, whose deployment gives the key
		peer = Str(resourceID(id))
	}
	members := Object{{Key: "peer", Value: Object{{Key: "id", Value: peer}}}}
	switch {
	case c.Authorization != "":
		of := id
		of.Type, of.Name = azure.TypeCircuit+"/authorizations", id.Name+"/"+c.Authorization
		members = append(members, Member{Key: "authorizationKey", Value: Property{Of: of, Path: "authorizationKey", APIVersion: azure.VersionOf(of.Type)}})
	case c.Secret != "":
		members = append(members, Member{Key: "authorizationKey", Value: l.secret(c.Secret)})
	}
	if c.RoutingWeight != 0 {
		members = append(members, Member{Key: "routingWeight", Value: Int(c.RoutingWeight)})
	}
	return append(members, Member{Key: "expressRouteGatewayBypass", Value: Bool(c.FastPath)})
}

// ipsecPolicy is a policy with all its fields, which Azure wants.
func ipsecPolicy(p *topology.IPsecPolicy) Object {
	return Object{
		{Key: "saLifeTimeSeconds", Value: Int(p.SALifetimeSeconds)}, {Key: "saDataSizeKilobytes", Value: Int(p.SADataSizeKilobytes)},
		{Key: "ipsecEncryption", Value: Str(p.IPsecEncryption)}, {Key: "ipsecIntegrity", Value: Str(p.IPsecIntegrity)},
		{Key: "ikeEncryption", Value: Str(p.IKEEncryption)}, {Key: "ikeIntegrity", Value: Str(p.IKEIntegrity)},
		{Key: "dhGroup", Value: Str(p.DHGroup)}, {Key: "pfsGroup", Value: Str(p.PFSGroup)},
	}
}

// peeringsWith are the halves that a network holds, and those that use its gateways.
func (l *lowering) peeringsWith(n topology.NetworkID) []ID {
	var out []ID
	for i := range l.t.Peerings {
		if p := &l.t.Peerings[i]; p.Local == n || p.Remote == n && p.UseRemoteGateways {
			out = append(out, l.peeringID(p))
		}
	}
	return out
}

// ours are the resources among ids that we write: of what exists already, nothing is waited for.
func (l *lowering) ours(ids []ID) []ID {
	var out []ID
	for _, id := range ids {
		if l.byID[id] != nil {
			out = append(out, id)
		}
	}
	return out
}

// farEnd says what a local network gateway stands for.
func (l *lowering) farEnd(id topology.LocalGatewayID) string {
	for i := range l.t.LocalGateways {
		if g := &l.t.LocalGateways[i]; g.ID == id && g.HubGateway != "" {
			return fmt.Sprintf("instance %d of %s", g.Instance, g.HubGateway)
		} else if g.ID == id {
			return string(g.Site)
		}
	}
	return ""
}
