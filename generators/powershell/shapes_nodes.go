package powershell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// How a script block makes the values of a body.

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
