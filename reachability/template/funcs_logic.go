package template

import "slices"

func init() {
	register(
		&function{name: "true", loose: func(*call, []*Value) *Value { return boolean(true) }},
		&function{name: "false", loose: func(*call, []*Value) *Value { return boolean(false) }},
		&function{name: "null", loose: func(*call, []*Value) *Value { return &Value{} }},
		&function{name: "not", min: 1, max: 1, strict: not},
		&function{name: "if", min: 3, max: 3, lazy: choose},
		&function{name: "and", min: 2, max: -1, lazy: func(c *call) *Value { return c.connect(false) }},
		&function{name: "or", min: 2, max: -1, lazy: func(c *call) *Value { return c.connect(true) }},
		&function{name: "equals", min: 2, max: 2, loose: equals},
		&function{name: "coalesce", min: 1, max: -1, lazy: coalesce},
		&function{name: "less", min: 2, max: 2, strict: compare(func(n int) bool { return n < 0 }), literal: true},
		&function{name: "lessOrEquals", min: 2, max: 2, strict: compare(func(n int) bool { return n <= 0 }), literal: true},
		&function{name: "greater", min: 2, max: 2, strict: compare(func(n int) bool { return n > 0 }), literal: true},
		&function{name: "greaterOrEquals", min: 2, max: 2, strict: compare(func(n int) bool { return n >= 0 }), literal: true},
		&function{name: "bool", min: 1, max: 1, strict: toBool},
		&function{name: "fail", min: 1, max: 1, strict: func(c *call, args []*Value) *Value {
			return c.fail("the template calls fail(): " + args[0].String())
		}},
	)
}

func not(c *call, args []*Value) *Value {
	if args[0].Kind != Bool {
		return c.wrong(0, "a boolean", args[0])
	}
	return boolean(!args[0].Bool)
}

// choose evaluates if(): of its two values the one that is taken.
func choose(c *call) *Value {
	condition := c.arg(0)
	switch condition.Kind {
	case Bool:
		if condition.Bool {
			return c.arg(1)
		}
		return c.arg(2)
	case Unknown:
		// An error in the one that is not taken is none.
		a := c.r.quietlyIf(true, func() *Value { return c.arg(1) })
		b := c.r.quietlyIf(true, func() *Value { return c.arg(2) })
		if equal, known := c.same(a, b); equal && known {
			return a
		}
		return unknown(condition.Text, c.r.keyOf("if", []*Value{condition, a, b}))
	}
	return c.wrong(0, "a boolean", condition)
}

// connect evaluates and() and or(): an argument that is decisive makes the others unimportant.
func (c *call) connect(decisive bool) *Value {
	var open *Value
	args := make([]*Value, 0, len(c.at.args))
	for i := range c.at.args {
		v := c.r.quietlyIf(open != nil, func() *Value { return c.arg(i) }) // it may not be asked for
		args = append(args, v)
		switch {
		case v.Kind == Unknown:
			if open == nil {
				open = v
			}
		case v.Kind != Bool:
			return c.wrong(i, "a boolean", v)
		case v.Bool == decisive:
			return boolean(decisive)
		}
	}
	if open != nil {
		return unknown(open.Text, c.r.keyOf(c.name, args))
	}
	return boolean(!decisive)
}

func equals(c *call, args []*Value) *Value {
	equal, known := c.same(args[0], args[1])
	if known {
		return boolean(equal)
	}
	return unknown(c.whyOpen(args), c.r.keyOf("equals", args))
}

// same compares two values and takes their size from the budget.
func (c *call) same(a, b *Value) (equal, known bool) {
	_, s := a.measured()
	_, t := b.measured()
	if !c.r.budget.step(1 + int(min(s, t))/4) {
		return false, true
	}
	return same(a, b)
}

func (c *call) whyOpen(values []*Value) string {
	for _, v := range values {
		_, size := v.measured()
		c.r.budget.step(int(size) / 4)
	}
	return whyOpen(values)
}

// whyOpen tells why values cannot be compared.
func whyOpen(args []*Value) string {
	for _, a := range args {
		switch {
		case a.Kind == Unknown:
			return a.Text
		case a.partial != "":
			return a.partial + " is known only at deployment"
		case a.Kind == String && hasOwn(a.Text):
			return ownReason(a.Text)
		}
		parts := a.Items
		for i := range a.Members {
			parts = append(parts[:len(parts):len(parts)], a.Members[i].Value)
		}
		if len(parts) > 0 {
			if why := whyOpen(parts); why != "" {
				return why
			}
		}
	}
	return ""
}

// coalesce is the first value that is not null.
func coalesce(c *call) *Value {
	v := &Value{}
	for i := range c.at.args {
		if v = c.arg(i); v.Kind != Null {
			return v
		}
	}
	return v
}

// compare orders numbers, and texts by their UTF-16 units: upper case comes before lower case.
func compare(holds func(int) bool) func(c *call, args []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		a, b := args[0], args[1]
		switch {
		case a.Kind == Number && b.Kind == Number:
			switch {
			case a.Number < b.Number:
				return boolean(holds(-1))
			case a.Number > b.Number:
				return boolean(holds(1))
			}
			return boolean(holds(0))
		case a.Kind == String && b.Kind == String:
			return boolean(holds(slices.Compare(units(a.Text), units(b.Text))))
		case a.Kind != Number && a.Kind != String:
			return c.wrong(0, "a number or a string", a)
		}
		return c.wrong(1, describe(a), b)
	}
}

func toBool(c *call, args []*Value) *Value {
	v := args[0]
	switch {
	case v.Kind == Bool:
		return v
	case v.Kind == Number:
		return boolean(v.Number != 0)
	case v.Kind == String && equalFold(v.Text, "true"):
		return boolean(true)
	case v.Kind == String && equalFold(v.Text, "false"):
		return boolean(false)
	}
	return c.wrong(0, "true or false", v)
}
