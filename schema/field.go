package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// A FieldDoc is what the language says of a field, or of a map.
type FieldDoc struct {
	Path     string // as it was asked for: connections.hubAndSpoke.inspect
	Doc      string // what it means
	Takes    string // what values it has
	Words    []string
	Default  string   // "" for none
	Required bool     // a map that has the field cannot be without it
	Means    []string // the fields that have its value where they are not given themselves
	Derives  string   // what is derived from it, "" where the comment says all
	Examples []string
	Fields   []FieldDoc // of a map: its fields
}

// Explain is what the language says of a field: its path in an intent, with dots, without the names that a user chooses, and with the kind
// of a connection: networks.gateways.vpn.asn, connections.mesh.members. "" is the intent itself. The hint says which names there are where
// one does not exist.
func Explain(path string) (f FieldDoc, hint string, ok bool) {
	at := &shapeField{shape: language().intent, doc: language().intent.doc}
	var words []string
	for _, w := range strings.Split(path, ".") {
		if w != "" && w != "*" {
			words = append(words, w)
		}
	}
	for i, w := range words {
		next, names := step(at.shape, w)
		if next == nil {
			where := "an intent"
			if i > 0 {
				where = strings.Join(words[:i], ".")
			}
			if whole := FieldsNamed(path); i == 0 && len(whole) > 0 && diag.Closest(w, names) == "" {
				return FieldDoc{}, fmt.Sprintf("did you mean %s?", alternatives(whole, 4)), false
			}
			if len(names) == 0 {
				return FieldDoc{}, where + " has no fields", false
			}
			return FieldDoc{}, diag.DidYouMean(w, names, fmt.Sprintf("the fields of %s are %s", where, strings.Join(names, ", "))), false
		}
		at = next
	}
	out := fieldOf(at, strings.Join(words, "."))
	for _, s := range mapsOf(at.shape) {
		for _, inner := range s.fields {
			out.Fields = append(out.Fields, fieldOf(inner, inner.name))
		}
	}
	if kinds := kindsOf(at.shape); kinds != nil {
		for _, alt := range kinds.alts {
			out.Fields = append(out.Fields, FieldDoc{Path: alt.byName[kinds.tag].shape.literals[0], Doc: alt.doc, Takes: "a kind"})
		}
	}
	return out, "", true
}

// step is the field of a shape that a word names, whatever maps of names and lists are between; and the words that there are.
func step(s *shape, word string) (*shapeField, []string) {
	var names []string
	if kinds := kindsOf(s); kinds != nil {
		if alt := kinds.byTag[word]; alt != nil {
			return &shapeField{name: word, shape: alt, doc: alt.doc}, nil
		}
		names = append(names, kinds.tags...)
	}
	for _, m := range mapsOf(s) {
		if f := m.byName[word]; f != nil {
			return f, nil
		}
		names = append(names, m.fieldNames()...)
	}
	return nil, names
}

// mapsOf are the maps of fields that a shape takes, through lists and maps of names.
func mapsOf(s *shape) []*shape {
	switch {
	case s == nil:
	case s.op == opStruct && s.keys == nil:
		return []*shape{s}
	case s.op == opStruct:
		return mapsOf(s.values)
	case s.op == opMany:
		return mapsOf(s.rest)
	case s.op == opList:
		return mapsOf(s.items[0])
	case s.op == opUnion:
		var out []*shape
		for _, alt := range s.alts {
			out = append(out, mapsOf(alt)...)
		}
		return out
	}
	return nil
}

// kindsOf is the union of maps told apart by their kind that a shape takes, nil for none.
func kindsOf(s *shape) *shape {
	switch {
	case s == nil:
	case s.op == opTagged:
		return s
	case s.op == opStruct && s.keys != nil:
		return kindsOf(s.values)
	}
	return nil
}

func fieldOf(f *shapeField, path string) FieldDoc {
	out := FieldDoc{Path: path, Doc: f.doc, Takes: plain(typeText(f.shape)), Required: f.required, Means: f.means, Derives: f.derives, Examples: examplesOf(f.shape)}
	if f.shape.op == opStruct && f.shape.keys == nil {
		out.Takes = "a map"
		if f.shape.short != "" {
			out.Takes = fmt.Sprintf("a map, or %s alone", f.shape.short)
		}
	}
	if f.def != nil {
		out.Default = f.def.text
	}
	for _, w := range f.shape.words() {
		if !slices.Contains(out.Words, w.text) {
			out.Words = append(out.Words, w.text)
		}
	}
	if out.Doc == "" {
		out.Doc = f.shape.doc
	}
	return out
}

// plain is a text of the reference without its links.
func plain(text string) string {
	for {
		before, rest, ok := strings.Cut(text, "[")
		if !ok {
			return text
		}
		name, rest, ok := strings.Cut(rest, "](#")
		if !ok {
			return text
		}
		_, after, ok := strings.Cut(rest, ")")
		if !ok {
			return text
		}
		text = before + name + after
	}
}

// examplesOf are the examples of a type, or of those that it is made of.
func examplesOf(s *shape) []string {
	if s == nil || len(s.examples) > 0 {
		if s == nil {
			return nil
		}
		return s.examples
	}
	var out []string
	switch s.op {
	case opMany:
		return examplesOf(s.rest)
	case opList:
		return examplesOf(s.items[0])
	case opUnion:
		for _, alt := range s.alts {
			out = append(out, examplesOf(alt)...)
		}
	case opStruct:
		if s.short != "" {
			return examplesOf(s.byName[s.short].shape)
		}
	}
	return out
}

// FieldsNamed are the paths of the fields that are called so, or whose paths end so, shortest first: hubAndSpoke.inspect is the end of
// connections.hubAndSpoke.inspect.
func FieldsNamed(end string) []string {
	var out []string
	for _, p := range FieldPaths() {
		if end != "" && strings.HasSuffix(strings.ToLower("."+p), strings.ToLower("."+end)) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return strings.Count(a, ".") - strings.Count(b, ".") })
	return out
}

// alternatives are names in quotes, the first few of them.
func alternatives(names []string, most int) string {
	var out []string
	for _, n := range names[:min(len(names), most)] {
		out = append(out, fmt.Sprintf("%q", n))
	}
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s, or one of %d more", strings.Join(out, ", "), more)
	}
	if last := len(out) - 1; last > 0 {
		return strings.Join(out[:last], ", ") + " or " + out[last]
	}
	return out[0]
}

// FieldPaths are the paths of all fields, for completion.
func FieldPaths() []string {
	var out []string
	var visit func(s *shape, path string, within []*shape)
	visit = func(s *shape, path string, within []*shape) {
		if slices.Contains(within, s) {
			return
		}
		within = append(slices.Clone(within), s)
		add := func(name string, inner *shape) {
			p := strings.TrimPrefix(path+"."+name, ".")
			out = append(out, p)
			visit(inner, p, within)
		}
		if kinds := kindsOf(s); kinds != nil {
			for _, tag := range kinds.tags {
				add(tag, kinds.byTag[tag])
			}
		}
		for _, m := range mapsOf(s) {
			for _, f := range m.fields {
				add(f.name, f.shape)
			}
		}
	}
	visit(language().intent, "", nil)
	slices.Sort(out)
	return slices.Compact(out)
}
