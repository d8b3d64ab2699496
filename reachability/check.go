package reachability

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/internal/diag"
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
	}
	for _, t := range e.sortedTables() {
		c.table(t)
	}
	c.paths(appliances)
	return c.f.done()
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
		c.f.add(codeOtherHalf, diag.Diagnostic{Subject: h.at, Severity: diag.Note, Summary: fmt.Sprintf("the other half of peering %q of %q is not in the templates", h.name, h.local.Name)}, 1)
	case h.mirror == nil:
		c.f.add(codeOneSided, diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("peering %q of %q has no counterpart in %q", h.name, h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.remote.At, Message: "the network that lacks it"}}, Hint: "add a peering of the remote network that points back"}, 1)
	case h.local.ID < h.remote.ID && !h.agrees():
		c.f.add(codeHalvesDiffer, diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("the peering of %q and %q is not the same from both ends", h.local.Name, h.remote.Name),
			Related: []diag.Related{{Range: h.mirror.at, Message: "the other half"}}, Hint: "the local subnets of the one are the remote subnets of the other"}, 1)
	}
	if !h.access {
		c.f.add(codeAccessOff, diag.Diagnostic{Subject: h.at, Severity: diag.Note, Summary: fmt.Sprintf("peering %q of %q has no allowVirtualNetworkAccess, which does not stop packets by itself", h.name, h.local.Name)}, 1)
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
		why := ""
		switch {
		case i > 0:
			why = fmt.Sprintf("%q already uses the gateway of %q", n.Name, c.e.say(used[0].remoteID))
		case len(n.gateways) > 0:
			why = fmt.Sprintf("%q has gateway %q of its own", n.Name, n.gateways[0].name)
		case h.mirror != nil && !h.mirror.transit:
			why = fmt.Sprintf("peering %q of %q has no allowGatewayTransit", h.mirror.name, h.remote.Name)
		case h.remote != nil && len(h.remote.gateways) == 0:
			why = fmt.Sprintf("%q has no gateway", h.remote.Name)
		default:
			continue
		}
		d := diag.Diagnostic{Subject: h.at, Summary: fmt.Sprintf("peering %q of %q has useRemoteGateways, but %s", h.name, n.Name, why)}
		if h.mirror != nil {
			d.Related = []diag.Related{{Range: h.mirror.at, Message: "the other half"}}
		}
		c.f.add(codeTransit, d, 1)
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
		c.f.add(codePeersOverlap, diag.Diagnostic{Subject: b.At, Summary: fmt.Sprintf("%s of %q overlaps %s of %q, and both are peered with or in %q", all[o.Inner], b.Name, all[o.Outer], a.Name, n.Name),
			Related: []diag.Related{{Range: a.At, Message: "the other network"}}}, 1)
	}
}
