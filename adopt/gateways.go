package adopt

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// writeGateway writes a gateway of a network.
func (im *importer) writeGateway(gateways *tree, x *template.Resource) {
	p, n := x.Properties, im.byNet[gatewayNetwork(x)]
	out := object().inline()
	kind, prefix := "vpn", "vgw-"
	if strings.EqualFold(p.Get("gatewayType").String(), "ExpressRoute") {
		kind, prefix = "expressRoute", "ergw-"
	}
	if gateways.has(kind) {
		im.leave(x, "a network has one gateway of each kind in the language")
		return
	}
	im.take(x)
	keeps := im.keepsGateway(n, x)
	exists := n.exists || keeps != ""
	writeExists(out, exists)
	if x.Name != prefix+n.name {
		out.text("azureName", x.Name)
	}
	if sku := p.Get("sku", "name").String(); (createdSKUs[sku] || retiredSKUs[sku]) && sku != map[string]string{"vpn": "VpnGw2AZ", "expressRoute": "ErGw1AZ"}[kind] {
		out.text("sku", sku)
	}
	if asn := p.Get("bgpSettings", "asn"); kind == "vpn" && p.Get("enableBgp").True() && asn != nil {
		out.number("asn", int64(asn.Number))
	}
	if p.Get("activeActive").True() && kind == "vpn" {
		out.flag("activeActive", true)
	}
	writeAPIPA(out, p.Get("bgpSettings", "bgpPeeringAddresses").List())
	for _, c := range p.Get("ipConfigurations").List() {
		im.takeAddress(c, exists)
	}
	vpnClients(out, p) // what it has no words for, keepsGateway has found
	if kind == "vpn" {
		im.writeNATRules(out, x, p.Get("enableBgp").True())
	}
	if !exists {
		im.nameAddresses(n, x, p.Get("ipConfigurations").List())
		if kind == "vpn" {
			zones, _ := im.zonesOf(n, p.Get("ipConfigurations").List())
			writeZones(out, zones)
		}
		out.texts("customRoutes", texts(p.Get("customRoutes", "addressPrefixes")))
	}
	gateways.add(kind, out)
	if keeps != "" && !n.exists {
		gateways.comment("It is used as it is, and not created: " + keeps + ".")
	}
}

// takeAddress notes the public address of a configuration of a gateway or a firewall: that of one that exists is its owner's.
func (im *importer) takeAddress(configuration *template.Value, exists bool) {
	if x := im.byID[configuration.Get("properties", "publicIPAddress", "id").ID()]; x != nil {
		im.take(x)
		im.used[x.ID] = im.used[x.ID] || exists
	}
}

// nameAddresses notes what the public addresses of a gateway or a firewall of the intent are called, in order.
func (im *importer) nameAddresses(n *network, x *template.Resource, configurations []*template.Value) {
	for i, c := range configurations {
		address := im.byID[c.Get("properties", "publicIPAddress", "id").ID()]
		if address == nil {
			continue
		}
		name := x.Name
		if i > 0 {
			name += fmt.Sprintf("-%d", i+1)
		}
		im.called("publicAddress", address, map[string]string{"network": n.name, "name": name})
	}
}

// writeAPIPA writes the addresses that the instances of a gateway have for BGP in 169.254.0.0/16.
func writeAPIPA(out *tree, instances []*template.Value) {
	var of [2][]string
	for i, c := range instances {
		if i < 2 {
			of[i] = texts(c.Get("customBgpIpAddresses"))
		}
	}
	if len(of[1]) == 0 {
		out.texts("apipa", of[0])
		return
	}
	both := object()
	both.texts("first", of[0])
	both.texts("second", of[1])
	out.add("apipa", both)
}

// gatewayNetwork is the id of the network that a gateway stands in.
func gatewayNetwork(x *template.Resource) string {
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		return parent(c.Get("properties", "subnet", "id").ID())
	}
	return ""
}

// gatewayConnections writes what connects gateways of networks: VPN to sites and networks, and ExpressRoute.
func (im *importer) gatewayConnections(connections, sites, circuits *tree) {
	bySite := map[string]*site{}
	pairs := map[string]bool{}
	for _, x := range im.of(azure.TypeConnection) {
		p := x.Properties
		g := im.byID[p.Get("virtualNetworkGateway1", "id").ID()]
		if g == nil || im.byNet[gatewayNetwork(g)] == nil {
			im.leave(x, "its gateway is not in the export")
			continue
		}
		here := im.byNet[gatewayNetwork(g)]
		out := object().inline()
		switch strings.ToLower(p.Get("connectionType").String()) {
		case "ipsec":
			local := im.byID[p.Get("localNetworkGateway2", "id").ID()]
			if local == nil {
				im.leave(x, "its local network gateway is not in the export")
				continue
			}
			im.take(local)
			if h := im.hubBehind(local); h != nil {
				im.take(x)
				if key := here.name + " " + h.name; !pairs[key] {
					pairs[key] = true
					out.text("kind", "vpn")
					out.put("between", list([]string{here.name, h.name}))
					im.writeIPsec(out, p)
					writeExists(out, here.exists && h.exists)
					im.joins("connection", out, here.name, h.name)
					connections.add(uniqueIn(connections, here.name+"-"+h.name), out)
				}
				continue
			}
			rules := im.usedRules(p)
			s := im.siteOf(local, here.name, rules, bySite, sites)
			im.siteNames[local.ID], im.byItself[local.ID] = s.name, s.vpn
			im.called("localGateway", local, map[string]string{"network": here.name, "name": s.name})
			out.text("kind", "vpn")
			out.put("between", list([]string{here.name, s.name}))
			im.joins("connection", out, here.name, s.name)
			im.writeIPsec(out, p)
			im.writeTunnel(out, x)
			im.writeOverCircuit(out, x, here.name, p.Get("useLocalAzureIpAddress"), s.address)
			if !here.exists {
				writeSession(out, p)
			}
			writeUsedRules(out, rules)
			writeExists(out, here.exists || !sameGroup(here.x, local) || !sameGroup(here.x, x))
			im.take(x)
			connections.add(uniqueIn(connections, here.name+"-"+s.name), out)
		case "vnet2vnet":
			far := im.byID[p.Get("virtualNetworkGateway2", "id").ID()]
			if far == nil || im.byNet[gatewayNetwork(far)] == nil {
				im.leave(x, "the gateway of its other end is not in the export")
				continue
			}
			there := im.byNet[gatewayNetwork(far)]
			im.take(x)
			if pairs[there.name+" "+here.name] || pairs[here.name+" "+there.name] {
				continue // the other direction
			}
			pairs[here.name+" "+there.name] = true
			out.text("kind", "vpn")
			out.put("between", list([]string{here.name, there.name}))
			im.joinsBoth("connection", out, here.name, there.name)
			im.writeIPsec(out, p)
			writeExists(out, here.exists && there.exists || !sameGroup(here.x, x))
			connections.add(uniqueIn(connections, here.name+"-"+there.name), out)
		case "expressroute":
			im.circuitConnection(x, p.Get("peer", "id"), circuitMember{name: here.name, exists: here.exists, fastPath: p.Get("expressRouteGatewayBypass").True(), weight: whole(p.Get("routingWeight")),
				toNetworks: g.Properties.Get("allowRemoteVnetTraffic").True(), toWAN: g.Properties.Get("allowVirtualWanTraffic").True()}, sites, circuits)
		default:
			im.leave(x, "connections of type %s are not in the language", p.Get("connectionType").String())
		}
	}
}

// writeExists writes that what a statement joins is joined already.
func writeExists(out *tree, exists bool) {
	if exists {
		out.flag("existing", true)
	}
}

func (im *importer) writeIPsec(out *tree, p *template.Value) {
	for _, v := range p.Get("ipsecPolicies").List() {
		policy := object().inline()
		for _, f := range []string{"ikeEncryption", "ikeIntegrity", "dhGroup", "ipsecEncryption", "ipsecIntegrity", "pfsGroup"} {
			policy.text(f, v.Get(f).String())
		}
		if n := v.Get("saLifeTimeSeconds"); n != nil && n.Number != 27000 {
			policy.number("saLifetimeSeconds", int64(n.Number))
		}
		if n := v.Get("saDataSizeKilobytes"); n != nil && n.Number != 102400000 {
			policy.number("saDataSizeKilobytes", int64(n.Number))
		}
		out.add("ipsec", policy)
	}
}

// uniqueIn is a key that a mapping does not have.
func uniqueIn(t *tree, key string) string {
	out := key[:min(len(key), 56)]
	for i := 2; t.has(out); i++ {
		out = fmt.Sprintf("%s-%d", key[:min(len(key), 56)], i)
	}
	return out
}
