package template

import (
	"strconv"
	"strings"
)

// format writes a composite format of .NET, as far as templates use it: {0}, {0,5}, {0,-5}, {0:D3}, {0:X4}, {0:N2} …
// It returns what is unknown among its arguments with the result, which then is a key.
func (c *call) format(args []*Value) *Value {
	pattern := args[0].Text
	var b strings.Builder
	var open *Value
	keyed := true
	for i := 0; i < len(pattern); i++ {
		ch := pattern[i]
		if ch != '{' && ch != '}' {
			b.WriteByte(ch)
			continue
		}
		if i+1 < len(pattern) && pattern[i+1] == ch {
			b.WriteByte(ch)
			i++
			continue
		}
		end := strings.IndexByte(pattern[i:], '}')
		if ch == '}' || end < 0 {
			return c.fail("the format string has an unmatched brace")
		}
		v, s, bad := c.hole(args, pattern[i+1:i+end])
		switch {
		case bad != nil:
			return bad
		case v.Kind == Unknown:
			keyed = keyed && v.Key != ""
			if open == nil {
				open = v
			}
		}
		b.WriteString(s)
		if b.Len() > maxString {
			c.r.budget.run("computed strings are longer than allowed")
			return c.r.stopped()
		}
		i += end
	}
	switch {
	case open == nil:
		return text(b.String())
	case !keyed:
		return unknown(open.Text, "")
	}
	return unknown(open.Text, b.String())
}

// hole writes one {…} of a format.
func (c *call) hole(args []*Value, spec string) (v *Value, s string, bad *Value) {
	spec, code, _ := strings.Cut(spec, ":")
	place, width, aligned := strings.Cut(spec, ",")
	n, err := strconv.Atoi(strings.TrimSpace(place))
	if err != nil || n < 0 || n >= len(args)-1 {
		return nil, "", c.fail("the format string names argument {" + place + "}, which does not exist")
	}
	v = args[n+1]
	if v.Kind == Unknown {
		if code != "" || aligned {
			return unknown(v.Text, ""), "", nil
		}
		return v, v.Key, nil
	}
	if v.Kind == Number && v.Float && code != "" && strings.ContainsAny(code[:1], "DdXx") {
		return nil, "", c.fail("format {" + spec + ":" + code + "} is of integers only")
	}
	s, ok := formatOne(v, code)
	if !ok {
		return unknown("format {"+spec+":"+code+"} of "+describe(v)+" is not supported", ""), "", nil
	}
	if !aligned {
		return v, s, nil
	}
	w, err := strconv.Atoi(strings.TrimSpace(width))
	switch {
	case err != nil || w > 1000 || w < -1000:
		return nil, "", c.fail("the format string has a width that is not a number up to 1000")
	case hasOwn(s):
		return unknown(ownReason(s), ""), "", nil
	case w < 0:
		return v, s + strings.Repeat(" ", max(0, -w-utf16Length(s))), nil
	}
	return v, strings.Repeat(" ", max(0, w-utf16Length(s))) + s, nil
}

// formatOne writes a value with a format code; false where that is not read.
func formatOne(v *Value, code string) (string, bool) {
	switch v.Kind {
	case Null:
		return "", true
	case Array, Object: // as JSON with single quotation marks
		var b strings.Builder
		if code != "" || writeJSON(&b, v, false) != nil || strings.ContainsAny(b.String(), `\\'`) || hasOwn(b.String()) {
			return "", false
		}
		return strings.ReplaceAll(b.String(), `"`, "'"), true
	}
	if code == "" || v.Kind != Number {
		return plain(v), true
	}
	return formatNumber(v, code)
}
