package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// The values of peeringState and peeringSyncLevel.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, VirtualNetworkPeeringState and VirtualNetworkPeeringLevel.
const (
	initiated    = "Initiated"
	connected    = "Connected"
	disconnected = "Disconnected"

	fullyInSync            = "FullyInSync"
	remoteNotInSync        = "RemoteNotInSync"
	localNotInSync         = "LocalNotInSync"
	localAndRemoteNotInSyn = "LocalAndRemoteNotInSync"
)

// servePeering sets what a half of a peering knows when it is written: what it has learnt of both address spaces, and in which state it
// is. A half learns the spaces when it is made and when it is synchronized.
// Source: Microsoft Learn, manage virtual network peering; Azure/bicep#18379 (a plain write does not synchronize).
func (s *Store) servePeering(r *served) {
	p := properties(r.body)
	network := s.resources[key(parentOf(r.id))]
	remote := s.resources[key(textAt(r.body, "properties.remoteVirtualNetwork.id"))]
	if network == nil || remote == nil {
		return
	}
	rules := s.tables.rulesOf(azure.TypePeering)
	if r.old == nil || r.write.sync && rules.has("properties.peeringSyncLevel", azure.Syncs) || p["remoteAddressSpace"] == nil {
		p["remoteAddressSpace"] = space(remote.body)
		p["localAddressSpace"] = space(network.body)
	}
	if p["peeringState"] == disconnected && !rules.has("properties.peeringState", azure.Mends) {
		return
	}
	p["peeringState"] = initiated
	if s.mirror(network.id, remote.id) != nil {
		p["peeringState"] = connected
	}
}

// space is the address space of a network as a peering has it.
func space(network Body) Body {
	return Body{"addressPrefixes": anys(textsAt(network, "properties.addressSpace.addressPrefixes"))}
}

// mirror is the other half of a peering: of the remote network, to this one. Nil where there is none.
func (s *Store) mirror(network, remote string) *resource {
	return s.peerings[key(remote)][key(network)]
}

// halves are the halves of peerings that a network has, in the order of their keys.
func (s *Store) halves(network string) []*resource {
	var out []*resource
	for _, half := range s.peerings[key(network)] {
		out = append(out, half)
	}
	slices.SortFunc(out, func(a, b *resource) int { return strings.Compare(a.key, b.key) })
	return out
}

// turn brings the other half of a peering, where there is one, into a state.
func (s *Store) turn(half *resource, state string) {
	mirror := s.mirror(parentOf(half.id), textAt(half.body, "properties.remoteVirtualNetwork.id"))
	if mirror != nil && textAt(mirror.body, "properties.peeringState") != state {
		mirror.body = clone(mirror.body)
		put(mirror.body, "properties.peeringState", state)
	}
}

// syncLevel is whether a half knows the address spaces as they are.
func (s *Store) syncLevel(network, half Body) string {
	remote := s.resources[key(textAt(half, "properties.remoteVirtualNetwork.id"))]
	if remote == nil || textAt(half, "properties.peeringState") != connected {
		return remoteNotInSync
	}
	local := sameSpace(at(half, "properties.localAddressSpace"), space(network))
	far := sameSpace(at(half, "properties.remoteAddressSpace"), space(remote.body))
	switch {
	case local && far:
		return fullyInSync
	case local:
		return remoteNotInSync
	case far:
		return localNotInSync
	}
	return localAndRemoteNotInSyn
}

func sameSpace(a any, b Body) bool {
	x, y := textsAt(asBody(a), "addressPrefixes"), textsAt(b, "addressPrefixes")
	x, y = slices.Clone(x), slices.Clone(y)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
