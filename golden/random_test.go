package golden_test

import (
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/rehearsal"
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
		fmt.Fprintf(&networks, "  %s:\n    addressSpace: %s.0.0/20\n"+
			"    subnets: {GatewaySubnet: %s.0.0/26, AzureFirewallSubnet: %s.0.64/26, nin: %s.1.0/26, nout: %s.1.64/26, own: %s.2.0/24}\n", name, base, base, base,
			base, base, base)
		fmt.Fprintf(&networks, "    firewall: {}\n    appliances: {nva: {privateAddress: %s.1.4, subnet: nin%s}}\n", base, maybe(2, ", egressSubnet: nout"))
		networks.WriteString(maybe(2, "    gateways: {"+pick("vpn: {}", "expressRoute: {}", "vpn: {}, expressRoute: {}")+"}\n"))
		hop := name + "/" + pick("firewall", "nva")
		var mine []string
		for s := range 1 + r.Intn(4) {
			spoke := fmt.Sprintf("s%d%d", h, s)
			space := fmt.Sprintf("10.%d.%d.0/24", 20+h, s)
			if r.Intn(5) == 0 {
				space = fmt.Sprintf("[%s, %s]", space, pick(fmt.Sprintf("100.7%d.%d.0/24", h, s), fmt.Sprintf("198.18.%d.0/24", 10*h+s+20)))
			}
			fmt.Fprintf(&networks, "  %s: {addressSpace: %s, subnets: {web: 10.%d.%d.0/26, data: 10.%d.%d.64/26}}\n", spoke, space, 20+h, s, 20+h, s)
			mine = append(mine, spoke)
		}
		spokes = append(spokes, mine...)
		options := pick(", inspect: "+hop, ", spokeToSpoke: "+hop, ", spokeToSpoke: direct", ", internet: "+hop, "",
			", spokeToSpoke: "+hop+", internet: "+name+"/firewall, onPremises: "+name+"/"+pick("firewall", "nva"), ", onPremises: none, spokeToSpoke: "+hop)
		fmt.Fprintf(&connections, "  g%d: {kind: hubAndSpoke, hub: %s, spokes: [%s]%s%s}\n", h, name, strings.Join(mine, ", "), options,
			maybe(4, ", hubSubnets: "+hop))
	}
	if hubs > 1 {
		fmt.Fprintf(&connections, "  hubs: {kind: mesh, members: [h0, h1%s]%s}\n", maybe(2, map[bool]string{true: ", h2"}[hubs > 2]),
			maybe(2, pick(", transit: true", ", transit: [spokes, hubs]", ", transit: hubs")))
		connections.WriteString(maybe(4, fmt.Sprintf("  both: {kind: hubAndSpoke, hub: [h0, h1], spokes: [%s]%s}\n", pick(spokes...),
			pick("", ", onPremises: none", ", spokeToSpoke: h0/firewall"))))
	}
	a, b := pick(spokes...), pick(spokes...)
	if a != b {
		connections.WriteString(maybe(3, fmt.Sprintf("  beside: {kind: peering, between: [%s, %s]}\n", a, b)))
	}
	return "vnetloom: v1\nname: random\ndefaults: {location: westeurope}\nnetworks:\n" + networks.String() + "connections:\n" + connections.String()
}

var gatewaysLine = regexp.MustCompile(`(?m)^    gateways: .*\n`)

// withSites adds sites behind the gateways of a random intent: with BGP or without, by tunnels or circuits, of one hub or two,
// and tunnels between hubs; and forced tunnelling to one of them.
func withSites(r *rand.Rand, text string) string {
	networks, connections, _ := strings.Cut(text, "connections:\n")
	hubs := strings.Count(networks, "firewall: {}")
	networks = gatewaysLine.ReplaceAllString(networks, "")
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	var sites, circuits, more strings.Builder
	kind := make([]string, hubs) // what gateways each hub has
	for h := range hubs {
		kind[h] = pick("vpn", "vpn", "asn", "asn", "er", "both")
		value := map[string]string{"vpn": "vpn: {}", "asn": fmt.Sprintf("vpn: {asn: %d}", 65010+h), "er": "expressRoute: {}",
			"both": fmt.Sprintf("vpn: {asn: %d}, expressRoute: {}", 65010+h)}[kind[h]]
		head := fmt.Sprintf("  h%d:\n", h)
		networks = strings.Replace(networks, head, head+"    gateways: {"+value+"}\n", 1)
	}
	hub := func(kinds ...string) string {
		h := r.Intn(hubs)
		for range hubs {
			if slices.Contains(kinds, kind[h]) {
				return fmt.Sprintf("h%d", h)
			}
			h = (h + 1) % hubs
		}
		return ""
	}
	for i := range 1 + r.Intn(4) {
		name, space := fmt.Sprintf("dc%d", i), pick(fmt.Sprintf("192.168.%d.0/24", i), fmt.Sprintf("[172.2%d.0.0/16, 198.51.%d.0/24]", i, i),
			fmt.Sprintf("203.%d.0.0/16", i))
		if i == 0 && r.Intn(3) == 0 {
			space = "10.0.0.0/8" // all networks are inside
		}
		defaults := pick("", "", "", ", defaultRoute: true")
		vpn, er := hub("vpn", "asn", "both"), hub("er", "both")
		if vpn != "" && (er == "" || r.Intn(2) == 0) {
			fmt.Fprintf(&sites, "  %s: {addressSpace: %s, vpn: {publicAddress: 198.18.0.%d%s}%s}\n", name, space, i+1,
				pick("", fmt.Sprintf(", asn: %d, bgpPeer: 172.31.255.%d", 65050+i, i+1)), defaults)
			to := vpn
			if second := hub("vpn", "asn", "both"); second != vpn && r.Intn(2) == 0 {
				to = "[" + vpn + ", " + second + "]"
			}
			fmt.Fprintf(&more, "  v%d: {kind: vpn, between: [%s, %s]}\n", i, to, name)
		} else {
			fmt.Fprintf(&sites, "  %s: {addressSpace: %s%s}\n", name, space, defaults)
			fmt.Fprintf(&circuits, "  er%d: {site: %s, id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/er%d}\n", i, name, i)
			fmt.Fprintf(&more, "  c%d: {kind: expressRoute, circuit: er%d, members: %s, networkToNetwork: %s}\n", i, i, er, pick("true", "false"))
		}
	}
	if r.Intn(3) == 0 && hubs > 1 && kind[0] != "er" && kind[1] != "er" {
		more.WriteString("  tunnel: {kind: vpn, between: [h0, h1]}\n")
	}
	if r.Intn(3) == 0 {
		connections = strings.ReplaceAll(connections, "internet: h0/firewall", pick("internet: h0/vpnGateway", "internet: [h0/firewall, h0/vpnGateway]"))
	}
	if r.Intn(3) == 0 {
		connections = strings.ReplaceAll(connections, "transit: true", "transit: [spokes, sites]")
	}
	out := networks + "sites:\n" + sites.String()
	if circuits.Len() > 0 {
		out += "circuits:\n" + circuits.String()
	}
	return out + "connections:\n" + connections + more.String()
}

// TestWhatIsDerivedHoldsWhatIsPromised derives estates drawn at random and asks the second opinion of what was emitted: an
// intent is refused with a reason, or every joined pair reaches each other both ways through what was said and no other does.
func TestWhatIsDerivedHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261121, 300, 100, randomIntent)
}

// TestWhatIsDerivedOfSitesHoldsWhatIsPromised does so of estates with sites.
func TestWhatIsDerivedOfSitesHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261122, 300, 100, func(r *rand.Rand) string { return withSites(r, randomIntent(r)) })
}

// TestWhatIsDerivedOfAccessHoldsWhatIsPromised does so where connections are closed but for flows, and where every subnet has a group.
func TestWhatIsDerivedOfAccessHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261130, 150, 40, func(r *rand.Rand) string {
		if r.Intn(3) == 0 {
			return withAccess(r, withSites(r, randomIntent(r)))
		}
		return withAccess(r, randomIntent(r))
	})
}

// manyEstates is the environment variable for how many estates of each kind are drawn, and rehearsedOf how many of those that are derived are
// rehearsed: the first few, and of many a part.
const (
	manyEstates = "VNETLOOM_ESTATES"
	rehearsedOf = 12
)

func holds(t *testing.T, seed int64, count, least int, draw func(*rand.Rand) string) {
	t.Helper()
	every := 1
	if many, err := strconv.Atoi(os.Getenv(manyEstates)); err == nil && many > count { // make long
		least, every, count = least*many/count/2, many/(10*rehearsedOf)+1, many
	}
	r := rand.New(rand.NewSource(seed))
	derived, refused, rehearsals := 0, 0, 0
	for range count {
		text := draw(r)
		e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}})
		require.NoError(t, e.err)
		broken := false
		for _, d := range e.found {
			broken = broken || d.Severity == diag.Error && strings.HasPrefix(d.Code.ID, "VL6") ||
				d.Code.ID == "VL601" || d.Code.ID == "VL602" || d.Code.ID == "VL603" || // warnings too: nobody has written a route by hand
				strings.Contains(d.Hint, "report") && strings.Contains(d.Hint, "bug")
		}
		require.Falsef(t, broken, "what was emitted does not hold what was promised:\n%s\n%s", text, e.text())
		if e.found.HasErrors() {
			refused++
			continue
		}
		if derived++; derived%every == 0 && (every > 1 || rehearsals < rehearsedOf) {
			rehearsals++
			requireRehearsed(t, e, text)
		}
	}
	t.Logf("%d derived, %d refused; %d rehearsed", derived, refused, rehearsals)
	require.Greater(t, derived, least, "enough are derived: %d refused", refused)
	require.GreaterOrEqual(t, rehearsals, rehearsedOf)
}

// requireRehearsed holds that an estate is deployed into nothing without a refusal, in either order of its writes, and then again without a change.
func requireRehearsed(t *testing.T, e *emission, text string) {
	t.Helper()
	roots := rehearsed(e)
	for _, order := range []rehearsal.Order{rehearsal.Declared, rehearsal.Reversed} {
		s := rehearsal.New(rehearsal.Options{})
		s.Assume(roots)
		for _, again := range []bool{false, true} {
			result, _ := s.Deploy(roots, order)
			for _, step := range result.Refused() {
				require.NoErrorf(t, step.Refusal, "%s is refused (again: %t, order %d):\n%s", step.ID, again, order, text)
			}
			require.Emptyf(t, result.Skipped, "something is not written:\n%s", text)
			require.Emptyf(t, result.Unknown, "something is not known:\n%s", text)
			if again {
				for _, d := range result.Differences() {
					require.Failf(t, "a change", "%s %s %s:\n%s", d.How, d.ID, d.Path, text)
				}
			}
		}
	}
}
