package reachability

import (
	"fmt"
	"net/netip"
	"slices"
)

// What is not known is kept where it belongs, as the reason for it, and decides what a lookup of a route is worth: a route
// may be there or not, and one that is not in the templates may be there too.

// An unknownRoute is a reason for which a subnet may have routes that are not known. They do not lead into what is peered with peer,
// since peered networks do not overlap.
type unknownRoute struct {
	why      string
	peer     *network // nil for none
	internet bool     // they may lead what is for the internet elsewhere
}

// An opaqueAttachment may join networks: a virtual hub or a network manager, which are not read.
type opaqueAttachment struct {
	id  string
	why string
	of  map[*network]bool

	elsewhere bool // it joins them with a network that is not read

	isHub bool // a virtual hub: it may have a default route for them
}

// first is the first reason that there is.
func first(reasons ...string) string {
	for _, r := range reasons {
		if r != "" {
			return r
		}
	}
	return ""
}

// markUnknown says of the next row that it is not certain, if there is a reason.
func (f *fib) markUnknown(why string) {
	if why != "" {
		f.unsure[len(f.rows)] = why
	}
}

// unknownRoutes are what may give the subnets of one network with one table more routes.
func (s *subnet) unknownRoutes() []unknownRoute {
	n := s.net
	var out []unknownRoute
	add := func(why string, peer *network) {
		if why != "" {
			out = append(out, unknownRoute{why: why, peer: peer})
		}
	}
	add(n.addressSpaceUnknown, nil)
	add(n.peersUnknown, nil)
	for _, h := range n.halves {
		switch {
		case h.remote == nil && h.isElsewhere() && (h.useRemote || h.useRemoteUnknown != ""):
			if s.table == nil || !s.table.noPropagation {
				add(fmt.Sprintf("the network of peering %q of %q, whose gateway it uses, is elsewhere", h.name, n.Name), nil)
			}
		case h.remote == nil:
		case h.mirror == nil:
			add(h.remote.peersUnknown, nil)
		case h.connected():
			add(h.prefixesUnknown, nil)
			add(h.remote.addressSpaceUnknown, h.remote)
		}
	}
	if s.table == nil || !s.table.noPropagation {
		add(n.gatewayUnknown, nil)
		if h, _ := n.usedHalf(); h != nil {
			add(h.remote.gatewayUnknown, nil)
		}
		for _, g := range n.usedGateways() {
			g.prefixes()
			add(g.moreLearned, nil)
		}
		if c := n.conn; c != nil && c.hub.routingUnknown != "" {
			out = append(out, unknownRoute{why: c.hub.routingUnknown, internet: c.internet})
		}
		for _, a := range n.attachments {
			if a.isHub && n.conn == nil {
				out = append(out, unknownRoute{why: a.why, internet: true})
			}
		}
	}
	return out
}

// isKnown tells whether an address is in the network or a peered one, so that no route that is not known leads there.
func (f *fib) isKnown(a netip.Addr) bool {
	for i := range f.rows {
		if r := &f.rows[i]; preferred(r) && f.unsure[i] == "" && r.Prefix.Contains(a) {
			return true
		}
	}
	return false
}

// route is what a subnet does with a packet: the route that Azure selects, nil for none, and why that is not known, "" where
// it is.
func (e *Estate) route(s *subnet, p *packet) (*EffectiveRoute, string) {
	f := e.fib(s)
	i := f.find(p.dst)
	var r *EffectiveRoute
	if i >= 0 {
		r = &f.rows[i]
	}
	switch {
	case s.tableUnknown != "":
		return r, s.tableUnknown
	case s.table != nil && s.table.routesUnknown != "":
		return r, fmt.Sprintf("not all routes of table %q are known: %s", s.table.name, s.table.routesUnknown)
	case i >= 0 && f.unsure[i] != "":
		return r, fmt.Sprintf("route %s of %s is not known: %s", describe(r), e.say(s.ID), f.unsure[i])
	case p.internet && (r == nil || r.Source != fromUser):
		for _, d := range f.unknownRoutes {
			if d.internet {
				return r, fmt.Sprintf("%s may have routes that are not known: %s", e.say(s.ID), d.why)
			}
		}
		return r, ""
	case p.internet || r != nil && (preferred(r) || r.Source == fromUser && r.Prefix.IsSingleIP()):
		return r, ""
	}
	if p.target != nil {
		for _, a := range s.net.attachments {
			if s.net != p.target.net && a.of[p.target.net] && !ownsRoute(r, p.target.net) {
				return r, a.why
			}
		}
	}
	if len(f.unknownRoutes) == 0 || f.isKnown(p.dst) || p.target != nil && p.target.net.isApart() {
		return r, ""
	}
	for _, d := range f.unknownRoutes {
		if d.peer != nil {
			if h := d.peer.halfTo(p.dst); h != nil && h.remote.addressSpaceUnknown == "" {
				continue
			}
		}
		return r, fmt.Sprintf("%s may have routes that are not known: %s", e.say(s.ID), d.why)
	}
	return r, ""
}

// ownsRoute tells whether a route of a user is as specific as the network is: then it takes precedence over one to the network.
func ownsRoute(r *EffectiveRoute, n *network) bool {
	return r != nil && r.Source == fromUser && n.addressSpaceUnknown == "" &&
		!slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool { return p.Overlaps(r.Prefix) && p.Bits() > r.Prefix.Bits() })
}

// uses tells whether the network of this half uses the gateways of the other one, for certain or perhaps; then why it is not
// certain.
// Source: Configure VPN gateway transit for virtual network peering: useRemoteGateways here, allowGatewayTransit there.
func (h *half) uses() (bool, string) {
	if !h.connected() || !h.useRemote && h.useRemoteUnknown == "" || !h.mirror.transit && h.mirror.transitUnknown == "" {
		return false, ""
	}
	return true, first(h.useRemoteUnknown, h.mirror.transitUnknown)
}

// usedHalf is the half by which the network uses the gateways of another one, rather a certain one, and why it is not
// certain; nil where it uses none, or has its own.
func (n *network) usedHalf() (*half, string) {
	var perhaps *half
	reason := ""
	for _, h := range n.halves {
		if len(n.gateways) > 0 {
			break
		}
		switch ok, why := h.uses(); {
		case ok && why == "":
			return h, ""
		case ok && perhaps == nil:
			perhaps, reason = h, why
		}
	}
	return perhaps, reason
}

// gatewayUseUnknown is why it is not known whether the network uses the gateways that usedGateways has.
func (n *network) gatewayUseUnknown() string {
	_, why := n.usedHalf()
	return why
}

// isApart tells whether no way leads into the network from another one.
func (n *network) isApart() bool {
	return len(n.halves)+len(n.gateways)+len(n.attachments) == 0 && n.conn == nil && !n.ofHub && !n.partlyUnknown()
}

// partlyUnknown tells whether something of the network is not known, so that no other one is interchangeable with it.
func (n *network) partlyUnknown() bool {
	if n.addressSpaceUnknown != "" || n.subnetsUnknown != "" || n.peersUnknown != "" || n.gatewayUnknown != "" {
		return true
	}
	for _, h := range n.halves {
		if h.partlyUnknown() || h.mirror.partlyUnknown() {
			return true
		}
	}
	return false
}

func (h *half) partlyUnknown() bool {
	return h != nil && first(h.prefixesUnknown, h.accessUnknown, h.forwardedUnknown, h.transitUnknown, h.useRemoteUnknown) != ""
}

// nearbyUnknown tells whether an address may be in the network, or in one that is peered with it, as far as that is not known.
func (n *network) nearbyUnknown(a netip.Addr) bool {
	if n.addressSpaceUnknown != "" || n.peersUnknown != "" {
		return true
	}
	if slices.ContainsFunc(n.attachments, func(x *opaqueAttachment) bool { return x.mayHold(n, func(m *network) bool { return m.contains(a) }) }) {
		return true
	}
	return slices.ContainsFunc(n.halves, func(h *half) bool {
		if h.mirror == nil {
			return h.isElsewhere() && (h.kept == nil || containsAddr(h.kept, a)) || h.remote != nil && h.remote.peersUnknown != ""
		}
		return h.prefixesUnknown != "" || h.remote.addressSpaceUnknown != ""
	})
}

// isInSync tells whether the half routes by the address space that the other network has.
func (h *half) isInSync() bool {
	return h.kept == nil || h.remote != nil && len(h.kept) == len(h.remote.Prefixes) &&
		!slices.ContainsFunc(h.kept, func(p netip.Prefix) bool { return !slices.Contains(h.remote.Prefixes, p) })
}

// isElsewhere tells whether the other half of a peering may exist: nothing that is read makes its network, and Azure does not say that it is down.
func (h *half) isElsewhere() bool { return h.remote == nil && h.state == "" }

// hasElsewhere tells whether a network is peered with one that nothing that is read makes.
func (e *Estate) hasElsewhere() bool {
	return slices.ContainsFunc(e.networks, func(n *network) bool { return slices.ContainsFunc(n.halves, (*half).isElsewhere) })
}

// gatewayUnknownOf is why it is not known which gateway the network has, or uses in a peered one.
func (e *Estate) gatewayUnknownOf(n *network) string {
	if h, _ := n.usedHalf(); h != nil {
		return first(n.gatewayUnknown, h.remote.gatewayUnknown)
	}
	return n.gatewayUnknown
}

// isGatewayUnknown tells whether it is not known which gateway the network has, or uses.
func (e *Estate) isGatewayUnknown(n *network) bool {
	mayHaveMirror := func(h *half) bool {
		return h.mirror == nil && (h.isElsewhere() && (h.useRemote || h.useRemoteUnknown != "") || h.remote != nil && h.remote.peersUnknown != "")
	}
	if n.gatewayUnknown != "" || n.peersUnknown != "" || slices.ContainsFunc(n.halves, mayHaveMirror) {
		return true
	}
	h, _ := n.usedHalf()
	return h != nil && h.remote.gatewayUnknown != ""
}
