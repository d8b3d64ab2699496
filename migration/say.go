package migration

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/source"
)

// found notes a finding about resources: its place is that of the first which an intent has.
func (b *builder) found(code *diag.Code, d diag.Diagnostic, ids ...string) {
	d.Code, d.Severity = code, code.Severity
	if len(ids) > 0 {
		d.Subject = b.place(ids...)
	}
	b.out.Findings = append(b.out.Findings, d)
}

// name is an event for a reader.
func (b *builder) name(e judge.Event) string {
	if e.Step < 0 {
		return "the beginning"
	}
	return Brief(e.Write) + " in " + b.out.Steps[e.Step].Name
}

// endOfSearch says that not all orders of steps were tried.
func (g *ground) endOfSearch() diag.Diagnostic {
	return diag.Diagnostic{Code: codeEndOfSearch, Severity: codeEndOfSearch.Severity,
		Summary: fmt.Sprintf("no good order of steps is among the %d that were rehearsed, and others were not tried: pairs were looked at %d times, of "+
			"at most %d", g.rehearsed, g.looks, g.most),
		Why: fmt.Sprintf("%d pairs are followed after every write, in both orders of the writes of a step, and each order of the steps is rehearsed as "+
			"a whole. What follows is what the best of these does, and another may not do it",
			len(g.change.Pairs)/2),
		Hint: "change less at once: an intent between the two, with some of the connections as OLD has them. `vnetloom migrate OLD BETWEEN`, then `vnetloom migrate BETWEEN NEW`"}
}

// distinct are findings, each once.
func distinct(found diag.List) diag.List {
	var out diag.List
	for _, d := range found {
		if !slices.ContainsFunc(out, func(o diag.Diagnostic) bool { return o.Code == d.Code && o.Summary == d.Summary }) {
			out = append(out, d)
		}
	}
	return out
}

// diagnosticOf is a refusal as a finding.
func diagnosticOf(s rehearsal.Step) diag.Diagnostic {
	return diag.Diagnostic{Summary: fmt.Sprintf("Azure refuses %s: %s", Brief(s.ID), s.Refusal.Code), Why: plain(s.Refusal.Message), Hint: wayOut(s)}
}

// wayOut says what can be done where a step is refused.
func wayOut(s rehearsal.Step) string {
	switch {
	case strings.EqualFold(s.Type, azure.TypeVirtualNetwork) && s.Refusal.Code == "InvalidResourceLocation":
		return "a network stays in its region: give the one in the other region another name and addresses of its own, move the machines, and take the " +
			"old one out of the intent with `--delete-network`"
	case strings.EqualFold(s.Type, azure.TypeVirtualNetwork) && strings.HasPrefix(s.Refusal.Code, "VnetAddressSpace"):
		return "addresses change hands one network after the other: an intent in which the one that has them gets others, then one in which the next " +
			"gets them, with `vnetloom migrate` from each to the next"
	case kindOf(s.Refusal.InTheWay) == azure.TypePeering:
		return fmt.Sprintf("keep the name of %s, by `names` of the connection or by `naming`: there is one to a network", Brief(s.Refusal.InTheWay))
	case s.Refusal.InTheWay != "":
		return fmt.Sprintf("keep the name of %s (`azureName`), or take it out in an intent between the two: there is one in one place", Brief(s.Refusal.InTheWay))
	case s.Refusal.Code == "InUseSubnetCannotBeUpdated":
		return "keep the addresses of the subnet; or take what stands in it out by an intent between the two, which interrupts what passes it: " +
			"`vnetloom migrate OLD BETWEEN`, then `vnetloom migrate BETWEEN NEW`"
	case strings.EqualFold(s.Type, azure.TypePublicAddress):
		return "keep the old value; or give the public address another name, by `naming`: a firewall takes it in place, and a gateway that has it is deleted and " +
			"made again, so that the devices of its sites need the new address of their peer"
	case s.Refusal.Code == "InvalidResourceLocation":
		return "give what is in the other region another name, so that it is made beside the old one"
	}
	return "give the new one another name, so that it is made beside the old one; or keep the old value"
}

// warn says what is interrupted, and may be, by what forces it; and what stays.
func (b *builder) warn() {
	if b.out.Findings.HasErrors() {
		return
	}
	for _, i := range b.out.Interruptions {
		d := diag.Diagnostic{Summary: fmt.Sprintf("%s are %s after %s, until %s, %s", i.Pair, i.State(), i.From, i.To, i.Lasts()), Why: i.Rule}
		if kindOf(i.inTheWay) == azure.TypePeering {
			d.Hint = fmt.Sprintf("keep the name of %s, by `names` of the connection or by `naming`; or run the steps right one after the other", Brief(i.inTheWay))
		}
		b.found(codeInterrupted, d, i.ids...)
	}
	for _, x := range b.out.Bypasses {
		b.found(codeBypassed, diag.Diagnostic{Summary: fmt.Sprintf("packets of %s pass %s by after %s, until %s", x.Pair, judge.Briefs(x.Past), x.From, x.To),
			Why:  x.Rule,
			Hint: "run the step when it does no harm, or deny the traffic by a security group until then"}, x.ids...)
	}
	for _, r := range b.out.Replaced {
		b.sayReplaced(r)
	}
	for _, d := range b.out.Disturbances {
		b.found(codeDisturbed, diag.Diagnostic{Summary: fmt.Sprintf("step %s changes %s of %s", d.Step, d.Path, Brief(d.ID)), Why: d.Note}, d.ID)
	}
	b.sayVacancies()
	b.sayBesides()
	left := b.left()
	for _, id := range b.out.Kept {
		if network := left[lower(id)]; network != "" {
			b.found(codeKept, diag.Diagnostic{Summary: fmt.Sprintf("%s stays on subnets of %s, a network that exists", Brief(id), Brief(network)),
				Why:  "what is on the subnets of a network that exists is its owner's: no template takes a table or a group off them",
				Hint: "take it off its subnets, and delete it: its routes point to a firewall that the network does not reach any more"}, network)
			continue
		}
		if b.others[lower(id)] {
			b.found(codeKept, diag.Diagnostic{Summary: Brief(id) + " stays: a companion step of the old intent has made it, and no step takes it away",
				Why: "what stands in a network of another owner is the owner's to delete", Hint: "have its owner delete it once the steps are done"}, id)
			continue
		}
		if kindOf(id) != azure.TypeVirtualNetwork {
			continue
		}
		d := diag.Diagnostic{Summary: Brief(id) + " is not of the new network, and stays", Hint: "`--delete-network` with its name in the old intent deletes a network, with what stands on its subnets"}
		if other := b.inPlaceOf(id); other != "" {
			d.Why = fmt.Sprintf("Azure renames no network and moves none: %s of %s, which has addresses of it, is another network, and the machines stay "+
				"in this one, which the steps cut off", Brief(other), groupOf(other))
			d.Hint = fmt.Sprintf("keep its name and group (`azureName: %s`, `resourceGroup`); or move the machines before it is cut off, and delete it then: `--delete-network`", nameOf(id))
		}
		b.found(codeKept, d, id)
	}
}

// groupOf is the resource group of a resource.
func groupOf(id string) string {
	group, _, _ := strings.Cut(lower(id), "/providers/")
	return nameOf(group)
}

// inPlaceOf is the id of a network that only the new intent has and that has addresses of one that only the old one has; "" where there is none.
func (b *builder) inPlaceOf(id string) string {
	was, is := homes(b.in.Old.Topology), homes(b.in.New.Topology)
	known := map[string]bool{}
	var space []netip.Prefix
	for i := range b.in.Old.Topology.Networks {
		n := &b.in.Old.Topology.Networks[i]
		known[was[n.ID].id()] = true
		if was[n.ID].id() == lower(id) {
			space = n.AddressSpace
		}
	}
	for i := range b.in.New.Topology.Networks {
		n := &b.in.New.Topology.Networks[i]
		if !known[is[n.ID].id()] && slices.ContainsFunc(n.AddressSpace, func(p netip.Prefix) bool { return slices.ContainsFunc(space, p.Overlaps) }) {
			return is[n.ID].id()
		}
	}
	return ""
}

// place is where an intent says the first of some resources, or the network of a subnet: the new intent before the old one.
func (b *builder) place(ids ...string) source.Range {
	for _, p := range []*plan.Plan{b.in.New.Plan, b.in.Old.Plan} {
		for _, id := range ids {
			id, _, _ = strings.Cut(lower(id), "/subnets/")
			var found source.Range
			resources(p, func(r *plan.Resource) {
				if keyOf(r.ID) == id {
					found = r.Origin.Range
				}
			})
			if !found.IsZero() {
				return found
			}
		}
	}
	return source.Range{}
}
