package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

func checkReservedSubnets(r *reading) {
	for _, n := range r.networks {
		for i := range n.Subnets {
			r.checkReservedName(n, &n.Subnets[i])
			if name := n.Subnets[i].Name; n.ownership() == Created && (name == bastionSubnet || name == routeServerSubnet) {
				r.checkServiceSubnetSize(n, name)
			}
		}
		if n.VirtualWAN != "" {
			continue
		}
		gateway := n.subnets[gatewaySubnet]
		if n.hasGateway() {
			if n.ownership() != External || !n.hasRoomForGateway() {
				r.needSubnet(n, gatewaySubnet, n.gatewayWord(), n.At(schema.NetworkField.Gateways), "/27")
			}
			if gateway != nil {
				r.checkGatewaySubnetSize(n, gateway)
			}
		}
		if n.Firewall == nil || n.ownership() == External {
			continue
		}
		r.needSubnet(n, firewallSubnet, "an Azure Firewall", n.At(schema.NetworkField.Firewall), "/26")
		r.checkServiceSubnetSize(n, firewallSubnet)
		if r.sendsOnTo(n.hops["firewall"]) != nil {
			r.needSubnet(n, firewallManagementSubnet, "an Azure Firewall that sends internet traffic on to a gateway",
				n.At(schema.NetworkField.Firewall), "/26")
		}
		if n.Firewall.Tier == "Basic" {
			r.needSubnet(n, firewallManagementSubnet, "an Azure Firewall of tier Basic", n.Firewall.At(schema.FirewallField.Tier), "/26")
		}
		r.checkServiceSubnetSize(n, firewallManagementSubnet)
	}
}

// hasRoomForGateway tells whether the GatewaySubnet of a network, which the intent need not name, can stand beside the subnets that it names.
func (n *network) hasRoomForGateway() bool {
	var taken []netip.Prefix
	for i := range n.Subnets {
		taken = append(taken, n.Subnets[i].Prefixes...)
	}
	_, ok := ipnet.Free(ipnet.IPv4(n.AddressSpace), taken, smallestSubnet)
	return ok || len(taken) == 0
}

func (r *reading) checkReservedName(n *network, s *schema.Subnet) {
	reserved := azure.Reserved(s.Name)
	if reserved == nil {
		return
	}
	if s.Name != reserved.Name {
		r.report(codeReservedName, diag.Diagnostic{
			Summary: fmt.Sprintf("reserved subnet name %q of %q has the wrong letter case: it must be %q", s.Name, n.id, reserved.Name),
			Subject: s.KeyRange(),
			Label:   "case",
			Why:     "Azure services find their subnet by its exact name",
			Hint:    fmt.Sprintf("write %q", reserved.Name),
		})
	}
	if s.NetworkSecurityGroup != "" && !reserved.SecurityGroup && s.Name == reserved.Name {
		r.report(codeSecurityGroupHere, diag.Diagnostic{
			Summary: fmt.Sprintf("subnet %q of %q has a network security group", s.Name, n.id),
			Subject: s.At(schema.SubnetField.NetworkSecurityGroup),
			Why: "Azure does not support network security groups on the subnets of gateways, firewalls and route servers: the service stops " +
				"working",
			Hint: "remove it",
		})
	}
}

func (r *reading) needSubnet(n *network, name, what string, at source.Range, size string) {
	if n.subnets[name] != nil {
		return
	}
	var taken []netip.Prefix
	for i := range n.Subnets {
		taken = append(taken, n.Subnets[i].Prefixes...)
	}
	bits := 26
	if size == "/27" {
		bits = 27
	}
	hint := fmt.Sprintf("add the subnet %s, a %s or larger", name, size)
	if p, ok := ipnet.Free(ipnet.IPv4(n.AddressSpace), taken, bits); ok {
		hint = fmt.Sprintf("add `%s: %s` to its subnets", name, p)
	}
	r.report(codeNoSubnet, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has %s and no subnet %s", n.id, what, name),
		Subject: at,
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}},
		Why:     "Azure deploys it only into the subnet with that name",
		Hint:    hint,
	})
}

func (r *reading) checkGatewaySubnetSize(n *network, s *schema.Subnet) {
	for i, p := range s.Prefixes {
		if !p.Addr().Is4() || p.Bits() <= 27 || p.Bits() > smallestSubnet {
			continue // too small for any subnet: VL214 says so
		}
		d := diag.Diagnostic{Subject: s.At(schema.SubnetField.Prefix, i), Hint: "use a /27 or larger (a /26 for many ExpressRoute circuits)"}
		if n.VPN != nil && n.ExpressRoute != nil {
			d.Summary = fmt.Sprintf("GatewaySubnet of %q is too small for a VPN and an ExpressRoute gateway: /%d", n.id, p.Bits())
			d.Why = "two coexisting gateways need a /27 or larger"
			r.report(codeReservedSize, d)
			continue
		}
		d.Summary = fmt.Sprintf("GatewaySubnet of %q is a /%d", n.id, p.Bits())
		d.Why = "Microsoft recommends a /27 or larger: a second or active-active gateway may not fit, and the subnet cannot grow while it holds a " +
			"gateway"
		r.report(codeSmallGatewaySubnet, d)
	}
}

// checkServiceSubnetSize compares a subnet with what Azure's service in it needs. One that is too small for any subnet is VL214's.
func (r *reading) checkServiceSubnetSize(n *network, name string) {
	s, needs := n.subnets[name], azure.Reserved(name)
	if s == nil {
		return
	}
	for i, p := range s.Prefixes {
		if p.Addr().Is4() && p.Bits() > needs.Bits && p.Bits() <= smallestSubnet {
			r.report(codeReservedSize, diag.Diagnostic{
				Summary: fmt.Sprintf("%s of %q is a /%d", name, n.id, p.Bits()), Subject: s.At(schema.SubnetField.Prefix, i),
				Why:  fmt.Sprintf("%s needs a /%d or larger: Azure refuses to deploy it into a smaller subnet", needs.Service, needs.Bits),
				Hint: fmt.Sprintf("use a /%d", needs.Bits),
			})
		}
	}
}

// checkZones finds zones that are asked for where the location has none. Of a location that is not in the table nothing is known.
func checkZones(r *reading) {
	for _, n := range r.networks {
		location, known := r.in.Locations[n.Location]
		if !known || location.Zones {
			continue
		}
		if n.VPN != nil && len(n.VPN.Zones) > 0 {
			r.reportZones(n, "VPN gateway", n.VPN.At(schema.VPNGatewayField.Zones))
		}
		if n.Firewall != nil && len(n.Firewall.Zones) > 0 {
			r.reportZones(n, "firewall", n.Firewall.At(schema.FirewallField.Zones))
		}
	}
}

func (r *reading) reportZones(n *network, what string, at source.Range) {
	r.report(codeNoZones, diag.Diagnostic{
		Summary: fmt.Sprintf("the %s of %q has zones, and its location %s has none", what, n.id, n.Location),
		Subject: at,
		Why:     "Azure refuses zones in a location without availability zones",
		Hint:    "remove `zones`, or use a location that has zones",
	})
}

// checkPartAddresses holds the addresses of firewalls and appliances to their subnets.
func checkPartAddresses(r *reading) {
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			continue
		}
		taken := map[netip.Addr]string{}
		if f := n.Firewall; f != nil && f.PrivateAddress.IsValid() {
			r.checkAddress(n, "firewall", f.PrivateAddress, firewallSubnet, f.At(schema.FirewallField.PrivateAddress), taken)
		} else if f != nil {
			taken[n.firewallAddress()] = "firewall"
		}
		for i := range n.Appliances {
			a := &n.Appliances[i]
			r.checkApplianceSubnet(n, a, schema.ApplianceField.Subnet, a.Subnet)
			if a.EgressSubnet != a.Subnet {
				r.checkApplianceSubnet(n, a, schema.ApplianceField.EgressSubnet, a.EgressSubnet)
			}
			for j, ip := range a.PrivateAddress {
				r.checkAddress(n, a.Name, ip, a.Subnet, a.At(schema.ApplianceField.PrivateAddress, j), taken)
			}
		}
	}
}

func (r *reading) checkApplianceSubnet(n *network, a *schema.Appliance, field schema.Field[schema.Appliance], subnet string) {
	d := diag.Diagnostic{Subject: a.At(field)}
	switch {
	case n.subnets[subnet] == nil:
		var names []string
		for s := range n.subnets {
			names = append(names, s)
		}
		d.Summary = fmt.Sprintf("subnet %[3]q of appliance %[1]q does not exist in network %[2]q", a.Name, n.id, subnet)
		d.Hint = diag.DidYouMean(subnet, names, "add it to the network's subnets")
		r.report(codeUnknownSubnet, d)
	case reserved(subnet):
		d.Summary = fmt.Sprintf("appliance %q is in the reserved subnet %s of %q", a.Name, subnet, n.id)
		d.Why, d.Hint = "a reserved subnet holds only its Azure service", "give the appliance a subnet of its own"
		r.report(codeBadAddress, d)
	}
}

// checkAddress: the address is in the subnet, not one of the five that Azure keeps, and nobody else's.
func (r *reading) checkAddress(n *network, part string, ip netip.Addr, subnet string, at source.Range, taken map[netip.Addr]string) {
	s := n.subnets[subnet]
	if s == nil {
		return
	}
	d := diag.Diagnostic{
		Subject: at,
		Related: []diag.Related{{Range: s.At(schema.SubnetField.Prefix), Message: fmt.Sprintf("%s has %s", subnet, joinPrefixes(s.Prefixes))}},
	}
	if other, ok := taken[ip]; ok {
		d.Summary = fmt.Sprintf("%q and %q of network %q have the same address %s", other, part, n.id, ip)
		d.Why, d.Hint = "an address must be unique", "give one of them another address"
		r.report(codeBadAddress, d)
		return
	}
	taken[ip] = part
	for _, p := range s.Prefixes {
		if !p.Contains(ip) {
			continue
		}
		fifth, _ := ipnet.Nth(p, 4)
		if ip.Less(fifth) || p.Addr().Is4() && ip == ipnet.Last(p) {
			d.Summary = fmt.Sprintf("%q of network %q has the address %s, which Azure reserves", part, n.id, ip)
			d.Why = "Azure reserves the first four addresses and the last address of every subnet"
			d.Hint = fmt.Sprintf("the first usable one is %s", fifth)
			r.report(codeBadAddress, d)
		}
		return
	}
	d.Summary = fmt.Sprintf("%q of network %q has the address %s, which is outside its subnet %s", part, n.id, ip, subnet)
	d.Why, d.Hint = "the address must lie in the subnet of the network interface", "correct the address, or name the subnet that has it"
	r.report(codeBadAddress, d)
}

// retired SKUs and what stands in their place.
var retiredSKUs = map[string]string{
	"VpnGw1": "VpnGw1AZ", "VpnGw2": "VpnGw2AZ", "VpnGw3": "VpnGw3AZ", "VpnGw4": "VpnGw4AZ", "VpnGw5": "VpnGw5AZ",
}

var retiredExpressRouteSKUs = map[string]string{"Standard": "ErGw1AZ", "HighPerformance": "ErGw2AZ", "UltraPerformance": "ErGw3AZ"}

func checkSKUs(r *reading) {
	for _, n := range r.networks {
		if n.VirtualWAN != "" {
			continue // it has no SKU
		}
		if v := n.VPN; v != nil && !v.Existing {
			instead := retiredSKUs[v.SKU]
			if instead == "" {
				instead = map[string]string{"Standard": "VpnGw1AZ", "HighPerformance": "VpnGw2AZ"}[v.SKU]
			}
			r.checkSKU(n, v.SKU, instead, v.At(schema.VPNGatewayField.SKU))
		}
		if e := n.ExpressRoute; e != nil && !e.Existing {
			r.checkSKU(n, e.SKU, retiredExpressRouteSKUs[e.SKU], e.At(schema.ExpressRouteGatewayField.SKU))
		}
	}
}

func (r *reading) checkSKU(n *network, sku, instead string, at source.Range) {
	if instead == "" {
		return
	}
	r.report(codeRetiredSKU, diag.Diagnostic{
		Summary: fmt.Sprintf("the gateway of %q has the retired SKU %s", n.id, sku), Subject: at, Label: "retired",
		Why: "Azure creates gateways only with zone-redundant SKUs, which are available in every region", Hint: "use " + instead,
	})
}

// reservedASN are those that an Azure gateway cannot have: Azure's own but 65515, the gateways' default, and IANA's.
func reservedASN(asn int64) bool {
	switch {
	case asn == 8074, asn == 8075, asn == 12076, asn == 23456, asn == 4294967295:
		return true
	}
	return asn >= 65517 && asn <= 65520 || asn >= 64496 && asn <= 64511 || asn >= 65535 && asn <= 65551
}

func checkASNs(r *reading) {
	for _, n := range r.networks {
		if n.VPN != nil && n.VirtualWAN == "" && reservedASN(n.VPN.ASN) {
			r.report(codeReservedASN, diag.Diagnostic{
				Summary: fmt.Sprintf("the VPN gateway of %q has the reserved ASN %d", n.id, n.VPN.ASN),
				Subject: n.VPN.At(schema.VPNGatewayField.ASN),
				Label:   "reserved",
				Why:     "Microsoft reserves 8074, 8075, 12076 and 65517 to 65520; IANA reserves 23456, 64496 to 64511 and 65535 to 65551",
				Hint:    "use a private ASN: 64512 to 65514, 65521 to 65534, or the default 65515",
			})
		}
	}
}

// checkSubscriptions: one subscription has one name; else one resource could be two. The name default is what the output calls the
// subscription that is deployed to: a subscription of that name would be taken for it, and Azure looks at no case.
func checkSubscriptions(r *reading) {
	first := map[string]*schema.Subscription{}
	for i := range r.in.Subscriptions {
		s := &r.in.Subscriptions[i]
		if strings.EqualFold(s.Name, azure.OwnSubscription) {
			r.report(codeDefaultName, diag.Diagnostic{
				Summary: fmt.Sprintf("the subscription %q has the name of the one that is deployed to", s.Name),
				Subject: s.KeyRange(),
				Label:   "reserved",
				Why:     "what is emitted names the deployment's own subscription default: the network would be deployed into that one",
				Hint:    "give the subscription another name, here and where it is named",
			})
		}
		if o := first[s.ID]; o != nil {
			r.report(codeSameSubscription, diag.Diagnostic{
				Summary: fmt.Sprintf("%q and %q are the same subscription", o.Name, s.Name),
				Subject: s.KeyRange(),
				Related: []diag.Related{{Range: o.KeyRange(), Message: fmt.Sprintf("%q", o.Name)}},
				Why:     "with two names for one subscription, resources with the same name in it go unnoticed",
				Hint:    "keep one of the two names",
			})
			continue
		}
		first[s.ID] = s
	}
}
