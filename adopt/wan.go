package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// hub is a virtual hub.
type hub struct {
	name     string
	made     bool
	x        *template.Resource
	exists   bool // the intent does not create it
	wan      string
	firewall *template.Resource
	classes  []*hubClass
}

func (im *importer) readHubs() {
	names := map[string]bool{}
	for _, x := range im.of(azure.TypeVirtualWAN) {
		name, _ := nameOf(x.Name, "vwan-", func(name string) bool { return names[name] })
		im.wans[x.ID], names[name] = name, true
	}
	for _, x := range im.of(azure.TypeVirtualHub) {
		wan := im.wans[x.Properties.Get("virtualWan", "id").ID()]
		if wan == "" {
			im.leave(x, "its virtual WAN is not in the export; a Route Server is not in the language")
			continue
		}
		h := &hub{x: x, wan: wan}
		h.name, h.made = nameOf(x.Name, "vhub-", im.hasNetwork)
		h.exists = !im.creates(x)
		im.take(x)
		for _, f := range im.of(azure.TypeFirewall) {
			if f.Properties.Get("virtualHub", "id").ID() == x.ID {
				h.firewall = f
			}
		}
		im.hubs = append(im.hubs, h)
	}
}

func (im *importer) writeWANs(intent *tree) {
	wans := object()
	for _, x := range im.of(azure.TypeVirtualWAN) {
		im.take(x)
		name := im.wans[x.ID]
		im.called("virtualWan", x, map[string]string{"name": name})
		out := object()
		writeExists(out, !im.creates(x) || slices.ContainsFunc(im.hubs, func(h *hub) bool { return h.exists && h.wan == name }))
		im.byItself[x.ID] = out
		im.writePlace(out, x)
		if t := x.Properties.Get("type").String(); strings.EqualFold(t, "Basic") {
			out.text("type", "Basic")
		}
		if isFalse(x.Properties.Get("allowBranchToBranchTraffic")) {
			out.flag("branchToBranch", false)
		}
		if tags := im.ownTags(x); len(tags) > 0 {
			out.add("tags", words(tags))
		}
		wans.add(name, out.inline())
	}
	intent.section("virtualWans", wans)
}

// writeHub writes a virtual hub, and what it connects.
func (im *importer) writeHub(h *hub, connections, sites, circuits *tree) *tree {
	out := object()
	out.text("virtualWan", h.wan)
	if h.exists {
		out.text("ownership", "existing")
	}
	im.writePlace(out, h.x)
	if !h.made {
		out.text("azureName", h.x.Name)
	}
	out.text("addressSpace", h.x.Properties.Get("addressPrefix").String())
	for _, word := range []string{"vpnGateway", "asPath"} {
		if strings.EqualFold(h.x.Properties.Get("hubRoutingPreference").String(), word) {
			out.text("routingPreference", word)
		}
	}
	if tags := im.ownTags(h.x); len(tags) > 0 && !h.exists {
		out.add("tags", words(tags))
	}
	gateways := object()
	for _, x := range im.of(azure.TypeHubVPNGateway) {
		if x.Properties.Get("virtualHub", "id").ID() == h.x.ID {
			im.take(x)
			vpn := h.part(x, "vgw-", units(x.Properties.Get("vpnGatewayScaleUnit")))
			im.writeNATRules(vpn, x, true)
			gateways.add("vpn", vpn)
			im.hubVPN(h, x, connections, sites)
		}
	}
	for _, x := range im.of(azure.TypeHubERGateway) {
		if x.Properties.Get("virtualHub", "id").ID() == h.x.ID {
			im.take(x)
			gateways.add("expressRoute", h.part(x, "ergw-", units(x.Properties.Get("autoScaleConfiguration", "bounds", "min"))))
			for _, c := range im.of(azure.TypeHubERConnection) {
				if parent(c.ID) == x.ID {
					im.circuitConnection(c, c.Properties.Get("expressRouteCircuitPeering", "id"),
						circuitMember{name: h.name, isHub: true, exists: h.exists, weight: whole(c.Properties.Get("routingWeight")), toWAN: x.Properties.Get("allowNonVirtualWanTraffic").True()}, sites, circuits)
				}
			}
		}
	}
	out.section("gateways", gateways)
	if h.firewall != nil {
		im.take(h.firewall)
		f := h.part(h.firewall, "afw-", object().inline())
		if tier := h.firewall.Properties.Get("sku", "tier").String(); tier != "Standard" {
			f.text("tier", tier)
		}
		if n := h.firewall.Properties.Get("hubIPAddresses", "publicIPs", "count"); n != nil && n.Number > 1 && !h.exists {
			f.number("publicAddresses", int64(n.Number))
		}
		unread := im.writePolicy(f, h.name, h.firewall, h.exists)
		out.add("firewall", f)
		commentUnread(out, unread)
	}
	im.hubSpokes(h, connections)
	return out
}

// part writes of a gateway or a firewall of a hub whether it exists, and its name where the pattern does not make it.
func (h *hub) part(x *template.Resource, prefix string, more *tree) *tree {
	out := object().inline()
	writeExists(out, h.exists)
	if x.Name != prefix+h.name {
		out.text("azureName", x.Name)
	}
	out.node.Content = append(out.node.Content, more.node.Content...)
	return out
}

func units(v *template.Value) *tree {
	out := object().inline()
	if v != nil && v.Kind == template.Number && v.Number > 1 {
		out.number("scaleUnits", int64(v.Number))
	}
	return out
}

// ofNetwork tells whether links of a VPN site lead to the gateway of a network.
func (im *importer) ofNetwork(links []*template.Value) bool {
	for _, n := range im.networks {
		for _, g := range n.gateways {
			addresses := addressesOf(g)
			for _, c := range g.Properties.Get("ipConfigurations").List() {
				if a := im.byID[c.Get("properties", "publicIPAddress", "id").ID()]; a != nil {
					addresses = append(addresses, a.Properties.Get("ipAddress").String())
				}
			}
			for _, l := range links {
				if a := l.Get("properties", "ipAddress").String(); a != "" && slices.Contains(addresses, a) {
					return true
				}
			}
		}
	}
	return false
}

// hubVPN writes the sites that a VPN gateway of a virtual hub connects.
func (im *importer) hubVPN(h *hub, gateway *template.Resource, connections, sites *tree) {
	for _, c := range im.of(azure.TypeHubVPNConnection) {
		if parent(c.ID) != gateway.ID {
			continue
		}
		x := im.byID[c.Properties.Get("remoteVpnSite", "id").ID()]
		if x == nil {
			im.leave(c, "its VPN site is not in the export")
			continue
		}
		im.take(c)
		im.take(x)
		links := x.Properties.Get("vpnSiteLinks").List()
		if im.ofNetwork(links) { // the other end says it
			continue
		}
		if len(links) != 1 {
			im.leave(x, "a site with several links is not in the language")
			continue
		}
		p := links[0].Get("properties")
		s := &site{address: p.Get("ipAddress").String(), fqdn: p.Get("fqdn").String(), spaces: texts(x.Properties.Get("addressSpace", "addressPrefixes"))}
		if asn := p.Get("bgpProperties", "asn"); asn != nil && asn.Kind == template.Number {
			s.asn, s.peer = int64(asn.Number), p.Get("bgpProperties", "bgpPeeringAddress").String()
		}
		var rules []natRule
		for _, link := range c.Properties.Get("vpnLinkConnections").List() {
			rules = append(rules, im.usedRules(link.Get("properties"))...)
		}
		s.spaces = append(s.spaces, missing(s.spaces, rules)...)
		if name := im.siteNames[x.ID]; name != "" {
			s.name = name
		} else {
			s.name, _ = nameOf(x.Name, "vst-", sites.has)
			im.siteNames[x.ID] = s.name
			im.called("vpnSite", x, map[string]string{"name": s.name, "network": h.name})
			im.writeSite(s, sites)
			im.byItself[x.ID] = s.vpn
		}
		out := object().inline()
		out.text("kind", "vpn")
		out.put("between", list([]string{h.name, s.name}))
		for _, link := range c.Properties.Get("vpnLinkConnections").List() {
			p := link.Get("properties")
			im.writeIPsec(out, p)
			im.writeNegotiated(out, c, p, p.Get("vpnLinkConnectionMode"), c.Properties.Get("trafficSelectorPolicies"))
			im.writeOverCircuit(out, c, h.name, p.Get("useLocalAzureIpAddress"), s.address)
		}
		writeUsedRules(out, rules)
		writeExists(out, h.exists)
		im.joins("connection", out, h.name, s.name)
		im.called("connection", c, map[string]string{"local": h.name, "remote": s.name})
		connections.add(uniqueIn(connections, h.name+"-"+s.name), out)
	}
}
