package modules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// stage prints a module.
type stage struct {
	*Module
	spec
	resources []*resource
	existing  []*existing
	variables map[string]bool // what rows and strings are called
	pairs     []string        // declarations of variables: nested rows, each with the row around
	isBase    bool            // another module makes the same tables
	functions []string        // declarations of functions
	errs      []error
}

func (m *stage) fail(err error) { m.errs = append(m.errs, err) }

// printModule prints a module: on the base of another one of the same tables, or as the base of others.
func printModule(s spec, base *Module, isBase bool) (*Module, error) {
	m := &stage{Module: &Module{File: s.file, Tables: s.tables, Group: Camel(s.file) + "Group", Base: base, imports: map[string][]string{}}, spec: s, isBase: isBase, variables: map[string]bool{pair: true}}
	for _, t := range m.tables {
		m.variables[t.One] = true
		for i := range t.Resources {
			m.resources = append(m.resources, &resource{m: m, table: t, res: &t.Resources[i], after: map[string]bool{}})
		}
	}
	for _, r := range m.resources {
		if k := azure.TypeOf(r.res.Type); k != nil && k.Scope == azure.InSubscription {
			m.InSubscription = true
		}
		m.collectExisting(r)
	}
	m.nameSymbols()
	var declarations []string
	for _, x := range m.existing {
		declarations = append(declarations, x.declaration(m))
	}
	for _, r := range m.resources {
		declarations = append(declarations, r.declaration(s.stage.AtOnce(r.table)))
	}
	outputs, types := m.outputs(), m.types()
	if base != nil {
		m.Group, types, m.functions = base.Group, nil, nil
		m.use(base.File+".bicep", m.Group)
	}
	head := []string{"// " + Header + "\nmetadata description = " + quote(s.about+".")}
	if m.InSubscription {
		head = append(head, "targetScope = 'subscription'")
	}
	m.TypeBytes = len(strings.Join(types, "\n\n"))
	rest := slices.Concat(types, m.parameters(), m.pairs, m.functions, declarations, outputs)
	all := slices.Concat(head, m.importsOf(strings.Join(rest, "\n")), rest)
	m.Text = strings.Join(all, "\n\n") + "\n"
	return m.Module, errors.Join(m.errs...)
}

// layout lays out the value of a declaration: what stands before it is short.
func (m *stage) layout(c code) string {
	w := &writer{}
	c.write(w, 0)
	return w.String()
}

// rowsOf are the rows of a table in the entry.
func (m *stage) rowsOf(t *azure.Table) code { return word("group.?" + t.Name + " ?? []") }

// pairsOf is the variable with the nested rows of all rows of a table, each with the row around.
func (m *stage) pairsOf(t *azure.Table, nested string, pairs code) code {
	name := "all" + capital(nested)
	for _, r := range m.resources {
		if r.table != t && r.table.NestedRows(nested) != nil {
			name = "all" + capital(t.One) + capital(nested)
		}
	}
	text := fmt.Sprintf("@description(%s)\nvar %s = ", quote(capital(words(nested))+" of all "+words(t.Name)+", each with the row that it stands in."), name) + m.layout(pairs)
	if !slices.Contains(m.pairs, text) {
		m.pairs = append(m.pairs, text)
	}
	return word(name)
}

// find finds a resource of a table by its key, nil where there is none.
func (m *stage) find(t *azure.Table, key string) *resource {
	for _, r := range m.resources {
		if r.table == t && r.res.Key == key {
			return r
		}
	}
	return nil
}

// collectExisting finds what a resource needs to be declared as existing.
func (m *stage) collectExisting(r *resource) {
	if r.res.Parent != nil {
		m.addExisting(r.table, *r.res.Parent)
	}
	if r.res.Each != "" { // what nested rows name is read by its id
		return
	}
	nested := "\x00"
	for _, leaf := range r.res.Leaves() {
		if _, ok := leaf.Node.(*azure.Rows); ok {
			nested = leaf.Path + "[]"
		}
		if read, ok := leaf.Node.(azure.Read); ok && !strings.HasPrefix(leaf.Path, nested) {
			if target, ok := read.Of.(azure.Reference); ok {
				m.addExisting(r.table, target)
			}
		}
	}
}

func (m *stage) addExisting(t *azure.Table, ref azure.Reference) {
	if m.existingOf(t, ref) == nil {
		m.existing = append(m.existing, &existing{table: t, ref: ref})
	}
}

func (m *stage) existingOf(t *azure.Table, ref azure.Reference) *existing {
	for _, x := range m.existing {
		if x.table == t && x.ref.Column == ref.Column && x.ref.Type == ref.Type && x.ref.Name == ref.Name && slices.Equal(x.ref.Child, ref.Child) {
			return x
		}
	}
	return nil
}

// set notes that the module takes sets, and the type of what is in them.
func (m *stage) set(name, item string) {
	if !slices.ContainsFunc(m.Sets, func(s Set) bool { return s.Name == name }) {
		m.Sets = append(m.Sets, Set{Name: name, Item: item})
	}
}
