package plan

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/topology"
)

// The roots, in the order in which they are deployed. A circuit is provisioned by its provider, which takes days; only then may
// it be connected.
const (
	rootCircuits    = "circuits"
	rootMain        = "main"
	rootExternal    = "after-owners" // what Azure takes only after the step of another owner
	rootCrossTenant = "cross-tenant" // what no deployment to a subscription can hold: the other end is in another tenant
	rootConnections = "connections"
)

// rootOf is the name of the root that a stage is in; resource groups are in each that needs them.
func rootOf(s azure.Stage) string {
	switch s {
	case azure.StageCircuit:
		return rootCircuits
	case azure.StageExternalPeering, azure.StageExternalConnection:
		return rootExternal
	case azure.StageCrossTenant:
		return rootCrossTenant
	case azure.StageCircuitConnection, azure.StageHubCircuit, azure.StageHubCircuitLink:
		return rootConnections
	}
	return rootMain
}

// staged is a resource with its stage and everything that must come before it, wherever that is.
type staged struct {
	Resource
	stage  azure.Stage
	group  topology.ResourceGroupID
	at     *Scope // of what is in no resource group
	unit   string // what it is divided by, where a root or a stage holds too much: what has one unit stays together
	ofHub  bool   // a half of a pair of which one end is a hub
	after  []ID
	chains []string // what it changes that takes one change at a time: a network, a gateway

	numbers // once all is lowered
}

// numbers are what a resource is in the lists that assemble goes through again and again.
type numbers struct {
	n       int   // of the resource
	afterOf []int // numbers of after
	chainOf []int // numbers of chains
	firstOf int   // of the first of its chains among those of all resources
}

// lowering is the working state of one Lower.
type lowering struct {
	t              *topology.Topology
	plan           *Plan
	diags          diag.List
	scopes         map[topology.ResourceGroupID]Scope
	tenants        map[topology.ResourceGroupID]string // the names of tenants, where there are several
	networks       map[topology.NetworkID]*topology.Network
	resourceGroups map[topology.ResourceGroupID]*topology.ResourceGroup
	resources      []*staged
	groups         []*staged // resource groups, which belong to the first root of a whole
	byID           map[ID]*staged
	settled        map[topology.NetworkID]ID   // what last changes a network before any peering
	writers        map[topology.NetworkID][]ID // all that changes it: a manager that is committed writes to many networks at once

	gateways        map[topology.GatewayID]*topology.Gateway
	circuits        map[topology.CircuitID]*topology.Circuit
	localGateways   map[topology.LocalGatewayID]ID
	localGatewaysOf map[topology.NetworkID]ID         // the last one of a network
	connectionTo    map[[2]topology.GatewayID]ID      // by both ends
	added           map[topology.NetworkID][]ID       // routes and rules in tables and groups of others, by the network whose subnets have these
	hubTables       map[ID]bool                       // existing tables that subnets of created hubs have
	secrets         map[topology.SecretID]string      // names of parameters
	parameters      map[string]Parameter              // by name
	outputs         map[*azure.Row][]azure.OutputItem // of those that have some
	grants          []*grantDraft

	inOrder                       []*staged // by number
	numbered, chained, chainNames int       // how many resources, changes in chains, and chains have numbers
}

// Lower turns a topology into an ordered plan of Azure resources.
func Lower(t *topology.Topology) (*Plan, diag.List) {
	l := &lowering{
		t: t, plan: &Plan{Name: t.Name, divided: &divisions{}, made: map[*azure.Row][]azure.Made{}}, scopes: map[topology.ResourceGroupID]Scope{}, networks: map[topology.NetworkID]*topology.Network{},
		byID: map[ID]*staged{}, settled: map[topology.NetworkID]ID{}, writers: map[topology.NetworkID][]ID{},
		gateways: map[topology.GatewayID]*topology.Gateway{}, circuits: map[topology.CircuitID]*topology.Circuit{}, localGateways: map[topology.LocalGatewayID]ID{},
		localGatewaysOf: map[topology.NetworkID]ID{}, connectionTo: map[[2]topology.GatewayID]ID{},
		added: map[topology.NetworkID][]ID{}, hubTables: map[ID]bool{},
		resourceGroups: map[topology.ResourceGroupID]*topology.ResourceGroup{},
		secrets:        map[topology.SecretID]string{}, parameters: map[string]Parameter{},
		outputs: map[*azure.Row][]azure.OutputItem{},
	}
	l.indexEstate()
	l.indexLimits()
	l.indexScopes()
	l.indexTenants()
	l.nameSecrets()
	l.lowerCircuits()
	l.lowerVirtualHubs()
	l.lowerHubSites()
	l.lowerNetworks()
	l.lowerLocalGateways()
	l.lowerGateways()
	l.lowerFirewalls()
	l.lowerHubRouting()
	l.lowerLoadBalancers()
	l.lowerGatewaySites()
	l.lowerHubGateways()
	l.lowerPeerings()
	l.lowerHubInstances()
	l.lowerConnections()
	l.lowerHubConnections()
	l.lowerManagers()
	l.lowerSessions()
	l.lowerStanding()
	l.waitForOursOnly()
	l.lowerGroups()
	l.number()
	l.assembleRoots()
	l.lowerSteps()
	l.diags.Sort()
	return l.plan, l.diags
}

func (l *lowering) indexScopes() {
	uuid := map[string]string{}
	for _, s := range l.t.Subscriptions {
		uuid[s.Name] = s.ID
	}
	for i := range l.t.ResourceGroups {
		g := &l.t.ResourceGroups[i]
		folder := g.Subscription
		if folder == "" {
			folder = "default"
		}
		l.scopes[g.ID] = Scope{Subscription: uuid[g.Subscription], Folder: folder, ResourceGroup: g.Name}
	}
	for i := range l.t.Networks {
		l.networks[l.t.Networks[i].ID] = &l.t.Networks[i]
	}
	for i := range l.t.Gateways {
		l.gateways[l.t.Gateways[i].ID] = &l.t.Gateways[i]
	}
	for i := range l.t.Circuits {
		l.circuits[l.t.Circuits[i].ID] = &l.t.Circuits[i]
	}
	for i := range l.t.VirtualHubs { // what stands in one is lowered as what stands in a network
		h := &l.t.VirtualHubs[i]
		l.networks[h.ID] = &topology.Network{ID: h.ID, Name: h.Name, ResourceGroup: h.ResourceGroup, Location: h.Location, Tier: topology.Hub, Tags: h.Tags, Origin: h.Origin}
	}
}

// add puts a resource into the plan. A resource that writes to a network comes before or after all else that does.
func (l *lowering) add(r *staged, writes topology.NetworkID) {
	if writes != "" {
		r.chains = append(r.chains, "network "+string(writes))
		if r.unit == "" {
			r.unit = string(writes)
		}
		l.writers[writes] = append(l.writers[writes], r.ID)
		if r.stage < azure.StagePeering {
			l.settled[writes] = r.ID
		}
	}
	r.APIVersion = azure.VersionOf(r.ID.Type)
	l.resources = append(l.resources, r)
	l.byID[r.ID] = r
}

// addUnless is add, but of what is there already, which stands beside the templates.
func (l *lowering) addUnless(existing bool, r *staged, writes topology.NetworkID) {
	if existing {
		l.stands(r.Resource)
		return
	}
	l.add(r, writes)
}

// id names a resource in the resource group of a network.
func (l *lowering) id(n *topology.Network, kind, name string) ID {
	s := l.scopes[n.ResourceGroup]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: kind, Name: name}
}

func (l *lowering) networkID(n *topology.Network) ID {
	if n.Classic {
		return l.id(n, azure.TypeClassicNetwork, n.Name)
	}
	return l.id(n, azure.TypeVirtualNetwork, n.Name)
}

// waitForOursOnly drops what is there already from what resources wait for.
func (l *lowering) waitForOursOnly() {
	for _, r := range l.resources {
		r.after = l.ours(r.after)
	}
}

func (l *lowering) subnetID(n *topology.Network, subnet string) ID {
	return l.id(n, azure.TypeSubnet, n.Name+"/"+subnet)
}

// inStage is the stage of something in a network: later where the network is routed itself.
func inStage(n *topology.Network, hub azure.Stage) azure.Stage {
	if n.Tier == topology.Hub {
		return hub
	}
	switch hub {
	case azure.StageHub:
		return azure.StageNetwork
	case azure.StageGateway:
		return azure.StageSpokeGateway
	case azure.StageFirewall:
		return azure.StageSpokeFirewall
	}
	return azure.StageSpokeLoadBalancer
}
