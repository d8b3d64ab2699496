package golden_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// randomIntent is an estate of one to three hubs with options drawn at random: inspected or not, by a firewall or an
// appliance with one leg or two, gateways, hubs in common, transit, peerings beside it, addresses outside RFC 1918.
func randomIntent(r *rand.Rand) string {
	var networks, connections strings.Builder
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	maybe := func(n int, s string) string {
		if r.Intn(n) == 0 {
			return s
		}
		return ""
	}
	hubs := 1 + r.Intn(3)
	var spokes []string
	for h := range hubs {
		name, base := fmt.Sprintf("h%d", h), fmt.Sprintf("10.%d", h)
		fmt.Fprintf(&networks, "  %s:\n    addressSpace: %s.0.0/20\n    subnets: {GatewaySubnet: %s.0.0/26, AzureFirewallSubnet: %s.0.64/26, nin: %s.1.0/26, nout: %s.1.64/26, own: %s.2.0/24}\n", name, base, base, base, base, base, base)
		fmt.Fprintf(&networks, "    firewall: {}\n    appliances: {nva: {privateAddress: %s.1.4, subnet: nin%s}}\n", base, maybe(2, ", egressSubnet: nout"))
		networks.WriteString(maybe(2, "    gateways: {"+pick("vpn: {}", "expressRoute: {}", "vpn: {}, expressRoute: {}")+"}\n"))
		hop := name + "/" + pick("firewall", "nva")
		var mine []string
		for s := range 1 + r.Intn(4) {
			spoke := fmt.Sprintf("s%d%d", h, s)
			space := fmt.Sprintf("10.%d.%d.0/24", 20+h, s)
			if r.Intn(5) == 0 {
				space = fmt.Sprintf("[%s, %s]", space, pick(fmt.Sprintf("100.7%d.%d.0/24", h, s), fmt.Sprintf("198.18.%d%d.0/24", h, s)))
			}
			fmt.Fprintf(&networks, "  %s: {addressSpace: %s, subnets: {web: 10.%d.%d.0/26, data: 10.%d.%d.64/26}}\n", spoke, space, 20+h, s, 20+h, s)
			mine = append(mine, spoke)
		}
		spokes = append(spokes, mine...)
		options := pick(", inspect: "+hop, ", spokeToSpoke: "+hop, ", spokeToSpoke: direct", ", internet: "+hop, "", ", spokeToSpoke: "+hop+", internet: "+name+"/firewall, onPremises: "+name+"/"+pick("firewall", "nva"), ", onPremises: none, spokeToSpoke: "+hop)
		fmt.Fprintf(&connections, "  g%d: {kind: hubAndSpoke, hub: %s, spokes: [%s]%s%s}\n", h, name, strings.Join(mine, ", "), options, maybe(4, ", hubSubnets: "+hop))
	}
	if hubs > 1 {
		fmt.Fprintf(&connections, "  hubs: {kind: mesh, members: [h0, h1%s]%s}\n", maybe(2, map[bool]string{true: ", h2"}[hubs > 2]), maybe(2, pick(", transit: true", ", transit: [spokes, hubs]", ", transit: hubs")))
		connections.WriteString(maybe(4, fmt.Sprintf("  both: {kind: hubAndSpoke, hub: [h0, h1], spokes: [%s]%s}\n", pick(spokes...), pick("", ", onPremises: none", ", spokeToSpoke: h0/firewall"))))
	}
	a, b := pick(spokes...), pick(spokes...)
	if a != b {
		connections.WriteString(maybe(3, fmt.Sprintf("  beside: {kind: peering, between: [%s, %s]}\n", a, b)))
	}
	return "vnetloom: v1\nname: random\ndefaults: {location: westeurope}\nnetworks:\n" + networks.String() + "connections:\n" + connections.String()
}

// TestWhatIsDerivedHoldsWhatIsPromised derives estates drawn at random and asks the second opinion of what was emitted: an
// intent is refused with a reason, or every joined pair reaches each other both ways through what was said and no other does.
func TestWhatIsDerivedHoldsWhatIsPromised(t *testing.T) {
	r := rand.New(rand.NewSource(20261121))
	derived, refused := 0, 0
	for range 400 {
		text := randomIntent(r)
		e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}})
		require.NoError(t, e.err)
		broken := false
		for _, d := range e.found {
			broken = broken || d.Severity == diag.Error && strings.HasPrefix(d.Code.ID, "VL6")
		}
		require.Falsef(t, broken, "what was emitted does not hold what was promised:\n%s\n%s", text, e.text())
		if e.found.HasErrors() {
			refused++
		} else {
			derived++
		}
	}
	require.Greater(t, derived, 100, "most are derived: %d refused", refused)
}
