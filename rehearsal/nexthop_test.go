package rehearsal

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// The words of the table stand where they are true: of a route to a machine that is there, nothing is said.
func TestARouteInterruptsWhereNothingAnswersAtItsNextHop(t *testing.T) {
	routes := func(next ...string) Body {
		var list []any
		for i, address := range next {
			list = append(list, obj{"name": string(rune('a' + i)), "properties": obj{"addressPrefix": fmt.Sprintf("10.%d.0.0/16", 9+i), "nextHopType": "VirtualAppliance", "nextHopIpAddress": address}})
		}
		return west(obj{"routes": list})
	}
	s := New(Options{Forwarding: []netip.Addr{netip.MustParseAddr("10.1.9.9")}})
	must(t, s.Exists(testGroup, obj{"location": "westeurope"}))
	must(t, s.Exists(provider+"virtualNetworks/b", aNetwork("10.1.0.0/16", aSubnet("AzureFirewallSubnet", "10.1.0.0/26"), aSubnet("x", "10.1.1.0/24"))))
	must(t, s.Exists(provider+"azureFirewalls/f", west(obj{"ipConfigurations": []any{obj{"name": "i", "properties": obj{"subnet": ref("virtualNetworks/b/subnets/AzureFirewallSubnet")}}}})))
	must(t, s.Exists(provider+"loadBalancers/l", west(obj{"frontendIPConfigurations": []any{obj{"name": "i", "properties": obj{"subnet": ref("virtualNetworks/b/subnets/x"), "privateIPAddress": "10.1.1.7"}}}})))
	must(t, s.Put(provider+"routeTables/t", routes("10.1.0.4")))
	said := func(body Body) []string {
		return s.written(provider+"routeTables/t", body, call{}).Interrupts
	}
	require.Empty(t, said(routes("10.1.0.4", "10.1.1.7", "10.1.9.9")), "the firewall, the frontend and the machine answer")
	require.Empty(t, said(routes("10.1.0.4")), "a route less leads nowhere")
	require.Empty(t, said(routes("10.1.1.7")))
	require.Contains(t, said(routes("10.1.1.8"))[0], "properties.routes[a].properties.nextHopIpAddress: Traffic takes another way at once")
	require.Contains(t, said(routes("10.1.1.8", "10.1.1.9"))[0], "properties.routes[b]: Traffic takes another way at once")
	require.Empty(t, said(routes("10.1.1.8", "10.1.0.4")))
}
