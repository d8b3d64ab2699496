package modules

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// items are the items of a list; one that may make nothing is spread.
func (s *scope) items(n azure.Items) []code {
	var out []code
	in := s.in("[]").deeper()
	for _, item := range n {
		if w, ok := item.(azure.When); ok {
			cond, always, never := in.condition(w.If)
			then := in.where(w.If, true)
			switch v := then.node(w.Then); {
			case never:
			case v.null:
				out = append(out, spread(in.node(item)))
			case always:
				out = append(out, v.code)
			default:
				out = append(out, sequence{word("...("), choose(cond, array{v.code}, array{}), word(")")})
			}
			continue
		}
		v := in.node(item)
		if v.null {
			v = value{word("filter([" + flat(v.code) + "], item => item != null)"), false}
			out = append(out, spread(v))
			continue
		}
		out = append(out, v.code)
	}
	return out
}

// flat is code on one line, of what is always short.
func flat(c code) string {
	s, _ := c.flat()
	return s
}

// spread is a list as items of another.
func spread(v value) code {
	c := v.code
	if v.null {
		c = or(c, array{})
	}
	switch c.(type) {
	case word, call:
		if !v.null {
			return sequence{word("..."), c}
		}
	}
	return sequence{word("...("), c, word(")")}
}

func (s *scope) concat(n azure.Concat) code {
	var out array
	for _, one := range n {
		if items, ok := one.(azure.Items); ok {
			out = append(out, s.items(items)...)
			continue
		}
		if rows, ok := one.(*azure.Rows); ok && rows.From == "" {
			out = append(out, spread(value{s.deeper().mapped(s.listOf(rows.Column), rows.One, s.inRow(rows), rows.Item), false}))
			continue
		}
		out = append(out, spread(s.deeper().node(one)))
	}
	return out
}

// listOf is the code of a list in a cell, empty where there is none.
func (s *scope) listOf(column string) code {
	if v := s.cell(column); v.null {
		return or(v.code, array{})
	} else {
		return v.code
	}
}

// mapped is a list with something for each item of another.
func (s *scope) mapped(over code, one string, in *scope, item azure.Node) code {
	v := in.with(func(x *scope) { x.nested, x.lambda = true, true }).node(item)
	if flat(v.code) == one {
		return over
	}
	var out code = call{"map", []code{over, lambda{one, v.code}}}
	if v.null {
		out = call{"filter", []code{out, lambda{"item", word("item != null")}}}
	}
	return out
}

func (s *scope) rows(n *azure.Rows) value {
	in := s.inRow(n)
	if n.From != "" && s.of.m.uses(n) > 1 {
		return value{s.shared(n, in), false}
	}
	if n.From != "" {
		return value{s.loopOf(s.withSets(n.Sets, n.From, RowType(n.One), n.Column), n.One, in, n.Item), false}
	}
	if s.isKnown(n.Column) {
		return value{s.loopOf(word(s.sure(n.Column)), n.One, in, n.Item), false}
	}
	if asTheyStand(n) {
		return value{s.cell(n.Column).code, true}
	}
	cond, _, _ := s.condition(azure.Has(n.Column))
	return value{choose(cond, s.mapped(word(s.row+"."+n.Column+"!"), n.One, in, n.Item), null), true}
}

// asTheyStand tells whether rows are the items themselves: their columns have the names that Azure has for them.
func asTheyStand(n *azure.Rows) bool {
	fields, ok := n.Item.(azure.Fields)
	return ok && len(fields) == len(n.Infos()) && !slices.ContainsFunc(fields, func(f azure.Field) bool {
		column, ok := f.Value.(azure.Column)
		return !ok || column.Name != f.Key || column.Default != nil
	})
}

// withSets are the items of the sets that a row names, then those of a column of its own.
func (s *scope) withSets(sets, from, item, column string) code {
	set := singular(from)
	s.of.m.set(sets, item)
	shared := call{"flatten", []code{call{"map", []code{s.listOf(from), lambda{set, word(sets + "[" + set + "]")}}}}}
	return call{"concat", []code{shared, s.listOf(column)}}
}

// loopOf is a list made by for where for may stand, else by map.
func (s *scope) loopOf(over code, one string, in *scope, item azure.Node) code {
	if s.nested {
		return s.mapped(over, one, in, item)
	}
	v := in.with(func(x *scope) { x.nested = true }).node(item)
	if v.null || flat(v.code) == one || !isObject(v.code) {
		return s.mapped(over, one, in, item)
	}
	return loop{variable: one, over: over, body: v.code}
}

func isObject(c code) bool {
	_, ok := c.(object)
	return ok
}

func (s *scope) each(n azure.Each) value {
	it := singular(n.Column.Name)
	s.of.m.variables[it] = true
	in := s.with(func(x *scope) { x.it, x.nested, x.path = it, true, s.path+"[]" })
	if n.From != "" {
		return value{s.loopOf(s.withSets(n.Sets, n.From, "string", n.Column.Name), it, in, n.Item), false}
	}
	v := s.columnOf(n.Column)
	if !v.null {
		return value{s.loopOf(v.code, it, in, n.Item), false}
	}
	if n.Column.Default != nil {
		cond, _, _ := s.condition(azure.Has(n.Column.Name, n.Column.DefaultIf))
		return value{choose(cond, s.mapped(or(s.cell(n.Column.Name).code, literal(n.Column.Default)), it, in, n.Item), null), true}
	}
	cond, _, _ := s.condition(azure.Has(n.Column.Name))
	return value{choose(cond, s.mapped(word(s.row+"."+n.Column.Name+"!"), it, in, n.Item), null), true}
}

// singular is one of what a column has.
func singular(column string) string { return strings.TrimSuffix(column, "s") }
