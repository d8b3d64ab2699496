package reachability_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

func between(e *reachability.Estate, from, to string) reachability.Trace {
	end := func(s string) reachability.Endpoint {
		if a, err := netip.ParseAddr(s); err == nil {
			return reachability.Endpoint{Address: a}
		}
		network, name, _ := strings.Cut(s, "/")
		return reachability.Endpoint{Subnet: subnetID(network, name)}
	}
	return e.Trace(end(from), end(to), reachability.Flow{}, nil)
}

// A text that is no prefix is not the name of a service tag; a service tag is said not to be judged.
func TestThePrefixOfARouteIsOneOrAServiceTag(t *testing.T) {
	for prefix, want := range map[string]string{"10.20.30.400/24": "VL651", "10.0.0.0/33": "VL651", "10.0.0.0/": "VL651", "fd00::/129": "VL651", "": "VL651",
		"AzureCloud": "VL656", "Storage.WestEurope": "VL656", "AzureFrontDoor.Backend": "VL656"} {
		b := two("rt").add("routeTables", "rt", fmt.Sprintf(`"routes": [{"name": "r", "properties": {"addressPrefix": %q, "nextHopType": "Internet"}}]`,
			prefix)).peer("a", "b")
		e, diags := reachability.Build(b.resources(t))
		require.Equal(t, []string{want}, codes(diags), prefix)
		known := reachability.Delivered
		if want == "VL651" {
			known = reachability.NotKnown // what it would have been is anyone's guess
		}
		require.Equal(t, known, between(e, "a/x", "b/x").There.Outcome, prefix)
	}
}

func TestAMalformedAddressOfARuleIsSaid(t *testing.T) {
	b := (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "")).
		firewall("fw", "hub", "10.0.0.4", "10.0.0.0/33>AzureCloud")
	_, diags := reachability.Build(b.resources(t))
	require.Equal(t, []string{"VL651"}, codes(diags))
	require.Len(t, diags, 1, "a service tag is none")
}

// Networks that a virtual hub or a network manager may join do not reach each other for certain, or not: that is not known.
func TestWhatMayBeJoinedIsNotKnown(t *testing.T) {
	wan := func(b *builder, hub string) *builder {
		return b.add("virtualHubs", hub, `"addressPrefix": "10.9.0.0/24", "virtualWan": `+ref("virtualWans", "wan-"+hub[:1]))
	}
	connect := func(b *builder, hub, network string) *builder {
		return b.add("virtualHubs/hubVirtualNetworkConnections", hub+"/"+network, `"remoteVirtualNetwork": `+ref("virtualNetworks", network))
	}
	member := func(b *builder, group, network string) *builder {
		return b.add("networkManagers/networkGroups/staticMembers", "nm/"+group+"/"+network, `"resourceId": "[resourceId('Microsoft.Network/virtualNetworks', '`+
			network+`')]"`)
	}
	known, open := reachability.Dropped, reachability.NotKnown
	for name, x := range map[string]struct {
		make func(b *builder)
		want reachability.Outcome
		why  string
	}{
		"nothing":                       {func(*builder) {}, known, "drops it"},
		"one hub":                       {func(b *builder) { connect(connect(wan(b, "h1"), "h1", "a"), "h1", "b") }, reachability.Delivered, ""},
		"two hubs of one WAN":           {func(b *builder) { connect(connect(wan(wan(b, "h1"), "h2"), "h1", "a"), "h2", "b") }, reachability.Delivered, ""},
		"hubs of two WANs":              {func(b *builder) { connect(connect(wan(wan(b, "h1"), "i1"), "h1", "a"), "i1", "b") }, known, "drops it"},
		"a hub that is elsewhere":       {func(b *builder) { connect(connect(wan(b, "h1"), "h1", "a"), "other", "b") }, open, "virtual hub"},
		"one of the two":                {func(b *builder) { connect(wan(b, "h1"), "h1", "a") }, known, "drops it"},
		"members of a network group":    {func(b *builder) { member(member(b, "g", "a"), "g", "b") }, open, "a network manager may join them"},
		"members of two network groups": {func(b *builder) { member(member(b, "g", "a"), "h", "b") }, open, "network manager"},
	} {
		b := two("")
		x.make(b)
		e, diags := reachability.Build(b.resources(t))
		switch {
		case strings.Contains(name, "elsewhere"):
			require.Equal(t, []string{"VL651"}, codes(diags), name)
		default:
			require.Empty(t, codes(diags), name)
		}
		there := between(e, "a/x", "b/x").There
		require.Equal(t, x.want, there.Outcome, name)
		require.Contains(t, there.Why, x.why, name)
	}
	b := member(member(two(""), "g", "a"), "g", "b").peer("a", "b")
	e, _ := reachability.Build(b.resources(t))
	require.Equal(t, reachability.Delivered, between(e, "a/x", "b/x").There.Outcome, "a peering is known")
	b = member(member(two("rt").table("rt", true, "10.2.0.0/24 None"), "g", "a"), "g", "b")
	e, _ = reachability.Build(b.resources(t))
	require.Equal(t, reachability.Dropped, between(e, "a/x", "b/x").There.Outcome, "a user's route of the same prefix takes precedence")
}

// "VPN Gateway FAQ", BGP: a gateway advertises the prefixes of its network, of its local network gateways, and what it learned.
func TestStaticSitesAreAdvertisedByBgp(t *testing.T) {
	for _, bgp := range []string{"true", "false"} {
		b := &builder{}
		for i, n := range []string{"x", "y", "z"} {
			p := fmt.Sprintf("10.%d.0.0/24", i)
			b.network(n, []string{p}, subnet("GatewaySubnet", p[:len(p)-2]+"27", ""), subnet("s", fmt.Sprintf("10.%d.0.64/26", i), "")).
				gateway("gw"+n, n, "Vpn", asn(65010+i))
		}
		for _, l := range []string{"xy", "yx", "yz", "zy"} {
			b.add("connections", l, `"connectionType": "Vnet2Vnet", "enableBgp": `+bgp+`, "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "gw"+l[:1])+
				`, "virtualNetworkGateway2": `+ref("virtualNetworkGateways", "gw"+l[1:]))
		}
		e := b.site("depot", "gwz", "192.168.7.0/24").estate(t) // without BGP of its own
		want := bgp == "true"
		require.Equal(t, want, contains(rows(e.EffectiveRoutes(subnetID("x", "s"))), "VirtualNetworkGateway Active 192.168.7.0/24 VirtualNetworkGateway"))
		tr := between(e, "x/s", "192.168.7.9")
		require.Equal(t, want, tr.There.Outcome == reachability.Delivered, tr.There.Why)
		if want {
			require.Equal(t, reachability.Delivered, tr.Back.Outcome, tr.Back.Why)
			require.Equal(t, "site", tr.There.Hops[len(tr.There.Hops)-1].Kind)
		}
		require.Equal(t, reachability.Delivered, between(e, "z/s", "192.168.7.9").There.Outcome)
	}
}

func TestSubnetsAndOffersAreChecked(t *testing.T) {
	for want, b := range map[string]*builder{
		"VL657": (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.0.0/25", ""), subnet("y", "10.1.0.64/26", "")),
		"VL658": (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("x", "10.1.1.0/26", "")),
		"VL667": two("").half("a", "b", "allowGatewayTransit").half("b", "a"),
	} {
		require.Equal(t, []string{want}, codes(b.estate(t).Check()))
	}
}

func TestAResourceThatIsPerhapsMadeIsSaid(t *testing.T) {
	b := two("rt")
	b.add("routeTables", "rt", `"routes": []`, `"condition": "[greater(length(reference('Microsoft.Network/x/y', '1').z), 0)]"`)
	b.add("publicIPAddresses", "p", ``, `"condition": "[greater(length(reference('Microsoft.Network/x/y', '1').z), 0)]"`)
	_, diags := reachability.Build(b.resources(t))
	require.Equal(t, []string{"VL655"}, codes(diags))
	require.Len(t, diags, 1, "of what is not read nothing is said")
}

func TestRouteServersAreSaidNotToBeRead(t *testing.T) {
	b := two("").add("virtualHubs", "rs", `"sku": "Standard"`).
		add("virtualHubs/ipConfigurations", "rs/ip", `"subnet": `+ref("virtualNetworks/subnets", "a", "RouteServerSubnet"))
	_, diags := reachability.Build(b.resources(t))
	require.Equal(t, []string{"VL650"}, codes(diags))
	require.Len(t, diags, 1)
	require.Contains(t, diags[0].Summary, `"rs" is ignored`)
	_, diags = reachability.Build((&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("RouteServerSubnet", "10.1.0.0/26", "")).resources(t))
	require.Equal(t, []string{"VL650"}, codes(diags))
}

// "How to configure Virtual WAN hub routing intent and routing policies", prerequisites: no custom route tables.
func TestAHubHasARoutingIntentOrTables(t *testing.T) {
	for _, both := range []bool{false, true} {
		b := two("").add("virtualWans", "w", `"type": "Standard"`).add("virtualHubs", "h", `"addressPrefix": "10.9.0.0/24", "virtualWan": `+ref("virtualWans", "w")).
			add("azureFirewalls", "fw", `"sku": {"name": "AZFW_Hub", "tier": "Standard"}, "virtualHub": `+ref("virtualHubs", "h")).
			add("virtualHubs/routingIntent", "h/intent",
				`"routingPolicies": [{"name": "p", "destinations": ["Internet"], "nextHop": "[resourceId('Microsoft.Network/azureFirewalls', 'fw')]"}]`)
		for _, n := range []string{"a", "b"} {
			b.add("virtualHubs/hubVirtualNetworkConnections", "h/"+n, `"remoteVirtualNetwork": `+ref("virtualNetworks", n))
		}
		if both {
			b.add("virtualHubs/hubRouteTables", "h/own", `"labels": ["own"], "routes": []`)
		}
		e, diags := reachability.Build(b.resources(t))
		there := between(e, "a/x", "b/x").There
		if both {
			require.Equal(t, []string{"VL651"}, codes(diags))
			require.Equal(t, reachability.NotKnown, there.Outcome)
		} else {
			require.Empty(t, diags)
			require.Equal(t, reachability.Delivered, there.Outcome, there.Why)
		}
	}
}
