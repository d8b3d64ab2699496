package bicep

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/bicep/modules"
	"github.com/vnetloom/vnetloom/templates"
)

// A rowsFile makes estate.bicep: the data of a root.
type rowsFile struct {
	estate *azure.Estate
	loops  []*loop
	stages []*modules.Module // those that loops call, in their order
	types  map[string][]string
}

// newRowsFile finds the modules that the loops call.
func newRowsFile(e *azure.Estate, loops []*loop) (*rowsFile, error) {
	f := &rowsFile{estate: e, loops: loops, types: map[string][]string{}}
	for _, l := range loops {
		m, err := l.callee()
		if err != nil {
			return nil, err
		}
		if !slices.Contains(f.stages, m) {
			f.stages = append(f.stages, m)
		}
		f.use(m.Types().Path(), m.Group)
	}
	return f, nil
}

// files are the modules that loops call, each behind what it imports.
func (f *rowsFile) files() []*modules.Module {
	var out []*modules.Module
	for _, m := range f.stages {
		for _, m := range []*modules.Module{m.Types(), m} {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// use notes a type that a module exports.
func (f *rowsFile) use(path, name string) {
	if !slices.Contains(f.types[path], name) {
		f.types[path] = append(f.types[path], name)
	}
}

func (f *rowsFile) takes(what func(*modules.Module) bool) bool {
	return slices.ContainsFunc(f.stages, what)
}

func takesTags(m *modules.Module) bool          { return m.TakesTags }
func takesSubscriptions(m *modules.Module) bool { return m.TakesSubscriptions }
func takesKeys(m *modules.Module) bool          { return m.TakesKeys }

// sets are the sets that modules take, each with the path of the first module that has the type of its rows.
func (f *rowsFile) sets() ([]modules.Set, map[string]string) {
	var out []modules.Set
	from := map[string]string{}
	for _, m := range f.stages {
		for _, s := range m.Sets {
			if from[s.Name] == "" {
				from[s.Name] = m.Path()
				out = append(out, s)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, from
}

// view is what the skeleton of estate.bicep gets.
func (f *rowsFile) view(header templates.Code) (*templates.BicepEstate, error) {
	view := &templates.BicepEstate{Header: header}
	add := func(name, kind, about string, value func(d *data)) error {
		d := &data{}
		value(d)
		view.Data = append(view.Data, templates.BicepData{Description: text(about), Name: templates.Code(name), Type: templates.Code(kind),
			Value: templates.Code(strings.TrimSuffix(string(d.buf), "\n"))})
		if d.err != nil {
			return fmt.Errorf("%s: %w", name, d.err)
		}
		return nil
	}
	if subscriptions := subscriptionObject(f.estate, f.loops); len(subscriptions) > 0 {
		if err := add("subscriptions", "{ *: string }", "Ids of the subscriptions, by their names.", func(d *data) { d.object(subscriptions) }); err != nil {
			return nil, err
		}
	}
	if f.takes(takesTags) {
		if err := add("tags", "{ *: string }", "Tags of what has none of its own.", func(d *data) { d.object(f.estate.Tags) }); err != nil {
			return nil, err
		}
	}
	sets, from := f.sets()
	used := usedSets(f.loops)
	for _, s := range sets {
		if s.HasRows() {
			f.use(from[s.Name], s.Item)
		}
		value := azure.Object{}
		for _, name := range used[s.Name] {
			value = append(value, azure.Member{Key: name, Value: f.estate.Sets[s.Name][name]})
		}
		if err := add(s.Name, "{ *: "+s.Item+"[] }", "Rows that several things share, by the name of the set.", func(d *data) { d.sets(value) }); err != nil {
			return nil, err
		}
	}
	for _, l := range f.loops {
		m, err := l.callee()
		if err != nil {
			return nil, err
		}
		if err := add(l.variable(), m.Group+"[]", l.about(), func(d *data) { l.write(d, m) }); err != nil {
			return nil, err
		}
	}
	for _, m := range f.files() {
		if names := f.types[m.Path()]; len(names) > 0 {
			sort.Strings(names)
			view.Imports = append(view.Imports, importOf(m.Path(), names))
		}
	}
	return view, nil
}

func importOf(path string, names []string) templates.BicepImport {
	return templates.BicepImport{Path: text(path), Names: templates.Code("{ " + strings.Join(names, ", ") + " }")}
}

// subscriptionObject are the subscriptions that rows and their places name, by name: no root has to know those of another tenant.
func subscriptionObject(e *azure.Estate, loops []*loop) azure.Object {
	used := map[string]bool{}
	for _, l := range loops {
		for _, entry := range l.entries {
			used[entry.place.Subscription] = true
			for _, t := range entry.tables {
				for _, r := range t.rows {
					subscriptionsIn(r.row.Cells, used)
				}
			}
		}
	}
	out := azure.Object{}
	for name, uuid := range e.Subscriptions {
		if used[name] {
			out = append(out, azure.Member{Key: name, Value: azure.Str(uuid)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key < out[j].Key })
	return out
}

// subscriptionsIn notes the texts of cells that may name subscriptions.
func subscriptionsIn(o azure.Object, used map[string]bool) {
	for _, m := range o {
		names := strings.HasSuffix(m.Key, "Subscription") || strings.HasSuffix(strings.ToLower(m.Key), "subscriptions")
		switch v := m.Value.(type) {
		case azure.Str:
			if names {
				used[string(v)] = true
			}
		case azure.List:
			for _, item := range v {
				switch item := item.(type) {
				case azure.Str:
					if names {
						used[string(item)] = true
					}
				case azure.Object:
					subscriptionsIn(item, used)
				}
			}
		}
	}
}

// usedSets are the names of the shared sets that rows have, by table of sets, sorted.
func usedSets(loops []*loop) map[string][]string {
	out := map[string][]string{}
	add := func(table string, names azure.Value) {
		list, _ := names.(azure.List)
		for _, n := range list {
			if name, ok := n.(azure.Str); ok && !slices.Contains(out[table], string(name)) {
				out[table] = append(out[table], string(name))
			}
		}
	}
	for _, l := range loops {
		for _, e := range l.entries {
			for _, t := range e.tables {
				for _, info := range t.table.Infos() {
					if info.From == "" {
						continue
					}
					for _, r := range t.rows {
						add(info.Sets, r.row.Cells.Get(info.From))
					}
				}
			}
		}
	}
	for _, names := range out {
		sort.Strings(names)
	}
	return out
}

// write writes the entries of a loop.
func (l *loop) write(d *data, m *modules.Module) {
	d.line(0, "[")
	for _, e := range l.entries {
		d.line(1, "{")
		e.write(d, m, 2)
		d.line(1, "}")
	}
	d.line(0, "]")
}

// write writes the members of an entry.
func (e *entry) write(d *data, m *modules.Module, depth int) {
	for _, member := range e.head(m) {
		d.member(member.Key, member.Value, depth)
	}
	for _, t := range e.tables {
		d.line(depth, t.table.Name, ": [")
		for _, r := range t.rows {
			d.row(r.row.Cells, r.provenance(), depth+1)
		}
		d.line(depth, "]")
	}
}

// head is what an entry says of itself: its key and its place.
func (e *entry) head(m *modules.Module) azure.Object {
	out := azure.Object{{Key: "key", Value: azure.Str(e.key)}}
	if e.place.Subscription != "" {
		out = append(out, azure.Member{Key: "subscription", Value: azure.Str(e.place.Subscription)})
	}
	if !m.InSubscription {
		out = append(out, azure.Member{Key: "resourceGroup", Value: azure.Str(e.place.ResourceGroup)})
	}
	if m.HasLocation && e.place.Location != "" {
		out = append(out, azure.Member{Key: "location", Value: azure.Str(e.place.Location)})
	}
	return out
}

// provenance are the connections of the intent that a row is from. What else it is from is said by its names: those of a network, of a site.
func (r *entryRow) provenance() string {
	var statements []string
	for _, res := range r.resources {
		for _, s := range res.Origin.Statements {
			if strings.HasPrefix(s, "connections.") && !slices.Contains(statements, s) {
				statements = append(statements, s)
			}
		}
	}
	sort.Strings(statements)
	return strings.Join(statements, ", ")
}

// variable is the name of the loop's entries in estate.bicep.
func (l *loop) variable() string {
	if l.stage == azure.StageGroups {
		return "resourceGroupsBySubscription"
	}
	return l.symbol() + "Groups"
}

// symbol is the name of the loop in main.bicep: returnPeering, of later rounds returnPeering2, of chains returnPeeringChain.
func (l *loop) symbol() string {
	return modules.Camel(l.stage.File()) + l.suffix("Chain", "")
}

func (l *loop) suffix(chain, between string) string {
	out := ""
	if l.chains {
		out = chain
	}
	if l.round > 1 {
		out += fmt.Sprint(between, l.round)
	}
	return out
}

// about is a sentence on what the loop makes.
func (l *loop) about() string {
	switch {
	case l.chains:
		return l.stage.About() + ". Of networks with several, one after the other."
	case l.round > 1:
		return l.stage.About() + fmt.Sprintf(". Part %d, after the one before.", l.round)
	}
	return l.stage.About() + "."
}
