package golden_test

import (
	"fmt"
	"math/rand"
	"regexp"
	"strings"
	"testing"
)

// randomWAN is an estate of one to three virtual hubs, with a plain hub beside them, with options drawn at random: inspected or
// not, spokes apart or not, several statements at one hub, spokes in two statements, sites by VPN with BGP or without, a circuit.
func randomWAN(r *rand.Rand) string {
	var networks, connections, sites strings.Builder
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	maybe := func(n int, s string) string {
		if r.Intn(n) == 0 {
			return s
		}
		return ""
	}
	hubs := 1 + r.Intn(3)
	inspect := r.Intn(2) == 0
	mixed := hubs > 1 && r.Intn(4) == 0
	for h := range hubs {
		inspect := inspect || mixed && h == 0
		gateways := pick("", "", "gateways: {vpn: {}}, ", "gateways: {expressRoute: {}}, ", "gateways: {vpn: {}, expressRoute: {}}, ")
		fmt.Fprintf(&networks, "  h%d: {virtualWan: wan, %saddressSpace: 10.100.%d.0/23, firewall: {}}\n", h, gateways, 2*h)
		if strings.Contains(gateways, "vpn") && r.Intn(3) > 0 {
			bgp := maybe(2, fmt.Sprintf(", asn: %d, bgpPeer: 192.168.%d.1", 65050+h, h))
			fmt.Fprintf(&sites, "  dc%d: {addressSpace: 192.168.%d.0/24, vpn: {publicAddress: 203.0.113.%d%s}}\n", h, h, 10+h, bgp)
			fmt.Fprintf(&connections, "  office%d: {kind: vpn, between: [h%d, dc%d]}\n", h, h, h)
			if h > 0 {
				connections.WriteString(maybe(3, fmt.Sprintf("  second%d: {kind: vpn, between: [h%d, dc0]}\n", h, h)))
			}
		}
		var spokes []string
		for g := range 1 + r.Intn(3) {
			var mine []string
			for s := range 1 + r.Intn(3) {
				spoke := fmt.Sprintf("s%d%d%d", h, g, s)
				fmt.Fprintf(&networks, "  %s: {addressSpace: 10.%d.%d.0/24, subnets: {web: 10.%d.%d.0/26, data: 10.%d.%d.64/26}}\n", spoke, 20+h, 10*g+s, 20+h, 10*g+s,
					20+h, 10*g+s)
				mine = append(mine, spoke)
			}
			if len(spokes) > 0 && r.Intn(4) == 0 {
				mine = append(mine, pick(spokes...))
			}
			spokes = append(spokes, mine...)
			hop := fmt.Sprintf("h%d/firewall", h)
			options := pick("", ", spokeToSpoke: none", ", onPremises: none", ", internet: "+hop, ", spokeToSpoke: none, onPremises: none, internet: "+hop)
			if inspect {
				options = pick(", inspect: "+hop, ", inspect: "+hop, ", spokeToSpoke: "+hop+", onPremises: "+hop, ", spokeToSpoke: none, onPremises: "+hop,
					", onPremises: none, spokeToSpoke: "+hop, ", onPremises: none, spokeToSpoke: none, internet: "+hop)
			}
			fmt.Fprintf(&connections, "  g%d%d: {kind: hubAndSpoke, hub: h%d, spokes: [%s]%s}\n", h, g, h, strings.Join(mine, ", "), options)
		}
	}
	circuits := ""
	if members := strings.Count(networks.String(), "expressRoute"); members > 0 && r.Intn(2) == 0 {
		var list []string
		for h := range hubs {
			line := networks.String()[strings.Index(networks.String(), fmt.Sprintf("  h%d:", h)):]
			if strings.Contains(line[:strings.Index(line, "\n")], "expressRoute") {
				list = append(list, fmt.Sprintf("h%d", h))
			}
		}
		flag := ""
		if r.Intn(2) == 0 {
			networks.WriteString("  plain:\n    addressSpace: 10.60.0.0/22\n    subnets: {GatewaySubnet: 10.60.0.0/26, app: 10.60.1.0/24}\n" +
				"    gateways: {expressRoute: {}}\n  user: {addressSpace: 10.61.0.0/24, subnets: {app: 10.61.0.0/26}}\n")
			connections.WriteString("  users: {kind: hubAndSpoke, hub: plain, spokes: user}\n")
			list, flag = append(list, "plain"), maybe(2, ", virtualWan: true")
		}
		sites.WriteString("  dcx: {addressSpace: 172.20.0.0/16}\n")
		circuits = "circuits:\n  er: {site: dcx, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/er}\n"
		fmt.Fprintf(&connections, "  er: {kind: expressRoute, circuit: er, members: [%s]%s}\n", strings.Join(list, ", "), flag)
	}
	randomVPNs(r, hubs, &networks, &sites, &connections)
	wan := maybe(4, "branchToBranch: false")
	text := "vnetloom: v1\nname: random\ndefaults: {location: westeurope}\nvirtualWans: {wan: {" + wan + "}}\nnetworks:\n" + networks.String()
	if sites.Len() > 0 {
		text += "sites:\n" + sites.String()
	}
	return text + circuits + "connections:\n" + connections.String()
}

// randomVPNs adds networks whose VPN gateways are joined with those of virtual hubs: with one or several of these, with each other, with
// sites of their own, and with networks that use their gateways, inspected or not.
func randomVPNs(r *rand.Rand, hubs int, networks, sites, connections *strings.Builder) {
	maybe := func(n int, s string) {
		if r.Intn(n) == 0 {
			connections.WriteString(s)
		}
	}
	var at []string
	for h := range hubs {
		line := networks.String()[strings.Index(networks.String(), fmt.Sprintf("  h%d:", h)):]
		if strings.Contains(line[:strings.Index(line, "\n")], "vpn:") {
			at = append(at, fmt.Sprintf("h%d", h))
		}
	}
	if len(at) == 0 || r.Intn(3) == 0 {
		return
	}
	for i := range 1 + r.Intn(3) {
		firewall, inspect := "", ""
		if r.Intn(3) == 0 {
			firewall, inspect = "    firewall: {}\n", fmt.Sprintf(", inspect: lab%d/firewall", i)
		}
		fmt.Fprintf(networks, "  lab%d:\n    addressSpace: 10.7%d.0.0/22\n"+
			"    subnets: {GatewaySubnet: 10.7%d.0.0/26, AzureFirewallSubnet: 10.7%d.0.64/26, app: 10.7%d.1.0/24}\n    gateways: {vpn: {asn: %d, activeActive: %t}}\n%s",
			i, i, i, i, i, 65100+i, r.Intn(2) == 0, firewall)
		fmt.Fprintf(networks, "  bench%d: {addressSpace: 10.8%d.0.0/24, subnets: {app: 10.8%d.0.0/26}}\n", i, i, i)
		fmt.Fprintf(connections, "  lab%d: {kind: hubAndSpoke, hub: lab%d, spokes: bench%d%s}\n", i, i, i, inspect)
		first := r.Intn(len(at))
		if i == 0 || r.Intn(3) > 0 {
			fmt.Fprintf(connections, "  line%d: {kind: vpn, between: [lab%d, %s]}\n", i, i, at[first])
		}
		if len(at) > 1 {
			maybe(4, fmt.Sprintf("  also%d: {kind: vpn, between: [lab%d, %s]}\n", i, i, at[(first+1)%len(at)]))
		}
		if i > 0 {
			maybe(3, fmt.Sprintf("  chain%d: {kind: vpn, between: [lab%d, lab%d]}\n", i, i-1, i))
		}
		if r.Intn(2) == 0 {
			bgp := ""
			if r.Intn(2) == 0 {
				bgp = fmt.Sprintf(", asn: %d, bgpPeer: 172.2%d.0.1", 65200+i, 1+i)
			}
			fmt.Fprintf(sites, "  yard%d: {addressSpace: 172.2%d.0.0/16, vpn: {publicAddress: 198.51.100.%d%s}}\n", i, 1+i, 10+i, bgp)
			fmt.Fprintf(connections, "  yard%d: {kind: vpn, between: [lab%d, yard%d]}\n", i, i, i)
		}
	}
}

// TestWhatIsDerivedOfVirtualWANsHoldsWhatIsPromised does so of virtual WANs.
func TestWhatIsDerivedOfVirtualWANsHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261128, 150, 50, randomWAN)
}

var (
	wanHubLine = regexp.MustCompile(`(?m)^  h\d+: \{virtualWan: wan, `)
	wanLine    = regexp.MustCompile(`(?m)^  g\d+: \{kind: hubAndSpoke, hub: h\d+, spokes: \[([^\]]*)\][^\n]*\}$`)
	officeLine = regexp.MustCompile(`(?m)^  office\d+: \{kind: vpn, between: \[h\d+, (dc\d+)\]\}$`)
)

// closedWAN is a random estate of virtual hubs, some of whose connections are closed, or let flows pass; and whose hubs have routing preferences.
func closedWAN(r *rand.Rand) string {
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	text := randomWAN(r)
	var all []string
	for _, m := range wanLine.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.Split(m[1], ", ")...)
	}
	ports := func() string { return pick("tcp/443", "[tcp/443, udp/53]", "any", "icmp", "tcp/8000-8010") }
	text = wanLine.ReplaceAllStringFunc(text, func(line string) string {
		if r.Intn(2) == 0 {
			return line
		}
		mine := strings.Split(wanLine.FindStringSubmatch(line)[1], ", ")
		flow := fmt.Sprintf("f: {from: %s%s, to: %s, ports: %s}", pick(mine...), pick("", "/web", "/data"), pick(append(append([]string{"internet"}, mine...), all...)...), ports())
		return strings.TrimSuffix(line, "}") + ", access: " + pick("closed", "{"+flow+"}") + "}"
	})
	text = officeLine.ReplaceAllStringFunc(text, func(line string) string {
		if r.Intn(2) == 0 {
			return line
		}
		flow := fmt.Sprintf("f: {from: %s, to: %s, ports: %s}", officeLine.FindStringSubmatch(line)[1], pick(all...), ports())
		return strings.TrimSuffix(line, "}") + ", access: " + pick("closed", "{"+flow+"}") + "}"
	})
	return wanHubLine.ReplaceAllStringFunc(text, func(line string) string {
		return line + pick("", "routingPreference: vpnGateway, ", "routingPreference: asPath, ")
	})
}

// TestWhatIsClosedInVirtualWANsHoldsWhatIsPromised does so of virtual WANs with connections that are closed.
func TestWhatIsClosedInVirtualWANsHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261130, 150, 30, closedWAN)
}
