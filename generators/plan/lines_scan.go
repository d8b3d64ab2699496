package plan

import (
	"encoding/json"
	"strconv"
	"strings"
)

// rowsOfJSON are the groups of each stage of estate.json, and the sets that rows share.
func rowsOfJSON(text string) (groups, sets *rowNode) {
	s := &rowScanner{text: text, line: 1}
	groups, sets = &rowNode{}, &rowNode{}
	for _, m := range s.value().members {
		switch {
		case m.key == "stages":
			groups = m.value
		case strings.HasSuffix(m.key, "Sets"):
			sets.members = append(sets.members, m)
		}
	}
	return groups, sets
}

// rowsOfBicep are the groups of each variable of estate.bicep, and the sets that rows share.
func rowsOfBicep(text string) (groups, sets *rowNode) {
	groups, sets = &rowNode{}, &rowNode{}
	line, offset := 0, 0
	for part := range strings.Lines(text) {
		line++
		start := offset
		offset += len(part)
		head, _, isValue := strings.Cut(part, " = ")
		name, ok := strings.CutPrefix(head, "var ")
		if !ok || !isValue {
			continue
		}
		name, _, _ = strings.Cut(name, " ")
		s := &rowScanner{text: text, offset: start + len(head) + len(" = "), line: line}
		m := rowMember{key: name, start: line, value: s.value()}
		if strings.HasSuffix(name, "Sets") {
			sets.members = append(sets.members, m)
			continue
		}
		groups.members = append(groups.members, m)
	}
	return groups, sets
}

// A rowScanner reads values of emitted JSON, or of emitted Bicep that is data alone. What is emitted is well-formed; a value that is none is empty.
type rowScanner struct {
	text   string
	offset int
	line   int
}

// next is the byte after spaces, commas and comments, 0 at the end.
func (s *rowScanner) next() byte {
	for s.offset < len(s.text) {
		switch c := s.text[s.offset]; {
		case c == '\n':
			s.line++
			s.offset++
		case c == ' ' || c == ',' || c == '\t' || c == '\r':
			s.offset++
		case c == '#' || strings.HasPrefix(s.text[s.offset:], "//"):
			if n := strings.IndexByte(s.text[s.offset:], '\n'); n >= 0 {
				s.offset += n
				continue
			}
			s.offset = len(s.text)
		default:
			return c
		}
	}
	return 0
}

func (s *rowScanner) value() *rowNode {
	c := s.next()
	n := &rowNode{start: s.line}
	switch c {
	case '{':
		s.offset++
		for c = s.next(); c != '}' && c != 0; c = s.next() {
			m := rowMember{start: s.line, key: s.scalar()}
			if s.next() == ':' {
				s.offset++
			}
			m.value = s.value()
			n.members = append(n.members, m)
		}
		s.offset++
	case '[':
		s.offset++
		for c = s.next(); c != ']' && c != 0; c = s.next() {
			n.items = append(n.items, s.value())
		}
		s.offset++
	default:
		n.text, n.isText = s.scalar(), true
	}
	n.end = s.line
	return n
}

// scalar is a text, a number, a word, or a key.
func (s *rowScanner) scalar() string {
	rest := s.text[min(s.offset, len(s.text)):]
	if rest == "" {
		return ""
	}
	if rest[0] != '"' && rest[0] != '\'' {
		n := strings.IndexAny(rest, " ,:\r\n]}")
		if n <= 0 {
			n = 1 // whatever it is, the scanner goes on
		}
		s.offset += n
		return rest[:n]
	}
	end := 1
	for end < len(rest) && rest[end] != rest[0] {
		if rest[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end+1, len(rest))
	s.offset += end
	if rest[0] == '"' {
		var out string
		_ = json.Unmarshal([]byte(rest[:end]), &out) // what is emitted is well-formed
		return out
	}
	return unescaped(strings.TrimSuffix(rest[1:end], "'"))
}

// unescaped is what a text of Bicep says.
func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			hex, _, _ := strings.Cut(strings.TrimPrefix(text[i+1:], "{"), "}")
			if r, err := strconv.ParseInt(hex, 16, 32); err == nil {
				b.WriteRune(rune(r))
				i += len(hex) + len("{}")
			}
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
