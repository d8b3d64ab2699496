package template

import (
	"encoding/json"
	"math"
	"strings"
)

// writeJSON writes a value as compact JSON. It returns the first unknown value inside, which cannot be written, unless
// keys is set: then the key of that is written.
func writeJSON(b *strings.Builder, v *Value, keys bool) *Value {
	if b.Len() > maxString {
		return unknown("a computed string is longer than allowed", "")
	}
	switch v.Kind {
	case Unknown:
		if !keys || v.Key == "" {
			return v
		}
		b.WriteString("?" + v.Key)
	case Null:
		b.WriteString("null")
	case Bool:
		b.WriteString(strings.ToLower(plain(v)))
	case Number:
		b.WriteString(numberText(v.Number))
		if v.Float && v.Number == math.Trunc(v.Number) {
			b.WriteString(".0")
		}
	case String:
		b.WriteString(quoteJSON(v.Text))
	case Array:
		b.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			if bad := writeJSON(b, item, keys); bad != nil {
				return bad
			}
		}
		b.WriteByte(']')
	case Object:
		if v.partial != "" {
			return unknown(v.partial+" is known only at deployment", "")
		}
		b.WriteByte('{')
		for i := range v.Members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoteJSON(v.Members[i].Key) + ":")
			if bad := writeJSON(b, v.Members[i].Value, keys); bad != nil {
				return bad
			}
		}
		b.WriteByte('}')
	}
	return nil
}

// quoteJSON writes a string as JSON; characters of HTML stay as they are.
func quoteJSON(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// same compares two values. known is false where the answer depends on something unknown.
func same(a, b *Value) (equal, known bool) {
	if a.Kind == Unknown || b.Kind == Unknown {
		return a.Kind == b.Kind && a.Key != "" && a.Key == b.Key, a.Kind == b.Kind && a.Key != "" && a.Key == b.Key
	}
	if a.partial != "" || b.partial != "" {
		return false, false
	}
	if a.Kind != b.Kind {
		return false, true
	}
	switch a.Kind {
	case Bool:
		return a.Bool == b.Bool, true
	case Number:
		return a.Number == b.Number && a.Float == b.Float, true
	case String:
		return sameText(a.Text, b.Text)
	case Array:
		return sameItems(a.Items, b.Items)
	case Object:
		return sameMembers(a, b)
	}
	return true, true
}

// sameText compares texts that may have a part that only the deployment knows.
func sameText(a, b string) (equal, known bool) {
	if a == b {
		return true, true
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	// A placeholder is cut apart only where the texts differ inside of it: go back to its brace.
	if j := strings.LastIndexByte(a[:i], '{'); j >= 0 && !strings.Contains(a[j:i], "}") {
		i = j
	}
	return false, !hasOwn(a[i:]) && !hasOwn(b[i:])
}

func sameItems(a, b []*Value) (equal, known bool) {
	if len(a) != len(b) {
		return false, true
	}
	known = true
	for i := range a {
		e, k := same(a[i], b[i])
		if k && !e {
			return false, true
		}
		known = known && k
	}
	return known, known
}

// exactly are the members of an object by key: where values are compared, the case of keys counts.
func exactly(v *Value) map[string]*Member {
	out := make(map[string]*Member, len(v.Members))
	for i := range v.Members {
		out[v.Members[i].Key] = &v.Members[i]
	}
	return out
}

func sameMembers(a, b *Value) (equal, known bool) {
	if len(a.Members) != len(b.Members) {
		return false, true
	}
	known = true
	members := exactly(b)
	for i := range a.Members {
		other := members[a.Members[i].Key]
		if other == nil {
			return false, true
		}
		e, k := same(a.Members[i].Value, other.Value)
		if k && !e {
			return false, true
		}
		known = known && k
	}
	return known, known
}
