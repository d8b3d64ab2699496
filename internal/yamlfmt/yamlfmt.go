// Package yamlfmt owns the layout of YAML: text in, the same text in one form out. Values, comments, anchors, and the styles in which scalars are
// written stay as they are; indentation, spaces, blank lines and, where its caller says so, the order of keys become one.
//
// It moves text and never prints a value anew, so nothing that it does not know is lost. What it makes is parsed and compared with what it was
// made of before anybody gets it.
package yamlfmt

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Map is a mapping on the way from the root of a document.
type Map struct {
	Key   string            // under which it stands: "" for the root, "-" for an item of a list
	Texts map[string]string // its scalars by key, without quotes
}

// An Order says in which order the keys of the last mapping of a path stand. Keys that it does not name stand behind, as they are; nil keeps
// all as they are. Its lists are not changed.
type Order func(path []Map) []string

// ErrEncoding is the error for what is no UTF-8 text.
var ErrEncoding = errors.New("the file is not UTF-8 text")

// A SyntaxError is where a text is no YAML, or YAML that this package does not know: Line is counted from one, 0 for the whole.
type SyntaxError struct {
	Line    int
	Problem string
}

func (e *SyntaxError) Error() string { return e.Problem }

// Format returns the text in the one form. A byte order mark and the kind of line ends, that of the first line, are kept. Where keys cannot be
// ordered, as an alias would stand above its anchor, they keep their order.
func Format(text []byte, order Order) ([]byte, error) {
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, ErrEncoding
	}
	mark, end := "", "\n"
	body := string(text)
	if rest, ok := strings.CutPrefix(body, "\ufeff"); ok {
		mark, body = "\ufeff", rest
	}
	if first := strings.IndexByte(body, '\n'); first > 0 && body[first-1] == '\r' {
		end = "\r\n"
	}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	if strings.ContainsRune(body, '\r') {
		return nil, &SyntaxError{1 + strings.Count(body[:strings.IndexByte(body, '\r')], "\n"), "a carriage return stands within a line"}
	}
	orders := []Order{order}
	if order != nil {
		orders = append(orders, nil)
	}
	var failed error
	for _, o := range orders {
		made, err := layOut(body, o)
		if err == nil {
			return []byte(mark + strings.ReplaceAll(made, "\n", end)), nil
		}
		if failed == nil || o == nil {
			failed = err
		}
	}
	return nil, failed
}

// layOut formats a text with line feeds and holds the result against it.
func layOut(body string, order Order) (string, error) {
	before, err := parsed(body)
	if err != nil {
		return "", err
	}
	made, err := once(body, order)
	if err != nil {
		return "", err
	}
	ends := []string{made}
	if body != "" && !strings.HasSuffix(body, "\n") { // where a line feed would be part of the last value
		ends = append(ends, strings.TrimSuffix(made, "\n"))
	}
	for _, text := range ends {
		after, err := parsed(text)
		if err != nil || !sameDocuments(before, after) || !sameInk(body, text) {
			continue
		}
		if again, err := once(text, order); err == nil && (again == text || len(text) < len(made) && again == made) {
			return text, nil
		}
	}
	return "", &SyntaxError{0, "this package does not know how it is laid out"}
}

// once formats the documents of a text.
func once(body string, order Order) (string, error) {
	var out []string
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	for start := 0; start < len(lines); {
		end := start
		for end < len(lines) && !isMarker(lines[end]) {
			end++
		}
		made, err := document(lines[start:end], start, order)
		if err != nil {
			return "", err
		}
		out = append(out, made...)
		if end < len(lines) {
			marker := strings.TrimRight(lines[end], " \t")
			if rest := strings.TrimSpace(marker[min(3, len(marker)):]); marker[0] != '%' && rest != "" && rest[0] != '#' {
				return "", &SyntaxError{end + 1, "a value stands behind the mark of a document"}
			}
			out = append(out, marker)
		}
		start = end + 1
	}
	if len(out) == 0 {
		return "", nil
	}
	return strings.Join(out, "\n") + "\n", nil
}

// isMarker tells the lines between documents, and directives.
func isMarker(line string) bool {
	for _, mark := range []string{"---", "..."} {
		if rest, ok := strings.CutPrefix(line, mark); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			return true
		}
	}
	return strings.HasPrefix(line, "%")
}

// document formats the lines of one document; first is how many stand before it.
func document(lines []string, first int, order Order) ([]string, error) {
	p := &parser{lines: lines, first: first}
	root, header, err := p.document()
	if err != nil {
		return nil, err
	}
	w := &printer{order: order}
	w.leads(header, 0)
	if root != nil {
		w.block(root, 0, []Map{{Texts: root.texts()}})
	}
	w.leads(p.rest, 0)
	return trimBlank(w.out), nil
}

// trimBlank takes blank lines from the ends, but for those that a scalar keeps.
func trimBlank(lines []outLine) []string {
	for len(lines) > 0 && lines[0].text == "" && !lines[0].kept {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1].text == "" && !lines[len(lines)-1].kept {
		lines = lines[:len(lines)-1]
	}
	out := make([]string, 0, len(lines))
	for i, l := range lines {
		if l.text == "" && !l.kept && i > 0 && lines[i-1].text == "" {
			continue
		}
		out = append(out, l.text)
	}
	return out
}

// syntax is an error at a line of the document.
func (p *parser) syntax(line int, format string, args ...any) error {
	return &SyntaxError{p.first + line + 1, fmt.Sprintf(format, args...)}
}
