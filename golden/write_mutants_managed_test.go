package golden_test

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// managedByHand peers by hand what a network manager has peered, once a commit has brought its configuration into force.
func managedByHand(g *ground) []trial {
	var out []trial
	for _, configuration := range g.of(azure.TypeConnectivityConfiguration) {
		hubs, _ := bodyProperties(configuration.Body.(object))["hubs"].([]any)
		if len(hubs) == 0 {
			continue
		}
		hub, _ := hubs[0].(object)["resourceId"].(string)
		for _, member := range g.of(azure.TypeStaticMember) {
			spoke := bodyProperties(member.Body.(object))["resourceId"]
			what := briefly(member.ID) + ": its network is peered with the hub by hand, once the configuration is in force"
			out = append(out, trial{what: what, ask: func(s *rehearsal.Store) string {
				network, there := s.Get(hub)
				if !there {
					return ""
				}
				commit := object{"properties": object{"commitType": "Connectivity", "targetLocations": []any{network["location"]},
					"configurationIds": []any{configuration.ID}}}
				if err := s.Put(parentID(configuration.ID)+"/commits/by-hand", commit); err != nil {
					return ""
				}
				half := object{"properties": object{"remoteVirtualNetwork": object{"id": spoke}}}
				return said(s, hub+"/virtualNetworkPeerings/by-hand", half, "", azure.Refused)
			}})
		}
	}
	return out
}
