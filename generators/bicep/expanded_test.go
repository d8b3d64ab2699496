package bicep

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// lowered is the plan of an intent.
func lowered(t *testing.T, text string) *plan.Plan {
	t.Helper()
	in, found := schema.Load(fstest.MapFS{"intent.yaml": {Data: []byte(text)}}, []string{"intent.yaml"})
	require.False(t, found.HasErrors(), "%v", found)
	resolved, found := topology.Resolve(in)
	require.False(t, found.HasErrors(), "%v", found)
	p, found := plan.Lower(resolved)
	require.False(t, found.HasErrors(), "%v", found)
	return p
}

// manySpokes are hubs with a firewall each, and spokes of three subnets over them.
func manySpokes(hubs, spokes int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: many\ndefaults: {location: westeurope, tags: {managedBy: platform}}\n")
	b.WriteString("limits: {networksPerSubscription: 5000, routeTablesPerSubscription: 9000, peeringsPerNetwork: 1000, routesPerTable: 3000}\nprofiles:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  p%d: {resourceGroup: rg-apps-%d, labels: {hub: h%d}, subnets: {web: +0/26, app: +64/26, data: +128/26}}\n", h, h, h)
	}
	b.WriteString("networks:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  hub-%d: {resourceGroup: rg-hub-%d, addressSpace: 10.%d.0.0/22, subnets: {GatewaySubnet: 10.%d.0.0/26, AzureFirewallSubnet: 10.%d.0.64/26}, gateways: {vpn: {asn: %d}}, firewall: {}}\n",
			h, h, h, h, h, 65010+h)
	}
	for k := range spokes {
		fmt.Fprintf(&b, "  app-%04d: {profile: p%d, addressSpace: 10.%d.%d.0/24}\n", k, k%hubs, 16+k/256, k%256)
	}
	b.WriteString("connections:\n")
	members := make([]string, hubs)
	for h := range hubs {
		members[h] = fmt.Sprintf("hub-%d", h)
		fmt.Fprintf(&b, "  estate-%d: {kind: hubAndSpoke, hub: hub-%d, spokes: {hub: h%d}, inspect: hub-%d/firewall}\n", h, h, h, h)
	}
	if hubs > 1 {
		fmt.Fprintf(&b, "  hubs: {kind: mesh, members: [%s], transit: true}\n", strings.Join(members, ", "))
	}
	return b.String()
}

// TestTheMeasureCountsTheDeploymentsThatThereWillBe holds the measure, which does not know yet what waits for what, to the entries that are
// made when it is known: of every case, divided and not.
func TestTheMeasureCountsTheDeploymentsThatThereWillBe(t *testing.T) {
	cases, err := filepath.Glob("../../golden/cases/*/intent.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	parts := 0
	for _, file := range cases {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		whole := lowered(t, string(text))
		x := newExpanded(whole)
		divided := whole.Divide(x, plan.Limits{TemplateBytes: 300000, ResourceBytes: 60000, Resources: 20})
		for _, p := range []*plan.Plan{whole, divided} {
			for i := range p.Roots {
				root := &p.Roots[i]
				loops, err := loopsOf(root)
				require.NoError(t, err, file)
				entries, most := 0, 0
				for _, l := range loops {
					entries += len(l.entries)
					for _, e := range l.entries {
						made := 0
						for _, table := range e.tables {
							for _, r := range table.rows {
								made += len(r.resources)
							}
						}
						most = max(most, made)
					}
				}
				if root.PartOf != "" {
					parts++
				}
				require.Equal(t, max(entries, len(root.Groups)), x.Root(root).Resources, "%s: deployments of root %s", file, root.Folder())
				largest := 0
				for _, m := range modulesOf(root) {
					largest = max(largest, x.Module(m).Resources)
				}
				require.GreaterOrEqual(t, largest, most, "%s: resources of a deployment of root %s", file, root.Folder())
			}
		}
	}
	require.Greater(t, parts, 15)
}

// TestALargeEstateIsDividedByItsExpandedSize: few spokes are one root with one nested deployment for each stage and group; many are several,
// and each keeps half of the limits free, and an eighth with what is contested.
func TestALargeEstateIsDividedByItsExpandedSize(t *testing.T) {
	for _, c := range []struct {
		hubs, spokes int
		roots        []string
	}{
		{1, 200, []string{"main"}},
		{4, 1000, []string{"main", "networks-0", "networks-1", "links"}},
	} {
		p := lowered(t, manySpokes(c.hubs, c.spokes))
		var names []string
		divided := Divide(p)
		x, margins := newExpanded(p), newExpanded(p)
		margins.margins = true
		for i := range divided.Roots {
			root := &divided.Roots[i]
			names = append(names, root.Name)
			s := x.Root(root)
			t.Logf("%s: %d bytes counted, %d with margins, %d nested deployments", root.Name, s.Bytes, margins.Root(root).Bytes, s.Resources)
			require.LessOrEqual(t, s.Bytes, p.Limits.TemplateBytes/2, root.Name)
			require.LessOrEqual(t, margins.Root(root).Bytes, p.Limits.TemplateBytes, root.Name)
			require.LessOrEqual(t, s.Resources, 800, root.Name)
			for j := range root.Modules {
				m := x.Module(&root.Modules[j])
				require.LessOrEqual(t, m.Bytes, p.Limits.ResourceBytes/2, root.Modules[j].Name)
				require.LessOrEqual(t, margins.Module(&root.Modules[j]).Bytes, p.Limits.ResourceBytes, root.Modules[j].Name)
				require.LessOrEqual(t, m.Resources, 800, root.Modules[j].Name)
			}
		}
		require.Equal(t, c.roots, names)
		require.Empty(t, generator{}.Check(p))
	}
}

// TestOneSpokeMoreMovesNoOther adds a spoke to a thousand: every other network is in the root that it was in.
func TestOneSpokeMoreMovesNoOther(t *testing.T) {
	text := manySpokes(4, 1000)
	where := func(text string) map[plan.ID]string {
		out := map[plan.ID]string{}
		p := Divide(lowered(t, text))
		for i := range p.Roots {
			for j := range p.Roots[i].Modules {
				m := &p.Roots[i].Modules[j]
				for k := range m.Resources {
					out[m.Resources[k].ID] = p.Roots[i].Name + " " + m.File
				}
			}
		}
		return out
	}
	old := where(text)
	next := where(strings.Replace(text, "  app-0500:", "  app-0499b: {profile: p1, addressSpace: 10.15.0.0/24}\n  app-0500:", 1))
	require.Greater(t, len(next), len(old))
	for id, at := range old {
		require.Equal(t, at, next[id], id.Name)
	}
}

// TestTheLinesOfAnEstateAreFew holds what people read of one hub with a firewall and a site to the lines that were aimed at. Modules and
// main.bicep are the same number in all.
func TestTheLinesOfAnEstateAreFew(t *testing.T) {
	site := "sites: {dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}}\n"
	code := map[int]int{}
	for spokes, most := range map[int]int{3: 1250, 12: 1400, 200: 4100} {
		set, err := New().Generate(lowered(t, manySpokes(1, spokes)+"  dc1: {kind: vpn, between: [hub-0, dc1]}\n"+site))
		require.NoError(t, err)
		lines := 0
		for _, f := range set.Files() {
			n := bytes.Count(f.Content, []byte("\n"))
			switch {
			case strings.HasSuffix(f.Path, ".md"):
				continue
			case !strings.HasSuffix(f.Path, "/estate.bicep"):
				code[spokes] += n
			}
			lines += n
		}
		t.Logf("%d spokes: %d lines, of which %d are no rows", spokes, lines, code[spokes])
		require.LessOrEqual(t, lines, most, "%d spokes", spokes)
	}
	require.Equal(t, code[3], code[12])
	require.Equal(t, code[3], code[200])
}
