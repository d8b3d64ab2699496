package topology

import (
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

func (r *resolution) addFirewalls() {
	for _, n := range r.networks {
		in := n.Firewall
		if in == nil {
			continue
		}
		o := Origin{Range: n.At(schema.NetworkField.Firewall), Statements: []string{n.Path()}, Rule: "firewall"}
		f := Firewall{
			ID:             FirewallID(string(n.id) + "/firewall"),
			Network:        n.id,
			Name:           r.partName(schema.NamingField.Firewall, n, in.AzureName),
			Tier:           in.Tier,
			PrivateAddress: n.firewallAddress(),
			Zones:          r.zones(n, in.Zones),
			Policy:         in.Policy,
			Existing:       in.Existing,
			Allows:         allowedBy(in),
			Origin:         o,
		}
		f.VirtualHub = n.wan != nil
		if in.Existing {
			r.topo.Firewalls = append(r.topo.Firewalls, f)
			continue
		}
		if f.VirtualHub {
			f.HubAddresses = in.PublicAddresses
		} else {
			f.PublicAddresses = r.addPublicAddresses(n, string(f.ID), f.Name, in.PublicAddresses, f.Zones, o)
		}
		if n.subnets[firewallManagementSubnet] != nil {
			f.ManagementAddress = PublicAddressID(string(f.ID) + "#management")
			r.addPublicAddress(n, f.ManagementAddress, f.Name+"-management", f.Zones, o)
		}
		r.topo.Firewalls = append(r.topo.Firewalls, f)
	}
}

// allowedBy is what an intent says that a policy lets through; nil where it does not.
func allowedBy(f *schema.Firewall) *PolicyRules {
	if !f.Given(schema.FirewallField.Rules) {
		return nil
	}
	out := &PolicyRules{All: f.AllowsAll, PrivateRanges: f.PrivateRanges, At: f.At(schema.FirewallField.Rules)}
	for i := range f.Rules {
		in := &f.Rules[i]
		rule := PolicyRule{From: in.From, To: in.To, ToServices: in.ToServices, Deny: in.Deny, At: in.Range()}
		for _, p := range in.Ports {
			rule.Ports = append(rule.Ports, PortRange(p))
		}
		out.Rules = append(out.Rules, rule)
	}
	return out
}

func (r *resolution) addAppliances() {
	for _, n := range r.networks {
		for i := range n.Appliances {
			a := &n.Appliances[i]
			o := Origin{Range: a.KeyRange(), Statements: []string{a.Path()}, Rule: "appliance"}
			row := Appliance{ID: ApplianceID(string(n.id) + "/" + a.Name), Network: n.id, Addresses: byFamily(a.PrivateAddress),
				Subnet: SubnetID(string(n.id) + "/" + a.Subnet), Egress: SubnetID(string(n.id) + "/" + a.EgressSubnet), Origin: o}
			r.topo.Appliances = append(r.topo.Appliances, row)
			if lb := a.LoadBalancer; lb != nil {
				o.Rule = "load balancer"
				r.topo.LoadBalancers = append(r.topo.LoadBalancers, LoadBalancer{
					Appliance:     row.ID,
					Network:       n.id,
					Name:          r.nameOf(schema.NamingField.LoadBalancer, n.home(), placeholders{"name": a.Name}),
					Subnet:        row.Subnet,
					Addresses:     row.Addresses,
					Zones:         r.zones(n, nil),
					ProbeProtocol: lb.ProbeProtocol,
					ProbePort:     lb.ProbePort,
					ProbePath:     lb.ProbePath,
					Origin:        o,
				})
			}
		}
	}
}

// byFamily puts the IPv4 address first.
func byFamily(as []netip.Addr) []netip.Addr {
	out := slices.Clone(as)
	sort.Slice(out, func(i, j int) bool { return out[i].Compare(out[j]) < 0 })
	return out
}
