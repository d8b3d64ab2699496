package adopt

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// networkElsewhere is the id of a network that the language can name.
var networkElsewhere = pattern.Lazy(`(?i)^/subscriptions/([0-9a-f-]{36})/resourceGroups/([A-Z0-9_().-]{0,89}[A-Z0-9_()-])/providers/Microsoft\.(Classic)?Network/virtualNetworks/([A-Z0-9][A-Z0-9_.-]{0,62}[A-Z0-9_])$`)

// standIns are networks that others are peered with and that the export does not have: of such a one it is known where it is, its address space,
// and that it is joined. They stand among the networks as external ones.
// Source: REST API, Virtual Network Peerings, Get: remoteVirtualNetworkAddressSpace is the address space of the remote network, remoteAddressSpace
// what the half routes by; peeringState Connected.
func (im *importer) standIns() {
	for _, x := range im.of(azure.TypeVirtualNetwork) {
		for _, v := range x.Properties.Get("virtualNetworkPeerings").List() {
			im.standIn(x, v.Get("name").String(), v.Get("properties"))
		}
	}
	for _, x := range im.of(azure.TypePeering) {
		if n := im.byID[parent(x.ID)]; n != nil {
			im.standIn(n, lastName(x.Name), x.Properties)
		}
	}
	for _, n := range im.elsewhere { // a classic one that the export has: the language knows it as one of others, by its peering
		if x := im.byID[n.ID]; x != nil {
			im.take(x)
		}
	}
	im.byType[strings.ToLower(azure.TypeVirtualNetwork)] = append(im.of(azure.TypeVirtualNetwork), im.elsewhere...)
}

// standIn notes the network that a half leads to.
func (im *importer) standIn(x *template.Resource, name string, half *template.Value) {
	id := half.Get("remoteVirtualNetwork", "id")
	space := texts(half.Get("remoteVirtualNetworkAddressSpace", "addressPrefixes"))
	if len(space) == 0 {
		space = texts(half.Get("remoteAddressSpace", "addressPrefixes"))
	}
	m := networkElsewhere().FindStringSubmatch(id.String())
	if m == nil || im.passed[id.ID()] != "" || im.byID[id.ID()] != nil && !isClassic(id.ID()) || len(space) == 0 ||
		!strings.EqualFold(half.Get("peeringState").String(), "Connected") ||
		isFalse(half.Get("peerCompleteVnets")) || strings.HasPrefix(name, managerPeering) || strings.HasPrefix(name, hubPeering) {
		return
	}
	n := im.standing(id.ID())
	if n == nil {
		n = &template.Resource{ID: id.ID(), Type: azure.TypeVirtualNetwork, Name: m[4], Subscription: strings.ToLower(m[1]), ResourceGroup: m[2], Location: x.Location,
			Properties: &template.Value{Kind: template.Object, Members: []template.Member{
				{Key: "addressSpace", Value: objectValue("addressPrefixes", textValues(space))}, {Key: "subnets", Value: im.nextHopsIn(space)},
				{Key: "virtualNetworkPeerings", Value: &template.Value{Kind: template.Array}}}}}
		n.Body = objectValue("properties", n.Properties)
		im.elsewhere = append(im.elsewhere, n)
	}
	back := objectValue("remoteVirtualNetwork", objectValue("id", textValue(x.ID)))
	for key, set := range map[string]bool{"allowForwardedTraffic": half.Get("allowForwardedTraffic").True(), "allowGatewayTransit": half.Get("useRemoteGateways").True(),
		"useRemoteGateways": half.Get("allowGatewayTransit").True() && !half.Get("useRemoteGateways").True() && im.hasGateway(x)} {
		back.Members = append(back.Members, template.Member{Key: key, Value: &template.Value{Kind: template.Bool, Bool: set}})
	}
	halves := n.Properties.Get("virtualNetworkPeerings")
	halves.Items = append(halves.Items, objectValue("properties", back))
}

// standing is the network of an id that the export does not have, nil for none.
func (im *importer) standing(id string) *template.Resource {
	if i := slices.IndexFunc(im.elsewhere, func(x *template.Resource) bool { return x.ID == id }); i >= 0 {
		return im.elsewhere[i]
	}
	return nil
}

// hasGateway tells whether a gateway stands in a network.
func (im *importer) hasGateway(x *template.Resource) bool {
	return slices.ContainsFunc(im.of(azure.TypeGateway), func(g *template.Resource) bool { return gatewayNetwork(g) == x.ID })
}

// nextHopsIn are subnets for the next hops of routes in an address space: the smallest that Azure has. Which they are is not known.
func (im *importer) nextHopsIn(space []string) *template.Value {
	n := &network{prefixes: space}
	seen := map[netip.Prefix]bool{}
	out := &template.Value{Kind: template.Array}
	for _, t := range im.of(azure.TypeRouteTable) {
		for _, r := range t.Properties.Get("routes").List() {
			hop, err := netip.ParseAddr(r.Get("properties", "nextHopIpAddress").String())
			if err != nil || !hop.Is4() || !n.contains(hop) {
				continue
			}
			p := netip.PrefixFrom(hop, 29).Masked()
			if seen[p] {
				continue
			}
			seen[p] = true
			subnet := objectValue("name", textValue(fmt.Sprintf("next-hops-%d", len(seen))))
			subnet.Members = append(subnet.Members, template.Member{Key: "properties", Value: objectValue("addressPrefix", textValue(p.String()))})
			out.Items = append(out.Items, subnet)
		}
	}
	return out
}

func objectValue(key string, v *template.Value) *template.Value {
	return &template.Value{Kind: template.Object, Members: []template.Member{{Key: key, Value: v}}}
}

func textValue(text string) *template.Value {
	return &template.Value{Kind: template.String, Text: text}
}

func textValues(list []string) *template.Value {
	out := &template.Value{Kind: template.Array}
	for _, text := range list {
		out.Items = append(out.Items, textValue(text))
	}
	return out
}

// isClassic tells whether an id is of the classic deployment model.
func isClassic(id string) bool { return strings.Contains(id, "/microsoft.classicnetwork/") }

// whence says above a network that the export does not have, or has in the form of the classic model, what is known of it.
func (im *importer) whence(n *network) string {
	of := "This network is not in the export"
	if im.byID[n.x.ID] != nil {
		of = "This network is of the classic deployment model, in which nothing is written"
	}
	return of + ": its place and its address space are those that peerings with it tell."
}

// writeElsewhere writes a network that the export does not have.
func (im *importer) writeElsewhere(n *network) *tree {
	out := object()
	im.writePlace(out, n.x)
	out.text("azureName", n.x.Name)
	out.text("ownership", "external")
	if isClassic(n.x.ID) {
		out.text("deploymentModel", "classic")
	}
	out.texts("addressSpace", n.prefixes)
	if len(n.labels) > 0 {
		out.add("labels", words(n.labels))
	}
	subnets, appliances := object(), object()
	for _, name := range sortedKeys(n.appliance) {
		a := n.appliance[name][0]
		one := object().inline()
		one.text("privateAddress", a.String())
		one.text("subnet", n.subnetAt(a))
		appliances.add(name, one)
	}
	if !appliances.empty() {
		for _, v := range n.x.Properties.Get("subnets").List() {
			subnets.text(v.Get("name").String(), v.Get("properties", "addressPrefix").String())
		}
	}
	out.section("subnets", subnets)
	if slices.ContainsFunc(im.networks, func(o *network) bool { h := o.halves[n.x.ID]; return h != nil && h.useRemote }) {
		vpn := object().inline()
		vpn.flag("existing", true)
		gateways := object()
		gateways.add("vpn", vpn)
		out.add("gateways", gateways)
		out.comment("Others use a gateway of this network: of which kind, and its name, is not in the export.")
	}
	out.section("appliances", appliances)
	return out
}
