package template

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/source"
)

// member adds a member to the object whose members begin there. Of a key that is there twice the last value counts, as for Azure. Keys that differ
// in the case of their letters are both kept, but reported too.
func (p *parser) member(from int, seen *memberIndex, m Member) {
	members := p.members[from:]
	first, equal := seen.find(members, m.Key)
	if first >= 0 && p.duplicate != nil {
		p.duplicate(m.KeyAt, members[first].KeyAt, m.Key)
	}
	if equal >= 0 {
		members[equal] = m
		return
	}
	p.members = append(p.members, m)
	seen.add(p.members[from:])
}

// A memberIndex finds members of an object by their keys: few by looking at each, many by a map.
type memberIndex struct{ folded, exact map[string]int }

const fewMembers = 16

// find is the first member whose key differs at most in the case of its letters, and the one with the same key; -1 where there is none.
func (x *memberIndex) find(members []Member, key string) (folded, exact int) {
	folded, exact = -1, -1
	if x.exact != nil {
		if i, ok := x.folded[strings.ToLower(key)]; ok {
			folded = i
		}
		if i, ok := x.exact[key]; ok {
			exact = i
		}
		return folded, exact
	}
	lower := strings.ToLower(key)
	for i := range members {
		other := members[i].Key
		switch {
		case other == key:
			exact = i
		case len(other) != len(key) && isASCII(other) && isASCII(key), len(other) == len(key) && !strings.EqualFold(other, key),
			strings.ToLower(other) != lower:
			continue
		}
		if folded < 0 {
			folded = i
		}
	}
	return folded, exact
}

// add notes the last member.
func (x *memberIndex) add(members []Member) {
	if len(members) < fewMembers {
		return
	}
	from := len(members) - 1
	if x.exact == nil {
		x.folded, x.exact, from = map[string]int{}, map[string]int{}, 0
	}
	for i := from; i < len(members); i++ {
		key := members[i].Key
		x.exact[key] = i
		if lower := strings.ToLower(key); !has(x.folded, lower) {
			x.folded[lower] = i
		}
	}
}

func has(m map[string]int, key string) bool {
	_, ok := m[key]
	return ok
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// key reads the key of a member. Most are there many times.
func (p *parser) key() string {
	end := p.i + 1
	for end < len(p.b) && p.b[end] != '"' && p.b[end] != '\\' {
		end++
	}
	if end == len(p.b) || p.b[end] == '\\' {
		return p.text()
	}
	key, known := p.keys[string(p.b[p.i+1:end])]
	if !known {
		key = string(p.b[p.i+1 : end])
		p.keys[key] = key
	}
	p.skip(end + 1 - p.i)
	return key
}

// text reads a string; the parser stands at its quotation mark.
func (p *parser) text() string {
	start := p.at
	p.skip(1)
	from := p.i
	end := from
	for end < len(p.b) && p.b[end] != '"' && p.b[end] != '\\' {
		end++
	}
	if end < len(p.b) && p.b[end] == '"' { // nothing to replace
		p.skip(end - from + 1)
		return string(p.b[from:end])
	}
	var b strings.Builder
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case '"':
			p.skip(1)
			return b.String()
		case '\\':
			s, n := unescape(p.b[p.i:])
			if n == 0 {
				p.fail("this is not an escape of JSON")
			}
			b.WriteString(s)
			p.skip(n)
		default:
			b.WriteByte(p.b[p.i])
			p.skip(1)
		}
	}
	p.at = start
	p.fail("the string is not closed")
	return ""
}

// unescape reads the escape that b begins with and tells its length; 0 where it is none.
func unescape(b []byte) (string, int) {
	if len(b) < 2 {
		return "", 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, b[1]); i >= 0 {
		return "\"\\/\b\f\n\r\t"[i : i+1], 2
	}
	r, ok := hex4(b)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(b[6:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return string(both), 12
			}
		}
		r = utf8.RuneError
	}
	return string(r), 6
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 32)
	return rune(n), err == nil
}

// inside returns the place of a part of a string value, from the byte from to the byte to of its text.
func (v *Value) inside(from, to int) source.Range {
	f := v.At.File
	if f == nil || v.offset < 0 || v.offset >= len(f.Content) || f.Content[v.offset] != '"' {
		return v.At
	}
	at := source.Range{File: f, Start: v.At.Start, End: v.At.Start}
	at.Start.Column++
	at.End = at.Start
	b, decoded := f.Content[v.offset+1:], 0
	for len(b) > 0 && decoded < to && b[0] != '"' {
		_, n := utf8.DecodeRune(b)
		length := n
		if b[0] == '\\' {
			s, taken := unescape(b)
			length, n = len(s), max(taken, 1)
		}
		advance(&at.End, b[:n])
		b = b[n:]
		if decoded += length; decoded <= from {
			at.Start = at.End
		}
	}
	return at
}

// advance moves a position over some text.
func advance(p *source.Position, text []byte) {
	for _, c := range text {
		switch {
		case c == '\n':
			p.Line++
			p.Column = 1
		case c&0xC0 != 0x80:
			p.Column++
		}
	}
}
