package bicep

import (
	"fmt"
	"sort"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A loop of main.bicep calls one module for each of its entries: those of a stage, or of one level of a stage of which entries wait for others.
type loop struct {
	stage   azure.Stage
	module  azure.Stage // whose module is called
	round   int         // its level, from 1
	chains  bool        // the entries are networks with several rows where others have one
	entries []*entry
	after   []*loop
}

// loopsOf are the loops of a root, in the order of deployment. The resource groups of the deployment's own subscription are entries like
// those of others.
func loopsOf(root *plan.Root) ([]*loop, error) {
	modules := modulesOf(root)
	number := map[string]int{}
	for i, m := range modules {
		if m.Symbol != "" {
			number[m.Symbol] = i
		}
	}
	before := make([][]int, len(modules))
	entries := make([][]*entry, len(modules))
	for i, m := range modules {
		if m.Scope.GroupSymbol != "" {
			before[i] = append(before[i], 0)
		}
		for _, symbol := range m.DependsOn {
			n, ok := number[symbol]
			if !ok || n >= i {
				return nil, fmt.Errorf("module %s: depends on %q, which is no module before it", m.Symbol, symbol)
			}
			before[i] = append(before[i], n)
		}
		var err error
		if entries[i], err = entriesOf(m, i); err != nil {
			return nil, fmt.Errorf("module %s: %w", m.Symbol, err)
		}
		for _, n := range before[i] {
			if modules[n].Stage == m.Stage {
				for _, e := range entries[i] {
					e.after = append(e.after, entries[n]...)
				}
			}
		}
		setLevels(entries[i])
	}
	loops := gather(modules, entries)
	joinLoops(loops, modules, before)
	return loops, checkOrder(loops)
}

// modulesOf are the modules of a root, with the resource groups of the deployment's own subscription as one that comes first.
func modulesOf(root *plan.Root) []*plan.Module {
	var out []*plan.Module
	if len(root.Groups) > 0 {
		out = append(out, &plan.Module{Stage: azure.StageGroups, Scope: plan.Scope{Folder: azure.OwnSubscription}, Resources: root.Groups})
	}
	for i := range root.Modules {
		out = append(out, &root.Modules[i])
	}
	return out
}

// gather puts entries into loops: those of a stage into one, but where entries wait for others of the same stage into one for each level.
func gather(modules []*plan.Module, entries [][]*entry) []*loop {
	type id struct {
		stage  azure.Stage
		chains bool
		round  int
	}
	byID := map[id]*loop{}
	var out []*loop
	for i, m := range modules {
		for _, e := range entries[i] {
			is := id{m.Stage, e.chain, e.level + 1}
			l := byID[is]
			if l == nil {
				l = &loop{stage: m.Stage, module: m.Stage, round: is.round, chains: e.chain}
				if e.chain {
					l.module = chainStage
				}
				byID[is] = l
				out = append(out, l)
			}
			l.entries = append(l.entries, e)
		}
	}
	for _, l := range out {
		sort.SliceStable(l.entries, func(i, j int) bool { return lessPlace(l.entries[i], l.entries[j]) })
	}
	sort.SliceStable(out, func(i, j int) bool { // so each is behind all that it waits for
		a, b := out[i], out[j]
		switch {
		case a.stage != b.stage:
			return a.stage < b.stage
		case a.round != b.round:
			return a.round < b.round
		}
		return b.chains && !a.chains
	})
	return out
}

// lessPlace orders entries by their subscriptions, groups and keys.
func lessPlace(a, b *entry) bool {
	switch {
	case a.place.Subscription != b.place.Subscription:
		return a.place.Subscription < b.place.Subscription
	case a.place.ResourceGroup != b.place.ResourceGroup:
		return a.place.ResourceGroup < b.place.ResourceGroup
	}
	return a.key < b.key
}
