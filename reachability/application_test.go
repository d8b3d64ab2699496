package reachability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// byName is an application rule for names; protocols are JSON, more its other properties.
func byName(protocols, more string) string {
	return fmt.Sprintf(`{"ruleType": "ApplicationRule", "name": "names", "sourceAddresses": ["10.2.0.0/24"], "protocols": [%s],`+
		` "targetFqdns": ["*.corp.example"]%s}`, protocols, more)
}

// An application rule lets pass what is for one of its names, over its protocols and ports: which address has the name is not
// known, and anything else is dropped.
func TestAnApplicationRuleCountsForItsProtocolsAndPorts(t *testing.T) {
	const web, sql = `{"protocolType": "Https", "port": 8443}, {"protocolType": "http"}`, `{"protocolType": "Mssql", "port": 1433}`
	tcp := func(port int) reachability.Flow { return reachability.Flow{Protocol: "tcp", Port: port} }
	for _, c := range []struct {
		rule, action string
		flow         reachability.Flow
		from         string
		open         bool
	}{
		{byName(web, ""), "Allow", tcp(8443), "b/app", true},
		{byName(web, ""), "Allow", tcp(80), "b/app", true}, // the port of the protocol, where none is named
		{byName(web, ""), "Allow", tcp(443), "b/app", false},
		{byName(web, ""), "Allow", tcp(22), "b/app", false},
		{byName(web, ""), "Allow", reachability.Flow{Protocol: "udp", Port: 8443}, "b/app", false},
		{byName(web, ""), "Allow", reachability.Flow{Protocol: "icmp"}, "b/app", false},
		{byName(web, ""), "Allow", reachability.Flow{}, "b/app", true}, // some packet of it may
		{byName(sql, ""), "Allow", tcp(1433), "b/app", true},
		{byName(sql, ""), "Allow", tcp(1434), "b/app", false},
		{byName(web, ""), "Deny", tcp(8443), "b/app", false},
		{byName(web, `, "destinationAddresses": ["10.1.0.0/24"]`), "Allow", tcp(80), "b/app", true},
		{byName(web, `, "destinationAddresses": ["10.9.0.0/24"]`), "Allow", tcp(80), "b/app", false},
		{byName("", `, "fqdnTags": ["WindowsUpdate"]`), "Allow", tcp(9999), "b/app", true}, // tags need no protocol
		{byName(`"[reference('x').p]"`, ""), "Allow", tcp(9999), "b/app", true},
	} {
		want := reachability.Dropped
		if c.open {
			want = reachability.Delivered
		}
		b := hubAndSpoke("allowForwardedTraffic").add("firewallPolicies/ruleCollectionGroups", "fw-policy/names",
			fmt.Sprintf(`"priority": 200, "ruleCollections": [{"name": "c", "priority": 100, "action": {"type": %q}, "rules": [%s]}]`, c.action, c.rule))
		classic := hubAndSpoke("allowForwardedTraffic").add("azureFirewalls", "fw",
			`"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4", "subnet": `+
				ref("virtualNetworks/subnets", "hub", "AzureFirewallSubnet")+fmt.Sprintf(`}}], "applicationRuleCollections": [{"name": "c", "properties": {"priority": 100,
			"action": {"type": %q}, "rules": [%s]}}]`, c.action, c.rule))
		for kind, b := range map[string]*builder{"policy": b, "classic": classic} {
			e, _ := reachability.Build(b.resources(t))
			tr := trace(e, c.from, "a/web", c.flow)
			require.Equal(t, want, tr.There.Outcome, "%s %s %s %v", kind, c.action, c.rule, c.flow)
			require.Equal(t, c.open, tr.There.Open)
			require.Equal(t, c.open, len(tr.There.Unseen) > 0)
		}
	}
	// From elsewhere nothing passes by it.
	b := hubAndSpoke("allowForwardedTraffic").add("firewallPolicies/ruleCollectionGroups", "fw-policy/names",
		`"priority": 200, "ruleCollections": [{"name": "c", "priority": 100, "action": {"type": "Allow"}, "rules": [`+
			`{"ruleType": "ApplicationRule", "name": "names", "sourceAddresses": ["10.7.0.0/24"],`+
			` "protocols": [{"protocolType": "Http", "port": 80}], "targetFqdns": ["*"]}]}]`)
	e, _ := reachability.Build(b.resources(t))
	require.Equal(t, reachability.Dropped, trace(e, "b/app", "a/web", tcp(80)).There.Outcome)
}

// A policy that is based on itself, by whatever way, is refused, and what it lets through is not known.
func TestAPolicyIsNotItsOwnBase(t *testing.T) {
	for _, base := range []string{"fw-policy", "other"} {
		b := hubAndSpoke("allowForwardedTraffic").add("firewallPolicies", "fw-policy", `"basePolicy": `+ref("firewallPolicies", base)).
			add("firewallPolicies", "other", `"basePolicy": `+ref("firewallPolicies", "fw-policy"))
		e, diags := reachability.Build(b.resources(t))
		require.Contains(t, codes(diags), "VL651")
		require.True(t, trace(e, "b/app", "a/web", reachability.Flow{}).There.Open)
	}
}
