package reachability

import "github.com/vnetloom/vnetloom/internal/diag"

// Codes are the diagnostics of this package: VL60x promises, VL65x what was read, VL66x peerings, VL67x-VL68x routes and
// paths.
func Codes() []*diag.Code {
	var all []*diag.Code
	for _, list := range [][]*diag.Code{promiseCodes, readCodes, peeringCodes, routeCodes} {
		all = append(all, list...)
	}
	return all
}

// example makes a whole intent of the part that matters.
func example(body string) string {
	return "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\n" + body
}

// snippet makes the part of a template that matters.
func snippet(kind, body string) string {
	return `{"type": "Microsoft.Network/` + kind + `", "apiVersion": "2025-05-01", ` + body + "}\n"
}

const (
	sourceRouting = "Virtual network traffic routing"
	sourcePeering = "Azure virtual network peering"
	sourceGateway = "Configure VPN gateway transit for virtual network peering"
)

const twoSpokes = "networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}\n" +
	"  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}\n  pay: {addressSpace: 10.1.1.0/24, subnets: {app: 10.1.1.0/26}}\n"

// Promises.
var (
	codeNotReached = &diag.Code{ID: "VL601", Title: "Networks that are joined do not reach each other",
		Text:    "A statement joins the two, but in the templates that were emitted no packet gets from the one to the other, or no answer back. The route or rule that decides is named, and where in the template it stands. In what was generated from an intent alone this is a bug; where networks or tables of your own take part, their routes are where to look.",
		Example: example(twoSpokes + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], inspect: hub/firewall}\n"), Source: sourceRouting}
	codeOtherWay = &diag.Code{ID: "VL602", Title: "Networks reach each other through something else than was said",
		Text:    "The packet arrives, but not by way of the firewalls and appliances that the statement names: it goes around one, or through one more.",
		Example: example(twoSpokes + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], inspect: hub/firewall}\n  side: {kind: peering, between: [shop, pay]}\n"), Source: sourceRouting + ", How Azure selects a route"}
	codeOtherWayBack = &diag.Code{ID: "VL603", Title: "The way back does not lead through the same inspectors",
		Text:    "A firewall or appliance that keeps state drops answers to a question that it has not seen. The inspectors on the way back must be those on the way there, in reverse.",
		Example: example(twoSpokes + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay], inspect: hub/firewall}\n"), Source: "Integrate Azure Firewall with Azure Standard Load Balancer, Asymmetric routing"}
	codeLeak = &diag.Code{ID: "VL604", Title: "Networks reach each other though nothing joins them",
		Text:    "A pair reaches each other only if a statement joins it. Here a packet passes without one, or one that `access` closes. It is a warning where an appliance, a policy or a security group of yours stands on the path, since its rules decide.",
		Example: example(twoSpokes + "connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay]}\n"), Source: sourceRouting}
	codeExpectation = &diag.Code{ID: "VL605", Title: "An expectation is not met",
		Text:    "An entry of `expect` says that packets pass, or that none does, and the templates do otherwise.",
		Example: example(twoSpokes + "expect:\n  out: {from: shop, to: pay}\n")}
	codeExpectationWay = &diag.Code{ID: "VL606", Title: "An expectation is met by another way",
		Text:    "The packet arrives, but `via` names other firewalls, appliances or gateways, or the way back is not the same one reversed.",
		Example: example(twoSpokes + "connections:\n  side: {kind: peering, between: [shop, pay]}\nexpect:\n  inspected: {from: shop, to: pay, via: [hub/firewall]}\n")}
	codeIsolation = &diag.Code{ID: "VL607", Title: "Isolated networks reach each other",
		Text:    "An entry of `isolate` says that no packet passes between the groups in either direction. One does. An appliance, policy or security group of yours counts as open.",
		Example: example(twoSpokes + "connections:\n  side: {kind: peering, between: [shop, pay]}\nisolate:\n  apart: [shop, pay]\n")}
	codeUndecided = &diag.Code{ID: "VL608", Severity: diag.Warning, Title: "Whether a promise holds is not known",
		Text:    "The path leads to something that the templates do not say: a gateway without a connection in them, a next hop that only the deployment knows, flows that start in the internet.",
		Example: example(twoSpokes + "expect:\n  in: {from: internet, to: shop}\n")}
	codeGatewayUnused = &diag.Code{ID: "VL610", Title: "A gateway is not used that should be",
		Text:    "The intent lets a network use the gateways of another, and the peering of the two does not offer or use them. In what was generated from an intent this is a bug.",
		Example: example("networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {vpn: {}}}\n  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}\nconnections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop}\n"), Source: sourceGateway}
	codeWrittenRoute = &diag.Code{ID: "VL611", Title: "A hand-written route is not effective",
		Text:    "The intent writes a route for a subnet, and the subnet does not have it. In what was generated from an intent this is a bug.",
		Example: example("networks:\n  lab: {addressSpace: 10.9.0.0/24, subnets: {bench: {prefix: 10.9.0.0/26, routes: {hole: {prefix: 203.0.113.0/24, via: none}}}}}\n"), Source: sourceRouting}
	codeLink = &diag.Code{ID: "VL612", Title: "A connection does not lead where it should",
		Text:    "The intent joins a gateway with a site, a circuit or another gateway, and the connection is not there, its BGP does not come up, or its local network gateway lacks a prefix of the site. In what was generated from an intent this is a bug.",
		Example: example("networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {vpn: {}}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}\nconnections:\n  office: {kind: vpn, between: [hub, dc1]}\n"), Source: "About VPN Gateway configuration settings: connections and local network gateways"}
	codePromiseNothing = &diag.Code{ID: "VL609", Severity: diag.Warning, Title: "A promise of what the templates do not make",
		Text:    "The network or subnet that the promise names is in none of the templates, so nothing can be said of it.",
		Example: example("networks:\n  hub: {addressSpace: 10.0.0.0/22, existing: true}\n")}
)

var promiseCodes = []*diag.Code{codeNotReached, codeOtherWay, codeOtherWayBack, codeLeak, codeExpectation, codeExpectationWay, codeIsolation, codeUndecided, codePromiseNothing, codeGatewayUnused, codeWrittenRoute, codeLink}

// Reading.
var (
	codeNotRead = &diag.Code{ID: "VL650", Severity: diag.Warning, Title: "A resource that decides about paths is not read",
		Text:    "Virtual WANs and hubs and what stands in them are not read yet, nor is Route Server, nor what a network manager routes or filters beside its connectivity configurations. Whether networks that a hub names reach each other is not known; everything else is judged as if they were not there.",
		Example: snippet("virtualHubs", `"name": "hub"`)}
	codeNotKnown = &diag.Code{ID: "VL651", Severity: diag.Warning, Title: "Something that decides about paths is not known",
		Text:    "A prefix, flag or reference depends on what only a deployment knows, has no value, or names what the templates do not make. What depends on it is not judged: a path ends as not known, or passes if what is not known lets it. What the templates do not make counts as absent where the message says so.",
		Example: snippet("virtualNetworks/subnets", `"name": "app/web", "properties": {"addressPrefix": "[parameters('prefix')]"}`)}
	codeTwice = &diag.Code{ID: "VL652", Severity: diag.Warning, Title: "Two deployments make one resource",
		Text:    "The later deployment replaces what the earlier one made, down to the subnets of a network. The later one is read.",
		Example: snippet("routeTables", `"name": "rt-web"`) + snippet("routeTables", `"name": "rt-web"`)}
	codeAnnounced = &diag.Code{ID: "VL653", Severity: diag.Note, Title: "What on-premises announces is not known",
		Text:    "The prefixes behind an ExpressRoute circuit, or a VPN with BGP, are announced when it is up; no template says them. Effective routes are without them.",
		Example: snippet("connections", `"name": "er", "properties": {"connectionType": "ExpressRoute"}`), Source: sourceRouting + ", Border gateway protocol"}
	codeConnectionHalf = &diag.Code{ID: "VL654", Title: "A VPN connection without its counterpart",
		Text:    "A connection between two networks, or between a network and a virtual hub, is a resource at each gateway, with the same shared key. With only one of them it never comes up.",
		Example: snippet("connections", `"name": "weu-neu", "properties": {"connectionType": "Vnet2Vnet"}`), Source: "Configure a VNet-to-VNet VPN gateway connection"}
)

// What is taken for granted, and what Azure refuses of a network.
var (
	codeConditional = &diag.Code{ID: "VL655", Severity: diag.Note, Title: "Whether a resource is made is not known",
		Text:    "Its condition, or that of its deployment, depends on what only a deployment knows. It counts as made: routes and paths are those of the network that has it.",
		Example: snippet("routeTables", `"name": "rt-web", "condition": "[parameters('routed')]"`), Source: "Conditional deployment in ARM templates"}
	codeServiceTag = &diag.Code{ID: "VL656", Severity: diag.Note, Title: "A route for a service tag is not judged",
		Text:    "A service tag stands for public addresses of an Azure service, which Microsoft changes. Effective routes and paths are without the route; no path inside of the network takes it.",
		Example: snippet("routeTables", `"name": "rt-web", "properties": {"routes": [{"name": "azure", "properties": {"addressPrefix": "AzureCloud", "nextHopType": "Internet"}}]}`), Source: sourceRouting + ", Service tags for user-defined routes"}
	codeSubnetsOverlap = &diag.Code{ID: "VL657", Title: "Subnets of a network overlap",
		Text:    "Azure refuses a subnet whose addresses another subnet of the network has.",
		Example: snippet("virtualNetworks", `"name": "shop", "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [{"name": "web", "properties": {"addressPrefix": "10.1.0.0/24"}}, {"name": "sql", "properties": {"addressPrefix": "10.1.0.128/25"}}]}`), Source: "Azure error NetcfgSubnetRangesOverlap"}
	codeSubnetOutside = &diag.Code{ID: "VL658", Title: "A subnet is outside of its network",
		Text:    "The prefix of a subnet is a part of one of the prefixes of the network's address space. Azure refuses the subnet otherwise.",
		Example: snippet("virtualNetworks", `"name": "shop", "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [{"name": "web", "properties": {"addressPrefix": "10.2.0.0/24"}}]}`), Source: "Azure error NetcfgSubnetRangeOutsideVnet"}
)

var readCodes = []*diag.Code{codeNotRead, codeNotKnown, codeTwice, codeAnnounced, codeConnectionHalf, codeConditional, codeServiceTag, codeSubnetsOverlap, codeSubnetOutside}
