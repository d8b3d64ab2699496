package azure

import (
	"errors"
	"fmt"
	"strings"
)

// Estate is what rows of one intent have in common.
type Estate struct {
	Subscriptions map[string]string          // UUIDs by their names in the intent
	Tags          Object                     // of what has none of its own, by name
	Sets          map[string]map[string]List // shared rows: by the table of sets (routeSets), then by the name of the set
}

// OwnSubscription stands in a row for the deployment's own subscription, where the row itself is in another. No subscription of an
// intent has this name.
const OwnSubscription = "default"

// Place is where what a row makes stands.
type Place struct {
	Subscription  string // its name in the intent, "" for the deployment's own
	ResourceGroup string // "" for what a subscription holds
	Location      string // of what has none of its own; "" where it is not known
}

// Row is a row of a table: plain data, in the words of the intent. Cells are in the order of the table's columns; a cell is Str, Int,
// Bool, List or Object. Rows of one table are told apart by place and the first cells.
type Row struct {
	Table *Table
	Place Place
	Cells Object

	outside map[string]bool // references to what is none of the deployment's, by their columns; of a nested row behind its place: connections[0].remote
}

// Facts are what a row is made of, by column: more than its cells, since what a default, the place or a naming pattern says as well is
// not repeated. The name of a reference's column has To, that of nested rows Nested, the override of a name the whole name in Azure.
type Facts map[string]Fact

// A Fact is Str, Int, Bool, List, Object, To or Nested. Nil is no fact.
type Fact any

type (
	// To is what a reference leads to: Name is its name in the intent, "" where the reference's own column is not in its pattern.
	// Outside says that it is none of the deployment's, such as a resource of another owner or tenant: its id is written whole.
	To struct {
		ID      ID
		Name    string
		Outside bool
	}
	// Nested are nested rows.
	Nested []Facts
)

// Row makes a row of facts. It refuses facts that no column takes, lacks those that a column needs, and whatever the row would not say
// again when it is expanded: that is a bug of whoever made the facts, or of the table.
func (e *Estate) Row(t *Table, p Place, f Facts) (*Row, error) {
	r := &Row{Table: t, Place: p, outside: map[string]bool{}}
	b := &builder{estate: e, row: r, place: p}
	cells, err := b.cells(t.decls, f, nil, "")
	if err != nil {
		return nil, fmt.Errorf("row of %s: %w", t.Name, err)
	}
	r.Cells = cells
	return r, nil
}

// builder makes one row.
type builder struct {
	estate *Estate
	row    *Row
	place  Place
}

// cells are made in three turns: what stands in a fact, nested rows, and what stands in a row only because nothing else says it.
func (b *builder) cells(decls []*decl, f Facts, outer *scope, at string) (Object, error) {
	values := make([]Value, len(decls))
	s := &scope{outer: outer, at: at}
	known := map[string]bool{}
	for _, turn := range []func(*decl, Facts, *scope) (Value, error){b.plain, b.nested, b.derived} {
		for i, d := range decls {
			known[d.Name] = true
			if d.ref != nil {
				known[d.ref.Column] = true
			}
			v, err := turn(d, f, s)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", d.Name, err)
			}
			if v != nil {
				values[i] = v
				s.cells = append(s.cells, Member{d.Name, v})
			}
		}
	}
	for name, fact := range f {
		if !known[name] && fact != nil {
			return nil, fmt.Errorf("%s: no such column", name)
		}
	}
	var out Object
	for i, d := range decls {
		if values[i] != nil {
			out = append(out, Member{d.Name, values[i]})
		} else if !d.Optional {
			return nil, fmt.Errorf("%s: missing", d.Name)
		}
	}
	s.cells = out
	return out, b.verify(decls, f, s)
}

// verify holds the row to the facts: each reference leads where it should.
func (b *builder) verify(decls []*decl, f Facts, s *scope) error {
	x := &expander{estate: b.estate, row: b.row}
	for _, d := range decls {
		if d.ref == nil {
			continue
		}
		to, known, err := toOf(d.ref, f)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		made, err := x.first(d.ref, s)
		if err != nil {
			return err
		}
		want := to.ID
		want.Name, _, _ = strings.Cut(want.Name, "/")
		if want.Type = ""; made != want {
			return fmt.Errorf("reference %s: leads to %v, not to %v", d.ref.Column, made, want)
		}
	}
	return nil
}

// plain is a cell that is a fact itself, or the name of what a reference leads to.
func (b *builder) plain(d *decl, f Facts, _ *scope) (Value, error) {
	switch {
	case d.ref != nil && d.part == refName:
		return b.target(d, f)
	case d.ref != nil, d.override != nil, d.Rows != nil:
		return nil, nil
	}
	switch fact := f[d.Name].(type) {
	case nil:
		return b.nothing(d, f)
	case Value:
		if err := fits(d.Kind, fact); err != nil {
			return nil, err
		}
		if b.implied(d, f, fact) {
			return nil, nil
		}
		if d.idOf != "" {
			id, ok := ParseID(string(fact.(Str)), d.idOf)
			if !ok {
				return nil, fmt.Errorf("%q is no id of %s", fact, d.idOf)
			}
			return Str(id.String()), nil
		}
		return fact, nil
	}
	return nil, fmt.Errorf("a fact of type %T", f[d.Name])
}

// nothing is the cell that says that there is nothing.
func (b *builder) nothing(d *decl, f Facts) (Value, error) {
	switch {
	case d.Kind == FlagKind && d.Default == Bool(true):
		return Bool(false), nil
	case d.Kind == FlagKind:
		return nil, nil
	case d.fallback == fallbackTags && len(b.estate.Tags) > 0:
		return Object{}, nil
	case d.fallback == fallbackLocation, d.implicit(f.set) != nil:
		return nil, errors.New("nothing is said, and the table would say something")
	}
	return nil, nil
}

// implied tells whether a default, or the place, says the same.
func (b *builder) implied(d *decl, f Facts, v Value) bool {
	switch {
	case d.Kind == FlagKind:
		return v == d.Default
	case d.Default != nil:
		implicit := d.implicit(f.set)
		return implicit != nil && Equal(v, implicit)
	case d.fallback == fallbackLocation:
		return b.place.Location != "" && v == Str(b.place.Location)
	case d.fallback == fallbackTags:
		return Equal(v, b.estate.Tags)
	}
	return false
}

func (b *builder) nested(d *decl, f Facts, s *scope) (Value, error) {
	if d.Rows == nil || f[d.Name] == nil {
		return nil, nil
	}
	facts, ok := f[d.Name].(Nested)
	if !ok {
		return nil, fmt.Errorf("a fact of type %T", f[d.Name])
	}
	if len(facts) == 0 && d.From != "" && f[d.From] != nil {
		return nil, nil // all of them are in the sets
	}
	list := List{}
	for i, item := range facts {
		cells, err := b.cells(d.Rows.decls, item, s, s.place(d.Name, i))
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		list = append(list, cells)
	}
	return list, nil
}

// target is the cell that names what a reference leads to.
func (b *builder) target(d *decl, f Facts) (Value, error) {
	to, known, err := toOf(d.ref, f)
	if err != nil || !known {
		return nil, err
	}
	if d.ref.Name == "" {
		name, _, _ := strings.Cut(to.ID.Name, "/")
		return Str(name), nil
	}
	if to.Name == "" {
		return nil, errors.New("what it leads to has no name")
	}
	return Str(to.Name), nil
}

// toOf is what a reference leads to, where it leads to anything.
func toOf(r *Reference, f Facts) (to To, known bool, err error) {
	switch fact := f[r.Column].(type) {
	case nil:
		if r.Optional || r.Name == "" {
			return to, false, nil
		}
		return to, false, fmt.Errorf("reference %s: missing", r.Column)
	case To:
		return fact, true, nil
	default:
		return to, false, fmt.Errorf("reference %s: a fact of type %T", r.Column, fact)
	}
}

// derived is a cell that is there only where a pattern or the place does not say it.
func (b *builder) derived(d *decl, f Facts, s *scope) (Value, error) {
	switch {
	case d.override != nil:
		whole, ok := f[d.Name].(Str)
		if !ok {
			return nil, nil
		}
		if made, err := s.fill(d.override.Pattern); err == nil && made == string(whole) {
			return nil, nil
		}
		return whole, nil
	case d.ref == nil:
		return nil, nil
	}
	to, known, err := toOf(d.ref, f)
	if err != nil || !known {
		return nil, err
	}
	switch d.part {
	case refAzureName:
		first, _, _ := strings.Cut(to.ID.Name, "/")
		if made, err := s.fill(d.ref.Name); err == nil && made == first {
			return nil, nil
		}
		return Str(first), nil
	case refGroup:
		if to.ID.ResourceGroup == b.place.ResourceGroup {
			return nil, nil
		}
		return Str(to.ID.ResourceGroup), nil
	case refSubscription:
		return b.subscriptionOf(to.ID), nil
	}
	if to.Outside {
		b.row.outside[s.at+d.ref.Column] = true
	}
	return nil, nil
}

// subscriptionOf is the cell for the subscription of what a reference leads to, nil where it is the row's own.
func (b *builder) subscriptionOf(target ID) Value {
	if target.Subscription == b.estate.Subscriptions[b.place.Subscription] {
		return nil
	}
	if target.Subscription == "" {
		return Str(OwnSubscription)
	}
	found := ""
	for name, uuid := range b.estate.Subscriptions {
		if uuid == target.Subscription && (found == "" || name < found) {
			found = name
		}
	}
	if found == "" {
		return Str(target.Subscription)
	}
	return Str(found)
}

// set tells whether a fact is there and not false.
func (f Facts) set(column string) bool { return f[column] != nil && f[column] != Bool(false) }

// fits tells whether a value is of a column's kind.
func fits(k Kind, v Value) error {
	ok := false
	switch k {
	case String, KeyName:
		_, ok = v.(Str)
	case Integer:
		_, ok = v.(Int)
	case Boolean, FlagKind:
		_, ok = v.(Bool)
	case Strings:
		list, isList := v.(List)
		ok = isList
		for _, item := range list {
			_, isText := item.(Str)
			ok = ok && isText
		}
	case Dictionary:
		o, isObject := v.(Object)
		ok = isObject
		for _, m := range o {
			_, isText := m.Value.(Str)
			ok = ok && isText
		}
	case Condition:
		_, ok = v.(Object)
	}
	if !ok {
		return fmt.Errorf("%T does not fit the column", v)
	}
	return nil
}
