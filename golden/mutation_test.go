//go:build mutation

package golden_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/proof"
)

// A mutant is one change of an emitted template: a thing removed, or a flag turned.
type mutant struct {
	what  string // kind resource: detail
	apply func() func()
}

// TestMutantsAreNoticed changes one thing of the emitted ARM JSON of every case at a time, and wants the second opinion to
// notice by the promises of the intent or by what is wrong with the network itself. What it need not notice is in
// mutants-equivalent.txt, a regular expression over the mutant's name and the rule of Azure that makes it equivalent.
func TestMutantsAreNoticed(t *testing.T) {
	equivalent := readEquivalent(t)
	dirs, err := os.ReadDir("cases")
	require.NoError(t, err)
	var mutex sync.Mutex
	all, noticed, excused := 0, 0, 0
	t.Run("cases", func(t *testing.T) {
		for _, d := range dirs {
			if d.Name() == "estate-200" {
				continue // the same things as in the small cases, a hundred times
			}
			t.Run(d.Name(), func(t *testing.T) {
				t.Parallel()
				n, seen, ok := mutate(t, d.Name(), equivalent)
				mutex.Lock()
				defer mutex.Unlock()
				all, noticed, excused = all+n, noticed+seen, excused+ok
			})
		}
	})
	t.Logf("%d mutants: %d noticed, %d equivalent by a rule of Azure, %d missed", all, noticed, excused, all-noticed-excused)
	for _, e := range equivalent {
		if !e.used {
			t.Errorf("mutants-equivalent.txt: nothing matches %s", e.pattern)
		}
	}
}

type equivalence struct {
	pattern *regexp.Regexp
	used    bool
}

func readEquivalent(t *testing.T) []*equivalence {
	t.Helper()
	f, err := os.Open("mutants-equivalent.txt")
	require.NoError(t, err)
	defer f.Close()
	var out []*equivalence
	for s := bufio.NewScanner(f); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, reason, ok := strings.Cut(line, " because ")
		require.True(t, ok && reason != "", "a pattern wants its reason: %s", line)
		out = append(out, &equivalence{pattern: regexp.MustCompile("^" + pattern + "$")})
	}
	return out
}

var equivalentMutex sync.Mutex

func mutate(t *testing.T, name string, equivalent []*equivalence) (all, noticed, excused int) {
	e := compiled(t, filepath.Join("cases", name))
	require.NoError(t, e.err)
	prover := proof.New(e.topology, e.plan)
	trees := map[string]any{}
	for file, content := range e.files { // what is deployed alone, across tenants, among them
		if strings.HasPrefix(file, "arm/") && (strings.Contains(file, "/cross-tenant/") || strings.HasSuffix(file, "/main.json")) {
			var tree any
			require.NoError(t, json.Unmarshal(content, &tree))
			trees[file] = tree
		}
	}
	before := opinion(t, e, prover, trees)
	for _, m := range mutants(trees) {
		undo := m.apply()
		after := opinion(t, e, prover, trees)
		undo()
		all++
		full := name + " " + m.what
		switch {
		case after != before:
			noticed++
		case matchEquivalent(equivalent, full):
			excused++
		default:
			t.Errorf("not noticed: %s", full)
		}
	}
	require.Equal(t, before, opinion(t, e, prover, trees), "every mutant was undone")
	return all, noticed, excused
}

func matchEquivalent(list []*equivalence, what string) bool {
	equivalentMutex.Lock()
	defer equivalentMutex.Unlock()
	for _, e := range list {
		if e.pattern.MatchString(what) {
			e.used = true
			return true
		}
	}
	return false
}

// opinion is everything that the second opinion says of templates, as one text.
func opinion(t *testing.T, e *emission, prover *proof.Prover, trees map[string]any) string {
	t.Helper()
	files := map[string][]byte{}
	for name, tree := range trees {
		content, err := json.Marshal(tree)
		require.NoError(t, err)
		files[name] = content
	}
	read, found := proof.Read(e.templates(files))
	network, more := prover.WithPlaceholders(read)
	found = append(found, more...)
	found = append(found, network.Check(network.Promises.Appliances...)...)
	found = append(found, network.Verify(network.Promises)...)
	var b bytes.Buffer
	for _, d := range found {
		fmt.Fprintln(&b, d.Code.ID, d.Summary)
	}
	lines := strings.Split(b.String(), "\n")
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// mutants are the changes of templates: of every route, peering half, flag, association and firewall rule, and of gateways,
// what they lead to and their connections.
func mutants(trees map[string]any) []mutant {
	var out []mutant
	gateways := gatewaysOf{asn: map[string]any{}, linked: map[string][]string{}}
	each := func(visit func(inner map[string]any, index int, r map[string]any)) {
		for _, name := range slices.Sorted(maps.Keys(trees)) {
			tree := trees[name].(map[string]any)
			if strings.Contains(name, "/cross-tenant/") { // deployed alone: nothing is nested
				for i, r := range tree["resources"].([]any) {
					visit(tree, i, r.(map[string]any))
				}
				continue
			}
			for _, m := range tree["resources"].([]any) {
				properties, ok := m.(map[string]any)["properties"].(map[string]any)
				if !ok || properties["template"] == nil {
					continue
				}
				inner := properties["template"].(map[string]any)
				for i, r := range inner["resources"].([]any) {
					visit(inner, i, r.(map[string]any))
				}
			}
		}
	}
	rules := sameRules{byStem: map[string][]map[string]any{}, policy: map[string][]map[string]any{}}
	each(func(_ map[string]any, _ int, r map[string]any) {
		gateways.read(r)
		rules.read(r)
	})
	each(func(inner map[string]any, i int, r map[string]any) {
		out = append(append(out, mutantsOf(inner, i, r)...), gateways.mutants(inner, i, r)...)
	})
	return append(out, rules.mutants()...)
}

func mutantsOf(inner map[string]any, index int, r map[string]any) []mutant {
	kind := r["type"].(string)[strings.LastIndexByte(r["type"].(string), '/')+1:]
	name := kind + " " + r["name"].(string) + ": "
	p, _ := r["properties"].(map[string]any)
	switch kind {
	case "routeTables":
		return append(removals(p, "routes", name+"route "), flip(p, "disableBgpRoutePropagation", name))
	case "networkSecurityGroups":
		return flowRemovals(p, name)
	case "securityRules": // of a flow: it passes at neither end without
		if p["access"] == "Deny" {
			return nil
		}
		return []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}}
	case "virtualNetworkPeerings":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}}
		for _, flag := range []string{"allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways", "peerCompleteVnets"} {
			if _, ok := p[flag]; ok {
				out = append(out, flip(p, flag, name))
			}
		}
		return out
	case "virtualNetworks":
		var out []mutant
		for _, s := range p["subnets"].([]any) {
			sp := s.(map[string]any)["properties"].(map[string]any)
			if table, ok := sp["routeTable"]; ok {
				out = append(out, mutant{name + "association of " + s.(map[string]any)["name"].(string), func() func() {
					delete(sp, "routeTable")
					return func() { sp["routeTable"] = table }
				}})
			}
		}
		return out
	case "hubVirtualNetworkConnections":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}, flip(p, "enableInternetSecurity", name)}
		if routing, ok := p["routingConfiguration"]; ok {
			out = append(out, mutant{name + "association", func() func() {
				delete(p, "routingConfiguration")
				return func() { p["routingConfiguration"] = routing }
			}})
			out = append(out, words(routing.(map[string]any)["propagatedRouteTables"].(map[string]any), "labels", name+"propagation to ")...)
		}
		return out
	case "vpnConnections", "expressRouteConnections":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}}
		if routing, ok := p["routingConfiguration"].(map[string]any); ok {
			out = append(out, words(routing["propagatedRouteTables"].(map[string]any), "labels", name+"propagation to ")...)
		}
		if len(listOf(p["vpnLinkConnections"])) > 1 {
			out = append(out, removals(p, "vpnLinkConnections", name+"link ")...)
		}
		for _, l := range listOf(p["vpnLinkConnections"]) {
			out = append(out, flips(l.(map[string]any)["properties"].(map[string]any), name, "enableBgp")...)
		}
		return out
	case "vpnSites":
		return ofSite(p, name)
	case "virtualWans":
		return flips(p, name, "allowBranchToBranchTraffic")
	case "expressRouteGateways":
		return flips(p, name, "allowNonVirtualWanTraffic")
	case "routingIntent":
		return append(removals(p, "routingPolicies", name+"policy "), mutant{name + "removed", func() func() { return remove(inner, "resources", index) }})
	case "hubRouteTables":
		return append(removals(p, "routes", name+"route "), words(p, "labels", name+"label ")...)
	case "staticMembers", "policyAssignments", "policyDefinitions":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}}
		if rule, ok := p["policyRule"].(map[string]any); ok {
			for i, condition := range rule["if"].(map[string]any)["allOf"].([]any)[1:] {
				what := fmt.Sprintf("%scondition %d (%v)", name, i+1, condition.(map[string]any)["field"])
				out = append(out, mutant{what, func() func() { return remove(rule["if"].(map[string]any), "allOf", i+1) }})
			}
		}
		if _, ok := p["enforcementMode"]; ok {
			out = append(out, set(p, "enforcementMode", "DoNotEnforce", name))
		}
		return out
	case "connectivityConfigurations":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}, flipText(p, "isGlobal", name)}
		for _, g := range p["appliesToGroups"].([]any) {
			group := g.(map[string]any)
			out = append(out, flipText(group, "isGlobal", name+"group "), flipText(group, "useHubGateway", name))
			to := "None"
			if group["groupConnectivity"] == "None" {
				to = "DirectlyConnected"
			}
			out = append(out, set(group, "groupConnectivity", to, name))
		}
		return out
	case "commits":
		out := []mutant{{name + "removed", func() func() { return remove(inner, "resources", index) }}}
		for i := range p["targetLocations"].([]any) {
			out = append(out, mutant{fmt.Sprintf("%sregion %v", name, p["targetLocations"].([]any)[i]), func() func() { return remove(p, "targetLocations", i) }})
		}
		for i := range p["configurationIds"].([]any) {
			out = append(out, mutant{fmt.Sprintf("%sconfiguration %d", name, i+1), func() func() { return remove(p, "configurationIds", i) }})
		}
		return out
	case "ruleCollectionGroups":
		return removals(p["ruleCollections"].([]any)[0].(map[string]any), "rules", name+"rule ")
	}
	return nil
}

// removals are mutants that remove one item of a list of named things.
func removals(of map[string]any, key, what string) []mutant {
	var out []mutant
	for i, item := range of[key].([]any) {
		out = append(out, mutant{what + item.(map[string]any)["name"].(string), func() func() { return remove(of, key, i) }})
	}
	return out
}

// words are mutants that remove one item of a list of strings.
func words(of map[string]any, key, what string) []mutant {
	var out []mutant
	for i, item := range of[key].([]any) {
		out = append(out, mutant{what + item.(string), func() func() { return remove(of, key, i) }})
	}
	return out
}

func remove(of map[string]any, key string, index int) func() {
	list := of[key].([]any)
	shorter := append(append([]any{}, list[:index]...), list[index+1:]...)
	of[key] = shorter
	return func() { of[key] = list }
}

// set is a mutant that gives a member another value.
func set(of map[string]any, key string, value any, what string) mutant {
	return mutant{fmt.Sprintf("%s%s is %v", what, key, value), func() func() {
		old := of[key]
		of[key] = value
		return func() { of[key] = old }
	}}
}

// flipText turns a boolean that is a string.
func flipText(of map[string]any, key, what string) mutant {
	if of[key] == "True" {
		return set(of, key, "False", what)
	}
	return set(of, key, "True", what)
}

func flip(of map[string]any, key, what string) mutant {
	to := " turned on"
	if of[key].(bool) {
		to = " turned off"
	}
	return mutant{what + key + to, func() func() {
		old := of[key].(bool)
		of[key] = !old
		return func() { of[key] = old }
	}}
}
