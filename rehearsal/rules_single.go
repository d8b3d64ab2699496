package rehearsal

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// Where the resources stand of which Azure takes one.
const (
	onSubnets = "properties.ipConfigurations[].properties.subnet.id"
	inHub     = "properties.virtualHub.id"
)

// beside refuses a resource where another of its type stands already, at what a path of its body names.
func beside(path string, alike func(a, b Body) bool) func(*Store, *write) []any {
	steps := parsePath(path)
	return func(s *Store, w *write) []any {
		var found []any
		s.tables.rulesOf(w.kind).pairs(nil, w.body, steps, func(p pair) {
			at, _ := p.new[p.key].(string)
			for _, user := range s.users(w, at) {
				if other := s.resources[user.root]; found == nil && other != nil && other.kind == w.kind && alike(w.body, other.body) {
					found = []any{w.id, other.id, at}
				}
			}
		})
		return found
	}
}

// anyOf is of types of which Azure takes one whatever it is like.
func anyOf(_, _ Body) bool { return true }

// ofOneGatewayType tells two VPN gateways, or two ExpressRoute gateways: a network may have one of each.
func ofOneGatewayType(a, b Body) bool {
	return strings.EqualFold(textAt(a, "properties.gatewayType"), textAt(b, "properties.gatewayType"))
}

func intentBesideIntent(s *Store, w *write) []any {
	for _, k := range s.below(key(w.parent())) {
		if r := s.resources[k]; r.kind == azure.TypeRoutingIntent && k != w.key {
			return []any{w.id, r.id, w.parent()}
		}
	}
	return nil
}

func peeringBesidePeering(s *Store, w *write) []any {
	remote := textAt(w.body, "properties.remoteVirtualNetwork.id")
	if half := s.mirror(remote, w.networkID()); half != nil && half.key != w.key { // seen from there, it is the half of this network
		return []any{w.id, half.id, remote}
	}
	return nil
}
