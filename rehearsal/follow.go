package rehearsal

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Written is a write that has changed something, right after it.
type Written struct {
	Step  *Step
	store *Store
}

// State is what the store has then.
func (w Written) State() State { return w.store.state() }

// Resources are the resources of a state as a reader of templates gives them, ids in lower case: what package reachability reads.
func (s State) Resources() []template.Resource {
	var out []template.Resource
	add := func(kind, id string, body Body) {
		p, ok := parsePlace(id)
		if !ok {
			return
		}
		whole := clone(body)
		whole["name"], whole["type"] = strings.Join(p.names, "/"), kind
		v := valueOf(whole)
		out = append(out, template.Resource{ID: key(id), Type: kind, Name: strings.Join(p.names, "/"), Subscription: strings.ToLower(p.subscription),
			ResourceGroup: p.group, Location: textAt(body, "location"), Body: v, Properties: v.Get("properties")})
	}
	for _, k := range sortedKeys(s.bodies) {
		add(s.kinds[k], s.ids[k], s.bodies[k])
		for _, part := range partsOf(s.kinds[k]) {
			if azure.TypeOf(part.Type) == nil { // subnets and rules are read where they stand
				continue
			}
			for _, item := range objectsAt(s.bodies[k], part.Path) {
				add(part.Type, s.ids[k]+"/"+part.Segment()+"/"+textAt(item, "name"), item)
			}
		}
	}
	return out
}

// valueOf is a value of JSON as the reader of templates has it.
func valueOf(v any) *template.Value {
	switch v := v.(type) {
	case bool:
		return &template.Value{Kind: template.Bool, Bool: v}
	case float64:
		return &template.Value{Kind: template.Number, Number: v}
	case string:
		if isID(v) {
			v = key(v)
		}
		return &template.Value{Kind: template.String, Text: v}
	case []any:
		out := &template.Value{Kind: template.Array, Items: make([]*template.Value, len(v))}
		for i, item := range v {
			out.Items[i] = valueOf(item)
		}
		return out
	case Body:
		out := &template.Value{Kind: template.Object}
		for _, k := range sortedKeys(v) {
			out.Members = append(out.Members, template.Member{Key: k, Value: valueOf(v[k])})
		}
		return out
	}
	return &template.Value{}
}
