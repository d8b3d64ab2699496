package bicep

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

const group = "rg-net"

// half is a resource of a module of peerings: a half on a network, after others of the same module.
func half(t *testing.T, network, remote string, after ...plan.ID) plan.Resource {
	t.Helper()
	id := func(name string) azure.To {
		return azure.To{ID: azure.ID{ResourceGroup: group, Type: azure.TypeVirtualNetwork, Name: "vnet-" + name}, Name: name}
	}
	e := &azure.Estate{}
	row, err := e.Row(azure.Peerings, azure.Place{ResourceGroup: group, Location: "westeurope"}, azure.Facts{
		"network": id(network), "remote": id(remote), "azureName": azure.Str("peer-" + network + "-to-" + remote),
		"classic": azure.Bool(false), "forwardedTraffic": azure.Bool(true), "gatewayTransit": azure.Bool(false), "remoteGateways": azure.Bool(false)})
	require.NoError(t, err)
	made, err := e.Expand(row)
	require.NoError(t, err)
	return plan.Resource{ID: made[0].ID, APIVersion: made[0].APIVersion, Parent: made[0].Parent, Body: made[0].Body, Row: row, Key: "peering", DependsOn: after}
}

// halves are resources of which each waits for the one before on the same network.
func halves(t *testing.T, pairs ...string) []plan.Resource {
	t.Helper()
	last := map[string][]plan.ID{}
	var out []plan.Resource
	for _, p := range pairs {
		network, remote, _ := strings.Cut(p, ">")
		r := half(t, network, remote, last[network]...)
		last[network] = []plan.ID{r.ID}
		out = append(out, r)
	}
	return out
}

func module(s azure.Stage, part string, after []string, resources []plan.Resource) plan.Module {
	return plan.Module{Symbol: s.File() + part, Stage: s, Part: part, Scope: plan.Scope{Folder: azure.OwnSubscription, ResourceGroup: group}, DependsOn: after, Resources: resources}
}

// shown are loops as text: what each is called, what it waits for, and its entries with their rows.
func shown(t *testing.T, modules ...plan.Module) []string {
	t.Helper()
	loops, err := loopsOf(&plan.Root{Name: "main", Modules: modules})
	require.NoError(t, err)
	var out []string
	for _, l := range loops {
		var after []string
		for _, b := range l.after {
			after = append(after, b.symbol())
		}
		line := fmt.Sprintf("%s %v", l.symbol(), after)
		for _, e := range l.entries {
			line += "; " + e.key + ":"
			for _, table := range e.tables {
				for _, r := range table.rows {
					line += " " + firstCell(r.row) + ">" + string(r.row.Cells.Get("remote").(azure.Str))
				}
			}
		}
		out = append(out, line)
	}
	return out
}

func TestEachNetworkThatIsChangedHasAnEntryOfItsOwn(t *testing.T) {
	assert.Equal(t, []string{
		"peering []; east: east>a east>b; west: west>a west>b",
		"returnPeering [peering]; rg-net: a>east b>east",
	}, shown(t,
		module(azure.StagePeering, "", nil, halves(t, "west>a", "east>a", "west>b", "east>b")),
		module(azure.StageReturnPeering, "", []string{"peering"}, halves(t, "a>east", "b>east"))))
}

func TestANetworkWithSecondHalvesIsMadeBesideOthersOrIsAChain(t *testing.T) {
	assert.Equal(t, []string{
		"peering []; a: a>b a>c; b: b>c",
		"returnPeering [peering]; rg-net: b>a",
		"returnPeeringChain [peering]; c: c>a c>b",
	}, shown(t,
		module(azure.StagePeering, "", nil, halves(t, "a>b", "a>c", "b>c")),
		module(azure.StageReturnPeering, "", []string{"peering"}, halves(t, "b>a", "c>a", "c>b"))))
}

func TestANetworkWithManySecondHalvesIsAChain(t *testing.T) {
	pairs := []string{"a>x", "b>x"}
	for _, remote := range strings.Fields("p q r s t") {
		pairs = append(pairs, "z>"+remote)
	}
	assert.Equal(t, []string{
		"peering []; x: x>a",
		"returnPeering [peering]; rg-net: a>x b>x",
		"returnPeeringChain [peering]; z: z>p z>q z>r z>s z>t",
	}, shown(t,
		module(azure.StagePeering, "", nil, halves(t, "x>a")),
		module(azure.StageReturnPeering, "", []string{"peering"}, halves(t, pairs...))))
	loops, err := loopsOf(&plan.Root{Modules: []plan.Module{module(azure.StageReturnPeering, "", nil, halves(t, pairs...))}})
	require.NoError(t, err)
	assert.Equal(t, azure.StagePeering, loops[1].module, "the module that makes them one after the other")
}

func TestPartsOfOneChainAreRounds(t *testing.T) {
	first, second := halves(t, "hub>a", "other>a"), halves(t, "hub>b")
	assert.Equal(t, []string{
		"peering []; hub-0: hub>a; other-0: other>a",
		"peering2 [peering]; hub-1: hub>b",
	}, shown(t, module(azure.StagePeering, "0", nil, first), module(azure.StagePeering, "1", []string{"peering0"}, second)))
	assert.Equal(t, []string{"peering []; hub-0: hub>a; other-0: other>a; hub-1: hub>b"},
		sorted(shown(t, module(azure.StagePeering, "0", nil, first), module(azure.StagePeering, "1", nil, second))), "parts that do not wait for each other")
}

// sorted has the entries of each line by their parts.
func sorted(lines []string) []string {
	for i, line := range lines {
		parts := strings.Split(line, "; ")
		slices.SortStableFunc(parts[1:], func(a, b string) int {
			x, _, _ := strings.Cut(a, ":")
			y, _, _ := strings.Cut(b, ":")
			return strings.Compare(x[len(x)-1:], y[len(y)-1:])
		})
		lines[i] = strings.Join(parts, "; ")
	}
	return lines
}

func TestPartsWithChainsAndRoundsComeInOrder(t *testing.T) {
	many := []string{"a>x", "z>p", "z>q", "z>r", "z>s", "z>t"}
	assert.Equal(t, []string{
		"returnPeering []; rg-net-0: a>x",
		"returnPeeringChain []; z-0: z>p z>q z>r z>s z>t",
		"returnPeering2 [returnPeering returnPeeringChain]; rg-net-1: a>y",
		"returnPeeringChain2 [returnPeering returnPeeringChain]; z-1: z>u z>v z>w z>x z>y",
	}, shown(t,
		module(azure.StageReturnPeering, "0", nil, halves(t, many...)),
		module(azure.StageReturnPeering, "1", []string{"return-peering0"}, halves(t, "a>y", "z>u", "z>v", "z>w", "z>x", "z>y"))))
}

func TestResourceGroupsOfTheRootComeFirst(t *testing.T) {
	e := &azure.Estate{}
	row, err := e.Row(azure.ResourceGroups, azure.Place{}, azure.Facts{"name": azure.Str(group), "location": azure.Str("westeurope")})
	require.NoError(t, err)
	made, err := e.Expand(row)
	require.NoError(t, err)
	m := module(azure.StagePeering, "", nil, halves(t, "hub>a"))
	m.Scope.GroupSymbol = "rgNet"
	loops, err := loopsOf(&plan.Root{Groups: []plan.Resource{{Symbol: "rgNet", ID: made[0].ID, APIVersion: made[0].APIVersion, Body: made[0].Body, Row: row, Key: "resourceGroup"}},
		Modules: []plan.Module{m}})
	require.NoError(t, err)
	require.Len(t, loops, 2)
	assert.Equal(t, "resourceGroups", loops[0].symbol())
	assert.Equal(t, []*loop{loops[0]}, loops[1].after)
	assert.Equal(t, "default", loops[0].entries[0].key)
}

// TestRowsStandInTheOrderOfTheirNames adds a rule of access between two of four networks: their rows get a security group, and no row moves.
func TestRowsStandInTheOrderOfTheirNames(t *testing.T) {
	networks := func(access string) []string {
		text := "vnetloom: v1\nname: x\ndefaults: {location: westeurope, resourceGroup: rg-net}\nnetworks:\n"
		for i, n := range strings.Fields("a b c d") {
			text += fmt.Sprintf("  %s: {addressSpace: 10.%d.0.0/24, subnets: {web: 10.%d.0.0/26}}\n", n, i, i)
		}
		text += "connections:\n  a-b: {kind: peering, between: [a, b]}\n  c-d: {kind: peering, between: [c, d]" + access + "}\n"
		var out []string
		p := lowered(t, text)
		loops, err := loopsOf(&p.Roots[0])
		require.NoError(t, err)
		for _, l := range loops {
			for _, e := range l.entries {
				for _, table := range e.tables {
					for _, r := range table.rows {
						out = append(out, fmt.Sprint(l.symbol(), " ", table.table.Name, " ", r.row.Cells))
					}
				}
			}
		}
		return out
	}
	without, with := networks(""), networks(", access: {f: {from: c, to: d, ports: tcp/22}}")
	require.Len(t, with, len(without))
	changed := 0
	for i := range without {
		a, b := strings.Fields(without[i]), strings.Fields(with[i])
		assert.Equal(t, a[:4], b[:4], "the same row")
		if without[i] != with[i] {
			changed++
			assert.Regexp(t, `networks \[\{name [cd]\}`, with[i])
		}
	}
	assert.Equal(t, 2, changed)
}

func TestRowsThatAreMadeOneAfterTheOtherKeepThePlansOrder(t *testing.T) {
	assert.Equal(t, []string{"peering []; hub: hub>b hub>a"}, shown(t, module(azure.StagePeering, "", nil, halves(t, "hub>b", "hub>a"))))
	assert.Equal(t, []string{"returnPeering []; rg-net: a>hub b>hub"}, shown(t, module(azure.StageReturnPeering, "", nil, halves(t, "b>hub", "a>hub"))))
	assert.Equal(t, []string{"returnPeeringChain []; z: z>t z>s z>r z>q z>p"},
		shown(t, module(azure.StageReturnPeering, "", nil, halves(t, "z>t", "z>s", "z>r", "z>q", "z>p"))))
}

func TestPlansThatLoopsDoNotKeepAreRefused(t *testing.T) {
	backwards := halves(t, "hub>a", "hub>b")
	backwards[0].DependsOn, backwards[1].DependsOn = []plan.ID{backwards[1].ID}, nil
	nothing := halves(t, "hub>a")
	nothing[0].DependsOn = []plan.ID{{Type: azure.TypePeering, Name: "x"}}
	noRow := halves(t, "hub>a")
	noRow[0].Row = nil
	other := halves(t, "hub>a", "hub>b")
	other[1].Row.Place.Location = "northeurope"
	for name, modules := range map[string][]plan.Module{
		"rows in another order":  {module(azure.StagePeering, "", nil, backwards)},
		"what is not there":      {module(azure.StagePeering, "", nil, nothing)},
		"no row":                 {module(azure.StagePeering, "", nil, noRow)},
		"two places":             {module(azure.StagePeering, "", nil, other)},
		"no such module":         {module(azure.StagePeering, "", []string{"none"}, halves(t, "hub>a"))},
		"a module that is later": {module(azure.StagePeering, "", []string{"return-peering"}, halves(t, "hub>a")), module(azure.StageReturnPeering, "", nil, halves(t, "a>hub"))},
	} {
		_, err := loopsOf(&plan.Root{Modules: modules})
		assert.Error(t, err, name)
	}
}

func TestARowThatSaysSomethingElseThanThePlanIsRefused(t *testing.T) {
	g := &printer{estate: &azure.Estate{}}
	check := func(resources []plan.Resource) error {
		loops, err := loopsOf(&plan.Root{Modules: []plan.Module{module(azure.StagePeering, "", nil, resources)}})
		require.NoError(t, err)
		return g.checkRows(loops)
	}
	require.NoError(t, check(halves(t, "hub>a", "hub>b")))
	for name, change := range map[string]func(*plan.Resource){
		"a property": func(r *plan.Resource) {
			r.Body = plan.Object{{Key: "properties", Value: append(r.Body.Get("properties").(plan.Object), plan.Member{Key: "x", Value: plan.Bool(true)})}}
		},
		"a name":        func(r *plan.Resource) { r.ID.Name += "x" },
		"an API":        func(r *plan.Resource) { r.APIVersion = "2020-01-01" },
		"a parent":      func(r *plan.Resource) { r.Parent = nil },
		"a lost column": func(r *plan.Resource) { r.Row.Cells = r.Row.Cells[:1] },
		"a cell":        func(r *plan.Resource) { r.Row.Cells[1].Value = plan.Str("other") },
	} {
		resources := halves(t, "hub>a", "hub>b")
		change(&resources[0])
		if resources[1].DependsOn[0] != resources[0].ID {
			resources[1].DependsOn = []plan.ID{resources[0].ID}
		}
		assert.Error(t, check(resources), name)
	}
}
