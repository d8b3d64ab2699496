// Package reachability owns the judgement of the proof: it computes from ARM templates the routes that Azure
// would make effective, the paths that packets would take, and whether what was promised of the network holds.
//
// It judges by the emitted files and Azure's rules alone: it shares nothing with the compiler but address arithmetic and
// diagnostics. What the intent promises comes in as plain data.
package reachability

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/source"
)

// Network is a virtual network as the templates make it. IDs are whole resource ids in lower case (template.ResourceID).
type Network struct {
	ID, Name string
	Location string
	Prefixes []netip.Prefix
	Subnets  []string // ids
	At       source.Range
}

// Subnet is a subnet of it.
type Subnet struct {
	ID, Name, Network string
	Prefixes          []netip.Prefix
	RouteTable        string // id, "" for none
	At                source.Range
}

// Site is a place outside of Azure, or behind another's gateway, that stands at the other end of connections. No template
// makes it: who calls says what is there. All of it is reached over each of the links.
type Site struct {
	ID       string         // site:dc1
	Prefixes []netip.Prefix // what is behind it, and what it advertises where it has BGP
	Links    []string       // ids of the local network gateways and ExpressRoute circuits that lead there
	Default  bool           // it advertises 0.0.0.0/0 where it has BGP, and passes on what comes to it for the internet
	Sessions []Session      // how it speaks BGP, where that is said
}

// EffectiveRoute is a row of a subnet's effective routes, with Azure's own words.
type EffectiveRoute struct {
	Source         string // Default | User | VirtualNetworkGateway
	State          string // Active | Invalid
	Prefix         netip.Prefix
	NextHopType    string // VnetLocal, VNetPeering, VNetGlobalPeering, VirtualNetworkGateway, VirtualAppliance, Internet, None
	NextHopAddress netip.Addr
	Name           string       // of a user-defined route
	Through        string       // id of what stands behind it: the peered network, the gateway's network, the firewall or load balancer
	At             source.Range // where the template makes it so
}

// Endpoint is where a packet starts or ends: a subnet or a site (by id, with a representative or given address), or the
// internet.
type Endpoint struct {
	Subnet   string     // id
	Site     string     // id
	Address  netip.Addr // given address; invalid: any of the subnet's or the site's
	Internet bool
}

// Flow is the packet's protocol and port; the zero Flow stands for some packet.
type Flow struct {
	Protocol string // tcp | udp | icmp
	Port     int
}

// Hop is a step of a path.
type Hop struct {
	At        string          // id of the subnet, firewall, load balancer, gateway, circuit or site where the packet is
	Kind      string          // subnet | firewall | appliance | gateway | circuit | site | internet
	Address   netip.Addr      // of an appliance or firewall
	Route     *EffectiveRoute // the route that decides where it goes next; nil at the end
	Inspector bool            // a stateful inspector: firewall or appliance
}

// Outcome says how a path ends.
type Outcome string

// How a path ends.
const (
	Delivered Outcome = "delivered"
	Dropped   Outcome = "dropped"
	Loops     Outcome = "loops"
	NotKnown  Outcome = "not known" // it depends on what the templates do not say
)

// Path is one direction of a trace.
type Path struct {
	Hops    []Hop
	Outcome Outcome
	Why     string       // of what is not Delivered: a sentence for a reader
	At      source.Range // the deciding place
	Open    bool         // passed because something that vnetloom does not model decides: an appliance, rules that are not known
	Unseen  []string     // ids of the firewalls that it passes though their rules do not tell: those of a policy that was not read, or domain names

	cause     cause
	contested *half  // of a way back
	stated    bool   // rules deny it that an intent says somebody else's policy has
	target    string // id of the subnet where it is meant to arrive, "" for a site or the internet
	undecided bool   // rules that are not known decide whether it passes
	link      *link  // by which it arrived at a site
}

// Inspectors are the ids (of an appliance without a resource: "network id#address") that the path passes, in order.
func (p Path) Inspectors() []string {
	var out []string
	for _, h := range p.Hops {
		if h.Inspector {
			out = append(out, h.At)
		}
	}
	return out
}

// Contested tells of a way back whether a peering takes it of which it is contested whether it does: the answers come through a firewall
// or an appliance of the peered network, to the network where the flow began, and its half has no allowForwardedTraffic.
func (p Path) Contested() bool { return p.contested != nil }

// Trace is the path there and back.
type Trace struct{ There, Back Path }

// Promises is what an intent promises of the network, as plain data. Networks, subnets, inspectors, gateways and circuits are
// resource ids in lower case; a site is what its Site has; an appliance without a resource of its own is "network id#address".
type Promises struct {
	Names      map[string]string // id -> what the intent calls it: shop, shop/web, hub/firewall
	Joins      []Join
	Appliances []Appliance
	Expect     []Expectation
	Isolate    []Isolation
	Uses       []GatewayUse
	Links      []PromisedLink
	Routes     []WrittenRoute
	Own        []string // ids of subnets with hand-written routes: where a join fails there, it is a warning
	Skip       []string // ids of subnets that do not count where their network is named: reserved, an appliance's, without routing
}

// Join says that every network, subnet or site of A and every one of B reach each other; pairs of sites are their owners'
// business. Via, where not nil, is what inspects on the way from A to B, in order; gateways and circuits count where it names
// one. The word "internet" may stand in B. Closed says that nothing passes between them but Flows, and the answers to these; two
// closed joins of one pair say the same. Direct says that no next hop is between them: what others say of the pair, through one, does not
// count.
type Join struct {
	Name   string // of the connection; "" where it has none
	A, B   []string
	Via    []string
	Closed bool
	Flows  []JoinFlow
	At     source.Range

	Direct bool
}

// JoinFlow is what may pass from each of From to each of To: ids of networks and subnets, or "internet". First to Last are the ports of
// tcp and udp. "icmp" is that of IPv4; "any" is every protocol.
type JoinFlow struct {
	Name        string
	From, To    []string
	Protocol    string
	First, Last int
}

// Appliance says what a template cannot: from which subnet an appliance's machines forward, and which addresses are those of one appliance.
type Appliance struct {
	Address netip.Addr
	Network string
	Egress  string     // subnet id
	First   netip.Addr // by which an appliance of several addresses is named, such as one of each family; zero for Address itself
}

// Expectation is an entry of expect: each of From reaches each of To (or none does).
type Expectation struct {
	Name      string
	From, To  []Endpoint
	Reachable bool
	Via       []string // inspectors and gateways in order, and circuits where one is named; with AnyVia not looked at
	AnyVia    bool
	Flow      Flow
	Down      []string // what is out of service meanwhile, by ids: see Without. Those of a site are its Links
	Failure   string   // what that is, as whoever expects it calls it
	MadeUp    bool     // To is a site that stands for whatever is there: rules of another owner cannot name it
	At        source.Range
}

// Isolation is an entry of isolate: no packet passes between A and B in either direction. They are ids of networks, subnets and sites.
type Isolation struct {
	Name string
	A, B []string
	At   source.Range
}

// GatewayUse says that a network uses the gateways of another: by a peering that offers and uses them.
type GatewayUse struct {
	Network, Gateway string // network ids
	At               source.Range
}

// PromisedLink says that a gateway has a connection. End is the id of a local network gateway, of a circuit or of the gateway
// at the other end.
type PromisedLink struct {
	Gateway, End string
	BGP          bool // routes are exchanged by BGP; always so over a circuit
	FastPath     bool // what comes in over a circuit does not pass the gateway
	At           source.Range
	Far          string // of a VPN between a network and a virtual hub: the gateway that End stands for
}

// WrittenRoute is a route that the intent writes by hand for a subnet.
type WrittenRoute struct {
	Subnet      string
	Prefix      netip.Prefix
	NextHopType string
	Address     netip.Addr // of VirtualAppliance
	At          source.Range
}
