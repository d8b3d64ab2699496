package reachability

import (
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// An Estate is every network that the templates make, and how it routes. Make one with Build; it is for one goroutine at a
// time, since it computes route tables when they are first asked for.
type Estate struct {
	from     origin     // what it was read from
	networks []*network // by id
	byID     map[string]*network
	subnets  map[string]*subnet
	tables   map[string]*routeTable
	groups   map[string]*securityGroup
	firewall []*firewall
	policies map[string]*policy
	gateways map[string]*gateway
	locals   map[string]*localGateway
	deployed map[string]string // ids of services by the ids of the reserved subnets that they are deployed into
	order    *order
	places   map[string]source.Range // of resources by id
	links    []*link                 // by id
	sites    []*site                 // by id
	siteByID map[string]*site
	hubs     map[string]*hub

	made   []template.Resource // what it was built of
	given  []Site
	failed failures // see Without

	tablesUnknown bool              // which table some subnet has is not known
	lost          map[string]string // gateways of which the network is not known, and why

	inspectors map[netip.Addr][]*inspector // known ones, by address
	sameAs     map[egressKey]netip.Addr    // addresses of appliances that have another one by which they are named
	mentioned  *prefixIndex                // made by classes
	prefixes   map[netip.Prefix]bool       // of all networks; made when first asked for
	points     knownPoints
}

type network struct {
	Network
	halves      []*half
	byRemote    map[string]*half
	sub         []*subnet
	byName      map[string]*subnet
	gateways    []*gateway
	fibs        map[*routeTable]*fib
	attachments []*opaqueAttachment
	conn        *hubConn        // with a virtual hub, nil for none
	clusters    []*cluster      // by id
	tags        *template.Value // as the template has them
	isDeployed  bool            // it is what Azure has answered
	ofHub       bool            // a virtual hub is connected to it, by what stands in the network itself

	// Why these are not all known; "" where they are.
	addressSpaceUnknown, subnetsUnknown, peersUnknown, gatewayUnknown string
}

type subnet struct {
	Subnet
	net          *network
	table        *routeTable
	tableUnknown string // why its routes are not known: its table is not, or the templates do not make it
	group        *securityGroup
	groupMissing string // the id of a security group that the templates do not make
	vnetTag      *addrSet
}

// A half is one side of a peering: a virtualNetworkPeerings resource.
type half struct {
	resource      string // id of what makes it: itself, or the network that it stands in; "" where a network manager does
	name          string
	at            source.Range
	local         *network
	remoteID      string
	remote        *network // nil where the templates do not make it
	perhaps       bool     // whether it is made is not known
	mirror        *half    // the other side, nil where it is not there
	access        bool
	forwarded     bool
	transit       bool
	useRemote     bool
	complete      bool
	localSubnets  []string // lower case, sorted; of a peering by subnets
	remoteSubnets []string
	onlyIPv6      bool

	// Of a half that is deployed: its state where that is not Connected, and the address space of the remote network that it was made or
	// last synchronized with, nil where that is not said.
	state string
	isUp  bool // Azure says that it is Connected
	kept  []netip.Prefix

	// Why a flag is not known, or which prefixes the peering is for; "" where it is known.
	prefixesUnknown, accessUnknown, forwardedUnknown, transitUnknown, useRemoteUnknown string
	completeUnknown                                                                    bool
}

// connected tells whether the peering is up: both halves are there, of one kind. Before that it is Initiated and has no
// routes.
// Source: Azure virtual network peering, "Create a peering": Initiated and Connected.
func (h *half) connected() bool {
	return h != nil && h.mirror != nil && h.complete == h.mirror.complete && h.state == "" && h.mirror.state == ""
}

type routeTable struct {
	id, name      string
	location      string
	at            source.Range
	noPropagation bool
	routes        []userRoute
	subnets       []*subnet

	routesUnknown, propagationUnknown string // why the routes, or noPropagation, are not all known
}

type userRoute struct {
	name     string
	prefix   netip.Prefix
	tag      string          // a service tag in place of a prefix
	hop      string          // nextHopType in Azure's words
	hopValue *template.Value // nextHopIpAddress
	addr     netip.Addr
	unknown  string // what the next hop's address is made of, or why the next hop is not known
	perhaps  bool   // whether it is made is not known
	at       source.Range
}

// Networks are the networks that the templates make, by id.
func (e *Estate) Networks() []Network {
	out := make([]Network, 0, len(e.networks))
	for _, n := range e.networks {
		out = append(out, n.Network)
	}
	return out
}

// Subnets are the subnets of all networks, by id.
func (e *Estate) Subnets() []Subnet {
	out := make([]Subnet, 0, len(e.subnets))
	for _, s := range e.subnets {
		out = append(out, s.Subnet)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Found is what a user's word stands for: a network, or one of its subnets. ID is the resource id.
type Found struct {
	ID      string
	Network string // id
	Subnet  bool
}

// Find resolves a user's word without regard to case: a resource id, a network's name, or network/subnet. More than one
// answer means that the word is ambiguous; none, that nothing has this name.
func (e *Estate) Find(name string) []Found {
	word := strings.ToLower(strings.TrimSpace(name))
	if n := e.byID[word]; n != nil {
		return []Found{{ID: n.ID, Network: n.ID}}
	}
	if s := e.subnets[word]; s != nil {
		return []Found{{ID: s.ID, Network: s.Network, Subnet: true}}
	}
	var out []Found
	first, second, both := strings.Cut(word, "/")
	for _, n := range e.networks {
		if strings.ToLower(n.Name) != first {
			continue
		}
		if !both {
			out = append(out, Found{ID: n.ID, Network: n.ID})
		} else if s := n.byName[second]; s != nil {
			out = append(out, Found{ID: s.ID, Network: n.ID, Subnet: true})
		}
	}
	return out
}

// Build makes the estate of the resources of one or several templates. Its diagnostics say what is not read, what is not
// known, and what two deployments make. A resource whose condition is not known counts as made. A path that depends on what
// is not known is NotKnown, or Open where a firewall's or security group's rules are not.
//
// Sites are what stands behind local network gateways and circuits, where that is known; what is not given here is unknown.
//
// Only literals and what the templates evaluate to count. A network manager counts as committed where the templates have no commit of it.
// Not read: in virtual hubs, appliances, BGP connections, route maps and point-to-site; Route Server.
func Build(res []template.Resource, sites ...Site) (*Estate, diag.List) {
	r := &reader{e: newEstate(), byType: map[string][]*template.Resource{}, reported: map[string]bool{}, sites: map[string]*site{}, lacking: map[string]map[string]string{}}
	r.e.from, r.e.made, r.e.given = originOf(res), res, sites
	r.sitesOf(sites)
	r.sort(res)
	r.e.order = orderOf(res)
	r.routeTables()
	r.securityGroups()
	r.virtualNetworks()
	r.childSubnets()
	r.peerings()
	r.managers()
	r.ipGroupsAndPolicies()
	r.virtualHubs()
	r.firewalls()
	r.appliances()
	r.servicesInSubnets()
	r.hubRouting()
	r.gatewaysAndConnections()
	r.hubsElsewhere()
	r.hubsNotHeld()
	r.managersElsewhere()
	r.e.spread()
	r.e.finish()
	r.nextHops()
	r.diags.Sort()
	return r.e, r.diags
}

func newEstate() *Estate {
	return &Estate{
		byID: map[string]*network{}, subnets: map[string]*subnet{}, tables: map[string]*routeTable{}, groups: map[string]*securityGroup{},
		policies: map[string]*policy{}, gateways: map[string]*gateway{}, locals: map[string]*localGateway{}, siteByID: map[string]*site{},
		hubs: map[string]*hub{}, lost: map[string]string{}, sameAs: map[egressKey]netip.Addr{}, inspectors: map[netip.Addr][]*inspector{},
		deployed: map[string]string{}, places: map[string]source.Range{},
		points: knownPoints{ofSites: map[*site][]point{}, ofSubnets: map[*subnet][]point{}},
	}
}

// finish sorts and joins what the readers made.
func (e *Estate) finish() {
	sort.Slice(e.networks, func(i, j int) bool { return e.networks[i].ID < e.networks[j].ID })
	for _, n := range e.networks {
		sort.Slice(n.sub, func(i, j int) bool { return n.sub[i].ID < n.sub[j].ID })
		sort.Slice(n.halves, func(i, j int) bool { return n.halves[i].remoteID < n.halves[j].remoteID })
		for _, s := range n.sub {
			n.Subnets = append(n.Subnets, s.ID)
			if s.table != nil {
				s.table.subnets = append(s.table.subnets, s)
			}
		}
	}
}

// at finds the subnet of the network that contains the address, or nil.
func (n *network) at(a netip.Addr) *subnet {
	for _, s := range n.sub {
		if containsAddr(s.Prefixes, a) {
			return s
		}
	}
	return nil
}

// named is a subnet of the network by its name, nil where it has none.
func (n *network) named(subnet string) *subnet { return n.byName[strings.ToLower(subnet)] }

func (n *network) contains(a netip.Addr) bool { return containsAddr(n.Prefixes, a) }
