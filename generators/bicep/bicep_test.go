package bicep

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

func TestEachParameterHasAnEnvironmentVariableOfItsOwn(t *testing.T) {
	assert.Equal(t, "SHARED_KEY_HUB_DC1", environmentVariable("sharedKeyHubDc1"))
	assert.Equal(t, "A_7BA7", environmentVariable("a_7ba7"))
	assert.Equal(t, "N1_AB", environmentVariable("n1AB"))
	g := &printer{}
	_, err := g.parameters([]plan.Parameter{{Name: "sharedKeyHubDc1", Description: "x"}, {Name: "shared_keyHubDc1", Description: "x"}})
	assert.ErrorContains(t, err, "SHARED_KEY_HUB_DC1")
}

func TestParametersThatNothingTakesAreRefused(t *testing.T) {
	root := &plan.Root{Name: "main", Parameters: []plan.Parameter{{Name: "sharedKeyHubDc1", Description: "x"}}, Modules: []plan.Module{}}
	_, err := New().Generate(&plan.Plan{Name: "x", Estate: &azure.Estate{}, Roots: []plan.Root{*root}})
	assert.ErrorContains(t, err, "no module takes keys")
	for _, name := range []string{"keys", "subscriptionIds", "union", "a-b", "if x"} {
		root.Parameters = []plan.Parameter{{Name: name, Description: "x"}}
		_, err := New().Generate(&plan.Plan{Name: "x", Estate: &azure.Estate{}, Roots: []plan.Root{*root}})
		assert.Error(t, err, name)
	}
}
