package topology

import (
	"maps"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

// manager is a network manager with what it builds.
type manager struct {
	*schema.NetworkManager
	id      NetworkManagerID
	managed []*managed
}

// managed is a mesh or a hub-and-spoke that a manager builds: a network group with its configurations.
type managed struct {
	manager *manager
	c       *schema.Connection
	items   schema.Members // as written
	members []*network     // of the group: the mesh's, or the spokes
	isIn    map[*network]bool
	hubs    []*network // nil for a mesh
	gateway *network   // the hub whose gateway the spokes use, nil for none
	direct  bool       // the members reach each other directly: a connected group
}

// cluster is the connected group that both networks are in, or nil.
func (n *network) cluster(other *network) *managed {
	for _, x := range n.clusters {
		if n != other && x.isIn[other] {
			return x
		}
	}
	return nil
}

// scopeSubscriptions are the declared names of a manager's scope: as given, else those of what it manages.
func (m *manager) scopeSubscriptions() []string {
	if m.Scope.Subscriptions != nil || m.Scope.ManagementGroups != nil {
		out := slices.Clone(m.Scope.Subscriptions)
		sort.Strings(out)
		return out
	}
	seen := map[string]bool{}
	for _, n := range m.networks() {
		seen[n.Subscription] = true
	}
	if len(seen) == 0 {
		seen[m.Subscription] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// networks are the networks that the manager manages, hubs among them.
func (m *manager) networks() []*network {
	var lists [][]*network
	for _, x := range m.managed {
		lists = append(lists, x.members, x.hubs)
	}
	return union(lists...)
}
