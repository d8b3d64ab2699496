package topology

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/internal/source"
	"github.com/vnetloom/vnetloom/schema"
)

// accessFlow is a flow that a connection with a list lets pass, with its ends looked up.
type accessFlow struct {
	c        *schema.Connection
	in       *schema.AccessFlow
	from, to []flowEnd
	protocol []portSet // by protocol, in the order tcp, udp, icmp, any
}

// flowEnd is a network, some subnet of one, a site, or the internet.
type flowEnd struct {
	network  *network
	site     *site
	subnets  []string // nil for the whole network
	internet bool
}

// portSet is the ports of one protocol, sorted and merged; none for icmp and any.
type portSet struct {
	protocol string
	ports    []schema.PortRange
}

// networkAccess is what the connections with access other than open say of one network.
type networkAccess struct {
	closed   []closedEnd
	open     bool               // something private beyond the network itself is open to it
	internet *schema.Connection // what closes its ways to and from the internet but for flows, nil where they are open
}

// closedEnd is what one connection keeps a network from, but for its flows.
type closedEnd struct {
	c    *schema.Connection
	near []string // subnets of the network, nil for the whole
	far  []netip.Prefix
}

// joinedPair is two networks, or a network and a site, that a connection joins; hops are what inspects between them.
type joinedPair struct {
	c                  *schema.Connection
	a, b               *network
	site               *site // in the place of b
	subnetsA, subnetsB []string
	hops               []*hop
}

func (x *joinedPair) names() (string, string) {
	if x.site != nil {
		return string(x.a.id), string(x.site.id)
	}
	return string(x.a.id), string(x.b.id)
}

func restricts(c *schema.Connection) bool { return c.Access != "open" && c.Access != "" }

// relations calls f for every pair of networks, and of a network and a site, that a connection joins, by whatever path. What is behind a
// gateway is joined to a network that uses it by the connection by which it does so.
func (r *resolver) relations(f func(joinedPair)) {
	each := func(c *schema.Connection, as, bs []*network, hops ...*hop) {
		for _, a := range as {
			for _, b := range bs {
				if a != b {
					f(joinedPair{c: c, a: a, b: b, hops: hops})
				}
			}
		}
	}
	within := func(c *schema.Connection, list []*network, hops ...*hop) {
		for i, a := range list {
			each(c, []*network{a}, list[i+1:], hops...)
		}
	}
	for _, g := range r.groups {
		each(g.c, g.hubs, g.spokes, g.hubOwn.hop)
		if g.spokeToSpoke.mode == "direct" || g.spokeToSpoke.hop != nil {
			within(g.c, g.spokes, g.spokeToSpoke.hop)
		}
	}
	for _, m := range r.meshes {
		if len(m.subnets) == 2 {
			a, b := m.members[0], m.members[1]
			f(joinedPair{c: m.c, a: a, b: b, subnetsA: m.subnets[a], subnetsB: m.subnets[b]})
			continue
		}
		within(m.c, m.members)
	}
	for _, t := range r.transits {
		hops := []*hop{t.a.transitHop, t.b.transitHop}
		each(t.m.c, t.a.transitSpokes(), t.b.transitSpokes(), hops...)
		if t.hubs {
			each(t.m.c, t.a.transitSpokes(), []*network{t.b}, hops...)
			each(t.m.c, []*network{t.a}, t.b.transitSpokes(), hops...)
		}
		for _, at := range []*network{t.a, t.b} {
			for _, s := range t.carried(at) {
				for _, spoke := range t.other(at).transitSpokes() {
					f(joinedPair{c: t.m.c, a: spoke, site: s, hops: hops})
				}
			}
		}
	}
	for _, n := range r.networks {
		by := r.usesGatewayBy(n)
		if by == nil {
			continue
		}
		for _, x := range r.onPremisesOf(n) {
			switch {
			case x.site != nil:
				f(joinedPair{c: by, a: n, site: x.site, hops: []*hop{n.policy.onPremises}})
			case !r.joinedOtherwise(n, x.network):
				hops := []*hop{n.policy.onPremises}
				if r.usesGatewayBy(x.network) != nil {
					hops = append(hops, x.network.policy.onPremises)
				}
				f(joinedPair{c: by, a: n, b: x.network, hops: hops})
			}
		}
	}
}

// usesGatewayBy is the connection by which a network uses the gateway of another, nil where it does not.
func (r *resolver) usesGatewayBy(n *network) *schema.Connection {
	g := n.policy.gateway
	if g == nil || g == n || n.wan != nil {
		return nil
	}
	if p := r.peering(n, g); p != nil {
		return p.terms().c
	}
	return nil
}

// readAccess looks the flows up and finds what is closed to each network. Without any connection that closes something it
// does nothing.
func (r *resolver) readAccess() {
	some := false
	for i := range r.in.Connections {
		some = some || restricts(&r.in.Connections[i])
	}
	if !some || r.diags.HasErrors() || !r.acceptAccess() {
		return
	}
	r.access = map[*network]*networkAccess{}
	r.joined = map[string]*joinedPair{}
	r.memberOf = map[string]bool{}
	decided := map[[2]string]*schema.Connection{}
	var all []joinedPair
	r.relations(func(x joinedPair) { all = append(all, x) })
	for i := range all {
		if x := &all[i]; restricts(x.c) {
			a, b := x.names()
			r.joined[relationKey(x.c, a, b)] = x
			r.memberOf[memberKey(x.c, a)], r.memberOf[memberKey(x.c, b)] = true, true
		}
	}
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		for j := range c.Flows {
			r.readFlow(c, &c.Flows[j])
		}
	}
	if r.diags.HasErrors() {
		return
	}
	for i := range all {
		r.closePair(&all[i], decided)
	}
	r.closeInternet()
	for _, n := range r.networks {
		if a := r.access[n]; a != nil && r.onPremisesOpen(n) {
			a.open = true
		}
	}
}

// acceptAccess refuses access other than open where nothing of ours can close.
func (r *resolver) acceptAccess() bool {
	ok := true
	refuse := func(code *diag.Code, c *schema.Connection, what, why, hint string) {
		ok = false
		r.report(code, diag.Diagnostic{Summary: fmt.Sprintf("%q has `access` other than open, and %s", c.Name, what), Subject: accessRange(c), Why: why, Hint: hint})
	}
	for i := range r.in.Connections {
		if c := &r.in.Connections[i]; restricts(c) && (c.Kind == "vpn" || c.Kind == "expressRoute") {
			refuse(codeAccessOfGateway, c, "joins what is behind gateways", "who reaches what is behind a gateway is said where networks use the gateway; a gateway itself lets everything pass",
				"write `access` at the `hubAndSpoke` whose spokes use the gateway")
		}
	}
	for _, n := range r.networks {
		for _, g := range n.wanGroups {
			if restricts(g.c) {
				refuse(codeAccessOfHub, g.c, fmt.Sprintf("its hub %q is a virtual hub", n.id), "what reaches each other over a virtual hub is said by several connections together: each hub's, and those of the other hubs of its virtual WAN",
					"leave `access` open, and list what may pass in security groups or a firewall policy of yours")
			}
		}
	}
	return ok
}

func memberKey(c *schema.Connection, name string) string { return c.Name + "\x00" + name }

func relationKey(c *schema.Connection, a, b string) string {
	if a > b {
		a, b = b, a
	}
	return c.Name + "\x00" + a + "\x00" + b
}

func (r *resolver) accessOf(n *network) *networkAccess {
	if r.access[n] == nil {
		r.access[n] = &networkAccess{}
	}
	return r.access[n]
}

// closePair takes over what a connection says of a pair, and refuses what another one says otherwise.
func (r *resolver) closePair(x *joinedPair, decided map[[2]string]*schema.Connection) {
	a, b := x.names()
	key := [2]string{min(a, b), max(a, b)}
	if first := decided[key]; first != nil && first != x.c && r.pairAccess(first, a, b) != r.pairAccess(x.c, a, b) {
		r.report(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%q and %q say different things about what may pass between %q and %q: %s by one, %s by the other", first.Name, x.c.Name, a, b,
				accessWord(first), accessWord(x.c)), Subject: accessRange(x.c), Related: []diag.Related{{Range: accessRange(first), Message: fmt.Sprintf("%q joins them too", first.Name)}},
			Why:  "packets of a pair are told by their addresses, not by the statement: what one lets pass, the other cannot stop",
			Hint: "make `access` of the two agree, or leave the pair out of one of them",
		})
		return
	}
	decided[key] = x.c
	if !restricts(x.c) {
		r.accessOf(x.a).open = true
		if x.b != nil {
			r.accessOf(x.b).open = true
		}
		return
	}
	r.checkClosable(x)
	near := r.accessOf(x.a)
	if x.site != nil {
		near.closed = append(near.closed, closedEnd{c: x.c, far: x.site.AddressSpace})
		return
	}
	far := r.accessOf(x.b)
	near.closed = append(near.closed, closedEnd{c: x.c, near: x.subnetsA, far: x.b.prefixesOf(x.subnetsB)})
	far.closed = append(far.closed, closedEnd{c: x.c, near: x.subnetsB, far: x.a.prefixesOf(x.subnetsA)})
}

// closable tells whether a group of ours can stand on the network's subnets: in one that exists, on those that the intent names.
func (n *network) closable() bool {
	switch n.ownership() {
	case Created:
		return true
	case External:
		return false
	}
	for i := range n.Subnets {
		if n.takesGroup(n.Subnets[i].Name) {
			return true
		}
	}
	return false
}

// checkClosable refuses a closed pair neither end of which has subnets that a group of ours can stand on.
func (r *resolver) checkClosable(x *joinedPair) {
	if x.a.closable() || x.b != nil && x.b.closable() {
		return
	}
	a, b := x.names()
	r.report(codeNotClosable, diag.Diagnostic{
		Summary: fmt.Sprintf("%q closes %q and %q to each other, and no group of ours can stand in either", x.c.Name, a, b), Subject: accessRange(x.c),
		Related: []diag.Related{{Range: x.a.KeyRange(), Message: fmt.Sprintf("network %q is not made here", a)}},
		Why:     "a connection is closed by a security group on the subnets of one of its ends", Hint: "name the subnets of a network that exists, or leave `access` open and have it closed there",
	})
}

func accessRange(c *schema.Connection) source.Range {
	if c.Given("access") {
		return c.At("access")
	}
	return c.KeyRange()
}

func accessWord(c *schema.Connection) string {
	switch c.Access {
	case "closed":
		return "nothing"
	case "flows":
		return "a list of flows"
	}
	return "anything"
}

// pairAccess says what a connection lets pass between two ends, equal where it is the same.
func (r *resolver) pairAccess(c *schema.Connection, a, b string) string {
	if !restricts(c) {
		return "open"
	}
	var out []string
	for _, f := range r.flows[c] {
		for _, way := range [][2]string{{a, b}, {b, a}} {
			for _, from := range f.from {
				for _, to := range f.to {
					if from.name() == way[0] && to.name() == way[1] {
						out = append(out, fmt.Sprint(from.ref(), ">", to.ref(), f.protocol))
					}
				}
			}
		}
	}
	sort.Strings(out)
	return "closed " + strings.Join(out, "; ")
}

// internetAccess is the same for a network and the internet.
func (r *resolver) internetAccess(c *schema.Connection, n *network) string {
	if !restricts(c) {
		return "open"
	}
	var out []string
	for _, f := range r.flows[c] {
		for _, from := range f.from {
			for _, to := range f.to {
				if from.internet && to.network == n || to.internet && from.network == n {
					out = append(out, fmt.Sprint(from.ref(), ">", to.ref(), f.protocol))
				}
			}
		}
	}
	sort.Strings(out)
	return "closed " + strings.Join(out, "; ")
}

// closeInternet finds the networks whose ways to the internet are closed but for flows: where a connection with a list or
// closed sends them through a hop, or names the internet in its list.
func (r *resolver) closeInternet() {
	decided := map[*network]*schema.Connection{}
	say := func(n *network, c *schema.Connection) {
		if first := decided[n]; first != nil && first != c && r.internetAccess(first, n) != r.internetAccess(c, n) {
			r.report(codeContradiction, diag.Diagnostic{
				Summary: fmt.Sprintf("%q and %q say different things about what may pass between %q and the internet: %s by one, %s by the other", first.Name, c.Name, n.id, accessWord(first), accessWord(c)),
				Subject: accessRange(c), Related: []diag.Related{{Range: accessRange(first), Message: fmt.Sprintf("%q speaks of it too", first.Name)}},
				Why:  "packets are told by their addresses, not by the statement: what one lets pass, the other cannot stop",
				Hint: "make `access` of the two agree, or leave the network or the internet out of one of them",
			})
			return
		}
		decided[n] = c
		if !restricts(c) {
			return
		}
		r.accessOf(n).internet = c
		if !n.closable() && n.policy.internet == nil {
			r.report(codeNotClosable, diag.Diagnostic{
				Summary: fmt.Sprintf("%q closes the way of %q to the internet, and no group of ours can stand in it", c.Name, n.id), Subject: accessRange(c),
				Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q is not made here", n.id)}},
				Why:     "a straight way out is closed by a security group on the network's own subnets", Hint: "leave the internet out of the flows, or send it through a firewall",
			})
		}
	}
	for _, n := range r.networks {
		if g := n.policy.from["internet"]; g != nil && n.policy.internet != nil {
			say(n, g.c)
		}
	}
	for _, g := range r.groups {
		if r.speaksOfInternet(g.c) {
			for _, s := range g.spokes {
				say(s, g.c)
			}
		}
	}
	for _, m := range r.meshes {
		if r.speaksOfInternet(m.c) {
			for _, n := range m.members {
				say(n, m.c)
			}
		}
	}
}

func (r *resolver) speaksOfInternet(c *schema.Connection) bool {
	for _, f := range r.flows[c] {
		for _, e := range append(append([]flowEnd(nil), f.from...), f.to...) {
			if e.internet {
				return true
			}
		}
	}
	return false
}

// onPremisesOpen tells whether what is behind a gateway is open to a network: by a gateway of its own, or by the connection
// that lends it another's.
func (r *resolver) onPremisesOpen(n *network) bool {
	g := r.gatewayUsedBy(n)
	switch {
	case g == nil:
		return false
	case g == n:
		return true
	}
	return !restricts(r.peering(n, g).terms().c)
}

// name is the network's or the site's, "" for the internet.
func (e flowEnd) name() string {
	switch {
	case e.site != nil:
		return string(e.site.id)
	case e.network != nil:
		return string(e.network.id)
	}
	return ""
}

func (e flowEnd) ref() string {
	switch {
	case e.internet:
		return "internet"
	case e.site != nil:
		return string(e.site.id)
	case e.subnets != nil:
		return string(e.network.id) + "/" + strings.Join(e.subnets, ",")
	}
	return string(e.network.id)
}

// prefixes are the addresses of an end in the intent; the internet has none.
func (e flowEnd) prefixes() []netip.Prefix {
	if e.site != nil {
		return e.site.AddressSpace
	}
	if e.network == nil {
		return nil
	}
	return e.network.prefixesOf(e.subnets)
}

// prefixesOf are the prefixes of the network, or of some of its subnets.
func (n *network) prefixesOf(subnets []string) []netip.Prefix {
	if subnets == nil {
		return n.AddressSpace
	}
	var out []netip.Prefix
	for _, s := range subnets {
		out = append(out, n.subnets[s].Prefixes...)
	}
	return out
}
