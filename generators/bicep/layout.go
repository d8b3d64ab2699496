package bicep

import (
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/order"
)

// A loop of main.bicep calls one module for each of its entries: those of a stage, or of one round of it.
type loop struct {
	stage   azure.Stage
	module  azure.Stage // whose module is called
	round   int         // from 1
	chains  bool        // the entries are networks that have too many rows for rounds
	entries []*entry
	after   []*loop
}

// An entry is what one nested deployment makes: rows of one stage in one resource group, or in one subscription. In the stages that write
// to what takes one change at a time an entry has the rows of one such thing, a network or a gateway: so two hubs in one resource group
// are made side by side.
type entry struct {
	key    string // unique among the entries of the loop in the same place; names of deployments hold it behind what is the loop's
	place  azure.Place
	tables []entryTable // in the order of the stage

	module int  // its number in the root
	chain  bool // of a network that has too many rows for rounds
	after  []*entry
	level  int // how many entries of the same stage are before it, one after the other
}

// An entryTable has the rows of one table in an entry.
type entryTable struct {
	table *azure.Table
	rows  []*entryRow
}

// An entryRow is a row with the resources of the plan that it is expanded to.
type entryRow struct {
	row       *azure.Row
	resources []*plan.Resource
	after     []*entryRow // of the same module
	round     int         // how many are before it, one after the other, and one
	entry     *entry
}

// mostRounds is how many rows on one network are made in rounds, each side by side with those on other networks.
const mostRounds = 4

// apart tells the stages in which an entry has the rows of one thing alone: those that make rows of a table one after the other, and those
// of gateways, of which a network may have two. What crosses tenants is deployed by resource groups.
func apart(s azure.Stage) bool {
	switch s {
	case azure.StageCrossTenant:
		return false
	case azure.StageGateway, azure.StageSpokeGateway:
		return true
	}
	return slices.ContainsFunc(s.Tables(), s.Serial)
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

// entriesOf are the entries of a module of the plan.
func entriesOf(m *plan.Module, number int) ([]*entry, error) {
	rows, err := rowsOf(m)
	if err != nil {
		return nil, err
	}
	last := map[string]int{} // the last round of a network
	for _, r := range rows {
		name := firstCell(r.row)
		last[name] = max(last[name], r.round)
	}
	place := m.Scope.ResourceGroup
	if place == "" {
		place = m.Scope.Folder
	}
	type id struct {
		key   string
		chain bool
		round int
	}
	byID := map[id]*entry{}
	var out []*entry
	for _, r := range rows {
		name, is := firstCell(r.row), id{key: place}
		switch {
		case apart(m.Stage):
			is.key = name
		case m.Stage == azure.StageReturnPeering && last[name] > mostRounds:
			is.key, is.chain = name, true
		case m.Stage == azure.StageReturnPeering:
			is.round = r.round
		}
		e := byID[is]
		if e == nil {
			e = &entry{key: is.key, place: r.row.Place, chain: is.chain, module: number}
			if m.Part != "" {
				e.key += "-" + m.Part
			}
			byID[is] = e
			out = append(out, e)
		}
		if e.place != r.row.Place {
			return nil, fmt.Errorf("entry %s: rows in two places, %v and %v", e.key, e.place, r.row.Place)
		}
		e.add(m.Stage, r)
	}
	for _, e := range out {
		e.sortRows(m.Stage)
	}
	for _, r := range rows {
		for _, b := range r.after {
			if b.entry != r.entry {
				r.entry.after = append(r.entry.after, b.entry)
			}
		}
	}
	return out, nil
}

// rowsOf are the rows of a module, in the order of their first resources.
func rowsOf(m *plan.Module) ([]*entryRow, error) {
	byRow := map[*azure.Row]*entryRow{}
	byID := map[plan.ID]*entryRow{}
	var out []*entryRow
	for i := range m.Resources {
		r := &m.Resources[i]
		if r.Row == nil {
			return nil, fmt.Errorf("resource %s: no row", r.ID.Name)
		}
		one := byRow[r.Row]
		if one == nil {
			one = &entryRow{row: r.Row}
			byRow[r.Row] = one
			out = append(out, one)
		}
		one.resources = append(one.resources, r)
		byID[r.ID] = one
	}
	for _, r := range out {
		for _, res := range r.resources {
			for _, id := range res.DependsOn {
				b := byID[id]
				if b == nil {
					return nil, fmt.Errorf("resource %s: depends on %s, which is no resource of the module", res.ID.Name, id.Name)
				}
				if b != r && !slices.Contains(r.after, b) {
					r.after = append(r.after, b)
				}
			}
		}
	}
	for range out { // a row may be before one that it waits for: those that the others name come first in a table alone
		settled := true
		for _, r := range out {
			round := 1
			for _, b := range r.after {
				round = max(round, b.round+1)
			}
			settled, r.round = settled && round == r.round, round
		}
		if settled {
			return out, nil
		}
	}
	return out, nil
}

// firstCell is the name of what a row is about, by which the rows of a stage that belong together are found.
func firstCell(r *azure.Row) string {
	if len(r.Cells) == 0 {
		return ""
	}
	switch v := r.Cells[0].Value.(type) {
	case azure.Str:
		return string(v)
	case azure.Int:
		return strconv.FormatInt(int64(v), 10)
	}
	return ""
}

// add puts a row into the entry.
func (e *entry) add(s azure.Stage, r *entryRow) {
	r.entry = e
	for i := range e.tables {
		if e.tables[i].table == r.row.Table {
			e.tables[i].rows = append(e.tables[i].rows, r)
			return
		}
	}
	e.tables = append(e.tables, entryTable{r.row.Table, []*entryRow{r}})
	tables := s.Tables()
	sort.SliceStable(e.tables, func(i, j int) bool {
		return slices.Index(tables, e.tables[i].table) < slices.Index(tables, e.tables[j].table)
	})
}

// sortRows puts the rows of each table in the order of their names, so that no row moves with what it makes or waits for. What the module
// makes one after the other keeps the order of the plan.
func (e *entry) sortRows(s azure.Stage) {
	if e.chain {
		s = chainStage
	}
	for _, t := range e.tables {
		if !s.Serial(t.table) {
			slices.SortStableFunc(t.rows, func(a, b *entryRow) int { return slices.Compare(names(a.row), names(b.row)) })
		}
	}
}

// names are the first cells of a row, those that are text: rows are told apart by them.
func names(r *azure.Row) []string {
	var out []string
	for _, c := range r.Cells {
		v, ok := c.Value.(azure.Str)
		if !ok {
			break
		}
		out = append(out, string(v))
	}
	return out
}

// chainStage is the stage whose module makes the rows of chains: one after the other.
const chainStage = azure.StagePeering

// setLevels counts what is before each entry of a module; the entries of modules before it have been counted.
func setLevels(entries []*entry) {
	for range entries {
		settled := true
		for _, e := range entries {
			level := 0
			for _, b := range e.after {
				level = max(level, b.level+1)
			}
			settled, e.level = settled && level == e.level, level
		}
		if settled {
			return
		}
	}
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
				for i, r := range t.rows {
					for _, b := range r.after {
						at := slices.Index(t.rows, b)
						switch {
						case b.entry == e && (b.row.Table != t.table || l.module.Serial(t.table) && at < i):
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
