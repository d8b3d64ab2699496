package compile

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// A FieldDoc is what the language says of a field.
type FieldDoc = schema.FieldDoc

// ExplainField is what the language says of a field of an intent, by its path: connections.hubAndSpoke.inspect. Where there is none of that
// name, the hint says which there are.
func ExplainField(path string) (doc FieldDoc, hint string, ok bool) { return schema.Explain(path) }

// FieldsNamed are the paths of the fields that are called so, or whose paths end so, shortest first.
func FieldsNamed(end string) []string { return schema.FieldsNamed(end) }

// FieldPaths are the paths of all fields of the language, sorted.
func FieldPaths() []string { return schema.FieldPaths() }

// A Reason is why a resource is in the output.
type Reason struct {
	ID          string // of the resource, with {subscription} for the subscription of the deployment
	Description string // a sentence: what it is
	Rule        string // what derived it: network, peering, route table
	Place       source.Range
	Statements  []string // of the intent that it comes from, dotted paths: connections.estate
	Root        string   // the deployment that has it
	Stage       string   // the file of modules that has it, without extension
	After       []string // ids of what is deployed before it, in the same module
}

// Reasons are the resources of that name, or with that end of their id, in the order of deployment. It is called after a run that made a plan.
func (r *Result) Reasons(name string) []Reason {
	if r.Plan == nil || name == "" {
		return nil
	}
	var out []Reason
	r.eachResource(func(root *plan.Root, stage string, resource *plan.Resource) {
		if names(idText(resource.ID), name) || strings.EqualFold(resource.ID.Name, name) {
			out = append(out, reasonOf(root, stage, resource))
		}
	})
	return out
}

// eachResource goes over the resources of the plan, in the order of deployment, with the files of modules that have them.
func (r *Result) eachResource(each func(root *plan.Root, stage string, resource *plan.Resource)) {
	for i := range r.Plan.Roots {
		root := &r.Plan.Roots[i]
		for j := range root.Groups {
			each(root, "", &root.Groups[j])
		}
		for j := range root.Modules {
			for k := range root.Modules[j].Resources {
				each(root, root.Modules[j].File, &root.Modules[j].Resources[k])
			}
		}
	}
}

func reasonOf(root *plan.Root, stage string, resource *plan.Resource) Reason {
	reason := Reason{ID: idText(resource.ID), Description: resource.Description, Rule: resource.Origin.Rule, Place: resource.Origin.Range,
		Statements: resource.Origin.Statements, Root: root.Name, Stage: stage}
	for _, before := range resource.DependsOn {
		reason.After = append(reason.After, idText(before))
	}
	return reason
}

// ResourceNames are the names of all resources of the plan, sorted.
func (r *Result) ResourceNames() []string {
	var out []string
	if r.Plan == nil {
		return nil
	}
	for _, root := range r.Plan.Roots {
		for _, g := range root.Groups {
			out = append(out, g.ID.Name)
		}
		for _, m := range root.Modules {
			for _, resource := range m.Resources {
				out = append(out, resource.ID.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// names tells whether a name is that of the resource, with or without its parent, or the end of its id. Ids have no case.
func names(id, name string) bool {
	id, name = strings.ToLower(id), strings.ToLower(strings.TrimSuffix(name, "/"))
	return id == name || strings.HasSuffix(id, "/"+strings.TrimPrefix(name, "/"))
}

func idText(id plan.ID) string {
	if id.Subscription == "" {
		id.Subscription = "{subscription}"
	}
	return id.String()
}
