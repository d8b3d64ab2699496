package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkKeyNames warns of the name of a secret that nothing reads: a VPN has shared keys, and a circuit needs one only in a subscription that is
// another owner's, or another tenant's.
func checkKeyNames(r *resolution) {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if c.KeyName == "" || slices.ContainsFunc(r.topo.Secrets, func(s Secret) bool { return slices.Contains(s.Origin.Statements, c.Path()) }) {
			continue
		}
		r.report(codeKeyNotNeeded, diag.Diagnostic{
			Summary: fmt.Sprintf("connection %q has `keyName`, and none of its gateways needs a key", c.Name),
			Subject: c.At(schema.ConnectionField.KeyName),
			Why: "a circuit takes a gateway of its own subscription, or of another one of this deployment, without a key that is stored: Azure makes " +
				"the key of its authorization, and the deployment reads it there",
			Hint: "remove `keyName`",
		})
	}
}
