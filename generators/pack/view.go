package pack

import (
	"slices"
	"sync"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// Estate is the type of the view: the same for every estate.
var Estate = sync.OnceValue(func() *templates.Type {
	fields := []templates.Field{
		{Name: "header", Type: templates.TextType, About: "By which the file is told to be generated. It stands in a comment before what a template prints; in JSON the template has it as metadata.description."},
		{Name: "name", Type: templates.TextType, About: "The name of the intent."},
	}
	for _, t := range tables() {
		fields = append(fields, templates.Field{Name: t.Name, Type: templates.ListOf(rowType(t.One, t.Infos(), places...)), About: t.About})
	}
	return templates.StructOf("estate", append(fields,
		templates.Field{Name: "resources", Type: templates.ListOf(resource), About: "Everything that is deployed, in its order."},
		templates.Field{Name: "steps", Type: templates.ListOf(step), About: "What no template can express, in its order."})...)
})

func text(name, about string) templates.Field {
	return templates.Field{Name: name, Type: templates.TextType, About: about}
}

var (
	texts = templates.ListOf(templates.TextType)
	place = templates.StructOf("place", text("root", "The deployment."), text("stage", "The step of the deployment: hub, network, peering."),
		text("subscription", "By its name in the intent; none for the deployment's own."), text("resourceGroup", ""), text("location", "That of the group."))
	places   = []templates.Field{{Name: "at", Type: place, About: "Where it stands."}, {Name: "from", Type: texts, About: "Statements of the intent that it comes from."}}
	tag      = templates.StructOf("tag", text("key", ""), text("value", ""))
	resource = templates.StructOf("resource", text("type", "Microsoft.Network/virtualNetworks"), text("name", "Of a child with those of its parents: vnet-hub/AzureFirewallSubnet."),
		text("subscription", "Its UUID; none for the deployment's own."), text("resourceGroup", "None of what a subscription holds."), text("apiVersion", ""),
		text("description", "A sentence."), places[0], places[1])
	step = templates.StructOf("step", text("name", "Of its script, without the number and the kind."), text("title", ""), text("why", ""), text("changes", ""),
		text("owner", "Who runs it, where that is another owner."))
)

// rowType is the type of the rows of a table, or of nested ones: a field for each column. Conditions of policies are left out: they are no text.
func rowType(name string, infos []azure.Info, more ...templates.Field) *templates.Type {
	var fields []templates.Field
	for _, i := range infos {
		if of := columnType(i); of != nil {
			fields = append(fields, templates.Field{Name: i.Name, Type: of, About: i.About})
		}
	}
	return templates.StructOf(name, append(fields, more...)...)
}

func columnType(i azure.Info) *templates.Type {
	switch i.Kind {
	case azure.Integer:
		return templates.NumberType
	case azure.Boolean, azure.FlagKind:
		return templates.FlagType
	case azure.Strings:
		return texts
	case azure.Dictionary:
		return templates.ListOf(tag)
	case azure.NestedRows:
		return templates.ListOf(rowType(i.Rows.One, i.Rows.Infos()))
	case azure.Condition:
		return nil
	}
	return templates.TextType
}

// viewOf is the view of a plan.
func viewOf(p *plan.Plan, header string) (map[string]any, error) {
	out := map[string]any{"header": header, "name": p.Name}
	for _, t := range tables() {
		out[t.Name] = []any{}
	}
	v := &viewer{plan: p, rows: map[*azure.Row]map[string]any{}, out: out}
	var resources, steps []any
	for i := range p.Roots {
		root := &p.Roots[i]
		for j := range root.Groups {
			r, err := v.resource(root, azure.StageGroups, &root.Groups[j])
			if err != nil {
				return nil, err
			}
			resources = append(resources, r)
		}
		for j := range root.Modules {
			m := &root.Modules[j]
			for k := range m.Resources {
				r, err := v.resource(root, m.Stage, &m.Resources[k])
				if err != nil {
					return nil, err
				}
				resources = append(resources, r)
			}
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		steps = append(steps, map[string]any{"name": s.Name, "title": s.Title, "why": s.Why, "changes": s.Changes, "owner": s.Owner})
	}
	out["resources"], out["steps"] = resources, steps
	return out, nil
}

// A viewer collects the rows of a plan.
type viewer struct {
	plan *plan.Plan
	rows map[*azure.Row]map[string]any
	out  map[string]any
}

func (v *viewer) resource(root *plan.Root, stage azure.Stage, r *plan.Resource) (map[string]any, error) {
	location := ""
	if r.Row != nil {
		location = r.Row.Place.Location
	}
	at := map[string]any{"root": root.Name, "stage": stage.File(), "subscription": v.subscription(r.ID.Subscription),
		"resourceGroup": r.ID.ResourceGroup, "location": location}
	if err := v.row(r, at); err != nil {
		return nil, err
	}
	return map[string]any{"type": r.ID.Type, "name": r.ID.Name, "subscription": r.ID.Subscription, "resourceGroup": r.ID.ResourceGroup, "apiVersion": r.APIVersion,
		"description": r.Description, "at": at, "from": r.Origin.Statements}, nil
}

// subscription is the name in the intent of a subscription.
func (v *viewer) subscription(uuid string) string {
	name := ""
	for n, id := range v.plan.Estate.Subscriptions {
		if id == uuid && uuid != "" && n != "" && (name == "" || n < name) {
			name = n
		}
	}
	return name
}

// row notes the row of a resource once, and each statement that one of its resources comes from.
func (v *viewer) row(r *plan.Resource, at map[string]any) error {
	if r.Row == nil {
		return nil
	}
	made, known := v.rows[r.Row]
	if !known {
		cells, err := v.plan.Estate.Whole(r.Row)
		if err != nil {
			return err
		}
		made = rowOf(cells, r.Row.Table.Infos())
		made["at"], made["from"] = at, []string{}
		v.rows[r.Row] = made
		name := r.Row.Table.Name
		v.out[name] = append(v.out[name].([]any), made)
	}
	from := made["from"].([]string)
	for _, s := range r.Origin.Statements {
		if !slices.Contains(from, s) {
			from = append(from, s)
		}
	}
	made["from"] = from
	return nil
}

// rowOf are the cells of a row with something in every column.
func rowOf(cells azure.Object, infos []azure.Info) map[string]any {
	out := map[string]any{}
	for _, i := range infos {
		cell := cells.Get(i.Name)
		switch i.Kind {
		case azure.Integer:
			n, _ := cell.(azure.Int)
			out[i.Name] = int(n)
		case azure.Boolean, azure.FlagKind:
			is, _ := cell.(azure.Bool)
			out[i.Name] = bool(is)
		case azure.Strings:
			list := []string{}
			of, _ := cell.(azure.List)
			for _, item := range of {
				text, _ := item.(azure.Str)
				list = append(list, string(text))
			}
			out[i.Name] = list
		case azure.Dictionary:
			list := []any{}
			of, _ := cell.(azure.Object)
			for _, m := range of {
				text, _ := m.Value.(azure.Str)
				list = append(list, map[string]any{"key": m.Key, "value": string(text)})
			}
			out[i.Name] = list
		case azure.NestedRows:
			list := []any{}
			of, _ := cell.(azure.List)
			for _, item := range of {
				nested, _ := item.(azure.Object)
				list = append(list, rowOf(nested, i.Rows.Infos()))
			}
			out[i.Name] = list
		case azure.Condition:
		default:
			text, _ := cell.(azure.Str)
			out[i.Name] = string(text)
		}
	}
	return out
}
