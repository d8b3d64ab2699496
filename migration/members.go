package migration

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/topology"
)

// members are what the classes of networks have in common with what is held back for one of them: it is held back for all.
type members struct {
	networks  map[string]string                // what tells classes of networks apart, by their ids in lower case; networks that stand for themselves are not in it
	like      map[string][]string              // keys of the resources of a role, by role
	role      map[string]string                // roles by the keys of resources; those of what stands for itself are not in it
	tables    map[string]topology.RouteTableID // tables of the old network, by their keys
	networkOf map[topology.RouteTableID]string // and the ids of their networks
	subnets   map[string][]*topology.Subnet    // of the old networks, by their ids in lower case
	halves    map[string]string                // keys of the other halves of peerings of the new network, by keys
	prefixes  map[string][]netip.Prefix        // of subnets, by their ids in lower case, and of sites, in both networks
	classOf   map[string]int                   // the classes of subnets and sites, by their ids in lower case
	in        map[int]map[string]bool          // the networks of a class
	known     map[addressees]*addresses
}

// addressees are members of a class: all, but for those of one network, or of it alone.
type addressees struct {
	class        int
	except, only string // ids of networks in lower case, "" for none
}

// addresses are prefixes that packets are sent to. Those of the same addressees are the same pointer.
type addresses struct{ prefixes []netip.Prefix }

func (a *addresses) overlap(p netip.Prefix) bool { return slices.ContainsFunc(a.prefixes, p.Overlaps) }

// membersOf finds the roles of the resources of networks of which several are alike.
func (g *ground) membersOf(in *Input) *members {
	m := &members{networks: map[string]string{}, like: map[string][]string{}, role: map[string]string{}, tables: map[string]topology.RouteTableID{}, networkOf: map[topology.RouteTableID]string{},
		subnets: map[string][]*topology.Subnet{}, halves: map[string]string{},
		prefixes: map[string][]netip.Prefix{}, known: map[addressees]*addresses{}, classOf: map[string]int{}, in: map[int]map[string]bool{}}
	classes := map[string][]string{}
	for i := range g.followed.Classes {
		c := &g.followed.Classes[i]
		m.in[i] = map[string]bool{}
		for _, id := range c.Members {
			network, name, _ := strings.Cut(id, "/subnets/")
			m.classOf[id], m.in[i][network] = i, true
			if c.Networks > 1 {
				classes[network] = append(classes[network], fmt.Sprint(i, name))
			}
		}
	}
	for network, of := range classes {
		slices.Sort(of)
		m.networks[network] = strings.Join(of, " ")
	}
	sites := siteIDs(in.Old.Topology, in.New.Topology)
	for n, side := range []Side{in.Old, in.New} {
		m.roles(side)
		at := homes(side.Topology)
		for i := range side.Topology.Subnets {
			s := &side.Topology.Subnets[i]
			id := at[s.Network].id() + "/subnets/" + lower(s.Name)
			m.prefixes[id] = united(m.prefixes[id], s.Prefixes)
		}
		for _, s := range side.Topology.Sites {
			id := sites[n][s.ID]
			m.prefixes[id] = united(m.prefixes[id], s.AddressSpace)
		}
	}
	at := homes(in.Old.Topology)
	for i := range in.Old.Topology.RouteTables {
		t := &in.Old.Topology.RouteTables[i]
		m.tables[partKey(at[t.Network], azure.TypeRouteTable, t.Name)], m.networkOf[t.ID] = t.ID, at[t.Network].id()
	}
	for i := range in.Old.Topology.Subnets {
		s := &in.Old.Topology.Subnets[i]
		m.subnets[at[s.Network].id()] = append(m.subnets[at[s.Network].id()], s)
	}
	m.halvesOf(in.New.Topology)
	return m
}

func (m *members) halvesOf(t *topology.Topology) {
	at := homes(t)
	byEnds := map[[2]topology.NetworkID]*topology.Peering{}
	for i := range t.Peerings {
		p := &t.Peerings[i]
		byEnds[[2]topology.NetworkID{p.Local, p.Remote}] = p
	}
	key := func(p *topology.Peering) string { return at[p.Local].id() + "/virtualnetworkpeerings/" + lower(p.Name) }
	for i := range t.Peerings {
		p := &t.Peerings[i]
		if other := byEnds[[2]topology.NetworkID{p.Remote, p.Local}]; other != nil {
			m.halves[key(p)] = key(other)
		}
	}
}

// alike are the keys of the resources that have the role of one, itself among them.
func (m *members) alike(key string) []string {
	if role := m.role[key]; role != "" {
		return m.like[role]
	}
	return []string{key}
}

// addressesOf are the addresses of some members of a class, in both networks.
func (g *ground) addressesOf(of addressees) *addresses {
	if known := g.members.known[of]; known != nil {
		return known
	}
	out := &addresses{}
	for _, id := range g.followed.Classes[of.class].Members {
		network, _, _ := strings.Cut(id, "/subnets/")
		if network != of.except && (of.only == "" || network == of.only) {
			out.prefixes = append(out.prefixes, g.members.prefixes[id]...)
		}
	}
	g.members.known[of] = out
	return out
}

// roles notes what each resource of a plan is, but for which of the networks that are alike it is of: its type, what it stands in and names, and for a table or
// a group the names of the subnets that it is on.
func (m *members) roles(side Side) {
	users := map[string][]string{}
	resources(side.Plan, func(r *plan.Resource) {
		for _, subnet := range subnetsOf(r) {
			name, _ := subnet.at("name").(plan.Str)
			for _, of := range []string{"routeTable", "networkSecurityGroup"} {
				if ref, ok := subnet.at("properties", of, "id").(plan.Ref); ok {
					users[keyOf(plan.ID(ref))] = append(users[keyOf(plan.ID(ref))], m.of(keyOf(r.ID))+"/"+lower(string(name)))
				}
			}
		}
	})
	resources(side.Plan, func(r *plan.Resource) {
		key := keyOf(r.ID)
		if r.ID.Type == azure.TypeResourceGroup || m.role[key] != "" {
			return
		}
		stands, among := []string{}, false
		add := func(id string) {
			among = among || m.networks[id] != ""
			stands = append(stands, m.of(id))
		}
		if add(key); r.Parent != nil {
			add(keyOf(*r.Parent))
		}
		if r.ID.Type != azure.TypeVirtualNetwork {
			eachRef(r.Body, func(id azure.ID) { add(keyOf(id)) })
		}
		for _, user := range users[key] {
			network, _, _ := strings.Cut(user, "/")
			among = among || strings.HasPrefix(network, "class ")
			stands = append(stands, user)
		}
		if !among {
			return
		}
		if m.networks[key] == "" {
			stands = stands[1:] // its own id
		}
		slices.Sort(stands)
		m.role[key] = lower(r.ID.Type) + "\n" + strings.Join(stands, "\n")
		m.like[m.role[key]] = append(m.like[m.role[key]], key)
	})
}

// of is a network's class, or what stands for itself.
func (m *members) of(id string) string {
	if class := m.networks[id]; class != "" {
		return "class " + class
	}
	return id
}
