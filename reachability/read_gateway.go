package reachability

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A gateway is a virtual network gateway.
type gateway struct {
	id, name           string
	kind               string // vpn | expressroute
	sku                string // "" where it is not stated, or not known
	net                *network
	sub                *subnet // its GatewaySubnet; in a virtual hub, the hub's own network
	hub                *hub    // the virtual hub that it stands in, nil for none
	others             bool    // of a virtual hub: allowNonVirtualWanTraffic; of a network: allowVirtualWanTraffic
	remote             bool    // allowRemoteVnetTraffic
	remoteUnknown      bool    // that is not known
	perhaps            bool    // whether it is made is not known
	translates         bool    // enableBgpRouteTranslationForNat
	activeActive       bool    // or that is not known
	speaker            speaker
	toDefault          string // id of the local network gateway that gatewayDefaultSite names
	connectionsUnknown string // why not all of its connections are known
	kindUnknown        string // why its kind is not known
	sitesUnknown       bool   // not all of its sites are known
	links              []*link
	cut                bool // it had more links than those, which have failed
	at                 source.Range
	learned            []learned // cache
	moreLearned        string    // cache: why it may have learned more
	done               bool
	index              map[netip.Prefix]int // cache: learned by prefix
	lengths            [129]bool            // and the lengths that there are
	advertisements     []advertisement      // cache
}

// A speaker is an end of BGP sessions.
type speaker struct {
	asn        int64
	off        bool   // it does not speak BGP
	asnUnknown string // why the number is not known
}

// A localGateway is a local network gateway: what is on the other side of a VPN, by its prefixes.
type localGateway struct {
	id, name        string
	prefixes        []netip.Prefix
	speaker         speaker
	site            *site // what stands behind it, where that is known
	at              source.Range
	prefixesUnknown string // why the prefixes are not all known

	address, bgpAddress *template.Value
	links               []*localGateway // of a VPN site: each of its links, with its own addresses
}

// A link is a connection that is up, seen from both ends.
type link struct {
	id            string
	name          string
	a, b          *gateway // b is nil for a site or a circuit
	local         *localGateway
	circuit       string     // id of the ExpressRoute circuit, "" for a VPN and for one that is not known
	site          *site      // what stands at the other end, where that is known
	session       *Session   // of its BGP, nil for nothing
	bgp           bool       // it has BGP
	failed        bool       // see Without
	down          string     // why the BGP that it has does not come up: then it carries nothing that is not static
	ends          []string   // of a VPN between a network and a virtual hub: ids of what stands for the other side at both
	bypass        [2]bool    // FastPath at a and b: what comes in there does not pass the gateway
	selectors     []selector // what it carries, nil for any to any
	private       bool       // a tunnel from the gateway's private address, over a circuit
	device        netip.Addr // of such a tunnel: its other end; invalid where that is not known
	weightUnknown bool
	weight        float64 // of a circuit: of several with the same prefix the gateway prefers the highest
	at            source.Range
	unknown       string // why it is not known whether it is there

	bgpUnknown string // why bgp is not known
	nat        translation
	natLost    string // why not all of that is known
}

// isVPN tells whether the link is a tunnel, and not over a circuit.
func (l *link) isVPN() bool { return l.a.isVPN() }

// speaks tells whether routes are exchanged over the link by BGP.
func (l *link) speaks() bool { return l.bgp && l.down == "" }

// bypasses tells whether what comes in over the link at a gateway does not pass it.
func (l *link) bypasses(g *gateway) bool { return l.a == g && l.bypass[0] || l.b == g && l.bypass[1] }

// other is the gateway at the other end, nil for a site or a circuit.
func (l *link) other(g *gateway) *gateway {
	if l.b == g {
		return l.a
	}
	return l.b
}

func (r *reader) gatewaysAndConnections() {
	lost := "" // why the network of a gateway is not known
	for _, x := range r.of(azure.TypeGateway) {
		r.on = x
		g := &gateway{id: x.ID, name: x.Name, kind: strings.ToLower(x.Properties.Get("gatewayType").String()), at: x.At, perhaps: x.Conditional,
			remote: x.Properties.Get("allowRemoteVnetTraffic").True(), others: x.Properties.Get("allowVirtualWanTraffic").True()}
		g.sku = x.Properties.Get("sku", "name").String()
		g.translates = x.Properties.Get("enableBgpRouteTranslationForNat").True()
		g.activeActive = x.Properties.Get("activeActive").True() || x.Properties.Get("activeActive").IsUnknown()
		if v := x.Properties.Get("gatewayType"); r.notKnown(v, "the type of gateway %q", x.Name) {
			g.kindUnknown = v.Text
		}
		remote := x.Properties.Get("allowRemoteVnetTraffic")
		if r.notKnown(remote, "allowRemoteVnetTraffic of gateway %q", x.Name) {
			g.remote = true // perhaps
		}
		g.remoteUnknown = remote.IsUnknown()
		g.speaker = r.speaker(x, x.Properties.Get("bgpSettings", "asn"))
		g.speaker.off = isFalse(x.Properties.Get("enableBgp"))
		toDefault := x.Properties.Get("gatewayDefaultSite", "id")
		if g.toDefault = toDefault.ID(); g.toDefault == "" {
			r.notKnown(toDefault, "the default site of gateway %q", x.Name)
		}
		unknown := ""
		for _, c := range r.list(x.Properties.Get("ipConfigurations"), fmt.Sprintf("the subnet of gateway %q", x.Name)) {
			id := c.Get("properties", "subnet", "id")
			if s := r.e.subnets[id.ID()]; s != nil {
				g.sub, g.net = s, s.net
			} else if id.ID() == "" && r.notKnown(id, "the subnet of gateway %q", x.Name) {
				unknown = id.Text
			} else if n := r.e.byID[parent(id.ID())]; n != nil && n.subnetsUnknown != "" {
				unknown = n.subnetsUnknown // Build has said so
			}
		}
		if v := x.Properties.Get("ipConfigurations"); v.IsUnknown() {
			unknown = v.Text
		}
		if g.net == nil && unknown != "" {
			lost = fmt.Sprintf("the subnet of gateway %q is not known", x.Name)
			r.e.lost[x.ID] = lost
			continue
		}
		if g.net == nil {
			r.notMade(x.At, fmt.Sprintf("the subnet of gateway %q", x.Name), "the gateway is ignored")
			continue
		}
		g.connectionsUnknown = r.unheld(x, azure.TypeConnection)
		g.net.gateways = append(g.net.gateways, g)
		r.e.gateways[x.ID] = g
	}
	for _, n := range r.e.networks { // VPN first: it is what a user's route leads to
		sort.SliceStable(n.gateways, func(i, j int) bool { return n.gateways[i].kind == "vpn" && n.gateways[j].kind != "vpn" })
	}
	for _, n := range r.e.networks {
		if (n.named(azure.GatewaySubnet) != nil || n.subnetsUnknown != "") && len(n.gateways) == 0 {
			n.gatewayUnknown = lost
		}
	}
	r.gatewaysNotHeld()
	for _, x := range r.of(azure.TypeLocalGateway) {
		r.on = x
		s := &localGateway{id: x.ID, name: x.Name, at: x.At, site: r.sites[x.ID]}
		prefixes := x.Properties.Get("localNetworkAddressSpace", "addressPrefixes")
		s.prefixes, s.prefixesUnknown = r.prefixes(fmt.Sprintf("the prefixes of local network gateway %q", x.Name), prefixes, nil)
		s.speaker = r.speaker(x, x.Properties.Get("bgpSettings", "asn"))
		b := x.Properties.Get("bgpSettings")
		s.speaker.off = b == nil || b.Kind == template.Null
		s.address, s.bgpAddress = x.Properties.Get("gatewayIpAddress"), b.Get("bgpPeeringAddress")
		r.e.locals[x.ID] = s
	}
	r.farEndsNotHeld()
	r.sitesNotHeld()
	r.connections()
}

// The number of a gateway to which none is given.
// Source: VPN Gateway FAQ, BGP: gateways have the ASN 65515 unless another is assigned.
const defaultASN = 65515

func (r *reader) speaker(x *template.Resource, asn *template.Value) speaker {
	out := speaker{asn: defaultASN}
	switch {
	case r.notKnown(asn, "the ASN of %s %q", kindWord(x.Type), x.Name):
		out.asnUnknown = fmt.Sprintf("the ASN of %q is not known", x.Name)
	case asn != nil && asn.Kind == template.Number:
		out.asn = int64(asn.Number)
	}
	return out
}
