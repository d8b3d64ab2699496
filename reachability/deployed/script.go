package deployed

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

//go:embed export.sh
var scriptText string

// Script is a shell script that makes an export with the Azure CLI, by reading alone. It is the same for every estate: what it asks
// for comes from the table of types.
func Script() []byte {
	words := map[azure.Listing]string{azure.BySubscription: "subscription", azure.ByGroup: "group", azure.ByParent: "parent"}
	var lines []string
	for _, l := range inOrder() {
		lines = append(lines, fmt.Sprintf("%s %s %s", words[l.how], l.kind, l.api))
	}
	return []byte(strings.NewReplacer("{{TYPES}}", strings.Join(lines, "\n"), "{{POLICY}}", azure.VersionOf(azure.TypePolicyAssignment)).Replace(scriptText))
}
