package reachability

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A far end is a gateway as the other side is configured to reach it: by addresses that a template reads from it, since Azure gives them when it
// makes the gateway. Which gateway it is says the resource that they are read from.
type farEnd struct {
	id         string // of the local network gateway, or of the link of a VPN site
	gateway    *gateway
	configured speaker // the ASN that the other side has for it
	wrong      string  // why these addresses are not those of one instance of the gateway
}

// farEnd finds the gateway whose address is given, nil where it is none of the templates: then it is a place outside.
func (r *connector) farEnd(id, name string, address, bgpAddress *template.Value, configured speaker) *farEnd {
	g, instance, wrong := r.addressOf(address)
	if g == nil {
		return nil
	}
	x := &farEnd{id: id, gateway: g, configured: configured, wrong: wrong}
	by, bgpInstance, _ := r.addressOf(bgpAddress)
	switch _, path, isRead := bgpAddress.ReadFrom(); {
	case x.wrong != "":
		x.wrong = fmt.Sprintf("the address in %q %s", name, x.wrong)
	case configured.off:
	case by != g:
		x.wrong = fmt.Sprintf("%q has the public address of %q, but a BGP address that is not of that gateway", name, g.name)
	case isRead && !strings.HasSuffix(path, "defaultBgpIpAddresses[0]") && !strings.Contains(path, "customBgpIpAddresses") && path != "bgpSettings.bgpPeeringAddress":
		x.wrong = fmt.Sprintf("the BGP address in %q is the property %s of %q", name, path, g.name)
	case instance != "" && bgpInstance != "" && instance != bgpInstance:
		x.wrong = fmt.Sprintf("%q has the public address of one instance of %q, but the BGP address of another", name, g.name)
	case configured.asnUnknown == "" && g.speaker.asnUnknown == "" && configured.asn != g.speaker.asn:
		x.wrong = fmt.Sprintf("%q gives ASN %d, but %q has %d", name, configured.asn, g.name, g.speaker.asn)
	}
	return x
}

// addressOf is the gateway whose property a value is, or whose public address; the instance, where the path says it; and why it is no
// public address.
// Source: the REST API: IPConfigurationBgpPeeringAddress has for each instance the tunnel addresses, of which the public one comes
// first, and the BGP addresses; VpnGatewayIpConfiguration.
func (r *connector) addressOf(v *template.Value) (g *gateway, instance, wrong string) {
	id, path, ok := v.ReadFrom()
	if !ok {
		at := r.deployedAddresses[v.String()]
		return at.gateway, at.instance, ""
	}
	if g := r.publicAddresses[id]; g != nil {
		if !strings.EqualFold(path, "ipAddress") {
			wrong = fmt.Sprintf("is the property %s of a public address", path)
		}
		return g, "", wrong
	}
	g = r.e.gateways[id]
	rest, entry := strings.CutPrefix(strings.ToLower(path), "bgpsettings.bgppeeringaddresses[")
	if entry {
		instance, rest, _ = strings.Cut(rest, "]")
	}
	if !entry || rest != ".tunnelipaddresses[0]" {
		wrong = fmt.Sprintf("is the property %s of a gateway", path)
	}
	return g, instance, wrong
}

// readPublicAddresses finds whose public addresses there are.
func (r *connector) readPublicAddresses() {
	for _, x := range r.of(azure.TypeGateway) {
		g := r.e.gateways[x.ID]
		for _, c := range x.Properties.Get("ipConfigurations").List() {
			if id := c.Get("properties", "publicIPAddress", "id").ID(); id != "" && g != nil {
				r.publicAddresses[id] = g
			}
		}
	}
	r.readDeployedAddresses()
}

// instanceOf is a gateway, and the instance of it where that is known.
type instanceOf struct {
	gateway  *gateway
	instance string
}

// readDeployedAddresses finds whose addresses Azure has answered: public ones, and those of BGP, of each instance of a gateway that is
// deployed. A template may have any address of another place.
func (r *connector) readDeployedAddresses() {
	for _, x := range r.of(azure.TypePublicAddress) {
		if g := r.publicAddresses[x.ID]; g != nil && x.Deployed {
			r.deployedAddresses[x.Properties.Get("ipAddress").String()] = instanceOf{g, ""}
		}
	}
	for _, kind := range []string{azure.TypeGateway, azure.TypeHubVPNGateway} {
		for _, x := range r.of(kind) {
			g := r.e.gateways[x.ID]
			if g == nil || !x.Deployed {
				continue
			}
			for i, v := range x.Properties.Get("bgpSettings", "bgpPeeringAddresses").List() {
				for _, list := range []string{"tunnelIpAddresses", "defaultBgpIpAddresses", "customBgpIpAddresses"} {
					for _, a := range v.Get(list).List() {
						if _, known := r.deployedAddresses[a.String()]; !known || list != "tunnelIpAddresses" {
							r.deployedAddresses[a.String()] = instanceOf{g, strconv.Itoa(i)}
						}
					}
				}
			}
		}
	}
	delete(r.deployedAddresses, "")
}

// A half is what one side of a VPN between a network and a virtual hub has: a connection at the gateway, and how it sees the other.
type vpnHalf struct {
	x          *template.Resource
	gateway    *gateway
	site       string // id of the VPN site, of the hub's side
	end        *farEnd
	bgp        bool
	bgpUnknown string
}

// vpnsWithHubs joins the gateways of networks with those of virtual hubs, each instance with each: a tunnel is up when both sides
// have it. Where one side has none, nothing is joined.
func (r *connector) vpnsWithHubs() {
	answered := map[*vpnHalf]bool{}
	for _, a := range r.ofNetworks {
		for _, b := range r.ofHubs {
			if a.end.gateway != b.gateway || b.end.gateway != a.gateway {
				continue
			}
			answered[a], answered[b] = true, true
			l := &link{
				id: a.end.id + ">" + b.end.id, name: a.x.Name, a: b.gateway, b: a.gateway, bgp: a.bgp || b.bgp, at: a.x.At,
				bgpUnknown: first(a.bgpUnknown, b.bgpUnknown), ends: []string{a.end.id, b.end.id, b.site},
			}
			switch {
			case l.bgpUnknown != "":
			case a.end.wrong != "":
				l.down = a.end.wrong
			case b.end.wrong != "":
				l.down, l.at = b.end.wrong, b.x.At
			case a.bgp != b.bgp:
				l.down = fmt.Sprintf("connections %q and %q do not agree on BGP", a.x.Name, b.x.Name)
			case !l.bgp:
				l.unknown = fmt.Sprintf("what connection %q carries without BGP is not known", a.x.Name)
			case a.end.configured.off || b.end.configured.off:
				l.down = fmt.Sprintf("connection %q has BGP, and one side has no BGP settings of the other", a.x.Name)
			default:
				l.down = session(a.gateway.name, a.gateway.speaker, b.gateway.name, b.gateway.speaker)
			}
			r.hubLink(b.gateway, l, b.x)
		}
	}
	for _, h := range slices.Concat(r.ofNetworks, r.ofHubs) {
		if answered[h] {
			continue
		}
		if h.end.gateway.connectionsUnknown != "" {
			h.gateway.connectionsUnknown = first(h.gateway.connectionsUnknown, fmt.Sprintf("whether connection %q has a connection in the other direction is not known", h.x.Name))
			continue
		}
		r.diags.Add(codeConnectionHalf, diag.Diagnostic{
			Subject: h.x.At,
			Summary: fmt.Sprintf("connection %q has no connection in the other direction", h.x.Name),
			Related: []diag.Related{{Range: h.end.gateway.at, Message: "the gateway that has no connection back"}},
			Why:     "a VPN between a network and a virtual hub is a connection at each of the two gateways; one alone never comes up",
			Hint:    "add the connection of the other gateway, with the same shared key",
		})
	}
}
