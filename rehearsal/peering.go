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

// servePeerings sets what halves of peerings know when one is written: what they have learnt of both address spaces, and in which state
// they are. A half learns the spaces when it is made and when it is synchronized.
// Source: Microsoft Learn, manage virtual network peering; Azure/bicep#18379 (a plain write does not synchronize).
func (s *Store) servePeerings(r *served) {
	if r.write.kind != azure.TypePeering {
		return
	}
	p := properties(r.write.body)
	remote := s.resources[key(textAt(r.write.body, "properties.remoteVirtualNetwork.id"))]
	if remote == nil {
		return
	}
	if r.write.created || r.write.sync || p["remoteAddressSpace"] == nil {
		p["remoteAddressSpace"] = space(remote.body)
		p["localAddressSpace"] = space(r.body)
	}
	state := initiated
	if mirror := s.mirror(r.id, textAt(r.write.body, "properties.remoteVirtualNetwork.id")); mirror != nil {
		state = connected
	}
	p["peeringState"] = state
}

// space is the address space of a network as a peering has it.
func space(network Body) Body {
	return Body{"addressPrefixes": anys(textsAt(network, "properties.addressSpace.addressPrefixes"))}
}

// mirror is the other half of a peering: of the remote network, to this one. Nil where there is none.
func (s *Store) mirror(network, remote string) Body {
	r := s.resources[key(remote)]
	if r == nil {
		return nil
	}
	for _, half := range objectsAt(r.body, "properties.virtualNetworkPeerings") {
		if strings.EqualFold(textAt(half, "properties.remoteVirtualNetwork.id"), network) {
			return half
		}
	}
	return nil
}

// connect joins both halves once they are there; part brings the half that is left into its state.
func (s *Store) connect(w *write) {
	remote := s.resources[key(textAt(w.body, "properties.remoteVirtualNetwork.id"))]
	if remote == nil {
		return
	}
	if half := s.mirror(w.parent(), remote.id); half != nil {
		put(half, "properties.peeringState", connected)
	}
}

func (s *Store) disconnect(network string, half Body) {
	if mirror := s.mirror(network, textAt(half, "properties.remoteVirtualNetwork.id")); mirror != nil {
		put(mirror, "properties.peeringState", disconnected)
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
