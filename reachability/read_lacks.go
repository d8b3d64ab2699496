package reachability

import (
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// What is deployed and not read may be there: a list that Azure refused, or that nobody asked for, is not an empty one. What it may decide is not
// known.

// lacks tells why the resources of one of some types are not known in a subscription, "" where they are.
func (r *reader) lacks(subscription string, kinds ...string) string {
	for _, kind := range kinds {
		if why := r.lacking[strings.ToLower(kind)][subscription]; why != "" {
			return why
		}
	}
	return ""
}

// lacksAny is lacks in any subscription.
func (r *reader) lacksAny(kinds ...string) string {
	for _, kind := range kinds {
		bySubscription := r.lacking[strings.ToLower(kind)]
		for _, s := range sortedKeys(bySubscription) {
			return bySubscription[s]
		}
	}
	return ""
}

func (r *reader) lack(x *template.Resource) {
	kind := strings.ToLower(x.Type)
	if r.lacking[kind] == nil {
		r.lacking[kind] = map[string]string{}
	}
	r.lacking[kind][x.Subscription] = x.Lacks
}

// unreadBody tells why what stands in a resource that is deployed is not known: the list has it, and the resource itself was refused.
func unreadBody(x *template.Resource) string {
	if x.Deployed && x.Properties.IsUnknown() {
		return x.Properties.Text
	}
	return ""
}

// unreadOf is unreadBody of any resource of some types.
func (r *reader) unreadOf(kinds ...string) string {
	for _, kind := range kinds {
		for _, x := range r.of(kind) {
			if why := unreadBody(x); why != "" {
				return why
			}
		}
	}
	return ""
}

// managersElsewhere joins, perhaps, all networks where the network managers of a subscription are not known.
func (r *reader) managersElsewhere() {
	if why := r.lacksAny(azure.TypeNetworkManager); why != "" {
		a := &opaqueAttachment{id: "network managers", why: "a network manager may join them: " + why, of: map[*network]bool{}}
		for _, n := range r.e.networks {
			a.add(n)
		}
	}
}

// gatewaysNotHeld says of the networks that have a GatewaySubnet that they may have a gateway, or another one.
func (r *reader) gatewaysNotHeld() {
	lost := r.unreadOf(azure.TypeGateway)
	for _, n := range r.e.networks {
		why := first(r.lacks(subscriptionOf(n.ID), azure.TypeGateway), lost)
		if !n.isDeployed || why == "" || n.named(azure.GatewaySubnet) == nil && n.subnetsUnknown == "" {
			continue
		}
		if len(n.gateways) == 0 {
			n.gatewayUnknown = first(n.gatewayUnknown, why)
		}
		for _, g := range n.gateways {
			g.connectionsUnknown = first(g.connectionsUnknown, why)
		}
	}
}

// Types that decide what else a circuit, or a tunnel with a virtual hub, leads to.
var (
	onCircuits = []string{azure.TypeGateway, azure.TypeConnection, azure.TypeVirtualHub, azure.TypeHubERGateway, azure.TypeHubERConnection, azure.TypeHubConnection,
		azure.TypeHubRouteTable}
	onTunnels = []string{azure.TypeGateway, azure.TypeConnection, azure.TypeLocalGateway, azure.TypePublicAddress, azure.TypeVirtualHub, azure.TypeHubVPNGateway,
		azure.TypeHubSite, azure.TypeHubVPNConnection, azure.TypeHubConnection, azure.TypeHubRouteTable}
)

// farEndsNotHeld says of gateways that are reached over circuits, or by addresses, that they may lead to more: what stands at the other end is
// found among all gateways.
func (r *reader) farEndsNotHeld() {
	circuits, tunnels := r.notHeld(onCircuits), r.notHeld(onTunnels)
	for _, id := range sortedKeys(r.e.gateways) {
		g := r.e.gateways[id]
		why := circuits
		if g.isVPN() {
			why = tunnels
			if g.hub == nil && len(r.of(azure.TypeVirtualHub)) == 0 && r.lacksAny(azure.TypeVirtualHub) == "" { // none of its tunnels leads to a hub
				why = ""
			}
		}
		g.connectionsUnknown = first(g.connectionsUnknown, why)
		if g.hub != nil {
			g.hub.routingUnknown = first(g.hub.routingUnknown, why)
		}
	}
}

// sitesNotHeld says of sites that more may lead there: what does is found among all gateways and connections.
func (r *reader) sitesNotHeld() {
	why := first(r.notHeld(onTunnels), r.notHeld(onCircuits))
	for _, s := range r.e.sites {
		s.linksUnknown = why
	}
}

// notHeld tells why something of some types is not known: their lists, their bodies, or their children.
func (r *reader) notHeld(kinds []string) string {
	why := first(r.lacksAny(kinds...), r.unreadOf(kinds...))
	for _, kind := range kinds {
		if i := strings.LastIndexByte(kind, '/'); strings.Count(kind, "/") > 1 {
			for _, x := range r.of(kind[:i]) {
				if v := x.Properties.Get(azure.ListOf(kind)); v.IsUnknown() && x.Deployed {
					why = first(why, v.Text)
				}
			}
		}
	}
	return why
}

// hubsNotHeld says of virtual hubs that how they route is not known where what stands in them is not.
func (r *reader) hubsNotHeld() {
	for _, x := range r.of(azure.TypeVirtualHub) {
		h := r.e.hubs[x.ID]
		if h == nil || !x.Deployed {
			continue
		}
		for _, o := range h.neighbors { // what one connects, the others advertise
			o.routingUnknown = first(o.routingUnknown, r.lacks(x.Subscription, azure.TypeHubVPNGateway, azure.TypeHubERGateway, azure.TypeFirewall), unreadBody(x))
		}
	}
	if why := r.lacksAny(azure.TypeVirtualHub); why != "" {
		for _, h := range r.e.hubs {
			h.routingUnknown = first(h.routingUnknown, why)
		}
		a := &opaqueAttachment{id: "virtual hubs", why: "a virtual hub may join them: " + why, of: map[*network]bool{}, isHub: true}
		for _, n := range r.e.networks {
			if n.mayBeAtHub() {
				a.add(n)
			}
		}
	}
}

// mayBeAtHub tells whether a virtual hub may be connected to the network: what is deployed shows that by a peering of Azure's.
func (n *network) mayBeAtHub() bool {
	return !n.isDeployed || n.ofHub || n.conn != nil || n.peersUnknown != ""
}

// spread says of each hub of a virtual WAN what is not known of any: they advertise each other's routes.
func (e *Estate) spread() {
	for _, h := range e.sortedHubs() {
		for _, o := range h.neighbors {
			h.routingUnknown = first(h.routingUnknown, o.routingUnknown)
		}
	}
}

// knownGone tells of the id of a network or a subnet whether it is known that nothing is there: what is deployed was read, and the list in which it
// would stand with it.
func (e *Estate) knownGone(id string) bool {
	if strings.Contains(id, "/"+strings.ToLower(azure.TypeClassicNetwork)+"/") {
		return false // no export has these
	}
	network, _, isSubnet := strings.Cut(id, "/subnets/")
	if n := e.byID[network]; isSubnet && n != nil {
		return n.isDeployed && n.subnetsUnknown == ""
	}
	there := false
	for i := range e.made {
		x := &e.made[i]
		if !x.Deployed || subscriptionOf(x.ID) != subscriptionOf(id) {
			continue
		}
		if x.Lacks != "" && strings.EqualFold(x.Type, azure.TypeVirtualNetwork) {
			return false
		}
		there = true
	}
	return there
}

func subscriptionOf(id string) string {
	words := strings.SplitN(id, "/", 4)
	if len(words) < 3 || words[1] != "subscriptions" {
		return ""
	}
	return words[2]
}

// mayHold tells whether a network that the attachment may join with this one has an address.
func (a *opaqueAttachment) mayHold(n *network, has func(*network) bool) bool {
	if a.elsewhere {
		return true
	}
	for m := range a.of {
		if m != n && has(m) {
			return true
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
