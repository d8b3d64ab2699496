package bicep

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/order"
)

// joinLoops says what each loop waits for: the loops of the entries that its own wait for, without those that others of these wait for already.
func joinLoops(loops []*loop, modules []*plan.Module, before [][]int) {
	of := map[*entry]int{}
	inModule := make([][]int, len(modules)) // loops
	for n, l := range loops {
		for _, e := range l.entries {
			of[e] = n
			inModule[e.module] = append(inModule[e.module], n)
		}
	}
	edges := make([][]int, len(loops))
	for n, l := range loops {
		seen := map[int]bool{n: true}
		add := func(other int) {
			if !seen[other] {
				seen[other] = true
				edges[n] = append(edges[n], other)
			}
		}
		for _, e := range l.entries {
			for _, b := range e.after {
				add(of[b])
			}
			for _, m := range before[e.module] {
				if modules[m].Stage == l.stage {
					continue // the entries have said it
				}
				for _, other := range inModule[m] {
					add(other)
				}
			}
		}
		sort.Ints(edges[n])
	}
	for n, list := range order.Reduce(edges) {
		for _, other := range list {
			loops[n].after = append(loops[n].after, loops[other])
		}
	}
}

// checkOrder holds that what the plan puts one after the other is so in the loops: in one table of an entry, or by what waits for what. The
// order of the tables of an entry is the module's.
func checkOrder(loops []*loop) error {
	of := map[*entry]*loop{}
	for _, l := range loops {
		for _, e := range l.entries {
			of[e] = l
		}
	}
	for _, l := range loops {
		for _, e := range l.entries {
			for _, t := range e.tables {
				atOnce := l.module.AtOnce(t.table)
				for i, r := range t.rows {
					for _, b := range r.after {
						at := slices.Index(t.rows, b)
						switch {
						case b.entry == e && (b.row.Table != t.table || atOnce > 0 && at/atOnce < i/atOnce):
						case b.entry != e && l.waitsFor(of[b.entry]):
						default:
							return fmt.Errorf("%s waits for %s, and the loops would make it before", r.resources[0].ID.Name, b.resources[0].ID.Name)
						}
					}
				}
			}
		}
	}
	return nil
}

// waitsFor tells whether a loop comes after another, by itself or by others.
func (l *loop) waitsFor(other *loop) bool {
	return slices.ContainsFunc(l.after, func(b *loop) bool { return b == other || b.waitsFor(other) })
}
