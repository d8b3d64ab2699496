package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// readManager is the manager that a statement names, or nil; it refuses what only makes sense with one, and what none can build.
func (r *reading) readManager(c *schema.Connection) *manager {
	if c.NetworkManager == "" {
		for _, field := range []string{"membership", "deleteExistingPeering"} {
			if c.Given(field) {
				r.refuse(codeWithoutManager, diag.Diagnostic{Summary: fmt.Sprintf("%q has `%s` and no `networkManager`", c.Name, field), Subject: c.At(field),
					Why: "peerings that are made by hand have no network group and no configuration", Hint: fmt.Sprintf("name the manager that builds it: `networkManager: %s`; or remove `%s`", r.someManager(), field)})
			}
		}
		return nil
	}
	m := r.managerOf[NetworkManagerID(c.NetworkManager)]
	if m == nil {
		names := slices.Sorted(maps.Keys(r.managerOf))
		others := fmt.Sprintf("declare it: `networkManagers: {%s: {}}`", c.NetworkManager)
		if len(names) > 0 {
			others = "declare it under `networkManagers`, or name one of: " + fewNames(plain(names))
		}
		r.refuse(codeUnknownManager, diag.Diagnostic{Summary: fmt.Sprintf("there is no network manager %q", c.NetworkManager), Subject: c.At("networkManager"), Label: "unknown",
			Hint: diag.DidYouMean(c.NetworkManager, plain(names), others)})
		return nil
	}
	r.refuseUnbuildable(c)
	return m
}

// someManager is a manager's name for a hint.
func (r *reading) someManager() string {
	if len(r.managers) > 0 {
		return r.managers[0].Name
	}
	return "avnm"
}

// refuseUnbuildable reports what no connectivity configuration can say.
// Source: Connectivity configuration in Azure Virtual Network Manager: a configuration has no such settings. That the peerings which
// it makes take forwarded traffic: Deploy a hub and spoke topology with Azure Firewall (Virtual Network Manager).
func (r *reading) refuseUnbuildable(c *schema.Connection) {
	d := diag.Diagnostic{Hint: "leave it out, or build this connection by hand: remove `networkManager`"}
	switch {
	case len(c.Transit) > 0:
		d.Summary, d.Subject = fmt.Sprintf("mesh %q carries transit and is built by network manager %q", c.Name, c.NetworkManager), c.At("transit")
		d.Why = "a connected group has no peerings, and a next hop must be in the same network or in a directly peered one"
	case c.ForwardedTraffic != nil && c.Kind == "mesh":
		d.Summary, d.Subject = fmt.Sprintf("mesh %q has `forwardedTraffic` and is built by network manager %q", c.Name, c.NetworkManager), c.At("forwardedTraffic")
		d.Why = "a connected group has no peerings that could have the flag"
	case c.ForwardedTraffic != nil && !*c.ForwardedTraffic:
		d.Summary, d.Subject = fmt.Sprintf("%q has `forwardedTraffic: false` and is built by network manager %q", c.Name, c.NetworkManager), c.At("forwardedTraffic")
		d.Why = "the peerings that a manager makes take forwarded traffic, and a configuration has no setting for it"
	default:
		return
	}
	r.refuse(codeUnbuildable, d)
}

// refuseVirtualHub reports a virtual hub in what a manager builds.
// Source: Azure Virtual Network Manager FAQ: a Virtual WAN hub is neither a hub of a configuration nor in a network group.
func (r *reading) refuseVirtualHub(c *schema.Connection, m *manager, hub *network) {
	if m == nil || hub == nil {
		return
	}
	r.refuse(codeUnbuildable, diag.Diagnostic{
		Summary: fmt.Sprintf("%q is built by network manager %q, and %q is a virtual hub", c.Name, m.Name, hub.id), Subject: c.At("networkManager"),
		Related: []diag.Related{{Range: hub.At("virtualWan"), Message: "a hub of a virtual WAN"}},
		Why:     "Azure takes a virtual hub neither as the hub of a connectivity configuration nor into a network group", Hint: "remove `networkManager`: a virtual WAN connects its networks itself",
	})
}

// refuseOwners reports members that a manager of ours cannot manage, or that get no tags of ours.
func (r *reading) refuseOwners(x *managed) {
	for _, n := range union(x.members, x.hubs) {
		d := diag.Diagnostic{Subject: n.At("ownership"), Related: []diag.Related{{Range: x.c.At("networkManager"), Message: fmt.Sprintf("%q is built by network manager %q", x.c.Name, x.manager.Name)}}}
		switch {
		case n.ownership() == External:
			d.Summary = fmt.Sprintf("network %q is another owner's, and network manager %q would write to it", n.id, x.manager.Name)
			d.Why, d.Hint = "a manager makes both halves of its peerings, in the name of who commits", "join it by a `peering`: then only our half is written, and the other is a step for its owner"
		case n.ownership() != Created && x.c.Membership == "policy" && x.isIn[n]:
			d.Summary = fmt.Sprintf("network %q exists already, and the policy of %q would not find it", n.id, x.c.Name)
			d.Why, d.Hint = "a policy reads tags, and what exists is not written: it gets none of ours", "write `membership: static`"
		default:
			continue
		}
		r.refuse(codeUnbuildable, d)
	}
}

// manage notes that a manager builds a statement.
func (r *reading) manage(x *managed) {
	defer r.refuseOwners(x)
	x.isIn = map[*network]bool{}
	for _, n := range x.members {
		x.isIn[n] = true
		if x.direct {
			n.clusters = append(n.clusters, x)
		}
	}
	x.manager.managed = append(x.manager.managed, x)
}

// refuseTwoBuilders reports pairs that are peered and in a connected group.
func (r *reading) refuseTwoBuilders() {
	for _, p := range r.pairs {
		x := p.a.cluster(p.b)
		if x == nil {
			continue
		}
		t := p.terms()
		how := "by hand"
		if t.manager != nil {
			how = "by a peering"
		}
		r.refuse(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%q and %q say different things about %q and %q: %s by one, in a connected group of network manager %q by the other", t.c.Name, x.c.Name, p.a.id, p.b.id, how, x.manager.Name), Subject: x.c.KeyRange(),
			Related: []diag.Related{{Range: t.at, Message: fmt.Sprintf("%q peers them", t.c.Name)}},
			Why:     "a pair of networks is joined by one link: with two, nobody can say which of them carries a packet, and removing one statement changes nothing",
			Hint:    "build both statements by the manager, or both by hand; or leave the pair out of one of them",
		})
	}
}
