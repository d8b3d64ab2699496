// Package picture owns the pictures of a network: what is drawn of a topology, where it stands, and how it is printed as SVG, Mermaid and DOT.
//
// It reads rows of a topology and derives nothing: which line passes which firewall is what the rows say that is joined. A path is handed in as
// plain data. It refuses nothing, and draws any topology. Whoever shows networks may enter.
//
// A picture is made in steps, a file each: read.go makes nodes of rows and lines.go lines of what is joined, fold.go makes one stack of alike
// networks, place.go says what stands in which row and column, route.go leads lines between the rows, and svg.go prints. All measures are whole
// pixels, so that the same topology gives the same bytes everywhere.
package picture

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// A Picture is what is drawn of a network.
type Picture struct {
	name    string
	nodes   []*node // in the order in which they were found: hubs, networks, sites, circuits, junctions
	lines   []*line
	steps   []*line // of a path
	columns []*column
	wans    []*wanBand
	path    *Path
	change  bool    // of a network
	outage  *Outage // what is out of service
	layout  *layout
}

// New makes the picture of a topology. Where a path is given, what it passes is never part of a stack, and the path is drawn over the network.
func New(t *topology.Topology, path *Path) *Picture {
	r := newReading(t, path)
	p := &Picture{name: t.Name, path: path}
	r.addNodes()
	r.addLines()
	r.fold()
	p.lines = r.listed
	p.steps = r.pathLines(path)
	p.nodes = r.order
	p.place(r)
	return p
}

// drawn are all lines: those of the network, and those of the path.
func (p *Picture) drawn() []*line { return slices.Concat(p.lines, p.steps) }

// kind is what a node stands for.
type kind int

const (
	hubKind kind = iota
	virtualHubKind
	networkKind
	stackKind
	firewallKind
	applianceKind
	vpnGatewayKind
	expressRouteKind
	siteKind
	siteStackKind
	clientsKind
	circuitKind
	internetKind
	meshKind
)

// words are what a reader calls a node of that kind.
func (k kind) words() string {
	return [...]string{"hub", "virtual hub", "virtual network", "virtual networks", "firewall", "appliance", "VPN gateway", "ExpressRoute gateway",
		"site", "sites", "VPN clients", "ExpressRoute circuit", "internet", "mesh"}[k]
}

func (k kind) isHub() bool { return k == hubKind || k == virtualHubKind }

func (k kind) isGateway() bool { return k == vpnGatewayKind || k == expressRouteKind }

// A node is what is drawn as a box.
type node struct {
	id      string // by which lines and paths name it
	kind    kind
	name    string // in bold
	details []string
	origins []topology.Origin
	mark    mark     // of a change
	hub     *node    // of a part: the network that it stands in
	parts   []*node  // of a hub: gateways, firewalls, appliances
	members []string // of a stack: names, in order
	ranges  []string // of a stack: the address space of each member
	places  []string // of a stack: where the intent has each member

	tenant, location, subscription string // of a network
	ownership                      topology.Ownership
	groups                         []string // the network groups that it is a member of, in words
	wan                            string   // of a virtual hub

	box
}

// box is where a node stands, and its texts in it.
type box struct {
	row         int
	x, y, w, h  int
	titleWidth  int // of a hub: what its name takes
	titleHeight int
	texts       []placedText
}

// A line joins two nodes. Lines that say the same of several nodes are drawn as one with several ends.
type line struct {
	from, to *node // from the side of workloads; to is a hub, a part of one, or what is outside
	style    style
	classes  classes
	label    string
	closed   bool   // all that is joined over it is closed but for flows
	mark     mark   // of a change
	was      *line  // of what is changed: as it was
	part     string // of what is out of service: how much of it, where not all is
	number   string // of a line of a path: its direction and number
	origins  []topology.Origin

	connections []topology.ConnectionID // of gateways
}

// style is what a line means.
type style int

const (
	peeringStyle   style = iota // two networks, directly
	inspectedStyle              // traffic that a firewall or an appliance inspects
	gatewayStyle                // traffic to a gateway that nothing inspects
	vpnStyle
	expressRouteStyle
	directStyle // networks that reach each other without a hub
	thereStyle  // of a path
	backStyle
	lostStyle // of paths that a change touches
	gainedStyle
	elsewhereStyle
	styles int = iota
)

// classes are the classes of traffic that take a line.
type classes int

const (
	toSpokes classes = 1 << iota
	toInternet
	toOnPremises
	toRegions
	toHub
)

// words name the classes, as the lines of a label.
func (c classes) words() []string {
	var list []string
	for _, x := range []struct {
		class classes
		word  string
	}{{toSpokes, "spokes"}, {toRegions, "other hubs"}, {toHub, "hub"}, {toOnPremises, "on-premises"}, {toInternet, "internet"}} {
		if c&x.class != 0 {
			list = append(list, x.word)
		}
	}
	var out []string
	for len(list) > 0 {
		n := min(len(list), 2)
		out = append(out, strings.Join(list[:n], " · "))
		list = list[n:]
	}
	return out
}
