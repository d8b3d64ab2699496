package powershell

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// connections adds every kind of connection to a sample, with the sites and the circuit at their other ends.
func connections() *plan.Plan {
	p := sample()
	root := &p.Roots[0]
	root.Parameters = []plan.Parameter{
		{Name: "authorizationKeyErHub", Description: "Authorization key of er for hub: it's ${x} #> " + strings.Repeat("long ", 20) + "end."},
		{Name: "sharedKeyHubDc1", Description: "Shared key of hub and dc1."},
	}
	root.Modules = append(root.Modules,
		plan.Module{Symbol: "circuit", Name: "circuit", File: "circuit", Resources: []plan.Resource{made(net("expressRouteCircuits", "erc"), circuitBody())}},
		plan.Module{Symbol: "sites", Name: "sites", File: "local-gateway", Resources: []plan.Resource{
			made(net("localNetworkGateways", "lgw-dc1"), siteBody("gatewayIpAddress", "203.0.113.1")),
			made(net("localNetworkGateways", "lgw-dc2"), siteBody("fqdn", "vpn.example.com"))}},
		plan.Module{Symbol: "connections", Name: "connections", File: "connection", DependsOn: []string{"sites", "peerB"}, Resources: []plan.Resource{
			made(net("connections", "con-dc1"), tunnelBody("IPsec", "localNetworkGateway2", net("localNetworkGateways", "lgw-dc1"),
				plan.Member{Key: "connectionProtocol", Value: str("IKEv2")})),
			made(net("connections", "con-far"), tunnelBody("Vnet2Vnet", "virtualNetworkGateway2", far("virtualNetworkGateways", "vgw-far"),
				plan.Member{Key: "ipsecPolicies", Value: arr{policyBody()}})),
			made(net("connections", "con-er"), circuitConnection(net("virtualNetworkGateways", "ergw"), net("expressRouteCircuits", "erc"),
				plan.Secret{Name: "authorizationKeyErHub"}))}},
		plan.Module{Symbol: "more", Name: "more", File: "return-connection", DependsOn: []string{"connections"}, Resources: []plan.Resource{
			made(far("connections", "con-er-far"), circuitConnection(far("virtualNetworkGateways", "ergw"), net("expressRouteCircuits", "erc"),
				plan.Property{Of: net("expressRouteCircuits/authorizations", "erc/auth-far"), Path: "authorizationKey", APIVersion: version}))}})
	return p
}

func made(id plan.ID, properties obj) plan.Resource {
	r := plan.Resource{ID: id, APIVersion: version, Description: "A " + id.Name + ".", Body: with(properties)}
	if id.Type == circuitType {
		r.Body = with(properties, plan.Member{Key: "sku", Value: obj{{Key: "name", Value: str("Standard_MeteredData")}, {Key: "tier", Value: str("Standard")},
			{Key: "family", Value: str("MeteredData")}}})
	}
	return r
}

func siteBody(key, value string) obj {
	return obj{{Key: key, Value: str(value)}, {Key: "localNetworkAddressSpace", Value: obj{{Key: "addressPrefixes", Value: strs("192.168.0.0/16")}}},
		{Key: "bgpSettings", Value: obj{{Key: "asn", Value: num(65050)}, {Key: "bgpPeeringAddress", Value: str("192.168.255.1")}}}}
}

func tunnelBody(kind, end string, other plan.ID, more ...plan.Member) obj {
	return append(obj{{Key: "connectionType", Value: str(kind)}, {Key: "virtualNetworkGateway1", Value: ref(net("virtualNetworkGateways", "vgw"))},
		{Key: end, Value: ref(other)},
		{Key: "sharedKey", Value: plan.Secret{Name: "sharedKeyHubDc1"}}, {Key: "enableBgp", Value: plan.Bool(true)}}, more...)
}

func policyBody() obj {
	return obj{{Key: "saLifeTimeSeconds", Value: num(27000)}, {Key: "saDataSizeKilobytes", Value: num(1024)},
		{Key: "ipsecEncryption", Value: str("GCMAES256")}, {Key: "ipsecIntegrity", Value: str("GCMAES256")},
		{Key: "ikeEncryption", Value: str("AES256")}, {Key: "ikeIntegrity", Value: str("SHA384")}, {Key: "dhGroup", Value: str("DHGroup14")},
		{Key: "pfsGroup", Value: str("PFS14")}}
}

func circuitConnection(gateway, circuit plan.ID, key plan.Value) obj {
	return obj{{Key: "connectionType", Value: str("ExpressRoute")}, {Key: "virtualNetworkGateway1", Value: ref(gateway)}, {Key: "peer", Value: ref(circuit)},
		{Key: "authorizationKey", Value: key}, {Key: "routingWeight", Value: num(10)}, {Key: "expressRouteGatewayBypass", Value: plan.Bool(true)}}
}

func circuitBody() obj {
	return obj{
		{Key: "serviceProviderProperties", Value: obj{{Key: "serviceProviderName", Value: str("P")}, {Key: "peeringLocation", Value: str("L")},
			{Key: "bandwidthInMbps", Value: num(50)}}},
		{Key: "peerings", Value: arr{obj{{Key: "name", Value: str("AzurePrivatePeering")}, {Key: "properties", Value: obj{
			{Key: "peeringType", Value: str("AzurePrivatePeering")}, {Key: "peerASN", Value: num(65100)}, {Key: "vlanId", Value: num(100)},
			{Key: "primaryPeerAddressPrefix", Value: str("172.16.0.0/30")}, {Key: "secondaryPeerAddressPrefix", Value: str("172.16.0.4/30")}}}}}},
		{Key: "authorizations", Value: arr{obj{{Key: "name", Value: str("auth-far")}}}},
	}
}

func TestKeysAreMandatorySecureParametersWithHelp(t *testing.T) {
	s := generate(t, connections())
	require.Contains(t, s, "[string]$SubscriptionId,\n\n    [Parameter(Mandatory = $true)]\n    [securestring]$AuthorizationKeyErHub,\n\n"+
		"    [Parameter(Mandatory = $true)]\n    [securestring]$SharedKeyHubDc1\n)\n")
	require.Contains(t, s, "\n.PARAMETER SharedKeyHubDc1\nShared key of hub and dc1. It is held in memory only, and asked for where it is not given.\n\n.")
	require.Contains(t, s, "er for hub: it's ${x} # > long", "a comment stays one")
	head, _, _ := strings.Cut(s, "Set-StrictMode")
	for _, line := range strings.Split(head, "\n") {
		require.LessOrEqual(t, len(line), width, line)
	}
	require.NotContains(t, generate(t, sample()), "securestring", "without secrets nothing changes")
}

func TestRowsNameTheOtherEndAndTheVariableOfTheKey(t *testing.T) {
	words := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ";", " ")), " ") }
	s := words(generate(t, connections()))
	for _, want := range []string{
		"Type = 'IPsec' Protocol = 'IKEv2'; Gateway = 'vgw'; Remote = 'lgw-dc1'; SharedKey = $SharedKeyHubDc1; Bgp = $true",
		"Remote = 'vgw-far'; RemoteResourceGroup = 'rg-spokes' RemoteSubscription = '" + prod + "'; SharedKey = $SharedKeyHubDc1",
		"PfsGroup = 'PFS14'",
		"AuthorizationKey = $AuthorizationKeyErHub",
		"RemoteSubscription = ''; Authorization = 'auth-far'",
		"PublicAddress = '203.0.113.1'",
		"Fqdn = 'vpn.example.com'",
		"PrivatePeering = @{ PeerAsn = 65100; Vlan = 100; Primary = '172.16.0.0/30'; Secondary = '172.16.0.4/30' }",
	} {
		require.True(t, strings.Contains(s, words(want)), want)
	}
}

func TestNothingOfAConnectionIsDropped(t *testing.T) { nothingIsDropped(t, connections, 120) }

func TestConnectionsThatAreRefused(t *testing.T) {
	set := func(o obj, key string, v plan.Value) {
		for i := range o {
			if o[i].Key == key {
				o[i].Value = v
			}
		}
	}
	module := func(p *plan.Plan, symbol string) *plan.Module {
		for i := range p.Roots[0].Modules {
			if m := &p.Roots[0].Modules[i]; m.Symbol == symbol {
				return m
			}
		}
		return nil
	}
	body := func(p *plan.Plan, symbol string, i int) obj {
		return module(p, symbol).Resources[i].Body.Get("properties").(obj)
	}
	for name, breakIt := range map[string]func(*plan.Plan){
		"a key in clear":             func(p *plan.Plan) { set(body(p, "connections", 0), "sharedKey", str("x")) },
		"an authorization in clear":  func(p *plan.Plan) { set(body(p, "connections", 2), "authorizationKey", str("x")) },
		"a secret that is not there": func(p *plan.Plan) { set(body(p, "connections", 0), "sharedKey", plan.Secret{Name: "other"}) },
		"a parameter twice": func(p *plan.Plan) {
			p.Roots[0].Parameters = append(p.Roots[0].Parameters, plan.Parameter{Name: "shared_keyHubDc1", Description: "x"})
		},
		"a parameter without words": func(p *plan.Plan) { p.Roots[0].Parameters[0].Description = "" },
		"a parameter like ours": func(p *plan.Plan) {
			p.Roots[0].Parameters = append(p.Roots[0].Parameters, plan.Parameter{Name: "subscriptionId", Description: "x"})
		},
		"two policies":             func(p *plan.Plan) { set(body(p, "connections", 1), "ipsecPolicies", arr{policyBody(), policyBody()}) },
		"another type":             func(p *plan.Plan) { set(body(p, "connections", 0), "connectionType", str("VPNClient")) },
		"the other end of another": func(p *plan.Plan) { set(body(p, "connections", 0), "connectionType", str("Vnet2Vnet")) },
		"an end of another type": func(p *plan.Plan) {
			set(body(p, "connections", 0), "localNetworkGateway2", ref(net("virtualNetworkGateways", "vgw")))
		},
		"the key of another circuit": func(p *plan.Plan) { set(body(p, "more", 0), "peer", ref(net("expressRouteCircuits", "other"))) },
		"an address and a name": func(p *plan.Plan) {
			r := &module(p, "sites").Resources[0]
			r.Body = with(append(siteBody("gatewayIpAddress", "203.0.113.1"), plan.Member{Key: "fqdn", Value: str("x")}))
		},
		"another peering of a circuit": func(p *plan.Plan) {
			set(body(p, "circuit", 0).Get("peerings").(arr)[0].(obj), "name", str("MicrosoftPeering"))
		},
	} {
		p := connections()
		breakIt(p)
		_, err := New().Generate(p)
		require.Error(t, err, name)
	}
}
