package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// spokeRouting is what the routes of spokes say of a hub-and-spoke: the part that each kind of traffic goes through.
type spokeRouting struct{ spokes, internet, onPremises, hubSubnets string }

// routingOf reads what the routes of spokes say. A route to another spoke says more of how spokes meet than one to all private addresses,
// which says it where there is no other.
func (im *importer) routingOf(hub *network, of, spokes []*network) spokeRouting {
	var out spokeRouting
	summary, elsewhere := "", false
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
			case covers(r.prefix, hub.prefixes):
				out.hubSubnets = part
			}
		}
	}
	if out.spokes == "" && !elsewhere {
		out.spokes = summary
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

// writeHubAndSpoke writes a hub with its spokes: a statement for all that are routed alike.
func (im *importer) writeHubAndSpoke(connections *tree, hub *network, spokes []*network, say func(a, b *network)) {
	type likeness struct {
		spokeRouting
		gateway, forwarded bool
		meets              string
	}
	groups, order := map[likeness][]*network{}, []likeness{}
	meets := im.whoMeets(hub.name, hub.firewall, spokes)
	for _, s := range spokes {
		say(hub, s)
		h := s.halves[hub.x.ID]
		k := likeness{im.routingOf(hub, []*network{s}, spokes), h.useRemote, h.forwarded, meets[s]}
		if len(spokes) == 2 || len(im.routesOf(s)) > 0 { // the only one of a group has no other to be routed to
			k.spokes = first(k.spokes, im.routingOf(hub, spokes, spokes).spokes)
		}
		if k.meets == "" { // none, by the rules of the firewall
			k.spokes = ""
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], s)
	}
	for _, k := range order {
		out := object().inline()
		out.text("kind", "hubAndSpoke")
		out.text("hub", hub.name)
		comment := im.members(out, "spokes", groups[k])
		for _, s := range groups[k] {
			im.joinsBoth("peering", out, hub.name, s.name)
		}
		direct := im.allJoined(groups[k])
		if direct {
			for i, a := range groups[k] {
				for _, b := range groups[k][i+1:] {
					say(a, b)
					im.joinsBoth("peering", out, a.name, b.name)
				}
			}
		}
		im.writeRouting(out, hub, k.spokeRouting, direct, k.gateway)
		if !k.forwarded {
			out.flag("forwardedTraffic", false)
		}
		im.addStatement(connections, hub, groups[k], out, comment, k.spokeRouting)
	}
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
		if len(met) > 0 || len(spokes) == 1 {
			met = append(met, a.name)
			slices.Sort(met)
			out[a] = strings.Join(met, " ")
		}
	}
	return out
}

// addStatement adds the statement of a hub, with the comments that belong to it.
func (im *importer) addStatement(connections *tree, hub *network, spokes []*network, out *tree, comment string, routing spokeRouting) {
	connections.add(uniqueIn(connections, im.statementName(hub.name, spokes)), out)
	if comment != "" {
		connections.comment(comment)
	}
	if part := first(routing.spokes, routing.internet, routing.onPremises); part != "" {
		connections.comment("What goes through " + part + " is inferred from the routes of the spokes.")
	}
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

// writeRouting writes how spokes of a hub reach each other and beyond.
func (im *importer) writeRouting(out *tree, hub *network, routing spokeRouting, direct, gateway bool) {
	if all := routing.spokes; all != "" && !direct && routing.internet == all && (routing.onPremises == all || len(hub.gateways) == 0) {
		out.text("inspect", all)
	} else {
		if direct {
			routing.spokes = "direct"
		}
		out.text("spokeToSpoke", routing.spokes)
		out.text("internet", routing.internet)
		if routing.onPremises == "" && len(hub.gateways) > 0 && !gateway {
			routing.onPremises = "none"
		}
		out.text("onPremises", routing.onPremises)
	}
	out.text("hubSubnets", routing.hubSubnets)
}

// statementName is the name of the statement that made an IP group of a firewall with these spokes, where there is one:
// ipg-hub-estate-spokes is of estate. Else it is the name of the hub.
func (im *importer) statementName(hub string, spokes []*network) string {
	var prefixes []string
	for _, s := range spokes {
		prefixes = append(prefixes, s.prefixes...)
	}
	for _, x := range im.of(azure.TypeIPGroup) {
		rest, ofHub := strings.CutPrefix(x.Name, "ipg-"+hub+"-")
		name, ofSpokes := strings.CutSuffix(rest, "-spokes")
		if !ofHub || !ofSpokes || name == "" || notInNames.MatchString(name) {
			continue
		}
		addresses := texts(x.Properties.Get("ipAddresses"))
		if len(addresses) > 0 && !slices.ContainsFunc(addresses, func(a string) bool { return !slices.Contains(prefixes, a) }) {
			return name
		}
	}
	return hub
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
