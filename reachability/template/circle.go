package template

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// circles reports resources of a deployment that wait for each other, each circle once: none of them could be the first. What stands there already, under
// an id that the template reads too, is left out: to read it first is no circle.
// Source: Resolve errors for circular dependencies; Azure error InvalidTemplate.
func (d *deployment) circles() {
	byID, read := map[string][]*node{}, map[string]bool{}
	for _, n := range d.nodes {
		switch {
		case n.absent:
		case n.existing:
			read[n.id] = true
		default:
			byID[n.id] = append(byID[n.id], n)
		}
	}
	const onPath, done = 1, 2
	state, reported := map[*node]int{}, map[*node]bool{}
	var path []*node
	var visit func(n *node)
	visit = func(n *node) {
		state[n] = onPath
		path = append(path, n)
		for _, id := range n.waitsFor {
			if read[id] {
				continue
			}
			for _, next := range byID[id] {
				switch state[next] {
				case 0:
					visit(next)
				case onPath:
					if circle := path[slices.Index(path, next):]; !slices.ContainsFunc(circle, func(n *node) bool { return reported[n] }) {
						for _, n := range circle {
							reported[n] = true
						}
						d.r.circle(circle)
					}
				}
			}
		}
		path = path[:len(path)-1]
		state[n] = done
	}
	for _, n := range d.nodes {
		if state[n] == 0 && !n.absent && !n.existing {
			visit(n)
		}
	}
}

// longCircle bounds how many resources of a circle are named.
const longCircle = 6

// circle reports one.
func (r *reader) circle(nodes []*node) {
	word := func(n *node) string { return n.kind[strings.LastIndexByte(n.kind, '/')+1:] + " \"" + n.name + "\"" }
	out := diag.Diagnostic{
		Subject: placeOf(nodes[0]),
		Summary: word(nodes[0]) + " waits for itself",
		Why:     "Azure refuses the deployment: a circular dependency (InvalidTemplate)",
		Hint:    "remove it from its dependsOn",
	}
	if len(nodes) > 1 {
		out.Summary, out.Hint = word(nodes[0]), "remove one of these dependencies, or move what needs both into a child resource that waits for them"
		for i, n := range nodes[1:] {
			if i == longCircle && i < len(nodes)-2 {
				out.Summary += ", and so on over " + itoa(len(nodes)-1-i) + " more, back to " + word(nodes[0])
				break
			}
			out.Summary += chained(i) + word(n)
			out.Related = append(out.Related, diag.Related{Range: placeOf(n), Message: "it waits for " + word(nodes[(i+2)%len(nodes)])})
		}
		if len(out.Related) == len(nodes)-1 {
			out.Summary += chained(len(nodes)-1) + word(nodes[0])
		}
	}
	perhaps := slices.ContainsFunc(nodes, func(n *node) bool { return n.conditional })
	if perhaps {
		out.Why += "; whether all of them are created is not known"
	}
	before := len(r.found)
	if r.report(codeCircular, out); perhaps && len(r.found) > before {
		r.found[before].Severity = diag.Warning
	}
}

// chained joins what waits for what in a sentence.
func chained(i int) string {
	if i == 0 {
		return " waits for "
	}
	return ", which waits for "
}
