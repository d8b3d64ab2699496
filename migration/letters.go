package migration

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// inLettersOf is a topology in which ids, and the names of rows that both have, are in the letters of another one: names of Azure have no case, so that what
// differs in letters alone is the same. Ids of which one topology has several that differ in letters alone stay as they are.
func inLettersOf(old, next *topology.Topology) *topology.Topology {
	were, are := spellings{}, spellings{}
	were.note(reflect.ValueOf(old))
	are.note(reflect.ValueOf(next))
	of := func(t reflect.Type, id string) string {
		k := spelling{t, lower(id)}
		if len(were[k]) == 1 && len(are[k]) == 1 {
			for s := range are[k] {
				return s
			}
		}
		return id
	}
	network := reflect.TypeFor[topology.NetworkID]()
	out, _ := spelled(reflect.ValueOf(old), func(v reflect.Value) string {
		if s := of(v.Type(), v.String()); s != v.String() || v.Type() == network {
			return s
		}
		return aPart.ReplaceAllStringFunc(v.String(), func(part string) string { return of(network, part) }) // hub/web: the network is spelled as it is
	}).Interface().(*topology.Topology)
	nameRows(reflect.ValueOf(out).Elem(), reflect.ValueOf(next).Elem())
	return out
}

var aPart = regexp.MustCompile(`[^/>#]+`)

// A spelling is an id without its letters' case; ids of two types are two.
type spelling struct {
	of  reflect.Type
	key string
}

type spellings map[spelling]map[string]bool

func (s spellings) note(v reflect.Value) {
	spelled(v, func(id reflect.Value) string {
		k := spelling{id.Type(), lower(id.String())}
		if s[k] == nil {
			s[k] = map[string]bool{}
		}
		s[k][id.String()] = true
		return id.String()
	})
}

// isID tells the types of ids from other texts.
func isID(t reflect.Type) bool {
	return t.Kind() == reflect.String && strings.HasSuffix(t.Name(), "ID")
}

// spelled is a copy of a value with other spellings of its ids.
func spelled(v reflect.Value, as func(reflect.Value) string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch {
	case isID(v.Type()):
		out.SetString(as(v))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if out.Field(i).CanSet() {
				out.Field(i).Set(spelled(v.Field(i), as))
			}
		}
	case v.Kind() == reflect.Slice && !v.IsNil():
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(spelled(v.Index(i), as))
		}
	case v.Kind() == reflect.Map && !v.IsNil():
		out.Set(reflect.MakeMap(v.Type()))
		for _, k := range v.MapKeys() {
			out.SetMapIndex(spelled(k, as), spelled(v.MapIndex(k), as))
		}
	case (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil():
		elem := spelled(v.Elem(), as)
		if v.Kind() == reflect.Interface {
			out.Set(elem)
			break
		}
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(elem)
	}
	return out
}

// nameRows gives rows the names, in letters, that the rows of the same ids have in another topology.
func nameRows(old, next reflect.Value) {
	for i := range old.NumField() {
		rows := old.Field(i)
		if rows.Kind() != reflect.Slice || rows.Type().Elem().Kind() != reflect.Struct {
			continue
		}
		if f, has := rows.Type().Elem().FieldByName("ID"); !has || !isID(f.Type) {
			continue
		}
		by := map[string]reflect.Value{}
		for j := range next.Field(i).Len() {
			row := next.Field(i).Index(j)
			by[row.FieldByName("ID").String()] = row
		}
		for j := range rows.Len() {
			row := rows.Index(j)
			same, there := by[row.FieldByName("ID").String()]
			name := row.FieldByName("Name")
			if there && name.IsValid() && name.Kind() == reflect.String && strings.EqualFold(name.String(), same.FieldByName("Name").String()) {
				name.Set(same.FieldByName("Name"))
			}
		}
	}
}
