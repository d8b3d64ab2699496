package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// addSecurityGroup makes a security group that is created, before the networks whose subnets name it.
func (l *lowering) addSecurityGroup(g *topology.SecurityGroup, p *parts, rows map[topology.NetworkID]*madeRow) {
	n := l.networks[g.Network]
	made := rows[g.Network]
	_, subnet, own := strings.Cut(string(g.ID), "/")
	whose := string(n.ID)
	if made == nil || own {
		f := factsOf(n.Location, n.Tags)
		f["network"], f["azureName"], f["rules"] = Str(n.ID), Str(g.Name), ruleFacts(p.rules[g.ID])
		table := azure.SecurityGroups
		if own {
			f["subnet"], table, whose = Str(subnet), azure.SubnetSecurityGroups, string(g.ID)
		}
		made = l.row(table, l.place(n.ResourceGroup), f)
	}
	l.add(&staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, unit: string(n.ID),
		Resource: made.resource("securityGroup", describe(securityGroupSentence(whose, own), g.Origin), g.Origin)}, "")
}

func securityGroupSentence(whose string, own bool) string {
	if own {
		return fmt.Sprintf("What may pass into and out of subnet %s.", whose)
	}
	return fmt.Sprintf("What may pass into and out of the subnets of %s.", whose)
}

// ruleFacts are the rules of a security group.
func ruleFacts(rules []*topology.SecurityRule) azure.Nested {
	out := azure.Nested{}
	for _, r := range rules {
		out = append(out, factsOfRule(r))
	}
	return out
}

// factsOfRule are one rule. Prefixes and ports are lists even of one, so that a second one is one line more.
func factsOfRule(r *topology.SecurityRule) azure.Facts {
	f := azure.Facts{"name": Str(r.Name), "priority": Int(r.Priority), "protocol": Str(r.Protocol), "direction": Str(direction(r)), "access": Str("Deny")}
	if r.Allow {
		f["access"] = Str("Allow")
	}
	f.Text("description", r.Description)
	f.Texts("ports", r.Ports)
	if len(r.Sources) > 0 {
		f["sources"] = prefixes(r.Sources)
	} else if r.SourceTag != "" {
		f["sourceTag"] = Str(r.SourceTag)
	}
	if len(r.Destinations) > 0 {
		f["destinations"] = prefixes(r.Destinations)
	} else {
		f.Text("destinationTag", r.DestinationTag)
	}
	return f
}

func direction(r *topology.SecurityRule) string {
	if r.Inbound {
		return "Inbound"
	}
	return "Outbound"
}
