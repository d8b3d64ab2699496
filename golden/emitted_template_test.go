package golden_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// What follows asks of emitted ARM JSON as the reader of the second opinion evaluates it: nothing of the model is used.

// An armResource is a resource of a template, with its properties as plain values: bool, float64, string, []any, map[string]any, or
// unread.
type armResource struct {
	template.Resource
	Properties map[string]any
	item       string   // id of what holds it in the root: the deployment of its module, or itself
	after      []string // ids in the same template that it waits for
}

// An item is a module or a resource that a root holds, with the ids of those that it waits for.
type item struct {
	id    string
	waits []string
}

// unread is a value that is known only when it is deployed: why, and of which resource it is which property, if it is one.
type unread struct{ why, id, path string }

// An armTemplate is a root: a template with all that is nested in it, or the templates of one that is divided.
type armTemplate struct {
	resources []*armResource // without deployments
	byID      map[string]*armResource
	items     []item                     // what the root holds, as it is listed
	reach     map[string]map[string]bool // by what the root holds: what comes before it

	mu     sync.Mutex
	within map[string]map[string]bool // by id: what comes before it in the same template
}

var armOnce sync.Map // contents -> func() (*armTemplate, error)

// readARM reads a root, once for all tests: one template, or the parts of one that is divided, each of which is deployed after the part
// before it.
func readARM(t *testing.T, parts ...[]byte) *armTemplate {
	t.Helper()
	var key strings.Builder
	for _, part := range parts {
		key.Write(part)
		key.WriteByte(0)
	}
	f, _ := armOnce.LoadOrStore(key.String(), sync.OnceValues(func() (*armTemplate, error) { return evaluateARM(parts, template.Options{}) }))
	a, err := f.(func() (*armTemplate, error))()
	require.NoError(t, err)
	return a
}

// readAlone reads an emitted file that is deployed alone, to a resource group of its own.
func readAlone(t *testing.T, e *emission, name string) *armTemplate {
	t.Helper()
	to := e.alone[name]
	require.NotNil(t, to, "%s is no file that is deployed alone", name)
	a, err := evaluateARM([][]byte{e.files[name]}, template.Options{Subscription: to.Subscription, ResourceGroup: to.ResourceGroup})
	require.NoError(t, err)
	return a
}

// evaluateARM is readARM of what no other test reads.
func evaluateARM(parts [][]byte, to template.Options) (*armTemplate, error) {
	var files []*source.File
	for i, content := range parts {
		files = append(files, source.New(fmt.Sprintf("part-%d/main.json", i), content))
	}
	read, found := template.Read(files, to)
	if found.HasErrors() {
		return nil, fmt.Errorf("the reader finds errors: %v", found)
	}
	a := newTemplate()
	if err := a.order(read.Resources); err != nil {
		return nil, err
	}
	for i := range read.Resources {
		if x := &read.Resources[i]; x.Type != deploymentType && !x.Existing {
			if err := a.add(x); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range a.resources {
		for _, id := range r.after {
			if other := a.byID[id]; other == nil || other.Deployment != r.Deployment {
				return nil, fmt.Errorf("%s waits for %s, which is not in its template", r.ID, id)
			}
		}
	}
	return a, nil
}

func newTemplate() *armTemplate {
	return &armTemplate{byID: map[string]*armResource{}, reach: map[string]map[string]bool{}, within: map[string]map[string]bool{}}
}

// order finds what comes before each thing that a root holds: what it waits for, and where the root is divided all of the parts before.
func (a *armTemplate) order(list []template.Resource) error {
	var part *source.File
	var own, earlier []string
	waits := map[string][]string{}
	for i := range list {
		x := &list[i]
		if x.Deployment != "" || x.Existing {
			continue
		}
		if x.At.File != part {
			part, own, earlier = x.At.File, nil, own
		}
		if _, twice := waits[x.ID]; twice {
			return fmt.Errorf("%s is emitted twice", x.ID)
		}
		waits[x.ID] = slices.Concat(earlier, x.DependsOn)
		own = append(own, x.ID)
		a.items = append(a.items, item{x.ID, waits[x.ID]})
	}
	for id := range waits {
		if err := a.reachOf(id, waits); err != nil {
			return err
		}
	}
	return nil
}

// reachOf finds all that comes before one thing that a root holds.
func (a *armTemplate) reachOf(id string, waits map[string][]string) error {
	if before, seen := a.reach[id]; seen {
		if before == nil {
			return fmt.Errorf("%s waits for itself", id)
		}
		return nil
	}
	a.reach[id] = nil
	before := map[string]bool{}
	for _, other := range waits[id] {
		if _, ok := waits[other]; !ok {
			return fmt.Errorf("%s waits for %s, which its root does not have", id, other)
		}
		if err := a.reachOf(other, waits); err != nil {
			return err
		}
		before[other] = true
		maps.Copy(before, a.reach[other])
	}
	a.reach[id] = before
	return nil
}

func (a *armTemplate) add(x *template.Resource) error {
	if a.byID[x.ID] != nil {
		return fmt.Errorf("%s is emitted twice", x.ID)
	}
	r := &armResource{Resource: *x, item: x.Deployment}
	r.Properties, _ = plainOf(x.Properties).(map[string]any)
	if r.item == "" {
		r.item = x.ID
	} else {
		r.after = x.DependsOn
	}
	a.byID[x.ID] = r
	a.resources = append(a.resources, r)
	return nil
}

// plainOf is an evaluated value as a plain one.
func plainOf(v *template.Value) any {
	switch {
	case v == nil || v.Kind == template.Null:
		return nil
	case v.Kind == template.Bool:
		return v.Bool
	case v.Kind == template.Number:
		return v.Number
	case v.Kind == template.String:
		return v.Text
	case v.Kind == template.Array:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = plainOf(item)
		}
		return out
	case v.Kind == template.Object:
		out := make(map[string]any, len(v.Members))
		for _, m := range v.Members {
			out[m.Key] = plainOf(m.Value)
		}
		return out
	}
	id, path, _ := v.ReadFrom()
	return unread{why: v.Text, id: id, path: path}
}

// before tells whether one resource is sure to be deployed when the other begins.
func (a *armTemplate) before(first, second *armResource) bool {
	if first.item != second.item {
		return a.reach[second.item][first.item]
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.closure(second)[first.ID]
}

func (a *armTemplate) closure(r *armResource) map[string]bool {
	if c := a.within[r.ID]; c != nil {
		return c
	}
	c := map[string]bool{}
	for _, id := range r.after {
		c[id] = true
		for x := range a.closure(a.byID[id]) {
			c[x] = true
		}
	}
	a.within[r.ID] = c
	return c
}

func (a *armTemplate) of(kind string) []*armResource {
	var out []*armResource
	for _, r := range a.resources {
		if r.Type == kind {
			out = append(out, r)
		}
	}
	return out
}

// idIn is the id that a member of properties holds, as {id}; "" where there is none.
func idIn(v any) string {
	o, _ := v.(map[string]any)
	id, _ := o["id"].(string)
	return id
}

// isWrittenOut tells whether the id in a member of a resource's properties is written out: of what is in this deployment's reach an
// expression makes it.
func (r *armResource) isWrittenOut(key string) bool {
	at := r.Resource.Properties.Get(key, "id").At
	return strings.Contains(at.File.Line(at.Start.Line), `"/subscriptions/`)
}

// networkOf is the id of the network that a peering is in, or that a subnet id names.
func networkOf(id string) string {
	for _, part := range []string{"/subnets/", "/virtualnetworkpeerings/"} {
		id, _, _ = strings.Cut(id, part)
	}
	return id
}

// isClassic tells whether an id is that of a classic network, which has no halves.
func isClassic(id string) bool { return strings.Contains(id, "/microsoft.classicnetwork/") }

func idOfPlan(id plan.ID) string {
	return template.ResourceID(id.Subscription, id.ResourceGroup, id.Type, id.Name)
}
