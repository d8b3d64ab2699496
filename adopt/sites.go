package adopt

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// site is what several local network gateways stand for: what has one public address.
type site struct {
	name    string
	hub     string // whose gateway reaches it
	address string
	fqdn    string
	tree    *tree  // what is written of it
	vpn     *tree  // what is written of its device
	circuit string // the circuit that leads to it, "" for none
	guessed bool   // what is behind it is not in the export
	asn     int64
	peer    string
	spaces  []string

	takesDefault bool // a gateway has it as its default site
}

// siteOf is the site that a local network gateway stands for, written once for all gateways that reach it.
func (im *importer) siteOf(x *template.Resource, hub string, rules []natRule, known map[string]*site, sites *tree) *site {
	p := x.Properties
	s := &site{hub: hub, address: p.Get("gatewayIpAddress").String(), fqdn: p.Get("fqdn").String(), spaces: inward(texts(p.Get("localNetworkAddressSpace", "addressPrefixes")), rules)}
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
	s.name, _ = nameOf(strings.TrimPrefix(x.Name, "lgw-"), hub+"-", func(name string) bool { return sites.has(name) || im.hasNetwork(name) })
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

// behindHub are the prefixes outside of all networks that spokes of a hub reach through it: what its only site advertises, as far as the
// export tells. IP groups of the hub's firewall name more of them.
func (im *importer) behindHub(hub *network) []string {
	seen := map[string]bool{}
	add := func(text string) {
		p, err := netip.ParsePrefix(text)
		if err == nil && !seen[p.String()] && !slices.ContainsFunc(im.networks, func(o *network) bool { return covers(p, o.prefixes) }) {
			seen[p.String()] = true
		}
	}
	for _, x := range im.of(azure.TypeIPGroup) {
		if x.Name == "ipg-"+hub.name+"-"+hub.name+"-on-premises" {
			for _, text := range texts(x.Properties.Get("ipAddresses")) {
				add(text)
			}
		}
	}
	for _, spoke := range im.neighbors(hub) {
		for _, r := range im.routesOf(spoke) {
			if r.hop.IsValid() && hub.contains(r.hop) && r.prefix.Bits() > 0 && !slices.Contains(private, r.prefix) && !im.toKnown(r.prefix) {
				add(r.prefix.String())
			}
		}
	}
	return sortedKeys(seen)
}

func (im *importer) writeSite(s *site, sites *tree) {
	s.tree = object()
	im.sites = append(im.sites, s)
	s.guessed = len(s.spaces) == 0 || s.circuit != ""
	if len(s.spaces) == 0 {
		if a, err := netip.ParseAddr(s.peer); err == nil && !a.IsLinkLocalUnicast() {
			s.spaces = []string{netip.PrefixFrom(a, a.BitLen()).String()}
		} else {
			s.spaces = []string{im.spareAddress()}
		}
	}
	s.tree.texts("addressSpace", s.spaces)
	if s.address != "" || s.fqdn != "" {
		s.vpn = object().inline()
		s.vpn.text("publicAddress", s.address)
		s.vpn.text("fqdn", s.fqdn)
		if s.asn != 0 {
			s.vpn.number("asn", s.asn)
			s.vpn.text("bgpPeer", s.peer)
		}
		s.tree.add("vpn", s.vpn)
	}
	if s.takesDefault {
		s.tree.flag("defaultRoute", true)
	}
	sites.add(s.name, s.tree)
}
