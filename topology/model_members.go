package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// A Candidate is what statements name and selectors select: a network, a virtual hub, or a site.
type Candidate struct {
	Name         string
	Kind         CandidateKind
	Subscription string // declared name, "" for the deployment's own, and of a site
	Location     string // "" where it is not known, and of a site
	Ownership    Ownership
	AddressSpace []netip.Prefix
	Labels       map[string]string // as given: the location and the subscription of a network are labels beside them
	Origin       Origin
}

// CandidateKind says what a candidate is.
type CandidateKind string

// The kinds of candidates.
const (
	NetworkCandidate CandidateKind = "virtual network"
	HubCandidate     CandidateKind = "virtual hub"
	SiteCandidate    CandidateKind = "site"
	ClientsCandidate CandidateKind = "VPN clients" // of a gateway: a site that no selector selects
)

// IsSelectedBy tells whether the candidate has all labels of a selector: of each, one of the values.
func (c *Candidate) IsSelectedBy(selector map[string][]string) bool {
	return selects(selector, c.label)
}

func (c *Candidate) label(key string) (string, bool) {
	if c.IsSite() {
		value, ok := c.Labels[key]
		return value, ok
	}
	switch key {
	case "location":
		return c.Location, true
	case "subscription":
		return c.Subscription, true
	}
	return c.Labels[key], true
}

// IsSite tells whether it is no network: a site, or the clients of a gateway.
func (c *Candidate) IsSite() bool { return c.Kind == SiteCandidate || c.Kind == ClientsCandidate }

// selects tells whether what has these labels has all of a selector.
func selects(selector map[string][]string, label func(string) (string, bool)) bool {
	for key, values := range selector {
		if value, ok := label(key); !ok || !slices.Contains(values, value) {
			return false
		}
	}
	return true
}

// A Membership says that a statement takes something in: by its name, or by a selector.
type Membership struct {
	Statement string // connections.estate, connections.estate.access.sql, isolate.pci, expect.checkout
	Role      Role
	Member    string // a network, network/subnet, a site, or "internet"
	Selector  string // {tier: app}, "" where it is named
	Origin    Origin // of the name or the selector
}

// Called is the statement by its name: estate, flow estate/sql, isolate pci, expect checkout.
func (m *Membership) Called() string { return StatementName(m.Statement) }

// StatementName is a statement by its name, of its path: estate of connections.estate, isolate pci of isolate.pci.
func StatementName(path string) string {
	parts := strings.Split(path, ".")
	switch {
	case len(parts) == 4:
		return "flow " + parts[1] + "/" + parts[3]
	case len(parts) == 2 && parts[0] != "connections":
		return parts[0] + " " + parts[1]
	}
	return parts[len(parts)-1]
}

// Of is the network or the site of the member, also where that is a subnet.
func (m *Membership) Of() (name, subnet string) {
	name, subnet, _ = strings.Cut(m.Member, "/")
	return name, subnet
}

// Role is what a statement takes something in as.
type Role string

// The roles.
const (
	HubRole      Role = "hub"
	SpokeRole    Role = "spoke"
	MemberRole   Role = "member"   // of a mesh or a circuit
	EndRole      Role = "end"      // of a peering, a VPN, or an isolation
	FromRole     Role = "from"     // of a flow or an expectation
	ToRole       Role = "to"       // likewise
	ExistingRole Role = "existing" // its connection is there already
)
