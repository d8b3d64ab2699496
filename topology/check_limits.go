package topology

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkLimits holds counts against the dated limits: an error above, a warning from 80 %.
func checkLimits(r *resolution) {
	networks, tables := map[string][]*network{}, map[string][]source.Range{}
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			continue
		}
		r.limitPeerings(n)
		r.limit(schema.LimitsField.SubnetsPerNetwork, len(n.Subnets), fmt.Sprintf("network %q has", n.id), "subnets",
			n.At(schema.NetworkField.Subnets))
		r.limit(schema.LimitsField.DNSServersPerNetwork, len(n.DNSServers), fmt.Sprintf("network %q has", n.id), "DNS servers",
			n.At(schema.NetworkField.DNSServers))
		place := n.Subscription + " in " + n.Location
		networks[place] = append(networks[place], n)
	}
	for _, place := range slices.Sorted(maps.Keys(networks)) {
		r.limit(schema.LimitsField.NetworksPerSubscription, len(networks[place]), subscriptionAt(place)+" has",
			"virtual networks", networks[place][0].KeyRange())
	}
	for _, t := range r.tables {
		if !t.used {
			continue
		}
		place := t.network.Subscription + " in " + t.network.Location
		tables[place] = append(tables[place], t.origin.Range)
		r.limit(schema.LimitsField.RoutesPerTable, len(t.routes), fmt.Sprintf("route table %q has", r.tableName(t)), "routes", t.origin.Range)
	}
	for _, place := range slices.Sorted(maps.Keys(tables)) {
		r.limit(schema.LimitsField.RouteTablesPerSubscription, len(tables[place]), subscriptionAt(place)+" has",
			"route tables", tables[place][0])
	}
	for _, p := range r.pairs {
		if p.bySubnet() {
			for _, n := range []*network{p.a, p.b} {
				r.limit(schema.LimitsField.SubnetsPerSubnetPeering, len(p.subnetsOf(n)), fmt.Sprintf("peering %q has", p.terms().c.Name),
					fmt.Sprintf("subnets of %q", n.id), p.terms().at)
			}
		}
	}
	r.checkFirewallLimits()
	r.checkSecurityLimits()
}

// subscriptionAt names a subscription and a location, "prod in westeurope", where the first may be that of the deployment, and the second not be
// known.
func subscriptionAt(place string) string {
	subscription, location, _ := strings.Cut(place, " in ")
	where := "subscription " + subscription
	if subscription == "" {
		where = "the subscription of the deployment"
	}
	if location == "" {
		return where
	}
	return where + " in " + location
}

func (r *resolution) checkSecurityLimits() {
	rules, groups := map[SecurityGroupID]int{}, map[string][]source.Range{}
	for i := range r.topo.SecurityRules {
		x := &r.topo.SecurityRules[i]
		rules[x.Group]++
		for _, side := range [][]netip.Prefix{x.Sources, x.Destinations} {
			r.limit(schema.LimitsField.PrefixesPerSecurityRule, len(side), fmt.Sprintf("security rule %q of %q has", x.Name, x.Group),
				"prefixes on one side", x.Origin.Range)
		}
	}
	for _, g := range r.topo.SecurityGroups {
		r.limit(schema.LimitsField.RulesPerSecurityGroup, rules[g.ID], fmt.Sprintf("the network security group of %q has", g.ID), "rules",
			g.Origin.Range)
		if g.Existing {
			continue
		}
		n := r.byName[g.Network]
		groups[n.Subscription+"\x00"+n.Location] = append(groups[n.Subscription+"\x00"+n.Location], g.Origin.Range)
	}
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		_, location, _ := strings.Cut(k, "\x00")
		r.limit(schema.LimitsField.SecurityGroupsPerSubscription, len(groups[k]), fmt.Sprintf("a subscription has in %s", location),
			"network security groups", groups[k][0])
	}
}

func (r *resolution) checkFirewallLimits() {
	groups, products := map[FirewallID]int{}, map[FirewallID]int{}
	for _, g := range r.topo.IPGroups {
		groups[g.Firewall]++
		r.limit(schema.LimitsField.AddressesPerIPGroup, len(g.Addresses), fmt.Sprintf("IP group %q has", g.Name), "addresses", g.Origin.Range)
	}
	for _, rule := range r.topo.FirewallRules {
		products[rule.Firewall] += (len(rule.Sources) + len(rule.SourceAddresses)) * (len(rule.Destinations) + len(rule.DestinationAddresses))
	}
	for _, f := range r.topo.Firewalls {
		r.limit(schema.LimitsField.IPGroupsPerFirewall, groups[f.ID], fmt.Sprintf("firewall %q has", f.ID), "IP groups", f.Origin.Range)
		r.limit(schema.LimitsField.FirewallRuleProducts, products[f.ID], fmt.Sprintf("the rules of firewall %q have", f.ID),
			"products of sources and destinations", f.Origin.Range)
		r.limit(schema.LimitsField.PublicAddressesPerFirewall, len(f.PublicAddresses), fmt.Sprintf("firewall %q has", f.ID), "public addresses",
			f.Origin.Range)
	}
}

// limit reports a count that is over a limit, or near it. The limits are dated and a user may override them.
func (r *reading) limit(name schema.Field[schema.Limits], count int, who, what string, at source.Range) {
	most := r.in.Limits.Most(name)
	r.counted(LimitUse{Name: name.String(), Most: most, Count: count, Subject: fmt.Sprintf("%s %d %s", who, count, singular(count, what)), Origin: Origin{Range: at, Rule: "limit"}})
	if most == 0 || count*5 < most*4 {
		return
	}
	d := diag.Diagnostic{Subject: at, Why: fmt.Sprintf("Azure's limit is %d (`limits.%s`)", most, name)}
	d.Hint = cmp.Or(divisions[name], "reduce the number") + "; " +
		cmp.Or(grants[name], fmt.Sprintf("if Microsoft raised your limit, write `limits: {%s: …}`", name))
	if count > most {
		d.Summary = fmt.Sprintf("%s %d %s; the limit is %d", who, count, what, most)
		r.report(codeOverLimit, d)
		return
	}
	d.Summary = fmt.Sprintf("%s %d %s, close to the limit of %d", who, count, what, most)
	r.report(codeNearLimit, d)
}

// singular is what there is one of.
func singular(count int, what string) string {
	if count != 1 || strings.Contains(what, " of ") {
		return what
	}
	if one, ok := strings.CutSuffix(what, "addresses"); ok {
		return one + "address"
	}
	return strings.TrimSuffix(what, "s")
}

// divisions say where an estate that is over a limit is divided.
var divisions = map[schema.Field[schema.Limits]]string{
	schema.LimitsField.NetworksPerSubscription:       otherSubscription,
	schema.LimitsField.RouteTablesPerSubscription:    otherSubscription,
	schema.LimitsField.SecurityGroupsPerSubscription: otherSubscription,
	schema.LimitsField.PeeringsPerNetwork:            "add a hub for some of the spokes, or let a network manager make the peerings (`networkManager` of the connection)",
	schema.LimitsField.ManagedPeeringsPerNetwork:     "add a hub for some of the spokes",
	schema.LimitsField.NetworksPerVirtualHub:         "add a virtual hub for some of the networks; hubs of one virtual WAN reach each other",
	schema.LimitsField.PrefixesPerRoutingIntent:      "add a virtual hub for some of the networks; hubs of one virtual WAN reach each other",
}

const otherSubscription = "give some of the networks another `subscription`, their own or that of their profile"

// grants say how Azure takes more than a limit, where it says so.
// Source: Limitations with Azure Virtual Network Manager, 2026-09.
var grants = map[schema.Field[schema.Limits]]string{
	schema.LimitsField.NetworksPerConnectedGroup: "or ask Microsoft to raise the limit: 3,000 with the feature AllowHighScaleConnectedGroup " +
		"registered and its form, 5,000 with the form; then write `limits: {networksPerConnectedGroup: 3000}`",
}
