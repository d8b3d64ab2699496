package topology

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const selecting = `vnetloom: v1
name: demo
defaults: {location: westeurope}
networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}
    gateways: {vpn: {}}
    firewall: {}
    labels: {env: prod}
  shop: {addressSpace: 10.1.0.0/24, labels: {env: prod, tier: app}, subnets: {web: 10.1.0.0/26, data: 10.1.0.64/26}}
  pay: {addressSpace: 10.1.1.0/24, labels: {env: prod}, subnets: {api: 10.1.1.0/26}}
  lab: {addressSpace: 10.1.2.0/24, location: northeurope, labels: {env: dev}, subnets: {test: 10.1.2.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, labels: {tier: app}, vpn: {publicAddress: 203.0.113.10}}
  dc2: {addressSpace: 192.169.0.0/16, labels: {tier: app}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [{env: prod}, shop, {location: northeurope}], inspect: hub/firewall, access: {sql: {from: {tier: app}, to: pay/api, ports: tcp/1433}}}
  office: {kind: vpn, between: [hub, {tier: app}]}
expect:
  out: {from: {env: prod}, to: internet}
isolate:
  labs: [lab, dc1]
`

func TestEachMemberOfAStatementIsARowWithWhatSelectsIt(t *testing.T) {
	topo, found := resolve(t, selecting)
	require.False(t, found.HasErrors(), "%v", found)
	type row struct{ statement, role, member, selector string }
	var got []row
	for _, m := range topo.Memberships {
		require.False(t, m.Origin.Range.IsZero(), m)
		got = append(got, row{m.Statement, string(m.Role), m.Member, m.Selector})
	}
	require.Equal(t, []row{
		{"connections.estate", "hub", "hub", ""},
		{"connections.estate", "spoke", "lab", "{location: northeurope}"},
		{"connections.estate", "spoke", "pay", "{env: prod}"}, // the hub has the label too, and is no spoke
		{"connections.estate", "spoke", "shop", ""},
		{"connections.estate", "spoke", "shop", "{env: prod}"},
		{"connections.estate.access.sql", "from", "shop", "{tier: app}"},
		{"connections.estate.access.sql", "to", "pay/api", ""},
		{"connections.office", "end", "dc1", "{tier: app}"}, // dc2 has no VPN device, and shop no gateway
		{"connections.office", "end", "hub", ""},
		{"expect.out", "from", "hub", "{env: prod}"},
		{"expect.out", "from", "pay", "{env: prod}"},
		{"expect.out", "from", "shop", "{env: prod}"},
		{"expect.out", "to", "internet", ""},
		{"isolate.labs", "end", "dc1", ""},
		{"isolate.labs", "end", "lab", ""},
	}, got)
}

func TestCandidatesAreWhatASelectorIsHeldAgainst(t *testing.T) {
	topo, _ := resolve(t, selecting)
	selected := func(selector map[string][]string) []string {
		var out []string
		for _, c := range topo.Candidates {
			if c.IsSelectedBy(selector) {
				out = append(out, c.Name)
			}
		}
		return out
	}
	require.Equal(t, []string{"hub", "pay", "shop"}, selected(map[string][]string{"env": {"prod"}}))
	require.Equal(t, []string{"shop", "dc1", "dc2"}, selected(map[string][]string{"tier": {"app"}}))
	require.Equal(t, []string{"lab"}, selected(map[string][]string{"location": {"northeurope"}}), "a site has no location")
	require.Empty(t, selected(map[string][]string{"tier": {"app"}, "env": {"dev"}}))
	require.Equal(t, `no network has the label "teir"; did you mean "tier"?`, UnmatchedHint(map[string][]string{"teir": {"app"}}, topo.Candidates))
	require.Equal(t, `no network has env: prd; did you mean "prod"?`, UnmatchedHint(map[string][]string{"env": {"prd"}}, topo.Candidates))
}

func TestTheMostThatIsTakenOfEachLimitIsKept(t *testing.T) {
	topo, _ := resolve(t, selecting)
	of := map[string]LimitUse{}
	for _, u := range topo.LimitUses {
		require.Positive(t, u.Count)
		require.Equal(t, topo.Limits[u.Name], u.Most)
		of[u.Name] = u
	}
	require.Equal(t, `network "hub" has 3 peerings`, of["peeringsPerNetwork"].Subject)
	require.Equal(t, `network "hub" has 2 subnets`, of["subnetsPerNetwork"].Subject, "of equals the first by name")
	require.Equal(t, 3, of["networksPerSubscription"].Count)
}

func TestALimitNamesThePlaceThatIsKnown(t *testing.T) {
	const two = "vnetloom: v1\nname: demo\nlimits: {networksPerSubscription: 1}\n%snetworks: {a: %s, b: %[2]s}\n"
	for text, want := range map[string]string{
		fmt.Sprintf(two, "", "10.0.0.0/16"):                                   "the subscription of the deployment has 2 virtual networks; the limit is 1",
		fmt.Sprintf(two, "defaults: {location: westeurope}\n", "10.0.0.0/16"): "the subscription of the deployment in westeurope has 2 virtual networks; the limit is 1",
		fmt.Sprintf(two, "subscriptions: {prod: {id: 11111111-2222-3333-4444-555555555555}}\ndefaults: {subscription: prod}\n", "10.0.0.0/16"): "subscription prod has 2 virtual networks; the limit is 1",
	} {
		_, found := resolve(t, text)
		var summaries []string
		for _, d := range found {
			summaries = append(summaries, d.Summary)
		}
		require.Contains(t, summaries, want)
	}
}
