package reachability

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// routeTables reads the tables and their routes.
func (r *reader) routeTables() {
	routes := r.children("routetables", "routes", "routes")
	for _, x := range r.byType["routetables"] {
		t := &routeTable{id: x.ID, name: x.Name, location: x.Location, at: x.At, noPropagation: x.Properties.Get("disableBgpRoutePropagation").True()}
		if v := x.Properties.Get("disableBgpRoutePropagation"); v.IsUnknown() {
			r.unknown(v.At, fmt.Sprintf("the propagation of gateway routes of table %q", x.Name), v.Text)
		}
		for _, c := range routes[x.ID] {
			if u, ok := r.userRoute(t, c); ok {
				t.routes = append(t.routes, u)
			}
		}
		r.e.tables[x.ID] = t
	}
}

// nextHopTypes are Azure's words for the next hops that a user may write.
var nextHopTypes = map[string]string{"virtualnetworkgateway": hopGateway, "vnetlocal": hopLocal, "internet": hopInternet, "virtualappliance": hopAppliance, "none": hopNone}

func (r *reader) userRoute(t *routeTable, c child) (userRoute, bool) {
	u := userRoute{name: c.name, at: c.at}
	prefix := c.props.Get("addressPrefix")
	what := fmt.Sprintf("route %q of table %q", c.name, t.name)
	if prefix.IsUnknown() {
		r.unknown(prefix.At, "the prefix of "+what, prefix.Text)
		return u, false
	}
	if ps, ok := parseAddresses(prefix.String()); ok && len(ps) == 1 {
		u.prefix = ps[0]
	} else {
		u.tag = prefix.String()
	}
	hop := c.props.Get("nextHopType")
	u.hop = nextHopTypes[strings.ToLower(hop.String())]
	if u.hop == "" {
		r.unknown(c.at, "the next hop of "+what, fmt.Sprintf("%q is not one of Internet, None, VirtualAppliance, VirtualNetworkGateway and VnetLocal", hop.String()))
		return u, false
	}
	if u.hop == hopAppliance {
		v := c.props.Get("nextHopIpAddress")
		u.addr = address(v)
		if !u.addr.IsValid() {
			u.unknown = "not given"
			if v.IsUnknown() {
				u.unknown = strings.ToLower(v.Key + " " + v.Text)
			}
		}
	}
	return u, true
}

// virtualNetworks reads networks and subnets.
func (r *reader) virtualNetworks() {
	subnets := r.children("virtualnetworks", "subnets", "subnets")
	for _, x := range r.byType["virtualnetworks"] {
		n := &network{Network: Network{ID: x.ID, Name: x.Name, Location: normalLocation(x.Location), At: x.At}, byRemote: map[string]*half{}, byName: map[string]*subnet{}, fibs: map[*routeTable]*fib{}}
		n.Prefixes = r.prefixes(fmt.Sprintf("the address space of %q", x.Name), x.Properties.Get("addressSpace", "addressPrefixes"), nil)
		for _, c := range subnets[x.ID] {
			r.subnet(n, c)
		}
		r.e.networks = append(r.e.networks, n)
		r.e.byID[n.ID] = n
	}
	for id, list := range subnets {
		if r.e.byID[id] != nil {
			continue
		}
		for _, c := range list { // a subnet of a network that is made elsewhere
			r.unknown(c.at, fmt.Sprintf("the network of subnet %q", c.name), "the templates do not make it")
		}
	}
}

// normalLocation is a location as Azure compares it: West Europe is westeurope.
func normalLocation(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

func (r *reader) subnet(n *network, c child) {
	s := &subnet{Subnet: Subnet{ID: c.id, Name: c.name, Network: n.ID, At: c.at}, net: n}
	s.Prefixes = r.prefixes(fmt.Sprintf("the prefix of subnet %q of %q", c.name, n.Name), c.props.Get("addressPrefixes"), c.props.Get("addressPrefix"))
	if v := c.props.Get("routeTable", "id"); v != nil {
		s.RouteTable = v.ID()
		s.table = r.e.tables[s.RouteTable]
		if s.table == nil {
			s.tableMissing = true
			r.unknown(v.At, fmt.Sprintf("the route table of subnet %q of %q", c.name, n.Name), "the templates do not make it; it counts as empty")
		}
	}
	if v := c.props.Get("networkSecurityGroup", "id"); v != nil {
		if s.group = r.e.groups[v.ID()]; s.group == nil {
			s.groupMissing = v.ID()
			if s.groupMissing == "" {
				s.groupMissing = "?"
			}
		}
	}
	n.sub = append(n.sub, s)
	n.byName[strings.ToLower(c.name)] = s
	r.e.subnets[s.ID] = s
}

// peerings reads the halves and joins each with its mirror.
func (r *reader) peerings() {
	halves := r.children("virtualnetworks", "virtualNetworkPeerings", "virtualNetworkPeerings")
	for id, list := range halves {
		n := r.e.byID[id]
		for _, c := range list {
			if n == nil {
				r.unknown(c.at, fmt.Sprintf("the network of peering %q", c.name), "the templates do not make it")
				continue
			}
			r.half(n, c)
		}
	}
	for _, n := range r.e.networks {
		for _, h := range n.halves {
			if h.remote != nil {
				h.mirror = h.remote.byRemote[n.ID]
			}
		}
	}
}

func (r *reader) half(n *network, c child) {
	p := c.props
	h := &half{name: c.name, at: c.at, local: n, remoteID: p.Get("remoteVirtualNetwork", "id").ID(),
		access: !isFalse(p.Get("allowVirtualNetworkAccess")), forwarded: p.Get("allowForwardedTraffic").True(), transit: p.Get("allowGatewayTransit").True(),
		useRemote: p.Get("useRemoteGateways").True(), complete: !isFalse(p.Get("peerCompleteVnets")), onlyIPv6: p.Get("enableOnlyIPv6Peering").True(),
		localSubnets: lowerNames(p.Get("localSubnetNames").List()), remoteSubnets: lowerNames(p.Get("remoteSubnetNames").List())}
	for _, flag := range []string{"allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways", "peerCompleteVnets"} {
		if v := p.Get(flag); v.IsUnknown() {
			r.unknown(v.At, fmt.Sprintf("%s of peering %q of %q", flag, c.name, n.Name), v.Text)
		}
	}
	if h.remoteID == "" {
		r.unknown(c.at, fmt.Sprintf("the remote network of peering %q of %q", c.name, n.Name), p.Get("remoteVirtualNetwork", "id").String())
		return
	}
	h.remote = r.e.byID[h.remoteID]
	n.halves = append(n.halves, h)
	n.byRemote[h.remoteID] = h
}

func isFalse(v *template.Value) bool { return v != nil && v.Kind == template.Bool && !v.Bool }
