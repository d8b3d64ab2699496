package topology

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// policyDraft collects what one created firewall allows: exactly the joined pairs whose path passes it.
type policyDraft struct {
	r      *resolution
	n      *network
	hop    *hop
	id     FirewallID
	groups map[string]bool
	named  []netip.Prefix // what its rules name, but for the internet
}

// addFirewallPolicies makes the policy of each created firewall, with its rules and IP groups.
func (r *resolution) addFirewallPolicies() {
	for _, n := range r.networks {
		if n.Firewall == nil || n.Firewall.Existing || n.Firewall.Policy != "" {
			continue
		}
		h := n.hops["firewall"]
		d := &policyDraft{r: r, n: n, hop: h, id: FirewallID(h.ref()), groups: map[string]bool{}}
		d.allowAll()
		o := Origin{Range: n.At(schema.NetworkField.Firewall), Statements: []string{n.Path()}, Rule: "firewall policy"}
		r.topo.FirewallPolicies = append(r.topo.FirewallPolicies, FirewallPolicy{
			Firewall:      d.id,
			Name:          r.policyName(n),
			Tier:          n.Firewall.Tier,
			PrivateRanges: d.outsidePrivate(),

			ThreatIntel:        n.Firewall.ThreatIntel,
			IntrusionDetection: n.Firewall.IntrusionDetection,
			DNSProxy:           r.proxiesDNS(n),
			DNSServers:         dnsServersOf(n.Firewall),
			BasePolicy:         n.Firewall.BasePolicy,
			Insights:           n.Firewall.Insights,
			Origin:             o,
		})
	}
}

func (d *policyDraft) allowAll() {
	for _, g := range d.r.hubAndSpokes {
		if !restricts(g.c) {
			d.allowHubAndSpoke(g)
		}
	}
	for _, g := range d.n.hubOfWAN {
		d.allowVirtualHubAndSpoke(g)
	}
	for _, t := range d.r.transitsOf(d.n) {
		if d.n.transitHop == d.hop && !restricts(t.m.c) {
			d.allowTransit(t)
		}
	}
	d.allowFlows()
}

// allowHubAndSpoke allows what one hub-and-spoke sends through the firewall.
func (d *policyDraft) allowHubAndSpoke(g *hubAndSpoke) {
	o := g.origin("firewall rule")
	if g.spokeToSpoke.hop == d.hop {
		s := d.spokes(g)
		d.allow(g.c.Name+"-spokes-to-"+g.c.Name+"-spokes", s, s, o)
	}
	if g.hubOwn.hop == d.hop {
		for _, h := range g.hubs {
			d.allow(g.c.Name+"-spokes-to-"+string(h.id)+"-network", d.spokes(g), d.network(h), o)
			d.allow(string(h.id)+"-network-to-"+g.c.Name+"-spokes", d.network(h), d.spokes(g), o)
		}
	}
	if g.onPremises.hop == d.hop {
		d.allowOnPremises(g, o)
	}
	if g.internet.hop == d.hop {
		d.allow(g.c.Name+"-spokes-to-internet", d.spokes(g), d.internet(o), o)
	}
}

func (d *policyDraft) allow(name string, from, to []IPGroupID, o Origin) {
	if len(from) == 0 || len(to) == 0 {
		return
	}
	d.r.topo.FirewallRules = append(d.r.topo.FirewallRules, FirewallRule{
		Firewall:     d.id,
		Name:         shorten(name),
		Sources:      from,
		Destinations: to,
		Origin:       o,
	})
}

// allowFlows allows the flows of connections whose access is not open, where their path passes the firewall. An end that the intent
// names alone is written out; a list or a selector is an IP group, so that one member more changes no rule.
func (d *policyDraft) allowFlows() {
	if len(d.r.flows) == 0 {
		return
	}
	passes := map[*filterChain]map[string]bool{} // pairs whose path passes the firewall, by what closes them
	for i := range d.r.joins {
		x := &d.r.joins[i]
		if x.chain == nil || x.again || x.direct != nil || !slices.Contains(x.hops, d.hop) {
			continue
		}
		if passes[x.chain] == nil {
			passes[x.chain] = map[string]bool{}
		}
		a, b := x.names()
		passes[x.chain][pairName(a, b)] = true
	}
	for i := range d.r.in.Connections {
		if c := &d.r.in.Connections[i]; restricts(c) {
			d.allowChain(d.r.chainOf(c), passes[d.r.chainOf(c)])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(d.r.chains)) {
		if chain := d.r.chains[key]; len(chain.by) > 1 {
			d.allowChain(chain, passes[chain])
		}
	}
}

func (d *policyDraft) allowChain(chain *filterChain, passes map[string]bool) {
	for _, f := range d.r.flowsOf(chain) {
		d.allowFlow(f, passes)
	}
}

func (d *policyDraft) allowFlow(f *accessFlow, passes map[string]bool) {
	var from, to []flowEnd
	seen := map[string]bool{}
	add := func(list []flowEnd, side string, e flowEnd) []flowEnd {
		if seen[side+e.ref()] {
			return list
		}
		seen[side+e.ref()] = true
		return append(list, e)
	}
	for _, a := range f.from {
		for _, b := range f.to {
			through := b.internet && a.network != nil && a.network.sendsInternetTo(d.hop) ||
				!a.internet && !b.internet && a.name() != b.name() && passes[pairName(a.name(), b.name())]
			if through {
				from, to = add(from, "from ", a), add(to, "to ", b)
			}
		}
	}
	if len(from) == 0 {
		return
	}
	o, name := f.origin, f.stem
	o.Rule = "firewall rule"
	rule := FirewallRule{Firewall: d.id, Origin: o}
	rule.Sources, rule.SourceAddresses = d.flowEnd(name+"-from", from, f.fromAlone, o)
	rule.Destinations, rule.DestinationAddresses = d.flowEnd(name+"-to", to, f.toAlone, o)
	if len(rule.Sources)+len(rule.SourceAddresses) == 0 || len(rule.Destinations)+len(rule.DestinationAddresses) == 0 {
		return
	}
	d.named = append(append(d.named, rule.SourceAddresses...), rule.DestinationAddresses...)
	for _, p := range f.protocol {
		rule.Name, rule.Protocol, rule.Ports = shorten(name+"-"+p.protocol), firewallProtocol(p.protocol), p.text()
		d.r.topo.FirewallRules = append(d.r.topo.FirewallRules, rule)
	}
}

func firewallProtocol(p string) string {
	return map[string]string{"tcp": "TCP", "udp": "UDP", "icmp": "ICMP"}[p]
}

// flowEnd is an end of a flow as IP groups or prefixes. Azure Firewall in a network forwards IPv4.
func (d *policyDraft) flowEnd(set string, ends []flowEnd, alone bool, o Origin) ([]IPGroupID, []netip.Prefix) {
	var groups []IPGroupID
	var ps []netip.Prefix
	for _, e := range ends {
		if e.internet {
			groups = append(groups, d.internet(o)...)
			continue
		}
		ps = append(ps, ipnet.IPv4(e.prefixes())...)
	}
	ps = ipnet.Sort(ps)
	if alone {
		return groups, ps
	}
	o.Rule = "IP group"
	return append(d.group(set, ps, o), groups...), nil
}

// spokes is the IP group of a hub-and-spoke's spokes.
func (d *policyDraft) spokes(g *hubAndSpoke) []IPGroupID {
	var ps []netip.Prefix
	for _, s := range g.spokes {
		ps = append(ps, ipnet.IPv4(s.AddressSpace)...)
	}
	return d.group(g.c.Name+"-spokes", ps, g.origin("IP group"))
}

// network is the IP group of a hub's own prefixes.
func (d *policyDraft) network(n *network) []IPGroupID {
	return d.group(string(n.id)+"-network", ipnet.IPv4(n.AddressSpace), n.origin("IP group"))
}

// internetGroup is the set of the IP group that internet returns.
const internetGroup = "internet"

// internet is the IP group of everything but RFC 1918 and every prefix of the intent, so that a rule to the internet
// never opens a pair that no statement joins.
func (d *policyDraft) internet(o Origin) []IPGroupID {
	o.Rule = "IP group"
	return d.group(internetGroup, ipnet.IPv4(d.r.publicPrefixes()), o)
}

func (d *policyDraft) group(set string, ps []netip.Prefix, o Origin) []IPGroupID {
	id := IPGroupID(string(d.id) + "#" + set)
	if len(ps) == 0 {
		return nil
	}
	if !d.groups[set] {
		d.groups[set] = true
		if set != internetGroup {
			d.named = append(d.named, ps...)
		}
		d.r.topo.IPGroups = append(d.r.topo.IPGroups, IPGroup{
			ID:        id,
			Firewall:  d.id,
			Name:      d.r.nameOf(schema.NamingField.IPGroup, d.n.home(), placeholders{"name": set}),
			Addresses: ipnet.Sort(ps),
			Origin:    o,
		})
	}
	return []IPGroupID{id}
}

// outsidePrivate are the prefixes outside RFC 1918 of all that the firewall inspects: Azure would translate their addresses if
// they were not named.
func (d *policyDraft) outsidePrivate() []netip.Prefix {
	inspected := d.named
	for _, n := range d.r.networks {
		if slices.Contains(n.policy.hops(), d.hop) {
			inspected = append(inspected, n.AddressSpace...)
		}
	}
	var out []netip.Prefix
	for _, p := range ipnet.IPv4(inspected) {
		if !ipnet.Private(p) {
			out = append(out, p)
		}
	}
	return ipnet.Sort(out)
}
