// Package topology owns the domain model: what Azure will have, as flat tables, and the passes that derive it from an intent.
//
// It knows Azure networking (peerings, routes, gateways, firewalls), not Azure resources: property names, API versions
// and nesting are of package plan. It reads an intent and nothing else.
//
// Whatever Azure will have is a row; a peering between A and B is two rows. References are IDs. Every row has an Origin.
//
// The files say by their names what they hold: this one and model_*.go the tables; resolve.go the lists of passes, in order; read_*.go
// the passes that find out what an intent means (a reading), derive_*.go those that make rows of it (a resolution), check_*.go the
// checks, which only read. The others are what all of them work on: network.go, hop.go, gateway.go, flow.go and such. A field of such a
// thing is written by the passes of one file. A pass refuses what it cannot go on with; what could be made and should not be is a
// check's to report. Tests hold all of it (passes_test.go).
package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// Typed IDs: the names of the intent, so that they stay when other things come and go.
type (
	NetworkID       string // hub-weu
	SubnetID        string // hub-weu/shared
	ResourceGroupID string // prod/rg-net; without a declared subscription /rg-net
	PeeringID       string // hub-weu>shop: the half that hub-weu holds
	RouteTableID    string // shop, or hub-weu/GatewaySubnet for a subnet's own
	GatewayID       string // hub-weu/vpnGateway, hub-weu/expressRouteGateway
	FirewallID      string // hub-weu/firewall
	ApplianceID     string // hub-weu/nva
	PublicAddressID string // hub-weu/vpnGateway#1
	IPGroupID       string // hub-weu/firewall#estate-spokes
	SecurityGroupID string // shop: the network whose it is, or hub-weu/AzureBastionSubnet for a subnet's own
)

// An Origin says why a row exists: where in the intent it comes from, and the rule that made it.
type Origin struct {
	Range      source.Range
	Statements []string // dotted paths, sorted: connections.estate, networks.hub
	Rule       string   // what made it: network, peering, route table, ...
}

// HandWritten is the rule of routes that the intent writes by hand.
const HandWritten = "hand-written route"

// Topology is the whole network that the intent describes. Each table is sorted by ID.
type Topology struct {
	Name             string
	Tags             map[string]string // of whatever takes tags and has none of its own
	Tenants          []Tenant          // only where networks are in several
	Subscriptions    []Subscription
	ResourceGroups   []ResourceGroup
	KeyVault         string // resource id of the vault that has the secrets, "" where whoever deploys gives them
	Networks         []Network
	Subnets          []Subnet
	RouteTables      []RouteTable
	Routes           []Route
	SecurityGroups   []SecurityGroup
	SecurityRules    []SecurityRule // in the order in which Azure looks at them, inbound first
	Peerings         []Peering
	Gateways         []Gateway
	Firewalls        []Firewall
	FirewallPolicies []FirewallPolicy
	IPGroups         []IPGroup
	FirewallRules    []FirewallRule
	Appliances       []Appliance
	LoadBalancers    []LoadBalancer
	PublicAddresses  []PublicAddress
	VirtualWANs      []VirtualWAN
	VirtualHubs      []VirtualHub
	HubGateways      []HubGateway
	RoutingIntents   []RoutingIntent
	HubRouteTables   []HubRouteTable
	HubConnections   []HubConnection
	HubSites         []HubSite
	HubLinks         []HubLink
	Sites            []Site
	LocalGateways    []LocalGateway
	Connections      []Connection
	Sessions         []Session // what no template has: how sites speak BGP, where that is said
	Circuits         []Circuit
	Secrets          []Secret
	NetworkManagers  []NetworkManager
	NetworkGroups    []NetworkGroup
	GroupPolicies    []GroupPolicy
	Configurations   []ConnectivityConfiguration
	Joins            []Join        // what the statements join, in the order of the statements
	OnPremises       []OnPremises  // by gateway
	Expectations     []Expectation // by name
	Isolations       []Isolation   // by name
	Candidates       []Candidate   // networks by name, then sites by name
	Memberships      []Membership  // by statement, role and member
	Limits           map[string]int
	LimitUses        []LimitUse // by name
}

// Subscription is a declared subscription.
type Subscription struct {
	Name, ID string // ID is a UUID
	Tenant   string // its name, "" where there is only one
	Origin   Origin
}

// ResourceGroup is a resource group that holds something of the intent. Existing ones are never written.
type ResourceGroup struct {
	ID           ResourceGroupID
	Subscription string // declared name, "" for the deployment's own
	Name         string
	Location     string
	Tags         map[string]string
	Existing     bool
	Origin       Origin
}

// Tier says when a network is made: hubs before what is routed through them.
type Tier string

// Hub networks are made with their tables before gateways, firewalls and load balancers; Spoke networks (all others) after.
const (
	Hub   Tier = "hub"
	Spoke Tier = "spoke"
)

// Network is a virtual network.
type Network struct {
	ID                 NetworkID
	Name               string // in Azure
	ResourceGroup      ResourceGroupID
	Ownership          Ownership
	Classic            bool   // of the classic deployment model: external, and without a half of its own in any peering
	Location           string // of an external network it may be unknown: ""
	Tier               Tier
	AddressSpace       []netip.Prefix
	DNSServers         []netip.Addr
	Encryption         bool
	DDoSProtectionPlan string
	Tags               map[string]string
	LabelTags          map[string]string // labels that a network group's policy finds it by: tags of the network alone
	Origin             Origin
}

// Subnet is a subnet of a virtual network, complete: what is not in it is not there after a deployment.
type Subnet struct {
	ID                    SubnetID
	Network               NetworkID
	Name                  string
	Prefixes              []netip.Prefix
	RouteTable            RouteTableID    // "" for none
	NetworkSecurityGroup  string          // resource id of the user's, "" for none
	GivenRouteTable       string          // likewise
	SecurityGroup         SecurityGroupID // derived, "" for none
	schema.SubnetSettings                 // as the intent says them; of a created subnet what is derived is filled in
	IsEndpoint            bool            // it counts where its network is named: not reserved, not an appliance's, not without routing
	Origin                Origin
}

// RouteTable is a table; its routes are rows of their own.
type RouteTable struct {
	ID                     RouteTableID
	Network                NetworkID // resource group, location and tags are this network's
	Name                   string
	PropagateGatewayRoutes bool
	Existing               bool            // there already, with the routes of it that are: not made
	Given                  azure.ID        // the user's own, which the intent names: other routes are written into it one by one; zero for none
	Group                  ResourceGroupID // of that one
	Origin                 Origin
}

// NextHop is Azure's next-hop type.
type NextHop string

// The next-hop types that a user-defined route may have.
const (
	VirtualAppliance      NextHop = azure.NextHopAppliance
	VirtualNetworkGateway NextHop = azure.NextHopGateway
	Internet              NextHop = azure.NextHopInternet
	None                  NextHop = azure.NextHopNone
)

// Route is a user-defined route. Address is set only for VirtualAppliance; Through names whose it is, or is "".
type Route struct {
	Table    RouteTableID
	Name     string
	Prefix   netip.Prefix
	NextHop  NextHop
	Address  netip.Addr
	Through  string // hub-weu/firewall, hub-weu/nva, hub-weu/vpnGateway
	Existing bool   // there already: counted, not made
	Origin   Origin
}

// SecurityGroup is a derived network security group, or one of others to which rules are added; its rules are rows of their own.
type SecurityGroup struct {
	ID       SecurityGroupID
	Network  NetworkID // resource group, location and tags are this network's
	Name     string
	Existing bool            // of others: never written, its rules one by one
	Group    ResourceGroupID // of one of others: where it stands
	Given    azure.ID        // its id
	On       []string        // the subnets of the network that have it
	Origin   Origin
}

// SecurityRule is a rule of a derived security group. Sources or Destinations nil is any address, unless SourceTag names
// a service tag. All prefixes of a rule are of one family (Azure error
// ResourceCannotContainAddressPrefixesFromDifferentAddressFamilies).
type SecurityRule struct {
	Group                 SecurityGroupID
	Name                  string
	Description           string // at most 140 characters
	Inbound, Allow        bool
	Priority              int    // 100 to 4096, one rule of a direction each
	Protocol              string // Tcp, Udp, Icmp or *
	Sources, Destinations []netip.Prefix
	SourceTag             string   // AzureLoadBalancer and such, "" for none
	DestinationTag        string   // likewise
	Ports                 []string // of the destination: 443, 8000-8010; nil for any
	Origin                Origin
}

// Peering is one half of a peering: the row that Local holds.
type Peering struct {
	ID                    PeeringID
	Local, Remote         NetworkID
	Name                  string
	AllowForwardedTraffic bool
	AllowGatewayTransit   bool
	UseRemoteGateways     bool
	LocalSubnets          []string // by subnets; nil for whole networks
	RemoteSubnets         []string
	IPv6Only              bool
	Existing              bool // there already: counted, not made
	Origin                Origin
}

// Gateway is a virtual network gateway.
type Gateway struct {
	ID              GatewayID
	Network         NetworkID
	ExpressRoute    bool // else VPN
	Name            string
	SKU             string
	Generation      int   // VPN: 1 or 2
	ASN             int64 // 0: no BGP
	ActiveActive    bool
	PublicAddresses []PublicAddressID // none for ExpressRoute: Azure assigns it
	DefaultSite     LocalGatewayID    // VPN: the site that takes the default under forced tunnelling without BGP, "" for none
	Clients         *VPNClients       // VPN: point-to-site, nil for none
	CustomRoutes    []netip.Prefix    // VPN: what the clients send here beside the prefixes of the networks
	APIPA           [][]netip.Addr    // VPN: addresses for BGP of each instance that has some
	NAT             NAT               // VPN
	RemoteNetworks  bool              // ExpressRoute: allowRemoteVnetTraffic, network to network over a circuit
	VirtualWANs     bool              // ExpressRoute: allowVirtualWanTraffic
	PrivateAddress  bool              // VPN: its instances have private addresses too, for tunnels over a circuit
	Existing        bool              // there already: used, not made
	Origin          Origin
}

// VPNClients are the point-to-site clients of a VPN gateway, and how they sign in.
type VPNClients struct {
	Site         SiteID // the clients as a place behind the gateway
	AddressSpace []netip.Prefix
	Protocols    []string
	// Microsoft Entra ID: ids of the tenant and of the client's application, "" for none.
	Tenant, Audience string
	// Certificates in Base64, and thumbprints of revoked ones, by name.
	Roots, Revoked []NamedText
	RADIUS         netip.Addr // invalid for none
	RADIUSSecret   SecretID
}

// NamedText is a text under a name.
type NamedText = schema.NamedText

// Firewall is an Azure Firewall in a network, or in a virtual hub: then Azure gives it its addresses.
type Firewall struct {
	ID                FirewallID
	Network           NetworkID
	VirtualHub        bool // then it has no public address resources: HubAddresses says how many public ones
	HubAddresses      int
	Name              string
	Tier              string
	PrivateAddress    netip.Addr
	Zones             []int
	PublicAddresses   []PublicAddressID
	ManagementAddress PublicAddressID // "" where it has none
	Policy            string          // a user's policy id, "" for a derived one (FirewallPolicies has it) and of an existing firewall
	Existing          bool            // there already, with its policy: used, not made
	Allows            *PolicyRules    // what the policy lets through that is not derived; nil where it is not known
	Origin            Origin
}

// PolicyRules are what the intent says that somebody else's firewall policy lets through: everything, or by rules in the order in which they count.
type PolicyRules struct {
	All           bool
	Rules         []PolicyRule
	PrivateRanges []netip.Prefix // beside IANAPrivateRanges, not translated to
	At            source.Range
}

// PolicyRule is one of them. From and To are nil for any address.
type PolicyRule struct {
	From, To   []netip.Prefix
	ToServices bool // To are names and service tags
	Ports      []PortRange
	Deny       bool
	At         source.Range
}

// PortRange is a protocol and its ports.
type PortRange struct {
	Protocol    string // tcp | udp | icmp | any
	First, Last int
}

// FirewallPolicy is the derived policy of one firewall.
type FirewallPolicy struct {
	Firewall      FirewallID
	Name          string
	Tier          string
	PrivateRanges []netip.Prefix // beside IANAPrivateRanges, not to be translated; nil for Azure's default

	ThreatIntel, IntrusionDetection string // Alert, Deny or Off; "" for what Azure has without it
	DNSProxy                        bool   // the firewall answers DNS queries
	DNSServers                      []netip.Addr
	BasePolicy, Insights            string // resource ids, "" for none
	Origin                          Origin
}

// IPGroup is a named set of addresses beside one firewall policy.
type IPGroup struct {
	ID        IPGroupID
	Firewall  FirewallID // resource group and location are its network's
	Name      string
	Addresses []netip.Prefix
	Origin    Origin
}

// FirewallRule allows packets from one set of addresses to another: IP groups or prefixes.
type FirewallRule struct {
	Firewall                              FirewallID
	Name                                  string
	Sources, Destinations                 []IPGroupID
	SourceAddresses, DestinationAddresses []netip.Prefix
	Protocol                              string   // TCP, UDP, ICMP; "" for any
	Ports                                 []string // nil for any
	Origin                                Origin
}

// Appliance is a next hop that the user runs.
type Appliance struct {
	ID             ApplianceID
	Network        NetworkID
	Addresses      []netip.Addr
	Subnet, Egress SubnetID
	Origin         Origin
}

// LoadBalancer is the internal load balancer before an appliance; its frontends have the appliance's addresses.
type LoadBalancer struct {
	Appliance     ApplianceID
	Network       NetworkID
	Name          string
	Subnet        SubnetID
	Addresses     []netip.Addr
	Zones         []int
	ProbeProtocol string
	ProbePort     int
	ProbePath     string
	Origin        Origin
}

// PublicAddress is a Standard static public IPv4 address.
type PublicAddress struct {
	ID      PublicAddressID
	Network NetworkID // resource group, location and tags are this network's
	Name    string
	Zones   []int
	Origin  Origin
}
