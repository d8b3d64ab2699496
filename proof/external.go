package proof

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// What exists already, and what is external, is in no template. Package reachability is given it as the intent says that it is, and
// as if every companion step were done. Nothing of it is emitted. What it consists of, the plan says, by the same rows as of what is emitted.

// standing makes what is in no template, with what the steps make and change. What a step says of a resource that is there already is put
// into that.
func (p *Prover) standing(steps []plan.Step) []template.Resource {
	var out []template.Resource
	at := map[string]int{}
	put := func(r *plan.Resource, there bool) {
		made := p.resource(r)
		made.Existing = there // nothing of the templates waits for it
		i, known := at[made.ID]
		if !known {
			at[made.ID] = len(out)
			out = append(out, made)
			return
		}
		out[i].Body = merged(out[i].Body, made.Body)
		out[i].Properties = out[i].Body.Get("properties")
	}
	for i := range p.plan.Standing {
		put(&p.plan.Standing[i], true)
	}
	for i := range steps {
		for j := range steps[i].Makes {
			put(&steps[i].Makes[j], false)
		}
	}
	p.placeSubnets(out, at)
	return out
}

// resource is a resource as it is in a template once it is read. Its type is that of its row: a classic network is read as any other.
func (p *Prover) resource(r *plan.Resource) template.Resource {
	kind, id := r.Row.Table.Resource(r.Key).Type, p.ids.idOf(r.ID)
	if r.Parent != nil && r.Parent.Type == azure.TypeClassicNetwork {
		id = p.ids.idOf(*r.Parent) + "/" + strings.ToLower(azure.ListOf(kind)+"/"+lastName(r.ID))
	}
	body := p.ids.valueOf(r.Body)
	return template.Resource{ID: id, Type: kind, Name: r.ID.Name, At: r.Origin.Range, Location: body.Get("location").String(),
		Properties: body.Get("properties"), Body: body}
}

// placeSubnets says of each subnet its place in the intent: what is said of it is said of that.
func (p *Prover) placeSubnets(resources []template.Resource, at map[string]int) {
	places := map[string]map[string]source.Range{}
	for i := range p.t.Subnets {
		s := &p.t.Subnets[i]
		id := p.ids.ref[string(s.Network)]
		if places[id] == nil {
			places[id] = map[string]source.Range{}
		}
		places[id][s.Name] = s.Origin.Range
	}
	for id, of := range places {
		i, ok := at[id]
		if !ok {
			continue
		}
		for _, item := range resources[i].Properties.Get(azure.ListOf(azure.TypeSubnet)).List() {
			if name := item.Get("name"); name != nil {
				name.At = of[name.Text]
			}
		}
	}
}

// merged is a value with what another one says of it: of objects each member, of lists of named objects each of these.
func merged(v, more *template.Value) *template.Value {
	switch {
	case v == nil:
		return more
	case v.Kind == template.Object && more.Kind == template.Object:
		out := &template.Value{Kind: template.Object, Members: slices.Clone(v.Members)}
		for _, m := range more.Members {
			i := slices.IndexFunc(out.Members, func(o template.Member) bool { return o.Key == m.Key })
			if i < 0 {
				out.Members = append(out.Members, m)
				continue
			}
			out.Members[i].Value = merged(out.Members[i].Value, m.Value)
		}
		return out
	case v.Kind == template.Array && more.Kind == template.Array && named(v) && named(more):
		out := list(v.Items...)
		for _, item := range more.Items {
			i := slices.IndexFunc(out.Items, func(o *template.Value) bool { return o.Get("name").Text == item.Get("name").Text })
			if i < 0 {
				out.Items = append(out.Items, item)
				continue
			}
			out.Items[i] = merged(out.Items[i], item)
		}
		return out
	}
	return more
}

// named tells a list of which each item has a name.
func named(list *template.Value) bool {
	return !slices.ContainsFunc(list.Items, func(v *template.Value) bool { return v.Get("name") == nil })
}

func (ids *resourceIDs) idOf(id plan.ID) string {
	return template.ResourceID(cmp.Or(id.Subscription, ids.own), id.ResourceGroup, id.Type, id.Name)
}

func lastName(id plan.ID) string { return id.Name[strings.LastIndexByte(id.Name, '/')+1:] }
