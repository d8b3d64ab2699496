package adopt

import (
	"regexp"
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
	im.pattern(naming, "virtualWan", "vwan-{name}", im.madeNames["virtualWan"])
	im.pattern(naming, "hubConnection", "con-{remote}", im.madeNames["hubConnection"])
	im.pattern(naming, "hubRouteTable", "rt-{name}", im.madeNames["hubRouteTable"])
	im.pattern(naming, "vpnSite", "vst-{name}", im.madeNames["vpnSite"])
	im.pattern(naming, "localGateway", "lgw-{network}-{name}", im.madeNames["localGateway"])
	im.pattern(naming, "networkManager", "vnm-{name}", im.madeNames["networkManager"])
	im.pattern(naming, "networkGroup", "ng-{connection}", im.madeNames["networkGroup"])
	im.pattern(naming, "connectivityConfiguration", "cc-{connection}", im.madeNames["connectivityConfiguration"])
	intent.section("naming", naming)
}

// called notes what a resource is called, and of which parts a pattern of its kind has to make that.
func (im *importer) called(kind string, x *template.Resource, parts map[string]string) {
	im.madeNames[kind] = append(im.madeNames[kind], named{x, "it", lastName(x.Name), parts})
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

// pattern writes the pattern of a kind that makes more than half of its names, where the default makes fewer.
func (im *importer) pattern(naming *tree, kind, byDefault string, all []named) {
	best, most := byDefault, made(byDefault, all)
	if most < len(all) {
		for _, p := range patternsOf(all) {
			if n := made(p, all); n > most && 2*n > len(all) {
				best, most = p, n
			}
		}
	}
	if best != byDefault {
		naming.text(kind, best)
	}
	for _, n := range all {
		if render(best, n.parts) != n.name && !im.givesName(kind, n) {
			im.leave(n.in, "%s is called %q, and the intent makes one called %q", n.what, n.name, render(best, n.parts))
		}
	}
}

// madeBy is what a statement makes of one kind: what one network holds, and what it leads to.
type madeBy struct{ kind, local, remote string }

// joins notes which statement makes what of a pair.
func (im *importer) joins(kind string, statement *tree, local, remote string) {
	if im.statements[madeBy{kind, local, remote}] == nil {
		im.statements[madeBy{kind, local, remote}] = statement
	}
}

// joinsBoth notes it for both directions.
func (im *importer) joinsBoth(kind string, statement *tree, a, b string) {
	im.joins(kind, statement, a, b)
	im.joins(kind, statement, b, a)
}

// givesName writes a name that no pattern makes where the statement is, and tells whether it could.
func (im *importer) givesName(kind string, n named) bool {
	local := n.parts["local"]
	if local == "" {
		local = n.parts["network"]
	}
	statement := im.statements[madeBy{kind, local, n.parts["remote"]}]
	if statement == nil || !isGiven.MatchString(n.name) {
		return false
	}
	statement.inside("names").text(local+"-"+n.parts["remote"], n.name)
	return true
}

// isGiven is what the language takes for a name that stands as it is.
var isGiven = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$`)

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

// maxPatterns bounds how many patterns are tried for a kind: those that most names show.
const maxPatterns = 8

// patternsOf are the patterns that names show, those of most names first.
func patternsOf(all []named) []string {
	counts := map[string]int{}
	for _, n := range all {
		if p := patternOf(n); isPattern.MatchString(p) {
			counts[p]++
		}
	}
	out := sortedKeys(counts)
	sort.SliceStable(out, func(i, j int) bool { return counts[out[i]] > counts[out[j]] })
	return out[:min(len(out), maxPatterns)]
}

// isPattern is what the language takes for a pattern, with one placeholder at least.
var isPattern = regexp.MustCompile(`^[A-Za-z0-9{][A-Za-z0-9_.{}-]*\{[A-Za-z0-9_.{}-]*$|^\{[A-Za-z0-9_.{}-]*$`)

// patternOf is the pattern that one name shows: its parts are placeholders where it has them. The longest parts are found first.
func patternOf(n named) string {
	keys := sortedKeys(n.parts)
	sort.SliceStable(keys, func(i, j int) bool { return len(n.parts[keys[i]]) > len(n.parts[keys[j]]) })
	out := n.name
	for _, k := range keys {
		if n.parts[k] != "" {
			out = strings.Replace(out, n.parts[k], "{"+k+"}", 1)
		}
	}
	return out
}
