package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// spokeRouting is what the routes of spokes say of a hub-and-spoke: the part that each kind of traffic goes through.
type spokeRouting struct{ spokes, internet, onPremises, hubSubnets string }

// routingOf reads what the routes of spokes say. A route to another spoke says more of how spokes meet than one to all private addresses,
// which says it where there is no other.
func (im *importer) routingOf(hub *network, of, spokes []*network) spokeRouting {
	var out spokeRouting
	summary, far, elsewhere := "", "", false // what leads to all private addresses, and to networks behind other hubs
	for _, spoke := range of {
		for _, r := range im.routesOf(spoke) {
			part, toSpoke := "", im.toAnother(r, spoke, spokes)
			switch {
			case r.kind == "virtualnetworkgateway" && (toSpoke || r.prefix.Bits() == 0) && im.usesGateway(spoke, hub):
				part = hub.name + "/vpnGateway"
			case r.hop.IsValid() && hub.contains(r.hop):
				part = im.partAt(r.hop)
			default:
				elsewhere = elsewhere || toSpoke && r.hop.IsValid()
				continue
			}
			switch {
			case r.prefix.Bits() == 0:
				out.internet = part
			case slices.Contains(private, r.prefix):
				summary = part
			case toSpoke:
				out.spokes = part
			case im.isNetwork(r.prefix) && !slices.Contains(hub.prefixes, r.prefix.String()):
				far = part
			case covers(r.prefix, hub.prefixes):
				out.hubSubnets = part
			}
		}
	}
	if out.spokes == "" && !elsewhere {
		out.spokes = first(far, summary)
	}
	for _, v := range hub.x.Properties.Get("subnets").List() {
		if !strings.EqualFold(v.Get("name").String(), "GatewaySubnet") {
			continue
		}
		for _, r := range im.routesOfSubnet(v) {
			for _, spoke := range of {
				if r.hop.IsValid() && covers(r.prefix, spoke.prefixes) {
					out.onPremises = im.partAt(r.hop)
				}
			}
		}
	}
	return out
}

// usesGateway tells whether a spoke uses the gateway of a hub.
func (im *importer) usesGateway(spoke, hub *network) bool {
	h := spoke.halves[hub.x.ID]
	return h != nil && h.useRemote || h == nil && len(hub.gateways) > 0
}

// toAnother tells whether a route leads to another spoke and to no wider range than a network.
func (im *importer) toAnother(r route, spoke *network, spokes []*network) bool {
	if r.prefix.Bits() == 0 || slices.Contains(private, r.prefix) {
		return false
	}
	return slices.ContainsFunc(spokes, func(o *network) bool { return o != spoke && covers(r.prefix, o.prefixes) })
}

// whoMeets are, for each spoke, the names of those that it meets through the firewall of the hub, itself among them; "" for none. Spokes of one
// statement meet the same ones.
func (im *importer) whoMeets(hub string, firewall *template.Resource, spokes []*network) map[*network]string {
	out := map[*network]string{}
	through := im.throughFirewall(hub, firewall, spokes)
	for _, a := range spokes {
		var met []string
		for _, b := range spokes {
			if a != b && through(a, b) && through(b, a) {
				met = append(met, b.name)
			}
		}
		if len(met) > 0 || through(a, a) {
			met = append(met, a.name)
			slices.Sort(met)
			out[a] = strings.Join(met, " ")
		}
	}
	return out
}

func (im *importer) allJoined(networks []*network) bool {
	for i, a := range networks {
		for _, b := range networks[i+1:] {
			if !joined(a, b) {
				return false
			}
		}
	}
	return len(networks) > 1
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
