package schema

import (
	"net/netip"
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
	BGP          *BGP // nil where not given
}

// BGP is how a site speaks BGP: of a site, or of a connection in place of what its sites say.
type BGP struct {
	Element[BGP]
	Advertise, Receive []netip.Prefix // masked, in the order of the intent; nil where not given
	Prepend            *int64
	LocalPreference    *int64
	PeerAPIPA          netip.Addr // of a connection; invalid where not given
	APIPA              []netip.Addr
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
