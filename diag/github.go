package diag

import (
	"fmt"
	"io"
	"strings"
)

var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// WriteGitHub prints the list as workflow commands of GitHub Actions, one a line: they become annotations of a pull
// request's files. A note is a notice there. Columns are given only within one line, as GitHub wants it.
func WriteGitHub(w io.Writer, l List) error {
	for _, d := range l.entries() {
		command := d.Severity.String()
		if d.Severity == Note {
			command = "notice"
		}
		if properties := githubProperties(d.Diagnostic); properties != "" {
			command += " " + properties
		}
		if _, err := fmt.Fprintf(w, "::%s::%s\n", command, githubMessage.Replace(githubText(d.Diagnostic))); err != nil {
			return err
		}
	}
	return nil
}

func githubProperties(d Diagnostic) string {
	var out []string
	put := func(key, value string) { out = append(out, key+"="+githubProperty.Replace(EscapeLine(value))) }
	if r := d.Subject; !r.IsZero() {
		put("file", r.File.Name)
		if r.Start.Line > 0 {
			end := endOf(r)
			put("line", fmt.Sprint(r.Start.Line))
			if end.Line == r.Start.Line {
				put("col", fmt.Sprint(r.Start.Column))
			}
			put("endLine", fmt.Sprint(end.Line))
			if end.Line == r.Start.Line {
				put("endColumn", fmt.Sprint(end.Column))
			}
		}
	}
	if d.Code != nil {
		put("title", d.Code.ID)
	}
	return strings.Join(out, ",")
}

// githubText is the whole diagnostic as a message of several lines.
func githubText(d Diagnostic) string {
	lines := []string{EscapeLine(d.Summary)}
	if d.Label != "" {
		lines = append(lines, EscapeLine(d.Label))
	}
	for _, r := range d.Related {
		if place := EscapeLine(r.Range.String()); place != "" {
			lines = append(lines, "note: "+place+": "+r.Message)
		} else {
			lines = append(lines, "note: "+r.Message)
		}
	}
	if d.Why != "" {
		lines = append(lines, "why: "+d.Why)
	}
	if d.Hint != "" {
		lines = append(lines, "help: "+d.Hint)
	}
	return EscapeLines(strings.Join(lines, "\n"))
}
