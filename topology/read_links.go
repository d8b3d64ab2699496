package topology

import (
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// gatewayLinks are the connections of gateways, in the order of the intent.
type gatewayLinks struct {
	links []*gatewayLink
}

// end is an end of a vpn statement: a network's gateway or a site.
type end struct {
	gateway *gatewayNode
	site    *site
}

func (e end) name() string {
	if e.site != nil {
		return string(e.site.id)
	}
	return string(e.gateway.network.id)
}

// readVPN joins each end of the one side with each of the other.
func (r *reading) readVPN(c *schema.Connection) {
	if len(c.Ends) != 2 {
		return
	}
	r.overCircuitKnown(c)
	a, knownA := r.vpnEnds(c, c.Ends[0])
	b, knownB := r.vpnEnds(c, c.Ends[1])
	made := 0
	for _, x := range a {
		for _, y := range b {
			if r.addVPN(c, x, y) {
				made++
			}
		}
	}
	if made == 0 && knownA && knownB {
		r.refuse(codeTooFew, diag.Diagnostic{
			Summary: fmt.Sprintf("vpn %q joins nothing", c.Name), Subject: c.At(schema.ConnectionField.Between),
			Why: "a VPN joins two gateways, or a gateway and a site", Hint: "name two different ends",
		})
	}
}

// vpnEnds are the ends that a list names, and whether all could be found: a selector means the sites, and the networks with a VPN
// gateway, that match it.
func (r *reading) vpnEnds(c *schema.Connection, m schema.Members) (out []end, known bool) {
	known = true
	add := func(item *schema.Member, e end) {
		r.take(item, EndRole, e.name())
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	for i := range m.Items {
		item := &m.Items[i]
		if item.Name != "" {
			if e, ok := r.namedVPNEnd(c, item); ok {
				add(item, e)
			} else {
				known = false
			}
			continue
		}
		found := false
		for _, s := range r.sites {
			if s.VPN != nil && matchesSite(s, item.Labels) {
				found = true
				add(item, end{site: s})
			}
		}
		for _, n := range r.networks {
			if n.vpn != nil && matches(n, item.Labels) {
				found = true
				add(item, end{gateway: n.vpn})
			}
		}
		if !found {
			known = false
			r.refuse(codeNoMatch, diag.Diagnostic{
				Summary: saySelector(item) + " matches no site with `vpn` and no network with a VPN gateway", Subject: item.Range(), Label: "matches nothing",
				Why: "a VPN ends at the device of a site or at a VPN gateway", Hint: "give the sites these labels, and `vpn: {publicAddress: …}`",
			})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name() < out[j].name() })
	return out, known
}

func (r *reading) namedVPNEnd(c *schema.Connection, item *schema.Member) (end, bool) {
	n, s := r.findEnd(item.Name, item.Range())
	switch {
	case n == nil && s == nil:
		return end{}, false
	case s != nil && s.clients != nil:
		r.refuse(codeNoVPNDevice, diag.Diagnostic{
			Summary: fmt.Sprintf("vpn %q ends at %q, the clients of a VPN gateway", c.Name, s.id),
			Subject: item.Range(),
			Related: []diag.Related{{Range: s.KeyRange(), Message: "its clients"}},
			Why:     "the clients of a gateway are joined with it by `vpnClient`",
			Hint:    "remove it",
		})
		return end{}, false
	case s != nil && s.VPN == nil:
		r.refuse(codeNoVPNDevice, diag.Diagnostic{
			Summary: fmt.Sprintf("vpn %q ends at site %q, which has no `vpn`", c.Name, s.id),
			Subject: item.Range(),
			Label:   "no VPN device",
			Related: []diag.Related{{Range: s.KeyRange(), Message: fmt.Sprintf("site %q", s.id)}},
			Why:     "a local network gateway needs the address or the FQDN of the site's VPN device",
			Hint:    fmt.Sprintf("add `vpn: {publicAddress: …}` to %q", s.id),
		})
		return end{}, false
	case s != nil:
		return end{site: s}, true
	case n.vpn == nil:
		r.refuse(codeNoGateway, diag.Diagnostic{
			Summary: fmt.Sprintf("vpn %q ends at network %q, which has no VPN gateway", c.Name, n.id),
			Subject: item.Range(),
			Label:   "no gateway there",
			Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
			Why:     "IPsec tunnels end at VPN gateways",
			Hint:    fmt.Sprintf("add `gateways: {vpn: {}}` and a GatewaySubnet to %q", n.id),
		})
		return end{}, false
	}
	return end{gateway: n.vpn}, true
}

// addVPN makes the link of two ends, and tells whether there is one. Equal statements merge, different ones contradict.
func (r *reading) addVPN(c *schema.Connection, a, b end) bool {
	if a == b {
		return false
	}
	if a.gateway == nil && b.gateway == nil {
		r.refuse(codeSiteToSite, diag.Diagnostic{
			Summary: fmt.Sprintf("vpn %q joins the sites %q and %q", c.Name, a.site.id, b.site.id),
			Subject: c.At(schema.ConnectionField.Between),
			Why:     "an Azure connection needs a gateway at one end; two sites connect without Azure",
			Hint:    "name a network with a VPN gateway as one of the ends",
		})
		return true
	}
	if a.gateway == nil || b.gateway != nil && b.name() < a.name() {
		a, b = b, a
	}
	if b.gateway != nil && (a.gateway.network.wan != nil || b.gateway.network.wan != nil) {
		if !r.acceptHubVPN(c, a.gateway.network, b.gateway.network) {
			return true
		}
		if a.gateway.network.wan != nil { // the network is the near end, as over a circuit
			a, b = b, a
		}
	}
	l := &gatewayLink{c: c, near: a.gateway, far: b.gateway, site: b.site}
	if b.gateway != nil {
		l.bgp = a.gateway.asn != 0 && b.gateway.asn != 0
	} else {
		l.bgp = a.gateway.asn != 0 && b.site.VPN.ASN != 0
	}
	for _, o := range l.near.links {
		if o.far == l.far && o.site == l.site && o.circuit == nil {
			r.mergeVPN(o, c, a, b)
			return true
		}
	}
	r.addLink(l)
	return true
}

func (r *reading) mergeVPN(o *gatewayLink, c *schema.Connection, a, b end) {
	switch what := vpnDifference(o.c, c); {
	case o.c == c: // both sides of one statement name it
	case what != "":
		r.refuse(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%q and %q contradict each other about the connection of %q and %q: %s", o.c.Name, c.Name, a.name(), b.name(), what),
			Subject: c.KeyRange(),
			Related: []diag.Related{{Range: o.c.KeyRange(), Message: fmt.Sprintf("%q joins them too", o.c.Name)}},
			Why:     "a pair of ends has one connection",
			Hint:    "use the same settings in both, or remove the pair from one of them",
		})
	default:
		o.also = append(o.also, c)
	}
}

// vpnDifference says in which respect two statements about one connection differ, or "".
func vpnDifference(a, b *schema.Connection) string {
	switch {
	case (a.IPsec == nil) != (b.IPsec == nil):
		return "one has an `ipsec` policy, the other has none"
	case a.IPsec != nil && !reflect.DeepEqual(policyOf(a.IPsec), policyOf(b.IPsec)):
		return "their `ipsec` policies differ"
	case a.BandwidthMbps != b.BandwidthMbps:
		return "`bandwidthMbps` differs"
	case !slices.Equal(slices.Sorted(slices.Values(a.NATRules)), slices.Sorted(slices.Values(b.NATRules))):
		return "`natRules` differs"
	case a.ConnectionMode != b.ConnectionMode:
		return "`connectionMode` differs"
	case a.DPDTimeoutSeconds != b.DPDTimeoutSeconds:
		return "`dpdTimeoutSeconds` differs"
	case !sameBGP(a.BGP, b.BGP):
		return "`bgp` differs"
	case a.PolicyBased != b.PolicyBased || !slices.EqualFunc(a.TrafficSelectors, b.TrafficSelectors, sameSelector):
		return "`trafficSelectors` differs"
	}
	return ""
}

func (r *reading) addLink(l *gatewayLink) {
	r.links = append(r.links, l)
	l.near.links = append(l.near.links, l)
	if l.far != nil {
		l.far.links = append(l.far.links, l)
	}
	if l.site != nil {
		l.site.links = append(l.site.links, l)
	}
	if l.circuit != nil && l.far == nil {
		l.circuit.links = append(l.circuit.links, l)
		if s := l.circuit.to; s != nil {
			s.links = append(s.links, l)
		}
	}
}

// readExpressRoute joins each member's ExpressRoute gateway to the circuit, and with networkToNetwork the gateways with each
// other.
func (r *reading) readExpressRoute(c *schema.Connection) {
	circuit := r.findCircuit(c.Circuit, c)
	var joined []*gatewayNode
	for _, n := range r.members(c.Members, MemberRole, nil) {
		if n.expressRoute == nil {
			r.refuse(codeNoGateway, diag.Diagnostic{
				Summary: fmt.Sprintf("expressRoute %q has the member %q, which has no ExpressRoute gateway", c.Name, n.id),
				Subject: c.At(schema.ConnectionField.Members),
				Label:   "no gateway there",
				Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
				Why:     "a network needs its own ExpressRoute gateway to connect to a circuit",
				Hint:    fmt.Sprintf("add `gateways: {expressRoute: {}}` to %q; its spokes use the gateway through a `hubAndSpoke`", n.id),
			})
			continue
		}
		joined = append(joined, n.expressRoute)
	}
	if circuit == nil {
		return
	}
	for _, g := range joined {
		r.addExpressRoute(c, circuit, g)
	}
	if c.VirtualWAN {
		r.joinWANOverCircuit(c, circuit, joined)
	}
	if !c.NetworkToNetwork {
		return
	}
	for i, a := range joined {
		for _, b := range joined[i+1:] {
			if a.network.wan != nil || b.network.wan != nil {
				continue // that is `virtualWan`
			}
			r.addLink(&gatewayLink{c: c, near: a, far: b, circuit: circuit, bgp: true})
		}
	}
}

func (r *reading) addExpressRoute(c *schema.Connection, circuit *circuit, g *gatewayNode) {
	for _, o := range g.links {
		if o.circuit != circuit || o.far != nil {
			continue
		}
		differs := ""
		switch {
		case o.c.FastPath != c.FastPath:
			differs = "fastPath"
		case o.c.Weight != c.Weight:
			differs = "weight"
		case !sameBGP(o.c.BGP, c.BGP):
			differs = "bgp"
		}
		if differs != "" {
			r.refuse(codeContradiction, diag.Diagnostic{
				Summary: fmt.Sprintf("%q and %q contradict each other about the connection of %q to circuit %q: `%s` differs", o.c.Name, c.Name,
					g.network.id, circuit.id, differs),
				Subject: c.KeyRange(),
				Related: []diag.Related{{Range: o.c.KeyRange(), Message: fmt.Sprintf("%q joins them too", o.c.Name)}},
				Why:     "a gateway has one connection to a circuit",
				Hint:    "use the same settings in both, or remove the network from one of them",
			})
			return
		}
		o.also = append(o.also, c)
		return
	}
	r.addLink(&gatewayLink{c: c, near: g, circuit: circuit, bgp: true})
}

// joinWANOverCircuit joins the plain networks of a circuit with the virtual hubs of it.
func (r *reading) joinWANOverCircuit(c *schema.Connection, circuit *circuit, joined []*gatewayNode) {
	made := false
	for i, a := range joined {
		for _, b := range joined[i+1:] {
			if (a.network.wan == nil) == (b.network.wan == nil) {
				continue
			}
			made = true
			if a.network.wan != nil {
				a, b = b, a
			}
			r.addLink(&gatewayLink{c: c, near: a, far: b, circuit: circuit, bgp: true})
		}
	}
	if !made {
		r.refuse(codeHubLink, diag.Diagnostic{
			Summary: fmt.Sprintf("%q has `virtualWan`, and its members do not include both a virtual hub and a network", c.Name),
			Subject: c.At(schema.ConnectionField.VirtualWAN),
			Why:     "the setting lets virtual networks and virtual hubs reach each other over the circuit",
			Hint:    "add both kinds as members, or remove it",
		})
	}
}

// acceptHubVPN holds a tunnel between the VPN gateway of a virtual hub and that of a network to what carries something: BGP, by which the
// one learns the spokes of the hub and the other what is behind the network's gateway.
func (r *reading) acceptHubVPN(c *schema.Connection, a, b *network) bool {
	d := diag.Diagnostic{Subject: c.At(schema.ConnectionField.Between)}
	switch {
	case a.wan != nil && a.wan == b.wan:
		d.Summary = fmt.Sprintf("vpn %q joins the virtual hubs %q and %q of one virtual WAN", c.Name, a.id, b.id)
		d.Why, d.Hint = "hubs of one virtual WAN are joined already", "remove it"
	case a.wan != nil && b.wan != nil:
		d.Summary = fmt.Sprintf("vpn %q joins the virtual hubs %q and %q of different virtual WANs", c.Name, a.id, b.id)
		d.Why = fmt.Sprintf("every virtual hub has the ASN %d, and BGP needs different ASNs: neither hub would learn the spokes of the other", hubASN)
		d.Hint = "put both hubs into one virtual WAN"
	case a.vpn.asn == 0 || b.vpn.asn == 0:
		n, hub := a, b
		if a.wan != nil {
			n, hub = b, a
		}
		d.Summary = fmt.Sprintf("vpn %q joins the VPN gateway of %q, which has no BGP, and virtual hub %q", c.Name, n.id, hub.id)
		d.Related = []diag.Related{{Range: n.VPN.Range(), Message: "no `asn`"}}
		d.Why = "without BGP a tunnel joins only its two ends, and a virtual hub itself holds no virtual machines"
		d.Hint = fmt.Sprintf("give the gateway of %q an `asn`, such as 65010", n.id)
	default:
		return true
	}
	r.refuse(codeHubLink, d)
	return false
}
