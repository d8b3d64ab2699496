package reachability

import (
	"net/netip"
	"slices"
)

// An advertisement is a prefix that a gateway advertises to sites; via is the link that it learned it from, nil for what is behind it.
type advertisement struct {
	prefix  netip.Prefix
	via     *link
	hops    int
	path    pathLength // without the gateway's own number
	asns    []int64
	unknown string
}

// advertised are the prefixes that a gateway advertises to its sites.
func (g *gateway) advertised() []advertisement {
	if g.advertisements != nil {
		return g.advertisements
	}
	for _, p := range g.net.Prefixes {
		g.advertisements = append(g.advertisements, advertisement{prefix: p})
	}
	if g.hub != nil {
		g.advertisements = append(g.advertisements, g.hub.advertisedTo(g)...)
		return g.advertisements
	}
	for _, h := range g.net.halves {
		if h.mirror == nil {
			continue
		}
		if ok, why := h.mirror.uses(); ok {
			for _, p := range h.remote.Prefixes {
				g.advertisements = append(g.advertisements, advertisement{prefix: p, unknown: first(h.prefixesUnknown, why)})
			}
		}
	}
	if !g.isVPN() {
		return g.advertisements
	}
	for _, l := range g.prefixes() {
		far := l.via.other(g)
		static := far == nil && l.via.local != nil && l.prefix.Bits() > 0 && slices.Contains(l.via.local.prefixes, l.prefix)
		if static || l.via.speaks() && g.passesOn(l.prefix) {
			g.advertisements = append(g.advertisements, advertisement{l.prefix, l.via, l.hops + 1, l.path, l.asns, l.unknown})
		}
	}
	return g.advertisements
}

// advertisementTo is the longest prefix that a gateway advertises over a link and that contains the address, nil where there is none. It
// advertises nothing back to the site that it learned it from, by whatever link, and nothing that the site's number is in; nor counts what the site does
// not accept.
func (g *gateway) advertisementTo(l *link, a netip.Addr) *advertisement {
	var best *advertisement
	list := g.advertised()
	for i := range list {
		t := &list[i]
		switch {
		case !t.prefix.Contains(a) || best != nil && best.prefix.Bits() >= t.prefix.Bits():
		case !l.accepts(t.prefix):
		case t.via != nil && (t.via == l || l.site != nil && t.via.site == l.site):
		case l.local != nil && slices.Contains(t.asns, l.local.speaker.asn):
		default:
			best = t
		}
	}
	return best
}

// passesOn tells whether a gateway advertises on what it learned by BGP.
func (g *gateway) passesOn(p netip.Prefix) bool {
	return p.Bits() > 0 && !slices.ContainsFunc(g.net.Prefixes, p.Overlaps)
}
