package powershell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/vnetloom/vnetloom/azure"
)

// printJSON prints a value as JSON: on one line where it is within the width and holds no rows, else each member or item from a line of
// its own. It ends with a line break. A value that only a deployment knows is refused: rows and types hold none.
func printJSON(v azure.Value, width int) ([]byte, error) {
	p := &jsonPrinter{width: width}
	p.write(v, 0, 0)
	return append(p.buf, '\n'), p.err
}

// A jsonPrinter appends JSON. The first error stays.
type jsonPrinter struct {
	buf   []byte
	width int
	err   error
}

// write writes a value. The cursor stands behind an indent and a key of taken columns.
func (p *jsonPrinter) write(v azure.Value, indent, taken int) {
	if !isRows(v) && !holdsRows(v) {
		start := len(p.buf)
		most := p.width - indent - taken + provenanceLength(v)
		if p.flat(v, start+most) && len(p.buf)-start < most {
			return
		}
		p.buf = p.buf[:start]
	}
	switch v := v.(type) {
	case azure.List:
		p.buf = append(p.buf, '[')
		for i, item := range v {
			p.line(i, indent+2)
			p.write(item, indent+2, 0)
		}
		p.close(']', indent)
	case azure.Object:
		p.buf = append(p.buf, '{')
		for i, m := range v {
			p.line(i, indent+2)
			start := len(p.buf)
			p.text(m.Key)
			p.buf = append(p.buf, ':', ' ')
			p.write(m.Value, indent+2, len(p.buf)-start)
		}
		p.close('}', indent)
	default:
		p.flat(v, math.MaxInt)
	}
}

// line begins the line of an item or a member.
func (p *jsonPrinter) line(i, indent int) {
	if i > 0 {
		p.buf = append(p.buf, ',')
	}
	p.buf = append(p.buf, '\n')
	for range indent {
		p.buf = append(p.buf, ' ')
	}
}

func (p *jsonPrinter) close(with byte, indent int) {
	p.line(0, indent)
	p.buf = append(p.buf, with)
}

// provenanceLength is how long what a row says of its provenance is: as a comment it does not count for where the row is broken.
func provenanceLength(v azure.Value) int {
	row, ok := v.(azure.Object)
	if !ok || len(row) == 0 || row[len(row)-1].Key != provenance {
		return 0
	}
	from, _ := row[len(row)-1].Value.(azure.Str)
	return len(from) + len(`, "": ""`) + len(provenance)
}

// isRows tells a list of objects, which has a line for each: so one more changes no other.
func isRows(v azure.Value) bool {
	list, ok := v.(azure.List)
	if !ok || len(list) == 0 {
		return false
	}
	_, ok = list[0].(azure.Object)
	return ok
}

// holdsRows tells an object with rows somewhere in it.
func holdsRows(v azure.Value) bool {
	o, _ := v.(azure.Object)
	for _, m := range o {
		if isRows(m.Value) || holdsRows(m.Value) {
			return true
		}
	}
	return false
}

// flat writes a value on one line, up to about a length of all that is written: it tells whether that was enough.
func (p *jsonPrinter) flat(v azure.Value, most int) bool {
	switch v := v.(type) {
	case azure.Str:
		p.text(string(v))
	case azure.Int:
		p.buf = strconv.AppendInt(p.buf, int64(v), 10)
	case azure.Bool:
		p.buf = strconv.AppendBool(p.buf, bool(v))
	case azure.List:
		p.buf = append(p.buf, '[')
		for i, item := range v {
			p.comma(i)
			if !p.flat(item, most) {
				return false
			}
		}
		p.buf = append(p.buf, ']')
	case azure.Object:
		p.buf = append(p.buf, '{')
		for i, m := range v {
			p.comma(i)
			p.text(m.Key)
			p.buf = append(p.buf, ':', ' ')
			if !p.flat(m.Value, most) {
				return false
			}
		}
		p.buf = append(p.buf, '}')
	default:
		p.fail(fmt.Errorf("a %T in data", v))
	}
	return len(p.buf) <= most
}

func (p *jsonPrinter) comma(i int) {
	if i > 0 {
		p.buf = append(p.buf, ',', ' ')
	}
}

// text writes a string. Almost all are of letters that stand for themselves.
func (p *jsonPrinter) text(s string) {
	if plainText(s) {
		p.buf = append(p.buf, '"')
		p.buf = append(p.buf, s...)
		p.buf = append(p.buf, '"')
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	p.fail(e.Encode(s))
	p.buf = append(p.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (p *jsonPrinter) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}
