package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const completed = `vnetloom: v1
name: demo
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {GatewaySubnet: 10.0.0.0/26}, gateways: {vpn: {}}}
  shop: {addressSpace: 10.1.0.0/24, labels: {env: prod, tier: app}, subnets: {web: 10.1.0.0/26}}
sites: {office: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: {env: prod}}
  office: {kind: vpn, between: [hub, office]}
`

// A shell is told the names of the intent in the current folder, or of the one that is named.
func TestNamesAreCompleted(t *testing.T) {
	told := func(args ...string) []string {
		var out bytes.Buffer
		Main(append([]string{"__complete"}, args...), strings.NewReader(""), &out, &bytes.Buffer{})
		var words []string
		for _, line := range strings.Split(out.String(), "\n") {
			if line != "" && !strings.HasPrefix(line, ":") {
				words = append(words, line)
			}
		}
		return words
	}
	t.Chdir(t.TempDir())
	require.Empty(t, told("trace", ""), "there is no intent")
	require.NoError(t, os.WriteFile("net.yaml", []byte(completed), 0o600))
	require.Equal(t, []string{"hub", "hub/GatewaySubnet", "internet", "office", "shop", "shop/web"}, told("trace", ""))
	require.Equal(t, []string{"shop", "shop/web"}, told("trace", "hub", "sh"))
	require.Equal(t, []string{"shop/web"}, told("routes", "shop/"))
	require.Equal(t, []string{"hub/vpnGateway"}, told("trace", "shop", "office", "net.yaml", "--down", "hub"))
	require.Equal(t, []string{"env=prod"}, told("list", "--selector", "e"))
	require.Equal(t, []string{"office"}, told("graph", "--path", "off"))
	require.Contains(t, told("explain", "vnet-"), "vnet-shop")
	require.Contains(t, told("explain", "conn"), "connections.hubAndSpoke.inspect")
	require.Contains(t, told("init", ""), "hub-firewall")
	require.Contains(t, told("explain", "VL2"), "VL201")

	require.NoError(t, os.WriteFile("net.yaml", []byte("networks: [\n"), 0o600))
	require.Empty(t, told("trace", ""), "it does not compile")
}
