package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/source"
)

// maxLine is how many columns of a line of source are shown; of a longer one, what is around the place.
const maxLine = 120

// The escapes of the terminal, as few as tell the parts of a diagnostic apart.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	cyan   = "\x1b[1;36m"
	blue   = "\x1b[1;34m"
	reset  = "\x1b[0m"
)

func (s Severity) color() string { return [...]string{red, yellow, cyan}[s] }

// WriteText prints the list for people: each diagnostic under the line of source that it speaks of, with an empty line
// between two, and at the end how many there were, also those that are beyond Most and not printed. A diagnostic without a
// code is the tool speaking of itself; it is not counted. An empty list prints nothing.
func WriteText(w io.Writer, l List, color bool) error {
	p := &printer{color: color}
	for i, d := range l.entries() {
		if i > 0 {
			p.WriteByte('\n')
		}
		p.diagnostic(d.Diagnostic)
	}
	var coded List
	for _, d := range l {
		if d.Code != nil {
			coded = append(coded, d)
		}
	}
	if len(coded) > 0 {
		p.WriteString("\n" + coded.Summary() + "\n")
	}
	_, err := w.Write(p.Bytes())
	return err
}

// Summary counts the list: 2 errors, 1 warning. Of an empty list it is "".
func (l List) Summary() string {
	var parts []string
	for _, s := range []Severity{Error, Warning, Note} {
		switch n := l.Count(s); n {
		case 0:
		case 1:
			parts = append(parts, "1 "+s.String())
		default:
			parts = append(parts, strconv.Itoa(n)+" "+s.String()+"s")
		}
	}
	return strings.Join(parts, ", ")
}

type printer struct {
	bytes.Buffer
	color bool
	width int // of the line number
}

// in prints s in a color.
func (p *printer) in(color, s string) {
	if p.color && s != "" {
		s = color + s + reset
	}
	p.WriteString(s)
}

func (p *printer) diagnostic(d Diagnostic) {
	head := d.Severity.String()
	if d.Code != nil {
		head += "[" + d.Code.ID + "]"
	}
	p.in(d.Severity.color(), head)
	p.in(bold, ": "+EscapeLine(d.Summary))
	p.WriteByte('\n')
	p.width = 1
	if !d.Subject.IsZero() {
		p.place(d)
	}
	for _, r := range d.Related {
		message := r.Message
		if !r.Range.IsZero() {
			message = EscapeLine(r.Range.String()) + ": " + message
		}
		p.remark("note: ", message)
	}
	p.remark("why:  ", d.Why)
	p.remark("help: ", d.Hint)
}

// remark prints a line below the source; further lines of the text stand under its first.
func (p *printer) remark(label, text string) {
	if text == "" {
		return
	}
	indent := strings.Repeat(" ", p.width+1)
	p.WriteString(indent)
	p.in(blue, "=")
	p.WriteByte(' ')
	p.in(bold, label[:strings.IndexByte(label, ':')+1])
	p.WriteString(label[strings.IndexByte(label, ':')+1:])
	further := "\n" + indent + "  " + strings.Repeat(" ", len(label))
	p.WriteString(strings.ReplaceAll(strings.TrimRight(EscapeLines(text), "\n"), "\n", further))
	p.WriteByte('\n')
}

// place prints where the diagnostic is, and the line of source with the carets below it.
func (p *printer) place(d Diagnostic) {
	r := d.Subject
	shown := r.Start.Line >= 1 && r.Start.Line <= r.File.LineCount()
	if shown {
		p.width = len(strconv.Itoa(r.Start.Line))
	}
	gutter := strings.Repeat(" ", p.width)
	p.in(blue, gutter+"-->")
	fmt.Fprintf(p, " %s\n", EscapeLine(r.String()))
	if !shown {
		p.remark("note: ", d.Label)
		return
	}
	line, before, marked := excerpt(r)
	p.in(blue, gutter+" |")
	p.WriteByte('\n')
	p.in(blue, strconv.Itoa(r.Start.Line)+" |")
	p.WriteString(strings.TrimRight(" "+line, " ") + "\n")
	p.in(blue, gutter+" |")
	p.WriteString(" " + strings.Repeat(" ", before))
	carets := strings.Repeat("^", marked)
	if d.Label != "" {
		carets += " " + EscapeLine(d.Label)
	}
	p.in(d.Severity.color(), carets)
	p.WriteByte('\n')
}

// excerpt returns the first line of a range as it is shown, the columns before the place in it, and the columns of the
// place, at least one. A range of several lines is marked up to the end of its first. Of a long line only what is around
// the place is read.
func excerpt(r source.Range) (line string, before, marked int) {
	start, end := r.File.Bounds(r.Start.Line)
	at := r.File.Offset(r.Start)
	to := at
	switch {
	case r.End.Line > r.Start.Line:
		to = end
	case r.End.Line == r.Start.Line && r.End.Column > r.Start.Column:
		to = r.File.Offset(r.End)
	}
	first, last := near(r.File.Content, start, at), near(r.File.Content, end, at)
	all := cells(string(r.File.Content[first:last]))
	from, until := cellAt(all, at-first), cellAt(all, to-first)
	if to == at {
		until = min(from+1, len(all))
	}
	left, right := window(all, from, first > start, last < end)
	var b strings.Builder
	if left > 0 || first > start {
		b.WriteString("…")
		before = 1
	}
	for i := left; i < right; i++ {
		b.WriteString(all[i].text)
		switch {
		case i < from:
			before += all[i].width
		case i < until:
			marked += all[i].width
		}
	}
	if right < len(all) || last < end {
		b.WriteString("…")
	}
	return b.String(), before, max(1, marked)
}

// aLot is how many bytes on either side of a place are more than what is shown of its line.
const aLot = 4 * maxLine

// near is an end of a line, or a place between two characters on the way to it, where it is far from at.
func near(content []byte, end, at int) int {
	switch {
	case end < at-aLot:
		end = at - aLot
	case end > at+aLot:
		end = at + aLot
	default:
		return end
	}
	for n := 0; n < utf8.UTFMax-1 && !utf8.RuneStart(content[end]); n++ {
		end++
	}
	return end
}

// cellAt is the index of the cell that shows a byte offset.
func cellAt(all []cell, offset int) int {
	i := 0
	for ; i < len(all) && offset > 0; i++ {
		offset -= all[i].size
	}
	return i
}

// window returns the cells of a line that are shown, so that the cell at is among them with some of what is before it.
// There may be more of the line on either side.
func window(all []cell, at int, moreBefore, moreAfter bool) (first, last int) {
	total := 0
	for _, c := range all {
		total += c.width
	}
	if total <= maxLine && !moreBefore && !moreAfter {
		return 0, len(all)
	}
	room := maxLine - 2 // an ellipsis on either side
	for first, last = at, at; first > 0 && room > maxLine*2/3; first-- {
		room -= all[first-1].width
	}
	for last < len(all) && room-all[last].width >= 0 {
		room -= all[last].width
		last++
	}
	for first > 0 && room-all[first-1].width >= 0 {
		room -= all[first-1].width
		first--
	}
	return first, last
}
