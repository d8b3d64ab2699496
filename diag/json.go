package diag

import (
	"encoding/json"
	"io"

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
// printed can be read as one.
func WriteJSON(w io.Writer, l List) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, d := range l {
		out := jsonDiagnostic{
			Severity: d.Severity.String(), Summary: d.Summary, Range: rangeToJSON(d.Subject), Label: d.Label, Why: d.Why, Help: d.Hint,
		}
		if d.Code != nil {
			out.Code, out.Title = d.Code.ID, d.Code.Title()
		}
		for _, r := range d.Related {
			out.Related = append(out.Related, jsonRelated{rangeToJSON(r.Range), r.Message})
		}
		if err := e.Encode(out); err != nil {
			return err
		}
	}
	return nil
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
