package rehearsal

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// atHub are the prefixes that a network which is connected with a virtual hub may not overlap, each with whose it is: that of the hub, and those of the other
// networks of the hub.
func (s *Store) atHub(hub, network string) map[string][]netip.Prefix {
	out := map[string][]netip.Prefix{}
	h := s.resources[key(hub)]
	if h == nil {
		return out
	}
	out[h.id] = prefixes([]string{textAt(h.body, "properties.addressPrefix")})
	for _, k := range s.below(h.key) {
		r := s.resources[k]
		if r.kind != azure.TypeHubConnection {
			continue
		}
		other := s.resources[key(textAt(r.body, "properties.remoteVirtualNetwork.id"))]
		if other != nil && other.key != key(network) {
			out[other.id] = other.addressSpace()
		}
	}
	return out
}

// overlapAtHub finds what of a virtual hub a network overlaps: by id, and a prefix that they share.
func (s *Store) overlapAtHub(hub, network string, space []netip.Prefix) (with, shared string) {
	taken := s.atHub(hub, network)
	for id, list := range taken {
		if c := common(space, list); c != "" && (with == "" || id < with) {
			with, shared = id, c
		}
	}
	return with, shared
}

func networkOverlapsAtHub(s *Store, w *write) []any {
	network := s.resources[key(textAt(w.body, "properties.remoteVirtualNetwork.id"))]
	if network == nil {
		return nil
	}
	if with, shared := s.overlapAtHub(w.parent(), network.id, network.addressSpace()); with != "" {
		return []any{network.id, w.parent(), with, shared}
	}
	return nil
}

func spaceOverlapsAtHub(s *Store, w *write) []any {
	if !spaceChanges(w) {
		return nil
	}
	for _, connection := range s.connectionsOf(w, w.id) {
		hub := parentOf(connection.id)
		if with, shared := s.overlapAtHub(hub, w.id, addressSpace(w.body)); with != "" {
			return []any{w.id, with, hub, shared}
		}
	}
	return nil
}

// inBasicWAN refuses what stands in a hub of a virtual WAN of the type Basic.
func inBasicWAN(s *Store, w *write) []any {
	hub := s.resources[key(textAt(w.body, "properties.virtualHub.id"))]
	if hub == nil {
		return nil
	}
	wan := s.resources[key(textAt(hub.body, "properties.virtualWan.id"))]
	if wan == nil || !strings.EqualFold(textAt(wan.body, "properties.type"), "Basic") {
		return nil
	}
	return []any{w.id, wan.id}
}

// addressTaken refuses a frontend of a load balancer at an address that another load balancer, or another frontend, has in the subnet.
func addressTaken(s *Store, w *write) []any {
	own := objectsAt(w.body, "properties.frontendIPConfigurations")
	for i, frontend := range own {
		address, subnet := frontendAt(frontend)
		if address == "" || subnet == "" {
			continue
		}
		same := func(other Body) bool {
			a, in := frontendAt(other)
			return a == address && in == subnet
		}
		if slices.ContainsFunc(own[i+1:], same) {
			return []any{w.id, w.id, address}
		}
		for _, user := range s.users(w, subnet) {
			other := s.resources[user.root]
			if other != nil && other.kind == w.kind && other.key != w.key && slices.ContainsFunc(objectsAt(other.body, "properties.frontendIPConfigurations"), same) {
				return []any{w.id, other.id, address}
			}
		}
	}
	return nil
}

// frontendAt is where a frontend of a load balancer is: its address, and the key of its subnet.
func frontendAt(frontend Body) (address, subnet string) {
	return textAt(frontend, "properties.privateIPAddress"), key(textAt(frontend, "properties.subnet.id"))
}
