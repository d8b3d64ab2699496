package topology

import (
	"fmt"
	"sort"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// sortTables puts every table into the order of its IDs; no pass after it adds a row.
func (r *resolution) sortTables() {
	t := &r.topo
	by(t.Tenants, func(v *Tenant) string { return v.Name })
	by(t.Subscriptions, func(v *Subscription) string { return v.Name })
	by(t.ResourceGroups, func(v *ResourceGroup) string { return string(v.ID) })
	by(t.Networks, func(v *Network) string { return string(v.ID) })
	by(t.Subnets, func(v *Subnet) string { return string(v.ID) })
	by(t.RouteTables, func(v *RouteTable) string { return string(v.ID) })
	by(t.SecurityGroups, func(v *SecurityGroup) string { return string(v.ID) })
	by(t.SecurityRules, func(v *SecurityRule) string {
		return fmt.Sprintf("%s\x00%t\x00%05d", v.Group, !v.Inbound, v.Priority)
	})
	by(t.Peerings, func(v *Peering) string { return string(v.Local) + "\x00" + string(v.Remote) })
	by(t.Gateways, func(v *Gateway) string { return string(v.ID) })
	by(t.Firewalls, func(v *Firewall) string { return string(v.ID) })
	by(t.FirewallPolicies, func(v *FirewallPolicy) string { return string(v.Firewall) })
	by(t.IPGroups, func(v *IPGroup) string { return string(v.ID) })
	by(t.FirewallRules, func(v *FirewallRule) string { return string(v.Firewall) + "\x00" + v.Name })
	by(t.Appliances, func(v *Appliance) string { return string(v.ID) })
	by(t.LoadBalancers, func(v *LoadBalancer) string { return string(v.Appliance) })
	by(t.PublicAddresses, func(v *PublicAddress) string { return string(v.ID) })
	by(t.VirtualWANs, func(v *VirtualWAN) string { return string(v.ID) })
	by(t.VirtualHubs, func(v *VirtualHub) string { return string(v.ID) })
	by(t.HubGateways, func(v *HubGateway) string { return string(v.ID) })
	by(t.RoutingIntents, func(v *RoutingIntent) string { return string(v.Hub) })
	by(t.HubRouteTables, func(v *HubRouteTable) string { return string(v.ID) })
	by(t.HubConnections, func(v *HubConnection) string { return string(v.Hub) + "\x00" + string(v.Network) })
	by(t.HubSites, func(v *HubSite) string { return string(v.ID) })
	by(t.HubLinks, func(v *HubLink) string { return string(v.ID) })
	by(t.Sites, func(v *Site) string { return string(v.ID) })
	by(t.LocalGateways, func(v *LocalGateway) string { return string(v.ID) })
	by(t.Connections, func(v *Connection) string { return string(v.ID) })
	by(t.Circuits, func(v *Circuit) string { return string(v.ID) })
	by(t.NetworkManagers, func(v *NetworkManager) string { return string(v.ID) })
	by(t.NetworkGroups, func(v *NetworkGroup) string { return string(v.ID) })
	by(t.GroupPolicies, func(v *GroupPolicy) string { return string(v.ID) })
	by(t.Configurations, func(v *ConnectivityConfiguration) string { return string(v.ID) })
	by(t.Secrets, func(v *Secret) string { return string(v.ID) })
	sort.SliceStable(t.Routes, func(i, j int) bool {
		a, b := &t.Routes[i], &t.Routes[j]
		return a.Table < b.Table || a.Table == b.Table && ipnet.Compare(a.Prefix, b.Prefix) < 0
	})
}

func by[T any](rows []T, key func(*T) string) {
	sort.SliceStable(rows, func(i, j int) bool { return key(&rows[i]) < key(&rows[j]) })
}
