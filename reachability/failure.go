package reachability

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Part is what can fail by itself.
type Part struct {
	ID       string // of a region its name: westeurope
	Kind     PartKind
	Name     string // for a reader
	Location string // the region that it stands in; "" where that is not known
}

// PartKind is what a part is.
type PartKind string

// The kinds of part. An appliance is a load balancer, a network interface, or an address that routes lead to.
const (
	PartCircuit    PartKind = "circuit"
	PartConnection PartKind = "connection"
	PartGateway    PartKind = "gateway"
	PartFirewall   PartKind = "firewall"
	PartAppliance  PartKind = "appliance"
	PartRegion     PartKind = "region"
)

// Parts are what can fail in the estate: circuits, connections of gateways, gateways, firewalls, the appliances that routes lead to, and regions
// where there are several; each kind by its ids. The order of kinds is that of the constants.
func (e *Estate) Parts() []Part {
	var out []Part
	seen := map[string]bool{}
	add := func(p Part) {
		if p.ID != "" && !seen[string(p.Kind)+" "+p.ID] {
			seen[string(p.Kind)+" "+p.ID] = true
			out = append(out, p)
		}
	}
	for _, l := range e.links {
		add(Part{ID: l.circuit, Kind: PartCircuit, Name: e.say(l.circuit)})
	}
	for _, l := range e.links {
		if l.circuit == "" || l.b == nil { // else it is made of two connections, each of which is a link by itself
			add(Part{ID: l.id, Kind: PartConnection, Name: l.name, Location: l.a.location()})
		}
	}
	for _, l := range e.links {
		for _, g := range []*gateway{l.a, l.b} {
			if g != nil {
				add(Part{ID: g.id, Kind: PartGateway, Name: g.name, Location: g.location()})
			}
		}
	}
	for _, f := range e.firewall {
		add(Part{ID: f.insp.id, Kind: PartFirewall, Name: f.insp.name, Location: f.insp.sub.net.Location})
	}
	for _, n := range e.networks {
		for _, s := range n.sub {
			if s.table == nil {
				continue
			}
			for i := range s.table.routes {
				u := &s.table.routes[i]
				if insp, problem := e.standsAt(n, u); u.hop == hopAppliance && problem == usable && insp.kind == kindAppliance {
					add(Part{ID: insp.id, Kind: PartAppliance, Name: e.say(insp.id), Location: insp.sub.net.Location})
				}
			}
		}
	}
	regions := e.Regions()
	if len(regions) > 1 {
		for _, r := range regions {
			add(Part{ID: r, Kind: PartRegion, Name: r, Location: r})
		}
	}
	rank := []PartKind{PartCircuit, PartConnection, PartGateway, PartFirewall, PartAppliance, PartRegion}
	slices.SortStableFunc(out, func(a, b Part) int {
		return cmp.Or(slices.Index(rank, a.Kind)-slices.Index(rank, b.Kind), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Regions are the locations of networks and virtual hubs, sorted.
func (e *Estate) Regions() []string {
	var out []string
	for _, n := range e.networks {
		if n.Location != "" && !slices.Contains(out, n.Location) {
			out = append(out, n.Location)
		}
	}
	for _, h := range e.hubs {
		if at := h.sub.net.Location; at != "" && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

func (g *gateway) location() string {
	if g.net == nil {
		return ""
	}
	return g.net.Location
}

// failures are what is down.
type failures struct {
	inspectors map[string]bool     // by id
	networks   map[*network]string // and the region that each is in; virtual hubs among them
}

// Without is the estate with parts of it out of service, all at once: by the ids of Parts, without regard to case. What BGP told over a failed
// connection is no longer known. A static route to a failed tunnel stays, and what takes it is lost: no page says that Azure
// withdraws it. What routes send to a failed firewall or appliance is
// lost, and so is all that would pass a failed region. With the id of a local network gateway, a VPN site or a circuit, all connections to it fail.
// An id that is no part changes nothing.
//
// Peerings and system routes stay in a failure, as they do in Azure; a firewall or gateway that has several instances fails with all of them.
func (e *Estate) Without(ids ...string) *Estate {
	out, _ := Build(e.made, e.given...) // what it says was said of the estate
	out.fail(ids)
	return out
}

func (e *Estate) fail(ids []string) {
	down := map[string]bool{}
	for _, id := range ids {
		down[strings.ToLower(id)] = true
	}
	e.failed = failures{inspectors: map[string]bool{}, networks: map[*network]string{}}
	for id := range down {
		e.failed.inspectors[id] = true
	}
	for _, n := range e.networks {
		if down[n.Location] && n.Location != "" {
			e.failed.networks[n] = n.Location
		}
	}
	for _, h := range e.hubs {
		if at := h.sub.net.Location; down[at] && at != "" {
			e.failed.networks[h.sub.net] = at
		}
	}
	gone := func(g *gateway) bool {
		return g != nil && (down[g.id] || g.net != nil && e.failed.networks[g.net] != "")
	}
	fails := func(l *link) bool {
		twoCircuits := strings.Split(l.id, ">") // a link over a circuit is down with either of its connections
		return slices.ContainsFunc(twoCircuits, func(id string) bool { return down[id] }) || l.circuit != "" && down[l.circuit] ||
			l.local != nil && down[l.local.id] || gone(l.a) || gone(l.b) || slices.ContainsFunc(l.ends, func(id string) bool { return down[id] })
	}
	carried := map[*link]bool{} // what runs over a circuit is down with the last one that carries it
	for _, l := range e.links {
		if l.private {
			over := e.carriers(l)
			carried[l] = len(over) == 0 || slices.ContainsFunc(over, func(c *link) bool { return !fails(c) })
		}
	}
	e.cut(func(l *link) bool { return fails(l) || l.private && !carried[l] })
}

// cut takes away links with BGP, and stops what is static. It forgets what was learned.
func (e *Estate) cut(down func(*link) bool) {
	cut := map[*link]bool{}
	for _, l := range e.links {
		if !down(l) {
			continue
		}
		if l.failed = true; l.bgp {
			cut[l] = true
			l.a.cut = true
			if l.b != nil {
				l.b.cut = true
			}
		}
	}
	without := func(list []*link) []*link {
		return slices.DeleteFunc(slices.Clone(list), func(l *link) bool { return cut[l] })
	}
	e.links = without(e.links)
	for _, g := range e.gateways {
		g.links = without(g.links)
		g.forget()
	}
	for _, s := range e.sites { // whoever configures its routers sees a tunnel that is down
		s.links = slices.DeleteFunc(slices.Clone(s.links), func(l *link) bool { return l.failed })
	}
	for _, h := range e.hubs {
		h.branches = slices.DeleteFunc(slices.Clone(h.branches), func(b *branch) bool { return cut[b.link] })
	}
	for _, n := range e.networks {
		clear(n.fibs)
	}
}

// forget clears what a gateway has computed.
func (g *gateway) forget() {
	g.learned, g.moreLearned, g.done, g.index, g.lengths, g.advertisements = nil, "", false, nil, [129]bool{}, nil
}

// isDown says that a connection carries nothing: it has failed, and a static route leads there still.
func (l *link) isDown(r *EffectiveRoute) step {
	return stop(r, Dropped, l.at, "connection %q is down, and a static route leads there", l.name).because(causeDown)
}

// isDown says why nothing passes a place, "" where something may.
func (e *Estate) isDown(here place) string {
	if i := here.insp; i != nil && e.failed.inspectors[strings.ToLower(i.id)] {
		return fmt.Sprintf("%s is down", e.say(i.id))
	}
	if here.sub != nil {
		if region := e.failed.networks[here.sub.net]; region != "" {
			return fmt.Sprintf("%s is in region %s, which is down", e.say(here.sub.net.ID), region)
		}
	}
	return ""
}

// InRegion tells whether an endpoint is in a region: a subnet by its network. Sites and the internet are in none.
func (e *Estate) InRegion(x Endpoint, region string) bool {
	s := e.subnets[strings.ToLower(x.Subnet)]
	return s != nil && s.net.Location == region
}
