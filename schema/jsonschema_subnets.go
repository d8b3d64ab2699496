package schema

import (
	"fmt"
	"slices"
	"strings"
)

// reservedBits are the names of subnets that services of Azure look for, and the length of the smallest prefix that each takes; the table of package
// azure has them too.
var reservedBits = []struct {
	name string
	bits int
}{{"GatewaySubnet", 27}, {"AzureFirewallSubnet", 26}, {"AzureFirewallManagementSubnet", 26}, {"AzureBastionSubnet", 26}, {"RouteServerSubnet", 27}}

// havePrefix are the ways in which a subnet has a prefix of a pattern: as itself, in a list, or as a whole subnet.
func havePrefix(pattern string) []any {
	one := object{{"type", "string"}, {"pattern", pattern}}
	list := object{{"type", "array"}, {"contains", one}}
	return []any{one, list, object{{"type", "object"}, {"required", []string{"prefix"}}, {"properties", object{{"prefix", object{{"anyOf", []any{one, list}}}}}}}}
}

// ipv6Alone are the ways in which a subnet has no IPv4 prefix.
func ipv6Alone() []any {
	one := object{{"type", "string"}, {"pattern", ":"}}
	list := object{{"type", "array"}, {"minItems", 1}, {"not", object{{"contains", object{{"not", one}}}}}}
	return []any{list, one, object{{"type", "object"}, {"required", []string{"prefix"}}, {"properties", object{{"prefix", object{{"anyOf", []any{one, list}}}}}}}}
}

// reservedNames are the names of subnets but those that differ from a reserved one by the case of letters alone.
func reservedNames() object {
	var exact []string
	for _, r := range reservedBits {
		exact = append(exact, r.name)
	}
	return object{{"anyOf", []any{object{{"enum", exact}}, noneOf(exact...)}}}
}

// reservedSizes are what services need of their subnets: of a network that says what it is, and leaves nothing of that to a profile.
func reservedSizes() []any {
	is := func(words ...string) object {
		return object{{"properties", object{{"ownership", object{{"enum", words}}}}}}
	}
	whole := object{{"anyOf", []any{has("ownership"), object{{"not", has("profile")}}}}}
	both := object{{"properties", object{{"gateways", has("vpn", "expressRoute")}}}}
	when := map[string][]any{
		"GatewaySubnet":                 {has("gateways"), both},
		"AzureFirewallSubnet":           {has("firewall"), whole, is("created", "existing")},
		"AzureFirewallManagementSubnet": {has("firewall"), whole, is("created", "existing")},
		"AzureBastionSubnet":            {whole, is("created")},
		"RouteServerSubnet":             {whole, is("created")},
	}
	var out []any
	for _, r := range reservedBits {
		var longer []string
		for bits := r.bits + 1; bits <= 32; bits++ {
			longer = append(longer, fmt.Sprint(bits))
		}
		small := object{{"not", object{{"anyOf", havePrefix("^[0-9.]+/(?:" + strings.Join(longer, "|") + ")$")}}}}
		out = append(out, object{{"if", object{{"allOf", slices.Clone(when[r.name])}}},
			{"then", object{{"properties", object{{"subnets", object{{"properties", object{{r.name, small}}}}}}}}}})
	}
	return out
}
