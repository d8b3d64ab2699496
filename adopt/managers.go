package adopt

import (
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
		if !im.creates(x) { // its peerings are there, by its hand
			im.used[x.ID] = true
			name = ""
		}
		if !im.configurations(connections, name, x) {
			im.leave(x, "no configuration of it is in the intent")
			continue
		}
		im.take(x)
		for _, c := range im.of(azure.TypeCommit) {
			if parent(c.ID) == x.ID { // what is in force, by whatever act
				im.take(c)
				im.used[c.ID] = true
			}
		}
		if name == "" {
			continue
		}
		im.called("networkManager", x, map[string]string{"name": name})
		out := object().inline()
		im.writePlace(out, x)
		if tags := im.ownTags(x); len(tags) > 0 {
			out.add("tags", words(tags))
		}
		scope := object().inline()
		var groups []string
		for _, id := range texts(x.Properties.Get("networkManagerScopes", "managementGroups")) {
			groups = append(groups, id[strings.LastIndexByte(id, '/')+1:])
		}
		scope.texts("managementGroups", groups)
		out.section("scope", scope)
		for _, c := range im.of(azure.TypeCommit) {
			if parent(c.ID) == x.ID && strings.EqualFold(lastName(c.Name), "commit-"+name) {
				out.text("commit", "resource")
			}
		}
		managers.add(name, out)
	}
	intent.section("networkManagers", managers)
}

// managedGroup is what configurations say of one network group.
type managedGroup struct {
	group           *template.Resource
	members, hubs   []*network
	selectors       []*tree // of an Azure Policy that finds the members, nil where they are listed
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
		if name != "" {
			im.called("networkGroup", g.group, map[string]string{"connection": key})
		}
		if len(g.configurations) == 1 && name != "" {
			im.called("connectivityConfiguration", g.configurations[0], map[string]string{"connection": key})
		}
		comment := ""
		if len(g.hubs) > 0 {
			out.text("kind", "hubAndSpoke")
			out.texts("hub", names(g.hubs))
			comment = im.managedMembers(out, "spokes", g)
			routing := im.routingOf(g.hubs[0], g.members, g.members)
			if routing.onPremises == "" && len(g.hubs[0].gateways) > 0 && !g.gateway {
				routing.onPremises = "none"
			}
			im.writeRouting(out, g.hubs[:1], routing, g.direct)
		} else {
			out.text("kind", "mesh")
			comment = im.managedMembers(out, "members", g)
		}
		if name == "" {
			writeExisting(out, g.members)
		} else {
			out.text("networkManager", name)
			if g.selectors != nil {
				out.text("membership", "policy")
			}
		}
		for _, hub := range g.hubs {
			for _, n := range g.members {
				im.managedPairs[pairOf(hub, n)] = true
			}
		}
		if g.deleteExisting && name != "" {
			out.flag("deleteExistingPeering", true)
		}
		connections.add(key, out)
		if name == "" {
			connections.comment("Network manager " + manager.Name + " builds it: who else joins it, is for the manager to say.")
		}
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
		if why = im.readMembers(g); why != "" {
			return nil, nil, why
		}
		groups = append(groups, g)
	}
	return hubs, groups, ""
}
