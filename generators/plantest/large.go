package plantest

import (
	"fmt"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// Large is a hub with this many spokes, each with a route table, a network of four subnets and both halves of a peering, in
// modules of a hundred.
func Large(spokes int) *plan.Plan {
	scope := own("rgHub")
	root := plan.Root{Name: "main", Groups: []plan.Resource{resource("rgHub", id("", "", groupType, "rg-hub"), "Resource group.",
		object("location", "westeurope"))}}
	root.Modules = append(root.Modules, plan.Module{Symbol: "hub", Name: "large-hub", File: "hub", Description: "The hub.", Scope: scope,
		Resources: []plan.Resource{resource("vnetHub", hub, "The hub.", object("location", "westeurope", "properties",
			object("addressSpace", object("addressPrefixes", list("10.0.0.0/16")))))}})
	for first := 0; first < spokes; first += 100 {
		n := first / 100
		networks := plan.Module{Symbol: fmt.Sprintf("network%d", n), Name: fmt.Sprintf("large-network-%d", n), File: fmt.Sprintf("network-%d", n),
			Description: "Networks.", Scope: scope, DependsOn: []string{"hub"}}
		peerings := plan.Module{Symbol: fmt.Sprintf("peering%d", n), Name: fmt.Sprintf("large-peering-%d", n), File: fmt.Sprintf("peering-%d", n),
			Description: "Peerings.", Scope: scope, DependsOn: []string{"hub", networks.Symbol}}
		for i := first; i < min(first+100, spokes); i++ {
			local := Network("", "rg-hub", "virtualNetworks", fmt.Sprintf("vnet-%d", i))
			networks.Resources = append(networks.Resources, largeNetwork(i, local)...)
			peerings.Resources = append(peerings.Resources,
				peering(fmt.Sprintf("peerHubTo%d", i), hub, local, fmt.Sprintf("peer-hub-to-%d", i), false, false),
				peering(fmt.Sprintf("peer%dToHub", i), local, hub, fmt.Sprintf("peer-%d-to-hub", i), false, false))
		}
		root.Modules = append(root.Modules, networks, peerings)
	}
	return &plan.Plan{Name: "large", Roots: []plan.Root{root}}
}

func largeNetwork(i int, network plan.ID) []plan.Resource {
	table := Network("", "rg-hub", "routeTables", fmt.Sprintf("rt-%d", i))
	routes, subnets := plan.List{}, plan.List{}
	for j := range 4 {
		prefix := fmt.Sprintf("10.%d.%d.0/26", i%250, j)
		routes = append(routes, object("name", fmt.Sprintf("route-%d", j), "properties",
			object("addressPrefix", prefix, "nextHopType", "VirtualAppliance", "nextHopIpAddress", "10.0.1.4")))
		subnets = append(subnets, object("name", fmt.Sprintf("subnet-%d", j), "properties", object("addressPrefix", prefix, "routeTable", object("id", table))))
	}
	return []plan.Resource{
		resource(fmt.Sprintf("rt%d", i), table, "Routes.", object("location", "westeurope", "properties", object("routes", routes))),
		resource(fmt.Sprintf("vnet%d", i), network, "Network.", object("location", "westeurope", "tags", object("env", "prod"), "properties",
			object("addressSpace", object("addressPrefixes", list("10.0.0.0/8")), "subnets", subnets)), table),
	}
}
