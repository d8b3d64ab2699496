package topology

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// selectedSpokes are the spokes that a transit is for.
type selectedSpokes struct {
	among  []transitClass // those that reach each other: all of both hubs in one, unless the statement selects them
	spokes spokesByHub    // those that reach something beyond the other hub
}

// transitClass is spokes of two hubs that reach each other.
type transitClass struct {
	label  string // of its selector, as a word of names: env-prod; "" where there is none
	spokes spokesByHub
}

func (x transitClass) equal(o transitClass) bool {
	return x.label == o.label && maps.EqualFunc(x.spokes, o.spokes, slices.Equal[[]*network])
}

// spokesByHub is spokes by their hub, each list by name.
type spokesByHub map[*network][]*network

func (b spokesByHub) has(hub, spoke *network) bool {
	_, found := slices.BinarySearchFunc(b[hub], spoke, func(a, s *network) int { return strings.Compare(string(a.id), string(s.id)) })
	return found
}

// selectSpokes finds which spokes of its hubs the transit is for.
func (t *transit) selectSpokes() {
	items := t.m.c.TransitAmong.Items
	if len(items) == 0 {
		t.among = []transitClass{t.class("", nil)}
	}
	for i := range items {
		t.among = append(t.among, t.class(selectorWord(items[i].Labels), items[i].Labels))
	}
	slices.SortStableFunc(t.among, func(x, y transitClass) int { return strings.Compare(x.label, y.label) })
	t.among = slices.CompactFunc(t.among, transitClass.equal)
	t.spokes = spokesByHub{}
	for _, hub := range []*network{t.a, t.b} {
		var lists [][]*network
		for _, x := range t.among {
			if t.hubs || t.sites || len(x.spokes[t.other(hub)]) > 0 {
				lists = append(lists, x.spokes[hub])
			}
		}
		t.spokes[hub] = union(lists...)
	}
}

// class is the spokes of both hubs that have some labels.
func (t *transit) class(label string, labels map[string][]string) transitClass {
	x := transitClass{label: label, spokes: spokesByHub{}}
	for _, hub := range []*network{t.a, t.b} {
		for _, s := range hub.transitSpokes {
			if matches(s, labels) {
				x.spokes[hub] = append(x.spokes[hub], s)
			}
		}
	}
	return x
}

// selectorWord is a selector as a word of names: env-prod, env-prod-stage-tier-app.
func selectorWord(labels map[string][]string) string {
	var words []string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		words = append(words, k)
		words = append(words, slices.Sorted(slices.Values(labels[k]))...)
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, strings.Join(words, "-"))
}

// takeAmong notes which spokes the selectors of a transit take in, and refuses one that joins nobody.
func (r *reading) takeAmong(c *schema.Connection, members []*network, spokesOf func(hub *network) []*network) {
	for i := range c.TransitAmong.Items {
		item := &c.TransitAmong.Items[i]
		var hubs []*network
		for _, hub := range members {
			before := len(r.taken)
			for _, s := range spokesOf(hub) {
				if matches(s, item.Labels) {
					r.take(item, SpokeRole, string(s.id))
				}
			}
			if len(r.taken) > before {
				hubs = append(hubs, hub)
			}
		}
		if len(hubs) > 1 {
			continue
		}
		d := diag.Diagnostic{
			Summary: saySelector(item) + " selects no spokes of the hubs",
			Subject: item.Range(), Label: "joins nothing",
			Why:  fmt.Sprintf("transit joins spokes of different hubs: %s", fewNames(refs(members))),
			Hint: "give spokes of at least two of the hubs these labels, or remove the selector",
		}
		if len(hubs) == 1 {
			d.Summary = fmt.Sprintf("%s selects spokes of hub %q alone", saySelector(item), hubs[0].id)
		}
		r.refuse(codeNoMatch, d)
	}
}

// reachedBy are the spokes of the other hub that a spoke of a hub reaches.
func (t *transit) reachedBy(spoke, hub *network) []*network {
	var lists [][]*network
	for _, x := range t.among {
		if x.spokes.has(hub, spoke) {
			lists = append(lists, x.spokes[t.other(hub)])
		}
	}
	return union(lists...)
}

// joins tells whether the transit joins two networks.
func (t *transit) joins(a, b *network) bool {
	one := func(a, b *network) bool { // a at t.a, b at t.b
		return t.hubs && (t.spokes.has(t.a, a) && b == t.b || a == t.a && t.spokes.has(t.b, b)) ||
			slices.ContainsFunc(t.among, func(x transitClass) bool { return x.spokes.has(t.a, a) && x.spokes.has(t.b, b) })
	}
	return one(a, b) || one(b, a)
}

// transitClassesOf names the classes of a spoke: those that are in the same reach the same spokes of other hubs.
func (r *reading) transitClassesOf(spoke, hub *network) string {
	var out []string
	for _, t := range r.transitsOf(hub) {
		for _, x := range t.among {
			if x.label != "" && x.spokes.has(hub, spoke) {
				out = append(out, string(t.other(hub).id)+"\x01"+x.label)
			}
		}
	}
	return strings.Join(out, "\x00")
}
