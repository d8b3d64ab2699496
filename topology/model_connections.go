package topology

import "net/netip"

// Typed IDs of what joins a network to something other than a peer.
type (
	SiteID         string // dc1
	LocalGatewayID string // hub-weu/dc1: the site as the VPN gateway of that network sees it
	ConnectionID   string // hub-weu/vpnGateway>hub-neu/vpnGateway, hub-weu/vpnGateway>dc1, hub-weu/expressRouteGateway>er-ams
	CircuitID      string // er-ams
	SecretID       string // sharedKey-hub-weu-dc1, authorizationKey-er-ams-hub-weu: also words of the parameter's name
)

// Site is a place outside Azure, or behind another's gateway: an end of paths. No resource is the site itself.
type Site struct {
	ID           SiteID
	AddressSpace []netip.Prefix // what is behind it
	DefaultRoute bool           // it takes what has no other way: forced tunnelling leads there
	Origin       Origin
}

// LocalGateway is a local network gateway: a site as the VPN gateway of one network sees it, in that network's resource
// group and location. One of PublicAddress and FQDN is set.
type LocalGateway struct {
	ID            LocalGatewayID
	Network       NetworkID
	Site          SiteID
	Name          string
	PublicAddress netip.Addr
	FQDN          string
	HubGateway    GatewayID      // in place of an address: an instance of a virtual hub's gateway, whose addresses are read from it
	Instance      int            // of HubGateway: 0 or 1
	Prefixes      []netip.Prefix // nil with BGP: the site advertises them
	ASN           int64          // 0 without BGP
	BGPPeer       netip.Addr     // invalid without BGP
	Existing      bool           // there already: counted, not made
	Origin        Origin
}

// ConnectionKind is what a connection is between.
type ConnectionKind string

// The kinds of connections, in Azure's words for connectionType.
const (
	VNetToVNet   ConnectionKind = "Vnet2Vnet"    // to Remote; there is a row for each direction
	IPsec        ConnectionKind = "IPsec"        // to LocalGateway
	ExpressRoute ConnectionKind = "ExpressRoute" // to Circuit
)

// Connection is one direction of a connection: the resource that stands beside Gateway, in its network's resource group and
// location.
type Connection struct {
	ID            ConnectionID
	Gateway       GatewayID
	Name          string
	Kind          ConnectionKind
	Remote        GatewayID
	LocalGateway  LocalGatewayID
	Circuit       CircuitID
	BGP           bool
	Secret        SecretID     // the shared key of the pair, or the authorization key of an existing circuit; "" in the same subscription, and of what is there
	Authorization string       // of a created circuit in another subscription of the tenant: its authorization, whose key the deployment reads
	NATRules      UsedNATRules // IPsec: of its gateway
	Policy        *IPsecPolicy // nil for Azure's default proposals; the same on both directions
	Tunnel        Tunnel       // IPsec: how it is negotiated
	OwnBGP        []netip.Addr // IPsec: which of its own addresses (APIPA) each instance of its gateway speaks BGP from; nil for Azure's choice
	FastPath      bool         // ExpressRoute: the data path bypasses the gateway
	RoutingWeight int          // ExpressRoute: 0 for Azure's default
	Existing      bool         // there already: counted, not made
	Origin        Origin
}

// Session is how a site speaks BGP over a connection: no property in Azure has it.
type Session struct {
	Connection      ConnectionID // or the HubLink with this id
	Site            SiteID
	Advertises      *Advertised    // nil for all of the site
	Receives        []netip.Prefix // what it accepts, with all that is inside; nil for all
	Prepends        int            // how often its number is in the path beside the one time of BGP
	LocalPreference *int64         // of what it learns over the connection; nil where that is not said
	Origin          Origin
}

// Advertised are prefixes of a site, and whether it advertises the default route too.
type Advertised struct {
	Prefixes []netip.Prefix
	Default  bool
}

// IPsecPolicy is the one IPsec/IKE policy of a connection, in Azure's words.
type IPsecPolicy struct {
	IKEEncryption, IKEIntegrity, DHGroup      string
	IPsecEncryption, IPsecIntegrity, PFSGroup string
	SALifetimeSeconds, SADataSizeKilobytes    int
}

// Tunnel is how a VPN connection with a site is negotiated. Zero values are Azure's defaults.
type Tunnel struct {
	Mode              string // "" for Default
	DPDTimeoutSeconds int
	Selectors         []TrafficSelector // nil for any to any
	Circuit           CircuitID         // over whose private peering it runs, "" for the internet
}

// TrafficSelector is what a policy-based tunnel carries: each local prefix with each remote one.
type TrafficSelector struct{ Local, Remote []netip.Prefix }

// Circuit is an ExpressRoute circuit: an existing one (ResourceID), or a created one, which deploys in a root of its own.
type Circuit struct {
	ID         CircuitID
	Site       SiteID
	ResourceID string // of a circuit that exists; then the fields below are zero

	Name            string
	ResourceGroup   ResourceGroupID
	Location        string
	Tags            map[string]string
	Provider        string
	PeeringLocation string
	BandwidthMbps   int
	Tier, Family    string          // Standard, MeteredData
	Peering         *PrivatePeering // nil: the provider configures it
	Authorizations  []string        // names of the authorizations that other subscriptions' connections use
	Provisioned     bool            // its provider has done its part: it can be connected
	Origin          Origin
}

// PrivatePeering is the private peering of a created circuit.
type PrivatePeering struct {
	PeerASN            int64
	VLAN               int
	Primary, Secondary netip.Prefix // /30 each
}

// Secret is a value that is never in an intent nor in an output: a secure parameter.
type Secret struct {
	ID          SecretID
	Description string // a sentence: what it is, and who knows it
	KeyName     string // of its secret in Topology.KeyVault, "" for that of its parameter
	Origin      Origin
}
