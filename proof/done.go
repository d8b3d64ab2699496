package proof

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// What a companion step makes is in no template, and what it changes may have been read: then it is put into that, as the step does it. A step
// leaves of a resource what it does not name, whatever the intent says of that.

// done is what was read, with what the companion steps change of it. What was read is not written to.
func (p *Prover) done(read []template.Resource) []template.Resource {
	d := &stepsDone{slices.Clone(read), map[string][]int{}, map[string]template.Resource{}}
	for i := range read {
		if read[i].Lacks == "" && read[i].ID != "" {
			d.at[read[i].ID] = append(d.at[read[i].ID], i)
		}
	}
	for _, x := range p.byStep {
		if x.Type == azure.TypeRouteTable {
			d.tables[x.ID] = x
		}
	}
	for _, x := range p.byStep {
		switch x.Type {
		case azure.TypeVirtualNetwork, azure.TypeClassicNetwork:
			d.associate(x)
		case azure.TypeRouteTable:
			d.each(x.ID, func(table *template.Value) *template.Value { return withRoutes(table, x.Properties) })
		default:
			d.each(x.ID, func(properties *template.Value) *template.Value { return merged(properties, x.Properties) })
		}
	}
	return d.read
}

// stepsDone are resources that were read while the steps are put into them.
type stepsDone struct {
	read   []template.Resource
	at     map[string][]int             // where the resources of an id stand: what is deployed, and what a template makes of it
	tables map[string]template.Resource // route tables that steps make, or add routes to, by id
}

// each changes the properties of all that was read of an id, where they are known.
func (d *stepsDone) each(id string, change func(properties *template.Value) *template.Value) {
	for _, i := range d.at[id] {
		if x := &d.read[i]; x.Properties != nil && x.Properties.Kind == template.Object {
			x.Properties = change(x.Properties)
			x.Body = with(x.Body, "properties", x.Properties)
		}
	}
}

// associate gives the subnets of a network the route tables and security groups that a step gives them. A subnet that was not read is not made.
func (d *stepsDone) associate(network template.Resource) {
	key := azure.ListOf(azure.TypeSubnet)
	for _, made := range network.Properties.Get(key).List() {
		name := made.Get("name").String()
		of := func(properties *template.Value) *template.Value {
			return d.associated(properties, made.Get("properties"))
		}
		d.each(network.ID+"/"+strings.ToLower(key+"/"+name), of)
		d.each(network.ID, func(properties *template.Value) *template.Value {
			subnets := properties.Get(key)
			i := slices.IndexFunc(subnets.List(), func(v *template.Value) bool { return strings.EqualFold(v.Get("name").String(), name) })
			if i < 0 {
				return properties
			}
			all := *subnets
			all.Items = slices.Clone(subnets.Items)
			all.Items[i] = with(all.Items[i], "properties", of(all.Items[i].Get("properties")))
			return with(properties, key, &all)
		})
	}
}

// associated are the properties of a subnet with the table and the group of a step. The step of another owner's routes adds them to the table that
// the subnet has; any other replaces the table.
func (d *stepsDone) associated(subnet, made *template.Value) *template.Value {
	if group := made.Get("networkSecurityGroup"); group.Get("id").ID() != "" {
		subnet = with(subnet, "networkSecurityGroup", group)
	}
	table := made.Get("routeTable")
	if table.Get("id").ID() == "" {
		return subnet
	}
	has, wanted := subnet.Get("routeTable", "id").ID(), table.Get("id").ID()
	if routes, adds := d.tables[wanted]; adds && has != "" && has != wanted {
		d.each(has, func(properties *template.Value) *template.Value { return withRoutes(properties, routes.Properties) })
		return subnet
	}
	return with(subnet, "routeTable", table)
}

// withRoutes is a route table with the routes of another one. Azure takes one route of a prefix: one that is there leads where the step has it lead.
func withRoutes(table, more *template.Value) *template.Value {
	key := azure.ListOf(azure.TypeRoute)
	routes := table.Get(key)
	if routes.IsUnknown() {
		return table
	}
	all := list(slices.Clone(routes.List())...)
	for _, route := range more.Get(key).List() {
		prefix := route.Get("properties", "addressPrefix").String()
		i := slices.IndexFunc(all.Items, func(v *template.Value) bool {
			return strings.EqualFold(v.Get("properties", "addressPrefix").String(), prefix)
		})
		if i < 0 {
			all.Items = append(all.Items, route)
			continue
		}
		all.Items[i] = with(all.Items[i], "properties", route.Get("properties"))
	}
	return with(table, key, all)
}

// with is an object with a member set; the object that was there stays as it is. What is no object, or is not known, stays.
func with(v *template.Value, key string, value *template.Value) *template.Value {
	switch {
	case v == nil:
		return object(key, value)
	case v.Kind != template.Object:
		return v
	}
	out := *v
	out.Members = slices.Clone(v.Members)
	for i := range out.Members {
		if strings.EqualFold(out.Members[i].Key, key) {
			out.Members[i].Value = value
			return &out
		}
	}
	out.Members = append(out.Members, template.Member{Key: key, Value: value})
	return &out
}
