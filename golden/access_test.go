package golden_test

import (
	"fmt"
	"math/rand"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
)

// randomAccess puts sites behind some VPN gateways of a random estate, and closes some of its connections or lists flows.
func randomAccess(r *rand.Rand, text string) string {
	var networks []string
	sites, links := "", ""
	for h := range 3 {
		_, hub, found := strings.Cut(text, fmt.Sprintf("  h%d:\n", h))
		hub, _, _ = strings.Cut(hub, "\n  s")
		if !found || !strings.Contains(hub, "gateways: {vpn") || r.Intn(3) == 0 {
			continue
		}
		sites += fmt.Sprintf("  p%d: {addressSpace: %s, vpn: {publicAddress: 203.0.113.%d}}\n", h,
			[]string{fmt.Sprintf("192.168.%d.0/24", h), fmt.Sprintf("[192.168.%d.0/24, 198.51.100.%d/26]", h, 64*h)}[r.Intn(2)], 10+h)
		links += fmt.Sprintf("  site%d: {kind: vpn, between: [h%d, p%d]}\n", h, h, h)
		networks = append(networks, fmt.Sprintf("p%d", h))
	}
	if sites != "" {
		text = strings.Replace(text, "connections:\n", "sites:\n"+sites+"connections:\n", 1) + links
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "  s") && strings.Contains(line, "addressSpace") {
			name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
			networks = append(networks, name, name+"/web", name+"/data")
		}
	}
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		body, ok := strings.CutSuffix(line, "}")
		if !ok || !strings.Contains(line, "{kind: ") || strings.Contains(line, "kind: vpn") || r.Intn(2) == 0 {
			continue
		}
		if r.Intn(3) == 0 {
			lines[i] = body + ", access: closed}"
			continue
		}
		ends := networks
		if _, list, ok := strings.Cut(line, "spokes: ["); ok { // mostly what the connection joins
			list, _, _ = strings.Cut(list, "]")
			ends = nil
			for _, name := range strings.Split(list, ", ") {
				ends = append(ends, name, name+"/web", name+"/data")
			}
			if hub := line[strings.Index(line, "hub: ")+5:][:2]; strings.Contains(sites, "  p"+hub[1:]+":") {
				ends = append(ends, "p"+hub[1:], "p"+hub[1:])
			}
		}
		var flows []string
		for f := range 1 + r.Intn(3) {
			from, to := pick(ends...), pick(append(ends, "internet", "h0/own")...)
			if network, _, _ := strings.Cut(from, "/"); strings.HasPrefix(to, network) {
				to = "internet"
			}
			flows = append(flows, fmt.Sprintf("f%d: {from: %s, to: %s, ports: %s}", f, from, to, pick("tcp/443", "[tcp/80, tcp/8000-8010]", "udp/53", "icmp", "any",
				"[udp/1-65535, tcp/22]")))
		}
		lines[i] = body + ", access: {" + strings.Join(flows, ", ") + "}}"
	}
	return strings.Join(lines, "\n")
}

// TestWhatIsClosedIsClosedAndWhatIsListedPasses draws estates with closed connections and lists of flows: each is refused with a
// reason, or the second opinion finds on what is emitted that every flow passes and that nothing else does.
func TestWhatIsClosedIsClosedAndWhatIsListedPasses(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(20261122))
	closed, flows, sites, refused := 0, 0, 0, 0
	for range 600 {
		text := randomAccess(r, randomIntent(r))
		e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}})
		require.NoError(t, e.err)
		for _, d := range e.found {
			require.Falsef(t, d.Severity == diag.Error && strings.HasPrefix(d.Code.ID, "VL6"), "what was emitted does not hold what was promised:\n%s\n%s", text,
				e.text())
		}
		if e.found.HasErrors() {
			refused++
			continue
		}
		for _, j := range e.topology.Joins {
			if j.Closed {
				closed++
				flows += len(j.Flows)
				if len(j.Flows) > 0 && strings.HasPrefix(j.B[0], "p") {
					sites++
				}
			}
		}
	}
	require.Greater(t, closed, 100, "joins are closed: %d estates refused", refused)
	require.Greater(t, sites, 10, "flows reach sites: %d estates refused", refused)
	require.Greater(t, flows, 50, "flows are listed: %d estates refused", refused)
}

// gatewayAccess closes some of the tunnels and circuits of a random estate with sites, or lists flows between what is at their ends and
// behind them; and now and then it does so of the hub-and-spokes by which spokes use the gateways.
func gatewayAccess(r *rand.Rand, text string) string {
	pick := func(list []string) string { return list[r.Intn(len(list))] }
	var sites, inside []string
	hubs, list, _ := strings.Cut(text, "sites:\n")
	for _, line := range strings.Split(hubs, "\n") {
		name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case strings.HasPrefix(line, "  s"):
			inside = append(inside, name, name+"/web")
		case strings.HasPrefix(line, "  h"):
			inside = append(inside, name+"/own")
		}
	}
	for _, line := range strings.Split(list, "\n") {
		if strings.HasPrefix(line, "  dc") {
			name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
			sites = append(sites, name)
		}
	}
	type pair struct{ in, site string }
	var pairs []pair // those of which several connections speak
	for range 3 {
		pairs = append(pairs, pair{pick(inside), pick(sites)})
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		body, ok := strings.CutSuffix(line, "}")
		gateway := strings.Contains(line, "kind: vpn") || strings.Contains(line, "kind: expressRoute")
		if !ok || !gateway && !strings.Contains(line, "kind: hubAndSpoke") || r.Intn(3) > 0 {
			continue
		}
		if r.Intn(3) == 0 {
			lines[i] = body + ", access: closed}"
			continue
		}
		var flows []string
		list := func(from, to string) {
			if r.Intn(2) == 0 {
				from, to = to, from
			}
			flows = append(flows, fmt.Sprintf("f%d: {from: %s, to: %s, ports: %s}", len(flows), from, to,
				pick([]string{"tcp/443", "[tcp/80, tcp/8000-8010]", "[udp/53, icmp]", "any", "[udp/1-65535, tcp/22-600]"})))
		}
		for _, p := range pairs { // those that are its own
			network, _, _ := strings.Cut(p.in, "/")
			if gateway && (strings.Contains(line, p.site+"]") || strings.Contains(line, "circuit: er"+strings.TrimPrefix(p.site, "dc")+",")) || !gateway &&
				strings.Contains(line, network+",") || strings.Contains(line, network+"]") {
				list(p.in, p.site)
				list(p.site, p.in)
			}
		}
		if strings.Contains(line, "[h0, h1]}") {
			list(pick(inside), pick(inside))
		}
		if len(flows) > 0 {
			lines[i] = body + ", access: {" + strings.Join(flows, ", ") + "}}"
		}
	}
	return strings.Join(lines, "\n")
}

// TestWhatTunnelsAndCircuitsCloseIsClosed draws estates whose tunnels and circuits are closed or have lists: each is refused with a reason, or
// the second opinion finds that nothing but the flows passes, there and back.
func TestWhatTunnelsAndCircuitsCloseIsClosed(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(20261123))
	closed, listed, several := 0, 0, 0
	refused := map[string]int{}
	for range 900 {
		text := gatewayAccess(r, withSites(r, randomIntent(r)))
		e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, names: []string{"intent.yaml"}})
		require.NoError(t, e.err)
		for _, d := range e.found {
			require.Falsef(t, d.Severity == diag.Error && strings.HasPrefix(d.Code.ID, "VL6"), "what was emitted does not hold what was promised:\n%s\n%s", text,
				e.text())
		}
		if e.found.HasErrors() {
			refused[e.found[0].Code.ID]++
			continue
		}
		for _, j := range e.topology.Joins {
			for _, s := range j.Origin.Statements {
				if name := strings.TrimPrefix(s, "connections."); !j.Closed || !strings.Contains("vct", name[:1]) {
					continue
				}
				closed++
				if len(j.Flows) > 0 {
					listed++
				}
				for _, f := range j.Flows {
					if strings.Contains(f.Name, "+") {
						several++
					}
				}
			}
		}
	}
	t.Logf("%d joins closed, %d of them with flows, %d flows of several; refused %v", closed, listed, several, refused)
	require.Greater(t, closed, 200)
	require.Greater(t, listed, 100)
	require.Positive(t, several)
}

// TestOneMoreFlowChangesItsOwnLines adds a flow and counts, file by file, the lines that come; none goes: no other flow is renumbered.
func TestOneMoreFlowChangesItsOwnLines(t *testing.T) {
	before := readIntent(t, filepath.Join("cases", "access-closed-firewall-flows"))
	text := string(before.files["intent.yaml"].Data)
	const neighbour = "      rpc: "
	require.Contains(t, text, neighbour)
	after := intent{names: before.names, files: fstest.MapFS{"intent.yaml": {
		Data: []byte(strings.Replace(text, neighbour, "      logs: {from: shop/web, to: hub/shared, ports: tcp/6514}\n"+neighbour, 1))}}}
	old, next := compiled(t, filepath.Join("cases", "access-closed-firewall-flows")), compile(after)
	require.NoError(t, old.err)
	require.NoError(t, next.err)
	require.Falsef(t, next.found.HasErrors(), "%s", next.text())
	got := map[string]int{}
	for name, content := range next.files {
		for _, line := range strings.Split(string(diff.Diff("", old.files[name], "", content)), "\n") {
			switch {
			case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			case strings.HasPrefix(line, "+"):
				got[name]++
			case strings.HasPrefix(line, "-"):
				t.Errorf("%s: a line of something else goes: %s", name, line)
			}
		}
	}
	require.Equal(t, map[string]int{
		"arm/main/main.json":          56,
		"bicep/main/estate.bicep":     29, // the firewall's rule, into the one network, out of the other
		"powershell/main/estate.json": 29,
	}, got)
}

// TestOneMoreMemberOfAClosedConnectionChangesNoOtherGroup adds a spoke to a closed hub-and-spoke: the groups of the others name it nowhere.
func TestOneMoreMemberOfAClosedConnectionChangesNoOtherGroup(t *testing.T) {
	before := readIntent(t, filepath.Join("cases", "access-closed-firewall-flows"))
	text := string(before.files["intent.yaml"].Data)
	text = strings.Replace(text, "connections:", "  refunds: {addressSpace: 10.3.0.0/24, subnets: {web: 10.3.0.0/26}}\nconnections:", 1)
	text = strings.Replace(text, "spokes: [{tier: app}, pay]", "spokes: [{tier: app}, pay, refunds]", 1)
	next := compile(intent{names: before.names, files: fstest.MapFS{"intent.yaml": {Data: []byte(text)}}})
	require.NoError(t, next.err)
	require.Falsef(t, next.found.HasErrors(), "%s", next.text())
	found := false
	for _, x := range next.topology.SecurityRules {
		if x.Group == "refunds" {
			found = true
			continue
		}
		for _, p := range append(append(x.Sources[:0:0], x.Sources...), x.Destinations...) {
			require.NotEqual(t, "10.3.0.0/24", p.String(), "%s of %s", x.Name, x.Group)
		}
	}
	require.True(t, found, "the new one has a group")
}
