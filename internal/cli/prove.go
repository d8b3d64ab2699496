package cli

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// Prove asks the second opinion: it reads the emitted ARM JSON and holds the network in it against what the intent promises, as if
// every companion step were done. Steps without which a promise is not kept are named in notes.
func Prove(t *topology.Topology, p *plan.Plan, emitted map[string][]byte) diag.List {
	read, found := ReadEmitted(p, emitted)
	if found.HasErrors() {
		return found
	}
	assumed, expect := Assumed(t, p.Steps)
	estate, more := reachability.Build(slices.Concat(read, assumed), Sites(t)...)
	found = append(found, ofTemplates(more)...)
	if more.HasErrors() {
		return found
	}
	promises := Promises(t)
	promises.Expect = append(promises.Expect, expect...)
	kept := estate.Verify(promises)
	found = append(found, kept...)
	if kept.HasErrors() {
		return found
	}
	return append(found, stepsThatMatter(t, p.Steps, read, promises, kept)...)
}

// ReadEmitted reads the emitted ARM JSON: the roots of all tenants together, and what is deployed alone with its own scope.
func ReadEmitted(p *plan.Plan, emitted map[string][]byte) ([]template.Resource, diag.List) {
	alone := map[string]plan.Scope{}
	for i := range p.Roots {
		if root := &p.Roots[i]; root.CrossTenant {
			for j := range root.Modules {
				alone["arm/"+generators.CrossTenantPath(root, &root.Modules[j])+".json"] = root.Modules[j].Scope
			}
		}
	}
	var out []template.Resource
	var found diag.List
	read := func(files []*source.File, options template.Options) {
		result, more := template.Read(files, options)
		out, found = append(out, result.Resources...), append(found, more...)
	}
	var together []*source.File
	for _, f := range templatesOf(emitted) {
		scope, isAlone := alone[f.Name]
		if !isAlone {
			together = append(together, f)
			continue
		}
		read([]*source.File{f}, template.Options{Subscription: scope.Subscription, ResourceGroup: scope.ResourceGroup})
	}
	read(together, template.Options{})
	return out, found
}

// Assumed is what the second opinion is given beside the templates, and what is expected of it: sites behind gateways of which none is
// known, and what exists or is somebody else's, with what the steps make.
func Assumed(t *topology.Topology, steps []plan.Step) ([]template.Resource, []reachability.Expectation) {
	sites, expect := SitesBehind(t)
	return append(sites, Beyond(t, steps)...), expect
}

// ofTemplates leaves out what is said of the sites that are added for the proof: it has no place.
func ofTemplates(found diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return d.Subject.IsZero() })
}

// templatesOf are the templates among emitted files, by name.
func templatesOf(emitted map[string][]byte) []*source.File {
	var files []*source.File
	for name, content := range emitted {
		if strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".parameters.json") {
			files = append(files, source.New(name, content))
		}
	}
	slices.SortFunc(files, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

// resourceIDs are the ids that the resources of a topology have in Azure, by the names of the intent.
type resourceIDs struct {
	t        *topology.Topology
	scope    map[topology.ResourceGroupID][2]string // subscription, group
	networks map[topology.NetworkID]*topology.Network
	names    map[string]string // id -> name of the intent
	ref      map[string]string // network, network/subnet, network/part -> id
}

// Promises turns what a topology promises into plain data, in resource ids.
func Promises(t *topology.Topology) reachability.Promises {
	ids := newResourceIDs(t)
	p := reachability.Promises{Names: ids.names}
	for i := range t.Subnets {
		if s := &t.Subnets[i]; !s.End {
			p.Skip = append(p.Skip, ids.ref[string(s.ID)])
		}
	}
	for i := range t.Appliances {
		a := &t.Appliances[i]
		for _, address := range a.Addresses {
			p.Appliances = append(p.Appliances, reachability.Appliance{Address: address, Network: ids.ref[string(a.Network)], Egress: ids.ref[string(a.Egress)]})
		}
	}
	for _, j := range t.Joins {
		if slices.Contains(ids.all(append(append([]string{}, j.A...), j.B...)), "") {
			continue // a site
		}
		join := reachability.Join{A: ids.all(j.A), B: ids.all(j.B), Via: ids.via(j.Via), Closed: j.Closed, At: j.Origin.Range}
		for _, f := range j.Flows {
			join.Flows = append(join.Flows, reachability.JoinFlow{Name: f.Name, From: ids.all(f.From), To: ids.all(f.To), Protocol: f.Protocol, First: f.First, Last: f.Last})
		}
		p.Joins = append(p.Joins, join)
	}
	for _, h := range t.Peerings {
		if h.UseRemoteGateways {
			p.Uses = append(p.Uses, reachability.GatewayUse{Network: ids.ref[string(h.Local)], Gateway: ids.ref[string(h.Remote)], At: h.Origin.Range})
		}
	}
	p.Links = ids.links()
	for _, c := range t.Configurations {
		if c.UseHubGateway {
			p.Uses = append(p.Uses, ids.managedUses(&c)...)
		}
	}
	p.Routes = ids.writtenRoutes()
	for _, r := range p.Routes {
		if !slices.Contains(p.Own, r.Subnet) {
			p.Own = append(p.Own, r.Subnet)
		}
	}
	for _, e := range t.Expectations {
		p.Expect = append(p.Expect, reachability.Expectation{Name: e.Name, From: ids.ends(e.From), To: ids.ends(e.To), Reachable: e.Reachable,
			Via: ids.via(e.Via), AnyVia: e.AnyVia, Flow: reachability.Flow{Protocol: e.Protocol, Port: e.Port}, At: e.Origin.Range})
	}
	for _, i := range t.Isolations {
		p.Isolate = append(p.Isolate, reachability.Isolation{Name: i.Name, A: ids.all(i.A), B: ids.all(i.B), At: i.Origin.Range})
	}
	return p
}

// managedUses are the uses of the hub's gateways that a network manager makes.
func (ids *resourceIDs) managedUses(c *topology.ConnectivityConfiguration) []reachability.GatewayUse {
	var out []reachability.GatewayUse
	for _, g := range ids.t.NetworkGroups {
		if g.ID != c.Group {
			continue
		}
		for _, n := range g.Members {
			out = append(out, reachability.GatewayUse{Network: ids.ref[string(n)], Gateway: ids.ref[string(c.Hub)], At: c.Origin.Range})
		}
	}
	return out
}

// writtenRoutes are the routes that the intent writes by hand, on the subnets of their tables.
func (ids *resourceIDs) writtenRoutes() []reachability.WrittenRoute {
	on := map[topology.RouteTableID][]string{}
	for i := range ids.t.Subnets {
		s := &ids.t.Subnets[i]
		on[s.RouteTable] = append(on[s.RouteTable], ids.ref[string(s.ID)])
	}
	var out []reachability.WrittenRoute
	for i := range ids.t.Routes {
		r := &ids.t.Routes[i]
		if r.Origin.Rule != topology.HandWritten {
			continue
		}
		for _, subnet := range on[r.Table] {
			out = append(out, reachability.WrittenRoute{Subnet: subnet, Prefix: r.Prefix, NextHopType: string(r.NextHop), Address: r.Address, At: r.Origin.Range})
		}
	}
	return out
}

func newResourceIDs(t *topology.Topology) *resourceIDs {
	ids := &resourceIDs{t: t, scope: map[topology.ResourceGroupID][2]string{}, networks: map[topology.NetworkID]*topology.Network{}, names: map[string]string{}, ref: map[string]string{}}
	uuid := map[string]string{}
	for _, s := range t.Subscriptions {
		uuid[s.Name] = s.ID
	}
	for i := range t.ResourceGroups {
		g := &t.ResourceGroups[i]
		ids.scope[g.ID] = [2]string{uuid[g.Subscription], g.Name}
	}
	for i := range t.Networks {
		n := &t.Networks[i]
		ids.networks[n.ID] = n
		ids.add(n.ID, string(n.ID), "virtualNetworks", n.Name)
		if n.Classic {
			ids.name(string(n.ID), strings.Replace(ids.ref[string(n.ID)], "/microsoft.network/", "/microsoft.classicnetwork/", 1))
		}
	}
	for _, h := range t.VirtualHubs { // what stands in one is named by it
		ids.networks[h.ID] = &topology.Network{ID: h.ID, Name: h.Name, ResourceGroup: h.ResourceGroup}
		ids.add(h.ID, string(h.ID), "virtualHubs", h.Name)
	}
	for _, g := range t.HubGateways {
		kind := "vpnGateways"
		if g.ExpressRoute {
			kind = "expressRouteGateways"
		}
		ids.add(g.Hub, string(g.ID), kind, g.Name)
	}
	for i := range t.Subnets {
		s := &t.Subnets[i]
		ids.name(string(s.ID), ids.ref[string(s.Network)]+"/subnets/"+strings.ToLower(s.Name))
	}
	for _, g := range t.Gateways {
		ids.add(g.Network, string(g.ID), "virtualNetworkGateways", g.Name)
	}
	for _, f := range t.Firewalls {
		ids.add(f.Network, string(f.ID), "azureFirewalls", f.Name)
	}
	for _, a := range t.Appliances {
		ids.name(string(a.ID), ids.ref[string(a.Network)]+"#"+first(a.Addresses))
	}
	for _, b := range t.LoadBalancers {
		ids.add(b.Network, string(b.Appliance), "loadBalancers", b.Name)
	}
	ids.addSites()
	return ids
}

func first(addresses []netip.Addr) string {
	if len(addresses) == 0 {
		return ""
	}
	return addresses[0].String()
}

func (ids *resourceIDs) add(of topology.NetworkID, ref, kind, name string) {
	ids.name(ref, resourceID(ids.scope[ids.networks[of].ResourceGroup], kind, name))
}

// resourceID is the id of a resource of the network provider in a subscription and group.
func resourceID(scope [2]string, kind, name string) string {
	return template.ResourceID(scope[0], scope[1], "Microsoft.Network/"+kind, name)
}

func (ids *resourceIDs) name(ref, id string) { ids.ref[ref], ids.names[id] = id, ref }

// all are the ids of names; the internet has none and stays as it is.
func (ids *resourceIDs) all(refs []string) []string {
	out := make([]string, len(refs))
	for i, ref := range refs {
		out[i] = ids.ref[ref]
		if ref == "internet" && out[i] == "" {
			out[i] = ref
		}
	}
	return out
}

// via is never nil: what goes straight passes nothing.
func (ids *resourceIDs) via(refs []string) []string { return append([]string{}, ids.all(refs)...) }

// ends are the networks, subnets, sites and the internet that a list names.
func (ids *resourceIDs) ends(refs []string) []reachability.Endpoint {
	out := make([]reachability.Endpoint, len(refs))
	for i, ref := range refs {
		id := ids.ref[ref]
		if strings.HasPrefix(id, siteID("")) {
			out[i] = reachability.Endpoint{Site: id}
			continue
		}
		out[i] = reachability.Endpoint{Subnet: id, Internet: ref == "internet"}
	}
	return out
}
