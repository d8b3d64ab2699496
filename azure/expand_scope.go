package azure

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// scope is where a node looks for cells.
type scope struct {
	cells Object
	outer *scope
	rows  string // the column of nested rows that it is one of, "" for the row itself
	at    string // of a nested row, its place in the row itself: connections[0].
	it    string // of an Each
}

// place is that of a nested row.
func (s *scope) place(column string, index int) string {
	return s.at + column + "[" + strconv.Itoa(index) + "]."
}

func (s *scope) text(column string) Str {
	v, _ := s.cells.Get(column).(Str)
	return v
}

func (s *scope) column(n Column) (Value, error) {
	if v := s.cells.Get(n.Name); v != nil {
		return v, nil
	}
	if n.Default != nil && (n.DefaultIf == "" || s.holds(Has(n.DefaultIf))) {
		return n.Default, nil
	}
	if n.Else != nil {
		return n.Else, nil
	}
	return nil, missing(n.Optional || n.Default != nil, n.Name)
}

func (s *scope) flag(n Flag) Value {
	v := n.Default
	if cell, ok := s.cells.Get(n.Name).(Bool); ok {
		v = bool(cell)
	}
	switch {
	case n.Yes == nil && n.No == nil:
		return Bool(v)
	case v:
		return n.Yes
	}
	return n.No
}

func (s *scope) holds(c Cond) bool {
	if len(c.Any) == 0 {
		return true
	}
	found := false
	for _, column := range c.Any {
		in := s
		name, outer := strings.CutPrefix(column, "^")
		if outer {
			in = s.outer
		}
		v := in.cells.Get(name)
		found = found || v != nil && v != Value(Bool(false)) && (c.Is == "" || v == Value(Str(c.Is)))
	}
	return found != c.Not
}

func (s *scope) name(n Name) (string, error) {
	if own := s.text(n.Override); n.Override != "" && own != "" {
		return string(own), nil
	}
	return s.fill(n.Pattern)
}

func (s *scope) children(id *ID, names []Name) error {
	for _, child := range names {
		name, err := s.name(child)
		if err != nil {
			return err
		}
		id.Name += "/" + name
	}
	return nil
}

// fill fills a pattern.
func (s *scope) fill(p Pattern) (string, error) {
	var b strings.Builder
	for part := range p.parts() {
		word := part.Text
		if part.Column != "" {
			in := s
			if part.Outer {
				in = s.outer
			}
			switch v := in.cells.Get(part.Column).(type) {
			case Str:
				word = string(v)
			case Int:
				word = strconv.FormatInt(int64(v), 10)
			default:
				if part.Column != "it" {
					return "", fmt.Errorf("pattern %s: no cell %s", p, part.Column)
				}
				word = s.it
			}
			if part.Letters {
				word = Letters(word)
			}
		}
		b.WriteString(word)
	}
	return b.String(), nil
}

// lessPrefix orders prefixes by their addresses, IPv4 first, then by length.
func lessPrefix(a, b string) bool {
	p, errA := netip.ParsePrefix(a)
	q, errB := netip.ParsePrefix(b)
	if errA != nil || errB != nil { // a service tag: behind the prefixes
		return errA == nil || errB != nil && a < b
	}
	if c := p.Addr().Compare(q.Addr()); c != 0 {
		return c < 0
	}
	return p.Bits() < q.Bits()
}
