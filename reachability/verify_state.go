package reachability

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// uses checks that networks use the gateways that they were promised. Paths alone would not show it: what is behind a gateway
// learns a network's prefixes only while the network uses the gateway.
// Source: Configure VPN gateway transit for virtual network peering.
func (v *verifier) uses() {
	for _, u := range v.p.p.Uses {
		n := v.e.byID[u.Network]
		if n == nil {
			continue
		}
		h := n.byRemote[u.Gateway]
		if h.connected() && h.useRemote && h.mirror.transit {
			continue
		}
		if why := n.usePerhaps(h); why != "" {
			v.f.add(codeUndecided, diag.Diagnostic{Hint: v.whose(helpUndecided, helpNotHeld), Subject: u.At, Severity: diag.Warning,
				Summary: fmt.Sprintf("whether %q uses the gateways of %q is not known: %s", v.name(u.Network), v.name(u.Gateway), why)}, 1)
			continue
		}
		d := diag.Diagnostic{
			Subject: u.At,
			Summary: fmt.Sprintf("%q does not use the gateways of %q", v.name(u.Network), v.name(u.Gateway)),
			Why:     "sites behind a gateway learn a network's prefixes only by gateway transit",
			Hint:    "set useRemoteGateways on the network's half of the peering, and allowGatewayTransit on the other",
		}
		if h != nil {
			d.Related = append(d.Related, diag.Related{Range: h.at, Message: "its half of the peering"})
		}
		v.f.add(codeGatewayUnused, d, 1)
	}
}

// usePerhaps tells why a network may use the gateways that its half of a peering leads to, though what was read does not show it; "" where it does not. The
// half is nil where none was read.
func (n *network) usePerhaps(h *half) string {
	switch {
	case h == nil:
		return n.peersUnknown
	case h.state != "" || !h.useRemote && h.useRemoteUnknown == "":
		return ""
	case h.mirror != nil && h.connected() && (h.mirror.transit || h.mirror.transitUnknown != ""):
		return first(h.useRemoteUnknown, h.mirror.transitUnknown)
	case h.mirror == nil && h.remote != nil:
		return h.remote.peersUnknown
	}
	return ""
}

// links checks that the connections that were promised are there and carry what they are for. Paths alone would not show one
// of several that lead to the same site.
func (v *verifier) links() {
	for _, p := range v.p.p.Links {
		g := v.e.gateways[p.Gateway]
		if g == nil {
			continue
		}
		why, at := fmt.Sprintf("it has no connection to %q", v.name(p.End)), g.at
		for _, l := range g.links {
			if !l.leadsTo(g, p.End) {
				continue
			}
			if why, at = l.broken(g, p), l.at; why == "" {
				break
			}
		}
		if why == "" {
			continue
		}
		if at == g.at && g.connectionsUnknown != "" {
			v.f.add(codeUndecided, diag.Diagnostic{Hint: v.whose(helpUndecided, helpNotHeld), Subject: p.At, Severity: diag.Warning,
				Summary: fmt.Sprintf("whether gateway %q is connected to %q is not known: %s", v.name(p.Gateway), v.name(p.End), g.connectionsUnknown)}, 1)
			continue
		}
		v.f.add(codeLink, diag.Diagnostic{
			Subject: p.At,
			Related: []diag.Related{{Range: at, Message: "decided here"}},
			Summary: fmt.Sprintf("gateway %q is not connected to %q as the intent says: %s", v.name(p.Gateway), v.name(p.End), why),
			Hint:    v.whose(helpGenerated, helpChanged),
		}, 1)
	}
}

// leadsTo tells whether the link of a gateway is the one to what has this id.
func (l *link) leadsTo(g *gateway, end string) bool {
	if slices.Contains(l.ends, end) {
		return true
	}
	far := l.other(g)
	return far != nil && l.circuit == "" && far.id == end || far == nil && (l.circuit != "" && l.circuit == end || l.local != nil && l.local.id == end)
}

// broken says what a link lacks of what was promised, "" where nothing.
func (l *link) broken(g *gateway, p PromisedLink) string {
	switch far := l.other(g); {
	case p.Far != "" && (far == nil || far.id != p.Far):
		return "its other end is another gateway"
	case l.down != "":
		return "BGP does not come up: " + l.down
	case l.bgp != (p.BGP || l.circuit != ""):
		return "the connection and the intent do not agree on BGP"
	case l.bypasses(g) != p.FastPath:
		return "the connection and the intent do not agree on FastPath"
	case l.local != nil && l.site != nil && !l.bgp:
		for _, want := range l.site.Prefixes {
			if !slices.Contains(ipnet.Cover(l.local.prefixes), want) && !ipnet.ContainedInAny(ipnet.Cover(l.local.prefixes), want) {
				return fmt.Sprintf("the local network gateway lacks %s", want)
			}
		}
	}
	return ""
}

// written checks that the routes that an intent writes by hand are effective.
func (v *verifier) written() {
	for _, w := range v.p.p.Routes {
		s := v.e.subnets[w.Subnet]
		if s == nil {
			continue
		}
		found := false
		for _, r := range v.e.EffectiveRoutes(w.Subnet) {
			found = found || r.Source == "User" && r.State == "Active" && r.Prefix == w.Prefix && r.NextHopType == w.NextHopType && r.NextHopAddress == w.Address
		}
		if !found {
			v.f.add(codeWrittenRoute, diag.Diagnostic{
				Subject: w.At,
				Related: []diag.Related{{Range: s.At, Message: "the subnet"}},
				Summary: fmt.Sprintf("the hand-written route of %q for %s is not effective", v.name(w.Subnet), w.Prefix),
				Why:     "no route table of the subnet has this route",
				Hint:    v.whose(helpGenerated, helpChanged),
			}, 1)
		}
	}
}
