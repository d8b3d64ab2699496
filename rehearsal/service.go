package rehearsal

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// served is a resource to which Azure adds what it sets itself.
type served struct {
	id    string
	old   Body // nil where it is new
	body  Body
	write *write
}

// services are what Azure sets in resources of a type when they are written, beside the defaults of the table of types.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, whose answers have it; where more is known, it stands with the function.
var services = map[string]func(*Store, *served){
	azure.TypeVirtualNetwork:   (*Store).serveNetwork,
	azure.TypePeering:          (*Store).servePeering,
	azure.TypeSecurityGroup:    (*Store).serveSecurityGroup,
	azure.TypePublicAddress:    (*Store).serveAddress,
	azure.TypeGateway:          (*Store).serveGateway,
	azure.TypeConnection:       (*Store).serveConnection,
	azure.TypeCircuit:          (*Store).serveCircuit,
	azure.TypeFirewall:         (*Store).serveFirewall,
	azure.TypeLoadBalancer:     (*Store).serveLoadBalancer,
	azure.TypeVirtualHub:       (*Store).serveHub,
	azure.TypeHubVPNGateway:    (*Store).serveHubVPNGateway,
	azure.TypeHubERGateway:     (*Store).serveHubERGateway,
	azure.TypeHubConnection:    (*Store).serveHubConnection,
	azure.TypeStaticMember:     (*Store).serveMember,
	azure.TypePolicyAssignment: servePolicyAssignment,
}

// shown are what Azure's answers have of a type although nothing is written, beside the defaults in the table of types: what no shape
// writes. Source: the examples of azure-rest-api-specs, Microsoft.Network 2025-05-01, as answers_test.go names them.
var shown = map[string]map[string]any{
	azure.TypePublicAddress: {"properties.publicIPAddressVersion": "IPv4", "properties.idleTimeoutInMinutes": 4.0},
	azure.TypeGateway: {"properties.enablePrivateIpAddress": false, "properties.disableIPSecReplayProtection": false,
		"properties.enableBgpRouteTranslationForNat": false, "properties.natRules": []any{}},
	azure.TypeConnection: {"properties.routingWeight": 0.0, "properties.useLocalAzureIpAddress": false,
		"properties.usePolicyBasedTrafficSelectors": false, "properties.ipsecPolicies": []any{},
		"properties.trafficSelectorPolicies": []any{}},
	azure.TypeCircuit:  {"properties.allowClassicOperations": false, "properties.peerings": []any{}, "properties.authorizations": []any{}},
	azure.TypeFirewall: {"properties.threatIntelMode": "Alert", "properties.additionalProperties": Body{}},
	azure.TypeVirtualHub: {"properties.allowBranchToBranchTraffic": false, "properties.preferredRoutingGateway": "ExpressRoute",
		"properties.virtualHubRouteTableV2s": []any{}, "properties.virtualRouterAutoScaleConfiguration": Body{"minCapacity": 2.0}},
	azure.TypeHubVPNGateway:  {"properties.isRoutingPreferenceInternet": false, "properties.enableBgpRouteTranslationForNat": false},
	azure.TypeHubSite:        {"properties.deviceProperties": Body{"linkSpeedInMbps": 0.0}, "properties.isSecuritySite": false},
	azure.TypeVirtualWAN:     {"properties.disableVpnEncryption": false},
	azure.TypeVirtualNetwork: {"properties.subnets": []any{}},
	azure.TypeRouteTable:     {"properties.routes": []any{}},
	azure.TypeHubRouteTable:  {"properties.routes": []any{}, "properties.labels": []any{}},
	azure.TypeSecurityGroup:  {"properties.securityRules": []any{}},
	azure.TypeHubERGateway:   {"properties.expressRouteConnections": []any{}},
	azure.TypeLoadBalancer: {"properties.frontendIPConfigurations": []any{}, "properties.backendAddressPools": []any{}, "properties.loadBalancingRules": []any{},
		"properties.probes": []any{}, "properties.inboundNatRules": []any{}, "properties.outboundRules": []any{}, "properties.inboundNatPools": []any{}},
}

// show adds them.
func show(kind string, body Body) {
	for path, v := range shown[kind] {
		if at(body, path) == nil {
			put(body, path, cloneAny(v))
		}
	}
}

// keepOr takes over what Azure has set before, or sets it.
func (r *served) keepOr(path string, made func() any) {
	if at(r.body, path) != nil {
		return
	}
	if was := at(r.old, path); was != nil {
		put(r.body, path, cloneAny(was))
		return
	}
	put(r.body, path, made())
}

// publicAddress gives a public address to what has that id. Azure gives addresses of its own; those of a store are of 20.0.0.0/8, which is
// one of Azure's, and are told by the id, so that the order of writes says nothing.
func (s *Store) publicAddress(id string) func() any {
	return func() any {
		for n := digest(id) % (1 << 24); ; n++ {
			a, ok := ipnet.Nth(netip.MustParsePrefix("20.0.0.0/8"), n)
			if ok && (s.addresses[a] == "" || s.addresses[a] == key(id)) {
				s.addresses[a] = key(id)
				return a.String()
			}
			if !ok {
				n = 0
			}
		}
	}
}

// digest is a number that an id has.
func digest(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key(id))) // it never fails
	return h.Sum64()
}

// keyOf is what Azure makes for an id, and tells nobody how.
func keyOf(id, what string) func() any {
	return func() any {
		n := digest(id + "/" + what)
		return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", n>>32, n>>16&0xffff, n>>4&0xfff, n&0xfff, n&0xffffffffffff)
	}
}

// subnet is the prefix of a subnet, false where it has none that can be read.
func (s *Store) subnet(id string) (netip.Prefix, bool) {
	item := s.part(key(id))
	text := textAt(item, "properties.addressPrefix")
	if all := textsAt(item, "properties.addressPrefixes"); text == "" && len(all) > 0 {
		text = all[0]
	}
	p, err := netip.ParsePrefix(text)
	return p, err == nil
}

// nth is the address n places into a prefix, or from its end where n is negative, "" where it has none.
func nth(p netip.Prefix, n int) string {
	if n < 0 {
		a := ipnet.Last(p)
		for range -n {
			a = a.Prev()
		}
		return a.String()
	}
	a, ok := ipnet.Nth(p, uint64(n))
	if !ok {
		return ""
	}
	return a.String()
}

func (s *Store) serveNetwork(r *served) {
	for _, subnet := range objectsAt(r.body, "properties.subnets") {
		if q := properties(subnet); q["delegations"] == nil {
			q["delegations"] = []any{}
		}
	}
}

// defaultRules are the rules that Azure has in every security group.
// Source: Microsoft Learn, network security groups, default security rules.
var defaultRules = []struct {
	name, direction, access, from, to string
	priority                          int
}{
	{"AllowVnetInBound", "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork", 65000},
	{"AllowAzureLoadBalancerInBound", "Inbound", "Allow", "AzureLoadBalancer", "*", 65001},
	{"DenyAllInBound", "Inbound", "Deny", "*", "*", 65500},
	{"AllowVnetOutBound", "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork", 65000},
	{"AllowInternetOutBound", "Outbound", "Allow", "*", "Internet", 65001},
	{"DenyAllOutBound", "Outbound", "Deny", "*", "*", 65500},
}

func (s *Store) serveSecurityGroup(r *served) {
	var rules []any
	for _, d := range defaultRules {
		rules = append(rules, Body{"name": d.name, "id": r.id + "/defaultSecurityRules/" + d.name, "properties": Body{
			"provisioningState": succeeded, "protocol": "*", "sourcePortRange": "*", "destinationPortRange": "*",
			"sourceAddressPrefix": d.from, "destinationAddressPrefix": d.to, "access": d.access, "priority": float64(d.priority), "direction": d.direction}})
	}
	properties(r.body)["defaultSecurityRules"] = rules
}

func (s *Store) serveAddress(r *served) {
	if textAt(r.body, "properties.publicIPAllocationMethod") == "Static" {
		r.keepOr("properties.ipAddress", s.publicAddress(r.id))
	}
	if properties(r.body)["ipTags"] == nil {
		properties(r.body)["ipTags"] = []any{}
	}
}

// serveFirewall gives a firewall its private address: of a network the fourth of AzureFirewallSubnet, unless it is written; of a
// virtual hub one of the hub's prefix. Source: Microsoft Learn, deploy and configure Azure Firewall; of a hub: Microsoft Learn,
// configure Azure Firewall in a Virtual WAN hub, whose example is 10.0.64.132 of 10.0.64.0/24.
func (s *Store) serveFirewall(r *served) {
	for i, config := range objectsAt(r.body, "properties.ipConfigurations") {
		q := properties(config)
		if q["privateIPAllocationMethod"] == nil {
			q["privateIPAllocationMethod"] = "Dynamic"
		}
		if prefix, ok := s.subnet(textAt(config, "properties.subnet.id")); ok && i == 0 && q["privateIPAddress"] == nil {
			q["privateIPAddress"] = nth(prefix, 4)
		}
	}
	hub := s.resources[key(textAt(r.body, "properties.virtualHub.id"))]
	if hub == nil {
		return
	}
	if prefix, err := netip.ParsePrefix(textAt(hub.body, "properties.addressPrefix")); err == nil {
		put(r.body, "properties.hubIPAddresses.privateIPAddress", nth(prefix, 132))
	}
	count, _ := at(r.body, "properties.hubIPAddresses.publicIPs.count").(float64)
	addresses := listAt(r.body, "properties.hubIPAddresses.publicIPs.addresses")
	for len(addresses) < int(count) {
		addresses = append(addresses, Body{"address": s.publicAddress(fmt.Sprintf("%s/publicIPs/%d", r.id, len(addresses)))()})
	}
	if len(addresses) > 0 {
		put(r.body, "properties.hubIPAddresses.publicIPs.addresses", addresses)
	}
}

// serveLoadBalancer gives each internal frontend a free address of its subnet: the first from the fourth on that no other has.
func (s *Store) serveLoadBalancer(r *served) {
	for _, frontend := range objectsAt(r.body, "properties.frontendIPConfigurations") {
		q := properties(frontend)
		prefix, ok := s.subnet(textAt(frontend, "properties.subnet.id"))
		if !ok || q["privateIPAddress"] != nil {
			continue
		}
		if q["privateIPAllocationMethod"] == nil {
			q["privateIPAllocationMethod"] = "Dynamic"
		}
		taken := s.taken(textAt(frontend, "properties.subnet.id"))
		for n := 4; ; n++ {
			if a := nth(prefix, n); a == "" || !slices.Contains(taken, a) {
				q["privateIPAddress"] = a
				break
			}
		}
	}
	for _, rule := range objectsAt(r.body, "properties.loadBalancingRules") {
		if pool := at(rule, "properties.backendAddressPool"); pool != nil {
			put(rule, "properties.backendAddressPools", []any{cloneAny(pool)})
		}
	}
}

// taken are the private addresses that parts of resources have in a subnet.
func (s *Store) taken(subnet string) []string {
	var out []string
	refs := s.referrers[key(subnet)]
	for _, k := range sortedKeys(refs) {
		if a := textAt(s.part(k), "properties.privateIPAddress"); a != "" {
			out = append(out, a)
		}
	}
	return out
}

func (s *Store) serveMember(r *served) {
	if n := s.resources[key(textAt(r.body, "properties.resourceId"))]; n != nil {
		put(r.body, "properties.region", n.body["location"])
	}
}

func servePolicyAssignment(_ *Store, r *served) {
	put(r.body, "properties.scope", r.id[:strings.Index(strings.ToLower(r.id), "/providers/")])
}
