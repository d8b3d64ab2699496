package topology

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// internetAccess says what a connection lets pass between a network and the internet, equal where it is the same.
func (r *reading) internetAccess(c *schema.Connection, n *network) string {
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
func (r *reading) closeInternet() {
	decided := map[*network]*schema.Connection{}
	say := func(n *network, c *schema.Connection) {
		if first := decided[n]; first != nil && first != c && r.internetAccess(first, n) != r.internetAccess(c, n) {
			r.refuse(codeContradiction, diag.Diagnostic{
				Summary: fmt.Sprintf("%q and %q contradict each other about traffic between %q and the internet: one allows %s, the other %s",
					first.Name, c.Name, n.id, accessWord(first), accessWord(c)),
				Subject: accessRange(c), Related: []diag.Related{{Range: accessRange(first), Message: fmt.Sprintf("%q covers it too", first.Name)}},
				Why:  "rules match addresses, not connections: what one connection allows, the other cannot block",
				Hint: "use the same `access` in both, or remove the network or the internet from one of them",
			})
			return
		}
		decided[n] = c
		if !restricts(c) {
			return
		}
		r.accessOf(n).internet = c
	}
	for _, n := range r.networks {
		if g := n.policy.from["internet"]; g != nil && n.policy.internet != nil {
			say(n, g.c)
		}
		for _, g := range n.spokeOfWAN {
			if g.internet.hop != nil {
				say(n, g.c)
			}
		}
	}
	for _, g := range r.allHubAndSpokes() {
		if r.coversInternet(g.c) {
			for _, s := range g.spokes {
				say(s, g.c)
			}
		}
	}
	for _, m := range r.pairwise {
		if r.coversInternet(m.c) {
			for _, n := range m.members {
				say(n, m.c)
			}
		}
	}
}

func (r *reading) coversInternet(c *schema.Connection) bool {
	for _, f := range r.flows[c] {
		for _, e := range append(slices.Clone(f.from), f.to...) {
			if e.internet {
				return true
			}
		}
	}
	return false
}

// onPremisesOpen tells whether what is behind a gateway, where no connection of the intent says what, is open to a network: by a
// gateway of its own, or by the connection that lends it another's.
func (r *reading) onPremisesOpen(n *network) bool {
	g := r.gatewayUsedBy(n)
	if list := n.statementsToOnPremises(); len(list) > 0 {
		return slices.ContainsFunc(list, func(g *hubAndSpoke) bool { return !restricts(g.c) })
	}
	switch {
	case g == nil:
		return false
	case g == n:
		return true
	}
	return !restricts(r.peering(n, g).terms().c)
}

// unknownOpen tells whether a network uses a gateway behind which nothing of the intent is, and what may be there is open to it.
func (r *reading) unknownOpen(n *network) bool {
	if !r.onPremisesOpen(n) {
		return false
	}
	if hub := n.hubToOnPremises(); hub != nil {
		return len(hub.destinations) == 0
	}
	return len(r.gatewayUsedBy(n).destinations) == 0
}
