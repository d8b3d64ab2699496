package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Virtual hubs that the templates do not make are not read. Which networks they may join is: whether these reach each other is not
// known where nothing else joins them.

// joinable collects the members of opaque attachments.
type joinable struct {
	r  *reader
	by map[string]*opaqueAttachment
}

func (r *reader) hubsElsewhere() {
	j := &joinable{r, map[string]*opaqueAttachment{}}
	oneWAN := r.oneWAN()
	for _, x := range r.of(azure.TypeHubConnection) {
		v := x.Properties.Get("remoteVirtualNetwork", "id")
		if h := r.e.hubs[parent(x.ID)]; h == nil || oneWAN && v.ID() != "" {
			j.add(x, r.wanOf(parent(x.ID), oneWAN), fmt.Sprintf("a virtual hub that is not in the %s may join them", r.e.from), v)
		} else if v.ID() == "" {
			j.add(x, r.wanOf(parent(x.ID), oneWAN), fmt.Sprintf("connection %q of virtual hub %q may join them", x.Name, h.name), v)
			h.routingUnknown = first(h.routingUnknown, fmt.Sprintf("the network of connection %q is not known", x.Name))
		}
	}
	for _, x := range r.of(azure.TypeVirtualHub) {
		if r.e.hubs[x.ID] != nil && r.unheld(x, azure.TypeHubConnection) != "" {
			a := &opaqueAttachment{id: x.ID, why: fmt.Sprintf("virtual hub %q may join them: its connections are not known", x.Name), of: map[*network]bool{}, isHub: true}
			for _, n := range r.e.networks {
				if n.mayBeAtHub() {
					a.add(n)
				}
			}
		}
	}
	r.joinedElsewhere()
	r.routeServerSubnets()
}

// add makes the network of an id a member; of an id that is not known every network may be.
func (j *joinable) add(x *template.Resource, id, why string, v *template.Value) {
	to := j.by[id]
	if to == nil {
		to = &opaqueAttachment{id: id, why: why, of: map[*network]bool{}, isHub: true}
		j.by[id] = to
	}
	j.r.on = x
	members := []*network{j.r.e.byID[v.ID()]}
	if s := j.r.e.subnets[v.ID()]; s != nil {
		members[0] = s.net
	}
	if v.ID() == "" && j.r.notKnown(v, "the network that %s %q names", kindWord(x.Type), x.Name) {
		members = j.r.e.networks
	}
	for _, n := range members {
		to.add(n)
	}
}

// hubPeering begins the name of the peering that Azure keeps in a network which a virtual hub is connected to. It leads to the network of the
// hub, which is in a subscription of Microsoft's, and has no half that anybody reads.
// Source: MicrosoftDocs/azure-docs issue 107338 (a hub connection is such a peering), Azure/arm-template-whatif issue 219.
const hubPeering = "RemoteVnetToHubPeering_"

// joinedElsewhere joins, perhaps, the networks that virtual hubs of other exports are connected to.
func (r *reader) joinedElsewhere() {
	connected := map[string]bool{}
	for _, x := range r.of(azure.TypeHubConnection) {
		connected[x.Properties.Get("remoteVirtualNetwork", "id").ID()] = true
	}
	to := &opaqueAttachment{id: "virtual hubs elsewhere", why: fmt.Sprintf("a virtual hub that is not in the %s may join them", r.e.from), of: map[*network]bool{}, isHub: true}
	for _, n := range r.e.networks {
		if n.ofHub && !connected[n.ID] {
			to.add(n)
		}
	}
}

// oneWAN tells whether all hubs count as hubs of one virtual WAN, since that of one of them is not known.
func (r *reader) oneWAN() bool {
	hubs := map[string]bool{}
	for _, x := range r.of(azure.TypeVirtualHub) {
		if x.Properties.Get("virtualWan", "id").ID() == "" {
			return true
		}
		hubs[x.ID] = true
	}
	return slices.ContainsFunc(r.of(azure.TypeHubConnection), func(x *template.Resource) bool { return !hubs[parent(x.ID)] })
}

func (r *reader) wanOf(hub string, one bool) string {
	for _, x := range r.of(azure.TypeVirtualHub) {
		if x.ID == hub && !one {
			return x.Properties.Get("virtualWan", "id").ID()
		}
	}
	return "virtual wan"
}

// routeServer reports a Route Server, which is a virtual hub without a virtual WAN that stands in a network.
// Source: Create an Azure Route Server with an ARM template: virtualHubs, sku Standard, and virtualHubs/ipConfigurations.
func (r *reader) routeServer(x *template.Resource) bool {
	if !isA(x, azure.TypeVirtualHub) || !r.isRouteServer(x) {
		return false
	}
	r.diags.Add(codeNotRead, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("Route Server is not supported: %q is ignored", x.Name),
		Why: "templates do not contain what its BGP peers advertise: it is missing from routes and paths"})
	return true
}

// routeServerSubnets reports the subnet of a Route Server that the templates do not make.
func (r *reader) routeServerSubnets() {
	if len(r.of(azure.TypeVirtualHub)) > 0 {
		return
	}
	for _, n := range r.e.networks {
		if s := n.named(azure.RouteServerSubnet); s != nil {
			r.diags.Add(codeNotRead, diag.Diagnostic{Subject: s.At, Summary: fmt.Sprintf("Route Server is not supported: the one of %q is ignored", n.Name),
				Why: "templates do not contain what its BGP peers advertise: it is missing from routes and paths"})
		}
	}
}

// servicesInSubnets notes which reserved subnets hold a service.
func (r *reader) servicesInSubnets() {
	for _, kind := range []string{azure.TypeFirewall, azure.TypeBastion} {
		for _, x := range r.of(kind) {
			configs := append([]*template.Value{x.Properties.Get("managementIpConfiguration")}, x.Properties.Get("ipConfigurations").List()...)
			for _, c := range configs {
				if id := c.Get("properties", "subnet", "id").ID(); id != "" {
					r.e.deployed[id] = x.ID
				}
			}
			r.e.places[x.ID] = x.At
		}
	}
	for _, x := range r.of(azure.TypeGateway) {
		r.e.places[x.ID] = x.At
	}
}

// ofFirewall tells whether the address of a next hop is read from a firewall of the templates.
func (e *Estate) ofFirewall(u *userRoute) bool {
	return slices.ContainsFunc(e.firewall, func(f *firewall) bool { return strings.Contains(u.unknown, f.insp.id) })
}

// nextHops reports the next hops of which it is not known whose they are.
func (r *reader) nextHops() {
	for _, t := range r.e.sortedTables() {
		for i := range t.routes {
			u := &t.routes[i]
			if u.hop != hopAppliance || u.addr.IsValid() {
				continue
			}
			what := fmt.Sprintf("the next hop of route %q of table %q", u.name, t.name)
			switch {
			case !u.hopValue.IsUnknown():
				r.refused(u.at, what, fmt.Sprintf("%q is not an address", u.hopValue.String()))
			case len(t.subnets) == 0 && !r.e.ofFirewall(u) || slices.ContainsFunc(t.subnets, func(s *subnet) bool { i, _ := r.e.standsAt(s.net, u); return i == nil }):
				r.unknown(u.at, what, u.hopValue.Text)
			}
		}
	}
}
