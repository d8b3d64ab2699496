package plan

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// addSecurityGroups makes the security groups of ours, which stand before the networks whose subnets name them.
func (l *lowering) addSecurityGroups() map[topology.SecurityGroupID]ID {
	ids := map[topology.SecurityGroupID]ID{}
	rules := map[topology.SecurityGroupID]List{}
	for i := range l.t.SecurityRules {
		r := &l.t.SecurityRules[i]
		rules[r.Group] = append(rules[r.Group], securityRule(r))
	}
	for i := range l.t.SecurityGroups {
		g := &l.t.SecurityGroups[i]
		n := l.networks[g.Network]
		id := l.id(n, azure.TypeSecurityGroup, g.Name)
		ids[g.ID] = id
		l.add(&staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, unit: string(n.ID), Resource: Resource{ID: id, Origin: g.Origin,
			Description: describe(fmt.Sprintf("What may pass into and out of the subnets of %s.", n.ID), g.Origin),
			Body:        withTags(Object{{Key: "location", Value: Str(n.Location)}}, n.Tags, Object{{Key: "securityRules", Value: rules[g.ID]}})}}, "")
	}
	return ids
}

// securityRule is a rule's body. Prefixes and ports are lists even of one, so that a second one is one line more.
func securityRule(r *topology.SecurityRule) Object {
	p := Object{{Key: "description", Value: Str(r.Description)}, {Key: "protocol", Value: Str(r.Protocol)}, {Key: "sourcePortRange", Value: Str("*")}}
	if len(r.Ports) == 0 {
		p = append(p, Member{Key: "destinationPortRange", Value: Str("*")})
	} else {
		ports := List{}
		for _, port := range r.Ports {
			ports = append(ports, Str(port))
		}
		p = append(p, Member{Key: "destinationPortRanges", Value: ports})
	}
	side := func(word string, ps []netip.Prefix, tag string) {
		switch {
		case len(ps) > 0:
			p = append(p, Member{Key: word + "AddressPrefixes", Value: prefixes(ps)})
		case tag != "":
			p = append(p, Member{Key: word + "AddressPrefix", Value: Str(tag)})
		default:
			p = append(p, Member{Key: word + "AddressPrefix", Value: Str("*")})
		}
	}
	side("source", r.Sources, r.SourceTag)
	side("destination", r.Destinations, "")
	access, direction := "Deny", "Outbound"
	if r.Allow {
		access = "Allow"
	}
	if r.Inbound {
		direction = "Inbound"
	}
	p = append(p, Member{Key: "access", Value: Str(access)}, Member{Key: "priority", Value: Int(r.Priority)}, Member{Key: "direction", Value: Str(direction)})
	return Object{{Key: "name", Value: Str(r.Name)}, {Key: "properties", Value: p}}
}
