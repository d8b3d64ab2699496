package migration

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// judged judges the steps, unless the same were judged before: other holds and another order often make the same steps, and a
// rehearsal of every pair after every
// write is most of the work.
func (b *builder) judged() (*builder, error) {
	key, err := b.signature()
	if err != nil {
		return nil, err
	}
	if known := b.same[key]; known != nil {
		same := *known
		same.in, same.filters, same.holds = b.in, b.filters, b.holds
		return &same, nil
	}
	b.rehearsed++
	b.same[key] = b
	return b, b.judge()
}

// signature is all that a judgement of steps rests on: what they write, delete and wait for, what was found as they were made, and what is forced.
func (b *builder) signature() ([sha256.Size]byte, error) {
	h := sha256.New()
	for i := range b.out.Steps {
		s := &b.out.Steps[i]
		fmt.Fprintf(h, "step %q %q %q\n", s.Name, s.Synchronize, s.Remove)
		if s.Plan == nil {
			continue
		}
		printed, err := b.in.Print(s.Plan)
		if err != nil {
			return [sha256.Size]byte{}, err
		}
		for _, d := range printed {
			fmt.Fprintf(h, "%q %q %q %q %q\n", d.Name, d.Subscription, d.ResourceGroup, d.Location, d.Template.Content)
			for _, p := range d.Parameters {
				fmt.Fprintf(h, "%q\n", p.Content)
			}
		}
		for j := range s.Plan.Steps {
			step := &s.Plan.Steps[j]
			fmt.Fprintf(h, "%q %#v\n", stepKey(step), step.Makes)
		}
	}
	for _, w := range b.out.Waits {
		fmt.Fprintf(h, "wait %q %q %q %q %q %t %q\n", w.ID, w.Step, w.Until, w.By, w.companion, w.released, fmt.Sprint(*w.Refusal))
	}
	for _, d := range b.out.Findings {
		fmt.Fprintf(h, "found %q %q\n", d.Code.ID, d.Summary)
	}
	for _, key := range slices.Sorted(maps.Keys(b.forced)) {
		fmt.Fprintf(h, "forced %q %q\n", key, b.forced[key])
	}
	fmt.Fprintln(h, b.more, b.cut, b.rid)
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// comesLate tells whether a subnet of the new network can come late: where none can, the order in which they do is no other.
func (in Input) comesLate() bool {
	in.late = true
	b := &builder{in: in}
	return len(b.coming(partsBeside).Subnets) < len(in.New.Topology.Subnets)
}
