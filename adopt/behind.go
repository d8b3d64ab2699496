package adopt

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// What a site advertises is in no export: these find of it what other resources tell.

// settleSites finds what is behind sites of which that is not known, and says what is not.
func (im *importer) settleSites(sites, circuits *tree) {
	guessed := slices.DeleteFunc(slices.Clone(im.sites), func(s *site) bool { return !s.guessed })
	if backup := im.backupOf(guessed); backup != nil {
		circuit := guessed[slices.IndexFunc(guessed, func(s *site) bool { return s != backup })]
		sites.remove(circuit.name)
		circuits.at(circuit.circuit).set("site", scalar(backup.name))
		circuits.commentAt(circuit.circuit, "The circuit and the VPN are taken to lead to one site: what else is behind either of them is not in the export.")
		guessed = []*site{backup}
	}
	for _, s := range guessed {
		var spaces []string
		if !slices.ContainsFunc(guessed, func(o *site) bool { return o != s && o.hub == s.hub }) {
			spaces = im.apartFrom(s)
		}
		if len(spaces) == 0 && len(guessed) == 1 {
			spaces = im.namedOnPremises()
		}
		if len(spaces) > 0 {
			s.spaces = spaces
			s.tree.set("addressSpace", textsNode(spaces))
			sites.commentAt(s.name, "What is behind the site is inferred from routes and IP groups: write the prefixes that it advertises.")
			continue
		}
		why := "What the site advertises by BGP is not in the export: write the prefixes behind it in the place of this address."
		if s.circuit != "" {
			why = "What is advertised over circuit " + s.circuit + " is not in the export: write the prefixes behind it."
		}
		sites.commentAt(s.name, why)
	}
}

// spareAddress is a private address that no network and no site has, nor a spare one before it: it stands for what is behind a site.
func (im *importer) spareAddress() string {
	for i := range 256 * 2 {
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 168, byte(255 - i%256), byte(254 - i/256)}), 32)
		taken := slices.ContainsFunc(im.sites, func(s *site) bool { return slices.Contains(s.spaces, p.String()) })
		if !taken && !im.isKnown(p) {
			return p.String()
		}
	}
	return "192.0.2.1/32" // 192.168.0.0/16 is taken: an address of documentation
}

// backupOf is the site of a VPN where two sites are not known, and the other one is at the end of a circuit of the same network; nil for none.
func (im *importer) backupOf(guessed []*site) *site {
	if len(guessed) != 2 || len(im.namedOnPremises()) == 0 {
		return nil
	}
	a, b := guessed[0], guessed[1]
	if a.circuit != "" {
		a, b = b, a
	}
	joined := slices.ContainsFunc(im.circuitMembers, func(m circuitMember) bool { return m.circuit == b.circuit && m.name == a.hub })
	if a.circuit != "" || b.circuit == "" || !joined {
		return nil
	}
	return a
}

// apartFrom is what a site must advertise for its spokes to need the routes that keep them apart from other networks: the private range that
// such a network is in.
func (im *importer) apartFrom(s *site) []string {
	seen := map[string]bool{}
	for _, hub := range im.networks {
		if hub.name != s.hub || !hub.isHub {
			continue
		}
		for _, spoke := range im.neighbors(hub) {
			for _, r := range im.routesOf(spoke) {
				for _, p := range private {
					if r.kind == "none" && p.Contains(r.prefix.Addr()) && p.Bits() < r.prefix.Bits() && im.isNetwork(r.prefix) {
						seen[p.String()] = true
					}
				}
			}
		}
	}
	return sortedKeys(seen)
}

// isNetwork tells whether a prefix is one of a network.
func (im *importer) isNetwork(p netip.Prefix) bool {
	return slices.ContainsFunc(im.networks, func(n *network) bool { return slices.Contains(n.prefixes, p.String()) })
}

// namedOnPremises are the prefixes of IP groups of what is behind gateways that no network and no site has.
func (im *importer) namedOnPremises() []string {
	seen := map[string]bool{}
	for _, x := range im.of(azure.TypeIPGroup) {
		if !strings.HasPrefix(x.Name, "ipg-") || !strings.HasSuffix(x.Name, "-on-premises") {
			continue
		}
		for _, text := range texts(x.Properties.Get("ipAddresses")) {
			p, err := netip.ParsePrefix(text)
			if err == nil && !im.isKnown(p) {
				seen[p.String()] = true
			}
		}
	}
	return sortedKeys(seen)
}

// isKnown tells whether a prefix is one of a network, of a virtual hub or of a site whose prefixes are known.
func (im *importer) isKnown(p netip.Prefix) bool {
	meets := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(text string) bool {
			q, err := netip.ParsePrefix(text)
			return err == nil && q.Overlaps(p)
		})
	}
	return slices.ContainsFunc(im.networks, func(n *network) bool { return meets(n.prefixes...) || meets(im.clientsOf(n)...) }) ||
		slices.ContainsFunc(im.hubs, func(h *hub) bool { return meets(h.x.Properties.Get("addressPrefix").String()) }) ||
		slices.ContainsFunc(im.sites, func(s *site) bool { return !s.guessed && meets(s.spaces...) })
}

// clientsOf are the prefixes of the VPN clients of a network's gateways.
func (im *importer) clientsOf(n *network) []string {
	var out []string
	for _, x := range n.gateways {
		out = append(out, texts(x.Properties.Get("vpnClientConfiguration", "vpnClientAddressPool", "addressPrefixes"))...)
	}
	return out
}

// advertisesDefault marks the site that takes what a firewall sends on to the gateway of its network, where there is one site.
func (im *importer) advertisesDefault(hub string) {
	var of []*site
	for _, s := range im.sites {
		if s.takesDefault {
			return
		}
		if s.hub == hub {
			of = append(of, s)
		}
	}
	if len(of) == 1 {
		of[0].takesDefault = true
		of[0].tree.flag("defaultRoute", true)
	}
}
