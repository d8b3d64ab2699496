package topology

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// flowReader reads the flows of connections.
type flowReader struct {
	*reading
	members map[string]bool // what a connection joins or carries, by memberKey
}

// readFlow looks the ends of a flow up and holds them to what the connection joins; nil where it refuses.
func (r *flowReader) readFlow(c *schema.Connection, in *schema.AccessFlow) *accessFlow {
	f := &accessFlow{
		c:         c,
		in:        in,
		from:      r.flowEnds(c, in.From, FromRole),
		to:        r.flowEnds(c, in.To, ToRole),
		fromAlone: alone(in.From),
		toAlone:   alone(in.To),
		protocol:  portSets(in.Ports),
		stem:      c.Name + "-" + in.Name,
		label:     c.Name + "/" + in.Name,
		text:      fmt.Sprintf("flow %s of %s", in.Name, c.Name),
		origin:    connectionOrigin(c, ""),
	}
	f.origin.Range = in.KeyRange()
	if len(f.from) == 0 || len(f.to) == 0 || !r.acceptFlow(f) {
		return nil
	}
	return f
}

// flowEnds are the ends that a list names. In a peering by subnets a network stands for its peered subnets.
func (r *reading) flowEnds(c *schema.Connection, m schema.Members, role Role) []flowEnd {
	var out []flowEnd
	seen := map[string]bool{}
	add := func(e flowEnd) {
		if !seen[e.ref()] {
			seen[e.ref()] = true
			out = append(out, e)
		}
	}
	for _, ref := range r.ends(m, role, true) {
		if ref == "internet" && r.byName["internet"] == nil {
			add(flowEnd{internet: true})
			continue
		}
		if s := r.siteOf[SiteID(ref)]; s != nil {
			add(flowEnd{site: s})
			continue
		}
		name, subnet, bySubnet := strings.Cut(ref, "/")
		subnets := peeredSubnets(c, name)
		if bySubnet {
			subnets = []string{subnet}
		}
		add(flowEnd{network: r.byName[NetworkID(name)], subnets: subnets})
	}
	return out
}

// peeredSubnets are the subnets of a network in a peering by subnets, else nil.
func peeredSubnets(c *schema.Connection, network string) []string {
	for _, e := range c.Between {
		if e.Network == network && len(e.Subnets) > 0 {
			out := slices.Clone(e.Subnets)
			sort.Strings(out)
			return out
		}
	}
	return nil
}

// acceptFlow holds each pair of a flow's ends to what its connection joins.
func (r *flowReader) acceptFlow(f *accessFlow) bool {
	pairs := 0
	for _, from := range f.from {
		for _, to := range f.to {
			if from.network != nil && from.network == to.network {
				continue
			}
			pairs++
			if !r.acceptPair(f, from, to) {
				return false
			}
		}
	}
	if pairs > 0 {
		return true
	}
	r.refuse(codeFlowEnds, diag.Diagnostic{
		Summary: fmt.Sprintf("flow %q of %q stays within network %q", f.in.Name, f.c.Name, f.from[0].ref()),
		Subject: f.in.KeyRange(),
		Why:     "a connection joins networks; the subnets of one network reach each other without it, and its `access` does not close them",
		Hint:    "name two different networks, or remove the flow",
	})
	return false
}

func (r *flowReader) acceptPair(f *accessFlow, from, to flowEnd) bool {
	d := diag.Diagnostic{Subject: f.in.KeyRange(), Related: []diag.Related{{Range: f.c.KeyRange(), Message: fmt.Sprintf("connection %q", f.c.Name)}}}
	for _, e := range []flowEnd{from, to} {
		if !e.internet && !r.members[memberKey(f.c, e.name())] {
			d.Summary = fmt.Sprintf("flow %q names %q, which %q does not join", f.in.Name, e.ref(), f.c.Name)
			d.Why = "the `access` of a connection covers its members and what it carries between them"
			d.Hint = "name members of the connection, or list the flow in the connection that joins the two"
			r.refuse(codeFlowEnds, d)
			return false
		}
	}
	switch {
	case from.internet && to.internet:
		d.Summary = fmt.Sprintf("flow %q of %q is from the internet to the internet", f.in.Name, f.c.Name)
		d.Why, d.Hint = "one end of a flow must be a member of the connection", "name a network at one end"
		r.refuse(codeFlowEnds, d)
		return false
	case (from.internet || to.internet) && (from.site != nil || to.site != nil):
		d.Summary = fmt.Sprintf("flow %q of %q is between a site and the internet", f.in.Name, f.c.Name)
		d.Why, d.Hint = "one end of a flow must be a network", "name a network at one end"
		r.refuse(codeFlowEnds, d)
		return false
	case from.internet:
		return r.acceptFromInternet(f, to, d)
	case to.internet:
		return r.acceptToInternet(f, from, d)
	}
	x := r.joinOf[relationKey(f.c, from.name(), to.name())]
	if x == nil {
		d.Summary = fmt.Sprintf("no path carries flow %q from %q to %q: %q does not join the two with each other", f.in.Name, from.ref(), to.ref(),
			f.c.Name)
		d.Why = "peering is not transitive: two members reach each other only if the connection joins them"
		d.Hint = "add `spokeToSpoke` or `transit` to the connection, or join the two with a connection of their own"
		if f.c.Transit != nil {
			d.Why = fmt.Sprintf("%q joins its hubs, "+
				"and what is behind one with what is behind another one: what is behind the same hub is joined by the hub's own connection", f.c.Name)
		}
		if others := r.joinedBy(f.c, from.name(), to.name()); len(others) > 0 {
			d.Hint = fmt.Sprintf("list the flow in the `access` of %s, which joins the two", strings.Join(others, " or "))
		}
		if f.c.Kind == "vpn" || f.c.Kind == "expressRoute" {
			d.Why = "a gateway joins its network, and those that use it, with the other end of its connections, and with everything reachable over " +
				"further BGP connections; a flow must use this connection"
			d.Hint = "list the flow in the connection that joins the two"
		}
		r.refuse(codeFlowNoPath, d)
		return false
	}
	if x.subnetsA != nil {
		for _, e := range []flowEnd{from, to} {
			for _, s := range e.subnets {
				if !slices.Contains(peeredSubnets(f.c, string(e.network.id)), s) {
					d.Summary = fmt.Sprintf("no path carries flow %q: subnet %q of %q is not part of peering %q", f.in.Name, s, e.network.id,
						f.c.Name)
					d.Why = "a subnet peering carries traffic of its own subnets only"
					d.Hint = "name a peered subnet, or add the subnet to the peering"
					r.refuse(codeFlowNoPath, d)
					return false
				}
			}
		}
	}
	return true
}

// joinedBy are the other connections that join two networks, or a network and a site, by their names in quotes.
func (r *reading) joinedBy(but *schema.Connection, a, b string) []string {
	var out []string
	for i := range r.joins {
		x := &r.joins[i]
		if at, to := x.names(); x.c == nil || x.c == but || pairName(at, to) != pairName(a, b) {
			continue
		}
		if name := fmt.Sprintf("%q", x.c.Name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// acceptToInternet: a member's way out is its connection's to restrict; a hub's own is not that of its spokes.
func (r *reading) acceptToInternet(f *accessFlow, from flowEnd, d diag.Diagnostic) bool {
	if r.coversWayOut(f.c, from.network) {
		return true
	}
	d.Summary = fmt.Sprintf("flow %q is from %q to the internet, and %q does not cover its internet traffic", f.in.Name, from.network.id, f.c.Name)
	d.Why = "a hubAndSpoke covers internet traffic of its spokes, not of its hub; a peering or a mesh that of its members, not of what transit " +
		"carries; a vpn or an expressRoute covers none"
	d.Hint = "remove the flow, since this connection does not close that traffic; or list it in the connection that covers it"
	r.refuse(codeFlowNoPath, d)
	return false
}

// coversWayOut tells whether the connection covers a member's internet traffic.
func (r *reading) coversWayOut(c *schema.Connection, n *network) bool {
	for _, g := range r.allHubAndSpokes() {
		if g.c == c {
			return g.isSpoke[n]
		}
	}
	for _, m := range r.pairwise {
		if m.c == c {
			return slices.Contains(m.members, n)
		}
	}
	return false
}

// acceptFromInternet: packets come in directly, and the replies must go out directly.
func (r *reading) acceptFromInternet(f *accessFlow, to flowEnd, d diag.Diagnostic) bool {
	if !r.coversWayOut(f.c, to.network) {
		d.Summary = fmt.Sprintf("flow %q is from the internet to %q, and %q does not cover its internet traffic", f.in.Name, to.network.id, f.c.Name)
		d.Why = "a hubAndSpoke covers internet traffic of its spokes, not of its hub; a peering or a mesh that of its members, not of what transit " +
			"carries; a vpn or an expressRoute covers none"
		d.Hint = "remove the flow, since this connection does not close that traffic; or list it in the connection that covers it"
		r.refuse(codeFlowNoPath, d)
		return false
	}
	way, _ := to.network.wayOut()
	h := way
	if h == nil {
		return true
	}
	for _, s := range to.subnets {
		if to.network.subnets[s].Routing != "none" {
			h = way
			break
		}
		h = nil
	}
	if h == nil {
		return true
	}
	d.Summary = fmt.Sprintf("no path carries flow %q from the internet to %q: its replies go through %q", f.in.Name, to.ref(), h.ref())
	d.Why = "replies to direct internet traffic must be direct too: an inspector drops replies to packets that it has not seen"
	d.Hint = "publish the service at the inspector (with your own DNAT rule), or name a subnet with `routing: none`"
	r.refuse(codeFlowNoPath, d)
	return false
}
