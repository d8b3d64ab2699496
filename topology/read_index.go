package topology

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// index is what the names of an intent mean.
type index struct {
	networks  []*network // by name
	byName    map[NetworkID]*network
	sites     []*site // by name
	siteOf    map[SiteID]*site
	circuits  []*circuit // by name
	circuitOf map[CircuitID]*circuit
	wans      []*wan     // by name
	managers  []*manager // by name
	managerOf map[NetworkManagerID]*manager
	tenantOf  map[string]string // by subscription
	tables    givenTables

	// groupLetters is each resource group of a network in the letters of the first network in it, by its name in lower case.
	groupLetters map[string]ResourceGroupID

	// publicPrefixes is what `internet` stands for at the end of a flow: everything but RFC 1918 and every prefix of the intent, and of
	// IPv6 what the internet has (2000::/3). Computed when it is first asked for.
	publicPrefixes func() []netip.Prefix
}

func newIndex() index {
	return index{byName: map[NetworkID]*network{}, siteOf: map[SiteID]*site{}, circuitOf: map[CircuitID]*circuit{},
		managerOf: map[NetworkManagerID]*manager{}, tenantOf: map[string]string{}, groupLetters: map[string]ResourceGroupID{}}
}

func (r *reading) indexNetworks() {
	for i := range r.in.Networks {
		n := &network{Network: &r.in.Networks[i], id: NetworkID(r.in.Networks[i].Name), subnets: map[string]*schema.Subnet{}, hops: map[string]*hop{}}
		for j := range n.Subnets {
			n.subnets[n.Subnets[j].Name] = &n.Subnets[j]
		}
		n.indexHops()
		r.networks = append(r.networks, n)
		r.byName[n.id] = n
	}
	sort.Slice(r.networks, func(i, j int) bool { return r.networks[i].id < r.networks[j].id })
	for _, n := range r.networks {
		group := n.home().group()
		if lower := strings.ToLower(string(group)); r.groupLetters[lower] == "" {
			r.groupLetters[lower] = group
		}
	}
	r.indexGivenTables()
}

func (n *network) indexHops() {
	if n.VPN != nil {
		n.vpn = &gatewayNode{network: n, kind: vpnGatewayHop, asn: n.VPN.ASN}
		if n.VirtualWAN != "" {
			n.vpn.asn = hubASN
		}
		n.hops["vpnGateway"] = &hop{network: n, part: "vpnGateway", kind: vpnGatewayHop, subnet: gatewaySubnet}
	}
	if n.ExpressRoute != nil {
		n.expressRoute = &gatewayNode{network: n, kind: expressRouteHop}
		n.hops["expressRouteGateway"] = &hop{network: n, part: "expressRouteGateway", kind: expressRouteHop, subnet: gatewaySubnet}
	}
	if n.Firewall != nil && n.VirtualWAN != "" {
		n.hops["firewall"] = &hop{network: n, part: "firewall", kind: firewallHop} // Azure gives it its address, and no derived route needs it
	} else if n.Firewall != nil {
		n.hops["firewall"] = &hop{
			network: n,
			part:    "firewall",
			kind:    firewallHop,
			v4:      n.firewallAddress(),
			subnet:  firewallSubnet,
			egress:  firewallSubnet,
		}
	}
	for i := range n.Appliances {
		a := &n.Appliances[i]
		h := &hop{network: n, part: a.Name, kind: applianceHop, subnet: a.Subnet, egress: a.EgressSubnet}
		for _, ip := range a.PrivateAddress {
			if ip.Is4() {
				h.v4 = ip
			} else {
				h.v6 = ip
			}
		}
		n.hops[a.Name] = h
	}
}

func (r *reading) indexSites() {
	for i := range r.in.Sites {
		s := &site{Site: &r.in.Sites[i], id: SiteID(r.in.Sites[i].Name)}
		r.sites = append(r.sites, s)
		r.siteOf[s.id] = s
	}
	r.indexClients()
	sort.Slice(r.sites, func(i, j int) bool { return r.sites[i].id < r.sites[j].id })
	r.cutSites()
	for i := range r.in.Circuits {
		c := &circuit{Circuit: &r.in.Circuits[i], id: CircuitID(r.in.Circuits[i].Name)}
		c.to = r.findSite(c.Site, c.At(schema.CircuitField.Site))
		r.circuits = append(r.circuits, c)
		r.circuitOf[c.id] = c
	}
	sort.Slice(r.circuits, func(i, j int) bool { return r.circuits[i].id < r.circuits[j].id })
}

// indexClients makes a site of the clients of each gateway.
func (r *reading) indexClients() {
	for _, n := range r.networks {
		if !n.hasClients() {
			continue
		}
		name := clientsName(n)
		if r.siteOf[SiteID(name)] != nil || r.byName[NetworkID(name)] != nil {
			r.refuse(codeNameCollision, diag.Diagnostic{
				Summary: fmt.Sprintf("%q is the name of the VPN clients of %q, and of something else", name, n.id),
				Subject: n.VPN.At(schema.VPNGatewayField.VPNClient),
				Why:     "networks, sites and the clients of gateways are referenced by name only",
				Hint:    "rename the other one",
			})
			continue
		}
		s := &site{Site: n.VPN.Client.Site(name), id: SiteID(name), clients: n}
		r.sites = append(r.sites, s)
		r.siteOf[s.id] = s
	}
}

// cutSites finds what of its address space a site has for itself.
func (r *reading) cutSites() {
	var all []netip.Prefix
	for _, n := range r.networks {
		all = append(all, n.AddressSpace...)
	}
	for _, s := range r.sites {
		all = append(all, s.AddressSpace...)
	}
	for _, s := range r.sites {
		var within []netip.Prefix
		for _, p := range all {
			for _, q := range s.AddressSpace {
				if q.Bits() < p.Bits() && q.Contains(p.Addr()) && !slices.Contains(s.AddressSpace, p) {
					within = append(within, p)
				}
			}
		}
		s.exact = ipnet.Without(s.AddressSpace, within)
	}
}

func (r *reading) indexWANs() {
	byName := map[string]*wan{}
	for i := range r.in.VirtualWANs {
		in := &r.in.VirtualWANs[i]
		w := &wan{VirtualWAN: in, id: VirtualWANID(in.Name), location: in.Location}
		byName[in.Name] = w
		r.wans = append(r.wans, w)
	}
	for _, n := range r.networks {
		if n.VirtualWAN == "" {
			continue
		}
		if w := byName[n.VirtualWAN]; w != nil {
			n.wan = w
			w.hubs = append(w.hubs, n)
			if w.location == "" {
				w.location = n.Location
			}
			continue
		}
		var names []string
		for _, w := range r.wans {
			names = append(names, w.Name)
		}
		r.refuse(codeUnknownWAN, diag.Diagnostic{
			Summary: fmt.Sprintf("virtual WAN %q does not exist", n.VirtualWAN),
			Subject: n.At(schema.NetworkField.VirtualWAN),
			Label:   "unknown",
			Hint:    diag.DidYouMean(n.VirtualWAN, names, fmt.Sprintf("declare it: `virtualWans: {%s: {}}`", n.VirtualWAN)),
		})
	}
}

func (r *reading) indexManagers() {
	for i := range r.in.Managers {
		m := &manager{NetworkManager: &r.in.Managers[i], id: NetworkManagerID(r.in.Managers[i].Name)}
		r.managers = append(r.managers, m)
		r.managerOf[m.id] = m
	}
}

// indexTenants finds the tenant of each subscription.
func (r *reading) indexTenants() {
	names := map[string]bool{}
	for i := range r.in.Tenants {
		names[r.in.Tenants[i].Name] = true
	}
	for i := range r.in.Subscriptions {
		s := &r.in.Subscriptions[i]
		switch {
		case s.Tenant != "" && !names[s.Tenant]:
			r.refuse(codeUnknownTenant, diag.Diagnostic{
				Summary: fmt.Sprintf("tenant %q does not exist", s.Tenant),
				Subject: s.At(schema.SubscriptionField.Tenant),
				Label:   "unknown",
				Hint:    diag.DidYouMean(s.Tenant, slices.Sorted(maps.Keys(names)), "declare it: `tenants: {"+s.Tenant+": <uuid>}`"),
			})
		case s.Tenant != "":
			r.tenantOf[s.Name] = s.Tenant
		case len(r.in.Tenants) == 1:
			r.tenantOf[s.Name] = r.in.Tenants[0].Name
		}
	}
}

// tenant is the name of a network's tenant, "" where there is one.
func (r *reading) tenant(n *network) string { return r.tenantOf[n.Subscription] }

// severalTenants tells whether networks and created circuits are in more than one tenant.
func (r *reading) severalTenants() bool {
	var of []string
	for _, n := range r.networks {
		of = append(of, r.tenant(n))
	}
	for _, c := range r.circuits {
		if c.Circuit.ID == "" {
			of = append(of, r.tenantOf[c.Subscription])
		}
	}
	first := ""
	for _, t := range of {
		switch {
		case t == "":
		case first == "":
			first = t
		case t != first:
			return true
		}
	}
	return false
}

// subscriptionOf is the subscription of a resource id, in lower case, or "".
func subscriptionOf(id string) string {
	parts := strings.Split(strings.ToLower(id), "/")
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

// isOtherSubscription tells whether the network is in another subscription. One in the deployment's own, whose id no intent
// says, counts as the same, and a note says so.
func (r *reading) isOtherSubscription(n *network, subscription string) bool {
	for i := range r.in.Subscriptions {
		if s := &r.in.Subscriptions[i]; s.Name == n.Subscription {
			return s.ID != subscription
		}
	}
	return false
}

// networkWith is the network that has the address, or nil.
func (r *reading) networkWith(a netip.Addr) *network {
	for _, n := range r.networks {
		if ipnet.AnyContains(n.AddressSpace, a) {
			return n
		}
	}
	return nil
}

// networkOver is a network that overlaps the prefix, or nil.
func (r *reading) networkOver(p netip.Prefix) *network {
	for _, n := range r.networks {
		if ipnet.AnyOverlaps(n.AddressSpace, p) {
			return n
		}
	}
	return nil
}

func (r *reading) indexPublicPrefixes() {
	r.publicPrefixes = sync.OnceValue(func() []netip.Prefix {
		removed := slices.Clone(ipnet.RFC1918)
		for _, n := range r.networks {
			removed = append(removed, n.AddressSpace...)
		}
		for _, s := range r.sites {
			removed = append(removed, s.AddressSpace...)
		}
		return append(ipnet.Complement(removed), ipnet.Without([]netip.Prefix{netip.MustParsePrefix("2000::/3")}, removed)...)
	})
}
