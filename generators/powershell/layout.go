package powershell

import "strings"

// width is where a line of data is broken.
const width = 120

// A node is a value of the data section: code, a list, or a row.
type node interface{ isNode() }

type (
	// code is an encoded literal.
	code string
	// list prints as @( … ), on one line where it fits.
	list []node
	// column prints as @( … ), always an item a line: so one item more changes no other line.
	column []node
	// row prints as @{ … }. Its keys are identifiers of ours, or encoded strings.
	row struct {
		about string // comment before it, or ""
		cells []cell
	}
	cell struct {
		key   string
		value node
	}
)

func (code) isNode()   {}
func (list) isNode()   {}
func (column) isNode() {}
func (*row) isNode()   {}

// set adds a cell; a nil value is left out.
func (r *row) set(key string, value node) {
	if value != nil {
		r.cells = append(r.cells, cell{key, value})
	}
}

// flat is a node on one line. It is false for what holds comments, or rows in a list.
func flat(n node) (string, bool) {
	switch n := n.(type) {
	case code:
		return string(n), true
	case list:
		parts := make([]string, len(n))
		for i, item := range n {
			if _, ok := item.(*row); ok {
				return "", false
			}
			s, ok := flat(item)
			if !ok {
				return "", false
			}
			parts[i] = s
		}
		return "@(" + strings.Join(parts, ", ") + ")", true
	case *row:
		if n.about != "" {
			return "", false
		}
		parts := make([]string, len(n.cells))
		for i, c := range n.cells {
			s, ok := flat(c.value)
			if !ok {
				return "", false
			}
			parts[i] = c.key + " = " + s
		}
		if len(parts) == 0 {
			return "@{}", true
		}
		return "@{ " + strings.Join(parts, "; ") + " }", true
	}
	return "", false
}

// fits tells whether a line of n columns after an indent is within the width.
func fits(indent, n int) bool { return indent+n <= width }

// write writes a node. The cursor stands behind an indent and a prefix of taken columns.
func write(b *strings.Builder, n node, indent, taken int) {
	if s, ok := flat(n); ok && (fits(indent+taken, len(s)) || isCode(n)) {
		b.WriteString(s)
		return
	}
	switch n := n.(type) {
	case list:
		b.WriteString("@(\n")
		writeItems(b, n, indent+4)
	case column:
		b.WriteString("@(\n")
		writeItems(b, list(n), indent+4)
	case *row:
		b.WriteString("@{\n")
		printCells(b, n.cells, indent+4)
	}
	b.WriteString(strings.Repeat(" ", indent))
	if _, ok := n.(*row); ok {
		b.WriteByte('}')
	} else {
		b.WriteByte(')')
	}
}

func isCode(n node) bool {
	_, ok := n.(code)
	return ok
}

// writeItems writes items, each from a line of its own.
func writeItems(b *strings.Builder, items list, indent int) {
	pad := strings.Repeat(" ", indent)
	for _, item := range items {
		if r, ok := item.(*row); ok && r.about != "" {
			for _, line := range strings.Split(wrap(r.about, indent+2, indent+2), "\n") {
				b.WriteString(pad + "# " + comment(line) + "\n") // a line may begin as no comment may
			}
			item = &row{cells: r.cells}
		}
		b.WriteString(pad)
		write(b, item, indent, 0)
		b.WriteByte('\n')
	}
}

// printCells writes the cells of a row that does not fit on a line: short ones side by side, each other on lines of its own.
func printCells(b *strings.Builder, cells []cell, indent int) {
	pad := strings.Repeat(" ", indent)
	column := 0
	for _, c := range cells {
		s, ok := flat(c.value)
		_, nested := c.value.(*row)
		entry := c.key + " = " + s
		if ok && !nested && fits(indent, len(entry)) {
			switch {
			case column == 0:
				b.WriteString(pad)
				column = indent
			case fits(column, len(entry)+2):
				b.WriteString("; ")
				column += 2
			default:
				b.WriteString("\n" + pad)
				column = indent
			}
			b.WriteString(entry)
			column += len(entry)
			continue
		}
		if column > 0 {
			b.WriteByte('\n')
			column = 0
		}
		b.WriteString(pad + c.key + " = ")
		write(b, c.value, indent, len(c.key)+3)
		b.WriteByte('\n')
	}
	if column > 0 {
		b.WriteByte('\n')
	}
}
