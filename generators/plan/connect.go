package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// ends are the networks of both gateways of a connection between networks.
func (l *lowering) ends(c *topology.Connection) (own, far *topology.Network) {
	return l.networks[l.gateways[c.Gateway].Network], l.networks[l.gateways[c.Remote].Network]
}

// connect is the action of a connection.
func (l *lowering) connect(c *topology.Connection) Connect {
	gateway := l.gateways[c.Gateway]
	out := Connect{Gateway: l.gatewayID(gateway), Name: c.Name, Type: c.Kind, BGP: c.BGP, FastPath: c.FastPath, RoutingWeight: c.RoutingWeight}
	if c.Secret != "" {
		out.Key = l.parameters[l.secrets[c.Secret]].Description
	}
	if c.Policy != nil {
		out.Policy = ipsecPolicy(c.Policy)
	}
	if c.Kind == topology.ExpressRoute {
		out.Remote = l.circuitOf(c.Circuit)
		return out
	}
	own, far := l.ends(c)
	out.Remote = l.gatewayID(l.gateways[c.Remote])
	if l.crosses(own, far) {
		out.Tenants = []string{l.tenantOf(own).ID, l.tenantOf(far).ID}
	}
	return out
}

// circuitOf is the id of a circuit that is created, or of one that exists.
func (l *lowering) circuitOf(id topology.CircuitID) ID {
	circuit := l.circuits[id]
	if circuit.ResourceID == "" {
		return l.circuitID(circuit)
	}
	parts := strings.Split(circuit.ResourceID, "/") // /subscriptions/<uuid>/resourceGroups/<group>/providers/Microsoft.Network/expressRouteCircuits/<name>
	return ID{Subscription: parts[2], ResourceGroup: parts[4], Type: azure.TypeCircuit, Name: parts[8]}
}

// handOverConnection makes the connection that stands at an external network's gateway a step for its owner.
func (l *lowering) handOverConnection(c *topology.Connection) {
	gateway := l.gateways[c.Gateway]
	n := l.networks[gateway.Network]
	s := Step{
		Owner: string(n.ID), Action: l.connect(c), Origin: c.Origin, Makes: []Resource{l.connection(c, false)},
		Changes: fmt.Sprintf("It makes the connection %s at %s, "+
			"or brings the one that leads there already to the same key and settings as the connection at the other end.", c.Name, gateway.Name),
	}
	if c.Kind == topology.ExpressRoute {
		s.Name, s.Title = fileWords(string(n.ID)+">"+string(c.Circuit)), fmt.Sprintf("Connect %s with circuit %s, from its owner's side", n.ID, c.Circuit)
		s.Why = fmt.Sprintf("%s is external: its owner creates the connections at its gateway.", n.ID)
		s.Changes = fmt.Sprintf("It makes the connection %s at %s, or brings the one that leads there already to these settings.", c.Name, gateway.Name)
	} else {
		_, far := l.ends(c)
		s.Name, s.Title = fileWords(string(n.ID)+">"+string(far.ID)), fmt.Sprintf("Connect %s by VPN with %s, from its owner's side", n.ID, far.ID)
		s.Why = fmt.Sprintf("%s is external: its owner creates the connection at its gateway. "+
			"The deployment creates that of %s alone, and no tunnel comes up until both exist.", n.ID, far.ID)
		l.grantGateway(l.gateways[c.Remote], n)
	}
	l.addStep(n, s)
}

// crossConnection makes our connection to a gateway in another tenant a step too.
func (l *lowering) crossConnection(c *topology.Connection) {
	own, far := l.ends(c)
	action := l.connect(c)
	action.Ours = true
	l.addStep(own, Step{
		Name: fileWords(string(own.ID) + ">" + string(far.ID)), Title: fmt.Sprintf("Connect %s by VPN with %s, which is in tenant %s", own.ID, far.ID, l.tenantOf(far).Name),
		Why: fmt.Sprintf("%s is in another tenant: a deployment to a subscription carries the token of one tenant alone. This script signs in to both; or deploy the file of %s in the folder %s/%s with -AuxTenant.",
			far.ID, l.scopes[own.ResourceGroup].ResourceGroup, l.tenants[own.ResourceGroup], rootCrossTenant),
		Changes: fmt.Sprintf("It makes the connection %s at %s, or brings the one that leads there already to this key and these settings.", c.Name, l.gateways[c.Gateway].Name),
		Action:  action, Origin: c.Origin,
	})
}
