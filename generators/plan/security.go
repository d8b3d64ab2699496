package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// addSecurityGroup makes a security group that is created, before the networks whose subnets name it.
func (l *lowering) addSecurityGroup(g *topology.SecurityGroup, p *parts, rows map[topology.NetworkID]*madeRow) {
	n := l.networks[g.Network]
	made := rows[g.Network]
	if made == nil {
		f := factsOf(n.Location, n.Tags)
		f["network"], f["azureName"], f["rules"] = Str(n.ID), Str(g.Name), ruleFacts(p.rules[g.ID])
		made = l.row(azure.SecurityGroups, l.place(n.ResourceGroup), f)
	}
	l.add(&staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, unit: string(n.ID),
		Resource: made.resource("securityGroup", describe(fmt.Sprintf("What may pass into and out of the subnets of %s.", n.ID), g.Origin), g.Origin)}, "")
}

// ruleFacts are the rules of a security group. Prefixes and ports are lists even of one, so that a second one is one line more.
func ruleFacts(rules []*topology.SecurityRule) azure.Nested {
	out := azure.Nested{}
	for _, r := range rules {
		f := azure.Facts{"name": Str(r.Name), "priority": Int(r.Priority), "protocol": Str(r.Protocol), "direction": Str("Outbound"), "access": Str("Deny")}
		if r.Inbound {
			f["direction"] = Str("Inbound")
		}
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
		}
		out = append(out, f)
	}
	return out
}
