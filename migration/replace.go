package migration

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// replaceable are the types of which a resource is deleted and made again where Azure does not change it in place. Of others, such as a
// network, the way is refused.
var replaceable = []string{azure.TypeGateway, azure.TypeFirewallPolicy}

// replace deletes what the new network would be refused for, with the connections that use it: the new network makes them again.
func (b *builder) replace() error {
	result, err := b.in.deploy(b.store.Clone(), b.in.New.Plan)
	if _, err = refusedSteps(err); err != nil {
		return err
	}
	var ids removals
	for _, r := range result.Refused() {
		if old := r.Refusal.InTheWay; b.isGone(old) && kindOf(old) == azure.TypeGateway { // its connections keep their names, so that it is in use until now
			ids = append(append(ids, old), b.connectionsOf(old)...)
			continue
		}
		if _, there := b.store.Get(r.ID); !there || !slices.Contains(replaceable, r.Type) {
			continue
		}
		w := Wait{ID: r.ID, Refusal: r.Refusal}
		w.peers = b.gatewayType(r.ID) == "Vpn" && b.hasOtherAddresses(w)
		b.out.Replaced = append(b.out.Replaced, w)
		ids = append(ids, r.ID)
		ids = append(ids, b.connectionsOf(r.ID)...)
	}
	if err := b.remove(ids, Step{Name: "replace", Title: "What Azure does not change in place, or takes once in one place, is deleted; the next step makes it",
		About: "What passes it is interrupted until then."}); err != nil {
		return err
	}
	for i := range b.out.Replaced {
		b.out.Replaced[i].Step = b.out.Steps[len(b.out.Steps)-1].Name
	}
	return nil
}

// isGone tells what the old network has made and the new one has not.
func (b *builder) isGone(id string) bool {
	return id != "" && keysOf(b.in.Old.Plan)[lower(id)] && !keysOf(b.in.New.Plan)[lower(id)]
}

// renamed notes what Azure takes once in one place and what has another name in the new network: the old one was deleted before the new one was made.
func (b *builder) renamed() {
	for _, w := range b.out.Waits {
		old := w.Refusal.InTheWay
		i := slices.IndexFunc(b.out.Steps, func(s Step) bool {
			return slices.ContainsFunc(s.Remove, func(id string) bool { return lower(id) == lower(old) })
		})
		if old != "" && i >= 0 && w.Until != "" && !isLink(kindOf(old)) && !keysOf(b.in.Old.Plan)[lower(w.ID)] { // what is apart meanwhile is said of links
			b.out.Replaced = append(b.out.Replaced, Wait{ID: old, By: w.ID, Step: b.out.Steps[i].Name, Until: w.Until, Refusal: w.Refusal})
		}
	}
}

// hasOtherAddresses tells whether what is made in the place of another, or again, names public addresses that the one before did not.
func (b *builder) hasOtherAddresses(w Wait) bool {
	named := func(p *plan.Plan, of string) (out []string) {
		resources(p, func(r *plan.Resource) {
			configs, _ := object(r.Body).at("properties", "ipConfigurations").(plan.List)
			for _, c := range configs {
				o, _ := c.(plan.Object)
				if ref, ok := object(o).at("properties", "publicIPAddress", "id").(plan.Ref); ok && keyOf(r.ID) == lower(of) {
					out = append(out, keyOf(plan.ID(ref)))
				}
			}
		})
		return out
	}
	return !slices.Equal(named(b.in.Old.Plan, w.ID), named(b.in.New.Plan, cmp.Or(w.By, w.ID)))
}

// gatewayType is that of a gateway of either network, "" of what is none.
func (b *builder) gatewayType(id string) string {
	found := ""
	for _, side := range []Side{b.in.Old, b.in.New} {
		resources(side.Plan, func(r *plan.Resource) {
			if is, _ := object(r.Body).at("properties", "gatewayType").(plan.Str); keyOf(r.ID) == lower(id) && is != "" {
				found = string(is)
			}
		})
	}
	return found
}

// connectionsOf are the connections that a gateway has, at either end.
func (b *builder) connectionsOf(gateway string) []string {
	var out []string
	for _, id := range b.store.IDs() {
		if kindOf(id) != azure.TypeConnection {
			continue
		}
		body, _ := b.store.Get(id)
		properties, _ := body["properties"].(rehearsal.Body)
		for _, end := range []string{"virtualNetworkGateway1", "virtualNetworkGateway2"} {
			of, _ := properties[end].(rehearsal.Body)
			if at, _ := of["id"].(string); lower(at) == lower(gateway) {
				out = append(out, id)
			}
		}
	}
	return out
}

// sayReplaced warns of what is deleted and made again, or made by another name in its place.
func (b *builder) sayReplaced(r Wait) {
	why := r.Refusal.Code + ": " + plain(r.Refusal.Message)
	if r.By != "" {
		summary := fmt.Sprintf("step %s deletes %s, and %s makes %s in its place, which takes %s", r.Step, Brief(r.ID), r.Until, Brief(r.By), judge.DurationOf(kindOf(r.By)).Made)
		d := diag.Diagnostic{Summary: summary, Why: why, Hint: "run the steps right one after the other"}
		if b.gatewayType(r.ID) == b.gatewayType(r.By) {
			d.Hint = "keep the name, by `azureName`; or " + d.Hint
		}
		if b.hasOtherAddresses(r) {
			d.Summary += "; it has other public addresses"
			d.Hint += ", and tell whoever has the old address: the other ends of tunnels, allow lists"
		}
		b.found(codeReplaced, d, r.By, r.ID)
		return
	}
	what := "the firewall has another one until then"
	if kindOf(r.ID) == azure.TypeGateway {
		what = "which takes up to an hour"
	}
	d := diag.Diagnostic{Summary: fmt.Sprintf("step %s deletes %s, and the next one makes it again: %s", r.Step, Brief(r.ID), what), Why: why}
	if r.peers {
		d.Summary += "; it has other public addresses"
		d.Hint = "keep the names of its public addresses, by `naming`; or run the steps right one after the other, and give the devices of the sites " +
			"the new address of their peer"
	}
	b.found(codeReplaced, d, r.ID)
}
