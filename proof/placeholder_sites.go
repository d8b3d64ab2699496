package proof

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// A gateway leads to prefixes that no template says. So that its routes are proved all the same, package reachability is given
// a site behind each gateway that is used: a private /24 that no network and no site has (where all are had, there is none), and in the
// created policies the rules that such a site will need. It is joined by BGP, so that what else the gateway may learn stays unknown. Nothing of it is emitted.

// placeholderSites makes these sites, and what is expected of the networks that use the gateways.
func (p *Prover) placeholderSites() ([]template.Resource, []reachability.Expectation) {
	t, ids := p.t, p.ids
	var taken []netip.Prefix
	for _, n := range t.Networks {
		taken = append(taken, n.AddressSpace...)
	}
	for _, s := range t.Sites {
		taken = append(taken, s.AddressSpace...)
	}
	var resources []template.Resource
	var expect []reachability.Expectation
	site := map[topology.NetworkID]netip.Prefix{}
	for _, row := range t.OnPremises {
		gateway := ids.gatewayOf(row.Gateway)
		if slices.ContainsFunc(t.Connections, func(c topology.Connection) bool { return ids.ref[string(c.Gateway)] == gateway }) {
			continue // what is behind it is known
		}
		behind, made := site[row.Gateway]
		if !made {
			free, ok := ipnet.Free(ipnet.RFC1918, taken, 24)
			if !ok || gateway == "" {
				continue
			}
			behind = free
			site[row.Gateway], taken = behind, append(taken, behind)
			resources = append(resources, p.siteResources(gateway, behind, len(site))...)
		}
		host, _ := ipnet.Nth(behind, 10)
		via := append([]string{}, ids.all(row.Via)...)
		expect = append(expect, reachability.Expectation{Name: fmt.Sprintf("on-premises by %s", row.Gateway), From: ids.ends(row.Networks),
			To: []reachability.Endpoint{{Address: host}}, Reachable: true, Via: append(via, gateway), MadeUp: true, At: row.Origin.Range})
	}
	var sites []netip.Prefix
	for _, row := range t.OnPremises {
		if behind, made := site[row.Gateway]; made && !slices.Contains(sites, behind) {
			sites = append(sites, behind)
		}
	}
	for _, policy := range t.FirewallPolicies {
		resources = append(resources, p.siteRules(policy, sites))
	}
	return resources, expect
}

// gatewayOf is the id of a network's gateway, the VPN gateway where it has both.
func (ids *resourceIDs) gatewayOf(n topology.NetworkID) string {
	if id := ids.ref[string(n)+"/vpnGateway"]; id != "" {
		return id
	}
	return ids.ref[string(n)+"/expressRouteGateway"]
}

// siteResources are a site behind a gateway, of a network or of a virtual hub, and the connection with it.
func (p *Prover) siteResources(gateway string, behind netip.Prefix, number int) []template.Resource {
	in := func(kind, name string) azure.ID { return azure.ID{ResourceGroup: proofGroup, Type: kind, Name: name} }
	name := fmt.Sprintf("proof-site-%d", number)
	site := p.made(azure.LocalGateways, "localGateway", azure.Facts{"network": azure.Str(proofGroup), "site": azure.Str(name), "azureName": azure.Str(name),
		"location": azure.Str(""), "prefixes": azure.List{azure.Str(behind.String())}})
	link := p.made(azure.SiteConnections, "connection", azure.Facts{"network": azure.Str(proofGroup), "azureName": azure.Str(name), "location": azure.Str(""),
		"gateway": azure.To{ID: in(azure.TypeGateway, "vgw-proof")}, "remote": azure.To{ID: in(azure.TypeLocalGateway, name), Name: name},
		"sharedKey": azure.Str(name), "bgp": azure.Bool(true)})
	link.Properties = merged(link.Properties, object("virtualNetworkGateway1", ref(gateway))) // it may be in another group, and a virtual hub's
	return []template.Resource{site, link}
}

// siteRules allow every site what a policy of ours will allow once it is in the intent: from and to all that is inspected.
func (p *Prover) siteRules(policy topology.FirewallPolicy, sites []netip.Prefix) template.Resource {
	rules := azure.Nested{}
	if len(sites) > 0 {
		these, all := azure.List{}, azure.List{azure.Str("*")}
		for _, site := range sites {
			these = append(these, azure.Str(site.String()))
		}
		rule := func(name string, from, to azure.List) azure.Facts {
			return azure.Facts{"name": azure.Str(name), "protocol": azure.Str("Any"), "ports": all, "sourceAddresses": from, "destinationAddresses": to}
		}
		rules = azure.Nested{rule("in", these, all), rule("out", all, these)}
	}
	r := p.made(azure.HubFirewalls, "ruleGroup", azure.Facts{"name": azure.Str(proofGroup), "location": azure.Str(""), "tier": azure.Str(policy.Tier),
		"publicAddresses": azure.Int(1), "policyAzureName": azure.Str(policy.Name), "rules": rules,
		"virtualHub": azure.To{ID: azure.ID{ResourceGroup: proofGroup, Name: "vhub-proof"}}})
	scope := p.ids.scopeOfFirewall(policy.Firewall)
	r.Name = policy.Name + "/proof-sites"
	r.ID = template.ResourceID(scope[0], scope[1], r.Type, r.Name)
	return r
}

// scopeOfFirewall is the subscription and the group of a firewall, which are those of its policy.
func (ids *resourceIDs) scopeOfFirewall(id topology.FirewallID) [2]string {
	for _, f := range ids.t.Firewalls {
		if f.ID == id {
			return ids.scope[ids.networks[f.Network].ResourceGroup]
		}
	}
	return [2]string{}
}

// proofGroup is the resource group of what is made up for the proof.
const proofGroup = "proof"

// made is what a row of the proof's own makes.
func (p *Prover) made(t *azure.Table, key string, f azure.Facts) template.Resource {
	e := p.plan.Estate
	if len(e.Tags) > 0 {
		f["tags"] = e.Tags
	}
	row, err := e.Row(t, azure.Place{ResourceGroup: proofGroup}, f)
	if err != nil {
		panic(fmt.Sprintf("proof: %v", err))
	}
	made, err := e.Expand(row)
	if err != nil {
		panic(fmt.Sprintf("proof: %v", err))
	}
	i := slices.IndexFunc(made, func(m azure.Made) bool { return m.Resource.Key == key })
	return p.resource(&plan.Resource{ID: made[i].ID, Row: row, Key: key, Body: made[i].Body})
}
