package golden_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"testing/fstest"
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
	for h := range hubs {
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
				fmt.Fprintf(&networks, "  %s: {addressSpace: 10.%d.%d.0/24, subnets: {web: 10.%d.%d.0/26, data: 10.%d.%d.64/26}}\n", spoke, 20+h, 10*g+s, 20+h, 10*g+s, 20+h, 10*g+s)
				mine = append(mine, spoke)
			}
			if len(spokes) > 0 && r.Intn(4) == 0 {
				mine = append(mine, pick(spokes...))
			}
			spokes = append(spokes, mine...)
			hop := fmt.Sprintf("h%d/firewall", h)
			options := pick("", ", spokeToSpoke: none", ", onPremises: none", ", internet: "+hop, ", spokeToSpoke: none, onPremises: none, internet: "+hop)
			if inspect {
				options = pick(", inspect: "+hop, ", inspect: "+hop, ", spokeToSpoke: "+hop+", onPremises: "+hop, ", spokeToSpoke: none, onPremises: "+hop, ", onPremises: none, spokeToSpoke: "+hop, ", onPremises: none, spokeToSpoke: none, internet: "+hop)
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
			networks.WriteString("  plain:\n    addressSpace: 10.60.0.0/22\n    subnets: {GatewaySubnet: 10.60.0.0/26, app: 10.60.1.0/24}\n    gateways: {expressRoute: {}}\n  user: {addressSpace: 10.61.0.0/24, subnets: {app: 10.61.0.0/26}}\n")
			connections.WriteString("  users: {kind: hubAndSpoke, hub: plain, spokes: user}\n")
			list, flag = append(list, "plain"), maybe(2, ", virtualWan: true")
		}
		sites.WriteString("  dcx: {addressSpace: 172.20.0.0/16}\n")
		circuits = "circuits:\n  er: {site: dcx, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/er}\n"
		fmt.Fprintf(&connections, "  er: {kind: expressRoute, circuit: er, members: [%s]%s}\n", strings.Join(list, ", "), flag)
	}
	text := "vnetloom: v1\nname: random\ndefaults: {location: westeurope}\nvirtualWans: {wan: {}}\nnetworks:\n" + networks.String()
	if sites.Len() > 0 {
		text += "sites:\n" + sites.String()
	}
	return text + circuits + "connections:\n" + connections.String()
}

// What a virtual WAN's statements promise holds on what is emitted, or the intent is refused for a reason of its own.
func TestRandomVirtualWANsHoldWhatTheyPromise(t *testing.T) {
	proved := 0
	for seed := range int64(150) {
		text := randomWAN(rand.New(rand.NewSource(seed)))
		e := compile(intent{files: fstest.MapFS{"estate.yaml": &fstest.MapFile{Data: []byte(text)}}, names: []string{"estate.yaml"}})
		if e.err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, e.err, text)
		}
		if !e.found.HasErrors() {
			proved++
		}
		for _, d := range e.found {
			if strings.HasPrefix(d.Code.ID, "VL6") {
				t.Fatalf("seed %d: %s\n%s", seed, e.text(), text)
			}
		}
	}
	t.Logf("%d of 150 proved", proved)
	if proved < 50 {
		t.Errorf("%d of 150 estates were not refused: too few to show anything", proved)
	}
}
