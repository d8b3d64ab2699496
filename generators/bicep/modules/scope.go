package modules

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// scope is where a node stands: the row that it is made of.
type scope struct {
	of     *resource
	row    string                // the code of the row: network
	column string                // the column of nested rows that it is one of, "" for the row itself
	infos  map[string]azure.Info // its columns
	outer  *scope
	it     string     // the string of the Each around
	known  []string   // columns that have a cell here
	either [][]string // of each of these, one column has a cell here
	nested bool       // in a list or a function, where no for may stand
	lambda bool       // in the lambda of a function
	path   string     // in the body
}

// with is the scope with other things known.
func (s *scope) with(change func(*scope)) *scope {
	out := *s
	change(&out)
	return &out
}

func (s *scope) in(path string) *scope {
	return s.with(func(s *scope) { s.path = strings.TrimPrefix(s.path+"."+path, ".") })
}

func (s *scope) deeper() *scope { return s.with(func(s *scope) { s.nested = true }) }

func (s *scope) isKnown(column string) bool {
	in, name := s.resolve(column)
	info, ok := in.infos[name]
	return slices.Contains(in.known, name) || ok && !info.Optional && info.Kind != azure.Boolean && info.Kind != azure.FlagKind
}

// resolve finds the scope of a column of which the name may begin with ^.
func (s *scope) resolve(column string) (*scope, string) {
	if name, outer := strings.CutPrefix(column, "^"); outer {
		return s.outer, name
	}
	return s, column
}

// knows are the scopes in which a condition holds, or does not.
func (s *scope) where(c azure.Cond, holds bool) *scope {
	return s.with(func(s *scope) {
		switch {
		case len(c.Any) == 0 || c.Is != "" && c.Not == holds:
		case c.Not != holds: // one of them has a cell
			s.known, s.either = slices.Clone(s.known), slices.Clone(s.either)
			if len(c.Any) == 1 {
				s.learn(c.Any[0])
			} else {
				s.either = append(s.either, c.Any)
			}
		case c.Is == "": // none of them has
			s.known, s.either = slices.Clone(s.known), slices.Clone(s.either)
			for _, choice := range s.either {
				left := slices.DeleteFunc(slices.Clone(choice), func(column string) bool { return slices.Contains(c.Any, column) })
				if len(left) == 1 {
					s.learn(left[0])
				}
			}
		}
	})
}

func (s *scope) learn(column string) {
	if strings.HasPrefix(column, "^") {
		s.outer = s.outer.with(func(outer *scope) { outer.known = append(slices.Clone(outer.known), column[1:]) })
		return
	}
	s.known = append(s.known, column)
}

// cell is the code of a cell, which may be null where the column is optional and not known to have one.
func (s *scope) cell(column string) value {
	info, ok := s.infos[column]
	switch {
	case !ok:
		s.of.fail("no column %s", column)
		return value{null, true}
	case !info.Optional:
		return value{word(s.row + "." + column), false}
	case slices.Contains(s.known, column):
		return value{word(s.row + "." + column + "!"), false}
	}
	return value{word(s.row + ".?" + column), true}
}

// sure is the code of a cell that there is, whatever the type says.
func (s *scope) sure(column string) string {
	v := s.cell(column)
	if v.null {
		return s.row + "." + column + "!"
	}
	return string(v.code.(word))
}

// inRow is the scope of a nested row.
func (s *scope) inRow(n *azure.Rows) *scope {
	info := s.infos[n.Column]
	if info.Rows == nil {
		s.of.fail("no nested rows %s", n.Column)
		info.Rows = n
	}
	out := &scope{of: s.of, row: n.One, column: n.Column, infos: infosOf(info.Rows.Infos()), outer: s, nested: s.nested, lambda: s.lambda, path: s.path + "[]"}
	s.of.m.variables[out.row] = true
	return out
}

func infosOf(list []azure.Info) map[string]azure.Info {
	out := map[string]azure.Info{}
	for _, info := range list {
		out[info.Name] = info
	}
	return out
}
