package topology

import (
	"fmt"
	"net/netip"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkCircuitsOfOurs holds circuits of ours to what Azure takes, and says what a second deployment does to a peering of the provider's.
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
			Summary: fmt.Sprintf("deploying `circuits` again with Bicep or ARM JSON takes away the peering that the provider configures on circuit %q", c.id), Subject: c.KeyRange(),
			Why:  "Azure replaces a circuit as a whole: a peering that is not in the template is removed, and the site is cut off. The script leaves it as it is",
			Hint: "deploy `circuits` once, or with the script; when the provider has provisioned the circuit, write its `id` in place of what it is made of. Or configure the peering here: `privatePeering`",
		})
	}
}

func (r *reading) checkLocalCircuit(c *circuit) {
	d := diag.Diagnostic{Subject: c.At(schema.CircuitField.SKU)}
	if c.Family == "MeteredData" {
		d.Summary = fmt.Sprintf("circuit %q is of the tier Local and has metered data", c.id)
		d.Why, d.Hint = "ExpressRoute Local is sold with unlimited data alone", "write `sku: {tier: Local, family: UnlimitedData}`"
		r.report(codeCircuitRefused, d)
	}
	if c.BandwidthMbps < 1000 {
		d.Subject = c.At(schema.CircuitField.BandwidthMbps)
		d.Summary = fmt.Sprintf("circuit %q is of the tier Local and has %d Mbps", c.id, c.BandwidthMbps)
		d.Why, d.Hint = "ExpressRoute Local begins at 1 Gbps", "write `bandwidthMbps: 1000`, or use the tier Standard"
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
			d.Summary = fmt.Sprintf("the %s link of circuit %q has %s, which is no IPv4 /30", link.field, c.id, link.prefix)
			d.Why, d.Hint = "each of the two links of a private peering has a /30: one address for your router, one for Microsoft's", "write two different /30, such as 172.16.0.0/30 and 172.16.0.4/30"
			r.report(codeCircuitRefused, d)
		case n != nil:
			d.Summary = fmt.Sprintf("the %s link of circuit %q has %s, which is inside network %q", link.field, c.id, link.prefix, n.id)
			d.Related = []diag.Related{{Range: n.At(schema.NetworkField.AddressSpace), Message: fmt.Sprintf("the addresses of %q", n.id)}}
			d.Why, d.Hint = "the addresses of a peering's links must not overlap those of virtual networks", "use a /30 that no network has"
			r.report(codeCircuitRefused, d)
		}
	}
	if p.Primary.Overlaps(p.Secondary) {
		r.report(codeCircuitRefused, diag.Diagnostic{Summary: fmt.Sprintf("the two links of circuit %q overlap: %s and %s", c.id, p.Primary, p.Secondary), Subject: p.At(schema.PrivatePeeringField.Secondary),
			Related: []diag.Related{{Range: p.At(schema.PrivatePeeringField.Primary), Message: "the primary link"}}, Why: "the two links of a private peering are two subnets", Hint: "write two different /30, such as 172.16.0.0/30 and 172.16.0.4/30"})
	}
	if p.PeerASN == 12076 || p.PeerASN >= 65515 && p.PeerASN <= 65520 {
		r.report(codeReservedASN, diag.Diagnostic{Summary: fmt.Sprintf("the peering of circuit %q has the reserved ASN %d", c.id, p.PeerASN), Subject: p.At(schema.PrivatePeeringField.PeerASN), Label: "reserved",
			Why: "Microsoft's own number at a circuit is 12076, and it keeps 65515 to 65520 for itself", Hint: "use another, such as a private one: 64512 to 65514, 65521 to 65534"})
	}
}

// checkCircuitTraffic: two gateways that both let networks talk do so over each circuit that they share, also where the statement that
// joins them to it does not say so.
func checkCircuitTraffic(r *reading) {
	for _, c := range r.circuits {
		for i, a := range c.links {
			for _, b := range c.links[i+1:] {
				x, y := a.near, b.near
				if x == y || !x.talks() || !y.talks() || x.joinedOnCircuit(y) || r.joinedOtherwise(x.network, y.network) && len(x.network.users) == 0 && len(y.network.users) == 0 {
					continue
				}
				r.report(codeCircuitTraffic, diag.Diagnostic{
					Summary: fmt.Sprintf("%q and %q would reach each other over circuit %q, and %q does not say so", x.network.id, y.network.id, c.id, b.c.Name), Subject: b.c.KeyRange(),
					Related: []diag.Related{{Range: x.talksBy(), Message: fmt.Sprintf("%q lets networks talk", x.ref())}, {Range: y.talksBy(), Message: fmt.Sprintf("and so does %q", y.ref())}},
					Why:     "`networkToNetwork` sets allowRemoteVnetTraffic, which a gateway has for all of its circuits",
					Hint:    fmt.Sprintf("write `networkToNetwork: true` at %q too, if they are to reach each other; else join one of the pairs by a `peering`", b.c.Name),
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
			Summary: fmt.Sprintf("the VPN gateway of %q has the ASN %d, and there is an ExpressRoute gateway beside it", n.id, n.VPN.ASN), Subject: n.VPN.At(schema.VPNGatewayField.ASN),
			Related: []diag.Related{{Range: n.ExpressRoute.Range(), Message: "the ExpressRoute gateway"}},
			Why:     "Microsoft says to keep the default 65515 where the two are to work together, and one that is changed later takes a reset of the gateway",
			Hint:    "write `asn: 65515`, and give the gateways that it has BGP with other numbers",
		})
	}
}
