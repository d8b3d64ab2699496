package golden_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// deploymentType is the type of nested deployments.
const deploymentType = "Microsoft.Resources/deployments"

// brief is a value on a line that is not too long.
func brief(v any) string {
	if v == nil {
		return "nothing"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	if len(text) > 160 {
		return string(text[:160]) + "…"
	}
	return string(text)
}

// compareValues reports the paths at which two values differ.
func compareValues(path string, a, b any, report func(path string, a, b any)) {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			report(path, a, b)
			return
		}
		keys := maps.Clone(x)
		maps.Copy(keys, y)
		for _, key := range sortedNames(keys) {
			compareValues(strings.TrimPrefix(path+"."+key, "."), x[key], y[key], report)
		}
	case []any:
		y, ok := b.([]any)
		if !ok {
			report(path, a, b)
			return
		}
		for i := range max(len(x), len(y)) {
			compareValues(fmt.Sprintf("%s[%d]", path, i), itemAt(x, i), itemAt(y, i), report)
		}
	default:
		if !sameValue(a, b) {
			report(path, a, b)
		}
	}
}

func itemAt(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// sameValue tells whether two values are the same, faster than a report of no paths.
func sameValue(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, sameValue)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	return a == b
}

func decodeObject(content []byte) map[string]any {
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		panic(fmt.Sprintf("%v", err))
	}
	return out
}

func listOf(v any) []any {
	l, ok := v.([]any)
	if !ok && v != nil {
		panic(fmt.Sprintf("%s is no list", brief(v)))
	}
	return l
}

func objectOf(v any) map[string]any {
	o, ok := v.(map[string]any)
	if !ok && v != nil {
		panic(fmt.Sprintf("%s is no object", brief(v)))
	}
	return o
}

func textOf(v any) string {
	s, ok := v.(string)
	if !ok && v != nil {
		panic(fmt.Sprintf("%s is no string", brief(v)))
	}
	return s
}
