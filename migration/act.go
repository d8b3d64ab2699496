package migration

import (
	"cmp"
	"errors"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// act does to a store what the companion steps of a plan do; what Azure refuses of one does not stand in the way of the others. The error has a *stepRefused of
// each that is refused, and is else one of the store's.
func act(s *rehearsal.Store, p *plan.Plan) error {
	var refused []error
	for i := range p.Steps {
		step := &p.Steps[i]
		for j := range step.Makes {
			err := makes(s, &step.Makes[j])
			var refusal *rehearsal.Refusal
			if errors.As(err, &refusal) {
				refused = append(refused, &stepRefused{step, idOf(step.Makes[j].ID), refusal})
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return errors.Join(refused...)
}

func makes(s *rehearsal.Store, r *plan.Resource) error {
	if have, there := s.Get(idOf(r.ID)); there && r.ID.Type == azure.TypeVirtualNetwork {
		body, _ := jsonOf(r.Body).(rehearsal.Body)
		return s.Exists(idOf(r.ID), associated(have, body))
	}
	return exists(s, r)
}

// A stepRefused is a companion step of which Azure refuses something.
type stepRefused struct {
	step    *plan.Step
	id      string // of what it makes
	refusal *rehearsal.Refusal
}

func (r *stepRefused) Error() string { return r.step.Title + ": " + r.refusal.Error() }

// Unwrap is the refusal.
func (r *stepRefused) Unwrap() error { return r.refusal }

// refusedSteps are the companion steps that an error of act is about; any other error it returns.
func refusedSteps(err error) ([]*stepRefused, error) {
	list, is := err.(interface{ Unwrap() []error }) //nolint:errorlint // as act has joined it
	if err == nil || !is {
		return nil, err
	}
	var out []*stepRefused
	for _, one := range list.Unwrap() {
		var refused *stepRefused
		if !errors.As(one, &refused) {
			return nil, err
		}
		out = append(out, refused)
	}
	return out, nil
}

// associated is a network with what another body says of its subnets.
func associated(network, more rehearsal.Body) rehearsal.Body {
	properties, _ := network["properties"].(rehearsal.Body)
	set, _ := more["properties"].(rehearsal.Body)
	have, _ := properties["subnets"].([]any)
	for _, item := range anyList(set["subnets"]) {
		wanted, _ := item.(rehearsal.Body)
		for _, x := range have {
			subnet, _ := x.(rehearsal.Body)
			into, _ := subnet["properties"].(rehearsal.Body)
			from, _ := wanted["properties"].(rehearsal.Body)
			if subnet["name"] != wanted["name"] || into == nil {
				continue
			}
			for k, v := range from {
				into[k] = v
			}
		}
	}
	return network
}

func anyList(v any) []any {
	list, _ := v.([]any)
	return list
}

// jsonOf is a value as JSON. What only a deployment knows is nothing; a secret tells itself from others.
func jsonOf(v plan.Value) any {
	switch v := v.(type) {
	case plan.Str:
		return string(v)
	case plan.Int:
		return float64(v)
	case plan.Bool:
		return bool(v)
	case plan.List:
		out := make([]any, 0, len(v))
		for _, item := range v {
			out = append(out, jsonOf(item))
		}
		return out
	case plan.Object:
		out := rehearsal.Body{}
		for _, m := range v {
			out[m.Key] = jsonOf(m.Value)
		}
		return out
	case plan.Ref:
		return idOf(plan.ID(v))
	case plan.Subscription:
		if v == "" {
			v = OwnSubscription
		}
		return "/subscriptions/" + string(v)
	case plan.Secret:
		return "secret of parameter " + v.Name
	}
	return nil
}

// stand puts into a store what stands before anything is deployed. That of a network manager nothing is in force needs no saying there, and a
// network of the classic model has no half of its own. What the store has is as it is: an export knows it better than an intent.
func stand(s *rehearsal.Store, plans ...*plan.Plan) error {
	there := map[string]bool{}
	for _, id := range s.IDs() {
		there[lower(id)] = true
	}
	for _, p := range plans {
		for i := range p.Standing {
			r := &p.Standing[i]
			if r.ID.Type == azure.TypeCommit || r.ID.Type == azure.TypeClassicNetwork || r.Parent != nil && r.Parent.Type == azure.TypeClassicNetwork ||
				there[lower(idOf(r.ID))] {
				continue
			}
			if err := exists(s, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// exists puts a resource into a store that is there already, and before it what it stands in and what it names: of these nothing is known but
// that they are there.
func exists(s *rehearsal.Store, r *plan.Resource) error {
	body, _ := jsonOf(r.Body).(rehearsal.Body)
	location, _ := body["location"].(string)
	var err error
	ground := func(id azure.ID) {
		if _, there := s.Get(idOf(id)); there || err != nil || strings.Count(id.Type, "/") > 1 || id.Type == azure.TypeClassicNetwork {
			return
		}
		if group := (azure.ID{Subscription: id.Subscription, Type: azure.TypeResourceGroup, Name: id.ResourceGroup}); id.ResourceGroup != "" {
			if _, there := s.Get(idOf(group)); !there {
				err = s.Exists(idOf(group), rehearsal.Body{"location": cmp.Or(location, anywhere)})
			}
		}
		if err == nil && keyOf(id) != keyOf(r.ID) {
			err = s.Exists(idOf(id), rehearsal.Body{"location": cmp.Or(location, anywhere), "properties": rehearsal.Body{}})
		}
	}
	ground(r.ID)
	if r.Parent != nil {
		ground(*r.Parent)
	}
	eachRef(r.Body, ground)
	if err != nil {
		return err
	}
	s.AssumeNamed(idOf(r.ID), body) // and what is named by an id in parts of others
	if err := s.Exists(idOf(r.ID), body); err != nil || r.ID.Type != azure.TypeFirewall {
		return err
	}
	return opens(s, body)
}

// opens lets everything pass a firewall that exists, as the proof has it: its owner's policy decides, and is not known.
func opens(s *rehearsal.Store, firewall rehearsal.Body) error {
	properties, _ := firewall["properties"].(rehearsal.Body)
	policy, _ := properties["firewallPolicy"].(rehearsal.Body)
	id, _ := policy["id"].(string)
	if id == "" {
		return nil
	}
	all := []any{"*"}
	return s.Exists(id+"/ruleCollectionGroups/of-its-owner", rehearsal.Body{"properties": rehearsal.Body{"priority": 65000, "ruleCollections": []any{rehearsal.Body{
		"name": "any", "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "priority": 65000, "action": rehearsal.Body{"type": "Allow"},
		"rules": []any{rehearsal.Body{"name": "any", "ruleType": "NetworkRule", "ipProtocols": []any{"Any"}, "destinationPorts": all, "sourceAddresses": all,
			"destinationAddresses": all}}}}}})
}

// anywhere is the location of what nothing is known of.
const anywhere = "westeurope"

// eachRef visits the resources that a value names.
func eachRef(v plan.Value, visit func(azure.ID)) {
	switch v := v.(type) {
	case plan.Ref:
		visit(azure.ID(v))
	case plan.List:
		for _, item := range v {
			eachRef(item, visit)
		}
	case plan.Object:
		for _, m := range v {
			eachRef(m.Value, visit)
		}
	}
}
