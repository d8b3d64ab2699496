package picture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// An Outage is what is out of service, and what becomes of the network meanwhile. Names are those of the intent.
type Outage struct {
	Down        []string // as it was asked for
	Parts       []string // gateways, firewalls and appliances as network/part
	Circuits    []string
	Sites       []string
	Regions     []string
	Connections []string // as the topology calls them

	Changed []ChangedPath
	Effect  string // of all pairs, in words: 4 lost, 2 moved
}

// NewOutage makes the picture of a topology of which something is out of service: that is marked, and over the network is drawn which pairs lose
// their path, or have another one.
func NewOutage(t *topology.Topology, o *Outage) *Picture {
	r := newReading(t, nil)
	p := &Picture{name: t.Name, change: true, outage: o}
	r.addNodes()
	r.addLines()
	for _, n := range r.order {
		if o.stops(n) {
			n.mark = stopped
		}
	}
	for _, l := range r.listed {
		o.stopLine(l)
	}
	for i, x := range o.Changed {
		r.addChangedPath(i, x)
	}
	r.fold()
	p.lines, p.nodes = r.listed, r.order
	p.place(r)
	return p
}

// stops tells whether what a node stands for is out of service: it, or the region that it is in.
func (o *Outage) stops(n *node) bool {
	if n.hub != nil && o.stops(n.hub) || n.location != "" && slices.Contains(o.Regions, n.location) {
		return true
	}
	switch n.kind {
	case circuitKind:
		return slices.ContainsFunc(o.Circuits, func(c string) bool { return circuitID(topology.CircuitID(c)) == n.id })
	case siteKind, clientsKind:
		return slices.ContainsFunc(o.Sites, func(s string) bool { return siteID(topology.SiteID(s)) == n.id })
	}
	return slices.Contains(o.Parts, n.id)
}

// stopLine marks a line that ends at what is out of service, or that stands for connections that are. Where only some of them are it says how many.
func (o *Outage) stopLine(l *line) {
	if l.from.mark == stopped || l.to.mark == stopped {
		l.mark = stopped
		return
	}
	down := 0
	for _, c := range l.connections {
		if slices.Contains(o.Connections, string(c)) {
			down++
		}
	}
	if down == 0 {
		return
	}
	l.mark = stopped
	if down < len(l.connections) {
		l.part = fmt.Sprintf("%d of %d", down, len(l.connections))
	}
}

// words say what is out of service, and what becomes of the network.
func (o *Outage) words() []string {
	if o == nil {
		return nil
	}
	return []string{"out of service: " + strings.Join(o.Down, ", "), o.Effect}
}

// marked are the marks that a picture may have.
func (p *Picture) marked() []mark {
	switch {
	case p.outage != nil:
		return []mark{stopped}
	case p.change:
		return []mark{added, removed, altered}
	}
	return nil
}
