package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// star is hubs with spokes that are routed alike: what one statement says.
type star struct {
	hubs, spokes       []*network
	routing            spokeRouting
	gateway, forwarded bool // the spokes use the gateway of a hub; their halves accept forwarded traffic
	direct             bool // the spokes are peered with each other
}

// starsOf are a hub with its spokes: one for all that are routed alike.
func (im *importer) starsOf(hub *network, spokes []*network, say func(a, b *network)) []*star {
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
		if len(spokes) == 2 && len(im.routesOf(s)) == 0 || im.sendsThrough(s, hub) { // the only one of a group has no other to be routed to
			k.spokes = first(k.spokes, im.routingOf(hub, spokes, spokes).spokes)
		}
		switch {
		case k.spokes != hub.name+"/firewall":
			k.meets = "" // whom an appliance lets through is not known
		case k.meets == "": // none, by the rules of the firewall
			k.spokes = ""
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], s)
	}
	var out []*star
	for _, k := range order {
		s := &star{hubs: []*network{hub}, spokes: groups[k], routing: k.spokeRouting, gateway: k.gateway, forwarded: k.forwarded,
			direct: !isPart(k.spokes) && im.allJoined(groups[k])}
		hub.inspects = hub.inspects || isPart(k.spokes)
		if s.routing.onPremises == "" && len(hub.gateways) > 0 && !k.gateway {
			s.routing.onPremises = "none"
		}
		if s.direct {
			for i, a := range s.spokes {
				for _, b := range s.spokes[i+1:] {
					say(a, b)
				}
			}
		}
		out = append(out, s)
	}
	return out
}

// joinStars puts stars of the same spokes into one, where each hub has a part of their traffic.
func joinStars(stars []*star) []*star {
	var out []*star
	for _, s := range stars {
		at := slices.IndexFunc(out, func(o *star) bool {
			return slices.Equal(o.spokes, s.spokes) && o.forwarded == s.forwarded && !o.direct && !s.direct && o.routing.completes(s.routing)
		})
		if at < 0 {
			out = append(out, s)
			continue
		}
		o := out[at]
		o.hubs, o.gateway, o.routing = append(o.hubs, s.hubs...), o.gateway || s.gateway, o.routing.with(s.routing)
	}
	return out
}

// completes tells whether two hubs have different parts of the traffic of some spokes.
func (r spokeRouting) completes(o spokeRouting) bool {
	all, other := r.fields(), o.fields()
	some := [2]bool{}
	for i := range all {
		if *all[i] != "" && *other[i] != "" {
			return false
		}
		some[0], some[1] = some[0] || isPart(*all[i]), some[1] || isPart(*other[i])
	}
	return some[0] && some[1]
}

func isPart(word string) bool { return strings.Contains(word, "/") }

// with is the traffic that either has.
func (r spokeRouting) with(o spokeRouting) spokeRouting {
	other := o.fields()
	for i, f := range r.fields() {
		*f = first(*f, *other[i])
	}
	return r
}

func (r *spokeRouting) fields() []*string {
	return []*string{&r.spokes, &r.internet, &r.onPremises, &r.hubSubnets}
}

// writeStar writes a statement.
func (im *importer) writeStar(connections *tree, s *star) {
	out := object().inline()
	out.text("kind", "hubAndSpoke")
	out.texts("hub", hubNames(s.hubs))
	comment := im.members(out, "spokes", s.spokes)
	var there []*network
	for _, spoke := range s.spokes {
		exists, elsewhere := spoke.exists, spoke.external
		for _, hub := range s.hubs {
			im.joinsBoth("peering", out, hub.name, spoke.name)
			exists = exists && hub.exists
			elsewhere = elsewhere || hub.external
		}
		if exists || elsewhere {
			there = append(there, spoke)
		}
	}
	if s.direct {
		for i, a := range s.spokes {
			for _, b := range s.spokes[i+1:] {
				im.joinsBoth("peering", out, a.name, b.name)
			}
		}
	}
	im.writeRouting(out, s.hubs, s.routing, s.direct)
	if !s.forwarded {
		out.flag("forwardedTraffic", false)
	}
	writeExisting(out, there)
	connections.add(uniqueIn(connections, im.statementName(s.hubs[0].name, s.spokes)), out)
	if comment != "" {
		connections.comment(comment)
	}
	if part := first(s.routing.spokes, s.routing.internet, s.routing.onPremises); isPart(part) {
		connections.comment("What goes through " + part + " is inferred from the routes of the spokes.")
	}
}

func hubNames(hubs []*network) []string {
	var out []string
	for _, h := range hubs {
		out = append(out, h.name)
	}
	return out
}

// writeRouting writes how spokes of hubs reach each other and beyond.
func (im *importer) writeRouting(out *tree, hubs []*network, routing spokeRouting, direct bool) {
	gateways := slices.ContainsFunc(hubs, func(h *network) bool { return len(h.gateways) > 0 })
	beyond := im.beyondFirewall(hubs, routing.internet)
	if all := routing.spokes; all != "" && !direct && routing.internet == all && (routing.onPremises == all || !gateways) && beyond == "" {
		out.text("inspect", all)
	} else {
		if direct {
			routing.spokes = "direct"
		}
		out.text("spokeToSpoke", routing.spokes)
		if beyond == "" {
			out.text("internet", routing.internet)
		} else {
			out.put("internet", list([]string{routing.internet, beyond}))
		}
		out.text("onPremises", routing.onPremises)
	}
	out.text("hubSubnets", routing.hubSubnets)
}

// beyondFirewall is the gateway to which the firewall of a hub sends what leads out, "" for none.
func (im *importer) beyondFirewall(hubs []*network, part string) string {
	for _, h := range hubs {
		if part != h.name+"/firewall" {
			continue
		}
		for _, v := range h.x.Properties.Get("subnets").List() {
			for _, r := range im.routesOfSubnet(v) {
				if strings.EqualFold(r.subnet, "AzureFirewallSubnet") && r.prefix.Bits() == 0 && r.kind == "virtualnetworkgateway" {
					im.advertisesDefault(h.name)
					return h.name + "/vpnGateway"
				}
			}
		}
	}
	return ""
}

// statementName is the name of the statement that made an IP group of a firewall with these spokes, where there is one:
// ipg-hub-estate-spokes is of estate. Else it is the name of the hub.
func (im *importer) statementName(hub string, spokes []*network) string {
	var prefixes []string
	for _, s := range spokes {
		prefixes = append(prefixes, s.prefixes...)
	}
	var holders []string
	for _, n := range im.networks {
		if n.firewall != nil {
			holders = append(holders, n.name)
		}
	}
	for _, h := range im.hubs {
		if h.firewall != nil {
			holders = append(holders, h.name)
		}
	}
	found, most := hub, 0
	for _, x := range im.of(azure.TypeIPGroup) {
		for _, holder := range holders {
			rest, ofHub := strings.CutPrefix(x.Name, "ipg-"+holder+"-")
			name, ofSpokes := strings.CutSuffix(rest, "-spokes")
			if !ofHub || !ofSpokes || name == "" || notInNames().MatchString(name) {
				continue
			}
			addresses := texts(x.Properties.Get("ipAddresses"))
			if slices.ContainsFunc(addresses, func(a string) bool { return !slices.Contains(prefixes, a) }) {
				continue
			}
			if len(addresses) > most || len(addresses) == most && most > 0 && len(name) < len(found) {
				found, most = name, len(addresses)
			}
		}
	}
	return found
}
