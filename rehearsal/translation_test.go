package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Flows end where what a rule translates changes, and a connection uses the rule; a rule that none uses may be anything.
func TestAChangedTranslationInterruptsWhereAConnectionUsesIt(t *testing.T) {
	rule := func(name, mode, kind, external string) obj {
		return obj{"name": name, "properties": obj{"mode": mode, "type": kind, "internalMappings": []any{obj{"addressSpace": "10.0.0.0/24"}},
			"externalMappings": []any{obj{"addressSpace": external}}}}
	}
	gateway := func(translates bool, rules ...any) obj {
		g := aGateway("a", "Vpn", "VpnGw2AZ")
		properties(g)["natRules"], properties(g)["enableBgpRouteTranslationForNat"] = rules, translates
		return g
	}
	connection := func(used ...any) obj {
		return west(obj{"connectionType": "IPsec", "virtualNetworkGateway1": ref("virtualNetworkGateways/g"),
			"localNetworkGateway2": ref("localNetworkGateways/l"), "egressNatRules": used})
	}
	mill, spare := ref("virtualNetworkGateways/g/natRules/mill"), ref("virtualNetworkGateways/g/natRules/spare")
	s := base(t)
	must(t, s.Put(provider+"virtualNetworkGateways/g", gateway(false, rule("mill", "EgressSnat", "Static", "100.64.1.0/24"), rule("spare", "EgressSnat", "Static", "100.64.2.0/24"))))
	must(t, s.Put(provider+"localNetworkGateways/l", west(obj{})))
	must(t, s.Put(provider+"connections/c", connection(mill)))
	said := func(id string, body Body) []string { return s.written(provider+id, body, call{}).Interrupts }

	require.Empty(t, said("virtualNetworkGateways/g", gateway(false, rule("mill", "EgressSnat", "Static", "100.64.1.0/24"), rule("spare", "EgressSnat", "Static", "100.64.3.0/24"))))
	require.Contains(t, said("virtualNetworkGateways/g", gateway(true, rule("mill", "EgressSnat", "Static", "100.64.9.0/24"), rule("spare", "EgressSnat", "Static", "100.64.3.0/24"))),
		"properties.natRules[mill].properties.externalMappings: Flows through connections that use the rule end. The rules and routes of the other side must know the new addresses.")
	require.Contains(t, said("connections/c", connection(spare))[0], "properties.egressNatRules")
	require.Empty(t, said("connections/c", connection(spare)))
	require.Contains(t, said("virtualNetworkGateways/g", gateway(false, rule("mill", "EgressSnat", "Static", "100.64.9.0/24"), rule("spare", "EgressSnat", "Static", "100.64.3.0/24")))[0],
		"properties.enableBgpRouteTranslationForNat")
	must(t, s.Put(provider+"connections/c", connection()))
	require.Empty(t, said("virtualNetworkGateways/g", gateway(true, rule("mill", "EgressSnat", "Static", "100.64.9.0/24"), rule("spare", "EgressSnat", "Static", "100.64.3.0/24"))))

	for _, other := range []obj{rule("mill", "EgressSnat", "Dynamic", "100.64.9.0/26"), rule("mill", "IngressSnat", "Static", "100.64.9.0/24")} {
		require.Equal(t, "BadRequest", code(t, s.Put(provider+"virtualNetworkGateways/g", gateway(true, other))))
	}
}
