package golden_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// oneHub is an intent of one hub with a firewall and a VPN gateway, and that many spokes, by hand or by a network manager.
func oneHub(spokes int, manager string) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: rounds\nprofiles:\n  spoke: {location: westeurope, resourceGroup: rg-apps, labels: {spoke: all}, subnets: {web: +0/26}}\nnetworks:\n" +
		"  hub:\n    location: westeurope\n    resourceGroup: rg-hub\n    addressSpace: 10.0.0.0/22\n" +
		"    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}\n    gateways: {vpn: {asn: 65010}}\n    firewall: {}\n")
	for k := range spokes {
		fmt.Fprintf(&b, "  app-%03d: {profile: spoke, addressSpace: 10.%d.%d.0/24}\n", k, 16+k/256, k%256)
	}
	if manager != "" {
		b.WriteString("networkManagers:\n  estate: {location: westeurope, resourceGroup: rg-hub}\n")
	}
	b.WriteString("connections:\n  spokes: {kind: hubAndSpoke, hub: hub, spokes: {spoke: all}, inspect: hub/firewall" + manager + "}\n")
	return b.String()
}

// roundsOf are the writes of an estate, and in how many rounds they are done where all that waits for nothing any more is written at once:
// the longest chain of resources that wait for each other, of each root behind the one before.
func roundsOf(t *testing.T, text string) (writes, rounds int) {
	t.Helper()
	e := compile(textIntent(text))
	require.Empty(t, e.failure())
	for _, root := range rehearsed(e) {
		read, found := template.Read([]*source.File{root.Template}, template.Options{Parameters: root.Parameters})
		require.False(t, found.HasErrors(), found)
		longest := 0
		inside, by := map[string][]*template.Resource{}, map[string]*template.Resource{}
		for i := range read.Resources {
			r := &read.Resources[i]
			inside[r.Deployment] = append(inside[r.Deployment], r)
			by[r.ID] = r
		}
		ends := map[string]int{} // the round in which a resource is there, with all that is in it where it is a deployment
		var end func(id string) int
		end = func(id string) int {
			r := by[id]
			if r == nil || r.Existing {
				return 0
			}
			if at, known := ends[id]; known {
				require.NotEqual(t, -1, at, "%s waits for itself", id)
				return at
			}
			ends[id] = -1
			begin := 0
			for _, before := range r.DependsOn {
				begin = max(begin, end(before))
			}
			at := begin + 1
			if r.Deployment != "" {
				for outer := by[r.Deployment]; outer != nil; outer = by[outer.Deployment] {
					for _, before := range outer.DependsOn {
						at = max(at, end(before)+1)
					}
				}
			}
			if strings.EqualFold(r.Type, "Microsoft.Resources/deployments") {
				at = begin
				ends[id] = at // what is in it asks for nothing of it but what it waits for
				for _, x := range inside[id] {
					at = max(at, end(x.ID))
				}
			} else {
				writes++
			}
			ends[id] = at
			longest = max(longest, at)
			return at
		}
		for i := range read.Resources {
			end(read.Resources[i].ID)
		}
		rounds += longest
	}
	return writes, rounds
}

// How long a deployment takes is how many writes wait for each other, more than how many there are.
func TestRoundsOfWrites(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString("| spokes | joined | writes | rounds | writes a round |\n|--:|---|--:|--:|--:|\n")
	for _, spokes := range []int{10, 100, 500} {
		for _, how := range []struct{ name, manager string }{{"by hand", ""}, {"by a network manager", ", networkManager: estate"}} {
			writes, rounds := roundsOf(t, oneHub(spokes, how.manager))
			fmt.Fprintf(&rows, "| %d | %s | %d | %d | %.1f |\n", spokes, how.name, writes, rounds, float64(writes)/float64(rounds))
		}
	}
	requirePart(t, "../docs/performance.md", "rounds", "\n"+rows.String()+"\n")
}
