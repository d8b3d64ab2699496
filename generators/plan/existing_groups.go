package plan

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// A security group of others is never written: a write would drop the rules of its owner. Those that close a connection are added to it one by one.

// securityGroupID is the id of a security group, of the user's own where the intent names one.
func (l *lowering) securityGroupID(g *topology.SecurityGroup) ID {
	if !g.Existing {
		return l.id(l.networks[g.Network], azure.TypeSecurityGroup, g.Name)
	}
	s := l.scopes[g.Group]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: azure.TypeSecurityGroup, Name: g.Name}
}

// addToGroup adds to a group of others the rules that close the network's subnets which have it. They come first: what they close is open to these
// subnets without them.
func (l *lowering) addToGroup(g *topology.SecurityGroup, p *parts) {
	l.standGroup(g, p.groups[g.ID])
	for _, r := range p.rules[g.ID] {
		f := factsOfRule(r)
		f["securityGroup"] = azure.To{ID: p.groups[g.ID], Name: g.Name}
		made := l.row(azure.AddedRules, l.place(g.Group), f).
			resource("securityRule", describe(fmt.Sprintf("Rule in %s, which stands.", g.Name), r.Origin), r.Origin)
		l.added[g.Network] = append(l.added[g.Network], made.ID)
		l.add(&staged{stage: azure.StageAddedRules, group: g.Group, unit: string(g.Network), chains: []string{"security group " + made.Parent.Name}, Resource: made}, "")
	}
}

// standGroup is a group of others as it stands.
func (l *lowering) standGroup(g *topology.SecurityGroup, id ID) {
	if slices.ContainsFunc(l.plan.Standing, func(r Resource) bool { return r.ID == id }) {
		return
	}
	n := l.networks[g.Network]
	f := factsOf(n.Location, nil)
	f["network"], f["azureName"] = Str(n.ID), Str(g.Name)
	r := l.row(azure.SecurityGroups, l.place(g.Group), f).resource("securityGroup", "", g.Origin)
	r.ID = id
	r.Body = slices.Clone(r.Body)
	for i := range r.Body {
		if r.Body[i].Key == "properties" {
			r.Body[i].Value = Object{{Key: "securityRules", Value: List{ownerRule("Inbound"), ownerRule("Outbound")}}}
		}
	}
	l.stands(r)
}

// behindAdded is behind every priority that can be written, and before those of Azure's own rules.
const behindAdded = 64999

// ownerRule stands for the rules of the group's owner. Whether they let pass what the added rules do not speak of is not known: so it is of a rule for packets
// that come from some ports.
func ownerRule(direction string) Object {
	return Object{{Key: "name", Value: Str("owner-" + direction)}, {Key: "properties", Value: Object{
		{Key: "protocol", Value: Str("*")}, {Key: "sourcePortRange", Value: Str("1-65535")}, {Key: "destinationPortRange", Value: Str("*")},
		{Key: "sourceAddressPrefix", Value: Str("*")}, {Key: "destinationAddressPrefix", Value: Str("*")}, {Key: "access", Value: Str("Allow")},
		{Key: "priority", Value: Int(behindAdded)}, {Key: "direction", Value: Str(direction)},
	}}}
}
