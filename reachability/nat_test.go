package reachability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// mapping is a NAT rule in the body of a gateway.
func mapping(name, mode, kind, internal, external string) string {
	return fmt.Sprintf(`{"name": %q, "properties": {"mode": %q, "type": %q, "internalMappings": [{"addressSpace": %q}], "externalMappings": [{"addressSpace": %q}]}}`,
		name, mode, kind, internal, external)
}

// natEstate is a network 10.0.1.0/24 and a site that has the same addresses, behind 100.64.2.0/24.
func natEstate(t *testing.T, rules, used, more string) *reachability.Estate {
	t.Helper()
	b := (&builder{}).network("core", []string{"10.0.1.0/24"}, subnet("GatewaySubnet", "10.0.1.0/26", ""), subnet("app", "10.0.1.128/25", "")).
		gateway("core", "core", "Vpn", `"natRules": [`+rules+`]`+more)
	b.add("localNetworkGateways", "mill", `"localNetworkAddressSpace": {"addressPrefixes": ["10.0.1.0/24"]}`)
	b.add("connections", "mill", `"connectionType": "IPsec", "virtualNetworkGateway1": `+ref("virtualNetworkGateways", "core")+
		`, "localNetworkGateway2": `+ref("localNetworkGateways", "mill")+`, `+used)
	return b.with(t, siteOf("mill", "100.64.2.0/28", localID("mill")))
}

func usesRules(list string, names ...string) string {
	out := ""
	for i, name := range names {
		if i > 0 {
			out += ", "
		}
		out += ref("virtualNetworkGateways/natRules", "core", name)
	}
	return fmt.Sprintf(`%q: [%s]`, list, out)
}

// "About NAT on Azure VPN Gateway": an ingress rule gives the site other addresses in Azure, an egress rule the network others at the site.
func TestPathsOverNATAreByTheAddressesThatAzureSees(t *testing.T) {
	in := mapping("mill", "IngressSnat", "Static", "10.0.1.0/24", "100.64.2.0/24")
	out := mapping("core", "EgressSnat", "Static", "10.0.1.0/24", "100.64.1.0/24")
	few := mapping("mill", "IngressSnat", "Dynamic", "10.0.1.0/24", "100.64.2.0/28")
	ingress, both := usesRules("ingressNatRules", "mill"), usesRules("ingressNatRules", "mill")+", "+usesRules("egressNatRules", "core")
	for _, c := range []struct {
		what, rules, used, more string
		there, back             reachability.Outcome
		why                     string
	}{
		{"both are translated", in + ", " + out, both, "", reachability.Delivered, reachability.Delivered, ""},
		{"the site has the network's addresses itself", in, ingress, "", reachability.Delivered, reachability.Dropped, "the site has 10.0.1."},
		{"a dynamic rule", few + ", " + out, both, "", reachability.NotKnown, reachability.NotKnown, "dynamic"},
		{"a rule that nothing makes", out, both, "", reachability.NotKnown, reachability.NotKnown, "is not in the"},
		{"the network becomes what the site has itself", in + ", " + mapping("core", "EgressSnat", "Static", "10.0.1.0/24", "10.0.1.0/24"), both, "",
			reachability.Delivered, reachability.Dropped, "the site has 10.0.1."},
		{"two rules translate the same", in + ", " + mapping("again", "IngressSnat", "Static", "10.0.1.0/24", "100.64.3.0/24") + ", " + out,
			usesRules("ingressNatRules", "mill", "again") + ", " + usesRules("egressNatRules", "core"), "",
			reachability.NotKnown, reachability.NotKnown, `NAT rules "mill" and "again" both translate`},
		{"one instance of two translates", in + ", " + out, both, `, "activeActive": true`, reachability.NotKnown, reachability.NotKnown, "the other translates nothing"},
		{"without rules the addresses are the network's own", in + ", " + out, `"enableBgp": false`, "", reachability.Dropped, reachability.Delivered, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			e := natEstate(t, c.rules, c.used, c.more)
			tr := e.Trace(reachability.Endpoint{Subnet: subnetID("core", "app")}, reachability.Endpoint{Site: "site:mill"}, reachability.Flow{}, nil)
			require.Equal(t, c.there, tr.There.Outcome, tr.There.Why)
			if c.what[0] != 'w' {
				require.Equal(t, c.back, tr.Back.Outcome, tr.Back.Why)
			}
			require.Contains(t, tr.There.Why+tr.Back.Why, c.why)
		})
	}
}
