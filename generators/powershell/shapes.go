package powershell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/pwsh"
)

// Shapes is Shapes.ps1: a script block for each table of rows, which makes the resources of a row as azure.Estate.Expand does. It is the same
// for every estate, and only what package azure says stands in it: a cell of a row is never made code.
//
// A block gets the row, the context of its group ($c: Prefix, Subscription, Group, Location, Stage, Estate), and the list to which it adds
// Id, Type, Body, Stage, Row, Key, After. In a body $null is what the row leaves out, a tuple of two a secret by its name, and one of
// three a value that is read: the id of its resource, and the path below its properties.
func Shapes() ([]byte, error) {
	var b strings.Builder
	b.WriteString("# " + header + "\n\n# How a row becomes resources: a script block for each table of rows.\n\nusing namespace System.Collections.Generic\n\n$script:Shapes = @{\n")
	seen := map[string]bool{}
	for _, s := range azure.Stages() {
		for _, t := range s.Tables() {
			if seen[t.Name] {
				continue
			}
			seen[t.Name] = true
			w := &shapeWriter{table: t, indent: 3}
			if err := w.write(); err != nil {
				return nil, fmt.Errorf("table %s: %w", t.Name, err)
			}
			fmt.Fprintf(&b, "    # %s\n    %s = {\n        param($rows, $c)\n        foreach ($r in $rows) {\n%s        }\n    }\n", t.About, t.Name, w.b.String())
		}
	}
	b.WriteString("}\n")
	return []byte(b.String()), nil
}

// shapeWriter writes the statements of a table's script block.
type shapeWriter struct {
	b            strings.Builder
	table        *azure.Table
	indent, next int
	err          error
}

// A shapeScope is the variable of the row in which a node looks for cells, the column that the row stands in, and the scope around it.
type shapeScope struct {
	row, column string
	outer       *shapeScope
}

func (w *shapeWriter) line(format string, args ...any) {
	w.b.WriteString(strings.Repeat("    ", w.indent) + fmt.Sprintf(format, args...) + "\n")
}

// block writes a line, then what is in its braces.
func (w *shapeWriter) block(line string, inner func()) {
	w.line("%s {", line)
	w.indent++
	inner()
	w.indent--
	w.line("}")
}

func (w *shapeWriter) variable(value string) string {
	w.next++
	name := "$v" + strconv.Itoa(w.next)
	w.line("%s = %s", name, value)
	return name
}

func (w *shapeWriter) quote(s string) string {
	q, err := pwsh.Quote(s)
	if err != nil && w.err == nil {
		w.err = err
	}
	return q
}

func (w *shapeWriter) cell(s *shapeScope, column string) string {
	return s.row + "[" + w.quote(column) + "]"
}

func (w *shapeWriter) write() error {
	for i := range w.table.Resources {
		r, scope := &w.table.Resources[i], &shapeScope{row: "$r"}
		make := func() {
			id := w.identity(r, scope)
			body := w.node(r.Body, scope)
			var after []string
			for _, key := range r.After {
				after = append(after, w.quote(key))
			}
			w.line("$c.Add(%s, %s, %s, $r, %s, @(%s))", id, w.quote(r.Type), body,
				w.quote(r.Key), strings.Join(after, ", "))
		}
		inner := make
		if len(r.If.Any) > 0 {
			inner = func() { w.block("if ("+w.condition(r.If, scope)+")", make) }
		}
		if r.Each != "" {
			list := w.cell(scope, r.Each)
			scope = &shapeScope{row: "$r0", column: r.Each, outer: scope}
			w.block("foreach ($r0 in "+list+")", inner)
			continue
		}
		inner()
	}
	return w.err
}

func (w *shapeWriter) pattern(p azure.Pattern, s *shapeScope) string {
	out := []string{"''"}
	for _, part := range p.Parts() {
		if part.Column == "" {
			out = append(out, w.quote(part.Text))
			continue
		}
		row := s
		if part.Outer {
			row = s.outer
		}
		cell := "$it"
		if part.Column != "it" {
			cell = w.cell(row, part.Column)
		}
		if part.Letters {
			cell = "([string]" + cell + ").Replace('/', '_').Replace(':', '.')"
		}
		out = append(out, cell)
	}
	if len(out) > 1 && strings.HasPrefix(out[1], "'") {
		out = out[1:] // it begins with text, so that the rest is joined to it as text
	}
	return "(" + strings.Join(out, " + ") + ")"
}

func (w *shapeWriter) condition(c azure.Cond, s *shapeScope) string {
	var parts []string
	for _, column := range c.Any {
		row := s
		name, outer := strings.CutPrefix(column, "^")
		if outer {
			row = s.outer
		}
		cell := w.cell(row, name)
		if c.Is != "" {
			parts = append(parts, fmt.Sprintf("(%s -is [string] -and %s -ceq %s)", cell, cell, w.quote(c.Is)))
			continue
		}
		parts = append(parts, fmt.Sprintf("($null -ne %s -and ($true -eq %s -or %s -isnot [bool]))", cell, cell, cell))
	}
	all := strings.Join(parts, " -or ")
	if c.Not {
		return "-not (" + all + ")"
	}
	return all
}

// name is a name in Azure: as the pattern makes it, or another one that the row has.
func (w *shapeWriter) name(n azure.Name, s *shapeScope) string {
	made := w.pattern(n.Pattern, s)
	if n.Override == "" {
		return made
	}
	out := w.variable(w.cell(s, n.Override))
	w.line("if (-not %s) { %s = %s }", out, out, made)
	return out
}

// idCode is an id: what it begins with, as code and as text, then the last segments of the type, each with its name.
func (w *shapeWriter) idCode(start, text, kind string, names []string) string {
	segments := strings.Split(kind, "/")
	segments = segments[len(segments)-len(names):]
	for i, name := range names {
		if i > 0 {
			start += " + "
		}
		start += w.quote(text+"/"+segments[i]+"/") + " + " + name
		text = ""
	}
	return start
}

func provider(kind string) string {
	before, _, _ := strings.Cut(kind, "/")
	return before
}

func (w *shapeWriter) reference(n azure.Reference, s *shapeScope) string {
	cell := w.cell(s, n.Column)
	if n.Column == azure.TheString {
		cell = "$it"
	}
	out := w.variable("$null")
	make := func() {
		place := "$c.Prefix"
		if n.Elsewhere {
			place = w.variable("$c.Place(" + w.cell(s, n.Column+"Subscription") + ", " + w.cell(s, n.Column+"ResourceGroup") + ")")
		}
		names := []string{cell}
		if n.Name != "" {
			names[0] = w.name(azure.Name{Pattern: n.Name, Override: n.Column + "AzureName"}, s)
		}
		for _, child := range n.Child {
			names = append(names, w.name(child, s))
		}
		w.line("%s = %s", out, w.idCode(place+" + ", provider(n.Type), n.Type, names))
	}
	if n.Optional {
		w.block("if ($null -ne "+cell+")", make)
	} else {
		make()
	}
	return out
}

// identity is the id of a resource that the row makes.
func (w *shapeWriter) identity(r *azure.Resource, s *shapeScope) string {
	name := w.name(r.Name, s)
	start, text := "$c.Prefix + ", provider(r.Type)
	switch {
	case r.Type == azure.TypeResourceGroup:
		return w.variable("$c.Subscription + '/resourceGroups/' + " + name)
	case r.Parent != nil:
		start, text = w.reference(*r.Parent, s)+" + ", ""
	case r.In != "":
		start, text = w.own(azure.Own{Resource: r.In}, s)+" + ", ""
	}
	return w.variable(w.idCode(start, text, r.Type, []string{name}))
}

func (w *shapeWriter) own(n azure.Own, s *shapeScope) string {
	r, at := w.table.Resource(n.Resource), s
	for at.column != r.Each {
		at = at.outer
	}
	id := w.identity(r, at)
	if len(n.Child) == 0 {
		return id
	}
	var names []string
	for _, child := range n.Child {
		names = append(names, w.name(child, s))
	}
	return w.variable(w.idCode(id+" + ", "", n.Type, names))
}

// list makes a list with an item for each of others.
func (w *shapeWriter) list(of, variable string, item azure.Node, s *shapeScope) string {
	out := w.variable("$null")
	w.block("if ($null -ne "+of+")", func() {
		w.line("%s = [List[object]]::new()", out)
		w.block("foreach ("+variable+" in "+of+")", func() {
			value := w.node(item, s)
			w.line("if ($null -ne %s) { %s.Add(%s) }", value, out, value)
		})
	})
	return out
}

// joinSets makes one list of what the named sets have and of a row's own.
func (w *shapeWriter) joinSets(sets, from, own string, s *shapeScope) string {
	return w.variable("$c.Rows(" + w.quote(sets) + ", " + w.cell(s, from) + ", " + own + ")")
}

// several makes one list of what several nodes make.
func (w *shapeWriter) several(nodes []azure.Node, method string, s *shapeScope) string {
	out := w.variable("[List[object]]::new()")
	for _, n := range nodes {
		value := w.node(n, s)
		w.line("if ($null -ne %s) { %s.%s(%s) }", value, out, method, value)
	}
	return out
}

var simpleKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// literal is a constant.
func (w *shapeWriter) literal(v azure.Value) string {
	var parts []string
	switch v := v.(type) {
	case azure.Str:
		return w.quote(string(v))
	case azure.Int:
		return "[long]" + strconv.FormatInt(int64(v), 10)
	case azure.Bool:
		return "$" + strconv.FormatBool(bool(v))
	case azure.List:
		for _, item := range v {
			parts = append(parts, w.literal(item))
		}
		return "@(" + strings.Join(parts, ", ") + ")"
	case azure.Object:
		for _, m := range v {
			key := m.Key
			if !simpleKey.MatchString(key) {
				key = w.quote(key)
			}
			parts = append(parts, key+" = "+w.literal(m.Value))
		}
		return "([ordered]@{ " + strings.Join(parts, "; ") + " })"
	}
	if w.err == nil {
		w.err = fmt.Errorf("a constant of type %T", v)
	}
	return "$null"
}

// node writes what makes a node's value, and returns the variable or expression that then is it: $null for nothing.
func (w *shapeWriter) node(n azure.Node, s *shapeScope) string {
	switch n := n.(type) {
	case azure.Const:
		return w.literal(n.Value)
	case azure.Text:
		return w.name(n.Name, s)
	case azure.Reference:
		return w.reference(n, s)
	case azure.Own:
		return w.own(n, s)
	case azure.Around:
		return w.node(n.Of, s.outer)
	case azure.It:
		return "$it"
	case azure.Tags:
		return "$c.Tags(" + w.cell(s, "tags") + ", " + w.cell(s, n.And) + ")"
	case azure.SubscriptionID:
		if n.Column == "" {
			return "$c.SubscriptionPath($it)"
		}
		return "$c.SubscriptionPath(" + w.cell(s, n.Column) + ")"
	case azure.Items:
		return w.several(n, "Add", s)
	case azure.Concat:
		return w.several(n, "AddRange", s)
	case azure.Each:
		list := w.node(n.Column, s)
		if n.From != "" {
			list = w.joinSets(n.Sets, n.From, list, s)
		}
		return w.list(list, "$it", n.Item, s)
	case *azure.Rows:
		list := w.cell(s, n.Column)
		if n.From != "" {
			list = w.joinSets(n.Sets, n.From, list, s)
		}
		w.next++
		row := "$r" + strconv.Itoa(w.next)
		return w.list(list, row, n.Item, &shapeScope{row: row, column: n.Column, outer: s})
	case azure.Column:
		return w.column(n, s)
	case azure.Flag:
		return w.flag(n, s)
	case azure.Fields:
		return w.fields(n, s)
	}
	return w.choice(n, s)
}

func (w *shapeWriter) column(n azure.Column, s *shapeScope) string {
	if n.Default == nil {
		return w.cell(s, n.Name)
	}
	out := w.variable(w.cell(s, n.Name))
	condition := "$null -eq " + out
	if n.DefaultIf != "" {
		condition += " -and " + w.condition(azure.Has(n.DefaultIf), s)
	}
	w.line("if (%s) { %s = %s }", condition, out, w.literal(n.Default))
	if n.Else != nil {
		w.line("if ($null -eq %s) { %s = %s }", out, out, w.literal(n.Else))
	}
	return out
}

func (w *shapeWriter) flag(n azure.Flag, s *shapeScope) string {
	out := w.variable(w.cell(s, n.Name))
	w.line("if ($null -eq %s) { %s = $%t }", out, out, n.Default)
	if n.Yes != nil || n.No != nil {
		w.line("if (%s) { %s = %s } else { %s = %s }", out, out, w.literal(n.Yes), out, w.literal(n.No))
	}
	return out
}

func (w *shapeWriter) fields(n azure.Fields, s *shapeScope) string {
	out := w.variable("[Dictionary[string, object]]::new()")
	for _, f := range n {
		value := w.node(f.Value, s)
		w.line("%s[%s] = %s", out, w.quote(f.Key), value)
	}
	return out
}

// choice is of nodes that make nothing where something does not hold.
func (w *shapeWriter) choice(n azure.Node, s *shapeScope) string {
	switch n := n.(type) {
	case azure.First:
		out := w.variable("$null")
		for _, one := range n {
			w.block("if ($null -eq "+out+")", func() { w.line("%s = %s", out, w.node(one, s)) })
		}
		return out
	case azure.When:
		out := w.variable("$null")
		w.block("if ("+w.condition(n.If, s)+")", func() { w.line("%s = %s", out, w.node(n.Then, s)) })
		return out
	case azure.Location:
		out := w.variable(w.cell(s, "location"))
		w.line("if (-not %s) { %s = $c.Location }", out, out)
		return out
	case azure.Key:
		out := w.variable("$null")
		cell := w.cell(s, n.Column)
		w.line("if (%s) { %s = [Tuple[string, string]]::new('key', %s) }", cell, out, cell)
		return out
	case azure.Read:
		of, out := w.node(n.Of, s), w.variable("$null")
		w.line("if ($null -ne %s) { %s = [Tuple[string, string, string]]::new('read', %s, %s) }", of, out, of, w.pattern(n.Path, s))
		return out
	}
	if w.err == nil {
		w.err = fmt.Errorf("a node of type %T", n)
	}
	return "$null"
}
