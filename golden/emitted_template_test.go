package golden_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What follows reads the emitted ARM JSON as a stranger would: nothing of the model is used.

type armResource struct {
	Type, Name, SubscriptionID, ResourceGroup string
	DependsOn                                 []string
	Properties                                map[string]any
	module                                    int // index of the deployment that holds it
	id                                        string
	after                                     []string // ids in the same module
}

type armTemplate struct {
	resources []*armResource
	byID      map[string]*armResource
	modules   []*armResource
	reach     []map[int]bool // by module: the modules that come before it
	within    map[string]map[string]bool
}

var quoted = regexp.MustCompile(`'((?:[^']|'')*)'`)

// resourceID evaluates the id expressions that are emitted, for a template in that subscription and group.
func resourceID(t *testing.T, expression, subscription, group string) string {
	t.Helper()
	var args []string
	for _, m := range quoted.FindAllStringSubmatch(expression, -1) {
		args = append(args, strings.ReplaceAll(m[1], "''", "'"))
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(expression, "["), "]")
	switch {
	case strings.HasPrefix(expression, "/subscriptions/"): // somebody else's, written out
		parts := strings.Split(expression, "/")
		return joinID(parts[2], parts[4], parts[6]+"/"+parts[7], parts[8:])
	case !strings.HasPrefix(expression, "["):
		return strings.ToLower(expression)
	case strings.HasPrefix(inner, "extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}'"), strings.HasPrefix(inner, "extensionResourceId("):
		rest := args[1:]
		for i, a := range rest {
			if strings.HasPrefix(a, "Microsoft.") {
				scope := rest[:i]
				if len(scope) == 2 {
					subscription = scope[0]
				}
				return joinID(subscription, scope[len(scope)-1], a, rest[i+1:])
			}
		}
	case strings.HasPrefix(inner, "subscriptionResourceId("):
		if !strings.HasPrefix(args[0], "Microsoft.") {
			subscription, args = args[0], args[1:]
		}
		return joinID(subscription, "", args[0], args[1:])
	case strings.HasPrefix(inner, "resourceId("):
		for i, a := range args {
			if strings.HasPrefix(a, "Microsoft.") {
				if i == 2 {
					subscription = strings.TrimPrefix(args[0], "deploymentSubscriptionId") // the parameter: the deployment's own
				}
				if i > 0 {
					group = args[i-1]
				}
				return joinID(subscription, group, a, args[i+1:])
			}
		}
	}
	require.Failf(t, "an id expression that this reader does not know", "%s", expression)
	return ""
}

func joinID(subscription, group, kind string, names []string) string {
	return strings.ToLower(fmt.Sprintf("%s|%s|%s|%s", subscription, group, kind, strings.Join(names, "/")))
}

func readARM(t *testing.T, content []byte) *armTemplate {
	t.Helper()
	type template struct{ Resources []*armResource }
	var root template
	require.NoError(t, json.Unmarshal(content, &root))
	a := &armTemplate{byID: map[string]*armResource{}, within: map[string]map[string]bool{}}
	moduleOf := map[string]int{}
	add := func(r *armResource, subscription, group string, module int) {
		r.module = module
		r.id = joinID(subscription, group, r.Type, strings.Split(r.Name, "/"))
		require.NotContains(t, a.byID, r.id, "emitted twice")
		a.byID[r.id] = r
		a.resources = append(a.resources, r)
	}
	for i, m := range root.Resources {
		a.modules = append(a.modules, m)
		if m.Type != "Microsoft.Resources/deployments" {
			add(m, "", "", i)
			moduleOf[m.id] = i
			continue
		}
		m.id = joinID(m.SubscriptionID, m.ResourceGroup, m.Type, []string{m.Name})
		moduleOf[m.id] = i
		var inner template
		raw, err := json.Marshal(m.Properties["template"])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(raw, &inner))
		for _, r := range inner.Resources {
			add(r, m.SubscriptionID, m.ResourceGroup, i)
		}
		for _, r := range inner.Resources {
			for _, d := range r.DependsOn {
				id := resourceID(t, d, m.SubscriptionID, m.ResourceGroup)
				require.Contains(t, a.byID, id, "%s waits for what is not there", r.id)
				r.after = append(r.after, id)
			}
		}
	}
	for i, m := range a.modules {
		before := map[int]bool{}
		for _, d := range m.DependsOn {
			j, ok := moduleOf[resourceID(t, d, "", "")]
			require.Truef(t, ok && j < i, "%s waits for %s", m.Name, d)
			before[j] = true
			for k := range a.reach[j] {
				before[k] = true
			}
		}
		a.reach = append(a.reach, before)
	}
	return a
}

// before tells whether one resource is sure to be deployed when the other begins.
func (a *armTemplate) before(first, second *armResource) bool {
	if first.module != second.module {
		return a.reach[second.module][first.module]
	}
	return a.closure(second)[first.id]
}

func (a *armTemplate) closure(r *armResource) map[string]bool {
	if c := a.within[r.id]; c != nil {
		return c
	}
	c := map[string]bool{}
	for _, id := range r.after {
		c[id] = true
		for x := range a.closure(a.byID[id]) {
			c[x] = true
		}
	}
	a.within[r.id] = c
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

// idAt evaluates an id that a resource's properties hold.
func (a *armTemplate) idAt(t *testing.T, r *armResource, v any) string {
	t.Helper()
	m := a.modules[r.module]
	return resourceID(t, v.(map[string]any)["id"].(string), m.SubscriptionID, m.ResourceGroup)
}

// networkOf is the id of the network that a peering is in, or that a subnet id names.
func networkOf(id string) string {
	parts := strings.Split(id, "|")
	return strings.Join([]string{parts[0], parts[1], "microsoft.network/virtualnetworks", strings.Split(parts[3], "/")[0]}, "|")
}
