package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// Deployment is a template that is deployed, and where to.
type Deployment struct {
	Name          string // of the root, as people know it
	Template      *source.File
	Parameters    []*source.File
	Subscription  string // UUID of the subscription that is deployed to
	ResourceGroup string // that is deployed to, "" for a deployment to a subscription
	Location      string // of that group, or of the deployment
	Open          func(relativePath string) (*source.File, error)

	read *reading // by Read
}

// Result is what deployments did.
type Result struct {
	Steps      []Step   // in the order in which they were written
	Skipped    []string // ids of what was not written because something it waits for was refused
	LeftBehind []string // ids of what is there and what no template has: resources, and parts that were written by themselves; not resource groups, nor what Azure makes of itself
	Unknown    []string // values that the templates do not say and the store does not know either: what is missing in the bodies written
}

// Refused are the steps that Azure refused.
func (r *Result) Refused() []Step {
	var out []Step
	for _, s := range r.Steps {
		if s.Refusal != nil {
			out = append(out, s)
		}
	}
	return out
}

// Refuse notes a *Refusal of what is done beside the templates; any other error it returns.
func (r *Result) Refuse(id string, err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		r.Steps = append(r.Steps, Step{ID: id, Type: kindOf(id), Refusal: refusal})
		return nil
	}
	return err
}

// Differences are all differences, in the order of the steps.
func (r *Result) Differences() []Difference {
	var out []Difference
	for _, s := range r.Steps {
		out = append(out, s.Differences...)
	}
	return out
}

// Deploy deploys templates one after the other, as Azure Resource Manager deploys them in its incremental mode: each resource once what
// it depends on is there. A resource that is refused leaves out what depends on it, as the failed deployment would; the rest is
// written. What cannot be read of the templates is in the list.
func (s *Store) Deploy(deployments []Deployment, order Order) (*Result, diag.List) {
	return s.Watch(deployments, order, nil)
}

// Watch is Deploy, and tells of each write that has changed something; tell may not call the store.
func (s *Store) Watch(deployments []Deployment, order Order, tell func(Written)) (*Result, diag.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &Result{}
	var found diag.List
	have := map[string]bool{}
	for _, d := range deployments {
		read := d.reading()
		found = append(found, read.found...)
		run := &run{store: s, deployment: d, read: read, out: out, have: have, tell: tell}
		run.all(order)
	}
	s.leftBehind(out, have)
	found.Sort()
	return out, found
}

// run is one deployment on its way.
type run struct {
	store      *Store
	deployment Deployment
	out        *Result
	have       map[string]bool // keys of what templates have
	read       *reading
	failed     map[int]bool
	tell       func(Written)
}

// one writes a resource.
func (r *run) one(i int) {
	res := r.read.resources[i]
	if strings.EqualFold(res.Type, azure.TypeDeployment) || res.Existing {
		return
	}
	id := r.id(res)
	r.have[key(id)] = true
	if r.failed[i] {
		r.noteParts(id, asBody((&run{store: r.store, deployment: r.deployment, out: &Result{}}).value(id, "", res.Body)))
		r.out.Skipped = append(r.out.Skipped, id)
		return
	}
	if res.Unknown != "" || res.Conditional {
		r.out.Unknown = append(r.out.Unknown, fmt.Sprintf("%s: %s", res.ID, cmp.Or(res.Unknown, "whether it is made is not known")))
		r.failed[i] = true
		return
	}
	body, _ := r.value(id, "", res.Body).(Body)
	r.noteParts(id, body)
	for _, name := range []string{"dependsOn", "comments", "metadata", "condition", "copy", "resources", "scope", "resourceGroup", "subscriptionId"} {
		delete(body, name)
	}
	step := r.store.written(id, body, call{api: res.APIVersion, location: r.deployment.Location})
	step.Deployment = r.deployment.Name
	r.failed[i] = step.Refusal != nil
	r.out.Steps = append(r.out.Steps, step)
	if parent := r.store.resources[key(parentOf(id))]; step.Refusal == nil && IsPart(id) && parent != nil {
		parent.noteApart(id)
	}
	if r.tell != nil && (step.Created || len(step.Differences) > 0) {
		r.tell(Written{&step, r.store})
	}
}

// noteParts notes what stands in a body of a template.
func (r *run) noteParts(id string, body Body) {
	eachPart(kindOf(id), id, body, func(_, part string, _ Body) { r.have[key(part)] = true })
}

// id is the id of a resource in the letters of its template.
func (r *run) id(res template.Resource) string {
	if strings.EqualFold(res.Type, azure.TypeResourceGroup) {
		return "/subscriptions/" + res.Subscription + "/resourceGroups/" + res.Name
	}
	types, names := strings.Split(res.Type, "/"), strings.Split(res.Name, "/")
	id := "/subscriptions/" + res.Subscription
	if res.ResourceGroup != "" {
		id += "/resourceGroups/" + res.ResourceGroup
	}
	id += "/providers/" + types[0]
	for i, name := range names {
		id += "/" + types[min(i+1, len(types)-1)] + "/" + name
	}
	return id
}

// leftBehind are the resources that no template has, and the parts that were written by themselves and that no template has.
func (s *Store) leftBehind(out *Result, have map[string]bool) {
	for _, k := range s.keys() {
		r := s.resources[k]
		if have[k] || r.assumed && !r.beside || r.kind == azure.TypeResourceGroup || r.kind == azure.TypeHubRouteTable && isAzuresTable(k) {
			for _, part := range sortedKeys(r.apart) {
				if s.parts[part] != "" && !have[part] {
					out.LeftBehind = append(out.LeftBehind, r.apart[part])
				}
			}
			continue
		}
		out.LeftBehind = append(out.LeftBehind, r.id)
	}
}

// noteApart notes a part that is written by itself.
func (r *resource) noteApart(id string) {
	if r.apart == nil {
		r.apart = map[string]string{}
	}
	r.apart[key(id)] = id
}

func isAzuresTable(k string) bool {
	return strings.HasSuffix(k, "/defaultroutetable") || strings.HasSuffix(k, "/noneroutetable")
}
