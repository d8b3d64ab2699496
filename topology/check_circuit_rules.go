package topology

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkCreatedCircuits holds created circuits to what Azure takes, and says what a second deployment does to a peering of the provider's.
// Sources: ExpressRoute FAQ (ExpressRoute Local); ExpressRoute routing requirements (private peering: addresses, ASN);
// hashicorp/terraform-provider-azurerm#3496 (a write of the circuit overwrites peerings and authorizations).
func checkCreatedCircuits(r *reading) {
	for _, c := range r.circuits {
		if c.Circuit.ID != "" {
			continue
		}
		if c.Tier == "Local" {
			r.checkLocalCircuit(c)
		}
		if c.PrivatePeering != nil {
			r.checkPrivatePeering(c)
			continue
		}
		r.report(codeCircuitAgain, diag.Diagnostic{
			Summary: fmt.Sprintf("deploying `circuits` again with Bicep or ARM JSON removes the peering that the provider configured on circuit %q",
				c.id),
			Subject: c.KeyRange(),
			Why: "Azure replaces a circuit as a whole: a peering that is not in the template is removed, and the site is cut off. The script " +
				"does not change the peering",
			Hint: "deploy `circuits` once, or with the script; after the provider has provisioned the circuit, replace its properties by its `id`. " +
				"Or configure the peering here: `privatePeering`",
		})
	}
}

func (r *reading) checkLocalCircuit(c *circuit) {
	d := diag.Diagnostic{Subject: c.At(schema.CircuitField.SKU)}
	if c.Family == "MeteredData" {
		d.Summary = fmt.Sprintf("circuit %q has the tier Local and metered data", c.id)
		d.Why, d.Hint = "ExpressRoute Local is available with unlimited data only", "write `sku: {tier: Local, family: UnlimitedData}`"
		r.report(codeCircuitRefused, d)
	}
	if c.BandwidthMbps < 1000 {
		d.Subject = c.At(schema.CircuitField.BandwidthMbps)
		d.Summary = fmt.Sprintf("circuit %q has the tier Local and %d Mbps", c.id, c.BandwidthMbps)
		d.Why, d.Hint = "ExpressRoute Local is available from 1 Gbps", "write `bandwidthMbps: 1000`, or use the tier Standard"
		r.report(codeCircuitRefused, d)
	}
}

func (r *reading) checkPrivatePeering(c *circuit) {
	p := c.PrivatePeering
	for _, link := range []struct {
		field  schema.Field[schema.PrivatePeering]
		prefix netip.Prefix
	}{{schema.PrivatePeeringField.Primary, p.Primary}, {schema.PrivatePeeringField.Secondary, p.Secondary}} {
		d := diag.Diagnostic{Subject: p.At(link.field)}
		switch n := r.networkOver(link.prefix); {
		case !link.prefix.Addr().Is4() || link.prefix.Bits() != 30:
			d.Summary = fmt.Sprintf("the %s link of circuit %q has %s, which is not an IPv4 /30", link.field, c.id, link.prefix)
			d.Why = "each of the two links of a private peering has a /30: one address for your router, one for Microsoft's router"
			d.Hint = "write two different /30 prefixes, such as 172.16.0.0/30 and 172.16.0.4/30"
			r.report(codeCircuitRefused, d)
		case n != nil:
			d.Summary = fmt.Sprintf("the %s link of circuit %q has %s, which is inside network %q", link.field, c.id, link.prefix, n.id)
			d.Related = []diag.Related{{Range: n.At(schema.NetworkField.AddressSpace), Message: fmt.Sprintf("the addresses of %q", n.id)}}
			d.Why, d.Hint = "the prefixes of a peering's links must not overlap virtual networks", "use a /30 outside all networks"
			r.report(codeCircuitRefused, d)
		}
	}
	if p.Primary.Overlaps(p.Secondary) {
		r.report(codeCircuitRefused, diag.Diagnostic{
			Summary: fmt.Sprintf("the two links of circuit %q overlap: %s and %s", c.id, p.Primary, p.Secondary),
			Subject: p.At(schema.PrivatePeeringField.Secondary),
			Related: []diag.Related{{Range: p.At(schema.PrivatePeeringField.Primary), Message: "the primary link"}},
			Why:     "each link of a private peering has a subnet of its own",
			Hint:    "write two different /30 prefixes, such as 172.16.0.0/30 and 172.16.0.4/30",
		})
	}
	if p.PeerASN == 12076 || p.PeerASN >= 65515 && p.PeerASN <= 65520 {
		r.report(codeReservedASN, diag.Diagnostic{
			Summary: fmt.Sprintf("the peering of circuit %q has the reserved ASN %d", c.id, p.PeerASN),
			Subject: p.At(schema.PrivatePeeringField.PeerASN),
			Label:   "reserved",
			Why:     "Microsoft uses ASN 12076 on circuits and reserves 65515 to 65520",
			Hint:    "use another ASN, such as a private one: 64512 to 65514, 65521 to 65534",
		})
	}
}

// checkCircuitTraffic: two gateways that both let networks talk do so over each circuit that they share, also where the statement that
// joins them to it does not say so.
func checkCircuitTraffic(r *reading) {
	for _, c := range r.circuits {
		for i, a := range c.links {
			for _, b := range c.links[i+1:] {
				x, y := a.near, b.near
				if x == y || !x.talks() || !y.talks() || x.joinedOnCircuit(y) || r.joinedOtherwise(x.network,
					y.network) && len(x.network.users) == 0 && len(y.network.users) == 0 {
					continue
				}
				r.report(codeCircuitTraffic, diag.Diagnostic{
					Summary: fmt.Sprintf("%q and %q would reach each other over circuit %q, and %q does not declare it", x.network.id, y.network.id,
						c.id, b.c.Name),
					Subject: b.c.KeyRange(),
					Related: []diag.Related{{Range: x.talksBy(), Message: fmt.Sprintf("%q allows traffic between networks", x.ref())},
						{Range: y.talksBy(), Message: fmt.Sprintf("and so does %q", y.ref())}},
					Why: "`networkToNetwork` sets allowRemoteVnetTraffic, which applies to all circuits of a gateway",
					Hint: fmt.Sprintf("write `networkToNetwork: true` at %q too if they should reach each other; otherwise join one of the pairs "+
						"with a `peering`", b.c.Name),
				})
			}
		}
	}
}

// checkCoexistence warns of what Microsoft's page on coexisting gateways asks of the VPN gateway.
func checkCoexistence(r *reading) {
	for _, n := range r.networks {
		if n.VPN == nil || n.ExpressRoute == nil || n.wan != nil || n.VPN.ASN == 0 || n.VPN.ASN == 65515 {
			continue
		}
		r.report(codeCoexistASN, diag.Diagnostic{
			Summary: fmt.Sprintf("the VPN gateway of %q has the ASN %d and coexists with an ExpressRoute gateway", n.id, n.VPN.ASN),
			Subject: n.VPN.At(schema.VPNGatewayField.ASN),
			Related: []diag.Related{{Range: n.ExpressRoute.Range(), Message: "the ExpressRoute gateway"}},
			Why:     "for coexisting gateways Microsoft requires the default ASN 65515; changing it later requires a reset of the gateway",
			Hint:    "write `asn: 65515`, and give other ASNs to the gateways that it has BGP sessions with",
		})
	}
}
