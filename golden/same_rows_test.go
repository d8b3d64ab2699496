package golden_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// This file reads the rows of the script's data: what its functions make of them. It is written after those functions.

// A rowReader makes resources of rows.
type rowReader struct {
	network *sameNetwork
	script  *script
	table   *rowTable
	columns map[string]bool // "table column" that some row has
	places  map[string]place
	made    map[string]map[*scriptRow][]string // by table and row, the ids of what it makes
}

// A place is when something is made: the step, then for what a step makes one after the other, when in it.
type place struct{ step, turn, part int }

func (p place) compare(q place) int {
	return cmp.Or(p.step-q.step, p.turn-q.turn, p.part-q.part)
}

// A rowTable says what the rows of a table are.
type rowTable struct {
	variable, kind, function string
	whole                    bool // the function takes all rows of a stage, and deploys them side by side
	body                     func(r *rowReader, row *scriptRow, body, properties map[string]any)
}

var rowTables = []rowTable{
	{"$ResourceGroups", sameGroups, "Set-Group", false, func(*rowReader, *scriptRow, map[string]any, map[string]any) {}},
	{"$Circuits", network + "expressRouteCircuits", "Set-Circuit", false, (*rowReader).circuit},
	{"$VirtualWans", network + "virtualWans", "Set-VirtualWan", false, (*rowReader).virtualWAN},
	{"$VirtualHubs", network + "virtualHubs", "Set-VirtualHub", true, (*rowReader).virtualHub},
	{"$HubVpnGateways", network + "vpnGateways", "Set-HubVpnGateway", true, (*rowReader).hubVPNGateway},
	{"$HubExpressRouteGateways", network + "expressRouteGateways", "Set-HubExpressRouteGateway", true, (*rowReader).hubERGateway},
	{"$RoutingIntents", network + "virtualHubs/routingIntent", "Set-RoutingIntent", false, (*rowReader).routingIntent},
	{"$HubRouteTables", network + "virtualHubs/hubRouteTables", "Set-HubRouteTable", false, (*rowReader).hubRouteTable},
	{"$VpnSites", network + "vpnSites", "Set-VpnSite", false, (*rowReader).vpnSite},
	{"$HubVpnConnections", network + "vpnGateways/vpnConnections", "Set-HubVpnConnection", false, (*rowReader).hubVPNConnection},
	{"$HubCircuitConnections", network + "expressRouteGateways/expressRouteConnections", "Set-HubCircuitConnection", false, (*rowReader).hubERConnection},
	{"$HubConnections", network + "virtualHubs/hubVirtualNetworkConnections", "Set-HubConnection", false, (*rowReader).hubConnection},
	{"$RouteTables", network + "routeTables", "Set-RouteTable", false, (*rowReader).routeTable},
	{"$SecurityGroups", network + "networkSecurityGroups", "Set-SecurityGroup", false, (*rowReader).securityGroup},
	{"$VirtualNetworks", network + "virtualNetworks", "Set-Network", false, (*rowReader).virtualNetwork},
	{"$PublicAddresses", network + "publicIPAddresses", "Set-PublicAddress", false, (*rowReader).publicAddress},
	{"$LocalGateways", network + "localNetworkGateways", "Set-LocalGateway", false, (*rowReader).localGateway},
	{"$Gateways", network + "virtualNetworkGateways", "Set-Gateway", true, (*rowReader).gateway},
	{"$IpGroups", network + "ipGroups", "Set-AddressGroup", false, (*rowReader).ipGroup},
	{"$FirewallPolicies", network + "firewallPolicies", "Set-Policy", false, (*rowReader).policy},
	{"$Firewalls", network + "azureFirewalls", "Set-Firewall", true, (*rowReader).firewall},
	{"$LoadBalancers", network + "loadBalancers", "Set-LoadBalancer", false, (*rowReader).loadBalancer},
	{"$Peerings", network + "virtualNetworks/virtualNetworkPeerings", "Set-Peering", false, (*rowReader).peering},
	{"$Connections", network + "connections", "Set-GatewayConnection", false, (*rowReader).connection},
	{"$NetworkManagers", managers, "Set-NetworkManager", false, (*rowReader).networkManager},
	{"$NetworkGroups", managers + "/networkGroups", "Set-NetworkGroup", false, (*rowReader).networkGroup},
	{"$GroupMembers", managers + "/networkGroups/staticMembers", "Set-StaticMember", false, nil},
	{"$PolicyDefinitions", policies + "policyDefinitions", "Set-PolicyDefinition", false, (*rowReader).policyDefinition},
	{"$PolicyAssignments", policies + "policyAssignments", "Set-PolicyAssignment", false, (*rowReader).policyAssignment},
	{"$Configurations", managers + "/connectivityConfigurations", "Set-Configuration", false, (*rowReader).configuration},
	{"$Commits", managers + "/commits", "Set-Commit", false, (*rowReader).commit},
}

// readScript reads what a root emits as PowerShell.
func readScript(files map[string][]byte) *rowReader {
	r := &rowReader{network: newSameNetwork(), columns: map[string]bool{}, places: map[string]place{}, made: map[string]map[*scriptRow][]string{}}
	for _, name := range sortedNames(files) {
		if !strings.HasPrefix(name, "powershell/") {
			continue
		}
		if r.script != nil {
			refuse("%s is one script too many", name)
		}
		r.script = parseScript(name, string(files[name]))
	}
	for _, name := range sortedNames(r.script.secrets) {
		r.network.addSecret(name, r.script.secrets[name])
	}
	left := maps.Clone(r.script.tables)
	for i := range rowTables {
		r.table = &rowTables[i]
		delete(left, r.table.variable)
		r.made[r.table.variable] = map[*scriptRow][]string{}
		for _, row := range r.script.tables[r.table.variable] {
			r.row(row)
		}
	}
	if len(left) > 0 {
		refuse("tables that this reader does not know: %q", sortedNames(left))
	}
	r.order()
	return r
}

// row reads a row of a table.
func (r *rowReader) row(row *scriptRow) {
	if r.table.kind == managers+"/networkGroups/staticMembers" {
		r.staticMembers(row)
		return
	}
	x := &sameResource{kind: r.table.kind, api: r.script.strings["$NetworkApiVersion"], body: map[string]any{}}
	properties := map[string]any{}
	row.text("Stage")
	put(x.body, "location", row.value("Location"))
	r.tags(row, x.body)
	r.table.body(r, row, x.body, properties)
	if len(properties) > 0 {
		x.body["properties"] = properties
	}
	switch name := row.text("Name"); r.table.kind {
	case sameGroups:
		x.api = r.script.strings["$GroupApiVersion"]
		x.id = sameScope{subscription: r.scope(row).subscription}.id(x.kind, name)
	case network + "virtualNetworks/virtualNetworkPeerings":
		x.id = r.scope(row).id(x.kind, row.text("VirtualNetwork"), name)
	case network + "virtualHubs/routingIntent", network + "virtualHubs/hubRouteTables", network + "virtualHubs/hubVirtualNetworkConnections":
		x.id = r.scope(row).id(x.kind, row.text("VirtualHub"), name)
	case network + "vpnGateways/vpnConnections", network + "expressRouteGateways/expressRouteConnections":
		x.id = r.scope(row).id(x.kind, row.text("Gateway"), name)
	case managers + "/networkGroups", managers + "/connectivityConfigurations":
		x.id = r.scope(row).id(x.kind, row.text("NetworkManager"), name)
	case managers + "/commits":
		x.api = r.script.strings["$CommitApiVersion"]
		x.id = r.scope(row).id(x.kind, row.text("NetworkManager"), name)
	case policies + "policyDefinitions", policies + "policyAssignments":
		x.api = r.script.strings["$PolicyApiVersion"]
		x.id = r.scope(row).id(x.kind, name)
	default:
		x.id = r.scope(row).id(x.kind, name)
	}
	r.add(row, x)
	row.done(r.columns)
	for _, group := range row.rows("RuleGroups") {
		r.ruleGroup(row, group)
	}
}

func (r *rowReader) add(row *scriptRow, x *sameResource) {
	r.network.add(x)
	r.made[r.table.variable][row] = append(r.made[r.table.variable][row], x.id)
}

// scope is the resource group of a row. A row without Subscription is in the deployment's own.
func (r *rowReader) scope(row *scriptRow) sameScope {
	return sameScope{cmp.Or(row.text("Subscription"), ownSubscription), row.text("ResourceGroup")}
}

// reference is Get-ResourceId: an id stays as it is, the path of a resource group is in the row's subscription, and a name
// is in the row's group.
func (r *rowReader) reference(row *scriptRow, kind, name string) any {
	switch {
	case name == "":
		return nil
	case strings.HasPrefix(name, "/subscriptions/"):
		return strings.ToLower(name)
	case strings.HasPrefix(name, "/resourceGroups/"):
		return sameScope{subscription: r.scope(row).subscription}.path() + strings.ToLower(name)
	}
	return r.scope(row).id(network+kind, strings.Split(name, "/")...)
}

// put sets a member, unless there is nothing.
func put(o map[string]any, key string, value any) {
	if value != nil {
		o[key] = value
	}
}

// putID sets a member to {id: …}, unless there is nothing.
func putID(o map[string]any, key string, id any) {
	if id != nil {
		o[key] = map[string]any{"id": id}
	}
}

// putCells sets members to the cells of columns: column, member, column, member.
func putCells(o map[string]any, row *scriptRow, columns ...string) {
	for pair := range slices.Chunk(columns, 2) {
		put(o, pair[1], row.value(pair[0]))
	}
}

// named are the items {name, properties} that rows in a row make.
func (r *rowReader) named(row *scriptRow, column string, fill func(part *scriptRow, item, properties map[string]any)) any {
	if row.take(column) == nil {
		return nil
	}
	out := []any{}
	for _, part := range row.rows(column) {
		properties := map[string]any{}
		item := map[string]any{"properties": properties}
		putCells(item, part, "Name", "name")
		fill(part, item, properties)
		part.done(r.columns)
		out = append(out, item)
	}
	return out
}

func (r *rowReader) tags(row *scriptRow, body map[string]any) {
	cells := row.take("Tags")
	if cells == nil {
		return
	}
	tags := map[string]any{}
	for i, key := range cells.keys {
		if cells.items[i].kind != textNode {
			row.refuse("the tag %s is no string", key)
		}
		tags[key] = literalText(cells.items[i].text)
	}
	body["tags"] = tags
}

func (r *rowReader) routeTable(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "DisableBgpRoutePropagation", "disableBgpRoutePropagation")
	put(properties, "routes", r.named(row, "Routes", func(route *scriptRow, _, p map[string]any) {
		putCells(p, route, "Prefix", "addressPrefix", "NextHop", "nextHopType", "Address", "nextHopIpAddress")
	}))
}

func (r *rowReader) securityGroup(row *scriptRow, _, properties map[string]any) {
	put(properties, "securityRules", r.named(row, "Rules", func(rule *scriptRow, _, p map[string]any) {
		p["sourcePortRange"] = "*" // what ConvertTo-SecurityRuleConfig says
		putCells(p, rule, "Priority", "priority", "Direction", "direction", "Access", "access", "Protocol", "protocol", "Description", "description",
			"Sources", "sourceAddressPrefixes", "Destinations", "destinationAddressPrefixes", "Ports", "destinationPortRanges")
	}))
}

func (r *rowReader) virtualNetwork(row *scriptRow, _, properties map[string]any) {
	properties["addressSpace"] = map[string]any{"addressPrefixes": row.value("AddressSpace")}
	if servers := row.value("DnsServers"); servers != nil {
		properties["dhcpOptions"] = map[string]any{"dnsServers": servers}
	}
	if enforcement := row.value("Encryption"); enforcement != nil {
		properties["encryption"] = map[string]any{"enabled": true, "enforcement": enforcement}
	}
	if plan := row.value("DdosProtectionPlan"); plan != nil { // an id, which New-Network takes as it is
		properties["enableDdosProtection"] = true
		putID(properties, "ddosProtectionPlan", plan)
	}
	put(properties, "subnets", r.named(row, "Subnets", func(subnet *scriptRow, _, p map[string]any) {
		putCells(p, subnet, "Prefixes", "addressPrefixes", "DefaultOutboundAccess", "defaultOutboundAccess",
			"PrivateEndpointNetworkPolicies", "privateEndpointNetworkPolicies",
			"PrivateLinkServiceNetworkPolicies", "privateLinkServiceNetworkPolicies")
		putID(p, "routeTable", r.reference(row, "routeTables", subnet.text("RouteTable")))
		putID(p, "networkSecurityGroup", r.reference(row, "networkSecurityGroups", subnet.text("NetworkSecurityGroup")))
		putID(p, "natGateway", r.reference(row, "natGateways", subnet.text("NatGateway")))
		put(p, "serviceEndpoints", wrapEach("service", subnet.value("ServiceEndpoints")))
		put(p, "delegations", r.named(subnet, "Delegations", func(d *scriptRow, _, p map[string]any) {
			putCells(p, d, "Service", "serviceName")
		}))
	}))
}

// wrapEach makes objects of one member of the items of a list.
func wrapEach(key string, v any) any {
	if v == nil {
		return nil
	}
	out := []any{}
	for _, item := range listOf(v) {
		out = append(out, map[string]any{key: item})
	}
	return out
}

func (r *rowReader) publicAddress(row *scriptRow, body, properties map[string]any) {
	sku := map[string]any{}
	putCells(sku, row, "Sku", "name", "Tier", "tier")
	body["sku"] = sku
	putCells(body, row, "Zones", "zones")
	putCells(properties, row, "Allocation", "publicIPAllocationMethod", "Version", "publicIPAddressVersion",
		"IdleTimeout", "idleTimeoutInMinutes")
}

func (r *rowReader) gateway(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Type", "gatewayType", "VpnType", "vpnType", "Generation", "vpnGatewayGeneration",
		"ActiveActive", "activeActive", "Bgp", "enableBgp")
	sku := row.value("Sku") // the one parameter is both
	properties["sku"] = map[string]any{"name": sku, "tier": sku}
	if asn := row.value("Asn"); asn != nil {
		properties["bgpSettings"] = map[string]any{"asn": asn}
	}
	putID(properties, "gatewayDefaultSite", r.reference(row, "localNetworkGateways", row.text("DefaultSite")))
	putCells(properties, row, "RemoteVnetTraffic", "allowRemoteVnetTraffic", "VirtualWanTraffic", "allowVirtualWanTraffic")
	near := r.reference(row, "virtualNetworks", row.text("VirtualNetwork"))
	properties["ipConfigurations"] = r.named(row, "IpConfigurations", func(config *scriptRow, _, p map[string]any) {
		p["privateIPAllocationMethod"] = "Dynamic" // of a configuration without a private address
		subnet := r.reference(row, "virtualNetworks/subnets", config.text("Subnet"))
		if near == nil || !strings.HasPrefix(textOf(subnet), textOf(near)+"/") {
			config.refuse("a subnet of another network than the row names")
		}
		putID(p, "subnet", subnet)
		putID(p, "publicIPAddress", r.reference(row, "publicIPAddresses", config.text("PublicAddress")))
	})
}

func (r *rowReader) ipGroup(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Addresses", "ipAddresses")
}

func (r *rowReader) policy(row *scriptRow, _, properties map[string]any) {
	properties["sku"] = map[string]any{"tier": row.value("Tier")}
	putCells(properties, row, "ThreatIntelligence", "threatIntelMode")
	if ranges := row.value("PrivateRanges"); ranges != nil {
		properties["snat"] = map[string]any{"privateRanges": ranges}
	}
	row.take("RuleGroups") // resources of their own
}

// ruleGroup reads a rule collection group. Set-Policy makes it after its policy, and one after the other.
func (r *rowReader) ruleGroup(policy, row *scriptRow) {
	properties := map[string]any{}
	putCells(properties, row, "Priority", "priority")
	collections := []any{}
	for _, c := range row.rows("Collections") {
		collection := map[string]any{"ruleCollectionType": "FirewallPolicyFilterRuleCollection"} // as the cmdlet is called
		putCells(collection, c, "Name", "name", "Priority", "priority")
		collection["action"] = map[string]any{"type": c.value("Action")}
		rules := []any{}
		for _, rule := range c.rows("Rules") {
			rules = append(rules, r.rule(policy, rule))
		}
		collection["rules"] = rules
		c.done(r.columns)
		collections = append(collections, collection)
	}
	properties["ruleCollections"] = collections
	kind := network + "firewallPolicies/ruleCollectionGroups"
	r.add(policy, &sameResource{
		kind: kind, api: r.script.strings["$NetworkApiVersion"], body: map[string]any{"properties": properties},
		id: r.scope(policy).id(kind, policy.text("Name"), row.text("Name")),
	})
	row.done(r.columns)
}

func (r *rowReader) rule(policy, rule *scriptRow) map[string]any {
	out := map[string]any{"ruleType": "NetworkRule"} // as the cmdlet is called
	putCells(out, rule, "Name", "name", "Protocols", "ipProtocols", "SourceAddresses", "sourceAddresses",
		"DestinationAddresses", "destinationAddresses", "DestinationFqdns", "destinationFqdns", "Ports", "destinationPorts")
	for column, key := range map[string]string{"Sources": "sourceIpGroups", "Destinations": "destinationIpGroups"} {
		names := rule.value(column)
		if names == nil {
			continue
		}
		ids := []any{}
		for _, name := range listOf(names) {
			ids = append(ids, r.reference(policy, "ipGroups", textOf(name)))
		}
		out[key] = ids
	}
	rule.done(r.columns)
	return out
}

func (r *rowReader) firewall(row *scriptRow, body, properties map[string]any) {
	putCells(body, row, "Zones", "zones")
	sku := map[string]any{}
	putCells(sku, row, "Sku", "name", "Tier", "tier")
	properties["sku"] = sku
	putID(properties, "firewallPolicy", r.reference(row, "firewallPolicies", row.text("Policy")))
	if hub := r.reference(row, "virtualHubs", row.text("VirtualHub")); hub != nil {
		putID(properties, "virtualHub", hub)
		public := map[string]any{}
		putCells(public, row, "PublicAddressCount", "count")
		properties["hubIPAddresses"] = map[string]any{"publicIPs": public}
		return
	}
	config := func(c *scriptRow, _, p map[string]any) {
		putID(p, "subnet", r.reference(row, "virtualNetworks/subnets", c.text("Subnet")))
		putID(p, "publicIPAddress", r.reference(row, "publicIPAddresses", c.text("PublicAddress")))
		putCells(p, c, "PrivateAddress", "privateIPAddress")
	}
	properties["ipConfigurations"] = r.named(row, "IpConfigurations", config)
	if management := listOf(r.named(row, "Management", config)); len(management) > 0 {
		properties["managementIpConfiguration"] = management[0]
	}
}

func (r *rowReader) loadBalancer(row *scriptRow, body, properties map[string]any) {
	sku := map[string]any{}
	putCells(sku, row, "Sku", "name", "Tier", "tier")
	body["sku"] = sku
	properties["frontendIPConfigurations"] = r.named(row, "Frontends", func(f *scriptRow, item, p map[string]any) {
		p["privateIPAllocationMethod"] = "Static" // of a configuration with a private address
		putCells(p, f, "Address", "privateIPAddress", "Version", "privateIPAddressVersion")
		putCells(item, f, "Zones", "zones")
		putID(p, "subnet", r.reference(row, "virtualNetworks/subnets", f.text("Subnet")))
	})
	properties["backendAddressPools"] = wrapEach("name", row.value("BackendPools"))
	properties["probes"] = r.named(row, "Probes", func(probe *scriptRow, _, p map[string]any) {
		p["intervalInSeconds"], p["numberOfProbes"] = int64(15), int64(2) // where the row leaves them open
		putCells(p, probe, "Protocol", "protocol", "Port", "port", "Path", "requestPath", "Interval", "intervalInSeconds",
			"Count", "numberOfProbes", "Threshold", "probeThreshold")
	})
	properties["loadBalancingRules"] = r.named(row, "Rules", func(rule *scriptRow, _, p map[string]any) {
		p["enableFloatingIP"], p["enableTcpReset"], p["disableOutboundSnat"] = false, false, false // where the row leaves them open
		putCells(p, rule, "Protocol", "protocol", "FrontendPort", "frontendPort", "BackendPort", "backendPort",
			"FloatingIP", "enableFloatingIP", "TcpReset", "enableTcpReset", "DisableOutboundSnat", "disableOutboundSnat",
			"IdleTimeout", "idleTimeoutInMinutes", "LoadDistribution", "loadDistribution")
		own := row.text("Name")
		putID(p, "frontendIPConfiguration", r.reference(row, "loadBalancers/frontendIPConfigurations", own+"/"+rule.text("Frontend")))
		putID(p, "backendAddressPool", r.reference(row, "loadBalancers/backendAddressPools", own+"/"+rule.text("BackendPool")))
		putID(p, "probe", r.reference(row, "loadBalancers/probes", own+"/"+rule.text("Probe")))
	})
}

func (r *rowReader) peering(row *scriptRow, _, properties map[string]any) {
	putID(properties, "remoteVirtualNetwork", r.remote(row, "virtualNetworks"))
	putCells(properties, row, "NetworkAccess", "allowVirtualNetworkAccess", "ForwardedTraffic", "allowForwardedTraffic",
		"GatewayTransit", "allowGatewayTransit", "RemoteGateways", "useRemoteGateways")
	ipv6 := row.value("IPv6Only")
	if row.take("LocalSubnets") == nil {
		if ipv6 != nil || row.take("RemoteSubnets") != nil {
			row.refuse("columns that count only with LocalSubnets")
		}
		return
	}
	properties["peerCompleteVnets"] = false
	putCells(properties, row, "LocalSubnets", "localSubnetNames", "RemoteSubnets", "remoteSubnetNames")
	properties["enableOnlyIPv6Peering"] = ipv6 == true
}

// order gives what each row makes its place. All rows are made, and once.
func (r *rowReader) order() {
	for i, step := range r.script.steps {
		table := slices.IndexFunc(rowTables, func(t rowTable) bool { return t.variable == step.table })
		if table < 0 || rowTables[table].function != step.function || rowTables[table].whole != step.whole {
			refuse("a step that this reader does not know: %s of %s", step.function, step.table)
		}
		turns := map[string]int{}
		for turn, row := range r.script.tables[step.table] {
			if row.text("Stage") != step.stage {
				continue
			}
			if step.whole { // side by side, but for gateways of one network
				turn = 0
				if step.function == "Set-Gateway" {
					near := textOf(r.reference(row, "virtualNetworks", row.text("VirtualNetwork")))
					turn = turns[near]
					turns[near]++
				}
			}
			for part, id := range r.made[step.table][row] {
				if _, ok := r.places[id]; ok {
					refuse("%s is made by two steps", id)
				}
				r.places[id] = place{i, turn, part}
			}
		}
	}
	for _, id := range sortedNames(r.network.resources) {
		if _, ok := r.places[id]; !ok && r.network.resources[id].kind != sameParameters {
			refuse("%s is made by no step", id)
		}
	}
}

// broken says which orders of a network the script does not keep: of resources in a module, and of modules.
func (r *rowReader) broken(n *sameNetwork) []string {
	var lines []string
	inside := map[string][]string{} // what a module holds, or a resource of the root is
	for _, id := range sortedNames(n.resources) {
		x := n.resources[id]
		if _, ok := r.places[id]; !ok {
			continue
		}
		for _, before := range x.needs {
			if r.places[before].compare(r.places[id]) >= 0 {
				lines = append(lines, id+" waits for "+before+", which the script makes later, or beside it")
			}
		}
		inside[cmp.Or(x.module, id)] = append(inside[cmp.Or(x.module, id)], id)
	}
	for _, id := range sortedNames(inside) {
		for _, before := range n.resources[id].needs {
			if n.resources[id].kind != sameDeployments || len(inside[before]) == 0 {
				continue
			}
			last, first := slices.MaxFunc(inside[before], r.earlier), slices.MinFunc(inside[id], r.earlier)
			if r.earlier(last, first) >= 0 {
				lines = append(lines, first+" of "+id+" waits for "+before+" whole, of which the script makes "+last+" later, or beside it")
			}
		}
	}
	return lines
}

func (r *rowReader) earlier(a, b string) int { return r.places[a].compare(r.places[b]) }
