package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

func (l *lowering) addresses() map[topology.PublicAddressID]*topology.PublicAddress {
	out := map[topology.PublicAddressID]*topology.PublicAddress{}
	for i := range l.t.PublicAddresses {
		out[l.t.PublicAddresses[i].ID] = &l.t.PublicAddresses[i]
	}
	return out
}

func zones(list []int) List {
	out := List{}
	for _, z := range list {
		out = append(out, Str(fmt.Sprint(z)))
	}
	return out
}

// lowerGateways makes the VPN gateway of a network before its ExpressRoute gateway: both change its GatewaySubnet.
func (l *lowering) lowerGateways() {
	addresses := l.addresses()
	for _, expressRoute := range []bool{false, true} {
		for i := range l.t.Gateways {
			if g := &l.t.Gateways[i]; g.ExpressRoute == expressRoute && !g.Existing {
				l.addGateway(g, addresses)
			}
		}
	}
}

// addGateway makes a gateway, of a VPN with its public addresses: one row.
func (l *lowering) addGateway(g *topology.Gateway, addresses map[topology.PublicAddressID]*topology.PublicAddress) {
	n := l.networks[g.Network]
	sentence := fmt.Sprintf("VPN gateway of %s.", n.ID)
	if g.ExpressRoute {
		sentence = fmt.Sprintf("ExpressRoute gateway of %s; Azure assigns its public address.", n.ID)
	}
	row := l.gatewayRow(g, addresses)
	in := inStage(n, azure.StageGateway)
	r := &staged{stage: in, group: n.ResourceGroup, Resource: row.resource("gateway", describe(sentence, g.Origin), g.Origin)}
	if before, ok := l.localGatewaysOf[g.Network]; ok && !g.ExpressRoute {
		r.after = append(r.after, before) // where a connection uses it, it changes the gateway
	}
	for i, a := range g.PublicAddresses {
		o := addresses[a].Origin
		address := &staged{stage: in, group: n.ResourceGroup, unit: string(n.ID),
			Resource: row.resource(gatewayAddresses[i], describe(fmt.Sprintf("Public address of %s.", g.ID), o), o)}
		r.after = append(r.after, address.ID)
		l.add(address, "")
	}
	l.add(r, n.ID)
}

// gatewayRow makes the row of a gateway.
func (l *lowering) gatewayRow(g *topology.Gateway, addresses map[topology.PublicAddressID]*topology.PublicAddress) *madeRow {
	n := l.networks[g.Network]
	f := factsOf(n.Location, n.Tags)
	f["name"], f["azureName"], f["sku"] = Str(n.ID), Str(g.Name), Str(g.SKU)
	f["network"] = azure.To{ID: l.networkID(n)}
	if g.ExpressRoute {
		f["allowRemoteVnetTraffic"], f["allowVirtualWanTraffic"] = Bool(g.RemoteNetworks), Bool(g.VirtualWANs)
		return l.row(azure.ExpressRouteGateways, l.place(n.ResourceGroup), f)
	}
	l.vpnGatewayFacts(f, g, addresses)
	return l.row(azure.VPNGateways, l.place(n.ResourceGroup), f)
}

// gatewayAddresses are the public addresses of a VPN gateway in its row, in the order of its instances.
var gatewayAddresses = [...]string{"publicAddress", "secondPublicAddress"}

// vpnGatewayFacts are what a VPN gateway has beside what all gateways have. Its addresses have the same zones.
func (l *lowering) vpnGatewayFacts(f azure.Facts, g *topology.Gateway, addresses map[topology.PublicAddressID]*topology.PublicAddress) {
	f["vpnGatewayGeneration"], f["activeActive"] = Str(fmt.Sprintf("Generation%d", g.Generation)), Bool(g.ActiveActive)
	if g.ASN != 0 {
		f["asn"] = Int(g.ASN)
	}
	if g.PrivateAddress {
		f["enablePrivateIpAddress"] = Bool(true)
	}
	l.clientFacts(f, g)
	natFacts(f, g.NAT, func(instance int) string { return fmt.Sprintf("ipconfig%d", instance) })
	apipa := azure.Nested{}
	for i, list := range g.APIPA {
		addresses := List{}
		for _, a := range list {
			addresses = append(addresses, Str(a.String()))
		}
		apipa = append(apipa, azure.Facts{"ipconfiguration": Str(fmt.Sprintf("ipconfig%d", i+1)), "customBgpIpAddresses": addresses})
	}
	if len(apipa) > 0 {
		f["bgpPeeringAddresses"] = apipa
	}
	if g.DefaultSite != "" {
		f["gatewayDefaultSite"] = azure.To{ID: l.localGateways[g.DefaultSite], Name: siteName(g.DefaultSite)}
	}
	for i, id := range g.PublicAddresses {
		a := addresses[id]
		f[gatewayAddresses[i]+"AzureName"] = Str(a.Name)
		if len(a.Zones) > 0 {
			f["zones"] = zones(a.Zones)
		}
	}
}

// clientFacts are the point-to-site clients of a gateway.
func (l *lowering) clientFacts(f azure.Facts, g *topology.Gateway) {
	c := g.Clients
	if c == nil {
		return
	}
	f["clientPrefixes"] = prefixes(c.AddressSpace)
	f.Texts("vpnClientProtocols", c.Protocols)
	if c.Tenant != "" {
		f["aadTenant"], f["aadAudience"] = Str("https://login.microsoftonline.com/"+c.Tenant+"/"), Str(c.Audience)
		f["aadIssuer"] = Str("https://sts.windows.net/" + c.Tenant + "/")
	}
	for column, of := range map[string]struct {
		list []topology.NamedText
		text string
	}{"rootCertificates": {c.Roots, "publicCertData"}, "revokedCertificates": {c.Revoked, "thumbprint"}} {
		rows := azure.Nested{}
		for _, x := range of.list {
			rows = append(rows, azure.Facts{"name": Str(x.Name), of.text: Str(x.Text)})
		}
		if len(rows) > 0 {
			f[column] = rows
		}
	}
	if c.RADIUS.IsValid() {
		f["radiusServerAddress"], f["radiusServerSecret"] = Str(c.RADIUS.String()), Str(l.secrets[c.RADIUSSecret])
	}
	if len(g.CustomRoutes) > 0 {
		f["customRoutes"] = prefixes(g.CustomRoutes)
	}
}

// siteName is the name of a site, without the network whose gateway sees it.
func siteName(id topology.LocalGatewayID) string {
	_, name, _ := strings.Cut(string(id), "/")
	return name
}

func (l *lowering) lowerLoadBalancers() {
	for i := range l.t.LoadBalancers {
		l.addLoadBalancer(&l.t.LoadBalancers[i])
	}
}

// addLoadBalancer makes an internal load balancer before an appliance.
func (l *lowering) addLoadBalancer(b *topology.LoadBalancer) {
	n := l.networks[b.Network]
	_, appliance, _ := strings.Cut(string(b.Appliance), "/")
	f := factsOf(n.Location, n.Tags)
	f["network"] = azure.To{ID: l.networkID(n), Name: string(n.ID)}
	f["name"], f["azureName"], f["subnet"] = Str(appliance), Str(b.Name), Str(subnetName(b.Subnet))
	f["probeProtocol"], f["probePort"] = Str(b.ProbeProtocol), Int(b.ProbePort)
	f.Text("probePath", b.ProbePath)
	if len(b.Zones) > 0 {
		f["zones"] = zones(b.Zones)
	}
	for _, a := range b.Addresses {
		column := "privateAddress"
		if a.Is6() {
			column = "privateAddressIPv6"
		}
		f[column] = Str(a.String())
	}
	sentence := fmt.Sprintf("Load balancer before appliance %s: join its machines to the backend pool.", b.Appliance)
	l.add(&staged{stage: inStage(n, azure.StageLoadBalancer), group: n.ResourceGroup,
		Resource: l.row(azure.LoadBalancers, l.place(n.ResourceGroup), f).resource("loadBalancer", describe(sentence, b.Origin), b.Origin)}, n.ID)
}

func subnetName(id topology.SubnetID) string {
	for i := range id {
		if id[i] == '/' {
			return string(id[i+1:])
		}
	}
	return string(id)
}
