package modules

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
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
		declarations = append(declarations, r.declaration(s.stage.Serial(r.table)))
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

// nameSymbols names resources: by the plural of the type where that is one resource's, else by the table or by the key in it.
func (m *stage) nameSymbols() {
	kinds, keys := map[string]int{}, map[string]int{}
	for _, r := range m.resources {
		kinds[kindWord(r.res.Type)]++
		keys[r.res.Key]++
	}
	for _, x := range m.existing {
		kinds[kindWord(x.ref.Type)]++
	}
	taken := map[string]bool{"group": true, "tags": true, "subscriptions": true, "keys": true}
	take := func(candidates ...string) string {
		for _, c := range candidates {
			if !taken[c] && !m.variables[c] {
				taken[c] = true
				return c
			}
		}
		m.fail(fmt.Errorf("no name is left of %v", candidates))
		return ""
	}
	for _, r := range m.resources {
		var names []string
		if word := kindWord(r.res.Type); kinds[word] == 1 {
			names = append(names, word)
		}
		if last := len(r.table.Resources) - 1; r.res == &r.table.Resources[last] {
			names = append(names, r.table.Name)
		}
		if keys[r.res.Key] == 1 {
			names = append(names, plural(r.res.Key))
		}
		r.symbol = take(append(names, r.table.One+capital(plural(r.res.Key)))...)
	}
	for _, x := range m.existing {
		var names []string
		if word := kindWord(x.ref.Type); kinds[word] == 1 {
			names = append(names, word)
		}
		x.symbol = take(append(names, x.table.One+capital(plural(x.ref.Column)))...)
	}
}

// kindWord is the plural of a resource type.
func kindWord(kind string) string {
	return plural(strings.TrimSuffix(kind[strings.LastIndexByte(kind, '/')+1:], "s"))
}

func plural(one string) string {
	switch {
	case strings.HasSuffix(one, "s"):
		return one + "es"
	case strings.HasSuffix(one, "ey"), strings.HasSuffix(one, "ay"):
		return one + "s"
	case strings.HasSuffix(one, "y"):
		return strings.TrimSuffix(one, "y") + "ies"
	}
	return one + "s"
}

// lockedBefore are the resources of tables before, which change what this one changes: Azure takes one change at a time. All of them, since
// a loop without rows waits for nothing, and who waits for it alone would not wait for what is before it.
func (m *stage) lockedBefore(r *resource) []string {
	var out []string
	for _, other := range m.resources {
		if other == r {
			break
		}
		if other.table != r.table && (m.stage.Serial(r.table) && m.stage.Serial(other.table) || sharesLock(r.res, other.res)) {
			out = append(out, other.symbol)
		}
	}
	return out
}

// sharesLock tells whether two resources lock what one reference leads to.
func sharesLock(a, b *azure.Resource) bool {
	for _, x := range locks(a) {
		for _, y := range locks(b) {
			if x.Type == y.Type && x.Name == y.Name {
				return true
			}
		}
	}
	return false
}

// locks are the references to what a write of a resource locks.
func locks(r *azure.Resource) []azure.Reference {
	var out []azure.Reference
	for _, path := range azure.TypeOf(r.Type).Locks {
		if path == "parent" && r.Parent != nil {
			out = append(out, *r.Parent)
		}
		for _, leaf := range r.Leaves() {
			if ref, ok := leaf.Node.(azure.Reference); ok && leaf.Path == path {
				out = append(out, ref)
			}
		}
	}
	return out
}

// set notes that the module takes sets, and the type of what is in them.
func (m *stage) set(name, item string) {
	if !slices.ContainsFunc(m.Sets, func(s Set) bool { return s.Name == name }) {
		m.Sets = append(m.Sets, Set{Name: name, Item: item})
	}
}

// types are the exported types of rows, each after those of the rows in it, and the type of an entry.
func (m *stage) types() []string {
	var out []string
	seen := map[string]string{}
	add := func(one string, infos []azure.Info) {
		for _, info := range infos {
			if info.Kind == azure.Condition && seen[conditionType] == "" {
				seen[conditionType] = conditionType
				out = append(out, conditionTypes...)
			}
		}
		text := m.rowType(one, infos)
		if old, ok := seen[one]; ok {
			if old != text {
				m.fail(fmt.Errorf("two types %s", RowType(one)))
			}
			return
		}
		seen[one] = text
		out = append(out, text)
	}
	var visit func([]azure.Info)
	visit = func(infos []azure.Info) {
		for _, info := range infos {
			if info.Rows != nil {
				visit(info.Rows.Infos())
				add(info.Rows.One, info.Rows.Infos())
			}
		}
	}
	for _, t := range m.tables {
		visit(t.Infos())
		add(t.One, t.Infos())
	}
	return append(out, m.groupType())
}

// words is a name with its words apart: route table for routeTable, IP group for ipGroup.
func words(name string) string {
	out := " " + apart(name) + " "
	for _, short := range []string{"ip", "vpn", "wan"} {
		out = strings.ReplaceAll(out, " "+short+" ", " "+strings.ToUpper(short)+" ")
	}
	return strings.TrimSpace(strings.ReplaceAll(out, " express route ", " ExpressRoute "))
}

// apart is a name with its words apart, in small letters.
func apart(name string) string {
	var b strings.Builder
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			b.WriteString(" " + strings.ToLower(string(c)))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// rowType is the type of a row. It is exported where an estate has rows of it beside the entries: in sets.
func (m *stage) rowType(one string, infos []azure.Info) string {
	var lines []string
	short := true
	for _, info := range infos {
		line := info.Name + ": " + typeOf(info)
		if info.About != "" && !everywhere(info.Name) {
			line += " // " + info.About
			short = false
		}
		lines = append(lines, line)
	}
	text := typeText(RowType(one), lines, short)
	if slices.ContainsFunc(m.Sets, func(s Set) bool { return s.Item == RowType(one) }) {
		return "@export()\n" + text
	}
	return text
}

// conditionType is the type of conditions of Azure Policy, conditionTypes its declaration with those of what stands in it: as deep as
// plans have them. A type that stands in itself ends the compiler where a parameter file uses the compiled module.
const conditionType = "condition"

var conditionTypes = []string{
	"@description('A condition of Azure Policy on a field of a network.')\ntype fieldCondition = { field: string, equals: string?, in: string[]? }",
	"@description('A condition on a field, or several of which all hold.')\n" +
		"type allCondition = { field: string?, equals: string?, in: string[]?, allOf: fieldCondition[]? }",
	"@description('A condition on a field, or several of which one holds.')\n" +
		"type anyCondition = { field: string?, equals: string?, in: string[]?, anyOf: allCondition[]? }",
	"@description('Conditions of which all hold.')\ntype " + conditionType + " = { allOf: anyCondition[] }",
}

// everywhere tells the columns that every row has, and that the type of an entry explains.
func everywhere(column string) bool {
	return column == "location" || column == "tags" || column == "azureName" || strings.HasSuffix(column, "AzureName")
}

// typeText is the declaration of a type, on one line where that is asked for and fits.
func typeText(name string, lines []string, short bool) string {
	text := "{ " + strings.Join(lines, ", ") + " }"
	if declared := "type " + name + " = " + text; !short || len(declared) > width {
		text = "{\n  " + strings.Join(lines, "\n  ") + "\n}"
	}
	return fmt.Sprintf("type %s = %s", name, text)
}

// typeOf is the type of a column.
func typeOf(info azure.Info) string {
	out := map[azure.Kind]string{azure.String: "string", azure.KeyName: "string", azure.Integer: "int", azure.Boolean: "bool", azure.FlagKind: "bool",
		azure.Strings: "string[]", azure.Dictionary: "{ *: string }", azure.Condition: conditionType}[info.Kind]
	if info.Rows != nil {
		out = RowType(info.Rows.One) + "[]"
	}
	if info.Optional {
		out += "?"
	}
	return out
}

// groupType is the type of an entry.
func (m *stage) groupType() string {
	lines := []string{"key: string", "subscription: string?"}
	if !m.InSubscription {
		lines = append(lines, "resourceGroup: string")
	}
	if m.HasLocation {
		lines = append(lines, "location: string?")
	}
	for _, t := range m.tables {
		lines = append(lines, t.Name+": "+RowType(t.One)+"[]?")
	}
	return "@export()\n" + typeText(m.Group, lines, true)
}

// parameters are the declarations of the parameters, a line each.
func (m *stage) parameters() []string {
	out := []string{"param group " + m.Group + " // The rows of one nested deployment."}
	if m.TakesTags {
		out = append(out, "param tags { *: string } // Of what has none of its own.")
	}
	if m.TakesSubscriptions {
		out = append(out, "param subscriptions { *: string } // Ids by their names; "+azure.OwnSubscription+" is that of the deployment.")
	}
	for _, s := range m.Sets {
		out = append(out, fmt.Sprintf("param %s { *: %s[] } // What rows share, by name.", s.Name, s.Item))
	}
	if m.TakesKeys {
		out = append(out, "@secure()\nparam keys { *: string } // By the names that rows have for them.")
	}
	return []string{strings.Join(out, "\n")}
}

// importsOf imports what a text uses of other files.
func (m *stage) importsOf(text string) []string {
	var out []string
	for _, file := range slices.Sorted(maps.Keys(m.imports)) {
		names := slices.DeleteFunc(m.imports[file], func(name string) bool { return !regexp.MustCompile(`\b` + name + `\b`).MatchString(text) })
		if m.imports[file] = slices.Sorted(slices.Values(names)); len(names) == 0 { // what uses them stands in the base
			delete(m.imports, file)
			continue
		}
		out = append(out, "import { "+strings.Join(m.imports[file], ", ")+" } from "+quote(file))
	}
	if out == nil {
		return nil
	}
	return []string{strings.Join(out, "\n")}
}

// FunctionsText is the text of the file Functions.
const FunctionsText = "// " + Header + `
metadata description = 'What modules have in common.'

@export()
@description('Tags of its own, else those of all; none where these are empty.')
func ` + tagsOf + `(own { *: string }?, all { *: string }) { *: string }? => empty(own ?? all) ? null : own ?? all

@export()
@description('The id of a subscription by its name, else of the entry\'s; what is no such name is an id itself.')
func ` + subscriptionID + `(name string?, entry string?, subscriptions { *: string }) string =>
  subscriptions[?name ?? entry ?? '` + azure.OwnSubscription + `'] ?? name!

@export()
@description('A subnet of a network in the same resource group, by its id.')
func ` + subnetOf + `(network string, subnet string) { id: string } => {
  id: resourceId('Microsoft.Network/virtualNetworks/subnets', network, subnet)
}
`
