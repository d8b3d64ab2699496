package generators

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vnetloom/vnetloom/generators/plan"
)

func vnet(name string) plan.ID {
	return plan.ID{ResourceGroup: "rg", Type: "Microsoft.Network/virtualNetworks", Name: name}
}

func subnet(network, name string) plan.ID {
	return plan.ID{ResourceGroup: "rg", Type: "Microsoft.Network/virtualNetworks/subnets", Name: network + "/" + name}
}

func TestAChildIsEnclosedByItsParent(t *testing.T) {
	parent, ok := Enclosing(subnet("a", "b"))
	assert.True(t, ok)
	assert.Equal(t, vnet("a"), parent)
	_, ok = Enclosing(vnet("a"))
	assert.False(t, ok)
}

func TestNamesMustFitTheirType(t *testing.T) {
	assert.NoError(t, CheckID(vnet("a")))
	assert.NoError(t, CheckID(subnet("a", "b")))
	assert.Error(t, CheckID(vnet("a/b")))
	assert.Error(t, CheckID(vnet("")))
	assert.Error(t, CheckID(plan.ID{Type: "Microsoft.Network", Name: "a"}))
}

func TestAResourceNeedsWhatItNamesOnceAndNotItself(t *testing.T) {
	parent := vnet("b")
	resources := []plan.Resource{
		{ID: vnet("a")}, {ID: vnet("b")},
		{ID: vnet("c"), Parent: &parent, Body: plan.Object{{Key: "x", Value: plan.List{
			plan.Ref(subnet("c", "own")), plan.Ref(subnet("a", "s")), plan.Ref(vnet("a")), plan.Ref(vnet("elsewhere")), plan.Property{Of: vnet("b"), Path: "x"}}}}},
	}
	assert.Equal(t, []*plan.Resource{&resources[1], &resources[0]}, NewIndex(resources).Needs(&resources[2]))
}

func TestPropertyPathsArePlain(t *testing.T) {
	for path, ok := range map[string]bool{
		"ipConfigurations[0].properties.privateIPAddress": true, "a": true, "a[0][1]": true,
		"": false, ".a": false, "a.": false, "a[x]": false, "a)": false, "a b": false, "a\n": false,
	} {
		assert.Equal(t, ok, CheckPath(path) == nil, path)
	}
}

func TestOnlyADeclaredSubscriptionNeedsToBeToldTheOwn(t *testing.T) {
	m := plan.Module{Resources: []plan.Resource{{Body: plan.Object{{Key: "id", Value: plan.Ref(vnet("a"))}}}}}
	assert.False(t, NeedsSubscription(&m))
	m.Scope.Subscription = "x"
	assert.True(t, NeedsSubscription(&m))
	m.Resources[0].Body = nil
	assert.False(t, NeedsSubscription(&m))
	parent := vnet("a")
	m.Resources[0].Parent = &parent
	assert.True(t, NeedsSubscription(&m))
}
