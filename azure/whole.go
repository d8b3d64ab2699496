package azure

import (
	"fmt"
	"sort"
)

// Whole are the cells of a row with all that a default, its place, a naming pattern or shared rows say: what a reader of the row would have to
// look up elsewhere. Rows and strings of sets come first, then the row's own. A column of which nothing says anything has no cell.
func (e *Estate) Whole(r *Row) (Object, error) {
	x := &expander{estate: e, row: r}
	out, err := x.whole(r.Table.decls, &scope{cells: r.Cells})
	if err != nil {
		return nil, fmt.Errorf("row of %s: %w", r.Table.Name, err)
	}
	return out, nil
}

func (x *expander) whole(decls []*decl, s *scope) (Object, error) {
	var out Object
	for _, d := range decls {
		v, err := x.wholeCell(d, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.Name, err)
		}
		if v != nil {
			out = append(out, Member{d.Name, v})
		}
	}
	return out, nil
}

func (x *expander) wholeCell(d *decl, s *scope) (Value, error) {
	own := s.cells.Get(d.Name)
	switch {
	case d.Rows != nil:
		return x.wholeRows(d, s)
	case d.From != "":
		return x.wholeStrings(d, s)
	case own != nil:
		return own, nil
	case d.override != nil:
		if !x.makes(d.override, s) {
			return nil, nil
		}
		if name, err := s.name(*d.override); err == nil { // of what the row does not have there is no name
			return Str(name), nil
		}
		return nil, nil
	case d.ref != nil:
		return x.wholeReference(d, s), nil
	case d.Kind == FlagKind:
		return d.Default, nil
	case d.fallback == fallbackLocation && x.row.Place.Location != "":
		return Str(x.row.Place.Location), nil
	case d.fallback == fallbackTags && len(x.estate.Tags) > 0:
		return x.estate.Tags, nil
	}
	return d.implicit(func(flag string) bool { return s.holds(Has(flag)) }), nil
}

// makes tells whether what has the name is made: a name that is that of no resource of its own always is.
func (x *expander) makes(n *Name, s *scope) bool {
	for i := range x.row.Table.Resources {
		if r := &x.row.Table.Resources[i]; &r.Name == n {
			return s.holds(r.If)
		}
	}
	return true
}

// wholeReference is what a reference's column says where the place or the pattern says it; nil where it leads nowhere.
func (x *expander) wholeReference(d *decl, s *scope) Value {
	if d.ref.Optional && d.part != refName && s.cells.Get(d.ref.Column) == nil {
		return nil
	}
	switch d.part {
	case refAzureName:
		if name, err := s.fill(d.ref.Name); err == nil {
			return Str(name)
		}
	case refGroup:
		return Str(x.row.Place.ResourceGroup)
	case refSubscription:
		if x.row.Place.Subscription != "" {
			return Str(x.row.Place.Subscription)
		}
	}
	return nil
}

func (x *expander) wholeRows(d *decl, s *scope) (Value, error) {
	var out List
	add := func(items []*scope) error {
		for _, item := range items {
			cells, err := x.whole(d.Rows.decls, item)
			if err != nil {
				return err
			}
			out = append(out, cells)
		}
		return nil
	}
	shared, err := x.setOf(d, s)
	if err != nil {
		return nil, err
	}
	var items []*scope
	for _, item := range shared {
		items = append(items, &scope{cells: item.(Object), outer: s, rows: d.Name, at: s.place(d.Sets, -1)})
	}
	if err := add(append(items, x.items(s, d.Name)...)); err != nil || out == nil {
		return s.cells.Get(d.Name), err // an empty list is one
	}
	if by := d.Rows.Sorted; by != "" {
		prefix := func(i int) string {
			text, _ := out[i].(Object).Get(by).(Str)
			return string(text)
		}
		sort.SliceStable(out, func(i, j int) bool { return lessPrefix(prefix(i), prefix(j)) })
	}
	return out, nil
}

func (x *expander) wholeStrings(d *decl, s *scope) (Value, error) {
	out, err := x.setOf(d, s)
	if own, ok := s.cells.Get(d.Name).(List); ok {
		out = append(out, own...)
	}
	if err != nil || out == nil {
		return nil, err
	}
	return out, nil
}

// setOf is what the sets have that a row names for a column.
func (x *expander) setOf(d *decl, s *scope) (List, error) {
	var out List
	names, _ := s.cells.Get(d.From).(List)
	for _, name := range names {
		set, ok := x.estate.Sets[d.Sets][string(name.(Str))]
		if !ok {
			return nil, fmt.Errorf("no set %s in %s", name, d.Sets)
		}
		out = append(out, set...)
	}
	return out, nil
}
