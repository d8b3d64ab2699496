package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// besideManaged refuses a half of a peering that is made between a hub and a spoke which a configuration of a network manager in force peers. The member is in
// the way. Members by a policy are not known here.
func besideManaged(s *Store, w *write) []any {
	remote := textAt(w.body, "properties.remoteVirtualNetwork.id")
	if !w.created || remote == "" {
		return nil
	}
	local := w.networkID()
	for _, ends := range [][2]string{{local, remote}, {remote, local}} {
		hub, spoke := ends[0], ends[1]
		for _, user := range s.users(w, hub) {
			configuration := s.resources[user.root]
			if configuration == nil || configuration.kind != azure.TypeConnectivityConfiguration || !s.peers(configuration, hub) ||
				!s.isCommitted(configuration, local) {
				continue
			}
			for _, group := range objectsAt(configuration.body, "properties.appliesToGroups") {
				if member := s.member(textAt(group, "networkGroupId"), spoke); member != nil {
					return []any{w.id, member.id, configuration.id}
				}
			}
		}
	}
	return nil
}

// peers tells whether a configuration peers the members of its groups with a hub.
func (s *Store) peers(configuration *resource, hub string) bool {
	return strings.EqualFold(textAt(configuration.body, "properties.connectivityTopology"), "HubAndSpoke") &&
		slices.ContainsFunc(objectsAt(configuration.body, "properties.hubs"), func(h Body) bool { return key(textAt(h, "resourceId")) == key(hub) })
}

// isCommitted tells whether a commit has brought a configuration into force in the region of a network.
func (s *Store) isCommitted(configuration *resource, network string) bool {
	p, _ := parsePlace(configuration.id)
	manager, n := s.resources[key(p.parent())], s.resources[key(network)]
	if manager == nil || n == nil {
		return false
	}
	in := manager.deployed[strings.ToLower(textAt(n.body, "location"))+" Connectivity"]
	return slices.ContainsFunc(in, func(id string) bool { return key(id) == configuration.key })
}

// member is the static member by which a network is in a network group, nil where it is in none.
func (s *Store) member(group, network string) *resource {
	if group == "" {
		return nil
	}
	for _, k := range s.below(key(group)) {
		if r := s.resources[k]; r.kind == azure.TypeStaticMember && key(textAt(r.body, "properties.resourceId")) == key(network) {
			return r
		}
	}
	return nil
}
