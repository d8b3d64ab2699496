package plan

import "strings"

// symbolTable hands out Bicep identifiers, each once. A name that is taken, or a word of the language, is told apart by
// a digest of what it stands for, so that no symbol depends on what else there is, but for its namesake.
type symbolTable map[string]bool

func (t symbolTable) name(words, identity string) string {
	s := camel(words)
	if t[strings.ToLower(s)] || reservedSymbols[s] {
		s += "_" + digest(identity)
	}
	t[strings.ToLower(s)] = true
	return s
}

// Words that Bicep uses itself, as keywords or as functions whose name a symbol would hide.
var reservedSymbols = map[string]bool{
	"resource": true, "module": true, "param": true, "var": true, "output": true, "targetScope": true, "existing": true, "if": true, "for": true, "in": true,
	"import": true, "using": true, "metadata": true, "type": true, "func": true, "provider": true, "extension": true, "assert": true, "null": true, "true": true, "false": true,
	"subscription": true, "resourceGroup": true, "tenant": true, "managementGroup": true, "deployment": true, "resourceId": true, "any": true, "string": true, "int": true,
	"bool": true, "object": true, "array": true, "az": true, "sys": true, "this": true, "with": true, "as": true, "none": true, "description": true, "deploymentSubscriptionId": true,
}

// camel turns vnet-hub_weu.1 into vnetHubWeu1: an identifier, as people write them.
func camel(words string) string {
	var b strings.Builder
	upper := false
	for _, c := range words {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			s := string(c)
			if upper && b.Len() > 0 {
				s = strings.ToUpper(s)
			}
			if b.Len() == 0 {
				s = strings.ToLower(s)
				if c >= '0' && c <= '9' {
					s = "n" + s
				}
			}
			b.WriteString(s)
			upper = false
		default:
			upper = true
		}
	}
	if b.Len() == 0 {
		return "unnamed"
	}
	return b.String()
}
