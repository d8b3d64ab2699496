package schema

import (
	"net/netip"
)

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
	BGP                                    *BGP     // vpn, expressRoute; nil where not given

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
	OverCircuit       string // the circuit that carries it, "" for the internet
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
