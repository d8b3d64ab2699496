package adopt

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// network is a virtual network, with what is found of it.
type network struct {
	name      string
	made      bool // the default pattern makes its name in Azure of that name
	x         *template.Resource
	exists    bool   // the intent does not create it
	external  bool   // it is not in the export
	odd       string // a subnet whose name the language does not take: a write of the network would remove it
	prefixes  []string
	gateways  []*template.Resource
	firewall  *template.Resource
	unread    string                  // why it is not said what the firewall's policy lets through
	labels    map[string]string       // that a statement selects it by
	halves    map[string]*half        // by the id of the remote network
	apart     map[string]bool         // the halves that Azure says are Disconnected, by the id of the remote network
	appliance map[string][]netip.Addr // by name; one address for a family
	isHub     bool
	managed   []string // ids of networks that a manager has peered it with
	ofHub     bool     // a virtual hub is connected to it
	bare      bool     // a hub that has no spokes and nothing that inspects
	inspects  bool     // a part of it inspects what its spokes send each other
	inspected bool     // a virtual hub inspects what it sends to the internet
}

// half is one side of a peering.
type half struct {
	name      string
	forwarded bool
	transit   bool
	useRemote bool
	access    bool
	whole     bool
	local     []string // subnets, of a peering by subnets
	remote    []string
	onlyIPv6  bool
}

// hasNetwork tells whether a network or a virtual hub of the intent has a name.
func (im *importer) hasNetwork(name string) bool {
	for _, n := range im.networks {
		if n.name == name {
			return true
		}
	}
	for _, h := range im.hubs {
		if h.name == name {
			return true
		}
	}
	return false
}

// nameOfNetwork is the name of a network in the intent: what routes to it are called after, where all are, else as nameOf has it.
func (im *importer) nameOfNetwork(x *template.Resource, prefixes []string) (string, bool) {
	for _, p := range prefixes {
		label := im.routeLabels[p]
		if isLabel(label) && !im.hasNetwork(label) {
			return label, x.Name == "vnet-"+label
		}
	}
	return nameOf(x.Name, "vnet-", im.hasNetwork)
}

// readRouteLabels reads after what routes are called, by prefix: shop of shop-10.1.0.0_24. One that has two names has none.
func (im *importer) readRouteLabels() {
	for _, t := range im.of(azure.TypeRouteTable) {
		for _, r := range t.Properties.Get("routes").List() {
			prefix := r.Get("properties", "addressPrefix").String()
			label, ok := strings.CutSuffix(r.Get("name").String(), "-"+strings.ReplaceAll(prefix, "/", "_"))
			if had, known := im.routeLabels[prefix]; !ok || known && had != label {
				label = ""
			}
			im.routeLabels[prefix] = label
		}
	}
}

// readNetworks reads networks with their peerings, gateways and firewalls, and virtual hubs.
func (im *importer) readNetworks() {
	im.readRouteLabels()
	for _, x := range im.of(azure.TypeVirtualNetwork) {
		if len(x.Properties.Get("addressSpace", "addressPrefixes").List()) == 0 {
			im.leave(x, "its address space is not in the export")
			continue
		}
		n := &network{x: x, prefixes: texts(x.Properties.Get("addressSpace", "addressPrefixes")),
			halves: map[string]*half{}, apart: map[string]bool{}, labels: map[string]string{}}
		n.name, n.made = im.nameOfNetwork(x, n.prefixes)
		n.external = im.standing(x.ID) != nil
		n.odd = oddSubnet(x)
		n.exists = n.external || !im.creates(x) || n.odd != ""
		im.take(x)
		im.networks = append(im.networks, n)
		im.byNet[x.ID] = n
		for _, v := range x.Properties.Get("virtualNetworkPeerings").List() {
			im.readHalf(n, v.Get("name").String(), v.Get("properties"))
		}
	}
	for _, x := range im.of(azure.TypePeering) {
		if n := im.byNet[parent(x.ID)]; n != nil {
			im.readHalf(n, lastName(x.Name), x.Properties)
		}
		im.take(x)
	}
	for _, x := range im.of(azure.TypeGateway) {
		for _, c := range x.Properties.Get("ipConfigurations").List() {
			if n := im.byNet[parent(c.Get("properties", "subnet", "id").ID())]; n != nil && !slices.Contains(n.gateways, x) {
				n.gateways = append(n.gateways, x)
			}
		}
	}
	for _, x := range im.of(azure.TypeFirewall) {
		for _, c := range x.Properties.Get("ipConfigurations").List() {
			if n := im.byNet[parent(c.Get("properties", "subnet", "id").ID())]; n != nil {
				n.firewall = x
			}
		}
	}
	im.readHubs()
}

// The peerings that Azure makes by itself, by the beginnings of their names: those of a network manager, and of a virtual hub, whose own
// network is in a subscription of Microsoft's.
// Sources: Azure Virtual Network Manager, hub-and-spoke topology; MicrosoftDocs/azure-docs issue 107338, Azure/arm-template-whatif issue 219.
const (
	managerPeering = "ANM_"
	hubPeering     = "RemoteVnetToHubPeering_"
)

// readHalf reads one side of a peering. Those that Azure has made belong to what it made them for.
func (im *importer) readHalf(n *network, name string, p *template.Value) {
	switch {
	case strings.HasPrefix(name, managerPeering):
		n.managed = append(n.managed, p.Get("remoteVirtualNetwork", "id").ID())
		return
	case strings.HasPrefix(name, hubPeering):
		n.ofHub = true
		return
	}
	if strings.EqualFold(p.Get("peeringState").String(), "Disconnected") {
		im.leave(n.x, "its peering %q is Disconnected and joins nothing: delete both halves, and say the peering if it is meant to be", name)
		n.apart[p.Get("remoteVirtualNetwork", "id").ID()] = true
		return
	}
	if p.Get("remoteVirtualNetwork", "id").ID() == "" {
		im.leave(n.x, "with which network its peering %q joins it is not in the export", name)
		return
	}
	n.halves[p.Get("remoteVirtualNetwork", "id").ID()] = &half{name: name, forwarded: p.Get("allowForwardedTraffic").True(),
		transit: p.Get("allowGatewayTransit").True(), useRemote: p.Get("useRemoteGateways").True(), access: !isFalse(p.Get("allowVirtualNetworkAccess")),
		whole: !isFalse(p.Get("peerCompleteVnets")), local: texts(p.Get("localSubnetNames")), remote: texts(p.Get("remoteSubnetNames")),
		onlyIPv6: p.Get("enableOnlyIPv6Peering").True()}
}

func isFalse(v *template.Value) bool { return v != nil && v.Kind == template.Bool && !v.Bool }

func texts(v *template.Value) []string {
	var out []string
	for _, item := range v.List() {
		out = append(out, item.String())
	}
	return out
}

// lastName is the name of a resource without those of its parents.
func lastName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// parent is the id that an id stands under.
func parent(id string) string {
	for range 2 {
		id = id[:max(strings.LastIndexByte(id, '/'), 0)]
	}
	return id
}

// writeNetwork writes a network with all that stands in it.
func (im *importer) writeNetwork(n *network) *tree {
	out := object()
	im.writePlace(out, n.x)
	if !n.made {
		out.text("azureName", n.x.Name)
	}
	if n.exists {
		out.text("ownership", "existing")
	}
	out.texts("addressSpace", n.prefixes)
	if len(n.labels) > 0 {
		out.add("labels", words(n.labels))
	}
	im.writeSettings(out, n)
	subnets := object()
	for _, v := range n.x.Properties.Get("subnets").List() {
		im.writeSubnet(subnets, n, v)
	}
	out.section("subnets", subnets)
	gateways := object()
	for _, x := range n.gateways {
		im.writeGateway(gateways, x)
	}
	out.section("gateways", gateways)
	if n.firewall != nil {
		t, keeps := im.writeFirewall(n)
		out.add("firewall", t)
		if keeps != "" {
			out.comment("It is used as it is, and not created: " + keeps + ".")
		}
		commentUnread(out, n.unread)
	}
	appliances := object()
	for _, name := range sortedKeys(n.appliance) {
		appliances.add(name, im.writeAppliance(n, name, n.appliance[name]))
	}
	out.section("appliances", appliances)
	if len(out.node.Content) == 2 && len(n.prefixes) == 1 {
		return &tree{scalar(n.prefixes[0])}
	}
	return out
}

// oddSubnet is a subnet whose name is none of the language, "" for none.
func oddSubnet(x *template.Resource) string {
	for _, v := range x.Properties.Get("subnets").List() {
		if name := v.Get("name").String(); !nameInIntent().MatchString(name) {
			return name
		}
	}
	return ""
}

// writeSettings writes what a network has for itself, where the intent writes the network: of one that exists it changes none of it.
func (im *importer) writeSettings(out *tree, n *network) {
	plan := im.written(n.x.Properties.Get("ddosProtectionPlan", "id"))
	if n.exists {
		return
	}
	if tags := im.ownTags(n.x); len(tags) > 0 {
		out.add("tags", words(tags))
	}
	out.texts("dnsServers", texts(n.x.Properties.Get("dhcpOptions", "dnsServers")))
	if n.x.Properties.Get("encryption", "enabled").True() {
		out.flag("encryption", true)
	}
	out.text("ddosProtectionPlan", plan)
}

// ownTags are the tags of a resource that are not those of all.
func (im *importer) ownTags(x *template.Resource) map[string]string {
	out := tagsOf(x)
	if sameTags(out, im.tags) {
		return nil
	}
	return out
}

// written is an id as Azure writes it where the export has the resource, else as it is read.
func (im *importer) written(v *template.Value) string {
	id := v.ID()
	if x := im.byID[id]; x != nil {
		im.take(x)
		im.used[x.ID] = true
		return "/subscriptions/" + x.Subscription + "/resourceGroups/" + x.ResourceGroup + "/providers/" + template.Interleave(x.Type, x.Name)
	}
	return v.String()
}

func (im *importer) writeSubnet(subnets *tree, n *network, v *template.Value) {
	p, name := v.Get("properties"), v.Get("name").String()
	prefixes := texts(p.Get("addressPrefixes"))
	if one := p.Get("addressPrefix").String(); one != "" {
		prefixes = []string{one}
	}
	switch {
	case subnets.has(name):
		im.leave(n.x, "it has two subnets called %q", name)
		return
	case !nameInIntent().MatchString(name):
		im.leave(n.x, "its subnet %q has a name that the language does not take", name)
		return
	}
	out := object()
	out.texts("prefix", prefixes)
	if v := p.Get("networkSecurityGroup", "id"); v.ID() != "" {
		out.text("networkSecurityGroup", im.written(v))
	}
	im.writeRoutes(out, n, v)
	if nat := im.written(p.Get("natGateway", "id")); !n.exists {
		out.text("natGateway", nat)
		im.writeSubnetSettings(out, n, v)
	}
	if len(out.node.Content) == 2 {
		subnets.put(name, out.node.Content[1])
		return
	}
	subnets.add(name, out.inline())
}

// writeSubnetSettings writes what a subnet of a created network has for itself.
func (im *importer) writeSubnetSettings(out *tree, n *network, v *template.Value) {
	p, name := v.Get("properties"), v.Get("name").String()
	var endpoints []string
	for _, e := range p.Get("serviceEndpoints").List() {
		endpoints = append(endpoints, e.Get("service").String())
	}
	out.texts("serviceEndpoints", endpoints)
	for _, d := range p.Get("delegations").List() {
		out.text("delegation", d.Get("properties", "serviceName").String())
	}
	routed := p.Get("routeTable", "id").ID() != ""
	if d := p.Get("defaultOutboundAccess"); d != nil && d.Kind == template.Bool && !reserved(name) && d.Bool == (im.inspectsInternet(v) || n.inspected) {
		out.flag("defaultOutboundAccess", d.Bool)
	}
	derived := "Disabled" // what a subnet has without a word
	if routed && !reserved(name) {
		derived = "RouteTableEnabled"
	}
	if policies := p.Get("privateEndpointNetworkPolicies").String(); policies != "" && policies != derived {
		out.text("privateEndpointNetworkPolicies", policies)
	}
	if p.Get("privateLinkServiceNetworkPolicies").String() == "Disabled" {
		out.text("privateLinkServiceNetworkPolicies", "Disabled")
	}
}

func reserved(subnet string) bool {
	switch strings.ToLower(subnet) {
	case "gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet", "routeserversubnet":
		return true
	}
	return false
}
