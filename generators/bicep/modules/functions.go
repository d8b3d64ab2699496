package modules

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// importsOf imports what a text uses of other files.
func (m *stage) importsOf(text string) []string {
	var out []string
	for _, file := range slices.Sorted(maps.Keys(m.imports)) {
		names := slices.DeleteFunc(m.imports[file], func(name string) bool { return !regexp.MustCompile(`\b` + name + `\b`).MatchString(text) })
		if m.imports[file] = slices.Sorted(slices.Values(names)); len(names) == 0 { // what uses them stands in the base
			delete(m.imports, file)
			continue
		}
		out = append(out, "import { "+strings.Join(m.imports[file], ", ")+" } from "+quote(file))
	}
	if out == nil {
		return nil
	}
	return []string{strings.Join(out, "\n")}
}

// FunctionsText is the text of the file Functions.
const FunctionsText = "// " + Header + `
metadata description = 'What modules have in common.'

@export()
@description('Tags of its own, else those of all; none where these are empty.')
func ` + tagsOf + `(own { *: string }?, all { *: string }) { *: string }? => empty(own ?? all) ? null : own ?? all

@export()
@description('The id of a subscription by its name, else of the entry\'s; what is no such name is an id itself.')
func ` + subscriptionID + `(name string?, entry string?, subscriptions { *: string }) string =>
  subscriptions[?name ?? entry ?? '` + azure.OwnSubscription + `'] ?? name!

@export()
@description('A subnet of a network in the same resource group, by its id.')
func ` + subnetOf + `(network string, subnet string) { id: string } => {
  id: resourceId('Microsoft.Network/virtualNetworks/subnets', network, subnet)
}
`
