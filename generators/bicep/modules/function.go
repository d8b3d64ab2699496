package modules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// shared are the fields of a resource of which the properties are the same in another module: there they stand in a function of the row, which
// both call.
func (r *resource) shared(s *scope, fields []field) []field {
	if !r.m.isBase && r.m.Base == nil {
		return fields
	}
	for i, f := range fields {
		if f.key == "properties" {
			fields[i].value = r.properties(s, f.value)
		}
	}
	return fields
}

// The parameters that a function takes beside the row, with their types.
var moduleParameters = []struct{ name, kind string }{{"group", ""}, {"tags", "{ *: string }"}, {"subscriptions", "{ *: string }"}}

// properties declares the function that makes the properties of a resource, and calls it.
func (r *resource) properties(s *scope, made code) code {
	name, text := r.res.Key+"Properties", r.m.layout(made)
	if strings.Contains(text, "[i]") {
		r.fail("its properties name other resources of the row, so no function makes them")
	}
	parameters, arguments := []string{s.row + " " + RowType(r.table.One)}, []code{word(s.row)}
	for _, p := range moduleParameters {
		if !regexp.MustCompile(`\b` + p.name + `\b`).MatchString(text) {
			continue
		}
		kind := p.kind
		if kind == "" {
			kind = r.m.Group
		}
		parameters, arguments = append(parameters, p.name+" "+kind), append(arguments, word(p.name))
	}
	kind := fmt.Sprintf("resourceInput<%s>.properties", quote(r.res.Type+"@"+azure.VersionOf(r.res.Type)))
	r.m.functions = append(r.m.functions,
		fmt.Sprintf("type %s = %s", name+"Type", kind),
		fmt.Sprintf("@export()\n@description(%s)\nfunc %s(%s) %s => %s", quote("The properties of a "+words(r.table.One)+"."), name, strings.Join(parameters, ", "),
			name+"Type", text))
	if r.m.Base != nil {
		r.m.use(r.m.Base.File+".bicep", name)
	}
	return call{name, arguments}
}

// uses is how many resources of the module have the same rows.
func (m *stage) uses(n *azure.Rows) int {
	out := 0
	for _, r := range m.resources {
		for _, leaf := range r.res.Leaves() {
			if leaf.Node == azure.Node(n) {
				out++
			}
		}
	}
	return out
}

// shared is a list of rows that several resources have in the same way, of sets and of their own: a function makes it.
func (s *scope) shared(n *azure.Rows, in *scope) code {
	name, kind, row := n.Column+"Of", n.Column+"Type", RowType(n.One)
	s.of.m.set(n.Sets, row)
	list := call{"concat", []code{
		call{"flatten", []code{call{"map", []code{word("names ?? []"), lambda{"name", word("sets[name]")}}}}}, word("own ?? []")}}
	alone := &scope{of: s.of, row: in.row, column: in.column, infos: in.infos, nested: true, lambda: true, path: in.path}
	head := fmt.Sprintf("@description(%s)\nfunc %s(names string[]?, own %s[]?, sets { *: %s[] }) %s =>\n  ",
		quote(capital(n.Column)+": those of sets by their names, then its own."), name, row, row, kind)
	w := &writer{}
	w.line(2)
	alone.mapped(list, n.One, alone, n.Item).write(w, 2)
	text := head + strings.TrimPrefix(w.String(), "\n  ")
	if !slices.Contains(s.of.m.functions, text) {
		s.of.m.functions = append(s.of.m.functions,
			fmt.Sprintf("type %s = resourceInput<%s>.%s", kind, quote(s.of.res.Type+"@"+azure.VersionOf(s.of.res.Type)), s.path), text)
	}
	cell := func(column string) code { return s.cell(column).code }
	return call{name, []code{cell(n.From), cell(n.Column), word(n.Sets)}}
}
