package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/source"
)

// Azure's words for where a route comes from, whether it counts, and where it leads, as the effective routes of a network
// interface show them.
// Source: Virtual network traffic routing, "Next hop types across Azure tools"; the output of Get-AzEffectiveRouteTable.
const (
	fromDefault = "Default"
	fromUser    = "User"
	fromGateway = "VirtualNetworkGateway"
	fromHub     = "VirtualHub" // our word, of a route in a virtual hub

	active  = "Active"
	invalid = "Invalid"

	hopLocal         = azure.NextHopLocal
	hopPeering       = "VNetPeering"
	hopGlobalPeering = "VNetGlobalPeering"
	hopConnected     = "ConnectedGroup"
	hopGateway       = azure.NextHopGateway
	hopAppliance     = azure.NextHopAppliance
	hopInternet      = azure.NextHopInternet
	hopNone          = azure.NextHopNone
	hopUnknown       = "Unknown" // our word
)

// noneRoutes are the prefixes for which Azure drops packets unless something says otherwise.
// Source: Virtual network traffic routing, "Default" system routes.
var noneRoutes = append(append([]netip.Prefix(nil), ipnet.RFC1918...), sharedAddressSpace)

// EffectiveRoutes are the effective routes of a subnet, by prefix and then source, with those that are overridden (Invalid).
//
// Not shown, since no template says them: routes of service endpoints and private endpoints, and what gateways learn by BGP from on-premises.
func (e *Estate) EffectiveRoutes(subnetID string) []EffectiveRoute {
	s := e.subnets[subnetID]
	if s == nil {
		return nil
	}
	rows := slices.Clone(e.fib(s).rows)
	sort.SliceStable(rows, func(i, j int) bool {
		if c := ipnet.Compare(rows[i].Prefix, rows[j].Prefix); c != 0 {
			return c < 0
		}
		return rows[i].Source < rows[j].Source
	})
	return rows
}

// RoutesUnknown are the reasons for which a subnet may have other effective routes than EffectiveRoutes has; none where these are all, as far as templates
// and exports say it.
func (e *Estate) RoutesUnknown(subnetID string) []string {
	s := e.subnets[subnetID]
	if s == nil {
		return nil
	}
	var out []string
	add := func(why string) {
		if why != "" && !slices.Contains(out, why) {
			out = append(out, why)
		}
	}
	add(s.tableUnknown)
	if s.table != nil {
		add(s.table.routesUnknown)
		add(s.table.propagationUnknown)
	}
	f := e.fib(s)
	for i := range f.rows {
		add(f.unsure[i])
	}
	for _, d := range f.unknownRoutes {
		add(d.why)
	}
	for _, a := range s.net.attachments {
		add(a.why)
	}
	for _, h := range s.net.halves {
		if h.isElsewhere() {
			add(fmt.Sprintf("the network of peering %q is not in the %s", h.name, e.from))
		}
	}
	if s.table == nil || !s.table.noPropagation {
		for _, g := range s.net.usedGateways() {
			for _, l := range g.links {
				if l.local != nil && l.local.prefixesUnknown != "" {
					add(fmt.Sprintf("the prefixes of %q are not known: %s", l.local.name, l.local.prefixesUnknown))
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

func (e *Estate) fib(s *subnet) *fib {
	if f := s.net.fibs[s.table]; f != nil {
		return f
	}
	f := &fib{best: map[netip.Prefix]int{}, users: map[netip.Prefix]*userRoute{}, unsure: map[int]string{}}
	f.addUser(e, s)
	f.addLocal(s.net)
	f.addPeerings(s.net)
	f.addHub(s)
	f.addConnected(s.net)
	if s.table == nil || !s.table.noPropagation {
		f.addGateway(s)
	}
	f.addDefaults(s.net)
	f.choose()
	f.unknownRoutes = s.unknownRoutes()
	s.net.fibs[s.table] = f
	return f
}

func (f *fib) addUser(e *Estate, s *subnet) {
	if s.table == nil {
		return
	}
	for i := range s.table.routes {
		u := &s.table.routes[i]
		if u.tag != "" { // a service tag: its prefixes are Azure's secret
			continue
		}
		row := EffectiveRoute{Source: fromUser, Prefix: u.prefix, NextHopType: u.hop, NextHopAddress: u.addr, Name: u.name, At: u.at}
		if u.hop == hopAppliance {
			if insp, _ := e.standsAt(s.net, u); insp != nil {
				row.Through = insp.id
				if !row.NextHopAddress.IsValid() && len(insp.addrs) > 0 {
					row.NextHopAddress = insp.addrs[0]
				}
			}
		} else if g := s.net.usedGateways(); u.hop == hopGateway && len(g) > 0 {
			row.Through = g[0].net.ID
		}
		if u.hop == hopUnknown {
			f.markUnknown(u.unknown)
		}
		if f.users[u.prefix] == nil {
			f.users[u.prefix] = u
		}
		f.rows = append(f.rows, row)
	}
}

// addLocal adds a route for each prefix of the network.
func (f *fib) addLocal(n *network) {
	for _, p := range n.Prefixes {
		f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: p, NextHopType: hopLocal, Through: n.ID, At: n.At})
	}
}

// addPeerings adds a route for each prefix of a network whose peering is Connected; of a peering by subnets, for each prefix
// of the peered subnets, also on the subnets that take no part (their packets are dropped).
// Source: Virtual network traffic routing, "Optional default routes"; How to configure subnet peering, "Subnet peering
// checks and limitations".
func (f *fib) addPeerings(n *network) {
	for _, h := range n.halves {
		if !h.connected() {
			continue
		}
		kind := hopPeering
		if a, b := n.Location, h.remote.Location; a != "" && b != "" && a != b { // "" is a location that is not known
			kind = hopGlobalPeering
		}
		for _, p := range h.remotePrefixes() {
			f.markUnknown(h.prefixesUnknown)
			f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: p, NextHopType: kind, Through: h.remote.ID, At: h.at})
		}
	}
}

// remotePrefixes are what the peering makes routes for.
func (h *half) remotePrefixes() []netip.Prefix {
	switch {
	case h.complete && h.kept != nil:
		return h.kept
	case h.complete:
		return h.remote.Prefixes
	}
	var out []netip.Prefix
	for _, name := range h.remoteSubnets {
		if s := h.remote.byName[name]; s != nil {
			for _, p := range s.Prefixes {
				if h.onlyIPv6 == p.Addr().Is6() {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// addGateway adds what the gateways of the network, or of the network whose gateways it uses, learned.
func (f *fib) addGateway(s *subnet) {
	n, why := s.net, s.net.gatewayUseUnknown()
	if s.table != nil {
		why = first(s.table.propagationUnknown, why)
	}
	gateways := slices.Clone(n.usedGateways())
	slices.Reverse(gateways) // what an ExpressRoute gateway learned goes first: toGateway
	for _, g := range gateways {
		for _, l := range g.prefixes() {
			if slices.Contains(n.Prefixes, l.prefix) {
				continue // its own, by way of another gateway
			}
			f.markUnknown(first(why, l.unknown))
			f.rows = append(f.rows, EffectiveRoute{Source: fromGateway, Prefix: l.prefix, NextHopType: hopGateway, Through: g.net.ID, At: l.at})
		}
	}
}

// addDefaults adds 0.0.0.0/0 (and ::/0 where the network has IPv6) to Internet, and the None routes: those that no prefix
// of the network or a peered one covers, and none at all where a 0.0.0.0/0 of a user or a gateway is in the table.
// Source: Virtual network traffic routing, "Default" and the last paragraph of "Routing example": "Azure removed the routes
// for the 10.0.0.0/8, 192.168.0.0/16, and 100.64.0.0/10 address prefixes from the Subnet1 route table when the user-defined
// route for the 0.0.0.0/0 address prefix was added"; MicrosoftDocs/azure-docs#127980.
func (f *fib) addDefaults(n *network) {
	replaced := false
	for _, r := range f.rows {
		replaced = replaced || r.Prefix == ipnet.DefaultIPv4 && r.Source != fromDefault
	}
	own := len(f.rows)
	f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: ipnet.DefaultIPv4, NextHopType: hopInternet, At: n.At})
	if slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool { return p.Addr().Is6() }) {
		f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: ipnet.DefaultIPv6, NextHopType: hopInternet, At: n.At})
	}
	if replaced {
		return
	}
	for _, p := range noneRoutes {
		covered := false
		for _, r := range f.rows[:own] {
			covered = covered || r.Source == fromDefault && ipnet.Contains(r.Prefix, p)
		}
		if !covered {
			f.rows = append(f.rows, EffectiveRoute{Source: fromDefault, Prefix: p, NextHopType: hopNone, At: n.At})
		}
	}
}

// place is where a route stands, for a note.
func (r *EffectiveRoute) place() source.Range {
	if r == nil {
		return source.Range{}
	}
	return r.At
}
