package bicep

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// lineWidth is how many columns a line of estate.bicep has at most, but where one value is longer.
const lineWidth = 120

// A data writes data as Bicep: a row of scalars on one line where it fits, of a row with rows one cell a line, of a list of addresses one
// address a line. The first error stays.
type data struct {
	buf []byte
	err error
}

func (d *data) line(depth int, parts ...string) {
	d.indent(depth)
	for _, p := range parts {
		d.buf = append(d.buf, p...)
	}
	d.buf = append(d.buf, '\n')
}

func (d *data) indent(depth int) {
	for range depth {
		d.buf = append(d.buf, ' ', ' ')
	}
}

// row writes a row of a list. What is said of it stands behind its first line with a cell, where it fits there.
func (d *data) row(o azure.Object, about string, depth int) {
	if about != "" {
		about = " " + string(comment(about))
	}
	if code, ok := d.inline(o); ok && !hasHost(o) && width(depth, code) <= lineWidth {
		if width(depth, code, about) > lineWidth {
			about = ""
		}
		d.line(depth, code, about)
		return
	}
	d.line(depth, "{")
	end := len(d.buf)
	d.members(o, depth+1)
	if n := bytes.IndexByte(d.buf[end:], '\n'); n >= 0 && d.buf[end+n-1] != '[' && utf8.RuneCount(d.buf[end:end+n])+utf8.RuneCountInString(about) <= lineWidth {
		d.buf = slices.Insert(d.buf, end+n, []byte(about)...)
	}
	d.line(depth, "}")
}

// width is how many columns a line has.
func width(depth int, parts ...string) int {
	n := 2 * depth
	for _, p := range parts {
		n += utf8.RuneCountInString(p)
	}
	return n
}

// object writes an object that is no row, from where the line stands.
func (d *data) object(o azure.Object) {
	if len(o) == 0 {
		d.buf = append(d.buf, "{}\n"...)
		return
	}
	d.line(0, "{")
	d.members(o, 1)
	d.line(0, "}")
}

// members writes the members of an object, one a line.
func (d *data) members(o azure.Object, depth int) {
	for _, m := range o {
		d.member(m.Key, m.Value, depth)
	}
}

func (d *data) member(key string, v azure.Value, depth int) {
	head := d.key(key) + ": "
	if code, ok := d.inline(v); ok && width(depth, head, code) <= lineWidth && !severalAddresses(v) && !growing(key, v) {
		d.suppressHosts(depth, key, v)
		d.line(depth, head, code)
		return
	}
	switch v := v.(type) {
	case azure.List:
		d.list(head, v, depth)
	case azure.Object:
		d.line(depth, head, "{")
		d.members(v, depth+1)
		d.line(depth, "}")
	default: // a long text
		d.suppressHosts(depth, key, v)
		d.line(depth, head, d.scalar(v))
	}
}

// list writes a list behind a head, with an item a line.
func (d *data) list(head string, v azure.List, depth int) {
	d.line(depth, head, "[")
	for _, item := range v {
		if o, ok := item.(azure.Object); ok {
			d.row(o, "", depth+1)
			continue
		}
		d.item(item, depth+1)
	}
	d.line(depth, "]")
}

// sets writes what rows share, by the names of the sets.
func (d *data) sets(o azure.Object) {
	if len(o) == 0 {
		d.object(o)
		return
	}
	d.line(0, "{")
	for _, m := range o {
		d.list(d.key(m.Key)+": ", m.Value.(azure.List), 1)
	}
	d.line(0, "}")
}

func (d *data) item(v azure.Value, depth int) {
	if list, ok := v.(azure.List); ok {
		d.line(depth, "[")
		for _, item := range list {
			d.item(item, depth+1)
		}
		d.line(depth, "]")
		return
	}
	d.suppressHosts(depth, "", v)
	d.line(depth, d.scalar(v))
}

// inline is a value on one line; a list of rows has none.
func (d *data) inline(v azure.Value) (string, bool) {
	switch v := v.(type) {
	case azure.List:
		parts := make([]string, len(v))
		for i, item := range v {
			if _, row := item.(azure.Object); row {
				return "", false
			}
			code, ok := d.inline(item)
			if !ok {
				return "", false
			}
			parts[i] = code
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	case azure.Object:
		if len(v) == 0 {
			return "{}", true
		}
		parts := make([]string, len(v))
		for i, m := range v {
			code, ok := d.inline(m.Value)
			if !ok || growing(m.Key, m.Value) {
				return "", false
			}
			parts[i] = d.key(m.Key) + ": " + code
		}
		return "{ " + strings.Join(parts, ", ") + " }", true
	}
	return d.scalar(v), true
}

func (d *data) scalar(v azure.Value) string {
	switch v := v.(type) {
	case azure.Str:
		if !utf8.ValidString(string(v)) {
			d.fail(fmt.Errorf("string %q: not UTF-8", v))
		}
		return string(text(string(v)))
	case azure.Int:
		return strconv.FormatInt(int64(v), 10)
	case azure.Bool:
		return strconv.FormatBool(bool(v))
	}
	d.fail(fmt.Errorf("a cell of type %T", v))
	return ""
}

func (d *data) key(key string) string {
	if isIdentifier(key) {
		return key
	}
	if !utf8.ValidString(key) {
		d.fail(fmt.Errorf("key %q: not UTF-8", key))
	}
	return string(text(key))
}

func (d *data) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// severalAddresses tells whether a value is a list of addresses or prefixes, of which there may be many.
func severalAddresses(v azure.Value) bool {
	list, ok := v.(azure.List)
	return ok && len(list) > 1 && !slices.ContainsFunc(list, func(item azure.Value) bool {
		s, _ := item.(azure.Str)
		_, notPrefix := netip.ParsePrefix(string(s))
		_, notAddress := netip.ParseAddr(string(s))
		return notPrefix != nil && notAddress != nil
	})
}

// growing tells whether a cell is a list of strings that gets one more with a network more, as IP groups do: each has its line, so
// that no other line changes.
func growing(key string, v azure.Value) bool {
	list, ok := v.(azure.List)
	return ok && len(list) > 0 && slices.Contains(shareable(), key)
}

// shareable are the columns of strings that several rows may share.
var shareable = sync.OnceValue(func() []string {
	var out []string
	for _, s := range azure.Stages() {
		for _, t := range s.Tables() {
			for _, info := range t.Infos() {
				if info.From != "" && info.Kind == azure.Strings {
					out = append(out, info.Name)
				}
			}
		}
	}
	return out
})

// suppressHosts writes what stands above a line that names a host of Azure's, as the intent does.
func (d *data) suppressHosts(depth int, key string, v azure.Value) {
	if hasEnvironmentHost(key) || hasHost(v) {
		d.line(depth, "// "+hostReason)
		d.line(depth, "#disable-next-line no-hardcoded-env-urls")
	}
}

const hostReason = "The intent names this host; environment() would change what it says."

// hasHost tells whether the linter's rule no-hardcoded-env-urls finds something in a value.
func hasHost(v plan.Value) bool {
	switch v := v.(type) {
	case azure.Str:
		return hasEnvironmentHost(string(v))
	case azure.List:
		return slices.ContainsFunc(v, hasHost)
	case azure.Object:
		return slices.ContainsFunc(v, func(m azure.Member) bool { return hasEnvironmentHost(m.Key) || hasHost(m.Value) })
	}
	return false
}
