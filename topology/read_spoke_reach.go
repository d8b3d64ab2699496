package topology

import (
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// destination is a prefix of a network that a spoke reaches through its hop.
type destination struct {
	network *network // nil for a site
	site    *site
	prefix  netip.Prefix
	remote  *network // the other hub under transit, nil for a spoke of the same statement
	origin  Origin
}

// spokeReach is where the spokes of the same statements get to through the same hop: everything, and what lies outside the
// private summaries.
type spokeReach struct {
	all, outside []destination
	networks     map[*network]bool
}

// spokeReachOf collects where the spoke's hop between spokes leads; spokes of the same statements share it.
func (r *reading) spokeReachOf(n *network, cache map[string]*spokeReach) *spokeReach {
	var key []string
	for _, g := range n.policy.spokeStatements {
		key = append(key, g.c.Name)
	}
	sort.Strings(key)
	hub := n.policy.spokeToSpoke.network
	k := n.policy.spokeToSpoke.ref() + "\x00" + strings.Join(key, "\x00") + "\x00" + r.transitClassesOf(n, hub)
	if re := cache[k]; re != nil {
		return re
	}
	re := &spokeReach{networks: map[*network]bool{}}
	add := func(to, remote *network, o Origin) {
		re.networks[to] = true
		for _, p := range to.AddressSpace {
			d := destination{network: to, prefix: p, remote: remote, origin: o}
			re.all = append(re.all, d)
			if !ipnet.Private(p) {
				re.outside = append(re.outside, d)
			}
		}
	}
	for _, g := range n.policy.spokeStatements {
		for _, s := range g.spokes {
			add(s, nil, g.origin("route"))
		}
	}
	for _, t := range r.transitsOf(hub) {
		if hub.transitHop != n.policy.spokeToSpoke {
			continue
		}
		other := t.other(hub)
		o := connectionOrigin(t.m.c, "route")
		for _, s := range t.reachedBy(n, hub) {
			add(s, other, o)
		}
		if !t.spokes.has(hub, n) {
			continue
		}
		if t.hubs {
			add(other, other, o)
		}
		for _, s := range t.carried(other) {
			re.addSite(s, o)
		}
	}
	cache[k] = re
	return re
}

func (re *spokeReach) addSite(s *site, o Origin) {
	for _, p := range s.AddressSpace {
		d := destination{site: s, prefix: p, origin: o}
		re.all = append(re.all, d)
		if !ipnet.Private(p) {
			re.outside = append(re.outside, d)
		}
	}
}
