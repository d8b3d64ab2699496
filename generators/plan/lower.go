package plan

import (
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/topology"
)

// A stage is a step of the deployment; its number is its place, its name the name of the files that hold it. What is in
// one stage depends on earlier stages and on its own module, never on another module of the same stage: so modules
// cannot form a cycle.
type stage int

const (
	stageGroups stage = iota
	stageCircuit
	stageWAN
	stageVirtualHub
	stageHubSite
	stageHubGateway // what stands in a virtual hub, which Azure locks while it changes
	stageHub
	stageLocalGateway
	stageGateway
	stageFirewall
	stageHubRouting
	stageLoadBalancer
	stageNetwork
	stageSpokeGateway // what stands in a network that is itself routed
	stageSpokeFirewall
	stageSpokeLoadBalancer
	stagePeering       // the first half of each pair: the side of the gateway or hub
	stageReturnPeering // the mirror of it
	stageOwnersPeering // ours, where another owner's half must be there first
	stageCrossing      // ours, where the other end is in another tenant
	stageVPNEnd        // what the gateways of networks and of virtual hubs are told of each other, once both have addresses
	stageConnection
	stageReturnConnection  // the second direction between two networks
	stageOwnersConnection  // ours, where the other gateway is another owner's
	stageHubLink           // of the virtual hubs' gateways with sites and circuits
	stageHubConnection     // of networks with virtual hubs
	stageHubCircuit        // of a virtual hub's gateway with a circuit of ours, in a root of its own
	stageCircuitConnection // to a circuit of ours, in a root of its own
	stageManager           // network managers and their groups
	stageMembers           // who is in the groups
	stageGroupPolicy       // or what finds who is
	stageConnectivity      // what is built of the groups
	stageCommit            // what brings it into force, where no step does
)

// The roots, in the order in which they are deployed. A circuit is provisioned by its provider, which takes days; only then may
// it be connected.
const (
	rootCircuits    = "circuits"
	rootMain        = "main"
	rootOwners      = "after-owners" // what Azure takes only after the step of another owner
	rootCrossing    = "cross-tenant" // what no deployment to a subscription can hold: the other end is in another tenant
	rootConnections = "connections"
)

var stages = [...]struct{ file, what string }{
	stageGroups:            {"resource-groups", "Resource groups"},
	stageCircuit:           {"circuit", "ExpressRoute circuits"},
	stageWAN:               {"virtual-wan", "Virtual WANs"},
	stageVirtualHub:        {"virtual-hub", "Virtual hubs"},
	stageHubSite:           {"vpn-site", "Sites as the virtual hubs see them"},
	stageHubLink:           {"hub-link", "Connections of the virtual hubs' gateways with sites and circuits"},
	stageHubCircuit:        {"hub-circuit", "Connections of the virtual hubs' gateways with circuits of ours, once these are provisioned"},
	stageHubGateway:        {"hub-gateway", "Gateways of the virtual hubs"},
	stageHubRouting:        {"hub-routing", "What the virtual hubs route by: routing intent, or route tables"},
	stageHubConnection:     {"hub-connection", "Connections of networks with virtual hubs, which Azure takes once a hub's routingState is Provisioned"},
	stageHub:               {"hub", "Hub networks and their route tables"},
	stageLocalGateway:      {"local-gateway", "Sites as the VPN gateways see them"},
	stageGateway:           {"gateway", "Virtual network gateways of the hubs"},
	stageFirewall:          {"firewall", "Azure Firewalls of the hubs, their policies and IP groups"},
	stageLoadBalancer:      {"load-balancer", "Internal load balancers before the hubs' appliances"},
	stageNetwork:           {"network", "Virtual networks and their route tables"},
	stageSpokeGateway:      {"spoke-gateway", "Virtual network gateways of routed networks"},
	stageSpokeFirewall:     {"spoke-firewall", "Azure Firewalls of routed networks, their policies and IP groups"},
	stageSpokeLoadBalancer: {"spoke-load-balancer", "Internal load balancers of routed networks"},
	stagePeering:           {"peering", "The first half of each peering: from the network with the gateway, else from the hub"},
	stageReturnPeering:     {"return-peering", "The second half of each peering, after its mirror"},
	stageOwnersPeering:     {"owners-peering", "Our half of each peering whose gateway is another owner's, after their half"},
	stageCrossing:          {"cross-tenant", "What of ours leads to another tenant: halves of peerings, connections of gateways"},
	stageVPNEnd:            {"vpn-end", "VPN gateways of networks and of virtual hubs as the other side sees them, by addresses that Azure has given them"},
	stageConnection:        {"connection", "Connections of the gateways: to sites, to circuits, and the first direction between networks"},
	stageOwnersConnection:  {"owners-connection", "Our connections to gateways of other owners, who have let us name them"},
	stageReturnConnection:  {"return-connection", "The second direction of each connection between networks"},
	stageCircuitConnection: {"connection", "Connections of the gateways to circuits that their providers have provisioned"},
	stageManager:           {"network-manager", "Network managers and their network groups"},
	stageMembers:           {"network-group-members", "The members of network groups"},
	stageGroupPolicy:       {"network-group-policy", "Azure Policies that put networks into network groups"},
	stageConnectivity:      {"connectivity", "Connectivity configurations of network managers, which take effect when they are committed"},
	stageCommit:            {"commit", "What brings the configurations of network managers into force"},
}

// root is the name of the root that a stage is in; resource groups are in each that needs them.
func (s stage) root() string {
	switch s {
	case stageCircuit:
		return rootCircuits
	case stageOwnersPeering, stageOwnersConnection:
		return rootOwners
	case stageCrossing:
		return rootCrossing
	case stageCircuitConnection, stageHubCircuit:
		return rootConnections
	}
	return rootMain
}

// staged is a resource with its stage and everything that must come before it, wherever that is.
type staged struct {
	Resource
	stage   stage
	group   topology.ResourceGroupID
	at      *Scope // of what is in no resource group
	unit    string // what it is divided by, where a root or a stage holds too much: what has one unit stays together
	ofHub   bool   // a half of a pair of which one end is a hub
	after   []ID
	chains  []string // what it changes that takes one change at a time: a network, a gateway
	outputs []keyedOutput

	root   *rootDraft // where it has been put
	module int
	before []ID // of its chains, in the same root
	bytes  int  // about, see size
}

// keyedOutput is an output of a resource; its name ends the resource's symbol, and the key is its place in the root's object.
type keyedOutput struct {
	Output
	key string
}

// lowering is the working state of one Lower.
type lowering struct {
	t         *topology.Topology
	plan      *Plan
	diags     diag.List
	scopes    map[topology.ResourceGroupID]Scope
	tenants   map[topology.ResourceGroupID]string // the names of tenants, where there are several
	networks  map[topology.NetworkID]*topology.Network
	resources []*staged
	groups    []*staged // resource groups, which belong to the first root of a whole
	byID      map[ID]*staged
	settled   map[topology.NetworkID]ID   // what last changes a network before any peering
	writers   map[topology.NetworkID][]ID // all that changes it: a manager that is committed writes to many networks at once

	gateways        map[topology.GatewayID]*topology.Gateway
	circuits        map[topology.CircuitID]*topology.Circuit
	localGateways   map[topology.LocalGatewayID]ID
	localGatewaysOf map[topology.NetworkID]ID    // the last one of a network
	connectionTo    map[[2]topology.GatewayID]ID // by both ends
	secrets         map[topology.SecretID]string // names of parameters
	parameters      map[string]Parameter         // by name
	grants          []*grantDraft
}

// Lower turns a topology into an ordered plan of Azure resources.
func Lower(t *topology.Topology) (*Plan, diag.List) {
	l := &lowering{
		t: t, plan: &Plan{Name: t.Name}, scopes: map[topology.ResourceGroupID]Scope{}, networks: map[topology.NetworkID]*topology.Network{},
		byID: map[ID]*staged{}, settled: map[topology.NetworkID]ID{}, writers: map[topology.NetworkID][]ID{},
		gateways: map[topology.GatewayID]*topology.Gateway{}, circuits: map[topology.CircuitID]*topology.Circuit{}, localGateways: map[topology.LocalGatewayID]ID{},
		localGatewaysOf: map[topology.NetworkID]ID{}, connectionTo: map[[2]topology.GatewayID]ID{},
		secrets: map[topology.SecretID]string{}, parameters: map[string]Parameter{},
	}
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
	l.lowerPeerings()
	l.lowerVPNEnds()
	l.lowerConnections()
	l.lowerHubLinks()
	l.lowerHubConnections()
	l.lowerManagers()
	l.waitForOursOnly()
	l.lowerGroups()
	l.assembleRoots()
	l.lowerSteps()
	l.checkTemplateLimits()
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
		if r.stage < stagePeering {
			l.settled[writes] = r.ID
		}
	}
	l.resources = append(l.resources, r)
	l.byID[r.ID] = r
}

// id names a resource in the resource group of a network.
func (l *lowering) id(n *topology.Network, kind, name string) ID {
	s := l.scopes[n.ResourceGroup]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: kind, Name: name}
}

func (l *lowering) networkID(n *topology.Network) ID {
	if n.Classic {
		return l.id(n, typeClassicNetwork, n.Name)
	}
	return l.id(n, TypeVirtualNetwork, n.Name)
}

// waitForOursOnly drops what is there already from what resources wait for.
func (l *lowering) waitForOursOnly() {
	for _, r := range l.resources {
		r.after = l.ours(r.after)
	}
}

func (l *lowering) subnetID(n *topology.Network, subnet string) ID {
	return l.id(n, TypeSubnet, n.Name+"/"+subnet)
}

// inStage is the stage of something in a network: later where the network is routed itself.
func inStage(n *topology.Network, hub stage) stage {
	if n.Tier == topology.Hub {
		return hub
	}
	switch hub {
	case stageHub:
		return stageNetwork
	case stageGateway:
		return stageSpokeGateway
	case stageFirewall:
		return stageSpokeFirewall
	}
	return stageSpokeLoadBalancer
}
