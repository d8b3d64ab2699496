package reachability_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// What only a bug of the compiler shows: templates that do not keep what was promised of gateways, routes and networks.
func TestWhatOnlyABugShows(t *testing.T) {
	b := (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "")).gateway("vgw", "hub", "Vpn").
		network("shop", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "")).peer("hub", "shop")
	found := b.estate(t).Verify(reachability.Promises{
		Uses:   []reachability.GatewayUse{{Network: networkID("shop"), Gateway: networkID("hub")}},
		Links:  []reachability.PromisedLink{{Gateway: gatewayID("vgw"), End: localID("dc")}},
		Routes: []reachability.WrittenRoute{{Subnet: subnetID("shop", "web"), Prefix: netip.MustParsePrefix("203.0.113.0/24"), NextHopType: "None"}},
		Joins:  []reachability.Join{{A: []string{networkID("shop")}, B: []string{networkID("hub"), networkID("gone")}}},
	})
	codes := map[string]bool{}
	for _, d := range found {
		codes[d.Code.ID] = true
	}
	require.True(t, codes["VL609"] && codes["VL610"] && codes["VL611"] && codes["VL612"], "%v", found)
}

// A half of a peering, and a connection, of which it is not known whose they are may be the ones that were promised.
func TestWhatMayBeThereIsNoBug(t *testing.T) {
	hub := func() *builder {
		return (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "")).gateway("vgw", "hub", "Vpn").
			network("shop", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", ""))
	}
	uses := reachability.Promises{Uses: []reachability.GatewayUse{{Network: networkID("shop"), Gateway: networkID("hub"), At: place(1)}}}
	links := reachability.Promises{Links: []reachability.PromisedLink{{Gateway: gatewayID("vgw"), End: localID("dc"), At: place(1)}}}
	perhaps := `"remoteVirtualNetwork": {"id": "[reference('x').which]"}, "useRemoteGateways": true, "allowVirtualNetworkAccess": true`
	for name, c := range map[string]struct {
		b    *builder
		p    reachability.Promises
		want string
	}{
		"no half":                 {hub(), uses, "VL610"},
		"a half that may lead it": {hub().add("virtualNetworks/virtualNetworkPeerings", "shop/x", perhaps), uses, "VL608"},
		"no connection":           {hub(), links, "VL612"},
		"a connection of a gateway that is not known": {hub().add("connections", "c", `"connectionType": "IPsec", "virtualNetworkGateway1": {"id": "[reference('x').which]"}`), links, "VL608"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := reachability.Build(c.b.resources(t))
			require.Equal(t, []string{c.want}, codes(e.Verify(c.p)))
		})
	}
}
