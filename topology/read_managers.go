package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// readManager is the manager that a statement names, or nil.
func (r *reading) readManager(c *schema.Connection) *manager {
	if c.NetworkManager == "" {
		return nil
	}
	m := r.managerOf[NetworkManagerID(c.NetworkManager)]
	if m == nil {
		names := slices.Sorted(maps.Keys(r.managerOf))
		others := fmt.Sprintf("declare it: `networkManagers: {%s: {}}`", c.NetworkManager)
		if len(names) > 0 {
			others = "declare it under `networkManagers`, or name one of: " + fewNames(plain(names))
		}
		r.refuse(codeUnknownManager, diag.Diagnostic{
			Summary: fmt.Sprintf("network manager %q does not exist", c.NetworkManager),
			Subject: c.At(schema.ConnectionField.NetworkManager),
			Label:   "unknown",
			Hint:    diag.DidYouMean(c.NetworkManager, plain(names), others),
		})
		return nil
	}
	return m
}

// someManager is a manager's name for a hint.
func (r *reading) someManager() string {
	if len(r.managers) > 0 {
		return r.managers[0].Name
	}
	return "avnm"
}

// refuseVirtualHub reports a virtual hub in what a manager builds.
// Source: Azure Virtual Network Manager FAQ: a Virtual WAN hub is neither a hub of a configuration nor in a network group.
func (r *reading) refuseVirtualHub(c *schema.Connection, m *manager, hub *network) {
	if m == nil || hub == nil {
		return
	}
	r.refuse(codeUnbuildable, diag.Diagnostic{
		Summary: fmt.Sprintf("%q is built by network manager %q, and %q is a virtual hub", c.Name, m.Name, hub.id),
		Subject: c.At(schema.ConnectionField.NetworkManager),
		Related: []diag.Related{{Range: hub.At(schema.NetworkField.VirtualWAN), Message: "makes it a virtual hub"}},
		Why:     "a virtual hub can neither be the hub of a connectivity configuration nor a member of a network group",
		Hint:    "remove `networkManager`: a virtual WAN connects its networks itself",
	})
}

// connectedGroups are those that a network is in.
type connectedGroups struct {
	clusters []*managed
}

// manage notes that a manager builds a statement.
func (r *reading) manage(x *managed) {
	x.isIn = map[*network]bool{}
	for _, n := range x.members {
		x.isIn[n] = true
		if x.direct {
			n.clusters = append(n.clusters, x)
		}
	}
	x.manager.managed = append(x.manager.managed, x)
}
