package reachability

import (
	"github.com/vnetloom/vnetloom/reachability/template"
)

// An order is what waits for what when the resources of a template are deployed: what does not wait is deployed at the same time.
// Source: Define the order for deploying resources in ARM templates.
type order struct {
	byID   map[string]*template.Resource
	inside map[string][]*template.Resource // by the id of the deployment that they are in
	waits  map[string]map[string]bool      // cache of all that a resource waits for
}

func orderOf(res []template.Resource) *order {
	o := &order{byID: map[string]*template.Resource{}, inside: map[string][]*template.Resource{}, waits: map[string]map[string]bool{}}
	for i := range res {
		x := &res[i]
		if x.ID == "" || x.Lacks != "" {
			continue
		}
		if old := o.byID[x.ID]; old == nil || old.Existing {
			o.byID[x.ID] = x
		}
		o.inside[x.Deployment] = append(o.inside[x.Deployment], x)
	}
	return o
}

// after tells whether a resource is deployed after another one; known is false where that is decided outside of the templates: one of
// them is not in these, they are of two files, or what the first waits for is not all known.
func (o *order) after(id, other string) (after, known bool) {
	x, y := o.byID[id], o.byID[other]
	if x == nil || y == nil || x.IsThere() || y.IsThere() || o.root(x) != o.root(y) {
		return false, false
	}
	all := o.all(id)
	for at := y; at != nil; at = o.byID[at.Deployment] { // what waits for a deployment waits for all in it
		if all[at.ID] {
			return true, true
		}
	}
	return false, !all[""]
}

// root is the file whose deployment brings a resource about.
func (o *order) root(x *template.Resource) string {
	for up := o.byID[x.Deployment]; up != nil; up = o.byID[x.Deployment] {
		x = up
	}
	if x.At.File == nil {
		return ""
	}
	return x.At.File.Name
}

// all is what a resource waits for, "" among it where that is not all known: what it names, what the deployment that it is in waits for,
// and what these wait for; of a deployment that it names also what all in that waits for.
func (o *order) all(id string) map[string]bool {
	if out := o.waits[id]; out != nil {
		return out
	}
	out := map[string]bool{}
	o.waits[id] = out // of a circle what is found so far
	queue := []*template.Resource{}
	for x := o.byID[id]; x != nil; x = o.byID[x.Deployment] {
		queue = append(queue, x)
	}
	seen := map[string]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		out[""] = out[""] || x.DependsOnMore
		for _, d := range x.DependsOn {
			out[d] = true
			if on := o.byID[d]; on != nil && !seen[d] {
				seen[d] = true
				queue = append(append(queue, on), o.inside[d]...)
			}
		}
	}
	if !out[""] {
		delete(out, "")
	}
	return out
}
