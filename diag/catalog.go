package diag

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
)

// A Catalog is the codes of one room, each with a page in Markdown: codes/VL221.md. A page is read when it is first asked for.
//
//	# Title
//
//	A paragraph: what it means, and Azure's reason.
//
//	## Fix
//	## Example
//	## Source
//
// The example is one fenced block, complete or in part; it is shown as it stands.
type Catalog struct {
	pages fs.FS
	codes []*Code
}

// NewCatalog makes an empty catalog over a file system that holds codes/<ID>.md.
func NewCatalog(pages fs.FS) *Catalog { return &Catalog{pages: pages} }

// Error declares a code that stops the run.
func (c *Catalog) Error(id string) *Code { return c.declare(id, Error) }

// Warning declares a code that does not stop the run, unless it is asked to be strict.
func (c *Catalog) Warning(id string) *Code { return c.declare(id, Warning) }

// Note declares a code that is shown on request.
func (c *Catalog) Note(id string) *Code { return c.declare(id, Note) }

func (c *Catalog) declare(id string, severity Severity) *Code {
	code := &Code{ID: id, Severity: severity}
	code.page = sync.OnceValue(func() Page {
		content, err := fs.ReadFile(c.pages, path.Join("codes", id+".md"))
		if err != nil {
			return Page{}
		}
		return ParsePage(string(content))
	})
	c.codes = append(c.codes, code)
	return code
}

// Codes are the codes that were declared, by ID. The slice is the caller's.
func (c *Catalog) Codes() []*Code {
	out := append([]*Code(nil), c.codes...)
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Check says what is wrong with the pages: one that is missing, has no code, or lacks a part.
func (c *Catalog) Check() []error {
	var out []error
	declared := map[string]bool{}
	for _, code := range c.Codes() {
		declared[code.ID+".md"] = true
		if code.Title() == "" || code.Text() == "" || code.Fix() == "" || code.Example() == "" {
			out = append(out, fmt.Errorf("codes/%s.md needs a title, a paragraph, a fix and an example", code.ID))
		}
		if strings.HasSuffix(code.Title(), ".") {
			out = append(out, fmt.Errorf("codes/%s.md: a title has no full stop", code.ID))
		}
	}
	entries, err := fs.ReadDir(c.pages, "codes")
	if err != nil {
		return append(out, err)
	}
	for _, e := range entries {
		if !declared[e.Name()] {
			out = append(out, fmt.Errorf("codes/%s belongs to no code", e.Name()))
		}
	}
	return out
}

// A Page is what is written about a code.
type Page struct {
	Title   string // a short phrase without its full stop: subject, then problem
	Text    string // what it means, and Azure's reason; Markdown
	Fix     string // what to write instead; Markdown
	Example string // an intent or a template that shows it, complete or in part
	Source  string // where Azure says so: a document, an error string; "" where the rule is the language's own
}

// ParsePage reads a page. A part that it does not have is "".
func ParsePage(markdown string) Page {
	var p Page
	part, fenced := &p.Text, false
	var parts = map[string]*string{"## Fix": &p.Fix, "## Example": &p.Example, "## Source": &p.Source}
	for _, line := range strings.Split(strings.ReplaceAll(markdown, "\r\n", "\n"), "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
			if part == &p.Example {
				continue
			}
		}
		if title, ok := strings.CutPrefix(line, "# "); ok && !fenced && p.Title == "" {
			p.Title = title
			continue
		}
		if next, ok := parts[line]; ok && !fenced {
			part = next
			continue
		}
		*part += line + "\n"
	}
	p.Text, p.Fix, p.Source = strings.TrimSpace(p.Text), strings.TrimSpace(p.Fix), strings.TrimSpace(p.Source)
	if p.Example = strings.Trim(p.Example, "\n"); p.Example != "" {
		p.Example += "\n"
	}
	return p
}
