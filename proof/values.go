package proof

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// What stands beside the templates is given to the second opinion as the values of a template.

func text(s string) *template.Value { return &template.Value{Kind: template.String, Text: s} }

func number(n float64) *template.Value { return &template.Value{Kind: template.Number, Number: n} }

func truth() *template.Value { return flag(true) }

func flag(b bool) *template.Value { return &template.Value{Kind: template.Bool, Bool: b} }

func list(items ...*template.Value) *template.Value {
	return &template.Value{Kind: template.Array, Items: items}
}

func texts(values []string) *template.Value {
	out := list()
	for _, s := range values {
		out.Items = append(out.Items, text(s))
	}
	return out
}

func prefixTexts(prefixes []netip.Prefix) *template.Value {
	out := list()
	for _, p := range prefixes {
		out.Items = append(out.Items, text(p.String()))
	}
	return out
}

// object makes an object of keys and values in turn.
func object(pairs ...any) *template.Value {
	v := &template.Value{Kind: template.Object}
	for i := 0; i < len(pairs); i += 2 {
		v.Members = append(v.Members, template.Member{Key: pairs[i].(string), Value: pairs[i+1].(*template.Value)})
	}
	return v
}

// ref is an object that names a resource by its id.
func ref(id string) *template.Value { return object("id", text(id)) }
