package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// A checker holds a tree against shapes, reports what does not fit, and makes what fits canonical: short forms become
// maps, and one of many a list.
type checker struct{ diags *diag.List }

func (c *checker) report(code *diag.Code, d diag.Diagnostic) { c.diags.Add(code, d) }

// check checks a node in place.
func (c *checker) check(n *Node, s *shape) {
	if n.kind == kindNull {
		c.null(n, s)
		return
	}
	if n.kind == kindString && s.op != opStruct && s.later[n.text] || n.kind == kindList && s.later["list"] || n.kind == kindMap && s.later["map"] {
		c.notYet(n, n.show())
		return
	}
	switch s.op {
	case opScalar:
		c.scalar(n, s)
	case opStruct:
		c.structure(n, s)
	case opList:
		c.list(n, s)
	case opMany:
		c.many(n, s)
	case opUnion:
		c.union(n, s)
	case opTagged:
		c.tagged(n, s)
	}
}

func (c *checker) null(n *Node, s *shape) {
	hint := "write a value, or remove the line"
	if s.op == opStruct && s.short == "" {
		hint = "write {} to use its defaults, or remove the line"
		for _, f := range s.fields {
			if f.required {
				hint = "write a map, or remove the line"
			}
		}
	}
	c.report(codeNull, diag.Diagnostic{Summary: fmt.Sprintf("%q has no value", n.path()), Subject: n.place(), Label: "null", Hint: hint,
		Why: "a key without a value is null, which is not the default"})
}

func (c *checker) notYet(n *Node, what string) {
	c.report(codeLater, diag.Diagnostic{Summary: fmt.Sprintf("%s in %q is not supported in this version", what, n.path()),
		Subject: n.rng, Label: "not in this version", Hint: laterHint})
}

// scalar checks a node against a type of scalars alone.
func (c *checker) scalar(n *Node, s *shape) {
	leaf := s.leaf(n)
	if !n.isScalar() {
		leaf = nil
	}
	if leaf == nil {
		c.explain(n, s)
		return
	}
	for _, check := range leaf.checks {
		c.semantic(n, check)
	}
}

// structure checks a map: of fixed fields, or of names.
func (c *checker) structure(n *Node, s *shape) {
	if n.kind != kindMap {
		if s.short == "" || !s.byName[s.short].shape.takesKind(n.kind) {
			c.explain(n, s)
			return
		}
		n.wrapMap(s.short)
	}
	if s.keys != nil {
		c.names(n, s)
		return
	}
	c.fields(n, s)
}

func (c *checker) fields(n *Node, s *shape) {
	have := n.index()
	for _, child := range n.children {
		if f := s.byName[child.name]; f != nil {
			c.check(child, f.shape)
		} else {
			c.unknown(child, s)
		}
	}
	for _, f := range s.fields {
		if f.required && have[f.name] == nil && !n.misspells(f.name, s) {
			c.missing(n, f)
		}
		if given := have[f.name]; given != nil {
			for _, name := range f.means {
				if have[name] == nil {
					n.set(name, given.copy(&budget{left: maxNodes}))
				}
			}
		}
	}
}

// misspells tells whether the map has an unknown field that was probably meant to be this one.
func (n *Node) misspells(field string, s *shape) bool {
	for _, child := range n.children {
		if s.byName[child.name] == nil && diag.Closest(child.name, s.fieldNames()) == field {
			return true
		}
	}
	return false
}

func (c *checker) missing(n *Node, f *shapeField) {
	c.report(codeMissing, diag.Diagnostic{Summary: fmt.Sprintf("%s has no %q, which is required", n.called(), f.name), Subject: n.place(),
		Label: fmt.Sprintf("%q is missing", f.name), Hint: fmt.Sprintf("add %s: %s", f.name, f.shape.describe())})
}

// names checks a map whose keys are names.
func (c *checker) names(n *Node, s *shape) {
	if s.nonempty && len(n.children) == 0 {
		c.report(codeSelector, diag.Diagnostic{Summary: fmt.Sprintf("the selector in %q has no labels", n.path()), Subject: n.rng,
			Label: "matches everything", Hint: "add a label, or list the names of the networks"})
	}
	folded := make(map[string]*Node, len(n.children))
	for _, child := range n.children {
		key := &Node{kind: kindString, text: child.name}
		if !s.keys.accepts(key) {
			c.report(codeName, diag.Diagnostic{Summary: fmt.Sprintf("%q is not a valid name in %q", clip(child.name), n.path()),
				Subject: child.place(), Label: "invalid name", Hint: "use " + s.keys.describe()})
		}
		fold := strings.ToLower(child.name)
		if first := folded[fold]; first != nil {
			c.report(codeCase, diag.Diagnostic{Summary: fmt.Sprintf("%q and %q differ only in letter case", first.name, child.name),
				Subject: child.place(), Label: "the same name for Azure", Hint: "rename one of the two",
				Related: []diag.Related{{Range: first.place(), Message: fmt.Sprintf("%q is here", first.name)}}})
		} else {
			folded[fold] = child
		}
		c.check(child, s.values)
	}
	for _, check := range s.checks {
		c.semantic(n, check)
	}
}

// list checks a list: its first items, each of a type of its own, and the rest.
func (c *checker) list(n *Node, s *shape) {
	if n.kind != kindList {
		c.explain(n, s)
		return
	}
	c.length(n, s)
	for i, item := range n.children {
		switch {
		case i < len(s.items):
			c.check(item, s.items[i])
		case s.rest != nil:
			c.check(item, s.rest)
		}
	}
	c.distinct(n, s)
	for _, check := range s.checks {
		c.semantic(n, check)
	}
}

func (c *checker) length(n *Node, s *shape) {
	want := ""
	switch have := len(n.children); {
	case have < len(s.items) && s.rest != nil:
		want = fmt.Sprintf("at least %d", len(s.items))
	case have != len(s.items) && s.rest == nil:
		want = fmt.Sprintf("exactly %d", len(s.items))
	default:
		return
	}
	items, hint := strconv.Itoa(len(n.children))+" items", "remove items"
	if len(n.children) == 1 {
		items = "1 item"
	}
	if len(n.children) < len(s.items) {
		hint = "add " + s.items[len(n.children)].describe()
	}
	c.report(codeLength, diag.Diagnostic{Summary: fmt.Sprintf("%q has %s and needs %s", n.path(), items, want),
		Subject: n.rng, Label: want + " required", Hint: hint})
}

// distinct reports equal items; those of addresses and prefixes are compared by what they mean, elsewhere.
func (c *checker) distinct(n *Node, s *shape) {
	if !s.unique {
		return
	}
	seen := map[string]*Node{}
	for _, item := range n.children {
		if !item.isScalar() {
			continue
		}
		id := item.kind.String() + item.text
		code := codeRepeated
		if v, ok := item.identity(); ok {
			id, code = v, codePrefixTwice
		}
		if first := seen[id]; first != nil {
			c.report(code, diag.Diagnostic{Summary: fmt.Sprintf("%s appears twice in %q", item.show(), n.path()), Subject: item.rng,
				Label: "again", Related: []diag.Related{{Range: first.rng, Message: "the first"}}, Hint: "remove one of the two"})
			continue
		}
		seen[id] = item
	}
}

// many checks one or many, and makes one a list.
func (c *checker) many(n *Node, s *shape) {
	if n.kind != kindList {
		if !s.rest.takesKind(n.kind) {
			c.explain(n, s)
			return
		}
		n.wrapList()
	}
	c.list(n, s)
}

// union checks a node against the alternatives that can take its kind.
func (c *checker) union(n *Node, s *shape) {
	if n.isScalar() {
		c.scalar(n, s)
		return
	}
	for _, alt := range s.alts {
		if alt.takesKind(n.kind) {
			merged := *alt
			merged.unique = merged.unique || s.unique
			c.check(n, &merged)
			return
		}
	}
	c.explain(n, s)
}

// tagged checks a map against the one struct that its tag names.
func (c *checker) tagged(n *Node, s *shape) {
	if n.kind != kindMap {
		c.explain(n, s)
		return
	}
	tag := n.get(s.tag)
	if tag == nil {
		c.report(codeMissing, diag.Diagnostic{Summary: fmt.Sprintf("%q has no %q, which is required", n.path(), s.tag), Subject: n.place(),
			Label: fmt.Sprintf("%q is missing", s.tag), Hint: "the kinds are " + anyOf(quoted(s.tags))})
		return
	}
	alt := s.byTag[tag.text]
	switch {
	case tag.kind == kindString && s.later[tag.text]:
		c.notYet(tag, tag.show())
	case tag.kind != kindString || alt == nil:
		c.explain(tag, &shape{op: opScalar, kind: kindString, literals: s.tags})
	default:
		c.structure(n, alt)
	}
}

// wrapMap puts the node's value under a field of a map in its place.
func (n *Node) wrapMap(name string) {
	inner := *n
	inner.name, inner.parent = name, n
	for _, c := range inner.children {
		c.parent = &inner
	}
	*n = Node{kind: kindMap, origin: n.origin, name: n.name, key: n.key, rng: n.rng, parent: n.parent, children: []*Node{&inner}}
}

// wrapList puts the node's value in a list in its place.
func (n *Node) wrapList() {
	inner := *n
	inner.name, inner.parent = "0", n
	for _, c := range inner.children {
		c.parent = &inner
	}
	*n = Node{kind: kindList, origin: n.origin, name: n.name, key: n.key, rng: n.rng, parent: n.parent, children: []*Node{&inner}}
}
