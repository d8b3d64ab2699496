package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/vnetloom/vnetloom/diag"
)

// A screen is standard output, and the only way to it. Names of anyone's templates, files and folders stand in what is
// printed: all of it is escaped here, so that no command has to think of it. It is no io.Writer on purpose.
//
// Errors are those of the writer below, which remembers them: who prints need not look at them.
type screen struct {
	w     io.Writer
	shown bool // a status stands there
}

// line prints one line. A line break in a value is escaped too.
func (s screen) line(format string, values ...any) {
	s.put(diag.EscapeLine(fmt.Sprintf(format, values...)) + "\n")
}

// text prints a text of several lines.
func (s screen) text(text string) { s.put(diag.EscapeLines(text)) }

// table prints rows in columns. The first row is the head.
func (s screen) table(rows [][]string) {
	w := tabwriter.NewWriter(s.w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = diag.EscapeLine(cell)
		}
		_, _ = io.WriteString(w, strings.Join(cells, "\t")+"\n")
	}
	_ = w.Flush()
}

// csv prints rows as CSV (RFC 4180), each on one line. A spreadsheet takes a cell that begins with one of these signs for a formula, some also after
// blanks: it gets an apostrophe.
func (s screen) csv(rows [][]string) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i] = diag.EscapeLine(cell); strings.IndexAny(strings.TrimLeft(cell, " \t\r\n\u00a0"), "=+-@") == 0 || strings.IndexAny(cell, "\t\r") == 0 {
				cells[i] = "'" + cells[i]
			}
		}
		_ = w.Write(cells) // a strings.Builder fails never
	}
	w.Flush()
	s.text(b.String())
}

// json prints a value as indented JSON.
func (s screen) json(v any) error {
	content, err := diag.EncodeJSON(v, "  ")
	if err == nil {
		s.put(string(content))
	}
	return err
}

// diff prints the difference of two texts in a form that patch and git understand. Names are as git writes them: quoted
// where they hold characters that git escapes. Lines that hold what a terminal would act on are shown escaped: of these
// patch says that it does not find them.
func (s screen) diff(before string, old []byte, after string, content []byte) {
	lines := strings.SplitAfter(string(diff.Diff(quoted(before), old, quoted(after), content)), "\n")
	for i, line := range lines {
		body, end := strings.TrimSuffix(line, "\n"), ""
		if body != line {
			end = "\n"
		}
		body, returned := strings.CutSuffix(body, "\r") // does nothing but at the end of a line
		if returned {
			end = "\r" + end
		}
		lines[i] = diffLine(body) + end
	}
	s.put(strings.Join(lines, ""))
}

// quoted is a name as git quotes it, where it has to.
func quoted(name string) string {
	if diag.EscapeLine(name) == name && !strings.ContainsAny(name, `"\`) {
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// diffLine escapes a line between its tabs, which stay.
func diffLine(line string) string {
	parts := strings.Split(line, "\t")
	for i := range parts {
		parts[i] = diag.EscapeLine(parts[i])
	}
	return strings.Join(parts, "\t")
}

// exact prints the bytes of a file of the user's own as they are: what reads them from a pipe gets the file.
func (s screen) exact(content []byte) { s.put(string(content)) }

// screenOf is the screen of another stream than standard output, for status alone.
func screenOf(stream io.Writer) *screen { return &screen{w: stream} }

// status shows a line in the place of the one before, and "" takes it away. Nothing is taken away that was not shown.
func (s *screen) status(text string) {
	switch {
	case text != "":
		s.put("\r\x1b[K" + diag.EscapeLine(text))
	case s.shown:
		s.put("\r\x1b[K")
	}
	s.shown = text != ""
}

func (s screen) put(text string) { _, _ = io.WriteString(s.w, text) }
