package topology

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// policyDraft collects what one firewall of ours allows: exactly the joined pairs whose path passes it.
type policyDraft struct {
	r      *resolver
	n      *network
	hop    *hop
	id     FirewallID
	groups map[string]bool
}

func (r *resolver) addFirewallRules() {
	for i := range r.topo.FirewallPolicies {
		policy := &r.topo.FirewallPolicies[i]
		n := r.byName[NetworkID(policy.Firewall[:len(policy.Firewall)-len("/firewall")])]
		d := &policyDraft{r: r, n: n, hop: n.hops["firewall"], id: policy.Firewall, groups: map[string]bool{}}
		for _, g := range r.groups {
			d.allowGroup(g)
		}
		for _, g := range n.wanGroups {
			d.allowHubGroup(g)
		}
		for _, t := range r.transitsOf(n) {
			if n.transitHop == d.hop {
				d.allowTransit(t)
			}
		}
		policy.PrivateRanges = d.outsidePrivate()
	}
}

// allowGroup allows what one hub-and-spoke sends through the firewall.
func (d *policyDraft) allowGroup(g *group) {
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

// allowTransit allows the spokes of two hubs to reach each other, and with hubs each the other hub's own subnets.
func (d *policyDraft) allowTransit(t *transit) {
	o := connectionOrigin(t.m.c, "firewall rule")
	other := t.other(d.n)
	here, there := d.transitGroups(d.n), d.transitGroups(other)
	d.allow("spokes-of-"+string(d.n.id)+"-to-spokes-of-"+string(other.id), here, there, o)
	d.allow("spokes-of-"+string(other.id)+"-to-spokes-of-"+string(d.n.id), there, here, o)
	d.allowCarriedSites(t, o)
	if !t.hubs {
		return
	}
	for _, pair := range []struct {
		spokes []IPGroupID
		of     *network
		hub    *network
	}{{here, d.n, other}, {there, other, d.n}} {
		d.allow("spokes-of-"+string(pair.of.id)+"-to-"+string(pair.hub.id)+"-network", pair.spokes, d.network(pair.hub), o)
		d.allow(string(pair.hub.id)+"-network-to-spokes-of-"+string(pair.of.id), d.network(pair.hub), pair.spokes, o)
	}
}

// transitGroups are the IP groups of the spokes that a hub carries.
func (d *policyDraft) transitGroups(hub *network) []IPGroupID {
	var out []IPGroupID
	for _, g := range hub.hubOf {
		if g.spokeToSpoke.hop != nil && g.spokeToSpoke.hop == hub.transitHop {
			out = append(out, d.spokes(g)...)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// shorten cuts a name that Azure would find too long, and tells it apart by a digest of the whole.
func shorten(name string) string {
	if len(name) <= 80 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:71], "-_.") + "-" + hex.EncodeToString(sum[:4])
}

func (d *policyDraft) allow(name string, from, to []IPGroupID, o Origin) {
	if len(from) == 0 || len(to) == 0 {
		return
	}
	d.r.topo.FirewallRules = append(d.r.topo.FirewallRules, FirewallRule{Firewall: d.id, Name: shorten(name), Sources: from, Destinations: to, Origin: o})
}

// spokes is the IP group of a hub-and-spoke's spokes.
func (d *policyDraft) spokes(g *group) []IPGroupID {
	var ps []netip.Prefix
	for _, s := range g.spokes {
		ps = append(ps, ipv4(s.AddressSpace)...)
	}
	return d.group(g.c.Name+"-spokes", ps, g.origin("IP group"))
}

// network is the IP group of a hub's own prefixes.
func (d *policyDraft) network(n *network) []IPGroupID {
	return d.group(string(n.id)+"-network", ipv4(n.AddressSpace), n.origin("IP group"))
}

// internet is the IP group of everything but RFC 1918 and every prefix of the intent, so that a rule to the internet
// never opens a pair that no statement joins.
func (d *policyDraft) internet(o Origin) []IPGroupID {
	removed := append([]netip.Prefix(nil), ipnet.RFC1918...)
	for _, n := range d.r.networks {
		removed = append(removed, n.AddressSpace...)
	}
	for _, s := range d.r.sites {
		removed = append(removed, s.AddressSpace...)
	}
	o.Rule = "IP group"
	return d.group("internet", ipnet.Complement(removed), o)
}

func (d *policyDraft) group(set string, ps []netip.Prefix, o Origin) []IPGroupID {
	id := IPGroupID(string(d.id) + "#" + set)
	if len(ps) == 0 {
		return nil
	}
	if !d.groups[set] {
		d.groups[set] = true
		d.r.topo.IPGroups = append(d.r.topo.IPGroups, IPGroup{ID: id, Firewall: d.id, Name: d.r.rename("ipGroup", d.n, o, "name", set), Addresses: ipnet.Sort(ps), Origin: o})
	}
	return []IPGroupID{id}
}

// outsidePrivate are the prefixes outside RFC 1918 of all that the firewall inspects: Azure would translate their addresses if
// they were not named.
func (d *policyDraft) outsidePrivate() []netip.Prefix {
	var out []netip.Prefix
	add := func(ps []netip.Prefix) {
		for _, p := range ps {
			if p.Addr().Is4() && !ipnet.Private(p) {
				out = append(out, p)
			}
		}
	}
	for _, g := range d.r.topo.IPGroups {
		if g.Firewall == d.id && g.ID != IPGroupID(string(d.id)+"#internet") {
			add(g.Addresses)
		}
	}
	for _, n := range d.r.networks {
		for _, h := range n.policy.hops() {
			if h == d.hop {
				add(n.AddressSpace)
			}
		}
	}
	return ipnet.Sort(out)
}

func ipv4(ps []netip.Prefix) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range ps {
		if p.Addr().Is4() {
			out = append(out, p)
		}
	}
	return out
}
