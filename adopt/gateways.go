package adopt

import (
	"fmt"
	"net/netip"
	"slices"
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
	if x.Name != prefix+n.name {
		out.text("azureName", x.Name)
	}
	if sku := p.Get("sku", "name").String(); sku != map[string]string{"vpn": "VpnGw2AZ", "expressRoute": "ErGw1AZ"}[kind] {
		out.text("sku", sku)
	}
	if asn := p.Get("bgpSettings", "asn"); kind == "vpn" && p.Get("enableBgp").True() && asn != nil {
		out.number("asn", int64(asn.Number))
	}
	if p.Get("activeActive").True() && kind == "vpn" {
		out.flag("activeActive", true)
	}
	var apipa []string
	for _, c := range p.Get("bgpSettings", "bgpPeeringAddresses").List() {
		apipa = append(apipa, texts(c.Get("customBgpIpAddresses"))...)
	}
	out.texts("apipa", apipa)
	for _, c := range p.Get("ipConfigurations").List() {
		im.take(im.byID[c.Get("properties", "publicIPAddress", "id").ID()])
	}
	for _, part := range []string{"vpnClientConfiguration", "natRules", "customRoutes"} {
		if v := p.Get(part); v != nil && (len(v.List()) > 0 || len(v.Members) > 0 && part != "natRules") {
			im.leave(x, "its %s is not in the intent: a deployment of a created gateway resets it", part)
		}
	}
	gateways.add(kind, out)
}

// gatewayNetwork is the id of the network that a gateway stands in.
func gatewayNetwork(x *template.Resource) string {
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		return parent(c.Get("properties", "subnet", "id").ID())
	}
	return ""
}

// writeFirewall writes the firewall of a network.
func (im *importer) writeFirewall(n *network) *tree {
	x := n.firewall
	im.take(x)
	out := object().inline()
	if x.Name != "afw-"+n.name {
		out.text("azureName", x.Name)
	}
	if tier := x.Properties.Get("sku", "tier").String(); tier != "Standard" {
		out.text("tier", tier)
	}
	configs := x.Properties.Get("ipConfigurations").List()
	if a := firewallAddress(x); a.IsValid() && a != im.firstOf(n, "AzureFirewallSubnet") {
		out.text("privateAddress", a.String())
	}
	addresses := 0
	for _, c := range append(configs, x.Properties.Get("managementIpConfiguration")) {
		im.take(im.byID[c.Get("properties", "publicIPAddress", "id").ID()])
	}
	for _, c := range configs {
		if c.Get("properties", "publicIPAddress", "id").ID() != "" {
			addresses++
		}
	}
	if addresses > 1 {
		out.number("publicAddresses", int64(addresses))
	}
	im.writePolicy(out, n.name, x)
	return out
}

func firewallAddress(x *template.Resource) netip.Addr {
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		if a, err := netip.ParseAddr(c.Get("properties", "privateIPAddress").String()); err == nil {
			return a
		}
	}
	return netip.Addr{}
}

// firstOf is the first address of a subnet that Azure gives away: the fourth.
func (im *importer) firstOf(n *network, subnet string) netip.Addr {
	for _, v := range n.x.Properties.Get("subnets").List() {
		if !strings.EqualFold(v.Get("name").String(), subnet) {
			continue
		}
		p := v.Get("properties", "addressPrefix").String()
		if list := texts(v.Get("properties", "addressPrefixes")); p == "" && len(list) > 0 {
			p = list[0]
		}
		if prefix, err := netip.ParsePrefix(p); err == nil {
			a := prefix.Masked().Addr()
			for range 4 {
				a = a.Next()
			}
			return a
		}
	}
	return netip.Addr{}
}

// site is what several local network gateways stand for: what has one public address.
type site struct {
	name    string
	hub     string // whose gateway reaches it
	address string
	fqdn    string
	asn     int64
	peer    string
	spaces  []string

	takesDefault bool // a gateway has it as its default site
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
					connections.add(uniqueIn(connections, here.name+"-"+h.name), out)
				}
				continue
			}
			s := im.siteOf(local, here.name, bySite, sites)
			im.siteNames[local.ID] = s.name
			out.text("kind", "vpn")
			out.put("between", list([]string{here.name, s.name}))
			im.writeIPsec(out, p)
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
			im.writeIPsec(out, p)
			connections.add(uniqueIn(connections, here.name+"-"+there.name), out)
		case "expressroute":
			im.circuitConnection(x, p.Get("peer", "id"), here.name, p.Get("expressRouteGatewayBypass").True(), connections, sites, circuits)
		default:
			im.leave(x, "connections of type %s are not in the language", p.Get("connectionType").String())
		}
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

// siteOf is the site that a local network gateway stands for, written once for all gateways that reach it.
func (im *importer) siteOf(x *template.Resource, hub string, known map[string]*site, sites *tree) *site {
	p := x.Properties
	s := &site{hub: hub, address: p.Get("gatewayIpAddress").String(), fqdn: p.Get("fqdn").String(), spaces: texts(p.Get("localNetworkAddressSpace", "addressPrefixes"))}
	if asn := p.Get("bgpSettings", "asn"); asn != nil && asn.Kind == template.Number {
		s.asn, s.peer = int64(asn.Number), p.Get("bgpSettings", "bgpPeeringAddress").String()
	}
	key := fmt.Sprint(s.address, s.fqdn, s.asn, s.peer)
	if known[key] != nil {
		return known[key]
	}
	known[key] = s
	for _, g := range im.of(azure.TypeGateway) {
		s.takesDefault = s.takesDefault || g.Properties.Get("gatewayDefaultSite", "id").ID() == x.ID
	}
	s.name, _ = nameOf(strings.TrimPrefix(x.Name, "lgw-"), hub+"-", func(name string) bool { return sites.has(name) || im.taken3(name) })
	if len(s.spaces) == 0 {
		s.spaces = im.onlyBehind(hub)
	}
	im.writeSite(s, sites)
	return s
}

// hubBehind is the virtual hub whose VPN gateway a local network gateway stands for, nil for none.
func (im *importer) hubBehind(local *template.Resource) *hub {
	address := local.Properties.Get("gatewayIpAddress").String()
	for _, h := range im.hubs {
		for _, x := range im.of(azure.TypeHubVPNGateway) {
			if x.Properties.Get("virtualHub", "id").ID() == h.x.ID && address != "" && slices.Contains(addressesOf(x), address) {
				return h
			}
		}
	}
	return nil
}

// addressesOf are the public addresses of a VPN gateway, of a virtual hub or of a network.
func addressesOf(x *template.Resource) []string {
	var out []string
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		out = append(out, c.Get("publicIpAddress").String())
	}
	for _, c := range x.Properties.Get("bgpSettings", "bgpPeeringAddresses").List() {
		out = append(out, texts(c.Get("tunnelIpAddresses"))...)
	}
	return out
}

// onlyBehind is what is behind the only site of a hub; nothing where it has several.
func (im *importer) onlyBehind(hub string) []string {
	for _, n := range im.networks {
		if n.name != hub {
			continue
		}
		connected := 0
		for _, x := range im.of(azure.TypeConnection) {
			if g := im.byID[x.Properties.Get("virtualNetworkGateway1", "id").ID()]; g != nil && gatewayNetwork(g) == n.x.ID {
				connected++
			}
		}
		if connected == 1 {
			return im.behindHub(n)
		}
	}
	return nil
}

func (im *importer) writeSite(s *site, sites *tree) {
	out := object()
	im.sites = append(im.sites, s)
	guessed := false
	if len(s.spaces) == 0 && s.peer != "" {
		s.spaces, guessed = []string{s.peer + "/32"}, true
		if a, err := netip.ParseAddr(s.peer); err != nil || a.IsLinkLocalUnicast() { // it is behind nothing: an address of documentation for each
			s.spaces = []string{fmt.Sprintf("192.0.2.%d/32", len(sites.node.Content)/2+1)}
		}
	}
	out.texts("addressSpace", s.spaces)
	vpn := object().inline()
	vpn.text("publicAddress", s.address)
	vpn.text("fqdn", s.fqdn)
	if s.asn != 0 {
		vpn.number("asn", s.asn)
		vpn.text("bgpPeer", s.peer)
	}
	out.section("vpn", vpn)
	if s.takesDefault {
		out.flag("defaultRoute", true)
	}
	sites.add(s.name, out)
	if guessed {
		sites.comment("What the site advertises by BGP is not in the export: write the prefixes behind it in the place of this address.")
	}
}

// circuitConnection writes that a network or a virtual hub is joined to a circuit.
func (im *importer) circuitConnection(x *template.Resource, peer *template.Value, member string, fastPath bool, connections, sites, circuits *tree) {
	id := peer.ID()
	if i := strings.Index(id, "/peerings/"); i > 0 {
		id = id[:i]
	}
	circuit := im.byID[id]
	if circuit == nil {
		im.leave(x, "its circuit is not in the export: the site at its other end is not known")
		return
	}
	im.take(x)
	im.take(circuit)
	im.used[circuit.ID] = true
	name, _ := nameOf(circuit.Name, "erc-", func(string) bool { return false })
	if !circuits.has(name) {
		behind := name + "-site"
		space := ""
		for _, p := range circuit.Properties.Get("peerings").List() {
			space = p.Get("properties", "primaryPeerAddressPrefix").String()
		}
		if space == "" { // an address of documentation for each
			space = fmt.Sprintf("192.0.2.%d/32", len(sites.node.Content)/2+1)
		}
		s := object()
		s.text("addressSpace", space)
		sites.add(behind, s)
		sites.comment("What is advertised over circuit " + circuit.Name + " is not in the export: write the prefixes behind it.")
		c := object().inline()
		c.text("site", behind)
		c.text("id", "/subscriptions/"+circuit.Subscription+"/resourceGroups/"+circuit.ResourceGroup+"/providers/"+interleaved(circuit.Type, circuit.Name))
		circuits.add(name, c)
	}
	out := object().inline()
	out.text("kind", "expressRoute")
	out.text("circuit", name)
	out.put("members", list([]string{member}))
	if fastPath {
		out.flag("fastPath", true)
	}
	connections.add(uniqueIn(connections, member+"-"+name), out)
}

// uniqueIn is a key that a mapping does not have.
func uniqueIn(t *tree, key string) string {
	out := key[:min(len(key), 56)]
	for i := 2; t.has(out); i++ {
		out = fmt.Sprintf("%s-%d", key[:min(len(key), 56)], i)
	}
	return out
}
