package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// allowVirtualHubAndSpoke allows what one hub-and-spoke of a virtual hub sends through its firewall.
func (d *policyDraft) allowVirtualHubAndSpoke(g *hubAndSpoke) {
	o := g.origin("firewall rule")
	if g.spokeToSpoke.hop == d.hop {
		for _, b := range d.n.wan.hubAndSpokes {
			if !hubsMeet(g, b) || d.r.chainOf(g.meetBy(b)...) != nil { // flows have rules of their own
				continue
			}
			for _, x := range meetingSpokes(g, b) {
				here, there := d.meetingGroup(x, 0), d.meetingGroup(x, 1)
				d.allow(x.word(0)+"-to-"+x.word(1), here, there, o)
				if b != g {
					d.allow(x.word(1)+"-to-"+x.word(0), there, here, o)
				}
			}
		}
	}
	for _, b := range d.n.wan.hubAndSpokes { // those of the other hubs come by here on their way to this one's sites
		if b.onPremises.mode != "none" && d.n.inspectsPrivate() && g == d.n.hubOfWAN[0] && !restricts(b.c) {
			there := d.onPremises(d.n)
			if len(there) == 0 {
				continue
			}
			d.allow(b.c.Name+"-spokes-to-"+string(d.n.id)+"-on-premises", d.spokes(b), there, b.origin("firewall rule"))
			d.allow(string(d.n.id)+"-on-premises-to-"+b.c.Name+"-spokes", there, d.spokes(b), b.origin("firewall rule"))
		}
	}
	if g == d.n.hubOfWAN[0] && d.n.inspectsPrivate() {
		d.allowBranches()
	}
	if g.internet.hop == d.hop && !restricts(g.c) {
		d.allow(g.c.Name+"-spokes-to-internet", d.spokes(g), d.internet(o), o)
	}
}

// allowBranches allows the networks that reach a virtual WAN by their own gateway what is behind the gateways of its hubs: sites, and
// each other. Pairs of two sites are their owners' business.
func (d *policyDraft) allowBranches() {
	if !d.n.wan.BranchToBranch {
		return
	}
	var networks []netip.Prefix
	o := d.n.origin("IP group")
	for _, x := range d.n.destinations {
		if x.network != nil && !x.pairOnly && d.r.chainTo(d.n, x) == nil {
			networks = append(networks, ipnet.IPv4(x.network.AddressSpace)...)
			o.Statements = mergeStatements(o.Statements, x.link.origin("").Statements)
		}
	}
	here, there := d.group(string(d.n.id)+"-branch-networks", networks, o), d.onPremises(d.n)
	o.Rule = "firewall rule"
	d.allow(string(d.n.id)+"-branch-networks-to-on-premises", here, there, o)
	d.allow(string(d.n.id)+"-on-premises-to-branch-networks", there, here, o)
}
