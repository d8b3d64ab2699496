package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// Check says what is wrong with the network itself, whatever was promised: peerings that are not up or refuse what a path
// needs, routes that lead nowhere or in a circle, tables that Azure refuses, and pairs whose way back passes other
// inspectors. Appliances say from which subnet a machine behind a next hop forwards; without it that is the subnet of its
// address.
func (e *Estate) Check(appliances ...Appliance) diag.List {
	c := &checker{e: e, t: e.tracer(appliances), noted: map[netip.Addr]bool{}}
	for _, n := range e.networks {
		for _, h := range n.halves {
			c.half(h)
			c.tooEarly(h)
		}
		c.onePeering(n)
		c.oneGateway(n)
		c.transit(n)
		c.peersOverlap(n)
		c.offered(n)
		c.subnets(n)
		c.services(n)
	}
	for _, t := range e.sortedTables() {
		c.table(t)
	}
	for _, g := range e.sortedGroups() {
		c.onePriority(g)
	}
	c.sessions()
	c.firewalls()
	for _, h := range e.sortedHubs() {
		c.hub(h)
		c.hubLimits(h)
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
		d := diag.Diagnostic{
			Subject: l.at,
			Summary: fmt.Sprintf("BGP of connection %q does not come up: %s", l.name, l.down),
			Why:     "no routes are exchanged over it",
			Hint:    "give both ends BGP settings with different ASNs, and set enableBgp on both gateways and on each connection; or disable it on all of them",
		}
		if l.b != nil {
			d.Related = []diag.Related{{Range: l.b.at, Message: "one of its gateways"}, {Range: l.a.at, Message: "the other gateway"}}
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

	noted map[netip.Addr]bool // next hops whose firewall is not in the templates
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
		why := "until both halves exist a peering is Initiated and carries no traffic; vnetloom treats it as absent"
		switch {
		case h.isUp: // so the other half is there
			why = "the peering is Connected: to whom it leads is not in the export, and what passes it is not known"
		case h.state != "":
			why = fmt.Sprintf("the peering is %s and carries no traffic: both halves must be Connected", h.state)
		}
		c.f.add(codeOtherHalf, diag.Diagnostic{
			Subject:  h.at,
			Severity: diag.Note,
			Summary:  fmt.Sprintf("the other half of peering %q of %q is not in the %s", h.name, h.local.Name, c.e.from),
			Why:      why,
			Hint:     c.e.from.add("add the templates of the remote network", "export the subscription of the remote network too"),
		}, 1)
	case h.mirror == nil && h.remote.peersUnknown != "": // Build has said so
	case h.mirror == nil:
		c.f.add(codeOneSided, diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("peering %q of %q has no other half in %q", h.name, h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.remote.At, Message: "the network without the other half"}},
			Why:     "until both halves exist a peering is Initiated and carries no traffic",
			Hint:    fmt.Sprintf("add a peering in %q that points back to %q", h.remote.Name, h.local.Name),
		}, 1)
	case h.state != "":
		c.f.add(codePeeringState, diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("peering %q of %q is %s", h.name, h.local.Name, h.state),
			Related: []diag.Related{{Range: h.mirror.at, Message: "the other half"}},
			Why:     "a peering carries traffic while both halves are Connected; one whose other half was deleted stays Disconnected, also when that is made again",
			Hint:    "delete both halves and make them again",
		}, 1)
	case h.prefixesUnknown == "" && !h.inSync():
		c.f.add(codeNotInSync, diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("peering %q of %q is not synchronized: %q has another address space since", h.name, h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.remote.At, Message: "the remote network"}},
			Why:     fmt.Sprintf("it routes by %s, and the network has %s", prefixWords(h.kept), prefixWords(h.remote.Prefixes)),
			Hint:    "synchronize the peering: `az network vnet peering sync`, or Sync in the portal",
		}, 1)
	case h.local.ID < h.remote.ID && h.prefixesUnknown == "" && !h.agrees():
		c.f.add(codeHalvesDiffer, diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("the halves of the peering between %q and %q differ", h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.mirror.at, Message: "the other half"}},
			Why:     "both halves peer whole networks, or both peer subnets, where the local subnets of one half are the remote subnets of the other",
			Hint:    "make both halves agree",
		}, 1)
	}
	if !h.access {
		c.f.add(codeAccessOff, diag.Diagnostic{
			Subject:  h.at,
			Severity: diag.Note,
			Summary:  fmt.Sprintf("peering %q of %q sets allowVirtualNetworkAccess to false, which alone does not block traffic", h.name, h.local.Name),
			Why:      "the flag only removes the remote network from the service tag VirtualNetwork",
			Hint:     "to separate the networks, remove the peering or deny the traffic in a network security group",
		}, 1)
	}
}

// inSync tells whether a half that is deployed routes by the address space that the remote network has now.
func (h *half) inSync() bool {
	if !h.complete || h.kept == nil {
		return true
	}
	for _, list := range [][2][]netip.Prefix{{h.kept, h.remote.Prefixes}, {h.remote.Prefixes, h.kept}} {
		for _, p := range list[0] {
			if !slices.Contains(list[1], p) {
				return false
			}
		}
	}
	return true
}

func prefixWords(list []netip.Prefix) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = p.String()
	}
	return strings.Join(words, ", ")
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
			hint = "set useRemoteGateways on only one peering of a network"
			why = fmt.Sprintf("%q already uses the gateway of %q", n.Name, c.e.say(used[0].remoteID))
		case len(n.gateways) > 0:
			hint = "remove useRemoteGateways: a network with its own gateway cannot use a remote one"
			why = fmt.Sprintf("%q has its own gateway %q", n.Name, n.gateways[0].name)
		case h.mirror != nil && !h.mirror.transit && h.mirror.transitUnknown == "":
			hint = "set allowGatewayTransit on the other half"
			why = fmt.Sprintf("peering %q of %q does not set allowGatewayTransit", h.mirror.name, h.remote.Name)
		case h.remote != nil && len(h.remote.gateways) == 0 && h.remote.gatewayUnknown == "":
			hint = "remove useRemoteGateways until the gateway exists"
			why = fmt.Sprintf("%q has no gateway", h.remote.Name)
		default:
			continue
		}
		d := diag.Diagnostic{
			Subject: h.at,
			Summary: fmt.Sprintf("peering %q of %q sets useRemoteGateways, but %s", h.name, n.Name, why),
			Why:     "Azure refuses such a peering",
			Hint:    hint,
		}
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
			c.f.add(codeTransitNothing, diag.Diagnostic{
				Subject:  h.at,
				Severity: diag.Note,
				Summary:  fmt.Sprintf("peering %q of %q sets allowGatewayTransit, but the %s have no gateway in %q", h.name, n.Name, c.e.from, n.Name),
				Why:      "a network shares only a gateway of its own, not one that it uses over a peering",
				Hint:     c.e.from.add("add the template of the gateway, or remove allowGatewayTransit", "remove allowGatewayTransit, unless a gateway is to be deployed"),
			}, 1)
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
			c.f.add(codeSubnetOutside, diag.Diagnostic{
				Subject: s.At,
				Summary: fmt.Sprintf("%s of subnet %q is outside the address space of %q", p, s.Name, n.Name),
				Related: []diag.Related{{Range: n.At, Message: "the network"}},
				Why:     "Azure refuses the subnet",
				Hint:    "use a prefix inside the address space, or add one that contains it",
			}, 1)
		}
	}
	for _, o := range ipnet.Overlaps(all) {
		if a, b := owner[o.Outer], owner[o.Inner]; a != b {
			c.f.add(codeSubnetsOverlap, diag.Diagnostic{
				Subject: b.At,
				Summary: fmt.Sprintf("%s of subnet %q overlaps %s of subnet %q of %q", all[o.Inner], b.Name, all[o.Outer], a.Name, n.Name),
				Related: []diag.Related{{Range: a.At, Message: "the other subnet"}},
				Why:     "Azure refuses subnets that overlap",
				Hint:    "give one of them another prefix",
			}, 1)
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
		c.f.add(codePeersOverlap, diag.Diagnostic{
			Subject: b.At,
			Summary: fmt.Sprintf("%s of %q overlaps %s of %q, and %s", all[o.Inner], b.Name, all[o.Outer], a.Name, peered),
			Related: []diag.Related{{Range: a.At, Message: "the other network"}},
			Why:     "Azure refuses to peer networks that overlap, or one network with two that overlap each other",
			Hint:    "change one of the address spaces, or peer only subnets that do not overlap",
		}, 1)
	}
}
