package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// twoWays is two virtual hubs, of which the hub "near" has a circuit and a tunnel to one site. Preferences are those of near and of far.
func twoWays(near, far string) *builder {
	b := (&builder{}).network("oak", []string{"10.1.0.0/16"}, subnet("x", "10.1.1.0/24", "")).
		network("elm", []string{"10.2.0.0/16"}, subnet("x", "10.2.1.0/24", ""))
	b.add("virtualWans", "wan", `"type": "Standard", "allowBranchToBranchTraffic": true`)
	for _, h := range [][4]string{{"near", "10.0.0.0/23", "oak", near}, {"far", "10.0.2.0/23", "elm", far}} {
		more := ""
		if h[3] != "" {
			more = `, "hubRoutingPreference": "` + h[3] + `"`
		}
		b.add("virtualHubs", h[0], `"addressPrefix": "`+h[1]+`", "virtualWan": `+ref("virtualWans", "wan")+more)
		b.add("virtualHubs/hubVirtualNetworkConnections", h[0]+"/to-"+h[2], `"remoteVirtualNetwork": `+ref("virtualNetworks", h[2]))
	}
	b.add("vpnGateways", "vpn", `"virtualHub": `+ref("virtualHubs", "near"))
	b.add("expressRouteGateways", "er", `"virtualHub": `+ref("virtualHubs", "near"))
	b.add("vpnSites", "dc", `"virtualWan": `+ref("virtualWans", "wan")+`, "addressSpace": {"addressPrefixes": ["192.168.0.0/16"]},
		"vpnSiteLinks": [{"name": "one", "properties": {"ipAddress": "203.0.113.1"}}]`)
	b.add("vpnGateways/vpnConnections", "vpn/to-dc", `"remoteVpnSite": `+ref("vpnSites", "dc")+
		`, "vpnLinkConnections": [{"name": "one", "properties": {"vpnSiteLink": `+ref("vpnSites/vpnSiteLinks", "dc", "one")+`}}]`)
	b.add("expressRouteGateways/expressRouteConnections", "er/to-ams", `"expressRouteCircuitPeering": {"id": "`+circuitID("ams")+`/peerings/AzurePrivatePeering"}`)
	return b
}

// theSite is that of twoWays, behind both.
func theSite() reachability.Site {
	return siteOf("dc", "192.168.0.0/16", circuitID("ams"), template.ResourceID("", "", "Microsoft.Network/vpnSites", "dc"))
}

// gatewaysTo are the gateways on the path from the subnet of a network to the site.
func gatewaysTo(e *reachability.Estate, from string) ([]string, reachability.Path) {
	there := e.Trace(reachability.Endpoint{Subnet: subnetID(from, "x")}, reachability.Endpoint{Site: "site:dc"}, reachability.Flow{}, nil).There
	var out []string
	for _, h := range there.Hops {
		if h.Kind == "gateway" {
			out = append(out, e.Name(h.At))
		}
	}
	return out, there
}

// "Route selection algorithm for virtual hub": of its own connections a hub prefers by its hubRoutingPreference, and tells other hubs of that alone.
func TestAVirtualHubPrefersAPathByItsRoutingPreference(t *testing.T) {
	for _, c := range []struct{ near, far, through string }{
		{"", "", "er"}, {"ExpressRoute", "", "er"}, {"expressroute", "VpnGateway", "er"},
		{"VpnGateway", "", "vpn"}, {"VpnGateway", "ASPath", "vpn"}, {"ASPath", "", ""},
		{"[reference(resourceId('Microsoft.Network/virtualWans', 'wan')).tags.preference]", "", ""},
	} {
		t.Run(c.near+" "+c.far, func(t *testing.T) {
			e, _ := reachability.Build(twoWays(c.near, c.far).resources(t), theSite())
			for _, from := range []string{"oak", "elm"} {
				gateways, there := gatewaysTo(e, from)
				if c.through == "" {
					require.Equal(t, reachability.NotKnown, there.Outcome, from)
					require.Contains(t, there.Why, "hubRoutingPreference", from)
					continue
				}
				require.Equal(t, reachability.Delivered, there.Outcome, "%s: %s", from, there.Why)
				require.Equal(t, []string{c.through}, gateways, from)
			}
		})
	}
}

// Of what other hubs connect, a tunnel comes before a circuit; what the hub itself connects comes before both.
func TestAVirtualHubPrefersATunnelOfAnotherHubToACircuitOfAnother(t *testing.T) {
	b := twoWays("", "")
	b.add("virtualHubs", "third", `"addressPrefix": "10.0.4.0/23", "virtualWan": `+ref("virtualWans", "wan"))
	b.add("vpnGateways", "third-vpn", `"virtualHub": `+ref("virtualHubs", "third"))
	b.add("vpnGateways/vpnConnections", "third-vpn/to-dc", `"remoteVpnSite": `+ref("vpnSites", "dc")+
		`, "vpnLinkConnections": [{"name": "one", "properties": {"vpnSiteLink": `+ref("vpnSites/vpnSiteLinks", "dc", "one")+`}}]`)
	e := b.with(t, theSite())
	for from, want := range map[string]string{"oak": "er", "elm": "third-vpn"} {
		gateways, there := gatewaysTo(e, from)
		require.Equal(t, reachability.Delivered, there.Outcome, "%s: %s", from, there.Why)
		require.Equal(t, []string{want}, gateways, from)
	}
}
