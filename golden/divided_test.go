package golden_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// spokesOf are that many spokes over hubs, each hub in a subscription of its own with its spokes and a site; a spoke's resource group is
// its own, or its hub's. Every network has an own table on one subnet too, so that it is large.
func spokesOf(spokes, hubs int, ownGroups bool) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: divided\nlimits: {peeringsPerNetwork: 1100, networksPerSubscription: 1100, routeTablesPerSubscription: 4000, routesPerTable: 2500}\ndefaults: {location: westeurope}\nsubscriptions:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  s%d: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be1%02d\n", h, h)
	}
	b.WriteString("profiles: {app: {subnets: {web: +0/26, app: {prefix: +64/26, routes: {lab: {prefix: 203.0.113.0/26, via: internet}}}}}}\nnetworks:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  hub-%d:\n    subscription: s%d\n    resourceGroup: rg-hub-%d\n    addressSpace: 10.0.%d.0/22\n", h, h, h, 4*h)
		fmt.Fprintf(&b, "    subnets: {GatewaySubnet: 10.0.%d.0/26, AzureFirewallSubnet: 10.0.%d.64/26}\n    gateways: {vpn: {}}\n    firewall: {}\n", 4*h, 4*h)
	}
	for k := range spokes {
		h, group := k%hubs, fmt.Sprintf("rg-apps-%d", k%hubs)
		if ownGroups {
			group = fmt.Sprintf("rg-app-%04d", k)
		}
		fmt.Fprintf(&b, "  app-%04d: {profile: app, subscription: s%d, resourceGroup: %s, labels: {hub: h%d}, addressSpace: 10.%d.%d.0/24}\n", k, h, group, h,
			16+k/256, k%256)
	}
	b.WriteString("sites:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  dc-%d: {addressSpace: 192.168.%d.0/24, vpn: {publicAddress: 203.0.113.%d}}\n", h, h, 100+h)
	}
	b.WriteString("connections:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  estate-%d: {kind: hubAndSpoke, hub: hub-%d, spokes: {hub: h%d}, inspect: hub-%d/firewall}\n"+
			"  office-%d: {kind: vpn, between: [hub-%d, dc-%d]}\n", h, h, h, h, h, h, h)
	}
	if hubs > 1 {
		list := make([]string, hubs)
		for h := range hubs {
			list[h] = fmt.Sprintf("hub-%d", h)
		}
		fmt.Fprintf(&b, "  hubs: {kind: mesh, members: [%s], transit: true}\n  replication: {kind: peering, between: [app-0000, app-0001]}\n",
			strings.Join(list, ", "))
	}
	return b.String()
}

// largeEstates are larger than a template holds.
var largeEstates = []struct {
	name, text string
	roots      []string
}{
	{"1,000 spokes over four hubs", strings.Replace(estateText(1000), "templateBytes: 1000000000, templateResources: 100000, ", "", 1),
		[]string{"main", "networks", "links"}},
	{"1,000 spokes on one hub", spokesOf(1000, 1, false), []string{"main", "networks-0", "networks-1", "links"}},
	{"2,000 networks over eight hubs, each in a group of its own", spokesOf(2000, 8, true), nil},
}

// template is what Azure has limits for; a deployment in it holds another.
type limitedTemplate struct {
	Parameters, Outputs map[string]any
	Resources           []json.RawMessage
}

// withinLimits holds a template and all in it against Azure's limits: on the bytes without white space, which is what is deployed.
func withinLimits(t *testing.T, name string, content []byte, most int) {
	t.Helper()
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, content))
	compactWithinLimits(t, name, compact.Bytes(), most)
	require.LessOrEqual(t, longestString(compact.Bytes()), 24576, "bytes of an expression of %s, with its quotes", name)
}

// compactWithinLimits is withinLimits of a template without white space.
func compactWithinLimits(t *testing.T, name string, content []byte, most int) {
	t.Helper()
	require.LessOrEqual(t, len(content), most, "bytes of %s", name)
	var x limitedTemplate
	require.NoError(t, json.Unmarshal(content, &x))
	require.LessOrEqual(t, len(x.Resources), 800, "resources of %s", name)
	require.LessOrEqual(t, len(x.Parameters), 256, "parameters of %s", name)
	require.LessOrEqual(t, len(x.Outputs), 64, "outputs of %s", name)
	for _, raw := range x.Resources {
		if len(raw) > 1<<20 {
			t.Fatalf("a resource in %s has %d bytes: %.200s", name, len(raw), raw)
		}
		if !bytes.Contains(raw, []byte(`"template":`)) {
			continue
		}
		var r struct {
			Type, Name string
			Properties struct{ Template json.RawMessage }
		}
		require.NoError(t, json.Unmarshal(raw, &r))
		if r.Type == "Microsoft.Resources/deployments" {
			require.LessOrEqual(t, len(r.Name), 64)
			compactWithinLimits(t, name+" "+r.Name, r.Properties.Template, most)
		}
	}
}

// longestString is the length of the longest string in JSON, with its quotes.
func longestString(content []byte) int {
	longest := 0
	for i := 0; i < len(content); i++ {
		if content[i] != '"' {
			continue
		}
		start := i
		for i++; content[i] != '"'; i++ {
			if content[i] == '\\' {
				i++
			}
		}
		longest = max(longest, i+1-start)
	}
	return longest
}

func TestTheLongestStringOfJSONIsFound(t *testing.T) {
	require.Equal(t, 0, longestString([]byte(`[1, true]`)))
	require.Equal(t, 8, longestString([]byte(`{"a": "b\\\"c", "de": "\\"}`)))
}

func TestALargeEstateIsDividedAndEveryTemplateIsWithinTheLimits(t *testing.T) {
	t.Parallel()
	for _, estate := range largeEstates {
		t.Run(estate.name, func(t *testing.T) {
			e := compile(textIntent(estate.text)) // one at a time: no other test takes as much memory
			require.Empty(t, e.failure(), "what is promised is proved over all roots")
			require.NotContains(t, e.codes(), "VL551")
			var roots []string
			divided := e.armRoots()
			for i := range divided {
				root := &divided[i]
				roots = append(roots, root.Name)
				content := e.files["arm/"+root.Folder()+"/main.json"]
				withinLimits(t, root.Name, content, 4<<20)
				a, err := evaluateARM([][]byte{content}, template.Options{})
				require.NoError(t, err)
				for id, list := range writers(t, a) { // those of other roots are deployed before or after
					for i := 1; i < len(list); i++ {
						require.Truef(t, a.before(list[i-1], list[i]), "%s: %s and %s may run at once", id, list[i-1].ID, list[i].ID)
					}
				}
			}
			if estate.roots != nil {
				require.Equal(t, estate.roots, roots)
			} else {
				t.Log(roots)
			}
			page := string(e.files["arm/README.md"])
			for i, name := range roots {
				require.Contains(t, page, fmt.Sprintf("\n## %d. %s\n", i+1, name))
			}
			require.Contains(t, string(e.files["powershell/README.md"]), "\n## main\n", "one script")
			comesInOrder(t, e)
			other := compile(textIntent(estate.text).shuffled(t, 7))
			require.Equal(t, sortedNames(e.files), sortedNames(other.files))
			for name := range e.files {
				require.True(t, bytes.Equal(e.files[name], other.files[name]), "%s has other bytes when the intent is shuffled", name)
			}
		})
	}
}

// comesInOrder holds that whatever a resource names, or waits for, is in its own root or in one before it, and that each resource is in one
// root.
func comesInOrder(t *testing.T, e *emission) {
	t.Helper()
	roots := e.armRoots()
	root, existing := map[plan.ID]int{}, map[string]bool{}
	for _, g := range e.topology.ResourceGroups {
		existing[cmp.Or(g.Subscription, "default")+"/"+g.Name] = g.Existing
	}
	for i := range roots {
		put := func(r *plan.Resource) {
			if at, made := root[r.ID]; made && roots[at].Whole() == roots[i].Whole() && roots[at].Tenant == roots[i].Tenant { // circuits make the groups that they need, as main does
				t.Errorf("%s is made twice", r.ID.Name)
			}
			if _, made := root[r.ID]; !made {
				root[r.ID] = i
			}
		}
		for j := range roots[i].Groups {
			put(&roots[i].Groups[j])
		}
		for j := range roots[i].Modules {
			for k := range roots[i].Modules[j].Resources {
				put(&roots[i].Modules[j].Resources[k])
			}
		}
	}
	for i := range roots {
		for j := range roots[i].Modules {
			m := &roots[i].Modules[j]
			group := plan.ID{Subscription: m.Scope.Subscription, Type: azure.TypeResourceGroup, Name: m.Scope.ResourceGroup}
			if m.Scope.ResourceGroup != "" {
				if at, made := root[group]; made && at > i || !made && !existing[m.Scope.Folder+"/"+m.Scope.ResourceGroup] {
					t.Errorf("%s comes before its resource group", m.Name)
				}
			}
			for k := range m.Resources {
				r := &m.Resources[k]
				generators.References(r.Body, func(id plan.ID) {
					for ok := true; ok; id, ok = generators.Enclosing(id) {
						if at, made := root[id]; made && at > i {
							t.Errorf("%s names %s, which a later root makes", r.ID.Name, id.Name)
						}
					}
				})
			}
		}
	}
}

// TestOneMoreSpokeOfALargeEstateChangesItsPartAlone adds a spoke to 1,000, in the middle of the names, and counts what comes and goes.
func TestOneMoreSpokeOfALargeEstateChangesItsPartAlone(t *testing.T) {
	t.Parallel()
	text := spokesOf(1000, 1, false)
	const neighbour = "  app-0500:"
	more := strings.Replace(text, neighbour, "  app-0499b: {profile: app, subscription: s0, resourceGroup: rg-apps-0, labels: {hub: h0}, addressSpace: 10.15.0.0/24}\n"+neighbour, 1)
	old, next := compile(textIntent(text)), compile(textIntent(more))
	require.Empty(t, old.failure())
	require.Empty(t, next.failure())
	require.Equal(t, sortedNames(old.files), sortedNames(next.files), "no file comes or goes")
	require.Equal(t, map[string][2]int{
		"arm/main/main.json":            {9, 0}, // its prefix on GatewaySubnet and in the IP group of the firewall
		"bicep/main/estate.bicep":       {2, 0},
		"arm/networks-0/main.json":      {195, 1}, // one of two parts, and what is in it
		"bicep/networks-0/estate.bicep": {24, 0},
		"powershell/main/estate.json":   {28, 0},
	}, changedLines(old, next))
}

// changedLines are, for each file that changes, the lines that come and those that go.
func changedLines(old, next *emission) map[string][2]int {
	got := map[string][2]int{}
	for name, content := range next.files {
		if bytes.Equal(old.files[name], content) {
			continue
		}
		var come, gone int
		for line := range strings.SplitSeq(string(diff.Diff("", old.files[name], "", content)), "\n") {
			switch {
			case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			case strings.HasPrefix(line, "+"):
				come++
			case strings.HasPrefix(line, "-"):
				gone++
			}
		}
		got[name] = [2]int{come, gone}
	}
	return got
}

// TestEveryCaseKeepsItsPromisesWhenItIsDivided divides every case as far as it goes: what is promised is proved over all roots, each
// resource is made once and names nothing of a later root, and no two writes to one network of one root are unordered.
func TestEveryCaseKeepsItsPromisesWhenItIsDivided(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	divided := &counts{}
	t.Run("cases", func(t *testing.T) {
		for _, dir := range cases {
			t.Run(filepath.Base(dir), func(t *testing.T) {
				t.Parallel()
				in := readIntent(t, dir)
				loaded, _ := load(in.files, in.names)
				e := &emission{}
				e.topology, _ = resolve(loaded)
				whole := &emission{}
				whole.plan, _ = lower(e.topology)
				whole.print(t)
				for limit, most := range map[string]int{"templateBytes": 9000, "templateResources": 6, "templateOutputs": 1, "templateParameters": 2} {
					e.topology.Limits[limit] = most
				}
				e.plan, _ = lower(e.topology)
				e.print(t)
				found := e.prove(e.files)
				require.False(t, found.HasErrors(), render(found))
				comesInOrder(t, e)
				for name, content := range e.files { // nothing but templates has such limits
					if strings.HasPrefix(name, "powershell/") || strings.HasPrefix(name, "steps/") {
						require.Equal(t, string(whole.files[name]), string(content), name)
					}
				}
				roots := e.armRoots()
				for i := range roots {
					root := &roots[i]
					if root.CrossTenant {
						continue
					}
					divided.add(strings.TrimRight(strings.TrimRight(root.Name, "01"), "-"), 1)
					a := readARM(t, e.files["arm/"+root.Folder()+"/main.json"])
					for id, list := range writers(t, a) {
						for j := 1; j < len(list); j++ {
							require.Truef(t, a.before(list[j-1], list[j]) || a.before(list[j], list[j-1]), "%s: %s and %s may run at once", id, list[j-1].ID, list[j].ID)
						}
					}
				}
			})
		}
	})
	for _, name := range []string{"main", "resource-groups", "hubs", "networks", "links", "peerings", "gateway-connections", "hub-gateways", "hub-connections",
		"network-managers", "network-group-members",
		"network-group-policies", "connectivity", "after-owners", "circuits", "connections"} {
		require.NotZero(t, divided.by[name], "no case has a root %s", name)
	}
}
