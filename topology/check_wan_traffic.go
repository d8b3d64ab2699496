package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkPrivateTraffic: what a routing intent sends through the firewall is all private traffic of the hub, and of every hub
// that it meets.
func (r *reading) checkPrivateTraffic(w *wan) {
	var inspecting *network
	for _, hub := range w.hubs {
		var by *hubAndSpoke
		for _, g := range hub.hubOfWAN {
			if g.spokeToSpoke.hop != nil || g.onPremises.hop != nil {
				by = g
			}
		}
		if by == nil {
			continue
		}
		inspecting = hub
		for _, g := range hub.hubOfWAN {
			for _, x := range []struct {
				field string
				v     via
			}{{"spokeToSpoke", g.spokeToSpoke}, {"onPremises", g.onPremises}} {
				if x.v.mode != "direct" {
					continue
				}
				at := x.v.at
				if at.IsZero() {
					at = g.c.KeyRange()
				}
				r.report(codePrivateHalf, diag.Diagnostic{
					Summary: fmt.Sprintf("%s of %q is direct, and %q sends private traffic of virtual hub %q through its firewall", x.field, g.c.Name,
						by.c.Name, hub.id),
					Subject: at,
					Why:     "a routing intent covers all private traffic: between networks and with on-premises",
					Hint:    fmt.Sprintf("write `%s: %s/firewall` (`inspect` is short for both), or `none`", x.field, hub.id),
				})
			}
		}
	}
	if inspecting != nil {
		r.checkUninspected(w, inspecting)
	}
}

// checkUninspected: where some hubs inspect, no hub has route tables, and what passes none of these hubs is kept apart by nothing.
func (r *reading) checkUninspected(w *wan, inspecting *network) {
	var plain []*hubAndSpoke
	behind := false
	for _, hub := range w.hubs {
		if !hub.inspectsPrivate() {
			plain, behind = append(plain, hub.hubOfWAN...), behind || hub.hasGateway()
		}
	}
	refuse := func(g *hubAndSpoke, what string) {
		r.report(codeMixedHubs, diag.Diagnostic{
			Summary: fmt.Sprintf("%s, at virtual hub %q, which does not inspect private traffic", what, g.hubs[0].id),
			Subject: g.c.KeyRange(),
			Related: []diag.Related{{Range: inspecting.KeyRange(), Message: "inspects it, so hubs of this virtual WAN have no route tables"}},
			Why: "vnetloom derives no route tables for a virtual WAN with a routing intent for private traffic, and without a firewall nothing " +
				"isolates the networks of a hub",
			Hint: fmt.Sprintf("inspect at %q too, or put it into another virtual WAN", g.hubs[0].id),
		})
	}
	for i, a := range plain {
		if behind && a.onPremises.mode == "none" {
			refuse(a, fmt.Sprintf("%q isolates its spokes from the sites behind the gateways", a.c.Name))
		}
		for _, b := range plain[i:] {
			switch {
			case hubsMeet(a, b) && w.carriesAll(a, b) || a == b && len(a.spokes) < 2:
			case a == b:
				refuse(a, fmt.Sprintf("%q isolates its spokes from each other", a.c.Name))
			default:
				refuse(b, fmt.Sprintf("%q and %q isolate their spokes from each other", a.c.Name, b.c.Name))
			}
		}
	}
}

// checkInternetPolicy warns that the default route of a hub is that hub's alone.
func (r *reading) checkInternetPolicy(w *wan) {
	var with *network
	for _, hub := range w.hubs {
		if hub.inspectsInternet() {
			with = hub
		}
	}
	if with == nil {
		return
	}
	for _, hub := range w.hubs {
		if hub.inspectsInternet() || len(hub.hubOfWAN) == 0 {
			continue
		}
		r.report(codeInternetLocal, diag.Diagnostic{
			Summary: fmt.Sprintf("virtual hub %q inspects internet traffic, and the spokes of virtual hub %q reach the internet directly", with.id,
				hub.id),
			Subject: hub.KeyRange(),
			Related: []diag.Related{{Range: with.KeyRange(), Message: "its default route applies in this hub only"}},
			Why:     "hubs do not advertise 0.0.0.0/0 to each other: each hub needs its own default route",
			Hint:    fmt.Sprintf("give %q a firewall, and write `internet: %s/firewall` in its connection", hub.id, hub.id),
		})
	}
}

// checkHubDefaults finds hubs whose firewall is the way to the internet, and a site behind whose gateways is too.
func (r *reading) checkHubDefaults(hub *network) {
	for _, g := range hub.hubOfWAN {
		for _, s := range hub.sitesBehind() {
			if g.internet.hop == nil || !s.DefaultRoute {
				continue
			}
			r.report(codeHubVia, diag.Diagnostic{
				Summary: fmt.Sprintf("internet of %q goes through %q, and site %q behind the same virtual hub takes the default route", g.c.Name,
					g.internet.hop.ref(), s.id),
				Subject: g.internet.at,
				Related: []diag.Related{{Range: s.At(schema.SiteField.DefaultRoute), Message: "takes the default route"}},
				Why:     secondDefault,
				Hint:    fmt.Sprintf("remove `defaultRoute` from %q and do not advertise 0.0.0.0/0 there, or write `internet: direct`", s.id),
			})
		}
	}
}

// checkPublicBehind finds what is behind a hub's gateways and outside RFC 1918, and would be reached past a firewall, or not at all: a
// routing intent for private traffic treats it as internet. Only where the spokes' internet goes through their hub's firewall too, and
// no other hub on the way inspects, does it go where it should.
// Source: How to configure Virtual WAN hub routing intent and routing policies, "Private traffic prefixes".
func (r *reading) checkPublicBehind(w *wan) {
	for _, at := range w.hubs {
		for _, s := range at.sitesBehind() {
			for i, p := range s.AddressSpace {
				if !ipnet.Private(p) {
					r.reportPublicBehind(w, at, fmt.Sprintf("site %q has %s", s.id, p), s.At(schema.SiteField.AddressSpace, i))
				}
			}
		}
		if at.vpn == nil {
			continue
		}
		for _, l := range at.vpn.links {
			far := l.other(at.vpn)
			if far == nil {
				continue
			}
			for i, p := range far.network.AddressSpace {
				if !ipnet.Private(p) {
					r.reportPublicBehind(w, at, fmt.Sprintf("network %q has %s", far.network.id, p), far.network.prefixAt(i))
				}
			}
		}
	}
}

// reportPublicBehind reports a prefix behind the gateways of a hub, for the first hub whose spokes it concerns.
func (r *reading) reportPublicBehind(w *wan, at *network, what string, place source.Range) {
	for _, g := range w.hubAndSpokes {
		hub := g.hubs[0]
		own := hub.inspectsPrivate() && g.internet.hop == nil
		if g.onPremises.mode == "none" || !own && (hub == at || !at.inspectsPrivate()) {
			continue
		}
		if r.reported("public behind " + what) {
			return
		}
		by, hint := hub, fmt.Sprintf("write `internet: %s/firewall` in %q too, or give it an RFC 1918 prefix", hub.id, g.c.Name)
		if !own {
			by, hint = at, "connect it to the hub of these spokes, or give it an RFC 1918 prefix"
		}
		r.report(codeHubPublicPrefix, diag.Diagnostic{
			Summary: fmt.Sprintf("%s, which is outside RFC 1918, and virtual hub %q inspects private traffic", what, by.id),
			Subject: place,
			Related: []diag.Related{{Range: g.c.KeyRange(), Message: fmt.Sprintf("its spokes reach what is behind the gateways of %q", at.id)}},
			Why: "a routing intent treats only 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 as private: traffic to other prefixes would " +
				"bypass the firewall, or leave to the internet",
			Hint: hint,
		})
		return
	}
}
