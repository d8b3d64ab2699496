package powershell

import (
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// The types of virtual WANs. Those that stand below a virtual hub have rows that name it.
const (
	wanType           = networkProvider + "virtualWans"
	hubType           = networkProvider + "virtualHubs"
	hubVPNType        = networkProvider + "vpnGateways"
	hubERType         = networkProvider + "expressRouteGateways"
	intentType        = hubType + "/routingIntent"
	hubTableType      = hubType + "/hubRouteTables"
	hubConnectionType = hubType + "/hubVirtualNetworkConnections"

	vpnSiteType          = networkProvider + "vpnSites"
	hubVPNConnectionType = hubVPNType + "/vpnConnections"
	hubERConnectionType  = hubERType + "/expressRouteConnections"
)

// below is the column that names what a child resource stands below, by its type.
var below = map[string]string{
	peeringType: "VirtualNetwork", intentType: "VirtualHub", hubTableType: "VirtualHub", hubConnectionType: "VirtualHub",
	hubVPNConnectionType: "Gateway", hubERConnectionType: "Gateway",
	networkGroupType: "NetworkManager", configurationType: "NetworkManager", commitType: "NetworkManager",
}

func makeWAN(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Type", p.str("type", true))
	r.set("BranchToBranch", p.flag("allowBranchToBranchTraffic", true))
	_ = p.done()
}

func makeHub(r *row, b *body) {
	p := b.child("properties", true)
	r.set("VirtualWan", p.id("virtualWan", "virtualWans", true))
	r.set("AddressPrefix", p.str("addressPrefix", true))
	r.set("Sku", p.str("sku", true))
	r.set("RoutingPreference", p.str("hubRoutingPreference", true))
	_ = p.done()
}

func makeHubVPNGateway(r *row, b *body) {
	p := b.child("properties", true)
	r.set("VirtualHub", p.id("virtualHub", "virtualHubs", true))
	r.set("ScaleUnits", p.number("vpnGatewayScaleUnit", true))
	bgp := p.child("bgpSettings", true)
	r.set("Asn", bgp.number("asn", true))
	_ = bgp.done()
	_ = p.done()
}

func makeHubERGateway(r *row, b *body) {
	p := b.child("properties", true)
	r.set("VirtualHub", p.id("virtualHub", "virtualHubs", true))
	scale := p.child("autoScaleConfiguration", true)
	bounds := scale.child("bounds", true)
	r.set("MinimumScaleUnits", bounds.number("min", true))
	_ = bounds.done()
	_ = scale.done()
	r.set("NonVirtualWanTraffic", p.flag("allowNonVirtualWanTraffic", true))
	_ = p.done()
}

func makeIntent(r *row, b *body) {
	p := b.child("properties", true)
	policies := list{}
	for _, o := range p.children("routingPolicies", true) {
		policy := &row{}
		policy.set("Name", o.str("name", true))
		policy.set("Destinations", o.strings("destinations", true))
		policy.set("Firewall", o.reference("nextHop", "azureFirewalls", o.get("nextHop", true)))
		_ = o.done()
		policies = append(policies, policy)
	}
	r.set("Policies", policies)
	_ = p.done()
}

func makeHubTable(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Labels", p.strings("labels", true))
	routes := list{}
	for _, o := range p.children("routes", true) {
		route := &row{}
		route.set("Name", o.str("name", true))
		o.expect("destinationType", "CIDR")
		o.expect("nextHopType", "ResourceId")
		route.set("Destinations", o.strings("destinations", true))
		route.set("Firewall", o.reference("nextHop", "azureFirewalls", o.get("nextHop", true)))
		_ = o.done()
		routes = append(routes, route)
	}
	r.set("Routes", routes)
	_ = p.done()
}

func makeHubConnection(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Network", p.id("remoteVirtualNetwork", "virtualNetworks", true))
	r.set("InternetSecurity", p.flag("enableInternetSecurity", true))
	routing := p.child("routingConfiguration", false)
	if p.has("routingConfiguration") {
		r.set("RouteTable", routing.id("associatedRouteTable", "virtualHubs/hubRouteTables", true))
		propagated := routing.child("propagatedRouteTables", true)
		r.set("Labels", propagated.strings("labels", true))
		_ = propagated.done()
		_ = routing.done()
	}
	_ = p.done()
}

// makeHubFirewall reads what only a firewall in a virtual hub has.
func makeHubFirewall(r *row, p *body) {
	r.set("VirtualHub", p.id("virtualHub", "virtualHubs", true))
	addresses := p.child("hubIPAddresses", true)
	public := addresses.child("publicIPs", true)
	r.set("PublicAddressCount", public.number("count", true))
	_ = public.done()
	_ = addresses.done()
}

func makeVPNSite(r *row, b *body) {
	p := b.child("properties", true)
	r.set("VirtualWan", p.id("virtualWan", "virtualWans", true))
	space := p.child("addressSpace", true)
	r.set("Prefixes", space.strings("addressPrefixes", true))
	_ = space.done()
	links := list{}
	for _, o := range p.children("vpnSiteLinks", true) {
		link := &row{}
		link.set("Name", o.str("name", true))
		x := o.child("properties", true)
		link.set("Address", x.setting("ipAddress", false))
		link.set("Fqdn", x.str("fqdn", false))
		if bgp := x.child("bgpProperties", false); x.has("bgpProperties") {
			link.set("Asn", bgp.number("asn", true))
			link.set("BgpPeer", bgp.setting("bgpPeeringAddress", true))
			_ = bgp.done()
		}
		_ = x.done()
		_ = o.done()
		links = append(links, link)
	}
	r.set("Links", links)
	_ = p.done()
}

func makeHubVPNConnection(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Site", p.id("remoteVpnSite", "vpnSites", true))
	r.set("InternetSecurity", p.flag("enableInternetSecurity", true))
	branchRouting(r, p)
	links := list{}
	for _, o := range p.children("vpnLinkConnections", true) {
		link := &row{}
		link.set("Name", o.str("name", true))
		x := o.child("properties", true)
		link.set("SiteLink", x.id("vpnSiteLink", "vpnSites/vpnSiteLinks", true))
		link.set("Protocol", x.str("vpnConnectionProtocolType", true))
		link.set("SharedKey", x.secret("sharedKey", true))
		link.set("Bgp", x.flag("enableBgp", true))
		link.set("IpsecPolicy", x.ipsecPolicy())
		_ = x.done()
		_ = o.done()
		links = append(links, link)
	}
	r.set("Links", links)
	_ = p.done()
}

func makeHubERConnection(r *row, b *body) {
	p := b.child("properties", true)
	r.set("CircuitPeering", p.id("expressRouteCircuitPeering", "expressRouteCircuits/peerings", true))
	var circuit plan.Value // of ours; one that exists has no authorization of ours
	if end, ok := p.object.Get("expressRouteCircuitPeering").(plan.Object); ok {
		if peering, ok := end.Get("id").(plan.Ref); ok {
			of, _ := generators.Enclosing(plan.ID(peering))
			circuit = plan.Ref(of)
		}
	}
	p.authorization(r, circuit)
	r.set("InternetSecurity", p.flag("enableInternetSecurity", true))
	branchRouting(r, p)
	_ = p.done()
}

// branchRouting reads to what the routes of a gateway's connection are propagated; its own table is always the default one.
func branchRouting(r *row, p *body) {
	routing := p.child("routingConfiguration", false)
	if !p.has("routingConfiguration") {
		return
	}
	r.set("RouteTable", routing.id("associatedRouteTable", "virtualHubs/hubRouteTables", true))
	propagated := routing.child("propagatedRouteTables", true)
	r.set("Labels", propagated.strings("labels", true))
	_ = propagated.done()
	_ = routing.done()
}
