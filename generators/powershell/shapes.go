package powershell

import (
	"fmt"
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
	group, err := module.ReadFile("module/Rows.ps1") // by which the blocks are called, and in whose words they are written
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "# %s\n\n# How a row becomes resources: a script block for each table of rows.\n\n%s\n$script:Shapes = @{\n", header, group)
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
