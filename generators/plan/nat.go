package plan

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// natFacts are the NAT rules of a gateway. Instance is Azure's name of an instance by its number.
func natFacts(f azure.Facts, nat topology.NAT, instance func(int) string) {
	if len(nat.Rules) == 0 {
		return
	}
	rules := azure.Nested{}
	for _, x := range nat.Rules {
		rule := azure.Facts{"name": Str(x.Name), "mode": Str("IngressSnat"), "type": Str("Static"),
			"internal": Str(x.Internal.String()), "external": Str(x.External.String())}
		if x.Egress {
			rule["mode"] = Str("EgressSnat")
		}
		if x.Dynamic {
			rule["type"] = Str("Dynamic")
		}
		rule.Text("internalPorts", x.InternalPorts)
		rule.Text("externalPorts", x.ExternalPorts)
		if x.Instance != 0 {
			rule["instance"] = Str(instance(x.Instance))
		}
		rules = append(rules, rule)
	}
	f["natRules"], f["bgpRouteTranslation"] = rules, Bool(nat.TranslatesRoutes)
}

// usedNATFacts are the rules of its gateway that a connection uses.
func usedNATFacts(f azure.Facts, used topology.UsedNATRules) {
	f.Texts("ingressNatRules", used.Ingress)
	f.Texts("egressNatRules", used.Egress)
}
