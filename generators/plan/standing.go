package plan

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerStanding makes what stands already, of the same rows as what is deployed: networks that exist or are another owner's, with their
// gateways and firewalls. Nobody prints it. What the intent does not say of it is left empty.
func (l *lowering) lowerStanding() {
	p := l.partsOfNetworks()
	p.tables = l.standingTables(p)
	for i := range l.t.Networks {
		if n := &l.t.Networks[i]; n.Ownership != topology.Created {
			l.stands(l.networkAsItIs(n, p))
		}
	}
	addresses := l.addresses()
	for i := range l.t.Gateways {
		if g := &l.t.Gateways[i]; g.Existing {
			l.stands(l.gatewayRow(g, addresses).resource("gateway", "", g.Origin))
		}
	}
	firewalls := l.partsOfFirewalls()
	for i := range l.t.Firewalls {
		if f := &l.t.Firewalls[i]; f.Existing { // its policy is its owner's: that of its row is in no template
			l.stands(l.firewallRow(f, firewalls).resource("firewall", "", f.Origin))
		}
	}
	for i := range l.t.Peerings {
		p := &l.t.Peerings[i]
		if p.Existing {
			l.stands(l.half(p, false))
		}
		if l.networks[p.Remote].Classic {
			l.stands(l.classicHalf(p))
		}
	}
	for i := range l.t.Connections {
		if c := &l.t.Connections[i]; c.Existing {
			l.stands(l.connection(c, false))
		}
	}
	for i := range l.t.NetworkManagers { // so that nothing of it is in force but what another commit names
		m := &managerLowering{lowering: l, NetworkManager: &l.t.NetworkManagers[i]}
		l.stands(m.row(azure.Commits, m.commitFacts("nothing", nil, nil)).resource("commit", "", m.Origin))
	}
	l.sortStanding()
}

// sortStanding puts what stands in something else behind all that it may name.
func (l *lowering) sortStanding() {
	depth := func(r Resource) int { return strings.Count(r.ID.Type, "/") }
	slices.SortStableFunc(l.plan.Standing, func(a, b Resource) int { return cmp.Compare(depth(a), depth(b)) })
}

func (l *lowering) stands(r Resource) { l.plan.Standing = append(l.plan.Standing, r) }

// networkAsItIs is a network without what steps put on its subnets. Where the intent names no subnet, it has one for its machines.
func (l *lowering) networkAsItIs(n *topology.Network, p *parts) Resource {
	f := l.networkFacts(n, &parts{subnets: p.subnets, tables: p.tables})
	if len(p.subnets[n.ID]) == 0 {
		f["subnets"] = l.unnamedSubnets(n)
	} else if free, ok := l.unnamedGatewaySubnet(n, p); ok {
		f["subnets"] = append(f["subnets"].(azure.Nested), unnamedSubnet(azure.GatewaySubnet, "prefix", Str(free.String())))
	}
	r := l.row(azure.Networks, l.place(n.ResourceGroup), f).resource("network", "", n.Origin)
	r.ID = l.networkID(n)
	return r
}

// unnamedSubnets are those of a network of which the intent names none: one for its machines, and where it has a gateway one for that.
func (l *lowering) unnamedSubnets(n *topology.Network) azure.Nested {
	out := azure.Nested{}
	machines := append([]netip.Prefix(nil), n.AddressSpace...)
	for i, p := range machines {
		if half := p.Bits() + 1; half <= 28 && p.Addr().Is4() && l.hasGateway(n) {
			machines[i] = netip.PrefixFrom(p.Addr(), half)
			if free, ok := ipnet.Free(n.AddressSpace, machines, max(27, half+1)); ok {
				out = append(out, unnamedSubnet(azure.GatewaySubnet, "prefix", Str(free.String())))
			}
			break
		}
	}
	return append(out, unnamedSubnet("unnamed", "prefixes", prefixes(machines)))
}

func unnamedSubnet(name, column string, prefix Value) azure.Facts {
	return azure.Facts{"name": Str(name), column: prefix, "defaultOutboundAccess": Bool(true)}
}

// outboundAsItIs is the default outbound access of a subnet that is not written: as the intent says, else as Azure has it where nothing is.
func outboundAsItIs(s *topology.Subnet) Bool {
	return Bool(s.DefaultOutboundAccess == nil || *s.DefaultOutboundAccess)
}

// unnamedGatewaySubnet is room for the subnet of a gateway where the intent names other subnets of the network and not that one.
func (l *lowering) unnamedGatewaySubnet(n *topology.Network, p *parts) (netip.Prefix, bool) {
	if !l.hasGateway(n) {
		return netip.Prefix{}, false
	}
	var taken []netip.Prefix
	for _, s := range p.subnets[n.ID] {
		if s.Name == azure.GatewaySubnet {
			return netip.Prefix{}, false
		}
		taken = append(taken, s.Prefixes...)
	}
	for bits := 27; bits <= 29; bits++ {
		if free, ok := ipnet.Free(ipnet.IPv4(n.AddressSpace), taken, bits); ok {
			return free, true
		}
	}
	return netip.Prefix{}, false
}

func (l *lowering) hasGateway(n *topology.Network) bool {
	for i := range l.t.Gateways {
		if l.t.Gateways[i].Network == n.ID {
			return true
		}
	}
	return false
}

// withAssociations is a network with what a step puts on its subnets, and nothing else of them.
func (l *lowering) withAssociations(n *topology.Network, p *parts, on []Association) Resource {
	bySubnet := map[ID]Association{}
	for _, x := range on {
		bySubnet[x.Subnet] = x
	}
	f := factsOf(n.Location, n.Tags)
	f["name"], f["azureName"], f["prefixes"] = Str(n.ID), Str(n.Name), prefixes(n.AddressSpace)
	if g := p.group[n.ID]; g != nil {
		f["securityGroupAzureName"] = Str(g.Name)
	}
	subnets := azure.Nested{}
	for _, s := range p.subnets[n.ID] {
		x, ok := bySubnet[l.subnetID(n, s.Name)]
		if !ok {
			continue
		}
		facts := azure.Facts{"name": Str(s.Name), "defaultOutboundAccess": outboundAsItIs(s)}
		if x.RouteTable != (ID{}) {
			facts["routeTable"] = azure.To{ID: x.RouteTable, Name: s.Name} // as if it were the subnet's own: a step sets nothing beside it
		}
		if x.SecurityGroup != (ID{}) {
			facts["secured"] = Bool(true)
		}
		subnets = append(subnets, facts)
	}
	f["subnets"] = subnets
	return l.row(azure.Networks, l.place(n.ResourceGroup), f).resource("network", "", n.Origin)
}

// classicHalf is what stands for the half that a classic network has not: Azure connects it by ours alone.
func (l *lowering) classicHalf(p *topology.Peering) Resource {
	theirs := *p
	theirs.Local, theirs.Remote, theirs.Name = p.Remote, p.Local, "classic-"+string(p.Local)
	theirs.AllowGatewayTransit, theirs.UseRemoteGateways = false, p.AllowGatewayTransit
	r := l.half(&theirs, false)
	parent := l.networkID(l.networks[p.Remote])
	r.Parent = &parent
	return r
}
