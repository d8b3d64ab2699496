package topology

// Expectation is an entry of expect with its names looked up: networks, network/subnet, or "internet" in To.
type Expectation struct {
	Name      string
	From, To  []string
	Via       []string
	AnyVia    bool
	Reachable bool
	Protocol  string
	Port      int
	Down      []DownPart // what is out of service meanwhile
	Origin    Origin
}

// DownPart is something that has failed: what Ref names.
type DownPart struct {
	Kind DownKind
	Ref  string
}

// DownKind is what has failed.
type DownKind string

// A part is a gateway, firewall or appliance as network/part; a region is a location; a connection is an entry of connections.
const (
	DownPartOfNetwork DownKind = "part"
	DownCircuit       DownKind = "circuit"
	DownSite          DownKind = "site"
	DownConnection    DownKind = "connection"
	DownRegion        DownKind = "region"
)

// Isolation is an entry of isolate with its networks and sites.
type Isolation struct {
	Name   string
	A, B   []string
	Origin Origin
}

// Join says that each of A and each of B reach each other: networks, subnets as network/subnet, or in B "internet". Via is what inspects on the
// way from A to B, in order, as network/part.
// Closed says that nothing passes between them but Flows, and the answers to these.
type Join struct {
	A, B   []string
	Via    []string
	Closed bool
	Flows  []Flow
	Origin Origin

	Direct bool // by a peering or a connected group: it takes precedence over what joins the pair through a firewall or an appliance
}

// Flow is what may pass from each of From to each of To, of those that a join names: networks, network/subnet, "internet". First to Last
// are the ports of tcp and udp; icmp and any have none. ICMP is that of IPv4.
type Flow struct {
	Name        string // estate/sql
	From, To    []string
	Protocol    string
	First, Last int
}

// OnPremises says through whose gateway networks and what is behind it reach each other, where no site of the intent is behind
// it. Via is what inspects on the way from
// the network to the gateway.
type OnPremises struct {
	Gateway  NetworkID
	Networks []string
	Via      []string
	Origin   Origin
}
