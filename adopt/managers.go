package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// managed writes what network managers build: a statement for each network group that configurations are about. A manager stands in the
// intent where one of its statements does.
func (im *importer) managed(intent, connections *tree) {
	managers := object()
	for _, x := range im.of(azure.TypeNetworkManager) {
		name, _ := nameOf(x.Name, "vnm-", managers.has)
		if !im.configurations(connections, name, x) {
			im.leave(x, "no configuration of it is in the intent")
			continue
		}
		im.take(x)
		im.called("networkManager", x, map[string]string{"name": name})
		out := object().inline()
		im.writePlace(out, x)
		scope := object().inline()
		var groups []string
		for _, id := range texts(x.Properties.Get("networkManagerScopes", "managementGroups")) {
			groups = append(groups, id[strings.LastIndexByte(id, '/')+1:])
		}
		scope.texts("managementGroups", groups)
		out.section("scope", scope)
		managers.add(name, out)
	}
	intent.section("networkManagers", managers)
}

// managedGroup is what configurations say of one network group.
type managedGroup struct {
	group           *template.Resource
	members, hubs   []*network
	direct, gateway bool
	deleteExisting  bool
	configurations  []*template.Resource
}

// configurations writes the connectivity configurations of a manager, and tells whether one could be.
func (im *importer) configurations(connections *tree, name string, manager *template.Resource) bool {
	var order []*managedGroup
	byID := map[string]*managedGroup{}
	for _, c := range im.of(azure.TypeConnectivityConfiguration) {
		if parent(c.ID) != manager.ID {
			continue
		}
		hubs, groups, why := im.partsOf(c)
		if why != "" {
			im.leave(c, "%s", why)
			continue
		}
		im.take(c)
		for _, g := range groups {
			known := byID[g.group.ID]
			if known == nil {
				known = g
				byID[g.group.ID], order = g, append(order, g)
			}
			known.hubs = append(known.hubs, hubs...)
			known.configurations = append(known.configurations, c)
			known.direct, known.gateway = known.direct || g.direct, known.gateway || g.gateway
			known.deleteExisting = known.deleteExisting || strings.EqualFold(c.Properties.Get("deleteExistingPeering").String(), "True")
		}
	}
	for _, g := range order {
		im.take(g.group)
		out := object().inline()
		key, _ := nameOf(lastName(g.group.Name), "ng-", connections.has)
		im.called("networkGroup", g.group, map[string]string{"connection": key})
		if len(g.configurations) == 1 {
			im.called("connectivityConfiguration", g.configurations[0], map[string]string{"connection": key})
		}
		comment := ""
		if len(g.hubs) > 0 {
			out.text("kind", "hubAndSpoke")
			out.texts("hub", names(g.hubs))
			comment = im.members(out, "spokes", g.members)
			im.writeRouting(out, g.hubs[0], im.routingOf(g.hubs[0], g.members, g.members), g.direct, g.gateway)
		} else {
			out.text("kind", "mesh")
			comment = im.members(out, "members", g.members)
		}
		out.text("networkManager", name)
		if g.deleteExisting {
			out.flag("deleteExistingPeering", true)
		}
		connections.add(key, out)
		if comment != "" {
			connections.comment(comment)
		}
	}
	return len(order) > 0
}

// partsOf are the hubs and the network groups of a configuration, or why they are not known.
func (im *importer) partsOf(c *template.Resource) (hubs []*network, groups []*managedGroup, why string) {
	for _, v := range c.Properties.Get("hubs").List() {
		hub := im.byNet[v.Get("resourceId").ID()]
		if hub == nil {
			return nil, nil, "its hub is not in the export"
		}
		hub.isHub = true
		hubs = append(hubs, hub)
	}
	for _, v := range c.Properties.Get("appliesToGroups").List() {
		g := &managedGroup{group: im.byID[v.Get("networkGroupId").ID()], direct: strings.EqualFold(v.Get("groupConnectivity").String(), "DirectlyConnected"),
			gateway: strings.EqualFold(v.Get("useHubGateway").String(), "True")}
		if g.members, why = im.membersOf(g.group); why != "" {
			return nil, nil, why
		}
		groups = append(groups, g)
	}
	return hubs, groups, ""
}

// membersOf are the networks of a network group, by its static members.
func (im *importer) membersOf(group *template.Resource) ([]*network, string) {
	if group == nil {
		return nil, "its network group is not in the export"
	}
	var out []*network
	for _, m := range im.of(azure.TypeStaticMember) {
		if parent(m.ID) != group.ID {
			continue
		}
		n := im.byNet[m.Properties.Get("resourceId").ID()]
		if n == nil {
			return nil, "a member of its network group is not in the export"
		}
		im.take(m)
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, "its network group has no static members: who is in it by Azure Policy is not read into an intent yet"
	}
	return out, ""
}
