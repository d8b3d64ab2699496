package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// holdsBack is what keeps a resource from being deleted: that others refer to it, by which code Azure says so.
type holdsBack struct {
	form   form
	source string
	sure   azure.Certainty
	not    []string // types whose references do not hold it back
}

// deletions are the types whose deletion Azure refuses while others use them. Others are deleted, and what refers to them is left behind.
var deletions = map[string]holdsBack{
	azure.TypeSubnet:         {form: codeSubnetDeleted, source: "Azure/bicep#13267, hashicorp/terraform-provider-azurerm#334, #4784", sure: azure.Reported},
	azure.TypeRouteTable:     {form: codeTableInUse, sure: azure.Contested},
	azure.TypeSecurityGroup:  {form: codeGroupInUse, source: "pulumi/pulumi-azure-native#3051", sure: azure.Reported},
	azure.TypePublicAddress:  {form: codeAddressInUse, source: "hashicorp/terraform-provider-azurerm#688, #16891", sure: azure.Reported},
	azure.TypeNATGateway:     {form: codeInUse, sure: azure.Contested},
	azure.TypeFirewallPolicy: {form: codeInUse, source: "Azure/Azure-Landing-Zones#2919, hashicorp/terraform-provider-azurerm#29114", sure: azure.Reported},
	azure.TypeIPGroup:        {form: codeInUse, source: "Microsoft Learn, IP Groups in Azure Firewall", sure: azure.Documented},
	azure.TypeGateway: {form: codeInUse, source: "Azure/Azure-Proactive-Resiliency-Library#306; Microsoft Learn, delete a virtual network gateway",
		sure: azure.Documented},
	azure.TypeLocalGateway: {form: codeInUse, source: "Microsoft Learn, delete a virtual network gateway", sure: azure.Documented},
	azure.TypeCircuit:      {form: codeInUse, source: "MicrosoftDocs/azure-docs PR 125522", sure: azure.Documented},
	azure.TypeVirtualWAN:   {form: codeInUse, source: "Microsoft Learn, delete a virtual WAN", sure: azure.Documented},
	azure.TypeVirtualHub:   {form: codeInUse, source: "Microsoft Learn, delete a virtual hub", sure: azure.Documented},
	azure.TypeHubSite:      {form: codeInUse, source: "Microsoft Learn, delete a VPN site", sure: azure.Documented},
	azure.TypeHubRouteTable: {form: codeInUse, source: "Microsoft Learn, about virtual hub routing: a table with associated connections", sure: azure.Contested,
		not: []string{azure.TypeRoutingIntent}},
}

// remove deletes a resource or a part. Nil, nil where nothing is there.
func (s *Store) remove(p place, c call) (*operation, *Refusal) {
	w := &write{call: c, place: p, key: key(p.id)}
	if p.kind == azure.TypeResourceGroup {
		return s.removeGroup(w)
	}
	if part := azure.InlineOf(p.kind); part != nil {
		return s.removePart(w, part)
	}
	r := s.resources[w.key]
	if r == nil {
		return nil, nil
	}
	w.root, w.rootKind, w.old, w.body = w.key, r.kind, r.body, r.body
	if refusal := s.busy(w); refusal != nil {
		return nil, refusal
	}
	if refusal := s.holdBack(w, r); refusal != nil {
		return nil, refusal
	}
	if !c.remote || isSynchronous(p.kind) || !strings.HasPrefix(p.kind, "Microsoft.Network/") {
		s.dropAll(r)
		return nil, nil
	}
	op := s.operation(r, "Delete"+w.noun()+"Operation", p.subscription, textAt(r.body, "location"))
	if t := azure.TypeOf(p.kind); t != nil && t.Slow {
		op.left = s.options.Polls
	}
	op.holds, op.deletion = s.held(w), true
	op.end = func() { s.dropAll(r) }
	r.op, r.state = op, deleting
	return op, nil
}

// holdBack refuses a deletion while others use the resource, a part of it, or what stands in it.
func (s *Store) holdBack(w *write, r *resource) *Refusal {
	check := func(kind, id string) *Refusal {
		rule, known := deletions[kind]
		if !known {
			return nil
		}
		for _, user := range s.users(w, id) {
			if user.kind == azure.TypePeering || slices.Contains(rule.not, user.kind) || strings.HasPrefix(user.root, r.key+"/") {
				continue
			}
			name := id
			if rule.form == codeSubnetDeleted {
				name = nameOf(id)
			}
			return refuse(rule.form, name, user.id)
		}
		return nil
	}
	if refusal := check(r.kind, r.id); refusal != nil {
		return refusal
	}
	if r.kind == azure.TypeVirtualHub || r.kind == azure.TypeHubVPNGateway || r.kind == azure.TypeHubERGateway { // what stands in it is deleted first
		for _, k := range s.below(r.key) {
			if child := s.resources[k]; child.kind != azure.TypeHubRouteTable {
				return refuse(codeInUse, r.id, child.id)
			}
		}
	}
	var found *Refusal
	eachPart(r.kind, r.id, r.body, func(kind, id string, _ Body) {
		if found == nil {
			found = check(kind, id)
		}
	})
	return found
}

// dropAll takes away a resource and what stands in it. Halves of peerings that are left are disconnected.
func (s *Store) dropAll(r *resource) {
	for _, half := range objectsAt(r.body, "properties.virtualNetworkPeerings") {
		s.disconnect(r.id, half)
	}
	for _, k := range slices.Clone(s.below(r.key)) {
		s.drop(s.resources[k])
	}
	s.drop(r)
}

// removePart takes an item out of the body of its parent.
func (s *Store) removePart(w *write, part *azure.Inline) (*operation, *Refusal) {
	parent := s.resources[key(w.parent())]
	item := s.part(w.key)
	if parent == nil || item == nil {
		return nil, nil
	}
	if !part.Written {
		return nil, refuse(codeMethod, w.kind)
	}
	w.root, w.rootKind, w.old, w.body = parent.key, parent.kind, item, item
	if refusal := s.busy(w); refusal != nil {
		return nil, refusal
	}
	if rule, known := deletions[w.kind]; known {
		if users := s.users(w, w.id); len(users) > 0 {
			return nil, refuse(rule.form, w.name(), users[0].id)
		}
	}
	if w.kind == azure.TypePeering {
		s.disconnect(parent.id, item)
	}
	body := clone(parent.body)
	put(body, part.Path, slices.DeleteFunc(listAt(body, part.Path), func(i any) bool { return strings.EqualFold(textAt(asBody(i), "name"), w.name()) }))
	prefix := part.Path + "[" + textAt(item, "name") + "]."
	for path := range parent.secrets {
		if strings.HasPrefix(path, prefix) {
			delete(parent.secrets, path)
		}
	}
	s.commit(parent, body)
	op := s.begin(w, parent)
	if op != nil {
		op.name, op.deletion = "Delete"+w.noun()+"Operation", true
	}
	return op, nil
}

// removeGroup deletes a resource group and all that is in it; what Azure would refuse to delete alone goes with the rest.
func (s *Store) removeGroup(w *write) (*operation, *Refusal) {
	r := s.resources[w.key]
	if r == nil {
		return nil, refuse(codeNoGroup, w.group)
	}
	for _, k := range s.below(r.key) {
		for _, user := range s.users(w, s.resources[k].id) {
			if _, holds := deletions[s.resources[k].kind]; holds && user.kind != azure.TypePeering && !strings.HasPrefix(user.root, r.key+"/") {
				return nil, refuse(codeInUse, s.resources[k].id, user.id)
			}
		}
	}
	if !w.remote {
		s.dropAll(r)
		return nil, nil
	}
	op := s.operation(r, "DeleteResourceGroup", w.subscription, textAt(r.body, "location"))
	op.left, op.deletion = s.options.Polls, true
	for _, k := range s.below(r.key) {
		op.holds = append(op.holds, k)
	}
	op.end = func() { s.dropAll(r) }
	r.op, r.state = op, deleting
	return op, nil
}
