package proof

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
)

// An Analysis is a network that can be asked: the one that templates make, by the names of the intent where they come from one. That of
// templates alone has no promises: &Analysis{Estate: estate}.
type Analysis struct {
	*reachability.Estate
	Promises    reachability.Promises
	Connections map[string][]string // ids of the connections that an entry of connections makes, by its name

	ConnectionIDs map[string]string // what the topology calls a connection of gateways, by its id
}

// A NameError says that a name stands for nothing, or for too much.
type NameError struct {
	Problem string // a sentence: network or subnet "shpo" does not exist
	Help    string // what to write instead
}

func (e *NameError) Error() string { return e.Problem }

func nameError(help, format string, args ...any) error {
	return &NameError{Problem: fmt.Sprintf(format, args...), Help: help}
}

// SubnetsOf are the subnets that a name stands for: of a network all, in the order of their ids. A name is that of the intent, a
// resource's own, or a resource id, without regard to case. An error is a NameError.
func (a *Analysis) SubnetsOf(name string) ([]reachability.Subnet, error) {
	var wanted []string
	for id, known := range a.Promises.Names { // the names of the intent go first
		if strings.EqualFold(known, name) {
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		for _, f := range a.Find(name) {
			wanted = append(wanted, f.ID)
		}
	}
	slices.Sort(wanted)
	switch len(wanted) {
	case 0:
		return nil, nameError(diag.DidYouMean(name, a.names(), "networks are: "+strings.Join(firstFew(a.names(), 12), ", ")),
			"network or subnet %q does not exist", name)
	case 1:
	default:
		return nil, nameError("name one by its resource ID: "+strings.Join(wanted, ", "), "%q is ambiguous", name)
	}
	var out []reachability.Subnet
	for _, s := range a.Subnets() {
		if s.ID == wanted[0] || s.Network == wanted[0] {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		if strings.Contains(strings.ToLower(wanted[0]), "/"+strings.ToLower(azure.TypeVirtualHub)+"/") {
			return nil, nameError("`vnetloom routes NETWORK` has the routes of a network that it connects, "+
				"`vnetloom trace FROM TO` the way through it, and `vnetloom matrix` who reaches whom",
				"a virtual hub has no subnets, and %q is one", name)
		}
		return nil, nameError("routes and paths belong to subnets: add a subnet", "network %q has no subnet", name)
	}
	return out, nil
}

// names are what networks, subnets and sites are called.
func (a *Analysis) names() []string {
	var out []string
	for _, n := range a.Networks() {
		out = append(out, a.nameOr(n.ID, n.Name))
	}
	for _, s := range a.Subnets() {
		out = append(out, a.SubnetName(s))
	}
	for _, s := range a.Sites() {
		out = append(out, a.Name(s.ID))
	}
	slices.Sort(out)
	return out
}

// Name is what a network, subnet, site or part of one is called, by its id: the intent's name, else that of the templates.
func (a *Analysis) Name(id string) string {
	return a.nameOr(id, a.Estate.Name(id))
}

// SubnetName is what a subnet is called: the intent's name, else the network's and its own.
func (a *Analysis) SubnetName(s reachability.Subnet) string {
	for _, n := range a.Networks() {
		if n.ID == s.Network {
			return a.nameOr(s.ID, n.Name+"/"+s.Name)
		}
	}
	return a.nameOr(s.ID, s.Name)
}

func (a *Analysis) nameOr(id, name string) string {
	if known := a.Promises.Names[id]; known != "" {
		return known
	}
	return name
}

func (a *Analysis) networkName(id string) string {
	for _, n := range a.Networks() {
		if n.ID == id {
			return a.nameOr(id, n.Name)
		}
	}
	return a.nameOr(id, id)
}

// Endpoint is what a name stands for as an end of a trace, and what it is called: a site, an address in a subnet or a site, or a subnet;
// of a network the first subnet that workloads are in. An error is a NameError.
func (a *Analysis) Endpoint(name string) (reachability.Endpoint, string, error) {
	for _, s := range a.Sites() {
		if strings.EqualFold(a.Name(s.ID), name) {
			return reachability.Endpoint{Site: s.ID}, a.Name(s.ID), nil
		}
	}
	if address, err := netip.ParseAddr(name); err == nil {
		if s, ok := a.subnetAt(address); ok {
			return reachability.Endpoint{Subnet: s.ID, Address: address}, fmt.Sprintf("%s (%s)", address, a.SubnetName(s)), nil
		}
		if s, ok := a.siteAt(address); ok {
			return reachability.Endpoint{Site: s.ID, Address: address}, fmt.Sprintf("%s (%s)", address, a.Name(s.ID)), nil
		}
		return reachability.Endpoint{}, "", nameError("name a network, network/subnet, a site, or an address in one", "no subnet or site has the address %s", address)
	}
	subnets, err := a.SubnetsOf(name)
	if err != nil {
		return reachability.Endpoint{}, "", err
	}
	s := subnets[0]
	for _, other := range subnets { // a workload's, where there is one
		if !slices.Contains(a.Promises.Skip, other.ID) && azure.Reserved(other.Name) == nil {
			s = other
			break
		}
	}
	return reachability.Endpoint{Subnet: s.ID}, a.SubnetName(s), nil
}

// subnetAt is the subnet that has the address.
func (a *Analysis) subnetAt(address netip.Addr) (reachability.Subnet, bool) {
	for _, s := range a.Subnets() {
		for _, p := range s.Prefixes {
			if p.Contains(address) {
				return s, true
			}
		}
	}
	return reachability.Subnet{}, false
}

// siteAt is the site that has the address: the one with the longest prefix.
func (a *Analysis) siteAt(address netip.Addr) (reachability.Site, bool) {
	var best reachability.Site
	bits := -1
	for _, s := range a.Sites() {
		for _, p := range s.Prefixes {
			if p.Contains(address) && p.Bits() > bits {
				best, bits = s, p.Bits()
			}
		}
	}
	return best, bits >= 0
}

// Appliance is an appliance that forwards from another subnet than that of its address, which no template tells: from the subnet of this
// name in the address's network. An error is a NameError.
func (a *Analysis) Appliance(address netip.Addr, egress string) (reachability.Appliance, error) {
	in, found := a.subnetAt(address)
	if !found {
		return reachability.Appliance{}, nameError("name the next hop address of the routes", "no subnet has the address %s", address)
	}
	for _, s := range a.Subnets() {
		if s.Network == in.Network && strings.EqualFold(s.Name, egress) {
			return reachability.Appliance{Address: address, Network: in.Network, Egress: s.ID}, nil
		}
	}
	subnets, err := a.SubnetsOf(egress)
	if err != nil {
		return reachability.Appliance{}, err
	}
	if len(subnets) > 1 || subnets[0].Network != in.Network {
		return reachability.Appliance{}, nameError("an appliance forwards from a subnet of its own network: "+a.networkName(in.Network)+"/…",
			"%q is not a subnet of the network of %s", egress, address)
	}
	return reachability.Appliance{Address: address, Network: in.Network, Egress: subnets[0].ID}, nil
}

// firstFew are the first of a list, and a mark where there are more.
func firstFew(list []string, n int) []string {
	if len(list) > n {
		return append(slices.Clone(list[:n]), "…")
	}
	return list
}
