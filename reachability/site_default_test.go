package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// forced is a hub with a VPN gateway, gateway properties, and a spoke a with a table of routes (none: no table).
func forced(gateway string, propagate bool, routes ...string) *builder {
	b, table := &builder{}, "rt"
	if len(routes) > 0 || !propagate {
		b.table("rt", propagate, routes...)
	} else {
		table = ""
	}
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", table))
	b.half("hub", "a", "allowForwardedTraffic", "allowGatewayTransit").half("a", "hub", "allowForwardedTraffic", "useRemoteGateways")
	more := []string{asn(65010)}
	if gateway != "" {
		more = append(more, gateway)
	}
	return b.gateway("gw", "hub", "Vpn", more...)
}

var toDC = `"gatewayDefaultSite": ` + ref("localNetworkGateways", "dc")

// "About forced tunneling for site-to-site configurations": by a default site of the gateway, or by a default route that the
// site advertises; a subnet whose table has its own 0.0.0.0/0, or takes no gateway routes, is not concerned.
func TestADefaultSiteTakesWhatIsForTheInternet(t *testing.T) {
	static := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	static.Default = true
	for name, c := range map[string]struct {
		estate *builder
		want   string
	}{
		"by the gateway":          {forced(toDC, true).branch("dc", "gw", 0, "192.168.0.0/16"), "web gw dc1 internet"},
		"by the gateway, past it": {forced(toDC, true, "0.0.0.0/0 Internet").branch("dc", "gw", 0, "192.168.0.0/16"), "web internet"},
		"by the gateway, routed": {forced(toDC, false, "0.0.0.0/0 VirtualNetworkGateway").
			branch("dc", "gw", 0, "192.168.0.0/16"), "web gw dc1 internet"},
		"by the gateway, not propagated":        {forced(toDC, false).branch("dc", "gw", 0, "192.168.0.0/16"), "web internet"},
		"routed, and the gateway has no site":   {forced("", false, "0.0.0.0/0 VirtualNetworkGateway").branch("dc", "gw", 0, "192.168.0.0/16"), "web gw: dropped"},
		"by BGP":                                {forced("", true).branch("dc", "gw", 65050), "web gw dc1 internet"},
		"without BGP a site advertises nothing": {forced("", true).branch("dc", "gw", 0, "192.168.0.0/16"), "web internet"},
		"with a static route of the local side": {forced("", true).branch("dc", "gw", 0, "0.0.0.0/0"), "web gw dc1 internet"},
	} {
		tr := trip(c.estate.with(t, static), "a/web", "internet")
		require.Equal(t, c.want, way(tr.There), name)
		if tr.There.Outcome == reachability.Delivered {
			require.Equal(t, reachability.Delivered, tr.Back.Outcome, name)
		}
	}
	e := forced(toDC, true).branch("dc", "gw", 0, "192.168.0.0/16").with(t, static)
	require.Equal(t, "internet dc1 gw web", way(trip(e, "a/web", "internet").Back))

	circuit := siteOf("dc1", "192.168.0.0/16", circuitID("ams"))
	circuit.Default = true
	require.Equal(t, "web er ams dc1 internet", way(trip(over().with(t, circuit), "a/web", "internet").There))
	require.Equal(t, "web internet", way(trip(over().with(t, siteOf("dc1", "192.168.0.0/16", circuitID("ams"))), "a/web", "internet").There))
}

// firewalled is forced tunnelling behind a firewall: the spoke leads to it, and it to the gateway.
func firewalled(management bool, routes ...string) *builder {
	b, table := &builder{}, ""
	if len(routes) > 0 {
		table = "rt-fw"
		b.table(table, true, routes...)
	}
	b.table("rt", false, "0.0.0.0/0 VirtualAppliance 10.0.0.68").table("rt-gw", true, "10.1.0.0/24 VirtualAppliance 10.0.0.68").table("rt-management", false)
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "rt-gw"), subnet("AzureFirewallSubnet", "10.0.0.64/26", table),
		subnet("AzureFirewallManagementSubnet", "10.0.0.128/26", "rt-management"))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt"))
	b.half("hub", "a", "allowForwardedTraffic", "allowGatewayTransit").half("a", "hub", "allowForwardedTraffic", "useRemoteGateways")
	b.firewall("fw", "hub", "10.0.0.68", "10.1.0.0/24>*", "192.168.0.0/16>10.1.0.0/24")
	if management {
		b.add("azureFirewalls", "fw", `"firewallPolicy": `+ref("firewallPolicies", "fw-policy")+
			`, "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.68", "subnet": `+
			ref("virtualNetworks/subnets", "hub", "AzureFirewallSubnet")+`}}],
			"managementIpConfiguration": {"name": "m", "properties": {"subnet": `+ref("virtualNetworks/subnets", "hub", "AzureFirewallManagementSubnet")+`}}`)
	}
	return b.gateway("gw", "hub", "Vpn", asn(65010), toDC).branch("dc", "gw", 0, "192.168.0.0/16")
}

// "Azure Firewall forced tunneling": with a management address of its own the firewall may send everything on to the gateway.
func TestAFirewallBeforeTheGateway(t *testing.T) {
	dc := siteOf("dc1", "192.168.0.0/16", localID("dc"))
	dc.Default = true
	out := func(via ...string) reachability.Promises {
		return reachability.Promises{Joins: []reachability.Join{join("hub", "a"), siteJoin("dc1", "hub", "a"),
			{A: []string{networkID("a")}, B: []string{"internet"}, Via: via, At: place(1)}}}
	}
	for name, c := range map[string]struct {
		estate *builder
		want   string
		via    []string
		found  []string
		check  []string
	}{
		"learned": {firewalled(true), "web fw gw dc1 internet", []string{firewallID("fw"), gatewayID("gw")}, nil, nil},
		"routed": {firewalled(true, "0.0.0.0/0 VirtualNetworkGateway"), "web fw gw dc1 internet",
			[]string{firewallID("fw"), gatewayID("gw")}, nil, nil},
		"directly out": {firewalled(false, "0.0.0.0/0 Internet"), "web fw internet", []string{firewallID("fw")}, nil, nil},
		"directly out though it should not": {firewalled(true, "0.0.0.0/0 Internet"), "web fw internet", []string{firewallID("fw"), gatewayID("gw")},
			[]string{"VL602"}, nil},
		"by the gateway though it should not": {firewalled(true), "web fw gw dc1 internet", []string{firewallID("fw")}, []string{"VL602"}, nil},
		"learned without its own way out":     {firewalled(false), "web fw gw dc1 internet", []string{firewallID("fw"), gatewayID("gw")}, nil, []string{"VL674"}},
	} {
		e := c.estate.with(t, dc)
		tr := trip(e, "a/web", "internet")
		require.Equal(t, c.want, way(tr.There), name)
		require.Equal(t, reachability.Delivered, tr.Back.Outcome, "%s: %s", name, tr.Back.Why)
		require.Equal(t, c.found, codes(e.Verify(out(c.via...))), name)
		require.Equal(t, c.check, codes(e.Check()), name)
	}
	e := firewalled(true).table("rt-management", true).with(t, dc)
	require.Equal(t, []string{"VL674"}, codes(e.Check()), "the management address learns the way to the gateway")
}
