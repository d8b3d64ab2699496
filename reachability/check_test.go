package reachability_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
)

func codes(l diag.List) []string {
	var out []string
	for _, d := range l {
		if !slices.Contains(out, d.Code.ID) {
			out = append(out, d.Code.ID)
		}
	}
	slices.Sort(out)
	return out
}

// two networks, a and b, with a subnet x each, that have the table rt where it is named.
func two(table string) *builder {
	return (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.0.0/26", table)).
		network("b", []string{"10.2.0.0/24"}, subnet("x", "10.2.0.0/26", ""))
}

func TestCheckFinds(t *testing.T) {
	for name, c := range map[string]struct {
		estate *builder
		want   []string
	}{
		"a half without the other":          {two("").half("a", "b"), []string{"VL660"}},
		"a half to elsewhere":               {two("").half("a", "other"), []string{"VL661"}},
		"useRemoteGateways without transit": {two("").half("a", "b", "useRemoteGateways").half("b", "a"), []string{"VL662"}},
		"useRemoteGateways without gateway": {two("").half("a", "b", "useRemoteGateways").half("b", "a", "allowGatewayTransit"), []string{"VL662"}},
		"peers that overlap": {(&builder{}).network("a", []string{"10.0.0.0/16"}, subnet("x", "10.0.0.0/24", "")).
			network("b", []string{"10.0.1.0/24"}, subnet("y", "10.0.1.0/26", "")).peer("a", "b"),
			[]string{"VL663"}},
		"halves that differ": {two("").half("a", "b").
			add("virtualNetworks/virtualNetworkPeerings", "b/to-a",
				`"peerCompleteVnets": false, "localSubnetNames": ["x"], "remoteSubnetNames": ["x"], "remoteVirtualNetwork": `+ref("virtualNetworks", "a")),
			[]string{"VL664"}},
		"access off": {two("").half("a", "b").
			add("virtualNetworks/virtualNetworkPeerings", "b/to-a", `"allowVirtualNetworkAccess": false, "remoteVirtualNetwork": `+ref("virtualNetworks", "a")),
			[]string{"VL666"}},
		"a next hop in no peered network":  {two("rt").table("rt", true, "0.0.0.0/0 VirtualAppliance 10.2.0.4"), []string{"VL670"}},
		"a next hop of others":             {two("rt").table("rt", true, "0.0.0.0/0 VirtualAppliance 10.9.0.4", "10.0.0.0/8 VirtualAppliance 10.9.0.4"), []string{"VL690"}},
		"a next hop of nobody":             {two("rt").peer("a", "b").table("rt", true, "0.0.0.0/0 VirtualAppliance 10.9.0.4"), []string{"VL670"}},
		"a next hop in no subnet":          {two("rt").table("rt", true, "0.0.0.0/0 VirtualAppliance 10.1.0.200"), []string{"VL670"}},
		"a next hop in the table's subnet": {two("rt").table("rt", true, "10.9.0.0/16 VirtualAppliance 10.1.0.9"), []string{"VL671"}},
		"a route to no gateway":            {two("rt").table("rt", true, "10.9.0.0/16 VirtualNetworkGateway"), []string{"VL672"}},
		"a table that is on nothing":       {two("").table("rt", true, "10.9.0.0/16 None"), []string{"VL675"}},
		"a default route on GatewaySubnet": {(&builder{}).network("h", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/27", "rt")).
			gateway("gw", "h", "Vpn").table("rt", true, "0.0.0.0/0 Internet"), []string{"VL673"}},
		"propagation off on GatewaySubnet": {(&builder{}).network("h", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/27", "rt")).
			gateway("gw", "h", "Vpn").table("rt", false), []string{"VL673"}},
		"no way out of AzureFirewallSubnet": {(&builder{}).network("h", []string{"10.0.0.0/24"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "rt")).
			firewall("fw", "h", "10.0.0.4").table("rt", true, "10.9.0.0/16 None"), []string{"VL674"}},
		"an interface that does not forward": {two("rt").network("h", []string{"10.0.0.0/24"}, subnet("nva", "10.0.0.0/26", "")).peer("a", "h").
			table("rt", true, "10.9.0.0/16 VirtualAppliance 10.0.0.4").
			add("networkInterfaces", "nic", `"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4", "subnet": `+
				ref("virtualNetworks/subnets", "h", "nva")+`}}]`), []string{"VL670"}},
		"a black hole": {two("rt").network("h", []string{"10.0.0.0/24"}, subnet("nva", "10.0.0.0/26", "")).peer("a", "h").
			table("rt", true, "10.2.0.0/24 VirtualAppliance 10.0.0.4"), []string{"VL677"}},
		"a circle of two appliances": {two("rt").network("h", []string{"10.0.0.0/24"}, subnet("n1", "10.0.0.0/26", "rt1"), subnet("n2", "10.0.0.64/26", "rt2")).
			peer("a", "h", "allowForwardedTraffic").
			table("rt", true, "10.2.0.0/24 VirtualAppliance 10.0.0.4").table("rt1", true, "10.2.0.0/24 VirtualAppliance 10.0.0.70").
			table("rt2", true, "10.2.0.0/24 VirtualAppliance 10.0.0.4"), []string{"VL676"}},
		"no way back": {two("rt").table("rt", true, "10.2.0.0/24 None").peer("a", "b"), []string{"VL679"}},
		"nothing":     {two("").peer("a", "b"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := reachability.Build(c.estate.resources(t))
			got := e.Check()
			require.Equal(t, c.want, codes(got), "%v", got)
			for _, d := range got {
				require.False(t, d.Subject.IsZero(), "%v has no place", d)
			}
		})
	}
}

func TestBuildSaysWhatItDoesNotRead(t *testing.T) {
	b := two("").add("p2sVpnGateways", "p2s", "").half("a", "b").
		add("connections", "er", `"connectionType": "ExpressRoute", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "gw")).
		network("h", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/27", "elsewhere")).gateway("gw", "h", "ExpressRoute").
		add("connections", "one-way", `"connectionType": "Vnet2Vnet", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "gw")+
			`, "virtualNetworkGateway2": `+ref("virtualNetworkGateways", "gw2")).
		network("h2", []string{"10.5.0.0/24"}, subnet("GatewaySubnet", "10.5.0.0/27", "")).gateway("gw2", "h2", "Vpn")
	_, diags := reachability.Build(b.resources(t))
	require.Equal(t, []string{"VL650", "VL651", "VL653", "VL654"}, codes(diags))
}

func TestEveryCodeIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range reachability.Codes() {
		require.Regexp(t, `^VL6\d\d$`, c.ID)
		require.False(t, seen[c.ID], c.ID)
		seen[c.ID] = true
		require.NotEmpty(t, c.Title())
		require.NotEmpty(t, c.Text())
		require.NotEmpty(t, c.Example())
	}
}

func TestAResourceOfTwoDeploymentsIsReadOnce(t *testing.T) {
	first, second := two("").resources(t), two("rt").table("rt", true, "10.2.0.0/24 None").resources(t)
	for i := range second {
		second[i].Deployment = "/subscriptions/{own}/resourcegroups/{group}/providers/microsoft.resources/deployments/later"
	}
	e, diags := reachability.Build(append(first, second...))
	require.Equal(t, []string{"VL652"}, codes(diags))
	require.Len(t, e.Networks(), 2)
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("a", "x"))), "User Active 10.2.0.0/24 None")
}

// The order of the resources in the templates changes nothing.
func TestTheSameNetworkIsSaidTheSame(t *testing.T) {
	for seed := range uint64(20) {
		res := randomEstate(rand.New(rand.NewPCG(seed, 3))).resources(t)
		e, _ := reachability.Build(res)
		slices.Reverse(res)
		f, _ := reachability.Build(res)
		require.Equal(t, e.Networks(), f.Networks())
		require.Equal(t, e.Subnets(), f.Subnets())
		require.Equal(t, e.Matrix(nil), f.Matrix(nil))
		require.Equal(t, e.Check(), f.Check())
	}
}
