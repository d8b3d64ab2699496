package cli

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

const legsUsage = "ADDRESS=SUBNET: the subnet from which the appliance with this address forwards (network/subnet, or a subnet of its network); repeatable"

// appliancesOf reads what --appliance says: a template does not tell from which subnet a machine with two legs forwards.
func (o *opinion) appliancesOf(legs []string) ([]reachability.Appliance, error) {
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

func (o *opinion) appliance(leg string) (reachability.Appliance, error) {
	word, name, both := strings.Cut(leg, "=")
	address, err := netip.ParseAddr(word)
	if !both || err != nil {
		return reachability.Appliance{}, misuse("write the next hop address of the routes and the subnet from which the appliance forwards, such as 10.0.2.4=hub/untrust", "unknown --appliance %q", leg)
	}
	in, found := o.subnetAt(address)
	if !found {
		return reachability.Appliance{}, misuse("name the next hop address of the routes", "no subnet has the address %s of --appliance", address)
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
		return reachability.Appliance{}, misuse("an appliance forwards from a subnet of its own network: "+o.call(in.Network, o.networkName(in.Network))+"/…", "%q of --appliance is not a subnet of the network of %s", name, address)
	}
	return reachability.Appliance{Address: address, Network: in.Network, Egress: subnets[0].ID}, nil
}

func (o *opinion) networkName(id string) string {
	for _, n := range o.Networks() {
		if n.ID == id {
			return n.Name
		}
	}
	return id
}

// subnetAt is the subnet that has the address.
func (o *opinion) subnetAt(address netip.Addr) (reachability.Subnet, bool) {
	for _, s := range o.Subnets() {
		for _, p := range s.Prefixes {
			if p.Contains(address) {
				return s, true
			}
		}
	}
	return reachability.Subnet{}, false
}
