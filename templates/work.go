package templates

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// itemWork is what an item of a list counts, in bytes: it is copied, or compared.
const itemWork = 16

// own are functions that do what those of sprig do and what text/template does, in no more than linear time, or counted.
func (r *run) own() map[string]any {
	ordered := func(of func(int) bool) func(a, b any) (bool, error) {
		return func(a, b any) (bool, error) {
			c, err := compared(a, b, true)
			return err == nil && of(c), err
		}
	}
	return map[string]any{"uniq": r.uniq, "has": has, "regexMatch": r.regexMatch, "regexReplaceAll": r.regexReplaceAll,
		"eq": isOneOf, "ne": func(a, b any) (bool, error) { is, err := isOneOf(a, b); return !is && err == nil, err },
		"lt": ordered(func(c int) bool { return c < 0 }), "le": ordered(func(c int) bool { return c <= 0 }),
		"gt": ordered(func(c int) bool { return c > 0 }), "ge": ordered(func(c int) bool { return c >= 0 })}
}

// beyondLinear is the work of a call beyond what it takes and gives.
func beyondLinear(name string, in []reflect.Value) int {
	switch name {
	case "trimAll": // each letter of the one is looked for in the other
		return in[0].Len() * in[1].Len() / 8
	case "sortAlpha", "has":
		n, work := listOf(in[len(in)-1])
		if name == "sortAlpha" {
			work *= bits.Len(uint(n))
		}
		return work
	}
	return 0
}

// listOf is how many items a list has, and how many bytes of text are in them.
func listOf(v reflect.Value) (items, bytes int) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Slice {
		return 0, 0
	}
	for i := range v.Len() {
		item := v.Index(i)
		for item.IsValid() && item.Kind() == reflect.Interface {
			item = item.Elem()
		}
		if item.IsValid() && item.Kind() == reflect.String {
			bytes += item.Len()
		}
	}
	return v.Len(), bytes
}

// has tells whether a list has a value, which is no list and no structure.
func has(value, list any) bool {
	v := reflect.ValueOf(list)
	if !v.IsValid() || v.Kind() != reflect.Slice {
		return false
	}
	for i := range v.Len() {
		if c, err := compared(value, v.Index(i).Interface(), false); err == nil && c == 0 {
			return true
		}
	}
	return false
}

func isOneOf(value any, others ...any) (bool, error) {
	for _, other := range others {
		if c, err := compared(value, other, false); err != nil || c == 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// compared orders two texts, numbers or flags of one kind. Flags have no order.
func compared(a, b any, order bool) (int, error) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case !x.IsValid() || !y.IsValid():
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		return strings.Compare(x.String(), y.String()), nil
	case x.CanInt() && y.CanInt():
		return cmp.Compare(x.Int(), y.Int()), nil
	case x.Kind() == reflect.Bool && y.Kind() == reflect.Bool && !order:
		if x.Bool() != y.Bool() {
			return 1, nil
		}
		return 0, nil
	}
	return 0, fmt.Errorf("%v and %v cannot be compared", kindWord(x), kindWord(y))
}

func kindWord(v reflect.Value) string {
	switch {
	case !v.IsValid():
		return "nothing"
	case v.Kind() == reflect.String:
		return "a text"
	case v.CanInt():
		return "a number"
	case v.Kind() == reflect.Bool:
		return "true or false"
	}
	return "a " + v.Kind().String()
}

// uniq is a list, each item once: two are one where all that is in them is the same.
func (r *run) uniq(list any) ([]any, error) {
	out := []any{}
	v := reflect.ValueOf(list)
	if !v.IsValid() {
		return out, nil
	}
	had := map[string]bool{}
	for i := range v.Len() {
		item := v.Index(i).Interface()
		key, err := r.key(nil, reflect.ValueOf(item))
		if err != nil {
			return nil, err
		}
		if !had[string(key)] {
			had[string(key)] = true
			out = append(out, item)
		}
	}
	return out, nil
}

// key is a text that says all that is in a value: two values have one where they are equal to the bottom.
func (r *run) key(b []byte, v reflect.Value) ([]byte, error) {
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		v = v.Elem()
	}
	if !v.IsValid() {
		return append(b, "nil;"...), nil
	}
	before := len(b)
	b = append(b, v.Type().String()...)
	var err error
	switch v.Kind() {
	case reflect.String:
		b = strconv.AppendInt(append(b, ' '), int64(v.Len()), 10)
		b = append(append(b, ':'), v.String()...)
	case reflect.Slice:
		b = strconv.AppendInt(append(b, '['), int64(v.Len()), 10)
		for i := 0; i < v.Len() && err == nil; i++ {
			b, err = r.key(b, v.Index(i))
		}
	case reflect.Map:
		fields, ok := v.Interface().(map[string]any)
		if !ok {
			return nil, fmt.Errorf("uniq: a value of type %s", v.Type())
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			b = append(strconv.AppendQuote(b, name), '=')
			if b, err = r.key(b, reflect.ValueOf(fields[name])); err != nil {
				break
			}
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && err == nil; i++ {
			b, err = r.key(b, v.Field(i))
		}
	default:
		b = append(append(b, ' '), strings.TrimSpace(fmt.Sprint(v.Interface()))...)
	}
	if err != nil {
		return nil, err
	}
	if len(b) > 16*mostText {
		return nil, tooLarge("uniq")
	}
	return append(b, ';'), r.uses("uniq", len(b)-before)
}
