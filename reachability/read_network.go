package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// routeTables reads the tables and their routes.
func (r *reader) routeTables() {
	routes, unknown := r.children(azure.TypeRouteTable, azure.TypeRoute)
	for _, x := range r.of(azure.TypeRouteTable) {
		r.on = x
		t := &routeTable{id: x.ID, name: x.Name, location: x.Location, at: x.At, noPropagation: x.Properties.Get("disableBgpRoutePropagation").True()}
		t.routesUnknown = unknown[x.ID]
		if v := x.Properties.Get("disableBgpRoutePropagation"); r.notKnown(v, "disableBgpRoutePropagation of table %q", x.Name) {
			t.propagationUnknown = fmt.Sprintf("disableBgpRoutePropagation of table %q is not known: %s", x.Name, v.Text)
		}
		for _, c := range routes[x.ID] {
			if u, ok := r.userRoute(t, c); ok {
				t.routes = append(t.routes, u)
			}
		}
		r.e.tables[x.ID] = t
	}
}

func (r *reader) userRoute(t *routeTable, c child) (userRoute, bool) {
	u := userRoute{name: c.name, at: c.at, perhaps: c.perhaps}
	prefix := c.props.Get("addressPrefix")
	what := fmt.Sprintf("route %q of table %q", c.name, t.name)
	if prefix.IsUnknown() && r.notKnown(prefix, "the prefix of %s", what) {
		t.routesUnknown = fmt.Sprintf("the prefix of route %q is not known", c.name)
		return u, false
	}
	switch ps, ok := parseAddresses(prefix.String()); {
	case ok && len(ps) == 1:
		u.prefix = ps[0]
		if p, err := netip.ParsePrefix(prefix.String()); err == nil {
			r.hostBits(prefix, what, p)
		}
	case isName(prefix.String()):
		u.tag = prefix.String()
		r.diags.Add(codeServiceTag, diag.Diagnostic{
			Subject: prefix.At,
			Summary: fmt.Sprintf("%s has service tag %q as its prefix and is not checked", what, u.tag),
			Why:     "the addresses of a service tag change and are not in what is read; they are public",
		})
	default:
		at := c.at
		if prefix != nil {
			at = prefix.At
		}
		r.refused(at, "the prefix of "+what, fmt.Sprintf("%q is neither an address prefix nor the name of a service tag", prefix.String()))
		t.routesUnknown = fmt.Sprintf("the prefix of route %q is not valid", c.name)
		return u, false
	}
	hop := c.props.Get("nextHopType")
	if i := slices.IndexFunc(azure.NextHops, func(kind string) bool { return strings.EqualFold(kind, hop.String()) }); i >= 0 {
		u.hop = azure.NextHops[i]
	}
	if u.hop == "" && r.notKnown(hop, "the next hop of %s", what) {
		u.hop, u.unknown = hopUnknown, "the next hop is not known: "+hop.Text
		return u, true
	}
	if u.hop == "" {
		u.hop, u.unknown = hopUnknown, "its next hop type does not exist"
		r.refused(c.at, "the next hop of "+what, fmt.Sprintf("%q is not one of %s", hop.String(), oneOf(azure.NextHops)))
		return u, true
	}
	if u.hop == hopAppliance {
		v := c.props.Get("nextHopIpAddress")
		u.addr, u.hopValue = address(v), v
		if !u.addr.IsValid() {
			u.unknown = "not given"
			if v.IsUnknown() {
				u.unknown = strings.ToLower(v.Key + " " + v.Text)
			}
		}
	}
	return u, true
}

// oneOf joins words for a sentence: a, b and c.
func oneOf(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// virtualNetworks reads networks and subnets.
func (r *reader) virtualNetworks() {
	subnets, unknown := r.children(azure.TypeVirtualNetwork, azure.TypeSubnet)
	for _, x := range r.of(azure.TypeVirtualNetwork) {
		r.on = x
		n := &network{
			Network: Network{ID: x.ID, Name: x.Name, Location: normalLocation(x.Location), At: x.At}, byRemote: map[string]*half{},
			byName: map[string]*subnet{}, fibs: map[*routeTable]*fib{}, tags: x.Body.Get("tags"), isDeployed: x.Deployed,
		}
		n.subnetsUnknown = unknown[x.ID]
		n.Prefixes, n.addressSpaceUnknown = r.prefixes(fmt.Sprintf("the address space of %q", x.Name), x.Properties.Get("addressSpace", "addressPrefixes"), nil)
		r.disallowed(x.Properties.Get("addressSpace", "addressPrefixes"), x.Name)
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
			r.notMade(c.at, fmt.Sprintf("the network of subnet %q", c.name), "the subnet is ignored")
		}
	}
}

// normalLocation is a location as Azure compares it: West Europe is westeurope.
func normalLocation(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

func (r *reader) subnet(n *network, c child) {
	s := &subnet{Subnet: Subnet{ID: c.id, Name: c.name, Network: n.ID, At: c.at}, net: n}
	var unknown string
	s.Prefixes, unknown = r.prefixes(fmt.Sprintf("the prefix of subnet %q of %q", c.name, n.Name), c.props.Get("addressPrefixes"), c.props.Get("addressPrefix"))
	if unknown != "" {
		n.subnetsUnknown = fmt.Sprintf("the prefix of subnet %q is not known: %s", c.name, unknown)
	}
	if v := c.props.Get("routeTable", "id"); v != nil && v.Kind != template.Null {
		s.RouteTable = v.ID()
		s.table = r.e.tables[s.RouteTable]
		switch {
		case s.table != nil:
		case s.RouteTable == "" && r.notKnown(v, "the route table of subnet %q of %q", c.name, n.Name):
			s.tableUnknown = fmt.Sprintf("the route table of subnet %q of %q is not known", c.name, n.Name)
			r.e.tablesUnknown = true
		default:
			s.tableUnknown = fmt.Sprintf("the route table of subnet %q of %q is not in the %s", c.name, n.Name, r.e.from)
			r.elsewhere(v.At, fmt.Sprintf("the route table of subnet %q of %q", c.name, n.Name), "how traffic of the subnet is routed is not known")
		}
	}
	if v := c.props.Get("networkSecurityGroup", "id"); v != nil && v.Kind != template.Null {
		if v.ID() == "" {
			r.notKnown(v, "the security group of subnet %q of %q", c.name, n.Name)
		}
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
	halves, unknown := r.children(azure.TypeVirtualNetwork, azure.TypePeering)
	for _, x := range r.of(azure.TypeVirtualNetwork) {
		if n := r.e.byID[x.ID]; n != nil {
			n.peersUnknown = unknown[x.ID]
		}
	}
	for id, list := range halves {
		n := r.e.byID[id]
		for _, c := range list {
			if n == nil {
				r.elsewhere(c.at, fmt.Sprintf("the network of peering %q", c.name), "the peering is ignored")
				r.mayBePeered(id, c.name)
				continue
			}
			r.half(n, c)
		}
	}
	r.e.mirror()
}

// mayBePeered says of the networks of a name that a half may be theirs: its template is for a resource group that it does not name.
func (r *reader) mayBePeered(id, half string) {
	name := id[strings.LastIndexByte(id, '/')+1:]
	for _, n := range r.e.networks {
		if strings.Contains(id, "{") && strings.EqualFold(n.Name, name) {
			n.peersUnknown = first(n.peersUnknown, fmt.Sprintf("peering %q may be of %q: where its template is deployed to is not known", half, n.Name))
		}
	}
}

// mirror joins each half with the other one.
func (e *Estate) mirror() {
	for _, n := range e.networks {
		for _, h := range n.halves {
			if h.remote != nil {
				h.mirror = h.remote.byRemote[n.ID]
			}
		}
	}
	for _, n := range e.networks {
		for _, h := range n.halves {
			m := h.mirror
			if m == nil {
				continue
			}
			if h.completeUnknown && !m.completeUnknown { // Azure takes no other
				h.complete = m.complete
			}
			h.prefixesUnknown = first(h.prefixesUnknown, m.prefixesUnknown)
			if !h.complete {
				h.prefixesUnknown = first(h.prefixesUnknown, h.remote.subnetsUnknown)
			}
		}
	}
}

func (r *reader) half(n *network, c child) {
	p := c.props
	if n.isDeployed && strings.HasPrefix(c.name, hubPeering) {
		n.ofHub = true
		return
	}
	h := &half{resource: c.made, name: c.name, at: c.at, perhaps: c.perhaps, local: n, remoteID: p.Get("remoteVirtualNetwork", "id").ID(),
		access: !isFalse(p.Get("allowVirtualNetworkAccess")), forwarded: p.Get("allowForwardedTraffic").True(), transit: p.Get("allowGatewayTransit").True(),
		useRemote: p.Get("useRemoteGateways").True(), complete: !isFalse(p.Get("peerCompleteVnets")), onlyIPv6: p.Get("enableOnlyIPv6Peering").True(),
		localSubnets: lowerNames(p.Get("localSubnetNames").List()), remoteSubnets: lowerNames(p.Get("remoteSubnetNames").List())}
	if p.IsUnknown() {
		r.notKnown(p, "the content of peering %q of %q", c.name, n.Name)
	}
	for i, flag := range []string{
		"allowVirtualNetworkAccess", "allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways", "peerCompleteVnets",
		"enableOnlyIPv6Peering", "localSubnetNames", "remoteSubnetNames",
	} {
		v := p.Get(flag)
		if !v.IsUnknown() && !slices.ContainsFunc(v.List(), (*template.Value).IsUnknown) {
			continue
		}
		r.anyUnknown(v, "%s of peering %q of %q", flag, c.name, n.Name)
		unknown := &h.prefixesUnknown
		if i < 4 {
			unknown = []*string{&h.accessUnknown, &h.forwardedUnknown, &h.transitUnknown, &h.useRemoteUnknown}[i]
		}
		*unknown = fmt.Sprintf("%s of peering %q of %q is not known", flag, c.name, n.Name)
	}
	h.completeUnknown = p.Get("peerCompleteVnets").IsUnknown()
	if n.isDeployed {
		h.readState(p)
	}
	if h.remoteID == "" {
		remote := p.Get("remoteVirtualNetwork", "id")
		n.peersUnknown = fmt.Sprintf("the remote network of peering %q of %q is not known", c.name, n.Name)
		if !r.notKnown(remote, "the remote network of peering %q of %q", c.name, n.Name) {
			r.refused(c.at, fmt.Sprintf("the remote network of peering %q of %q", c.name, n.Name), fmt.Sprintf("%q is not a resource id", remote.String()))
		}
		return
	}
	h.remote = r.e.byID[h.remoteID]
	n.halves = append(n.halves, h)
	n.byRemote[h.remoteID] = h
}

// readState reads what Azure says of a half that is deployed. A template may have the same properties, of the estate that it was exported
// from: they say nothing of what it makes.
// Source: REST API, Virtual Network Peerings, Get: peeringState Connected, Initiated or Disconnected; remoteVirtualNetworkAddressSpace is
// the current address space of the remote network, remoteAddressSpace that which the half routes by.
func (h *half) readState(p *template.Value) {
	h.isUp = strings.EqualFold(p.Get("peeringState").String(), "Connected")
	if state := p.Get("peeringState").String(); state != "" && !strings.EqualFold(state, "Connected") {
		h.state = state
	}
	for _, v := range p.Get("remoteAddressSpace", "addressPrefixes").List() {
		if prefix, err := netip.ParsePrefix(v.String()); err == nil {
			h.kept = append(h.kept, prefix.Masked())
		}
	}
}

func isFalse(v *template.Value) bool { return v != nil && v.Kind == template.Bool && !v.Bool }
