package topology

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// tier is when the network is made: hubs, and what else others are pointed at, before the networks that are routed.
func (n *network) tier() Tier {
	if n.isRelay() && !n.policy.routed() {
		return Hub
	}
	return Spoke
}

func resourceGroupID(n *network) ResourceGroupID {
	return ResourceGroupID(n.Subscription + "/" + n.ResourceGroup)
}

func (r *resolver) addResourceGroups() {
	said := map[string]*schema.ResourceGroup{}
	for i := range r.in.ResourceGroups {
		said[strings.ToLower(r.in.ResourceGroups[i].Name)] = &r.in.ResourceGroups[i]
	}
	holds := map[ResourceGroupID][]*network{}
	for _, n := range r.networks {
		id := resourceGroupID(n)
		holds[id] = append(holds[id], n)
	}
	for _, w := range r.wans {
		id := resourceGroupID(w.place)
		holds[id] = append(holds[id], w.place)
	}
	for _, key := range sortedKeys(holds) {
		networks := holds[key]
		first := networks[0]
		g := ResourceGroup{ID: key, Subscription: first.Subscription, Name: first.ResourceGroup,
			Origin: Origin{Range: first.KeyRange(), Rule: "resource group"}}
		for _, n := range networks {
			g.Origin.Statements = append(g.Origin.Statements, n.Path())
		}
		if s := said[strings.ToLower(first.ResourceGroup)]; s != nil {
			g.Location, g.Tags, g.Existing = s.Location, s.Tags, s.Existing
			g.Origin = Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "resource group"}
		}
		g.Existing = g.Existing || onlyExisting(networks)
		if g.Location == "" {
			g.Location = r.groupLocation(networks)
		}
		if g.Location == "" && !g.Existing {
			r.reportGroupLocation(g, networks)
		}
		r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
	}
	r.addCircuitGroups(said, holds)
	r.addManagerGroups(said)
	for _, s := range r.in.Subscriptions {
		r.topo.Subscriptions = append(r.topo.Subscriptions, Subscription{Name: s.Name, ID: s.ID, Tenant: r.tenantOf[s.Name], Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subscription"}})
	}
}

// addCircuitGroups makes the groups that hold circuits of ours and no network.
func (r *resolver) addCircuitGroups(said map[string]*schema.ResourceGroup, holds map[ResourceGroupID][]*network) {
	made := map[ResourceGroupID]bool{}
	for _, c := range r.circuits {
		id := ResourceGroupID(c.Subscription + "/" + c.ResourceGroup)
		if c.Circuit.ID != "" || made[id] || len(holds[id]) > 0 {
			continue
		}
		made[id] = true
		r.addGroupOf(c.Element, c.Subscription, c.ResourceGroup, c.Location, said)
	}
}

// addGroupOf makes the row of a resource group that holds no network, for what stands in it: its location is what is said of the
// group, else the default, else that of the thing.
func (r *resolver) addGroupOf(e schema.Element, subscription, name, location string, said map[string]*schema.ResourceGroup) {
	g := ResourceGroup{ID: ResourceGroupID(subscription + "/" + name), Subscription: subscription, Name: name, Location: location,
		Origin: Origin{Range: e.KeyRange(), Statements: []string{e.Path()}, Rule: "resource group"}}
	if r.in.Location != "" {
		g.Location = r.in.Location
	}
	if s := said[strings.ToLower(name)]; s != nil {
		g.Tags, g.Existing = s.Tags, s.Existing
		g.Origin = Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "resource group"}
		if s.Location != "" {
			g.Location = s.Location
		}
	}
	r.topo.ResourceGroups = append(r.topo.ResourceGroups, g)
}

// groupLocation is the default location, else the one location of the group's networks, else "".
func (r *resolver) groupLocation(networks []*network) string {
	if r.in.Location != "" {
		return r.in.Location
	}
	for _, n := range networks[1:] {
		if n.Location != networks[0].Location {
			return ""
		}
	}
	return networks[0].Location
}

func (r *resolver) reportGroupLocation(g ResourceGroup, networks []*network) {
	var places []string
	for _, n := range networks {
		if n.Location != "" && !containsString(places, n.Location) {
			places = append(places, n.Location)
		}
	}
	sort.Strings(places)
	if len(places) < 2 {
		return // its networks have none either, which is reported
	}
	r.report(codeGroupLocation, diag.Diagnostic{
		Summary: fmt.Sprintf("resource group %q has networks in several locations, and no location of its own: %s", g.Name, fewNames(places)), Subject: g.Origin.Range,
		Why: "Azure keeps a resource group's metadata in one location", Hint: fmt.Sprintf("write `resourceGroups: {%s: {location: %s}}`, or `defaults: {location: …}`", g.Name, places[0]),
	})
}

func (r *resolver) addNetworks() {
	for _, n := range r.networks {
		if n.Location == "" && n.ownership() != External {
			r.report(codeNoLocation, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has no location", n.id), Subject: n.KeyRange(),
				Why: "every virtual network is in one Azure region", Hint: "write `location` at the network or its profile, or once in `defaults`",
			})
		}
		if n.wan != nil {
			continue
		}
		r.topo.Networks = append(r.topo.Networks, Network{
			ID: n.id, Name: r.networkName(n), ResourceGroup: resourceGroupID(n), Ownership: n.ownership(), Classic: n.Classic, Location: n.Location, Tier: n.tier(), AddressSpace: n.AddressSpace,
			DNSServers: n.DNSServers, Encryption: n.Encryption, DDoSProtectionPlan: n.DDoSProtectionPlan, Tags: n.Tags, LabelTags: r.labelTags(n), Origin: n.origin("network"),
		})
		for i := range n.Subnets {
			s := &n.Subnets[i]
			r.topo.Subnets = append(r.topo.Subnets, Subnet{
				ID: SubnetID(string(n.id) + "/" + s.Name), Network: n.id, Name: s.Name, Prefixes: s.Prefixes, NetworkSecurityGroup: s.NetworkSecurityGroup,
				SubnetSettings: s.SubnetSettings, End: n.isEnd(s),
				Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subnet"},
			})
		}
	}
}

func (r *resolver) addGateways() {
	for _, n := range r.networks {
		if n.wan != nil {
			r.addHubGateways(n)
			continue
		}
		if v := n.VPN; v != nil {
			o := Origin{Range: n.At("gateways", "vpn"), Statements: []string{n.Path()}, Rule: "gateway"}
			g := Gateway{ID: GatewayID(string(n.id) + "/vpnGateway"), Network: n.id, Name: r.partName("vpnGateway", n, o, v.AzureName), SKU: v.SKU,
				Generation: vpnGeneration(v.SKU), ASN: v.ASN, ActiveActive: v.ActiveActive, Existing: v.Existing, Origin: o}
			count := 1
			if v.ActiveActive {
				count = 2
			}
			if !v.Existing {
				zones := r.zones(n, v.Zones)
				if v.SKU == "Basic" {
					zones = nil // no zones: its name has no AZ
				}
				g.PublicAddresses = r.addPublicAddresses(n, string(g.ID), g.Name, count, zones, o)
			}
			r.topo.Gateways = append(r.topo.Gateways, g)
		}
		if e := n.ExpressRoute; e != nil {
			o := Origin{Range: n.At("gateways", "expressRoute"), Statements: []string{n.Path()}, Rule: "gateway"}
			r.topo.Gateways = append(r.topo.Gateways, Gateway{ID: GatewayID(string(n.id) + "/expressRouteGateway"), Network: n.id, ExpressRoute: true,
				Name: r.partName("expressRouteGateway", n, o, e.AzureName), SKU: e.SKU, Existing: e.Existing, Origin: o})
		}
	}
}

// vpnGeneration is the generation that a SKU is made in: Basic and VpnGw1AZ exist in the first only; the second has more throughput.
// Source: VPN Gateway, gateway SKUs by tunnel, connection, and throughput; Azure/Enterprise-Scale#504
// (VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration).
func vpnGeneration(sku string) int {
	if sku == "Basic" || strings.HasPrefix(sku, "VpnGw1") {
		return 1
	}
	return 2
}

// zones are the zones as given, else all three where the location has zones.
func (r *resolver) zones(n *network, given []int) []int {
	if given != nil {
		return given
	}
	if r.in.Locations[n.Location].Zones {
		return []int{1, 2, 3}
	}
	return nil
}

func (r *resolver) addPublicAddresses(n *network, owner, ownerName string, count int, zones []int, o Origin) []PublicAddressID {
	var ids []PublicAddressID
	for i := 1; i <= count; i++ {
		suffix := ""
		if i > 1 {
			suffix = fmt.Sprintf("-%d", i)
		}
		id := PublicAddressID(fmt.Sprintf("%s#%d", owner, i))
		r.addPublicAddress(n, id, ownerName+suffix, zones, o)
		ids = append(ids, id)
	}
	return ids
}

func (r *resolver) addPublicAddress(n *network, id PublicAddressID, name string, zones []int, o Origin) {
	o.Rule = "public address"
	r.topo.PublicAddresses = append(r.topo.PublicAddresses, PublicAddress{ID: id, Network: n.id, Name: r.rename("publicAddress", n, o, "name", name), Zones: zones, Origin: o})
}

func (r *resolver) addFirewalls() {
	for _, n := range r.networks {
		in := n.Firewall
		if in == nil {
			continue
		}
		o := Origin{Range: n.At("firewall"), Statements: []string{n.Path()}, Rule: "firewall"}
		f := Firewall{ID: FirewallID(string(n.id) + "/firewall"), Network: n.id, Name: r.partName("firewall", n, o, in.AzureName), Tier: in.Tier,
			PrivateAddress: n.firewallAddress(), Zones: r.zones(n, in.Zones), Policy: in.Policy, Existing: in.Existing, Origin: o}
		if in.Existing {
			r.topo.Firewalls = append(r.topo.Firewalls, f)
			continue
		}
		if f.VirtualHub = n.wan != nil; f.VirtualHub {
			f.HubAddresses = in.PublicAddresses
		} else {
			f.PublicAddresses = r.addPublicAddresses(n, string(f.ID), f.Name, in.PublicAddresses, f.Zones, o)
		}
		if n.subnets[firewallManagementSubnet] != nil {
			f.ManagementAddress = PublicAddressID(string(f.ID) + "#management")
			r.addPublicAddress(n, f.ManagementAddress, f.Name+"-management", f.Zones, o)
		}
		if f.Policy == "" {
			o.Rule = "firewall policy"
			r.topo.FirewallPolicies = append(r.topo.FirewallPolicies, FirewallPolicy{Firewall: f.ID, Name: r.rename("firewallPolicy", n, o, "", ""), Tier: f.Tier, Origin: o})
		}
		r.topo.Firewalls = append(r.topo.Firewalls, f)
	}
}

func (r *resolver) addAppliances() {
	for _, n := range r.networks {
		for i := range n.Appliances {
			a := &n.Appliances[i]
			o := Origin{Range: a.KeyRange(), Statements: []string{a.Path()}, Rule: "appliance"}
			row := Appliance{ID: ApplianceID(string(n.id) + "/" + a.Name), Network: n.id, Addresses: byFamily(a.PrivateAddress),
				Subnet: SubnetID(string(n.id) + "/" + a.Subnet), Egress: SubnetID(string(n.id) + "/" + a.EgressSubnet), Origin: o}
			r.topo.Appliances = append(r.topo.Appliances, row)
			if lb := a.LoadBalancer; lb != nil {
				o.Rule = "load balancer"
				r.topo.LoadBalancers = append(r.topo.LoadBalancers, LoadBalancer{Appliance: row.ID, Network: n.id, Name: r.rename("loadBalancer", n, o, "name", a.Name),
					Subnet: row.Subnet, Addresses: row.Addresses, Zones: r.zones(n, nil), ProbeProtocol: lb.ProbeProtocol, ProbePort: lb.ProbePort, ProbePath: lb.ProbePath, Origin: o})
			}
		}
	}
}

// byFamily puts the IPv4 address first.
func byFamily(as []netip.Addr) []netip.Addr {
	out := append([]netip.Addr(nil), as...)
	sort.Slice(out, func(i, j int) bool { return out[i].Compare(out[j]) < 0 })
	return out
}

// addPeerings makes both halves of every pair: the transit side allows, the other side uses. A classic network has none.
func (r *resolver) addPeerings() {
	for _, p := range r.pairs {
		if p.terms().manager != nil {
			continue // the manager makes it
		}
		r.addHalf(p, p.a, p.b)
		r.addHalf(p, p.b, p.a)
	}
}

func (r *resolver) addHalf(p *pair, local, remote *network) {
	if local.Classic {
		return // Azure has the one half of the other network
	}
	t := p.terms()
	o := p.origin("peering")
	r.topo.Peerings = append(r.topo.Peerings, Peering{
		ID: PeeringID(string(local.id) + ">" + string(remote.id)), Local: local.id, Remote: remote.id,
		Name:                  r.rename("peering", local, o, "remote", string(remote.id)),
		AllowForwardedTraffic: t.forwarded, AllowGatewayTransit: t.gateway == local, UseRemoteGateways: t.gateway == remote,
		LocalSubnets: p.subnetsOf(local), RemoteSubnets: p.subnetsOf(remote), IPv6Only: t.ipv6Only, Origin: o,
	})
}
