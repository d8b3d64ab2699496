package adopt_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A network with a subnet that the language cannot name is not taken over: a write of it would remove the subnet.
func TestANetworkWithASubnetOfAnOddNameExists(t *testing.T) {
	e := &estate{}
	e.network("lab", "10.0.1.0/24", []string{"web 10.0.1.0/26", "data.base 10.0.1.64/26"})
	e.bodies[0]["tags"] = fields{"hidden-link:/subscriptions/x": "y", "env": "lab"}
	intent, text, left := e.imported(t)
	require.Equal(t, "existing", at(intent, "networks", "lab", "ownership"))
	require.Equal(t, map[string]any{"web": "10.0.1.0/26"}, at(intent, "networks", "lab", "subnets"))
	require.Contains(t, text, `# It is used as it is, and not created: its subnet "data.base" has a name that the language does not take.`)
	require.Equal(t, []string{`virtualNetworks lab: its subnet "data.base" has a name that the language does not take`}, left)
	require.Equal(t, map[string]any{"env": "lab"}, at(intent, "defaults", "tags"))
}
