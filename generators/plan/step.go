package plan

import (
	"fmt"
	"net/netip"
	"sort"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// A Step is what no template can express: a script that a person runs, before or after a deployment. It says what, for whom
// and when; a printer decides nothing about it.
type Step struct {
	Name    string // words of its file, unique among the steps of its stage
	Title   string // what it does, without a full stop
	Why     string // a sentence: why no template does it
	Changes string // a sentence: what it writes, and what it leaves alone
	Owner   string // whose it is: the network whose owner runs it, "" for who deploys
	Tenant  Tenant // where it is run; zero where there is one
	Last    bool   // it comes behind the others of its stage
	Action  Action
	Makes   []Resource // what it makes or changes that no template has, of the same rows; of what it changes, what it changes and no more
	Origin  topology.Origin
}

// Tenant is a tenant by its name in the intent and its UUID.
type Tenant struct{ Name, ID string }

// StepStage is a stage of the whole procedure. Its number begins the name of a step's file, so a step more renames no other.
type StepStage int

// The stages, in the order in which they are run. What is deployed comes before StepJoin unless a stage says otherwise.
const (
	StepFirst     StepStage = 1 // right after main: roles on what it has made, and the security groups of networks that exist
	StepOtherHalf StepStage = 2 // the other owner's half of a peering
	StepOwnHalf   StepStage = 3 // our half, where no template can carry it
	StepCommit    StepStage = 4 // what a network manager brings into force
	StepJoin      StepStage = 5 // machines join a backend pool
	StepAssociate StepStage = 6 // subnets of networks that exist get their tables
	StepRoutes    StepStage = 7 // another owner's tables and routes
	StepConnect   StepStage = 8 // connections of gateways, once all behind them stands
)

// Action is what a step does: one of the structs below.
type Action interface {
	Stage() StepStage
	isAction()
}

// JoinPool lets the machines of an appliance join the backend pools of its load balancer: the network interfaces are given
// when it is run.
type JoinPool struct {
	Subnet ID     // where the machines' interfaces stand
	Pools  []Pool // one a family of addresses
}

// Pool is a backend pool.
type Pool struct {
	ID   ID
	IPv6 bool // its members' addresses, else IPv4
}

// Stage is that of joins.
func (JoinPool) Stage() StepStage { return StepJoin }

func (JoinPool) isAction() {}

// Grant lets who makes the other halves of peerings, and the other connections, name a network and a gateway of this owner.
type Grant struct{ Network, Gateway ID } // zero for what nobody else names

// Stage is the first.
func (Grant) Stage() StepStage { return StepFirst }

func (Grant) isAction() {}

// Peer is a half of a peering that no template of ours can hold: that of another owner's network, or ours where the other end is
// in another tenant.
type Peer struct {
	Network, Remote       ID // the network that holds the half, and the one it leads to
	Ours                  bool
	Tenants               []string // UUIDs of both ends' tenants where they differ, the half's own first
	Name                  string
	AllowForwardedTraffic bool
	AllowGatewayTransit   bool
	UseRemoteGateways     bool
	LocalSubnets          []string // by subnets; nil for whole networks
	RemoteSubnets         []string
	IPv6Only              bool
}

// Stage is that of other owners' halves, or of ours across tenants.
func (p Peer) Stage() StepStage {
	if p.Ours || len(p.Tenants) > 0 && p.UseRemoteGateways { // Azure takes theirs only after ours
		return StepOwnHalf
	}
	return StepOtherHalf
}

func (Peer) isAction() {}

// Connect is a connection that no template of ours can hold: that of another owner's gateway, or ours where the other gateway is in
// another tenant.
type Connect struct {
	Gateway, Remote ID // the gateway that it stands at, and the gateway or circuit that it leads to
	Ours            bool
	Tenants         []string // UUIDs of both ends' tenants where they differ, its own first; of a circuit none, since a key is enough
	Name            string
	Type            topology.ConnectionKind
	BGP             bool
	Policy          Object // nil for Azure's default proposals
	FastPath        bool
	RoutingWeight   int
	Key             string // a sentence: what the key is, and who knows it; "" where the connection needs none
}

// Stage is that of connections.
func (Connect) Stage() StepStage { return StepConnect }

func (Connect) isAction() {}

// Associate gives subnets of a network that exists their route tables, or their security groups.
type Associate struct{ Subnets []Association }

// Association is what stands on a subnet: ids of what is deployed, zero for what is left as it is.
type Association struct{ Subnet, RouteTable, SecurityGroup ID }

// Stage is the first of groups, which close what is open without them; a table comes when what it leads to is up.
func (a Associate) Stage() StepStage {
	for _, s := range a.Subnets {
		if s.RouteTable != (ID{}) {
			return StepAssociate
		}
	}
	return StepFirst
}

func (Associate) isAction() {}

// SetRoutes makes route tables in another owner's network, beside the routes that they have, and puts them on its subnets.
type SetRoutes struct {
	Network ID
	Tables  []ExternalTable
}

// ExternalTable is a route table in another owner's network, where a subnet has none: else the routes go into the one it has.
type ExternalTable struct {
	ID        ID
	Propagate bool // gateway routes are let in
	Routes    []ExternalRoute
	Subnets   []ID
}

// ExternalRoute is a route of such a table. Address is "" but for the next hop VirtualAppliance.
type ExternalRoute struct{ Name, Prefix, NextHop, Address string }

// Stage is that of other owners' routes.
func (SetRoutes) Stage() StepStage { return StepRoutes }

func (SetRoutes) isAction() {}

// Commit brings the configurations of a network manager into force.
type Commit struct {
	Manager        ID
	Regions        []string
	Configurations []ID          // all of the manager: a commit replaces
	Groups         []StaticGroup // whose other members are taken out before
}

// StaticGroup is a network group with the names of its static members.
type StaticGroup struct {
	ID      ID
	Members []string
}

// Stage is that of commits.
func (Commit) Stage() StepStage { return StepCommit }

func (Commit) isAction() {}

// TakeOut takes networks out of the groups of a network manager whose commit is a resource; a step that commits does so itself.
type TakeOut struct {
	Manager ID
	Groups  []StaticGroup
}

// Stage is that of commits.
func (TakeOut) Stage() StepStage { return StepCommit }

func (TakeOut) isAction() {}

// addStep puts a step into the plan that is run in the tenant of a network.
func (l *lowering) addStep(n *topology.Network, s Step) {
	l.addStepIn(n.ResourceGroup, s)
}

// addStepIn puts a step into the plan that is run in the tenant of a resource group.
func (l *lowering) addStepIn(g topology.ResourceGroupID, s Step) {
	s.Tenant = l.tenantOfGroup(g)
	l.plan.Steps = append(l.plan.Steps, s)
}

// lowerSteps makes the steps and puts them in their order: by stage, then by name.
func (l *lowering) lowerSteps() {
	l.lowerJoins()
	l.lowerGrants()
	steps := l.plan.Steps
	sort.SliceStable(steps, func(i, j int) bool {
		a, b := steps[i].Action.Stage(), steps[j].Action.Stage()
		if a == b && steps[i].Last != steps[j].Last {
			return steps[j].Last
		}
		return a < b || a == b && steps[i].Name < steps[j].Name
	})
}

// lowerJoins make a step for each load balancer: the machines behind it are the user's, and so are their interfaces.
func (l *lowering) lowerJoins() {
	for i := range l.t.LoadBalancers {
		b := &l.t.LoadBalancers[i]
		n := l.networks[b.Network]
		action := JoinPool{Subnet: l.subnetID(n, subnetName(b.Subnet))}
		for _, a := range b.Addresses {
			action.Pools = append(action.Pools, Pool{ID: l.poolID(n, b, a), IPv6: a.Is6()})
		}
		l.addStep(n, Step{
			Name: fileWords(string(b.Appliance)), Title: fmt.Sprintf("Join the machines of appliance %s to its load balancer", b.Appliance),
			Why:     "The machines are yours, and so are their network interfaces: a template would have to write them whole.",
			Changes: fmt.Sprintf("It adds the backend pools of %s to the interfaces that you name, and changes nothing else of them.", b.Name),
			Action:  action, Origin: b.Origin,
		})
	}
}

func (l *lowering) poolID(n *topology.Network, b *topology.LoadBalancer, a netip.Addr) ID {
	return l.id(n, azure.TypeLoadBalancer+"/backendAddressPools", b.Name+"/appliances"+familySuffix(a))
}

// familySuffix ends the names of what there is for each family of addresses.
func familySuffix(a netip.Addr) string {
	if a.Is6() {
		return "-ipv6"
	}
	return ""
}

// fileWords makes words of a file's name of a name of the intent: hub.nva of hub/nva, so that no two names make the same words.
func fileWords(name string) string {
	out := []byte(name)
	for i, c := range out {
		if c == '/' || c == '>' {
			out[i] = '.'
		}
	}
	return string(out)
}
