package reachability

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/source"
)

// A learned prefix is what a gateway knows from a link.
type learned struct {
	prefix netip.Prefix
	via    *link
	at     source.Range
	open   string // why it is not known whether it learned this
}

// usedGateways are the gateways that the network reaches: its own, else those of the network whose gateways it uses.
func (n *network) usedGateways() []*gateway {
	if len(n.gateways) > 0 {
		return n.gateways
	}
	if h, _ := n.usedHalf(); h != nil {
		return h.remote.gateways
	}
	return nil
}

// prefixesOf are the prefixes that a gateway learns: of its own links, and over links with BGP what stands behind the other
// end, its sites among it, whether they have BGP or not. Without BGP a VNet-to-VNet connection carries the prefixes of the
// network at the other end and no more.
// Source: VPN Gateway FAQ, "VNet-to-VNet connections" and which prefixes a gateway announces by BGP: those of its network and
// of each local network gateway, and what it learned; About BGP with VPN Gateway, transit routing.
func (g *gateway) prefixes() []learned {
	if g.done {
		return g.learned
	}
	g.done = true
	have := map[netip.Prefix]bool{}
	add := func(ps []netip.Prefix, via *link, at source.Range, open string) {
		for _, p := range ps {
			if !have[p] && !overlapsExactly(g.net.Prefixes, p) {
				have[p] = true
				g.learned = append(g.learned, learned{p, via, at, open})
			}
		}
	}
	type step struct {
		at   *gateway
		via  *link // the first link from g
		open string
	}
	g.hides = g.open
	seen := map[*gateway]bool{g: true}
	queue := []step{{at: g}}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, l := range s.at.links {
			via, open := s.via, first(s.open, l.open)
			if via == nil {
				via = l
			}
			if l.site != nil { // static: it is announced to the others as the network is
				add(l.site.prefixes, via, l.site.at, open)
				continue
			}
			if s.via != nil {
				if !l.bgp {
					continue
				}
				open = first(open, l.openBGP)
			}
			far := l.b
			if far == s.at {
				far = l.a
			}
			if far == nil || seen[far] {
				continue
			}
			add(far.net.Prefixes, via, l.at, open)
			g.hides = first(g.hides, far.net.openSpace)
			if l.bgp {
				g.hides = first(g.hides, far.open, far.net.openPeers)
				open = first(open, l.openBGP)
				for _, h := range far.net.halves {
					if h.mirror == nil {
						if h.remote != nil {
							g.hides = first(g.hides, h.remote.openPeers)
						}
						continue
					}
					if ok, why := h.mirror.uses(); ok {
						g.hides = first(g.hides, h.remote.openSpace, h.open)
						add(h.remote.Prefixes, via, l.at, first(open, why))
					}
				}
				seen[far] = true
				queue = append(queue, step{far, via, open})
			}
		}
	}
	return g.learned
}

func overlapsExactly(own []netip.Prefix, p netip.Prefix) bool {
	for _, o := range own {
		if o == p {
			return true
		}
	}
	return false
}
