package report

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

type findingRow struct {
	Code, Severity, Place, Line, Why, Hint string
	Summary                                []span
	Related                                []relatedRow
}

type relatedRow struct {
	Place string
	Text  []span
}

// A span is a part of a text; where it names something of the page, it is a link to it.
type span struct{ Text, Link string }

// mostFindings bounds the list of findings, errors first.
const mostFindings = 500

func (b *builder) addFindings() {
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		for i := range b.in.Findings {
			d := &b.in.Findings[i]
			if d.Severity != severity {
				continue
			}
			if len(b.v.Findings) == mostFindings {
				b.v.MoreFindings++
				continue
			}
			row := findingRow{Severity: d.Severity.String(), Summary: b.linked(d.Summary), Why: d.Why, Hint: d.Hint, Place: placeOf(d.Subject)}
			if d.Code != nil {
				row.Code = d.Code.ID
			}
			if !d.Subject.IsZero() && d.Subject.Start.Line > 0 {
				row.Line = clipped(strings.TrimSpace(d.Subject.File.Line(d.Subject.Start.Line)))
			}
			for _, r := range d.Related {
				row.Related = append(row.Related, relatedRow{placeOf(r.Range), b.linked(r.Message)})
			}
			b.v.Findings = append(b.v.Findings, row)
		}
	}
}

// clipped is a line as far as a reader wants to see it.
func clipped(line string) string {
	const most = 200
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}

var quotedName = pattern.Lazy(`"([^"]+)"`)

// linked divides a sentence at the names in quotes that have a place in the page.
func (b *builder) linked(text string) []span {
	var out []span
	at := 0
	for _, m := range quotedName().FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		network, _, _ := strings.Cut(name, "/")
		link := b.anchor[name]
		if link == "" {
			link = b.anchor[network]
		}
		if link == "" {
			continue
		}
		out = append(out, span{Text: text[at:m[2]]}, span{Text: name, Link: link})
		at = m[3]
	}
	return append(out, span{Text: text[at:]})
}
