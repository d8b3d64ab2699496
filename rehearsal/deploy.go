package rehearsal

import (
	"cmp"
	"container/heap"
	"fmt"
	"regexp"
	"strconv"
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
}

// Order is in which order the writes of a template are tried, within what its dependencies allow.
type Order int

// The orders.
const (
	Declared Order = iota // as the template has them
	Reversed              // the last first
)

// Step is one write of a deployment.
type Step struct {
	Deployment  string // its name
	ID          string // of what is written
	Type        string
	Created     bool
	Refusal     *Refusal     // why nothing was written; then the rest is empty
	Differences []Difference // in the resource, and in others that the write changes
	Interrupts  []string     // what of it interrupts traffic, or may: the words of the table of types
	Slow        bool         // it takes minutes
}

// Result is what deployments did.
type Result struct {
	Steps      []Step   // in the order in which they were written
	Skipped    []string // ids of what was not written because something it waits for was refused
	LeftBehind []string // ids of what is there and what no template has; resource groups, and what Azure makes of itself, are not among them
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
	return s.deployAll(deployments, order, nil)
}

// deployAll is Deploy, and tells of each write that changes something: the index of its step, and what there is then.
func (s *Store) deployAll(deployments []Deployment, order Order, tell func(step int, now func() State)) (*Result, diag.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &Result{}
	var found diag.List
	have := map[string]bool{}
	for _, d := range deployments {
		read, more := template.Read([]*source.File{d.Template}, template.Options{Parameters: d.Parameters, Subscription: d.Subscription,
			ResourceGroup: d.ResourceGroup, Location: d.Location, Open: d.Open})
		found = append(found, more...)
		run := &run{store: s, deployment: d, out: out, have: have, tell: tell}
		run.resources = read.Resources
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
	resources  []template.Resource
	failed     map[int]bool
	tell       func(step int, now func() State)
}

// ready are the resources that wait for nothing, the first of the order on top.
type ready struct {
	items    []int
	reversed bool
}

func (r ready) Len() int { return len(r.items) }
func (r ready) Less(i, j int) bool {
	if r.reversed {
		return r.items[i] > r.items[j]
	}
	return r.items[i] < r.items[j]
}
func (r ready) Swap(i, j int) { r.items[i], r.items[j] = r.items[j], r.items[i] }
func (r *ready) Push(x any)   { r.items = append(r.items, x.(int)) }
func (r *ready) Pop() any {
	last := r.items[len(r.items)-1]
	r.items = r.items[:len(r.items)-1]
	return last
}

// all writes the resources, each after what it waits for.
func (r *run) all(order Order) {
	waits, followers := r.dependencies()
	written := 0
	r.failed = map[int]bool{}
	queue := &ready{reversed: order == Reversed}
	for i := range r.resources {
		if waits[i] == 0 {
			queue.items = append(queue.items, i)
		}
	}
	heap.Init(queue)
	for queue.Len() > 0 {
		i := heap.Pop(queue).(int)
		r.one(i)
		written++
		for _, next := range followers[i] {
			if r.failed[i] {
				r.failed[next] = true
			}
			if waits[next]--; waits[next] == 0 {
				heap.Push(queue, next)
			}
		}
	}
	if written == len(r.resources) {
		return
	}
	for i, n := range waits { // Azure refuses such a template
		if n > 0 {
			r.out.Unknown = append(r.out.Unknown, r.resources[i].ID+": it waits for something that waits for it")
		}
	}
}

// dependencies are of each resource how many it waits for, and which wait for it. A nested deployment is over when all that is in it is;
// what is in it begins when it may.
func (r *run) dependencies() (waits []int, followers [][]int) {
	n := len(r.resources)
	waits, followers = make([]int, n), make([][]int, n)
	byID, inside, nested := map[string][]int{}, map[string][]int{}, map[string][]int{} // nested are the deployments themselves
	for i, res := range r.resources {
		byID[res.Deployment+"\n"+res.ID] = append(byID[res.Deployment+"\n"+res.ID], i)
		if res.Deployment != "" {
			inside[res.Deployment] = append(inside[res.Deployment], i)
		}
		if strings.EqualFold(res.Type, azure.TypeDeployment) {
			nested[res.ID] = append(nested[res.ID], i)
		}
	}
	edges := map[[2]int]bool{}
	after := func(i, first int) {
		if e := [2]int{first, i}; i != first && !edges[e] {
			edges[e] = true
			waits[i]++
			followers[first] = append(followers[first], i)
		}
	}
	var within func(i int) []int // all that a resource stands for
	within = func(i int) []int {
		out := []int{i}
		if strings.EqualFold(r.resources[i].Type, azure.TypeDeployment) {
			for _, j := range inside[r.resources[i].ID] {
				out = append(out, within(j)...)
			}
		}
		return out
	}
	for i, res := range r.resources {
		for _, id := range res.DependsOn {
			for _, first := range byID[res.Deployment+"\n"+id] {
				for _, f := range within(first) {
					after(i, f)
				}
			}
		}
		for _, around := range nested[res.Deployment] {
			after(i, around)
		}
		for _, first := range byID[res.Deployment+"\n"+parentOf(res.ID)] { // what stands in another of the same template
			after(i, first)
		}
	}
	return waits, followers
}

// one writes a resource.
func (r *run) one(i int) {
	res := r.resources[i]
	if strings.EqualFold(res.Type, azure.TypeDeployment) || res.Existing {
		return
	}
	id := r.id(res)
	r.have[key(id)] = true
	if r.failed[i] {
		r.out.Skipped = append(r.out.Skipped, id)
		return
	}
	if res.Unknown != "" || res.Conditional {
		r.out.Unknown = append(r.out.Unknown, fmt.Sprintf("%s: %s", res.ID, cmp.Or(res.Unknown, "whether it is made is not known")))
		r.failed[i] = true
		return
	}
	body, _ := r.value(id, "", res.Body).(Body)
	for _, name := range []string{"dependsOn", "comments", "metadata", "condition", "copy", "resources", "scope", "resourceGroup", "subscriptionId"} {
		delete(body, name)
	}
	step := r.store.written(id, body, call{api: res.APIVersion, location: r.deployment.Location})
	step.Deployment = r.deployment.Name
	r.failed[i] = step.Refusal != nil
	r.out.Steps = append(r.out.Steps, step)
	if r.tell != nil && (step.Created || len(step.Differences) > 0) {
		r.tell(len(r.out.Steps)-1, r.store.state)
	}
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

var secureParameter = regexp.MustCompile(`^parameter (\S+) is secure`)

// value is a value of a template as JSON. What only a deployment knows is read in the store; a secure parameter has a value that tells
// it from others.
func (r *run) value(id, path string, v *template.Value) any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case template.Bool:
		return v.Bool
	case template.Number:
		return v.Number
	case template.String:
		if isID(v.Text) {
			return r.store.spelled(v.Text)
		}
		return v.Text
	case template.Array:
		out := make([]any, 0, len(v.Items))
		for i, item := range v.Items {
			out = append(out, r.value(id, path+"["+strconv.Itoa(i)+"]", item))
		}
		return out
	case template.Object:
		out := make(Body, len(v.Members))
		for _, m := range v.Members {
			out[m.Key] = r.value(id, path+"."+m.Key, m.Value)
		}
		return out
	case template.Unknown:
		return r.unknown(id, path, v)
	}
	return nil
}

func (r *run) unknown(id, path string, v *template.Value) any {
	if of, below, ok := v.ReadFrom(); ok {
		if body, there := r.store.answer(of); there {
			if read := indexed(body["properties"], below); read != nil {
				return cloneAny(read)
			}
		}
	}
	if m := secureParameter.FindStringSubmatch(v.Text); m != nil {
		return "secret of parameter " + m[1]
	}
	r.out.Unknown = append(r.out.Unknown, fmt.Sprintf("%s%s: %s", id, path, v.Text))
	return nil
}

// indexed reads a path such as bgpSettings.bgpPeeringAddresses[0].tunnelIpAddresses[1].
func indexed(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		if name != "" {
			v = asBody(v)[name]
		}
		for rest != "" {
			number, more, _ := strings.Cut(rest, "]")
			i, err := strconv.Atoi(number)
			list := anyList(v)
			if err != nil || i < 0 || i >= len(list) {
				return nil
			}
			v, rest = list[i], strings.TrimPrefix(more, "[")
		}
	}
	return v
}

// spelled is an id in the letters in which the store has it.
func (s *Store) spelled(id string) string {
	k := key(id)
	if r := s.resources[k]; r != nil {
		return r.id
	}
	r := s.resources[s.parts[k]]
	if r == nil {
		return id
	}
	out := id
	eachPart(r.kind, r.id, r.body, func(_, of string, _ Body) {
		if key(of) == k {
			out = of
		}
	})
	return out
}

// written is one write, with what it changes.
func (s *Store) written(id string, body Body, c call) Step {
	step := Step{ID: id}
	p, ok := parsePlace(id)
	if !ok {
		step.Refusal = refuse(codePartNotFound, id)
		return step
	}
	step.Type = p.kind
	k := key(id)
	rootKey := k
	if partOf(p.kind) != nil {
		rootKey = key(p.parent())
	}
	before := map[string]Body{}
	watch := []string{rootKey}
	if mirror := s.mirror(p.parent(), textAt(body, "properties.remoteVirtualNetwork.id")); p.kind == azure.TypePeering && mirror != nil {
		watch = append(watch, mirror.key)
	}
	for _, w := range watch {
		if r := s.resources[w]; r != nil {
			before[w] = clone(r.body)
		}
	}
	step.Created = !s.exists(k)
	if t := azure.TypeOf(p.kind); t != nil {
		step.Slow = t.Slow
	}
	if _, refusal := s.put(p, clone(body), c); refusal != nil {
		step.Refusal, step.Created = refusal, false
		return step
	}
	for _, w := range watch {
		r := s.resources[w]
		was := before[w]
		if r == nil || was == nil {
			continue
		}
		var given Body
		if w == k {
			given = body
		}
		step.Differences = append(step.Differences, differences(r.id, r.kind, was, r.body, given)...)
	}
	step.Interrupts = interrupts(p.kind, step.Differences)
	return step
}

// interrupts are the behaviors of a type that say that a difference interrupts traffic.
func interrupts(kind string, found []Difference) []string {
	var out []string
	for _, r := range rulesOf(kind).by[azure.Interrupts] {
		for _, d := range found {
			if plainPath := withoutNames(d.Path); r.Path != "" && (plainPath == r.Path || strings.HasPrefix(plainPath, r.Path+".") || strings.HasPrefix(plainPath, r.Path+"[")) {
				out = append(out, d.Path+": "+cmp.Or(r.Note, "it interrupts traffic"))
				break
			}
		}
	}
	return out
}

var itemNames = regexp.MustCompile(`\[[^\]]*\]`)

func withoutNames(path string) string { return itemNames.ReplaceAllString(path, "[]") }

// leftBehind are the resources and parts that no template has.
func (s *Store) leftBehind(out *Result, have map[string]bool) {
	for _, k := range s.keys() {
		r := s.resources[k]
		if r.assumed || r.kind == azure.TypeResourceGroup || have[k] || r.kind == azure.TypeHubRouteTable && isAzuresTable(k) {
			continue
		}
		out.LeftBehind = append(out.LeftBehind, r.id)
	}
}

func isAzuresTable(k string) bool {
	return strings.HasSuffix(k, "/defaultroutetable") || strings.HasSuffix(k, "/noneroutetable")
}
