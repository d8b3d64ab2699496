package adopt

import (
	"math/big"
	"net/netip"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/azure"
)

// passesOn are the words of transit between hubs: what is behind one of them that a spoke of another reaches through its own hub.
func (im *importer) passesOn(hubs []*network) []string {
	words := map[string]bool{}
	for _, h := range hubs {
		if !h.isHub || !h.inspects && !im.isSpokeless(h) {
			return nil
		}
		for _, o := range hubs {
			if o == h {
				continue
			}
			for _, spoke := range im.spokesAt(h) {
				for _, far := range im.spokesAt(o) {
					words["spokes"] = words["spokes"] || !joined(far, h) && (im.routed(spoke, far.prefixes, h) || im.routed(h, far.prefixes, o))
				}
				words["hubs"] = words["hubs"] || im.routed(spoke, o.prefixes, h) || im.routed(h, o.prefixes, o) || o.bare && im.routed(o, spoke.prefixes, h)
				for _, s := range im.sites {
					words["sites"] = words["sites"] || s.hub == o.name && (len(h.gateways) == 0 && im.routed(spoke, s.spaces, h) || im.routed(h, s.spaces, o))
				}
			}
		}
	}
	var out []string
	for _, w := range []string{"spokes", "hubs", "sites"} {
		if words[w] {
			out = append(out, w)
		}
	}
	return out
}

// spokesAt are the networks that a hub is peered with and that are no hubs.
func (im *importer) spokesAt(hub *network) []*network {
	return slices.DeleteFunc(im.neighbors(hub), func(n *network) bool { return n.isHub })
}

// writeTransit writes what passes from hub to hub: by words, for the spokes that it is for.
func (im *importer) writeTransit(out *tree, hubs []*network, words []string) {
	var among []transitClass
	if len(words) > 0 && words[0] == "spokes" {
		among = im.transitAmong(hubs)
	}
	switch {
	case len(words) == 0:
	case len(among) > 0:
		im.writeAmong(out, among, words)
	case len(words) == 1 && words[0] == "spokes":
		out.flag("transit", true)
	default:
		out.put("transit", list(words))
	}
}

// routed tells whether a network has a route of its own to some prefixes that leads into a hub. In a spoke those of RFC 1918 as a whole are
// summaries, which say nothing of what is there.
func (im *importer) routed(from *network, to []string, hub *network) bool {
	for _, r := range im.routesOf(from) {
		if r.hop.IsValid() && hub.contains(r.hop) && covers(r.prefix, to) && r.prefix.Bits() > 0 && (from.isHub || !slices.Contains(private, r.prefix)) {
			return true
		}
	}
	return false
}

func covers(p netip.Prefix, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(text string) bool {
		q, err := netip.ParsePrefix(text)
		return err == nil && p.Bits() <= q.Bits() && p.Contains(q.Addr())
	})
}

// transitClass is spokes of several hubs that all reach each other over these.
type transitClass []*network

// transitAmong are the spokes of hubs that reach each other over these, nil where all do, or where no selectors could say it.
func (im *importer) transitAmong(hubs []*network) []transitClass {
	type hubOf struct {
		spokes  []*network
		carried map[*network]bool // of other hubs
		through func(from, to *network) bool
	}
	var all []*network
	for _, h := range hubs {
		all = append(all, im.spokesAt(h)...)
	}
	at, home := map[*network]hubOf{}, map[*network]*network{}
	for _, h := range hubs {
		x := hubOf{spokes: im.spokesAt(h), carried: map[*network]bool{}, through: im.throughFirewall(h.name, h.firewall, all)}
		for _, s := range x.spokes {
			if home[s] != nil {
				return nil // of two of the hubs: it needs no transit
			}
			home[s] = h
		}
		for _, o := range hubs {
			for _, far := range im.spokesAt(o) {
				x.carried[far] = x.carried[far] || o != h && (im.routed(h, far.prefixes, o) ||
					slices.ContainsFunc(x.spokes, func(s *network) bool { return im.routed(s, far.prefixes, h) }))
			}
		}
		at[h] = x
	}
	return classesOf(all, func(a, b *network) bool { return home[a] == home[b] }, func(a, b *network) bool {
		x, y := at[home[a]], at[home[b]]
		return x.carried[b] && y.carried[a] && x.through(a, b) && y.through(a, b) && x.through(b, a) && y.through(b, a)
	})
}

// classesOf divides spokes into sets so that two of different hubs reach each other if a set has both; nil where all do, none does, or it
// cannot be done. Sets are of the spokes' places, as bits.
func classesOf(spokes []*network, together, reaches func(a, b *network) bool) []transitClass {
	partners := make([]big.Int, len(spokes)) // whom of another hub each reaches
	for i, a := range spokes {
		for j, b := range spokes {
			if !together(a, b) && reaches(a, b) {
				partners[i].SetBit(&partners[i], j, 1)
			}
		}
	}
	var sets []*big.Int
	every := true
	for i, a := range spokes {
		if partners[i].Sign() == 0 {
			every = false
			continue
		}
		set := new(big.Int).Set(&partners[i])
		for j, b := range spokes {
			if together(a, b) && partners[j].Cmp(&partners[i]) == 0 {
				set.SetBit(set, j, 1)
			}
		}
		if !slices.ContainsFunc(sets, func(other *big.Int) bool { return other.Cmp(set) == 0 }) {
			sets = append(sets, set)
		}
	}
	for i, a := range spokes {
		for j := i + 1; j < len(spokes); j++ {
			if together(a, spokes[j]) {
				continue
			}
			one := slices.ContainsFunc(sets, func(set *big.Int) bool { return set.Bit(i) == 1 && set.Bit(j) == 1 })
			if one != (partners[i].Bit(j) == 1) {
				return nil
			}
			every = every && one
		}
	}
	if every {
		return nil
	}
	var out []transitClass
	for _, set := range sets {
		var class transitClass
		for i, s := range spokes {
			if set.Bit(i) == 1 {
				class = append(class, s)
			}
		}
		out = append(out, class)
	}
	return out
}

// writeAmong writes for which spokes a transit is, by a label of each set.
func (im *importer) writeAmong(out *tree, among []transitClass, words []string) {
	selectors := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, set := range among {
		selectors.Content = append(selectors.Content, im.labelOf(set).node)
	}
	if len(among) == 1 {
		selectors = selectors.Content[0]
	}
	spokes, transit := object().inline(), object().inline()
	spokes.put("among", selectors)
	transit.add("spokes", spokes)
	for _, w := range words {
		if w != "spokes" {
			transit.flag(w, true)
		}
	}
	out.add("transit", transit)
}

// labelOf puts a label on a set of spokes.
func (im *importer) labelOf(set transitClass) *tree {
	label := im.keyOf(set)
	for _, n := range set {
		for key, value := range label {
			n.labels[key] = value
		}
	}
	return words(label)
}

// keyOf is a label of a set of spokes: that after which the rules between them are called, else a new one.
func (im *importer) keyOf(set transitClass) map[string]string {
	word := im.wordOf(set)
	if word == "" {
		word = im.hubWordOf(set)
	}
	key, value, found := strings.Cut(word, "-")
	if !found || !isLabel(key) || slices.ContainsFunc(set, func(n *network) bool { return n.labels[key] != "" && n.labels[key] != value }) {
		return map[string]string{"transit": set[0].name}
	}
	return map[string]string{key: value}
}

// wordOf is what stands for a set of spokes in the names of IP groups and of route tables of virtual hubs: env-prod of
// ipg-hub-env-prod-spokes-of-hub, or of ipg-hub-env-prod-estate-spokes. "" where there are none.
func (im *importer) wordOf(set transitClass) string {
	var prefixes []string
	for _, n := range set {
		prefixes = append(prefixes, n.prefixes...)
	}
	for _, x := range im.of(azure.TypeIPGroup) {
		addresses := texts(x.Properties.Get("ipAddresses"))
		if len(addresses) == 0 || slices.ContainsFunc(addresses, func(a string) bool { return !slices.Contains(prefixes, a) }) {
			continue
		}
		for _, n := range im.networks {
			rest, ofHub := strings.CutPrefix(x.Name, "ipg-"+n.name+"-")
			word, _, ofSpokes := strings.Cut(rest, "-spokes-of-")
			if ofHub && ofSpokes {
				return word
			}
		}
	}
	return ""
}
