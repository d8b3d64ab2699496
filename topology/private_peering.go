package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// A tunnel over the private peering of a circuit: from the private address of a VPN gateway to that of a device behind the circuit.

// overCircuit tells whether a site has tunnels, and all of them run over circuits: then the address of its device is a private one.
func (s *site) overCircuit() bool {
	tunnels := 0
	for _, l := range s.links {
		if l.circuit == nil {
			if tunnels++; l.c.OverCircuit == "" {
				return false
			}
		}
	}
	return tunnels > 0
}

// privateAddress tells whether a VPN gateway has tunnels over circuits.
func (g *gatewayNode) privateAddress() bool {
	return slices.ContainsFunc(g.links, func(l *gatewayLink) bool { return l.c.OverCircuit != "" })
}

// carrier is the connection of the tunnel's network with the circuit that carries it, nil where there is none.
func (l *gatewayLink) carrier() *gatewayLink {
	er := l.near.network.expressRoute
	if er == nil {
		return nil
	}
	i := slices.IndexFunc(er.links, func(o *gatewayLink) bool {
		return o.circuit != nil && string(o.circuit.id) == l.c.OverCircuit && o.far == nil
	})
	if i < 0 {
		return nil
	}
	return er.links[i]
}

// preference is the local preference with which the site takes what Azure advertises over a link; 100 where none is said, which is the default.
func (l *gatewayLink) preference() int64 {
	if b := l.bgpOf(); b != nil && b.LocalPreference != nil {
		return *b.LocalPreference
	}
	return 100
}

// overCircuitKnown: the circuit that a tunnel names exists.
func (r *reading) overCircuitKnown(c *schema.Connection) {
	if c.OverCircuit == "" || r.circuitOf[CircuitID(c.OverCircuit)] != nil {
		return
	}
	var names []string
	for _, x := range r.circuits {
		names = append(names, string(x.id))
	}
	slices.Sort(names)
	r.refuse(codeOverCircuit, diag.Diagnostic{
		Summary: fmt.Sprintf("%q runs over circuit %q, which does not exist", c.Name, c.OverCircuit),
		Subject: c.At(schema.ConnectionField.OverCircuit),
		Why:     "the private peering of a circuit of the intent carries the tunnel",
		Hint:    diag.DidYouMean(c.OverCircuit, names, "declare it in `circuits`"),
	})
}
