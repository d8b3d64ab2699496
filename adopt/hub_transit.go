package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// readHubTransit finds which spokes of the hubs of a virtual WAN reach each other over these, where not all do: by their route tables, and by
// the rules of the firewalls on the way.
func (im *importer) readHubTransit() {
	im.hubTransit = map[string][]transitClass{}
	of := map[*network]*hubClass{}
	byWAN := map[string][]*network{}
	for _, h := range im.hubs {
		private, _ := im.routingIntent(h)
		var spokes []*network
		for _, c := range h.classes {
			spokes = append(spokes, c.spokes...)
		}
		meets := im.whoMeets(h.name, h.firewall, spokes)
		for _, c := range h.classes {
			for _, s := range c.spokes {
				if of[s] = c; c.isJoined() && (!private || meets[s] != "") {
					byWAN[h.wan] = append(byWAN[h.wan], s)
				}
			}
		}
	}
	for wan, spokes := range byWAN {
		through := map[*hub]func(from, to *network) bool{}
		for _, h := range im.hubs {
			through[h] = func(_, _ *network) bool { return true }
			if private, _ := im.routingIntent(h); private && h.wan == wan {
				through[h] = im.throughFirewall(h.name, h.firewall, spokes)
			}
		}
		im.hubTransit[wan] = classesOf(spokes, func(a, b *network) bool { return of[a].hub == of[b].hub }, func(a, b *network) bool {
			x, y := of[a], of[b]
			return x.meets(y) && through[x.hub](a, b) && through[x.hub](b, a) && through[y.hub](a, b) && through[y.hub](b, a)
		})
	}
}

// writeHubTransit writes which spokes of virtual hubs reach each other over these.
func (im *importer) writeHubTransit(connections *tree) {
	for _, wan := range sortedKeys(im.hubTransit) {
		if len(im.hubTransit[wan]) == 0 {
			continue
		}
		var members []string
		for _, h := range im.hubs {
			if h.wan == wan && len(h.classes) > 0 {
				members = append(members, h.name)
			}
		}
		out := object().inline()
		out.text("kind", "mesh")
		out.put("members", list(members))
		im.writeAmong(out, im.hubTransit[wan], []string{"spokes"})
		connections.add(uniqueIn(connections, "hubs"), out)
		connections.comment("Of the spokes of different hubs only these reach each other.")
	}
}

// selectedBy are the labels of the sets that a spoke of a virtual hub is in, as the names of route tables have them.
func (im *importer) selectedBy(h *hub, spoke *network) []string {
	var out []string
	for _, set := range im.hubTransit[h.wan] {
		if slices.Contains(set, spoke) {
			for key, value := range im.keyOf(set) {
				out = append(out, key+"-"+value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// hubWordOf is what stands for a set of spokes of virtual hubs in the names of IP groups and of route tables: env-prod of
// ipg-hub-env-prod-estate-spokes, and of estate-env-prod beside estate. "" where there are none.
func (im *importer) hubWordOf(set transitClass) string {
	for _, h := range im.hubs {
		var spokes, here []*network
		var prefixes []string
		for _, c := range h.classes {
			spokes = append(spokes, c.spokes...)
			if !slices.ContainsFunc(c.spokes, func(n *network) bool { return !slices.Contains(set, n) }) {
				for _, o := range h.classes {
					if word, ok := strings.CutPrefix(lastName(c.table), lastName(o.table)+"-"); ok {
						return word
					}
				}
			}
		}
		for _, n := range spokes {
			if slices.Contains(set, n) {
				here, prefixes = append(here, n), append(prefixes, n.prefixes...)
			}
		}
		if len(here) == 0 {
			continue
		}
		slices.Sort(prefixes)
		for _, x := range im.of(azure.TypeIPGroup) {
			addresses := slices.Sorted(slices.Values(texts(x.Properties.Get("ipAddresses"))))
			rest, ofSpokes := strings.CutSuffix(x.Name, "-"+im.statementName(h.name, spokes)+"-spokes")
			if !ofSpokes || !slices.Equal(addresses, prefixes) {
				continue
			}
			for _, holder := range im.hubs {
				if word, ok := strings.CutPrefix(rest, "ipg-"+holder.name+"-"); ok {
					return word
				}
			}
		}
	}
	return ""
}
