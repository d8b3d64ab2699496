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
