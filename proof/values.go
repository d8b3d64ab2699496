package proof

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// What stands beside the templates is given to package reachability as the values of a template.

func text(s string) *template.Value { return &template.Value{Kind: template.String, Text: s} }

func number(n float64) *template.Value { return &template.Value{Kind: template.Number, Number: n} }

func flag(b bool) *template.Value { return &template.Value{Kind: template.Bool, Bool: b} }

func list(items ...*template.Value) *template.Value {
	return &template.Value{Kind: template.Array, Items: items}
}

// valueOf is a value of the plan as a template has it once it is read. What only the deployment knows is unknown.
func (ids *resourceIDs) valueOf(v azure.Value) *template.Value {
	switch v := v.(type) {
	case azure.Str:
		return text(string(v))
	case azure.Int:
		return number(float64(v))
	case azure.Bool:
		return flag(bool(v))
	case azure.Ref:
		return text(ids.idOf(azure.ID(v)))
	case azure.Property:
		return template.ReadOf(ids.idOf(v.Of), v.Path)
	case azure.List:
		out := list()
		for _, item := range v {
			out.Items = append(out.Items, ids.valueOf(item))
		}
		return out
	case azure.Object:
		out := object()
		for _, m := range v {
			out.Members = append(out.Members, template.Member{Key: m.Key, Value: ids.valueOf(m.Value)})
		}
		return out
	}
	return &template.Value{Kind: template.Unknown, Text: "only the deployment knows it"}
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
