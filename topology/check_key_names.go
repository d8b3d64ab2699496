package topology

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkKeyNames warns of the name of a secret that nothing reads: a VPN has shared keys, and a circuit needs one only in a subscription that is
// another owner's, or another tenant's.
func checkKeyNames(r *resolution) {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if c.KeyName == "" || slices.ContainsFunc(r.topo.Secrets, func(s Secret) bool { return slices.Contains(s.Origin.Statements, c.Path()) }) {
			continue
		}
		r.report(codeKeyNotNeeded, diag.Diagnostic{
			Summary: fmt.Sprintf("connection %q has `keyName`, and none of its gateways needs a key", c.Name),
			Subject: c.At(schema.ConnectionField.KeyName),
			Why: "a circuit takes a gateway of its own subscription, or of another one of this deployment, without a key that is stored: Azure makes " +
				"the key of its authorization, and the deployment reads it there",
			Hint: "remove `keyName`",
		})
	}
}

// checkKeysByHand notes the connections of which a key is given although the intent has a key vault: what crosses tenants, and what another owner
// deploys.
func checkKeysByHand(r *resolution) {
	if r.in.KeyVault == "" {
		return
	}
	own := networkPlaces(r)
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		for j := range r.topo.Connections {
			made := &r.topo.Connections[j]
			if made.Secret == "" || !slices.Contains(made.Origin.Statements, c.Path()) {
				continue
			}
			here, there := own[made.Gateway], own[made.Remote]
			d := diag.Diagnostic{Subject: c.KeyRange()}
			switch {
			case here.external:
				d.Summary = fmt.Sprintf("the owner of %q is asked for the key of connection %q, which is not read from the key vault", here.network, c.Name)
				d.Why = "another owner runs that step, and has no right to read the key vault of this deployment"
			case made.Remote != "" && !there.external && here.tenant != there.tenant:
				d.Summary = fmt.Sprintf("connection %q crosses tenants, and its key is not read from the key vault", c.Name)
				d.Why = "Azure reads a key vault for deployments of its own tenant alone, and each tenant deploys its side of the connection"
			default:
				continue
			}
			d.Hint = "give the key to whoever deploys that side; it is asked for"
			r.report(codeKeyByHand, d)
			break
		}
	}
}

// A networkPlace is where a gateway's network is.
type networkPlace struct {
	network  NetworkID
	external bool
	tenant   string
}

func networkPlaces(r *resolution) map[GatewayID]networkPlace {
	tenants, groups, networks := map[string]string{}, map[ResourceGroupID]string{}, map[NetworkID]networkPlace{}
	for _, s := range r.topo.Subscriptions {
		tenants[s.Name] = s.Tenant
	}
	for _, g := range r.topo.ResourceGroups {
		groups[g.ID] = tenants[g.Subscription]
	}
	for _, n := range r.topo.Networks {
		networks[n.ID] = networkPlace{n.ID, n.Ownership == External, groups[n.ResourceGroup]}
	}
	out := map[GatewayID]networkPlace{}
	for _, g := range r.topo.Gateways {
		out[g.ID] = networks[g.Network]
	}
	return out
}
