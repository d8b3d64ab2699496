package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A VPN gateway translates addresses on connections that use its NAT rules. Paths are followed by the addresses that Azure's networks see: those of
// a site after an ingress rule, those of a network before an egress rule. A static rule is the same in both directions, so what is known of a
// path stays known; what a dynamic rule lets begin, and rules of ports, are not followed.
// Source: About NAT on Azure VPN Gateway; Configure NAT rules for your Virtual WAN VPN gateway.

// natRule is a rule of a gateway.
type natRule struct {
	id, name           string
	egress             bool
	internal, external netip.Prefix
	instance           string // of the gateway, "" where it names none
	unknown            string // why what it does is not known: it is dynamic, of ports, or not in the templates
}

// twin tells whether another rule is the same translation.
func (x *natRule) twin(y *natRule) bool {
	return x.egress == y.egress && x.internal == y.internal && x.external == y.external
}

// translation is the rules that a connection uses.
type translation []natRule

// translates puts a static rule's other prefix in the place of the one that the address is in.
func (x *natRule) translates(a netip.Addr) netip.Addr {
	from, to := x.internal.Addr().AsSlice(), x.external.Addr().AsSlice()
	out := a.AsSlice()
	for i := range out { // prefixes of one length: the rest of the address stays, and the way back is the same
		out[i] ^= from[i] ^ to[i]
	}
	moved, _ := netip.AddrFromSlice(out)
	return moved
}

// atSite is the address under which the site knows one of Azure's networks.
func (t translation) atSite(a netip.Addr) netip.Addr {
	for i := range t {
		if t[i].egress && t[i].unknown == "" && t[i].internal.Contains(a) {
			return t[i].translates(a)
		}
	}
	return a
}

// keeps says why the site never sends what is for an address of Azure's: it has the address itself under which it would know that one. "" where
// it sends it.
func (l *link) keeps(a netip.Addr) string {
	seen := l.nat.atSite(a)
	for i := range l.nat {
		x := &l.nat[i]
		if x.egress || x.unknown != "" || !x.internal.Contains(seen) {
			continue
		}
		if seen != a {
			return fmt.Sprintf("the site has %s itself, which is what an egress NAT rule makes of %s", seen, a)
		}
		return fmt.Sprintf("the site has %s itself: NAT rule %q translates %s, and no egress rule gives %s another address there", seen, x.name, x.internal, a)
	}
	if seen != a && l.site != nil && containsAddr(l.site.Prefixes, seen) && !l.nat.given(seen) {
		return fmt.Sprintf("the site has %s itself, which is what an egress NAT rule makes of %s", seen, a)
	}
	return ""
}

// given tells whether it is an ingress rule that gives the site an address.
func (t translation) given(a netip.Addr) bool {
	return slices.ContainsFunc(t, func(x natRule) bool { return !x.egress && x.external.Contains(a) })
}

// divides are prefixes of networks that a site knows under addresses of its own.
func (l *link) divides() []netip.Prefix {
	var own, out []netip.Prefix
	if l.site != nil {
		own = slices.Clone(l.site.Prefixes)
	}
	for i := range l.nat {
		own = append(own, l.nat[i].internal)
	}
	for i := range l.nat {
		x := &l.nat[i]
		for _, p := range own {
			if x.egress && x.unknown == "" && ipnet.Contains(x.external, p) {
				out = append(out, netip.PrefixFrom(x.translates(p.Addr()), p.Bits()))
			}
		}
	}
	return out
}

// partly says why it is not known how a prefix is advertised: a rule translates only a part of it. "" where it is known.
func (t translation) partly(p netip.Prefix) string {
	for i := range t {
		if t[i].egress && t[i].internal != p && t[i].internal.Overlaps(p) {
			return fmt.Sprintf("NAT rule %q translates %s, and %s is advertised", t[i].name, t[i].internal, p)
		}
	}
	return ""
}

// inward are the prefixes of a site as Azure's networks see them, and why they are not all known.
func (t translation) inward(ps []netip.Prefix) (out []netip.Prefix, unknown string) {
	for _, p := range ps {
		moved := p
		for i := range t {
			x := &t[i]
			switch {
			case x.egress:
			case x.unknown != "" && x.internal == p:
				moved = x.external
			case x.unknown == "" && ipnet.Contains(x.internal, p):
				moved = netip.PrefixFrom(x.translates(p.Addr()), p.Bits())
			case x.internal.Overlaps(p):
				unknown = fmt.Sprintf("NAT rule %q translates %s, and the local network gateway has %s", x.name, x.internal, p)
			}
		}
		if !slices.Contains(out, moved) {
			out = append(out, moved)
		}
	}
	return out, unknown
}

// key is equal for connections that translate the same.
func (t translation) key() string {
	var b strings.Builder
	for _, x := range t {
		fmt.Fprint(&b, x.egress, x.internal, x.external, x.unknown)
	}
	return b.String()
}

// natRules reads the rules of gateways: in their bodies, and as resources of their own.
func (r *connector) natRules() {
	r.rules = map[string]*natRule{}
	for _, kind := range []string{azure.TypeGateway, azure.TypeHubVPNGateway} {
		for _, x := range r.of(kind) {
			r.on = x
			for _, v := range r.list(x.Properties.Get("natRules"), fmt.Sprintf("the NAT rules of gateway %q", x.Name)) {
				name := v.Get("name").String()
				r.natRule(x.ID+"/natrules/"+strings.ToLower(name), name, v.Get("properties"))
			}
		}
		for _, x := range r.of(kind + "/natRules") {
			r.on = x
			r.natRule(x.ID, x.Name[strings.LastIndexByte(x.Name, '/')+1:], x.Properties)
		}
	}
}

func (r *connector) natRule(id, name string, p *template.Value) {
	x := &natRule{id: id, name: name, egress: !strings.EqualFold(p.Get("mode").String(), "IngressSnat"), instance: p.Get("ipConfigurationId").ID()}
	for _, side := range []struct {
		path string
		to   *netip.Prefix
	}{{"internalMappings", &x.internal}, {"externalMappings", &x.external}} {
		list := p.Get(side.path).List()
		if len(list) != 1 {
			x.unknown = fmt.Sprintf("NAT rule %q does not have one prefix in %s", name, side.path)
			continue
		}
		v := list[0].Get("addressSpace")
		q, err := netip.ParsePrefix(v.String())
		if err != nil {
			r.notKnown(v, "the %s of NAT rule %q", side.path, name)
			x.unknown = fmt.Sprintf("the %s of NAT rule %q are not known", side.path, name)
			continue
		}
		*side.to = q.Masked()
		if ports := list[0].Get("portRange"); ports != nil && ports.Kind != template.Null && ports.String() != "" {
			x.unknown = fmt.Sprintf("NAT rule %q is of some ports", name)
		}
	}
	for _, field := range []string{"mode", "type"} {
		if r.notKnown(p.Get(field), "the %s of NAT rule %q", field, name) {
			x.unknown = fmt.Sprintf("the %s of NAT rule %q is not known", field, name)
		}
	}
	switch {
	case x.unknown != "":
	case strings.EqualFold(p.Get("type").String(), "Dynamic"):
		x.unknown = fmt.Sprintf("NAT rule %q is dynamic: only one side begins flows", name)
	case x.internal.Bits() != x.external.Bits() || x.internal.Addr().Is4() != x.external.Addr().Is4():
		x.unknown = fmt.Sprintf("NAT rule %q is static, and translates %s to %s", name, x.internal, x.external)
	}
	r.rules[id] = x
}

// translate gives a connection the rules that it uses, by their ids in its properties. Where one is not known, or the routes of BGP are not translated,
// whether the connection carries what it should is not known.
func (r *connector) translate(l *link, p *template.Value, what string) {
	for _, list := range []string{"ingressNatRules", "egressNatRules"} {
		for _, v := range r.list(p.Get(list), fmt.Sprintf("the %s of connection %q", list, what)) {
			id := v.Get("id")
			x := r.rules[id.ID()]
			if x == nil {
				r.notKnown(id, "the %s of connection %q", list, what)
				l.natLost = fmt.Sprintf("a NAT rule of connection %q is not in the %s", what, r.e.from)
				l.unknown = first(l.unknown, l.natLost)
				continue
			}
			if !slices.ContainsFunc(l.nat, func(have natRule) bool { return have.id == x.id }) {
				l.nat = append(l.nat, *x)
			}
			l.unknown = first(l.unknown, x.unknown)
		}
	}
	l.unknown = first(l.unknown, l.nat.ambiguous(), l.nat.half(l.a))
	if len(l.nat) > 0 && l.bgp && !l.a.translates {
		l.unknown = first(l.unknown, fmt.Sprintf("gateway %q does not translate the routes of BGP: what site and gateway tell each other is not known", l.a.name))
	}
}

// ambiguous says which two rules translate the same addresses. Which one applies, no source says; Azure refuses some of these.
// Source: MicrosoftDocs/azure-docs#116404: a prefix overlap on the connection.
func (t translation) ambiguous() string {
	for i := range t {
		for j := range t[:i] {
			x, y := &t[j], &t[i]
			if x.egress == y.egress && x.unknown == "" && y.unknown == "" && !x.twin(y) && x.internal.Overlaps(y.internal) {
				return fmt.Sprintf("NAT rules %q and %q both translate addresses of %s", x.name, y.name, x.internal)
			}
		}
	}
	return ""
}

// half says which rule one instance alone of an active-active gateway of a network has.
// Source: VPN Gateway FAQ, NAT: each rule is applied to a single instance.
func (t translation) half(g *gateway) string {
	if g.hub != nil || !g.activeActive {
		return ""
	}
	for i := range t {
		if !slices.ContainsFunc(t, func(y natRule) bool { return y.twin(&t[i]) && y.instance != t[i].instance }) {
			return fmt.Sprintf("NAT rule %q is of one instance of gateway %q: the other translates nothing", t[i].name, g.name)
		}
	}
	return ""
}

// behindNAT is the site of a connection as Azure's networks see it.
func (l *link) behindNAT(s *localGateway) *localGateway {
	if len(l.nat) == 0 && l.natLost == "" {
		return s
	}
	seen := *s
	var unknown string
	seen.prefixes, unknown = l.nat.inward(s.prefixes)
	seen.prefixesUnknown = first(seen.prefixesUnknown, unknown, l.nat.ambiguous(), l.natLost)
	return &seen
}
