package powershell

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A body reads an object of a plan member by member, and knows which members nobody has asked for. The first thing that is
// wrong is kept; after it, readers return zero values.
type body struct {
	from   plan.ID // the resource
	path   string
	object plan.Object
	asked  map[string]bool
	err    *error // shared by all objects of a resource
}

func newBody(r *plan.Resource) *body {
	return &body{from: r.ID, object: r.Body, asked: map[string]bool{}, err: new(error)}
}

func (b *body) fail(key, format string, args ...any) {
	if *b.err == nil {
		*b.err = fmt.Errorf("%s %s: %s%s: %s", b.from.Type, b.from.Name, b.path, key, fmt.Sprintf(format, args...))
	}
}

// done refuses members that were not asked for, and returns the first error.
func (b *body) done() error {
	for _, m := range b.object {
		if !b.asked[m.Key] {
			b.fail(m.Key, "a property that this printer does not know")
		}
	}
	return *b.err
}

func (b *body) has(key string) bool { return b.object.Get(key) != nil }

func (b *body) get(key string, required bool) plan.Value {
	b.asked[key] = true
	v := b.object.Get(key)
	if v == nil && required {
		b.fail(key, "missing")
	}
	return v
}

// child is an object member; where it is not there, an empty one.
func (b *body) child(key string, required bool) *body {
	o, ok := b.get(key, required).(plan.Object)
	if !ok && b.has(key) {
		b.fail(key, "not an object")
	}
	return &body{from: b.from, path: b.path + key + ".", object: o, asked: map[string]bool{}, err: b.err}
}

// children are the objects of a list member.
func (b *body) children(key string, required bool) []*body {
	v := b.get(key, required)
	items, ok := v.(plan.List)
	if !ok && v != nil {
		b.fail(key, "not a list")
	}
	var out []*body
	for i, item := range items {
		o, ok := item.(plan.Object)
		if !ok {
			b.fail(key, "item %d is not an object", i)
		}
		path := fmt.Sprintf("%s%s[%d].", b.path, key, i)
		out = append(out, &body{from: b.from, path: path, object: o, asked: map[string]bool{}, err: b.err})
	}
	return out
}

// text is the string of a member, "" where it is not there.
func (b *body) text(key string, required bool) string {
	v := b.get(key, required)
	s, ok := v.(plan.Str)
	if !ok && v != nil {
		b.fail(key, "not a string")
	}
	return string(s)
}

// expect refuses a member that is there with another value: one that the script has no say over.
func (b *body) expect(key string, want ...string) {
	v := b.get(key, false)
	if v == nil {
		return
	}
	for _, w := range want {
		if s, ok := v.(plan.Str); ok && string(s) == w {
			return
		}
	}
	b.fail(key, "%v is not one of %s", v, strings.Join(want, ", "))
}

// str is the encoded string of a member, nil where it is not there.
func (b *body) str(key string, required bool) node {
	v := b.get(key, required)
	if v == nil {
		return nil
	}
	return b.encode(key, v)
}

// encode encodes a scalar.
func (b *body) encode(key string, v plan.Value) node {
	switch v := v.(type) {
	case plan.Str:
		s, err := quote(string(v))
		if err != nil {
			b.fail(key, "%v", err)
		}
		return code(s)
	case plan.Int:
		return code(integer(int64(v)))
	case plan.Bool:
		return code(boolean(bool(v)))
	}
	b.fail(key, "%T is not a literal", v)
	return nil
}

// setting is the encoded string of a member, or the property that is read when the script runs; nil where it is not there.
func (b *body) setting(key string, required bool) node {
	v, ok := b.object.Get(key).(plan.Property)
	if !ok {
		return b.str(key, required)
	}
	b.get(key, required)
	if err := generators.CheckPath(v.Path); err != nil {
		b.fail(key, "%v", err)
	}
	kind, ok := strings.CutPrefix(v.Of.Type, networkProvider)
	if !ok {
		b.fail(key, "a property of %s", v.Of.Type)
	}
	out := &row{}
	out.set("Of", b.reference(key, kind, plan.Ref(v.Of)))
	out.set("Type", b.encode(key, plan.Str(kind)))
	out.set("Property", b.encode(key, plan.Str(v.Path)))
	return out
}

// flag is the encoded boolean of a member, nil where it is not there.
func (b *body) flag(key string, required bool) node {
	v := b.get(key, required)
	if v == nil {
		return nil
	}
	if _, ok := v.(plan.Bool); !ok {
		b.fail(key, "not a boolean")
	}
	return b.encode(key, v)
}

// truth is the boolean of a member, false where it is not there.
func (b *body) truth(key string) bool {
	v := b.get(key, false)
	t, ok := v.(plan.Bool)
	if !ok && v != nil {
		b.fail(key, "not a boolean")
	}
	return bool(t)
}

// number is the encoded integer of a member, nil where it is not there.
func (b *body) number(key string, required bool) node {
	v := b.get(key, required)
	if v == nil {
		return nil
	}
	if _, ok := v.(plan.Int); !ok {
		b.fail(key, "not a number")
	}
	return b.encode(key, v)
}

// strings is the encoded list of strings of a member, nil where it is not there.
func (b *body) strings(key string, required bool) node {
	v := b.get(key, required)
	if v == nil {
		return nil
	}
	items, ok := v.(plan.List)
	if !ok {
		b.fail(key, "not a list")
	}
	out := list{}
	for _, item := range items {
		if _, ok := item.(plan.Str); !ok {
			b.fail(key, "not a list of strings")
		}
		out = append(out, b.encode(key, item))
	}
	return out
}

// id is what a member such as {id: …} refers to, as the data names it; nil where it is not there.
func (b *body) id(key, kind string, required bool) node {
	holder := b.child(key, required)
	if !b.has(key) {
		return nil
	}
	n := b.reference(key, kind, holder.get("id", true))
	_ = holder.done()
	return n
}

// reference is a resource as the data names it: by its name where it is in the resource group of the row, else by an id. An
// id of the user's is a string and stays as it is.
func (b *body) reference(key, kind string, v plan.Value) node {
	switch v := v.(type) {
	case plan.Str:
		if !strings.HasPrefix(string(v), "/subscriptions/") {
			b.fail(key, "%q is not a resource id", string(v))
		}
		return b.encode(key, v)
	case plan.Ref:
		id := plan.ID(v)
		if id.Type != networkProvider+kind {
			b.fail(key, "a reference to %s, not to %s", id.Type, kind)
		}
		name, err := nameFor(id, b.from)
		if err != nil {
			b.fail(key, "%v", err)
		}
		return b.encode(key, plan.Str(name))
	case nil:
		return nil
	}
	b.fail(key, "%T is not a reference", v)
	return nil
}

const networkProvider = "Microsoft.Network/"

// nameFor is how a row of from names id; Get-ResourceId of the script is its inverse.
func nameFor(id, from plan.ID) (string, error) {
	if id.Subscription == from.Subscription && strings.EqualFold(id.ResourceGroup, from.ResourceGroup) {
		return id.Name, nil
	}
	types := strings.Split(strings.TrimPrefix(id.Type, networkProvider), "/")
	names := strings.Split(id.Name, "/")
	if len(types) != len(names) {
		return "", fmt.Errorf("the name %q does not fit the type %s", id.Name, id.Type)
	}
	path := "/resourceGroups/" + id.ResourceGroup + "/providers/Microsoft.Network"
	for i := range types {
		path += "/" + types[i] + "/" + names[i]
	}
	switch id.Subscription {
	case from.Subscription:
		return path, nil
	case "":
		return "", fmt.Errorf("%s is in the deployment's own subscription, and this row is in another", id.Name)
	}
	return "/subscriptions/" + id.Subscription + path, nil
}
