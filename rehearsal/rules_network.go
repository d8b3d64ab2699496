package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// networkID is the id of the network that is written, or whose part is.
func (w *write) networkID() string {
	if w.kind == azure.TypeVirtualNetwork {
		return w.id
	}
	return w.parent()
}

func subnetLeftOut(s *Store, w *write) []any {
	if w.kind != azure.TypeVirtualNetwork || w.old == nil {
		return nil
	}
	return s.leftOut(w, "properties.subnets", "subnets")
}

// leftOut finds an item that a write takes out of a list although something else refers to it: its name and what refers to it.
func (s *Store) leftOut(w *write, path, segment string) []any {
	if w.old == nil || w.kind != w.rootKind {
		return nil
	}
	for _, m := range s.tables.rulesOf(w.kind).matched(path, listAt(w.old, path), listAt(w.body, path)) {
		if m.new != nil {
			continue
		}
		if users := s.users(w, w.id+"/"+segment+"/"+m.name); len(users) > 0 {
			return []any{m.name, users[0].id}
		}
	}
	return nil
}

// prefixes are the prefixes that can be read of a list of texts.
func prefixes(texts []string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range texts {
		if p, err := netip.ParsePrefix(t); err == nil {
			out = append(out, p.Masked())
		}
	}
	return out
}

func addressSpace(network Body) []netip.Prefix {
	return prefixes(textsAt(network, "properties.addressSpace.addressPrefixes"))
}

func subnetPrefixes(subnet Body) []netip.Prefix {
	return prefixes(append(textsAt(subnet, "properties.addressPrefixes"), textAt(subnet, "properties.addressPrefix")))
}

func subnetOutside(_ *Store, w *write) []any {
	within := addressSpace(w.rootBody)
	if len(within) == 0 { // from an address pool, or of a network of which nothing is known
		return nil
	}
	for _, subnet := range objectsAt(w.rootBody, "properties.subnets") {
		for _, p := range subnetPrefixes(subnet) {
			if !ipnet.ContainedInAny(within, p) {
				return []any{textAt(subnet, "name"), nameOf(w.networkID())}
			}
		}
	}
	return nil
}

func subnetsOverlap(_ *Store, w *write) []any {
	subnets := objectsAt(w.rootBody, "properties.subnets")
	for i, subnet := range subnets {
		for _, other := range subnets[i+1:] {
			for _, p := range subnetPrefixes(subnet) {
				if ipnet.AnyOverlaps(subnetPrefixes(other), p) {
					return []any{textAt(other, "name"), nameOf(w.networkID())}
				}
			}
		}
	}
	return nil
}

func groupOnGatewaySubnet(_ *Store, w *write) []any {
	for _, subnet := range objectsAt(w.rootBody, "properties.subnets") {
		if group := textAt(subnet, "properties.networkSecurityGroup.id"); group != "" && strings.EqualFold(textAt(subnet, "name"), "GatewaySubnet") {
			return []any{group, w.networkID()}
		}
	}
	return nil
}

func rulesAtOnePriority(_ *Store, w *write) []any {
	first := map[string]string{}
	for _, rule := range objectsAt(w.rootBody, "properties.securityRules") {
		priority, known := at(rule, "properties.priority").(float64)
		if !known { // nobody has said it
			continue
		}
		place := strings.ToLower(fmt.Sprint(priority, textAt(rule, "properties.direction")))
		if other, ok := first[place]; ok {
			return []any{other, textAt(rule, "name")}
		}
		first[place] = textAt(rule, "name")
	}
	return nil
}

func routesForOnePrefix(_ *Store, w *write) []any {
	first := map[string]string{}
	for _, route := range objectsAt(w.rootBody, "properties.routes") {
		destination := strings.ToLower(textAt(route, "properties.addressPrefix"))
		if p, err := netip.ParsePrefix(destination); err == nil {
			destination = p.Masked().String()
		}
		if destination == "" { // nobody has said it
			continue
		}
		if other, ok := first[destination]; ok {
			return []any{textAt(route, "name"), other}
		}
		first[destination] = textAt(route, "name")
	}
	return nil
}

// spaceChanges tells whether a write of a network changes its address space.
func spaceChanges(w *write) bool {
	return w.kind == azure.TypeVirtualNetwork && w.old != nil && !sameSpace(at(w.old, "properties.addressSpace"), space(w.body))
}

func spaceByOldVersion(s *Store, w *write) []any {
	if spaceChanges(w) && w.api != "" && w.api < "2021-01-01" && len(s.peerings[w.key]) > 0 {
		return []any{w.id, w.api}
	}
	return nil
}

func spaceOverlapsPeer(s *Store, w *write) []any {
	if !spaceChanges(w) {
		return nil
	}
	for _, half := range s.halves(w.id) {
		remote := s.resources[key(textAt(half.body, "properties.remoteVirtualNetwork.id"))]
		if remote == nil {
			continue
		}
		if common := overlap(w.body, remote.body); common != "" {
			return []any{w.id, remote.id, common}
		}
		if third, common := s.third(w.id, w.body, remote); third != nil {
			return []any{w.id, third.id, common}
		}
	}
	return nil
}

// overlap is a prefix that two networks share, "" where they share none.
func overlap(a, b Body) string {
	return common(addressSpace(a), addressSpace(b))
}

func common(a, b []netip.Prefix) string {
	for _, p := range a {
		for _, q := range b {
			if p.Overlaps(q) {
				return p.String()
			}
		}
	}
	return ""
}

// third is another peer of a remote network that overlaps a network: the first by its id.
func (s *Store) third(network string, body Body, remote *resource) (*resource, string) {
	own, self := addressSpace(body), key(network)
	var found *resource
	var shared string
	for k, half := range s.peerings[remote.key] {
		other := s.resources[k]
		if other == nil || k == self || found != nil && found.key < k {
			continue
		}
		if common := common(own, other.addressSpace()); common != "" && !partial(half.body) {
			found, shared = other, common
		}
	}
	return found, shared
}

// addressSpace is that of a network, read once.
func (r *resource) addressSpace() []netip.Prefix {
	if r.space == nil {
		r.space = addressSpace(r.body)
	}
	return r.space
}

// partial tells a peering of subnets: its networks may overlap elsewhere.
func partial(half Body) bool {
	complete, given := at(half, "properties.peerCompleteVnets").(bool)
	return given && !complete
}

// remoteOf is the network that a peering leads to, nil where nothing is known of it.
func (s *Store) remoteOf(w *write) *resource {
	if w.kind != azure.TypePeering {
		return nil
	}
	return s.resources[key(textAt(w.body, "properties.remoteVirtualNetwork.id"))]
}

func peersOverlap(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || partial(w.body) {
		return nil
	}
	if common := overlap(s.resources[key(w.networkID())].body, remote.body); common != "" {
		return []any{w.id, w.networkID(), remote.id, common}
	}
	return nil
}

func peerOverlapsThird(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || partial(w.body) {
		return nil
	}
	if other, common := s.third(w.networkID(), s.resources[key(w.networkID())].body, remote); other != nil {
		return []any{w.id, w.networkID(), remote.id, other.id, common}
	}
	return nil
}

func mirrorDisconnected(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || !w.created {
		return nil
	}
	if half := s.mirror(w.networkID(), remote.id); half != nil && textAt(half.body, "properties.peeringState") == disconnected {
		return []any{w.id, half.id, w.networkID()}
	}
	return nil
}

// gatewaysOf are the gateways that stand in a network and are there: not being made, not failed.
func (s *Store) gatewaysOf(network string) []*resource {
	var out []*resource
	for k, user := range s.referrers[key(network+"/subnets/GatewaySubnet")] {
		r := s.resources[user.root]
		if r != nil && r.kind == azure.TypeGateway && r.op == nil && r.state == succeeded && k != "" {
			out = append(out, r)
		}
	}
	return out
}

func remoteWithoutGateway(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || remote.assumed || !boolAt(w.body, "properties.useRemoteGateways") || len(s.gatewaysOf(remote.id)) > 0 {
		return nil
	}
	if p, _ := parsePlace(remote.id); s.lacks(azure.TypeGateway, p.subscription) != "" { // it may have one
		return nil
	}
	return []any{w.id, remote.id}
}

func transitNotAllowed(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || !boolAt(w.body, "properties.useRemoteGateways") {
		return nil
	}
	if half := s.mirror(w.networkID(), remote.id); half != nil && !boolAt(half.body, "properties.allowGatewayTransit") {
		return []any{w.id, half.id}
	}
	return nil
}

func transitWithdrawn(s *Store, w *write) []any {
	remote := s.remoteOf(w)
	if remote == nil || boolAt(w.body, "properties.allowGatewayTransit") {
		return nil
	}
	if half := s.mirror(w.networkID(), remote.id); half != nil && boolAt(half.body, "properties.useRemoteGateways") {
		return []any{w.id, half.id}
	}
	return nil
}

func secondGateway(s *Store, w *write) []any {
	if s.remoteOf(w) == nil || !boolAt(w.body, "properties.useRemoteGateways") {
		return nil
	}
	if own := s.gatewaysOf(w.networkID()); len(own) > 0 {
		return []any{w.id, w.networkID(), "gateway " + own[0].id}
	}
	for _, half := range s.halves(w.networkID()) {
		if half.key != w.key && boolAt(half.body, "properties.useRemoteGateways") {
			return []any{w.id, w.networkID(), "peering " + nameOf(half.id) + " with that flag"}
		}
	}
	for _, connection := range s.connectionsOf(w, w.networkID()) {
		return []any{w.id, w.networkID(), "connection " + connection.id + " with a virtual hub"}
	}
	return nil
}
