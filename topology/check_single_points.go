package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkSinglePoints warns of sites that hang on one circuit, and of networks that reach a site by one circuit or tunnel though others have more.
func (r *reading) checkSinglePoints() {
	for _, s := range r.sites {
		circuits := map[*circuit]bool{}
		var only *gatewayLink
		backed := false
		for _, l := range s.links {
			if l.circuit == nil {
				backed = true
				continue
			}
			circuits[l.circuit] = true
			only = l
		}
		switch {
		case len(circuits) == 1 && !backed:
			r.report(codeSinglePoint, diag.Diagnostic{
				Summary: fmt.Sprintf("site %q depends on a single circuit, %q", s.id, only.circuit.id),
				Subject: only.c.KeyRange(),
				Related: []diag.Related{{Range: only.circuit.KeyRange(), Message: "the circuit"}},
				Why:     "a circuit and its peering location are each a single point of failure",
				Hint:    "add a circuit in another peering location, or a backup VPN: `backupBy`",
			})
			continue
		case len(circuits) > 1:
			r.checkOneRegion(s, only)
		}
		r.checkSingleWays(s)
	}
}

// checkSingleWays warns of each network whose gateways lead to a site by one circuit or tunnel alone, though the site has several: those that use
// its gateways have no other way, since a gateway passes nothing on for the spokes of another hub. A branch with one tunnel in all is left alone.
// Source: Designing for disaster recovery with ExpressRoute private peering.
func (r *reading) checkSingleWays(s *site) {
	var at []*network
	ways := map[*network][]*gatewayLink{}
	for _, l := range s.links {
		n := l.near.network
		if n.wan != nil { // what is behind one hub is behind all
			n = n.wan.hubs[0]
		}
		if ways[n] == nil {
			at = append(at, n)
		}
		if !slices.ContainsFunc(ways[n], func(o *gatewayLink) bool { return l.circuit != nil && o.circuit == l.circuit }) {
			ways[n] = append(ways[n], l)
		}
	}
	if len(at) < 2 {
		return
	}
	for _, n := range at {
		if len(ways[n]) > 1 || r.reachesOtherwise(n, s) {
			continue
		}
		l := ways[n][0]
		what, hint := fmt.Sprintf("one VPN connection, %q", l.c.Name), "add a second connection of this network to the site"
		d := diag.Diagnostic{Subject: l.c.KeyRange(), Why: "if it fails, these networks do not reach the site, though others do"}
		if l.circuit != nil {
			what, hint = fmt.Sprintf("one circuit, %q", l.circuit.id), "connect a second circuit to this network, or add a backup VPN: `backupBy`"
			d.Related = []diag.Related{{Range: l.circuit.KeyRange(), Message: "the circuit"}}
		}
		d.Summary = fmt.Sprintf("networks that use the gateways of %q in %s reach site %q over %s", n.id, n.Location, s.id, what)
		d.Hint = hint
		r.report(codeSinglePoint, d)
	}
}

// reachesOtherwise tells whether the gateways of a network lead to a site over another gateway too, by BGP.
func (r *reading) reachesOtherwise(n *network, s *site) bool {
	for _, at := range n.meeting() {
		if at.vpn == nil {
			continue
		}
		for _, l := range at.vpn.links {
			far := l.other(at.vpn)
			if far == nil || !l.bgp || far.network.vpn == nil {
				continue
			}
			if slices.ContainsFunc(far.network.vpn.links, func(o *gatewayLink) bool { return o.bgp && o.leadsTo() == s }) {
				return true
			}
		}
	}
	return false
}

// checkOneRegion warns of a site with several circuits that all end at gateways of one region, where networks are in several.
// Source: Designing for disaster recovery with ExpressRoute private peering.
func (r *reading) checkOneRegion(s *site, last *gatewayLink) {
	region := last.near.network.Location
	for _, l := range s.links {
		if l.near.network.Location != region {
			return
		}
	}
	several := false
	for _, n := range r.networks {
		several = several || n.Location != region
	}
	if !several {
		return
	}
	r.report(codeSinglePoint, diag.Diagnostic{
		Summary: fmt.Sprintf("site %q depends on gateways of a single region, %s, and other regions have networks too", s.id, region),
		Subject: s.KeyRange(),
		Related: []diag.Related{{Range: last.c.KeyRange(), Message: fmt.Sprintf("%q joins it there", last.c.Name)}},
		Why:     "if that region fails, no network reaches the site, however many circuits there are",
		Hint:    "connect a circuit to a gateway in another region too",
	})
}

// checkGatewayZones warns of VPN gateways that do not use the zones that their region has. ExpressRoute gateways have them all: SKUs without are
// retired.
// Source: About zone-redundant virtual network gateways: a gateway in one zone is down with it.
func checkGatewayZones(r *reading) {
	for _, n := range r.networks {
		if n.wan != nil || !r.in.Locations[n.Location].Zones {
			continue
		}
		d := diag.Diagnostic{
			Why: "the failure of one zone takes the gateway down, and with it every site behind it",
		}
		if v := n.VPN; v != nil && !v.Existing && len(v.Zones) == 1 {
			d.Summary = fmt.Sprintf("the VPN gateway of %q stands in zone %d alone, and %s has three zones", n.id, v.Zones[0], n.Location)
			d.Subject, d.Hint = v.At(schema.VPNGatewayField.Zones), "remove `zones`: by default it stands in all of them"
			r.report(codeGatewayZones, d)
		}
		if v := n.VPN; v != nil && !v.Existing && v.SKU == "Basic" {
			d.Summary = fmt.Sprintf("the VPN gateway of %q has the SKU Basic, which knows no zones, and %s has three zones", n.id, n.Location)
			d.Subject, d.Hint = v.At(schema.VPNGatewayField.SKU), "use VpnGw1AZ or larger"
			r.report(codeGatewayZones, d)
		}
	}
}

// checkActiveStandby warns of tunnels between two gateways of which one or both could be active-active and are not.
// Source: Design highly available gateway connectivity for cross-premises and VNet-to-VNet connections, dual-redundancy.
func checkActiveStandby(r *reading) {
	for _, l := range r.links {
		if l.circuit != nil || l.far == nil {
			continue
		}
		var standby []string
		at := source.Range{}
		for _, g := range []*gatewayNode{l.near, l.far} {
			if g.instances() < 2 && !g.network.VPN.Existing && g.network.VPN.SKU != "Basic" && g.network.VPN.Client == nil {
				if standby = append(standby, string(g.network.id)); at.IsZero() {
					at = g.network.VPN.Range()
				}
			}
		}
		if len(standby) == 0 {
			continue
		}
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("%q joins two gateways that could both be active-active, and that of %s is active-standby", l.c.Name, fewNames(standby)),
			Subject: l.c.KeyRange(),
			Related: []diag.Related{{Range: at, Message: "active-standby"}},
			Why:     "when the active instance is maintained or fails, its tunnels are down until the other has taken over: seconds, or a minute or more",
			Hint:    "write `activeActive: true` at both gateways",
		}
		if len(standby) == 2 {
			d.Summary = fmt.Sprintf("%q joins two gateways that could both be active-active, and both are active-standby", l.c.Name)
		}
		r.report(codeActiveStandby, d)
	}
}
