package proof

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// What exists already, and what is external, is in no template. Package reachability is given it as the intent says that it is, and
// as if every companion step were done. Nothing of it is emitted.

// external makes what is in no template: existing and external networks, with their gateways and firewalls, and what the
// steps do to them.
func (ids *resourceIDs) external(steps []plan.Step) []template.Resource {
	t := ids.t
	b := &external{t: t, ids: ids, associations: map[string]plan.Association{}}
	for i := range steps {
		b.step(&steps[i])
	}
	subnets := map[topology.NetworkID][]*topology.Subnet{}
	for i := range t.Subnets {
		subnets[t.Subnets[i].Network] = append(subnets[t.Subnets[i].Network], &t.Subnets[i])
	}
	b.managers()
	for i := range t.Networks {
		if n := &t.Networks[i]; n.Ownership != topology.Created {
			b.network(n, subnets[n.ID])
		}
	}
	for i := range t.Gateways {
		if g := &t.Gateways[i]; g.Existing {
			b.gateway(g)
		}
	}
	for i := range t.Firewalls {
		if f := &t.Firewalls[i]; f.Existing {
			b.firewall(f)
		}
	}
	for i := range t.Peerings {
		if p := &t.Peerings[i]; b.ids.networks[p.Remote].Classic {
			b.classicHalf(p)
		}
	}
	return b.out
}

// external is what is in no template, in the making.
type external struct {
	t            *topology.Topology
	ids          *resourceIDs
	associations map[string]plan.Association // by the id of the subnet
	out          []template.Resource
}

// put adds a resource; what is said of it is said of the place in the intent that it comes from.
func (b *external) put(id, kind, name string, o topology.Origin, properties *template.Value) {
	b.out = append(b.out, template.Resource{ID: strings.ToLower(id), Type: kind, Name: name, At: o.Range,
		Properties: properties, Body: object("properties", properties)})
}

func idOf(id plan.ID) string {
	return template.ResourceID(id.Subscription, id.ResourceGroup, id.Type, id.Name)
}

func lastName(id plan.ID) string {
	for i := len(id.Name) - 1; i >= 0; i-- {
		if id.Name[i] == '/' {
			return id.Name[i+1:]
		}
	}
	return id.Name
}

// step makes what a step makes.
func (b *external) step(s *plan.Step) {
	for i := range s.Makes {
		m := &s.Makes[i]
		b.out = append(b.out, template.Resource{ID: idOf(m.ID), Type: m.ID.Type, Name: m.ID.Name, At: s.Origin.Range,
			Properties: valueOf(m.Body.Get("properties")), Body: valueOf(m.Body)})
	}
	switch a := s.Action.(type) {
	case plan.Connect:
		if !a.Ours {
			b.connection(&a, s.Origin)
		}
	case plan.Associate:
		for _, x := range a.Subnets {
			b.associate(x)
		}
	case plan.SetRoutes:
		for _, x := range a.Tables {
			b.table(&x, s.Origin)
		}
	case plan.Commit:
		ids := make([]string, len(a.Configurations))
		for i, id := range a.Configurations {
			ids[i] = idOf(id)
		}
		b.commit(idOf(a.Manager), "step", s.Origin, a.Regions, ids)
	}
}

// managers makes a commit of nothing for each network manager: so that nothing of it is in force but what another commit names.
func (b *external) managers() {
	for i := range b.t.NetworkManagers {
		m := &b.t.NetworkManagers[i]
		scope := b.ids.scope[m.ResourceGroup]
		b.commit(template.ResourceID(scope[0], scope[1], azure.TypeNetworkManager, m.Name), "nothing", m.Origin, nil, nil)
	}
}

func (b *external) commit(manager, name string, o topology.Origin, regions, configurations []string) {
	b.put(manager+"/commits/"+name, azure.TypeCommit, name, o,
		object("commitType", text("Connectivity"), "targetLocations", texts(regions), "configurationIds", texts(configurations)))
}

func (b *external) table(x *plan.ExternalTable, o topology.Origin) {
	routes := list()
	for _, r := range x.Routes {
		p := object("addressPrefix", text(r.Prefix), "nextHopType", text(r.NextHop))
		if r.Address != "" {
			p = object("addressPrefix", text(r.Prefix), "nextHopType", text(r.NextHop), "nextHopIpAddress", text(r.Address))
		}
		routes.Items = append(routes.Items, object("name", text(r.Name), "properties", p))
	}
	b.put(idOf(x.ID), azure.TypeRouteTable, lastName(x.ID), o, object("disableBgpRoutePropagation", flag(!x.Propagate), "routes", routes))
	for _, s := range x.Subnets {
		b.associate(plan.Association{Subnet: s, RouteTable: x.ID})
	}
}

// associate notes what steps put on a subnet, a table and a group one by one.
func (b *external) associate(x plan.Association) {
	id := idOf(x.Subnet)
	on := b.associations[id]
	on.Subnet = x.Subnet
	if x.RouteTable != (plan.ID{}) {
		on.RouteTable = x.RouteTable
	}
	if x.SecurityGroup != (plan.ID{}) {
		on.SecurityGroup = x.SecurityGroup
	}
	b.associations[id] = on
}

// connection makes the connection at another owner's gateway.
func (b *external) connection(a *plan.Connect, o topology.Origin) {
	far := "virtualNetworkGateway2"
	if a.Type == topology.ExpressRoute {
		far = "peer"
	}
	pairs := []any{"connectionType", text(string(a.Type)), "virtualNetworkGateway1", ref(idOf(a.Gateway)), far, ref(idOf(a.Remote))}
	if a.Type == topology.ExpressRoute {
		pairs = append(pairs, "expressRouteGatewayBypass", flag(a.FastPath))
	} else {
		pairs = append(pairs, "enableBgp", flag(a.BGP))
	}
	id := a.Gateway
	id.Type, id.Name = azure.TypeConnection, a.Name
	b.put(idOf(id), azure.TypeConnection, a.Name, o, object(pairs...))
}

// network makes a network with its subnets, and what the steps put on them.
func (b *external) network(n *topology.Network, subnets []*topology.Subnet) {
	items := list()
	if len(subnets) == 0 {
		items = b.unnamed(n)
	}
	for _, s := range subnets {
		pairs := []any{"addressPrefixes", prefixTexts(s.Prefixes)}
		x := b.associations[b.ids.ref[string(s.ID)]]
		if x.RouteTable != (plan.ID{}) {
			pairs = append(pairs, "routeTable", ref(idOf(x.RouteTable)))
		}
		switch {
		case x.SecurityGroup != (plan.ID{}):
			pairs = append(pairs, "networkSecurityGroup", ref(idOf(x.SecurityGroup)))
		case s.NetworkSecurityGroup != "":
			pairs = append(pairs, "networkSecurityGroup", ref(s.NetworkSecurityGroup))
		}
		item := object("name", text(s.Name), "properties", object(pairs...))
		item.Get("name").At = s.Origin.Range
		items.Items = append(items.Items, item)
	}
	b.put(b.ids.ref[string(n.ID)], azure.TypeVirtualNetwork, n.Name, n.Origin,
		object("addressSpace", object("addressPrefixes", prefixTexts(n.AddressSpace)), "subnets", items))
	b.out[len(b.out)-1].Location = n.Location
}

// unnamed are the subnets of a network of which the intent names none: one for its machines, and where it has a gateway one for that.
func (b *external) unnamed(n *topology.Network) *template.Value {
	out := list()
	add := func(name string, prefixes []netip.Prefix) {
		out.Items = append(out.Items, object("name", text(name), "properties", object("addressPrefixes", prefixTexts(prefixes))))
	}
	machines := append([]netip.Prefix(nil), n.AddressSpace...)
	for i, p := range machines {
		if half := p.Bits() + 1; half <= 28 && p.Addr().Is4() && b.hasParts(n) {
			machines[i] = netip.PrefixFrom(p.Addr(), half)
			if free, ok := ipnet.Free(n.AddressSpace, machines, max(27, half+1)); ok {
				add("GatewaySubnet", []netip.Prefix{free})
			}
			break
		}
	}
	add("unnamed", machines)
	return out
}

func (b *external) hasParts(n *topology.Network) bool {
	for _, g := range b.t.Gateways {
		if g.Network == n.ID {
			return true
		}
	}
	return false
}

func (b *external) gateway(g *topology.Gateway) {
	kind := "Vpn"
	if g.ExpressRoute {
		kind = "ExpressRoute"
	}
	subnet := b.ids.ref[string(g.Network)] + "/subnets/gatewaysubnet"
	pairs := []any{"gatewayType", text(kind), "ipConfigurations", list(object("name", text("ipconfig1"), "properties", object("subnet", ref(subnet))))}
	if g.RemoteNetworks { // of these three the compiler warns: whoever has the gateway sets them
		pairs = append(pairs, "allowRemoteVnetTraffic", truth())
	}
	if g.VirtualWANs {
		pairs = append(pairs, "allowVirtualWanTraffic", truth())
	}
	for i := range b.t.LocalGateways {
		if l := &b.t.LocalGateways[i]; l.ID == g.DefaultSite {
			scope := b.ids.scope[b.ids.networks[l.Network].ResourceGroup]
			pairs = append(pairs, "gatewayDefaultSite", ref(template.ResourceID(scope[0], scope[1], "Microsoft.Network/localNetworkGateways", l.Name)))
		}
	}
	if g.ASN != 0 {
		pairs = append(pairs, "enableBgp", truth(), "bgpSettings", object("asn", number(float64(g.ASN))))
	}
	b.put(b.ids.ref[string(g.ID)], azure.TypeGateway, g.Name, g.Origin, object(pairs...))
}

// firewall makes a firewall whose policy is nobody's that is read: what it allows is its owner's to say.
func (b *external) firewall(f *topology.Firewall) {
	id := b.ids.ref[string(f.ID)]
	subnet := b.ids.ref[string(f.Network)] + "/subnets/azurefirewallsubnet"
	policy := f.Policy
	if policy == "" {
		policy = id + "-policy"
	}
	b.put(id, azure.TypeFirewall, f.Name, f.Origin, object("sku", object("name", text("AZFW_VNet"), "tier", text(f.Tier)), "firewallPolicy", ref(policy),
		"ipConfigurations", list(object("name", text("ipconfig1"), "properties",
			object("privateIPAddress", text(f.PrivateAddress.String()), "subnet", ref(subnet))))))
}

// classicHalf is what stands for the half that a classic network has not: Azure connects it by ours alone.
func (b *external) classicHalf(p *topology.Peering) {
	id := b.ids.ref[string(p.Remote)]
	name := b.ids.networks[p.Remote].Name + "/classic"
	b.put(id+"/virtualnetworkpeerings/classic-"+string(p.Local), azure.TypePeering, name, p.Origin, object("remoteVirtualNetwork", ref(b.ids.ref[string(p.Local)]),
		"allowVirtualNetworkAccess", truth(), "allowForwardedTraffic", flag(p.AllowForwardedTraffic),
		"allowGatewayTransit", flag(false), "useRemoteGateways", flag(p.AllowGatewayTransit)))
}
