package proof

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// A gateway leads to prefixes that no template says. So that its routes are proved all the same, package reachability is given
// a site behind each gateway that is used: a private /24 that no network and no site has (where all are had, there is none), and in the
// created policies the rules that such a site will need. It is joined by BGP, so that what else the gateway may learn stays unknown. Nothing of it is emitted.

// placeholderSites makes these sites, and what is expected of the networks that use the gateways.
func (ids *resourceIDs) placeholderSites() ([]template.Resource, []reachability.Expectation) {
	t := ids.t
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
		p, made := site[row.Gateway]
		if !made {
			free, ok := ipnet.Free(ipnet.RFC1918, taken, 24)
			if !ok || gateway == "" {
				continue
			}
			p = free
			site[row.Gateway], taken = p, append(taken, p)
			resources = append(resources, siteResources(gateway, p, len(site))...)
		}
		host, _ := ipnet.Nth(p, 10)
		via := append([]string{}, ids.all(row.Via)...)
		expect = append(expect, reachability.Expectation{Name: fmt.Sprintf("on-premises by %s", row.Gateway), From: ids.ends(row.Networks),
			To: []reachability.Endpoint{{Address: host}}, Reachable: true, Via: append(via, gateway), At: row.Origin.Range})
	}
	var sites []netip.Prefix
	for _, row := range t.OnPremises {
		if p, made := site[row.Gateway]; made && !slices.Contains(sites, p) {
			sites = append(sites, p)
		}
	}
	for _, policy := range t.FirewallPolicies {
		resources = append(resources, siteRules(ids, policy, sites))
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

func siteResources(gateway string, p netip.Prefix, number int) []template.Resource {
	name := fmt.Sprintf("proof-site-%d", number)
	site := resource("Microsoft.Network/localNetworkGateways", name, object("localNetworkAddressSpace", object("addressPrefixes", list(text(p.String())))))
	link := resource("Microsoft.Network/connections", name, object("connectionType", text("IPsec"), "enableBgp", truth(),
		"virtualNetworkGateway1", ref(gateway), "localNetworkGateway2", ref(site.ID)))
	return []template.Resource{site, link}
}

// siteRules allow every site what a policy of ours will allow once it is in the intent: from and to all that is inspected.
func siteRules(ids *resourceIDs, policy topology.FirewallPolicy, sites []netip.Prefix) template.Resource {
	rule := func(name string, from, to *template.Value) *template.Value {
		return object("ruleType", text("NetworkRule"), "name", text(name), "ipProtocols", list(text("Any")),
			"sourceAddresses", from, "destinationAddresses", to, "destinationPorts", list(text("*")))
	}
	rules := list()
	if len(sites) > 0 {
		rules = list(rule("in", prefixTexts(sites), list(text("*"))), rule("out", list(text("*")), prefixTexts(sites)))
	}
	r := resource("Microsoft.Network/firewallPolicies/ruleCollectionGroups", policy.Name+"/proof-sites", object("priority", number(100),
		"ruleCollections", list(object("ruleCollectionType", text("FirewallPolicyFilterRuleCollection"), "name", text("sites"), "priority", number(100),
			"action", object("type", text("Allow")), "rules", rules))))
	scope := ids.scopeOfFirewall(policy.Firewall)
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

func resource(kind, name string, properties *template.Value) template.Resource {
	return template.Resource{ID: template.ResourceID("", "proof", kind, name), Type: kind, Name: name,
		Properties: properties, Body: object("properties", properties)}
}
