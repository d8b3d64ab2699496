package reachability_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// What Azure refuses of a deployment, or undoes by it, whatever paths there are.
func TestCheckFindsWhatADeploymentRefuses(t *testing.T) {
	hub := func(sizes ...string) *builder {
		b := &builder{}
		var subnets []string
		for i := 0; i < len(sizes); i += 2 {
			subnets = append(subnets, subnet(sizes[i], sizes[i+1], ""))
		}
		return b.network("h", []string{"10.0.0.0/22"}, subnets...)
	}
	sku := func(name string) string { return `"sku": {"name": "` + name + `"}` }
	bastion := func(b *builder) *builder {
		return b.add("bastionHosts", "bas", `"ipConfigurations": [{"name": "c", "properties": {"subnet": `+
			ref("virtualNetworks/subnets", "h", "AzureBastionSubnet")+`}}]`)
	}
	wall := func(tier, more string) *builder {
		return hub("AzureFirewallSubnet", "10.0.0.0/26", "AzureFirewallManagementSubnet", "10.0.0.64/26").add("azureFirewalls", "fw",
			`"sku": {"name": "AZFW_VNet", "tier": "`+tier+`"}`+more+`, "ipConfigurations": [{"name": "c", "properties": {"subnet": `+
				ref("virtualNetworks/subnets", "h", "AzureFirewallSubnet")+`}}]`)
	}
	own := func() *builder {
		return (&builder{}).network("a", []string{"10.1.0.0/24"}, subnet("GatewaySubnet", "10.1.0.0/27", ""), subnet("x", "10.1.0.64/26", ""))
	}
	for name, c := range map[string]struct {
		b    *builder
		want []string
	}{
		"a firewall in a /27":      {hub("AzureFirewallSubnet", "10.0.0.0/27").firewall("fw", "h", "10.0.0.4"), []string{"error VL683"}},
		"a firewall in a /26":      {hub("AzureFirewallSubnet", "10.0.0.0/26").firewall("fw", "h", "10.0.0.4"), nil},
		"a subnet of no firewall":  {hub("AzureFirewallSubnet", "10.0.0.0/27"), []string{"warning VL683"}},
		"Bastion in a /27":         {bastion(hub("AzureBastionSubnet", "10.0.0.0/27")), []string{"error VL683"}},
		"Bastion in a /26":         {bastion(hub("AzureBastionSubnet", "10.0.0.0/26")), nil},
		"a Route Server in a /28":  {hub("RouteServerSubnet", "10.0.0.0/28"), []string{"warning VL683"}},
		"a gateway in a /29":       {hub("GatewaySubnet", "10.0.0.0/29").gateway("gw", "h", "Vpn", sku("VpnGw1AZ")), []string{"error VL683"}},
		"a Basic gateway in a /29": {hub("GatewaySubnet", "10.0.0.0/29").gateway("gw", "h", "Vpn", sku("Basic")), nil},
		"some gateway in a /29":    {hub("GatewaySubnet", "10.0.0.0/29").gateway("gw", "h", "Vpn"), nil},
		"a gateway in a /27":       {hub("GatewaySubnet", "10.0.0.0/27").gateway("gw", "h", "Vpn", sku("VpnGw1AZ")), nil},
		"a table on Bastion": {bastion((&builder{}).network("h", []string{"10.0.0.0/22"}, subnet("AzureBastionSubnet", "10.0.0.0/26", "rt"))).
			table("rt", true), []string{"error VL684"}},
		"a Basic firewall":    {wall("Basic", ""), []string{"error VL685"}},
		"a Standard firewall": {wall("Standard", ""), nil},
		"a Basic firewall, managed": {wall("Basic", `, "managementIpConfiguration": {"name": "m", "properties": {"subnet": `+
			ref("virtualNetworks/subnets", "h", "AzureFirewallManagementSubnet")+`}}`), nil},
		"a virtual hub of a /25":   {own().hubOf("vh", "10.100.0.0/25", "a"), []string{"error VL687"}},
		"a virtual hub of a /24":   {own().hubOf("vh", "10.100.0.0/24", "a"), nil},
		"a network with a gateway": {own().gateway("gw", "a", "Vpn").hubOf("vh", "10.100.0.0/23", "a"), []string{"error VL688"}},
		"a firewall that is nowhere": {hub("AzureFirewallSubnet", "10.0.0.0/26", "x", "10.0.1.0/24").
			add("virtualNetworks/subnets", "h/y", `"addressPrefix": "10.0.2.0/24"`), nil},
		"another next hop than the firewall": {two("rt").peer("a", "h", "allowForwardedTraffic").table("rt", true, "10.9.0.0/16 VirtualAppliance 10.0.0.5").
			network("h", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "")).
			add("azureFirewalls", "fw", `"ipConfigurations": [{"name": "c", "properties": {"subnet": `+ref("virtualNetworks/subnets", "h", "AzureFirewallSubnet")+`}}]`),
			[]string{"warning VL670"}},
		"a next hop to a firewall elsewhere": {two("rt").peer("a", "h", "allowForwardedTraffic").table("rt", true, "10.9.0.0/16 VirtualAppliance 10.0.0.4").
			network("h", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", "")), []string{"note VL689"}},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := reachability.Build(c.b.resources(t))
			var got []string
			for _, d := range e.Check() {
				got = append(got, d.Severity.String()+" "+d.Code.ID)
			}
			require.Equal(t, c.want, got)
		})
	}
}

// "Configure VPN gateway transit": the gateway and the half that lends it are there before the half that uses it.
func TestAHalfWaitsForTheGatewayThatItUses(t *testing.T) {
	id := func(kind string, names ...string) string {
		return fmt.Sprintf(`"[resourceId('Microsoft.Network/%s', '%s')]"`, kind, strings.Join(names, "', '"))
	}
	gateway, other := id("virtualNetworkGateways", "gw"), id("virtualNetworks/virtualNetworkPeerings", "h", "to-a")
	build := func(waits ...string) *builder {
		return two("").network("h", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/27", "")).gateway("gw", "h", "Vpn").
			half("h", "a", "allowGatewayTransit").
			add("virtualNetworks/virtualNetworkPeerings", "a/to-h", `"useRemoteGateways": true, "remoteVirtualNetwork": `+ref("virtualNetworks", "h"),
				`"dependsOn": [`+strings.Join(waits, ", ")+`]`)
	}
	for name, c := range map[string]struct {
		b    *builder
		says string
	}{
		"for both":             {build(gateway, other), ""},
		"for neither":          {build(), `peering "to-h" of "a" sets useRemoteGateways and does not wait for peering "to-a" of "h" and gateway "gw"`},
		"for the half":         {build(other), `peering "to-h" of "a" sets useRemoteGateways and does not wait for gateway "gw"`},
		"for the gateway":      {build(gateway), `peering "to-h" of "a" sets useRemoteGateways and does not wait for peering "to-a" of "h"`},
		"by another's word":    {build(other, id("publicIPAddresses", "late")).add("publicIPAddresses", "late", "", `"dependsOn": [`+gateway+`]`), ""},
		"by what is not known": {build(`"[parameters('last')]"`), ""},
	} {
		text := strings.Replace(c.b.text(), `"resources"`, `"parameters": {"last": {"type": "string"}}, "resources"`, 1)
		res, _ := template.Read([]*source.File{source.New("estate.json", []byte(text))}, template.Options{})
		e, _ := reachability.Build(res.Resources)
		var got []string
		for _, d := range e.Check() {
			if d.Code.ID == "VL681" {
				got = append(got, d.Summary)
			}
		}
		if c.says == "" {
			require.Empty(t, got, name)
			continue
		}
		require.Equal(t, []string{c.says}, got, name)
	}
}

// What waits for a deployment waits for all in it, and what is in a deployment waits for what that waits for.
func TestDeploymentsAreWaitedFor(t *testing.T) {
	const schema = `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0"`
	parts := two("").network("h", []string{"10.0.0.0/24"}, subnet("GatewaySubnet", "10.0.0.0/27", "")).parts
	hub := (&builder{}).gateway("gw", "h", "Vpn").half("h", "a", "allowGatewayTransit").parts
	spoke := (&builder{}).add("virtualNetworks/virtualNetworkPeerings", "a/to-h", `"useRemoteGateways": true, "remoteVirtualNetwork": `+
		ref("virtualNetworks", "h")).parts
	for waits, want := range map[string]int{`"hub"`: 0, ``: 1, `"between"`: 0} {
		nest := func(name, waits string, parts []string) string {
			return `{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "` + name + `", "dependsOn": [` + waits +
				`], "properties": {"mode": "Incremental",
			"template": {` + schema + `, "resources": [` + strings.Join(parts, ", ") + `]}}}`
		}
		all := append(slices.Clone(parts), nest("hub", "", hub), nest("between", `"hub"`, nil), nest("spoke", waits, spoke))
		res, found := template.Read([]*source.File{source.New("main.json", []byte(`{`+schema+`, "resources": [`+strings.Join(all, ",\n")+`]}`))}, template.Options{})
		require.Empty(t, found)
		e, _ := reachability.Build(res.Resources)
		list := slices.DeleteFunc(e.Check(), func(d diag.Diagnostic) bool { return d.Code.ID != "VL681" })
		require.Len(t, list, want, waits)
	}
}

// A network that lists its subnets has no others after its deployment.
func TestASubnetThatItsNetworkDeletes(t *testing.T) {
	const child = `"addressPrefix": "10.1.0.0/26"`
	for name, c := range map[string]struct {
		network string
		want    []string
	}{
		"an empty list":       {`"subnets": []`, []string{"VL682"}},
		"a list without it":   {`"subnets": [` + subnet("other", "10.1.0.64/26", "") + `]`, []string{"VL682"}},
		"a list with it":      {`"subnets": [` + subnet("W", "10.1.0.0/26", "") + `]`, nil},
		"no list":             {`"x": 1`, nil},
		"a list not known":    {`"subnets": "[parameters('list')]"`, []string{"VL651"}},
		"a list partly known": {`"subnets": [{"name": "[parameters('name')]", "properties": {` + child + `}}]`, nil},
	} {
		b := (&builder{}).add("virtualNetworks", "v", `"addressSpace": {"addressPrefixes": ["10.1.0.0/24"]}, `+c.network).add("virtualNetworks/subnets", "v/w", child)
		text := strings.Replace(b.text(), `"resources"`, `"parameters": {"list": {"type": "array"}, "name": {"type": "string"}}, "resources"`, 1)
		res, _ := template.Read([]*source.File{source.New("estate.json", []byte(text))}, template.Options{})
		_, found := reachability.Build(res.Resources)
		require.Equal(t, c.want, codes(found), name)
	}
}

// "InvalidCIDRNotation": the address of a prefix is its first.
func TestAPrefixWithHostBits(t *testing.T) {
	b := (&builder{}).network("v", []string{"10.1.0.5/24"}, subnet("w", "10.1.0.1/26", "rt")).table("rt", true, "10.9.0.1/16 None").
		add("localNetworkGateways", "lgw", `"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.1/24", "192.168.1.1/32"]}`)
	_, found := reachability.Build(b.resources(t))
	require.Equal(t, []string{"VL686"}, codes(found))
	require.Len(t, found, 4, "%v", found)
	require.Equal(t, "write 10.1.0.0/24", found[0].Hint)
}
