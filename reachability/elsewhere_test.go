package reachability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
)

// A root that is read alone may wait for the gateway of another one, or for a peering: whether a route to a gateway leads nowhere is
// not known. It does where the
// templates say with whom the network is peered.
func TestARouteToAGatewayThatOtherTemplatesMayMake(t *testing.T) {
	routed := func() *builder { return (&builder{}).table("rt", true, "10.9.0.0/16 VirtualNetworkGateway") }
	for name, c := range map[string]struct {
		b    *builder
		want diag.Severity
	}{
		"a network alone":           {routed().network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt")), diag.Note},
		"a GatewaySubnet alone":     {routed().network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt"), subnet("GatewaySubnet", "10.1.0.64/27", "")), diag.Note},
		"peered, without a gateway": {two("rt").table("rt", true, "10.9.0.0/16 VirtualNetworkGateway").peer("a", "b"), diag.Error},
	} {
		found := c.b.estate(t).Check()
		require.Contains(t, codes(found), "VL672", name)
		for _, d := range found {
			if d.Code.ID == "VL672" {
				require.Equal(t, c.want, d.Severity, name)
			}
		}
	}
}

// Of a peering whose remote network is not in an export the export says whether it is up.
func TestAPeeringToElsewhereIsWhatTheExportSays(t *testing.T) {
	for state, why := range map[string]string{"Connected": "the peering is Connected", "Initiated": "the peering is Initiated", "Disconnected": "the peering is Disconnected"} {
		b := (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "")).
			add("virtualNetworks/virtualNetworkPeerings", "a/to-other", `"remoteVirtualNetwork": `+ref("virtualNetworks", "other")+fmt.Sprintf(`, "peeringState": %q`, state))
		resources := b.resources(t)
		for i := range resources {
			resources[i].Deployed = true
		}
		e, _ := reachability.Build(resources)
		found := e.Check()
		require.Equal(t, []string{"VL661"}, codes(found))
		require.Contains(t, found[0].Why, why)
	}
}
