package reachability_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A builder makes templates by hand, so that nothing of the compiler is needed to test what judges it.
type builder struct {
	parts    []string
	gateways map[string][]string // of networks
}

func (b *builder) add(kind, name, properties string, more ...string) *builder {
	extra := ""
	for _, m := range more {
		extra += ", " + m
	}
	b.parts = append(b.parts, fmt.Sprintf(`{"type": "Microsoft.Network/%s", "apiVersion": "2025-05-01", "name": %q, "location": "westeurope"%s,`+
		` "properties": {%s}}`, kind, name, extra, properties))
	return b
}

func ref(kind string, names ...string) string {
	return fmt.Sprintf(`{"id": "[resourceId('Microsoft.Network/%s', '%s')]"}`, kind, strings.Join(names, "', '"))
}

// quoted is a JSON array of strings.
func quoted(list ...string) string {
	if len(list) == 0 {
		return "[]"
	}
	return `["` + strings.Join(list, `", "`) + `"]`
}

// subnet is name, prefix and table ("" for none), for network.
func subnet(name, prefix, table string) string {
	more := ""
	if table != "" {
		more = `, "routeTable": ` + ref("routeTables", table)
	}
	return fmt.Sprintf(`{"name": %q, "properties": {"addressPrefix": %q%s}}`, name, prefix, more)
}

func (b *builder) network(name string, prefixes []string, subnets ...string) *builder {
	return b.add("virtualNetworks", name, fmt.Sprintf(`"addressSpace": {"addressPrefixes": %s}, "subnets": [%s]`, quoted(prefixes...),
		strings.Join(subnets, ", ")))
}

// table adds a route table; routes are "prefix hop [address]".
func (b *builder) table(name string, propagate bool, routes ...string) *builder {
	var list []string
	for _, r := range routes {
		f := strings.Fields(r)
		hop := fmt.Sprintf(`"addressPrefix": %q, "nextHopType": %q`, f[0], f[1])
		if len(f) > 2 {
			hop += fmt.Sprintf(`, "nextHopIpAddress": %q`, f[2])
		}
		list = append(list, fmt.Sprintf(`{"name": "to-%s", "properties": {%s}}`, strings.NewReplacer("/", "_", ":", "_").Replace(f[0]), hop))
	}
	return b.add("routeTables", name, fmt.Sprintf(`"disableBgpRoutePropagation": %t, "routes": [%s]`, !propagate, strings.Join(list, ", ")))
}

// half adds one half of a peering; flags are properties that are true. One that uses a gateway waits for it and for the other half.
func (b *builder) half(from, to string, flags ...string) *builder {
	text := `"remoteVirtualNetwork": ` + ref("virtualNetworks", to)
	for _, f := range flags {
		text += fmt.Sprintf(", %q: true", f)
	}
	if !slices.Contains(flags, "useRemoteGateways") {
		return b.add("virtualNetworks/virtualNetworkPeerings", from+"/to-"+to, text)
	}
	other := template.ResourceID("", "", "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", to+"/to-"+from)
	return b.add("virtualNetworks/virtualNetworkPeerings", from+"/to-"+to, text, fmt.Sprintf(`"dependsOn": [%q@gateways of %s@]`, other, to))
}

func (b *builder) peer(x, y string, flags ...string) *builder {
	return b.half(x, y, flags...).half(y, x, flags...)
}

// firewall adds an Azure Firewall with a policy that allows what the pairs of address lists say.
func (b *builder) firewall(name, network, address string, allow ...string) *builder {
	var rules []string
	for i, a := range allow {
		from, to, _ := strings.Cut(a, ">")
		rules = append(rules, fmt.Sprintf(`{"ruleType": "NetworkRule", "name": "rule%d", "ipProtocols": ["Any"], "sourceAddresses": %s,`+
			` "destinationAddresses": %s, "destinationPorts": ["*"]}`,
			i, quoted(strings.Fields(from)...), quoted(strings.Fields(to)...)))
	}
	b.add("firewallPolicies", name+"-policy", `"sku": {"tier": "Standard"}`)
	b.add("firewallPolicies/ruleCollectionGroups", name+"-policy/all",
		fmt.Sprintf(`"priority": 100, "ruleCollections": [{"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "c",`+
			` "priority": 100, "action": {"type": "Allow"}, "rules": [%s]}]`, strings.Join(rules, ", ")))
	return b.add("azureFirewalls", name, fmt.Sprintf(`"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": %q,`+
		` "subnet": %s}}], "firewallPolicy": %s`,
		address, ref("virtualNetworks/subnets", network, "AzureFirewallSubnet"), ref("firewallPolicies", name+"-policy")))
}

// gateway adds a virtual network gateway; more are properties.
func (b *builder) gateway(name, network, kind string, more ...string) *builder {
	if b.gateways == nil {
		b.gateways = map[string][]string{}
	}
	b.gateways[network] = append(b.gateways[network], name)
	return b.add("virtualNetworkGateways", name, fmt.Sprintf(`"gatewayType": %q, "ipConfigurations": [{"name": "c", "properties": {"subnet": %s}}]%s`, kind,
		ref("virtualNetworks/subnets", network, "GatewaySubnet"), strings.Join(append([]string{""}, more...), ", ")))
}

// asn is the property of a gateway or local network gateway with BGP.
func asn(n int) string { return fmt.Sprintf(`"bgpSettings": {"asn": %d}`, n) }

// tunnel adds both directions of a VNet-to-VNet connection.
func (b *builder) tunnel(x, y string, bgp bool) *builder {
	for _, l := range [][2]string{{x, y}, {y, x}} {
		b.add("connections", "cn-"+l[0]+"-"+l[1],
			fmt.Sprintf(`"connectionType": "Vnet2Vnet", "enableBgp": %t, "virtualNetworkGateway1": %s, "virtualNetworkGateway2": %s`, bgp,
				ref("virtualNetworkGateways", l[0]), ref("virtualNetworkGateways", l[1])))
	}
	return b
}

// branch adds a local network gateway and a connection to it, with BGP where a number is given.
func (b *builder) branch(name, gateway string, number int, prefixes ...string) *builder {
	more := ""
	if number != 0 {
		more = ", " + asn(number)
	}
	b.add("localNetworkGateways", name, `"localNetworkAddressSpace": {"addressPrefixes": `+quoted(prefixes...)+"}"+more)
	return b.add("connections", "cn-"+name, fmt.Sprintf(`"connectionType": "IPsec", "enableBgp": %t, "virtualNetworkGateway1": %s,`+
		` "localNetworkGateway2": %s`, number != 0, ref("virtualNetworkGateways", gateway), ref("localNetworkGateways", name)))
}

// circuit adds a connection to an ExpressRoute circuit; more are properties.
func (b *builder) circuit(name, gateway string, more ...string) *builder {
	return b.add("connections", "cn-"+name+"-"+gateway, fmt.Sprintf(`"connectionType": "ExpressRoute", "virtualNetworkGateway1": %s, "peer": {"id": %q}%s`,
		ref("virtualNetworkGateways", gateway), circuitID(name), strings.Join(append([]string{""}, more...), ", ")))
}

func circuitID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/expressRouteCircuits", name)
}

func localID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/localNetworkGateways", name)
}

func gatewayID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/virtualNetworkGateways", name)
}

// siteOf makes a Site that stands behind local network gateways and circuits.
func siteOf(name string, prefixes string, links ...string) reachability.Site {
	s := reachability.Site{ID: "site:" + name, Links: links}
	for _, p := range strings.Fields(prefixes) {
		s.Prefixes = append(s.Prefixes, netip.MustParsePrefix(p))
	}
	return s
}

// with builds an estate with sites, and requires that nothing was to be said.
func (b *builder) with(t testing.TB, sites ...reachability.Site) *reachability.Estate {
	t.Helper()
	e, diags := reachability.Build(b.resources(t), sites...)
	require.Empty(t, diags)
	return e
}

// site adds a local network gateway and a connection to it.
func (b *builder) site(name, gateway string, prefixes ...string) *builder {
	b.add("localNetworkGateways", name, `"localNetworkAddressSpace": {"addressPrefixes": `+quoted(prefixes...)+"}")
	return b.add("connections", "cn-"+name, fmt.Sprintf(`"connectionType": "IPsec", "virtualNetworkGateway1": %s, "localNetworkGateway2": %s`,
		ref("virtualNetworkGateways", gateway), ref("localNetworkGateways", name)))
}

func (b *builder) text() string {
	return `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [` +
		"\n" + waiting.ReplaceAllStringFunc(strings.Join(b.parts, ",\n"), b.waits) + "\n]}"
}

var waiting = regexp.MustCompile(`@gateways of ([^@]*)@`)

// waits are the ids of the gateways of a network, behind what is waited for already.
func (b *builder) waits(mark string) string {
	out := ""
	for _, name := range b.gateways[waiting.FindStringSubmatch(mark)[1]] {
		out += fmt.Sprintf(", %q", gatewayID(name))
	}
	return out
}

func (b *builder) resources(t testing.TB) []template.Resource {
	t.Helper()
	res, diags := template.Read([]*source.File{source.New("estate.json", []byte(b.text()))}, template.Options{})
	require.False(t, diags.HasErrors(), "%v", diags)
	return res.Resources
}

// estate builds, and requires that nothing was to be said.
func (b *builder) estate(t testing.TB) *reachability.Estate {
	t.Helper()
	e, diags := reachability.Build(b.resources(t))
	require.Empty(t, diags)
	return e
}

func networkID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/virtualNetworks", name)
}

func subnetID(network, name string) string {
	return template.ResourceID("", "", "Microsoft.Network/virtualNetworks/subnets", network+"/"+name)
}

func firewallID(name string) string {
	return template.ResourceID("", "", "Microsoft.Network/azureFirewalls", name)
}

// rows are effective routes as text, for comparing.
func rows(list []reachability.EffectiveRoute) []string {
	var out []string
	for _, r := range list {
		text := r.Source + " " + r.State + " " + r.Prefix.String() + " " + r.NextHopType
		if r.NextHopAddress.IsValid() {
			text += " " + r.NextHopAddress.String()
		}
		out = append(out, text)
	}
	return out
}
