package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"regexp"
	"slices"
	"strings"
)

// A hostile place is a value of an export, and what can be done to it.
type hostilePlace struct {
	path   string // of keys, as properties.subnets[].name
	key    string // its own, "" in a list
	value  any
	set    func(any)
	remove func() // nil in a list
	list   []any  // that it is an item of
	grow   func(any)
}

// hostilePlaces are the places of an export below the answers, in one order.
func hostilePlaces(root any) []hostilePlace {
	var out []hostilePlace
	var visit func(v any, path string)
	visit = func(v any, path string) {
		switch v := v.(type) {
		case object:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				p := hostilePlace{path: path + "." + k, key: k, value: v[k], set: func(x any) { v[k] = x }, remove: func() { delete(v, k) }}
				if items, ok := v[k].([]any); ok {
					p.list, p.grow = items, func(x any) { v[k] = append(slices.Clone(items), x) }
				}
				out = append(out, p)
				visit(v[k], p.path)
			}
		case []any:
			for i := range v {
				out = append(out, hostilePlace{path: path + "[]", value: v[i], set: func(x any) { v[i] = x }})
				visit(v[i], path+"[]")
			}
		}
	}
	visit(root, "")
	return out
}

var (
	isPrefix = regexp.MustCompile(`^[0-9a-fA-F.:]+/\d+$`)
	isAddr   = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)
)

// nested is a value in so many lists.
func nested(depth int) any {
	var v any = "x"
	for range depth {
		v = []any{v}
	}
	return v
}

// copyOf is a copy of a JSON value.
func copyOf(v any) any {
	text, _ := json.Marshal(v)
	var out any
	_ = json.Unmarshal(text, &out)
	return out
}

// withCanaries puts tags and keys into all resources of an export.
func withCanaries(root any) {
	for _, p := range hostilePlaces(root) {
		body, ok := p.value.(object)
		properties, has := body["properties"].(object)
		if !ok || !has || body["type"] == nil {
			continue
		}
		body["tags"] = object{"owner": canaryTag}
		switch kind := strings.ToLower(fmt.Sprint(body["type"])); {
		case strings.HasSuffix(kind, "connections"):
			properties["sharedKey"], properties["authorizationKey"] = canaryKey, canaryKey
		case strings.HasSuffix(kind, "circuits"):
			properties["serviceKey"] = canaryKey
		}
	}
}

func pick(r *rand.Rand, places []hostilePlace, is func(hostilePlace) bool) *hostilePlace {
	var some []hostilePlace
	for _, p := range places {
		if is(p) {
			some = append(some, p)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return &some[r.Intn(len(some))]
}

// The kinds of odd places: each changes one place, and tells whether it could.
var hostileKinds = []struct {
	name string
	make func(r *rand.Rand, places []hostilePlace) string
}{
	{"wrong type", func(r *rand.Rand, places []hostilePlace) string {
		p := places[r.Intn(len(places))]
		var others []any
		for _, v := range []any{nil, true, 3.0, -1.5, "", canaryNumber, []any{}, []any{"x"}, object{}, object{"x": "y"}, []any{nil}, []any{object{}}} {
			if fmt.Sprintf("%T", v) != fmt.Sprintf("%T", p.value) || v == "" {
				others = append(others, v)
			}
		}
		v := others[r.Intn(len(others))]
		if v == canaryNumber && !strings.Contains(p.path, "tags") && !strings.Contains(strings.ToLower(p.key), "key") {
			v = 7.0
		}
		p.set(v)
		return fmt.Sprintf("%s = %v", p.path, v)
	}},
	{"secret", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool { return strings.Contains(p.path, ".tags") || strings.HasSuffix(p.key, "Key") })
		if p == nil {
			return ""
		}
		v := []any{canaryNumber, canaryTag, []any{canaryNumber, canaryKey}, object{"value": canaryNumber, "x": []any{canaryTag}}, canaryKey + "\n" + canaryKey + "\""}[r.Intn(5)]
		p.set(v)
		return fmt.Sprintf("%s = %v", p.path, v)
	}},
	{"id", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool {
			s, ok := p.value.(string)
			return ok && strings.HasPrefix(s, "/subscriptions/")
		})
		s := p.value.(string)
		v := []string{s + "\n", strings.Replace(s, "/providers", "\n/providers", 1), strings.ToUpper(s), strings.ToLower(s), s[1:], "/subscriptions/ffffffff-0000-4000-8000-00000000000f" + s[min(len(s), 51):],
			s + "/", s + "/subnets/x", "//", "/", "/subscriptions/", "/subscriptions//resourceGroups//providers//", strings.Repeat(s, 3), s + strings.Repeat("x", 3000), strings.ReplaceAll(s, "/", "//"),
			s + "/../x", s + "'\"`$(x)", strings.Replace(s, "providers", "provider", 1)}[r.Intn(18)]
		p.set(v)
		return fmt.Sprintf("%s = %.200q", p.path, v)
	}},
	{"twice", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool { return len(p.list) > 0 })
		v := copyOf(p.list[r.Intn(len(p.list))])
		body, ok := v.(object)
		if ok {
			for _, k := range []string{"id", "name"} {
				if s, ok := body[k].(string); ok && r.Intn(3) > 0 {
					body[k] = []string{strings.ToUpper(s), strings.ToLower(s), s}[r.Intn(3)]
				}
			}
		}
		p.grow(v)
		return fmt.Sprintf("%s twice %.200v", p.path, v)
	}},
	{"missing", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool {
			return p.remove != nil && (r.Intn(4) == 0 || slices.Contains([]string{"id", "name", "type", "properties"}, p.key))
		})
		p.remove()
		return p.path
	}},
	{"name", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool {
			s, ok := p.value.(string)
			return ok && (p.key == "name" || p.key == "location" || p.key == "id") && s != ""
		})
		s := p.value.(string)
		end := "/" // of an id the last word
		if p.key != "id" {
			end = ""
		}
		v := s + []string{strings.Repeat("x", 100), strings.Repeat("ä", 2000), " ", "\n", "\x00", "\u202e", ": #", "{{", "[x]", "'", "\"", "/y", "é", "💥", "-", ".", "\\"}[r.Intn(17)] + end[:0]
		p.set(v)
		return fmt.Sprintf("%s = %.100q", p.path, v)
	}},
	{"nesting", func(r *rand.Rand, places []hostilePlace) string {
		p := places[r.Intn(len(places))]
		depth := []int{60, 98, 5000}[r.Intn(3)]
		p.set(nested(depth))
		return fmt.Sprintf("%s in %d lists", p.path, depth)
	}},
	{"address", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool {
			s, ok := p.value.(string)
			return ok && (isPrefix.MatchString(s) || isAddr.MatchString(s))
		})
		v := []string{"10.0.0.0/33", "10.0.0.1/8", "fd00::/8", "::/0", "0.0.0.0/0", "10.0.0.0/-1", "10.0.0.0", "10.0.0.0/8/8", "010.0.0.0/8", "1.2.3.4.5", "x", "::ffff:10.0.0.0/104", "10.0.0.0/08", " 10.0.0.0/8",
			"255.255.255.255/32", "0.0.0.0", "fe80::1%eth0", "224.0.0.0/4", "169.254.0.0/16", "127.0.0.0/8", "AzureCloud", "*"}[r.Intn(22)]
		p.set(v)
		return fmt.Sprintf("%s = %q", p.path, v)
	}},
	{"number", func(r *rand.Rand, places []hostilePlace) string {
		p := pick(r, places, func(p hostilePlace) bool { _, ok := p.value.(float64); return ok })
		if p == nil {
			return ""
		}
		v := []any{-1.0, 0.0, 4294967296.0, 1e300, -1e300, 0.5, 65535.0, 4200000000.0, 9007199254740993.0, json.Number(strings.Repeat("9", 80)), 23456.0}[r.Intn(11)]
		p.set(v)
		return fmt.Sprintf("%s = %v", p.path, v)
	}},
	{"reference", func(r *rand.Rand, places []hostilePlace) string {
		isID := func(p hostilePlace) bool {
			s, ok := p.value.(string)
			return ok && strings.HasPrefix(s, "/subscriptions/")
		}
		p, other := pick(r, places, isID), pick(r, places, isID)
		if p.key == "id" && strings.Count(p.path, ".id") == 1 && r.Intn(2) == 0 { // an own id stays more often: a reference is what is meant
			p = pick(r, places, isID)
		}
		p.set(other.value)
		return fmt.Sprintf("%s = %v", p.path, other.value)
	}},
	{"itself", func(r *rand.Rand, places []hostilePlace) string {
		var found []func() string
		for _, p := range places {
			body, ok := p.value.(object)
			id, has := body["id"].(string)
			properties, is := body["properties"].(object)
			if !ok || !has || !is {
				continue
			}
			for _, q := range hostilePlaces(properties) {
				if s, ok := q.value.(string); ok && q.key == "id" && strings.HasPrefix(s, "/subscriptions/") {
					found = append(found, func() string { q.set(id); return fmt.Sprintf("%s of %s", q.path, id) })
				}
			}
			if strings.HasSuffix(strings.ToLower(fmt.Sprint(body["type"])), "firewallpolicies") {
				found = append(found, func() string { properties["basePolicy"] = object{"id": id}; return "base policy of " + id })
			}
		}
		if len(found) == 0 {
			return "nothing"
		}
		return found[r.Intn(len(found))]()
	}},
}
