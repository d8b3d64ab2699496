// Package adopt owns the way from what is deployed to an intent: it reads resources, and writes the intent that a person would have
// written for them.
//
// What it infers it says in a comment of the intent; what it cannot express it lists, and drops nothing in silence. It judges nothing: whether
// the intent makes what is there, its caller finds out by compiling it. It knows resource types, names and the words of the language; it
// enters neither the compiler nor the second opinion.
package adopt

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Options say what of the intent is created. The zero value creates nothing: all of it exists.
type Options struct {
	Without map[string]string             // what is left out, since the compiler refuses it, by its place as PlaceAt has it, with the reason
	Creates func(*template.Resource) bool // whether the intent takes a network, a virtual hub, a virtual WAN or a manager over; nil: none

	asIs map[string]string // ids of what is chosen, and yet is not taken over, with the reason
}

// Result is what was made of resources.
type Result struct {
	Intent []byte          // YAML
	Left   []Left          // what the intent does not say, by type and name
	Used   map[string]bool // ids of what the intent names by id, or leaves to its owner as it is
}

// Left is a resource that is not expressed, or not wholly.
type Left struct {
	Type, Name, ID string
	Why            string
}

// importer is one call of Import.
type importer struct {
	name           string
	creates        func(*template.Resource) bool
	byType         map[string][]*template.Resource // by type in lower case
	byID           map[string]*template.Resource
	taken          map[string]bool // ids that the intent says
	used           map[string]bool // those of them that it names by id
	left           []Left
	passed         map[string]string    // ids of what is left out
	refused        []string             // connections that are left out, and why
	asIs           map[string]string    // ids of networks that were chosen to be created and are not, and why
	lacks          []*template.Resource // what is not held
	networks       []*network
	elsewhere      []*template.Resource // networks that the export does not have
	sites          []*site
	routeLabels    map[string]string // by prefix
	siteNames      map[string]string // by the ids of local network gateways and VPN sites
	circuitMembers []circuitMember
	overCircuits   []privateTunnel
	circuits       map[string]string         // names of circuits by id
	managedPairs   map[[2]string]bool        // ids of networks that a manager peers
	wans           map[string]string         // names of virtual WANs by id
	hubs           []*hub                    // virtual ones
	hubTransit     map[string][]transitClass // by virtual WAN: the spokes of its hubs that reach each other over these, where not all do
	byNet          map[string]*network
	groups         map[string]*group  // the settings of resource groups, by id
	madeNames      map[string][]named // what is called by a pattern of naming, by kind
	statements     map[madeBy]*tree   // by what each joins, so that names can be given there
	byItself       map[string]*tree   // what is written of things that have azureName, by the ids of what has the name

	subscriptions map[string]string // names by UUID; empty where there is one
	location      string            // the default
	group         string
	tags          map[string]string
}

// Import makes an intent of that name of what is deployed. Resources that say nothing of networking are passed over.
func Import(name string, resources []template.Resource, o Options) *Result {
	var w without
	var passed []Left
	if len(o.Without) > 0 {
		im, _, connections := read(name, resources, o, nil)
		w = o.except(im, connections)
		resources, passed = kept(resources, w)
	}
	im, intent, connections := read(name, resources, o, w.resources)
	im.left = append(im.left, passed...)
	for _, l := range passed {
		im.refused = append(im.refused, l.Name+": "+l.Why)
	}
	im.leaveOut(intent, connections, w)
	intent.section("connections", connections)
	im.listLeft()
	var out bytes.Buffer
	fmt.Fprintf(&out, "# What is deployed, as `vnetloom import` has read it. Comments say what was inferred: read them before you deploy.\n")
	for _, line := range im.notHeld() {
		fmt.Fprintf(&out, "# %s\n", line)
	}
	for _, why := range im.refused {
		fmt.Fprintf(&out, "# Left out, since it would be refused: %s.\n", oneLine(why))
	}
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(intent.node); err != nil {
		panic(err) // a tree of our own
	}
	return &Result{Intent: out.Bytes(), Left: im.left, Used: im.used}
}

// read makes the parts of an intent; its connections are not in it yet. What is passed over stands for nothing.
func read(name string, resources []template.Resource, o Options, passed map[string]string) (im *importer, intent, connections *tree) {
	im = &importer{name: name, passed: passed, asIs: o.asIs, creates: o.Creates, byType: map[string][]*template.Resource{}, byID: map[string]*template.Resource{},
		taken: map[string]bool{}, used: map[string]bool{},
		byNet: map[string]*network{}, siteNames: map[string]string{}, routeLabels: map[string]string{},
		circuits: map[string]string{}, wans: map[string]string{}, managedPairs: map[[2]string]bool{}, madeNames: map[string][]named{},
		statements: map[madeBy]*tree{}, byItself: map[string]*tree{}, subscriptions: map[string]string{}}
	for i := range resources {
		x := &resources[i]
		if x.Lacks != "" {
			im.lacks = append(im.lacks, x)
			continue
		}
		im.byType[strings.ToLower(x.Type)] = append(im.byType[strings.ToLower(x.Type)], x)
		im.byID[x.ID] = x
	}
	if im.creates == nil {
		im.creates = func(*template.Resource) bool { return false }
	}
	im.standIns()
	im.places()
	im.readNetworks()
	intent = object()
	intent.text("vnetloom", "v1")
	intent.text("name", name)
	im.writePlaces(intent)
	naming := len(intent.node.Content) // it stands here, and is known last
	im.writeWANs(intent)
	connections = object()
	sites, circuits := object(), object()
	im.findHubs()
	tunnels := object()
	im.gatewayConnections(tunnels, sites, circuits)
	im.peerings(connections)
	for i := 0; i < len(tunnels.node.Content); i += 2 {
		connections.put(uniqueIn(connections, tunnels.node.Content[i].Value), tunnels.node.Content[i+1])
	}
	im.managed(intent, connections)
	im.leaveMadePeerings()
	im.readHubClasses()
	hubs := object()
	for _, h := range im.hubs {
		hubs.add(h.name, im.writeHub(h, connections, sites, circuits))
	}
	im.writeHubTransit(connections)
	im.circuitStatements(connections)
	im.settleSites(sites, circuits) // what is behind them tells which routes are derived
	for _, n := range im.networks { // next hops make appliances of other networks
		for _, r := range im.routesOf(n) {
			im.byHand(n, r)
		}
	}
	networks := object()
	for _, n := range im.networks {
		if n.external {
			networks.add(n.name, im.writeElsewhere(n))
			networks.comment(im.whence(n))
			continue
		}
		networks.add(n.name, im.writeNetwork(n))
		if n.odd != "" && im.creates(n.x) {
			networks.comment(fmt.Sprintf("It is used as it is, and not created: its subnet %q has a name that the language does not take.", n.odd))
		}
		if why := im.asIs[n.x.ID]; why != "" {
			networks.comment(fmt.Sprintf("It is used as it is, and not created: %s.", oneLine(why)))
		}
	}
	for _, n := range im.networks {
		if why := im.asIs[n.x.ID]; why != "" {
			im.leave(n.x, "it is used as it is, and not created: %s", why)
		}
	}
	networks.node.Content = append(networks.node.Content, hubs.node.Content...)
	patterns := object()
	im.writeNaming(patterns)
	intent.node.Content = slices.Insert(intent.node.Content, naming, patterns.node.Content...)
	intent.section("networks", networks)
	intent.section("sites", sites)
	intent.section("circuits", circuits)
	return im, intent, connections
}

// notHeld says what the files do not have: a line for each subscription and reason.
func (im *importer) notHeld() []string {
	words := map[[2]string][]string{}
	for _, x := range im.lacks {
		why := x.Lacks[strings.Index(x.Lacks, ": ")+2:]
		words[[2]string{x.Subscription, why}] = append(words[[2]string{x.Subscription, why}], lastName(x.Type))
	}
	var out []string
	for of, kinds := range words {
		slices.Sort(kinds)
		out = append(out, oneLine(fmt.Sprintf("Of subscription %s not known, since %s: %s.", of[0], of[1], strings.Join(slices.Compact(kinds), ", "))))
	}
	slices.Sort(out)
	return out
}

// of are the resources of a type, by id.
func (im *importer) of(kind string) []*template.Resource { return im.byType[strings.ToLower(kind)] }

// take notes that the intent says a resource.
func (im *importer) take(x *template.Resource) {
	if x != nil {
		im.taken[x.ID] = true
	}
}

// leave lists a resource, or a part of one, that the intent does not say.
func (im *importer) leave(x *template.Resource, format string, args ...any) {
	im.left = append(im.left, Left{x.Type, x.Name, x.ID, fmt.Sprintf(format, args...)})
}

// listLeft lists the resources of networking that nothing has said anything of.
func (im *importer) listLeft() {
	listed := map[string]bool{}
	for _, l := range im.left {
		listed[l.ID] = true
	}
	for _, x := range im.byID {
		if !im.taken[x.ID] && !listed[x.ID] && strings.HasPrefix(strings.ToLower(x.Type), strings.ToLower(azure.Provider)) {
			im.leave(x, "%s", im.wordless(x))
		}
	}
	sort.Slice(im.left, func(i, j int) bool {
		a, b := im.left[i], im.left[j]
		if a.Type != b.Type {
			return a.Type < b.Type
		}
		if a.ID != b.ID {
			return a.ID < b.ID
		}
		return a.Why < b.Why
	})
}
