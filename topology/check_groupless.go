package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkGroupless warns of subnets that always have a group by the intent and get none, because of the service that they are delegated to.
func checkGroupless(r *resolution) {
	for _, s := range r.subnets {
		if !s.always() || s.group != "" || s.NetworkSecurityGroup != "" || reserved(s.Name) || s.delegationTakesGroup() {
			continue
		}
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q of %q gets no network security group: it is delegated to %s", s.Name, s.network.id, s.Delegation),
			Subject: s.At(schema.SubnetField.Delegation),
			Hint:    "write `networkSecurityGroup: <resource id>` with a group of your own",
		}
		switch azure.GroupOn(s.Delegation) {
		case azure.GroupManaged:
			d.Why = "the service adds rules of its own to the group, and a deployment of a group replaces all of its rules"
		case azure.GroupRefused:
			d.Why = "not every kind of this service accepts a network security group on its subnet"
		default:
			d.Why = "no source says whether this service accepts a group without rules for it"
			d.Hint += ", or `securityGroups: always` at the subnet to get one"
		}
		r.report(codeNoGroup, d)
	}
}
