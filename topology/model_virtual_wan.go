package topology

import "net/netip"

// Typed IDs of what a virtual WAN is made of. A virtual hub has the NetworkID of the network that it is in the intent.
type (
	VirtualWANID    string // wan
	HubRouteTableID string // hub-weu/isolated
	HubConnectionID string // hub-weu>shop
)

// VirtualWAN is a virtual WAN: its hubs reach each other without any statement.
type VirtualWAN struct {
	ID             VirtualWANID
	Name           string
	Type           string // Standard | Basic
	ResourceGroup  ResourceGroupID
	Location       string
	BranchToBranch bool // sites reach each other through the hubs
	Existing       bool // there already: used, not made
	Tags           map[string]string
	Origin         Origin
}

// VirtualHub is a virtual hub: a network that Microsoft manages, without subnets.
type VirtualHub struct {
	ID            NetworkID
	WAN           VirtualWANID
	Name          string
	Type          string // Standard | Basic, that of the virtual WAN
	ResourceGroup ResourceGroupID
	Location      string
	Prefix        netip.Prefix
	Existing      bool // there already: of what is in it, connections and route tables of the intent are made
	// RoutingPreference is which of several routes with the same prefix the hub prefers: ExpressRoute | VpnGateway | ASPath.
	RoutingPreference string
	Tags              map[string]string
	Origin            Origin
}

// HubGateway is a VPN or ExpressRoute gateway of a virtual hub. Its ASN is 65515.
type HubGateway struct {
	ID             GatewayID
	Hub            NetworkID
	ExpressRoute   bool // else VPN
	Name           string
	ScaleUnits     int
	NAT            NAT  // VPN
	NonVirtualWANs bool // ExpressRoute: allowNonVirtualWanTraffic, plain networks behind the same circuit reach the hub
	Existing       bool // there already: its connections are made one by one
	Origin         Origin
}

// RoutingIntent sends the traffic of a virtual hub through a firewall: private traffic, traffic to the internet, or both.
// A hub has this or derived route tables, never both.
type RoutingIntent struct {
	Hub               NetworkID
	Private, Internet FirewallID // "" for not sent
	Existing          bool       // there already: counted, not made
	Origin            Origin
}

// HubRouteTable is a route table of a virtual hub: what the networks associated with it reach.
type HubRouteTable struct {
	ID       HubRouteTableID
	Hub      NetworkID
	Name     string
	Labels   []string   // networks propagate to labels, in every hub of the virtual WAN
	Internet FirewallID // 0.0.0.0/0 leads there, "" for no such route
	Existing bool       // there already: counted, not made
	Origin   Origin
}

// HubConnection is the connection of a network to a virtual hub.
type HubConnection struct {
	ID       HubConnectionID
	Hub      NetworkID
	Network  NetworkID
	Name     string
	Internet bool            // the network learns the hub's 0.0.0.0/0
	Table    HubRouteTableID // what it is associated with; "" for the default table, to which it then propagates
	Labels   []string        // with Table: to which tables it propagates
	Existing bool            // there already: counted, not made
	Origin   Origin
}

// DefaultLabel is the label of the default route tables of all hubs, with which gateways are associated; NoneLabel that of the
// tables of nobody. Source: About virtual hub routing.
const (
	DefaultLabel = "default"
	NoneLabel    = "none"
)

// HubSite is a VPN site: a place outside as the VPN gateways of a virtual WAN's hubs see it. One of PublicAddress, FQDN and Gateway is
// set. Of the VPN gateway of a network the addresses are known only once Azure has made it: they are read from it.
type HubSite struct {
	ID            LocalGatewayID // wan/dc1
	WAN           VirtualWANID   // resource group, location and tags are its
	Site          SiteID         // "" for a gateway
	Gateway       GatewayID      // of a network
	Instances     int            // of Gateway: the site has a link for each
	Name          string
	PublicAddress netip.Addr
	FQDN          string
	Prefixes      []netip.Prefix // nil with BGP: the site advertises them
	ASN           int64          // 0 without BGP
	BGPPeer       netip.Addr     // invalid without BGP
	Existing      bool           // there already: counted, not made
	Origin        Origin
}

// HubLink is a connection of a gateway of a virtual hub: to a HubSite, or to a circuit.
type HubLink struct {
	ID      ConnectionID // hub-weu/vpnGateway>dc1
	Hub     NetworkID
	Gateway GatewayID
	Name    string
	Site    LocalGatewayID // of a VPN: the HubSite
	Circuit CircuitID      // of ExpressRoute
	BGP     bool
	Secret  SecretID // the shared key, or the authorization key; "" for a circuit of the same subscription, and of what is there
	// Authorization is, of a created circuit in another subscription, the name of its authorization, whose key is read when the connection is made.
	Authorization string
	Policy        *IPsecPolicy
	NATRules      UsedNATRules // of a VPN
	Tunnel        Tunnel       // of a VPN with a site: how it is negotiated
	RoutingWeight int          // ExpressRoute: of several circuits the highest is preferred; 0 for Azure's default
	Labels        []string     // to which tables it propagates; nil for the default ones
	Existing      bool         // there already: counted, not made
	Origin        Origin
}
