package topology

import (
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// hubAndSite is a hub with a VPN gateway, one spoke and a site, for examples.
const hubAndSite = `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}
    gateways: {vpn: {asn: 65010}}
    firewall: {}
  shop:
    addressSpace: 10.1.0.0/24
    subnets: {web: 10.1.0.0/26}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}
`

// hubAndCircuit is a network with an ExpressRoute gateway, and a circuit to a site.
const hubAndCircuit = `subscriptions: {prod: 11111111-2222-3333-4444-555555555555}
networks:
  hub:
    subscription: prod
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26}
    gateways: {expressRoute: {}}
sites:
  dc1: {addressSpace: 192.168.0.0/16}
circuits:
  er-ams: {site: dc1, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/er-ams}
`

const twoGateways = `networks:
  weu:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26}
    gateways: {vpn: {asn: 65010}}
  neu:
    location: northeurope
    addressSpace: 10.1.0.0/22
    subnets: {GatewaySubnet: 10.1.0.0/26}
    gateways: {vpn: {asn: 65020}}
`

const office = "connections:\n  office: {kind: vpn, between: [hub, dc1]}\n"

// Sites, circuits and the connections of gateways.
var (
	codeWeakPolicy = &diag.Code{ID: "VL320", Severity: diag.Warning, Title: "An IPsec policy with weak algorithms",
		Text:    "Azure still takes DES, MD5 and small Diffie-Hellman groups, so that old devices can be reached. Nobody should choose them.",
		Example: example(hubAndSite + "connections:\n  office: {kind: vpn, between: [hub, dc1], ipsec: {ikeEncryption: DES3, ikeIntegrity: SHA1, dhGroup: DHGroup2, ipsecEncryption: AES256, ipsecIntegrity: SHA256, pfsGroup: PFS14}}\n"), Source: "About cryptographic requirements and Azure VPN gateways"}
	codeUnknownSite = &diag.Code{ID: "VL326", Title: "A site or a circuit that is not declared",
		Text:    "A circuit leads to a site by its name under `sites`, an expressRoute connection to a circuit by its name under `circuits`.",
		Example: example(hubAndCircuit + "connections:\n  er: {kind: expressRoute, circuit: er-fra, members: hub}\n")}
	codeNoVPNDevice = &diag.Code{ID: "VL327", Title: "A VPN to a site without a VPN device",
		Text:    "A site that is reached by VPN has `vpn` with the public address or the FQDN of its device.",
		Example: example(strings.Replace(hubAndSite, ", vpn: {publicAddress: 203.0.113.10}", "", 1) + office), Source: "Local network gateway settings"}
	codeSiteToSite = &diag.Code{ID: "VL328", Title: "A VPN between two sites",
		Text:    "A connection of Azure's has a gateway at one end at least. What two sites do with each other is their owners' business; over one gateway they may reach each other where it has BGP.",
		Example: example(hubAndSite + "  dc2: {addressSpace: 172.20.0.0/16, vpn: {publicAddress: 203.0.113.11}}\nconnections:\n  office: {kind: vpn, between: [hub, [dc1, dc2]]}\n  line: {kind: vpn, between: [dc1, dc2]}\n")}
	codeSameASN = &diag.Code{ID: "VL329", Title: "Two ends of BGP with one ASN",
		Text:    "Gateways and sites that are joined by BGP, directly or over others, have different numbers. A route whose path holds one's own number is dropped.",
		Example: example(twoGateways + "  sea:\n    addressSpace: 10.2.0.0/22\n    subnets: {GatewaySubnet: 10.2.0.0/26}\n    gateways: {vpn: {asn: 65010}}\nconnections:\n  one: {kind: vpn, between: [weu, neu]}\n  two: {kind: vpn, between: [neu, sea]}\n"), Source: "VPN Gateway FAQ: BGP and ASNs"}
	codeTunnels = &diag.Code{ID: "VL330", Title: "More tunnels than the gateway carries",
		Text:    "Basic carries 10 tunnels, VpnGw1AZ to VpnGw3AZ 30, VpnGw4AZ and VpnGw5AZ 100. Each connection is a tunnel for each instance of the gateway, and of the gateway at the other end.",
		Example: example(manySites()), Source: "VPN Gateway: gateway SKUs by tunnel, connection and throughput"}
	codeBandwidth = &diag.Code{ID: "VL331", Severity: diag.Warning, Title: "A VPN that is to carry more than it can",
		Text:    "A tunnel carries about 1.25 Gbps, less on small gateways; all tunnels of a gateway share its throughput.",
		Example: example(hubAndSite + "connections:\n  office: {kind: vpn, between: [hub, dc1], bandwidthMbps: 2000}\n"), Source: "VPN Gateway: gateway SKUs by tunnel, connection and throughput"}
	codeBasicGateway = &diag.Code{ID: "VL332", Title: "A Basic gateway with what it has not",
		Text:    "The SKU Basic has no BGP, no active-active mode, no IPsec policies and no ExpressRoute gateway beside it.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {sku: Basic, asn: 65010}}\n"), Source: "About VPN Gateway SKUs: Basic"}
	codeIPsecPolicy = &diag.Code{ID: "VL333", Title: "An IPsec policy that Azure refuses",
		Text:    "Where the encryption or the integrity of phase 2 is a GCMAES, both are the same one.",
		Example: example(hubAndSite + "connections:\n  office: {kind: vpn, between: [hub, dc1], ipsec: {ikeEncryption: AES256, ikeIntegrity: SHA384, dhGroup: DHGroup14, ipsecEncryption: GCMAES256, ipsecIntegrity: SHA256, pfsGroup: PFS14}}\n"), Source: "VPN Gateway FAQ: IPsec/IKE policy"}
	codeSiteAddress = &diag.Code{ID: "VL334", Title: "An address that a site cannot have",
		Text:    "A site's prefixes are disjoint, and none is the default route; its VPN device has a public IPv4 address; its BGP speaker has another one, which is in no network of the intent.",
		Example: example(hubAndSite + "  dc2: {addressSpace: 172.20.0.0/16, vpn: {publicAddress: 10.9.9.9, asn: 65060, bgpPeer: 10.1.0.4}}\nconnections:\n  office: {kind: vpn, between: [hub, [dc1, dc2]]}\n"), Source: "VPN Gateway FAQ: local network gateways and BGP peer addresses"}
	codeCircuitLinks = &diag.Code{ID: "VL335", Title: "More connections than a circuit or its gateway takes",
		Text:    "A Local or Standard circuit is connected to at most 10 networks, a Premium one to 20 to 100 by its bandwidth. An ErGw1AZ takes 4 circuits, an ErGw2AZ 8, an ErGw3AZ 16, and at most 4 of one peering location.",
		Example: example(manyCircuits()), Source: "Azure ExpressRoute limits; about ExpressRoute virtual network gateways"}
	codeFastPath = &diag.Code{ID: "VL336", Title: "FastPath where it cannot be",
		Text:    "FastPath takes an ErGw3AZ or UltraPerformance gateway, and bypasses GatewaySubnet's routes, so that on-premises traffic that is inspected would be inspected in one direction alone.",
		Example: example(hubAndCircuit + "connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub, fastPath: true}\n"), Source: "About ExpressRoute FastPath"}
	codeSinglePoint = &diag.Code{ID: "VL337", Severity: diag.Warning, Title: "A site that hangs on one circuit",
		Text:    "A circuit, its peering location and its provider fail as one, and so do the gateways of one region. Azure recommends circuits of two peering locations, or a VPN as backup.",
		Example: example(hubAndCircuit + "connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub}\n"), Source: "Designing for high availability with ExpressRoute"}
	codeNetworkToNetwork = &diag.Code{ID: "VL338", Severity: diag.Warning, Title: "Networks that reach each other over a circuit",
		Text:    "allowRemoteVnetTraffic on the gateways of both networks. The packets turn at the provider's edge; peering is shorter, faster and not limited by gateways.",
		Example: example(hubAndCircuit + "connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub, networkToNetwork: true}\n"), Source: "Virtual network connectivity over ExpressRoute"}
	codeBackup = &diag.Code{ID: "VL339", Title: "A backup that does not take over",
		Text:    "`backupBy` names a `vpn` connection that joins each member of the circuit with the circuit's site.",
		Example: example(hubAndCircuit + "connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub, backupBy: office}\n"), Source: "Configure ExpressRoute and site-to-site coexisting connections"}
	codePeeringFirst = &diag.Code{ID: "VL340", Severity: diag.Note, Title: "A peering beside a VPN or a circuit",
		Text:    "Where two networks are peered, and joined by gateways too, the peering carries the traffic between them.",
		Example: example(twoGateways + "connections:\n  line: {kind: vpn, between: [weu, neu]}\n  peer: {kind: peering, between: [weu, neu]}\n"), Source: "Virtual network traffic routing: peering goes before gateway routes"}
	codeCircuitSubscription = &diag.Code{ID: "VL341", Severity: diag.Note, Title: "Whether a circuit is in another subscription is not known",
		Text:    "A connection to a circuit of another subscription redeems an authorization, whose key becomes a secure parameter. Without `subscriptions` the intent does not say in which one it is deployed.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {expressRoute: {}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16}\ncircuits:\n  er-ams: {site: dc1, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/er-ams}\nconnections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub}\n"), Source: "Connect a virtual network to an ExpressRoute circuit: different subscription"}
	codeUnusedSite = &diag.Code{ID: "VL342", Severity: diag.Warning, Title: "A site or a circuit that nothing leads to",
		Text:    "It changes nothing of what is emitted.",
		Example: example(hubAndSite)}
	codeBackupStatic = &diag.Code{ID: "VL343", Severity: diag.Warning, Title: "A backup without BGP",
		Text:    "ExpressRoute goes before VPN for the same prefix. With BGP both sides learn by themselves when the circuit is down and when it is back.",
		Example: example(backupStatic), Source: "Configure ExpressRoute and site-to-site coexisting connections"}
	codeSiteOverlap = &diag.Code{ID: "VL344", Title: "A site's prefix that cannot be reached",
		Text:    "A prefix that is a network's, or inside it, stays in the network; one that two sites at one gateway have leads to one of them.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/16\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {}}\nsites:\n  dc1: {addressSpace: 10.0.128.0/24, vpn: {publicAddress: 203.0.113.10}}\n" + office), Source: "VPN Gateway FAQ: address spaces must not overlap"}
	codeSiteContains = &diag.Code{ID: "VL345", Severity: diag.Warning, Title: "A site's prefix that contains a network",
		Text:    "Sites often announce a summary such as 10.0.0.0/8. The longest prefix wins, so the network keeps its addresses.",
		Example: example("networks:\n  hub:\n    addressSpace: 10.0.0.0/16\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {}}\nsites:\n  dc1: {addressSpace: 10.0.0.0/8, vpn: {publicAddress: 203.0.113.10}}\n" + office), Source: "Virtual network traffic routing: how Azure selects a route"}

	codeTransitSite = &diag.Code{ID: "VL421", Title: "Transit to a site that would not answer",
		Text:    "A gateway announces by BGP its own network, the networks that use it and what it learned: never another hub's spokes. A site with BGP learns no way back to them; one without is configured by its owner.",
		Example: example(transitSites("vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}")), Source: "About BGP with VPN Gateway: which prefixes are announced"}
	codeNoCarriedSite = &diag.Code{ID: "VL422", Title: "Transit to sites that there are not",
		Text:    "`transit: sites` carries what is behind the gateway of one hub to the spokes of the other, where the other's own gateway does not lead there.",
		Example: example(transitSites(""))}
	codeDefaultSite = &diag.Code{ID: "VL423", Title: "Forced tunnelling to nowhere, or to several sites",
		Text:    "Internet traffic through a gateway ends at the site behind it that takes the default: `defaultRoute: true`. A VPN gateway has one default site; several sites can announce the default only by BGP.",
		Example: example(hubAndSite + "connections:\n  office: {kind: vpn, between: [hub, dc1]}\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, internet: hub/vpnGateway}\n"), Source: "Configure forced tunneling with a default site"}
	codeTwoEntries = &diag.Code{ID: "VL425", Title: "A site with two ways to a spoke",
		Text:    "Under `transit: sites` the GatewaySubnet of a hub leads to the other hub's spokes. A site without BGP that is joined to both hubs could send to them by either gateway.",
		Example: example(strings.Replace(transitSites("vpn: {publicAddress: 203.0.113.10}"), "connections:\n", "  dc2: {addressSpace: 172.20.0.0/16, vpn: {publicAddress: 203.0.113.11}}\nconnections:\n  both: {kind: vpn, between: [[hub-weu, hub-neu], dc2]}\n", 1)), Source: "About BGP with VPN Gateway"}
	codeForcedWay = &diag.Code{ID: "VL424", Title: "Forced tunnelling by a way that does not come back",
		Text:    "Internet traffic goes through a gateway straight where on-premises traffic is direct, or through a firewall or appliance of the gateway's network first: `internet: [hub/firewall, hub/vpnGateway]`. Either all that an appliance forwards goes on that way, or none.",
		Example: example(hubAndSite + "connections:\n  office: {kind: vpn, between: [hub, dc1]}\n  estate: {kind: hubAndSpoke, hub: hub, spokes: shop, onPremises: hub/firewall, internet: hub/vpnGateway}\n"), Source: "Azure Firewall forced tunnelling"}
	codeNotAnnounced = &diag.Code{ID: "VL426", Title: "A site's prefix that a gateway does not announce on",
		Text:    "With BGP a `vpn` joins what is behind its two ends. A VPN gateway announces to others what it learned of a site, but for what overlaps its own network: a summary such as 10.0.0.0/8 ends at the first gateway.",
		Example: example(twoGateways + "sites:\n  dc1: {addressSpace: 10.0.0.0/8, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 10.255.0.1}}\nconnections:\n  line: {kind: vpn, between: [weu, neu]}\n  office: {kind: vpn, between: [neu, dc1]}\n"), Source: "VPN Gateway FAQ, BGP: which address prefixes gateways advertise"}
	codeCircuitTraffic = &diag.Code{ID: "VL427", Title: "Two gateways that would reach each other over a circuit",
		Text:    "`networkToNetwork` is a setting of the gateway and holds for each of its circuits: two gateways that both have it reach each other over every circuit that they share.",
		Example: example(circuitsOfThree), Source: "About ExpressRoute virtual network gateways: VNet-to-VNet connectivity"}
	codeCircuitRefused = &diag.Code{ID: "VL428", Title: "A circuit that Azure refuses",
		Text:    "A circuit of the tier Local has 1 Gbps or more and unlimited data. A private peering has a /30 for each of its two links, neither of which is inside a network.",
		Example: example(ownCircuit("bandwidthMbps: 200, sku: {tier: Local}")), Source: "ExpressRoute FAQ, ExpressRoute Local; ExpressRoute routing requirements"}
	codeCoexistASN = &diag.Code{ID: "VL429", Severity: diag.Warning, Title: "A VPN gateway with an ASN of its own beside an ExpressRoute gateway",
		Text:    "Microsoft's page on coexisting gateways says that the VPN gateway must keep the ASN 65515 for the two to work together; its own example has another. Routes between the two gateways, which take a Route Server, certainly need it.",
		Example: example(strings.Replace(hubAndCircuit, "gateways: {expressRoute: {}}", "gateways: {vpn: {asn: 65010}, expressRoute: {}}", 1) + "connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub}\n"), Source: "Configure ExpressRoute and site-to-site coexisting connections"}
	codeCircuitAgain = &diag.Code{ID: "VL450", Severity: diag.Warning, Title: "A circuit whose peering a second deployment would take away",
		Text:    "A deployment of a circuit is the whole of it: peerings that are not in it go. Where the provider configures the peering, `circuits` is deployed once, or by the script, which leaves peerings alone.",
		Example: example(ownCircuit("bandwidthMbps: 200, managedBy: provider")), Source: "hashicorp/terraform-provider-azurerm#3496"}
)

var siteCodes = []*diag.Code{codeWeakPolicy, codeUnknownSite, codeNoVPNDevice, codeSiteToSite, codeSameASN, codeTunnels, codeBandwidth, codeBasicGateway, codeIPsecPolicy,
	codeSiteAddress, codeCircuitLinks, codeFastPath, codeSinglePoint, codeNetworkToNetwork, codeBackup, codePeeringFirst, codeCircuitSubscription, codeUnusedSite, codeBackupStatic,
	codeSiteOverlap, codeSiteContains, codeTransitSite, codeNoCarriedSite, codeDefaultSite, codeForcedWay, codeTwoEntries,
	codeNotAnnounced, codeCircuitTraffic, codeCircuitRefused, codeCoexistASN, codeCircuitAgain}

const backupStatic = `networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26}
    gateways: {vpn: {}, expressRoute: {}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}
circuits:
  er-ams: {site: dc1, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-er/providers/Microsoft.Network/expressRouteCircuits/er-ams}
connections:
  er: {kind: expressRoute, circuit: er-ams, members: hub, backupBy: office}
  office: {kind: vpn, between: [hub, dc1]}
`

// manySites is a hub with more branches than its gateway carries.
func manySites() string {
	text := "networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {sku: Basic}}\nsites:\n"
	for i := byte(0); i < 11; i++ {
		n := string(rune('a' + i))
		text += "  branch-" + n + ": {addressSpace: 192.168." + digits(i) + ".0/24, labels: {type: branch}, vpn: {publicAddress: 203.0.113." + digits(i+1) + "}}\n"
	}
	return text + "connections:\n  branches: {kind: vpn, between: [hub, {type: branch}]}\n"
}

// manyCircuits is a gateway with more circuits than its SKU takes.
func manyCircuits() string {
	text, sites, connections := "networks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {expressRoute: {}}\n", "sites:\n  dc1: {addressSpace: 192.168.0.0/16}\ncircuits:\n", "connections:\n"
	for i := byte(0); i < 5; i++ {
		n := string(rune('a' + i))
		sites += "  er-" + n + ": {site: dc1, provider: Equinix, peeringLocation: Amsterdam" + digits(i/3) + ", bandwidthMbps: 50}\n"
		connections += "  to-" + n + ": {kind: expressRoute, circuit: er-" + n + ", members: hub}\n"
	}
	return text + sites + connections
}

func digits(i byte) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return string(rune('0'+i/10)) + string(rune('0'+i%10))
}

// transitSites is two regions with a site behind one of the gateways, or with "" none.
func transitSites(vpn string) string {
	text := "networks:\n"
	for i, hub := range []string{"hub-weu", "hub-neu"} {
		n := digits(byte(4 * i))
		text += "  " + hub + ":\n    addressSpace: 10.0." + n + ".0/22\n    subnets: {GatewaySubnet: 10.0." + n + ".0/26, AzureFirewallSubnet: 10.0." + n + ".64/26}\n    firewall: {}\n    gateways: {vpn: {asn: 650" + digits(byte(10*i+10)) + "}}\n"
	}
	text += "  shop: 10.1.0.0/24\n  pay: 10.2.0.0/24\n"
	office := ""
	if vpn != "" {
		text += "sites:\n  dc1: {addressSpace: 192.168.0.0/16, " + vpn + "}\n"
		office = "  office: {kind: vpn, between: [hub-weu, dc1]}\n"
	}
	return text + "connections:\n  weu: {kind: hubAndSpoke, hub: hub-weu, spokes: shop, inspect: hub-weu/firewall}\n  neu: {kind: hubAndSpoke, hub: hub-neu, spokes: pay, inspect: hub-neu/firewall}\n" + office +
		"  hubs: {kind: mesh, members: [hub-weu, hub-neu], transit: [spokes, sites]}\n"
}

// circuitsOfThree is a network of two circuits whose networks reach each other on the one, and another that has it of a third.
const circuitsOfThree = `networks:
  weu: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26, web: 10.0.1.0/24}, gateways: {expressRoute: {}}}
  neu: {addressSpace: 10.1.0.0/22, subnets: {GatewaySubnet: 10.1.0.0/26}, gateways: {expressRoute: {}}}
  swe: {addressSpace: 10.2.0.0/22, subnets: {GatewaySubnet: 10.2.0.0/26, web: 10.2.1.0/24}, gateways: {expressRoute: {}}}
  fra: {addressSpace: 10.3.0.0/22, subnets: {GatewaySubnet: 10.3.0.0/26}, gateways: {expressRoute: {}}}
sites:
  dc1: {addressSpace: 192.168.0.0/16}
circuits:
  er-a: {site: dc1, provider: Equinix, peeringLocation: Amsterdam, bandwidthMbps: 50}
  er-b: {site: dc1, provider: Equinix, peeringLocation: Frankfurt, bandwidthMbps: 50}
  er-c: {site: dc1, provider: Equinix, peeringLocation: Paris, bandwidthMbps: 50}
connections:
  a: {kind: expressRoute, circuit: er-a, members: [weu, neu], networkToNetwork: true}
  b: {kind: expressRoute, circuit: er-b, members: [swe, fra], networkToNetwork: true}
  c: {kind: expressRoute, circuit: er-c, members: [weu, swe]}
`

func ownCircuit(fields string) string {
	return "networks:\n  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {expressRoute: {}}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16}\ncircuits:\n" +
		"  er-ams: {site: dc1, provider: Equinix, peeringLocation: Amsterdam, " + fields + "}\nconnections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub}\n"
}
