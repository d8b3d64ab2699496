package schema

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// op is what a shape asks for.
type op uint8

const (
	opScalar  op = iota // one of literals, or of a kind with constraints
	opStruct            // fixed fields, or a pattern of keys
	opList              // items, the first ones each with a shape of its own
	opMany              // one or many: a value, or a list of them; the list is the canonical form
	opUnion             // the first alternative that takes the value
	opTagged            // structs told apart by the literal of one field
	opUnknown           // CUE beyond the subset that compiles; a test holds that there is none
)

// A shape is a compiled type of the schema.
type shape struct {
	op   op
	name string // of the definition, without "#"; "" for a type without one
	what string // @what
	doc  string // the definition's comment
	from string // opUnknown: the CUE text

	kind     kind           // opScalar: the kind, for literals that of all of them
	literals []string       // opScalar: where not nil, the only values
	pattern  *regexp.Regexp // opScalar
	network  string         // opScalar: IP or IPCIDR of CUE's package net
	min, max *int64         // opScalar
	checks   []string       // @check
	examples []string       // @example

	fields     []*shapeField // opStruct
	byName     map[string]*shapeField
	keys       *shape // opStruct: the pattern of keys, nil for fixed fields
	values     *shape
	short      string // @short
	nonempty   bool   // @nonempty
	items      []*shape
	rest       *shape // opList: of further items, nil for none; opMany: of the items
	unique     bool   // @unique
	alts       []*shape
	byTag      map[string]*shape // opTagged
	tag        string
	tags       []string        // in the order of the schema
	later      map[string]bool // @later
	defaultLit *scalar         // the default that the type itself has
}

// A shapeField is a field of a struct.
type shapeField struct {
	name     string
	shape    *shape
	doc      string
	required bool
	optional bool
	def      *scalar  // the default where there is one
	implied  bool     // a struct that is there, with its defaults, without being written
	means    []string // @means
	derives  string   // @derives
}

// A scalar is a literal of the schema.
type scalar struct {
	kind kind
	text string
}

func (l scalar) String() string {
	if l.kind == kindString {
		return `"` + l.text + `"`
	}
	return l.text
}

// accepts tells whether the shape takes a scalar.
func (s *shape) accepts(n *Node) bool { return s.leaf(n) != nil }

// leaf is the innermost shape that takes a scalar, nil for none.
func (s *shape) leaf(n *Node) *shape {
	switch s.op {
	case opScalar:
		if s.takes(n) {
			return s
		}
	case opUnion:
		for _, alt := range s.alts {
			if l := alt.leaf(n); l != nil {
				return l
			}
		}
	case opMany:
		return s.rest.leaf(n)
	case opStruct:
		if s.short != "" {
			return s.byName[s.short].shape.leaf(n)
		}
	}
	return nil
}

func (s *shape) takes(n *Node) bool {
	if n.kind != s.kind {
		return false
	}
	if s.literals != nil {
		for _, l := range s.literals {
			if l == n.text {
				return true
			}
		}
		return false
	}
	if s.pattern != nil && !s.pattern.MatchString(n.text) {
		return false
	}
	switch s.network {
	case "IP":
		if _, err := n.address(); err != nil {
			return false
		}
	case "IPCIDR":
		if _, err := n.prefix(); err != nil {
			return false
		}
	}
	return s.inBounds(n.text)
}

func (s *shape) inBounds(text string) bool {
	if s.min == nil && s.max == nil {
		return true
	}
	i, ok := new(big.Int).SetString(text, 10)
	return ok && (s.min == nil || i.Cmp(big.NewInt(*s.min)) >= 0) && (s.max == nil || i.Cmp(big.NewInt(*s.max)) <= 0)
}

// takesKind tells whether values of the kind have a chance.
func (s *shape) takesKind(k kind) bool {
	switch s.op {
	case opScalar:
		return s.kind == k
	case opStruct:
		return k == kindMap || s.short != "" && s.byName[s.short].shape.takesKind(k)
	case opList:
		return k == kindList
	case opMany:
		return k == kindList || s.rest.takesKind(k)
	case opTagged:
		return k == kindMap
	}
	for _, alt := range s.alts {
		if alt.takesKind(k) {
			return true
		}
	}
	return false
}

// words are the literals of the shape, of its scalar alternatives all together.
func (s *shape) words() []scalar {
	var all []scalar
	switch s.op {
	case opScalar:
		for _, l := range s.literals {
			all = append(all, scalar{s.kind, l})
		}
	case opMany:
		return s.rest.words()
	case opUnion:
		for _, alt := range s.alts {
			all = append(all, alt.words()...)
		}
	}
	return all
}

// closed tells whether only literals are taken.
func (s *shape) closed() bool {
	switch s.op {
	case opScalar:
		return s.literals != nil
	case opMany:
		return s.rest.closed()
	case opUnion:
		for _, alt := range s.alts {
			if !alt.closed() {
				return false
			}
		}
		return true
	}
	return false
}

// describe names what the shape takes.
func (s *shape) describe() string {
	if s.what != "" {
		return s.what
	}
	switch s.op {
	case opScalar:
		return s.describeScalar()
	case opStruct, opTagged:
		if s.short != "" {
			return s.byName[s.short].shape.describe() + ", or a map"
		}
		return "a map"
	case opList:
		return "a list"
	case opMany:
		return s.rest.describe() + ", or a list of such"
	}
	var parts []string
	for _, alt := range s.alts {
		if !s.covers(alt) {
			parts = append(parts, alt.describe())
		}
	}
	return anyOf(parts)
}

// covers tells whether an alternative is a literal (a default) that a wider one of the same kind takes too.
func (s *shape) covers(literal *shape) bool {
	if literal.op != opScalar || literal.literals == nil {
		return false
	}
	return slices.ContainsFunc(s.alts, func(wider *shape) bool {
		return wider.op == opScalar && wider.kind == literal.kind && wider.literals == nil && wider.what == ""
	})
}

func (s *shape) describeScalar() string {
	if s.literals != nil {
		parts := make([]string, len(s.literals))
		for i, l := range s.literals {
			parts[i] = scalar{s.kind, l}.String()
		}
		return anyOf(parts)
	}
	switch {
	case s.min != nil && s.max != nil:
		return fmt.Sprintf("a whole number from %d to %d", *s.min, *s.max)
	case s.network == "IP":
		return "an address"
	case s.network == "IPCIDR":
		return "an address prefix"
	}
	return s.kind.String()
}

// anyOf joins alternatives: a, b or c.
func anyOf(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " or " + parts[len(parts)-1]
}

// fieldNames are the names of a struct's fields, in the order of the schema.
func (s *shape) fieldNames() []string {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.name
	}
	return names
}
