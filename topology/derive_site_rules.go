package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// allowOnPremises allows the spokes of a hub-and-spoke, whose on-premises traffic the firewall inspects, and what is behind the
// gateway that they use to reach each other.
func (d *policyDraft) allowOnPremises(g *hubAndSpoke, o Origin) {
	spokes := d.spokes(g)
	for _, gateway := range g.gatewaysUsed() {
		there := d.onPremises(gateway)
		d.allow(g.c.Name+"-spokes-to-"+string(gateway.id)+"-on-premises", spokes, there, o)
		d.allow(string(gateway.id)+"-on-premises-to-"+g.c.Name+"-spokes", there, spokes, o)
	}
}

// onPremises is the IP group of what is behind a network's gateways for those that use them. Where a site's prefix holds networks
// of the intent, these are left out: a rule for the site opens no pair that no statement joins. What a connection between the gateways
// closes, or the one by which a network there uses its gateway, is left out too: its flows have rules of their own.
func (d *policyDraft) onPremises(gateway *network) []IPGroupID {
	var prefixes, others []netip.Prefix
	reached := map[*network]bool{}
	o := gateway.origin("IP group")
	for _, x := range gateway.destinations {
		switch {
		case x.pairOnly:
			continue
		case d.r.chainTo(gateway, x) != nil:
			if x.site != nil {
				others = append(others, ipnet.IPv4(x.site.exact)...)
			}
			continue
		case x.site != nil:
			prefixes = append(prefixes, ipnet.IPv4(x.site.AddressSpace)...)
		default:
			prefixes = append(prefixes, ipnet.IPv4(x.network.AddressSpace)...)
			reached[x.network] = true
		}
		o.Statements = mergeStatements(o.Statements, x.link.origin("").Statements)
	}
	for _, n := range d.r.networks {
		if !reached[n] {
			others = append(others, ipnet.IPv4(n.AddressSpace)...)
		}
	}
	return d.group(string(gateway.id)+"-on-premises", ipnet.Without(prefixes, others), o)
}

// allowCarriedSites allows the spokes of each hub the sites at the other that the transit carries, and the reverse.
func (d *policyDraft) allowCarriedSites(t *transit, o Origin) {
	for _, at := range []*network{t.a, t.b} {
		other := t.other(at)
		var sites []*site
		var closed []netip.Prefix
		for _, s := range t.carried(at) {
			if d.r.chainsToCarried(t, at, s)[0].chain == nil {
				sites = append(sites, s)
			} else {
				closed = append(closed, ipnet.IPv4(s.exact)...)
			}
		}
		if len(sites) == 0 {
			continue
		}
		var prefixes, networks []netip.Prefix
		so := o
		for _, s := range sites {
			prefixes = append(prefixes, ipnet.IPv4(s.AddressSpace)...)
			so.Statements = mergeStatements(so.Statements, []string{s.Path()})
		}
		for _, n := range d.r.networks {
			networks = append(networks, ipnet.IPv4(n.AddressSpace)...)
		}
		so.Rule = "IP group"
		there := d.group("sites-of-"+string(at.id), ipnet.Without(prefixes, append(networks, closed...)), so)
		spokes := d.transitGroups(t, other)
		d.allow("spokes-of-"+string(other.id)+"-to-sites-of-"+string(at.id), spokes, there, o)
		d.allow("sites-of-"+string(at.id)+"-to-spokes-of-"+string(other.id), there, spokes, o)
	}
}
