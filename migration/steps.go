package migration

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// steps makes all steps, one after the other.
func (b *builder) steps() error {
	if err := b.clear(); err != nil {
		return err
	}
	for _, s := range []struct {
		at moment
		as Step
	}{
		{partsBeside, Step{Name: "parts", Title: "What is new stands beside what is there",
			About: "Networks, subnets, gateways and firewalls that only the new network has. Nothing leads to them yet."}},
		{joinedEarly, Step{Name: "join", Title: "New peerings and connections beside the old ones, before gateways change", About: "What they join has its new way by then."}},
		{released, Step{Name: "release", Title: "Connections let go of NAT rules", About: "Azure deletes no rule that a connection uses, so these are let go, then deleted, and only then are the new ones made."}},
		{partsChanged, Step{Name: "changes", Title: "Gateways, firewalls and virtual hubs change in place", About: "What both networks have, with the values of the new one, and their connections with them."}},
		{linksBeside, Step{Name: "links", Title: "New peerings and connections beside the old ones", About: "What was joined stays joined by the old ones."}},
		{routed, Step{Name: "routes", Title: "Route tables and security groups are those of the new network", About: "On hubs and spokes as close together as one deployment writes them. " +
			"Nothing of the old network is missing yet."}},
	} {
		if s.at == joinedEarly && !b.in.early {
			continue
		}
		write := b.writeWorld
		if s.at == released {
			write = b.release
		}
		if err := write(s.at, s.as); err != nil {
			return err
		}
	}
	b.more = len(b.out.Steps)
	if err := b.writeWorld(routedNext, Step{Name: "follow", Title: "Peerings, route tables and security groups that had to follow those of the steps before",
		About: "Before these were written, packets would have passed a firewall by, or reached what they may not, by what this step writes."}); err != nil {
		return err
	}
	b.cut = len(b.out.Steps)
	gone := b.gone(false)
	links, parts := gone.split(isLink)
	stuck, err := b.stuck(links)
	if err != nil {
		return err
	}
	links = append(links, stuck...)
	cut := Step{Name: "cut", Title: "Old peerings and connections are deleted", About: "Both halves of each: from here on what was joined by them has its new way alone."}
	ends := b.oldEnds(parts)
	if len(ends) > 0 {
		cut.Title, cut.About = "Old peerings, connections and subnets are deleted", cut.About+" Then the subnets of the old network: what waits for the end of their pairs is written next."
	}
	if err := b.notBeside(); err != nil {
		return err
	}
	if err := b.remove(append(ends, links...), cut); err != nil { // the last goes first
		return err
	}
	if err := b.writeWorld(unlinked, Step{Name: "flags", Title: "Flags of peerings are those of the new network", About: "What stays joined uses the gateways of the new network alone."}); err != nil {
		return err
	}
	if err := b.writeWorld(settled, Step{Name: "settle", Title: "Route tables and security groups that had to wait",
		About: "As long as the old peerings and connections were there, packets would have passed a firewall by, or reached what they may not, without these as they were."}); err != nil {
		return err
	}
	if err := b.write(b.lateLinks(), Step{Name: "late-links", Title: "Peerings and connections that had to wait",
		About: "Networks and sites that only the new network has, to which nothing of the old leads any more; and what Azure does not take beside the old."}, complete); err != nil {
		return err
	}
	b.rid = len(b.out.Steps)
	if err := b.remove(parts, Step{Name: "remove", Title: "What only the old network had is deleted", About: "Firewalls, gateways, their addresses, groups and tables, then subnets. A network stays, unless its deletion is asked for."}); err != nil {
		return err
	}
	return b.last()
}

// lateLinks are the peerings and connections of the new network that are not written yet.
func (b *builder) lateLinks() *plan.Plan {
	return b.in.New.Plan.Some(func(r *plan.Resource) bool { return isLink(r.ID.Type) && b.written.differs(r) }, joins)
}

// notBeside notes which peerings and connections of the new network Azure does not take as long as the old ones are there, such as a second one between two
// networks: these wait.
func (b *builder) notBeside() error {
	but := map[string]bool{} // what is refused keeps from being tried what is deployed after it: it is tried without that
	for {
		printed, err := b.in.Print(b.lateLinks().Some(func(r *plan.Resource) bool { return !but[keyOf(r.ID)] }, joins))
		if err != nil {
			return err
		}
		result, _ := b.store.Clone().Deploy(printed, rehearsal.Declared)
		refused := result.Refused()
		for _, r := range refused {
			but[lower(r.ID)] = true
			if _, there := b.store.Get(r.ID); !there {
				b.wait(Wait{ID: r.ID, Step: "links", Refusal: r.Refusal})
			}
		}
		if len(refused) == 0 {
			return nil
		}
	}
}

// writeWorld makes a step of the rows of both networks at a moment.
func (b *builder) writeWorld(at moment, s Step) error {
	lowered, found := plan.Lower(world(b.standing(), b.coming(at), at, b.in.early, b.filters, b.holds))
	if found.HasErrors() {
		b.found(codeRefused, diag.Diagnostic{Summary: "the two networks cannot stand beside each other: " + found[0].Summary, Why: found[0].Why,
			Hint: "an intent between the two, with less of either, may be: `vnetloom migrate OLD BETWEEN`, then `vnetloom migrate BETWEEN NEW`"})
		return nil
	}
	lowered.Name = b.in.New.Plan.Name
	if at >= unlinked { // the old links are deleted, the new ones come next, and what only the old network has is removed soon
		next := keysOf(b.in.New.Plan)
		lowered = lowered.Some(func(r *plan.Resource) bool {
			_, there := b.store.Get(idOf(r.ID))
			return next[keyOf(r.ID)] && (at == settled && !isLink(r.ID.Type) || there && isLink(r.ID.Type))
		}, func(*plan.Step) bool { return at == settled })
	}
	return b.write(lowered, s, at)
}

// last deploys the new network whole, and removes what could not go before.
func (b *builder) last() error {
	if err := b.replace(); err != nil {
		return err
	}
	step := Step{Name: "new", Title: "The new network, whole", About: "What `vnetloom generate` writes for the new intent. From here on it is the only one.", Plan: b.in.New.Plan}
	result, err := b.in.deploy(b.store, step.Plan)
	late, err := refusedSteps(err)
	if err != nil {
		return err
	}
	for _, r := range late {
		b.found(codeRefused, diagnosticOf(rehearsal.Step{ID: r.id, Type: kindOf(r.id), Refusal: r.refusal}), r.id)
	}
	for _, refused := range result.Refused() {
		b.found(codeRefused, diagnosticOf(refused), refused.ID)
	}
	for i := range b.out.Waits {
		if b.out.Waits[i].Until == "" {
			b.out.Waits[i].Until = fmt.Sprintf("%02d-new", len(b.out.Steps)+1)
		}
	}
	step.Writes = changed(result)
	b.add(step, result)
	b.note(step.Plan)
	b.renamed()
	gone := b.gone(true)
	return b.remove(gone, Step{Name: "remove-last", Title: "What was in use until the new network was whole is deleted", About: "Azure did not take its deletion before."})
}
