package schema

import (
	"net/netip"
	"reflect"
)

// Network is a virtual network, or a virtual hub where VirtualWAN is set. Location, Subscription and ResourceGroup have the defaults applied and are
// "" where neither the network, its profile nor the defaults say (the resource group's default rg-{name} is filled in).
type Network struct {
	Element[Network]
	Name                                             string
	VirtualWAN                                       string // "" for a virtual network
	RoutingPreference                                string // of a virtual hub: expressRoute | vpnGateway | asPath, "" for expressRoute
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
	NetworkSecurityGroup string     // resource id, "" for none
	RulePriorities       Priorities // of rules that are added to it, 0 for none
	RouteTable           string     // resource id of the user's, "" for none
	SecurityGroups       string     // needed | always, "" for as the network says
	SubnetSettings
}

// Priorities are those of security rules, First to Last.
type Priorities struct{ First, Last int }

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
