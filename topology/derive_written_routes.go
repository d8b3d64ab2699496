package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// addWrittenRoutes gives each subnet with hand-written routes a table of its own: what is derived for it, and those.
func (r *resolution) addWrittenRoutes() {
	for _, n := range r.networks {
		for i := range n.Subnets {
			s := &n.Subnets[i]
			if len(s.Routes) == 0 || !r.acceptRoutes(n, s) {
				continue
			}
			t := r.ownTable(n, s)
			for j := range s.Routes {
				r.addWrittenRoute(n, s, t, &s.Routes[j])
			}
		}
	}
}

func (r *resolution) acceptRoutes(n *network, s *schema.Subnet) bool {
	d := diag.Diagnostic{Subject: s.At(schema.SubnetField.Routes), Label: "routes not allowed"}
	switch {
	case reserved(s.Name) && !areThere(s):
		d.Summary = fmt.Sprintf("subnet %q of %q is reserved and cannot have `routes`", s.Name, n.id)
		d.Why = "Azure services refuse most routes in their subnets or stop working (0.0.0.0/0 or no propagation on GatewaySubnet, 0.0.0.0/0 to an " +
			"appliance on AzureFirewallSubnet)"
		d.Hint = "remove the routes: vnetloom derives what such a subnet needs from the connections"
	case s.Routing == "none":
		d.Summary = fmt.Sprintf("subnet %q of %q has `routes` and `routing: none`", s.Name, n.id)
		d.Why = "with `routing: none` vnetloom associates no route table with the subnet"
		d.Hint = "remove one of the two"
	default:
		return true
	}
	r.refuse(codeNoRoutesHere, d)
	return false
}

// areThere tells whether all routes of a subnet are said to be in a table of others already: nothing is written for them.
func areThere(s *schema.Subnet) bool {
	return s.RouteTable != "" && !slices.ContainsFunc(s.Routes, func(w schema.Route) bool { return !w.Existing })
}

func (r *resolution) addWrittenRoute(n *network, s *schema.Subnet, t *tableDraft, w *schema.Route) {
	d := &routeDraft{
		Route: Route{
			Table:  t.id,
			Name:   w.Name,
			Prefix: w.Prefix,
			Origin: Origin{Range: w.KeyRange(), Statements: []string{w.Path()}, Rule: HandWritten},
		},
	}
	if w.Existing && n.ownership() == Created && s.RouteTable == "" {
		r.refuseWrittenWhole(n, w)
		return
	}
	if old := t.routes[w.Prefix]; old != nil && (!w.Existing || old.Origin.Rule == HandWritten) {
		r.reportDerived(w, old)
		return
	}
	d.Existing = w.Existing
	switch w.Via {
	case "internet":
		d.NextHop = Internet
	case "none":
		d.NextHop = None
	case "vpnGateway":
		if !r.acceptGatewayRoute(n, w) {
			return
		}
		d.NextHop = VirtualNetworkGateway
	default:
		h := r.writtenHop(w)
		if h == nil {
			return
		}
		d.via, d.Through = h, h.ref()
		d.NextHop, d.Address = VirtualAppliance, h.address(w.Prefix)
		if !d.Address.IsValid() {
			r.refuse(codeHopKind, diag.Diagnostic{
				Summary: fmt.Sprintf("next hop %q has no address in the family of %s", h.ref(), w.Prefix), Subject: w.At(schema.RouteField.Via),
				Why: "a next hop must have the address family of the prefix", Hint: "give the appliance an address in that family",
			})
			return
		}
	}
	if old := t.routes[w.Prefix]; old != nil { // derived, and there under another name
		if old.NextHop != d.NextHop || old.Address != d.Address {
			r.reportDerived(w, old)
			return
		}
		old.Existing = true
		return
	}
	r.add(t.routes, d)
}

// refuseWrittenWhole refuses a route that is there in a table that this intent writes: with all of its routes.
func (r *resolution) refuseWrittenWhole(n *network, w *schema.Route) {
	r.refuse(codeWrittenWhole, diag.Diagnostic{
		Summary: fmt.Sprintf("route %q exists, and its table is written by this intent, which creates %q", w.Name, n.id),
		Subject: w.At(schema.RouteField.Existing),
		Why:     "a write of a table replaces its routes: the one that is there would be gone",
		Hint:    "remove `existing`, or name the table by `routeTable` if it is another owner's",
	})
}

func (r *resolution) reportDerived(w *schema.Route, old *routeDraft) {
	summary := fmt.Sprintf("route %q for %s duplicates a route that is derived from %s", w.Name, w.Prefix, strings.Join(old.Origin.Statements, ", "))
	if old.Origin.Rule == HandWritten {
		summary = fmt.Sprintf("routes %q and %q of one subnet have the same prefix %s", old.Name, w.Name, w.Prefix)
	}
	r.refuse(codeDerivedRoute, diag.Diagnostic{
		Summary: summary,
		Subject: w.At(schema.RouteField.Prefix),
		Related: []diag.Related{{Range: old.Origin.Range, Message: fmt.Sprintf("goes %s", hopText(old.Route))}},
		Why:     "a route table has one next hop per prefix",
		Hint:    "remove the route, or change the connection that derives it",
	})
}

func hopText(d Route) string {
	if d.Through != "" {
		return "through " + d.Through
	}
	return "to " + string(d.NextHop)
}

func (r *resolution) writtenHop(w *schema.Route) *hop {
	network, part, _ := strings.Cut(w.Via, "/")
	h := r.findHop(network, part, w.At(schema.RouteField.Via))
	if h != nil && !h.inspects() {
		r.refuse(codeHopKind, diag.Diagnostic{
			Summary: fmt.Sprintf("gateway %q cannot be named as a next hop", h.ref()), Subject: w.At(schema.RouteField.Via),
			Why: "Azure sends such a route to the gateway that the network uses, whichever it is", Hint: "write `via: vpnGateway`",
		})
		return nil
	}
	return h
}

// acceptGatewayRoute holds a route to VirtualNetworkGateway to its conditions: a VPN gateway of the network's own or a
// remote one that it uses, and no ExpressRoute gateway beside it.
func (r *resolution) acceptGatewayRoute(n *network, w *schema.Route) bool {
	g := n
	if !n.hasGateway() {
		g = n.policy.gateway
		for _, p := range n.peers {
			if t := r.peering(n, p).terms(); t.gateway == p {
				g = p
			}
		}
	}
	if g != nil && g.VPN != nil && g.ExpressRoute == nil && w.Prefix.Addr().Is4() {
		return true
	}
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("route %q points to a VPN gateway, and network %q uses none", w.Name, n.id),
		Subject: w.At(schema.RouteField.Via),
		Why:     "next hop VirtualNetworkGateway is the VPN gateway of the network or of the peer whose gateway it uses",
		Hint:    "add a VPN gateway, or use that of a peer",
	}
	switch {
	case !w.Prefix.Addr().Is4():
		d.Summary = fmt.Sprintf("route %q points an IPv6 prefix to a VPN gateway", w.Name)
		d.Why, d.Hint = "vnetloom supports IPv4 only over VPN gateways", "remove the route"
	case g != nil && g.ExpressRoute != nil:
		d.Summary = fmt.Sprintf("route %q points to a VPN gateway, and network %q has an ExpressRoute gateway", w.Name, g.id)
		d.Why = "Azure does not support next hop VirtualNetworkGateway for ExpressRoute, nor with coexisting gateways"
		d.Hint = "remove the route: the gateway advertises its own routes"
	}
	r.refuse(codeHopKind, d)
	return false
}
