package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A Vacancy is a subnet that has to be empty before a step: Azure refuses to delete it, or to give it another prefix, while something is in it. What is in a
// subnet no intent says.
type Vacancy struct {
	ID   string // of the subnet
	Step string // that is refused else
	From string // its prefixes
	To   string // its prefixes in the new network, "" where it is deleted
}

// vacancies are the subnets that the steps delete, or give other prefixes; not those that Azure reserves: what is in them is deleted before.
func (b *builder) vacancies() []Vacancy {
	was, is := b.in.Old.subnets(), b.in.New.subnets()
	var out []Vacancy
	for id, old := range was {
		now, stays := is[id]
		if azure.Reserved(nameOf(id)) != nil || stays && now.prefixes == old.prefixes {
			continue
		}
		network, _, _ := strings.Cut(id, "/subnets/")
		v := Vacancy{ID: old.id, From: old.prefixes, To: now.prefixes}
		for i := range b.out.Steps {
			s := &b.out.Steps[i]
			deletes := slices.ContainsFunc(s.Remove, func(r string) bool { return lower(r) == id || lower(r) == network })
			if !stays && deletes || stays && s.Plan != nil && writesSubnet(s.Plan, id, now.prefixes) {
				v.Step = s.Name
				break
			}
		}
		if v.Step != "" {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b Vacancy) int { return strings.Compare(a.Step+a.ID, b.Step+b.ID) })
	return out
}

// A plannedSubnet is a subnet of a plan.
type plannedSubnet struct{ id, prefixes string }

// subnets are those of the networks that a side makes, by their ids in lower case.
func (s *Side) subnets() map[string]plannedSubnet {
	out := map[string]plannedSubnet{}
	resources(s.Plan, func(r *plan.Resource) {
		if r.ID.Type != azure.TypeVirtualNetwork {
			return
		}
		for _, subnet := range subnetsOf(r) {
			name, _ := subnet.at("name").(plan.Str)
			id := idOf(r.ID) + "/subnets/" + string(name)
			out[lower(id)] = plannedSubnet{id, prefixesOf(subnet)}
		}
	})
	return out
}

// prefixesOf are the prefixes of a subnet, however it says them.
func prefixesOf(subnet object) string {
	if one, ok := subnet.at("properties", "addressPrefix").(plan.Str); ok {
		return string(one)
	}
	list, _ := subnet.at("properties", "addressPrefixes").(plan.List)
	var out []string
	for _, item := range list {
		if s, ok := item.(plan.Str); ok {
			out = append(out, string(s))
		}
	}
	return strings.Join(out, ", ")
}

// writesSubnet tells whether a plan writes a subnet with some prefixes.
func writesSubnet(p *plan.Plan, id, prefixes string) bool {
	found := false
	resources(p, func(r *plan.Resource) {
		if r.ID.Type != azure.TypeVirtualNetwork || !strings.HasPrefix(id, keyOf(r.ID)+"/") {
			return
		}
		for _, subnet := range subnetsOf(r) {
			name, _ := subnet.at("name").(plan.Str)
			found = found || lower(string(name)) == nameOf(id) && prefixesOf(subnet) == prefixes
		}
	})
	return found
}

func nameOf(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// sayVacancies says what has to be moved before which step.
func (b *builder) sayVacancies() {
	for _, v := range b.out.Vacancies {
		d := diag.Diagnostic{Summary: fmt.Sprintf("step %s deletes %s (%s): it has to be empty by then", v.Step, Brief(v.ID), v.From),
			Why:  "Azure does not delete a subnet in use (InUseSubnetCannotBeDeleted), and no intent says which machines are in it",
			Hint: "move its machines before, or keep the subnet in the new intent until it is empty"}
		if v.To != "" {
			d.Summary = fmt.Sprintf("step %s gives %s other addresses, %s in place of %s: it has to be empty by then", v.Step, Brief(v.ID), v.To, v.From)
			d.Why = "Azure does not change the prefix of a subnet in use (InUsePrefixCannotBeDeleted), and no intent says which machines are in it"
			d.Hint = "give the new subnet another name, so that both are there until the machines are moved"
		}
		b.found(codeVacate, d, v.ID)
	}
}
