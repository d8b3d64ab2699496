package rehearsal

import "github.com/vnetloom/vnetloom/azure"

// ruled is what the rules of a type refuse.
func (s *Store) ruled(w *write) *Refusal {
	for _, r := range Rules {
		if r.check == nil {
			continue
		}
		if refusal := r.check(s, w); refusal != nil {
			refusal.Source, refusal.Sure = r.Source, r.Sure
			return refusal
		}
	}
	return nil
}

// afterwards is what a write changes elsewhere.
func (s *Store) afterwards(w *write, _ Body) {
	switch w.kind {
	case azure.TypePeering:
		s.connect(w)
	case azure.TypeCommit:
		if manager := s.resources[key(w.parent())]; manager != nil {
			s.deploy(manager, asBody(w.body["properties"]))
		}
	}
}

// Rule is what Azure refuses when a resource is written, beyond what the table of types says of single paths.
type Rule struct {
	Type   string // of the resource or part
	Code   string // Azure's; ours where Words says so
	When   string // a sentence
	Source string
	Sure   azure.Certainty
	check  func(*Store, *write) *Refusal
}

// Rules are all of them, in the order in which they are asked.
var Rules = []Rule{
	{Type: azure.TypeSubnet, Code: "InUseSubnetCannotBeDeleted", Sure: azure.Documented,
		Source: "Azure/azure-quickstart-templates#2786, Azure/bicep#4653, #13267",
		When:   "A network is written with a list of subnets that lacks one in use. The whole write is refused.",
		check:  subnetsLeftOut},
}

// subnetsLeftOut refuses a network without a subnet that is in use.
func subnetsLeftOut(s *Store, w *write) *Refusal {
	if w.kind != azure.TypeVirtualNetwork || w.old == nil {
		return nil
	}
	for _, m := range rulesOf(w.kind).matched("properties.subnets", listAt(w.old, "properties.subnets"), listAt(w.body, "properties.subnets")) {
		if m.new != nil {
			continue
		}
		if users := s.users(w, w.id+"/subnets/"+m.name); len(users) > 0 {
			return refuse(codeSubnetDeleted, m.name, users[0].id)
		}
	}
	return nil
}
