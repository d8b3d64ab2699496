package topology

import (
	"fmt"
	"net/netip"
	"reflect"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// pairKey is an unordered pair of networks: a before b.
type pairKey struct{ a, b NetworkID }

// pair is two networks that are peered, with every statement that says so.
type peeredPair struct {
	a, b       *network
	statements []*pairStatement
}

// pairStatement is what one connection says about a pair. Subnets are of a and b, nil for whole networks.
type pairStatement struct {
	c                  *schema.Connection
	at                 source.Range
	gateway            *network // whose gateway the other end uses
	manager            *manager // who makes the peering, nil for by hand
	forwarded          bool
	subnetsA, subnetsB []string
	ipv6Only           bool
}

// terms are the statement's: all statements of a pair agree.
func (p *peeredPair) terms() *pairStatement { return p.statements[0] }

// connections are those that say so.
func (p *peeredPair) connections() []*schema.Connection {
	var out []*schema.Connection
	for _, s := range p.statements {
		out = append(out, s.c)
	}
	return out
}

func (p *peeredPair) bySubnet() bool { return p.terms().subnetsA != nil }

func (p *peeredPair) other(n *network) *network {
	if p.a == n {
		return p.b
	}
	return p.a
}

// subnetsOf are the peered subnets at that end, nil for the whole network.
func (p *peeredPair) subnetsOf(n *network) []string {
	if p.a == n {
		return p.terms().subnetsA
	}
	return p.terms().subnetsB
}

func (p *peeredPair) origin(rule string) Origin {
	o := Origin{Range: p.terms().at, Rule: rule}
	for _, s := range p.statements {
		o.Statements = append(o.Statements, s.c.Path())
	}
	sort.Strings(o.Statements)
	return o
}

func keyOf(a, b *network) pairKey {
	if a.id > b.id {
		a, b = b, a
	}
	return pairKey{a.id, b.id}
}

// peering returns the pair's peering, or nil.
func (r *reading) peering(a, b *network) *peeredPair { return r.pairOf[keyOf(a, b)] }

// neighbours are the networks that one is peered with.
type neighbours struct {
	peers []*network // by name
}

// peerings are the pairs of networks that are peered.
type peerings struct {
	pairs  []*peeredPair // by key
	pairOf map[pairKey]*peeredPair
}

func (r *reading) joinPairs() {
	for _, m := range r.pairwise {
		if m.manager != nil {
			r.manage(&managed{manager: m.manager, c: m.c, items: m.c.Members, members: m.members, direct: true})
			continue
		}
		if r.tooManyPeers(m.c, m.c.KeyRange(), len(m.members)-1) {
			continue
		}
		for i, a := range m.members {
			for _, b := range m.members[i+1:] {
				r.peer(a, b, &pairStatement{c: m.c, gateway: m.gateway, ipv6Only: m.c.IPv6Only}, m.subnets)
			}
		}
	}
	for _, g := range r.hubAndSpokes {
		for _, h := range g.hubs {
			for _, s := range g.spokes {
				st := &pairStatement{c: g.c, manager: g.manager}
				if g.gateway == h {
					st.gateway = h
				}
				r.peer(h, s, st, nil)
			}
		}
		if g.manager != nil {
			r.manage(&managed{
				manager: g.manager,
				c:       g.c,
				items:   g.c.Spokes,
				members: g.spokes,
				hubs:    g.hubs,
				gateway: g.gateway,
				direct:  g.spokeToSpoke.mode == "direct",
			})
		} else if g.spokeToSpoke.mode == "direct" && !r.tooManyPeers(g.c, g.spokeToSpoke.at, len(g.spokes)-1+len(g.hubs)) {
			for i, a := range g.spokes {
				for _, b := range g.spokes[i+1:] {
					r.peer(a, b, &pairStatement{c: g.c}, nil)
				}
			}
		}
	}
	sort.Slice(r.pairs, func(i, j int) bool {
		a, b := keyOf(r.pairs[i].a, r.pairs[i].b), keyOf(r.pairs[j].a, r.pairs[j].b)
		return a.a < b.a || a.a == b.a && a.b < b.b
	})
	for _, p := range r.pairs {
		p.a.peers = append(p.a.peers, p.b)
		p.b.peers = append(p.b.peers, p.a)
	}
}

// tooManyPeers refuses a full mesh that cannot be, before its n(n-1)/2 pairs are made.
func (r *reading) tooManyPeers(c *schema.Connection, at source.Range, perNetwork int) bool {
	limit := r.in.Limits.Most(schema.LimitsField.PeeringsPerNetwork)
	if perNetwork <= limit {
		return false
	}
	n := perNetwork + 1
	r.refuse(codeOverLimit, diag.Diagnostic{
		Summary: fmt.Sprintf("%q joins each of %d networks with every other: %d peerings per network; the limit is %d", c.Name, n, perNetwork, limit),
		Subject: at,
		Why:     fmt.Sprintf("Azure allows at most %d peerings per network; this mesh would need %s", limit, r.byHand(n*(n-1))),
		Hint:    r.handOver(c) + "; or join them through a hub with a firewall or an appliance in `spokeToSpoke`, or make smaller meshes",
	})
	return true
}

// byHand says how many halves of peerings there would be, and how many deployments hold them.
func (r *reading) byHand(halves int) string {
	most := max(r.in.Limits.Most(schema.LimitsField.TemplateResources), 1)
	deployments := (halves + most - 1) / most
	if deployments == 1 {
		return fmt.Sprintf("%d peerings in all", halves)
	}
	return fmt.Sprintf("%d peerings in all, in at least %d deployments of %d resources", halves, deployments, most)
}

// handOver is the line that hands a statement to a network manager.
func (r *reading) handOver(c *schema.Connection) string {
	line := fmt.Sprintf("write `networkManager: %s` in %q", r.someManager(), c.Name)
	if len(r.managers) == 0 {
		line += fmt.Sprintf(", and once `networkManagers: {%s: {}}`", r.someManager())
	}
	return line
}

func (r *reading) peer(a, b *network, st *pairStatement, subnets map[*network][]string) {
	if a.id > b.id {
		a, b = b, a
	}
	st.at = st.c.KeyRange()
	st.forwarded = a.isRelay() || b.isRelay() || st.manager != nil
	if st.c.ForwardedTraffic != nil {
		st.forwarded = *st.c.ForwardedTraffic
	}
	st.subnetsA, st.subnetsB = subnets[a], subnets[b]
	key := keyOf(a, b)
	p := r.pairOf[key]
	if p == nil {
		p = &peeredPair{a: a, b: b}
		r.pairOf[key] = p
		r.pairs = append(r.pairs, p)
	} else if what := p.terms().differsFrom(st); what != "" {
		first := p.terms()
		r.refuse(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%q and %q contradict each other about the peering of %q and %q: %s", first.c.Name, st.c.Name, a.id, b.id, what),
			Subject: st.at,
			Related: []diag.Related{{Range: first.at, Message: fmt.Sprintf("%q joins them too", first.c.Name)}},
			Why:     "Azure allows one peering for a pair of networks (AnotherPeeringAlreadyReferencesRemoteVnet)",
			Hint:    "use the same settings in both, or remove the pair from one of them",
		})
		return
	}
	p.statements = append(p.statements, st)
}

// differsFrom says in which respect two statements about a pair differ, or "".
func (s *pairStatement) differsFrom(o *pairStatement) string {
	switch {
	case (s.subnetsA == nil) != (o.subnetsA == nil):
		return "one peers whole networks, the other subnets"
	case !reflect.DeepEqual(s.subnetsA, o.subnetsA) || !reflect.DeepEqual(s.subnetsB, o.subnetsB):
		return "their subnets differ"
	case s.manager != o.manager:
		return fmt.Sprintf("%s in one, %s in the other", builderPhrase(s.manager), builderPhrase(o.manager))
	case s.gateway != o.gateway:
		return fmt.Sprintf("%s in one, %s in the other", gatewayPhrase(s.gateway), gatewayPhrase(o.gateway))
	case s.forwarded != o.forwarded:
		return "`forwardedTraffic` differs"
	case s.ipv6Only != o.ipv6Only:
		return "`ipv6Only` differs"
	}
	return ""
}

func (r *reading) reportNoGateway(connection string, n *network, at source.Range) {
	r.refuse(codeNoGateway, diag.Diagnostic{
		Summary: fmt.Sprintf("%q uses the gateway of %q, which has none", connection, n.id), Subject: at, Label: "no gateway there",
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
		Why:     "Azure refuses useRemoteGateways if the remote network has no gateway (RemoteVnetHasNoGateways)",
		Hint:    fmt.Sprintf("add `gateways: {vpn: {}}` to %q, or remove `useGatewayOf`", n.id),
	})
}

// reachesDirectly tells whether a peering of the two networks already leads to exactly that prefix: the usual exemption.
func (r *reading) reachesDirectly(n, to *network, prefix netip.Prefix) bool {
	if n.cluster(to) != nil {
		return true
	}
	p := r.peering(n, to)
	if p == nil {
		return false
	}
	if !p.bySubnet() {
		return true
	}
	for _, s := range p.subnetsOf(to) {
		for _, sp := range to.subnets[s].Prefixes {
			if sp == prefix {
				return true
			}
		}
	}
	return false
}

// directNeighbours are the networks that this one reaches directly with all its subnets: whole peers, and members of its connected groups.
func (r *reading) directNeighbours(n *network) []*network {
	var out []*network
	for _, p := range n.peers {
		if !r.peering(n, p).bySubnet() {
			out = append(out, p)
		}
	}
	for _, x := range n.clusters {
		for _, m := range x.members {
			if m != n {
				out = append(out, m)
			}
		}
	}
	return out
}
