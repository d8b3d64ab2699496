package rehearsal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// answer is a resource or a part as it is read.
func (s *Store) answer(k string) (Body, bool) {
	if r := s.resources[k]; r != nil {
		return s.whole(r), true
	}
	r := s.resources[s.parts[k]]
	if r == nil {
		return nil, false
	}
	var found Body
	whole := s.whole(r)
	eachPart(r.kind, r.id, whole, func(_, id string, item Body) {
		if key(id) == k {
			found = item
		}
	})
	return found, found != nil
}

// whole is a resource as it is read, with its parts in it.
func (s *Store) whole(r *resource) Body {
	out := clone(r.body)
	out["id"], out["name"], out["type"] = r.id, nameOf(r.id), r.kind
	if r.kind == azure.TypeResourceGroup {
		properties(out)["provisioningState"] = r.state
		return out
	}
	if !strings.HasPrefix(r.kind, "Microsoft.Network/") {
		return out
	}
	out["etag"] = etag(r.version)
	p := properties(out)
	p["provisioningState"] = r.state
	if r.kind == azure.TypeVirtualHub {
		p["routingState"] = "Provisioned"
		if r.routing > 0 || r.state != succeeded {
			p["routingState"] = "Provisioning"
		}
	}
	if r.kind == azure.TypePeering {
		s.shownPeering(r, p)
	}
	if strings.HasPrefix(r.kind, azure.TypeNetworkManager) {
		out["systemData"] = clone(systemData)
	}
	if hasGUID[r.kind] {
		p["resourceGuid"] = keyOf(r.id, "resourceGuid")()
	}
	s.referredTo(r.kind, r.key, out)
	eachPart(r.kind, r.id, out, func(kind, id string, item Body) {
		item["id"], item["type"], item["etag"] = id, kind, etag(r.version)
		q := properties(item)
		q["provisioningState"] = r.state
		s.referredTo(kind, key(id), item)
	})
	if r.kind == azure.TypeVirtualNetwork {
		list := []any{}
		for _, half := range s.halves(r.id) {
			list = append(list, s.whole(half))
		}
		p["virtualNetworkPeerings"] = list
	}
	return out
}

// shownPeering adds what a peering shows of the networks as they are now.
func (s *Store) shownPeering(r *resource, p Body) {
	network := s.resources[key(parentOf(r.id))]
	if network == nil {
		return
	}
	p["peeringSyncLevel"] = s.syncLevel(network.body, r.body)
	p["localVirtualNetworkAddressSpace"] = space(network.body)
	if remote := s.resources[key(textAt(r.body, "properties.remoteVirtualNetwork.id"))]; remote != nil {
		p["remoteVirtualNetworkAddressSpace"] = space(remote.body)
	}
}

// systemData says who has written what stands in a network manager; a store knows neither him nor the time.
var systemData = Body{"createdBy": "somebody@contoso.example", "createdByType": "User", "createdAt": "2021-01-11T18:52:27Z",
	"lastModifiedBy": "somebody@contoso.example", "lastModifiedByType": "User", "lastModifiedAt": "2021-01-11T18:52:27Z"}

// hasGUID are the types whose answers have a resourceGuid. Source: azure-rest-api-specs, Microsoft.Network 2025-05-01.
var hasGUID = map[string]bool{azure.TypeVirtualNetwork: true, azure.TypeRouteTable: true, azure.TypeSecurityGroup: true, azure.TypePublicAddress: true,
	azure.TypeGateway: true, azure.TypeLocalGateway: true, azure.TypeConnection: true, azure.TypeLoadBalancer: true, azure.TypeNetworkManager: true,
	azure.TypeConnectivityConfiguration: true, azure.TypeNetworkGroup: true}

func etag(version int) string { return fmt.Sprintf("W/\"00000000-0000-0000-0000-%012d\"", version) }

// referredTo adds the ids of what refers to a resource or part, where its type's answers have them.
func (s *Store) referredTo(kind, k string, out Body) {
	refs := s.referrers[k]
	for _, b := range azure.BackReferences {
		if b.Type != kind {
			continue
		}
		var ids []string
		for _, from := range sortedKeys(refs) {
			if refs[from].kind == b.From && refs[from].root != k {
				ids = append(ids, refs[from].id)
			}
		}
		switch {
		case len(ids) == 0:
		case b.Single:
			put(out, b.Path, Body{"id": ids[0]})
		default:
			put(out, b.Path, append(listAt(out, b.Path), references(ids)...))
		}
	}
	switch kind {
	case azure.TypeFirewallPolicy:
		s.children(k, azure.TypeRuleCollectionGroup, "properties.ruleCollectionGroups", out)
	case azure.TypeIPGroup:
		var policies []string
		for _, from := range sortedKeys(refs) {
			if refs[from].kind == azure.TypeRuleCollectionGroup {
				policies = append(policies, parentOf(refs[from].id))
			}
		}
		put(out, "properties.firewallPolicies", references(slices.Compact(policies)))
		put(out, "properties.firewalls", []any{})
	case azure.TypeHubRouteTable:
		s.connectionsAt(k, out)
	}
}

// connectionsAt adds which connections are associated with a route table of a virtual hub, and which propagate to it: their ids.
func (s *Store) connectionsAt(k string, out Body) {
	associated, propagating := []any{}, []any{}
	refs := s.referrers[k]
	for _, from := range sortedKeys(refs) {
		body := s.part(from)
		if r := s.resources[from]; r != nil {
			body = r.body
		}
		if strings.EqualFold(textAt(body, "properties.routingConfiguration.associatedRouteTable.id"), k) {
			associated = append(associated, refs[from].id)
		}
		for _, table := range objectsAt(body, "properties.routingConfiguration.propagatedRouteTables.ids") {
			if strings.EqualFold(textAt(table, "id"), k) {
				propagating = append(propagating, refs[from].id)
			}
		}
	}
	put(out, "properties.associatedConnections", associated)
	put(out, "properties.propagatingConnections", propagating)
}

// children adds the ids of the children of a type.
func (s *Store) children(k, kind, path string, out Body) {
	ids := []string{}
	for _, child := range s.below(k) {
		if r := s.resources[child]; r.kind == kind {
			ids = append(ids, r.id)
		}
	}
	put(out, path, references(ids))
}

// list are the resources that a list names, as they are read, in the order of their keys.
func (s *Store) list(p place) []Body {
	var out []Body
	if part := partOf(p.kind); part != nil {
		parent, ok := s.answer(key(p.id))
		if !ok {
			return nil
		}
		return objectsAt(parent, part.Path)
	}
	base := p.id
	if len(p.names) == 0 {
		base = "/subscriptions/" + p.subscription
		if p.group != "" {
			base += "/resourceGroups/" + p.group
		}
	}
	for _, k := range s.below(key(base)) {
		r := s.resources[k]
		switch {
		case p.kind == "resources":
			if top, ok := parsePlace(r.id); ok && len(top.names) == 1 && top.group != "" && r.kind != azure.TypeResourceGroup {
				whole := s.whole(r)
				brief := Body{}
				for _, name := range []string{"id", "name", "type", "location", "tags", "sku"} {
					if v := whole[name]; v != nil {
						brief[name] = v
					}
				}
				out = append(out, brief)
			}
		case strings.EqualFold(r.kind, p.kind):
			out = append(out, s.whole(r))
		}
	}
	return out
}
