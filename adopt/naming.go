package adopt

import (
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// named is a resource, or a part of one, whose name in Azure a pattern makes.
type named struct {
	in    *template.Resource
	what  string // for a reader: peering "to-hub"
	name  string
	parts map[string]string // by placeholder
}

// writeNaming writes the patterns by which names are made where they are not the default ones, and names that no common pattern makes: the intent
// would make the thing again under another name, which Azure refuses of a peering.
func (im *importer) writeNaming(intent *tree) {
	naming := object()
	im.pattern(naming, "peering", "peer-{local}-to-{remote}", im.peeringNames())
	im.tableNames()
	im.pattern(naming, "routeTable", "rt-{network}", im.madeNames["routeTable"])
	im.pattern(naming, "subnetRouteTable", "rt-{network}-{subnet}", im.madeNames["subnetRouteTable"])
	im.pattern(naming, "connection", "con-{local}-to-{remote}", im.connectionNames())
	for _, k := range []struct{ kind, byDefault string }{
		{"virtualWan", "vwan-{name}"}, {"hubConnection", "con-{remote}"}, {"hubRouteTable", "rt-{name}"}, {"vpnSite", "vst-{name}"},
		{"localGateway", "lgw-{network}-{name}"}, {"networkManager", "vnm-{name}"}, {"networkGroup", "ng-{connection}"},
		{"connectivityConfiguration", "cc-{connection}"}, {"publicAddress", "pip-{name}"}, {"loadBalancer", "lb-{network}-{name}"},
	} {
		im.pattern(naming, k.kind, k.byDefault, im.madeNames[k.kind])
	}
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
			if o := im.byNet[id]; o != nil && o.halves[n.x.ID] != nil && !n.external {
				out = append(out, named{n.x, "its peering", n.halves[id].name, map[string]string{"local": n.name, "remote": o.name}})
			}
		}
	}
	return out
}

// tableNames notes the route tables of created networks: the one of most subnets is the network's, and any other is of its subnets.
func (im *importer) tableNames() {
	for _, n := range im.networks {
		of := map[string][]string{} // ordinary subnets by table
		for _, v := range n.x.Properties.Get("subnets").List() {
			id, subnet := v.Get("properties", "routeTable", "id").ID(), v.Get("name").String()
			switch {
			case n.exists || im.byID[id] == nil || im.othersTable(n, v, im.byID[id]):
			case reserved(subnet), im.alone(n, id) && im.anyByHand(n, v): // a subnet with routes of its own has a table of its own
				im.calledTable(id, "subnetRouteTable", map[string]string{"network": n.name, "subnet": subnet})
			default:
				of[id] = append(of[id], subnet)
			}
		}
		whole := ""
		for _, id := range sortedKeys(of) {
			if whole == "" || im.byID[id].Name == "rt-"+n.name || im.byID[whole].Name != "rt-"+n.name && len(of[id]) > len(of[whole]) {
				whole = id
			}
		}
		for _, id := range sortedKeys(of) {
			if id == whole && (len(of[id]) > 1 || im.byID[id].Name != "rt-"+n.name+"-"+of[id][0]) {
				im.calledTable(id, "routeTable", map[string]string{"network": n.name})
				continue
			}
			for _, subnet := range of[id] {
				im.calledTable(id, "subnetRouteTable", map[string]string{"network": n.name, "subnet": subnet})
			}
		}
	}
}

// alone tells whether one subnet of a network has a table, and no other.
func (im *importer) alone(n *network, table string) bool {
	count := 0
	for _, v := range n.x.Properties.Get("subnets").List() {
		if v.Get("properties", "routeTable", "id").ID() == table {
			count++
		}
	}
	return count == 1
}

// anyByHand tells whether the intent says a route of a subnet one by one.
func (im *importer) anyByHand(n *network, subnet *template.Value) bool {
	return slices.ContainsFunc(im.routesOfSubnet(subnet), func(r route) bool { return im.byHand(n, r) != "" })
}

func (im *importer) calledTable(id, kind string, parts map[string]string) {
	im.madeNames[kind] = append(im.madeNames[kind], named{im.byID[id], "the route table", im.byID[id].Name, parts})
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
		if remote == "" {
			peer, _, _ := strings.Cut(p.Get("peer", "id").ID(), "/peerings/")
			remote = im.circuits[peer]
		}
		if here != nil && remote != "" && im.taken[x.ID] {
			out = append(out, named{x, "the connection", x.Name, map[string]string{"local": here.name, "remote": remote}})
		}
	}
	return append(out, im.madeNames["connection"]...)
}

// gatewayNetworkOf is the id of the network that the gateway of an id stands in, "" where the gateway is not in the export.
func (im *importer) gatewayNetworkOf(id string) string {
	if x := im.byID[id]; x != nil {
		return gatewayNetwork(x)
	}
	return ""
}

// pattern writes the pattern of a kind that makes more than half of its names, where the default makes fewer, and the names that it does not make.
func (im *importer) pattern(naming *tree, kind, byDefault string, all []named) {
	best, most := byDefault, made(byDefault, all)
	if most < len(all) {
		for _, p := range patternsOf(all) {
			if n := made(p, all); n > most && 2*n > len(all) && n > 1 {
				best, most = p, n
			}
		}
	}
	given := map[string]string{}
	for _, n := range all {
		switch word := wordOf(n.parts); {
		case render(best, n.parts) == n.name || im.givesName(kind, n):
		case !isGiven().MatchString(n.name) || !isWord().MatchString(word) || given[word] != "":
			im.leave(n.in, "%s is called %q, and the intent makes one called %q", n.what, n.name, render(best, n.parts))
		default:
			given[word] = n.name
		}
	}
	switch {
	case len(given) > 0:
		of := object().inline()
		if best != byDefault {
			of.text("default", best)
		}
		for _, word := range sortedKeys(given) {
			of.text(word, given[word])
		}
		naming.add(kind, of)
	case best != byDefault:
		naming.text(kind, best)
	}
}

// wordOf is what `naming` calls that of which some placeholders stand for these: the network first.
func wordOf(parts map[string]string) string {
	var words []string
	for _, p := range []string{"network", "local", "connection", "subnet", "name", "remote"} {
		if parts[p] != "" {
			words = append(words, parts[p])
		}
	}
	return strings.Join(words, "-")
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

// givesName writes a name that no pattern makes where the thing stands that it is of, or the statement, and tells whether it could.
func (im *importer) givesName(kind string, n named) bool {
	if t := im.byItself[n.in.ID]; t != nil && isGiven().MatchString(n.name) && im.hasOneName(t) {
		if t.textAt("azureName") == "" {
			t.text("azureName", n.name)
		}
		return true
	}
	local := n.parts["local"]
	if local == "" {
		local = n.parts["network"]
	}
	statement := im.statements[madeBy{kind, local, n.parts["remote"]}]
	if statement == nil || !isGiven().MatchString(n.name) {
		return false
	}
	statement.inside("names").text(local+"-"+n.parts["remote"], n.name)
	return true
}

// hasOneName tells whether all that is made of one thing has the same name.
func (im *importer) hasOneName(t *tree) bool {
	names := map[string]bool{}
	for _, all := range im.madeNames {
		for _, n := range all {
			if im.byItself[n.in.ID] == t {
				names[n.name] = true
			}
		}
	}
	return len(names) == 1
}

// isGiven is what the language takes for a name that stands as it is.
var isGiven = pattern.Lazy(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$`)

// isWord is what the language takes for the word of a name.
var isWord = pattern.Lazy(`^[A-Za-z0-9]([A-Za-z0-9_.-]{0,158}[A-Za-z0-9_])?$`)

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
		if p := patternOf(n); isPattern().MatchString(p) {
			counts[p]++
		}
	}
	out := sortedKeys(counts)
	sort.SliceStable(out, func(i, j int) bool { return counts[out[i]] > counts[out[j]] })
	return out[:min(len(out), maxPatterns)]
}

// isPattern is what the language takes for a pattern, with one placeholder at least.
var isPattern = pattern.Lazy(`^[A-Za-z0-9{][A-Za-z0-9_.{}-]*\{[A-Za-z0-9_.{}-]*$|^\{[A-Za-z0-9_.{}-]*$`)

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
