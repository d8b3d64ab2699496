package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerVirtualHubs makes virtual WANs and their hubs. Azure locks a hub while it changes: what stands in one hub is made later, one after the
// other.
func (l *lowering) lowerVirtualHubs() {
	for i := range l.t.VirtualWANs {
		l.addVirtualWAN(&l.t.VirtualWANs[i])
	}
	for i := range l.t.VirtualHubs {
		l.addVirtualHub(&l.t.VirtualHubs[i])
	}
}

func (l *lowering) addVirtualWAN(w *topology.VirtualWAN) {
	f := factsOf(w.Location, w.Tags)
	f["name"], f["azureName"] = Str(w.ID), Str(w.Name)
	f["type"], f["branchToBranch"] = Str(w.Type), Bool(w.BranchToBranch)
	sentence := describe(fmt.Sprintf("Virtual WAN %s; its hubs reach each other.", w.ID), w.Origin)
	l.addUnless(w.Existing, &staged{stage: azure.StageWAN, group: w.ResourceGroup, unit: string(w.ID),
		Resource: l.row(azure.VirtualWANs, l.place(w.ResourceGroup), f).resource("virtualWan", sentence, w.Origin)}, "")
}

func (l *lowering) addVirtualHub(h *topology.VirtualHub) {
	wan := l.toWAN(h.WAN)
	f := factsOf(h.Location, h.Tags)
	f["name"], f["azureName"], f["wan"] = Str(h.ID), Str(h.Name), wan
	f["prefix"], f["sku"], f["hubRoutingPreference"] = Str(h.Prefix.String()), Str(h.Type), Str(h.RoutingPreference)
	l.addUnless(h.Existing, &staged{stage: azure.StageVirtualHub, group: h.ResourceGroup, after: []ID{wan.ID},
		Resource: l.row(azure.VirtualHubs, l.place(h.ResourceGroup), f).
			resource("virtualHub", describe(fmt.Sprintf("Virtual hub %s.", h.ID), h.Origin), h.Origin)}, h.ID)
}

func (l *lowering) hubID(hub topology.NetworkID) ID {
	n := l.networks[hub]
	return l.id(n, azure.TypeVirtualHub, n.Name)
}
