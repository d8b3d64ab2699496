package golden_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// handChange is a change that somebody makes by hand to a resource of a type.
type handChange struct {
	kind string
	path string                                    // what is looked at afterwards, by names of items: properties.subnets[web].properties.routeTable
	edit func(b rehearsal.Body) bool               // makes the change; false where this resource is none that it can be made to
	also func(s *rehearsal.Store, id string) error // what is written beside it, nil for nothing
}

type object = rehearsal.Body

func bodyProperties(b object) object { p, _ := b["properties"].(object); return p }

func itemsOf(b object, name string) []any { list, _ := bodyProperties(b)[name].([]any); return list }

// adds appends an item to a list of the properties.
func adds(name string, item object) func(object) bool {
	return func(b object) bool {
		bodyProperties(b)[name] = append(itemsOf(b, name), item)
		return true
	}
}

// setsWhereNone sets a property where it is not set.
func setsWhereNone(name string, v any) func(object) bool {
	return func(b object) bool {
		if was := bodyProperties(b)[name]; was != nil && !isEmptyList(was) {
			return false
		}
		bodyProperties(b)[name] = v
		return true
	}
}

func isEmptyList(v any) bool { list, ok := v.([]any); return ok && len(list) == 0 }

func isVPN(edit func(object) bool) func(object) bool {
	return func(b object) bool { return bodyProperties(b)["gatewayType"] == "Vpn" && edit(b) }
}

// firstOf edits the properties of the first item of a list.
func firstOf(name string, edit func(p object) bool) func(object) bool {
	return func(b object) bool {
		for _, item := range itemsOf(b, name) {
			if o, ok := item.(object); ok && edit(bodyProperties(o)) {
				return true
			}
		}
		return false
	}
}

// natRuleByHand adds a rule that no connection uses.
var natRuleByHand = adds("natRules", object{"name": "by-hand", "properties": object{"mode": "EgressSnat"}})

// changedByHand are the changes of docs/changed-by-hand.md.
var changedByHand = map[string]handChange{
	"a tag of a network":                              {kind: azure.TypeVirtualNetwork, path: "tags.cost", edit: tagged},
	"a tag of a resource group":                       {kind: azure.TypeResourceGroup, path: "tags.cost", edit: tagged},
	"DNS servers of a network":                        {kind: azure.TypeVirtualNetwork, path: "properties.dhcpOptions", edit: setsWhereNone("dhcpOptions", object{"dnsServers": []any{"192.0.2.53"}})},
	"a subnet that nothing uses":                      {kind: azure.TypeVirtualNetwork, path: "properties.subnets[by-hand]", edit: subnetInFreeSpace("by-hand")},
	"a subnet of a prefix of its own":                 {kind: azure.TypeVirtualNetwork, path: "properties.subnets[by-hand]", edit: moreSpace(true)},
	"a peering with another network":                  {kind: azure.TypeVirtualNetwork, path: "properties.virtualNetworkPeerings[by-hand]", edit: always, also: peered},
	"the address space of a network: one prefix more": {kind: azure.TypeVirtualNetwork, path: "properties.addressSpace.addressPrefixes", edit: moreSpace(false)},
	"a subnet that something uses":                    {kind: azure.TypeVirtualNetwork, path: "properties.subnets[by-hand-used]", edit: subnetInFreeSpace("by-hand-used"), also: used},
	"the route table of a subnet, taken away": {kind: azure.TypeVirtualNetwork, path: "properties.subnets", edit: firstOf("subnets", func(p object) bool {
		if p["routeTable"] == nil {
			return false
		}
		delete(p, "routeTable")
		return true
	})},
	"a service endpoint policy of a subnet": {kind: azure.TypeVirtualNetwork, path: "properties.subnets", edit: firstOf("subnets", func(p object) bool {
		p["serviceEndpointPolicies"] = []any{object{"id": "/subscriptions/x/resourceGroups/y/providers/Contoso.Network/serviceEndpointPolicies/z"}}
		return true
	})},
	"a route of a route table, added": {kind: azure.TypeRouteTable, path: "properties.routes[by-hand]",
		edit: adds("routes", object{"name": "by-hand", "properties": object{"addressPrefix": "192.0.2.0/24", "nextHopType": "None"}})},
	"a rule of a security group, added": {kind: azure.TypeSecurityGroup, path: "properties.securityRules[by-hand]",
		edit: adds("securityRules", object{"name": "by-hand", "properties": object{"priority": 4000.0, "direction": "Inbound", "access": "Deny", "protocol": "*"}})},
	"point-to-site of a VPN gateway": {kind: azure.TypeGateway, path: "properties.vpnClientConfiguration",
		edit: isVPN(setsWhereNone("vpnClientConfiguration", object{"vpnClientProtocols": []any{"OpenVPN"}}))},
	"NAT rules of a VPN gateway that no connection uses, where the intent has none": {kind: azure.TypeGateway, path: "properties.natRules[by-hand]",
		edit: isVPN(func(b object) bool { return len(itemsOf(b, "natRules")) == 0 && natRuleByHand(b) })},
	"a NAT rule of a VPN gateway, beside those of the intent": {kind: azure.TypeGateway, path: "properties.natRules[by-hand]",
		edit: isVPN(func(b object) bool { return len(itemsOf(b, "natRules")) > 0 && natRuleByHand(b) })},
	"APIPA addresses of a VPN gateway": {kind: azure.TypeGateway, path: "properties.bgpSettings.bgpPeeringAddresses", edit: isVPN(func(b object) bool {
		settings, _ := bodyProperties(b)["bgpSettings"].(object)
		peers, _ := settings["bgpPeeringAddresses"].([]any)
		for _, p := range peers {
			if custom, ok := p.(object)["customBgpIpAddresses"].([]any); ok && len(custom) == 0 {
				p.(object)["customBgpIpAddresses"] = []any{"169.254.21.9"}
				return true
			}
		}
		return false
	})},
	"the AS number of a VPN gateway, where the intent has none": {kind: azure.TypeGateway, path: "properties.bgpSettings.asn", edit: isVPN(func(b object) bool {
		settings, _ := bodyProperties(b)["bgpSettings"].(object)
		if bodyProperties(b)["enableBgp"] == true || settings == nil {
			return false
		}
		settings["asn"] = 65020.0
		return true
	})},
	"the prefixes of a local network gateway": {kind: azure.TypeLocalGateway, path: "properties.localNetworkAddressSpace",
		edit: func(b object) bool {
			space, _ := bodyProperties(b)["localNetworkAddressSpace"].(object)
			if list, _ := space["addressPrefixes"].([]any); len(list) > 0 {
				space["addressPrefixes"] = append(list, "192.0.2.0/24")
				return true
			}
			return false
		}},
	"the policy of IPsec of a connection, where the intent has none": {kind: azure.TypeConnection, path: "properties.ipsecPolicies",
		edit: func(b object) bool {
			return bodyProperties(b)["connectionType"] == "IPsec" && setsWhereNone("ipsecPolicies", []any{object{"ipsecEncryption": "AES256"}})(b)
		}},
	"a private peering of a circuit, which the provider has made": {kind: azure.TypeCircuit, path: "properties.peerings[AzurePrivatePeering]",
		edit: setsWhereNone("peerings", []any{object{"name": "AzurePrivatePeering", "properties": object{"peerASN": 65001.0}}})},
	"an authorization of a circuit, added":     {kind: azure.TypeCircuit, path: "properties.authorizations[by-hand]", edit: adds("authorizations", object{"name": "by-hand"})},
	"intrusion detection of a firewall policy": {kind: azure.TypeFirewallPolicy, path: "properties.intrusionDetection", edit: setsWhereNone("intrusionDetection", object{"mode": "Deny"})},
	"DNS settings of a firewall policy":        {kind: azure.TypeFirewallPolicy, path: "properties.dnsSettings", edit: setsWhereNone("dnsSettings", object{"enableProxy": true})},
	"a group of rules of a firewall policy, added": {kind: azure.TypeFirewallPolicy, path: "properties.ruleCollectionGroups", edit: always, also: func(s *rehearsal.Store, id string) error {
		return s.Put(id+"/ruleCollectionGroups/by-hand", object{"properties": object{"priority": 500.0, "ruleCollections": []any{}}})
	}},
	"an address of an IP group, added": {kind: azure.TypeIPGroup, path: "properties.ipAddresses", edit: func(b object) bool {
		bodyProperties(b)["ipAddresses"] = append(itemsOf(b, "ipAddresses"), "192.0.2.0/24")
		return true
	}},
	"a member of a pool, by its network interface": {kind: azure.TypeLoadBalancer, path: "properties.backendAddressPools", edit: firstOf("backendAddressPools",
		func(p object) bool {
			p["backendIPConfigurations"] = []any{object{"id": "/subscriptions/x/resourceGroups/y/providers/Contoso.Network/networkInterfaces/n"}}
			return true
		})},
	"a member of a pool, by its address": {kind: azure.TypeLoadBalancer, path: "properties.backendAddressPools", edit: firstOf("backendAddressPools", func(p object) bool {
		p["loadBalancerBackendAddresses"] = []any{object{"name": "by-hand", "properties": object{"ipAddress": "192.0.2.9"}}}
		return true
	})},
	"the capacity of a virtual hub": {kind: azure.TypeVirtualHub, path: "properties.virtualRouterAutoScaleConfiguration", edit: func(b object) bool {
		bodyProperties(b)["virtualRouterAutoScaleConfiguration"] = object{"minCapacity": 9.0}
		return true
	}},
	"a route of the default table of a virtual hub": {kind: azure.TypeVirtualHub, path: "", edit: always, also: func(s *rehearsal.Store, id string) error {
		return s.Edit(id+"/hubRouteTables/defaultRouteTable", func(b object) {
			bodyProperties(b)["routes"] = []any{object{"name": "by-hand", "destinationType": "CIDR", "destinations": []any{"192.0.2.0/24"}, "nextHopType": "ResourceId",
				"nextHop": "/subscriptions/x/resourceGroups/y/providers/Contoso.Network/appliances/n"}}
		})
	}},
	"the table and the labels of a hub connection, where the intent has none": {kind: azure.TypeHubConnection, path: "properties.routingConfiguration", edit: func(b object) bool {
		routing, _ := bodyProperties(b)["routingConfiguration"].(object)
		table, _ := routing["associatedRouteTable"].(object)
		id, _ := table["id"].(string)
		hub, isDefault := strings.CutSuffix(id, "/defaultRouteTable")
		if isDefault {
			table["id"] = hub + "/noneRouteTable"
			routing["propagatedRouteTables"] = object{"labels": []any{"by-hand"}, "ids": []any{}}
		}
		return isDefault
	}},
	"a connection of a virtual hub's VPN gateway, added": {kind: azure.TypeHubVPNGateway, path: "properties.connections[by-hand]",
		edit: adds("connections", object{"name": "by-hand", "properties": object{"vpnLinkConnections": []any{}}})},
	"a static route of a hub connection": {kind: azure.TypeHubConnection, path: "properties.routingConfiguration.vnetRoutes", edit: func(b object) bool {
		routing, _ := bodyProperties(b)["routingConfiguration"].(object)
		routes, _ := routing["vnetRoutes"].(object)
		if list, _ := routes["staticRoutes"].([]any); len(list) > 0 {
			return false
		}
		routes["staticRoutes"] = []any{object{"name": "by-hand", "addressPrefixes": []any{"192.0.2.0/24"}, "nextHopIpAddress": "10.0.0.9"}}
		return true
	}},
	"a member of a network group, added": {kind: azure.TypeNetworkGroup, path: "", edit: always, also: func(s *rehearsal.Store, id string) error {
		return s.Put(id+"/staticMembers/by-hand", object{"properties": object{"resourceId": id[:strings.Index(id, "/providers/")] + "/providers/Contoso.Network/networks/n"}})
	}},
	"the key of a connection": {kind: azure.TypeConnection, path: "", edit: func(b object) bool { return bodyProperties(b)["connectionType"] == "IPsec" }},
}

func always(object) bool { return true }

func tagged(b object) bool {
	tags, _ := b["tags"].(object)
	if tags == nil {
		tags = object{}
	}
	tags["cost"] = "42"
	b["tags"] = tags
	return true
}

// moreSpace adds a prefix to a network, and a subnet of it where that is asked for.
func moreSpace(subnet bool) func(object) bool {
	return func(b object) bool {
		space, _ := bodyProperties(b)["addressSpace"].(object)
		list, _ := space["addressPrefixes"].([]any)
		if len(list) == 0 {
			return false
		}
		space["addressPrefixes"] = append(list, "192.0.2.0/24")
		if subnet {
			return adds("subnets", object{"name": "by-hand", "properties": object{"addressPrefix": "192.0.2.0/26"}})(b)
		}
		return true
	}
}

// subnetInFreeSpace adds a subnet of a prefix that the network has and no subnet uses.
func subnetInFreeSpace(name string) func(object) bool {
	return func(b object) bool {
		space, _ := bodyProperties(b)["addressSpace"].(object)
		list, _ := space["addressPrefixes"].([]any)
		var taken []netip.Prefix
		for _, item := range itemsOf(b, "subnets") {
			p := bodyProperties(item.(object))
			more, _ := p["addressPrefixes"].([]any)
			for _, text := range append(slices.Clone(more), p["addressPrefix"]) {
				if text, ok := text.(string); ok {
					taken = append(taken, netip.MustParsePrefix(text))
				}
			}
		}
		for _, text := range list {
			within := netip.MustParsePrefix(text.(string))
			if !within.Addr().Is4() || within.Bits() > 28 {
				continue
			}
			for end, tries := ipnet.Last(within), 0; tries < 8 && within.Contains(end); tries++ {
				free := netip.PrefixFrom(end, 28).Masked()
				if !ipnet.AnyOverlaps(taken, free) {
					return adds("subnets", object{"name": name, "properties": object{"addressPrefix": free.String()}})(b)
				}
				end = free.Addr().Prev()
			}
		}
		return false
	}
}

// peered makes another network, and the half of a peering with it.
func peered(s *rehearsal.Store, id string) error {
	other := id + "-by-hand"
	if err := s.Put(other, object{"location": "westeurope", "properties": object{"addressSpace": object{"addressPrefixes": []any{"198.51.100.0/24"}}}}); err != nil {
		return err
	}
	return s.Put(id+"/virtualNetworkPeerings/by-hand", object{"properties": object{"remoteVirtualNetwork": object{"id": other}}})
}

// used puts a load balancer into the subnet.
func used(s *rehearsal.Store, id string) error {
	return s.Put(id[:strings.LastIndex(id, "/virtualNetworks/")]+"/loadBalancers/by-hand", object{"location": "westeurope", "properties": object{
		"frontendIPConfigurations": []any{object{"name": "f", "properties": object{"subnet": object{"id": id + "/subnets/by-hand-used"}}}}}})
}

// A row of the contract: the change, what becomes of it by a template, and by the engine.
var contractRow = regexp.MustCompile(`(?m)^\| (.+?) \| (mended|reset|removed|kept|refused) \| (mended|reset|removed|kept|refused) \|`)

// What becomes of a change by hand is what the page says, in the first three estates that have such a resource.
func TestWhatIsChangedByHandIsAsThePageSays(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/changed-by-hand.md")
	require.NoError(t, err)
	rows := contractRow.FindAllStringSubmatch(string(page), -1)
	require.Len(t, rows, len(changedByHand), "each row of the page has a change here, and each change a row")
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, row := range rows {
		name, becomes := row[1], row[2]
		change, ok := changedByHand[name]
		require.True(t, ok, name)
		tried := 0
		for _, dir := range dirs {
			if tried == 3 {
				break
			}
			if base := filepath.Base(dir); strings.HasPrefix(base, "estate-") {
				continue // large ones add nothing here
			}
			if tryByHand(t, dir, name, change, becomes) {
				tried++
			}
		}
		require.NotZerof(t, tried, "no estate has %s", name)
	}
}

// tryByHand makes a change in an estate and deploys it again; false where the estate has nothing that can be so changed.
func tryByHand(t *testing.T, dir, name string, change handChange, becomes string) bool {
	t.Helper()
	e := compiled(t, dir)
	roots := rehearsed(e)
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(roots)
	first, _ := s.Deploy(roots, rehearsal.Declared)
	before := s.State()
	for _, step := range first.Steps {
		if step.Type != change.kind {
			continue
		}
		made := false
		if err := s.Edit(step.ID, func(b object) { made = change.edit(b) }); err != nil || !made {
			continue
		}
		key, wasKey := s.Secret(step.ID, "properties.sharedKey")
		if change.also != nil {
			require.NoErrorf(t, change.also(s, step.ID), "%s: %s", dir, name)
		}
		changed := s.State()
		second, _ := s.Deploy(roots, rehearsal.Declared)
		after := s.State()
		at := dir + ": " + name + " of " + step.ID
		switch becomes {
		case "refused":
			require.NotEmpty(t, second.Refused(), at)
			require.Equal(t, step.ID, second.Refused()[0].ID, at)
		case "kept":
			require.Empty(t, second.Refused(), at)
			requireNothingElse(t, rehearsal.Compare(changed, after), at)
			if now, is := s.Secret(step.ID, "properties.sharedKey"); wasKey {
				require.True(t, is, at)
				require.Equal(t, key, now, at)
			} else {
				require.NotEmpty(t, rehearsal.Compare(before, after), at)
			}
		default:
			require.Empty(t, second.Refused(), at)
			require.NotEmpty(t, rehearsal.Compare(before, changed), at)
			requireNothingElse(t, rehearsal.Compare(before, after), at)
			how := map[string]bool{}
			for _, d := range second.Differences() {
				if strings.EqualFold(d.ID, step.ID) && (strings.HasPrefix(d.Path, change.path) || strings.HasPrefix(change.path, d.Path)) {
					how[d.How.String()] = true
				}
			}
			want := map[string][]string{"reset": {"reset"}, "removed": {"removed", "changed", "reset"}, "mended": {"changed", "created"}}[becomes]
			found := false
			for _, w := range want {
				found = found || how[w]
			}
			require.Truef(t, found, "%s: it is %v, not %s", at, how, becomes)
		}
		return true
	}
	return false
}

func requireNothingElse(t *testing.T, found []rehearsal.Difference, at string) {
	t.Helper()
	for _, d := range found {
		require.Failf(t, "another change", "%s: %s %s %s", at, d.How, d.ID, d.Path)
	}
}
