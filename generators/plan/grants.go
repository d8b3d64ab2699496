package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// A grantDraft is a step that gives roles in the making: what of a network others name.
type grantDraft struct {
	network *topology.Network
	peers   bool              // halves of peerings lead to it
	gateway *topology.Gateway // connections do, nil for none
	crosses bool              // who makes them is in another tenant
}

func (l *lowering) grantDraft(n *topology.Network) *grantDraft {
	for _, g := range l.grants {
		if g.network == n {
			return g
		}
	}
	l.grants = append(l.grants, &grantDraft{network: n})
	return l.grants[len(l.grants)-1]
}

// grantNetwork lets who makes halves in another tenant name a network.
func (l *lowering) grantNetwork(n *topology.Network) {
	g := l.grantDraft(n)
	g.peers, g.crosses = true, true
}

// grantGateway lets who makes a connection elsewhere name a gateway.
func (l *lowering) grantGateway(gateway *topology.Gateway, by *topology.Network) {
	g := l.grantDraft(l.networks[gateway.Network])
	g.gateway, g.crosses = gateway, g.crosses || l.crosses(g.network, by)
}

// lowerGrants make the roles steps. A half needs Microsoft.Network/virtualNetworks/peer/action on the network that it leads to. A connection is
// made for who may write both gateways: Microsoft.Network/virtualNetworkGateways/write on each that it names.
// Sources: Create, change, or delete a virtual network peering (permissions); About roles and permissions for VPN, as reviewed in
// MicrosoftDocs/azure-docs#128731 (2026-09). There is no narrower action, so Network Contributor on the gateway is the built-in role for it.
func (l *lowering) lowerGrants() {
	for _, g := range l.grants {
		n := g.network
		s := Step{Name: fileWords(string(n.ID)), Origin: topology.Origin{Range: n.Origin.Range, Statements: n.Origin.Statements, Rule: "role"}}
		if n.Ownership == topology.External {
			s.Owner = string(n.ID)
		}
		otherSide := "another owner"
		known := ""
		if g.crosses {
			otherSide, known = "another tenant", ": that of a guest, or of the service principal of a multi-tenant application"
		}
		action := Grant{}
		var made, on, why []string
		if g.peers {
			action.Network = l.networkID(n)
			made, on = append(made, "halves of peerings with "+string(n.ID)), append(on, n.Name)
			why = append(why, "a half of a peering only for whoever may peer with the network at the other end (Microsoft.Network/virtualNetworks/peer/action)")
		}
		if g.gateway != nil {
			action.Gateway = l.gatewayID(g.gateway)
			made, on = append(made, "connections to the gateway of "+string(n.ID)), append(on, g.gateway.Name)
			why = append(why, "a connection between two gateways only for whoever may write both (Microsoft.Network/virtualNetworkGateways/write)")
		}
		s.Title = "Allow the other side to create " + strings.Join(made, " and ")
		s.Why = fmt.Sprintf("Azure creates %s. The other side is %s.", strings.Join(why, ", and "), otherSide)
		s.Changes = fmt.Sprintf("It gives a principal the role Network Contributor on %s, or the one that you name. The principal is whoever creates them, by its object id in this tenant%s.",
			strings.Join(on, " and on "), known)
		s.Action = action
		l.addStep(n, s)
	}
}
