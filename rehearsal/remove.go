package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// Deletion is a type of which Azure refuses to delete a resource while others use it. Resources of other types are deleted, and what
// refers to them is left behind.
type Deletion struct {
	Type   string
	Code   string // Azure's, or that of the store where no source shows one
	Source string
	Sure   azure.Certainty
	form   form
}

// Deletions are those types.
var Deletions = []Deletion{
	deletion(azure.TypeSubnet, codeSubnetDeleted, azure.Reported, "Azure/bicep#13267, hashicorp/terraform-provider-azurerm#334, #4784"),
	deletion(azure.TypeRouteTable, codeTableInUse, azure.Contested, "as of security groups; no source that we know shows it"),
	deletion(azure.TypeSecurityGroup, codeGroupInUse, azure.Reported, "pulumi/pulumi-azure-native#3051, Azure/RDS-Templates#695"),
	deletion(azure.TypePublicAddress, codeAddressInUse, azure.Reported, "hashicorp/terraform-provider-azurerm#688, #16891"),
	deletion(azure.TypeNATGateway, codeInUse, azure.Contested, "as of route tables"),
	deletion(azure.TypeFirewallPolicy, codeInUse, azure.Reported, "Azure/Azure-Landing-Zones#2919, hashicorp/terraform-provider-azurerm#29114"),
	deletion(azure.TypeIPGroup, codeInUse, azure.Documented, "Microsoft Learn, IP Groups in Azure Firewall"),
	deletion(azure.TypeGateway, codeInUse, azure.Documented,
		"Azure/Azure-Proactive-Resiliency-Library#306; Microsoft Learn, delete a virtual network gateway"),
	deletion(azure.TypeLocalGateway, codeInUse, azure.Documented, "Microsoft Learn, delete a virtual network gateway"),
	deletion(azure.TypeCircuit, codeInUse, azure.Documented, "MicrosoftDocs/azure-docs PR 125522"),
	deletion(azure.TypeVirtualWAN, codeInUse, azure.Documented, "Microsoft Learn, delete a virtual WAN"),
	deletion(azure.TypeVirtualHub, codeInUse, azure.Documented, "Microsoft Learn, delete a virtual hub: its gateways, firewall and connections are deleted before it"),
	deletion(azure.TypeHubSite, codeInUse, azure.Documented, "Microsoft Learn, delete a VPN site"),
	deletion(azure.TypeHubRouteTable, codeInUse, azure.Contested, "Microsoft Learn, about virtual hub routing: a table with associated connections"),
	deletion(azure.TypeNetworkGroup, codeInUse, azure.Documented, "azure-rest-api-specs, Microsoft.Network: force, which un-deploys first"),
	deletion(azure.TypeConnectivityConfiguration, codeInUse, azure.Documented, "azure-rest-api-specs, Microsoft.Network: force, which un-deploys first"),
}

func deletion(kind string, f form, sure azure.Certainty, source string) Deletion {
	return Deletion{Type: kind, Code: formOf[f].Code, Source: source, Sure: sure, form: f}
}

func (s *Store) deletionOf(kind string) *Deletion {
	for i := range Deletions {
		if Deletions[i].Type == kind && !s.tables.without[deletionName(kind)] {
			return &Deletions[i]
		}
	}
	return nil
}

// refuse is the answer to a deletion of what another resource uses.
func (d *Deletion) refuse(id, user string) *Refusal {
	if d.form == codeSubnetDeleted {
		id = nameOf(id)
	}
	out := refuse(d.form, id, user)
	out.Source, out.Sure = d.Source, d.Sure
	return out
}

// remove deletes a resource or a part. Nil, nil where nothing is there.
func (s *Store) remove(p place, c call) (*operation, *Refusal) {
	w := &write{call: c, place: p, key: key(p.id)}
	if scope := s.lockedBy(p.id, true); scope != "" && (s.exists(w.key)) {
		return nil, refuse(codeScopeLocked, p.id, "delete", scope)
	}
	if p.kind == azure.TypeResourceGroup {
		return s.removeGroup(w)
	}
	if part := partOf(p.kind); part != nil {
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
		rule := s.deletionOf(kind)
		if rule == nil || w.force && strings.HasPrefix(kind, azure.TypeNetworkManager) {
			return nil
		}
		for _, user := range s.users(w, id) {
			if user.kind != azure.TypePeering && !strings.HasPrefix(user.root, r.key+"/") {
				return rule.refuse(id, user.id)
			}
		}
		return s.inForce(w, rule)
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

// inForce refuses the deletion of a configuration that is in force, or of a group that one in force uses, unless it is forced.
func (s *Store) inForce(w *write, rule *Deletion) *Refusal {
	if w.force || w.kind != azure.TypeConnectivityConfiguration && w.kind != azure.TypeNetworkGroup {
		return nil
	}
	manager := s.resources[key(w.parent())]
	if manager == nil {
		return nil
	}
	for _, where := range sortedKeys(manager.deployed) {
		for _, id := range manager.deployed[where] {
			uses := key(id) == w.key
			for _, user := range s.users(w, w.id) {
				uses = uses || user.root == key(id)
			}
			if uses {
				return rule.refuse(w.id, id)
			}
		}
	}
	return nil
}

// dropAll takes away a resource and what stands in it. Halves of peerings that are left are disconnected.
func (s *Store) dropAll(r *resource) {
	for _, k := range append(slices.Clone(s.below(r.key)), r.key) {
		gone := s.resources[k]
		if gone.kind == azure.TypePeering {
			s.turn(gone, disconnected)
		}
		s.drop(gone)
	}
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
	if rule := s.deletionOf(w.kind); rule != nil {
		if users := s.users(w, w.id); len(users) > 0 {
			return nil, rule.refuse(w.id, users[0].id)
		}
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
			if s.deletionOf(s.resources[k].kind) != nil && user.kind != azure.TypePeering && !strings.HasPrefix(user.root, r.key+"/") {
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
	op.holds = append(op.holds, s.below(r.key)...)
	op.end = func() { s.dropAll(r) }
	r.op, r.state = op, deleting
	return op, nil
}
