package rehearsal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// tiers are those of firewalls and of their policies, the lowest first.
var tiers = []string{"Basic", "Standard", "Premium"}

func policyOfHigherTier(s *Store, w *write) []any {
	policy := s.resources[key(textAt(w.body, "properties.firewallPolicy.id"))]
	if policy == nil || policy.assumed {
		return nil
	}
	own, its := cmp.Or(textAt(w.body, "properties.sku.tier"), "Standard"), cmp.Or(textAt(policy.body, "properties.sku.tier"), "Standard")
	if slices.Index(tiers, own) < slices.Index(tiers, its) {
		return []any{w.id, own, policy.id, its}
	}
	return nil
}

// strictness are the modes of threat intelligence, the least strict first.
var strictness = []string{"Off", "Alert", "Deny"}

func lessStrictThanBase(s *Store, w *write) []any {
	base := s.resources[key(textAt(w.body, "properties.basePolicy.id"))]
	if base == nil || base.assumed {
		return nil
	}
	own, its := cmp.Or(textAt(w.body, "properties.threatIntelMode"), "Alert"), cmp.Or(textAt(base.body, "properties.threatIntelMode"), "Alert")
	if slices.Index(strictness, own) < slices.Index(strictness, its) {
		return []any{w.id, own, base.id, its}
	}
	return nil
}

func baseElsewhere(s *Store, w *write) []any {
	base := s.resources[key(textAt(w.body, "properties.basePolicy.id"))]
	if base == nil || base.assumed || sameLocation(base.body["location"], w.body["location"]) {
		return nil
	}
	return []any{w.id, w.body["location"], base.id, base.body["location"]}
}

func managementAdded(s *Store, w *write) []any {
	const path = "properties.managementIpConfiguration"
	if w.old != nil && !s.standsIn(w) && at(w.old, path) == nil && at(w.body, path) != nil && len(listAt(w.old, "properties.ipConfigurations")) > 0 {
		return []any{w.id}
	}
	return nil
}

// tableOf is the route table of a subnet, nil where it has none.
func (s *Store) tableOf(subnet string) *resource {
	return s.resources[key(textAt(s.part(key(subnet)), "properties.routeTable.id"))]
}

// defaultRoute is the next hop type of the route of 0.0.0.0/0 in a table, "" where it has none.
func defaultRoute(table *resource) string {
	for _, route := range objectsAt(table.body, "properties.routes") {
		if textAt(route, "properties.addressPrefix") == "0.0.0.0/0" {
			return textAt(route, "properties.nextHopType")
		}
	}
	return ""
}

func firewallSubnetRoutes(s *Store, w *write) []any {
	if at(w.body, "properties.managementIpConfiguration") != nil {
		return nil
	}
	for _, config := range objectsAt(w.body, "properties.ipConfigurations") {
		if table := s.tableOf(textAt(config, "properties.subnet.id")); table != nil && defaultRoute(table) != "Internet" {
			return []any{table.id}
		}
	}
	return nil
}

// groupBesideGroups counts the other IP groups of a policy that are being written.
func groupBesideGroups(s *Store, w *write) []any {
	for _, user := range s.users(w, w.id) {
		policy, _, _ := strings.Cut(user.root, "/rulecollectiongroups/")
		var of []*operation
		for _, op := range s.running {
			other := s.resources[op.of]
			if other == nil || other.kind != azure.TypeIPGroup || other.key == w.key {
				continue
			}
			if slices.ContainsFunc(s.users(nil, other.id), func(its *referrer) bool { return strings.HasPrefix(its.root, policy) }) {
				of = append(of, op)
			}
		}
		if len(of) >= azure.IPGroupsAtOnce {
			s.tick(of[0])
			return []any{w.id, s.resources[of[0].of].id, s.resources[policy].id}
		}
	}
	return nil
}
