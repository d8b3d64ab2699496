package golden_test

import "strings"

// This file reads the rows of virtual WANs, as their functions of the script make bodies of them.

func (r *rowReader) virtualWAN(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Type", "type", "BranchToBranch", "allowBranchToBranchTraffic")
}

func (r *rowReader) virtualHub(row *scriptRow, _, properties map[string]any) {
	putID(properties, "virtualWan", r.reference(row, "virtualWans", row.text("VirtualWan")))
	putCells(properties, row, "AddressPrefix", "addressPrefix", "Sku", "sku", "RoutingPreference", "hubRoutingPreference")
}

func (r *rowReader) hubVPNGateway(row *scriptRow, _, properties map[string]any) {
	putID(properties, "virtualHub", r.reference(row, "virtualHubs", row.text("VirtualHub")))
	putCells(properties, row, "ScaleUnits", "vpnGatewayScaleUnit")
	bgp := map[string]any{}
	putCells(bgp, row, "Asn", "asn")
	properties["bgpSettings"] = bgp
}

func (r *rowReader) hubERGateway(row *scriptRow, _, properties map[string]any) {
	putID(properties, "virtualHub", r.reference(row, "virtualHubs", row.text("VirtualHub")))
	bounds := map[string]any{}
	putCells(bounds, row, "MinimumScaleUnits", "min")
	properties["autoScaleConfiguration"] = map[string]any{"bounds": bounds}
	putCells(properties, row, "NonVirtualWanTraffic", "allowNonVirtualWanTraffic")
}

func (r *rowReader) routingIntent(row *scriptRow, _, properties map[string]any) {
	policies := []any{}
	for _, p := range row.rows("Policies") {
		policy := map[string]any{"nextHop": r.reference(row, "azureFirewalls", p.text("Firewall"))}
		putCells(policy, p, "Name", "name", "Destinations", "destinations")
		p.done(r.columns)
		policies = append(policies, policy)
	}
	properties["routingPolicies"] = policies
}

func (r *rowReader) hubRouteTable(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Labels", "labels")
	routes := []any{}
	for _, x := range row.rows("Routes") {
		route := map[string]any{"destinationType": "CIDR", "nextHopType": "ResourceId", "nextHop": r.reference(row, "azureFirewalls", x.text("Firewall"))}
		putCells(route, x, "Name", "name", "Destinations", "destinations")
		x.done(r.columns)
		routes = append(routes, route)
	}
	properties["routes"] = routes
}

func (r *rowReader) hubConnection(row *scriptRow, _, properties map[string]any) {
	putID(properties, "remoteVirtualNetwork", r.reference(row, "virtualNetworks", row.text("Network")))
	putCells(properties, row, "InternetSecurity", "enableInternetSecurity")
	table := r.reference(row, "virtualHubs/hubRouteTables", row.text("RouteTable"))
	if table == nil {
		return
	}
	propagated := map[string]any{}
	putCells(propagated, row, "Labels", "labels")
	properties["routingConfiguration"] = map[string]any{"associatedRouteTable": map[string]any{"id": table}, "propagatedRouteTables": propagated}
}

func (r *rowReader) vpnSite(row *scriptRow, _, properties map[string]any) {
	putID(properties, "virtualWan", r.reference(row, "virtualWans", row.text("VirtualWan")))
	space := map[string]any{}
	putCells(space, row, "Prefixes", "addressPrefixes")
	properties["addressSpace"] = space
	put(properties, "vpnSiteLinks", r.named(row, "Links", func(item *scriptRow, _, link map[string]any) {
		put(link, "ipAddress", r.setting(row, item, "Address"))
		putCells(link, item, "Fqdn", "fqdn")
		bgp := map[string]any{}
		putCells(bgp, item, "Asn", "asn")
		put(bgp, "bgpPeeringAddress", r.setting(row, item, "BgpPeer"))
		if len(bgp) > 0 {
			link["bgpProperties"] = bgp
		}
	}))
}

// setting is Get-Setting: the value of a cell, or the property of a resource that it names.
func (r *rowReader) setting(row, of *scriptRow, column string) any {
	if cell := of.node.member(column); cell == nil || cell.kind != objectNode {
		return of.value(column)
	}
	for _, read := range of.rows(column) {
		id := r.reference(row, read.text("Type"), read.text("Of"))
		path := read.text("Property")
		read.done(r.columns)
		return propertyOf(textOf(id), path)
	}
	return nil
}

func (r *rowReader) branchRouting(row *scriptRow, properties map[string]any) {
	putCells(properties, row, "InternetSecurity", "enableInternetSecurity")
	if table := r.reference(row, "virtualHubs/hubRouteTables", row.text("RouteTable")); table != nil {
		propagated := map[string]any{}
		putCells(propagated, row, "Labels", "labels")
		properties["routingConfiguration"] = map[string]any{"associatedRouteTable": map[string]any{"id": table}, "propagatedRouteTables": propagated}
	}
}

func (r *rowReader) hubVPNConnection(row *scriptRow, _, properties map[string]any) {
	putID(properties, "remoteVpnSite", r.reference(row, "vpnSites", row.text("Site")))
	r.branchRouting(row, properties)
	put(properties, "vpnLinkConnections", r.named(row, "Links", func(item *scriptRow, _, link map[string]any) {
		putID(link, "vpnSiteLink", r.reference(row, "vpnSites/vpnSiteLinks", item.text("SiteLink")))
		putCells(link, item, "Protocol", "vpnConnectionProtocolType", "SharedKey", "sharedKey", "Bgp", "enableBgp")
		for _, policy := range item.rows("IpsecPolicy") {
			p := map[string]any{}
			putCells(p, policy, "SALifeTimeSeconds", "saLifeTimeSeconds", "SADataSizeKilobytes", "saDataSizeKilobytes",
				"IpsecEncryption", "ipsecEncryption", "IpsecIntegrity", "ipsecIntegrity", "IkeEncryption", "ikeEncryption",
				"IkeIntegrity", "ikeIntegrity", "DhGroup", "dhGroup", "PfsGroup", "pfsGroup")
			policy.done(r.columns)
			link["ipsecPolicies"] = []any{p}
		}
	}))
}

func (r *rowReader) hubERConnection(row *scriptRow, _, properties map[string]any) {
	peering := r.reference(row, "expressRouteCircuits/peerings", row.text("CircuitPeering"))
	putID(properties, "expressRouteCircuitPeering", peering)
	if name := row.text("Authorization"); name != "" {
		circuit, _, _ := strings.Cut(textOf(peering), "/peerings/")
		properties["authorizationKey"] = propertyOf(strings.ToLower(circuit+"/authorizations/"+name), "authorizationKey")
	}
	putCells(properties, row, "AuthorizationKey", "authorizationKey")
	r.branchRouting(row, properties)
}
