package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// serveHub gives a virtual hub its router, and its two tables, which are resources that nobody writes.
// Source: Microsoft Learn, about virtual hub routing: the Default and the None route table.
func (s *Store) serveHub(r *served) {
	p := properties(r.body)
	p["virtualRouterAsn"] = float64(65515)
	if prefix, err := netip.ParsePrefix(textAt(r.body, "properties.addressPrefix")); err == nil {
		p["virtualRouterIps"] = []any{nth(prefix, 69), nth(prefix, 68)}
	}
	if r.old != nil {
		return
	}
	for _, table := range []struct{ name, label string }{{"defaultRouteTable", "default"}, {"noneRouteTable", "none"}} {
		id := r.id + "/hubRouteTables/" + table.name
		s.commit(&resource{id: id, key: key(id), kind: azure.TypeHubRouteTable, state: succeeded},
			Body{"properties": Body{"labels": []any{table.label}, "routes": []any{}}})
	}
}

// serveHubVPNGateway gives the two instances of a hub's VPN gateway their addresses.
// Source: Microsoft Learn, configure BGP for Virtual WAN: Instance0 and Instance1, each with a private and a public tunnel address.
func (s *Store) serveHubVPNGateway(r *served) {
	for _, name := range []string{"connections", "natRules"} {
		if at(r.body, "properties."+name) == nil {
			put(r.body, "properties."+name, []any{})
		}
	}
	settings := asBody(at(r.body, "properties.bgpSettings"))
	if settings == nil {
		settings = Body{"asn": float64(65515)}
		put(r.body, "properties.bgpSettings", settings)
	}
	if settings["peerWeight"] == nil {
		settings["peerWeight"] = float64(0)
	}
	hub := s.resources[key(textAt(r.body, "properties.virtualHub.id"))]
	prefix := netip.Prefix{}
	if hub != nil {
		prefix, _ = netip.ParsePrefix(textAt(hub.body, "properties.addressPrefix"))
	}
	was := map[string]Body{}
	for _, config := range objectsAt(r.old, "properties.ipConfigurations") {
		was[textAt(config, "id")] = config
	}
	var configs, peers []any
	for i := range 2 {
		id := fmt.Sprintf("Instance%d", i)
		config := clone(was[id])
		if config == nil {
			config = Body{"id": id, "publicIpAddress": s.publicAddress(r.id + "/" + id)(), "privateIpAddress": ""}
			if prefix.IsValid() {
				config["privateIpAddress"] = nth(prefix, 4+i)
			}
		}
		own := ""
		if prefix.IsValid() {
			own = nth(prefix, 12+i)
		}
		custom := []any{}
		for _, given := range objectsAt(r.body, "properties.bgpSettings.bgpPeeringAddresses") {
			if strings.EqualFold(textAt(given, "ipconfigurationId"), id) {
				custom = append(custom, listAt(given, "customBgpIpAddresses")...)
			}
		}
		configs = append(configs, config)
		peers = append(peers, Body{"ipconfigurationId": id, "defaultBgpIpAddresses": []any{own}, "customBgpIpAddresses": custom,
			"tunnelIpAddresses": []any{config["publicIpAddress"], config["privateIpAddress"]}})
	}
	put(r.body, "properties.ipConfigurations", configs)
	settings["bgpPeeringAddresses"] = peers
	for _, connection := range objectsAt(r.body, "properties.connections") {
		s.defaultRouting(connection, textAt(r.body, "properties.virtualHub.id"))
		properties(connection)["connectionStatus"] = "Unknown"
	}
}

func (s *Store) serveHubERGateway(r *served) {
	for _, connection := range objectsAt(r.body, "properties.expressRouteConnections") {
		for _, flag := range []string{"expressRouteGatewayBypass", "enablePrivateLinkFastPath"} {
			if properties(connection)[flag] == nil {
				properties(connection)[flag] = false
			}
		}
		s.defaultRouting(connection, textAt(r.body, "properties.virtualHub.id"))
	}
}

func (s *Store) serveHubConnection(r *served) {
	s.defaultRouting(r.body, parentOf(r.id))
	routing := asBody(at(r.body, "properties.routingConfiguration"))
	if routing["vnetRoutes"] == nil {
		routing["vnetRoutes"] = Body{"staticRoutes": []any{}, "staticRoutesConfig": Body{"propagateStaticRoutes": true, "vnetLocalRouteOverrideCriteria": "Contains"}}
	}
}

// defaultRouting is the routing of a connection for which none is written: the hub's default table.
// Source: Microsoft Learn, about virtual hub routing.
func (s *Store) defaultRouting(connection Body, hub string) {
	routing := asBody(at(connection, "properties.routingConfiguration"))
	if routing == nil {
		routing = Body{}
		put(connection, "properties.routingConfiguration", routing)
	}
	table := hub + "/hubRouteTables/defaultRouteTable"
	if routing["associatedRouteTable"] == nil {
		routing["associatedRouteTable"] = Body{"id": table}
	}
	if routing["propagatedRouteTables"] == nil {
		routing["propagatedRouteTables"] = Body{"labels": []any{"default"}, "ids": references([]string{table})}
	}
}
