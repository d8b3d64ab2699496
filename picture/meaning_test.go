package picture

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/topology"
)

// node is what stands for a network, a part, a site or a circuit in a picture: itself, or the stack that it is in.
func (p *Picture) node(id string) *node {
	for _, n := range p.nodes {
		if n.id == id || slices.Contains(n.members, id) && n.kind == stackKind || strings.HasPrefix(id, "site:") && n.kind == siteStackKind &&
			slices.Contains(n.members, id[5:]) {
			return n
		}
	}
	return nil
}

// line is a line between two nodes, in either direction, nil for none.
func (p *Picture) line(a, b *node) *line {
	for _, x := range p.lines {
		if x.from == a && x.to == b || x.from == b && x.to == a {
			return x
		}
	}
	return nil
}

// joined tells whether two networks are joined: by a line between them or to a part of one, or by a mesh.
func (p *Picture) joined(a, b *node) bool {
	if a == b || p.line(a, b) != nil {
		return true
	}
	for _, part := range slices.Concat(a.parts, b.parts) {
		if other := map[*node]*node{a: b, b: a}[part.hub]; p.line(part, other) != nil {
			return true
		}
	}
	return slices.ContainsFunc(p.nodes, func(m *node) bool { return m.kind == meshKind && p.line(a, m) != nil && p.line(b, m) != nil })
}

func TestEveryPeeringAndConnectionHasALine(t *testing.T) {
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		p, name := New(network, nil), filepath.Base(dir)
		for _, x := range network.Peerings {
			require.True(t, p.joined(p.node(string(x.Local)), p.node(string(x.Remote))), "%s: %s", name, x.ID)
		}
		for _, x := range network.HubConnections {
			require.True(t, p.joined(p.node(string(x.Hub)), p.node(string(x.Network))), "%s: %s", name, x.ID)
		}
		for _, c := range network.Configurations {
			for _, g := range network.NetworkGroups {
				for _, m := range g.Members {
					if g.ID == c.Group && c.Hub != "" {
						require.True(t, p.joined(p.node(string(c.Hub)), p.node(string(m))), "%s: %s and %s", name, c.ID, m)
					}
					if g.ID == c.Group && c.Direct {
						require.True(t, p.joined(p.node(string(g.Members[0])), p.node(string(m))), "%s: %s and %s", name, c.ID, m)
					}
				}
			}
		}
		for _, c := range network.Connections {
			far := p.node(string(c.Remote))
			switch {
			case c.Circuit != "":
				far = p.node(circuitID(c.Circuit))
			case c.LocalGateway != "":
				i := slices.IndexFunc(network.LocalGateways, func(g topology.LocalGateway) bool { return g.ID == c.LocalGateway })
				if far = p.node(siteID(network.LocalGateways[i].Site)); network.LocalGateways[i].HubGateway != "" {
					far = p.node(string(network.LocalGateways[i].HubGateway))
				}
			}
			require.NotNil(t, p.line(p.node(string(c.Gateway)), far), "%s: %s", name, c.ID)
		}
		for _, c := range network.Circuits {
			require.NotNil(t, p.line(p.node(circuitID(c.ID)), p.node(siteID(c.Site))), "%s: %s", name, c.ID)
		}
	}
}

// What a join passes is on a line: from the network to what inspects first, from there to the next, and to the internet.
func TestLinesPassWhatInspects(t *testing.T) {
	passed := 0
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		p, name := New(network, nil), filepath.Base(dir)
		for _, j := range network.Joins {
			for i, via := range j.Via {
				part := p.node(via)
				require.NotNil(t, part, "%s: %s", name, via)
				if i > 0 {
					before := p.node(j.Via[i-1])
					require.True(t, p.line(before, part) != nil || p.byGateways(before) && p.byGateways(part), "%s: %s to %s", name, j.Via[i-1], via)
				}
			}
			if len(j.Via) == 0 {
				continue
			}
			for _, a := range j.A {
				n, first := p.node(networkName(a)), p.node(j.Via[0])
				if first.hub == n {
					continue
				}
				x := p.line(n, first)
				require.True(t, x != nil && x.style <= gatewayStyle || p.byGateways(first), "%s: %s to %s", name, a, j.Via[0])
				passed++
			}
			if last := p.node(j.Via[len(j.Via)-1]); slices.Contains(j.B, "internet") && !last.kind.isGateway() {
				require.NotNil(t, p.line(last, p.node(internetID)), "%s: %s to the internet", name, last.id)
			}
		}
	}
	require.Greater(t, passed, 150)
}

// byGateways tells whether a line leads from what inspects to a gateway of its hub.
func (p *Picture) byGateways(part *node) bool {
	return slices.ContainsFunc(part.hub.parts, func(g *node) bool { return g.kind.isGateway() && p.line(part, g) != nil })
}
