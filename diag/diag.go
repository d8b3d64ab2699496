// Package diag owns diagnostics: what is said to a user about the text they wrote, and how it is printed.
//
// It knows no rule and no code of its own: each stage declares its codes as values of Code, and the command line
// joins them to one registry. Functions return (T, List); a Go error is only for input, output and bugs.
package diag

import (
	"fmt"
	"sort"

	"github.com/vnetloom/vnetloom/source"
)

// Severity says what a diagnostic does to the run.
type Severity int

// Error stops the run before anything is written; Warning and Note do not.
const (
	Error Severity = iota
	Warning
	Note
)

// String is "error", "warning" or "note".
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// A Code is an entry of the registry. IDs are never reused. What is written about it is a page of its room's Catalog.
type Code struct {
	ID       string   // VL201
	Severity Severity // what a diagnostic of this code is unless it says otherwise
	page     func() Page
}

// NewCode makes a code with its page at hand, for tests and for whoever declares codes outside of a Catalog.
func NewCode(id string, severity Severity, page Page) *Code {
	return &Code{ID: id, Severity: severity, page: func() Page { return page }}
}

// Page is what is written about the code; empty where there is none.
func (c *Code) Page() Page {
	if c.page == nil {
		return Page{}
	}
	return c.page()
}

// Title is a short phrase without its full stop: subject, then problem.
func (c *Code) Title() string { return c.Page().Title }

// Text says what the code means, and Azure's reason, in Markdown.
func (c *Code) Text() string { return c.Page().Text }

// Fix says what to write instead, in Markdown.
func (c *Code) Fix() string { return c.Page().Fix }

// Example is an intent or a template that shows the code, complete or in part.
func (c *Code) Example() string { return c.Page().Example }

// Source is where Azure says so; "" where the rule is the language's own.
func (c *Code) Source() string { return c.Page().Source }

// Related is another place that a diagnostic speaks of.
type Related struct {
	Range   source.Range
	Message string
}

// A Diagnostic is one finding.
type Diagnostic struct {
	Code     *Code
	Severity Severity
	Summary  string       // one sentence, lower case, no full stop, names quoted: spoke "pay" overlaps spoke "web"
	Subject  source.Range // where to look first
	Label    string       // a few words behind the carets
	Related  []Related    // = note:
	Why      string       // = why:  Azure's reason
	Hint     string       // = help: the fix
}

// Error is the summary with its code and place, on one line.
func (d Diagnostic) Error() string {
	place := d.Subject.String()
	if place != "" {
		place += ": "
	}
	return fmt.Sprintf("%s%s[%s]: %s", place, d.Severity, d.Code.ID, d.Summary)
}

// A List is what a stage found.
type List []Diagnostic

// Add appends a diagnostic of the code's own severity.
func (l *List) Add(code *Code, d Diagnostic) {
	d.Code, d.Severity = code, code.Severity
	*l = append(*l, d)
}

// HasErrors tells whether any of the list is an error.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Count counts the diagnostics of that severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Without returns the list without the diagnostics of that severity.
func (l List) Without(s Severity) List {
	var out List
	for _, d := range l {
		if d.Severity != s {
			out = append(out, d)
		}
	}
	return out
}

// Sort orders the list by place, then code, then summary, and drops equal neighbours: the same list for the same findings.
func (l *List) Sort() {
	s := *l
	sort.SliceStable(s, func(i, j int) bool {
		a, b := s[i], s[j]
		switch {
		case a.Subject.Less(b.Subject):
			return true
		case b.Subject.Less(a.Subject):
			return false
		case a.Code.ID != b.Code.ID:
			return a.Code.ID < b.Code.ID
		}
		return a.Summary < b.Summary
	})
	kept := s[:0]
	for i, d := range s {
		if i == 0 || d.Code != s[i-1].Code || d.Summary != s[i-1].Summary || d.Subject != s[i-1].Subject {
			kept = append(kept, d)
		}
	}
	*l = kept
}
