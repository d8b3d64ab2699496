package bicep

import (
	"fmt"
	"iter"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/bicep/modules"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// Azure counts a template after its loops, with the values of variables and parameters: Microsoft Learn, ARM template best practices, "Template
// limits". Resolve errors for job size exceeded (2024-11) adds that it compresses before it counts. Half of each limit is kept free of that,
// uncompressed. Whether what a nested deployment makes is counted in the template around it as well, Azure does not say, and where its values
// are read at run time it cannot be: with it, an eighth of each limit is kept free, as of a template in which everything stands as it is.
const (
	keepFree          = 2
	keepFreeContested = 8
)

// Divide is the plan with the roots that Azure takes of its rows and modules.
func Divide(p *plan.Plan) *plan.Plan {
	return p.DivideOnce("bicep", func() *plan.Plan {
		x := newExpanded(p)
		x.margins = true
		return p.Divide(x, p.Limits)
	})
}

// Uses are how much of the limits of templates its templates take, once they are compiled.
func Uses(p *plan.Plan) []plan.Use { return Divide(p).Uses(newExpanded(p), "Bicep") }

// Check warns of what Azure would not take although it is divided.
func (generator) Check(p *plan.Plan) diag.List {
	return Divide(p).Oversized(newExpanded(p), "Bicep")
}

// An expanded is the measure of rows and modules: the size of each nested deployment after the loop over its entries. In the template around it
// a nested deployment is the text of its module, with the rows of its entry and what else it is given as values. What a condition leaves out
// counts as a resource, and so does what a module only refers to: both are in its template.
type expanded struct {
	plan    *plan.Plan
	estate  *azure.Estate
	rows    map[*azure.Row]*expandedRow
	tables  map[*azure.Table]expandedTable
	margins bool // bytes have the margins that are kept free, with what is contested
	count   int  // how often rows have been counted: a row that has the number is counted already
}

// A deployment is a root's, or a nested one in the template around it.
type deployment struct {
	counted, contested int // bytes: without and with what nested deployments make
	resources          int // of its template
}

// bytes are what is held against a limit.
func (x *expanded) bytes(counted, contested int) int {
	if !x.margins {
		return counted
	}
	return max(counted*keepFree/(keepFree-1), contested*keepFreeContested/(keepFreeContested-1))
}

// An expandedRow is what a row takes of the nested deployment that makes it.
type expandedRow struct {
	name        string  // its first cell
	cells, made int     // bytes: as a value, and as resources
	resources   int     // what it makes, or only refers to
	names       []named // what it names of what the rows of a root have in common
	count       int     // see expanded
}

// counts tells whether a row has not been counted yet since the count began.
func (x *expanded) counts(row *expandedRow) bool {
	if row.count == x.count {
		return false
	}
	row.count = x.count
	return true
}

// An expandedTable is what the rows of a table have in common.
type expandedTable struct {
	reads  int          // properties that a row's module reads of what stands there
	shared []azure.Info // columns that name shared rows
}

// A named is a set of shared rows, by its table, or without one a subscription.
type named struct{ table, name string }

func newExpanded(p *plan.Plan) *expanded {
	return &expanded{plan: p, estate: p.Estate, rows: map[*azure.Row]*expandedRow{}, tables: map[*azure.Table]expandedTable{}}
}

// Sizes in bytes of compact JSON, of what Bicep 0.49.2 makes. None is less than that: TestMicrosoftCompilerAndEngineMakeNoMoreThanTheMeasureSays
// compiles every module by itself, and roots of 200 and of 1,000 spokes, and holds that all together are less than twice of it.
const (
	rootBytes       = 4000 // a root's own template without what follows: head, metadata, outputs
	deploymentBytes = 1500 // a nested deployment without its module and values, with what it waits for
	compiled        = 3    // a module, for each byte of it in Bicep: it is 1.5 to 2.5
)

// parameterBytes are those of a key: its declaration, and its member of the object of keys.
func parameterBytes(p plan.Parameter) int {
	return len(fmt.Sprintf(`%q:{"type":"securestring","metadata":{"description":%q},"minLength":1},%q:"[parameters(%q)]",`, p.Name, p.Description, p.Name, p.Name))
}

// existingBytes are those of a resource that a module only refers to.
func existingBytes(id azure.ID) int {
	return len(`"":{"existing":true,"type":"","apiVersion":"","name":""},`) + 2*len(id.Name) + len(id.Type) + len(azure.VersionOf(id.Type))
}

// idBytes is what an id is longer than the type and the name that it has.
func idBytes(id azure.ID) int {
	return len("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups//providers/") + len(id.ResourceGroup)
}

// Least are the bytes of the rows as they stand in the template of a root, in its variables and in what is nested, and of what they make.
func (x *expanded) Least(resources iter.Seq[*plan.Resource]) int {
	counted, made := 0, 0
	x.count++
	for r := range resources {
		if r.Row == nil {
			continue
		}
		if row := x.row(r.Row); x.counts(row) {
			counted, made = counted+2*row.cells, made+row.made
		}
	}
	return x.bytes(counted, counted+made)
}

// LeastModule is nothing: what a module becomes is known when its rows have been dealt to entries.
func (x *expanded) LeastModule(iter.Seq[*plan.Resource]) plan.Size { return plan.Size{} }

// Module is the largest of the nested deployments that the module becomes.
func (x *expanded) Module(m *plan.Module) plan.Size {
	var most plan.Size
	t := x.tally(m)
	for _, d := range x.deployments(&t, namesIn(&t)) {
		most.Bytes, most.Resources = max(most.Bytes, x.bytes(d.counted, d.contested)), max(most.Resources, d.resources)
	}
	return most
}

// Root is the size of its own template. Resource groups of the deployment's own subscription are one nested deployment, however many they are. A
// root has one output for each kind.
func (x *expanded) Root(r *plan.Root) plan.Size {
	d := x.root(r)
	return plan.Size{Bytes: x.bytes(d.counted, d.contested), Resources: max(d.resources, len(r.Groups)), Parameters: len(r.Parameters)}
}

// root is a root's own template: its nested deployments, and the rows once more, as variables.
func (x *expanded) root(r *plan.Root) deployment {
	var all []*tally
	for _, m := range modulesOf(r) {
		t := x.tally(m)
		all = append(all, &t)
	}
	names := namesIn(all...) // each nested deployment that takes any is given what stands for all of these
	out := deployment{counted: rootBytes + plan.ValueBytes(x.estate.Tags)}
	for _, p := range r.Parameters {
		out.counted += parameterBytes(p)
	}
	for n := range names {
		out.counted += x.bytesOf(n)
	}
	typed := map[string]bool{}
	for _, t := range all {
		for _, row := range t.rows {
			out.counted += row.cells
		}
		if t.module != nil && !typed[t.module.Types().File] {
			typed[t.module.Types().File] = true
			out.counted += compiled * t.module.Types().TypeBytes
		}
	}
	out.contested = out.counted
	for _, t := range all {
		for _, d := range x.deployments(t, names) {
			out.counted, out.contested, out.resources = out.counted+d.counted, out.contested+d.contested, out.resources+1
		}
	}
	return out
}

// A tally is what is measured of a module.
type tally struct {
	stage  azure.Stage
	module *modules.Module // nil where there is nothing to measure: the printer says why
	rows   []*expandedRow  // each once
}

func (x *expanded) tally(m *plan.Module) tally {
	t := tally{stage: m.Stage, rows: make([]*expandedRow, 0, len(m.Resources))}
	tables, full := map[*azure.Table]bool{}, false
	x.count++
	for i := range m.Resources {
		r := m.Resources[i].Row
		if r == nil {
			continue
		}
		if row := x.row(r); x.counts(row) {
			tables[r.Table] = true
			full = full || !r.IsLean()
			t.rows = append(t.rows, row)
		}
	}
	if module, err := moduleOf(m.Stage, tables, full); err == nil {
		t.module = module
	}
	return t
}

// namesIn is what the rows of modules name of what they have in common.
func namesIn(all ...*tally) map[named]bool {
	out := map[named]bool{}
	for _, t := range all {
		for _, row := range t.rows {
			for _, n := range row.names {
				out[n] = true
			}
		}
	}
	return out
}

// bytesOf is what is given for a name: the shared rows, or the id of a subscription.
func (x *expanded) bytesOf(n named) int {
	value := azure.Value(azure.Str(x.estate.Subscriptions[n.name]))
	if n.table != "" {
		value = x.estate.Sets[n.table][n.name]
	}
	return len(n.name) + 4 + plan.ValueBytes(value)
}

// deployments are the nested deployments that a module becomes: see entriesOf, of which it tells how many there are and what is in each before
// it is known what waits for what. Rows of one network wait for each other.
func (x *expanded) deployments(t *tally, names map[named]bool) map[string]deployment {
	each := deploymentBytes
	if t.module != nil {
		each += compiledBytes(t.module)
		if t.module.TakesTags {
			each += plan.ValueBytes(x.estate.Tags)
		}
		for n := range names {
			if n.table == "" && t.module.TakesSubscriptions || slices.ContainsFunc(t.module.Sets, func(s modules.Set) bool { return s.Name == n.table }) {
				each += x.bytesOf(n)
			}
		}
	}
	out := map[string]deployment{}
	ofName, alone := map[string]int{}, apart(t.stage)
	for _, r := range t.rows {
		ofName[r.name]++
	}
	for _, r := range t.rows {
		key := ""
		if alone || isChain(t.stage, ofName[r.name]) {
			key = r.name
		}
		d, known := out[key]
		if !known {
			d = deployment{counted: each, contested: each}
		}
		d.counted, d.contested, d.resources = d.counted+r.cells, d.contested+r.cells+r.made, d.resources+r.resources
		out[key] = d
	}
	return out
}

// compiledBytes is what a module takes compiled, with what it imports of another one.
func compiledBytes(m *modules.Module) int {
	text := len(m.Text)
	if m.Base != nil {
		text += len(m.Base.Text)
	}
	return compiled * text
}

// row is what a row takes of its deployment.
func (x *expanded) row(r *azure.Row) *expandedRow {
	if out, known := x.rows[r]; known {
		return out
	}
	out := &expandedRow{name: firstCell(r)}
	out.cells = plan.ValueBytes(r.Cells)
	made, _ := x.plan.Made(r) // an error is the printer's to tell
	for _, m := range made {
		out.made += plan.ResourceBytes(&plan.Resource{ID: m.ID, Description: m.Resource.About, Body: m.Body})
		generators.References(m.Body, func(id azure.ID) { out.made += idBytes(id) })
		if m.Parent != nil {
			out.made += existingBytes(*m.Parent)
		}
	}
	t := x.table(r.Table)
	out.resources = t.reads
	for i := range r.Table.Resources {
		res := &r.Table.Resources[i]
		n := 1
		if res.Each != "" {
			n = nested(r, res.Each)
		}
		out.resources += n
		if res.Parent != nil {
			out.resources += n
		}
	}
	for _, info := range t.shared {
		names, _ := r.Cells.Get(info.From).(azure.List)
		for _, name := range names {
			if text, ok := name.(azure.Str); ok {
				out.names = append(out.names, named{info.Sets, string(text)})
			}
		}
	}
	subscriptions := map[string]bool{r.Place.Subscription: true}
	subscriptionsIn(r.Cells, subscriptions)
	for name := range subscriptions {
		if x.estate.Subscriptions[name] != "" {
			out.names = append(out.names, named{name: name})
		}
	}
	x.rows[r] = out
	return out
}

// table is what all rows of a table have in common.
func (x *expanded) table(t *azure.Table) expandedTable {
	out, known := x.tables[t]
	if known {
		return out
	}
	for i := range t.Resources {
		for _, leaf := range t.Resources[i].Leaves() {
			if _, reads := leaf.Node.(azure.Read); reads {
				out.reads++
			}
		}
	}
	for _, info := range t.Infos() {
		if info.From != "" {
			out.shared = append(out.shared, info)
		}
	}
	x.tables[t] = out
	return out
}

// nested is how many rows a row has in a column.
func nested(r *azure.Row, column string) int {
	list, _ := r.Cells.Get(column).(azure.List)
	return len(list)
}
