package azure

import (
	"fmt"
	"slices"
	"strings"
)

// Lean is the table without its seldom columns, and without what only these make; nil where it has no such columns. Of a row that has no cell in
// any of them it makes the same.
func (t *Table) Lean() *Table { return t.lean }

// IsLean tells whether a row has no cell in a seldom column of its table.
func (r *Row) IsLean() bool {
	return !slices.ContainsFunc(r.Cells, func(m Member) bool { return slices.Contains(r.Table.Seldom, m.Key) })
}

// lean makes that table. Its shapes are copies: the columns of nested rows are those of one table.
func lean(t Table) *Table {
	p := pruner{seldom: t.Seldom, made: map[*Rows]*Rows{}}
	out := Table{Name: t.Name, One: t.One, About: t.About, AtOnce: t.AtOnce}
	for _, c := range t.Columns {
		if !p.gone(c.Name) {
			out.Columns = append(out.Columns, c)
		}
	}
	for _, r := range t.Resources {
		cond, never := p.cond(r.If)
		if never || p.gone(r.Each) {
			continue
		}
		in := p
		in.nested = r.Each != ""
		r.If, r.Body, r.After = cond, in.fields(r.Body), slices.Clone(r.After)
		out.Resources = append(out.Resources, r)
	}
	for i := range out.Resources {
		r := &out.Resources[i]
		r.After = slices.DeleteFunc(r.After, func(key string) bool { return out.Resource(key) == nil })
	}
	for _, o := range t.Outputs {
		if !p.gone(o.Each) {
			in := p
			in.nested = o.Each != ""
			o.Item = in.fields(o.Item)
			out.Outputs = append(out.Outputs, o)
		}
	}
	return define(out)
}

// pruner leaves out what seldom columns make.
type pruner struct {
	seldom []string
	nested bool            // in a nested row, where the columns of the table have ^ before their names
	made   map[*Rows]*Rows // copies: rows that stand in two bodies of the table are the same in both
}

func (p pruner) gone(column string) bool {
	name, outer := strings.CutPrefix(column, "^")
	return outer == p.nested && slices.Contains(p.seldom, name)
}

// cond is a condition without seldom columns, and whether it never holds.
func (p pruner) cond(c Cond) (out Cond, never bool) {
	left := slices.DeleteFunc(slices.Clone(c.Any), p.gone)
	if len(left) == 0 && len(c.Any) > 0 {
		return Cond{}, !c.Not
	}
	c.Any = left
	return c, false
}

func (p pruner) fields(of Fields) Fields {
	out := Fields{}
	for _, f := range of {
		if n := p.node(f.Value); n != nil {
			out = append(out, Field{f.Key, n})
		}
	}
	return out
}

func (p pruner) list(of []Node) []Node {
	var out []Node
	for _, n := range of {
		if n = p.node(n); n != nil {
			out = append(out, n)
		}
	}
	return out
}

// node is a node without what seldom columns make, nil where that is all of it.
func (p pruner) node(n Node) Node {
	switch n := n.(type) {
	case Column:
		return p.unless(n.Name, n.Optional, n)
	case Flag:
		if p.gone(n.Name) {
			panic(fmt.Sprintf("azure: column %s is seldom, and a flag that a body has without it", n.Name))
		}
	case Reference:
		return p.unless(n.Column, n.Optional, n)
	case Key:
		return p.unless(n.Column, n.Optional, n)
	case Fields:
		return p.fields(n)
	case Items:
		return Items(p.list(n))
	case Concat:
		if left := p.list(n); len(left) > 1 {
			return Concat(left)
		} else if len(left) == 1 {
			return left[0]
		}
		return nil
	case When:
		cond, never := p.cond(n.If)
		then := p.node(n.Then)
		switch {
		case never || then == nil:
			return nil
		case len(cond.Any) == 0 && !cond.Not:
			return then
		}
		return When{cond, then}
	case First:
		if left := p.list(n); len(left) > 0 {
			return First(left)
		}
		return nil
	case *Rows:
		return p.rows(n)
	case Each:
		if p.gone(n.Column.Name) {
			return nil
		}
		n.Item = p.node(n.Item)
		return n
	case Around:
		p.nested = false
		return Around{p.node(n.Of)}
	}
	return n
}

// unless is a node that a column makes, nil where that is seldom.
func (p pruner) unless(column string, optional bool, n Node) Node {
	switch {
	case !p.gone(column):
		return n
	case optional:
		return nil
	}
	panic(fmt.Sprintf("azure: column %s is seldom, and not optional", column))
}

func (p pruner) rows(n *Rows) Node {
	if p.gone(n.Column) {
		return nil
	}
	if p.made[n] == nil {
		p.nested = true
		out := *n
		out.Item, out.decls = p.node(n.Item), nil
		p.made[n] = &out
	}
	return p.made[n]
}
