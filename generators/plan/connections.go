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
		r := &staged{stage: azure.StageLocalGateway, group: n.ResourceGroup, unit: string(g.Network), chains: []string{"sites of " + string(g.Network)},
			Resource: l.row(azure.LocalGateways, l.place(n.ResourceGroup), localGatewayFacts(g, n)).
				resource("localGateway", describe(fmt.Sprintf("Site %s as the VPN gateway of %s sees it.", g.Site, g.Network), g.Origin), g.Origin)}
		l.localGateways[g.ID] = r.ID
		if !g.Existing {
			l.localGatewaysOf[g.Network] = r.ID
		}
		l.addUnless(g.Existing, r, "")
	}
}

func localGatewayFacts(g *topology.LocalGateway, n *topology.Network) azure.Facts {
	f := factsOf(n.Location, n.Tags)
	f["network"], f["site"], f["azureName"], f["prefixes"] = Str(g.Network), Str(g.Site), Str(g.Name), prefixes(g.Prefixes)
	if g.FQDN != "" {
		f["fqdn"] = Str(g.FQDN)
	} else {
		f["publicAddress"] = Str(g.PublicAddress.String())
	}
	if g.ASN != 0 {
		f["asn"], f["bgpPeer"] = Int(g.ASN), Str(g.BGPPeer.String())
	}
	return f
}

// lowerConnections makes the connections after the gateways and after every peering that uses one of them: Azure verifies the
// state of the gateway that a peering uses, and a connection changes its own. So those of one gateway are made one after the
// other, and nothing comes in by a connection before all behind it stands. Of a pair of networks, the second direction comes after the
// first, in a stage of its own. Connections to a created circuit are in another root until its provider has provisioned it. So
// are those to gateways of other owners and of other tenants, whose owners must have let us name them.
func (l *lowering) lowerConnections() {
	for _, in := range []azure.Stage{azure.StageConnection, azure.StageReturnConnection, azure.StageExternalConnection, azure.StageCrossTenant,
		azure.StageCircuitConnection} {
		for i := range l.t.Connections {
			switch c := &l.t.Connections[i]; {
			case c.Existing || l.connectionStage(c) != in:
			case l.networks[l.gateways[c.Gateway].Network].Ownership == topology.External:
				l.handOverConnection(c)
			default:
				l.addConnection(c, in)
			}
		}
	}
}

func (l *lowering) connectionStage(c *topology.Connection) azure.Stage {
	switch {
	case c.Circuit != "" && l.unprovisioned(c.Circuit):
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
	r := &staged{stage: in, group: n.ResourceGroup, unit: connectionUnit(c), chains: []string{"gateway " + string(c.Gateway)}, after: []ID{l.gatewayID(own)},
		Resource: l.connection(c, in == azure.StageCrossTenant || in == azure.StageExternalConnection && l.isElsewhere(l.networks[l.gateways[c.Remote].Network]))}
	switch c.Kind {
	case topology.VNetToVNet:
		l.connectNetworks(r, c)
	case topology.IPsec:
		r.after = append(r.after, l.localGateways[c.LocalGateway])
	}
	if c.Kind == topology.VNetToVNet {
		l.connectionTo[[2]topology.GatewayID{c.Gateway, c.Remote}] = r.ID
	}
	r.after = append(r.after, l.peeringsWith(own.Network)...)
	r.after = l.ours(r.after)
	l.add(r, "")
}

// connection is the resource of a connection, whoever deploys it. Outside says that the gateway at its other end is none of the deployment's.
func (l *lowering) connection(c *topology.Connection, outside bool) Resource {
	own := l.gateways[c.Gateway]
	n := l.networks[own.Network]
	f := factsOf(n.Location, n.Tags)
	f["network"], f["azureName"], f["gateway"] = Str(n.ID), Str(c.Name), azure.To{ID: l.gatewayID(own)}
	var table *azure.Table
	var sentence string
	switch c.Kind {
	case topology.VNetToVNet:
		_, far := l.ends(c)
		table, sentence = azure.NetworkConnections, fmt.Sprintf("Tunnel of %s to %s.", own.Network, far.ID)
		f["remote"] = azure.To{ID: l.gatewayID(l.gateways[c.Remote]), Name: string(far.ID), Outside: outside}
		l.tunnelFacts(f, c)
	case topology.IPsec:
		table, sentence = azure.SiteConnections, fmt.Sprintf("Tunnel of %s to %s.", own.Network, l.farEnd(c.LocalGateway))
		f["remote"] = azure.To{ID: l.localGateways[c.LocalGateway], Name: siteName(c.LocalGateway)}
		l.tunnelFacts(f, c)
	case topology.ExpressRoute:
		table, sentence = azure.CircuitConnections, fmt.Sprintf("Connection of %s to the circuit %s.", own.Network, c.Circuit)
		l.circuitConnectionFacts(f, c)
	}
	return l.row(table, l.place(n.ResourceGroup), f).resource("connection", describe(sentence, c.Origin), c.Origin)
}

// tunnelFacts are what connections of VPN gateways have in common.
func (l *lowering) tunnelFacts(f azure.Facts, c *topology.Connection) {
	f["sharedKey"], f["bgp"] = l.keyOf(c.Secret), Bool(c.BGP)
	usedNATFacts(f, c.NATRules)
	if c.Policy != nil {
		f["ipsecPolicies"] = ipsecFacts(c.Policy)
	}
	negotiatedFacts(f, &c.Tunnel, "connectionMode")
	for i, a := range c.OwnBGP {
		f[[]string{"customBgpIpAddress", "secondCustomBgpIpAddress"}[i]] = Str(a.String())
	}
}

// negotiatedFacts are how a tunnel with a site is negotiated, and over what it runs.
func negotiatedFacts(f azure.Facts, t *topology.Tunnel, mode string) {
	f.Text(mode, t.Mode)
	if t.DPDTimeoutSeconds != 0 {
		f["dpdTimeoutSeconds"] = Int(t.DPDTimeoutSeconds)
	}
	if len(t.Selectors) > 0 {
		selectors := azure.Nested{}
		for _, s := range t.Selectors {
			selectors = append(selectors, azure.Facts{"local": prefixes(s.Local), "remote": prefixes(s.Remote)})
		}
		f["trafficSelectorPolicies"] = selectors
	}
	if t.Circuit != "" {
		f["privatePeering"] = Bool(true)
	}
}

// connectNetworks is what a connection between networks waits for at its other end, and what its owner there must let us do.
func (l *lowering) connectNetworks(r *staged, c *topology.Connection) {
	remote := l.gateways[c.Remote]
	crosses := r.stage == azure.StageCrossTenant
	if crosses || r.stage == azure.StageExternalConnection {
		n, _ := l.ends(c)
		l.grantGateway(remote, n)
	}
	if crosses {
		l.crossConnection(c)
	}
	r.after = append(r.after, l.gatewayID(remote))
	r.after = append(r.after, l.peeringsWith(remote.Network)...)
	if r.stage == azure.StageReturnConnection {
		r.after = append(r.after, l.connectionTo[[2]topology.GatewayID{c.Remote, c.Gateway}])
	}
}

// connectionUnit is the same for both directions between two gateways.
func connectionUnit(c *topology.Connection) string {
	if c.Kind == topology.VNetToVNet {
		return string(min(c.Gateway, c.Remote)) + ">" + string(max(c.Gateway, c.Remote))
	}
	return string(c.ID)
}

// circuitConnectionFacts are what a connection with a circuit has of its own. A circuit that exists, or that is in another tenant, whose
// deployment gives the key, is named by its whole id.
func (l *lowering) circuitConnectionFacts(f azure.Facts, c *topology.Connection) {
	f["remote"] = azure.To{ID: l.circuitOf(c.Circuit), Name: string(c.Circuit), Outside: l.circuits[c.Circuit].ResourceID != "" || c.Secret != ""}
	switch {
	case c.Authorization != "":
		f["authorization"] = Str(c.Authorization)
	case c.Secret != "":
		f["authorizationKey"] = Str(l.secrets[c.Secret])
	}
	if c.RoutingWeight != 0 {
		f["routingWeight"] = Int(c.RoutingWeight)
	}
	f["fastPath"] = Bool(c.FastPath)
}

// ipsecFacts are a policy with all its fields, which Azure wants.
func ipsecFacts(p *topology.IPsecPolicy) azure.Nested {
	return azure.Nested{{
		"saLifeTimeSeconds": Int(p.SALifetimeSeconds), "saDataSizeKilobytes": Int(p.SADataSizeKilobytes),
		"ipsecEncryption": Str(p.IPsecEncryption), "ipsecIntegrity": Str(p.IPsecIntegrity),
		"ikeEncryption": Str(p.IKEEncryption), "ikeIntegrity": Str(p.IKEIntegrity),
		"dhGroup": Str(p.DHGroup), "pfsGroup": Str(p.PFSGroup),
	}}
}

// ipsecPolicy is a policy as a step and the connections of virtual hubs have it.
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
