package topology

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// gatewaysText is networks n0 to n9, each with a VPN gateway, a site at the last one, and connections between them by pairs of
// digits: "01 12!" is n0 with n1, and n1 with n2 closed.
func gatewaysText(count int, links string) string {
	var b strings.Builder
	b.WriteString("networks:\n")
	for i := range count {
		fmt.Fprintf(&b, "  n%d: {addressSpace: 10.%d.0.0/22, subnets: {GatewaySubnet: 10.%d.0.0/26, own: 10.%d.1.0/26}, gateways: {vpn: {asn: %d}}}\n", i, i, i, i, 65010+i)
	}
	fmt.Fprintf(&b, "sites: {dc: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}}\nconnections:\n  office: {kind: vpn, between: [n%d, dc]}\n", count-1)
	for _, l := range strings.Fields(links) {
		access := map[bool]string{true: ", access: closed"}[strings.HasSuffix(l, "!")]
		fmt.Fprintf(&b, "  c%s: {kind: vpn, between: [n%s, n%s]%s}\n", l[:2], l[:1], l[1:2], access)
	}
	return b.String()
}

// errorsOf are the summaries of what is refused.
func errorsOf(t *testing.T, text string) []string {
	t.Helper()
	in, found := schema.Load(fstest.MapFS{"a.yaml": {Data: []byte("vnetloom: v1\nname: demo\ndefaults: {location: westeurope}\n" + text)}}, []string{"a.yaml"})
	require.Falsef(t, found.HasErrors(), "%v", found)
	_, found = Resolve(in)
	var out []string
	for _, d := range found {
		if d.Severity == diag.Error {
			out = append(out, d.Code.ID+" "+d.Summary)
		}
	}
	return out
}

// closedPairs are the pairs of networks and sites that joins close, as "n0 n2".
func closedPairs(topo *Topology) map[string]bool {
	out := map[string]bool{}
	for _, j := range topo.Joins {
		for _, a := range j.A {
			for _, b := range j.B {
				if j.Closed {
					out[min(a, b)+" "+max(a, b)] = true
				}
			}
		}
	}
	return out
}

func TestAClosedTunnelClosesWhatPassesIt(t *testing.T) {
	topo := resolveText(t, gatewaysText(4, "01 12! 23"))
	require.Equal(t, map[string]bool{"n0 n2": true, "n0 n3": true, "n1 n2": true, "n1 n3": true, "dc n0": true, "dc n1": true}, closedPairs(topo))
	require.NotNil(t, ruleOf(topo, "n0", "deny-c12-out"))
	require.Equal(t, "[10.2.0.0/22 10.3.0.0/22 192.168.0.0/16]", fmt.Sprint(ruleOf(topo, "n0", "deny-c12-out").Destinations))
	require.Equal(t, "[10.0.0.0/22 10.1.0.0/22]", fmt.Sprint(ruleOf(topo, "n3", "deny-c12-in").Sources))
}

// TestAWayAroundAClosedTunnelIsRefused: what one way lets pass, the other cannot stop. A ring that no way needs says nothing.
func TestAWayAroundAClosedTunnelIsRefused(t *testing.T) {
	found := errorsOf(t, gatewaysText(3, "01! 12 02"))
	require.Contains(t, found, `VL306 "c02" and "c12" and "c01" contradict each other about traffic between "n0" and "n1": one allows anything, the other nothing`)

	topo := resolveText(t, gatewaysText(4, "01! 12! 02! 03"))
	require.Equal(t, map[string]bool{"n0 n1": true, "n0 n2": true, "n1 n2": true, "n1 n3": true, "n2 n3": true, "dc n1": true, "dc n2": true}, closedPairs(topo), "all ways say the same")
	require.Nil(t, ruleOf(topo, "n3", "deny-c12-in"), "one way is enough for the rules")

	found = errorsOf(t, gatewaysText(5, "04 12! 23 13 14"))
	require.NotEmpty(t, found)
	for _, x := range found {
		require.NotContains(t, x, `"n0" and "n4"`, "the ring is behind n1")
		require.NotContains(t, x, `"n4" and "dc"`)
		require.NotContains(t, x, `"n1" and "dc"`)
	}
}

// TestAMeshOfManyClosedTunnelsIsOneAnswer: ten gateways have millions of ways between two of them.
func TestAMeshOfManyClosedTunnelsIsOneAnswer(t *testing.T) {
	var links strings.Builder
	for i := range 10 {
		for j := i + 1; j < 10; j++ {
			fmt.Fprintf(&links, "%d%d! ", i, j)
		}
	}
	topo := resolveText(t, gatewaysText(10, links.String()))
	require.Len(t, closedPairs(topo), 45+9)
}

func TestAConnectionOfGatewaysWithoutBGPClosesItsTwoEnds(t *testing.T) {
	text := strings.ReplaceAll(gatewaysText(3, "01! 12"), "asn: 65011", "asn: 0")
	text = strings.ReplaceAll(text, "{vpn: {asn: 0}}", "{vpn: {}}")
	require.Equal(t, map[string]bool{"n0 n1": true}, closedPairs(resolveText(t, text)))
}

// TestWhatIsWithinASitesPrefixIsNotTheSites: a site that announces a summary is closed without what others have within it.
func TestWhatIsWithinASitesPrefixIsNotTheSites(t *testing.T) {
	text := strings.ReplaceAll(gatewaysText(2, "01"), "192.168.0.0/16", "10.0.0.0/8")
	text = strings.ReplaceAll(text, "between: [n1, dc]}", "between: [n1, dc], access: {web: {from: dc, to: n1/own, ports: tcp/443}}}")
	topo := resolveText(t, text)
	for _, name := range []string{"deny-office-in", "office-web-tcp-in"} {
		x := ruleOf(topo, "n1", name)
		require.NotNil(t, x, name)
		for _, p := range x.Sources {
			require.False(t, p.Overlaps(topo.Networks[0].AddressSpace[0]) || p.Overlaps(topo.Networks[1].AddressSpace[0]), "%s: %s", name, p)
		}
	}
}
