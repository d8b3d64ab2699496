package template

import "strings"

// union joins arrays without their repetitions, or objects: of a key that both have the later value counts, of objects
// in it their members are joined.
func union(c *call, args []*Value) *Value {
	switch args[0].Kind {
	case Array:
		return unionArrays(c, args)
	case Object:
		out := &Value{Kind: Object}
		for i, a := range args {
			if a.Kind != Object {
				return c.wrong(i, "an object", a)
			}
			out.partial = or(out.partial, a.partial)
			c.merge(out, a, true)
		}
		return out
	}
	return c.wrong(0, "an array or an object", args[0])
}

// merge adds the members of an object to one that is being made.
func (c *call) merge(out, in *Value, deep bool) {
	places := make(map[string]int, len(out.Members))
	for i := range out.Members {
		places[strings.ToLower(out.Members[i].Key)] = i
	}
	c.r.budget.step(len(out.Members) + len(in.Members))
	for _, m := range in.Members {
		i, ok := places[strings.ToLower(m.Key)]
		if ok && deep {
			out.Members[i].Key, out.Members[i].KeyAt = m.Key, m.KeyAt
		}
		if !ok {
			places[strings.ToLower(m.Key)] = len(out.Members)
			out.Members = append(out.Members, m)
			continue
		}
		old := out.Members[i].Value
		if deep && old.Kind == Object && m.Value.Kind == Object {
			both := Value{Kind: Object, At: m.Value.At}
			both.Members, both.partial = append([]Member(nil), old.Members...), or(old.partial, m.Value.partial)
			c.merge(&both, m.Value, true)
			out.Members[i].Value = &both
			continue
		}
		out.Members[i].Value = m.Value
	}
}

func unionArrays(c *call, args []*Value) *Value {
	out, seen := list(nil), &set{c: c}
	for i, a := range args {
		if a.Kind != Array {
			return c.wrong(i, "an array", a)
		}
		if a.partial != "" {
			return c.r.later(a.partial)
		}
		for _, item := range a.Items {
			there, known := seen.has(item)
			if !known {
				return unknown(c.whyOpen(append([]*Value{item}, out.Items...)), c.r.keyOf("union", args))
			}
			if !there {
				seen.add(item)
				out.Items = append(out.Items, item)
			}
		}
	}
	return out
}

// set holds values; those without unknown parts are found by their text.
type set struct {
	c     *call
	texts map[string]bool
	open  []*Value // with unknown parts
	all   []*Value
}

func (s *set) add(v *Value) {
	if s.texts == nil {
		s.texts = map[string]bool{}
	}
	s.all = append(s.all, v)
	if t, ok := s.c.settled(v); ok {
		s.texts[t] = true
		return
	}
	s.open = append(s.open, v)
}

// settled is the text of a value without unknown parts; false for another one.
func (c *call) settled(v *Value) (string, bool) {
	var b strings.Builder
	_, size := v.measured()
	c.r.budget.step(int(size) / 4)
	if writeJSON(&b, v, false) != nil || hasOwn(b.String()) {
		return "", false
	}
	return b.String(), true
}

// has tells whether the set has a value; known is false where that depends on something unknown.
func (s *set) has(v *Value) (there, known bool) {
	among := s.all
	if t, ok := s.c.settled(v); ok {
		if s.texts[t] {
			return true, true
		}
		if among = s.open; v.Kind == Object {
			among = s.all // members may stand in another order
		}
	}
	known = true
	for _, other := range among {
		e, k := s.c.same(v, other)
		if k && e {
			return true, true
		}
		known = known && k
	}
	return false, known
}

// intersection is what all arrays, or all objects, have.
func intersection(c *call, args []*Value) *Value {
	out := args[0]
	for i, a := range args[1:] {
		switch {
		case out.Kind != Array && out.Kind != Object:
			return c.wrong(0, "an array or an object", out)
		case a.Kind != out.Kind:
			return c.wrong(i+1, describe(out), a)
		case out.Kind == Array:
			out = c.commonItems(out, a)
		default:
			out = c.commonMembers(out, a)
		}
		if out.Kind == Unknown {
			return out
		}
	}
	return out
}

func (c *call) commonItems(a, b *Value) *Value {
	in, done, out := &set{c: c}, &set{c: c}, list(nil)
	for _, item := range b.Items {
		in.add(item)
	}
	for _, item := range a.Items {
		there, known := in.has(item)
		twice, knownTwice := done.has(item)
		switch {
		case !known || !knownTwice:
			return unknown(c.whyOpen([]*Value{item, b, out}), c.r.keyOf("intersection", []*Value{a, b}))
		case there && !twice:
			done.add(item)
			out.Items = append(out.Items, item)
		}
	}
	return out
}

func (c *call) commonMembers(a, b *Value) *Value {
	out, members := &Value{Kind: Object}, exactly(b)
	for _, m := range a.Members {
		other := members[m.Key]
		if other == nil {
			continue
		}
		if m.Value.Kind == Object && other.Value.Kind == Object {
			m.Value = c.commonMembers(m.Value, other.Value)
			if m.Value.Kind == Unknown {
				return m.Value
			}
			out.Members = append(out.Members, m)
			continue
		}
		equal, known := c.same(m.Value, other.Value)
		if !known {
			return unknown(c.whyOpen([]*Value{m.Value, other.Value}), c.r.keyOf("intersection", []*Value{a, b}))
		}
		if equal {
			out.Members = append(out.Members, m)
		}
	}
	return out
}
