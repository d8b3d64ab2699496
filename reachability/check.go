package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// Check says what is wrong with the network itself, whatever was promised: peerings that are not up or refuse what a path
// needs, routes that lead nowhere or in a circle, tables that Azure refuses, and pairs whose way back passes other
// inspectors. Appliances say from which subnet a machine behind a next hop forwards; without it that is the subnet of its
// address.
func (e *Estate) Check(appliances ...Appliance) diag.List {
	c := &checker{e: e, t: e.tracer(appliances)}
	for _, n := range e.networks {
		for _, h := range n.halves {
			c.half(h)
		}
		c.transit(n)
		c.peersOverlap(n)
		c.offered(n)
		c.subnets(n)
	}
	for _, t := range e.sortedTables() {
		c.table(t)
	}
	c.sessions()
	c.firewalls()
	for _, h := range e.sortedHubs() {
		c.hub(h)
	}
	c.paths(appliances)
	return c.f.done()
}

// sessions finds BGP that does not come up.
func (c *checker) sessions() {
	for _, l := range c.e.links {
		if l.down == "" {
			continue
		}
		d := diag.Diagnostic{Subject: l.at, Summary: fmt.Sprintf("BGP of connection %q does not come up: %s", l.name, l.down), Why: "no route is learned over it then",
			Hint: "give both ends BGP settings with different ASNs, and set enableBgp on both gateways and on each connection; or on none of them"}
		if l.b != nil {
			d.Related = []diag.Related{{Range: l.b.at, Message: "one of its gateways"}, {Range: l.a.at, Message: "the other one"}}
		} else if l.local != nil {
			d.Related = []diag.Related{{Range: l.a.at, Message: "the gateway"}, {Range: l.local.at, Message: "the local network gateway"}}
		}
		c.f.add(codeSession, d, 1)
	}
}

type checker struct {
	e *Estate
	t *tracer
	f findings
}

func (e *Estate) sortedTables() []*routeTable {
	out := make([]*routeTable, 0, len(e.tables))
	for _, t := range e.tables {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

func (c *checker) half(h *half) {
	switch {
	case h.remote == nil:
		c.f.add(codeOtherHalf, diag.Diagnostic{Subject: h.at, Severity: diag.Note, Summary: fmt.Sprintf("the other half of peering %q of %q is not in the templates", h.name, h.local.Name),
			Why: "until both halves are there a peering is Initiated and carries nothing; here it counts as not there", Hint: "give the templates of the remote network too"}, 1)
	case h.mirror == nil && h.remote.peersUnknown != "": // Build has said so
	case h.mirror == nil:
		c.f.add(codeOneSided, diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("peering %q of %q has no counterpart in %q", h.name, h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.remote.At, Message: "the network that lacks it"}}, Why: "until both halves are there a peering is Initiated and carries nothing", Hint: fmt.Sprintf("add a peering of %q that points back to %q", h.remote.Name, h.local.Name)}, 1)
	case h.local.ID < h.remote.ID && h.prefixesUnknown == "" && !h.agrees():
		c.f.add(codeHalvesDiffer, diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("the peering of %q and %q is not the same from both ends", h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.mirror.at, Message: "the other half"}}, Why: "both halves are of whole networks, or both of subnets: then the local subnets of the one are the remote subnets of the other", Hint: "say the same in both halves"}, 1)
	}
	if !h.access {
		c.f.add(codeAccessOff, diag.Diagnostic{Subject: h.at, Severity: diag.Note, Summary: fmt.Sprintf("peering %q of %q has no allowVirtualNetworkAccess, which does not stop packets by itself", h.name, h.local.Name),
			Why: "the flag only takes the remote network out of the service tag VirtualNetwork", Hint: "to keep the networks apart, remove the peering or deny the packets in a security group"}, 1)
	}
}

func (h *half) agrees() bool {
	m := h.mirror
	return h.complete == m.complete && h.onlyIPv6 == m.onlyIPv6 &&
		(h.complete || slices.Equal(h.localSubnets, m.remoteSubnets) && slices.Equal(h.remoteSubnets, m.localSubnets))
}

func (c *checker) transit(n *network) {
	var used []*half
	for _, h := range n.halves {
		if h.useRemote {
			used = append(used, h)
		}
	}
	for i, h := range used {
		why, hint := "", ""
		switch {
		case i > 0:
			hint = "set useRemoteGateways on one peering of a network only"
			why = fmt.Sprintf("%q already uses the gateway of %q", n.Name, c.e.say(used[0].remoteID))
		case len(n.gateways) > 0:
			hint = "leave useRemoteGateways out: a network with a gateway cannot use another's"
			why = fmt.Sprintf("%q has gateway %q of its own", n.Name, n.gateways[0].name)
		case h.mirror != nil && !h.mirror.transit && h.mirror.transitUnknown == "":
			hint = "set allowGatewayTransit on the other half"
			why = fmt.Sprintf("peering %q of %q has no allowGatewayTransit", h.mirror.name, h.remote.Name)
		case h.remote != nil && len(h.remote.gateways) == 0 && h.remote.gatewayUnknown == "":
			hint = "leave useRemoteGateways out until the gateway is there"
			why = fmt.Sprintf("%q has no gateway", h.remote.Name)
		default:
			continue
		}
		d := diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("peering %q of %q has useRemoteGateways, but %s", h.name, n.Name, why), Why: "Azure refuses the peering then", Hint: hint}
		if h.mirror != nil {
			d.Related = []diag.Related{{Range: h.mirror.at, Message: "the other half"}}
		}
		c.f.add(codeTransit, d, 1)
	}
}

// offered finds a gateway that is lent and not there.
func (c *checker) offered(n *network) {
	if len(n.gateways) > 0 || n.gatewayUnknown != "" {
		return
	}
	for _, h := range n.halves {
		if h.transit && (h.mirror == nil || !h.mirror.useRemote) { // else it is said of the other half
			c.f.add(codeTransitNothing, diag.Diagnostic{Subject: h.at, Severity: diag.Note, Summary: fmt.Sprintf("peering %q of %q has allowGatewayTransit, and the templates make no gateway in %q", h.name, n.Name, n.Name),
				Why: "a network lends its own gateway, not one that it uses itself", Hint: "give the template of the gateway too, or leave allowGatewayTransit out"}, 1)
		}
	}
}

// subnets compares the subnets of a network with each other and with its address space.
func (c *checker) subnets(n *network) {
	var all []netip.Prefix
	var owner []*subnet
	for _, s := range n.sub {
		for _, p := range s.Prefixes {
			all, owner = append(all, p), append(owner, s)
			if n.addressSpaceUnknown != "" || slices.ContainsFunc(n.Prefixes, func(q netip.Prefix) bool { return ipnet.Contains(q, p) }) {
				continue
			}
			c.f.add(codeSubnetOutside, diag.Diagnostic{Subject: s.At, Summary: fmt.Sprintf("%s of subnet %q is outside of the address space of %q", p, s.Name, n.Name),
				Related: []diag.Related{{Range: n.At, Message: "the network"}}, Why: "Azure refuses the subnet", Hint: "take a prefix of the address space, or add one that contains it"}, 1)
		}
	}
	for _, o := range ipnet.Overlaps(all) {
		if a, b := owner[o.Outer], owner[o.Inner]; a != b {
			c.f.add(codeSubnetsOverlap, diag.Diagnostic{Subject: b.At, Summary: fmt.Sprintf("%s of subnet %q overlaps %s of subnet %q of %q", all[o.Inner], b.Name, all[o.Outer], a.Name, n.Name),
				Related: []diag.Related{{Range: a.At, Message: "the other subnet"}}, Why: "Azure refuses the later one of the two", Hint: "give one of them another prefix"}, 1)
		}
	}
}

// peersOverlap compares the network with its peers, and these with each other. Peerings by subnets may overlap elsewhere.
func (c *checker) peersOverlap(n *network) {
	all := slices.Clone(n.Prefixes)
	owner := make([]*network, len(all))
	for i := range owner {
		owner[i] = n
	}
	for _, h := range n.halves {
		if h.complete && h.remote != nil {
			all = append(all, h.remote.Prefixes...)
			for range h.remote.Prefixes {
				owner = append(owner, h.remote)
			}
		}
	}
	for _, o := range ipnet.Overlaps(all) {
		a, b := owner[o.Outer], owner[o.Inner]
		if a == b {
			continue
		}
		peered := fmt.Sprintf("both are peered with %q", n.Name)
		if a == n || b == n {
			peered = "the two are peered"
		}
		c.f.add(codePeersOverlap, diag.Diagnostic{Subject: b.At, Summary: fmt.Sprintf("%s of %q overlaps %s of %q, and %s", all[o.Inner], b.Name, all[o.Outer], a.Name, peered),
			Related: []diag.Related{{Range: a.At, Message: "the other network"}}, Why: "Azure refuses to peer networks that overlap, and a network with two others that overlap each other",
			Hint: "give one of them another address space, or peer by subnets that do not overlap"}, 1)
	}
}
