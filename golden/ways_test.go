package golden_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
)

// One intent, built by hand-made peerings and routes: two regions, each with a firewall, whose spokes reach each other through both,
// and spokes that reach nobody.
const byHand = `vnetloom: v1
name: ways
defaults: {location: westeurope}
networks:
  hub-weu: {addressSpace: 10.100.0.0/23, firewall: {}, subnets: {AzureFirewallSubnet: 10.100.0.0/26}}
  hub-neu: {location: northeurope, addressSpace: 10.100.2.0/23, firewall: {}, subnets: {AzureFirewallSubnet: 10.100.2.0/26}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26, data: 10.1.0.64/26}, labels: {at: weu}}
  pay:  {addressSpace: 10.1.1.0/24, subnets: {web: 10.1.1.0/26}, labels: {at: weu}}
  mill: {location: northeurope, addressSpace: 10.2.0.0/24, subnets: {web: 10.2.0.0/26}, labels: {at: neu}}
  yard: {location: northeurope, addressSpace: 10.2.1.0/24, subnets: {web: 10.2.1.0/26}, labels: {at: neu}}
  lab:  {addressSpace: 10.3.0.0/24, subnets: {web: 10.3.0.0/26}}
connections:
  weu:  {kind: hubAndSpoke, hub: hub-weu, spokes: {at: weu}, inspect: hub-weu/firewall}
  neu:  {kind: hubAndSpoke, hub: hub-neu, spokes: {at: neu}, inspect: hub-neu/firewall}
  labs: {kind: hubAndSpoke, hub: hub-weu, spokes: lab, spokeToSpoke: none, internet: hub-weu/firewall}
  hubs: {kind: mesh, members: [hub-weu, hub-neu], transit: true}
expect:
  two-hubs: {from: shop, to: mill, via: [hub-weu/firewall, hub-neu/firewall]}
`

// The other ways, each by the lines that change.
var otherWays = map[string][][2]string{
	"Virtual Network Manager": {
		{"networks:\n", "networkManagers: {avnm: {}}\nnetworks:\n"},
		{"spokes: {at: weu}, inspect", "networkManager: avnm, spokes: {at: weu}, inspect"},
		{"spokes: {at: neu}, inspect", "networkManager: avnm, spokes: {at: neu}, inspect"},
	},
	"virtual WAN": {
		{"networks:\n", "virtualWans: {wan: {}}\nnetworks:\n"},
		{"  hub-weu: {addressSpace: 10.100.0.0/23, firewall: {}, subnets: {AzureFirewallSubnet: 10.100.0.0/26}}\n",
			"  hub-weu: {virtualWan: wan, addressSpace: 10.100.0.0/23, firewall: {}}\n"},
		{"  hub-neu: {location: northeurope, addressSpace: 10.100.2.0/23, firewall: {}, subnets: {AzureFirewallSubnet: 10.100.2.0/26}}\n",
			"  hub-neu: {virtualWan: wan, location: northeurope, addressSpace: 10.100.2.0/23, firewall: {}}\n"},
	},
}

func TestOneIntentReachesTheSameHoweverItIsBuilt(t *testing.T) {
	want := whoReaches(t, byHand)
	require.Contains(t, want, "shop/web > mill/web: delivered through hub-weu/firewall, hub-neu/firewall; back the same way")
	require.Contains(t, want, "shop/web > lab/web: not")
	require.Contains(t, want, "lab/web > internet: delivered through hub-weu/firewall; back the same way")
	for name, lines := range otherWays {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(lines), 3, "at most three lines change")
			text := byHand
			for _, l := range lines {
				require.Contains(t, text, l[0])
				text = strings.Replace(text, l[0], l[1], 1)
			}
			require.Equal(t, want, whoReaches(t, text))
		})
	}
}

// whoReaches is who reaches whom through what, as the second opinion reads it from the emitted ARM JSON, by the names of the intent.
func whoReaches(t *testing.T, text string) string {
	t.Helper()
	e := compile(intent{files: fstest.MapFS{"ways.yaml": {Data: []byte(text)}}, names: []string{"ways.yaml"}})
	require.Empty(t, e.failure())
	read, found := proof.Read(e.templates(e.files))
	require.False(t, found.HasErrors())
	estate, _ := proof.New(e.topology, e.plan).Analysis(read)
	names := estate.Promises.Names
	var ends []reachability.Endpoint
	var ids []string
	for _, s := range estate.Subnets() {
		if strings.HasPrefix(s.Name, "Azure") {
			continue
		}
		ends, ids = append(ends, reachability.Endpoint{Subnet: s.ID}), append(ids, names[s.ID])
	}
	ends, ids = append(ends, reachability.Endpoint{Internet: true}), append(ids, "internet")
	var b strings.Builder
	for i := range ends[:len(ends)-1] {
		for j := range ends {
			if i == j {
				continue
			}
			tr := estate.Trace(ends[i], ends[j], reachability.Flow{}, nil)
			fmt.Fprintf(&b, "%s > %s: ", ids[i], ids[j])
			if tr.There.Outcome != reachability.Delivered {
				b.WriteString("not\n")
				continue
			}
			there, back := []string{}, []string{}
			for _, id := range tr.There.Inspectors() {
				there = append(there, names[id])
			}
			for _, id := range tr.Back.Inspectors() {
				back = append([]string{names[id]}, back...)
			}
			fmt.Fprintf(&b, "delivered through %s", strings.Join(there, ", "))
			if tr.Back.Outcome == reachability.Delivered && strings.Join(there, ", ") == strings.Join(back, ", ") {
				b.WriteString("; back the same way")
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
