package golden_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// errNone is where a golden has nothing to which a mutant can be made.
var errNone = errors.New("nothing of the kind")

func parentID(id string) string {
	id = id[:strings.LastIndexByte(id, '/')]
	return id[:strings.LastIndexByte(id, '/')]
}

// siblingID is the id of a resource beside another of its group.
func siblingID(id, kind, name string) string {
	return id[:strings.Index(id, "/providers/")] + "/providers/Microsoft.Network/" + kind + "/" + name
}

func remoteID(r engineResource) string {
	remote, _ := bodyProperties(r.Body.(object))["remoteVirtualNetwork"].(object)
	id, _ := remote["id"].(string)
	return id
}

// eachOutput are mutants of every resource of a type: what is done by hand, and how the output is changed.
func eachOutput(kind, what string, before func(*ground, *rehearsal.Store) error, change func(*ground, object) bool) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(kind) {
			body := copied(r.Body).(object)
			if !change(g, body) {
				continue
			}
			m := trial{what: briefly(r.ID) + ": " + what, ask: func(s *rehearsal.Store) string { return said(s, r.ID, copied(body).(object), "", azure.Refused) }}
			if before != nil {
				m.before = func(s *rehearsal.Store) error { return before(g, s) }
			}
			out = append(out, m)
		}
		return out
	}
}

// eachPeering are mutants of every half of a peering. What is written is the half itself, and then its other half, where write is nil.
func eachPeering(what string, before func(*ground, *rehearsal.Store, engineResource) error, write func(*ground, engineResource) (string, object)) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypePeering) {
			m := trial{what: briefly(r.ID) + ": " + what}
			if before != nil {
				m.before = func(s *rehearsal.Store) error { return before(g, s, r) }
			}
			m.ask = func(s *rehearsal.Store) string {
				if write != nil {
					id, body := write(g, r)
					return said(s, id, body, "", azure.Refused)
				}
				other := mirrorOf(g, r)
				if found := said(s, r.ID, copied(r.Body).(object), "", azure.Refused); found != "" {
					return found
				}
				return said(s, other.ID, copied(other.Body).(object), "", azure.Refused)
			}
			out = append(out, m)
		}
		return out
	}
}

func asItIs(_ *ground, r engineResource) (string, object) { return r.ID, copied(r.Body).(object) }

// mirrorOf is the other half of a peering, which has no id where the golden has none.
func mirrorOf(g *ground, r engineResource) engineResource {
	for _, other := range g.of(azure.TypePeering) {
		if strings.EqualFold(parentID(other.ID), remoteID(r)) && strings.EqualFold(remoteID(other), parentID(r.ID)) {
			return other
		}
	}
	return engineResource{Body: object{}}
}

func flagged(r engineResource, flag string, v bool) object {
	body := copied(r.Body).(object)
	bodyProperties(body)[flag] = v
	return body
}

// setTransit allows the other side of a peering to use gateways, or not.
func setTransit(g *ground, s *rehearsal.Store, r engineResource, allow bool) error {
	other := mirrorOf(g, r)
	if other.ID == "" {
		return errNone
	}
	return s.Put(other.ID, flagged(other, "allowGatewayTransit", allow))
}

// copyNetwork makes a network of the address space of another, without its subnets.
func copyNetwork(s *rehearsal.Store, id, suffix string) error {
	of, there := s.Get(id)
	if !there {
		return errNone
	}
	return s.Put(id+suffix, object{"location": of["location"], "properties": object{"addressSpace": bodyProperties(of)["addressSpace"]}})
}

// gatewayByHand makes a VPN gateway in a network.
func gatewayByHand(g *ground, s *rehearsal.Store, network string) error {
	if err := s.Edit(network, func(b object) {
		moreSpace(false)(b)
		adds("subnets", object{"name": "GatewaySubnet", "properties": object{"addressPrefix": "192.0.2.0/27"}})(b)
	}); err != nil {
		return err
	}
	of, _ := s.Get(network)
	return s.Put(siblingID(network, "virtualNetworkGateways", "by-hand"), object{"location": of["location"], "properties": object{"gatewayType": "Vpn",
		"sku": object{"name": "VpnGw1AZ"}, "ipConfigurations": []any{object{"name": "default", "properties": object{"subnet": object{"id": network + "/subnets/GatewaySubnet"}}}}}})
}

// defaultRouteByHand puts a table with a default route to the gateways on every subnet of a name.
func defaultRouteByHand(g *ground, s *rehearsal.Store, subnet string) error {
	for _, r := range g.of(azure.TypeVirtualNetwork) {
		table := siblingID(r.ID, "routeTables", "by-hand")
		if err := s.Put(table, object{"location": r.Body.(object)["location"], "properties": object{"routes": []any{object{"name": "by-hand",
			"properties": object{"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualNetworkGateway"}}}}}); err != nil {
			return err
		}
		if err := s.Edit(r.ID, func(b object) {
			for _, item := range itemsOf(b, "subnets") {
				if item := item.(object); item["name"] == subnet {
					bodyProperties(item)["routeTable"] = object{"id": table}
				}
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

// policyByHand is the id of the firewall policy that putPolicy makes.
func policyByHand(g *ground) string {
	for _, p := range g.of(azure.TypeFirewallPolicy) {
		return siblingID(p.ID, "firewallPolicies", "by-hand")
	}
	return ""
}

func putPolicy(tier, mode, location string) func(*ground, *rehearsal.Store) error {
	return func(g *ground, s *rehearsal.Store) error {
		id := policyByHand(g)
		if id == "" {
			return errNone
		}
		properties := object{"sku": object{"tier": tier}}
		if mode != "" {
			properties["threatIntelMode"] = mode
		}
		if location == "" {
			location, _ = g.of(azure.TypeFirewallPolicy)[0].Body.(object)["location"].(string)
		}
		return s.Put(id, object{"location": location, "properties": properties})
	}
}

func gatewaySKU(kind, sku string) func(*ground, object) bool {
	return func(_ *ground, b object) bool {
		bodyProperties(b)["sku"] = object{"name": sku, "tier": sku}
		return bodyProperties(b)["gatewayType"] == kind
	}
}

func eachHub(g *ground, f func(id string) error) error {
	for _, hub := range g.of(azure.TypeVirtualHub) {
		if err := f(hub.ID); err != nil {
			return err
		}
	}
	return nil
}

// whileProvisioning writes a connection of a virtual hub of which the routing is not up: the hub is made again in a store that takes its time.
func whileProvisioning(g *ground) []trial {
	var out []trial
	for _, r := range g.of(azure.TypeHubConnection) {
		for _, hub := range g.of(azure.TypeVirtualHub) {
			if !strings.EqualFold(hub.ID, parentID(r.ID)) {
				continue
			}
			out = append(out, trial{what: briefly(r.ID) + ": while the routing of a hub that is made anew is not up",
				before: func(s *rehearsal.Store) error {
					s.SetRouting(1)
					return s.Delete(r.ID)
				},
				ask: func(s *rehearsal.Store) string {
					anew, body := hub.ID+"-anew", copied(hub.Body).(object)
					if found := said(s, anew, body, "", azure.Refused); found != "" {
						return ""
					}
					return said(s, anew+r.ID[len(hub.ID):], copied(r.Body).(object), "", azure.Refused)
				}})
		}
	}
	return out
}

// eachKey are mutants of every connection that has a key.
func eachKey(what string, before func(*rehearsal.Store) error, ask func(*rehearsal.Store, engineResource, object) string) func(g *ground) []trial {
	return func(g *ground) []trial {
		var out []trial
		for _, r := range g.of(azure.TypeConnection) {
			if bodyProperties(r.Body.(object))["sharedKey"] == nil {
				continue
			}
			out = append(out, trial{what: briefly(r.ID) + ": " + what, before: before, ask: func(s *rehearsal.Store) string { return ask(s, r, copied(r.Body).(object)) }})
		}
		return out
	}
}

// keyAfter is whether the key of a connection is another after a write.
func keyAfter(s *rehearsal.Store, r engineResource, body object) string {
	was, _ := s.Secret(r.ID, "properties.sharedKey")
	if found := said(s, r.ID, body, "", azure.Refused); found != "" {
		return found
	}
	if now, _ := s.Secret(r.ID, "properties.sharedKey"); now != was {
		return "another key"
	}
	return ""
}

// besideGroups writes an IP group while as many others are written as Azure takes at a time, which somebody has made and put into a rule beside it.
func besideGroups(rules, own engineResource) trial {
	var ids []any
	for i := range azure.IPGroupsAtOnce {
		ids = append(ids, siblingID(own.ID, "ipGroups", fmt.Sprintf("by-hand-%d", i)))
	}
	body := func() object {
		return object{"location": own.Body.(object)["location"], "properties": object{"ipAddresses": []any{"192.0.2.0/24"}}}
	}
	return trial{what: briefly(own.ID) + ": while as many others of its policy are written as Azure takes at a time",
		before: func(s *rehearsal.Store) error {
			for _, id := range ids {
				if err := s.Put(id.(string), body()); err != nil {
					return err
				}
			}
			return s.Edit(rules.ID, func(b object) {
				rule := itemsOf(b, "ruleCollections")[0].(object)["rules"].([]any)[0].(object)
				was, _ := rule["sourceIpGroups"].([]any)
				rule["sourceIpGroups"] = append(was, ids...)
			})
		},
		ask: func(s *rehearsal.Store) string {
			for _, id := range ids {
				if code := asked(s, http.MethodPut, id.(string), body()); code != "" {
					return code
				}
			}
			return asked(s, http.MethodPut, own.ID, own.Body.(object))
		}}
}

// withoutIntents deletes the routing intents of a golden, beside which Azure takes no route table of a hub's own.
func withoutIntents(g *ground, s *rehearsal.Store) error {
	for _, r := range g.of(azure.TypeRoutingIntent) {
		if err := s.Delete(r.ID); err != nil {
			return err
		}
	}
	return nil
}
