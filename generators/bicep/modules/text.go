package modules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// name is a name: of the column that has it whole, else by its pattern.
func (s *scope) name(n azure.Name) code {
	made := s.pattern(n.Pattern)
	if n.Override == "" {
		return made
	}
	own := s.cell(n.Override)
	if !own.null {
		return own.code
	}
	return or(own.code, made)
}

// pattern is a text with columns in it.
func (s *scope) pattern(p azure.Pattern) code {
	parts := p.Parts()
	text := ""
	for _, part := range parts {
		if part.Column == "" {
			text += escape(part.Text)
			continue
		}
		cell := s.it
		isText := true
		in := s
		if part.Outer {
			in = s.outer
		}
		if info, ok := in.infos[part.Column]; ok || part.Column != azure.TheString {
			cell, isText = in.sure(part.Column), info.Kind != azure.Integer
		}
		if part.Letters {
			cell = fmt.Sprintf("replace(replace(%s, '/', '_'), ':', '.')", cell)
		}
		if len(parts) == 1 && isText {
			return word(cell)
		}
		text += "${" + cell + "}"
	}
	return word("'" + text + "'")
}

func literal(v azure.Value) code {
	switch v := v.(type) {
	case azure.Str:
		return word(quote(string(v)))
	case azure.Int:
		return word(strconv.FormatInt(int64(v), 10))
	case azure.Bool:
		return word(strconv.FormatBool(bool(v)))
	case azure.List:
		out := array{}
		for _, item := range v {
			out = append(out, literal(item))
		}
		return out
	case azure.Object:
		var out object
		for _, m := range v {
			out.fields = append(out.fields, field{key: m.Key, value: literal(m.Value)})
		}
		return out
	}
	panic(fmt.Sprintf("modules: a constant of type %T", v))
}

// escape is a text between quotes.
func escape(s string) string { return escaped.Replace(s) }

var escaped = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, `${`, `\${`)

func quote(s string) string { return "'" + escape(s) + "'" }
