package schema

import (
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// fill adds the schema's defaults to a checked tree. They stand where the map does that they are added to. Here as in inherit, what is
// added has its parent and its name from set: the tree is adopted once, before it is checked.
func fill(n *Node, s *shape) {
	switch s.op {
	case opMany:
		for _, item := range n.children {
			fill(item, s.rest)
		}
	case opList:
		for i, item := range n.children {
			switch {
			case i < len(s.items):
				fill(item, s.items[i])
			case s.rest != nil:
				fill(item, s.rest)
			}
		}
	case opTagged:
		if alt := s.byTag[n.get(s.tag).str()]; alt != nil {
			fill(n, alt)
		}
	case opUnion:
		for _, alt := range s.alts {
			if !n.isScalar() && alt.takesKind(n.kind) {
				fill(n, alt)
				return
			}
		}
	case opStruct:
		fillStruct(n, s)
	}
}

func fillStruct(n *Node, s *shape) {
	if n.kind != kindMap {
		return
	}
	if s.keys != nil {
		if s.values.op != opScalar {
			for _, c := range n.children {
				fill(c, s.values)
			}
		}
		return
	}
	for _, c := range n.children {
		if f := s.byName[c.name]; f != nil {
			fill(c, f.shape)
		}
	}
	for _, f := range s.fields {
		if f.def == nil && !f.implied || n.get(f.name) != nil {
			continue
		}
		if f.implied {
			added := &Node{kind: kindMap, origin: fromDefault, rng: n.rng}
			n.set(f.name, added)
			fill(added, f.shape)
		} else {
			n.set(f.name, &Node{kind: f.def.kind, text: f.def.text, origin: fromDefault, rng: n.rng})
		}
	}
}

// inherit gives each created resource what the intent's defaults and its resource group say, and the default resource group.
func (l *loader) inherit(root *Node) {
	groups := map[string]*Node{}
	for _, g := range root.get("resourceGroups").list(kindMap) {
		groups[strings.ToLower(g.name)] = g
	}
	for _, kind := range []string{"networks", "virtualWans", "circuits", "networkManagers"} {
		for _, n := range root.get(kind).list(kindMap) {
			if kind != "circuits" || n.get("id") == nil { // a circuit that exists is where it is
				inheritPlace(n, root, groups)
			}
			if kind == "networks" && n.get("virtualWan") == nil {
				n.inherit("securityGroups", root.get("defaults").get("securityGroups"))
			}
		}
	}
}

// inheritPlace sets the subscription, the resource group, the location and the tags that a resource has not itself.
func inheritPlace(n, root *Node, groups map[string]*Node) {
	defaults := root.get("defaults")
	n.inherit("subscription", defaults.get("subscription"))
	n.inherit("resourceGroup", defaults.get("resourceGroup"))
	if n.get("resourceGroup") == nil {
		name := root.get("name")
		n.set("resourceGroup", &Node{kind: kindString, origin: fromDefault, text: "rg-" + name.str(), rng: name.rng})
	}
	n.inherit("location", groups[strings.ToLower(n.get("resourceGroup").text)].get("location"))
	n.inherit("location", defaults.get("location"))
	inheritTags(n, defaults.get("tags"))
}

// inherit sets a field that the map has not from a node elsewhere.
func (n *Node) inherit(name string, from *Node) {
	if from == nil || n.get(name) != nil {
		return
	}
	n.set(name, from.inherited())
}

func (n *Node) inherited() *Node {
	c := n.copy(&budget{left: maxNodes})
	c.origin = fromDefault
	return c
}

func inheritTags(network, tags *Node) {
	if tags == nil {
		return
	}
	mine := network.get("tags")
	if mine == nil {
		mine = &Node{kind: kindMap, origin: fromDefault, rng: tags.rng, key: tags.key}
		network.set("tags", mine)
	}
	have := map[string]bool{}
	for _, t := range mine.children {
		have[strings.ToLower(t.name)] = true
	}
	for _, t := range tags.children {
		if !have[strings.ToLower(t.name)] {
			mine.set(t.name, t.inherited())
		}
	}
}

// firstLine is the place of the beginning of a file.
func firstLine(file *source.File) source.Range {
	return source.Range{File: file, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 2}}
}
