package template

import (
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

func init() {
	register(
		&function{name: "createObject", max: -1, loose: createObject},
		&function{name: "objectKeys", min: 1, max: 1, strict: objectKeys},
		&function{name: "items", min: 1, max: 1, strict: items},
		&function{name: "tryGet", min: 2, max: -1, strict: tryGet, partial: true},
		&function{name: "shallowMerge", min: 1, max: 1, strict: shallowMerge},
		&function{name: "json", min: 1, max: 1, loose: fromJSON},
	)
}

func createObject(c *call, args []*Value) *Value {
	if len(args)%2 != 0 {
		return c.fail("\"createObject\" takes keys and values in pairs")
	}
	out := &Value{Kind: Object, Members: make([]Member, 0, len(args)/2)}
	places := map[string]int{} // keys that differ in case are two
	for i := 0; i < len(args); i += 2 {
		if args[i].Kind != String {
			return c.wrongOrUnknown(i, "a string", args)
		}
		if _, ok := places[args[i].Text]; ok {
			return c.fail("key \"" + args[i].Text + "\" of \"createObject\" is there twice")
		}
		places[args[i].Text] = len(out.Members)
		out.Members = append(out.Members, Member{Key: args[i].Text, KeyAt: args[i].At, Value: args[i+1]})
	}
	return out
}

// ordered are the members of an object by their keys: without regard to case, of equal ones lower case first.
func ordered(v *Value) []Member {
	out := append([]Member(nil), v.Members...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := strings.ToLower(out[i].Key), strings.ToLower(out[j].Key)
		return a < b || a == b && out[i].Key > out[j].Key
	})
	return out
}

func objectKeys(c *call, args []*Value) *Value {
	if args[0].Kind != Object {
		return c.wrong(0, "an object", args[0])
	}
	out := list(nil)
	for _, m := range ordered(args[0]) {
		out.Items = append(out.Items, text(m.Key))
	}
	return out
}

func items(c *call, args []*Value) *Value {
	if args[0].Kind != Object {
		return c.wrong(0, "an object", args[0])
	}
	out := list(nil)
	for _, m := range ordered(args[0]) {
		out.Items = append(out.Items, &Value{Kind: Object, At: m.Value.At, Members: []Member{
			{Key: "key", KeyAt: m.KeyAt, Value: text(m.Key)}, {Key: "value", KeyAt: m.KeyAt, Value: m.Value}}})
	}
	return out
}

// tryGet walks members and items; null where the first is not there. The others have to be, as in value.?first.second.
func tryGet(c *call, args []*Value) *Value {
	v := args[0]
	for i, key := range args[1:] {
		switch {
		case v.Kind == Null && i <= 1:
			return v
		case v.Kind == Unknown:
			return unknown(v.Text, c.r.keyOf("tryGet", args))
		case v.Kind == Object && key.Kind == String, v.Kind == Array && key.Kind == Number:
			v = c.pick(v, key, i == 0)
		case i == 0:
			return &Value{}
		default:
			return c.fail(describe(v) + " cannot be indexed by " + describe(key))
		}
	}
	return v
}

func shallowMerge(c *call, args []*Value) *Value {
	if args[0].Kind != Array {
		return c.wrong(0, "an array of objects", args[0])
	}
	out := &Value{Kind: Object}
	for _, item := range args[0].Items {
		switch item.Kind {
		case Unknown:
			return unknown(item.Text, c.r.keyOf("shallowMerge", args))
		case Object:
			out.partial = or(out.partial, item.partial)
			c.merge(out, item, false)
		default:
			return c.wrong(0, "an array of objects", item)
		}
	}
	return out
}

// fromJSON reads a text as JSON. Parts that are not known may stand inside of its strings, such as in ids: these strings are not known.
func fromJSON(c *call, args []*Value) *Value {
	content, ok := part(args[0])
	why := args[0].Text
	switch {
	case args[0].Kind == Unknown && !ok:
		return unknown(args[0].Text, "")
	case args[0].Kind != Unknown && args[0].Kind != String:
		return c.wrong(0, "a string", args[0])
	case args[0].Kind == String:
		why = ownReason(content)
	}
	v, err := parseJSON(source.New("", nil), []byte(content), &c.r.budget, slips{})
	if err != nil && why != "" {
		return unknown(why, c.r.keyOf("json", args))
	}
	if err != nil {
		return c.fail("the text of \"" + c.name + "\" is not JSON: " + err.message)
	}
	c.place(v)
	if args[0].Kind == Unknown {
		c.r.unsettle(v, why)
	}
	return v
}

// unsettle makes the strings of a value Unknown that hold a key of what is not known.
func (r *reader) unsettle(v *Value, why string) {
	if v.Kind == String && r.hasKey(v.Text) {
		v.Kind, v.Text, v.Key = Unknown, why, v.Text
	}
	for _, item := range v.Items {
		r.unsettle(item, why)
	}
	for i := range v.Members {
		r.unsettle(v.Members[i].Value, why)
	}
}

// hasKey tells whether a text holds a key of what is not known.
func (r *reader) hasKey(s string) bool {
	for rest := s; ; {
		from := strings.IndexByte(rest, '{')
		if from < 0 {
			return false
		}
		rest = rest[from+1:]
		if to := strings.IndexByte(rest, '}'); to >= 0 {
			label, _, _ := strings.Cut(strings.ToLower(rest[:to]), "#")
			if r.labels[label] {
				return true
			}
		}
	}
}

// place gives computed values the place of their expression.
func (c *call) place(v *Value) {
	v.At, v.offset = c.where.At, -1
	for _, item := range v.Items {
		c.place(item)
	}
	for i := range v.Members {
		v.Members[i].KeyAt = c.where.At
		c.place(v.Members[i].Value)
	}
}
