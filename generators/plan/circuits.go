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

// lowerCircuits makes the circuits of ours. Peering and authorizations stand in the circuit itself: one write is the whole of
// it, and none takes the peering away before it is given again. An authorization that exists keeps its key; as a resource of
// its own it could not be written twice (Azure/azure-cli#1194).
func (l *lowering) lowerCircuits() {
	for i := range l.t.Circuits {
		c := &l.t.Circuits[i]
		if c.ResourceID != "" {
			continue
		}
		properties := Object{{Key: "serviceProviderProperties", Value: Object{
			{Key: "serviceProviderName", Value: Str(c.Provider)}, {Key: "peeringLocation", Value: Str(c.PeeringLocation)}, {Key: "bandwidthInMbps", Value: Int(c.BandwidthMbps)}}}}
		sentence := fmt.Sprintf("ExpressRoute circuit to %s; its provider configures the peering.", c.Site)
		if p := c.Peering; p != nil {
			sentence = fmt.Sprintf("ExpressRoute circuit to %s, with its private peering.", c.Site)
			properties = append(properties, Member{Key: "peerings", Value: List{Object{{Key: "name", Value: Str("AzurePrivatePeering")}, {Key: "properties", Value: Object{
				{Key: "peeringType", Value: Str("AzurePrivatePeering")}, {Key: "peerASN", Value: Int(p.PeerASN)}, {Key: "vlanId", Value: Int(p.VLAN)},
				{Key: "primaryPeerAddressPrefix", Value: Str(p.Primary.String())}, {Key: "secondaryPeerAddressPrefix", Value: Str(p.Secondary.String())}}}}}})
		}
		if len(c.Authorizations) > 0 {
			list := List{}
			for _, name := range c.Authorizations {
				list = append(list, Object{{Key: "name", Value: Str(name)}})
			}
			properties = append(properties, Member{Key: "authorizations", Value: list})
		}
		r := &staged{stage: azure.StageCircuit, group: c.ResourceGroup, unit: string(c.ID), Resource: Resource{ID: l.circuitID(c), Origin: c.Origin, Description: describe(sentence, c.Origin)}}
		r.Body = Object{{Key: "location", Value: Str(c.Location)}}
		if len(c.Tags) > 0 {
			r.Body = append(r.Body, Member{Key: "tags", Value: tagObject(c.Tags)})
		}
		r.Body = append(r.Body, Member{Key: "sku", Value: Object{{Key: "name", Value: Str(c.Tier + "_" + c.Family)}, {Key: "tier", Value: Str(c.Tier)}, {Key: "family", Value: Str(c.Family)}}}, Member{Key: "properties", Value: properties})
		r.outputs = []keyedOutput{{key: string(c.ID), Output: Output{Name: "ServiceKey", Type: "string",
			Description: fmt.Sprintf("Service key of circuit %s, by which its provider provisions it.", c.ID), Value: Property{Of: r.ID, Path: "serviceKey"}}}}
		l.add(r, "")
	}
}
