package difference

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// resources compares what is deployed. What is there already in a world is not made by it.
func (c *comparing) resources() {
	old, next := c.worlds[0], c.worlds[1]
	byID := map[string]*ResourceChange{}
	for _, d := range c.differs {
		id := strings.ToLower(d.ID)
		if d.Path == "" {
			if d.How == rehearsal.Created && next.Assumed[id] || d.How == rehearsal.Removed && old.Assumed[id] {
				continue
			}
			change := map[rehearsal.How]Change{rehearsal.Created: Added, rehearsal.Removed: Gone}[d.How]
			byID[id] = &ResourceChange{Change: change, ID: d.ID, Name: judge.Short(d.ID), Properties: []Property{}}
			continue
		}
		if strings.HasSuffix(d.Path, "peeringState") || strings.HasSuffix(d.Path, "peeringSyncLevel") {
			continue
		}
		if byID[id] == nil {
			byID[id] = &ResourceChange{Change: Changed, ID: d.ID, Name: judge.Short(d.ID)}
		}
		byID[id].Properties = append(byID[id].Properties, Property{d.Path, d.Was, d.Is})
	}
	rank := []Change{Gone, Added, Changed}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		x := byID[id]
		x.Type = cmp.Or(next.State.Kind(id), old.State.Kind(id))
		c.report.Resources = append(c.report.Resources, *x)
	}
	slices.SortStableFunc(c.report.Resources, func(x, y ResourceChange) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, x.Change), slices.Index(rank, y.Change)), strings.Compare(x.Type, y.Type))
	})
}

// CoverTags hides what tags say, and leaves their names: see judge.Report.CoverTags.
func (r *Report) CoverTags() {
	for i := range r.Resources {
		for j := range r.Resources[i].Properties {
			p := &r.Resources[i].Properties[j]
			p.Was, p.Is = rehearsal.Covered(p.Path, p.Was), rehearsal.Covered(p.Path, p.Is)
		}
	}
}
