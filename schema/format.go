package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	cueformat "cuelang.org/go/cue/format"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/yamlfmt"
	"github.com/vnetloom/vnetloom/source"
)

// Format is a file of an intent in the one form: YAML or JSON with its fields in the order of the language, CUE as `cue fmt` has it. Comments,
// and whatever else a file says, stay. The name's extension says which syntax it is. A file that is not well-formed is left to whoever wrote it: the list
// says why.
func Format(file *source.File) ([]byte, diag.List) {
	text := file.Content
	shown := source.New(file.Name, text)
	hideSecrets(shown)
	l := &loader{}
	broken := func(line int, problem string) ([]byte, diag.List) {
		place := source.Range{File: shown}
		if line > 0 {
			place.Start = source.Position{Line: line, Column: 1}
		}
		l.diags.Add(codeSyntax, diag.Diagnostic{Summary: fmt.Sprintf("%q cannot be formatted: %s", file.Name, problem), Subject: place,
			Hint: "`vnetloom check` says more of a file that is not well-formed; nothing of it was changed"})
		return nil, l.diags
	}
	switch formatOf(file.Name) {
	case formatYAML:
		out, err := yamlfmt.Format(text, fieldOrder)
		var syntax *yamlfmt.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return broken(syntax.Line, syntax.Problem)
		case err != nil:
			return broken(0, err.Error())
		}
		return out, nil
	case formatJSON:
		out, err := formatJSONText(text)
		if err != nil {
			return broken(0, "it is not well-formed JSON: "+err.Error())
		}
		return out, nil
	case formatCUE:
		out, err := formatCUEText(text)
		if err != nil {
			return broken(0, "it is not well-formed CUE")
		}
		return out, nil
	}
	return broken(0, "by its name it is neither YAML, JSON nor CUE")
}

// formatCUEText is CUE as `cue fmt` has it. A byte order mark is kept.
func formatCUEText(text []byte) (out []byte, err error) {
	defer func() {
		if recover() != nil { // parsers of other houses may panic on broken input
			err = errors.New("it cannot be parsed")
		}
	}()
	mark := []byte(nil)
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		mark = text[:3]
	}
	if out, err = cueformat.Source(text[len(mark):]); err != nil {
		return nil, err
	}
	return append(slices.Clone(mark), out...), nil
}

// fieldOrder is the order of the fields of a map of an intent: nil for names that a user chose.
func fieldOrder(path []yamlfmt.Map) []string {
	s := language().intent.mapShape(path[0].Texts)
	for _, m := range path[1:] {
		s = s.below(m.Key).mapShape(m.Texts)
	}
	if s == nil || s.keys != nil {
		return nil
	}
	names := s.fieldNames()
	if i := slices.Index(names, "profile"); i >= 0 { // what follows is said beside it
		names = slices.Insert(slices.Delete(names, i, i+1), 0, "profile")
	}
	return names
}

// mapShape is the shape that a map has where the language takes this one, with those of its fields that are texts; nil for none.
func (s *shape) mapShape(texts map[string]string) *shape {
	if s == nil {
		return nil
	}
	switch s.op {
	case opStruct:
		return s
	case opTagged:
		return s.byTag[texts[s.tag]]
	case opMany:
		return s.rest.mapShape(texts)
	case opList:
		if s.rest != nil {
			return s.rest.mapShape(texts)
		}
		if len(s.items) > 0 {
			return s.items[0].mapShape(texts)
		}
	case opUnion:
		for _, alt := range s.alts {
			if found := alt.mapShape(texts); found != nil {
				return found
			}
		}
	}
	return nil
}

// formatJSONText is a JSON document, indented by two spaces, with its fields in order. Names, strings and numbers stay as they are written.
func formatJSONText(text []byte) ([]byte, error) {
	mark := []byte(nil)
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		mark = text[:3]
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text[len(mark):]); err != nil {
		return nil, err
	}
	f := &jsonFormatter{text: compact.String()}
	var out bytes.Buffer
	out.Write(mark)
	if err := json.Indent(&out, []byte(f.value(nil, "")), "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// A jsonFormatter orders the fields of compact JSON.
type jsonFormatter struct {
	text string
	at   int
}

// value is the value that begins here, under a key of the last map of a path.
func (f *jsonFormatter) value(path []yamlfmt.Map, key string) string {
	start := f.at
	switch f.text[f.at] {
	case '{':
		return f.object(path, key)
	case '[':
		var items []string
		for f.at++; f.text[f.at] != ']'; {
			items = append(items, f.value(path, key))
			f.comma()
		}
		f.at++
		return "[" + strings.Join(items, ",") + "]"
	case '"':
		f.at++
		for f.text[f.at] != '"' {
			if f.text[f.at] == '\\' {
				f.at++
			}
			f.at++
		}
		f.at++
	default:
		for f.at < len(f.text) && strings.IndexByte(",]}", f.text[f.at]) < 0 {
			f.at++
		}
	}
	return f.text[start:f.at]
}

func (f *jsonFormatter) comma() {
	if f.text[f.at] == ',' {
		f.at++
	}
}

// object orders an object: the texts of its fields, which say of which kind it is, are known only behind it, so it is read twice.
func (f *jsonFormatter) object(path []yamlfmt.Map, key string) string {
	type jsonField struct{ name, key, value string }
	read := func(path []yamlfmt.Map) []jsonField {
		var out []jsonField
		for f.at++; f.text[f.at] != '}'; {
			field := jsonField{key: f.value(nil, "")}
			_ = json.Unmarshal([]byte(field.key), &field.name) // it is well-formed: Compact has read it
			f.at++                                             // the colon
			field.value = f.value(path, field.name)
			out = append(out, field)
			f.comma()
		}
		f.at++
		return out
	}
	start := f.at
	texts := map[string]string{}
	for _, field := range f.scalars() {
		texts[field[0]] = field[1]
	}
	f.at = start
	path = append(slices.Clip(path), yamlfmt.Map{Key: key, Texts: texts})
	fields := read(path)
	if names := fieldOrder(path); names != nil {
		rank := func(name string) int {
			if i := slices.Index(names, name); i >= 0 {
				return i
			}
			return len(names)
		}
		slices.SortStableFunc(fields, func(a, b jsonField) int { return rank(a.name) - rank(b.name) })
	}
	var parts []string
	for _, field := range fields {
		parts = append(parts, field.key+":"+field.value)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// scalars are the fields of the object that begins here and that are strings: name and value.
func (f *jsonFormatter) scalars() [][2]string {
	var out [][2]string
	decoder := json.NewDecoder(strings.NewReader(f.text[f.at:]))
	depth, name := 0, ""
	for isKey := false; ; {
		t, err := decoder.Token()
		if err != nil {
			return out
		}
		switch t := t.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				depth++
			default:
				depth--
			}
			if depth == 0 {
				return out
			}
			isKey = depth == 1
		case string:
			switch {
			case depth == 1 && isKey:
				name, isKey = t, false
				continue
			case depth == 1:
				out = append(out, [2]string{name, t})
			}
			isKey = depth == 1
		default:
			isKey = depth == 1
		}
	}
}
