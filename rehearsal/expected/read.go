package expected

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/source"
)

// A List is what is expected, of one file or several.
type List struct{ entries []*entry }

// An entry is about the changes of a path of resources of a type and a name; without a path, about resources that NEW does not have.
type entry struct {
	at               source.Range
	kind, name, path []string // patterns by segments, in lower case; nil for any
	why              string
	used             bool
	shown            string
}

// fields are those of an entry.
var fields = []string{"type", "name", "path", "why"}

// Read reads files. An error of one is in the list; then the other result is nil.
func Read(files []*source.File) (*List, diag.List) {
	r := &reader{out: &List{}}
	for _, f := range files {
		r.read(f)
	}
	r.found.Sort()
	if r.found.HasErrors() {
		return nil, r.found
	}
	return r.out, r.found
}

type reader struct {
	file  *source.File
	out   *List
	found diag.List
}

var atLine = pattern.Lazy(`line (\d+)`)

func (r *reader) read(f *source.File) {
	r.file = f
	var document yaml.Node
	if err := yaml.Unmarshal(f.Content, &document); err != nil {
		line := 1
		if m := atLine().FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		var many *yaml.TypeError
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		if errors.As(err, &many) && len(many.Errors) > 0 {
			text = many.Errors[0]
		}
		at := source.Position{Line: line, Column: 1}
		r.add(source.Range{File: f, Start: at, End: at}, "the list of expected changes is no YAML: "+text)
		return
	}
	if len(document.Content) == 0 {
		r.add(source.Range{File: f, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1}}, "the list of expected changes is empty")
		return
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		r.add(r.at(root), `a file of expected changes is a map with the one field "expected"`)
		return
	}
	has := false
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch {
		case key.Value != "expected":
			r.add(r.at(key), fmt.Sprintf("there is no field %q beside the list", key.Value), diag.DidYouMean(key.Value, []string{"expected"}, `the one field is "expected"`))
		case has:
			r.add(r.at(key), `there are two fields "expected"`)
		case value.Kind != yaml.SequenceNode:
			r.add(r.at(value), `"expected" is a list of entries`)
		default:
			for _, item := range value.Content {
				r.entry(item)
			}
		}
		has = has || key.Value == "expected"
	}
	if !has {
		r.add(r.at(root), `the list "expected" is missing`)
	}
}

func (r *reader) entry(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.add(r.at(n), "an expected change is a map of "+strings.Join(fields, ", "))
		return
	}
	e := &entry{at: r.at(n)}
	seen := map[string]bool{}
	ok := true
	fail := func(at *yaml.Node, summary string, hint ...string) {
		ok = false
		r.add(r.at(at), summary, hint...)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !known(key.Value):
			fail(key, fmt.Sprintf("an expected change has no field %q", key.Value), diag.DidYouMean(key.Value, fields, "fields: "+strings.Join(fields, ", ")))
		case seen[key.Value]:
			fail(key, fmt.Sprintf("the field %q is there twice", key.Value))
		case value.Kind != yaml.ScalarNode || value.Tag != "!!str":
			fail(value, fmt.Sprintf("%q is a text", key.Value))
		case strings.TrimSpace(value.Value) == "":
			fail(value, fmt.Sprintf("%q is empty", key.Value), "leave it out where any is meant")
		default:
			if why := e.set(key.Value, value.Value); why != "" {
				fail(value, fmt.Sprintf("%s %q: %s", key.Value, value.Value, why))
			}
		}
		seen[key.Value] = true
	}
	if ok && e.kind == nil && e.path == nil {
		fail(n, "an expected change has neither a type nor a path", "everything would be expected")
	}
	if ok {
		r.out.entries = append(r.out.entries, e)
	}
}

func known(field string) bool {
	for _, f := range fields {
		if f == field {
			return true
		}
	}
	return false
}

// set takes a field, and says what is wrong with it.
func (e *entry) set(field, text string) string {
	text = strings.TrimSpace(text)
	if field != "why" {
		e.shown = strings.TrimSpace(e.shown + " " + field + " " + text)
	}
	switch field {
	case "type":
		e.kind = kindOf(text)
		for _, s := range e.kind {
			if s == "" {
				return "a part between two / is empty"
			}
		}
	case "name":
		e.name = []string{strings.ToLower(text)}
	case "path":
		segments, ok := pathOf(text)
		if !ok {
			return "it is written as the report shows it: tags.CostCenter, subnets[web].routeTable"
		}
		if len(segments) == 0 {
			return "that is every property of a resource"
		}
		e.path = segments
	case "why":
		e.why = text
	}
	return ""
}

func (r *reader) at(n *yaml.Node) source.Range {
	start := source.Position{Line: n.Line, Column: n.Column}
	end := start
	if n.Kind == yaml.ScalarNode && n.Line > 0 {
		end.Column += len([]rune(n.Value))
		if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			end.Column += 2
		}
	}
	return source.Range{File: r.file, Start: start, End: end}
}

func (r *reader) add(at source.Range, summary string, hint ...string) {
	d := diag.Diagnostic{Subject: at, Summary: summary, Why: "an entry that is not understood could hide a change that nobody expects"}
	if len(hint) > 0 {
		d.Hint = hint[0]
	}
	r.found.Add(codeEntry, d)
}
