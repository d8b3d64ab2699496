package topology

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkManagedLimits holds what managers build against their limits.
func checkManagedLimits(r *reading) {
	for _, n := range r.networks {
		managed := false
		for _, p := range n.peers {
			managed = managed || r.peering(n, p).terms().manager != nil
		}
		if managed {
			r.limit(schema.LimitsField.ManagedPeeringsPerNetwork, len(n.peers), fmt.Sprintf("network %q has", n.id),
				"peerings, including those of network managers", n.KeyRange())
		}
		if len(n.clusters) > r.in.Limits.Most(schema.LimitsField.ConnectedGroupsPerNetwork) {
			r.report(codeOverLimit, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q is in %d connected groups; the limit is %d: %s", n.id, len(n.clusters),
					r.in.Limits.Most(schema.LimitsField.ConnectedGroupsPerNetwork), fewNames(statementNames(n.clusters))),
				Subject: n.KeyRange(),
				Why: fmt.Sprintf("Azure's limit is %d (`limits.connectedGroupsPerNetwork`); a managed mesh is a connected group, and so are "+
					"spokes that a manager joins directly", r.in.Limits.Most(schema.LimitsField.ConnectedGroupsPerNetwork)),
				Hint: "remove the network from one of them; if Microsoft raised your limit, write `limits: {connectedGroupsPerNetwork: …}`",
			})
		}
	}
	for _, m := range r.managers {
		for _, x := range m.managed {
			if x.direct {
				r.limit(schema.LimitsField.NetworksPerConnectedGroup, len(x.members), fmt.Sprintf("the connected group of %q has", x.c.Name),
					"networks", x.c.KeyRange())
			}
		}
	}
}

func statementNames(list []*managed) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprintf("%q", x.c.Name)
	}
	return out
}

// findInConnectedGroups reports networks that overlap in a connected group, or of which one is in such a group of a third network
// and the other is peered with it.
func (c *overlapCheck) findInConnectedGroups() {
	done := map[string]bool{}
	for _, n := range c.r.networks {
		if len(n.clusters) == 0 {
			continue
		}
		lists := [][]*network{{n}, n.peers}
		key := strings.Join(statementNames(n.clusters), " ")
		for _, x := range n.clusters {
			lists = append(lists, x.members)
		}
		for _, p := range n.peers {
			key += "\x00" + string(p.id)
		}
		if done[key] {
			continue
		}
		done[key] = true
		c.find(claims(union(lists...)...), func(a, b claim) { c.reportConnected(n, a, b) })
	}
}

func (c *overlapCheck) reportConnected(n *network, a, b claim) {
	s, o := inOrder(a, b)
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("network %q overlaps network %q, and %q reaches both directly", s.n.id, o.n.id, n.id),
		Subject: s.n.prefixAt(s.index),
		Label:   relation(s.prefix(), o.prefix()),
		Related: []diag.Related{{Range: o.n.prefixAt(o.index), Message: fmt.Sprintf("%q has %s", o.n.id, o.prefix())}},
		Why:     "Azure allows it and sends packets for the common addresses to the more specific prefix, or to either",
		Hint:    c.r.freeHint(s.prefix().Bits(), s.prefix()),
	}
	if x := s.n.cluster(o.n); x != nil {
		d.Summary = fmt.Sprintf("network %q overlaps network %q, and %q puts both into one connected group", s.n.id, o.n.id, x.c.Name)
		d.Why = "Azure allows overlapping networks in a connected group and drops packets for their common addresses"
		d.Related = append(d.Related, diag.Related{Range: x.c.KeyRange(), Message: fmt.Sprintf("%q joins them", x.c.Name)})
	}
	c.r.report(codeOverlapConnected, d)
}

// limitPeerings holds the peerings that are made by hand against their limit, and shows the line that hands them to a manager.
func (r *reading) limitPeerings(n *network) {
	byHand := 0
	in := map[*schema.Connection]int{}
	var largest *schema.Connection
	for _, p := range n.peers {
		t := r.peering(n, p).terms()
		if t.manager != nil {
			continue
		}
		byHand++
		in[t.c]++
		if t.c.Kind != "peering" && (largest == nil || in[t.c] > in[largest]) {
			largest = t.c
		}
	}
	most := r.in.Limits.Most(schema.LimitsField.PeeringsPerNetwork)
	if byHand <= most || largest == nil {
		r.limit(schema.LimitsField.PeeringsPerNetwork, byHand, fmt.Sprintf("network %q has", n.id), "peerings", n.KeyRange())
		return
	}
	r.report(codeOverLimit, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has %d peerings; the limit is %d", n.id, byHand, most), Subject: n.KeyRange(),
		Related: []diag.Related{{
			Range:   largest.KeyRange(),
			Message: fmt.Sprintf("%q creates %d of them; with both halves %s", largest.Name, in[largest], r.byHand(2*in[largest])),
		}},
		Why: fmt.Sprintf("Azure's limit is %d (`limits.peeringsPerNetwork`), and %d if a network manager creates the peerings "+
			"(`limits.managedPeeringsPerNetwork`)", most, r.in.Limits.Most(schema.LimitsField.ManagedPeeringsPerNetwork)),
		Hint: r.handOver(largest) +
			"; or divide the spokes over several hubs; or, if Microsoft raised your limit, write `limits: {peeringsPerNetwork: …}`",
	})
}

// checkLargeMeshes notes meshes whose halves do not fit one deployment.
func checkLargeMeshes(r *reading) {
	note := func(c *schema.Connection, d diag.Diagnostic, n int) {
		if halves := n * (n - 1); halves > r.in.Limits.Most(schema.LimitsField.TemplateResources) {
			d.Summary = fmt.Sprintf("%q joins each of %d networks with every other without a network manager: %s", c.Name, n, r.byHand(halves))
			d.Why = fmt.Sprintf("each peering is two resources, and the next network adds %d", 2*n)
			d.Hint = r.handOver(c) + ": the same network as one connected group"
			r.report(codeLargeMesh, d)
		}
	}
	for _, m := range r.pairwise {
		if m.manager == nil && m.c.Kind == "mesh" && len(m.c.Transit) == 0 {
			note(m.c, diag.Diagnostic{Subject: m.c.KeyRange()}, len(m.members))
		}
	}
	for _, g := range r.hubAndSpokes {
		if g.manager == nil && g.spokeToSpoke.mode == "direct" {
			note(g.c, diag.Diagnostic{Subject: g.spokeToSpoke.at}, len(g.spokes))
		}
	}
}
