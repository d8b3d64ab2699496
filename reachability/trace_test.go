package reachability_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// hubAndSpoke is the reference hub and spoke of the Azure Architecture Center: spokes peered with a hub, 0.0.0.0/0 and the
// private prefixes to its firewall.
func hubAndSpoke(flags ...string) *builder {
	b := &builder{}
	b.table("rt-a", false, "0.0.0.0/0 VirtualAppliance 10.0.0.4").table("rt-b", false, "0.0.0.0/0 VirtualAppliance 10.0.0.4")
	b.network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt-a"))
	b.network("b", []string{"10.2.0.0/24"}, subnet("app", "10.2.0.0/26", "rt-b"))
	for _, s := range []string{"a", "b"} {
		b.half("hub", s).half(s, "hub", flags...)
	}
	return b.firewall("fw", "hub", "10.0.0.4", "10.1.0.0/24>10.2.0.0/24", "10.1.0.0/24 10.2.0.0/24>20.0.0.0/8")
}

func trace(e *reachability.Estate, from, to string, flow reachability.Flow) reachability.Trace {
	end := func(s string) reachability.Endpoint {
		if s == "internet" {
			return reachability.Endpoint{Internet: true}
		}
		n, sub, _ := strings.Cut(s, "/")
		return reachability.Endpoint{Subnet: subnetID(n, sub)}
	}
	return e.Trace(end(from), end(to), flow, nil)
}

// places are the last names of the hops.
func places(p reachability.Path) []string {
	var out []string
	for _, h := range p.Hops {
		out = append(out, h.At[strings.LastIndexByte(h.At, '/')+1:])
	}
	return out
}

func TestSpokesReachEachOtherThroughTheFirewall(t *testing.T) {
	e := hubAndSpoke("allowForwardedTraffic").estate(t)
	tr := trace(e, "a/web", "b/app", reachability.Flow{})
	require.Equal(t, reachability.Delivered, tr.There.Outcome, tr.There.Why)
	require.Equal(t, []string{"web", "fw", "app"}, places(tr.There))
	require.Equal(t, []string{"app", "fw", "web"}, places(tr.Back))
	require.Equal(t, []string{firewallID("fw")}, tr.There.Inspectors())
	require.False(t, tr.There.Open)
	require.Equal(t, "to-0.0.0.0_0", tr.There.Hops[0].Route.Name)
	require.Equal(t, "VNetPeering", tr.There.Hops[1].Route.NextHopType)
}

// The half of the network that receives forwarded packets needs the flag; the hub's does not.
func TestForwardedTrafficIsRefusedByTheReceivingHalf(t *testing.T) {
	e := hubAndSpoke().estate(t)
	tr := trace(e, "a/web", "b/app", reachability.Flow{})
	require.Equal(t, reachability.Dropped, tr.There.Outcome)
	require.Contains(t, tr.There.Why, `peering "to-hub" of "b" accepts only traffic that originates in "hub"`)
	require.Contains(t, codes(e.Check()), "VL665")
}

func TestAFirewallDropsWhatNoRuleAllows(t *testing.T) {
	b := hubAndSpoke("allowForwardedTraffic")
	b.network("c", []string{"10.3.0.0/24"}, subnet("x", "10.3.0.0/26", "rt-c")).table("rt-c", false, "0.0.0.0/0 VirtualAppliance 10.0.0.4").half("hub", "c").
		half("c", "hub", "allowForwardedTraffic")
	e := b.estate(t)
	tr := trace(e, "c/x", "a/web", reachability.Flow{})
	require.Equal(t, reachability.Dropped, tr.There.Outcome)
	require.Contains(t, tr.There.Why, `no rule of firewall "fw" allows it`)
}

func TestAnEndThatNamesNothingIsNotKnown(t *testing.T) {
	e := hubAndSpoke("").estate(t)
	out := e.Trace(reachability.Endpoint{}, reachability.Endpoint{Subnet: subnetID("a", "web")}, reachability.Flow{}, nil)
	require.Equal(t, reachability.NotKnown, out.There.Outcome)
	require.Equal(t, "endpoint names no subnet, site or address", out.There.Why)
}

// Traffic to the internet is translated to the firewall's address, so the answers come to it by themselves.
func TestTheWayToTheInternetIsTranslatedByTheFirewall(t *testing.T) {
	e := hubAndSpoke("allowForwardedTraffic").estate(t)
	tr := trace(e, "a/web", "internet", reachability.Flow{Protocol: "tcp", Port: 443})
	require.Equal(t, []string{"web", "fw", "internet"}, places(tr.There))
	require.Equal(t, []string{"internet", "fw", "web"}, places(tr.Back))
	require.Empty(t, e.Check())
}

func TestNothingReachesAPrivateAddressOverTheInternet(t *testing.T) {
	e := (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.0.0/26", "")).network("b", []string{"10.2.0.0/24"}, subnet("x", "10.2.0.0/26", "")).
		network("c", []string{"50.0.0.0/24"}, subnet("x", "50.0.0.0/26", "")).estate(t)
	require.Contains(t, trace(e, "a/x", "b/x", reachability.Flow{}).There.Why, "10.0.0.0/8 (Default, None)")
	require.Contains(t, trace(e, "a/x", "c/x", reachability.Flow{}).There.Why, "takes it to the internet instead")
	require.Equal(t, reachability.Delivered, trace(e, "a/x", "internet", reachability.Flow{}).There.Outcome)
}

func TestOnlyOneSideThroughTheFirewallIsAsymmetric(t *testing.T) {
	b := hubAndSpoke("allowForwardedTraffic")
	b.peer("a", "b") // straight from b, and from a by the longer prefix of the peering
	b.table("rt-c", true, "10.2.0.0/24 VirtualAppliance 10.0.0.4").parts[0] = b.parts[len(b.parts)-1]
	b.parts = b.parts[:len(b.parts)-1]
	b.parts[0] = strings.Replace(b.parts[0], `"rt-c"`, `"rt-a"`, 1)
	e := b.estate(t)
	tr := trace(e, "a/web", "b/app", reachability.Flow{})
	require.Equal(t, []string{"web", "fw", "app"}, places(tr.There))
	require.Equal(t, []string{"app", "web"}, places(tr.Back))
	require.Contains(t, codes(e.Check()), "VL678")
}

func TestAnApplianceForwardsFromItsEgressSubnet(t *testing.T) {
	b := &builder{}
	b.table("rt", false, "10.0.0.0/8 VirtualAppliance 10.0.0.4").table("rt-out", true, "10.2.0.0/24 None")
	b.network("hub", []string{"10.0.0.0/22"}, subnet("trust", "10.0.0.0/26", ""), subnet("untrust", "10.0.0.64/26", "rt-out"))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt")).network("b", []string{"10.2.0.0/24"}, subnet("app", "10.2.0.0/26", "rt"))
	b.peer("hub", "a", "allowForwardedTraffic").peer("hub", "b", "allowForwardedTraffic")
	e := b.estate(t)
	from, to := reachability.Endpoint{Subnet: subnetID("a", "web")}, reachability.Endpoint{Subnet: subnetID("b", "app")}
	tr := e.Trace(from, to, reachability.Flow{}, nil)
	require.Equal(t, reachability.Delivered, tr.There.Outcome)
	require.True(t, tr.There.Open)
	require.Equal(t, []string{networkID("hub") + "#10.0.0.4"}, tr.There.Inspectors())
	tr = e.Trace(from, to, reachability.Flow{},
		[]reachability.Appliance{{Address: netip.MustParseAddr("10.0.0.4"), Network: networkID("hub"), Egress: subnetID("hub", "untrust")}})
	require.Equal(t, reachability.Dropped, tr.There.Outcome)
	require.Contains(t, tr.There.Why, "to-10.2.0.0_24")
}

func TestARouteToTheGatewayJoinsSpokesThatUseIt(t *testing.T) {
	b := &builder{}
	b.table("rt", true, "10.0.0.0/8 VirtualNetworkGateway")
	b.network("hub", []string{"10.0.0.0/22"}, subnet("GatewaySubnet", "10.0.0.0/26", "")).gateway("gw", "hub", "Vpn")
	for i, s := range []string{"a", "b", "c"} {
		p := []string{"10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"}[i]
		b.network(s, []string{p}, subnet("x", p[:len(p)-2]+"26", "rt"))
		if s != "c" {
			b.half("hub", s, "allowGatewayTransit").half(s, "hub", "useRemoteGateways")
		}
	}
	b.peer("hub", "c")
	e := b.estate(t)
	require.Equal(t, []string{"x", "gw", "x"}, places(trace(e, "a/x", "b/x", reachability.Flow{}).There))
	require.Contains(t, trace(e, "a/x", "c/x", reachability.Flow{}).There.Why, "without gateway transit")
	require.Contains(t, codes(e.Check()), "VL672")
}

// The tag VirtualNetwork has the prefixes of the subnet's own routes: a 0.0.0.0/0 widens it to everything.
func TestSecurityGroupsDecideBySubnet(t *testing.T) {
	group := func(name string, rules string) string { return `"securityRules": [` + rules + `]` }
	rule := `{"name": "sql", "properties": {"direction": "Inbound", "access": "Allow", "priority": 100, "protocol": "Tcp",` +
		` "sourceAddressPrefix": "10.1.0.0/24", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "1433"}},
		{"name": "rest", "properties": {"direction": "Inbound", "access": "Deny", "priority": 200, "protocol": "*", "sourceAddressPrefix": "*",` +
		` "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}`
	b := &builder{}
	b.add("networkSecurityGroups", "closed", group("closed", rule)).add("networkSecurityGroups", "plain", group("plain", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.0.0/26", ""))
	b.network("b", []string{"10.2.0.0/24"}, strings.Replace(subnet("x", "10.2.0.0/26", ""), `"10.2.0.0/26"`, `"10.2.0.0/26", "networkSecurityGroup": `+
		ref("networkSecurityGroups", "closed"), 1),
		strings.Replace(subnet("y", "10.2.0.64/26", ""), `"10.2.0.64/26"`, `"10.2.0.64/26", "networkSecurityGroup": `+ref("networkSecurityGroups", "plain"), 1))
	e := b.peer("a", "b").estate(t)
	require.Equal(t, reachability.Delivered, trace(e, "a/x", "b/x", reachability.Flow{Protocol: "tcp", Port: 1433}).There.Outcome)
	require.Equal(t, reachability.Delivered, trace(e, "a/x", "b/x", reachability.Flow{}).There.Outcome, "some packet passes")
	require.Contains(t, trace(e, "a/x", "b/x", reachability.Flow{Protocol: "tcp", Port: 22}).There.Why, `rule "rest"`)
	require.Equal(t, reachability.Delivered, trace(e, "a/x", "b/y", reachability.Flow{Protocol: "tcp", Port: 22}).There.Outcome, "the tag has peers")
}

// "How to configure subnet peering": subnets that take no part still have the routes, and their packets are dropped.
func TestAPeeringBySubnetsJoinsOnlyThese(t *testing.T) {
	b := &builder{}
	b.network("a", []string{"10.0.0.0/16", "172.20.0.0/24"}, subnet("office", "10.0.0.0/24", ""), subnet("web", "172.20.0.0/26", ""))
	b.network("b", []string{"10.0.0.0/16", "172.21.0.0/24"}, subnet("office", "10.0.0.0/24", ""), subnet("sql", "172.21.0.0/26", ""))
	b.add("virtualNetworks/virtualNetworkPeerings", "a/p", `"remoteVirtualNetwork": `+ref("virtualNetworks", "b")+
		`, "peerCompleteVnets": false, "localSubnetNames": ["web"], "remoteSubnetNames": ["sql"]`)
	b.add("virtualNetworks/virtualNetworkPeerings", "b/p", `"remoteVirtualNetwork": `+ref("virtualNetworks", "a")+
		`, "peerCompleteVnets": false, "localSubnetNames": ["sql"], "remoteSubnetNames": ["web"]`)
	e := b.estate(t)
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("a", "office"))), "Default Active 172.21.0.0/26 VNetPeering")
	require.Equal(t, reachability.Delivered, trace(e, "a/web", "b/sql", reachability.Flow{}).Back.Outcome)
	require.Contains(t, trace(e, "a/office", "b/sql", reachability.Flow{}).There.Why, "not one of the peered subnets")
	require.Contains(t, trace(e, "a/web", "b/office", reachability.Flow{}).There.Why, "which has the same addresses")
	require.Empty(t, e.Check())
}

func TestWordsAreFoundWithoutRegardToCase(t *testing.T) {
	e := hubAndSpoke().estate(t)
	require.Equal(t, networkID("hub"), e.Find("HUB")[0].ID)
	require.Equal(t, subnetID("a", "web"), e.Find("A/Web")[0].ID)
	require.Equal(t, subnetID("a", "web"), e.Find(strings.ToUpper(subnetID("a", "web")))[0].ID)
	require.Empty(t, e.Find("nobody"))
}

// The service tag VirtualNetwork has the prefixes of the subnet's own routes: without a route of its own a subnet with the
// default rules takes nothing from a spoke beyond the hub.
func TestADefaultRouteWidensTheTagOfTheNetwork(t *testing.T) {
	for table, want := range map[string]reachability.Outcome{"": reachability.Dropped, "rt-b": reachability.Delivered} {
		b := hubAndSpoke("allowForwardedTraffic").add("networkSecurityGroups", "plain", `"securityRules": []`)
		b.network("b", []string{"10.2.0.0/24"}, strings.Replace(subnet("app", "10.2.0.0/26", table), `"10.2.0.0/26"`, `"10.2.0.0/26", "networkSecurityGroup": `+
			ref("networkSecurityGroups", "plain"), 1))
		e, _ := reachability.Build(b.resources(t))
		require.Equal(t, want, trace(e, "a/web", "b/app", reachability.Flow{}).There.Outcome)
	}
}

func TestWhatTheTemplatesDoNotHaveLeavesAPathOpen(t *testing.T) {
	b := hubAndSpoke("allowForwardedTraffic")
	b.add("azureFirewalls", "fw", `"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4", "subnet": `+
		ref("virtualNetworks/subnets", "hub", "AzureFirewallSubnet")+`}}], "firewallPolicy": `+ref("firewallPolicies", "theirs"))
	e, _ := reachability.Build(b.resources(t))
	tr := trace(e, "b/app", "a/web", reachability.Flow{})
	require.Equal(t, reachability.Delivered, tr.There.Outcome)
	require.True(t, tr.There.Open)
	x, _ := reachability.Build(two("").network("a", []string{"10.1.0.0/24"},
		strings.Replace(subnet("x", "10.1.0.0/26", ""), `"10.1.0.0/26"`, `"10.1.0.0/26", "networkSecurityGroup": `+ref("networkSecurityGroups", "theirs"), 1)).
		peer("a", "b").resources(t))
	tr = trace(x, "a/x", "b/x", reachability.Flow{})
	require.True(t, tr.There.Open)
}

// A firewall whose address Azure chooses is found by what its routes say: by reference(), or by an address of its subnet.
func TestAFirewallIsFoundWithoutAWrittenAddress(t *testing.T) {
	for _, hop := range []string{"10.0.0.4", "[reference(resourceId('Microsoft.Network/azureFirewalls', 'fw')).ipConfigurations[0].properties.privateIPAddress]"} {
		b := &builder{}
		b.table("rt", false, "0.0.0.0/0 VirtualAppliance @")
		b.parts[0] = strings.Replace(b.parts[0], `"@"`, `"`+hop+`"`, 1)
		b.network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "")).
			network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt")).peer("hub", "a", "allowForwardedTraffic")
		b.add("azureFirewalls", "fw", `"ipConfigurations": [{"name": "c", "properties": {"subnet": `+
			ref("virtualNetworks/subnets", "hub", "AzureFirewallSubnet")+`}}], "firewallPolicy": `+ref("firewallPolicies", "theirs"))
		e, _ := reachability.Build(b.resources(t))
		tr := trace(e, "a/web", "internet", reachability.Flow{})
		require.Equal(t, []string{"web", "fw", "internet"}, places(tr.There), "%s: %s", hop, tr.There.Why)
		require.Equal(t, []string{"internet", "fw", "web"}, places(tr.Back))
	}
}

// What lies outside a firewall's private ranges is reached with the firewall's address, also in another network.
func TestTheFirewallTranslatesTowardsPublicPrefixesOfNetworks(t *testing.T) {
	b := hubAndSpoke("allowForwardedTraffic")
	b.network("c", []string{"20.1.0.0/24"}, subnet("x", "20.1.0.0/26", "rt-c")).table("rt-c", false, "10.0.0.0/8 VirtualAppliance 10.0.0.4").half("hub", "c").
		half("c", "hub")
	tr := trace(b.estate(t), "a/web", "c/x", reachability.Flow{})
	require.Equal(t, reachability.Delivered, tr.There.Outcome, "translated, so nothing is forwarded: the half without the flag takes it")
	require.Equal(t, []string{"x", "fw", "web"}, places(tr.Back))
}

func TestBothFamiliesAreFollowed(t *testing.T) {
	b := &builder{}
	b.table("rt", false, "0.0.0.0/0 VirtualAppliance 10.0.0.4", "::/0 VirtualAppliance fd00::4")
	dual := func(name, v4, v6, table string) string {
		return strings.Replace(subnet(name, v4, table), `"addressPrefix": "`+v4+`"`, `"addressPrefixes": ["`+v4+`", "`+v6+`"]`, 1)
	}
	b.network("hub", []string{"10.0.0.0/24", "fd00::/48"}, dual("nva", "10.0.0.0/26", "fd00::/64", ""))
	b.network("a", []string{"10.1.0.0/24", "fd00:1::/48"}, dual("web", "10.1.0.0/26", "fd00:1::/64", "rt"))
	b.network("b", []string{"10.2.0.0/24", "fd00:2::/48"}, dual("app", "10.2.0.0/26", "fd00:2::/64", ""))
	e := b.peer("hub", "a", "allowForwardedTraffic").peer("hub", "b", "allowForwardedTraffic").estate(t)
	require.Contains(t, rows(e.EffectiveRoutes(subnetID("a", "web"))), "Default Invalid ::/0 Internet")
	at := func(s, a string) reachability.Endpoint {
		n, sub, _ := strings.Cut(s, "/")
		return reachability.Endpoint{Subnet: subnetID(n, sub), Address: netip.MustParseAddr(a)}
	}
	tr := e.Trace(at("a/web", "fd00:1::9"), at("b/app", "fd00:2::9"), reachability.Flow{}, nil)
	require.Equal(t, []string{"web", "hub#fd00::4", "app"}, places(tr.There))
	require.Contains(t, tr.Back.Why, "fd00:1::9")
}

// Microsoft's reference hub and spokes sends the internet traffic of spokes to the firewall of the hub, without allowForwardedTraffic on
// either half. The flow begins in the spoke: that its answers are dropped is contested. What another spoke began is refused.
func TestAnswersThroughAFirewallWithoutTheFlag(t *testing.T) {
	b := (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "")).
		network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.0.0/26", "rt")).network("b", []string{"10.2.0.0/24"}, subnet("x", "10.2.0.0/26", "rt")).
		peer("hub", "a").peer("hub", "b").table("rt", true, "0.0.0.0/0 VirtualAppliance 10.0.0.4").firewall("fw", "hub", "10.0.0.4", "*>*")
	e := b.estate(t)
	out := e.Trace(reachability.Endpoint{Subnet: subnetID("a", "x")}, reachability.Endpoint{Internet: true}, reachability.Flow{}, nil)
	require.Equal(t, reachability.Delivered, out.There.Outcome)
	require.Equal(t, reachability.Delivered, out.Back.Outcome)
	require.True(t, out.Back.Contested())
	require.True(t, out.Back.Open)
	require.Equal(t, reachability.Dropped, between(e, "a/x", "b/x").There.Outcome)
	var got []string
	for _, d := range e.Check() {
		got = append(got, fmt.Sprintf("%s %s: %s", d.Severity, d.Code.ID, d.Summary))
		require.Equal(t, "the same holds for 1 more pair", d.Related[len(d.Related)-1].Message)
	}
	require.Equal(t, []string{
		`warning VL665: replies from the internet to "a/x" may be dropped: peering "to-hub" of "a" does not set allowForwardedTraffic`,
		`error VL665: traffic from "a/x" to "b/x" is dropped: peering "to-hub" of "b" accepts only traffic that originates in "hub": ` +
			`it does not set allowForwardedTraffic`,
	}, got)
}
