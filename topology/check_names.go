package topology

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/source"
)

func (c *nameCheck) wanNames(groupOf map[NetworkID]string) {
	for _, w := range c.r.topo.VirtualWANs {
		c.name("virtual WAN", strings.ToLower(string(w.ResourceGroup)), w.Name, "virtual WAN "+quote(string(w.ID)), w.Origin.Range, 1, 80,
			namePattern())
	}
	for _, h := range c.r.topo.VirtualHubs {
		groupOf[h.ID] = strings.ToLower(string(h.ResourceGroup))
		c.name("virtual hub", groupOf[h.ID], h.Name, "virtual hub "+quote(string(h.ID)), h.Origin.Range, 1, 80, namePattern())
	}
	for _, g := range c.r.topo.HubGateways {
		kind := "VPN gateway of a virtual hub"
		if g.ExpressRoute {
			kind = "ExpressRoute gateway of a virtual hub"
		}
		c.name(kind, groupOf[g.Hub], g.Name, "gateway "+quote(string(g.ID)), g.Origin.Range, 1, 80, namePattern())
	}
	for _, s := range c.r.topo.HubSites {
		group := ""
		for _, w := range c.r.topo.VirtualWANs {
			if w.ID == s.WAN {
				group = strings.ToLower(string(w.ResourceGroup))
			}
		}
		c.name("VPN site", group, s.Name, "VPN site "+quote(string(s.ID)), s.Origin.Range, 1, 80, namePattern())
	}
	for _, x := range c.r.topo.HubLinks {
		c.name("connection of a virtual hub's gateway", string(x.Gateway), x.Name, "connection "+quote(string(x.ID)), x.Origin.Range, 1, 80,
			namePattern())
	}
	for _, t := range c.r.topo.HubRouteTables {
		if name := strings.ToLower(t.Name); name == "defaultroutetable" || name == "noneroutetable" {
			c.seen["hub route table\x00"+string(t.Hub)+"\x00"+name] = namedThing{"the built-in table", t.Origin.Range}
		}
		c.name("hub route table", string(t.Hub), t.Name, "route table "+quote(string(t.ID)), t.Origin.Range, 1, 80, namePattern())
	}
	for _, x := range c.r.topo.HubConnections {
		c.name("hub connection", string(x.Hub), x.Name, fmt.Sprintf("the connection of %q with %q", x.Network, x.Hub), x.Origin.Range, 1, 80,
			namePattern())
	}
}

var (
	namePattern  = pattern.Lazy(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`)
	groupPattern = pattern.Lazy(`^[A-Za-z0-9_().-]*[A-Za-z0-9_()-]$`)
)

// nameCheck finds names that Azure would refuse, or that two things of one kind share in one place.
type nameCheck struct {
	r    *resolution
	seen map[string]namedThing
}

type namedThing struct {
	what string
	at   source.Range
}

func checkNames(r *resolution) {
	c := &nameCheck{r: r, seen: map[string]namedThing{}}
	groupOf := map[NetworkID]string{}
	for _, g := range r.topo.ResourceGroups {
		c.name("resource group", g.Subscription, g.Name, "resource group "+quote(string(g.ID)), g.Origin.Range, 1, 90, groupPattern())
	}
	for _, n := range r.topo.Networks {
		groupOf[n.ID] = strings.ToLower(string(n.ResourceGroup))
		c.name("virtual network", groupOf[n.ID], n.Name, "network "+quote(string(n.ID)), n.Origin.Range, 2, 64, namePattern())
	}
	usual := func(kind string, of NetworkID, name, what string, at source.Range) {
		c.name(kind, groupOf[of], name, what, at, 1, 80, namePattern())
	}
	c.wanNames(groupOf)
	for _, s := range r.topo.Subnets {
		c.name("subnet", string(s.Network), s.Name, "subnet "+quote(string(s.ID)), s.Origin.Range, 1, 80, namePattern())
	}
	for _, t := range r.topo.RouteTables {
		if t.Group == "" { // the user's own may be on several subnets
			usual("route table", t.Network, t.Name, "route table "+quote(string(t.ID)), t.Origin.Range)
		}
	}
	for _, g := range r.topo.SecurityGroups {
		if g.Existing { // the user's own may be on subnets of several networks
			continue
		}
		usual("network security group", g.Network, g.Name, "network security group of "+quote(string(g.ID)), g.Origin.Range)
	}
	for _, x := range r.topo.SecurityRules {
		c.name("security rule", string(x.Group), x.Name, "a security rule of "+quote(string(x.Group)), x.Origin.Range, 1, 80, namePattern())
	}
	for _, x := range r.topo.Routes {
		c.name("route", string(x.Table), x.Name, "route for "+x.Prefix.String(), x.Origin.Range, 1, 80, namePattern())
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
			c.name("circuit", strings.ToLower(string(x.ResourceGroup)), x.Name, "circuit "+quote(string(x.ID)), x.Origin.Range, 1, 80, namePattern())
		}
	}
	for _, p := range r.topo.Peerings {
		c.name("peering", string(p.Local), p.Name, fmt.Sprintf("the peering of %q to %q", p.Local, p.Remote), p.Origin.Range, 1, 80, namePattern())
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
		c.name("network manager", strings.ToLower(string(m.ResourceGroup)), m.Name, "network manager "+quote(string(m.ID)), m.Origin.Range, 1, 64,
			namePattern())
	}
	for _, m := range t.NetworkManagers {
		if m.Commit != "" { // Azure takes more at the ends: a name that begins with _, or ends in . or -
			c.name("commit", string(m.ID), m.Commit, "the commit of network manager "+quote(string(m.ID)), m.Origin.Range, 1, 128, namePattern())
		}
	}
	for _, g := range t.NetworkGroups {
		c.name("network group", string(g.Manager), g.Name, "the network group of "+quote(string(g.ID)), g.Origin.Range, 1, 64, namePattern())
	}
	for _, x := range t.Configurations {
		c.name("connectivity configuration", string(x.Manager), x.Name, "the configuration "+quote(string(x.ID)), x.Origin.Range, 1, 64, namePattern())
	}
	for _, p := range t.GroupPolicies {
		c.name("policy definition", p.Subscription, p.Name, "the policy of "+quote(string(p.Group)), p.Origin.Range, 1, 64, namePattern())
	}
}

func (c *nameCheck) name(kind, place, name, what string, at source.Range, least, most int, allowed *regexp.Regexp) {
	if len(name) < least || len(name) > most || !allowed.MatchString(name) {
		why := fmt.Sprintf("the name of a %[3]s has %[1]d to %[2]d characters: letters, digits, _ . and -; it begins with a letter or digit and "+
			"does not end with . or - (InvalidResourceName)", least, most, kind)
		c.r.report(codeBadName, diag.Diagnostic{
			Summary: fmt.Sprintf("%s would get the invalid name %q (%d characters)", what, name, len(name)),
			Subject: at,
			Why:     why,
			Hint:    "shorten the name in the intent, or change the pattern in `naming` (for a network: `azureName`)",
		})
		return
	}
	key := kind + "\x00" + place + "\x00" + strings.ToLower(name)
	if first, ok := c.seen[key]; ok {
		c.r.report(codeNameCollision, diag.Diagnostic{
			Summary: fmt.Sprintf("%s and %s would both get the name %q", first.what, what, name),
			Subject: at,
			Related: []diag.Related{{Range: first.at, Message: first.what}},
			Why:     fmt.Sprintf("the name of a %s must be unique in its scope, ignoring case", kind),
			Hint:    "rename one of them, or change the pattern in `naming`, or the name in `names`",
		})
		return
	}
	c.seen[key] = namedThing{what, at}
}
