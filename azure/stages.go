package azure

// A Stage is a step of a deployment; its number is its place. What is in one stage depends on earlier stages and on its own module,
// never on another module of the same stage: so modules cannot form a cycle.
type Stage int

// The stages.
const (
	StageGroups Stage = iota
	StageCircuit
	StageWAN
	StageVirtualHub
	StageHubSite
	StageHubAddedRoutes // into existing tables of the hubs' subnets, before these have them
	StageAddedRules     // into existing security groups, before a subnet has them that is made, and before what they close is joined
	StageHub
	StageLocalGateway
	StageGateway
	StageFirewall
	StageHubFirewall // those of virtual hubs
	StageHubRouting
	StageLoadBalancer
	StageAddedRoutes // into other existing tables, before a subnet has them that is made, and before the peerings
	StageNetwork
	StageSpokeGateway // what stands in a network that is itself routed
	StageSpokeFirewall
	StageSpokeLoadBalancer
	StageGatewaySite     // what the gateways of virtual hubs are told of those of networks, once these have addresses
	StageHubGateway      // with its connections, which a write of the gateway without them would delete
	StageHubLink         // connections at existing gateways of virtual hubs
	StagePeering         // the first half of each pair: the side of the gateway or hub
	StageReturnPeering   // the mirror of it
	StageExternalPeering // halves of the deployment that need an external half first
	StageCrossTenant     // what leads to another tenant
	StageHubInstance     // what the gateways of networks are told of those of virtual hubs, once these have addresses
	StageConnection
	StageReturnConnection   // the second direction between two networks
	StageExternalConnection // connections to external gateways
	StageHubConnection      // of networks with virtual hubs
	StageHubCircuit         // a gateway of a virtual hub that waits for the provider of a created circuit, in a root of its own
	StageHubCircuitLink     // connections of existing gateways of virtual hubs to such a circuit, in that root
	StageCircuitConnection  // to a created circuit, in a root of its own
	StageManager            // network managers and their groups
	StageMembers            // who is in the groups
	StageGroupPolicy        // or what finds who is
	StageConnectivity       // what is built of the groups
	StageCommit             // what brings it into force, where no step does
)

var stages = [...]struct {
	file, about string
	tables      []*Table
}{
	StageGroups:             {"resource-groups", "Resource groups", []*Table{ResourceGroups}},
	StageCircuit:            {"circuit", "ExpressRoute circuits", []*Table{Circuits}},
	StageWAN:                {"virtual-wan", "Virtual WANs", []*Table{VirtualWANs}},
	StageVirtualHub:         {"virtual-hub", "Virtual hubs", []*Table{VirtualHubs}},
	StageHubSite:            {"vpn-site", "Sites as the virtual hubs see them", []*Table{VPNSites}},
	StageHubAddedRoutes:     {"hub-added-routes", "Routes that are added to existing route tables of the hubs' subnets", []*Table{AddedRoutes}},
	StageAddedRules:         {"added-rules", "Rules that are added to existing security groups", []*Table{AddedRules}},
	StageHub:                {"hub", "Hub networks and their route tables", []*Table{Networks, RouteTables, SubnetRouteTables, SecurityGroups, SubnetSecurityGroups}},
	StageLocalGateway:       {"local-gateway", "Sites as the VPN gateways see them", []*Table{LocalGateways}},
	StageGateway:            {"gateway", "Virtual network gateways of the hubs", []*Table{VPNGateways, ExpressRouteGateways}},
	StageFirewall:           {"firewall", "Azure Firewalls of the hubs, their policies and IP groups", []*Table{IPGroups, Firewalls}},
	StageHubFirewall:        {"hub-firewall", "Azure Firewalls of the virtual hubs, their policies and IP groups", []*Table{IPGroups, HubFirewalls}},
	StageHubRouting:         {"hub-routing", "What the virtual hubs route by: routing intent, or route tables", []*Table{RoutingIntents, HubRouteTables}},
	StageLoadBalancer:       {"load-balancer", "Internal load balancers before the hubs' appliances", []*Table{LoadBalancers}},
	StageAddedRoutes:        {"added-routes", "Routes that are added to existing route tables", []*Table{AddedRoutes}},
	StageNetwork:            {"network", "Virtual networks and their route tables", []*Table{Networks, RouteTables, SubnetRouteTables, SecurityGroups, SubnetSecurityGroups}},
	StageSpokeGateway:       {"spoke-gateway", "Virtual network gateways of routed networks", []*Table{VPNGateways, ExpressRouteGateways}},
	StageSpokeFirewall:      {"spoke-firewall", "Azure Firewalls of routed networks, their policies and IP groups", []*Table{IPGroups, Firewalls}},
	StageSpokeLoadBalancer:  {"spoke-load-balancer", "Internal load balancers of routed networks", []*Table{LoadBalancers}},
	StageGatewaySite:        {"gateway-site", "VPN gateways of networks as the virtual hubs see them, by addresses that Azure has given them", []*Table{GatewaySites}},
	StageHubGateway:         {"hub-gateway", "Gateways of the virtual hubs with their connections", []*Table{HubVPNGateways, HubExpressRouteGateways}},
	StageHubLink:            {"hub-link", "Connections at existing gateways of virtual hubs", []*Table{HubSiteConnections, HubCircuitConnections}},
	StagePeering:            {"peering", "The first half of each peering: from the network with the gateway, else from the hub", []*Table{Peerings}},
	StageReturnPeering:      {"return-peering", "The second half of each peering, after its mirror", []*Table{Peerings}},
	StageExternalPeering:    {"owners-peering", "Our half of each peering whose gateway is another owner's, after their half", []*Table{Peerings}},
	StageCrossTenant:        {"cross-tenant", "What of ours leads to another tenant: halves of peerings, connections of gateways", crossTenantTables},
	StageHubInstance:        {"hub-instance", "VPN gateways of virtual hubs as those of networks see them, by addresses that Azure has given them", []*Table{HubInstances}},
	StageConnection:         {"connection", "Connections of the gateways: to sites, to circuits, and the first direction between networks", connectionTables},
	StageReturnConnection:   {"return-connection", "The second direction of each connection between networks", []*Table{NetworkConnections}},
	StageExternalConnection: {"owners-connection", "Our connections to gateways of other owners, who have let us name them", []*Table{NetworkConnections}},
	StageHubConnection:      {"hub-connection", "Connections of networks with virtual hubs, which Azure takes once a hub's routingState is Provisioned", []*Table{HubConnections}},
	StageHubCircuit:         {"hub-circuit", "Gateways of the virtual hubs with connections to circuits of ours, once these are provisioned", []*Table{HubExpressRouteGateways}},
	StageHubCircuitLink:     {"hub-circuit-link", "Connections of existing gateways of virtual hubs to created circuits, once these are provisioned", []*Table{HubCircuitConnections}},
	StageCircuitConnection:  {"circuit-connection", "Connections of the gateways to circuits that their providers have provisioned", []*Table{CircuitConnections}},
	StageManager:            {"network-manager", "Network managers and their network groups", []*Table{NetworkManagers, NetworkGroups}},
	StageMembers:            {"network-group-members", "The members of network groups", []*Table{StaticMembers}},
	StageGroupPolicy:        {"network-group-policy", "Azure Policies that put networks into network groups", []*Table{GroupPolicies}},
	StageConnectivity:       {"connectivity", "Connectivity configurations of network managers, which take effect when they are committed", []*Table{ConnectivityConfigurations}},
	StageCommit:             {"commit", "What brings the configurations of network managers into force", []*Table{Commits}},
}

// The tables of stages that have several.
var (
	crossTenantTables = []*Table{Peerings, NetworkConnections}
	connectionTables  = []*Table{NetworkConnections, SiteConnections, CircuitConnections}
)

// parallel are the stages that make the rows of a serial table side by side, with the reason.
var parallel = map[Stage]string{
	StageReturnPeering: "Each half is of another network: whoever deploys more than one of a network in this stage does it one after the other.",
}

// AtOnce is how many rows of one of its tables the stage makes at a time for one network, gateway or hub, 0 for all.
func (s Stage) AtOnce(t *Table) int {
	if parallel[s] != "" {
		return 0
	}
	return t.AtOnce
}

// Serial tells whether the stage makes the rows of one of its tables one after the other.
func (s Stage) Serial(t *Table) bool { return s.AtOnce(t) == 1 }

// Stages are all stages, in their order.
func Stages() []Stage {
	out := make([]Stage, len(stages))
	for i := range out {
		out[i] = Stage(i)
	}
	return out
}

// NextHops tells whether routes lead to what the stage makes.
func (s Stage) NextHops() bool {
	return s == StageFirewall || s == StageHubFirewall || s == StageLoadBalancer || s == StageSpokeFirewall || s == StageSpokeLoadBalancer
}

// File is the name of the files that hold the stage, without extension: hub, return-peering.
func (s Stage) File() string { return stages[s].file }

// About says what the stage makes, without a full stop.
func (s Stage) About() string { return stages[s].about }

// Tables are the tables of rows that the stage has, in the order in which it makes them.
func (s Stage) Tables() []*Table { return stages[s].tables }
