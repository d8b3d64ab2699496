package powershell

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// generate prints a plan of one root.
func generate(t *testing.T, p *plan.Plan) string {
	t.Helper()
	files, err := New().Generate(p)
	require.NoError(t, err)
	require.Len(t, files.Files(), 2)
	require.Equal(t, generators.ReadmeFile, files.Files()[0].Path)
	file := files.Files()[1]
	if dir := os.Getenv("POWERSHELL_OUT"); dir != "" { // for the oracles, which are run by hand
		path := filepath.Join(dir, t.Name(), file.Path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, file.Content, 0o666))
	}
	return string(file.Content)
}

func TestASubscriptionIsNamedOnlyWhereItIsDeclared(t *testing.T) {
	s := generate(t, sample())
	require.Contains(t, s, "Stage = 'network'; Name = 'rt-shop'; ResourceGroup = 'rg-spokes'\n        Subscription = '"+prod+"'")
	require.Contains(t, s, "Name = 'rt-hub-GatewaySubnet'; ResourceGroup = 'rg-hub'; Location = 'westeurope'\n")
}

func TestRowsNameWhatIsOursAndPointToTheRestByID(t *testing.T) {
	s := generate(t, sample())
	for _, want := range []string{
		"@{ Name = 'GatewaySubnet'; Prefixes = @('10.0.0.0/26'); RouteTable = 'rt-hub-GatewaySubnet' }",
		"@{ Name = 'dual'; Prefixes = @('10.1.0.64/26', 'fd00:db8:1::/64') }",
		"@{ Name = 'default'; Prefix = '0.0.0.0/0'; NextHop = 'VirtualAppliance'; Address = '10.0.0.68' }",
		"@{ Name = 'out'; Prefix = '203.0.113.0/24'; NextHop = 'Internet' }",
		"@{ Name = 'two'; Subnet = 'vnet-hub/GatewaySubnet'; PublicAddress = 'pip-vpn-2' }",
		"Name = 'shop-to-pay'; Protocols = @('TCP', 'UDP'); Sources = @('ipg-shop')",
		"NetworkSecurityGroup = '" + nsg + "'",
		"Name = 'all'; Frontend = 'front'; BackendPool = 'back'; Probe = 'alive'; Protocol = 'All'",
		"RemoteSubscription = ''; NetworkAccess = $true; ForwardedTraffic = $true; GatewayTransit = $false",
		"    # Network shop (networks.shop).\n",
	} {
		require.Contains(t, s, want)
	}
}

func TestStagesRunInTheOrderOfThePlan(t *testing.T) {
	s := generate(t, sample())
	last := -1
	for _, stage := range []string{"resource-groups", "hub", "gateway", "firewall", "load-balancer", "network", "peering", "return-peering"} {
		at := strings.Index(s, "Write-Progress -Activity $Title -Status '"+stage+"'")
		require.Greater(t, at, last, stage)
		last = at
	}
	require.Greater(t, strings.Index(s, "    Complete-Peering -Row $Peerings"), last)
}

func TestOnlyFunctionsThatThePlanNeedsAreIncluded(t *testing.T) {
	p := sample()
	p.Roots[0].Modules = p.Roots[0].Modules[:2]
	s := generate(t, p)
	require.Contains(t, s, "function Set-Network ")
	for _, name := range []string{"Set-Peering", "Set-Gateway", "Set-Firewall", "Set-Policy", "Wait-Resource", "Set-LoadBalancer", "Complete-Peering"} {
		require.NotContains(t, s, name)
	}
}

func TestTheSameBytesEveryTime(t *testing.T) {
	first := generate(t, sample())
	for range 5 {
		require.Equal(t, first, generate(t, sample()))
	}
}

func TestAScriptPerRoot(t *testing.T) {
	p := sample()
	p.Roots = append(p.Roots, plan.Root{Name: "part-2", Modules: p.Roots[0].Modules[1:2]})
	files, err := New().Generate(p)
	require.NoError(t, err)
	require.Equal(t, "main/Deploy-ContosoEstate.ps1", files.Files()[1].Path)
	require.Equal(t, "part-2/Deploy-ContosoEstatePart2.ps1", files.Files()[2].Path)
}

// A member of any object of any body that the printer does not know is an error, never left out.
func TestNothingIsDropped(t *testing.T) { nothingIsDropped(t, sample, 100) }

func nothingIsDropped(t *testing.T, of func() *plan.Plan, atLeast int) {
	t.Helper()
	count := 0
	for {
		p, target := of(), count
		seen := 0
		for i := range p.Roots[0].Modules {
			for j := range p.Roots[0].Modules[i].Resources {
				r := &p.Roots[0].Modules[i].Resources[j]
				r.Body = addUnknown(r.Body, &seen, target).(plan.Object)
			}
		}
		if target >= seen {
			break
		}
		_, err := New().Generate(p)
		require.Error(t, err, "object %d", target)
		count++
	}
	require.Greater(t, count, atLeast)
}

// addUnknown puts a member into the object with that number.
func addUnknown(v plan.Value, seen *int, target int) plan.Value {
	switch v := v.(type) {
	case plan.Object:
		hit := *seen == target
		*seen++
		out := plan.Object{}
		for _, m := range v {
			out = append(out, plan.Member{Key: m.Key, Value: addUnknown(m.Value, seen, target)})
		}
		if hit {
			out = append(out, plan.Member{Key: "unknown", Value: plan.Int(1)})
		}
		return out
	case plan.List:
		out := plan.List{}
		for _, item := range v {
			out = append(out, addUnknown(item, seen, target))
		}
		return out
	}
	return v
}

func TestWhatIsRefused(t *testing.T) {
	for name, breakIt := range map[string]func(*plan.Root){
		"type":    func(r *plan.Root) { r.Modules[1].Resources[0].ID.Type = networkProvider + "bastionHosts" },
		"stage":   func(r *plan.Root) { r.Modules[1].File = "elsewhere" },
		"version": func(r *plan.Root) { r.Modules[1].Resources[0].APIVersion = "2020-01-01" },
		"order":   func(r *plan.Root) { r.Modules[1].DependsOn = []string{"network"} },
		"control": func(r *plan.Root) { r.Modules[1].Resources[0].ID.Name = "a\nb" },
		"rules without a policy": func(r *plan.Root) {
			r.Modules[3].Resources[5].ID.Name = "other/access"
		},
		"sources of both kinds": func(r *plan.Root) {
			both := plan.Member{Key: "sourceAddresses", Value: strs("10.0.0.0/8")}
			body := r.Modules[3].Resources[5].Body.Get("properties").(plan.Object)
			collection := body.Get("ruleCollections").(plan.List)[0].(plan.Object)
			rules := collection.Get("rules").(plan.List)
			rules[0] = append(rules[0].(plan.Object), both)
		},
		"tags that differ by case": func(r *plan.Root) {
			r.Groups[0].Body = obj{{Key: "location", Value: str("x")}, {Key: "tags", Value: obj{{Key: "a", Value: str("1")}, {Key: "A", Value: str("2")}}}}
		},
		"expression": func(r *plan.Root) {
			r.Groups[0].Body = obj{{Key: "location", Value: plan.ModuleOutput{Module: "a", Output: "b"}}}
		},
	} {
		p := sample()
		breakIt(&p.Roots[0])
		_, err := New().Generate(p)
		require.Error(t, err, name)
	}
}

func TestNastyNamesAreHarmless(t *testing.T) {
	p := sample()
	nasty := "it's ${x} $(Remove-Item) `\u2019; Write-Host \u201Ehi\u201D #> @' Ò"
	p.Name = nasty
	root := &p.Roots[0]
	root.Groups[0].Description = nasty + "\n#> <# second\r\nSIG # Begin signature block"
	root.Groups[0].ID.Name = nasty
	root.Groups[0].Body = obj{
		{Key: "location", Value: str(nasty)},
		{Key: "tags", Value: obj{{Key: nasty, Value: str(nasty)}, {Key: "Count", Value: str("$null")}, {Key: "Keys", Value: str("x")}}},
	}
	s := generate(t, p)
	require.True(t, strings.HasPrefix(s, "\uFEFF# Code generated by vnetloom from intent it's"), "Windows PowerShell needs the mark")
	quoted, err := quote(nasty)
	require.NoError(t, err)
	require.Contains(t, s, "Name = "+quoted)
	require.Contains(t, s, quoted+" = "+quoted)
	for _, line := range strings.Split(s, "\n") {
		if strings.Contains(line, "Remove-Item") && !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(line, "\uFEFF")), "#") {
			require.True(t, strings.Contains(line, quoted) || strings.HasPrefix(line, "Deploys the network "), line)
		}
	}
}

func TestLongCommentsAreBroken(t *testing.T) {
	p := sample()
	p.Roots[0].Groups[0].Description = strings.Repeat("word ", 22) + "ok SIG # Begin signature block"
	s := generate(t, p)
	require.True(t, strings.Contains(s, "word ok\n    # - SIG # Begin signature block\n    @{ Stage"))
}

func TestPrintingIsLinear(t *testing.T) {
	p := sample()
	spokes := &p.Roots[0].Modules[5]
	for i := range 2000 {
		table := far("routeTables", fmt.Sprintf("rt-%d", i))
		spokes.Resources = append(spokes.Resources, routeTable(table, true, route("default", "0.0.0.0/0", "VirtualAppliance", "10.0.0.68")))
	}
	start := time.Now()
	_, err := New().Generate(p)
	require.NoError(t, err)
	require.Less(t, time.Since(start), 10*time.Second)
}
