package migration

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// removals are ids of what only the old network has, in the order in which it was made.
type removals []string

// split divides them by their types.
func (r removals) split(is func(kind string) bool) (yes, no removals) {
	for _, id := range r {
		if is(kindOf(id)) {
			yes = append(yes, id)
		} else {
			no = append(no, id)
		}
	}
	return yes, no
}

// kindOf is the type of a resource by its id.
func kindOf(id string) string {
	_, after, ok := strings.Cut(id, "/providers/")
	if !ok {
		return azure.TypeResourceGroup
	}
	parts := strings.Split(after, "/")
	kind := parts[0]
	for i := 1; i < len(parts); i += 2 {
		kind += "/" + parts[i]
	}
	return kind
}

// gone is what is there and the new network has not, as far as the old network or a step made it: resources, and subnets of networks that both have. A
// network of the old one stays with its tables and groups, unless its deletion is asked for: machines that nobody has named may be in it.
// Resource groups stay, for others may have put something into them. What steps have made for a time alone goes at the end.
func (b *builder) gone(atTheEnd bool) removals {
	old, next := keysOf(b.in.Old.Plan), keysOf(b.in.New.Plan)
	stays, exists := b.stays(next), b.exists()
	partsOf(b.in.New.Plan, func(key string) { next[key] = true })
	networks := map[string]*plan.Resource{} // of the new plan
	resources(b.in.New.Plan, func(r *plan.Resource) {
		if r.ID.Type == azure.TypeVirtualNetwork {
			networks[keyOf(r.ID)] = r
		}
	})
	var out removals
	for _, r := range b.made {
		id := idOf(r.ID)
		_, there := b.store.Get(id)
		switch {
		case exists(r): // NEW says that it is there: it is taken over by others, and not deleted
		case !there || r.ID.Type == azure.TypeResourceGroup || stays[lower(id)] || !atTheEnd && !old[lower(id)]:
		case !next[lower(id)]:
			out = append(out, id)
		case networks[lower(id)] != nil:
			out = append(out, b.goneSubnets(r, networks[lower(id)])...)
		}
	}
	return out
}

// exists tells what the new network says that it is there already, by itself or with the network that it stands in: that is not written, nor deleted.
func (b *builder) exists() func(*plan.Resource) bool {
	standing := map[string]bool{}
	for i := range b.in.New.Plan.Standing {
		standing[keyOf(b.in.New.Plan.Standing[i].ID)] = true
	}
	next := keysOf(b.in.New.Plan)
	tables, routes := map[topology.RouteTableID]string{}, map[string]bool{} // routes in tables of others, by the names of both
	for i := range b.in.New.Topology.RouteTables {
		tables[b.in.New.Topology.RouteTables[i].ID] = b.in.New.Topology.RouteTables[i].Name
	}
	for i := range b.in.New.Topology.Routes {
		if r := &b.in.New.Topology.Routes[i]; r.Existing {
			routes[lower(tables[r.Table]+"/"+r.Name)] = true
		}
	}
	created, handedOver := map[topology.NetworkID]bool{}, map[string]bool{}
	for i := range b.in.Old.Topology.Networks {
		n := &b.in.Old.Topology.Networks[i]
		created[n.ID] = n.Ownership == topology.Created
	}
	was, is := homes(b.in.Old.Topology), homes(b.in.New.Topology)
	for i := range b.in.New.Topology.Networks {
		n := &b.in.New.Topology.Networks[i]
		handedOver[string(n.ID)] = created[n.ID] && n.Ownership != topology.Created && was[n.ID] == is[n.ID]
	}
	return func(r *plan.Resource) bool {
		return !next[keyOf(r.ID)] && (standing[keyOf(r.ID)] || r.ID.Type == azure.TypeRoute && routes[lower(r.ID.Name)] || handedOver[r.Unit] && !isLink(r.ID.Type))
	}
}

// partsOf tells the keys of what a plan writes in the bodies of other resources, such as the routes of a table. What the old network has written by
// itself is no less there.
func partsOf(p *plan.Plan, visit func(key string)) {
	resources(p, func(r *plan.Resource) {
		for _, part := range azure.InlinesOf(r.ID.Type) {
			list, _ := object(r.Body).at(strings.Split(part.Path, ".")...).(plan.List)
			for _, item := range list {
				if o, ok := item.(plan.Object); ok {
					name, _ := o.Get("name").(plan.Str)
					visit(lower(idOf(r.ID) + part.Type[strings.LastIndexByte(part.Type, '/'):] + "/" + string(name)))
				}
			}
		}
	})
}

// stays are the keys of the networks that are not deleted although the new network has them no more, and of the tables and groups on their
// subnets.
func (b *builder) stays(next map[string]bool) map[string]bool {
	out := map[string]bool{}
	resources(b.in.Old.Plan, func(r *plan.Resource) {
		if r.ID.Type != azure.TypeVirtualNetwork || next[keyOf(r.ID)] || slices.Contains(b.in.DeleteNetworks, networkOf(r)) {
			return
		}
		out[keyOf(r.ID)] = true
		for _, subnet := range subnetsOf(r) {
			for _, of := range []string{"routeTable", "networkSecurityGroup"} {
				if ref, ok := subnet.at("properties", of, "id").(plan.Ref); ok && !next[keyOf(plan.ID(ref))] {
					out[keyOf(plan.ID(ref))] = true
				}
			}
		}
	})
	for key := range b.left() {
		if !next[key] {
			out[key] = true
		}
	}
	return out
}

// left are the tables and groups that the old network has made for subnets of networks which neither makes, each with the id of its network: no
// template takes them off there.
func (b *builder) left() map[string]string {
	t := b.in.Old.Topology
	at, made := homes(t), map[string]bool{}
	is := homes(b.in.New.Topology)
	for i := range b.in.New.Topology.Networks {
		if n := &b.in.New.Topology.Networks[i]; n.Ownership == topology.Created {
			made[is[n.ID].id()] = true
		}
	}
	foreign := map[topology.NetworkID]bool{}
	for i := range t.Networks {
		if n := &t.Networks[i]; n.Ownership != topology.Created && !made[at[n.ID].id()] {
			foreign[n.ID] = true
		}
	}
	out := map[string]string{}
	for i := range t.RouteTables {
		if r := &t.RouteTables[i]; foreign[r.Network] {
			out[partKey(at[r.Network], azure.TypeRouteTable, r.Name)] = at[r.Network].id()
		}
	}
	for i := range t.SecurityGroups {
		if g := &t.SecurityGroups[i]; foreign[g.Network] {
			out[partKey(at[g.Network], azure.TypeSecurityGroup, g.Name)] = at[g.Network].id()
		}
	}
	return out
}

// partKey is the key of what stands in the group of a network.
func partKey(of home, kind, name string) string {
	group, _, _ := strings.Cut(of.id(), "/providers/")
	return group + "/providers/" + lower(kind) + "/" + lower(name)
}

// networkOf is the name of the network that a row makes.
func networkOf(r *plan.Resource) string {
	name, _ := r.Row.Cells.Get("name").(plan.Str)
	return string(name)
}

// An object is a body that is read by paths.
type object plan.Object

func (o object) at(path ...string) plan.Value {
	var v plan.Value = plan.Object(o)
	for _, key := range path {
		inner, _ := v.(plan.Object)
		v = inner.Get(key)
	}
	return v
}

func subnetsOf(r *plan.Resource) []object {
	list, _ := object(r.Body).at("properties", "subnets").(plan.List)
	var out []object
	for _, item := range list {
		if o, ok := item.(plan.Object); ok {
			out = append(out, object(o))
		}
	}
	return out
}

func subnetNames(r *plan.Resource) []string {
	var out []string
	for _, s := range subnetsOf(r) {
		if name, ok := s.at("name").(plan.Str); ok {
			out = append(out, string(name))
		}
	}
	return out
}

// goneSubnets are the subnets that a network of both has in the old one alone.
func (b *builder) goneSubnets(old *plan.Resource, next *plan.Resource) []string {
	names := map[string]bool{}
	for _, name := range subnetNames(next) {
		names[lower(name)] = true
	}
	var out []string
	for _, name := range subnetNames(old) {
		id := idOf(old.ID) + "/subnets/" + name
		if _, there := b.store.Get(id); there && !names[lower(name)] {
			out = append(out, id)
		}
	}
	return out
}

// oldEnds are those of some ids that are subnets in which workloads are, of networks that both have: no pair of them is of the new network.
func (b *builder) oldEnds(ids removals) removals {
	is := map[string]bool{}
	for network, subnets := range b.members.subnets {
		for _, s := range subnets {
			is[network+"/subnets/"+lower(s.Name)] = s.IsEndpoint
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !is[lower(id)] })
}

// remove makes a step of deletions: the last that was made goes first, and what is in use after what uses it. What stays in use is left for
// the step after the new network, or found left behind.
func (b *builder) remove(ids removals, s Step) error {
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { // rules go with their policy, which is not in use any more then
		return kindOf(id) == azure.TypeRuleCollectionGroup && slices.Contains(ids, id[:strings.LastIndex(id, "/ruleCollectionGroups/")])
	})
	slices.Reverse(left)
	for {
		var refused []string
		for _, id := range left {
			if _, there := b.store.Get(id); !there { // it went with what it stood in
				continue
			}
			if err := b.store.Delete(id); err != nil {
				refused = append(refused, id)
				continue
			}
			s.Remove = append(s.Remove, id)
		}
		if len(refused) == len(left) || len(refused) == 0 {
			break
		}
		left = refused
	}
	if len(s.Remove) == 0 {
		return nil
	}
	s.Writes = len(s.Remove)
	b.add(s, &rehearsal.Result{})
	b.out.Steps[len(b.out.Steps)-1].Slow = slices.ContainsFunc(s.Remove, func(id string) bool {
		t := azure.TypeOf(kindOf(id))
		return t != nil && t.Slow
	})
	for _, id := range s.Remove {
		delete(b.written, lower(id))
	}
	return nil
}
