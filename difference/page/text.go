package page

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/difference"
)

// mostLines is how many entries a section of the text has. The JSON has all of them.
const mostLines = 25

// Text is a difference for a terminal. Every text of anyone's is escaped: no control character, and nothing that a pipeline takes for a command.
func Text(r *difference.Report) string {
	var b strings.Builder
	b.WriteString(r.Verdict + "\n")
	for _, s := range Outline(r) {
		b.WriteString("\n" + s.Title + "\n")
		width := 0
		for _, e := range s.Entries {
			width = max(width, len(e.Label))
		}
		for i, e := range s.Entries {
			if i == mostLines && len(s.Entries) > mostLines+1 {
				fmt.Fprintf(&b, "  … and %d lines more: --format json has all\n", len(s.Entries)-i)
				break
			}
			line := ""
			for _, span := range e.Line {
				if span.Given {
					line += cut(diag.EscapeLine(cut(span.Text, mostOfAName)), mostOfAName)
					continue
				}
				line += span.Text
			}
			if width > 0 {
				label := e.Label
				if i > 0 && s.Entries[i-1].Label == label {
					label = ""
				}
				line = fmt.Sprintf("%-*s  %s", width, label, line)
			}
			b.WriteString("  " + diag.EscapeLine(line) + "\n")
		}
	}
	return b.String()
}

// mostOfAName is how much of a text of anyone's is shown in one place, in characters.
const mostOfAName = 400
