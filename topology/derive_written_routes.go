package topology

import (
	"fmt"
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
				r.addWrittenRoute(n, t, &s.Routes[j])
			}
		}
	}
}

func (r *resolution) acceptRoutes(n *network, s *schema.Subnet) bool {
	d := diag.Diagnostic{Subject: s.At(schema.SubnetField.Routes), Label: "no routes here"}
	switch {
	case reserved(s.Name):
		d.Summary = fmt.Sprintf("subnet %q of %q takes no hand-written routes", s.Name, n.id)
		d.Why = "Azure's services refuse or break on most routes in their own subnets (0/0 or no propagation on GatewaySubnet, 0/0 to an appliance on AzureFirewallSubnet)"
		d.Hint = "leave the routes out: what such a subnet needs is derived from the connections"
	case s.Routing == "none":
		d.Summary = fmt.Sprintf("subnet %q of %q has routes and `routing: none`", s.Name, n.id)
		d.Why = "`routing: none` means that no route table of ours stands on the subnet"
		d.Hint = "remove one of the two"
	default:
		return true
	}
	r.refuse(codeNoRoutesHere, d)
	return false
}

func (r *resolution) addWrittenRoute(n *network, t *tableDraft, w *schema.Route) {
	d := &routeDraft{Route: Route{Table: t.id, Name: w.Name, Prefix: w.Prefix, Origin: Origin{Range: w.KeyRange(), Statements: []string{w.Path()}, Rule: HandWritten}}}
	if old := t.routes[w.Prefix]; old != nil {
		r.reportDerived(w, old)
		return
	}
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
				Summary: fmt.Sprintf("%q has no address of the family of %s", h.ref(), w.Prefix), Subject: w.At(schema.RouteField.Via),
				Why: "the next hop of a route has the family of its prefix", Hint: "give the appliance an address of that family",
			})
			return
		}
	}
	r.add(t.routes, d)
}

func (r *resolution) reportDerived(w *schema.Route, old *routeDraft) {
	summary := fmt.Sprintf("the route %q for %s is derived already, from %s", w.Name, w.Prefix, strings.Join(old.Origin.Statements, ", "))
	if old.Origin.Rule == HandWritten {
		summary = fmt.Sprintf("the routes %q and %q of one subnet are for the same prefix %s", old.Name, w.Name, w.Prefix)
	}
	r.refuse(codeDerivedRoute, diag.Diagnostic{
		Summary: summary, Subject: w.At(schema.RouteField.Prefix), Related: []diag.Related{{Range: old.Origin.Range, Message: fmt.Sprintf("leads %s", hopText(old.Route))}},
		Why: "a prefix has one next hop in a table", Hint: "remove the hand-written route, or change the connection that derives it",
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
			Summary: fmt.Sprintf("a route cannot name the gateway %q", h.ref()), Subject: w.At(schema.RouteField.Via),
			Why: "a route leads to the gateway that the subnet's network uses, whichever it is", Hint: "write `via: vpnGateway`",
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
	d := diag.Diagnostic{Summary: fmt.Sprintf("route %q leads to a VPN gateway, and network %q uses none", w.Name, n.id), Subject: w.At(schema.RouteField.Via),
		Why: "Azure takes the next hop VirtualNetworkGateway for a VPN gateway of the network or of the peer whose gateway it uses", Hint: "add a VPN gateway, or use a peer's"}
	switch {
	case !w.Prefix.Addr().Is4():
		d.Summary = fmt.Sprintf("route %q sends an IPv6 prefix to a VPN gateway", w.Name)
		d.Why, d.Hint = "VPN gateways carry IPv4 here", "leave the route out"
	case g != nil && g.ExpressRoute != nil:
		d.Summary = fmt.Sprintf("route %q leads to a VPN gateway, but network %q has an ExpressRoute gateway", w.Name, g.id)
		d.Why, d.Hint = "Azure does not take the next hop VirtualNetworkGateway for ExpressRoute, nor where both coexist", "let the gateway's own routes lead there"
	}
	r.refuse(codeHopKind, d)
	return false
}
