package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkUninspected warns where one of east-west and on-premises traffic is inspected and the other is not.
func checkUninspected(r *reading) {
	for _, g := range r.hubAndSpokes {
		if g.gateway == nil {
			continue
		}
		d := diag.Diagnostic{Subject: g.onPremises.at}
		if d.Subject.IsZero() {
			d.Subject = g.c.KeyRange()
		}
		switch {
		case g.spokeToSpoke.inspects() && g.onPremises.mode == "direct":
			d.Summary = fmt.Sprintf("%q inspects its spokes' traffic with each other, but not with on-premises", g.c.Name)
			d.Hint = fmt.Sprintf("write `onPremises: %s`, or `inspect:` for both", g.spokeToSpoke.hop.ref())
		case g.spokeToSpoke.mode == "direct" && g.onPremises.inspects():
			d.Summary = fmt.Sprintf("%q inspects its spokes' traffic with on-premises, but not with each other", g.c.Name)
			d.Hint = fmt.Sprintf("write `spokeToSpoke: %s`, or `inspect:` for both", g.onPremises.hop.ref())
		default:
			continue
		}
		d.Why = "an attacker who enters by the path that is not inspected reaches every spoke"
		r.report(codeHalfInspected, d)
	}
}

// checkBastion warns where a hub's own subnets are inspected and a service in a reserved subnet of it talks to spokes: the
// spokes' routes send the whole hub through the appliance, and the service's subnet takes no route table.
func checkBastion(r *reading) {
	for _, g := range r.hubAndSpokes {
		h := g.hubOwn.hop
		if h == nil {
			continue
		}
		for _, hub := range g.hubs {
			s := hub.subnets[bastionSubnet]
			if s == nil {
				continue
			}
			r.report(codeBastion, diag.Diagnostic{
				Summary: fmt.Sprintf("%q inspects the own subnets of hub %q, which has an AzureBastionSubnet: Bastion's sessions to the spokes are "+
					"asymmetric", g.c.Name, hub.id),
				Subject: g.hubOwn.at,
				Related: []diag.Related{{Range: s.KeyRange(), Message: "Bastion's subnet, which cannot have a route table"}},
				Why: fmt.Sprintf("Bastion reaches the spokes directly, and their replies go through %q, which drops sessions that it has not "+
					"seen from the start", h.ref()),
				Hint: "put Bastion into its own network that is peered with the spokes, or leave `hubSubnets` direct",
			})
		}
	}
}

// checkOnPremisesRules warns where on-premises traffic comes to a firewall whose policy is derived, and nothing of the intent is
// behind the gateway: the policy has no rule for on-premises prefixes, and Azure Firewall drops what no rule allows.
func checkOnPremisesRules(r *reading) {
	for _, g := range r.hubAndSpokes {
		h := g.onPremises.hop
		if h == nil || h.kind != firewallHop || g.gateway == nil || h.network.Firewall.Policy != "" || len(g.gateway.destinations) > 0 ||
			h.existing() {
			continue
		}
		r.report(codeNoSiteRules, diag.Diagnostic{
			Summary: fmt.Sprintf("%q sends on-premises traffic through %q, whose policy has no rule for it", g.c.Name, h.ref()),
			Subject: g.onPremises.at,
			Why: "Azure Firewall drops traffic that no rule allows, and no site or network is joined to the gateway of " +
				quote(string(g.gateway.id)),
			Hint: fmt.Sprintf("declare what is behind the gateway under `sites` and join it: `{kind: vpn, between: [%s, <site>]}`; or use your own "+
				"firewall policy: `firewall: {policy: <id>}`", g.gateway.id),
		})
	}
}

// checkEnvironments warns where networks of different `env` are joined directly.
func checkEnvironments(r *reading) {
	for _, m := range r.pairwise {
		if m.c.Kind == "mesh" {
			r.warnEnvironments(m.c.Name, m.members, diag.Diagnostic{Subject: m.c.At(schema.ConnectionField.Members)})
		}
	}
	for _, g := range r.hubAndSpokes {
		if g.spokeToSpoke.mode == "direct" {
			r.warnEnvironments(g.c.Name, g.spokes, diag.Diagnostic{Subject: g.spokeToSpoke.at})
		}
	}
}

func (r *reading) warnEnvironments(name string, networks []*network, d diag.Diagnostic) {
	byEnv := map[string]*network{}
	for _, n := range networks {
		if env := n.Labels["env"]; env != "" && byEnv[env] == nil {
			byEnv[env] = n
		}
	}
	if len(byEnv) < 2 {
		return
	}
	var named []string
	for _, env := range slices.Sorted(maps.Keys(byEnv)) {
		named = append(named, fmt.Sprintf("%s (%q)", env, byEnv[env].id))
		d.Related = append(d.Related, diag.Related{Range: byEnv[env].KeyRange(), Message: "env: " + env})
	}
	d.Summary = fmt.Sprintf("%q joins networks of different environments directly: %s", name, fewNames(named))
	d.Why = "only network security groups can filter traffic between them"
	d.Hint = "make a mesh for each environment, or send their traffic through a firewall: `spokeToSpoke: hub/firewall`"
	r.report(codeEnvironments, d)
}
