package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// checkClosedNames warns of networks whose DNS servers their own access closes: without names little else works.
func checkClosedNames(r *reading) {
	for _, n := range r.networks {
		a := r.accessTo[n]
		if a == nil || len(a.closed) == 0 && a.internet == nil {
			continue
		}
		for i, server := range n.DNSServers {
			if by := r.closesName(n, a, server); by != "" {
				r.report(codeNamesClosed, diag.Diagnostic{
					Summary: fmt.Sprintf("network %q uses DNS server %s, and %q closes the path to it", n.id, server, by),
					Subject: n.At(schema.NetworkField.DNSServers, i),
					Why: "virtual machines query the DNS servers of their network on UDP and TCP port 53: without them, nothing can be reached " +
						"by name",
					Hint: "add a flow such as `dns: {from: …, to: …, ports: [udp/53, tcp/53]}`",
				})
			}
		}
	}
}

// checkServicesClosed finds services that Azure manages in subnets whose internet is closed: they fail without it. Which service stands in
// a subnet with routing none is not known, so that of one is a warning.
func checkServicesClosed(r *reading) {
	for _, n := range r.networks {
		a := r.accessTo[n]
		if a == nil || a.internet == nil {
			continue
		}
		for i := range n.Subnets {
			s := &n.Subnets[i]
			if !n.takesGroup(s.Name) || s.NetworkSecurityGroup != "" || r.letsOut(n, s, a.internet) {
				continue
			}
			r.reportServiceClosed(n, s, a.internet)
		}
	}
}

// checkBastionClosed warns of networks that are closed to the sessions of the Bastion in a network that is joined with them.
func checkBastionClosed(r *reading) {
	for _, n := range r.networks {
		a := r.accessTo[n]
		if a == nil {
			continue
		}
		for _, e := range a.closed {
			from := r.byName[NetworkID(e.name)]
			if from == nil || from.subnets[bastionSubnet] == nil || r.letsSessions(from, n, e.chain) || r.reported("bastion "+string(from.id)+" "+string(n.id)) {
				continue
			}
			by := e.chain.by[0]
			r.report(codeBastionClosed, diag.Diagnostic{
				Summary: fmt.Sprintf("%q closes %q to the sessions of Bastion in %q", by.Name, n.id, from.id),
				Subject: accessRange(by),
				Related: []diag.Related{{Range: from.subnets[bastionSubnet].KeyRange(), Message: "where Bastion stands"}},
				Why:     "Bastion connects to machines by SSH and RDP, TCP ports 22 and 3389, from its own subnet",
				Hint: fmt.Sprintf("add a flow to %q, such as `bastion: {from: %s/%s, to: %s, ports: [tcp/22, tcp/3389]}`, if it is used there", by.Name, from.id,
					bastionSubnet, n.id),
			})
		}
	}
}

// letsSessions tells whether a flow of a chain of connections takes sessions of Bastion from its network to another.
func (r *reading) letsSessions(bastion, n *network, chain *filterChain) bool {
	for _, f := range r.flowsOf(chain) {
		from := slices.ContainsFunc(f.from, func(e flowEnd) bool {
			return e.network == bastion && (e.subnets == nil || slices.Contains(e.subnets, bastionSubnet))
		})
		to := slices.ContainsFunc(f.to, func(e flowEnd) bool { return e.network == n })
		if from && to && slices.ContainsFunc(f.protocol, func(p portSet) bool {
			return p.protocol == "any" || p.protocol == "tcp" && slices.ContainsFunc(p.ports, func(ports schema.PortRange) bool {
				return ports.First <= 22 && 22 <= ports.Last || ports.First <= 3389 && 3389 <= ports.Last
			})
		}) {
			return true
		}
	}
	return false
}

func (r *reading) reportServiceClosed(n *network, s *schema.Subnet, by *schema.Connection) {
	d := diag.Diagnostic{
		Subject: s.KeyRange(),
		Related: []diag.Related{{Range: accessRange(by), Message: fmt.Sprintf("`access` of %q", by.Name)}},
		Hint:    fmt.Sprintf("add a flow to %q, such as `out: {from: %s/%s, to: internet, ports: any}`, or move the service to a network of its own", by.Name, n.id, s.Name),
	}
	for i := range azure.ManagedServices {
		if service := &azure.ManagedServices[i]; service.Holds(s.Name, s.Delegation) {
			d.Summary = fmt.Sprintf("%q closes the internet to subnet %q of %q, which is one of %s", by.Name, s.Name, n.id, service.Title)
			d.Why = fmt.Sprintf("%s needs %s: without it, the service fails", service.Title, service.Needs)
			r.report(codeServiceClosed, d)
			return
		}
	}
	if needs := azure.DelegatedNeeds(s.Delegation); needs != "" {
		d.Summary = fmt.Sprintf("%q closes the internet to subnet %q of %q, which is delegated to %s", by.Name, s.Name, n.id, s.Delegation)
		d.Why = fmt.Sprintf("the service sends to %s, at public addresses", needs)
		r.report(codeDelegatedClosed, d)
		return
	}
	if s.Routing == "none" {
		d.Summary = fmt.Sprintf("%q closes the internet to subnet %q of %q, which has `routing: none`", by.Name, s.Name, n.id)
		d.Why = "a service that takes no routes, such as Application Gateway or API Management, fails without the internet"
		r.report(codeUnroutedClosed, d)
	}
}

// letsOut tells whether a flow of a connection takes a subnet to the internet.
func (r *reading) letsOut(n *network, s *schema.Subnet, c *schema.Connection) bool {
	for _, f := range r.flowsOf(r.chainOf(c)) {
		from, to := false, false
		for _, e := range f.from {
			from = from || e.network == n && (e.subnets == nil || slices.Contains(e.subnets, s.Name))
		}
		for _, e := range f.to {
			to = to || e.internet
		}
		if from && to {
			return true
		}
	}
	return false
}

// closesName is the connection that closes a DNS server to a network, "" where none does or a flow lets the question pass.
func (r *reading) closesName(n *network, a *networkAccess, server netip.Addr) string {
	has := func(ps []netip.Prefix) bool {
		for _, p := range ps {
			if p.Contains(server) {
				return true
			}
		}
		return false
	}
	by := ""
	for _, e := range a.closed {
		if has(e.far) {
			by = e.chain.by[0].Name
			if r.lets(n, e.chain, has) {
				return ""
			}
		}
	}
	if by == "" && a.internet != nil && has(r.publicPrefixes()) {
		by = a.internet.Name
		if r.lets(n, r.chainOf(a.internet), has) {
			return ""
		}
	}
	return by
}

// lets tells whether a flow of a chain of connections takes UDP port 53 from the network to an address.
func (r *reading) lets(n *network, chain *filterChain, has func([]netip.Prefix) bool) bool {
	for _, f := range r.flowsOf(chain) {
		if !asksNames(f) {
			continue
		}
		from, to := false, false
		for _, e := range f.from {
			from = from || e.network == n
		}
		for _, e := range f.to {
			to = to || e.internet && has(r.publicPrefixes()) || has(e.prefixes())
		}
		if from && to {
			return true
		}
	}
	return false
}

func asksNames(f *accessFlow) bool {
	for _, p := range f.protocol {
		if p.protocol == "any" {
			return true
		}
		for _, ports := range p.ports {
			if p.protocol == "udp" && ports.First <= 53 && 53 <= ports.Last {
				return true
			}
		}
	}
	return false
}

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
		if a == nil || a.internet == nil || n.closable() || n.policy.internet != nil {
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
