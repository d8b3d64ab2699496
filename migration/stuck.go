package migration

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// stuck are the peerings and connections of both networks that Azure does not change in place, such as one that leads to another network now, with their
// other halves: they are deleted with the old ones, and made again. It is seen by that Azure refuses them until they are deleted.
func (b *builder) stuck(gone removals) (removals, error) {
	store := b.store.Clone()
	for _, id := range gone {
		_ = store.Delete(id) // what is refused stays, and is seen when the step is made
	}
	var differ, out removals
	resources(b.in.New.Plan, func(r *plan.Resource) {
		if _, there := store.Get(idOf(r.ID)); there && isLink(r.ID.Type) && b.written.differs(r) {
			differ = append(differ, idOf(r.ID))
		}
	})
	for _, id := range differ {
		ends := []string{id}
		if half := halfOf(store, id); half != "" {
			ends = append(ends, half)
		}
		refusal, err := b.refusal(store, ends)
		if err != nil {
			return nil, err
		}
		if refusal == nil || slices.Contains(out, id) {
			continue
		}
		without := store.Clone()
		if slices.ContainsFunc(ends, func(end string) bool { return without.Delete(end) != nil }) { // it is in use, and waits for what uses it
			continue
		}
		still, err := b.refusal(without, ends)
		if err != nil {
			return nil, err
		}
		if still == nil {
			store, out = without, append(out, ends...)
			b.out.Waits = append(b.out.Waits, Wait{ID: id, Step: "links", Refusal: refusal})
		}
	}
	return out, nil
}

// refusal is how Azure refuses some resources of the new network over a store; nil where it takes them.
func (b *builder) refusal(store *rehearsal.Store, ids []string) (*rehearsal.Refusal, error) {
	over := store.Clone()
	write := func(ids []string) ([]rehearsal.Step, error) {
		result, err := b.in.deploy(over, b.in.New.Plan.Some(func(r *plan.Resource) bool {
			return slices.ContainsFunc(ids, func(id string) bool { return keyOf(r.ID) == lower(id) })
		}, func(*plan.Step) bool { return false }))
		if err != nil {
			return nil, err
		}
		return result.Refused(), nil
	}
	refused, err := write(ids)
	if err == nil && len(refused) > 0 && len(ids) > 1 { // one half may wait for the other
		if _, err = write(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return lower(id) == lower(refused[0].ID) })); err == nil {
			refused, err = write(ids)
		}
	}
	if err != nil || len(refused) == 0 {
		return nil, err
	}
	return refused[0].Refusal, nil
}

// halfOf is the id of the other half of a peering in a store.
func halfOf(s *rehearsal.Store, id string) string {
	network := func(half string) string {
		at, _, _ := strings.Cut(lower(half), "/virtualnetworkpeerings/")
		return at
	}
	remote := func(half string) string {
		body, _ := s.Get(half)
		properties, _ := body["properties"].(rehearsal.Body)
		to, _ := properties["remoteVirtualNetwork"].(rehearsal.Body)
		at, _ := to["id"].(string)
		return lower(at)
	}
	for _, other := range s.IDs() {
		if kindOf(other) == azure.TypePeering && network(other) == remote(id) && remote(other) == network(id) {
			return other
		}
	}
	return ""
}
