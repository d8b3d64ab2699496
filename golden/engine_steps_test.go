package golden_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// A stepRun is the folder of a case's steps, and a store into which its roots are deployed when their turn comes.
type stepRun struct {
	t      *testing.T
	r      *runner
	e      *emission
	kase   string
	dir    string
	store  *rehearsal.Store
	roots  int               // so many are deployed
	seeded int               // so many are of other owners
	roles  map[string]string // what was given, by scope
	made   []string          // roles, as JSON
	given  []rehearsal.Request
	shared map[string]string // secrets
}

func newStepRun(t *testing.T, r *runner, kase string) *stepRun {
	t.Helper()
	x := &stepRun{t: t, r: r, e: compiled(t, kase), kase: kase, dir: t.TempDir(), store: rehearsal.New(rehearsal.Options{Polls: 1}), roles: map[string]string{},
		shared: map[string]string{"key": aKey("step")}}
	for _, name := range sortedNames(x.e.files) {
		if rest, ok := strings.CutPrefix(name, steps.Target+"/"); ok {
			content := strings.NewReplacer("$script:PollSeconds = 10 ", "$script:PollSeconds = 0 ", "$script:RetrySeconds = 15 ", "$script:RetrySeconds = 0 ").Replace(string(x.e.files[name]))
			writeAt(t, filepath.Join(x.dir, rest), []byte(content))
		}
	}
	seed(t, x.store, x.e.plan)
	return x
}

// deployBefore deploys the roots whose turn comes before a stage.
func (x *stepRun) deployBefore(stage plan.StepStage) {
	x.t.Helper()
	for ; x.roots < len(x.e.plan.Roots) && x.e.plan.Roots[x.roots].After < stage; x.roots++ {
		if root := &x.e.plan.Roots[x.roots]; !root.CrossTenant {
			deployAsTemplate(x.t, x.store, deployed{plan: x.e.plan, root: root}, resourcesOfRoot(root))
		}
	}
}

// seedStep puts into the store what a step names and another owner has.
func (x *stepRun) seedStep(s *plan.Step) {
	x.t.Helper()
	made := map[string]bool{}
	for _, m := range s.Makes {
		made[strings.ToLower(armID(m.ID))] = true
	}
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		if id, ok := v.Interface().(plan.ID); ok {
			if id != (plan.ID{}) && !made[strings.ToLower(armID(id))] && id.Type != azure.TypeRouteTable {
				x.seedID(armID(id))
			}
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				visit(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		}
	}
	visit(reflect.ValueOf(s.Action))
}

// seedID puts a resource of another owner into the store, or a subnet into their network.
func (x *stepRun) seedID(id string) {
	x.t.Helper()
	path := strings.Split(id, "/")
	group, top := strings.Join(path[:5], "/"), strings.Join(path[:9], "/")
	if _, there := x.store.Get(group); !there {
		require.NoError(x.t, x.store.Put(group, rehearsal.Body{"location": "westeurope"}))
	}
	if _, there := x.store.Get(top); !there {
		x.seeded++
		require.NoError(x.t, x.store.Exists(top, seedBody(x.e.plan, top, 120+x.seeded, nil)), top)
	}
	if _, there := x.store.Get(id); there || len(path) < 11 || path[9] != "subnets" {
		return
	}
	network, _ := x.store.Get(top)
	space := valueAt(map[string]any(network), "properties.addressSpace.addressPrefixes[0]").(string)
	subnets, _ := valueAt(map[string]any(network), "properties.subnets").([]any)
	prefix := strings.Replace(space, ".0/24", fmt.Sprintf(".%d/27", 32*len(subnets)), 1)
	require.NoError(x.t, x.store.Put(id, rehearsal.Body{"properties": map[string]any{"addressPrefix": prefix}}), id)
}

func (x *stepRun) body(id string) map[string]any {
	body, _ := x.store.Get(id)
	return map[string]any(body)
}

// command is the call of a step's script.
func (x *stepRun) command(s *plan.Step, more string) string {
	name := steps.FileName(s)
	text := string(x.e.files[steps.Target+"/"+name])
	arguments := ""
	if strings.Contains(text, "[Parameter(Mandatory = $true)]\n    [ValidatePattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')]\n    [string]$SubscriptionId") {
		arguments += " -SubscriptionId " + engineSubscription
	}
	for parameter, value := range map[string]string{"[securestring]$SharedKey": "-SharedKey $secrets['key']", "[securestring]$AuthorizationKey": "-AuthorizationKey $secrets['key']",
		"[string]$PrincipalId": "-PrincipalId 99999999-0000-0000-0000-000000000009", "[int]$PollSeconds": "-PollSeconds 0"} {
		if strings.Contains(text, parameter) {
			arguments += " " + value
		}
	}
	if a, ok := s.Action.(plan.JoinPool); ok {
		arguments += " -NetworkInterfaceId '" + x.networkInterface(a) + "'"
	}
	call := "& '" + filepath.Join(x.dir, name) + "'" + arguments + " " + more
	if s.Tenant.ID != "" {
		return "$own = Get-AzContext; $null = Set-AzContext -Tenant '" + s.Tenant.ID + "' -Subscription " + engineSubscription + "; try { " + call + " } finally { $null = Set-AzContext -Context $own }"
	}
	return call
}

// networkInterface is one of a machine in the subnet of an appliance, with a configuration of each family, and pools of others.
func (x *stepRun) networkInterface(a plan.JoinPool) string {
	x.t.Helper()
	id := "/subscriptions/" + engineSubscription + "/resourceGroups/rg-machines/providers/Microsoft.Network/networkInterfaces/nic-" + strings.ReplaceAll(a.Subnet.Name, "/", "-")
	if _, there := x.store.Get(id); there {
		return id
	}
	group, _, _ := strings.Cut(id, "/providers/")
	if _, there := x.store.Get(group); !there {
		require.NoError(x.t, x.store.Put(group, rehearsal.Body{"location": "westeurope"}))
	}
	config := func(name, version string) map[string]any {
		return map[string]any{"name": name, "properties": map[string]any{"subnet": map[string]any{"id": strings.ToUpper(armID(a.Subnet))}, "privateIPAddressVersion": version,
			"loadBalancerBackendAddressPools": []any{map[string]any{"id": "/subscriptions/of/others"}}, "privateIPAllocationMethod": "Dynamic"}}
	}
	other := map[string]any{"name": "other", "properties": map[string]any{"subnet": map[string]any{"id": "/subscriptions/other"}}}
	require.NoError(x.t, x.store.Put(id, rehearsal.Body{"location": "westeurope", "properties": map[string]any{"enableIPForwarding": true, "auxiliaryMode": "None",
		"ipConfigurations": []any{other, config("six", "IPv6"), config("four", "IPv4")}}}))
	return id
}

// run runs a step, which must come to its end. Roles are answered here: the store has none.
func (x *stepRun) run(s *plan.Step, more string) outcome {
	x.t.Helper()
	o := x.tryRun(s, more)
	require.Empty(x.t, o.Error, "%s %s", steps.FileName(s), o.Said)
	require.NotContains(x.t, strings.Join(o.Said, "\n")+asText(x.t, o.Changes), `ey\of-`, "no stream has a key")
	return o
}

func (x *stepRun) tryRun(s *plan.Step, more string) outcome {
	x.given = nil
	o := x.r.runVia(x.store, job{Command: x.command(s, more), Secrets: x.shared}, func(w http.ResponseWriter, q *http.Request) bool {
		place, rest, ok := strings.Cut(q.URL.Path, "/providers/Microsoft.Authorization/role")
		if !ok {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		const network = "/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
		switch {
		case rest == "Definitions":
			more := ""
			for _, role := range x.made {
				more += ", " + role
			}
			_, _ = fmt.Fprintf(w, `{"value": [{"id": "/x", "name": "x", "properties": {"roleName": "Reader"}}, {"id": %q, "name": "4d97b98b-1d4f-4787-a291-c67834d212e7",
				"properties": {"roleName": "Network Contributor"}}%s]}`, network, more)
		case q.Method == http.MethodPut && strings.HasPrefix(rest, "Definitions/"):
			body, _ := io.ReadAll(q.Body)
			x.made = append(x.made, fmt.Sprintf(`{"id": %q, "name": %q, %s`, q.URL.Path, strings.TrimPrefix(rest, "Definitions/"), strings.TrimPrefix(string(body), "{")))
			x.given = append(x.given, rehearsal.Request{Method: q.Method, Path: q.URL.Path, Body: body})
			w.WriteHeader(http.StatusCreated)
			_, _ = fmt.Fprint(w, `{}`)
		case q.Method == http.MethodPut:
			x.roles[place] = q.URL.Path
			body, _ := io.ReadAll(q.Body)
			x.given = append(x.given, rehearsal.Request{Method: q.Method, Path: q.URL.Path, Body: body})
			w.WriteHeader(http.StatusCreated)
			_, _ = fmt.Fprint(w, `{}`)
		case rest == "Assignments" && x.roles[place] != "":
			_, _ = fmt.Fprintf(w, `{"value": [{"properties": {"scope": %q, "principalId": "99999999-0000-0000-0000-000000000009", "roleDefinitionId": %q}}]}`, place, network)
		case rest == "Assignments":
			_, _ = fmt.Fprintf(w, `{"value": [{"properties": {"scope": "%s/subnets/x", "principalId": "99999999-0000-0000-0000-000000000009", "roleDefinitionId": %q}}]}`, place, network)
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, `{"error": {"code": "RoleAssignmentNotFound", "message": "x"}}`)
		}
		return true
	})
	o.Requests = append(o.Requests, x.given...)
	return o
}

func isAcross(s *plan.Step) bool { return !steps.NeedsEngine(&plan.Plan{Steps: []plan.Step{*s}}) }

// TestMicrosoftPowerShellRunsTheSteps runs every companion step that has the engine against a store: what it would do without doing it; then it,
// which makes what the plan says; and again, which writes nothing.
func TestMicrosoftPowerShellRunsTheSteps(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "pwsh")
	module, _ := engineFolder(t)
	withEngine(t, microsofttest.PowerShell, module, func(t *testing.T, r *runner) {
		kinds := map[string]int{}
		for _, kase := range everyCase(t) {
			e := compiled(t, kase)
			if !steps.NeedsEngine(e.plan) {
				continue
			}
			t.Run(filepath.Base(kase), func(t *testing.T) {
				x := newStepRun(t, r, kase)
				for i := range e.plan.Steps {
					s := &e.plan.Steps[i]
					if isAcross(s) {
						continue
					}
					kinds[fmt.Sprintf("%T", s.Action)]++
					x.deployBefore(s.Action.Stage())
					x.seedStep(s)
					name := steps.FileName(s)
					if a, ok := s.Action.(plan.Connect); ok {
						x.store.SetProvisioned(armID(a.Remote))
					}
					require.Empty(t, x.run(s, "-WhatIf").stepWrites(), name)
					o := x.run(s, "-InformationAction Continue")
					if _, ok := s.Action.(plan.TakeOut); !ok {
						require.NotEmpty(t, o.Changes, name)
						require.NotEmpty(t, o.writes(), name)
					}
					x.requireMade(s)
					again := x.run(s, "")
					if _, ok := s.Action.(plan.Commit); !ok { // a commit is made again whenever it is asked for
						require.Empty(t, again.Changes, name)
						require.Empty(t, again.writes(), name)
					}
				}
			})
		}
		for _, kind := range []plan.Action{plan.JoinPool{}, plan.Grant{}, plan.Peer{}, plan.Associate{}, plan.SetRoutes{}, plan.Commit{}, plan.Connect{}, plan.TakeOut{}} {
			require.NotZero(t, kinds[fmt.Sprintf("%T", kind)], "%T", kind)
		}
	})
}

// stepWrites are the writes of a step but for what asks a manager.
func (o outcome) stepWrites() []rehearsal.Request {
	var out []rehearsal.Request
	for _, w := range o.writes() {
		if !strings.HasSuffix(w.Path, "/listDeploymentStatus") {
			out = append(out, w)
		}
	}
	return out
}

// requireMade holds that what a step makes is in the store as the plan says.
func (x *stepRun) requireMade(s *plan.Step) {
	x.t.Helper()
	for _, m := range s.Makes {
		if m.ID.Type == azure.TypeCommit {
			continue // an action; below
		}
		body, there := x.store.Get(armID(m.ID))
		require.True(x.t, there, "%s: %s", steps.FileName(s), armID(m.ID))
		want, _ := plainBody(m.Body).(map[string]any)
		if m.ID.Type == azure.TypeVirtualNetwork { // another owner's: a step changes what stands on its subnets, and no more
			subnets := []any{}
			for _, one := range valueAt(want, "properties.subnets").([]any) {
				on, subnet := map[string]any{}, one.(map[string]any)
				for _, field := range []string{"routeTable", "networkSecurityGroup"} {
					if value := valueAt(subnet, "properties."+field); value != nil {
						on[field] = value
					}
				}
				if len(on) > 0 {
					subnets = append(subnets, map[string]any{"name": subnet["name"], "properties": on})
				}
			}
			want = map[string]any{"properties": map[string]any{"subnets": subnets}}
		}
		require.Empty(x.t, notWithin("", want, map[string]any(body)), "%s: %s", steps.FileName(s), armID(m.ID))
	}
	switch a := s.Action.(type) {
	case plan.Commit:
		for _, region := range a.Regions {
			var want []string
			for _, id := range a.Configurations {
				want = append(want, armID(id))
			}
			require.ElementsMatch(x.t, want, x.store.Deployed(armID(a.Manager), region, "Connectivity"))
		}
	case plan.Connect:
		key, _ := x.store.Secret(connectionOf(a), map[bool]string{true: "properties.authorizationKey", false: "properties.sharedKey"}[strings.Contains(armID(a.Remote), "expressRoute")])
		require.Equal(x.t, a.Key != "", key == x.shared["key"])
	case plan.JoinPool:
		body, _ := x.store.Get(x.networkInterface(a))
		text := asText(x.t, body)
		for _, p := range a.Pools {
			require.Equal(x.t, 1, strings.Count(text, `"`+armID(p.ID)+`"`))
		}
		require.Equal(x.t, 2, strings.Count(text, "/subscriptions/of/others"))
		require.Contains(x.t, text, `"auxiliaryMode": "None"`)
	case plan.Grant:
		for _, id := range []plan.ID{a.Network, a.Gateway} {
			require.True(x.t, id == (plan.ID{}) || x.roles[armID(id)] != "")
		}
	}
}

// connectionOf is the id of a step's connection, beside its gateway.
func connectionOf(a plan.Connect) string {
	id := a.Gateway
	id.Type, id.Name = azure.TypeConnection, a.Name
	return armID(id)
}

// notWithin are the paths of what is wanted and not there. Lists of named things are compared by name.
func notWithin(path string, want, have any) []string {
	switch w := want.(type) {
	case map[string]any:
		h, _ := have.(map[string]any)
		var out []string
		for key, value := range w {
			if value == nil || key == "Item1" || w["Item1"] != nil {
				continue
			}
			out = append(out, notWithin(path+"."+key, value, h[key])...)
		}
		return out
	case []any:
		h, _ := have.([]any)
		var out []string
		for i, value := range w {
			one, _ := value.(map[string]any)
			found := false
			for _, there := range h {
				other, _ := there.(map[string]any)
				if one != nil && one["name"] == other["name"] || one == nil && value == there {
					found = true
					out = append(out, notWithin(fmt.Sprintf("%s[%d]", path, i), value, there)...)
				}
			}
			if !found {
				out = append(out, fmt.Sprintf("%s[%d]", path, i))
			}
		}
		return out
	}
	if a, ok := want.(string); ok && strings.HasPrefix(a, "/") {
		if b, ok := have.(string); ok && strings.EqualFold(a, b) {
			return nil
		}
	}
	if want == have || want == false && have == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s: %v, not %v", path, have, want)}
}
