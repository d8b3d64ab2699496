package rehearsal

import (
	"encoding/json"
	"slices"
	"strings"
)

// Body is a JSON object: the body of a resource, or a part of it.
type Body = map[string]any

// clone is a deep copy.
func clone[T any](v T) T {
	out, _ := cloneAny(v).(T)
	return out
}

func cloneAny(v any) any {
	switch v := v.(type) {
	case Body:
		if v == nil {
			return Body(nil)
		}
		out := make(Body, len(v))
		for k, x := range v {
			out[k] = cloneAny(x)
		}
		return out
	case []any:
		if v == nil {
			return []any(nil)
		}
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = cloneAny(x)
		}
		return out
	}
	return v
}

// at is what stands at a path of keys, nil where nothing does.
func at(b Body, path string) any {
	var v any = b
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(Body)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

func textAt(b Body, path string) string {
	s, _ := at(b, path).(string)
	return s
}

func boolAt(b Body, path string) bool {
	v, _ := at(b, path).(bool)
	return v
}

func listAt(b Body, path string) []any {
	v, _ := at(b, path).([]any)
	return v
}

// objectsAt are the objects of the list at a path.
func objectsAt(b Body, path string) []Body {
	var out []Body
	for _, item := range listAt(b, path) {
		if o, ok := item.(Body); ok {
			out = append(out, o)
		}
	}
	return out
}

// textsAt are the strings of the list at a path.
func textsAt(b Body, path string) []string {
	var out []string
	for _, item := range listAt(b, path) {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// put sets what stands at a path of keys, and makes the objects on the way.
func put(b Body, path string, v any) {
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		next, ok := b[key].(Body)
		if !ok {
			next = Body{}
			b[key] = next
		}
		b = next
	}
	b[keys[len(keys)-1]] = v
}

// properties are the properties of a body, which are made where there are none.
func properties(b Body) Body {
	p, ok := b["properties"].(Body)
	if !ok {
		p = Body{}
		b["properties"] = p
	}
	return p
}

// ids are references to resources, as Azure's bodies have them: a list of { id }.
func references(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = Body{"id": id}
	}
	return out
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// encoded is a value as text, the same for equal values.
func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("rehearsal: a body that is no JSON: " + err.Error()) // bodies come from JSON
	}
	return string(text)
}

// sortedKeys are the keys of an object in order.
func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
