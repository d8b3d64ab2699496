package topology

import (
	"net/netip"
	"sort"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// allowTransit allows the spokes of two hubs to reach each other, and with hubs each the other hub's own subnets.
func (d *policyDraft) allowTransit(t *transit) {
	o := connectionOrigin(t.m.c, "firewall rule")
	other := t.other(d.n)
	for _, x := range t.among {
		here, there := d.classGroups(t, x, d.n), d.classGroups(t, x, other)
		d.allow(spokesWord(d.n, x)+"-to-"+spokesWord(other, x), here, there, o)
		d.allow(spokesWord(other, x)+"-to-"+spokesWord(d.n, x), there, here, o)
	}
	d.allowCarriedSites(t, o)
	if !t.hubs {
		return
	}
	here, there := d.transitGroups(t, d.n), d.transitGroups(t, other)
	for _, pair := range []struct {
		spokes []IPGroupID
		of     *network
		hub    *network
	}{{here, d.n, other}, {there, other, d.n}} {
		if len(pair.spokes) == 0 { // and no group of what would be their destination
			continue
		}
		d.allow("spokes-of-"+string(pair.of.id)+"-to-"+string(pair.hub.id)+"-network", pair.spokes, d.network(pair.hub), o)
		d.allow(string(pair.hub.id)+"-network-to-spokes-of-"+string(pair.of.id), d.network(pair.hub), pair.spokes, o)
	}
}

// spokesWord names the spokes of a hub that a transit joins with others: spokes-of-hub-weu, env-prod-spokes-of-hub-weu.
func spokesWord(hub *network, x transitClass) string {
	if x.label == "" {
		return "spokes-of-" + string(hub.id)
	}
	return x.label + "-spokes-of-" + string(hub.id)
}

// classGroups are the IP groups of the spokes of one hub in a class.
func (d *policyDraft) classGroups(t *transit, x transitClass, hub *network) []IPGroupID {
	if x.label == "" {
		return d.carriedGroups(hub)
	}
	o := connectionOrigin(t.m.c, "IP group")
	var ps []netip.Prefix
	for _, s := range x.spokes[hub] {
		ps = append(ps, ipnet.IPv4(s.AddressSpace)...)
	}
	return d.group(spokesWord(hub, x), ps, o)
}

// transitGroups are the IP groups of the spokes of a hub that a transit is for.
func (d *policyDraft) transitGroups(t *transit, hub *network) []IPGroupID {
	var out []IPGroupID
	for _, x := range t.among {
		out = append(out, d.classGroups(t, x, hub)...)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// carriedGroups are the IP groups of all spokes that a hub carries: those of its hub-and-spokes.
func (d *policyDraft) carriedGroups(hub *network) []IPGroupID {
	var out []IPGroupID
	for _, g := range hub.hubOf {
		if g.spokeToSpoke.hop != nil && g.spokeToSpoke.hop == hub.transitHop {
			out = append(out, d.spokes(g)...)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}
