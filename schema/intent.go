package schema

import (
	"net/netip"
	"reflect"
)

// Intent is a whole intent, valid by the schema and canonical: short forms expanded, profiles applied, defaults
// filled in, every table sorted by name. References between its parts are names, not yet looked up.
type Intent struct {
	Element[Intent]
	Name           string
	Tenants        []Tenant
	Subscriptions  []Subscription
	ResourceGroups []ResourceGroup
	Location       string            // defaults.location, "" where it is not given
	Tags           map[string]string // defaults.tags, which whatever takes tags has beside its own
	KeyVault       string            // defaults.keyVault, "" where it is not given
	Naming         Naming
	VirtualWANs    []VirtualWAN
	Networks       []Network
	Sites          []Site
	Circuits       []Circuit
	Managers       []NetworkManager
	Connections    []Connection
	Isolate        []Isolation
	Expect         []Expectation
	Limits         Limits
	Locations      map[string]Location
	SourceNames    []string // the files read, as they were named, sorted
}

// Naming is the patterns by which resources are named, by kind: all kinds are present.
type Naming struct {
	Element[Naming]
	Patterns map[string]string
	Names    map[string][]GivenName
}

// GivenName is the name of one resource of a kind: Of is what the placeholders of the kind stand for, joined by hyphens.
type GivenName struct {
	Element[GivenName]
	Of, Name string
}

// Pattern is that of a kind of resource.
func (n Naming) Pattern(kind Field[Naming]) string { return n.Patterns[kind.name] }

// Name is the name that is given for one resource of a kind, nil for none.
func (n Naming) Name(kind Field[Naming], of string) *GivenName {
	for i := range n.Names[kind.name] {
		if g := &n.Names[kind.name][i]; g.Of == of {
			return g
		}
	}
	return nil
}

// Limits is the dated limits with the user's overrides, by name: all are present.
type Limits map[string]int

// Most is how many Azure takes at most.
func (l Limits) Most(f Field[Limits]) int { return l[f.name] }

// Location is what the schema's table knows of an Azure location.
type Location struct{ Zones bool } // Zones: the location has availability zones

// Tenant is a declared tenant; ID is a UUID in lower case.
type Tenant struct {
	Element[Tenant]
	Name, ID string
}

// Subscription is a declared subscription; ID is a UUID in lower case. Tenant is "" where not given.
type Subscription struct {
	Element[Subscription]
	Name, ID, Tenant string
}

// ResourceGroup is an entry of resourceGroups: what is said of one, not every one that is used.
type ResourceGroup struct {
	Element[ResourceGroup]
	Name     string
	Location string // "" where not given
	Tags     map[string]string
	Existing bool
}

// VirtualWAN is a virtual WAN. Location, Subscription and ResourceGroup are as of a network.
type VirtualWAN struct {
	Element[VirtualWAN]
	Name                                  string
	Type                                  string // Standard | Basic
	Location, Subscription, ResourceGroup string
	BranchToBranch                        bool
	Tags                                  map[string]string
	Existing                              bool
	AzureName                             string // "" where not given
}

// Network is a virtual network, or a virtual hub where VirtualWAN is set. Location, Subscription and ResourceGroup have the defaults applied and are
// "" where
// neither the network, its profile nor the defaults say (the resource group's default rg-{name} is filled in).
type Network struct {
	Element[Network]
	Name                                             string
	VirtualWAN                                       string // "" for a virtual network
	Location, Subscription, ResourceGroup, AzureName string
	Ownership                                        string            // created | existing | external
	Classic                                          bool              // of the classic deployment model
	AddressSpace                                     []netip.Prefix    // masked, in the order of the intent
	Labels, Tags                                     map[string]string // without the labels location and subscription
	DNSServers                                       []netip.Addr
	Encryption                                       bool
	DDoSProtectionPlan                               string
	SecurityGroups                                   string // needed | always, "" for needed
	Subnets                                          []Subnet
	VPN                                              *VPNGateway
	ExpressRoute                                     *ExpressRouteGateway
	Firewall                                         *Firewall
	Appliances                                       []Appliance
}

// Subnet is a subnet; offsets of profiles are resolved to prefixes.
type Subnet struct {
	Element[Subnet]
	Name                 string
	Prefixes             []netip.Prefix // masked
	Routing              string         // derived | none
	Routes               []Route
	NetworkSecurityGroup string // resource id, "" for none
	RouteTable           string // resource id of the user's, "" for none
	SecurityGroups       string // needed | always, "" for as the network says
	SubnetSettings
}

// SubnetSettings is what the intent says of a subnet and nothing is derived from but a default: it is handed on as it is, each field
// under the word of the intent. What is not given is empty.
type SubnetSettings struct {
	NATGateway                        string   `word:"natGateway"` // resource id
	ServiceEndpoints                  []string `word:"serviceEndpoints"`
	Delegation                        string   `word:"delegation"`
	DefaultOutboundAccess             *bool    `word:"defaultOutboundAccess"`
	PrivateEndpointNetworkPolicies    string   `word:"privateEndpointNetworkPolicies"`
	PrivateLinkServiceNetworkPolicies string   `word:"privateLinkServiceNetworkPolicies"`
}

// SettingFields are the fields of a subnet that are its settings, in order.
func SettingFields() []Field[Subnet] {
	var out []Field[Subnet]
	settings := reflect.TypeFor[SubnetSettings]()
	for i := range settings.NumField() {
		out = append(out, Field[Subnet]{settings.Field(i).Tag.Get("word")})
	}
	return out
}

// Route is a hand-written route of a subnet.
type Route struct {
	Element[Route]
	Name   string
	Prefix netip.Prefix
	Via    string // "internet", "none", "vpnGateway" or a reference network/part

	Existing bool // the table has it already
}

// VPNGateway is gateways.vpn. ASN 0 means no BGP. Zones nil: by the location.
type VPNGateway struct {
	Element[VPNGateway]
	SKU          string
	ASN          int64
	ActiveActive bool
	Zones        []int
	ScaleUnits   int // of a virtual hub; 0 where not given
	Existing     bool
	AzureName    string // "" where not given
	Client       *VPNClient
	CustomRoutes []netip.Prefix
	APIPA        *APIPA
	NATRules     []NATRule // by name
	Translates   bool      // routes of BGP too: bgpRouteTranslation
}

// NATRule is a rule of gateways.vpn.natRules. Ports are "" for any. Instance is 0 where not given.
type NATRule struct {
	Element[NATRule]
	Name                         string
	Egress, Dynamic              bool
	Internal, External           netip.Prefix
	InternalPorts, ExternalPorts string
	Instance                     int
}

// VPNClient is the point-to-site clients of a VPN gateway. Protocols are in the order of the intent, OpenVPN where not given.
type VPNClient struct {
	Element[VPNClient]
	AddressSpace []netip.Prefix
	Protocols    []string // OpenVPN | IkeV2 | SSTP
	Entra        *EntraClients
	Certificates *ClientCertificates
	RADIUS       *RADIUSServer
}

// Site is the clients as a place behind the gateway, under a name.
func (c *VPNClient) Site(name string) *Site {
	return &Site{Element: Element[Site]{c.node}, Name: name, AddressSpace: c.AddressSpace}
}

// Statement is what joins them with the gateway, under a name.
func (c *VPNClient) Statement(name string) *Connection {
	return &Connection{Element: Element[Connection]{c.node}, Name: name, Kind: "vpn", Access: "open"}
}

// EntraClients is the sign-in of clients with Microsoft Entra ID: ids of the tenant and of the client's application.
type EntraClients struct {
	Element[EntraClients]
	Tenant, Audience string
}

// ClientCertificates is the sign-in of clients with certificates: root certificates in Base64, and thumbprints, by name.
type ClientCertificates struct {
	Element[ClientCertificates]
	Roots, Revoked []NamedText
}

// NamedText is a text under a name of the intent.
type NamedText struct{ Name, Text string }

// RADIUSServer is a RADIUS server that a VPN gateway asks.
type RADIUSServer struct {
	Element[RADIUSServer]
	Server  netip.Addr
	KeyName string // in the key vault, "" where not given
}

// APIPA is the addresses of a VPN gateway for BGP, by its instances.
type APIPA struct {
	Element[APIPA]
	First, Second []netip.Addr
}

// ExpressRouteGateway is gateways.expressRoute.
type ExpressRouteGateway struct {
	Element[ExpressRouteGateway]
	SKU        string
	ScaleUnits int // of a virtual hub; 0 where not given
	Existing   bool
	AzureName  string // "" where not given
}

// Firewall is a network's Azure Firewall. PrivateAddress is invalid where not given; Policy is a user's policy id or "". Modes are Azure's
// words, Alert, Deny and Off, "" where not given.
type Firewall struct {
	Element[Firewall]
	Tier            string // Basic | Standard | Premium
	PrivateAddress  netip.Addr
	Zones           []int // nil: by the location
	PublicAddresses int
	Policy          string
	Existing        bool
	AzureName       string // "" where not given

	ThreatIntel, IntrusionDetection string
	DNSProxied                      bool         // dns: proxied
	DNS                             *FirewallDNS // nil where not given, or proxied
	BasePolicy, Insights            string       // resource ids, "" where not given

	AllowsAll bool           // rules: all
	Rules     []FirewallRule // none where not given, and where nothing or everything is allowed

	PrivateRanges []netip.Prefix // beside rules: what that policy does not translate to, beside IANAPrivateRanges
}

// FirewallRule is a rule of a policy that is not created. From and To are nil for any address.
type FirewallRule struct {
	Element[FirewallRule]
	From, To   []netip.Prefix
	ToServices bool // To are names and service tags
	Ports      []PortRange
	Deny       bool
}

// FirewallDNS is the DNS settings of a firewall policy. Proxy is nil where not given.
type FirewallDNS struct {
	Element[FirewallDNS]
	Proxy   *bool
	Servers []netip.Addr
}

// Appliance is a next hop that the user runs: at most one address per family.
type Appliance struct {
	Element[Appliance]
	Name           string
	PrivateAddress []netip.Addr
	Subnet         string
	EgressSubnet   string // Subnet where not given
	LoadBalancer   *LoadBalancer
}

// LoadBalancer asks for an internal Standard load balancer with HA ports before an appliance.
type LoadBalancer struct {
	Element[LoadBalancer]
	ProbeProtocol string // Tcp | Http | Https
	ProbePort     int
	ProbePath     string // only Http and Https
}

// Connection is a statement that joins networks. Which fields are set depends on Kind.
type Connection struct {
	Element[Connection]
	Name string
	Kind string // peering | mesh | hubAndSpoke | vpn | expressRoute

	Between []End // peering: two

	Ends          []Members // vpn: two
	BandwidthMbps int       // vpn: 0 where not given
	IPsec         *IPsecPolicy

	Circuit                                string // expressRoute
	NetworkToNetwork, VirtualWAN, FastPath bool
	BackupBy                               []string // empty where not given
	KeyName                                string   // vpn, expressRoute; "" where not given
	Weight                                 int      // expressRoute
	NATRules                               []string // vpn
	TunnelSettings                                  // vpn

	Members Members // mesh, expressRoute

	Hubs         []string // hubAndSpoke
	Spokes       Members
	SpokeToSpoke Via
	Internet     Via
	InternetNext Via // a second hop behind Internet's; Mode "" where there is none
	OnPremises   Via
	HubSubnets   Via

	UseGatewayOf     string       // peering, hubAndSpoke; "" where not given
	ForwardedTraffic *bool        // nil: derived
	IPv6Only         bool         // peering by subnets
	Transit          []string     // peering, mesh: of "spokes", "hubs", "sites"; nil for none
	TransitAmong     Members      // selectors of the spokes that it joins; none for all
	Access           string       // open | closed | flows
	Flows            []AccessFlow // of access: flows, by name

	NetworkManager        string // mesh, hubAndSpoke: "" for by hand
	Membership            string // static | policy
	DeleteExistingPeering bool

	Existing        bool        // all that it joins is there already
	ExistingMembers Members     // or what it joins these by
	NamePattern     string      // of names, or their default; "" where not given
	Names           []NamedPair // by pair
}

// TunnelSettings is how a VPN connection is negotiated. DPDTimeoutSeconds is 0 where not given.
type TunnelSettings struct {
	ConnectionMode    string // Default | InitiatorOnly | ResponderOnly
	DPDTimeoutSeconds int
	PolicyBased       bool              // it has traffic selectors
	TrafficSelectors  []TrafficSelector // nil: of all that it joins
}

// TrafficSelector is what a policy-based tunnel carries: each local prefix with each remote one.
type TrafficSelector struct {
	Element[TrafficSelector]
	Local, Remote []netip.Prefix // masked, in the order of the intent
}

// NamedPair is an entry of names: the name, or a pattern of it, for <local>-<remote>.
type NamedPair struct {
	Element[NamedPair]
	Pair, Name string
}

// AccessFlow is an entry of access. A member's Name may be network/subnet, a site, or "internet".
type AccessFlow struct {
	Element[AccessFlow]
	Name     string
	From, To Members
	Ports    []PortRange // in the order of the intent
}

// PortRange is a protocol with its ports: tcp and udp have First to Last, icmp and any have none.
type PortRange struct {
	Protocol    string // tcp | udp | icmp | any
	First, Last int
}

// NetworkManager is an Azure Virtual Network Manager. Location, Subscription and ResourceGroup have the defaults applied.
type NetworkManager struct {
	Element[NetworkManager]
	Name                                  string
	Location, Subscription, ResourceGroup string
	Tags                                  map[string]string
	Scope                                 ManagerScope
	Commit                                string // step | resource
}

// ManagerScope is what a network manager may manage; without both, the subscriptions of its members.
type ManagerScope struct {
	Element[ManagerScope]
	Subscriptions    []string // names, nil for not given
	ManagementGroups []string // names, nil for not given
}

// Site is a place outside the networks. PublicAddress is invalid, and the rest zero, where it has no VPN or the field is not given.
type Site struct {
	Element[Site]
	Name         string
	AddressSpace []netip.Prefix // masked, in the order of the intent
	Labels       map[string]string
	VPN          *SiteVPN
	DefaultRoute bool
}

// SiteVPN is a site's VPN device. ASN 0 means no BGP.
type SiteVPN struct {
	Element[SiteVPN]
	PublicAddress netip.Addr
	FQDN          string
	ASN           int64
	BGPPeer       netip.Addr
	AzureName     string // of its local network gateways and VPN sites, "" where not given
}

// Circuit is an ExpressRoute circuit: with ID one that exists. Location, Subscription and ResourceGroup have the defaults applied.
type Circuit struct {
	Element[Circuit]
	Name, Site, ID                        string
	Provider, PeeringLocation             string // "" where not given
	BandwidthMbps                         int    // 0 where not given
	Tier, Family                          string
	PrivatePeering                        *PrivatePeering
	ManagedByProvider                     bool
	Provisioned                           bool // by its provider
	Location, Subscription, ResourceGroup string
	Tags                                  map[string]string
}

// PrivatePeering is the private peering of a circuit.
type PrivatePeering struct {
	Element[PrivatePeering]
	PeerASN            int64
	VLAN               int
	Primary, Secondary netip.Prefix
}

// IPsecPolicy is the policy of a VPN connection, in Azure's words.
type IPsecPolicy struct {
	Element[IPsecPolicy]
	IKEEncryption, IKEIntegrity, DHGroup      string
	IPsecEncryption, IPsecIntegrity, PFSGroup string
	SALifetimeSeconds, SADataSizeKilobytes    int
}

// End is one side of a peering; Subnets is nil for the whole network.
type End struct {
	Element[End]
	Network string
	Subnets []string
}

// Members is a set of networks as it is written: names and selectors.
type Members struct {
	Element[Members]
	Items []Member
}

// Member is a network's name, or a selector: labels that must all match, each with the values that do.
type Member struct {
	Element[Member]
	Name   string
	Labels map[string][]string
}

// Via is what a class of traffic goes through. Mode is "" (not given and no default), "none", "direct" or "through";
// with "through", Network and Part name an appliance, "firewall" or "vpnGateway".
type Via struct {
	Element[Via]
	Mode, Network, Part string
}

// Ref is network/part.
func (v Via) Ref() string { return v.Network + "/" + v.Part }

// Isolation is an entry of isolate: no packet passes between the two groups.
type Isolation struct {
	Element[Isolation]
	Name string
	A, B Members
}

// Expectation is an entry of expect. A member's Name may be network/subnet, or in To "internet". Protocol "" is any packet.
type Expectation struct {
	Element[Expectation]
	Name      string
	From, To  Members
	Via       []string // references network/part, in order
	AnyVia    bool     // via is not given: anything
	Reachable bool
	Protocol  string
	Port      int
	When      Failure
}

// Failure is what is out of service, all at once: nothing where Down is empty. A name is network/part, connections.NAME, or that of a circuit, a
// site or a region.
type Failure struct {
	Element[Failure]
	Down []string
}
