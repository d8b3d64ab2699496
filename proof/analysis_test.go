package proof_test

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/source"
)

const hubAndSpokes = `vnetloom: v1
name: contoso
defaults: {location: westeurope}
networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26, shared: 10.0.1.0/24}
    gateways: {vpn: {asn: 65010}}
    firewall: {}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26, data: 10.1.0.64/26}}
  pay: {addressSpace: 10.2.0.0/24, subnets: {web: 10.2.0.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], inspect: hub/firewall}
  dc1: {kind: vpn, between: [hub, dc1]}
`

func compiled(t *testing.T, text string, o compile.Options) *compile.Result {
	t.Helper()
	r, err := compile.Sources(t.Context(), []*source.File{source.New("estate.yaml", []byte(text))}, o)
	require.NoError(t, err)
	require.Falsef(t, r.Findings.HasErrors(), "%v", r.Findings)
	return r
}

func analysis(t *testing.T, text string) *proof.Analysis {
	t.Helper()
	a, found := compiled(t, text, compile.Options{Targets: []string{}}).Proof.Analysis()
	require.Empty(t, found)
	return a
}

func TestANameStandsForSubnets(t *testing.T) {
	a := analysis(t, hubAndSpokes)
	id := func(name string) string {
		subnets, err := a.SubnetsOf(name)
		require.NoError(t, err)
		return subnets[0].ID
	}
	for name, want := range map[string][]string{
		"shop/web": {"shop/web"}, "SHOP": {"shop/data", "shop/web"}, "vnet-shop": {"shop/data", "shop/web"}, id("pay"): {"pay/web"},
	} {
		subnets, err := a.SubnetsOf(name)
		require.NoError(t, err)
		var got []string
		for _, s := range subnets {
			got = append(got, a.SubnetName(s))
		}
		require.Equal(t, want, got, name)
	}
	_, err := a.SubnetsOf("shpo")
	var n *proof.NameError
	require.ErrorAs(t, err, &n)
	require.Contains(t, n.Problem, `"shpo"`)
	require.Equal(t, `did you mean "shop"?`, n.Help)
}

func TestANameStandsForAnEndOfAPath(t *testing.T) {
	a := analysis(t, hubAndSpokes)
	for name, want := range map[string]struct{ called, of string }{
		"hub":         {"hub/shared", "hub/shared"},
		"dc1":         {"dc1", ""},
		"10.1.0.70":   {"10.1.0.70 (shop/data)", "shop/data"},
		"192.168.9.9": {"192.168.9.9 (dc1)", ""},
	} {
		end, called, err := a.Endpoint(name)
		require.NoError(t, err)
		require.Equal(t, want.called, called)
		require.Equal(t, want.of == "", end.Site != "", name)
		if want.of != "" {
			require.Equal(t, want.of, a.Name(end.Subnet))
		}
	}
	_, _, err := a.Endpoint("172.16.0.1")
	require.EqualError(t, err, "no subnet or site has the address 172.16.0.1")
}

func TestAnApplianceForwardsFromASubnetOfItsOwnNetwork(t *testing.T) {
	a := analysis(t, hubAndSpokes)
	address := netip.MustParseAddr("10.1.0.4")
	for _, name := range []string{"data", "shop/data"} {
		got, err := a.Appliance(address, name)
		require.NoError(t, err)
		require.Equal(t, "shop/data", a.Name(got.Egress))
		require.Equal(t, "shop", a.Name(got.Network))
	}
	for name, want := range map[string]string{
		"pay/web": `"pay/web" is not a subnet of the network of 10.1.0.4`,
		"shop":    `"shop" is not a subnet of the network of 10.1.0.4`,
	} {
		_, err := a.Appliance(address, name)
		require.EqualError(t, err, want)
	}
	_, err := a.Appliance(netip.MustParseAddr("172.16.0.1"), "data")
	require.EqualError(t, err, "no subnet has the address 172.16.0.1")
}

// A gateway without a site gets a placeholder for the proof alone: who asks for routes is shown none.
func TestPlaceholderSitesAreOfTheProofAlone(t *testing.T) {
	const text = `vnetloom: v1
name: contoso
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {vpn: {asn: 65010}}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, onPremises: direct}
`
	r := compiled(t, text, compile.Options{Targets: []string{"arm"}})
	read, found := proof.Read(r.Files)
	require.Empty(t, found)
	prover := proof.New(r.Topology, r.Plan)
	plain, _ := prover.Analysis(read)
	with, _ := prover.WithPlaceholders(read)
	require.Len(t, with.Promises.Expect, len(plain.Promises.Expect)+1)
	web, err := plain.SubnetsOf("shop/web")
	require.NoError(t, err)
	require.Empty(t, learned(plain, web[0].ID))
	require.Equal(t, []string{"10.0.4.0/24"}, learned(with, web[0].ID))
}

func learned(a *proof.Analysis, subnet string) []string {
	var out []string
	for _, r := range a.EffectiveRoutes(subnet) {
		if r.Source == "VirtualNetworkGateway" {
			out = append(out, r.Prefix.String())
		}
	}
	return out
}

func TestAnEmissionThatBreaksAPromiseIsFoundOut(t *testing.T) {
	r := compiled(t, hubAndSpokes, compile.Options{Targets: []string{"arm"}})
	prover := proof.New(r.Topology, r.Plan)
	require.False(t, prover.Prove(r.Files).Findings.HasErrors())
	for i := range r.Files {
		f := &r.Files[i]
		f.Content = bytes.ReplaceAll(f.Content, []byte(`"allowForwardedTraffic": true`), []byte(`"allowForwardedTraffic": false`))
	}
	broken := prover.Prove(r.Files)
	require.True(t, broken.Findings.HasErrors(), "what the firewall forwards is dropped")
	a, _ := broken.Analysis()
	from, _, err := a.Endpoint("shop")
	require.NoError(t, err)
	to, _, err := a.Endpoint("pay")
	require.NoError(t, err)
	require.NotEqual(t, reachability.Delivered, a.Trace(from, to, reachability.Flow{}, nil).There.Outcome)
}

func TestWhatIsDeployedAloneIsReadInItsOwnScope(t *testing.T) {
	const text = `vnetloom: v1
name: contoso
defaults: {location: westeurope}
tenants: {ours: 11111111-1111-1111-1111-111111111111, theirs: 22222222-2222-2222-2222-222222222222}
subscriptions:
  own: {id: 33333333-3333-3333-3333-333333333333, tenant: ours}
  far: {id: 44444444-4444-4444-4444-444444444444, tenant: theirs}
networks:
  hub: {subscription: own, addressSpace: 10.0.0.0/22, subnets: {web: 10.0.0.0/26}}
  shop: {subscription: far, addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  p: {kind: peering, between: [hub, shop]}
`
	r := compiled(t, text, compile.Options{Targets: []string{"arm"}})
	alone := map[string]string{}
	for _, f := range r.Files {
		if f.Alone != nil {
			alone[f.Path] = f.Alone.Subscription
		}
	}
	require.Len(t, alone, 2)
	read, found := proof.Read(r.Files)
	require.Empty(t, found)
	ids := map[string]bool{}
	for _, resource := range read {
		ids[resource.ID] = true
	}
	require.Contains(t, ids, "/subscriptions/44444444-4444-4444-4444-444444444444/resourcegroups/rg-contoso/providers/microsoft.network/"+
		"virtualnetworks/vnet-shop/virtualnetworkpeerings/peer-shop-to-hub")
}
