package judge

import (
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A looker looks at pairs after writes: only at those whose packets pass what a write has touched.
type looker struct {
	c          *Case
	courses    []Course
	appliances []reachability.Appliance
	passes     []passed // of each pair, when it was last looked at
	looks      int
}

// passed is which networks the packets of a pair pass, both ways; nil where they pass something else than subnets and what stands in reserved ones.
type passed map[string]bool

// look looks at the pairs that pass one of the networks that were touched; nil for all pairs.
func (l *looker) look(at Event, now []template.Resource, touched map[string]bool) {
	var estate *reachability.Estate
	for i, p := range l.c.Pairs {
		if touched != nil && !l.passes[i].any(touched) {
			continue
		}
		if estate == nil {
			estate = l.c.Estate(now)
		}
		l.looks++
		t := estate.Trace(p.From, p.To, p.Flow, l.appliances)
		l.passes[i] = passedBy(p, t)
		l.courses[i].add(at, p.way(t))
	}
}

// any tells whether a pair passes one of some networks, or may.
func (p passed) any(networks map[string]bool) bool {
	if p == nil {
		return true
	}
	for id := range networks {
		if p[id] {
			return true
		}
	}
	return false
}

// passedBy are the networks that both directions of a trace pass. An appliance is somewhere: then any network may matter.
func passedBy(p Pair, t reachability.Trace) passed {
	out := passed{}
	add := func(id string) {
		network, _, _ := strings.Cut(strings.ToLower(id), "/subnets/")
		out[network] = true
	}
	add(p.From.Subnet)
	add(p.To.Subnet)
	for _, path := range []reachability.Path{t.There, t.Back} {
		for _, hop := range path.Hops {
			if hop.Kind == "internet" && p.To.Internet {
				continue
			}
			if hop.Kind == "appliance" || hop.Kind == "internet" {
				return nil
			}
			add(hop.At)
		}
	}
	return out
}
