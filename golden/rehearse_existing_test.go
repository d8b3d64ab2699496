package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// existingEstate says of examples/deployed/estate.json what exists. HOW is what is said of its connections.
const existingEstate = `
vnetloom: v1
name: mine
subscriptions: {prod: aaaaaaaa-0000-4000-8000-000000000001}
defaults: {location: westeurope, subscription: prod, resourceGroup: rg-net}
networks:
  hub:
    ownership: existing
    addressSpace: 10.0.0.0/22
    subnets:
      AzureFirewallSubnet: 10.0.0.64/26
      GatewaySubnet: {prefix: 10.0.0.0/26, routeTable: /subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg-net/providers/Microsoft.Network/routeTables/rt-hub-GatewaySubnet}
      shared: 10.0.1.0/24
    gateways: {vpn: {existing: true, azureName: vgw-hub, asn: 65010}}
    firewall: {existing: true, azureName: afw-hub, privateAddress: 10.0.0.68}
  pay: {ownership: existing, addressSpace: 10.1.1.0/24, subnets: {data: 10.1.1.64/26, web: 10.1.1.0/26}}
  shop: {ownership: existing, addressSpace: 10.1.0.0/24, subnets: {data: 10.1.0.64/26, web: 10.1.0.0/26}}
sites: {dc1: {addressSpace: [192.168.0.0/16, 198.51.100.0/24], vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [pay, shop], inspect: hub/firewall SPOKES}
  hub-dc1: {kind: vpn, between: [hub, dc1] LINK}
`

// An intent that says what exists is deployed over it and changes nothing, and one that takes it over is not refused for what nobody has said of it.
func TestWhatExistsIsNoConcernOfARehearsal(t *testing.T) {
	t.Parallel()
	export := filepath.Join("..", "examples", "deployed", "estate.json")
	dir := t.TempDir()
	write := func(name, spokes, link string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(strings.NewReplacer(" SPOKES", spokes, " LINK", link).Replace(existingEstate)), 0o600))
		return path
	}
	all := write("all.yaml", ", existing: [pay, shop]", ", existing: true")
	joins := write("joins.yaml", "", "")
	run := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := cli.Main(args, strings.NewReader(""), &out, &out)
		return code, out.String()
	}
	imported := filepath.Join(dir, "imported.yaml")
	code, text := run("import", export, "--out", imported, "--created", "all")
	require.Zero(t, code, text)
	for _, pair := range [][2]string{{export, all}, {export, joins}, {all, imported}} {
		code, text := run("rehearse", pair[0], pair[1])
		require.Zerof(t, code, "%s over %s\n%s", pair[1], pair[0], text)
		require.Contains(t, text, "clean: nothing is refused, interrupted, reset, removed or left behind")
	}
	content, err := os.ReadFile(imported)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(imported, bytes.ReplaceAll(content, []byte("subscription-1"), []byte("prod")), 0o600)) // as the other intent calls it
	code, text = run("migrate", joins, imported, "--out", filepath.Join(dir, "out"), "--target", "arm")
	require.Zero(t, code, text)
}
