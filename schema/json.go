package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// A jsonReader makes a tree of a JSON document, token by token, since only tokens have places.
type jsonReader struct {
	*loader
	shown   *source.File
	loc     *locator
	decoder *json.Decoder
	failed  bool
}

func (l *loader) parseJSON(file *source.File, text []byte) *Node {
	r := &jsonReader{loader: l, shown: file, loc: newLocator(text), decoder: json.NewDecoder(bytes.NewReader(text))}
	r.decoder.UseNumber()
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	root := r.value(0)
	if r.failed {
		return nil
	}
	if end := int(r.decoder.InputOffset()); len(bytes.TrimSpace(text[end:])) > 0 {
		start := len(text) - len(bytes.TrimLeft(text[end:], " \t\r\n"))
		l.syntax(r.loc.span(file, start, start+1), "the file continues after the JSON document", "a file contains one document")
		return nil
	}
	return root
}

// token reads a token and says where it stands.
func (r *jsonReader) token() (json.Token, source.Range, bool) {
	if r.failed {
		return nil, source.Range{}, false
	}
	before := int(r.decoder.InputOffset())
	t, err := r.decoder.Token()
	if err != nil {
		r.fail(err, before)
		return nil, source.Range{}, false
	}
	content := r.loc.content
	for before < len(content) && strings.IndexByte(" \t\r\n,:", content[before]) >= 0 {
		before++
	}
	return t, r.loc.span(r.shown, before, int(r.decoder.InputOffset())), true
}

func (r *jsonReader) fail(err error, offset int) {
	r.failed = true
	message := err.Error()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		offset = int(syntax.Offset) - 1
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		offset, message = len(r.loc.content), "unexpected end of the file"
	}
	r.syntax(r.loc.span(r.shown, offset, offset+1), "the JSON is not well-formed: "+message,
		"JSON has keys in double quotes, a comma between items and none after the last, and no comments")
}

func (r *jsonReader) value(depth int) *Node {
	t, place, ok := r.token()
	if !ok {
		return nil
	}
	return r.valueOf(t, place, depth)
}

func (r *jsonReader) valueOf(t json.Token, place source.Range, depth int) *Node {
	r.budget.take(1)
	switch {
	case r.budget.spent():
		r.tooLarge(place, "the intent has too many values", "an intent has at most "+strconv.Itoa(maxNodes)+" values")
		r.failed = true
		return nil
	case depth > maxDepth:
		r.tooLarge(place, "the intent is nested too deeply", "an intent is nested at most "+strconv.Itoa(maxDepth)+" levels deep")
		r.failed = true
		return nil
	}
	n := &Node{rng: place}
	switch v := t.(type) {
	case nil:
		n.kind = kindNull
	case bool:
		n.kind, n.text = kindBool, strconv.FormatBool(v)
		n.raw = n.text
	case string:
		n.kind, n.text, n.quoted = kindString, v, true
	case json.Number:
		n.kind, n.text, n.raw = kindInt, v.String(), v.String()
		if strings.ContainsAny(n.text, ".eE") {
			n.kind = kindFloat
		} else {
			n.text = canonicalInt(n.text)
		}
	case json.Delim:
		start := int(r.decoder.InputOffset()) - 1
		if v == '[' {
			r.list(n, depth)
		} else {
			r.object(n, depth)
		}
		n.rng = r.bracketed(place, start)
	}
	return n
}

// bracketed is the range of a list or an object: whole where it stands on one line, else to the end of its first line.
func (r *jsonReader) bracketed(open source.Range, start int) source.Range {
	rng := open
	end := int(r.decoder.InputOffset())
	if p := r.loc.position(end); p.Line == open.Start.Line {
		rng.End = p
	} else {
		first := r.loc.lineEnd(start)
		rng.End = source.Position{Line: open.Start.Line, Column: open.Start.Column + len([]rune(string(r.loc.content[start:first])))}
	}
	return rng
}

func (r *jsonReader) list(n *Node, depth int) {
	n.kind = kindList
	for {
		t, place, ok := r.token()
		if !ok || t == json.Delim(']') {
			return
		}
		if c := r.valueOf(t, place, depth+1); c != nil {
			n.children = append(n.children, c)
		}
	}
}

func (r *jsonReader) object(n *Node, depth int) {
	n.kind = kindMap
	keys := map[string]*Node{}
	for {
		t, place, ok := r.token()
		if !ok || t == json.Delim('}') {
			return
		}
		name, _ := t.(string)
		c := r.value(depth + 1)
		if c == nil {
			return
		}
		c.name, c.key = name, place
		if first := keys[name]; first != nil {
			r.duplicate(first, place)
			continue
		}
		keys[name] = c
		n.children = append(n.children, c)
	}
}
