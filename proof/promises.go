package proof

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/topology"
)

// promises are what the topology promises as plain data, by resource ids.
func (ids *resourceIDs) promises() reachability.Promises {
	t := ids.t
	p := reachability.Promises{Names: ids.names}
	for i := range t.Subnets {
		if s := &t.Subnets[i]; !s.IsEndpoint {
			p.Skip = append(p.Skip, ids.ref[string(s.ID)])
		}
	}
	for i := range t.Appliances {
		a := &t.Appliances[i]
		for _, address := range a.Addresses {
			p.Appliances = append(p.Appliances, reachability.Appliance{Address: address, Network: ids.ref[string(a.Network)], Egress: ids.ref[string(a.Egress)],
				First: a.Addresses[0]})
		}
	}
	for _, j := range t.Joins {
		if slices.Contains(ids.all(append(append([]string{}, j.A...), j.B...)), "") {
			continue // a site
		}
		join := reachability.Join{Name: connectionOf(j.Origin), A: ids.all(j.A), B: ids.all(j.B), Via: ids.via(j.Via), Closed: j.Closed, Direct: j.Direct, At: j.Origin.Range}
		for _, f := range j.Flows {
			join.Flows = append(join.Flows, reachability.JoinFlow{Name: f.Name, From: ids.all(f.From), To: ids.all(f.To),
				Protocol: f.Protocol, First: f.First, Last: f.Last})
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
			Via: ids.via(e.Via), AnyVia: e.AnyVia, Flow: reachability.Flow{Protocol: e.Protocol, Port: e.Port}, Down: ids.down(e.Down), Failure: failureOf(e.Down), At: e.Origin.Range})
	}
	for _, i := range t.Isolations {
		p.Isolate = append(p.Isolate, reachability.Isolation{Name: i.Name, A: ids.all(i.A), B: ids.all(i.B), At: i.Origin.Range})
	}
	return p
}

// connectionOf is the name of the connection that something comes from, "" where it comes from none or several.
func connectionOf(o topology.Origin) string {
	name := ""
	for _, s := range o.Statements {
		if c, ok := strings.CutPrefix(s, "connections."); ok {
			if name != "" {
				return ""
			}
			name = c
		}
	}
	return name
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
