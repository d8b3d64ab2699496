package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// kind is what a node is.
type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindInt
	kindFloat
	kindString
	kindList
	kindMap
)

// String names the kind as a diagnostic does.
func (k kind) String() string {
	return [...]string{"null", "true or false", "a whole number", "a number", "a string", "a list", "a map"}[k]
}

// origin is who gave a node.
type origin uint8

const (
	fromUser    origin = iota // written there, or in the profile
	fromDefault               // filled in: by the schema's or the intent's defaults
)

// A Node is a value of the intent with its place. A map's children have distinct names; a list's are named by their index.
type Node struct {
	kind     kind
	origin   origin
	quoted   bool         // a string that stands in quotes
	secret   bool         // in a field that is named like a secret
	name     string       // the key or index under which it stands
	text     string       // of scalars, in canonical form: true, 42, 1.5, the string
	raw      string       // of numbers and booleans, as written
	key      source.Range // of the key
	rng      source.Range // of the value
	children []*Node
	parent   *Node
	meaning  *meaning // of a scalar that was read as more than a text
}

// get returns the child of that name, nil where there is none; it may be called on nil.
func (n *Node) get(name string) *Node {
	if n == nil {
		return nil
	}
	if n.kind == kindList {
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.children) {
			return n.children[i]
		}
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// list returns the children of a node of that kind, else nil; it may be called on nil.
func (n *Node) list(k kind) []*Node {
	if n == nil || n.kind != k {
		return nil
	}
	return n.children
}

// str is the text of a scalar, else ""; it may be called on nil.
func (n *Node) str() string {
	if n == nil {
		return ""
	}
	return n.text
}

// isScalar tells whether the node is neither map nor list.
func (n *Node) isScalar() bool { return n.kind < kindList }

// path is the dotted path from the root.
func (n *Node) path() string {
	var parts []string
	for ; n != nil && n.parent != nil; n = n.parent {
		parts = append(parts, n.name)
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, ".")
}

// owner names the statement that a value deep in it belongs to: flow "ext/api", expectation "checkout"; else it is the path in quotes.
func (n *Node) owner() string {
	switch p := strings.Split(n.path(), "."); {
	case len(p) >= 4 && p[0] == "connections" && p[2] == "access":
		return fmt.Sprintf("flow %q", p[1]+"/"+p[3])
	case len(p) >= 2 && p[0] == "expect":
		return fmt.Sprintf("expectation %q", p[1])
	}
	return n.called()
}

// called is the path in quotes, of the root "the intent".
func (n *Node) called() string {
	if p := n.path(); p != "" {
		return `"` + p + `"`
	}
	return "the intent"
}

// place is the key's range where the node has a key, else the value's.
func (n *Node) place() source.Range {
	if n == nil {
		return source.Range{}
	}
	if !n.key.IsZero() {
		return n.key
	}
	return n.rng
}

// set puts a child under a name of a map, in the place of one that stands there.
func (n *Node) set(name string, c *Node) {
	c.name, c.parent = name, n
	for i, old := range n.children {
		if old.name == name {
			n.children[i] = c
			return
		}
	}
	n.children = append(n.children, c)
}

// copy returns a deep copy without a parent; budget counts its nodes.
func (n *Node) copy(budget *budget) *Node {
	budget.take(1)
	c := *n
	c.parent = nil
	c.children = make([]*Node, len(n.children))
	for i, child := range n.children {
		if budget.spent() {
			c.children = c.children[:i]
			break
		}
		c.children[i] = child.copy(budget)
		c.children[i].parent = &c
	}
	return &c
}

// adopt sets the parents and the names of list items throughout.
func (n *Node) adopt() {
	for i, c := range n.children {
		c.parent = n
		if n.kind == kindList {
			c.name = strconv.Itoa(i)
		}
		c.adopt()
	}
}

// equal tells whether two nodes have the same value, wherever they stand.
func (n *Node) equal(o *Node) bool {
	if n.kind != o.kind || n.text != o.text || len(n.children) != len(o.children) {
		return false
	}
	if n.kind == kindMap {
		other := o.index()
		for _, c := range n.children {
			if d := other[c.name]; d == nil || !c.equal(d) {
				return false
			}
		}
		return true
	}
	for i, c := range n.children {
		if !c.equal(o.children[i]) {
			return false
		}
	}
	return true
}

// index is the children by name.
func (n *Node) index() map[string]*Node {
	if n == nil {
		return nil
	}
	m := make(map[string]*Node, len(n.children))
	for _, c := range n.children {
		m[c.name] = c
	}
	return m
}

// A budget bounds the nodes that an input may grow to, aliases and profiles expanded.
type budget struct{ left int }

func (b *budget) take(n int) { b.left -= n }

func (b *budget) spent() bool { return b.left < 0 }
