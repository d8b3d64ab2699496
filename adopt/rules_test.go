package adopt_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/adopt"
)

// byName is an application rule; protocols are pairs of a type and a port.
func byName(protocols ...any) fields {
	var list []fields
	for i := 0; i < len(protocols); i += 2 {
		list = append(list, fields{"protocolType": protocols[i], "port": protocols[i+1]})
	}
	return fields{"name": "names", "sourceAddresses": []string{"10.0.1.0/24"}, "targetFqdns": []string{"*.example.com"}, "protocols": list}
}

// What an application rule lets pass is written with the ports that it has, and no others.
func TestApplicationRulesKeepTheirPorts(t *testing.T) {
	for _, c := range []struct {
		rule fields
		want any
	}{
		{byName("Http", 80, "Https", 8443, "Https", 8443), []any{"tcp/80", "tcp/8443"}},
		{byName("Mssql", 1433), "tcp/1433"},
		{byName("https", nil), "tcp/443"},
		{byName(), "tcp/1-65535"}, // of tags
	} {
		inside := refTo("virtualNetworks/subnets", "hub/AzureFirewallSubnet")
		e := (&estate{}).network("hub", "10.0.0.0/24", []string{"AzureFirewallSubnet 10.0.0.64/26"}).
			add("azureFirewalls", "afw", fields{"sku": fields{"name": "AZFW_VNet"},
				"ipConfigurations": []fields{{"name": "x", "properties": fields{"privateIPAddress": "10.0.0.68", "subnet": inside}}},
				"applicationRuleCollections": []fields{{"name": "c", "properties": fields{"priority": 100,
					"action": fields{"type": "Allow"}, "rules": []fields{c.rule}}}}})
		intent, _ := e.as(t, adopt.Options{})
		require.Equal(t, []any{map[string]any{"from": "10.0.1.0/24", "to": "services", "ports": c.want}}, at(intent, "networks", "hub", "firewall", "rules"))
	}
}
