package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

func (l *lowering) circuitID(c *topology.Circuit) ID {
	if c.ResourceID != "" {
		return ID{}
	}
	s := l.scopes[c.ResourceGroup]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: azure.TypeCircuit, Name: c.Name}
}

// unprovisioned tells whether a circuit is created and waits for its provider: it cannot be connected yet.
func (l *lowering) unprovisioned(id topology.CircuitID) bool {
	c := l.circuits[id]
	return c.ResourceID == "" && !c.Provisioned
}

// lowerCircuits makes the circuits that are created.
func (l *lowering) lowerCircuits() {
	for i := range l.t.Circuits {
		c := &l.t.Circuits[i]
		if c.ResourceID != "" {
			continue
		}
		sentence := fmt.Sprintf("ExpressRoute circuit to %s; its provider configures the peering.", c.Site)
		if c.Peering != nil {
			sentence = fmt.Sprintf("ExpressRoute circuit to %s, with its private peering.", c.Site)
		}
		r := &staged{stage: azure.StageCircuit, group: c.ResourceGroup, unit: string(c.ID),
			Resource: l.row(azure.Circuits, l.place(c.ResourceGroup), circuitFacts(c)).resource("circuit", describe(sentence, c.Origin), c.Origin)}
		l.add(r, "")
	}
}

func circuitFacts(c *topology.Circuit) azure.Facts {
	f := factsOf(c.Location, c.Tags)
	f["name"], f["azureName"] = Str(c.ID), Str(c.Name)
	f["serviceProviderName"], f["peeringLocation"], f["bandwidthInMbps"] = Str(c.Provider), Str(c.PeeringLocation), Int(c.BandwidthMbps)
	f["tier"], f["family"] = Str(c.Tier), Str(c.Family)
	if p := c.Peering; p != nil {
		f["peerASN"], f["vlanId"] = Int(p.PeerASN), Int(p.VLAN)
		f["primaryPeerAddressPrefix"], f["secondaryPeerAddressPrefix"] = Str(p.Primary.String()), Str(p.Secondary.String())
	}
	f.Texts("authorizations", c.Authorizations)
	return f
}
