package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// accessRules are what connections let pass whose access is not open. Empty where there are none.
type accessRules struct {
	flows    map[*schema.Connection][]*accessFlow
	accessTo map[*network]*networkAccess
	joins    []join           // every pair that something joins
	joinOf   map[string]*join // by relationKey
}

// networkAccess is what the connections with access other than open say of one network.
type networkAccess struct {
	closed   []closedEnd
	open     bool               // something private beyond the network itself is open to it
	internet *schema.Connection // what closes its ways to and from the internet but for flows, nil where they are open
}

// closedEnd is what a chain of connections keeps a network from, but for their flows.
type closedEnd struct {
	chain *filterChain
	near  []string // subnets of the network, nil for the whole
	name  string   // of the other end
	far   []netip.Prefix
}

func restricts(c *schema.Connection) bool { return c.Access != "open" && c.Access != "" }

// readAccess looks the flows up and finds what is closed to each network. Without any connection that closes something it
// does nothing.
func (r *reading) readAccess() {
	some := false
	for i := range r.in.Connections {
		some = some || restricts(&r.in.Connections[i])
	}
	if !some || r.hasErrors() || !r.acceptAccess() {
		return
	}
	r.accessTo = map[*network]*networkAccess{}
	r.joinOf = map[string]*join{}
	reader := flowReader{reading: r, members: map[string]bool{}}
	decided := map[[2]string]*join{}
	r.eachJoin(func(x join) { r.joins = append(r.joins, x) })
	r.findDirect()
	for i := range r.joins {
		x := &r.joins[i]
		a, b := x.names()
		for _, c := range x.closedBy() {
			r.joinOf[relationKey(c, a, b)] = x
			reader.members[memberKey(c, a)], reader.members[memberKey(c, b)] = true, true
		}
	}
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		for j := range c.Flows {
			if f := reader.readFlow(c, &c.Flows[j]); f != nil {
				r.flows[c] = append(r.flows[c], f)
			}
		}
	}
	if r.hasErrors() {
		return
	}
	for i := range r.joins {
		r.closePair(&r.joins[i], decided)
	}
	r.closeInternet()
	for _, n := range r.networks {
		if a := r.accessTo[n]; a != nil && r.unknownOpen(n) {
			a.open = true
		}
	}
}

// acceptAccess refuses access other than open where nothing that is derived can close.
func (r *reading) acceptAccess() bool {
	ok := true
	refuse := func(code *diag.Code, c *schema.Connection, what, why, hint string) {
		ok = false
		r.refuse(code, diag.Diagnostic{
			Summary: fmt.Sprintf("%q restricts `access`, and %s", c.Name, what),
			Subject: accessRange(c),
			Why:     why,
			Hint:    hint,
		})
	}
	for _, l := range r.links {
		for _, c := range append([]*schema.Connection{l.c}, l.also...) {
			if !restricts(c) {
				continue
			}
			if s := l.leadsTo(); l.leadsToDefault() && !r.reported("access of default "+c.Name) {
				refuse(codeAccessOfDefault, c, fmt.Sprintf("leads to site %q, which takes the default route", s.id),
					"internet traffic through the site crosses this connection too, and no prefix of the intent identifies it",
					"write `access` at the `hubAndSpoke` whose spokes use the site: its flows can name the site and `internet`")
			}
		}
	}
	return ok
}

func (r *reading) accessOf(n *network) *networkAccess {
	if r.accessTo[n] == nil {
		r.accessTo[n] = &networkAccess{}
	}
	return r.accessTo[n]
}

// findDirect finds the pairs of spokes that a peering joins directly, beside the firewall or appliance that joins them: no packet between
// them passes that, so what the connection through it says of the pair says nothing.
// Source: Virtual network traffic routing, "How Azure selects a route": the longest prefix; and no derived route has a prefix of the peering's.
func (r *reading) findDirect() {
	direct := map[[2]string]*join{}
	key := func(x *join) [2]string {
		a, b := x.names()
		return [2]string{min(a, b), max(a, b)}
	}
	for i := range r.joins {
		x := &r.joins[i]
		if x.site == nil && !x.routed && x.subnetsA == nil && len(x.over) == 0 && (r.peering(x.a, x.b) != nil || x.a.cluster(x.b) != nil) {
			direct[key(x)] = x
		}
	}
	for i := range r.joins {
		if x := &r.joins[i]; x.routed && x.site == nil {
			x.direct = direct[key(x)]
		}
	}
}

// besideSubnets tells whether a pair is open through a firewall or an appliance, and a peering of some subnets closes these alone.
func (x *join) besideSubnets(peered *join) bool {
	return x.routed && x.chain == nil && peered.subnetsA != nil && peered.chain != nil
}

// closePair takes over what connections say of a pair, and refuses what others say otherwise.
func (r *reading) closePair(x *join, decided map[[2]string]*join) {
	if x.direct != nil {
		return
	}
	a, b := x.names()
	key := [2]string{min(a, b), max(a, b)}
	first := decided[key]
	if first != nil && !first.besideSubnets(x) && first.chain != x.chain && r.pairAccess(first.chain, a, b) != r.pairAccess(x.chain, a, b) {
		one, oneAt := first.statedBy()
		other, at := x.statedBy()
		if r.reported("access " + one + " " + other) {
			return
		}
		r.refuse(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%s and %s contradict each other about traffic between %q and %q: one allows %s, the other %s", one, other, a, b,
				r.chainPhrase(first.chain), r.chainPhrase(x.chain)),
			Subject: at,
			Related: []diag.Related{{Range: oneAt, Message: one + relatedWord(first)}},
			Why:     "rules match addresses, not connections: what one connection allows, the other cannot block",
			Hint:    "use the same `access` in both, or remove the pair from one of them",
		})
		return
	}
	if first == nil {
		decided[key] = x
	} else if x.again = len(x.over) > 0; x.again {
		return
	}
	if x.chain == nil {
		r.accessOf(x.a).open = true
		if x.b != nil {
			r.accessOf(x.b).open = true
		}
		return
	}
	x.closes = true
	near := r.accessOf(x.a)
	if x.site != nil {
		near.closed = append(near.closed, closedEnd{chain: x.chain, name: b, far: x.site.exact})
		return
	}
	far := r.accessOf(x.b)
	near.closed = append(near.closed, closedEnd{chain: x.chain, near: x.subnetsA, name: b, far: x.b.prefixesOf(x.subnetsB)})
	far.closed = append(far.closed, closedEnd{chain: x.chain, near: x.subnetsB, name: a, far: x.a.prefixesOf(x.subnetsA)})
}

func accessRange(c *schema.Connection) source.Range {
	if c.Given(schema.ConnectionField.Access) {
		return c.At(schema.ConnectionField.Access)
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

func relatedWord(x *join) string {
	if len(x.closedBy()) > 1 || len(x.closedBy()) == 0 && len(x.over) > 1 {
		return " join them too"
	}
	return " joins them too"
}

// chainPhrase says what a chain of connections lets pass.
func (r *reading) chainPhrase(chain *filterChain) string {
	switch {
	case chain == nil:
		return "anything"
	case len(chain.by) == 1:
		return accessWord(chain.by[0])
	case len(r.flowsOf(chain)) == 0:
		return "nothing"
	}
	return "the flows that both list"
}

// pairAccess says what a chain of connections lets pass between two ends, equal where it is the same.
func (r *reading) pairAccess(chain *filterChain, a, b string) string {
	if chain == nil {
		return "open"
	}
	var out []string
	for _, f := range r.flowsOf(chain) {
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
	return "closed " + strings.Join(slices.Compact(out), "; ")
}
