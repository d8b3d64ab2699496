package picture

import (
	"fmt"
	"net/netip"
)

// A Path is what packets pass from one end to another, and what the answers pass. Names are those of the intent.
type Path struct {
	From, To    string // as they were asked for
	There, Back Way

	directions []*direction
}

// A Way is one direction.
type Way struct {
	Outcome string // in words: delivered, dropped: …
	Hops    []Hop
}

// A Hop is a place on a way, and what sends the packet on from it.
type Hop struct {
	At    string // network/subnet, network/part, site, circuit, internet
	Kind  string // subnet, firewall, appliance, gateway, virtual hub, circuit, site, internet
	Route string // the route that decides: its source and prefix; "" for none
	Next  string // its next hop: an address, or Azure's type
}

// node is the id of the node that stands for the place, where the names say it.
func (h Hop) node() string {
	switch h.Kind {
	case "site":
		return "site:" + h.At
	case "circuit":
		return "circuit:" + h.At
	case "internet":
		return internetID
	}
	return h.At
}

// places are the networks, sites and parts on a path.
func (p *Path) places() []string {
	if p == nil {
		return nil
	}
	var out []string
	for _, w := range []Way{p.There, p.Back} {
		for _, h := range w.Hops {
			out = append(out, h.node(), networkName(h.At))
		}
	}
	return out
}

// onPath gives the node that stands for a hop: of a subnet its network. What only a path has, such as the internet, is added.
func (r *reading) onPath(h Hop) *node {
	if n := r.byID[h.node()]; n != nil {
		return n
	}
	if h.Kind == "internet" {
		return r.add(&node{id: internetID, kind: internetKind, name: "Internet"})
	}
	return r.network(h.At)
}

// A step is a line of a path: the hops from one node to the next.
type step struct {
	from, to *node
	hop      int // the number of the hop at which it begins
}

// steps are the lines of a way. Hops in one network are one place, and a virtual hub before a part of it is that part.
func (r *reading) steps(w Way) []step {
	var nodes []*node
	var hops []int
	for i, h := range w.Hops {
		n := r.onPath(h)
		if n == nil {
			continue
		}
		switch last := len(nodes) - 1; {
		case last >= 0 && nodes[last] == n:
			hops[last] = i
		case last >= 0 && n.hub == nodes[last] && nodes[last].kind == virtualHubKind:
			nodes[last], hops[last] = n, i
		default:
			nodes, hops = append(nodes, n), append(hops, i)
		}
	}
	var out []step
	for i := 1; i < len(nodes); i++ {
		out = append(out, step{nodes[i-1], nodes[i], hops[i-1]})
	}
	return out
}

// pathLines are the lines of a path, there and back, each with its number and the next hop.
func (r *reading) pathLines(p *Path) []*line {
	if p == nil {
		return nil
	}
	var out []*line
	for _, w := range p.ways() {
		for i, s := range r.steps(w.Way) {
			w.numbers[s.hop] = i + 1
			number := fmt.Sprintf("%s %d", w.sign, i+1)
			label := number
			if next := w.Hops[s.hop].Next; isAddress(next) { // what is no address the table has
				label += " " + next
			}
			out = append(out, &line{from: s.from, to: s.to, style: w.style, label: label, number: number})
		}
	}
	return out
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// A direction is a way with what tells it from the other.
type direction struct {
	Way
	style    style
	sign     string
	from, to string
	numbers  map[int]int // by hop: the number of the line that begins there
}

func (p *Path) ways() []*direction {
	if p.directions == nil {
		p.directions = []*direction{{p.There, thereStyle, "→", p.From, p.To, map[int]int{}}, {p.Back, backStyle, "←", p.To, p.From, map[int]int{}}}
	}
	return p.directions
}
