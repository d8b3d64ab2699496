package bicep

import (
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// An entry is what one nested deployment makes: rows of one stage in one resource group, or in one subscription. In the stages that write
// to what takes one change at a time an entry has the rows of one such thing, a network or a gateway: so two hubs in one resource group
// are made side by side.
type entry struct {
	key    string // unique among the entries of the loop in the same place; names of deployments hold it behind what is the loop's
	place  azure.Place
	tables []entryTable // in the order of the stage

	module int  // its number in the root
	chain  bool // of a network with several rows where others have one: see isChain
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
	entry     *entry
}

// apart tells the stages in which an entry has the rows of one thing alone: those that make rows of a table one after the other, and those
// of gateways, of which a network may have two. What crosses tenants is deployed by resource groups.
func apart(s azure.Stage) bool {
	switch s {
	case azure.StageCrossTenant:
		return false
	case azure.StageGateway, azure.StageSpokeGateway:
		return true
	}
	return slices.ContainsFunc(s.Tables(), func(t *azure.Table) bool { return s.AtOnce(t) > 0 })
}

// isChain tells whether a network with so many rows in a stage has an entry of its own there, whose module makes them one after the other. Those
// with one are made side by side, by resource groups: a thousand spokes are no thousand nested deployments.
func isChain(s azure.Stage, rows int) bool { return s == azure.StageReturnPeering && rows > 1 }

// entriesOf are the entries of a module of the plan.
func entriesOf(m *plan.Module, number int) ([]*entry, error) {
	rows, err := rowsOf(m)
	if err != nil {
		return nil, err
	}
	ofName := map[string]int{}
	for _, r := range rows {
		ofName[firstCell(r.row)]++
	}
	place := m.Scope.ResourceGroup
	if place == "" {
		place = m.Scope.Folder
	}
	type id struct {
		key   string
		chain bool
	}
	byID := map[id]*entry{}
	var out []*entry
	for _, r := range rows {
		name, is := firstCell(r.row), id{key: place}
		switch {
		case apart(m.Stage):
			is.key = name
		case isChain(m.Stage, ofName[name]):
			is.key, is.chain = name, true
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
		if s.AtOnce(t.table) == 0 {
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
