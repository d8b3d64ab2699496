package schema

import (
	"slices"
	"strings"
)

// What the loader checks beyond the CUE of a type, as far as a schema can say it: of the fields of one map what belongs together, of a text what its
// form alone does not say. What several places say together only the loader knows.

// port is a number from 1 to 65535, as it may be written.
const port = "0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"

// checkedPatterns are what texts with a check match beside their own pattern, and what editors say of one that does not.
var checkedPatterns = map[string][2]string{
	"port":  {"^(?:(?:tcp|udp)/" + port + "(?:-" + port + ")?|icmp|any)$", "a port is from 1 to 65535"},
	"probe": {"^[a-z]+/" + port + "(?:/.*)?$", "a port is from 1 to 65535"},
	"naming": {"^(?:[^{}]|\\{(?:" + strings.Join(placeholderNames, "|") + ")\\})*$",
		"the placeholders are {" + strings.Join(placeholderNames, "} {") + "}"},
}

// checkedText are the patterns of a text's checks.
func checkedText(checks []string) object {
	var all []any
	for _, check := range checks {
		if p, ok := checkedPatterns[check]; ok {
			all = append(all, object{{"pattern", p[0]}, {"patternErrorMessage", p[1]}})
		}
	}
	if all == nil {
		return nil
	}
	return object{{"allOf", all}}
}

// checkedList is what a list with a check holds: of addresses of an appliance one of each family at most.
func checkedList(checks []string) object {
	if !slices.Contains(checks, "families") {
		return nil
	}
	most := func(pattern string) object {
		return object{{"contains", object{{"pattern", pattern}}}, {"minContains", 0}, {"maxContains", 1}}
	}
	return object{{"allOf", []any{most(":"), most("\\.")}}}
}

// checkedMap is what a map of names with a check holds: no label that every network has by itself, and nothing that could be a secret.
func checkedMap(checks []string) object {
	var all []any
	if slices.Contains(checks, "labels") {
		all = append(all, object{{"propertyNames", noneOf("location", "subscription")}})
	}
	if slices.Contains(checks, "labels") || slices.Contains(checks, "tags") {
		answer := object{{"pattern", "^(?:" + anyOfWords("", secretAnswers...) + ")?$"}, {"not", object{{"type", "integer"}}}}
		all = append(all, object{{"patternProperties", object{{anyOfWords("[-_ .]*", secretWords...) + "[sS]?[-_ .]*$", answer}}}})
	}
	if all == nil {
		return nil
	}
	return object{{"allOf", all}}
}

// checkedStructs are what belongs together in maps of fixed fields, by the names of their types.
var checkedStructs = map[string]func() object{
	"Network": func() object {
		names := noneOf("firewall", "vpnGateway", "expressRouteGateway")
		refused := append(havePrefix("^\\+"), havePrefix("^[0-9.]+/3[0-2]$")...)
		refused = append(refused, havePrefix(":[0-9A-Fa-f:.]*/(?:[0-9]|[1-57-9][0-9]|6[0-35-9]|1[0-9]{2})$")...)
		refused = append(refused, ipv6Alone()...)
		subnets := object{{"propertyNames", object{{"allOf", []any{names, reservedNames()}}}}, {"additionalProperties", object{{"not", object{{"anyOf", refused}}}}}}
		parts := object{{"properties", object{{"subnets", subnets}, {"appliances", object{{"propertyNames", names}}}}}}
		return object{{"anyOf", []any{has("addressSpace"), has("profile")}}, {"allOf", append([]any{parts}, reservedSizes()...)}}
	},
	"SiteVPN": func() object {
		return object{{"oneOf", []any{has("publicAddress"), has("fqdn")}},
			{"dependentRequired", object{{"asn", []string{"bgpPeer"}}, {"bgpPeer", []string{"asn"}}}}}
	},
	"Circuit": func() object {
		var own []any
		for _, name := range circuitOwn {
			own = append(own, has(name))
		}
		return object{{"if", has("id")}, {"then", object{{"not", object{{"anyOf", own}}}}},
			{"else", append(has(circuitNeeds...), member{"not", has("privatePeering", "managedBy")})}}
	},
}

// has is a map that has these fields.
func has(names ...string) object { return object{{"required", names}} }

// noneOf is a text that is none of these words.
func noneOf(words ...string) object {
	return object{{"not", object{{"pattern", "^" + anyOfWords("", words...) + "$"}}}}
}

// anyOfWords is a pattern of words, in letters of any case, with what may stand between two letters.
func anyOfWords(between string, words ...string) string {
	all := make([]string, len(words))
	for i, w := range words {
		var letters []string
		for _, r := range w {
			letters = append(letters, "["+strings.ToLower(string(r))+strings.ToUpper(string(r))+"]")
		}
		all[i] = strings.Join(letters, between)
	}
	return "(?:" + strings.Join(all, "|") + ")"
}
