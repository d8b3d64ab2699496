package azure

import "fmt"

// A Table is the rows of one kind and what they are expanded to: a row is what has one key in the intent, a network with its route
// table and its security group.
type Table struct {
	Name      string   // of the rows: networks
	One       string   // of one: network
	About     string   // a sentence
	AtOnce    int      // how many Azure takes at a time of what changes one other resource: 1 for one after the other, 0 for any number
	Columns   []Column // those that are conditions alone, and the order: what stands here comes first. A bare name is declared below
	Resources []Resource
	Outputs   []Output
	Seldom    []string // columns of what few estates have, all optional: who prints code for rows has it without these where no row has them

	decls []*decl
	lean  *Table
}

// Resource is a resource that rows of a table make, each where If holds.
type Resource struct {
	Key    string // in the table: network
	Type   string
	If     Cond
	Each   string     // nested rows, of each of which it is one; "" for the row itself
	Name   Name       // the last segment of its name
	Parent *Reference // of a child of a resource of another row or of one that stands
	In     string     // of a child of another resource of the row: its key
	Body   Fields     // what stands beside type and name
	After  []string   // resources of the row that come first although it does not name them: their keys
	About  string     // a sentence for the plural in a module
}

// Info is what a printer must know of a column. Columns are in the order in which rows have their cells.
type Info struct {
	Name     string
	Kind     Kind
	Optional bool
	Default  Value // of a column without a cell, nil for none
	About    string
	Rows     *Rows  // of NestedRows
	From     string // the column that names sets of the estate, whose rows or strings come first; "" for none
	Sets     string // these sets: routeSets
}

// part tells which of a reference's columns one is.
type part int

const (
	refName part = iota
	refAzureName
	refGroup
	refSubscription
)

// fallback tells what says what a column without a cell does not.
type fallback int

const (
	fallbackNone fallback = iota
	fallbackLocation
	fallbackTags
)

// decl is a column with where it comes from.
type decl struct {
	Info
	defaultIf string
	elseValue Value // where defaultIf is not set
	idOf      string
	fallback  fallback
	loose     bool       // a pattern mentions it, and nothing else has declared it
	bare      bool       // only its place has been given
	override  *Name      // whose name it overrides
	ref       *Reference // whose column it is
	part      part
}

// Infos are the columns of the table.
func (t *Table) Infos() []Info { return infos(t.decls) }

// Infos are the columns of nested rows.
func (r *Rows) Infos() []Info { return infos(r.decls) }

func infos(decls []*decl) []Info {
	out := make([]Info, len(decls))
	for i, d := range decls {
		out[i] = d.Info
	}
	return out
}

// Resource finds a resource by its key, nil where there is none.
func (t *Table) Resource(key string) *Resource {
	for i := range t.Resources {
		if t.Resources[i].Key == key {
			return &t.Resources[i]
		}
	}
	return nil
}

// define completes a table: it collects the columns of its shapes. A shape that contradicts itself is a bug, which every test finds.
func define(t Table) *Table {
	c := &collector{where: t.Name}
	c.prelude(t.Columns)
	for i := range t.Resources {
		if r := &t.Resources[i]; r.Each == "" {
			c.resource(r)
		}
	}
	for i := range t.Resources {
		r := &t.Resources[i]
		if r.Each == "" {
			continue
		}
		inner := c.nested[r.Each]
		if inner == nil {
			panic(fmt.Sprintf("azure: %s: %s is for each of %s, which no resource has", t.Name, r.Key, r.Each))
		}
		inner.resource(r)
	}
	c.finish()
	t.decls = c.decls
	if len(t.Seldom) > 0 {
		t.lean = lean(t)
	}
	return &t
}

func (c *collector) resource(r *Resource) {
	c.name(&r.Name)
	if r.Parent != nil {
		c.reference(r.Parent)
	}
	c.node(r.Body)
}

// collector collects the columns of the rows of one kind.
type collector struct {
	where  string
	decls  []*decl
	outer  *collector
	rows   *Rows // whose item is collected
	nested map[string]*collector
}

func (c *collector) prelude(columns []Column) {
	for _, col := range columns {
		if col == (Column{Name: col.Name}) {
			c.decls = append(c.decls, &decl{Info: Info{Name: col.Name}, bare: true})
			continue
		}
		c.column(col)
	}
}

// add declares a column, or agrees with what has been declared.
func (c *collector) add(d decl) *decl {
	for _, old := range c.decls {
		if old.Name != d.Name {
			continue
		}
		switch {
		case old.bare || old.loose && !d.loose:
			*old = d
		case d.loose:
		case !old.agrees(d):
			panic(fmt.Sprintf("azure: %s: column %s is declared twice, and not alike", c.where, d.Name))
		case old.ref == nil && d.ref != nil:
			old.ref, old.part = d.ref, d.part
		case old.override == nil && d.override != nil:
			old.override = d.override
		}
		return old
	}
	c.decls = append(c.decls, &d)
	return c.decls[len(c.decls)-1]
}

// agrees tells whether two declarations of a column say the same.
func (d *decl) agrees(other decl) bool {
	return d.Kind == other.Kind && d.Optional == other.Optional && d.defaultIf == other.defaultIf && d.idOf == other.idOf && d.fallback == other.fallback &&
		alike(d.Default, other.Default) && alike(d.elseValue, other.elseValue)
}

// alike tells whether two values that may be nil are the same.
func alike(a, b Value) bool { return (a == nil) == (b == nil) && (a == nil || Equal(a, b)) }

// implicit is what a column says without a cell, nil for nothing: set tells whether a flag of the row is set.
func (d *decl) implicit(set func(flag string) bool) Value {
	if d.Default != nil && (d.defaultIf == "" || set(d.defaultIf)) {
		return d.Default
	}
	return d.elseValue
}

func (c *collector) column(col Column) {
	c.add(decl{defaultIf: col.DefaultIf, elseValue: col.Else, idOf: col.IDOf, Info: Info{
		Name: col.Name, Kind: col.Kind, Optional: col.Optional || col.Default != nil, Default: col.Default, About: col.About}})
}

func (c *collector) pattern(p Pattern) {
	for _, part := range p.Parts() {
		in := c
		if part.Outer {
			in = c.outer
		}
		if part.Column != "" && part.Column != "it" {
			in.add(decl{Info: Info{Name: part.Column, Kind: String}, loose: true})
		}
	}
}

func (c *collector) name(n *Name) {
	c.pattern(n.Pattern)
	if n.Override != "" {
		c.add(decl{Info: Info{Name: n.Override, Kind: String, Optional: true, About: "Its name in Azure, where the name above does not make it."}, override: n})
	}
}

func (c *collector) reference(r *Reference) {
	if r.Column == TheString {
		c.pattern(r.Name)
		for i := range r.Child {
			c.name(&r.Child[i])
		}
		return
	}
	d := func(suffix string, p part, optional bool, about string) {
		c.add(decl{Info: Info{Name: r.Column + suffix, Kind: String, Optional: optional, About: about}, ref: r, part: p})
	}
	if r.Name == "" || r.Name.mentions(r.Column) {
		d("", refName, r.Optional, r.About)
	}
	c.pattern(r.Name)
	if r.Name != "" {
		d("AzureName", refAzureName, true, "")
	}
	for i := range r.Child {
		c.name(&r.Child[i])
	}
	if r.Elsewhere {
		d("ResourceGroup", refGroup, true, "")
		d("Subscription", refSubscription, true, "")
	}
}

func (c *collector) node(n Node) {
	switch n := n.(type) {
	case Column:
		c.column(n)
	case Flag:
		c.add(decl{Info: Info{Name: n.Name, Kind: FlagKind, Optional: true, Default: Bool(n.Default), About: n.About}})
	case Text:
		c.name(&n.Name)
	case Reference:
		c.reference(&n)
	case Own:
		for i := range n.Child {
			c.name(&n.Child[i])
		}
	case Fields:
		for _, f := range n {
			c.node(f.Value)
		}
	case Items:
		for _, item := range n {
			c.node(item)
		}
	case Concat:
		for _, list := range n {
			c.node(list)
		}
	case When:
		c.node(n.Then)
	case First:
		for _, item := range n {
			c.node(item)
		}
	case *Rows:
		c.nestedRows(n)
	case Each:
		c.from(n.From, n.Sets)
		c.column(n.Column)
		if n.From != "" {
			c.shares(n.Column.Name, n.From, n.Sets)
		}
		c.node(n.Item)
	case Around:
		c.outer.node(n.Of)
	case Location:
		c.add(decl{Info: Info{Name: "location", Kind: String, Optional: true, About: "Where it is not that of the group."}, fallback: fallbackLocation})
	case Tags:
		c.add(decl{Info: Info{Name: "tags", Kind: Dictionary, Optional: true, About: "Where they are not those of all."}, fallback: fallbackTags})
		if n.And != "" {
			c.column(Column{Name: n.And, Kind: Dictionary, Optional: true})
		}
	case Key:
		c.add(decl{Info: Info{Name: n.Column, Kind: KeyName, Optional: n.Optional, About: n.About}})
	case Read:
		c.node(n.Of)
		c.pattern(n.Path)
	case SubscriptionID:
		if n.Column != "" {
			c.column(text(n.Column))
		}
	case Const, It:
	default:
		panic(fmt.Sprintf("azure: %s: a node of type %T", c.where, n))
	}
}

func (c *collector) nestedRows(n *Rows) {
	c.from(n.From, n.Sets)
	c.add(decl{Info: Info{Name: n.Column, Kind: NestedRows, Optional: n.Optional || n.From != "", About: n.About, Rows: n}})
	if n.From != "" {
		c.shares(n.Column, n.From, n.Sets)
	}
	inner := &collector{where: c.where + "." + n.Column, outer: c, rows: n}
	inner.prelude(n.Columns)
	inner.node(n.Item)
	if c.nested == nil {
		c.nested = map[string]*collector{}
	}
	c.nested[n.Column] = inner
}

// from declares the column that names sets, where there is one.
func (c *collector) from(column, sets string) {
	if column != "" {
		c.column(Column{Name: column, Kind: Strings, Optional: true, About: "Which of " + sets + "."})
	}
}

// shares notes which sets come before what a column has.
func (c *collector) shares(column, from, sets string) {
	for _, d := range c.decls {
		if d.Name == column {
			d.From, d.Sets = from, sets
		}
	}
}

func (c *collector) finish() {
	for _, d := range c.decls {
		if d.bare {
			panic(fmt.Sprintf("azure: %s: column %s has a place, and nothing that declares it", c.where, d.Name))
		}
	}
	for _, inner := range c.nested {
		inner.finish()
		inner.rows.decls = inner.decls
	}
}
