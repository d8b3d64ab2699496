package azure

import (
	"errors"
	"fmt"
	"sort"
)

// Made is what a row makes: one resource with its body.
type Made struct {
	Resource   *Resource
	Index      int // of one for each nested row
	ID         ID
	Parent     *ID // of a child
	APIVersion string
	Body       Object
}

// Expand is everything that a row makes, in the order of its table. An error is a bug: of the table, or of whoever made the row.
func (e *Estate) Expand(r *Row) ([]Made, error) {
	x := &expander{estate: e, row: r}
	root := &scope{cells: r.Cells}
	var out []Made
	for i := range r.Table.Resources {
		res := &r.Table.Resources[i]
		scopes := []*scope{root}
		if res.Each != "" {
			scopes = x.items(root, res.Each)
		}
		for n, s := range scopes {
			if !s.holds(res.If) {
				continue
			}
			m, err := x.resource(res, s)
			if err != nil {
				return nil, fmt.Errorf("%s of a row of %s: %w", res.Key, r.Table.Name, err)
			}
			m.Index = n
			out = append(out, m)
		}
	}
	return out, nil
}

// expander expands one row.
type expander struct {
	estate *Estate
	row    *Row
}

func (x *expander) resource(res *Resource, s *scope) (Made, error) {
	t := TypeOf(res.Type)
	if t == nil {
		return Made{}, fmt.Errorf("no type %s", res.Type)
	}
	m := Made{Resource: res, APIVersion: t.API}
	var err error
	if m.ID, m.Parent, err = x.identity(res, s); err != nil {
		return m, err
	}
	body, err := x.node(res.Body, s)
	if err != nil {
		return m, err
	}
	m.Body = body.(Object)
	return m, nil
}

// identity is the id of a resource that the row makes, and that of its parent.
func (x *expander) identity(res *Resource, s *scope) (ID, *ID, error) {
	name, err := s.name(res.Name)
	if err != nil {
		return ID{}, nil, err
	}
	place := x.row.Place
	id := ID{Subscription: x.estate.Subscriptions[place.Subscription], ResourceGroup: place.ResourceGroup, Type: res.Type, Name: name}
	var parent ID
	switch {
	case res.Parent != nil:
		parent, err = x.referenceID(res.Parent, s)
	case res.In != "":
		parent, err = x.own(res.In, s)
	default:
		return id, nil, nil
	}
	id.Name = parent.Name + "/" + name
	return id, &parent, err
}

// own is the id of another resource of the row.
func (x *expander) own(key string, s *scope) (ID, error) {
	res := x.row.Table.Resource(key)
	if res == nil {
		return ID{}, fmt.Errorf("no resource %s in the table", key)
	}
	for s.rows != res.Each {
		if s = s.outer; s == nil {
			return ID{}, fmt.Errorf("resource %s is one of each of %s", key, res.Each)
		}
	}
	id, _, err := x.identity(res, s)
	return id, err
}

// items are the scopes of the nested rows of a column.
func (x *expander) items(s *scope, column string) []*scope {
	var out []*scope
	list, _ := s.cells.Get(column).(List)
	for i, item := range list {
		cells, _ := item.(Object)
		out = append(out, &scope{cells: cells, outer: s, rows: column, at: s.place(column, i)})
	}
	return out
}

// node makes what a node makes, nil for nothing.
func (x *expander) node(n Node, s *scope) (Value, error) {
	switch n := n.(type) {
	case Const:
		return n.Value, nil
	case Column:
		return s.column(n)
	case Flag:
		return s.flag(n), nil
	case Text:
		name, err := s.name(n.Name)
		return Str(name), err
	case Reference:
		return x.reference(n, s)
	case Own:
		return x.ownPart(n, s)
	case Fields:
		return x.fields(n, s)
	case Items:
		return x.list(n, s)
	case Concat:
		return x.concat(n, s)
	case When:
		if !s.holds(n.If) {
			return nil, nil
		}
		return x.node(n.Then, s)
	case First:
		for _, one := range n {
			if v, err := x.node(one, s); v != nil || err != nil {
				return v, err
			}
		}
		return nil, nil
	case *Rows:
		return x.rows(n, s)
	case Each:
		return x.each(n, s)
	case It:
		return Str(s.it), nil
	case Around:
		return x.node(n.Of, s.outer)
	case Location:
		return x.location(s)
	case Tags:
		return x.tags(n, s)
	case Key:
		name, _ := s.cells.Get(n.Column).(Str)
		if name == "" {
			return nil, missing(n.Optional, n.Column)
		}
		return Secret{Name: string(name)}, nil
	case Read:
		return x.read(n, s)
	case SubscriptionID:
		name := s.it
		if n.Column != "" {
			name = string(s.text(n.Column))
		}
		uuid, err := x.subscription(name)
		return Subscription(uuid), err
	}
	return nil, fmt.Errorf("a node of type %T", n)
}

func missing(optional bool, column string) error {
	if optional {
		return nil
	}
	return fmt.Errorf("column %s: no cell", column)
}

func (x *expander) fields(n Fields, s *scope) (Value, error) {
	out := Object{}
	for _, f := range n {
		v, err := x.node(f.Value, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key, err)
		}
		if v != nil {
			out = append(out, Member{f.Key, v})
		}
	}
	return out, nil
}

func (x *expander) list(n Items, s *scope) (Value, error) {
	out := List{}
	for _, item := range n {
		v, err := x.node(item, s)
		if err != nil {
			return nil, err
		}
		if v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func (x *expander) concat(n Concat, s *scope) (Value, error) {
	out := List{}
	for _, one := range n {
		v, err := x.node(one, s)
		if err != nil {
			return nil, err
		}
		list, ok := v.(List)
		if v != nil && !ok {
			return nil, fmt.Errorf("a %T among lists", v)
		}
		out = append(out, list...)
	}
	return out, nil
}

func (x *expander) rows(n *Rows, s *scope) (Value, error) {
	var all []*scope
	names, _ := s.cells.Get(n.From).(List)
	for _, name := range names {
		set, ok := x.estate.Sets[n.Sets][string(name.(Str))]
		if !ok {
			return nil, fmt.Errorf("no set %s in %s", name, n.Sets)
		}
		for _, item := range set {
			all = append(all, &scope{cells: item.(Object), outer: s, rows: n.Column, at: s.place(n.Sets, -1)})
		}
	}
	if s.cells.Get(n.Column) == nil && n.From == "" {
		return nil, missing(n.Optional, n.Column)
	}
	all = append(all, x.items(s, n.Column)...)
	if n.Sorted != "" {
		sort.SliceStable(all, func(i, j int) bool { return lessPrefix(string(all[i].text(n.Sorted)), string(all[j].text(n.Sorted))) })
	}
	out := List{}
	for i, item := range all {
		v, err := x.node(n.Item, item)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		if v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func (x *expander) each(n Each, s *scope) (Value, error) {
	var all List
	names, _ := s.cells.Get(n.From).(List)
	for _, name := range names {
		set, ok := x.estate.Sets[n.Sets][string(name.(Str))]
		if !ok {
			return nil, fmt.Errorf("no set %s in %s", name, n.Sets)
		}
		all = append(all, set...)
	}
	own, err := s.column(n.Column)
	if own == nil && n.From == "" || err != nil {
		return nil, err
	}
	if own != nil {
		all = append(all, own.(List)...)
	}
	out := List{}
	for _, item := range all {
		v, err := x.node(n.Item, &scope{cells: s.cells, outer: s.outer, rows: s.rows, at: s.at, it: string(item.(Str))})
		if err != nil {
			return nil, err
		}
		if v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func (x *expander) location(s *scope) (Value, error) {
	if own := s.cells.Get("location"); own != nil {
		return own, nil
	}
	if x.row.Place.Location == "" {
		return nil, errors.New("neither the row nor its place has a location")
	}
	return Str(x.row.Place.Location), nil
}

// tags are merged by name: which stands first says nothing.
func (x *expander) tags(n Tags, s *scope) (Value, error) {
	tags, ok := s.cells.Get("tags").(Object)
	if !ok {
		tags = x.estate.Tags
	}
	more, _ := s.cells.Get(n.And).(Object)
	all := append(append(Object{}, tags...), more...)
	if len(all) == 0 {
		return nil, nil
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Key < all[j].Key })
	return all, nil
}
