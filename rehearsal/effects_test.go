package rehearsal

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

func get(t *testing.T, s *Store, name string) obj {
	t.Helper()
	b, ok := s.Get(provider + name)
	require.True(t, ok, name)
	return b
}

func code(t *testing.T, err error) string {
	t.Helper()
	var r *Refusal
	require.Truef(t, errors.As(err, &r), "%v", err)
	return r.Code
}

func names(list []Body) []string {
	out := []string{}
	for _, item := range list {
		out = append(out, textAt(item, "name"))
	}
	return out
}

func TestANetworkKeepsItsPeeringsAndWithoutAListItsSubnets(t *testing.T) {
	s := base(t)
	halves(t, s, "b", "c")
	space := obj{"addressSpace": obj{"addressPrefixes": []any{"10.1.0.0/16"}}}
	must(t, s.Put(provider+"virtualNetworks/b", west(clone(space))))
	require.Equal(t, []string{"GatewaySubnet"}, names(objectsAt(get(t, s, "virtualNetworks/b"), "properties.subnets")))
	require.Equal(t, []string{"to-c"}, names(objectsAt(get(t, s, "virtualNetworks/b"), "properties.virtualNetworkPeerings")))

	with := clone(space)
	with["virtualNetworkPeerings"] = []any{}
	must(t, s.Put(provider+"virtualNetworks/b", west(with)))
	require.Equal(t, []string{"to-c"}, names(objectsAt(get(t, s, "virtualNetworks/b"), "properties.virtualNetworkPeerings")), "given inline they are ignored")

	must(t, byVersion(s, provider+"virtualNetworks/b", west(clone(space)), "2023-09-01"))
	require.Empty(t, listAt(get(t, s, "virtualNetworks/b"), "properties.subnets"), "before 2023-11-01 no list is an empty one")
}

func TestAnItemOfAListIsReplacedWhole(t *testing.T) {
	s := base(t)
	must(t, s.Put(provider+"routeTables/t", aTable("10.0.0.0/8", "Internet")))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/x", obj{"properties": obj{"addressPrefix": "10.1.1.0/24", "routeTable": ref("routeTables/t")}}))
	require.Equal(t, []any{obj{"id": provider + "virtualNetworks/b/subnets/x"}}, at(get(t, s, "routeTables/t"), "properties.subnets"))
	must(t, s.Put(provider+"virtualNetworks/b", aNetwork("10.1.0.0/16", aSubnet("GatewaySubnet", "10.1.0.0/27"), aSubnet("x", "10.1.1.0/24"))))
	require.Nil(t, at(get(t, s, "virtualNetworks/b/subnets/x"), "properties.routeTable"))
	require.Nil(t, at(get(t, s, "routeTables/t"), "properties.subnets"))
}

func TestWhatIsLeftOutIsResetAndTagsAreReplaced(t *testing.T) {
	s := base(t)
	n := aNetwork("10.2.0.0/16")
	n["tags"] = obj{"owner": "them"}
	properties(n)["dhcpOptions"] = obj{"dnsServers": []any{"10.0.0.4"}}
	must(t, s.Put(provider+"virtualNetworks/c", n))
	must(t, s.Put(provider+"virtualNetworks/c", with(aNetwork("10.2.0.0/16"), "tags", obj{"env": "prod"})))
	got := get(t, s, "virtualNetworks/c")
	require.Equal(t, obj{"env": "prod"}, got["tags"])
	require.Nil(t, at(got, "properties.dhcpOptions"))
	require.Equal(t, false, at(got, "properties.enableDdosProtection"), "Azure's default")
}

func TestAGatewayOfAVirtualHubLosesTheConnectionsThatItIsWrittenWithout(t *testing.T) {
	s := hubWith(t)
	must(t, s.Put(provider+"vpnSites/s", west(obj{"virtualWan": ref("virtualWans/w"), "vpnSiteLinks": []any{obj{"name": "l", "properties": obj{"ipAddress": "203.0.113.1"}}}})))
	gateway := func(connections ...any) obj {
		return west(obj{"virtualHub": ref("virtualHubs/h"), "connections": connections})
	}
	connection := obj{"name": "c", "properties": obj{"remoteVpnSite": ref("vpnSites/s"), "vpnLinkConnections": []any{
		obj{"name": "l", "properties": obj{"vpnSiteLink": ref("vpnSites/s/vpnSiteLinks/l"), "sharedKey": "k1"}}}}}
	must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
	must(t, s.Put(provider+"vpnGateways/v/vpnConnections/c", clone(connection)))
	const path = "properties.connections[c].properties.vpnLinkConnections[l].properties.sharedKey"
	key, ok := s.Secret(provider+"vpnGateways/v", path)
	require.True(t, ok)
	require.Equal(t, "k1", key)
	require.NotContains(t, encoded(get(t, s, "vpnGateways/v")), "k1")

	must(t, s.Put(provider+"vpnGateways/v", gateway(clone(connection))))
	require.Equal(t, []string{"c"}, names(objectsAt(get(t, s, "vpnGateways/v"), "properties.connections")))
	must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
	require.Empty(t, listAt(get(t, s, "vpnGateways/v"), "properties.connections"))
	_, there := s.Get(provider + "vpnGateways/v/vpnConnections/c")
	require.False(t, there)
	_, ok = s.Secret(provider+"vpnGateways/v", path)
	require.False(t, ok, "its key is gone with it")
}

func TestAnExpressRouteGatewayLosesTheConnectionsThatItIsWrittenWithout(t *testing.T) {
	s := hubWith(t)
	must(t, s.Put(provider+"expressRouteCircuits/e", west(obj{"peerings": []any{obj{"name": "AzurePrivatePeering"}}})))
	must(t, s.Put(provider+"expressRouteGateways/x", west(obj{"virtualHub": ref("virtualHubs/h")})))
	must(t, s.Put(provider+"expressRouteGateways/x/expressRouteConnections/c",
		obj{"properties": obj{"expressRouteCircuitPeering": ref("expressRouteCircuits/e/peerings/AzurePrivatePeering")}}))
	require.NotNil(t, at(get(t, s, "expressRouteGateways/x/expressRouteConnections/c"), "properties.routingConfiguration.associatedRouteTable"))
	must(t, s.Put(provider+"expressRouteGateways/x", with(west(obj{"virtualHub": ref("virtualHubs/h")}), "tags", obj{"a": "b"})))
	require.Empty(t, listAt(get(t, s, "expressRouteGateways/x"), "properties.expressRouteConnections"), "a change of tags is enough")
}

func TestACircuitLosesPeeringsAndKeepsItsKeys(t *testing.T) {
	s := base(t)
	circuit := func(p obj) obj {
		p["serviceProviderProperties"] = obj{"serviceProviderName": "p", "peeringLocation": "l", "bandwidthInMbps": float64(50)}
		return west(p)
	}
	must(t, s.Put(provider+"expressRouteCircuits/e", circuit(obj{"authorizations": []any{obj{"name": "a"}}})))
	require.True(t, s.SetProvisioned(provider+"expressRouteCircuits/e"))
	must(t, s.Put(provider+"expressRouteCircuits/e/peerings/AzurePrivatePeering", obj{"properties": obj{"peerASN": float64(65001)}}))
	before := get(t, s, "expressRouteCircuits/e")
	must(t, s.Put(provider+"expressRouteCircuits/e", circuit(obj{"authorizations": []any{obj{"name": "a"}}})))
	after := get(t, s, "expressRouteCircuits/e")
	require.Empty(t, listAt(after, "properties.peerings"), "contested: the worse side")
	for _, path := range []string{"properties.serviceKey", "properties.serviceProviderProvisioningState"} {
		require.Equal(t, at(before, path), at(after, path), path)
	}
	require.Equal(t, textAt(objectsAt(before, "properties.authorizations")[0], "properties.authorizationKey"),
		textAt(objectsAt(after, "properties.authorizations")[0], "properties.authorizationKey"))
}

func TestMembersThatOthersPutIntoAPoolStay(t *testing.T) {
	s := base(t)
	balancer := func() obj {
		return west(obj{"frontendIPConfigurations": []any{obj{"name": "f", "properties": obj{"subnet": ref("virtualNetworks/a/subnets/web")}}},
			"backendAddressPools": []any{obj{"name": "p"}}})
	}
	must(t, s.Put(provider+"loadBalancers/l", balancer()))
	require.Equal(t, "10.0.2.4", textAt(objectsAt(get(t, s, "loadBalancers/l"), "properties.frontendIPConfigurations")[0], "properties.privateIPAddress"))
	member := []any{obj{"id": provider + "networkInterfaces/n/ipConfigurations/i"}}
	s.resources[key(provider+"networkinterfaces/n")] = &resource{id: provider + "networkInterfaces/n", key: key(provider + "networkinterfaces/n"),
		kind: "Microsoft.Network/networkInterfaces", body: Body{}, state: succeeded}
	s.parts[key(provider+"networkInterfaces/n/ipConfigurations/i")] = key(provider + "networkinterfaces/n")
	must(t, s.Edit(provider+"loadBalancers/l", func(b Body) {
		properties(objectsAt(b, "properties.backendAddressPools")[0])["backendIPConfigurations"] = member
		properties(objectsAt(b, "properties.backendAddressPools")[0])["loadBalancerBackendAddresses"] = []any{obj{"name": "x", "properties": obj{"ipAddress": "10.0.2.9"}}}
	}))
	must(t, s.Put(provider+"loadBalancers/l", balancer()))
	pool := objectsAt(get(t, s, "loadBalancers/l"), "properties.backendAddressPools")[0]
	require.Equal(t, member, at(pool, "properties.backendIPConfigurations"))
	require.Nil(t, at(pool, "properties.loadBalancerBackendAddresses"), "contested: the worse side")
}

func TestWhatCannotChangeInPlaceIsRefused(t *testing.T) {
	s := hubWith(t)
	must(t, s.Put(provider+"virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
	must(t, s.Put(provider+"firewallPolicies/p", west(obj{"sku": obj{"tier": "Standard"}})))
	must(t, s.Put(provider+"publicIPAddresses/i", with(west(obj{"publicIPAllocationMethod": "Static"}), "zones", []any{"1", "2"})))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/inUse", obj{"properties": obj{"addressPrefix": "10.1.8.0/26"}}))
	must(t, s.Put(provider+"loadBalancers/l", west(obj{"frontendIPConfigurations": []any{obj{"name": "f", "properties": obj{"subnet": ref("virtualNetworks/b/subnets/inUse")}}}})))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/inUse", obj{"properties": obj{"addressPrefixes": []any{"10.1.8.0/26", "10.1.9.0/26"}}})) // one more is taken
	halves(t, s, "b", "c")
	for _, c := range []struct {
		name, id, code string
		body           obj
	}{
		{"the tier of a policy", "firewallPolicies/p", "FirewallPolicySkuChangeDisallowed", west(obj{"sku": obj{"tier": "Premium"}})},
		{"zones left out", "publicIPAddresses/i", "ResourceAvailabilityZonesCannotBeModified", west(obj{"publicIPAllocationMethod": "Static"})},
		{"other zones", "publicIPAddresses/i", "ResourceAvailabilityZonesCannotBeModified", with(west(obj{"publicIPAllocationMethod": "Static"}), "zones", []any{"1"})},
		{"a location", "publicIPAddresses/i", "InvalidResourceLocation", obj{"location": "northeurope", "properties": obj{}}},
		{"the prefix of a subnet in use", "virtualNetworks/a/subnets/GatewaySubnet", "InUsePrefixCannotBeDeleted", obj{"properties": obj{"addressPrefix": "10.0.0.32/27"}}},
		{"the same in the network", "virtualNetworks/a", "InUsePrefixCannotBeDeleted", aNetwork("10.0.0.0/16", aSubnet("GatewaySubnet", "10.0.0.32/27"))},
		{"one of its prefixes of two", "virtualNetworks/a/subnets/GatewaySubnet", "InUsePrefixCannotBeDeleted", obj{"properties": obj{"addressPrefixes": []any{"10.0.0.32/27", "10.0.0.64/27"}}}},
		{"a wider prefix in its place", "virtualNetworks/b/subnets/inUse", "InUsePrefixCannotBeDeleted", obj{"properties": obj{"addressPrefixes": []any{"10.1.8.0/24"}}}},
		{"where a peering leads", "virtualNetworks/b/virtualNetworkPeerings/to-c", "BadRequest", aHalf("a")},
		{"the kind of a gateway", "virtualNetworkGateways/g", "BadRequest", aGateway("a", "ExpressRoute", "VpnGw1AZ")},
		{"the prefix of a hub", "virtualHubs/h", "BadRequest", west(obj{"virtualWan": ref("virtualWans/w"), "addressPrefix": "10.102.0.0/23", "sku": "Standard"})},
	} {
		before := get(t, s, c.id)
		require.Equal(t, c.code, code(t, s.Put(provider+c.id, c.body)), c.name)
		require.Equal(t, before, get(t, s, c.id), "%s: a write that is refused does nothing", c.name)
	}
	must(t, s.Put(provider+"publicIPAddresses/i", with(west(obj{"publicIPAllocationMethod": "Static"}), "zones", []any{"2", "1"})))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/free", aSubnet("free", "10.1.5.0/24")))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/free", aSubnet("free", "10.1.6.0/24")))
}

func TestHalvesOfAPeeringKnowOfEachOther(t *testing.T) {
	s := base(t)
	state := func(network, half string) [2]string {
		b := get(t, s, "virtualNetworks/"+network+"/virtualNetworkPeerings/"+half)
		return [2]string{textAt(b, "properties.peeringState"), textAt(b, "properties.peeringSyncLevel")}
	}
	must(t, s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/to-c", aHalf("c")))
	require.Equal(t, [2]string{"Initiated", "RemoteNotInSync"}, state("b", "to-c"))
	must(t, s.Put(provider+"virtualNetworks/c/virtualNetworkPeerings/to-b", aHalf("b")))
	require.Equal(t, [2]string{"Connected", "FullyInSync"}, state("b", "to-c"))
	require.Equal(t, [2]string{"Connected", "FullyInSync"}, state("c", "to-b"))

	must(t, s.Put(provider+"virtualNetworks/c", west(obj{"addressSpace": obj{"addressPrefixes": []any{"10.2.0.0/16", "10.22.0.0/16"}}})))
	require.Equal(t, "RemoteNotInSync", state("b", "to-c")[1])
	require.Equal(t, "LocalNotInSync", state("c", "to-b")[1])
	must(t, s.Put(provider+"virtualNetworks/b/virtualNetworkPeerings/to-c", aHalf("c")))
	require.Equal(t, "RemoteNotInSync", state("b", "to-c")[1], "a plain write does not synchronize")
	for _, half := range []string{"virtualNetworks/b/virtualNetworkPeerings/to-c", "virtualNetworks/c/virtualNetworkPeerings/to-b"} {
		p, _ := parsePlace(provider + half)
		body := clone(s.resources[key(provider+half)].body)
		_, refusal := s.put(p, body, call{sync: true})
		require.Nil(t, refusal)
	}
	require.Equal(t, "FullyInSync", state("b", "to-c")[1])
	require.Equal(t, "FullyInSync", state("c", "to-b")[1])

	must(t, s.Delete(provider+"virtualNetworks/c"))
	require.Equal(t, "Disconnected", state("b", "to-c")[0])
}

func TestAWriteOnWhatAnotherHoldsIsRefused(t *testing.T) {
	s := base(t)
	begin := func(id string, body obj) *Refusal {
		p, _ := parsePlace(provider + id)
		_, refusal := s.put(p, body, call{remote: true})
		return refusal
	}
	require.Nil(t, begin("virtualNetworkGateways/g", aGateway("a", "Vpn", "VpnGw1AZ")))
	require.Equal(t, "AnotherOperationInProgress", begin("azureFirewalls/f", aFirewall("Standard")).Code)
	require.Equal(t, "AnotherOperationInProgress", begin("virtualNetworks/a/virtualNetworkPeerings/p", aHalf("b")).Code)
	require.Nil(t, begin("virtualNetworks/b/virtualNetworkPeerings/q", aHalf("c")), "what it does not hold is free")
	require.Equal(t, "RetryableError", begin("virtualNetworks/c/virtualNetworkPeerings/q", aHalf("b")).Code, "b is itself being written")
	s.finishAll()
	require.Nil(t, begin("virtualNetworks/c/virtualNetworkPeerings/q", aHalf("b")))
}

func TestWhatIsInUseIsNotDeleted(t *testing.T) {
	s := securedHub(t)
	must(t, s.Put(provider+"publicIPAddresses/i", west(obj{"publicIPAllocationMethod": "Static"})))
	must(t, s.Put(provider+"natGateways/n", west(obj{})))
	must(t, s.Put(provider+"routeTables/t", aTable("10.0.0.0/8", "Internet")))
	must(t, s.Put(provider+"networkSecurityGroups/n", west(obj{})))
	must(t, s.Put(provider+"virtualNetworks/b/subnets/x", obj{"properties": obj{"addressPrefix": "10.1.1.0/24", "routeTable": ref("routeTables/t"),
		"networkSecurityGroup": ref("networkSecurityGroups/n"), "natGateway": ref("natGateways/n")}}))
	g := aGateway("a", "Vpn", "VpnGw1AZ")
	properties(objectsAt(g, "properties.ipConfigurations")[0])["publicIPAddress"] = ref("publicIPAddresses/i")
	must(t, s.Put(provider+"virtualNetworkGateways/g", g))
	must(t, s.Put(provider+"localNetworkGateways/l", west(obj{})))
	must(t, s.Put(provider+"expressRouteCircuits/e", west(obj{})))
	must(t, s.Put(provider+"connections/c", west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"),
		"localNetworkGateway2": ref("localNetworkGateways/l"), "peer": ref("expressRouteCircuits/e")})))
	must(t, s.Put(provider+"ipGroups/i", west(obj{"ipAddresses": []any{"10.0.0.0/8"}})))
	must(t, s.Put(provider+"firewallPolicies/p", west(obj{"sku": obj{"tier": "Standard"}})))
	must(t, s.Put(provider+"firewallPolicies/p/ruleCollectionGroups/g", obj{"properties": obj{"ruleCollections": []any{obj{"name": "c", "rules": []any{
		obj{"name": "r", "sourceIpGroups": []any{provider + "ipGroups/i"}}}}}}}))
	must(t, s.Edit(provider+"azureFirewalls/f", func(b Body) { properties(b)["firewallPolicy"] = ref("firewallPolicies/p") }))
	must(t, s.Put(provider+"vpnSites/s", west(obj{"virtualWan": ref("virtualWans/w"), "vpnSiteLinks": []any{obj{"name": "l"}}})))
	must(t, s.Put(provider+"vpnGateways/v", west(obj{"virtualHub": ref("virtualHubs/h")})))
	must(t, s.Put(provider+"vpnGateways/v/vpnConnections/c", obj{"properties": obj{"remoteVpnSite": ref("vpnSites/s")}}))
	must(t, s.Put(provider+"virtualHubs/h/hubRouteTables/own", obj{"properties": obj{}}))
	must(t, s.Put(provider+"virtualHubs/h/hubVirtualNetworkConnections/c", obj{"properties": obj{"remoteVirtualNetwork": ref("virtualNetworks/c"),
		"routingConfiguration": obj{"associatedRouteTable": ref("virtualHubs/h/hubRouteTables/own")}}}))
	must(t, s.Put(provider+"networkManagers/m", west(obj{})))
	must(t, s.Put(provider+"networkManagers/m/networkGroups/g", obj{"properties": obj{}}))
	must(t, s.Put(provider+"networkManagers/m/connectivityConfigurations/x", obj{"properties": obj{"appliesToGroups": []any{obj{"networkGroupId": provider + "networkManagers/m/networkGroups/g"}}}}))
	must(t, s.Put(provider+"networkManagers/m/commits/k", obj{"properties": obj{"commitType": "Connectivity", "targetLocations": []any{"westeurope"},
		"configurationIds": []any{provider + "networkManagers/m/connectivityConfigurations/x"}}}))

	used := map[string]string{azure.TypeSubnet: "virtualNetworks/a/subnets/GatewaySubnet", azure.TypeRouteTable: "routeTables/t",
		azure.TypeSecurityGroup: "networkSecurityGroups/n", azure.TypePublicAddress: "publicIPAddresses/i", azure.TypeNATGateway: "natGateways/n",
		azure.TypeFirewallPolicy: "firewallPolicies/p", azure.TypeIPGroup: "ipGroups/i", azure.TypeGateway: "virtualNetworkGateways/g",
		azure.TypeLocalGateway: "localNetworkGateways/l", azure.TypeCircuit: "expressRouteCircuits/e", azure.TypeVirtualWAN: "virtualWans/w",
		azure.TypeVirtualHub: "virtualHubs/h", azure.TypeHubSite: "vpnSites/s", azure.TypeHubRouteTable: "virtualHubs/h/hubRouteTables/own",
		azure.TypeNetworkGroup: "networkManagers/m/networkGroups/g", azure.TypeConnectivityConfiguration: "networkManagers/m/connectivityConfigurations/x"}
	for _, d := range Deletions {
		id := used[d.Type]
		require.NotEmpty(t, id, d.Type)
		require.Equal(t, d.Code, code(t, s.Delete(provider+id)), d.Type)
		get(t, s, id)
	}
	require.Equal(t, "InUseSubnetCannotBeDeleted", code(t, s.Delete(provider+"virtualNetworks/a")), "nor is the network of a subnet in use")
	p, _ := parsePlace(provider + "networkManagers/m/connectivityConfigurations/x")
	_, refusal := s.remove(p, call{force: true})
	require.Nil(t, refusal, "force un-deploys")

	must(t, s.Delete(provider+"connections/c"))
	for _, id := range []string{"virtualNetworkGateways/g", "localNetworkGateways/l", "expressRouteCircuits/e", "publicIPAddresses/i"} {
		must(t, s.Delete(provider+id))
	}
	must(t, s.Delete(testGroup)) // with all that is in it
	require.Empty(t, s.IDs())
}

func TestCompareSaysWhatDiffersByPath(t *testing.T) {
	s := base(t)
	before := s.State()
	must(t, s.Put(provider+"routeTables/t", aTable("10.0.0.0/8", "Internet")))
	must(t, s.Edit(provider+"virtualNetworks/a", func(b Body) {
		put(b, "properties.addressSpace.addressPrefixes", []any{"10.20.0.0/16", "10.0.0.0/16"})
		for _, subnet := range objectsAt(b, "properties.subnets") {
			if subnet["name"] == "web" {
				properties(subnet)["routeTable"] = ref("routeTables/t")
			}
		}
	}))
	must(t, s.Delete(provider+"virtualNetworks/c"))
	var found []string
	for _, d := range Compare(before, s.State()) {
		found = append(found, d.How.String()+" "+nameOf(d.ID)+" "+d.Path)
	}
	require.Equal(t, []string{"created t ", "changed a properties.addressSpace.addressPrefixes", "created a properties.subnets[web].properties.routeTable", "removed c "}, found)
	require.Empty(t, Compare(s.State(), s.State()))
}

func TestALockForbidsWhatStandsInItsScope(t *testing.T) {
	s := base(t)
	halves(t, s, "b", "c")
	lock := func(scope, level string) {
		must(t, s.Put(scope+"/providers/Microsoft.Authorization/locks/l", obj{"properties": obj{"level": level}}))
	}
	lock(provider+"virtualNetworks/b", "CanNotDelete")
	for _, id := range []string{provider + "virtualNetworks/b", provider + "virtualNetworks/b/subnets/GatewaySubnet", provider + "virtualNetworks/b/virtualNetworkPeerings/to-c", testGroup} {
		require.Equal(t, "ScopeLocked", code(t, s.Delete(id)), id)
	}
	must(t, s.Put(provider+"virtualNetworks/b", aNetwork("10.1.0.0/16", aSubnet("GatewaySubnet", "10.1.0.0/27")))) // to write it is not forbidden
	must(t, s.Delete(provider+"virtualNetworks/a"))
	must(t, s.Delete(provider+"virtualNetworks/b/providers/Microsoft.Authorization/locks/l"))
	must(t, s.Delete(provider+"virtualNetworks/b"))

	lock(testGroup, "ReadOnly")
	require.Equal(t, "ScopeLocked", code(t, s.Put(provider+"routeTables/t", aTable("10.0.0.0/8", "None"))))
	require.Equal(t, "ScopeLocked", code(t, s.Delete(provider+"virtualNetworks/c")))
	require.Len(t, s.list(place{id: "/subscriptions/s", subscription: "s", kind: typeLock, list: true}), 1)
	must(t, s.Delete(testGroup+"/providers/Microsoft.Authorization/locks/l"))
	must(t, s.Delete(testGroup))
	require.Empty(t, s.IDs())
}
