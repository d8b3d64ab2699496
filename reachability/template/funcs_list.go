package template

import "strings"

func init() {
	register(
		&function{name: "createArray", max: -1, loose: func(_ *call, args []*Value) *Value { return list(args) }, partial: true},
		&function{name: "array", min: 1, max: 1, loose: toArray},
		&function{name: "length", min: 1, max: 1, strict: length, literal: true},
		&function{name: "empty", min: 1, max: 1, strict: empty},
		&function{name: "first", min: 1, max: 1, strict: func(c *call, args []*Value) *Value { return c.end(args, false) }, literal: true},
		&function{name: "last", min: 1, max: 1, strict: func(c *call, args []*Value) *Value { return c.end(args, true) }, literal: true},
		&function{name: "take", min: 2, max: 2, strict: func(c *call, args []*Value) *Value { return c.cut(args, true) }, literal: true},
		&function{name: "skip", min: 2, max: 2, strict: func(c *call, args []*Value) *Value { return c.cut(args, false) }, literal: true},
		&function{name: "contains", min: 2, max: 2, loose: contains},
		&function{name: "union", min: 1, max: -1, strict: union, partial: true},
		&function{name: "intersection", min: 2, max: -1, strict: intersection},
		&function{name: "flatten", min: 1, max: 1, strict: flatten},
		&function{name: "indexFromEnd", min: 2, max: 2, strict: func(c *call, args []*Value) *Value { return c.fromEnd(args, false) }},
		&function{name: "tryIndexFromEnd", min: 2, max: 2, strict: func(c *call, args []*Value) *Value { return c.fromEnd(args, true) }},
	)
}

func toArray(_ *call, args []*Value) *Value {
	if args[0].Kind == Array || args[0].Kind == Unknown {
		return args[0]
	}
	return list(args)
}

func length(c *call, args []*Value) *Value {
	switch v := args[0]; v.Kind {
	case String:
		return number(float64(utf16Length(v.Text)))
	case Array:
		return number(float64(len(v.Items)))
	case Object:
		return number(float64(len(v.Members)))
	}
	return c.wrong(0, "an array, an object or a string", args[0])
}

func empty(c *call, args []*Value) *Value {
	switch v := args[0]; v.Kind {
	case Null:
		return boolean(true)
	case String:
		return boolean(v.Text == "")
	case Array, Object:
		return boolean(len(v.Items)+len(v.Members) == 0)
	}
	return c.wrong(0, "an array, an object or a string", args[0])
}

// end is the first or the last item or character.
func (c *call) end(args []*Value, last bool) *Value {
	v := args[0]
	i := 0
	switch v.Kind {
	case Array:
		if len(v.Items) == 0 {
			return &Value{}
		}
		if last {
			i = len(v.Items) - 1
		}
		return v.Items[i]
	case String:
		u := units(v.Text)
		if len(u) == 0 {
			return v
		}
		if last {
			i = len(u) - 1
		}
		return fromUnits(u[i : i+1])
	}
	return c.wrong(0, "an array or a string", v)
}

// cut is the beginning that take leaves, or the rest that skip leaves.
func (c *call) cut(args []*Value, take bool) *Value {
	n, ok := whole(args[1])
	if !ok {
		return c.wrong(1, "a whole number", args[1])
	}
	at := func(size int) (from, to int) {
		i := int(max(0, min(n, int64(size))))
		if take {
			return 0, i
		}
		return i, size
	}
	switch v := args[0]; v.Kind {
	case Array:
		from, to := at(len(v.Items))
		return list(v.Items[from:to:to])
	case String:
		u := units(v.Text)
		from, to := at(len(u))
		return fromUnits(u[from:to])
	}
	return c.wrong(0, "an array or a string", args[0])
}

func (c *call) fromEnd(args []*Value, try bool) *Value {
	if args[0].Kind == Null && try {
		return args[0]
	}
	if args[0].Kind != Array {
		return c.wrong(0, "an array", args[0])
	}
	n, ok := whole(args[1])
	if !ok {
		return c.wrong(1, "a whole number", args[1])
	}
	if i := int64(len(args[0].Items)) - n; i >= 0 && n > 0 {
		return args[0].Items[i]
	}
	if try {
		return &Value{}
	}
	return c.fail("index " + itoa(int(n)) + " from the end is outside the array of " + itoa(len(args[0].Items)) + " items")
}

// contains looks for a key of an object, an item of an array or a part of a text.
func contains(c *call, args []*Value) *Value {
	in, what := args[0], args[1]
	open := func(why string) *Value { return unknown(why, c.r.keyOf("contains", args)) }
	switch {
	case in.Kind == Unknown:
		return open(in.Text)
	case in.Kind == Array && in.partial == "":
		unsure := false
		for _, item := range in.Items {
			equal, known := c.same(item, what)
			if equal && known {
				return boolean(true)
			}
			unsure = unsure || !known
		}
		if unsure {
			return open(c.whyOpen(args))
		}
		return boolean(false)
	case what.Kind == Unknown:
		return open(what.Text)
	case in.Kind == Object && what.Kind == String:
		if got := in.member(what.Text); got != nil && (got.Kind != Null || in.partial == "") {
			return boolean(true)
		}
		if in.partial != "" {
			return c.r.later(in.partial + "." + what.Text)
		}
		return boolean(false)
	case in.partial != "":
		return c.r.later(in.partial)
	case in.Kind == String && what.Kind == String:
		there := strings.Contains(in.Text, what.Text)
		if !there && (hasOwn(in.Text) || hasOwn(what.Text)) {
			return open(or(ownReason(in.Text), ownReason(what.Text)))
		}
		return boolean(there)
	case in.Kind == String || in.Kind == Object:
		return c.wrong(1, "a string", what)
	}
	return c.wrong(0, "an array, an object or a string", in)
}

// flatten joins the arrays in an array.
func flatten(c *call, args []*Value) *Value {
	if args[0].Kind != Array {
		return c.wrong(0, "an array of arrays", args[0])
	}
	out := list(nil)
	for _, item := range args[0].Items {
		switch {
		case item.Kind == Unknown:
			return unknown(item.Text, c.r.keyOf("flatten", args))
		case item.Kind != Array:
			return c.wrong(0, "an array of arrays", item)
		case !c.r.budget.step(len(item.Items)):
			return c.r.stopped()
		}
		out.Items = append(out.Items, item.Items...)
	}
	return out
}
