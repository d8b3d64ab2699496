package topology

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
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
