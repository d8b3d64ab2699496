package template

import (
	"math"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// arguments tells how many arguments a function takes.
func arguments(low, high int) string {
	switch {
	case high < 0:
		return "at least " + itoa(low) + " arguments"
	case low == high && low == 1:
		return "1 argument"
	case low == high:
		return itoa(low) + " arguments"
	}
	return itoa(low) + " to " + itoa(high) + " arguments"
}

// describe names the kind of a value for a reader.
func describe(v *Value) string {
	if v == nil {
		return "nothing"
	}
	switch v.Kind {
	case Null:
		return "null"
	case Bool:
		return "a boolean"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Array:
		return "an array"
	case Object:
		return "an object"
	}
	return "unknown"
}

// numberText writes a number as the template language does.
func numberText(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e18 {
		return strconv.FormatInt(int64(n), 10)
	}
	if n == math.Trunc(n) {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// hasOwn tells whether a text has a part that only the deployment knows: its subscription, group or management group.
func hasOwn(s string) bool {
	return strings.Contains(s, "{") && ownReason(s) != ""
}

// ownReason tells why such a text is not known.
func ownReason(s string) string {
	lower := strings.ToLower(s)
	switch {
	case strings.Contains(lower, ownSubscription):
		return "the subscription of the deployment is not given"
	case strings.Contains(lower, ownGroup):
		return "the resource group of the deployment is not given"
	case strings.Contains(lower, strings.ToLower(ownManagementGroup)):
		return "the management group of the deployment is not given"
	}
	return ""
}

// keyOf is the key of an unknown result of a function: the same for the same arguments. It is "" where an argument is
// unknown in a way that has no key.
func (r *reader) keyOf(function string, args []*Value) string {
	var b strings.Builder
	b.WriteString(strings.ToLower(function) + "(")
	defer func() { r.budget.write(min(b.Len(), maxString)) }()
	for i, a := range args {
		if i > 0 {
			b.WriteString(",")
		}
		if !writeKey(&b, a) {
			return ""
		}
	}
	return r.short(function, b.String())
}

// short is a key for what a longer text identifies: "{name}", or "{name#3}" where another one has that already.
func (r *reader) short(label, whole string) string {
	key, ok := r.keys[whole]
	if !ok {
		key = "{" + label + "}"
		if lower := strings.ToLower(label); r.labels[lower] {
			key = "{" + label + "#" + itoa(len(r.keys)+1) + "}"
		} else {
			r.labels[lower] = true
		}
		r.keys[whole] = key
		if !r.budget.write(len(whole)) {
			return ""
		}
	}
	return key
}

// writeKey writes a value so that different values are written differently; false where it cannot.
func writeKey(b *strings.Builder, v *Value) bool {
	switch v.Kind {
	case Unknown:
		b.WriteString("?" + v.Key)
		return v.Key != ""
	case Array, Object:
		return writeJSON(b, v, true) == nil
	}
	return writeJSON(b, v, false) == nil
}

// part is a text for a string with unknown parts: the text of a known value, the key of an unknown one.
func part(v *Value) (string, bool) {
	switch v.Kind {
	case Unknown:
		return v.Key, v.Key != ""
	case String, Number, Bool:
		return plain(v), true
	}
	return "", false
}

// plain is what a simple value is inside of a string.
func plain(v *Value) string {
	switch v.Kind {
	case Bool:
		if v.Bool {
			return "True"
		}
		return "False"
	case Number:
		return numberText(v.Number)
	case String:
		return v.Text
	}
	return ""
}
