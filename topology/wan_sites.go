package topology

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// meeting are the networks at whose gateways a network's on-premises traffic may come and go: itself, and of a virtual hub the
// other hubs of its virtual WAN.
func (n *network) meeting() []*network {
	out := []*network{n}
	if n.wan != nil {
		for _, h := range n.wan.hubs {
			if h != n {
				out = append(out, h)
			}
		}
	}
	return out
}

// hubToOnPremises is the virtual hub by which the network reaches what is behind the gateways of its virtual WAN, nil for none.
func (n *network) hubToOnPremises() *network {
	for _, g := range n.spokeOfWAN {
		if g.onPremises.mode != "none" && g.hubs[0].wan.hasGateway() {
			return g.hubs[0]
		}
	}
	return nil
}

// hubInspector is what inspects the private traffic of the network's virtual hub, nil for nothing.
func (n *network) hubInspector() *hop {
	hub := n
	if n.wan == nil {
		if hub = n.hubToOnPremises(); hub == nil {
			return nil
		}
	}
	if !hub.inspectsPrivate() {
		return nil
	}
	return hub.hops["firewall"]
}

// inspectedAt is what inspects a network's traffic on its own side, where it is reached through a gateway: in a virtual WAN the
// firewall of the hub at which the packets come in, and that of its own hub.
func (r *resolver) inspectedAt(x gatewayDestination) []string {
	own := x.network.hubToOnPremises()
	out := inspectedBy(x.network)
	if own != nil {
		out = viaRefs(own.hubInspector())
	}
	for _, hub := range slices.Backward(x.through) {
		if hub != own {
			out = append(out, viaRefs(hub.hubInspector())...)
		}
	}
	return out
}

// passing is what inspects in the virtual hubs on the way, from near to far.
func (x gatewayDestination) passing() []string {
	var out []string
	for _, hub := range x.through {
		out = append(out, viaRefs(hub.hubInspector())...)
	}
	return out
}

// joinBehindHub promises the spokes of a virtual hub what is behind the gateways of all hubs of its virtual WAN. Private traffic
// passes the firewall of the hub, and of the hub with the gateway.
func (r *resolver) joinBehindHub(hub *network) {
	var spokes []*network
	for _, c := range hub.classes() {
		if c.onPremises() {
			spokes = append(spokes, c.spokes...)
		}
	}
	if len(spokes) == 0 {
		return
	}
	sort.Slice(spokes, func(i, j int) bool { return spokes[i].id < spokes[j].id })
	for _, x := range r.destinationsBehind(hub) {
		if x.site == nil {
			continue // promised from the other side
		}
		via := viaRefs(hub.hubInspector())
		if at := x.link.hubEnd(); at != hub {
			via = append(via, viaRefs(at.hubInspector())...)
		}
		r.topo.Joins = append(r.topo.Joins, Join{A: refs(spokes), B: []string{string(x.site.id)}, Via: via, Origin: x.link.origin("join")})
	}
}

// meetsNetworks tells whether a circuit joins the hub with plain networks.
func (n *network) meetsNetworks() bool {
	return n.expressRoute != nil && slices.ContainsFunc(n.expressRoute.links, func(l *gatewayLink) bool { return l.far != nil })
}

// joinWANOverCircuit joins the plain networks of a circuit with the virtual hubs of it.
func (r *resolver) joinWANOverCircuit(c *schema.Connection, circuit *circuit, joined []*gatewayNode) {
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
		r.report(codeHubLink, diag.Diagnostic{Summary: fmt.Sprintf("%q has `virtualWan`, and its members are not a virtual hub and a network", c.Name), Subject: c.At("virtualWan"),
			Why: "the flag lets plain networks and virtual hubs reach each other over the circuit", Hint: "name both kinds as members, or leave it out"})
	}
}

// acceptHubVPN holds a tunnel between the VPN gateway of a virtual hub and that of a network to what carries something: BGP, by which the
// one learns the spokes of the hub and the other what is behind the network's gateway.
func (r *resolver) acceptHubVPN(c *schema.Connection, a, b *network) bool {
	d := diag.Diagnostic{Subject: c.At("between")}
	switch {
	case a.wan != nil && a.wan == b.wan:
		d.Summary = fmt.Sprintf("vpn %q joins the virtual hubs %q and %q of one virtual WAN", c.Name, a.id, b.id)
		d.Why, d.Hint = "hubs of one virtual WAN are joined already", "leave it out"
	case a.wan != nil && b.wan != nil:
		d.Summary = fmt.Sprintf("vpn %q joins the virtual hubs %q and %q of two virtual WANs", c.Name, a.id, b.id)
		d.Why = fmt.Sprintf("every virtual hub has the ASN %d, and BGP does not run between equal ones: neither would learn the spokes of the other", hubASN)
		d.Hint = "put both hubs into one virtual WAN"
	case a.vpn.asn == 0 || b.vpn.asn == 0:
		n, hub := a, b
		if a.wan != nil {
			n, hub = b, a
		}
		d.Summary = fmt.Sprintf("vpn %q joins the VPN gateway of %q, which has no BGP, with the virtual hub %q", c.Name, n.id, hub.id)
		d.Related = []diag.Related{{Range: n.At("gateways", "vpn"), Message: "no `asn`"}}
		d.Why, d.Hint = "without BGP a tunnel joins the two ends alone, and nothing of ours is in a virtual hub but what its connections bring", fmt.Sprintf("give the gateway of %q an `asn`, such as 65010", n.id)
	default:
		return true
	}
	r.report(codeHubLink, d)
	return false
}

// addHubPairRows makes what joins the VPN gateway of a network with that of a virtual hub. The hub's side is a VPN site and a
// connection to it, as to any place outside; the network's side is a local network gateway and a connection for each of the two
// instances of the hub's gateway. All addresses are Azure's to give, so each side reads those of the other.
// Source: Connect a VPN Gateway (virtual network gateway) to Virtual WAN.
func (r *resolver) addHubPairRows(l *gatewayLink) {
	o := l.origin("connection")
	n, hub := l.near.network, l.far.network
	key := r.addSecret(fmt.Sprintf("sharedKey-%s-%s", n.id, hub.id), fmt.Sprintf("Shared key of the VPN between %s and virtual hub %s: any secret, the same on both sides.", n.id, hub.id), o)
	id := LocalGatewayID(string(hub.wan.id) + "/" + string(n.id))
	so := o
	so.Rule = "VPN site"
	if i := slices.IndexFunc(r.topo.HubSites, func(s HubSite) bool { return s.ID == id }); i >= 0 {
		row := &r.topo.HubSites[i]
		row.Origin.Statements = mergeStatements(row.Origin.Statements, so.Statements)
	} else {
		r.topo.HubSites = append(r.topo.HubSites, HubSite{ID: id, WAN: hub.wan.id, Gateway: GatewayID(l.near.ref()), Instances: l.near.instances(),
			Name: r.rename("vpnSite", hub.wan.place, so, "name", string(n.id)), ASN: l.near.asn, Origin: so})
	}
	r.topo.HubLinks = append(r.topo.HubLinks, HubLink{ID: ConnectionID(l.far.ref() + ">" + string(n.id)), Hub: hub.id, Gateway: GatewayID(l.far.ref()), Name: r.connectionName(hub, string(n.id), o),
		Site: id, BGP: true, Secret: key, Policy: policyOf(l.c.IPsec), Labels: hub.branchLabels(), Origin: o})
	for i := range l.far.instances() {
		remote := fmt.Sprintf("%s-%d", hub.id, i)
		lo := o
		lo.Rule = "local network gateway"
		local := LocalGateway{ID: LocalGatewayID(string(n.id) + "/" + remote), Network: n.id, Name: r.rename("localGateway", n, lo, "name", remote),
			HubGateway: GatewayID(l.far.ref()), Instance: i, ASN: hubASN, Origin: lo}
		r.topo.LocalGateways = append(r.topo.LocalGateways, local)
		r.topo.Connections = append(r.topo.Connections, Connection{ID: ConnectionID(fmt.Sprintf("%s>%s/%d", l.near.ref(), l.far.ref(), i)), Gateway: GatewayID(l.near.ref()), Name: r.connectionName(n, remote, o),
			Kind: IPsec, LocalGateway: local.ID, BGP: true, Secret: key, Policy: policyOf(l.c.IPsec), Origin: o})
	}
}

// hubThroughput is that of a VPN gateway of a virtual hub.
// Source: Virtual WAN FAQ: 500 Mbps for each scale unit and instance, about 1 Gbps for the tunnel of each of the two instances.
func hubThroughput(n *network) vpnSKU {
	return vpnSKU{tunnels: 1000, gatewayMb: 500 * max(n.VPN.ScaleUnits, 1), tunnelMb: 2000}
}

// addHubLink makes the connection of a hub's gateway to a site or a circuit.
func (r *resolver) addHubLink(l *gatewayLink) {
	n, o := l.near.network, l.origin("connection")
	row := HubLink{ID: ConnectionID(l.key()), Hub: n.id, Gateway: GatewayID(l.near.ref()), Policy: policyOf(l.c.IPsec), Labels: n.branchLabels(), Origin: o}
	if c := l.circuit; c != nil {
		row.Name, row.Circuit, row.BGP = r.connectionName(n, string(c.id), o), c.id, true
		subscription := subscriptionOf(c.Circuit.ID)
		if subscription != "" && r.isOtherSubscription(n, subscription) {
			row.Secret = r.addSecret(fmt.Sprintf("authorizationKey-%s-%s", c.id, n.id), fmt.Sprintf("Authorization key with which %s connects to circuit %s: from the circuit's owner.", n.id, c.id), o)
		}
		d := diag.Diagnostic{Subject: l.c.KeyRange()}
		switch {
		case c.Circuit.ID == "" && n.Subscription != c.Subscription && r.tenant(n) != r.tenantOf[c.Subscription]:
			d.Summary = fmt.Sprintf("%q connects the virtual hub %q to circuit %q of ours in another tenant", l.c.Name, n.id, c.id)
			d.Why, d.Hint = "the key of its authorization is read where the connection is made, and a deployment reads in its own tenant", "put the circuit into the hub's tenant, or declare it by its `id` once it is there"
			r.report(codeHubLink, d)
		case l.c.FastPath:
			d.Subject, d.Summary = l.c.At("fastPath"), fmt.Sprintf("%q has `fastPath`, and its member %q is a virtual hub", l.c.Name, n.id)
			d.Why, d.Hint = "FastPath of a virtual hub's gateway is for circuits of ExpressRoute Direct, and bypasses its routing intent", "leave `fastPath` out"
			r.report(codeHubLink, d)
		}
		if c.Circuit.ID == "" && n.Subscription != c.Subscription {
			row.Authorization = authorizationName(n)
		}
		r.topo.HubLinks = append(r.topo.HubLinks, row)
		return
	}
	s := l.site
	row.Name, row.Site, row.BGP = r.connectionName(n, string(s.id), o), LocalGatewayID(string(n.wan.id)+"/"+string(s.id)), l.bgp
	row.Secret = r.addSecret(fmt.Sprintf("sharedKey-%s-%s", n.id, s.id), fmt.Sprintf("Shared key of the VPN between %s and site %s: the one that the site's device has.", n.id, s.id), o)
	r.topo.HubLinks = append(r.topo.HubLinks, row)
	r.addHubSite(n.wan, s, o)
}

// addHubSite makes the VPN site of a virtual WAN, once for all its hubs.
func (r *resolver) addHubSite(w *wan, s *site, o Origin) {
	o.Rule = "VPN site"
	o.Statements = mergeStatements(o.Statements, []string{s.Path()})
	id := LocalGatewayID(string(w.id) + "/" + string(s.id))
	for i := range r.topo.HubSites {
		if row := &r.topo.HubSites[i]; row.ID == id {
			row.Origin.Statements = mergeStatements(row.Origin.Statements, o.Statements)
			return
		}
	}
	row := HubSite{ID: id, WAN: w.id, Site: s.id, Name: r.rename("vpnSite", w.place, o, "name", string(s.id)), PublicAddress: s.VPN.PublicAddress, FQDN: s.VPN.FQDN, Origin: o}
	if s.VPN.ASN != 0 {
		row.ASN, row.BGPPeer = s.VPN.ASN, s.VPN.BGPPeer
	} else {
		row.Prefixes = s.AddressSpace
	}
	r.topo.HubSites = append(r.topo.HubSites, row)
}

// branchLabels are the labels to which the gateways of the hub propagate: the default tables, and those of spokes that reach
// on-premises. nil where the hubs of the virtual WAN have default tables alone.
func (n *network) branchLabels() []string {
	if !n.wan.tables {
		return nil
	}
	var out []string
	for _, h := range n.wan.hubs {
		for _, c := range h.classes() {
			if c.onPremises() && !containsString(out, c.label()) {
				out = append(out, c.label())
			}
		}
	}
	slices.Sort(out)
	return append([]string{DefaultLabel}, out...)
}
