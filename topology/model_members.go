package topology

import (
	"net/netip"
	"slices"
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
	if c.Kind == SiteCandidate || c.Kind == ClientsCandidate {
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
