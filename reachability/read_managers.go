package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Virtual Network Manager: a hub-and-spoke becomes the peerings that the manager makes, a mesh and directly connected spokes a connected
// group. What a commit of the templates brings into force counts; of a manager without one, everything as if it were committed in every
// region.

// memberList is who is in a network group.
type memberList struct {
	networks []*network
	in       map[*network]bool
	unknown  string // why that is not all known

	elsewhere bool // a member is a network that nothing that is read makes
}

func (l *memberList) add(n *network) {
	if n != nil && !l.in[n] {
		l.in[n] = true
		l.networks = append(l.networks, n)
	}
}

// managers reads network managers: groups by their static members and by policies, then configurations.
func (r *reader) managers() {
	groups := map[string]*memberList{}
	for _, x := range r.of(azure.TypeNetworkGroup) {
		groups[x.ID] = &memberList{in: map[*network]bool{}, unknown: r.unheld(x, azure.TypeStaticMember)}
	}
	for _, x := range r.of(azure.TypeNetworkManager) {
		for _, kind := range []string{azure.TypeNetworkGroup, azure.TypeConnectivityConfiguration} {
			if why := r.unheld(x, kind); why != "" {
				r.perhaps(x, nil, "a network manager may join them: "+why)
			}
		}
	}
	for _, x := range r.of(azure.TypeStaticMember) {
		r.staticMember(x, groups)
	}
	r.memberPolicies(groups)
	r.committed = r.commits()
	used := map[string]bool{}
	for _, x := range r.of(azure.TypeConnectivityConfiguration) {
		r.configuration(x, groups, used)
	}
	r.e.mirror()
	r.unused(groups, used)
}

func (r *reader) staticMember(x *template.Resource, groups map[string]*memberList) {
	id := parent(x.ID)
	if groups[id] == nil { // a group that is made elsewhere: others may be in it
		groups[id] = &memberList{in: map[*network]bool{}, unknown: fmt.Sprintf("the network group is not in the %s", r.e.from)}
	}
	r.on = x
	v := x.Properties.Get("resourceId")
	if v.ID() == "" && r.notKnown(v, "the network that %s %q names", kindWord(x.Type), x.Name) {
		groups[id].unknown = "the network of a member is not known"
		return
	}
	if s := r.e.subnets[v.ID()]; s != nil {
		return // a member of a group of subnets, which connectivity configurations do not take
	}
	groups[id].elsewhere = groups[id].elsewhere || r.e.byID[v.ID()] == nil
	groups[id].add(r.e.byID[v.ID()])
}

// unused joins, perhaps, the networks of groups that no configuration of the templates is about.
func (r *reader) unused(groups map[string]*memberList, used map[string]bool) {
	by := map[string]*opaqueAttachment{}
	for _, x := range r.sortedGroups(groups) {
		if used[x] {
			continue
		}
		id := parent(x)
		if by[id] == nil {
			by[id] = &opaqueAttachment{
				id: id, why: fmt.Sprintf("a network manager may join them: the %s have no configuration for their network group", r.e.from),
				of: map[*network]bool{},
			}
		}
		for _, n := range groups[x].networks {
			by[id].add(n)
		}
	}
}

func (r *reader) sortedGroups(groups map[string]*memberList) []string {
	ids := make([]string, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// add makes a network a member.
func (a *opaqueAttachment) add(n *network) {
	if n == nil || a.of[n] {
		return
	}
	a.of[n] = true
	n.attachments = append(n.attachments, a)
	slices.SortFunc(n.attachments, func(a, b *opaqueAttachment) int { return strings.Compare(a.id, b.id) })
}

// configuration reads a connectivity configuration.
func (r *reader) configuration(x *template.Resource, groups map[string]*memberList, used map[string]bool) {
	r.on = x
	p := x.Properties
	topology := strings.ToLower(p.Get("connectivityTopology").String())
	var hubs []*network
	elsewhere := "" // a hub that nothing that is read makes
	for _, v := range p.Get("hubs").List() {
		id := v.Get("resourceId")
		if id.ID() == "" && r.notKnown(id, "a hub of configuration %q", x.Name) {
			r.perhaps(x, nil, "a network manager may join them: the hub of its configuration is not known")
			continue
		}
		if hub := r.e.byID[id.ID()]; hub != nil {
			hubs = append(hubs, hub)
		} else if id.ID() != "" {
			elsewhere = fmt.Sprintf("the hub of configuration %q of a network manager is not in the %s", x.Name, r.e.from)
		}
	}
	for _, v := range p.Get("appliesToGroups").List() {
		id := v.Get("networkGroupId").ID()
		g := groups[id]
		switch {
		case id == "" && r.notKnown(v.Get("networkGroupId"), "a network group of configuration %q", x.Name), g == nil:
			r.perhaps(x, hubs, fmt.Sprintf("a network manager may join them: the members of a network group of its configuration are not in the %s", r.e.from))
			continue
		case g.unknown != "":
			r.perhaps(x, hubs, "a network manager may join them: "+g.unknown)
		}
		used[id] = true
		in := r.committedMembers(x, hubs, g)
		outside := elsewhere
		if direct := strings.EqualFold(v.Get("groupConnectivity").String(), "DirectlyConnected"); g.elsewhere && (topology == "mesh" || direct) {
			outside = fmt.Sprintf("a member of network group %q is not in the %s", kindWord(id), r.e.from)
		}
		for _, n := range g.networks {
			if outside != "" {
				(&opaqueAttachment{id: x.ID + " " + n.ID, why: outside, of: map[*network]bool{}, elsewhere: true}).add(n)
			}
		}
		for _, hub := range hubs {
			for _, n := range g.networks {
				r.managedPeering(x, hub, n, r.flagText(v.Get("useHubGateway"), "useHubGateway of configuration %q", x.Name))
			}
		}
		direct := strings.EqualFold(v.Get("groupConnectivity").String(), "DirectlyConnected")
		if topology != "mesh" && !direct {
			continue
		}
		global := r.flagText(v.Get("isGlobal"), "isGlobal of configuration %q", x.Name)
		if topology == "mesh" {
			all := r.flagText(p.Get("isGlobal"), "isGlobal of configuration %q", x.Name)
			global = flag{global.on && all.on, first(global.unknown, all.unknown)}
		}
		r.connect(x, id, in, global)
	}
}

// A flag is a boolean that Azure has as a string, and why it is not known.
type flag struct {
	on      bool
	unknown string
}

func (r *reader) flagText(v *template.Value, what string, args ...any) flag {
	if r.notKnown(v, what, args...) {
		return flag{unknown: fmt.Sprintf(what, args...) + " is not known"}
	}
	return flag{on: strings.EqualFold(v.String(), "true") || v.True()}
}

// perhaps joins the hubs and every network, perhaps: a configuration is about networks that are not known.
func (r *reader) perhaps(x *template.Resource, hubs []*network, why string) {
	a := &opaqueAttachment{id: x.ID, why: why, of: map[*network]bool{}}
	for _, n := range append(hubs, r.e.networks...) {
		a.add(n)
	}
}

// managedPeering adds the halves that a manager makes between a hub and a spoke, each in force by the region of its network, where no
// template makes one: a manager leaves those that are there. They take forwarded traffic.
// Source: Deploy a hub and spoke topology with Azure Firewall (Virtual Network Manager): the spokes reach each other through the
// hub's firewall over peerings that the manager has made; FAQ: pre-existing peerings remain intact.
func (r *reader) managedPeering(x *template.Resource, hub, spoke *network, gateway flag) {
	if hub == spoke {
		return
	}
	add := func(local, remote *network, transit, use bool, transitUnknown, useUnknown string) {
		if local.byRemote[remote.ID] != nil || !r.inForce(x, local).on {
			return
		}
		h := &half{name: kindWord(x.Name), at: x.At, local: local, remoteID: remote.ID, remote: remote, access: true, forwarded: true, complete: true,
			transit: transit, useRemote: use, transitUnknown: transitUnknown, useRemoteUnknown: useUnknown}
		local.halves = append(local.halves, h)
		local.byRemote[remote.ID] = h
	}
	add(hub, spoke, gateway.on, false, gateway.unknown, "")
	add(spoke, hub, false, gateway.on, "", gateway.unknown)
}

// managerPart reports what a network manager does beside connectivity, once for each type.
func (r *reader) managerPart(x *template.Resource, reported map[string]bool) {
	kind := strings.ToLower(x.Type)
	if reported[kind] {
		return
	}
	reported[kind] = true
	r.diags.Add(codeNotRead, diag.Diagnostic{
		Subject: x.At,
		Summary: fmt.Sprintf("%s is not supported: %q and others of this type are ignored", x.Type, x.Name),
		Why:     "only connectivity configurations of a network manager are supported: the network is checked without its routing and security admin rules",
	})
}
