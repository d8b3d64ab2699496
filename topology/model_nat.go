package topology

import "net/netip"

// NATRule is a rule of a VPN gateway that connections with sites may use. Instance is 0 for none, else 1 or 2.
type NATRule struct {
	Name                         string
	Egress, Dynamic              bool
	Internal, External           netip.Prefix // before the translation and after it
	InternalPorts, ExternalPorts string       // "" for any
	Instance                     int
}

// NAT is what a VPN gateway translates.
type NAT struct {
	Rules            []NATRule // by name
	TranslatesRoutes bool      // what it learns and advertises by BGP too
}

// UsedNATRules are the names of the rules that a connection uses.
type UsedNATRules struct{ Ingress, Egress []string }
