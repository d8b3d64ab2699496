package proof

import (
	"cmp"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/topology"
)

// resourceIDs are the ids that the resources of a topology have in Azure, by the names of the intent.
type resourceIDs struct {
	t        *topology.Topology
	own      string                                 // the subscription that is deployed to, "" where it is not known
	scope    map[topology.ResourceGroupID][2]string // subscription, group
	networks map[topology.NetworkID]*topology.Network
	names    map[string]string // id -> name of the intent
	ref      map[string]string // network, network/subnet, network/part -> id
}

func newResourceIDs(t *topology.Topology, own string) *resourceIDs {
	ids := &resourceIDs{t: t, own: own, scope: map[topology.ResourceGroupID][2]string{}, networks: map[topology.NetworkID]*topology.Network{},
		names: map[string]string{}, ref: map[string]string{}}
	uuid := map[string]string{}
	for _, s := range t.Subscriptions {
		uuid[s.Name] = s.ID
	}
	for i := range t.ResourceGroups {
		g := &t.ResourceGroups[i]
		ids.scope[g.ID] = [2]string{cmp.Or(uuid[g.Subscription], own), g.Name}
	}
	for i := range t.Networks {
		n := &t.Networks[i]
		ids.networks[n.ID] = n
		kind := azure.TypeVirtualNetwork
		if n.Classic {
			kind = azure.TypeClassicNetwork
		}
		ids.add(n.ID, string(n.ID), kind, n.Name)
	}
	for _, h := range t.VirtualHubs { // what stands in one is named by it
		ids.networks[h.ID] = &topology.Network{ID: h.ID, Name: h.Name, ResourceGroup: h.ResourceGroup}
		ids.add(h.ID, string(h.ID), azure.TypeVirtualHub, h.Name)
	}
	for _, g := range t.HubGateways {
		kind := azure.TypeHubVPNGateway
		if g.ExpressRoute {
			kind = azure.TypeHubERGateway
		}
		ids.add(g.Hub, string(g.ID), kind, g.Name)
	}
	for i := range t.Subnets {
		s := &t.Subnets[i]
		ids.name(string(s.ID), ids.ref[string(s.Network)]+"/subnets/"+strings.ToLower(s.Name))
	}
	for _, g := range t.Gateways {
		ids.add(g.Network, string(g.ID), azure.TypeGateway, g.Name)
	}
	for _, f := range t.Firewalls {
		ids.add(f.Network, string(f.ID), azure.TypeFirewall, f.Name)
	}
	for _, a := range t.Appliances {
		ids.name(string(a.ID), ids.ref[string(a.Network)]+"#"+first(a.Addresses))
	}
	for _, b := range t.LoadBalancers {
		ids.add(b.Network, string(b.Appliance), azure.TypeLoadBalancer, b.Name)
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

// resourceID is the id of a resource in a subscription and group.
func resourceID(scope [2]string, kind, name string) string {
	return template.ResourceID(scope[0], scope[1], kind, name)
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
