package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// tooEarly finds a half that uses the gateway of the other network and is deployed without waiting for what Azure asks for then: the
// gateway, and the other half with allowGatewayTransit.
// Source: Azure error RemoteVnetHasNoGateways; Configure VPN gateway transit for virtual network peering.
func (c *checker) tooEarly(h *half) {
	if !h.useRemote || !h.connected() || h.resource == "" || h.mirror.resource == "" || !h.mirror.transit || len(h.remote.gateways) == 0 {
		return // what it lacks is reported of transit
	}
	var missing []string
	var related []diag.Related
	if after, known := c.e.order.after(h.resource, h.mirror.resource); known && !after {
		missing = append(missing, fmt.Sprintf("peering %q of %q", h.mirror.name, h.remote.Name))
		related = append(related, diag.Related{Range: h.mirror.at, Message: "the other half"})
	}
	waits := func(g *gateway) bool {
		after, known := c.e.order.after(h.resource, g.id)
		return after || !known
	}
	if gateways := h.remote.gateways; !slices.ContainsFunc(gateways, waits) {
		missing = append(missing, fmt.Sprintf("gateway %q", gateways[0].name))
		related = append(related, diag.Related{Range: gateways[0].at, Message: "the gateway"})
	}
	if len(missing) == 0 {
		return
	}
	c.f.add(codeTooEarly, diag.Diagnostic{
		Subject: h.at,
		Summary: fmt.Sprintf("peering %q of %q sets useRemoteGateways and does not wait for %s", h.name, h.local.Name, strings.Join(missing, " and ")),
		Related: related,
		Why:     "a deployment creates both at the same time, and Azure refuses a peering that uses a gateway which is not there yet",
		Hint:    "add them to dependsOn of this half",
	}, 1)
}

// childSubnets finds subnets that are resources of their own while their network lists its subnets without them.
// Source: Virtual networks in Bicep: what a network lists is all that it has after its deployment.
func (r *reader) childSubnets() {
	networks := map[string]*template.Resource{}
	for _, x := range r.of(azure.TypeVirtualNetwork) {
		networks[x.ID] = x
	}
	for _, x := range r.of(azure.TypeSubnet) {
		n := networks[parent(x.ID)]
		if n == nil || n.IsThere() || x.IsThere() || n.Conditional || x.Conditional {
			continue
		}
		list := n.Properties.Get("subnets")
		if list == nil || list.Kind != template.Array || slices.ContainsFunc(list.Items, func(v *template.Value) bool { return v.Get("name").String() == "" }) {
			continue
		}
		name := kindWord(x.Name)
		if slices.ContainsFunc(list.Items, func(v *template.Value) bool { return strings.EqualFold(v.Get("name").String(), name) }) {
			continue
		}
		r.diags.Add(codeChildDeleted, diag.Diagnostic{
			Subject: x.At,
			Summary: fmt.Sprintf("each deployment of network %q deletes subnet %q, which its list of subnets lacks", n.Name, name),
			Related: []diag.Related{{Range: list.At, Message: "the list of the network"}},
			Why:     "after its deployment a network has the subnets that it lists, and no others",
			Hint:    "list the subnet in the network, or remove the property subnets from the network",
		})
	}
}
