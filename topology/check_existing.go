package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkExisting holds connections that are there already to what can be there: between what exists, and made by hand.
func checkExisting(r *reading) {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if r.presences[c] != nil || c.NamePattern != "" || len(c.Names) > 0 {
			r.checkManagedExisting(c)
		}
		if r.presences[c] != nil {
			r.checkExistingMembers(c)
		}
	}
	for _, p := range r.pairs {
		if p.isThere(r) {
			r.checkExistsBetween(p.terms().c, p.a, p.b)
		}
	}
	for _, w := range r.wans {
		for _, hub := range w.hubs {
			for _, c := range hub.classes() {
				for _, s := range c.spokes {
					if c.isConnected(r, s) {
						r.checkExistsBetween(c.hubAndSpokes[0].c, hub, s)
					}
				}
			}
		}
	}
	for _, l := range r.links {
		if r.isLinkThere(l) {
			r.checkExistingLink(l)
		}
	}
}

// checkManagedExisting: what a network manager builds has the names that it gives, and is there once it is committed.
func (r *reading) checkManagedExisting(c *schema.Connection) {
	if c.NetworkManager == "" {
		return
	}
	field := schema.ConnectionField.Names
	if r.presences[c] != nil {
		field = schema.ConnectionField.Existing
	}
	r.report(codeCannotExist, diag.Diagnostic{
		Summary: fmt.Sprintf("%q has `%s`, and network manager %q builds it", c.Name, field, c.NetworkManager),
		Subject: c.At(field),
		Why:     "a network manager makes the peerings of its configurations itself, under names of its own, and takes them away when they are in none",
		Hint:    fmt.Sprintf("remove `%s`, or `networkManager`", field),
	})
}

// checkExistingMembers: what is named as existing takes part in the connection.
func (r *reading) checkExistingMembers(c *schema.Connection) {
	takesPart := map[string]bool{}
	for _, p := range r.pairs {
		if slices.Contains(p.connections(), c) {
			takesPart[p.a.Name], takesPart[p.b.Name] = true, true
		}
	}
	for _, l := range r.links {
		if slices.Contains(l.statements(), c) {
			for _, name := range l.ends() {
				takesPart[name] = true
			}
		}
	}
	for _, n := range r.networks {
		for _, g := range n.spokeOfWAN {
			takesPart[n.Name] = takesPart[n.Name] || g.c == c
		}
	}
	for i := range c.ExistingMembers.Items {
		item := &c.ExistingMembers.Items[i]
		if item.Name == "" || takesPart[item.Name] && !slices.Contains(c.Hubs, item.Name) {
			continue
		}
		r.report(codeUnknownPair, diag.Diagnostic{
			Summary: fmt.Sprintf("%q names %q as existing, which is none of its members", c.Name, item.Name),
			Subject: item.Range(),
			Label:   "not a member",
			Hint:    "name members of the connection; of a hubAndSpoke name its spokes",
		})
	}
}

// ends are the names of what a connection of a gateway joins.
func (l *gatewayLink) ends() []string {
	out := []string{l.near.network.Name}
	if l.far != nil {
		out = append(out, l.far.network.Name)
	}
	if l.site != nil {
		out = append(out, l.site.Name)
	}
	return out
}

// checkExistsBetween warns of a connection that is there while one of its networks is yet to be made. It is right where the network is
// written over one that exists.
func (r *reading) checkExistsBetween(c *schema.Connection, a, b *network) {
	for _, n := range []*network{a, b} {
		if n.ownership() != Created || r.reported("existing between "+c.Name+" "+n.Name) {
			continue
		}
		r.report(codeExistsBetweenNew, diag.Diagnostic{
			Summary: fmt.Sprintf("%q says that the connection of %q and %q exists, and this intent creates %q", c.Name, a.id, b.id, n.id),
			Subject: c.At(schema.ConnectionField.Existing),
			Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
			Why:     "a connection belongs to its networks: where the network is not deployed yet, there is none, and nothing creates it",
			Hint:    fmt.Sprintf("write `ownership: existing` at %q, or leave it out of `existing`", n.id),
		})
	}
}

// checkExistingLink holds a connection of a gateway that is there to gateways and circuits that are.
func (r *reading) checkExistingLink(l *gatewayLink) {
	d := diag.Diagnostic{Subject: l.c.At(schema.ConnectionField.Existing)}
	for _, g := range []*gatewayNode{l.near, l.far} {
		if g == nil || g.exists() || l.circuit != nil && l.far != nil {
			continue
		}
		d.Related = []diag.Related{{Range: g.network.KeyRange(), Message: fmt.Sprintf("%q", g.network.id)}}
		d.Summary = fmt.Sprintf("%q says that its connection at the gateway of %q exists, and this intent creates that gateway", l.c.Name, g.network.id)
		d.Hint = fmt.Sprintf("write `existing: true` at the gateway of %q, or let this intent create the connection too, under the name that it has in `names`",
			g.network.id)
		if g.network.wan != nil {
			d.Why = "a write of the gateway of a virtual hub deletes the connections that it does not name"
			r.report(codeCannotExist, d)
			return
		}
		if !r.reported("existing at " + l.c.Name + " " + g.ref()) {
			d.Why = "a connection is made at a gateway that is there"
			r.report(codeExistsBetweenNew, d)
		}
	}
	if c := l.circuit; c != nil && c.Circuit.ID == "" && l.far == nil {
		d.Related = []diag.Related{{Range: c.KeyRange(), Message: fmt.Sprintf("circuit %q", c.id)}}
		d.Summary = fmt.Sprintf("%q says that its connection to circuit %q exists, and this intent creates the circuit", l.c.Name, c.id)
		d.Why = "a write of a circuit replaces its authorizations, and the one that the connection uses is not known"
		d.Hint = "declare the circuit by its `id`, or let this intent create the connection too"
		r.report(codeCannotExist, d)
	}
}

// exists tells whether the gateway is there already.
func (g *gatewayNode) exists() bool {
	if g.kind == expressRouteHop {
		return g.network.ExpressRoute.Existing
	}
	return g.network.VPN.Existing
}

// checkGivenNames reports names for pairs that a connection does not have, and words that mean two pairs.
func checkGivenNames(r *resolution) {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if len(c.Names) == 0 || c.NetworkManager != "" {
			continue
		}
		pairs := r.pairsOf(c.Path())
		var words []string
		for word := range pairs {
			words = append(words, word)
		}
		slices.Sort(words)
		for j := range c.Names {
			name := &c.Names[j]
			switch of := pairs[name.Pair]; {
			case len(of) == 0:
				r.report(codeUnknownPair, diag.Diagnostic{
					Summary: fmt.Sprintf("%q names %q, and makes nothing of that name", c.Name, name.Pair),
					Subject: name.KeyRange(),
					Label:   "unknown pair",
					Why:     "a name is that of what <local> holds and <remote> is at the end of, as <local>-<remote>",
					Hint:    diag.DidYouMean(name.Pair, words, "it has: "+fewNames(words)),
				})
			case len(of) > 1:
				r.report(codeUnknownPair, diag.Diagnostic{
					Summary: fmt.Sprintf("%q names %q, which is %s", c.Name, name.Pair, strings.Join(of, " and ")),
					Subject: name.KeyRange(),
					Label:   "ambiguous",
					Hint:    "put one of them into a connection of its own, which names it",
				})
			}
		}
	}
}

// checkNamesOfNothing reports names in `naming` of what the intent does not have.
func checkNamesOfNothing(r *resolution) {
	for _, kind := range schema.NamingKinds() {
		for _, g := range r.in.Naming.Names[kind.String()] {
			words := slices.Compact(slices.Sorted(slices.Values(r.named[kind])))
			if slices.Contains(words, g.Of) {
				continue
			}
			r.report(codeUnknownPair, diag.Diagnostic{
				Summary: fmt.Sprintf("`naming.%s` names %q, and there is none", kind, g.Of),
				Subject: g.KeyRange(),
				Label:   "names nothing",
				Why:     "a name is that of what the placeholders of the kind stand for: {" + strings.Join(Placeholders(kind), "} {") + "}, the network first",
				Hint:    diag.DidYouMean(g.Of, words, "there are: "+fewNames(words)),
			})
		}
	}
}

// pairsOf are the pairs of what a connection makes, by the words of names.
func (r *resolution) pairsOf(path string) map[string][]string {
	out := map[string][]string{}
	add := func(o Origin, local, remote string) {
		if slices.Contains(o.Statements, path) {
			word := pairWord(local, remote)
			out[word] = append(out[word], fmt.Sprintf("that of %q to %q", local, remote))
		}
	}
	for _, p := range r.topo.Peerings {
		add(p.Origin, string(p.Local), string(p.Remote))
	}
	for _, x := range r.topo.HubConnections {
		add(x.Origin, string(x.Hub), string(x.Network))
	}
	for _, x := range r.topo.HubLinks {
		add(x.Origin, string(x.Hub), afterSlash(string(x.Site))+string(x.Circuit))
	}
	for _, x := range r.topo.Connections {
		network, _, _ := strings.Cut(string(x.Gateway), "/")
		remote, _, _ := strings.Cut(string(x.Remote), "/")
		add(x.Origin, network, remote+afterSlash(string(x.LocalGateway))+string(x.Circuit))
	}
	return out
}

// afterSlash is what stands behind the slash of an ID.
func afterSlash(id string) string {
	_, rest, _ := strings.Cut(id, "/")
	return rest
}
