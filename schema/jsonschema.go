package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// JSONSchema is the language as a JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12), for editors and for programs that make
// intents. It takes every intent that the loader takes and that stands in one file, and refuses what a schema can refuse: unknown fields, wrong types, words, forms
// and bounds. What several places say together, and what an address is, only the loader knows.
func JSONSchema() []byte {
	g := language()
	p := schemaPrinter{defs: map[string]bool{}}
	root := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "vnetloom intent, version 1"},
		{"description", g.intent.doc},
		{"$ref", p.ref(g.intent)},
	}
	defs := object{}
	for i := 0; i < len(p.queue); i++ {
		defs = append(defs, member{p.queue[i].name, p.body(p.queue[i])})
	}
	slices.SortFunc(defs, func(a, b member) int { return strings.Compare(a.name, b.name) })
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(append(root, member{"$defs", defs})); err != nil {
		panic(err) // there are only texts, numbers, lists and objects in it
	}
	return escaped(out.Bytes())
}

// escaped writes by number the characters that a reader does not see, or sees elsewhere: controls, and those that turn the direction of text.
func escaped(text []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(text) {
		if r >= 0x7f && r <= 0x9f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r > 0xffff {
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes()
}

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON is the object as JSON.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(m.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A schemaPrinter makes JSON Schema of shapes. Definitions are printed once, in the order in which they are first named.
type schemaPrinter struct {
	defs  map[string]bool
	queue []*shape
}

func (p *schemaPrinter) ref(s *shape) string {
	if !p.defs[s.name] {
		p.defs[s.name] = true
		p.queue = append(p.queue, s)
	}
	return "#/$defs/" + s.name
}

// use is a shape where it is used: a reference to its definition where it has one and the use says no more.
func (p *schemaPrinter) use(s *shape) object {
	if s.name == "" {
		return p.body(s)
	}
	def := language().defs[s.name]
	out := object{{"$ref", p.ref(def)}}
	if s.unique && !def.unique {
		out = append(out, member{"uniqueItems", true})
	}
	return out
}

// body is the whole of a shape.
func (p *schemaPrinter) body(s *shape) object {
	var out object
	if text := describedAs(s); text != "" {
		out = append(out, member{"description", text})
	}
	if len(s.examples) > 0 {
		out = append(out, member{"examples", s.examples})
	}
	switch s.op {
	case opScalar:
		return append(out, scalarSchema(s)...)
	case opStruct:
		if s.keys != nil {
			return append(out, p.mapSchema(s)...)
		}
		if s.short != "" {
			return append(out, member{"anyOf", []any{p.use(s.byName[s.short].shape), p.structSchema(s)}})
		}
		return append(out, p.structSchema(s)...)
	case opList:
		return append(out, p.listSchema(s)...)
	case opMany:
		list := object{{"type", "array"}, {"items", p.use(s.rest)}}
		if len(s.items) > 0 {
			list = append(list, member{"minItems", len(s.items)})
		}
		if s.unique {
			list = append(list, member{"uniqueItems", true})
		}
		list = append(list, checkedList(s.checks)...)
		return append(out, member{"anyOf", []any{p.use(s.rest), list}})
	case opTagged:
		return append(out, member{"type", "object"}, member{"oneOf", p.all(s.alts)})
	}
	return append(out, member{"anyOf", p.all(s.alts)})
}

// describedAs is what a type is. A scalar has none: editors would show it in the place of what its field is. What it takes they say where a
// value does not fit.
func describedAs(s *shape) string {
	if s.op == opScalar {
		return ""
	}
	return s.doc
}

func (p *schemaPrinter) all(shapes []*shape) []any {
	out := make([]any, len(shapes))
	for i, s := range shapes {
		out[i] = p.use(s)
	}
	return out
}

func (p *schemaPrinter) structSchema(s *shape) object {
	fields := object{}
	var required []string
	for _, f := range s.fields {
		field := p.use(f.shape)
		if f.doc != "" {
			field = append(object{{"description", f.doc}}, slices.DeleteFunc(field, func(m member) bool { return m.name == "description" })...)
		}
		if f.def != nil {
			field = append(field, member{"default", f.def.value()})
		}
		if f.required {
			required = append(required, f.name)
		}
		fields = append(fields, member{f.name, field})
	}
	out := object{{"type", "object"}, {"properties", fields}}
	if required != nil {
		out = append(out, member{"required", required})
	}
	if of := checkedStructs[s.name]; of != nil {
		return append(append(out, member{"additionalProperties", false}), of()...)
	}
	return append(out, member{"additionalProperties", false})
}

func (p *schemaPrinter) mapSchema(s *shape) object {
	out := object{{"type", "object"}, {"propertyNames", p.use(s.keys)}, {"additionalProperties", p.use(s.values)}}
	if s.nonempty {
		out = append(out, member{"minProperties", 1})
	}
	return append(out, checkedMap(s.checks)...)
}

// listSchema is a list of a fixed length, or of at least one. Its items are of one type, so that older editors, which know no prefixItems,
// check it too.
func (p *schemaPrinter) listSchema(s *shape) object {
	out := object{{"type", "array"}, {"items", p.use(s.items[0])}, {"minItems", len(s.items)}}
	if s.rest == nil {
		out = append(out, member{"maxItems", len(s.items)})
	}
	if s.unique {
		out = append(out, member{"uniqueItems", true})
	}
	return out
}

// schemaTypes are JSON Schema's names for kinds of scalars.
var schemaTypes = map[kind]string{kindString: "string", kindInt: "integer", kindBool: "boolean"}

func scalarSchema(s *shape) object {
	out := object{{"type", schemaTypes[s.kind]}}
	if s.literals != nil {
		words := make([]any, len(s.literals))
		for i, text := range s.literals {
			words[i] = scalar{s.kind, text}.value()
		}
		if len(words) == 1 {
			return append(out, member{"const", words[0]})
		}
		return append(out, member{"enum", words})
	}
	pattern := networkPatterns[s.network]
	if s.pattern != nil && pattern == "" {
		pattern = portable(s.pattern.String())
	}
	if pattern != "" {
		out = append(out, member{"pattern", pattern})
		if s.what != "" {
			out = append(out, member{"patternErrorMessage", "write " + s.what}) // what editors of the YAML language server say
		}
	}
	if s.min != nil {
		out = append(out, member{"minimum", *s.min})
	}
	if s.max != nil {
		out = append(out, member{"maximum", *s.max})
	}
	return append(out, checkedText(s.checks)...)
}

// networkPatterns are the addresses and prefixes of CUE's package net as patterns: IPv4 as it is written, of IPv6 its characters.
var networkPatterns = map[string]string{
	"IP":     "^(?:" + ipv4 + "|" + ipv6 + ")$",
	"IPCIDR": "^(?:" + ipv4 + "/(?:3[0-2]|[12]?[0-9])|" + ipv6 + "/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))$",
}

const (
	octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
	ipv4  = octet + "(?:\\." + octet + "){3}"
	ipv6  = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*"
)

// value is a literal as JSON has it.
func (l scalar) value() any {
	if l.kind == kindString {
		return l.text
	}
	return json.RawMessage(l.text)
}
