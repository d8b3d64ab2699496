package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

func natRuleLeftOut(s *Store, w *write) []any {
	if w.kind != azure.TypeGateway {
		return nil
	}
	return s.leftOut(w, "properties.natRules", "natRules")
}

func defaultRouteAtGateway(s *Store, w *write) []any {
	if !w.created || w.kind != azure.TypeGateway || textAt(w.body, "properties.gatewayType") != "ExpressRoute" {
		return nil
	}
	for _, config := range objectsAt(w.body, "properties.ipConfigurations") {
		if table := s.tableOf(textAt(config, "properties.subnet.id")); table != nil && defaultRoute(table) != "" {
			return []any{w.id}
		}
	}
	return nil
}

func bandwidthDown(_ *Store, w *write) []any {
	const path = "properties.serviceProviderProperties.bandwidthInMbps"
	was, had := at(w.old, path).(float64)
	is, has := at(w.rootBody, path).(float64)
	if w.kind == azure.TypeCircuit && had && has && is < was {
		return []any{w.id, was, is}
	}
	return nil
}

func wanDown(_ *Store, w *write) []any {
	if strings.EqualFold(textAt(w.old, "properties.type"), "Standard") && strings.EqualFold(textAt(w.body, "properties.type"), "Basic") {
		return []any{w.id}
	}
	return nil
}

func hubNotProvisioned(s *Store, w *write) []any {
	hub := s.resources[key(w.parent())]
	if hub == nil || hub.routing == 0 {
		return nil
	}
	hub.routing-- // to be asked for is time that passes
	return []any{hub.id}
}

// connectionsOf are the hub connections of a network, other than the one that is written.
func (s *Store) connectionsOf(w *write, network string) []*referrer {
	return slices.DeleteFunc(s.users(w, network), func(r *referrer) bool { return r.kind != azure.TypeHubConnection })
}

func atAnotherHub(s *Store, w *write) []any {
	network := textAt(w.body, "properties.remoteVirtualNetwork.id")
	for _, other := range s.connectionsOf(w, network) {
		return []any{network, other.id}
	}
	return nil
}

func networkWithGateway(s *Store, w *write) []any {
	network := s.resources[key(textAt(w.body, "properties.remoteVirtualNetwork.id"))]
	if network == nil {
		return nil
	}
	if own := s.gatewaysOf(network.id); len(own) > 0 {
		return []any{network.id, "gateway " + own[0].id}
	}
	for _, half := range s.halves(network.id) {
		if boolAt(half.body, "properties.useRemoteGateways") {
			return []any{network.id, "peering " + nameOf(half.id) + " with useRemoteGateways"}
		}
	}
	return nil
}

func intentWithoutFirewall(s *Store, w *write) []any {
	for _, policy := range objectsAt(w.body, "properties.routingPolicies") {
		hop := s.resources[key(textAt(policy, "nextHop"))]
		if hop == nil || hop.assumed {
			continue
		}
		if !strings.EqualFold(textAt(hop.body, "properties.virtualHub.id"), w.parent()) {
			return []any{w.id, hop.id}
		}
	}
	return nil
}

func intentBesideTables(s *Store, w *write) []any {
	for _, k := range s.below(key(w.parent())) {
		if r := s.resources[k]; r.kind == azure.TypeHubRouteTable && !isAzuresTable(k) {
			return []any{w.id, r.id}
		}
	}
	return nil
}

func intentBesideRoutes(s *Store, w *write) []any {
	table := s.resources[key(w.parent()+"/hubRouteTables/defaultRouteTable")]
	if table == nil {
		return nil
	}
	if route := toConnection(table.body); route != "" {
		return []any{w.id, route}
	}
	return nil
}

// toConnection is the name of a static route of a hub's table that leads to a connection, "" where none does.
func toConnection(table Body) string {
	for _, route := range objectsAt(table, "properties.routes") {
		if kindOf(textAt(route, "nextHop")) == azure.TypeHubConnection {
			return textAt(route, "name")
		}
	}
	return ""
}

// intentOf is the routing intent of a hub, nil where it has none.
func (s *Store) intentOf(hub string) *resource {
	for _, k := range s.below(key(hub)) {
		if r := s.resources[k]; r.kind == azure.TypeRoutingIntent {
			return r
		}
	}
	return nil
}

func tableBesideIntent(s *Store, w *write) []any {
	if intent := s.intentOf(w.parent()); intent != nil && !isAzuresTable(w.key) {
		return []any{w.id, intent.id}
	}
	return nil
}

func routeBesideIntent(s *Store, w *write) []any {
	intent := s.intentOf(w.parent())
	if route := toConnection(w.body); intent != nil && route != "" && isAzuresTable(w.key) {
		return []any{route, intent.id}
	}
	return nil
}

func siteLinkLeftOut(s *Store, w *write) []any {
	return s.leftOut(w, "properties.vpnSiteLinks", "vpnSiteLinks")
}
