package topology

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// wanTransit says that of the spokes of two virtual hubs only those reach each other that one selector selects both.
type wanTransit struct {
	a, b *network
	c    *schema.Connection
}

// limitTransit notes that a mesh or peering of virtual hubs joins only some spokes.
func (w *wan) limitTransit(c *schema.Connection, members []*network) {
	if len(c.TransitAmong.Items) == 0 {
		return
	}
	for i, a := range members {
		for _, b := range members[i+1:] {
			w.among = append(w.among, wanTransit{a, b, c})
		}
	}
}

// transitOf is what limits the transit between two hubs, nil for nothing.
func (w *wan) transitOf(a, b *network) *schema.Connection {
	for _, x := range w.among {
		if keyOf(x.a, x.b) == keyOf(a, b) {
			return x.c
		}
	}
	return nil
}

// carries tells whether the transit between two hubs is for a spoke of each.
func (w *wan) carries(a, b, spokeA, spokeB *network) bool {
	c := w.transitOf(a, b)
	return c == nil || slices.ContainsFunc(c.TransitAmong.Items, func(m schema.Member) bool {
		return matches(spokeA, m.Labels) && matches(spokeB, m.Labels)
	})
}

// selectorsOf are the selectors of the transit of a hub that select a spoke of it, as words of names.
func (w *wan) selectorsOf(hub, spoke *network) []string {
	var out []string
	for _, x := range w.among {
		if x.a != hub && x.b != hub {
			continue
		}
		for i := range x.c.TransitAmong.Items {
			if labels := x.c.TransitAmong.Items[i].Labels; matches(spoke, labels) {
				out = append(out, selectorWord(labels))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// spokePair is spokes of two statements of a virtual WAN that reach each other.
type spokePair struct {
	of     [2]*hubAndSpoke
	spokes [2][]*network
	label  string             // of the selector of both, as a word of names; "" for all of them
	by     *schema.Connection // whose selector it is
}

// word names the spokes of one side: estate-spokes, env-prod-estate-spokes.
func (x *spokePair) word(side int) string {
	if x.label == "" {
		return x.of[side].c.Name + "-spokes"
	}
	return x.label + "-" + x.of[side].c.Name + "-spokes"
}

// meetingSpokes are the spokes of two statements that reach each other: all, or some of each by the selectors of a transit.
func meetingSpokes(a, b *hubAndSpoke) []spokePair {
	c := a.hubs[0].wan.transitOf(a.hubs[0], b.hubs[0])
	if c == nil {
		return []spokePair{{of: [2]*hubAndSpoke{a, b}, spokes: [2][]*network{a.spokes, b.spokes}}}
	}
	var out []spokePair
	for i := range c.TransitAmong.Items {
		labels := c.TransitAmong.Items[i].Labels
		x := spokePair{of: [2]*hubAndSpoke{a, b}, label: selectorWord(labels), by: c}
		for side, g := range x.of {
			for _, s := range g.spokes {
				if matches(s, labels) {
					x.spokes[side] = append(x.spokes[side], s)
				}
			}
		}
		if len(x.spokes[0]) > 0 && len(x.spokes[1]) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// meetingGroup is the IP group of one side of a pair.
func (d *policyDraft) meetingGroup(x spokePair, side int) []IPGroupID {
	if x.label == "" {
		return d.spokes(x.of[side])
	}
	var ps []netip.Prefix
	for _, s := range x.spokes[side] {
		ps = append(ps, ipnet.IPv4(s.AddressSpace)...)
	}
	return d.group(x.word(side), ps, connectionOrigin(x.by, "IP group"))
}

// checkWANTransit: each pair of virtual hubs has one transit, and each selector of it joins somebody.
func (r *reading) checkWANTransit(w *wan) {
	for i, x := range w.among {
		for _, o := range w.among[:i] {
			if keyOf(o.a, o.b) == keyOf(x.a, x.b) && !slices.Equal(selectorWords(o.c), selectorWords(x.c)) {
				r.contradictTransit(o.c, x.c, x.a, x.b)
			}
		}
	}
	var done []*schema.Connection
	for _, x := range w.among {
		if slices.Contains(done, x.c) {
			continue
		}
		done = append(done, x.c)
		var hubs []*network
		for _, hub := range w.hubs {
			if slices.ContainsFunc(w.among, func(y wanTransit) bool { return y.c == x.c && (y.a == hub || y.b == hub) }) {
				hubs = append(hubs, hub)
			}
		}
		r.takeAmong(x.c, hubs, func(hub *network) []*network {
			var lists [][]*network
			for _, g := range hub.hubOfWAN {
				if g.spokeToSpoke.mode != "none" {
					lists = append(lists, g.spokes)
				}
			}
			return union(lists...)
		})
	}
}

// selectorWords are the selectors of a transit as words.
func selectorWords(c *schema.Connection) []string {
	var out []string
	for i := range c.TransitAmong.Items {
		out = append(out, selectorWord(c.TransitAmong.Items[i].Labels))
	}
	slices.Sort(out)
	return out
}

// carriesAll tells whether all spokes of two statements reach each other, as far as the transit between their hubs goes.
func (w *wan) carriesAll(a, b *hubAndSpoke) bool {
	return a.hubs[0] == b.hubs[0] || !slices.ContainsFunc(a.spokes, func(s *network) bool {
		return slices.ContainsFunc(b.spokes, func(o *network) bool { return !w.carries(a.hubs[0], b.hubs[0], s, o) })
	})
}
