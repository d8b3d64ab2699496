package topology

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// checkLimits holds counts against the dated limits: an error above, a warning from 80 %.
func checkLimits(r *resolver) {
	networks, tables := map[string][]*network{}, map[string][]source.Range{}
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			continue
		}
		r.limitPeerings(n)
		r.limit("subnetsPerNetwork", len(n.Subnets), fmt.Sprintf("network %q has", n.id), "subnets", n.At("subnets"))
		r.limit("dnsServersPerNetwork", len(n.DNSServers), fmt.Sprintf("network %q has", n.id), "DNS servers", n.At("dnsServers"))
		place := n.Subscription + " in " + n.Location
		networks[place] = append(networks[place], n)
	}
	for _, place := range sortedKeys(networks) {
		r.limit("networksPerSubscription", len(networks[place]), "subscription "+strings.TrimPrefix(place, " in ")+" has", "virtual networks", networks[place][0].KeyRange())
	}
	for _, t := range r.topo.RouteTables {
		n := r.byName[t.Network]
		place := n.Subscription + " in " + n.Location
		tables[place] = append(tables[place], t.Origin.Range)
		r.limit("routesPerTable", len(r.tableOf[t.ID].routes), fmt.Sprintf("route table %q has", t.Name), "routes", t.Origin.Range)
	}
	for _, place := range sortedKeys(tables) {
		r.limit("routeTablesPerSubscription", len(tables[place]), "subscription "+strings.TrimPrefix(place, " in ")+" has", "route tables", tables[place][0])
	}
	for _, p := range r.pairs {
		if p.bySubnet() {
			for _, n := range []*network{p.a, p.b} {
				r.limit("subnetsPerSubnetPeering", len(p.subnetsOf(n)), fmt.Sprintf("peering %q has", p.terms().c.Name), fmt.Sprintf("subnets of %q", n.id), p.terms().at)
			}
		}
	}
	r.checkFirewallLimits()
	r.checkSecurityLimits()
}

func (r *resolver) checkSecurityLimits() {
	rules, groups := map[SecurityGroupID]int{}, map[string][]source.Range{}
	for i := range r.topo.SecurityRules {
		x := &r.topo.SecurityRules[i]
		rules[x.Group]++
		for _, side := range [][]netip.Prefix{x.Sources, x.Destinations} {
			r.limit("prefixesPerSecurityRule", len(side), fmt.Sprintf("security rule %q of %q has", x.Name, x.Group), "prefixes on one side", x.Origin.Range)
		}
	}
	for _, g := range r.topo.SecurityGroups {
		r.limit("rulesPerSecurityGroup", rules[g.ID], fmt.Sprintf("the security group of %q has", g.ID), "rules", g.Origin.Range)
		n := r.byName[g.Network]
		groups[n.Subscription+"\x00"+n.Location] = append(groups[n.Subscription+"\x00"+n.Location], g.Origin.Range)
	}
	for _, k := range sortedKeys(groups) {
		_, location, _ := strings.Cut(k, "\x00")
		r.limit("securityGroupsPerSubscription", len(groups[k]), fmt.Sprintf("one subscription has in %s", location), "network security groups", groups[k][0])
	}
}

func (r *resolver) checkFirewallLimits() {
	groups, products := map[FirewallID]int{}, map[FirewallID]int{}
	for _, g := range r.topo.IPGroups {
		groups[g.Firewall]++
		r.limit("addressesPerIPGroup", len(g.Addresses), fmt.Sprintf("IP group %q has", g.Name), "addresses", g.Origin.Range)
	}
	for _, rule := range r.topo.FirewallRules {
		products[rule.Firewall] += (len(rule.Sources) + len(rule.SourceAddresses)) * (len(rule.Destinations) + len(rule.DestinationAddresses))
	}
	for _, f := range r.topo.Firewalls {
		r.limit("ipGroupsPerFirewall", groups[f.ID], fmt.Sprintf("firewall %q has", f.ID), "IP groups", f.Origin.Range)
		r.limit("firewallRuleProducts", products[f.ID], fmt.Sprintf("the rules of firewall %q have", f.ID), "sources times destinations", f.Origin.Range)
		r.limit("publicAddressesPerFirewall", len(f.PublicAddresses), fmt.Sprintf("firewall %q has", f.ID), "public addresses", f.Origin.Range)
	}
}

// limit reports a count that is over a limit, or near it. The limits are dated and a user may override them.
func (r *resolver) limit(name string, count int, who, what string, at source.Range) {
	most := r.in.Limits[name]
	if most == 0 || count*5 < most*4 {
		return
	}
	d := diag.Diagnostic{Subject: at, Why: fmt.Sprintf("the limit is %d (`limits.%s`, from a dated table of Azure's limits)", most, name),
		Hint: fmt.Sprintf("make it smaller; if Azure grants you more, write `limits: {%s: …}`", name)}
	if more := grants[name]; more != "" {
		d.Hint = "make it smaller; " + more
	}
	if count > most {
		d.Summary = fmt.Sprintf("%s %d %s, of at most %d", who, count, what, most)
		r.report(codeOverLimit, d)
		return
	}
	d.Summary = fmt.Sprintf("%s %d %s, near the limit of %d", who, count, what, most)
	r.report(codeNearLimit, d)
}

// grants say how Azure takes more than a limit, where it says so.
// Source: Limitations with Azure Virtual Network Manager, 2026-09.
var grants = map[string]string{
	"networksPerConnectedGroup": "or ask Azure for more: 3,000 with the feature AllowHighScaleConnectedGroup registered and its form, 5,000 by the form; then write `limits: {networksPerConnectedGroup: 3000}`",
}

var (
	namePattern  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`)
	groupPattern = regexp.MustCompile(`^[A-Za-z0-9_().-]*[A-Za-z0-9_()-]$`)
)

// nameCheck finds names that Azure would refuse, or that two things of one kind share in one place.
type nameCheck struct {
	r    *resolver
	seen map[string]namedThing
}

type namedThing struct {
	what string
	at   source.Range
}

func checkNames(r *resolver) {
	c := &nameCheck{r: r, seen: map[string]namedThing{}}
	groupOf := map[NetworkID]string{}
	for _, g := range r.topo.ResourceGroups {
		c.name("resource group", g.Subscription, g.Name, "resource group "+quote(string(g.ID)), g.Origin.Range, 1, 90, groupPattern)
	}
	for _, n := range r.topo.Networks {
		groupOf[n.ID] = strings.ToLower(string(n.ResourceGroup))
		c.name("virtual network", groupOf[n.ID], n.Name, "network "+quote(string(n.ID)), n.Origin.Range, 2, 64, namePattern)
	}
	usual := func(kind string, of NetworkID, name, what string, at source.Range) {
		c.name(kind, groupOf[of], name, what, at, 1, 80, namePattern)
	}
	c.wanNames(groupOf)
	for _, s := range r.topo.Subnets {
		c.name("subnet", string(s.Network), s.Name, "subnet "+quote(string(s.ID)), s.Origin.Range, 1, 80, namePattern)
	}
	for _, t := range r.topo.RouteTables {
		usual("route table", t.Network, t.Name, "route table "+quote(string(t.ID)), t.Origin.Range)
	}
	for _, g := range r.topo.SecurityGroups {
		usual("network security group", g.Network, g.Name, "security group of "+quote(string(g.ID)), g.Origin.Range)
	}
	for _, x := range r.topo.SecurityRules {
		c.name("security rule", string(x.Group), x.Name, "a security rule of "+quote(string(x.Group)), x.Origin.Range, 1, 80, namePattern)
	}
	for _, x := range r.topo.Routes {
		c.name("route", string(x.Table), x.Name, "route for "+x.Prefix.String(), x.Origin.Range, 1, 80, namePattern)
	}
	for _, g := range r.topo.LocalGateways {
		usual("local network gateway", g.Network, g.Name, "local network gateway "+quote(string(g.ID)), g.Origin.Range)
	}
	for _, x := range r.topo.Connections {
		network, _, _ := strings.Cut(string(x.Gateway), "/")
		usual("connection", NetworkID(network), x.Name, "connection "+quote(string(x.ID)), x.Origin.Range)
	}
	for _, x := range r.topo.Circuits {
		if x.ResourceID == "" {
			c.name("circuit", strings.ToLower(string(x.ResourceGroup)), x.Name, "circuit "+quote(string(x.ID)), x.Origin.Range, 1, 80, namePattern)
		}
	}
	for _, p := range r.topo.Peerings {
		c.name("peering", string(p.Local), p.Name, fmt.Sprintf("the half of %q to %q", p.Local, p.Remote), p.Origin.Range, 1, 80, namePattern)
	}
	for _, g := range r.topo.Gateways {
		usual("gateway", g.Network, g.Name, "gateway "+quote(string(g.ID)), g.Origin.Range)
	}
	for _, a := range r.topo.PublicAddresses {
		usual("public address", a.Network, a.Name, "public address "+quote(string(a.ID)), a.Origin.Range)
	}
	for _, f := range r.topo.Firewalls {
		usual("firewall", f.Network, f.Name, "firewall "+quote(string(f.ID)), f.Origin.Range)
	}
	for _, l := range r.topo.LoadBalancers {
		usual("load balancer", l.Network, l.Name, "load balancer of "+quote(string(l.Appliance)), l.Origin.Range)
	}
	of := func(f FirewallID) NetworkID { return NetworkID(strings.TrimSuffix(string(f), "/firewall")) }
	for _, p := range r.topo.FirewallPolicies {
		usual("firewall policy", of(p.Firewall), p.Name, "policy of "+quote(string(p.Firewall)), p.Origin.Range)
	}
	for _, g := range r.topo.IPGroups {
		usual("IP group", of(g.Firewall), g.Name, "IP group "+quote(string(g.ID)), g.Origin.Range)
	}
	c.managers()
}

// managers holds what managers are made of to their rules: 64 characters, of a commit 128.
// Source: azure-resource-manager-schemas, Microsoft.Network.NRP.json 2025-05-01 (networkManagers), 2025-07-01 (commits, 128); a
// policy's name has 64 too.
func (c *nameCheck) managers() {
	t := &c.r.topo
	for _, m := range t.NetworkManagers {
		c.name("network manager", strings.ToLower(string(m.ResourceGroup)), m.Name, "network manager "+quote(string(m.ID)), m.Origin.Range, 1, 64, namePattern)
	}
	for _, m := range t.NetworkManagers {
		if m.Commit != "" { // Azure takes more at the ends: a name that begins with _, or ends in . or -
			c.name("commit", string(m.ID), m.Commit, "the commit of network manager "+quote(string(m.ID)), m.Origin.Range, 1, 128, namePattern)
		}
	}
	for _, g := range t.NetworkGroups {
		c.name("network group", string(g.Manager), g.Name, "the network group of "+quote(string(g.ID)), g.Origin.Range, 1, 64, namePattern)
	}
	for _, x := range t.Configurations {
		c.name("connectivity configuration", string(x.Manager), x.Name, "the configuration "+quote(string(x.ID)), x.Origin.Range, 1, 64, namePattern)
	}
	for _, p := range t.GroupPolicies {
		c.name("policy definition", p.Subscription, p.Name, "the policy of "+quote(string(p.Group)), p.Origin.Range, 1, 64, namePattern)
	}
}

func quote(s string) string { return `"` + s + `"` }

func (c *nameCheck) name(kind, place, name, what string, at source.Range, least, most int, pattern *regexp.Regexp) {
	if len(name) < least || len(name) > most || !pattern.MatchString(name) {
		why := fmt.Sprintf("Azure takes %d to %d characters for the name of a %s: letters, digits, _ . and -, beginning with a letter or digit, not ending in . or - (InvalidResourceName)", least, most, kind)
		c.r.report(codeBadName, diag.Diagnostic{Summary: fmt.Sprintf("%s would be named %q (%d characters), which Azure refuses", what, name, len(name)), Subject: at, Why: why,
			Hint: "shorten the name in the intent, or give `naming` another pattern (a network: `azureName`)"})
		return
	}
	key := kind + "\x00" + place + "\x00" + strings.ToLower(name)
	if first, ok := c.seen[key]; ok {
		c.r.report(codeNameCollision, diag.Diagnostic{Summary: fmt.Sprintf("%s and %s would both be named %q", first.what, what, name), Subject: at,
			Related: []diag.Related{{Range: first.at, Message: first.what}}, Why: fmt.Sprintf("a %s has a name of its own in its place, without regard to case", kind), Hint: "rename one of them, or give `naming` a pattern that tells them apart"})
		return
	}
	c.seen[key] = namedThing{what, at}
}
