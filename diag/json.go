package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/source"
)

// The shape of a diagnostic in JSON. Field names are a promise to those who read them.
type (
	jsonDiagnostic struct {
		Severity string        `json:"severity"`        // error | warning | note
		Code     string        `json:"code,omitempty"`  // absent where the tool speaks of itself
		Title    string        `json:"title,omitempty"` // of the code
		Summary  string        `json:"summary"`
		Range    *jsonRange    `json:"range,omitempty"`
		Label    string        `json:"label,omitempty"`
		Related  []jsonRelated `json:"related,omitempty"`
		Why      string        `json:"why,omitempty"`
		Help     string        `json:"help,omitempty"`
		More     int           `json:"more,omitempty"` // of the last object of a code: how many of it are not printed
	}
	jsonRelated struct {
		Range   *jsonRange `json:"range,omitempty"`
		Message string     `json:"message"`
	}
	jsonRange struct {
		File  string        `json:"file"`
		Start *jsonPosition `json:"start,omitempty"` // absent where only the file is known
		End   *jsonPosition `json:"end,omitempty"`   // exclusive; equal to start for a point
	}
	jsonPosition struct {
		Line   int `json:"line"`   // from 1
		Column int `json:"column"` // from 1, in characters
	}
)

// WriteJSON prints the list as JSON Lines: one object a line, nothing for an empty list, so that what several commands
// printed can be read as one. Of more than Most of a code, the last object says how many are not printed.
func WriteJSON(w io.Writer, l List) error {
	for _, d := range l.entries() {
		out := jsonDiagnostic{
			Severity: d.Severity.String(), Summary: d.Summary, Range: rangeToJSON(d.Subject), Label: d.Label, Why: d.Why, Help: d.Hint, More: d.more,
		}
		if d.Code != nil {
			out.Code, out.Title = d.Code.ID, d.Code.Title()
		}
		for _, r := range d.Related {
			out.Related = append(out.Related, jsonRelated{rangeToJSON(r.Range), r.Message})
		}
		content, err := EncodeJSON(out, "")
		if err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
	return nil
}

// EncodeJSON is a value as JSON and a line break. In its strings, what EscapeLine escapes is escaped as JSON does it: who
// reads the JSON gets what was there, who sees it on a terminal or in the log of a pipeline is safe.
func EncodeJSON(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(b.Bytes()), nil
}

// escapeJSON escapes in encoded JSON what the encoder leaves as it is.
func escapeJSON(encoded []byte) []byte {
	text := string(encoded)
	var out []byte // nil as long as nothing is escaped
	done := 0
	for i, r := range text {
		if r == '\n' || r != '#' && !hidden(r) || r == '#' && !commandAnywhere(text[i:]) {
			continue
		}
		out = append(out, text[done:i]...)
		for _, unit := range utf16.Encode([]rune{r}) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
		done = i + utf8.RuneLen(r)
	}
	if out == nil {
		return encoded
	}
	return append(out, text[done:]...)
}

func rangeToJSON(r source.Range) *jsonRange {
	if r.IsZero() {
		return nil
	}
	out := &jsonRange{File: r.File.Name}
	if r.Start.Line > 0 {
		end := endOf(r)
		out.Start = &jsonPosition{r.Start.Line, r.Start.Column}
		out.End = &jsonPosition{end.Line, end.Column}
	}
	return out
}

// endOf is the end of a range, or its start where the end is not after it.
func endOf(r source.Range) source.Position {
	if r.End.Line > r.Start.Line || r.End.Line == r.Start.Line && r.End.Column > r.Start.Column {
		return r.End
	}
	return r.Start
}
