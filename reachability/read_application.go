package reachability

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// The ports of the protocols of application rules, where a rule names none.
var applicationPorts = map[string]int{"http": 80, "https": 443, "mssql": 1433}

// applicationRule reads an application rule. Which names an address has is in no template: of what it speaks of, the source, the
// protocol and the port are known, and never whether the packet is for one of its names. A rule of tags or of web categories alone
// needs no protocol: it counts for each port.
// Source: Azure Firewall rule processing logic: where no network rule matches and the protocol is HTTP, HTTPS or MSSQL, application rules are
// evaluated; REST API, Rule Collection Groups: FirewallPolicyRuleApplicationProtocol.
func (r *reader) applicationRule(v *template.Value, allow, unsure bool) *rule {
	out := &rule{name: v.Get("name").String(), at: v.At, allow: allow || unsure, protocols: bitTCP}
	out.src = r.matcher(v.Get("sourceAddresses"), v.Get("sourceIpGroups"), "source", out.name)
	out.dst = r.matcher(v.Get("destinationAddresses"), nil, "destination", out.name)
	if len(v.Get("destinationAddresses").List()) == 0 {
		out.dst = matcher{unknown: true}
	}
	protocols := v.Get("protocols")
	if r.anyUnknown(protocols, "the protocols of rule %q", out.name) || len(protocols.List()) == 0 {
		out.ports = everyPort
		return out
	}
	for _, p := range protocols.List() {
		kind, port := p.Get("protocolType"), p.Get("port")
		usual, isOne := applicationPorts[strings.ToLower(kind.String())]
		what := fmt.Sprintf("the protocols of rule %q", out.name)
		switch {
		case r.notKnown(kind, "%s", what), port.IsUnknown() && r.notKnown(port, "%s", what):
			out.ports = everyPort
			return out
		case !isOne:
			r.refused(v.At, what, fmt.Sprintf("%q is not one of Http, Https and Mssql", kind.String()))
			out.ports = everyPort
			return out
		}
		first := cmp.Or(int(number(port)), usual)
		out.ports = append(out.ports, portRange{first, first})
	}
	return out
}

// anyByName stands for application rules that are not known.
func anyByName(v *template.Value) *rule {
	out := anyRule(v)
	out.allow, out.protocols = true, bitTCP
	return out
}

// mayPassByName tells whether an application rule that allows speaks of a packet of the flow: it passes if it is for a name of that rule. One that denies says
// nothing, since nobody knows the names that it denies.
func mayPassByName(rules []*rule, src, dst netip.Addr, flow Flow) bool {
	for _, r := range rules {
		if r.allow && min(r.src.matches(src, nil), r.dst.matches(dst, nil)) != no && r.common(flow) != 0 {
			return true
		}
	}
	return false
}
