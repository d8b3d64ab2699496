package topology

import (
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// standing are what connections say of what is there already.
type standing struct {
	presences map[*schema.Connection]*presence
}

// presence is what one connection says of that: all of it, or what it joins these by.
type presence struct {
	all      bool
	networks map[*network]bool
	sites    map[*site]bool
}

// readExisting looks up what connections say of what is there already. That a member is the connection's own, a check holds.
func (r *reading) readExisting() {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if !c.Existing && len(c.ExistingMembers.Items) == 0 {
			continue
		}
		p := &presence{all: c.Existing, networks: map[*network]bool{}, sites: map[*site]bool{}}
		if r.presences == nil {
			r.presences = map[*schema.Connection]*presence{}
		}
		r.presences[c] = p
		for j := range c.ExistingMembers.Items {
			r.readExistingMember(c, p, &c.ExistingMembers.Items[j])
		}
	}
}

func (r *reading) readExistingMember(c *schema.Connection, p *presence, item *schema.Member) {
	if item.Name != "" {
		switch n, s := r.findEnd(item.Name, item.Range()); {
		case n != nil:
			p.networks[n] = true
			r.take(item, ExistingRole, item.Name)
		case s != nil:
			p.sites[s] = true
			r.take(item, ExistingRole, item.Name)
		}
		return
	}
	some := false
	for _, n := range r.networks {
		if matches(n, item.Labels) {
			some, p.networks[n] = true, true
			r.take(item, ExistingRole, string(n.id))
		}
	}
	if c.Kind == "vpn" {
		for _, s := range r.sites {
			if matchesSite(s, item.Labels) {
				some, p.sites[s] = true, true
				r.take(item, ExistingRole, string(s.id))
			}
		}
	}
	if !some {
		r.reportNoMatch(item)
	}
}

// isThere tells whether the statement says that what joins the two networks is there already: of a hub and a spoke the spoke decides.
func (r *reading) isThere(c *schema.Connection, a, b *network) bool {
	p := r.presences[c]
	if p == nil || p.all {
		return p != nil
	}
	has := func(n *network) bool { return p.networks[n] || slices.Contains(c.Hubs, n.Name) }
	return has(a) && has(b) && (p.networks[a] || p.networks[b])
}

// isLinkThere tells whether a connection of a gateway is there already: one of its statements says so, or it is of a site at the gateway of
// another owner.
func (r *reading) isLinkThere(l *gatewayLink) bool {
	return r.saysLinkIsThere(l) || l.site != nil && l.site.clients == nil && l.circuit == nil && l.near.network.ownership() == External
}

// saysLinkIsThere tells whether one of the statements of a connection of a gateway says that it is there already.
func (r *reading) saysLinkIsThere(l *gatewayLink) bool {
	return slices.ContainsFunc(l.statements(), func(c *schema.Connection) bool {
		p := r.presences[c]
		return p != nil && (p.all || p.networks[l.near.network] || l.far != nil && p.networks[l.far.network] || l.site != nil && p.sites[l.site])
	})
}

// isThere tells whether one of the statements of the pair says that its peering is there already.
func (p *peeredPair) isThere(r *reading) bool {
	return slices.ContainsFunc(p.statements, func(s *pairStatement) bool { return r.isThere(s.c, p.a, p.b) })
}

// isConnected tells whether one of the statements of the class says that the connection of the spoke with the virtual hub is there already.
func (c *class) isConnected(r *reading, spoke *network) bool {
	return slices.ContainsFunc(c.hubAndSpokes, func(g *hubAndSpoke) bool { return r.isThere(g.c, c.hub, spoke) })
}
