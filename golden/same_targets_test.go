package golden_test

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/steps"
)

// An allowance is a difference between a target and the ARM JSON that is none of the network. It is made to what was read of
// the ARM JSON before the two are compared, and tells how often it was needed. One that no case needs is to be deleted.
//
// Beyond these, the readers leave out what is no property of a resource: in the ARM JSON the metadata of templates, which is
// the header; in the Bicep the metadata of main.bicep and the API versions of existing resources, of which only the id is
// read; of parameters the description, which says "template" or "file"; in the script the title, and what its functions do,
// though every column must be read by one.
type allowance struct {
	target string
	what   string
	reason string
	allow  func(n *sameNetwork) int
}

var allowances = []allowance{
	{"powershell", "deployments", "a script runs, it is not deployed; the order of its steps is held against theirs", func(n *sameNetwork) int {
		return n.drop(sameDeployments)
	}},
	{"powershell", "outputs", "a script returns what it has done to each resource, and no addresses", func(n *sameNetwork) int {
		return n.drop(sameOutputs)
	}},
	{"powershell", "module", "the steps are by stage, not by module", func(n *sameNetwork) int {
		return eachOf(n, "", func(x *sameResource) bool {
			was := x.module
			x.module = ""
			return was != ""
		})
	}},
	{"powershell", "description", "a comment, with other white space than the text", func(n *sameNetwork) int {
		return eachOf(n, "", func(x *sameResource) bool {
			was := x.about
			if x.kind != sameParameters { // which is help, and the same text
				x.about = ""
			}
			return was != x.about
		})
	}},
	{"powershell", "addressPrefix of subnets", "the cmdlet takes a list; a list of one is the same to Azure", func(n *sameNetwork) int {
		return eachPart(n, network+"virtualNetworks", "subnets", func(_, p map[string]any) bool {
			one, ok := p["addressPrefix"]
			if ok {
				delete(p, "addressPrefix")
				p["addressPrefixes"] = []any{one}
			}
			return ok
		})
	}},
	{"powershell", "single values of security rules", "the cmdlet takes lists; of one it makes the single value", func(n *sameNetwork) int {
		return eachPart(n, network+"networkSecurityGroups", "securityRules", func(_, p map[string]any) bool {
			found := false
			for one, many := range map[string]string{"sourceAddressPrefix": "sourceAddressPrefixes", "destinationAddressPrefix": "destinationAddressPrefixes",
				"destinationPortRange": "destinationPortRanges"} {
				if v, ok := p[one]; ok {
					delete(p, one)
					p[many], found = []any{v}, true
				}
			}
			return found
		})
	}},
	{"powershell", "enableTcpReset of rules left open", "the cmdlet has a switch: false, which is Azure's default", func(n *sameNetwork) int {
		return eachPart(n, network+"loadBalancers", "loadBalancingRules", open("enableTcpReset", false))
	}},
	{"powershell", "disableOutboundSnat of rules left open", "the cmdlet has a switch: false, which is Azure's default", func(n *sameNetwork) int {
		return eachPart(n, network+"loadBalancers", "loadBalancingRules", open("disableOutboundSnat", false))
	}},
}

// open sets a property that is left open.
func open(key string, value any) func(item, properties map[string]any) bool {
	return func(_, p map[string]any) bool {
		_, stated := p[key]
		if !stated {
			p[key] = value
		}
		return !stated
	}
}

// eachOf counts the resources of a kind, or of all kinds, for which f returns true.
func eachOf(n *sameNetwork, kind string, f func(*sameResource) bool) int {
	count := 0
	for _, x := range n.resources {
		if (kind == "" || x.kind == kind) && f(x) {
			count++
		}
	}
	return count
}

// eachPart counts the parts {name, properties} in a list of properties for which f returns true.
func eachPart(n *sameNetwork, kind, list string, f func(item, properties map[string]any) bool) int {
	count := 0
	eachOf(n, kind, func(x *sameResource) bool {
		for _, item := range listOf(objectOf(x.body["properties"])[list]) {
			if o := objectOf(item); f(o, objectOf(o["properties"])) {
				count++
			}
		}
		return true
	})
	return count
}

func (n *sameNetwork) drop(kind string) int {
	was := len(n.resources)
	maps.DeleteFunc(n.resources, func(_ string, x *sameResource) bool { return x.kind == kind })
	return was - len(n.resources)
}

// allowed makes the allowances of a target.
func (n *sameNetwork) allowed(target string, used *counts) *sameNetwork {
	for _, a := range allowances {
		if a.target == target {
			used.add(a.what, a.allow(n))
		}
	}
	return n
}

// counts are numbers by name that tests which run at once add to.
type counts struct {
	mu sync.Mutex
	by map[string]int
}

func (c *counts) add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[string]int{}
	}
	c.by[name] += n
}

// beyond is an intent with what no case has: things of the deployment's own subscription that a declared one refers to, ids of
// the user's, a peering of IPv6 alone, and text that means something to one of the languages.
const beyond = `
vnetloom: v1
name: beyond
defaults:
  location: westeurope
  tags:
    quote: "it's ${x} $(y)"
    expression: "[resourceId('Microsoft.Network/virtualNetworks', 'x')]"
    brackets: "[[twice]]"
    backslash: '\'
    typographic: "‘quotes’ ‚and‛ ''pairs''"
    emoji: "\U0001F310 \U000E0041"
    "it's": ""
    comment: "a // b # c <# d #> @{ } /* e */"
subscriptions: {prod: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103}
resourceGroups: {rg-net: {tags: {of: group}}, rg-there: {existing: true}}
networks:
  hub:
    resourceGroup: rg-net
    addressSpace: [10.0.0.0/22, "fd00:1::/48"]
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.1.0/26, shared: [10.0.2.0/24, "fd00:1::/64"]}
    gateways: {vpn: {asn: 65010, activeActive: true}, expressRoute: {}}
    firewall: {}
    dnsServers: [10.0.1.4, 10.0.1.5]
    encryption: true
    ddosProtectionPlan: /subscriptions/6F1D2C0A-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/RG-Ddos/providers/Microsoft.Network/ddosProtectionPlans/Plan
  far:
    subscription: prod
    resourceGroup: rg-net
    addressSpace: 10.1.0.0/23
    subnets:
      app:
        prefix: 10.1.0.0/25
        networkSecurityGroup: /subscriptions/6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/rg-sec/providers/Microsoft.Network/networkSecurityGroups/nsg
        natGateway: /subscriptions/6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103/resourceGroups/rg-sec/providers/Microsoft.Network/natGateways/nat
        routes: {out: {prefix: 198.51.100.0/24, via: internet}, hole: {prefix: 203.0.113.0/24, via: none}}
        defaultOutboundAccess: true
        privateEndpointNetworkPolicies: Disabled
      web: {prefix: 10.1.0.128/25, delegation: Microsoft.Web/serverFarms, serviceEndpoints: [Microsoft.Sql, Microsoft.Storage]}
  near: {resourceGroup: rg-there, addressSpace: 10.2.0.0/24, subnets: {app: 10.2.0.0/26}}
  dual: {resourceGroup: rg-there, addressSpace: [10.4.0.0/24, "fd00:4::/48"], subnets: {v6: [10.4.0.0/26, "fd00:4::/64"]}}
  basic:
    subscription: prod
    resourceGroup: rg-basic
    addressSpace: [10.3.0.0/22, "fd00:3::/48"]
    subnets: {AzureFirewallSubnet: 10.3.0.0/26, AzureFirewallManagementSubnet: 10.3.1.0/26, v6: [10.3.2.0/26, "fd00:3::/64"]}
    firewall: {tier: Basic}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [far, near], inspect: hub/firewall}
  pair: {kind: peering, between: [{network: dual, subnets: v6}, {network: basic, subnets: v6}], ipv6Only: true}
`

// filesOf are the files of a folder's intent, the one beyond the cases, or the connections made by hand.
func filesOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	e := compiled(t, dir)
	if why := e.failure(); why != "" {
		t.Fatalf("%s does not compile:\n%s", dir, why)
	}
	return e.files
}

// rootsOf are the files of each root, as if it were the only one: a root is a deployment, and what those before it have made it
// knows by id alone. Companion steps are of no root; steps_test.go reads them.
func rootsOf(files map[string][]byte) map[string]map[string][]byte {
	out := map[string]map[string][]byte{}
	for name, content := range files {
		target, rest, _ := strings.Cut(name, "/")
		if rest == generators.ReadmeFile {
			continue // divided_test.go reads it
		}
		root, file, _ := strings.Cut(rest, "/")
		if files["arm/"+root+"/main.json"] == nil && strings.Contains(file, "/") { // a tenant's folder
			of, deeper, _ := strings.Cut(file, "/")
			root, file = root+"/"+of, deeper
		}
		if strings.HasSuffix(root, "/cross-tenant") {
			continue // each file is a deployment of its own; tenants_test.go reads them
		}
		if target == steps.Target {
			continue
		}
		if out[root] == nil {
			out[root] = map[string][]byte{}
		}
		out[root][target+"/main/"+file] = content
	}
	return withWholes(out)
}

// withWholes moves the script of a root that is divided to a root beside its parts, with the ARM JSON of all of them together: it makes
// them all.
func withWholes(roots map[string]map[string][]byte) map[string]map[string][]byte {
	parts := map[string][]string{}
	for _, root := range sortedNames(roots) {
		whole, script := path.Join(path.Dir(root), "main"), false
		for name := range roots[root] {
			script = script || strings.HasPrefix(name, "powershell/")
		}
		if !script {
			parts[whole] = append(parts[whole], root)
		}
	}
	for whole, others := range parts {
		all := map[string][]byte{"arm/main/main.parameters.json": roots[others[0]]["arm/main/main.parameters.json"]}
		for _, root := range append([]string{whole}, others...) {
			if part := roots[root]["arm/main/main.json"]; part != nil {
				all["arm/main/"+strings.ReplaceAll(root, "/", "-")+".json"] = part
			}
		}
		for name, content := range roots[whole] {
			if strings.HasPrefix(name, "powershell/") {
				all[name] = content
				delete(roots[whole], name)
			}
		}
		roots[whole+" whole"] = all
	}
	return roots
}

// has tells whether a root has files of a target: of one that is divided, the script is beside its parts.
func has(files map[string][]byte, target string) bool {
	for name := range files {
		if strings.HasPrefix(name, target+"/") {
			return true
		}
	}
	return false
}

// eachCase runs a test on the files of every case and of the intent beyond them, and when all are the same, another on what
// it has counted.
func eachCase(t *testing.T, test func(t *testing.T, files map[string][]byte, seen *counts), total func(seen *counts)) {
	t.Helper()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	eachOfCases(t, append(dirs, "beyond", "connected"), test, total)
}

func eachOfCases(t *testing.T, dirs []string, test func(t *testing.T, files map[string][]byte, seen *counts), total func(seen *counts)) {
	t.Helper()
	seen := &counts{}
	t.Run("cases", func(t *testing.T) {
		for _, dir := range dirs {
			t.Run(filepath.Base(dir), func(t *testing.T) {
				t.Parallel()
				roots := rootsOf(filesOf(t, dir))
				for _, root := range sortedNames(roots) {
					test(t, roots[root], seen)
					seen.add("root "+root, 1)
				}
				seen.add("cases", 1)
			})
		}
	})
	if seen.by["cases"] == len(dirs) && !t.Failed() { // not where -run chooses some
		total(seen)
	}
}

// readARMOf reads the ARM JSON of a case anew: allowances change what is read.
func readARMOf(t *testing.T, files map[string][]byte) *sameNetwork {
	t.Helper()
	var n *sameNetwork
	require.NoError(t, reading(func() { n = readTemplates(files) }))
	return n
}

// report fails with the first lines of a list.
func report(t *testing.T, lines []string) {
	t.Helper()
	const most = 20
	for i, line := range lines {
		if i == most {
			t.Errorf("and %d more", len(lines)-most)
			return
		}
		t.Error(line)
	}
}

// scriptDifferences says how the script differs from the ARM JSON, given without and with the allowances.
func scriptDifferences(arm, allowed *sameNetwork, files map[string][]byte) (lines []string, r *rowReader, err error) {
	err = reading(func() {
		r = readScript(files)
		lines = append(allowed.differences(r.network, "ARM", "PowerShell"), r.broken(arm)...)
	})
	return lines, r, err
}

func TestPowerShellIsTheSameNetworkAsARM(t *testing.T) {
	t.Parallel()
	eachCase(t, func(t *testing.T, files map[string][]byte, seen *counts) {
		if !has(files, "powershell") {
			return
		}
		arm := readARMOf(t, files)
		allowed := readARMOf(t, files).allowed("powershell", seen)
		lines, r, err := scriptDifferences(arm, allowed, files)
		require.NoError(t, err)
		report(t, lines)
		for _, column := range sortedNames(r.columns) {
			table, name, _ := strings.Cut(column, " ")
			require.Truef(t, r.script.uses(table, name), "column %s of %s: no function reads it", name, table)
		}
		countKinds(allowed, seen)
	}, func(seen *counts) { checkCounts(t, "powershell", seen) })
}

func countKinds(n *sameNetwork, seen *counts) {
	for _, x := range n.resources {
		seen.add("kind "+x.kind, 1)
		countValues(x.body, seen)
	}
}

func countValues(v any, seen *counts) {
	switch v := v.(type) {
	case map[string]any:
		for _, item := range v {
			countValues(item, seen)
		}
	case []any:
		for _, item := range v {
			countValues(item, seen)
		}
	default:
		seen.add("values", 1)
	}
}

// checkCounts requires that the cases have all kinds of resources, and need all allowances of a target.
func checkCounts(t *testing.T, target string, seen *counts) {
	t.Helper()
	for _, table := range rowTables {
		require.NotZerof(t, seen.by["kind "+table.kind], "no case has %s", table.kind)
	}
	for _, a := range allowances {
		require.Falsef(t, a.target == target && seen.by[a.what] == 0, "no case needs the allowance %q: delete it", a.what)
	}
	resources := 0
	for name, n := range seen.by {
		if strings.HasPrefix(name, "kind ") && !slices.Contains([]string{"kind " + sameDeployments, "kind " + sameOutputs}, name) {
			resources += n
		}
	}
	t.Logf("%d resources, %d deployments, %d outputs, %d values", resources, seen.by["kind "+sameDeployments], seen.by["kind "+sameOutputs], seen.by["values"])
}
