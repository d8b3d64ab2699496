package reachability

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// A Session is how a site speaks BGP over one of its connections, where whoever calls says it: no template does. Of what is not said all of the site is
// advertised and everything is accepted.
type Session struct {
	Connection      string         // id
	Advertises      *Advertised    // nil for all of the site
	Receives        []netip.Prefix // what it accepts, with all that is inside; nil for everything
	Prepends        int            // how often its number is in the path beside the one time of BGP
	LocalPreference *int64         // of what it learns over the connection; nil where that is not said
}

// Advertised are prefixes that a site advertises, and whether the default route is among them.
type Advertised struct {
	Prefixes []netip.Prefix
	Default  bool
}

// sessionOver is what is said of a connection of the site, nil for nothing.
func (s *site) sessionOver(connection string) *Session {
	for i := range s.Sessions {
		if s.Sessions[i].Connection == connection {
			return &s.Sessions[i]
		}
	}
	return nil
}

// advertises are the prefixes that the site of the link advertises over it.
func (l *link) advertises() Advertised {
	if l.session != nil && l.session.Advertises != nil {
		return *l.session.Advertises
	}
	return Advertised{l.site.Prefixes, l.site.Default}
}

// prepends is how often a site adds its number to what it advertises over the link.
func (l *link) prepends() int {
	if l.session == nil {
		return 0
	}
	return l.session.Prepends
}

// accepts tells whether the site takes a prefix that Azure advertises over the link.
func (l *link) accepts(p netip.Prefix) bool {
	return l.session == nil || l.session.Receives == nil || ipnet.ContainedInAny(l.session.Receives, p)
}

// refuses tells whether something is advertised to the site that contains an address, and the site does not accept it.
func (l *link) refuses(a netip.Addr) bool {
	return slices.ContainsFunc(l.a.advertised(), func(t advertisement) bool { return t.prefix.Contains(a) && !l.accepts(t.prefix) })
}

// mentioned are the prefixes that are said of the link.
func (l *link) mentioned() []netip.Prefix {
	if l.session == nil {
		return nil
	}
	out := slices.Clone(l.session.Receives)
	if l.session.Advertises != nil {
		out = append(out, l.session.Advertises.Prefixes...)
	}
	return out
}

// key is equal for links of which the same is said.
func (x *Session) key() string {
	if x == nil {
		return ""
	}
	preference, all := int64(-1), ""
	if x.LocalPreference != nil {
		preference = *x.LocalPreference
	}
	if x.Advertises != nil {
		all = fmt.Sprint(*x.Advertises)
	}
	return fmt.Sprint(all, x.Receives, x.Prepends, preference)
}

// The local preference of what a router learns, where nothing else is said.
// Source: Optimize routing for ExpressRoute: the default local preference.
const defaultPreference = 100

// rank is how much the site prefers the link among those whose gateways advertise equal prefixes: by local preference where one of its links has
// one; else a circuit before a tunnel, as Azure does and advises for the other side.
func (l *link) rank() int64 {
	if slices.ContainsFunc(l.site.links, func(o *link) bool { return o.session != nil && o.session.LocalPreference != nil }) {
		if l.session != nil && l.session.LocalPreference != nil {
			return *l.session.LocalPreference
		}
		return defaultPreference
	}
	if l.isVPN() {
		return 0
	}
	return 1
}
