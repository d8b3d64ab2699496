package azure

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everything is a table with the nodes that those of a small estate do not have: addresses for each nested row, a child in the row, a
// secret, a property that is read, parts of resources, names of subscriptions.
var everything = define(Table{
	Name: "gateways", One: "gateway", Columns: []Column{{Name: "name"}},
	Resources: []Resource{
		{Key: "address", Type: TypePublicAddress, Each: "addresses", Name: Name{"pip-{^name}-{number}", "azureName"}, Body: Fields{{"zones", texts("zones").optional()}}},
		{Key: "gateway", Type: TypeGateway, Name: Name{"vgw-{name}", "azureName"}, Body: Fields{
			{"properties", Fields{
				{"configurations", &Rows{Column: "addresses", One: "address", Columns: []Column{{Name: "number", Kind: Integer}}, Item: Fields{
					{"subnet", id(Reference{Column: "network", Type: TypeSubnet, Name: "vnet-{network}", Child: []Name{{Pattern: "GatewaySubnet"}}})},
					{"address", id(Own{Resource: "address"})},
				}}},
				{"sharedKey", Key{Column: "key", Optional: true}},
				{"peer", Read{Of: Reference{Column: "circuit", Type: TypeCircuit + "/authorizations", Name: "erc-{circuit}", Child: []Name{{Pattern: "{authorization}"}},
					Optional: true}, Path: "keys[{index}].value"}},
				{"self", Own{Resource: "gateway", Type: TypeGateway + "/natRules", Child: []Name{{Pattern: "rule"}}}},
				{"all", Concat{Items{str("a")}, texts("zones").optional(), texts("more").optional(), Each{Column: texts("sets"), Item: It{}}}},
				{"groups", Each{Column: texts("sets"), Item: Reference{Column: TheString, Type: TypeIPGroup, Name: "ipg-{name}-{it}"}}},
				{"byAzure", Each{Column: texts("sets"), Item: Reference{Column: TheString, Type: TypeIPGroup}}},
				{"subscriptions", Each{Column: texts("subscriptions").optional(), Item: SubscriptionID{}}},
				{"kind", First{When{Is("sku", "Basic"), str("small")}, When{Has("sku"), str("large")}}},
				{"sku", text("sku").optional()},
				{"transit", Flag{Name: "transit", Yes: Str("True"), No: Str("False")}},
			}},
		}},
		{Key: "rule", Type: TypeRuleCollectionGroup, If: Has("transit"), In: "gateway", Name: Name{Pattern: "rules"}, Body: Fields{}},
	},
})

func TestEveryNodeMakesItsPart(t *testing.T) {
	e := &Estate{Subscriptions: map[string]string{"prod": "uuid"}}
	place := Place{Subscription: "prod", ResourceGroup: "rg"}
	in := func(kind, name string) ID {
		return ID{Subscription: "uuid", ResourceGroup: "rg", Type: kind, Name: name}
	}
	hub := To{ID: in(TypeVirtualNetwork, "vnet-hub"), Name: "hub"}
	r, err := e.Row(everything, place, Facts{
		"name": Str("hub"), "azureName": Str("gw"), "sku": Str("Basic"), "transit": Bool(true), "key": Str("sharedKeyHub"), "index": Str("1"),
		"circuit": To{ID: in(TypeCircuit, "erc-fra"), Name: "fra"}, "authorization": Str("auth"), "subscriptions": TextList([]string{"prod", OwnSubscription}),
		"sets": TextList([]string{"b", "c"}), "more": TextList([]string{"m"}),
		"addresses": Nested{
			{"number": Int(1), "network": hub, "azureName": Str("pip-hub-1")},
			{"number": Int(2), "network": hub, "azureName": Str("other"), "zones": TextList([]string{"1"})},
		},
	})
	require.NoError(t, err)
	made, err := e.Expand(r)
	require.NoError(t, err)
	require.Len(t, made, 4)
	assert.Equal(t, []string{"pip-hub-1", "other", "gw", "gw/rules"}, []string{made[0].ID.Name, made[1].ID.Name, made[2].ID.Name, made[3].ID.Name})
	assert.Equal(t, []int{0, 1, 0, 0}, []int{made[0].Index, made[1].Index, made[2].Index, made[3].Index})
	assert.Equal(t, Object{{"zones", List{Str("1")}}}, made[1].Body)
	assert.Equal(t, in(TypeGateway, "gw"), *made[3].Parent)
	subnet := Object{{"id", Ref(in(TypeSubnet, "vnet-hub/GatewaySubnet"))}}
	assert.Equal(t, Object{
		{"configurations", List{
			Object{{"subnet", subnet}, {"address", Object{{"id", Ref(in(TypePublicAddress, "pip-hub-1"))}}}},
			Object{{"subnet", subnet}, {"address", Object{{"id", Ref(in(TypePublicAddress, "other"))}}}},
		}},
		{"sharedKey", Secret{Name: "sharedKeyHub"}},
		{"peer", Property{Of: in(TypeCircuit+"/authorizations", "erc-fra/auth"), Path: "keys[1].value", APIVersion: networkAPI}},
		{"self", Ref(in(TypeGateway+"/natRules", "gw/rule"))},
		{"all", List{Str("a"), Str("m"), Str("b"), Str("c")}},
		{"groups", List{Ref(in(TypeIPGroup, "ipg-hub-b")), Ref(in(TypeIPGroup, "ipg-hub-c"))}},
		{"byAzure", List{Ref(in(TypeIPGroup, "b")), Ref(in(TypeIPGroup, "c"))}},
		{"subscriptions", List{Subscription("uuid"), Subscription("")}},
		{"kind", Str("small")},
		{"sku", Str("Basic")},
		{"transit", Str("True")},
	}, made[2].Body.Get("properties"))
	assert.Equal(t, "number", everything.NestedRows("addresses").Infos()[0].Name)
	var nested []string
	for _, info := range everything.NestedRows("addresses").Infos() {
		nested = append(nested, info.Name)
	}
	assert.Equal(t, []string{"number", "network", "networkAzureName", "azureName", "zones"}, nested)
}

func TestAShapeThatContradictsItselfIsNoTable(t *testing.T) {
	body := func(nodes ...Node) Table {
		var fields Fields
		for _, n := range nodes {
			fields = append(fields, Field{"x", n})
		}
		return Table{Name: "t", Resources: []Resource{{Key: "k", Type: TypeIPGroup, Name: Name{Pattern: "n"}, Body: fields}}}
	}
	assert.Panics(t, func() { define(body(text("a"), texts("a"))) }, "two kinds")
	assert.Panics(t, func() { define(body(text("a"), text("a").or(Str("x")))) }, "with and without a default")
	assert.Panics(t, func() {
		x := body(text("a"))
		x.Columns = []Column{{Name: "b"}}
		define(x)
	}, "a place for nothing")
	assert.Panics(t, func() {
		x := body(text("a"))
		x.Resources[0].Each = "b"
		define(x)
	}, "for each of no rows")
	assert.NotPanics(t, func() { define(body(text("a"), text("a"))) })
}
