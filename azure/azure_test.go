package azure

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// eachTable calls test for every table of every stage, once.
func eachTable(t *testing.T, test func(*testing.T, *Table)) {
	seen := map[*Table]bool{}
	for _, s := range Stages() {
		for _, table := range s.Tables() {
			if !seen[table] {
				seen[table] = true
				t.Run(table.Name, func(t *testing.T) { test(t, table) })
			}
		}
	}
	require.NotEmpty(t, seen)
}

func TestTablesAndTheirColumnsHaveDistinctNames(t *testing.T) {
	names := map[string]*Table{}
	eachTable(t, func(t *testing.T, table *Table) {
		assert.Nil(t, names[table.Name], "two tables of that name")
		names[table.Name] = table
		assert.NotEmpty(t, table.One)
		assert.True(t, strings.HasSuffix(table.About, "."), "about is a sentence")
		keys := map[string]bool{}
		for _, r := range table.Resources {
			assert.False(t, keys[r.Key], r.Key)
			keys[r.Key] = true
			assert.NotNil(t, TypeOf(r.Type), r.Type)
			assert.True(t, strings.HasSuffix(r.About, "."), r.Key)
		}
		eachColumns(table.Infos(), func(infos []Info) {
			columns := map[string]bool{}
			for _, c := range infos {
				assert.False(t, columns[c.Name], c.Name)
				columns[c.Name] = true
				assert.Regexp(t, `^[a-z][A-Za-z0-9]*$`, c.Name)
				assert.Equal(t, c.Kind == NestedRows, c.Rows != nil, c.Name)
			}
		})
	})
}

// eachColumns calls visit with the columns of a table and of its nested rows.
func eachColumns(infos []Info, visit func([]Info)) {
	visit(infos)
	for _, c := range infos {
		if c.Rows != nil {
			eachColumns(c.Rows.Infos(), visit)
		}
	}
}

func TestAColumnHasTheNameOfItsPropertyOrIsInTheVocabulary(t *testing.T) {
	used := map[string]bool{}
	eachTable(t, func(t *testing.T, table *Table) {
		for i := range table.Resources {
			names := map[string][]string{} // by column: those that its properties would give it
			for _, leaf := range table.Resources[i].Leaves() {
				column := columnOf(leaf.Node)
				if _, isItem := leaf.Node.(Reference); column == "" || isItem && strings.HasSuffix(leaf.Path, "[]") {
					continue // of an item, the column of its list has the name
				}
				word, want := wordOf(leaf.Path)
				if c, ok := leaf.Node.(Column); ok && c.IDOf != "" && (column == word || column == word+"Id") {
					continue // what the intent names by its id has Azure's word, or where what the deployment makes has it, that with Id
				}
				used[word] = true
				names[column] = append(names[column], want)
			}
			for column, of := range names {
				assert.Contains(t, of, column, table.Resources[i].Key)
			}
		}
	})
	for word := range Vocabulary {
		assert.True(t, used[word], "%s: no shape has it", word)
	}
	assert.LessOrEqual(t, len(Vocabulary), 75, "a vocabulary is small")
}

func columnOf(n Node) string {
	switch n := n.(type) {
	case Column:
		return n.Name
	case Flag:
		return n.Name
	case Reference:
		if n.Column != TheString && (n.Name == "" || n.Name.mentions(n.Column)) {
			return n.Column
		}
	case *Rows:
		return n.Column
	case Key:
		return n.Column
	}
	return ""
}

// wordOf is the word of the vocabulary for a path, the longest that ends it, with the name of its column.
func wordOf(path string) (word, column string) {
	path = strings.TrimSuffix(strings.TrimSuffix(path, ".id"), "[]")
	for end := path; ; {
		if short, ok := Vocabulary[end]; ok {
			return end, short
		}
		_, rest, more := strings.Cut(end, ".")
		if !more {
			return end, end
		}
		end = rest
	}
}

func TestBehaviorsAreOfPathsThatAreWrittenOrThatAzureHas(t *testing.T) {
	written := map[string]map[string]bool{} // by type
	eachTable(t, func(t *testing.T, table *Table) {
		for i := range table.Resources {
			r := &table.Resources[i]
			if written[r.Type] == nil {
				written[r.Type] = map[string]bool{}
			}
			for _, leaf := range r.Leaves() {
				for path := leaf.Path; path != ""; { // what is around a leaf is written too
					written[r.Type][path] = true
					if strings.HasSuffix(path, "[]") {
						path = strings.TrimSuffix(path, "[]")
						continue
					}
					i := strings.LastIndexByte(path, '.')
					path = path[:max(i, 0)]
				}
			}
		}
	})
	notWritten := map[Effect]bool{KeptWhenAbsent: true, ResetWhenAbsent: true, DeletedWhenAbsent: true, Ignored: true, ReadOnly: true, Hidden: true, Others: true, Fixed: true,
		Mends: true, Syncs: true, Ready: true, Provided: true, Filled: true, AfterNextHops: true,
		Interrupts: true} // a change by a template of others interrupts too
	for _, x := range Types {
		for _, b := range x.Behaviors {
			assert.True(t, b.Source != "" || b.Sure == Contested, "%s %s: no source", x.Name, b.Path)
			valued := map[Effect]bool{Defaults: true, Mends: true, Syncs: true, Ready: true, Provided: true}[b.Effect]
			if b.Effect == Filled { // what is filled may have them, as a list
				_, valued = b.Value.(List)
			}
			assert.Equal(t, valued, b.Value != nil, "%s %s: a default or a state has a value, and nothing else has", x.Name, b.Path)
			assert.False(t, b.Passes && (b.Effect != Refused || b.Code == ""), "%s %s: what passes is a refusal with a code", x.Name, b.Path)
			if b.Path != "" && written[x.Name] != nil && !notWritten[b.Effect] {
				assert.True(t, written[x.Name][b.Path], "%s: no shape writes %s", x.Name, b.Path)
			}
		}
	}
}

var testEstate = &Estate{
	Subscriptions: map[string]string{"prod": "6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103", "dev": "7f1d2c0a-4b1e-4f53-9d27-1c6f0a9be104"},
	Tags:          Object{{"owner", Str("net")}},
	Sets:          map[string]map[string]List{},
}

func net(subscription, group, name string) ID {
	return ID{Subscription: testEstate.Subscriptions[subscription], ResourceGroup: group, Type: TypeVirtualNetwork, Name: name}
}

func TestARowSaysOnlyWhatNothingElseSays(t *testing.T) {
	place := Place{Subscription: "prod", ResourceGroup: "rg", Location: "westeurope"}
	for name, c := range map[string]struct {
		remote To
		name   string
		want   Object
	}{
		"in the same group": {To{ID: net("prod", "rg", "vnet-b"), Name: "b"}, "peer-a-to-b", Object{{"network", Str("a")}, {"remote", Str("b")}}},
		"elsewhere": {To{ID: net("dev", "rg-b", "vnet-b"), Name: "b"}, "peer-a-to-b",
			Object{{"network", Str("a")}, {"remote", Str("b")}, {"remoteResourceGroup", Str("rg-b")}, {"remoteSubscription", Str("dev")}}},
		"in the deployment's own subscription": {To{ID: net("", "rg", "vnet-b"), Name: "b"}, "peer-a-to-b",
			Object{{"network", Str("a")}, {"remote", Str("b")}, {"remoteSubscription", Str(OwnSubscription)}}},
		"by other names": {To{ID: net("prod", "rg", "b-weu"), Name: "b"}, "a-b",
			Object{{"network", Str("a")}, {"remote", Str("b")}, {"remoteAzureName", Str("b-weu")}, {"azureName", Str("a-b")}}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := testEstate.Row(Peerings, place, Facts{"network": To{ID: net("prod", "rg", "vnet-a"), Name: "a"}, "remote": c.remote,
				"azureName": Str(c.name), "forwardedTraffic": Bool(true)})
			require.NoError(t, err)
			assert.Equal(t, c.want, r.Cells)
			made, err := testEstate.Expand(r)
			require.NoError(t, err)
			require.Len(t, made, 1)
			assert.Equal(t, "vnet-a/"+c.name, made[0].ID.Name)
			remote := made[0].Body.Get("properties").(Object).Get("remoteVirtualNetwork").(Object).Get("id")
			assert.Equal(t, Ref(c.remote.ID), remote)
		})
	}
}

func TestWhatIsNoneOfTheDeploymentsIsWrittenWhole(t *testing.T) {
	far := net("dev", "rg-far", "vnet-far")
	r, err := testEstate.Row(Peerings, Place{Subscription: "prod", ResourceGroup: "rg"}, Facts{"network": To{ID: net("prod", "rg", "vnet-a"), Name: "a"},
		"remote": To{ID: far, Name: "far", Outside: true}, "azureName": Str("peer-a-to-far")})
	require.NoError(t, err)
	made, err := testEstate.Expand(r)
	require.NoError(t, err)
	assert.Equal(t, Str(far.String()), made[0].Body.Get("properties").(Object).Get("remoteVirtualNetwork").(Object).Get("id"))
	assert.Equal(t, Bool(false), r.Cells.Get("forwardedTraffic"), "what is not said of a flag is that it is not so")
}

func TestBadFactsAreRefused(t *testing.T) {
	place := Place{ResourceGroup: "rg", Location: "westeurope"}
	good := func() Facts {
		return Facts{"name": Str("a"), "azureName": Str("vnet-a"), "location": Str("westeurope"), "prefixes": TextList([]string{"10.0.0.0/24"}), "subnets": Nested{}}
	}
	_, err := testEstate.Row(Networks, place, good())
	require.NoError(t, err)
	for want, change := range map[string]func(Facts){
		"colour: no such column": func(f Facts) { f["colour"] = Str("red") },
		"prefixes: missing":      func(f Facts) { delete(f, "prefixes") },
		"does not fit":           func(f Facts) { f["prefixes"] = Str("10.0.0.0/24") },
		"row 1: name: missing": func(f Facts) {
			f["subnets"] = Nested{{"prefix": Str("10.0.0.0/26"), "defaultOutboundAccess": Bool(true)}}
		},
		"would say something": func(f Facts) { delete(f, "location") },
		"is no id of":         func(f Facts) { f["ddosProtectionPlan"] = Str("/subscriptions/x/plan") },
		"row 1: vlan: no such column": func(f Facts) {
			f["subnets"] = Nested{{"name": Str("s"), "prefix": Str("10.0.0.0/26"), "defaultOutboundAccess": Bool(true), "vlan": Int(1)}}
		},
	} {
		f := good()
		change(f)
		_, err := testEstate.Row(Networks, place, f)
		require.ErrorContains(t, err, want)
	}
}

func TestSharedRowsComeBeforeTheRowsOwnAndBodiesAreByPrefix(t *testing.T) {
	e := *testEstate
	shared, err := e.Shared(Networks.NestedRows("routes"), Nested{
		{"to": Str("internet"), "name": Str("internet-0.0.0.0_0"), "prefix": Str("0.0.0.0/0"), "nextHopType": Str("VirtualAppliance"), "nextHop": Str("10.0.0.4")},
		{"to": Str("far"), "name": Str("far-192.168.0.0_16"), "prefix": Str("192.168.0.0/16"), "nextHopType": Str("VirtualAppliance"), "nextHop": Str("10.0.0.4")},
	})
	require.NoError(t, err)
	e.Sets = map[string]map[string]List{"routeSets": {"estate": shared}}
	r, err := e.Row(RouteTables, Place{ResourceGroup: "rg"}, Facts{"network": Str("a"), "azureName": Str("rt-a"), "location": Str("westeurope"), "tags": e.Tags,
		"routeSets": TextList([]string{"estate"}), "gatewayRoutes": Bool(false),
		"routes": Nested{{"name": Str("lab"), "prefix": Str("10.9.0.0/16"), "nextHopType": Str("None")}}})
	require.NoError(t, err)
	made, err := e.Expand(r)
	require.NoError(t, err)
	var names []string
	for _, item := range made[0].Body.Get("properties").(Object).Get("routes").(List) {
		names = append(names, string(item.(Object).Get("name").(Str)))
	}
	assert.Equal(t, []string{"internet-0.0.0.0_0", "lab", "far-192.168.0.0_16"}, names)
	assert.Equal(t, Object{{"network", Str("a")}, {"location", Str("westeurope")}, {"routeSets", List{Str("estate")}},
		{"routes", List{Object{{"name", Str("lab")}, {"prefix", Str("10.9.0.0/16")}, {"nextHopType", Str("None")}}}}}, r.Cells)
}

func TestIDsAreReadAndWritten(t *testing.T) {
	text := "/subscriptions/6F1D/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
	id, ok := ParseID(strings.Replace(text, "resourceGroups", "resourcegroups", 1), TypeSubnet)
	require.True(t, ok)
	assert.Equal(t, text, id.String())
	for _, bad := range []string{"", "/", text + "/x", strings.Replace(text, "subnets", "peerings", 1), "/providers/x"} {
		_, ok := ParseID(bad, TypeSubnet)
		assert.False(t, ok, bad)
	}
}

func TestVersionsOfPartsAreThoseOfTheirResources(t *testing.T) {
	assert.Equal(t, networkAPI, VersionOf(TypeCircuit+"/authorizations"))
	assert.Equal(t, commitAPI, VersionOf(TypeCommit))
	assert.Equal(t, resourcesAPI, VersionOf(TypeResourceGroup))
	for _, x := range Types {
		if strings.HasPrefix(x.Name, "Microsoft.Network/") && x.Name != TypeCommit {
			assert.Less(t, x.API, "2025-07-01", x.Name)
		}
	}
}
