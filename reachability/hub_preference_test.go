package reachability_test

import (
	"net/netip"
	"strings"
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

// scenario is that of "Virtual hub routing preference", "Routing scenarios": VNET1 at Hub_1, and paths 1 to 4 and 7 to 10 to sites that advertise the
// same prefixes. Path 11 is an appliance in the hub. How long each path is the text says in part: 1 and 4 are equal and the shortest of Hub_1; those of
// Hub_2 are equal, and for 10.55.2.0/24 shorter than 2 and 3 by more than a hub adds.
func scenario(t *testing.T, one, two string) *reachability.Estate {
	b := (&builder{}).network("vnet1", []string{"10.1.0.0/16"}, subnet("x", "10.1.1.0/24", ""))
	b.add("virtualWans", "wan", `"type": "Standard", "allowBranchToBranchTraffic": true`)
	for i, preference := range []string{one, two} {
		h := "hub-" + string(rune('1'+i))
		b.add("virtualHubs", h, `"addressPrefix": "10.0.`+string(rune('0'+2*i))+`.0/23", "virtualWan": `+ref("virtualWans", "wan")+`, "hubRoutingPreference": "`+preference+`"`)
		b.add("vpnGateways", "vpn-"+h, `"virtualHub": `+ref("virtualHubs", h)+`, "bgpSettings": {"asn": 65515}`)
		b.add("expressRouteGateways", "er-"+h, `"virtualHub": `+ref("virtualHubs", h))
	}
	b.add("virtualHubs/hubVirtualNetworkConnections", "hub-1/to-vnet1", `"remoteVirtualNetwork": `+ref("virtualNetworks", "vnet1"))
	var sites []reachability.Site
	for _, p := range []struct {
		name, hub, prefixes string
		tunnel              bool
		prepends            int
	}{
		{"1", "hub-1", "10.61.1.0/24 10.50.2.0/24 10.50.0.0/16", true, 1},
		{"2", "hub-1", "10.61.1.0/24 10.50.0.0/16 10.55.2.0/24", true, 5},
		{"3", "hub-1", "10.61.1.0/24 10.50.0.0/16 10.55.2.0/24", false, 4},
		{"4", "hub-1", "10.61.1.0/24 10.50.0.0/16", false, 0},
		{"7", "hub-2", "10.62.1.0/24 10.50.2.0/24 10.50.0.0/16", true, 1},
		{"8", "hub-2", "10.62.1.0/24 10.50.0.0/16 10.55.2.0/24", true, 1},
		{"9", "hub-2", "10.62.1.0/24 10.50.0.0/16 10.55.2.0/24", false, 0},
		{"10", "hub-2", "10.62.1.0/24 10.50.0.0/16", false, 0},
	} {
		s := siteOf("path-"+p.name, p.prefixes)
		kind, end := "expressRouteGateways/expressRouteConnections", "er-"+p.hub+"/"+p.name
		if p.tunnel {
			kind, end = "vpnGateways/vpnConnections", "vpn-"+p.hub+"/"+p.name
			b.add("vpnSites", p.name, `"virtualWan": `+ref("virtualWans", "wan")+`, "vpnSiteLinks": [{"name": "one", "properties": {"ipAddress": "203.0.113.`+p.name+
				`", "bgpProperties": {"asn": 650`+p.name+`, "bgpPeeringAddress": "172.16.0.`+p.name+`"}}}]`)
			b.add(kind, end, `"remoteVpnSite": `+ref("vpnSites", p.name)+`, "vpnLinkConnections": [{"name": "one", "properties": {"enableBgp": true, "vpnSiteLink": `+
				ref("vpnSites/vpnSiteLinks", p.name, "one")+`}}]`)
			s.Links = []string{template.ResourceID("", "", "Microsoft.Network/vpnSites", p.name)}
		} else {
			b.add(kind, end, `"expressRouteCircuitPeering": {"id": "`+circuitID(p.name)+`/peerings/AzurePrivatePeering"}`)
			s.Links = []string{circuitID(p.name)}
		}
		s.Sessions = []reachability.Session{{Connection: template.ResourceID("", "", "Microsoft.Network/"+kind, end), Prepends: p.prepends}}
		sites = append(sites, s)
	}
	return b.with(t, sites...)
}

// "Routing scenarios": each row of the three tables, with each setting that it names.
func TestAVirtualHubChoosesAsTheScenariosOfTheArticleDo(t *testing.T) {
	const er, vpn, path = "ExpressRoute", "VpnGateway", "ASPath"
	any := []string{er, vpn, path}
	for _, c := range []struct {
		to       string
		one, two []string
		paths    []string // one of them: Azure shares what is equal
	}{
		{"10.61.1.5", []string{path}, any, []string{"4"}},
		{"10.61.1.5", []string{vpn}, any, []string{"1"}},
		{"10.61.1.5", []string{er}, any, []string{"4"}},
		{"10.62.1.5", any, []string{path, er}, []string{"9", "10"}},
		{"10.62.1.5", any, []string{vpn}, []string{"7", "8"}},
		{"10.50.2.5", any, any, []string{"1"}},
		{"10.50.1.5", []string{path, er}, any, []string{"4"}},
		{"10.50.1.5", []string{vpn}, any, []string{"1"}},
		{"10.55.2.5", []string{path}, []string{path, er}, []string{"9"}},
		{"10.55.2.5", []string{path}, []string{vpn}, []string{"8"}},
		{"10.55.2.5", []string{er}, any, []string{"3"}},
		{"10.55.2.5", []string{vpn}, any, []string{"2"}},
	} {
		for _, one := range c.one {
			for _, two := range c.two {
				e := scenario(t, one, two)
				there := e.Trace(reachability.Endpoint{Subnet: subnetID("vnet1", "x")}, reachability.Endpoint{Site: "site:path-1", Address: netip.MustParseAddr(c.to)},
					reachability.Flow{}, nil).There
				require.Equal(t, reachability.Delivered, there.Outcome, "%s %s %s: %s", c.to, one, two, there.Why)
				taken := ""
				for _, h := range there.Hops {
					if h.Route != nil && h.Route.NextHopType == "Connection" {
						taken = h.Route.Through[strings.LastIndex(h.Route.Through, "/")+1:]
					}
				}
				require.Contains(t, c.paths, taken, "%s %s %s", c.to, one, two)
			}
		}
	}
}

// A hub advertises of each prefix the route that it prefers, and what it learned over one circuit it does not advertise over another. So a site behind a
// second circuit hears of a tunnel only where the hub prefers it.
func TestAVirtualHubAdvertisesThePathThatItPrefersAlone(t *testing.T) {
	for preference, want := range map[string]reachability.Outcome{"ExpressRoute": reachability.Dropped, "VpnGateway": reachability.Delivered} {
		b := twoWays(preference, "")
		b.add("expressRouteGateways/expressRouteConnections", "er/to-dub", `"expressRouteCircuitPeering": {"id": "`+circuitID("dub")+`/peerings/AzurePrivatePeering"}`)
		e := b.with(t, theSite(), siteOf("lab", "172.20.0.0/16", circuitID("dub")))
		there := e.Trace(reachability.Endpoint{Site: "site:lab"}, reachability.Endpoint{Site: "site:dc"}, reachability.Flow{}, nil).There
		require.Equal(t, want, there.Outcome, "%s: %s", preference, there.Why)
	}
}
