package golden_test

import (
	"net/netip"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/topology"
)

// connectedBase is the intent below the rows that connected adds by hand.
const connectedBase = `
vnetloom: v1
name: connected
defaults: {location: westeurope, tags: {it's: "${x}"}}
subscriptions: {far: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103}
resourceGroups: {rg-hub: {}}
networks:
  hub:
    resourceGroup: rg-hub
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, shared: 10.0.1.0/24}
    gateways: {vpn: {asn: 65010, activeActive: true}, expressRoute: {sku: ErGw3AZ}}
  there:
    subscription: far
    resourceGroup: rg-there
    location: northeurope
    addressSpace: 10.4.0.0/22
    subnets: {GatewaySubnet: 10.4.0.0/26, shared: 10.4.1.0/24}
    gateways: {vpn: {asn: 65020}, expressRoute: {}}
  third:
    resourceGroup: rg-third
    location: francecentral
    addressSpace: 10.8.0.0/22
    subnets: {GatewaySubnet: 10.8.0.0/26, shared: 10.8.1.0/24}
    gateways: {vpn: {asn: 65030}}
  app: {resourceGroup: rg-app, addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: app}
`

// connected is what no language of ours can say about connections: three networks joined by tunnels in every direction, with
// BGP and a policy; sites with an address and with a name, one of which takes the default; a circuit that exists, with a key;
// one of ours, connected from its own subscription and from another.
func connected(t *testing.T) *emission {
	t.Helper()
	loaded, found := load(fstest.MapFS{"intent.yaml": {Data: []byte(connectedBase)}}, []string{"intent.yaml"})
	require.False(t, found.HasErrors(), render(found))
	e := &emission{}
	e.topology, e.found = resolve(loaded)
	require.False(t, e.found.HasErrors(), render(e.found))
	addConnections(e.topology)
	e.plan, found = lower(e.topology)
	require.False(t, found.HasErrors(), render(found))
	e.print(t)
	return e
}

const existingCircuit = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/er-ams"

func addConnections(t *topology.Topology) {
	origin := topology.Origin{Statements: []string{"connections.by-hand"}, Rule: "connection"}
	prefix, address := netip.MustParsePrefix, netip.MustParseAddr
	for i := range t.Gateways {
		switch g := &t.Gateways[i]; g.ID {
		case "hub/vpnGateway":
			g.DefaultSite = "hub/dc2"
		case "hub/expressRouteGateway":
			g.RemoteNetworks, g.VirtualWANs = true, true
		}
	}
	t.Sites = []topology.Site{{ID: "dc1", AddressSpace: []netip.Prefix{prefix("192.168.0.0/16")}, Origin: origin}, {ID: "dc2", DefaultRoute: true, Origin: origin}}
	t.LocalGateways = []topology.LocalGateway{
		{ID: "hub/dc1", Network: "hub", Site: "dc1", Name: "lgw-hub-dc1", PublicAddress: address("203.0.113.10"), ASN: 65050, BGPPeer: address("192.168.255.1"),
			Origin: origin},
		{ID: "hub/dc2", Network: "hub", Site: "dc2", Name: "lgw-hub-dc2", FQDN: "vpn.example.com", Prefixes: []netip.Prefix{prefix("172.20.0.0/16"),
			prefix("172.21.0.0/16")}, Origin: origin},
	}
	t.Circuits = []topology.Circuit{
		{ID: "er-ams", Site: "dc1", ResourceID: existingCircuit, Origin: origin},
		{ID: "er-fra", Site: "dc1", Name: "erc-fra", ResourceGroup: "/rg-hub", Location: "germanywestcentral", Tags: map[string]string{"a": "b"},
			Provider: "Equinix", PeeringLocation: "Frankfurt",
			BandwidthMbps: 1000, Tier: "Standard", Family: "MeteredData", Authorizations: []string{"auth-there"}, Origin: origin,
			Peering: &topology.PrivatePeering{PeerASN: 65051, VLAN: 100, Primary: prefix("172.16.0.0/30"), Secondary: prefix("172.16.0.4/30")}},
		{ID: "er-lon", Site: "dc2", Name: "erc-lon", ResourceGroup: "far/rg-there", Location: "uksouth", Provider: "BT", PeeringLocation: "London", BandwidthMbps: 50,
			Tier: "Premium", Family: "UnlimitedData", Origin: origin},
	}
	policy := &topology.IPsecPolicy{IKEEncryption: "AES256", IKEIntegrity: "SHA384", DHGroup: "DHGroup14", IPsecEncryption: "GCMAES256",
		IPsecIntegrity: "GCMAES256", PFSGroup: "PFS14",
		SALifetimeSeconds: 27000, SADataSizeKilobytes: 102400000}
	pair := func(a, b topology.NetworkID, secret topology.SecretID, p *topology.IPsecPolicy) {
		for _, ends := range [][2]topology.NetworkID{{a, b}, {b, a}} {
			own, remote := topology.GatewayID(ends[0]+"/vpnGateway"), topology.GatewayID(ends[1]+"/vpnGateway")
			t.Connections = append(t.Connections, topology.Connection{ID: topology.ConnectionID(own + ">" + remote), Gateway: own, Name: "con-" + string(ends[0]) +
				"-to-" + string(ends[1]),
				Kind: topology.VNetToVNet, Remote: remote, BGP: true, Secret: secret, Policy: p, Origin: origin})
		}
	}
	pair("hub", "there", "sharedKey-hub-there", policy)
	pair("hub", "third", "sharedKey-hub-third", nil)
	pair("there", "third", "sharedKey-there-third", nil)
	t.Connections = append(t.Connections,
		topology.Connection{ID: "hub/vpnGateway>dc1", Gateway: "hub/vpnGateway", Name: "con-hub-dc1", Kind: topology.IPsec, LocalGateway: "hub/dc1", BGP: true,
			Secret: "sharedKey-hub-dc1", Policy: policy, Origin: origin},
		topology.Connection{ID: "hub/vpnGateway>dc2", Gateway: "hub/vpnGateway", Name: "con-hub-dc2", Kind: topology.IPsec, LocalGateway: "hub/dc2",
			Secret: "sharedKey-hub-dc2", Origin: origin},
		topology.Connection{ID: "hub/expressRouteGateway>er-ams", Gateway: "hub/expressRouteGateway", Name: "con-hub-er-ams", Kind: topology.ExpressRoute,
			Circuit: "er-ams",
			Secret:  "authorizationKey-er-ams-hub", RoutingWeight: 10, Origin: origin},
		topology.Connection{ID: "hub/expressRouteGateway>er-fra", Gateway: "hub/expressRouteGateway", Name: "con-hub-er-fra", Kind: topology.ExpressRoute,
			Circuit: "er-fra", FastPath: true, Origin: origin},
		topology.Connection{ID: "there/expressRouteGateway>er-fra", Gateway: "there/expressRouteGateway", Name: "con-there-er-fra", Kind: topology.ExpressRoute,
			Circuit: "er-fra", Authorization: "auth-there", Origin: origin},
		topology.Connection{ID: "there/expressRouteGateway>er-lon", Gateway: "there/expressRouteGateway", Name: "con-there-er-lon", Kind: topology.ExpressRoute,
			Circuit: "er-lon", Origin: origin})
	for i := range t.Connections {
		c := &t.Connections[i]
		if id := c.Secret; id != "" && (c.Kind != topology.VNetToVNet || c.Gateway < c.Remote) {
			t.Secrets = append(t.Secrets, topology.Secret{ID: id, Description: "The secret " + string(id) + ", which both ends know: it's ${x} $(y).", Origin: origin})
		}
	}
}
