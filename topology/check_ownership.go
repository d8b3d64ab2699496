package topology

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// checkOwnership holds networks that exist and networks of others to what can be said of them.
func checkOwnership(r *resolver) {
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			r.checkHubOwnership(n)
			continue
		}
		if n.Firewall != nil && n.Firewall.Existing && !n.Firewall.PrivateAddress.IsValid() {
			r.report(codeNoFirewallAddress, diag.Diagnostic{
				Summary: fmt.Sprintf("the firewall of %q exists, and its address is not given", n.id), Subject: n.Firewall.At("existing"),
				Why: "routes lead to the firewall's private address, which only Azure knows of one that we do not make", Hint: "write `privateAddress`, as the firewall has it",
			})
		}
		r.checkClassic(n)
		if n.ownership() == External {
			r.checkExternal(n)
		}
		if n.ownership() != Created {
			r.checkNotWritten(n)
		}
	}
	for _, p := range r.pairs {
		r.checkOwners(p)
	}
	for _, l := range r.links {
		r.checkLinkOwners(l)
	}
}

// checkLinkOwners refuses a connection of which nothing is ours: with an external network, the other end is.
func (r *resolver) checkLinkOwners(l *gatewayLink) {
	if l.circuit != nil || l.near.network.ownership() != External || l.far != nil && l.far.network.ownership() != External {
		return
	}
	n := l.near.network
	if l.far != nil {
		r.reportBothExternal(l.c.Name, n, l.far.network, l.c.KeyRange(), "a connection at a gateway")
		return
	}
	r.report(codeCrossing, diag.Diagnostic{Summary: fmt.Sprintf("%q connects site %q with the gateway of %q, which is somebody else's", l.c.Name, l.site.id, n.id), Subject: l.c.KeyRange(),
		Related: []diag.Related{{Range: n.At("ownership"), Message: fmt.Sprintf("%q", n.id)}},
		Why:     "the local network gateway and the connection would both stand beside that gateway: nothing of it is ours to write", Hint: fmt.Sprintf("leave it to the owner of %q, or let the site end at a gateway of ours", n.id)})
}

func (r *resolver) reportBothExternal(statement string, a, b *network, at source.Range, what string) {
	r.report(codeBothExternal, diag.Diagnostic{
		Summary: fmt.Sprintf("%q joins %q and %q, which are both somebody else's", statement, a.id, b.id), Subject: at,
		Related: []diag.Related{{Range: a.At("ownership"), Message: fmt.Sprintf("%q", a.id)}, {Range: b.At("ownership"), Message: fmt.Sprintf("%q", b.id)}},
		Why:     what + " is written by the owner of its network: none of them is ours", Hint: "leave the pair to its owners, or say of one of the two that it is `existing`",
	})
}

// checkHubOwnership: a virtual hub is made whole.
func (r *resolver) checkHubOwnership(n *network) {
	var at source.Range
	what := ""
	switch {
	case n.ownership() != Created || n.Classic:
		what, at = "is not made by us", n.At("ownership")
	case n.VPN != nil && n.VPN.Existing, n.ExpressRoute != nil && n.ExpressRoute.Existing:
		what, at = "has a gateway that exists already", n.At("gateways")
	case n.Firewall != nil && n.Firewall.Existing:
		what, at = "has a firewall that exists already", n.At("firewall")
	default:
		return
	}
	r.report(codeHubOwnership, diag.Diagnostic{Summary: fmt.Sprintf("virtual hub %q %s", n.id, what), Subject: at,
		Why: "a virtual hub's routing belongs to all of its connections at once: what is ours of it cannot be written beside what is not", Hint: "let the hub be made by this intent, or use a hub network"})
}

// checkExternal: its id can be made, and nothing of ours is in it.
func (r *resolver) checkExternal(n *network) {
	var missing []string
	if n.Subscription == "" {
		missing = append(missing, "subscription")
	}
	if !n.Given("resourceGroup") && !r.givenByDefault(n) {
		missing = append(missing, "resourceGroup")
	}
	if n.AzureName == "" {
		missing = append(missing, "azureName")
	}
	if len(missing) > 0 {
		r.report(codeNoExternalID, diag.Diagnostic{
			Summary: fmt.Sprintf("network %q is somebody else's, and has no %s", n.id, strings.Join(missing, ", ")), Subject: n.KeyRange(),
			Why: "our half of a peering names it by its resource id, which is made of all three", Hint: "write `subscription` (a name from `subscriptions`), `resourceGroup` and `azureName` as its owner has them",
		})
	}
	ours := func(what string, at source.Range, hint string) {
		r.report(codeOursInExternal, diag.Diagnostic{
			Summary: fmt.Sprintf("%s would be made in network %q, which is somebody else's", what, n.id), Subject: at,
			Why: "in an external network nothing is ours to write", Hint: hint,
		})
	}
	if n.VPN != nil && !n.VPN.Existing {
		ours("a VPN gateway", n.At("gateways", "vpn"), "write `existing: true` where its owner has one, or leave it out")
	}
	if n.ExpressRoute != nil && !n.ExpressRoute.Existing {
		ours("an ExpressRoute gateway", n.At("gateways", "expressRoute"), "write `existing: true` where its owner has one, or leave it out")
	}
	if n.Firewall != nil && !n.Firewall.Existing {
		ours("an Azure Firewall", n.At("firewall"), "write `existing: true` and `privateAddress` where its owner has one, or leave it out")
	}
	for i := range n.Appliances {
		if a := &n.Appliances[i]; a.LoadBalancer != nil {
			ours(fmt.Sprintf("the load balancer of appliance %q", a.Name), a.At("loadBalancer"), "leave it out: `privateAddress` is that of the owner's own load balancer")
		}
	}
}

// givenByDefault tells whether the defaults name the network's resource group.
func (r *resolver) givenByDefault(n *network) bool {
	return n.ResourceGroup != "rg-"+r.in.Name
}

// checkClassic: a classic network is external and takes part in whole peerings, as no more than a user of a gateway.
func (r *resolver) checkClassic(n *network) {
	if !n.Classic {
		return
	}
	refuse := func(why string, at source.Range, hint string) {
		r.report(codeClassicUse, diag.Diagnostic{Summary: fmt.Sprintf("network %q is of the classic deployment model, and %s", n.id, why), Subject: at,
			Why: "Azure configures a peering with a classic network on the Resource Manager side alone, and makes nothing in one", Hint: hint})
	}
	switch {
	case n.ownership() != External:
		refuse("not external", n.At("deploymentModel"), "write `ownership: external`, or move the network to Azure Resource Manager")
		return
	case n.hasGateway():
		refuse("its gateway cannot be used over a peering", n.At("gateways"), "leave the gateway out, or join the networks by a VPN")
	case n.Firewall != nil || len(n.Appliances) > 0 || len(n.hubOf) > 0:
		refuse("cannot be a hub", n.KeyRange(), "let a Resource Manager network be the hub")
	}
	for _, peer := range n.peers {
		if p := r.peering(n, peer); p.bySubnet() {
			refuse(fmt.Sprintf("cannot be peered with %q by subnets", peer.id), p.terms().at, "peer the whole networks")
		}
	}
	r.report(codeClassic, diag.Diagnostic{Summary: fmt.Sprintf("network %q is of the classic deployment model, which Azure has retired", n.id), Subject: n.At("deploymentModel"),
		Why: "the peering has one half, on our side; it cannot be synced after a resize", Hint: "ask its owner to move it to Azure Resource Manager"})
}

// checkNotWritten warns of what an intent says of a network or subnet as if it were written.
func (r *resolver) checkNotWritten(n *network) {
	warn := func(what, field string, at source.Range) {
		r.report(codeNotWritten, diag.Diagnostic{
			Summary: fmt.Sprintf("`%s` of %s is not written: the network %s", field, what, map[Ownership]string{Existing: "exists already", External: "is somebody else's"}[n.ownership()]), Subject: at, Label: "changes nothing",
			Why: "only our halves, connections and tables are written", Hint: "leave it out, or set it where the network is made",
		})
	}
	for _, field := range []string{"dnsServers", "encryption", "ddosProtectionPlan"} {
		if n.Given(field) {
			warn(fmt.Sprintf("network %q", n.id), field, n.At(field))
		}
	}
	for i := range n.Subnets {
		s := &n.Subnets[i]
		for _, field := range s.Words() {
			if s.Given(field) {
				warn(fmt.Sprintf("subnet %q of %q", s.Name, n.id), field, s.At(field))
			}
		}
	}
}

// checkOwners refuses a pair in which nothing is ours.
func (r *resolver) checkOwners(p *pair) {
	if p.a.ownership() != External || p.b.ownership() != External {
		return
	}
	r.reportBothExternal(p.terms().c.Name, p.a, p.b, p.terms().at, "each half of a peering")
}

// checkOwnersTables: routes of a network that we do not make have a subnet to stand on, and those of others are announced.
func checkOwnersTables(r *resolver) {
	for _, t := range r.tables {
		n := t.network
		if n.ownership() == Created || len(t.routes) == 0 {
			continue
		}
		missing := t.subnet
		if t.subnet == "" && len(n.Subnets) > 0 || t.subnet != "" && n.subnets[t.subnet] != nil {
			missing = "-"
		}
		switch {
		case missing != "-":
			r.reportNoSubnetFor(n, missing, t.sorted()[0].Origin.Range)
		case t.used && n.ownership() == External:
			r.report(codeOwnersRoutes, diag.Diagnostic{
				Summary: fmt.Sprintf("the owner of %q must set %s", n.id, routesWord(len(t.routes))), Subject: n.KeyRange(),
				Related: []diag.Related{{Range: t.sorted()[0].Origin.Range, Message: "what needs them"}},
				Why:     "a route table in somebody else's network is theirs: until they have set the routes, its traffic and the answers to it go different ways", Hint: "hand them the step that sets the routes; steps/README.md says when it is run",
			})
		}
	}
	for _, n := range r.networks {
		if n.ownership() == Created || !n.hasGateway() || n.subnets[gatewaySubnet] != nil {
			continue
		}
		for _, s := range n.peers {
			if s.policy.onPremises != nil && s.policy.gateway == n {
				r.reportNoSubnetFor(n, gatewaySubnet, s.policy.from["onPremises"].onPremises.at)
				break
			}
		}
	}
}

// checkExistingGateways warns of settings that a gateway which exists must have, and that nobody of us writes.
func checkExistingGateways(r *resolver) {
	for i := range r.topo.Gateways {
		g := &r.topo.Gateways[i]
		var settings []string
		if g.Existing && g.RemoteNetworks {
			settings = append(settings, "allowRemoteVnetTraffic")
		}
		if g.Existing && g.VirtualWANs {
			settings = append(settings, "allowVirtualWanTraffic")
		}
		if g.Existing && g.DefaultSite != "" {
			settings = append(settings, "gatewayDefaultSite")
		}
		if len(settings) == 0 {
			continue
		}
		r.report(codeNotWritten, diag.Diagnostic{
			Summary: fmt.Sprintf("gateway %q exists already, and must have %s: it is not written", g.ID, strings.Join(settings, ", ")), Subject: g.Origin.Range,
			Why: "the connections of this intent count on it, and a gateway that exists is used and not made", Hint: "set it on the gateway, before the connections are deployed",
		})
	}
}

func routesWord(n int) string {
	if n == 1 {
		return "1 route in it"
	}
	return fmt.Sprintf("%d routes in it", n)
}

func (r *resolver) reportNoSubnetFor(n *network, subnet string, at source.Range) {
	d := diag.Diagnostic{Summary: fmt.Sprintf("network %q needs routes, and the intent names none of its subnets", n.id), Subject: n.KeyRange(),
		Related: []diag.Related{{Range: at, Message: "what needs them"}}, Why: "routes stand on subnets; one that is not named would get none, and its traffic would go another way",
		Hint: "name all of its subnets, as they are: `subnets: {app: 10.1.0.0/26}`"}
	if subnet != "" {
		d.Summary = fmt.Sprintf("%s of network %q needs routes, and the intent does not name it", subnet, n.id)
		d.Hint = fmt.Sprintf("name it, as it is: `subnets: {%s: …}`", subnet)
	}
	r.report(codeNoSubnetForRoutes, d)
}
