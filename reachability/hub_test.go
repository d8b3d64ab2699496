package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// hubOf adds a virtual WAN with a virtual hub, and connects networks with it.
func (b *builder) hubOf(hub, prefix string, networks ...string) *builder {
	b.add("virtualWans", "wan", `"type": "Standard"`)
	b.add("virtualHubs", hub, `"addressPrefix": "`+prefix+`", "virtualWan": `+ref("virtualWans", "wan"))
	for _, n := range networks {
		b.add("virtualHubs/hubVirtualNetworkConnections", hub+"/to-"+n, `"remoteVirtualNetwork": `+ref("virtualNetworks", n))
	}
	return b
}

// "Virtual network service tags": VirtualNetwork holds what is connected, also by a virtual hub, so that the rules every security group
// ends with let it pass.
func TestTheTagOfTheNetworkHoldsWhatAVirtualHubConnects(t *testing.T) {
	grouped := func(name, prefix string) string {
		return `{"name": "` + name + `", "properties": {"addressPrefix": "` + prefix + `", "networkSecurityGroup": ` + ref("networkSecurityGroups", "nsg") + `}}`
	}
	b := (&builder{}).add("networkSecurityGroups", "nsg", `"securityRules": []`).
		network("oak", []string{"10.1.0.0/16"}, grouped("x", "10.1.1.0/24")).network("elm", []string{"10.2.0.0/16"}, grouped("x", "10.2.1.0/24")).
		network("ash", []string{"10.3.0.0/16"}, subnet("x", "10.3.1.0/24", "")).network("apart", []string{"10.4.0.0/16"}, grouped("x", "10.4.1.0/24")).
		hubOf("hub", "10.0.0.0/23", "oak", "elm", "ash")
	e := b.estate(t)
	for _, pair := range [][2]string{{"oak/x", "elm/x"}, {"ash/x", "oak/x"}, {"oak/x", "ash/x"}} {
		tr := between(e, pair[0], pair[1])
		require.Equal(t, reachability.Delivered, tr.There.Outcome, "%v: %s", pair, tr.There.Why)
		require.Equal(t, reachability.Delivered, tr.Back.Outcome, "%v: %s", pair, tr.Back.Why)
	}
	require.Equal(t, reachability.Dropped, between(e, "oak/x", "apart/x").There.Outcome)
}
