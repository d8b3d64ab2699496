package topology

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkCircuits holds circuits, the gateways at them and their connections to Azure's rules.
func checkCircuits(r *reading) {
	for _, c := range r.circuits {
		r.checkCircuit(c)
	}
	for _, n := range r.networks {
		if n.expressRoute != nil && n.VirtualWAN == "" {
			r.checkCircuitsAt(n)
		}
	}
	for i := range r.in.Connections {
		if c := &r.in.Connections[i]; c.Kind == "expressRoute" {
			r.checkNetworkToNetwork(c)
			r.checkBackup(c)
		}
	}
	r.checkSinglePoints()
}

func (r *reading) checkCircuit(c *circuit) {
	if most := circuitLinks(c.Tier, c.BandwidthMbps); c.Circuit.ID == "" && len(c.links) > most {
		hint := "use `sku: {tier: Premium}`, or let networks use the gateway of a hub"
		if c.Tier == "Premium" {
			hint = "let networks use the gateway of a hub, or use a second circuit"
		}
		r.report(codeCircuitLinks, diag.Diagnostic{
			Summary: fmt.Sprintf("circuit %q is connected to %d networks; a %s circuit of %d Mbps allows %d", c.id, len(c.links), c.Tier,
				c.BandwidthMbps, most),
			Subject: c.KeyRange(),
			Why:     "the number of virtual networks per circuit depends on its tier and bandwidth",
			Hint:    hint,
		})
	}
	if c.Circuit.ID == "" || len(c.links) == 0 {
		return
	}
	subscription := subscriptionOf(c.Circuit.ID)
	for _, l := range c.links {
		if l.near.network.Subscription == "" {
			r.report(codeCircuitSubscription, diag.Diagnostic{
				Summary: fmt.Sprintf("the subscription of circuit %q cannot be compared with that of %q: vnetloom assumes that they are the same",
					c.id, l.near.network.id),
				Subject: c.At(schema.CircuitField.ID),
				Related: []diag.Related{{Range: l.near.network.KeyRange(), Message: "in the deployment's own subscription"}},
				Why:     "a connection to a circuit in another subscription needs an authorization key",
				Hint:    fmt.Sprintf("declare `subscriptions` and write the network's `subscription`; the circuit is in %s", subscription),
			})
			return
		}
	}
}

func (r *reading) checkCircuitsAt(n *network) {
	sku, known := expressRouteSKUs[n.ExpressRoute.SKU]
	count, from := 0, map[string]int{}
	for _, l := range n.expressRoute.links {
		if l.far != nil {
			continue
		}
		count++
		if l.circuit.PeeringLocation != "" {
			from[l.circuit.PeeringLocation]++
		}
		if l.c.FastPath && known && !sku.fastPath {
			r.report(codeFastPath, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `fastPath`, and the ExpressRoute gateway of %q is %s", l.c.Name, n.id, n.ExpressRoute.SKU),
				Subject: l.c.At(schema.ConnectionField.FastPath),
				Related: []diag.Related{{Range: n.ExpressRoute.Range(), Message: "the gateway"}},
				Why:     "FastPath requires ErGw3AZ or UltraPerformance",
				Hint:    "use ErGw3AZ, or remove `fastPath`",
			})
		}
		if l.c.FastPath {
			r.checkFastPathInspection(n, l)
		}
	}
	if known && count > sku.circuits {
		r.report(codeCircuitLinks, diag.Diagnostic{
			Summary: fmt.Sprintf("the ExpressRoute gateway of %q has %d circuits; %s allows %d", n.id, count, n.ExpressRoute.SKU, sku.circuits),
			Subject: n.ExpressRoute.At(schema.ExpressRouteGatewayField.SKU),
			Why:     "the number of circuits per gateway depends on its SKU",
			Hint:    "use a larger SKU, or connect some circuits to another network",
		})
	}
	for _, place := range slices.Sorted(maps.Keys(from)) {
		if from[place] > 4 {
			r.report(codeCircuitLinks, diag.Diagnostic{
				Summary: fmt.Sprintf("the ExpressRoute gateway of %q has %d circuits in the peering location %s; at most 4 are allowed", n.id,
					from[place], place),
				Subject: n.ExpressRoute.At(schema.ExpressRouteGatewayField.SKU),
				Why:     "Azure allows at most four circuits of one peering location per virtual network",
				Hint:    "use circuits of another peering location",
			})
		}
	}
}

// checkFastPathInspection: FastPath bypasses the gateway, and with it GatewaySubnet's routes to the inspector.
func (r *reading) checkFastPathInspection(n *network, l *gatewayLink) {
	for _, u := range n.users {
		h := u.policy.onPremises
		if h == nil {
			continue
		}
		g := u.policy.from["onPremises"]
		r.report(codeFastPath, diag.Diagnostic{
			Summary: fmt.Sprintf("%q has `fastPath`, and %q inspects the on-premises traffic of %q", l.c.Name, h.ref(), u.id),
			Subject: l.c.At(schema.ConnectionField.FastPath),
			Related: []diag.Related{{Range: g.onPremises.at, Message: fmt.Sprintf("by %q", g.c.Name)}},
			Why: "FastPath sends packets directly to virtual machines and bypasses the routes of GatewaySubnet: one direction would not pass " +
				"the inspector",
			Hint: "remove `fastPath`, or write `onPremises: direct`",
		})
		return
	}
}

// checkNetworkToNetwork: what the reference articles say of networks that talk over a circuit.
func (r *reading) checkNetworkToNetwork(c *schema.Connection) {
	if !c.NetworkToNetwork {
		return
	}
	var alone []string
	for _, l := range r.links {
		if l.c == c && l.far != nil && r.peering(l.near.network, l.far.network) == nil {
			alone = append(alone, fmt.Sprintf("%s and %s", l.near.network.id, l.far.network.id))
		}
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("%q lets networks reach each other over the circuit", c.Name),
		Subject: c.At(schema.ConnectionField.NetworkToNetwork),
		Why: "packets travel through both gateways and the provider's edge: higher latency, throughput limited by the gateways, and one more " +
			"point of failure. It is off by default in Azure, and Microsoft recommends peering",
		Hint: "join the networks with a `peering` or a `mesh`; a peering takes precedence over the circuit",
	}
	if len(alone) > 0 {
		d.Summary += ": it is the only path between " + fewNames(alone)
	}
	r.report(codeNetworkToNetwork, d)
}

// checkParallelPaths notes pairs that a peering and a connection of gateways join.
func checkParallelPaths(r *reading) {
	for _, l := range r.links {
		if l.far == nil {
			continue
		}
		p := r.peering(l.near.network, l.far.network)
		if p == nil {
			continue
		}
		what := "over VPN"
		if l.circuit != nil {
			what = "over circuit " + quote(string(l.circuit.id))
		}
		r.report(codePeeringFirst, diag.Diagnostic{
			Summary: fmt.Sprintf("%q joins %q and %q %s, and the two are also peered", l.c.Name, l.near.network.id, l.far.network.id, what),
			Subject: l.c.KeyRange(),
			Related: []diag.Related{{Range: p.terms().at, Message: fmt.Sprintf("by %q", p.terms().c.Name)}},
			Why: "the routes of a peering take precedence over those of a gateway: while the peering is up, the connection carries no traffic " +
				"between the two",
			Hint: "keep it as a backup, or remove it",
		})
	}
}
