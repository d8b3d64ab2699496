package schema

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Reference is the reference of the language in Markdown, made of the schema: a table of the fields of each map, an intent's
// first and then those that its fields name, and what the words for their types mean.
func Reference() string {
	g := language()
	var b strings.Builder
	b.WriteString("# Reference of the intent language\n\nGenerated from the CUE in `schema/`: do not edit.\n")
	for _, s := range namedStructs(g.defs["Intent"]) {
		referenceStruct(&b, s)
	}
	b.WriteString("\n## Types\n\n| type | takes |\n|---|---|\n")
	for _, name := range g.order {
		if s := g.defs[name]; s.op != opStruct || s.keys != nil {
			fmt.Fprintf(&b, "| %s | %s |\n", name, cell(typeText(s)))
		}
	}
	return b.String()
}

// namedStructs are a map with fields and those in it, at any depth: each once, after the first that names it.
func namedStructs(root *shape) []*shape {
	var out []*shape
	seen := map[*shape]bool{}
	var visit func(*shape)
	visit = func(s *shape) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		if s.op == opStruct && s.keys == nil && s.name != "" {
			out = append(out, s)
		}
		for _, f := range s.fields {
			visit(f.shape)
		}
		for _, inner := range slices.Concat([]*shape{s.values, s.rest}, s.items, s.alts) {
			visit(inner)
		}
	}
	visit(root)
	return out
}

func referenceStruct(b *strings.Builder, s *shape) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", s.name, s.doc)
	if s.short != "" {
		fmt.Fprintf(b, "\nShort form: a value that is not a map is its `%s`.\n", s.short)
	}
	b.WriteString("\n| field | type | default | |\n|---|---|---|---|\n")
	for _, f := range s.fields {
		def := ""
		switch {
		case f.required:
			def = "required"
		case f.def != nil:
			def = "`" + f.def.String() + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.name, cell(useText(f.shape)), cell(def), cell(f.doc))
	}
	if len(s.later) > 0 {
		words := make([]string, 0, len(s.later))
		for w := range s.later {
			words = append(words, "`"+w+"`")
		}
		sort.Strings(words)
		fmt.Fprintf(b, "\nNot in this version: %s.\n", strings.Join(words, ", "))
	}
}

// useText names a type where it is used: by its own name where it has one.
func useText(s *shape) string {
	switch {
	case s.name != "" && s.op == opStruct && s.keys == nil:
		return "[" + s.name + "](#" + strings.ToLower(s.name) + ")"
	case s.name != "":
		return s.name
	}
	return typeText(s)
}

// typeText says what a type takes.
func typeText(s *shape) string {
	switch s.op {
	case opMany:
		return useText(s.rest) + ", one or many"
	case opList:
		parts := make([]string, len(s.items))
		for i, item := range s.items {
			parts[i] = useText(item)
		}
		if s.rest != nil {
			parts = append(parts, useText(s.rest)+" …")
		}
		return "list of " + strings.Join(parts, ", ")
	case opStruct:
		if s.keys != nil {
			return "map of " + useText(s.keys) + " to " + useText(s.values)
		}
	case opUnion, opTagged:
		if s.what != "" {
			return s.what
		}
		parts := make([]string, len(s.alts))
		for i, alt := range s.alts {
			parts[i] = useText(alt)
		}
		return anyOf(parts)
	}
	return s.describe()
}

// cell is a text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;").Replace(text)
}
