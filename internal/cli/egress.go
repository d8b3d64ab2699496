package cli

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

const legsUsage = "ADDRESS=SUBNET: from which subnet (network/subnet, or one of the address's network) the appliance with this address forwards; may be given again"

// appliancesOf reads what --appliance says: a template does not tell from which subnet a machine with two legs forwards.
func (o *analysis) appliancesOf(legs []string) ([]reachability.Appliance, error) {
	var out []reachability.Appliance
	for _, leg := range legs {
		a, err := o.appliance(leg)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (o *analysis) appliance(leg string) (reachability.Appliance, error) {
	word, name, both := strings.Cut(leg, "=")
	address, err := netip.ParseAddr(word)
	if !both || err != nil {
		return reachability.Appliance{}, usageError("10.0.2.4=hub/untrust: the address that routes lead to, and the subnet from which the machine forwards", "unknown --appliance %q", leg)
	}
	in, found := o.subnetAt(address)
	if !found {
		return reachability.Appliance{}, usageError("name the address that routes lead to", "no subnet has the address %s of --appliance", address)
	}
	for _, s := range o.Subnets() {
		if s.Network == in.Network && strings.EqualFold(s.Name, name) {
			return reachability.Appliance{Address: address, Network: in.Network, Egress: s.ID}, nil
		}
	}
	subnets, err := o.find(name)
	if err != nil {
		return reachability.Appliance{}, err
	}
	if len(subnets) > 1 || subnets[0].Network != in.Network {
		return reachability.Appliance{}, usageError("an appliance forwards from a subnet of its own network: "+o.call(in.Network, o.networkName(in.Network))+"/…", "%q of --appliance is no subnet of the network that has %s", name, address)
	}
	return reachability.Appliance{Address: address, Network: in.Network, Egress: subnets[0].ID}, nil
}

func (o *analysis) networkName(id string) string {
	for _, n := range o.Networks() {
		if n.ID == id {
			return n.Name
		}
	}
	return id
}

// subnetAt is the subnet that has the address.
func (o *analysis) subnetAt(address netip.Addr) (reachability.Subnet, bool) {
	for _, s := range o.Subnets() {
		for _, p := range s.Prefixes {
			if p.Contains(address) {
				return s, true
			}
		}
	}
	return reachability.Subnet{}, false
}
