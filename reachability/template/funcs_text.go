package template

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

func init() {
	register(
		&function{name: "concat", min: 1, max: -1, loose: concat},
		&function{name: "format", min: 1, max: -1, loose: func(c *call, args []*Value) *Value {
			if args[0].Kind != String {
				return c.wrongOrUnknown(0, "a string", args)
			}
			return c.format(args)
		}},
		&function{name: "string", min: 1, max: 1, loose: toText},
		&function{name: "toLower", min: 1, max: 1, strict: onText(toLower)},
		&function{name: "toUpper", min: 1, max: 1, strict: onText(toUpper)},
		&function{name: "trim", min: 1, max: 1, strict: onText(strings.TrimSpace)},
		&function{name: "split", min: 2, max: 2, strict: split},
		&function{name: "join", min: 2, max: 2, strict: join},
		&function{name: "replace", min: 3, max: 3, strict: replace, literal: true},
		&function{name: "substring", min: 2, max: 3, strict: substring, literal: true},
		&function{name: "startsWith", min: 2, max: 2, strict: search(func(s, t string) *Value { return boolean(strings.HasPrefix(s, t)) }), literal: true},
		&function{name: "endsWith", min: 2, max: 2, strict: search(func(s, t string) *Value { return boolean(strings.HasSuffix(s, t)) }), literal: true},
		&function{name: "indexOf", min: 2, max: 2, strict: indexOf(strings.Index, false), literal: true},
		&function{name: "lastIndexOf", min: 2, max: 2, strict: indexOf(lastIndex, true), literal: true},
		&function{name: "padLeft", min: 2, max: 3, strict: padLeft, literal: true},
	)
}

// wrongOrUnknown is the answer to an argument of another kind: Unknown where that is what it is.
func (c *call) wrongOrUnknown(i int, want string, args []*Value) *Value {
	if args[i].Kind == Unknown {
		return unknown(args[i].Text, c.r.keyOf(c.name, args))
	}
	return c.wrong(i, want, args[i])
}

// concat joins texts, or arrays.
func concat(c *call, args []*Value) *Value {
	arrays := false
	for _, a := range args {
		arrays = arrays || a.Kind == Array
	}
	if arrays {
		return concatArrays(c, args)
	}
	var b strings.Builder
	var open *Value
	keyed := true
	for i, a := range args {
		s, ok := part(a)
		switch {
		case a.Kind == Unknown:
			if open == nil {
				open = a
			}
			keyed = keyed && ok
		case !ok || a.Float:
			return c.wrong(i, "a string", a)
		}
		b.WriteString(s)
		if b.Len() > maxString {
			c.r.budget.run("computed strings are longer than allowed")
			return c.r.stopped()
		}
	}
	switch {
	case open == nil:
		return text(b.String())
	case !keyed:
		return unknown(open.Text, "")
	}
	return unknown(open.Text, b.String())
}

func concatArrays(c *call, args []*Value) *Value {
	out := list(nil)
	for i, a := range args {
		if a.Kind != Array {
			return c.wrongOrUnknown(i, "an array", args)
		}
		if a.partial != "" {
			return c.r.later(a.partial)
		}
		if !c.r.budget.step(len(a.Items)) {
			return c.r.stopped()
		}
		out.Items = append(out.Items, a.Items...)
	}
	return out
}

func toText(c *call, args []*Value) *Value {
	switch v := args[0]; v.Kind {
	case Unknown:
		return unknown(v.Text, v.Key)
	case Null:
		return c.wrong(0, "a string, an integer, a boolean, an array or an object", v)
	case Number:
		if v.Float {
			return c.wrong(0, "a string, an integer, a boolean, an array or an object", v)
		}
		return text(plain(v))
	case Array, Object:
		var b strings.Builder
		if bad := writeJSON(&b, v, false); bad != nil {
			return unknown(bad.Text, c.r.keyOf("string", args))
		}
		return text(b.String())
	default:
		return text(plain(v))
	}
}

// toLower and toUpper leave the two letters alone that are i in Turkish alone, as the invariant culture does.
func toLower(s string) string { return caseOf(s, unicode.ToLower) }
func toUpper(s string) string { return caseOf(s, unicode.ToUpper) }

func caseOf(s string, f func(rune) rune) string {
	return strings.Map(func(r rune) rune {
		if r == 'ı' || r == 'İ' {
			return r
		}
		return f(r)
	}, s)
}

// lastIndex is the place of the last t in s; an empty t is before the last character.
func lastIndex(s, t string) int {
	if t == "" {
		return max(0, len(s)-1)
	}
	return strings.LastIndex(s, t)
}

// onText makes a function of one text.
func onText(f func(string) string) func(c *call, args []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		if args[0].Kind != String {
			return c.wrong(0, "a string", args[0])
		}
		return text(f(args[0].Text))
	}
}

func split(c *call, args []*Value) *Value {
	if args[0].Kind != String {
		return c.wrong(0, "a string", args[0])
	}
	marks := args[1:]
	if args[1].Kind == Array {
		marks = args[1].Items
	}
	var by []string
	for _, m := range marks {
		if m.Kind != String {
			return c.wrong(1, "a string or an array of strings", m)
		}
		if strings.ContainsAny(m.Text, "{}") && hasOwn(args[0].Text) {
			return unknown(ownReason(args[0].Text), "")
		}
		if m.Text != "" {
			by = append(by, m.Text)
		}
	}
	out, rest := list(nil), args[0].Text
	for {
		at, length := -1, 0
		for _, m := range by {
			if i := strings.Index(rest, m); i >= 0 && (at < 0 || i < at || i == at && len(m) > length) {
				at, length = i, len(m)
			}
		}
		if at < 0 || !c.r.budget.step(1+len(rest)/256) {
			out.Items = append(out.Items, text(rest))
			return out
		}
		out.Items = append(out.Items, text(rest[:at]))
		rest = rest[at+length:]
	}
}

func join(c *call, args []*Value) *Value {
	if args[0].Kind != Array {
		return c.wrong(0, "an array", args[0])
	}
	if args[1].Kind != String {
		return c.wrong(1, "a string", args[1])
	}
	parts := make([]*Value, 0, 2*len(args[0].Items)+1)
	parts = append(parts, text(""))
	for i, item := range args[0].Items {
		if i > 0 {
			parts = append(parts, args[1])
		}
		if item.Kind == Array || item.Kind == Object {
			return c.wrong(0, "an array of texts", item)
		}
		parts = append(parts, item)
	}
	return concat(c, parts)
}

func replace(c *call, args []*Value) *Value {
	for i, a := range args {
		if a.Kind != String {
			return c.wrong(i, "a string", a)
		}
	}
	if args[1].Text == "" {
		return c.fail("\"replace\" needs a string to look for")
	}
	n := strings.Count(args[0].Text, args[1].Text)
	if !c.r.budget.write(len(args[0].Text) + n*len(args[2].Text)) {
		return c.r.stopped()
	}
	return text(strings.ReplaceAll(args[0].Text, args[1].Text, args[2].Text))
}

// units are the UTF-16 units of a text, in which the template language counts.
func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

func fromUnits(u []uint16) *Value { return text(string(utf16.Decode(u))) }

func utf16Length(s string) int { return len(units(s)) }

func substring(c *call, args []*Value) *Value {
	if args[0].Kind != String {
		return c.wrong(0, "a string", args[0])
	}
	u := units(args[0].Text)
	start, ok := whole(args[1])
	if !ok {
		return c.wrong(1, "a whole number", args[1])
	}
	length := int64(len(u)) - start
	if len(args) == 3 {
		if length, ok = whole(args[2]); !ok {
			return c.wrong(2, "a whole number", args[2])
		}
	}
	if start < 0 || length < 0 || start+length > int64(len(u)) {
		return c.fail("\"substring\" reaches beyond the string of " + itoa(len(u)) + " characters")
	}
	return fromUnits(u[start : start+length])
}

// search makes a function that looks for a text in another, without regard to case.
func search(f func(s, t string) *Value) func(c *call, args []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		for i, a := range args {
			if a.Kind != String {
				return c.wrong(i, "a string", a)
			}
		}
		return f(strings.ToLower(args[0].Text), strings.ToLower(args[1].Text))
	}
}

// indexOf makes the two functions that find the place of an item in an array, or without regard to case of a text.
func indexOf(f func(s, t string) int, last bool) func(c *call, args []*Value) *Value {
	inText := search(func(s, t string) *Value {
		i := f(s, t)
		if i > 0 {
			i = utf16Length(s[:i])
		}
		return number(float64(i))
	})
	return func(c *call, args []*Value) *Value {
		if args[0].Kind != Array {
			return inText(c, args)
		}
		found := -1
		for i, item := range args[0].Items {
			equal, known := c.same(item, args[1])
			if !known {
				return unknown(c.whyOpen([]*Value{item, args[1]}), "")
			}
			if equal && (found < 0 || last) {
				found = i
			}
		}
		return number(float64(found))
	}
}

func padLeft(c *call, args []*Value) *Value {
	if args[0].Kind != String && args[0].Kind != Number {
		return c.wrong(0, "a string or a number", args[0])
	}
	width, ok := whole(args[1])
	if !ok || width < 0 || width > maxString {
		return c.wrong(1, "a whole number", args[1])
	}
	with := " "
	if len(args) == 3 {
		if with = args[2].String(); utf16Length(with) != 1 {
			return c.wrong(2, "one character", args[2])
		}
	}
	s := plain(args[0])
	missing := max(0, int(width)-utf16Length(s))
	if !c.r.budget.write(missing * len(with)) {
		return c.r.stopped()
	}
	return text(strings.Repeat(with, missing) + s)
}
