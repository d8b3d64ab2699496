package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkGivenGroups refuses groups in subscriptions that the intent does not know: rules are deployed there.
func checkGivenGroups(r *resolution) {
	for _, g := range r.topo.SecurityGroups {
		if !g.Existing || r.subscriptionNamed(g.Given.Subscription) != "" {
			continue
		}
		s := r.byName[g.Network].subnets[g.On[0]]
		r.report(codeGroupUndeclared, diag.Diagnostic{
			Summary: fmt.Sprintf("the network security group of subnet %q of %q is in subscription %s, which is not declared", s.Name, g.Network, g.Given.Subscription),
			Subject: s.At(schema.SubnetField.NetworkSecurityGroup),
			Why:     "rules are deployed to the subscription of the group, and the intent must name it",
			Hint:    fmt.Sprintf("declare it: `subscriptions: {hub: %s}`", g.Given.Subscription),
		})
	}
}
