package topology

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkOwnership holds existing and external networks to what an intent can say of them.
func checkOwnership(r *reading) {
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			continue // checkHubOwnership
		}
		if n.Firewall != nil && n.Firewall.Existing && !n.Firewall.PrivateAddress.IsValid() {
			r.report(codeNoFirewallAddress, diag.Diagnostic{
				Summary: fmt.Sprintf("the existing firewall of %q has no `privateAddress`", n.id),
				Subject: n.Firewall.At(schema.FirewallField.Existing),
				Why:     "routes point to the firewall's private address, which vnetloom cannot derive for an existing firewall",
				Hint:    "write the address of the firewall: `privateAddress: 10.0.0.4`",
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
		r.checkBothExternal(p)
	}
	for _, l := range r.links {
		r.checkLinkOwners(l)
	}
}

// checkLinkOwners refuses a connection of two external gateways, of which nothing can be created; and notes one of a site at an external gateway,
// which counts as its owner has it.
func (r *reading) checkLinkOwners(l *gatewayLink) {
	if l.circuit != nil || l.near.network.ownership() != External || l.far != nil && l.far.network.ownership() != External {
		return
	}
	n := l.near.network
	switch {
	case l.far != nil:
		r.reportBothExternal(l.c.Name, n, l.far.network, l.c.KeyRange(), "a connection at a gateway")
	case l.site.clients == nil && !r.saysLinkIsThere(l):
		r.report(codeAssumedLink, diag.Diagnostic{
			Summary: fmt.Sprintf("%q connects site %q to the gateway of %q, which is external: it counts as there, and nothing of it is created", l.c.Name,
				l.site.id, n.id),
			Subject: l.c.KeyRange(),
			Related: []diag.Related{{Range: n.At(schema.NetworkField.Ownership), Message: fmt.Sprintf("%q", n.id)}},
			Why:     "the local network gateway and the connection stand beside the gateway, and belong to the owner of its network",
			Hint:    "write `existing: true` at the connection once its owner has it",
		})
	}
}

func (r *reading) reportBothExternal(statement string, a, b *network, at source.Range, what string) {
	r.report(codeBothExternal, diag.Diagnostic{
		Summary: fmt.Sprintf("%q joins %q and %q, which are both external", statement, a.id, b.id),
		Subject: at,
		Related: []diag.Related{{Range: a.At(schema.NetworkField.Ownership), Message: fmt.Sprintf("%q", a.id)},
			{Range: b.At(schema.NetworkField.Ownership), Message: fmt.Sprintf("%q", b.id)}},
		Why:  what + " belongs to the owner of its network: nothing is left for this intent to create",
		Hint: "leave the pair to its owners, or write `ownership: existing` at one of the two",
	})
}

// checkExternal: its id can be made, and nothing is created in it.
func (r *reading) checkExternal(n *network) {
	var missing []string
	if n.Subscription == "" && len(r.in.Subscriptions) > 0 { // without any, everything is in one subscription, and so is it
		missing = append(missing, "subscription")
	}
	if !n.Given(schema.NetworkField.ResourceGroup) && !r.givenByDefault(n) {
		missing = append(missing, "resourceGroup")
	}
	if n.AzureName == "" {
		missing = append(missing, "azureName")
	}
	if len(missing) > 0 {
		r.report(codeNoExternalID, diag.Diagnostic{
			Summary: fmt.Sprintf("external network %q has no %s", n.id, strings.Join(missing, ", ")),
			Subject: n.KeyRange(),
			Why:     "a peering refers to it by its resource id, which contains subscription, resource group and name",
			Hint:    "write `subscription` (a name from `subscriptions`), `resourceGroup` and `azureName` as in the owner's subscription",
		})
	}
	create := func(what string, at source.Range, hint string) {
		r.report(codeCreatedInExternal, diag.Diagnostic{
			Summary: fmt.Sprintf("%s would be created in network %q, which is external", what, n.id), Subject: at,
			Why: "vnetloom creates nothing in an external network", Hint: hint,
		})
	}
	if n.VPN != nil && !n.VPN.Existing {
		create("a VPN gateway", n.VPN.Range(), "write `existing: true` if its owner has one, or remove it")
	}
	if n.ExpressRoute != nil && !n.ExpressRoute.Existing {
		create("an ExpressRoute gateway", n.ExpressRoute.Range(), "write `existing: true` if its owner has one, or remove it")
	}
	if n.Firewall != nil && !n.Firewall.Existing {
		create("an Azure Firewall", n.At(schema.NetworkField.Firewall),
			"write `existing: true` and `privateAddress` if its owner has one, or remove it")
	}
	for i := range n.Appliances {
		if a := &n.Appliances[i]; a.LoadBalancer != nil {
			create(fmt.Sprintf("the load balancer of appliance %q", a.Name), a.At(schema.ApplianceField.LoadBalancer),
				"remove it: `privateAddress` is the address of the owner's load balancer")
		}
	}
}

// givenByDefault tells whether the defaults name the network's resource group.
func (r *reading) givenByDefault(n *network) bool {
	return n.ResourceGroup != "rg-"+r.in.Name
}

// checkClassic: a classic network is external and takes part in whole peerings, as no more than a user of a gateway.
func (r *reading) checkClassic(n *network) {
	if !n.Classic {
		return
	}
	refuse := func(why string, at source.Range, hint string) {
		r.report(codeClassicUse, diag.Diagnostic{Summary: fmt.Sprintf("classic network %q %s", n.id, why), Subject: at,
			Why: "Azure Resource Manager can peer with a classic network from its own side only, and creates nothing in it", Hint: hint})
	}
	switch {
	case n.ownership() != External:
		refuse("is not external", n.At(schema.NetworkField.DeploymentModel),
			"write `ownership: external`, or move the network to Azure Resource Manager")
		return
	case n.hasGateway():
		refuse("has a gateway, which cannot be used over a peering", n.At(schema.NetworkField.Gateways),
			"remove the gateway, or join the networks with a VPN")
	case n.Firewall != nil || len(n.Appliances) > 0 || len(n.hubOf) > 0:
		refuse("cannot be a hub", n.KeyRange(), "use a Resource Manager network as the hub")
	}
	for _, peer := range n.peers {
		if p := r.peering(n, peer); p.bySubnet() {
			refuse(fmt.Sprintf("cannot have a subnet peering with %q", peer.id), p.terms().at, "peer the whole networks")
		}
	}
	r.report(codeClassic, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has the classic deployment model, which Azure has retired", n.id),
		Subject: n.At(schema.NetworkField.DeploymentModel),
		Why:     "the peering exists only on the Resource Manager side and cannot be synced after a resize",
		Hint:    "ask its owner to move it to Azure Resource Manager",
	})
}

// checkNotWritten warns of what an intent says of a network or subnet as if it were written.
func (r *reading) checkNotWritten(n *network) {
	warn := func(what, field string, at source.Range) {
		r.report(codeNotWritten, diag.Diagnostic{
			Summary: fmt.Sprintf("`%s` of %s has no effect: the network is %s", field, what, map[Ownership]string{
				Existing: "existing",
				External: "external",
			}[n.ownership()]),
			Subject: at,
			Label:   "no effect",
			Why:     "vnetloom does not change such a network or its subnets, only peerings, connections and route tables",
			Hint:    "remove it, or set it where the network is managed",
		})
	}
	of := schema.NetworkField
	for _, field := range []schema.Field[schema.Network]{of.DNSServers, of.Encryption, of.DDoSProtectionPlan, of.SecurityGroups} {
		if n.Given(field) {
			warn(fmt.Sprintf("network %q", n.id), field.String(), n.At(field))
		}
	}
	for i := range n.Subnets {
		s := &n.Subnets[i]
		fields := append(schema.SettingFields(), schema.SubnetField.SecurityGroups)
		if n.ownership() == External {
			fields = append(fields, schema.SubnetField.RouteTable)
		}
		for _, field := range fields {
			if s.Given(field) {
				warn(fmt.Sprintf("subnet %q of %q", s.Name, n.id), field.String(), s.At(field))
			}
		}
	}
}

// checkBothExternal refuses a pair of which nothing can be created.
func (r *reading) checkBothExternal(p *peeredPair) {
	if p.a.ownership() != External || p.b.ownership() != External {
		return
	}
	r.reportBothExternal(p.terms().c.Name, p.a, p.b, p.terms().at, "each half of a peering")
}

// checkExternalTables: routes of a network that is not created have a subnet to be associated with, and those of an external network
// are a step for its owner.
func checkExternalTables(r *resolution) {
	for _, t := range r.tables {
		n := t.network
		if n.ownership() == Created || len(t.routes) == 0 {
			continue
		}
		lacking := t.lacking()
		missing := t.subnet
		if t.subnet == "" && len(n.Subnets) > 0 || t.subnet != "" && n.subnets[t.subnet] != nil {
			missing = "-"
		}
		switch {
		case missing != "-":
			r.reportNoSubnetFor(n, missing, t.routes.sorted()[0].Origin.Range)
		case t.used && n.ownership() == External && len(lacking) > 0:
			r.report(codeExternalRoutes, diag.Diagnostic{
				Summary: fmt.Sprintf("the owner of external network %q must add %s", n.id, routesWord(len(lacking))),
				Subject: n.KeyRange(),
				Related: []diag.Related{{Range: lacking[0].Origin.Range, Message: "needs the routes"}},
				Why: "vnetloom does not change route tables of an external network: until its owner has added the routes, the two directions " +
					"take different paths",
				Hint: "give the owner the step that adds the routes; steps/README.md says when to run it",
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

// checkExistingGateways warns of settings that an existing gateway must have and that are not written.
func checkExistingGateways(r *resolution) {
	for i := range r.topo.HubGateways {
		if g := &r.topo.HubGateways[i]; g.Existing && g.NonVirtualWANs {
			r.reportSettings(g.ID, []string{"allowNonVirtualWanTraffic"}, g.Origin)
		}
	}
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
		if len(settings) > 0 {
			r.reportSettings(g.ID, settings, g.Origin)
		}
	}
}

func (r *resolution) reportSettings(gateway GatewayID, settings []string, o Origin) {
	r.report(codeNotWritten, diag.Diagnostic{
		Summary: fmt.Sprintf("existing gateway %q must have %s, which vnetloom does not set", gateway, strings.Join(settings, ", ")),
		Subject: o.Range,
		Why:     "the connections of this intent need the setting, and vnetloom does not change existing gateways",
		Hint:    "set it on the gateway before you deploy the connections",
	})
}

func routesWord(n int) string {
	if n == 1 {
		return "1 route"
	}
	return fmt.Sprintf("%d routes", n)
}

func (r *reading) reportNoSubnetFor(n *network, subnet string, at source.Range) {
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("network %q needs routes, and the intent declares none of its subnets", n.id),
		Subject: n.KeyRange(),
		Related: []diag.Related{{Range: at, Message: "needs the routes"}},
		Why:     "a route table is associated with subnets: a subnet that is not declared gets none, and its traffic takes another path",
		Hint:    "declare all of its subnets: `subnets: {app: 10.1.0.0/26}`",
	}
	if subnet != "" {
		d.Summary = fmt.Sprintf("%s of network %q needs routes, and the intent does not declare it", subnet, n.id)
		d.Hint = fmt.Sprintf("declare it: `subnets: {%s: …}`", subnet)
	}
	r.report(codeNoSubnetForRoutes, d)
}
