package golden_test

import (
	"cmp"
	"strings"
)

// This file reads the rows of the script that are about sites, circuits and connections.

// remote is Get-RemoteId and Get-ConnectionEnd: the other end of a row, in its own resource group and subscription unless it
// says another.
func (r *rowReader) remote(row *scriptRow, kind string) string {
	near := r.scope(row)
	far := sameScope{near.subscription, cmp.Or(row.text("RemoteResourceGroup"), near.group)}
	if row.take("RemoteSubscription") != nil { // with nothing in it, the deployment's own
		far.subscription = cmp.Or(row.text("RemoteSubscription"), ownSubscription)
	}
	remote := row.text("Remote")
	if !strings.HasPrefix(remote, "/subscriptions/") {
		remote = far.id(network+kind, remote)
	}
	return strings.ToLower(remote)
}

func (r *rowReader) localGateway(row *scriptRow, _, properties map[string]any) {
	put(properties, "gatewayIpAddress", r.setting(row, row, "PublicAddress"))
	putCells(properties, row, "Fqdn", "fqdn")
	properties["localNetworkAddressSpace"] = map[string]any{"addressPrefixes": row.value("Prefixes")}
	if asn := row.value("Asn"); asn != nil {
		properties["bgpSettings"] = map[string]any{"asn": asn, "bgpPeeringAddress": r.setting(row, row, "BgpPeer")}
	}
}

func (r *rowReader) connection(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Type", "connectionType", "Protocol", "connectionProtocol")
	putID(properties, "virtualNetworkGateway1", r.reference(row, "virtualNetworkGateways", row.text("Gateway")))
	switch kind := row.text("Type"); kind {
	case "IPsec":
		putID(properties, "localNetworkGateway2", r.remote(row, "localNetworkGateways"))
	case "Vnet2Vnet":
		putID(properties, "virtualNetworkGateway2", r.remote(row, "virtualNetworkGateways"))
	case "ExpressRoute":
		circuit := r.remote(row, "expressRouteCircuits")
		putID(properties, "peer", circuit)
		putCells(properties, row, "RoutingWeight", "routingWeight", "FastPath", "expressRouteGatewayBypass", "AuthorizationKey", "authorizationKey")
		if name := row.text("Authorization"); name != "" {
			properties["authorizationKey"] = propertyOf(strings.ToLower(circuit+"/authorizations/"+name), "authorizationKey")
		}
		return
	default:
		row.refuse("the type %q", kind)
	}
	putCells(properties, row, "SharedKey", "sharedKey", "Bgp", "enableBgp")
	for _, policy := range row.rows("IpsecPolicy") {
		p := map[string]any{}
		putCells(p, policy, "SALifeTimeSeconds", "saLifeTimeSeconds", "SADataSizeKilobytes", "saDataSizeKilobytes",
			"IpsecEncryption", "ipsecEncryption", "IpsecIntegrity", "ipsecIntegrity", "IkeEncryption", "ikeEncryption",
			"IkeIntegrity", "ikeIntegrity", "DhGroup", "dhGroup", "PfsGroup", "pfsGroup")
		policy.done(map[string]bool{}) // the row as a whole is what the cmdlets take: ConvertTo-IpsecPolicy names no column
		properties["ipsecPolicies"] = []any{p}
	}
}

func (r *rowReader) circuit(row *scriptRow, body, properties map[string]any) {
	sku := map[string]any{"name": row.text("Tier") + "_" + row.text("Family")} // as Azure names it
	putCells(sku, row, "Tier", "tier", "Family", "family")
	body["sku"] = sku
	provider := map[string]any{}
	putCells(provider, row, "Provider", "serviceProviderName", "PeeringLocation", "peeringLocation", "Bandwidth", "bandwidthInMbps")
	properties["serviceProviderProperties"] = provider
	for _, peering := range row.rows("PrivatePeering") {
		p := map[string]any{"peeringType": "AzurePrivatePeering"}
		putCells(p, peering, "PeerAsn", "peerASN", "Vlan", "vlanId", "Primary", "primaryPeerAddressPrefix", "Secondary", "secondaryPeerAddressPrefix")
		peering.done(r.columns)
		properties["peerings"] = []any{map[string]any{"name": "AzurePrivatePeering", "properties": p}}
	}
	put(properties, "authorizations", wrapEach("name", row.value("Authorizations")))
}
