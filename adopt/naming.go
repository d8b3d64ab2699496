package adopt

import (
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// named is a resource, or a part of one, whose name in Azure a pattern makes.
type named struct {
	in    *template.Resource
	what  string // for a reader: peering "to-hub"
	name  string
	parts map[string]string // by placeholder
}

// writeNaming writes the patterns by which names are made where they are not the default ones. A name that no common pattern makes is
// listed: the intent would make the thing again under another name, which Azure refuses of a peering.
func (im *importer) writeNaming(intent *tree) {
	naming := object()
	im.pattern(naming, "peering", "peer-{local}-to-{remote}", im.peeringNames())
	im.pattern(naming, "routeTable", "rt-{network}", im.tableNames())
	im.pattern(naming, "connection", "con-{local}-to-{remote}", im.connectionNames())
	intent.section("naming", naming)
}

func (im *importer) peeringNames() []named {
	var out []named
	for _, n := range im.networks {
		for _, id := range sortedKeys(n.halves) {
			if o := im.byNet[id]; o != nil && o.halves[n.x.ID] != nil {
				out = append(out, named{n.x, "its peering", n.halves[id].name, map[string]string{"local": n.name, "remote": o.name}})
			}
		}
	}
	return out
}

// tableNames are the route tables that all subnets with a table share in a network.
func (im *importer) tableNames() []named {
	var out []named
	for _, n := range im.networks {
		ids := map[string]int{}
		for _, v := range n.x.Properties.Get("subnets").List() {
			if id := v.Get("properties", "routeTable", "id").ID(); id != "" && !reserved(v.Get("name").String()) {
				ids[id]++
			}
		}
		if x := im.byID[most(ids)]; x != nil && len(ids) == 1 && !n.isHub {
			out = append(out, named{x, "the route table", x.Name, map[string]string{"network": n.name}})
		}
	}
	return out
}

func (im *importer) connectionNames() []named {
	var out []named
	for _, x := range im.of(azure.TypeConnection) {
		p := x.Properties
		here := im.byNet[im.gatewayNetworkOf(p.Get("virtualNetworkGateway1", "id").ID())]
		remote := ""
		if far := im.byNet[im.gatewayNetworkOf(p.Get("virtualNetworkGateway2", "id").ID())]; far != nil {
			remote = far.name
		} else if s := im.siteNames[p.Get("localNetworkGateway2", "id").ID()]; s != "" {
			remote = s
		}
		if here != nil && remote != "" && im.taken[x.ID] {
			out = append(out, named{x, "the connection", x.Name, map[string]string{"local": here.name, "remote": remote}})
		}
	}
	return out
}

// gatewayNetworkOf is the id of the network that the gateway of an id stands in, "" where the gateway is not in the export.
func (im *importer) gatewayNetworkOf(id string) string {
	if x := im.byID[id]; x != nil {
		return gatewayNetwork(x)
	}
	return ""
}

// pattern writes the pattern of a kind where one makes all names and is not the default.
func (im *importer) pattern(naming *tree, kind, byDefault string, all []named) {
	best := byDefault
	if len(all) > 0 && made(byDefault, all) < len(all) {
		if p := patternOf(all[0]); made(p, all) == len(all) {
			best = p
		}
	}
	if best != byDefault {
		naming.text(kind, best)
	}
	for _, n := range all {
		if render(best, n.parts) != n.name {
			im.leave(n.in, "%s is called %q, and the intent calls it %q", n.what, n.name, render(best, n.parts))
		}
	}
}

// made counts the names that a pattern makes.
func made(pattern string, all []named) int {
	n := 0
	for _, x := range all {
		if render(pattern, x.parts) == x.name {
			n++
		}
	}
	return n
}

func render(pattern string, parts map[string]string) string {
	for k, v := range parts {
		pattern = strings.ReplaceAll(pattern, "{"+k+"}", v)
	}
	return pattern
}

// patternOf is the pattern that one name shows, the default's parts all in it; else the name itself. The longest parts are found first.
func patternOf(n named) string {
	keys := sortedKeys(n.parts)
	sort.SliceStable(keys, func(i, j int) bool { return len(n.parts[keys[i]]) > len(n.parts[keys[j]]) })
	out := n.name
	for _, k := range keys {
		if !strings.Contains(out, n.parts[k]) {
			return n.name
		}
		out = strings.Replace(out, n.parts[k], "{"+k+"}", 1)
	}
	return out
}
