package plan

import (
	"cmp"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// A rootDraft is what a root is made of. It is not changed once the root is made: several targets may divide it at once.
type rootDraft struct {
	by           *lowering
	name, partOf string // as in Root
	what         string // of a part: what it holds
	tenant       string
	resources    []*staged // resource groups first, then in the order in which they were lowered
}

// whole is the name of the root that it is, or is a part of.
func (d *rootDraft) whole() string { return cmp.Or(d.partOf, d.name) }

// draft is all of a root.
func (l *lowering) draft(name, tenant string) *rootDraft {
	d := &rootDraft{by: l, name: name, tenant: tenant}
	needed := map[topology.ResourceGroupID]bool{}
	var in []*staged
	for _, r := range l.resources {
		if rootOf(r.stage) == name && l.tenants[r.group] == tenant {
			in = append(in, r)
			needed[r.group] = true
		}
	}
	if name == rootMain || name == rootCircuits { // the roots behind stand in groups that these have made
		for _, g := range l.groups {
			if needed[g.group] {
				d.resources = append(d.resources, g)
			}
		}
	}
	d.resources = append(d.resources, in...)
	return d
}

// A segment is what is deployed together where the main root is too large for one template. Segments are in the order of deployment, and
// nothing in one needs what is in a later one, or another unit of the same: so it may be divided further.
type segment int

const (
	segmentGroups segment = iota
	segmentWANs
	segmentHubs
	segmentNetworks
	segmentGatewaySites
	segmentHubGateways
	segmentHubInstances
	segmentPeerings
	segmentConnections
	segmentHubConnections
	segmentManagers
	segmentMembers
	segmentPolicies
	segmentConnectivity
	segmentCommits
)

// segments are the names of their roots, and of the larger roots that hold several as long as these fit.
var segments = [...]struct{ root, with, what string }{
	segmentGroups:         {"resource-groups", rootMain, "Resource groups"},
	segmentWANs:           {rootMain, rootMain, "Virtual WANs"},
	segmentHubs:           {"hubs", rootMain, "Hub networks, virtual hubs, and what stands in them but for the gateways of virtual hubs"},
	segmentNetworks:       {"networks", "networks", "Networks, what stands in them, and both halves of their peerings with hubs"},
	segmentGatewaySites:   {"gateway-sites", "links", "VPN gateways of networks as the virtual hubs see them"},
	segmentHubGateways:    {"hub-gateways", "links", "Gateways of virtual hubs with their connections"},
	segmentHubInstances:   {"hub-instances", "links", "VPN gateways of virtual hubs as those of networks see them"},
	segmentPeerings:       {"peerings", "links", "Peerings of hubs with each other, and of networks with each other"},
	segmentConnections:    {"gateway-connections", "links", "Connections of gateways"},
	segmentHubConnections: {"hub-connections", "links", "Connections of networks with virtual hubs"},
	segmentManagers:       {"network-managers", "links", "Network managers and their groups"},
	segmentMembers:        {"network-group-members", "links", "Members of network groups"},
	segmentPolicies:       {"network-group-policies", "links", "Policies that put networks into network groups"},
	segmentConnectivity:   {"connectivity", "links", "Connectivity configurations of network managers"},
	segmentCommits:        {"commits", "links", "Commits of network managers"},
}

// larger are the roots that hold several segments.
var larger = map[string]string{
	rootMain:   "Resource groups, virtual WANs and hubs, with what stands in the hubs but for the gateways of virtual hubs",
	"networks": segments[segmentNetworks].what,
	"links":    "What joins networks and hubs and is in no other root: gateways of virtual hubs, peerings, connections and network managers",
}

func (r *staged) segment() segment {
	switch r.stage {
	case azure.StageGroups:
		return segmentGroups
	case azure.StageWAN:
		return segmentWANs
	case azure.StageNetwork, azure.StageSpokeGateway, azure.StageSpokeFirewall, azure.StageSpokeLoadBalancer:
		return segmentNetworks
	case azure.StagePeering, azure.StageReturnPeering:
		if r.ofHub {
			return segmentNetworks
		}
		return segmentPeerings
	case azure.StageConnection, azure.StageReturnConnection:
		return segmentConnections
	case azure.StageGatewaySite:
		return segmentGatewaySites
	case azure.StageHubGateway:
		return segmentHubGateways
	case azure.StageHubInstance:
		return segmentHubInstances
	case azure.StageHubConnection:
		return segmentHubConnections
	case azure.StageManager:
		return segmentManagers
	case azure.StageMembers:
		return segmentMembers
	case azure.StageGroupPolicy:
		return segmentPolicies
	case azure.StageConnectivity:
		return segmentConnectivity
	case azure.StageCommit:
		return segmentCommits
	}
	return segmentHubs
}

// cut divides a draft by segments: into one for each name, in the order of the segments.
func (d *rootDraft) cut(name func(segment) (name, what string)) []*rootDraft {
	var out []*rootDraft
	byName := map[string]*rootDraft{}
	for s := range segments {
		root, what := name(segment(s))
		if byName[root] == nil {
			byName[root] = &rootDraft{by: d.by, name: root, partOf: d.whole(), what: what, tenant: d.tenant}
			out = append(out, byName[root])
		}
	}
	for _, r := range d.resources {
		n, _ := name(r.segment())
		byName[n].resources = append(byName[n].resources, r)
	}
	kept := out[:0]
	for _, p := range out {
		if len(p.resources) > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// rootSentence says what a root holds, and when it is deployed.
func (l *lowering) rootSentence(d *rootDraft) string {
	if d.what != "" {
		return d.what + "."
	}
	switch d.name {
	case rootCircuits:
		return "The ExpressRoute circuits of " + l.plan.Name + ". Deployed first: their providers take days to provision them, by service keys that the deployment shows and that are no secrets."
	case rootExternal:
		return "What of " + l.plan.Name + " waits for other owners. Deployed once they have run their steps."
	case rootCrossTenant:
		return "What of " + l.plan.Name + " leads to another tenant. Each file is deployed alone; or the companion steps do the same."
	case rootConnections:
		return "The connections of " + l.plan.Name + " to its ExpressRoute circuits. Deployed last, once their providers have provisioned them."
	}
	return "The networks of " + l.plan.Name + " and how they are joined."
}
