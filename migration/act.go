package migration

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// act does to a store what the companion steps of a plan do; what Azure refuses of one does not stand in the way of the others. The error has a *stepRefused of
// each that is refused, and is else one of the store's.
func act(s *rehearsal.Store, p *plan.Plan) error {
	var refused []error
	for i := range p.Steps {
		step := &p.Steps[i]
		for j := range step.Makes {
			err := makes(s, p, &step.Makes[j])
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

// makes puts what a companion step makes into a store: of a network that exists what it puts on its subnets, and of a table that is there the routes that it
// adds. What it has made is noted.
func makes(s *rehearsal.Store, p *plan.Plan, r *plan.Resource) error {
	id := idOf(r.ID)
	body, _ := jsonOf(r.Body, p).(rehearsal.Body)
	have, there := s.Get(id)
	made := []string{id}
	switch {
	case there && r.ID.Type == azure.TypeVirtualNetwork:
		return s.Exists(id, associated(have, body))
	case there && r.ID.Type == azure.TypeRouteTable:
		body, made = withRoutes(have, body, id)
	case there || r.ID.Type == azure.TypeCommit: // what a commit has brought into force counts, not it
		made = nil
	}
	if err := existsAs(s, r, body); err != nil {
		return err
	}
	for _, id := range made {
		s.MadeBeside(id)
	}
	return nil
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

// MadeBySteps are the ids, in lower case, of what the companion steps of a plan make or set: resources, and routes of tables.
func MadeBySteps(p *plan.Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Steps {
		for j := range p.Steps[i].Makes {
			r := &p.Steps[i].Makes[j]
			out[keyOf(r.ID)] = true
			list, _ := object(r.Body).at("properties", "routes").(plan.List)
			for _, item := range list {
				if o, ok := item.(plan.Object); ok {
					name, _ := o.Get("name").(plan.Str)
					out[keyOf(r.ID)+"/routes/"+lower(string(name))] = true
				}
			}
		}
	}
	return out
}

// withRoutes is a table with the routes of another body: each in the place of one of its prefix or its name, others stay. It says which these are.
func withRoutes(table, more rehearsal.Body, id string) (rehearsal.Body, []string) {
	properties, _ := table["properties"].(rehearsal.Body)
	set, _ := more["properties"].(rehearsal.Body)
	routes := anyList(properties["routes"])
	var made []string
	for _, item := range anyList(set["routes"]) {
		route, _ := item.(rehearsal.Body)
		at := slices.IndexFunc(routes, func(x any) bool {
			have, _ := x.(rehearsal.Body)
			return have["name"] == route["name"] || prefixOf(have) == prefixOf(route)
		})
		if at >= 0 {
			routes[at] = route
		} else {
			routes = append(routes, route)
		}
		name, _ := route["name"].(string)
		made = append(made, id+"/routes/"+name)
	}
	if properties != nil {
		properties["routes"] = routes
	}
	return table, made
}

func prefixOf(route rehearsal.Body) any {
	properties, _ := route["properties"].(rehearsal.Body)
	return properties["addressPrefix"]
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
func jsonOf(v plan.Value, of *plan.Plan) any {
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
			out = append(out, jsonOf(item, of))
		}
		return out
	case plan.Object:
		out := rehearsal.Body{}
		for _, m := range v {
			out[m.Key] = jsonOf(m.Value, of)
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
		return secretOf(v.Name, of)
	}
	return nil
}

// secretOf is where the value of a parameter is from, as templates say it.
func secretOf(name string, of *plan.Plan) string {
	if name == plan.KeyThatIsThere {
		return rehearsal.SecretThatIsThere
	}
	for i := range of.Roots {
		for _, p := range of.Roots[i].Parameters {
			if p.Name == name && p.SecretName != "" {
				return template.SecretOfVault(p.SecretName, p.Vault.String())
			}
		}
	}
	return template.SecretOfParameter(name)
}

// stand puts into a store what stands before anything is deployed. That of a network manager nothing is in force needs no saying there, and a
// network of the classic model has no half of its own. What the store has is as it is: an export knows it better than an intent. So it is with a peering or a
// connection that two plans have: the first knows how it is now. What contradicts that is not put there.
func stand(s *rehearsal.Store, plans ...*plan.Plan) error {
	there, linked := map[string]bool{}, map[string]bool{}
	for _, id := range s.IDs() {
		there[lower(id)] = true
	}
	for i, p := range plans {
		for j := range p.Standing {
			r := &p.Standing[j]
			key := keyOf(r.ID)
			if r.ID.Type == azure.TypeCommit || r.ID.Type == azure.TypeClassicNetwork || r.Parent != nil && r.Parent.Type == azure.TypeClassicNetwork ||
				there[key] || linked[key] {
				continue
			}
			linked[key] = isLink(r.ID.Type)
			var refusal *rehearsal.Refusal
			switch err := exists(s, p, r); {
			case errors.As(err, &refusal) && (len(there) > 0 || i > 0): // what is there contradicts it
			case err != nil:
				return err
			}
		}
	}
	return nil
}

// exists puts a resource into a store that is there already, and before it what it stands in and what it names: of these nothing is known but
// that they are there.
func exists(s *rehearsal.Store, p *plan.Plan, r *plan.Resource) error {
	body, _ := jsonOf(r.Body, p).(rehearsal.Body)
	return existsAs(s, r, body)
}

func existsAs(s *rehearsal.Store, r *plan.Resource, body rehearsal.Body) error {
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
