package template

import "strings"

// A coverer makes values asterisks in the text of a file, in place and without moving a line. It goes by the text and not by the values that were read of
// it: a key that stands twice is read once, and a file that is no JSON has no values.
type coverer struct {
	b      []byte
	every  bool // value is covered, not only those of keys and tags
	sound  int  // up to this byte the text is JSON: what stands in quotation marks before a colon is a name
	within []bool
	object bool // what is hidden: all of the value that the text is in,
	next   bool // and the next value
}

// coverSource covers keys and tags. Of a text that is no whole JSON, it covers every value, and behind the byte up to which it is sound every word.
func coverSource(b []byte, whole bool, sound int) {
	c := &coverer{b: b, every: !whole, sound: sound}
	for i := 0; i < len(b); {
		i = c.token(i)
	}
}

func (c *coverer) token(i int) int {
	switch ch := c.b[i]; {
	case ch == '"':
		return c.text(i)
	case ch == '{' || ch == '[':
		c.within = append(c.within, c.object)
		c.object = c.next
	case ch == '}' || ch == ']':
		if n := len(c.within); n > 0 {
			c.object, c.within = c.within[n-1], c.within[:n-1]
		}
		c.next = c.object
	case ch == ',':
		c.next = c.object
	case ch == ':' || isSpace(ch):
	case ch == '/':
		end := max(c.space(i), i+1)
		if c.every {
			c.cover(i, end)
		}
		return end
	case c.every || c.next:
		c.b[i] = '*'
	}
	return i + 1
}

// text takes a string: a name says whether its value is hidden.
func (c *coverer) text(i int) int {
	end := i + 1
	for end < len(c.b) && c.b[end] != '"' {
		if c.b[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(c.b))
	after := c.space(min(end+1, len(c.b)))
	switch {
	case i < c.sound && after < len(c.b) && c.b[after] == ':':
		name := strings.ToLower(unquoted(c.b[i+1 : end]))
		c.next = c.object || name == "tags" || holdsKey(name)
	case c.every || c.next:
		c.cover(i+1, end)
	}
	return min(end+1, len(c.b))
}

// cover makes a part of the text asterisks. Lines stay where they are.
func (c *coverer) cover(from, to int) {
	for i := from; i < to; i++ {
		if c.b[i] != '\n' && c.b[i] != '\r' {
			c.b[i] = '*'
		}
	}
}

// space is where the white space and the comments end that begin at a byte.
func (c *coverer) space(i int) int {
	for i < len(c.b) {
		rest := string(c.b[i:min(i+2, len(c.b))])
		switch {
		case isSpace(c.b[i]):
			i++
		case rest == "//":
			for i < len(c.b) && c.b[i] != '\n' {
				i++
			}
		case rest == "/*":
			for i += 2; i < len(c.b) && !(c.b[i-1] == '*' && c.b[i] == '/'); i++ {
			}
			i = min(i+1, len(c.b))
		default:
			return i
		}
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// unquoted is the text of a string of JSON.
func unquoted(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		s, n := "", 0
		if b[0] == '\\' {
			s, n = unescape(b)
		}
		if n == 0 {
			s, n = string(b[:1]), 1
		}
		out.WriteString(s)
		b = b[n:]
	}
	return out.String()
}
