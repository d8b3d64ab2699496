package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// checkProtection notes which networks have something with a public address and no DDoS protection plan: once for the intent.
func checkProtection(r *reading) {
	var names []string
	var first *network
	for _, n := range r.networks {
		if n.DDoSProtectionPlan == "" && n.VirtualWAN == "" && (n.Firewall != nil || n.VPN != nil) {
			if first == nil {
				first = n
			}
			names = append(names, string(n.id))
		}
	}
	if first == nil {
		return
	}
	r.report(codeNoProtection, diag.Diagnostic{
		Summary: fmt.Sprintf("no DDoS protection plan covers the public addresses of %s", fewNames(names)),
		Subject: first.KeyRange(),
		Why:     "without a plan, Azure protects its own infrastructure, not your application",
		Hint:    "write `ddosProtectionPlan: <resource id>` at the network; one plan can protect many networks",
	})
}

// checkEncryption warns of peered networks of which one encrypts, and notes firewalls that do not take part.
func checkEncryption(r *reading) {
	plain := map[*network][]string{}
	for _, p := range r.pairs {
		switch {
		case p.a.Encryption && !p.b.Encryption:
			plain[p.a] = append(plain[p.a], string(p.b.id))
		case p.b.Encryption && !p.a.Encryption:
			plain[p.b] = append(plain[p.b], string(p.a.id))
		}
	}
	for _, n := range r.networks {
		if len(plain[n]) > 0 {
			r.report(codeHalfEncrypted, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has encryption, and its peers have none: %s", n.id, fewNames(plain[n])),
				Subject: n.At(schema.NetworkField.Encryption),
				Why:     "traffic over a peering is encrypted only if both networks have encryption; between these networks it is sent in plain text",
				Hint:    "write `encryption: true` at the peers",
			})
		}
		if n.Encryption && n.Firewall != nil && n.Firewall.Tier != "Premium" {
			r.report(codePlainFirewall, diag.Diagnostic{
				Summary: fmt.Sprintf("firewall %q has tier %s: traffic through it is not encrypted", string(n.id)+"/firewall", n.Firewall.Tier),
				Subject: n.At(schema.NetworkField.Firewall),
				Related: []diag.Related{{Range: n.At(schema.NetworkField.Encryption), Message: fmt.Sprintf("%q has encryption", n.id)}},
				Why:     "virtual network encryption supports Azure Firewall Premium only",
				Hint:    "write `tier: Premium`, or do not rely on encryption through the firewall",
			})
		}
	}
}

// checkICMPv6 warns of flows that list ICMP between networks with IPv6.
func checkICMPv6(r *reading) {
	for i := range r.in.Connections {
		for _, f := range r.flows[&r.in.Connections[i]] {
			if !hasICMP(f) {
				continue
			}
			for _, pair := range f.pairs() {
				if len(ipnet.IPv6(pair[0].prefixes())) == 0 || len(ipnet.IPv6(pair[1].prefixes())) == 0 {
					continue
				}
				r.report(codeICMPv6, diag.Diagnostic{
					Summary: fmt.Sprintf("flow %q of %q lists icmp, which allows IPv4 only between %q and %q", f.in.Name, f.c.Name, pair[0].ref(),
						pair[1].ref()),
					Subject: f.in.KeyRange(),
					Why:     "a security rule for Icmp does not match ICMPv6; only a rule for any protocol does",
					Hint:    "write `any` if ICMPv6 must pass too; otherwise no change is needed",
				})
				break
			}
		}
	}
}

// checkRepeatedFlows notes flows that another one of the same connection contains whole.
func checkRepeatedFlows(r *reading) {
	for i := range r.in.Connections {
		flows := r.flows[&r.in.Connections[i]]
		for _, f := range flows {
			for _, g := range flows {
				if f == g || !g.contains(f) || f.contains(g) && f.in.Name < g.in.Name {
					continue
				}
				r.report(codeFlowTwice, diag.Diagnostic{
					Summary: fmt.Sprintf("flow %q of %q allows nothing that flow %q does not allow", f.in.Name, f.c.Name, g.in.Name),
					Subject: f.in.KeyRange(),
					Related: []diag.Related{{Range: g.in.KeyRange(), Message: "the other flow"}},
					Why:     "traffic passes if any flow allows it, so one of the two is redundant",
					Hint:    "remove one of the two",
				})
				break
			}
		}
	}
}

// checkStoppedFlows warns of flows of which nothing passes, because other connections that the packets pass too list nothing of them.
func checkStoppedFlows(r *reading) {
	for i := range r.in.Connections {
		for _, f := range r.flows[&r.in.Connections[i]] {
			if by := r.stops(f); by != nil {
				r.report(codeFlowStopped, diag.Diagnostic{
					Summary: fmt.Sprintf("flow %q of %q is blocked by %q, which its packets cross too and which does not list it", f.in.Name,
						f.c.Name, by.Name),
					Subject: f.in.KeyRange(),
					Related: []diag.Related{{Range: accessRange(by), Message: fmt.Sprintf("`access` of %q", by.Name)}},
					Why:     "traffic that crosses several connections must be allowed by every one of them",
					Hint:    fmt.Sprintf("list the flow in %q too, or leave the `access` of one of the two open", by.Name),
				})
			}
		}
	}
}

// stops is a connection that closes the way of a flow, nil where something of the flow passes.
func (r *reading) stops(f *accessFlow) *schema.Connection {
	var by *schema.Connection
	for _, pair := range f.pairs() {
		if pair[0].internet || pair[1].internet {
			return nil
		}
		rest := []*accessFlow{{from: pair[:1], to: pair[1:], protocol: f.protocol}}
		x := r.joinOf[relationKey(f.c, pair[0].name(), pair[1].name())]
		if x.direct != nil {
			x = x.direct
		}
		for _, c := range x.closedBy() {
			if c == f.c {
				continue
			}
			if rest = common(rest, r.flows[c]); len(rest) == 0 && by == nil {
				by = c
			}
		}
		if len(rest) > 0 {
			return nil
		}
	}
	return by
}

// checkClosable: what is closed has subnets that a security group can be associated with.
func checkClosable(r *reading) {
	for i := range r.joins {
		if x := &r.joins[i]; x.closes {
			r.checkClosablePair(x)
		}
	}
	for _, n := range r.networks {
		a := r.accessTo[n]
		if a == nil || a.internet == nil || n.closable() || n.sendsInternet() {
			continue
		}
		r.report(codeNotClosable, diag.Diagnostic{
			Summary: fmt.Sprintf("%q closes internet traffic of %q, and vnetloom cannot associate a network security group with any of its subnets",
				a.internet.Name, n.id),
			Subject: accessRange(a.internet),
			Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q is not created by this intent", n.id)}},
			Why:     "direct internet traffic is closed by a network security group on the network's own subnets",
			Hint:    "remove `internet` from the flows, or send internet traffic through a firewall",
		})
	}
}

func (r *reading) checkClosablePair(x *join) {
	if x.a.closable() || x.b != nil && x.b.closable() {
		return
	}
	a, b := x.names()
	r.report(codeNotClosable, diag.Diagnostic{
		Summary: fmt.Sprintf("%q closes %q and %q to each other, and vnetloom cannot associate a network security group with either",
			x.chain.by[0].Name, a, b),
		Subject: accessRange(x.chain.by[0]),
		Related: []diag.Related{{Range: x.a.KeyRange(), Message: fmt.Sprintf("network %q is not created by this intent", a)}},
		Why:     "a connection is closed by a network security group on the subnets of one of its ends",
		Hint:    "name the subnets of an existing network, or leave `access` open and close it in a group that you manage yourself",
	})
}

// checkPrivateEndpoints: where a derived group closes a subnet, it holds for the private endpoints in it too.
func checkPrivateEndpoints(r *resolution) {
	for _, s := range r.subnets {
		policies := s.PrivateEndpointNetworkPolicies
		if !s.closed || s.network.ownership() != Created || policies != "Disabled" && policies != "RouteTableEnabled" {
			continue
		}
		r.report(codeEndpointsOpen, diag.Diagnostic{
			Summary: fmt.Sprintf("private endpoints in subnet %q of %q stay open: its `privateEndpointNetworkPolicies` is %s", s.Name, s.network.id,
				policies),
			Subject: s.At(schema.SubnetField.PrivateEndpointNetworkPolicies),
			Why:     "a network security group applies to private endpoints only if the subnet enables policies for them",
			Hint:    "write `privateEndpointNetworkPolicies: Enabled`, or remove it",
		})
	}
}
