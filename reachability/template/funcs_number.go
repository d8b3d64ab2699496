package template

import (
	"math"
	"strconv"
	"strings"
)

func init() {
	register(
		&function{name: "add", min: 2, max: 2, strict: arithmetic(func(a, b int64) (int64, bool) { return a + b, true })},
		&function{name: "sub", min: 2, max: 2, strict: arithmetic(func(a, b int64) (int64, bool) { return a - b, true })},
		&function{name: "mul", min: 2, max: 2, strict: arithmetic(multiply)},
		&function{name: "div", min: 2, max: 2, strict: arithmetic(func(a, b int64) (int64, bool) {
			if b == 0 {
				return 0, false
			}
			return a / b, true
		})},
		&function{name: "mod", min: 2, max: 2, strict: arithmetic(func(a, b int64) (int64, bool) {
			if b == 0 {
				return 0, false
			}
			return a % b, true
		})},
		&function{name: "min", min: 1, max: -1, strict: extreme(func(a, b float64) bool { return a < b })},
		&function{name: "max", min: 1, max: -1, strict: extreme(func(a, b float64) bool { return a > b })},
		&function{name: "int", min: 1, max: 1, strict: toInt, literal: true},
		&function{name: "float", min: 1, max: 1, strict: toFloat, literal: true},
		&function{name: "range", min: 2, max: 2, strict: makeRange},
		&function{name: "copyIndex", min: 0, max: 2, strict: copyIndex},
	)
}

// maxWhole is the largest number up to which every whole number is exact.
const maxWhole = 1 << 53

// whole is an argument as a whole number; false where it is none.
func whole(v *Value) (int64, bool) {
	if v.Kind != Number || v.Float || v.Number != math.Trunc(v.Number) || math.Abs(v.Number) > maxWhole {
		return 0, false
	}
	return int64(v.Number), true
}

func multiply(a, b int64) (int64, bool) {
	p := float64(a) * float64(b)
	return int64(p), math.Abs(p) <= maxWhole
}

// arithmetic makes a function of two whole numbers; false is a result that there is not.
func arithmetic(f func(a, b int64) (int64, bool)) func(c *call, args []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		a, ok := whole(args[0])
		if !ok {
			return c.wrong(0, "a whole number", args[0])
		}
		b, ok := whole(args[1])
		if !ok {
			return c.wrong(1, "a whole number", args[1])
		}
		n, ok := f(a, b)
		if !ok || n > maxWhole || n < -maxWhole {
			return c.fail("\"" + c.name + "\" of " + numberText(args[0].Number) + " and " + numberText(args[1].Number) + " has no result")
		}
		return number(float64(n))
	}
}

// extreme makes min and max, of numbers or of one array of them.
func extreme(better func(a, b float64) bool) func(c *call, args []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		items := args
		if len(args) == 1 && args[0].Kind == Array {
			items = args[0].Items
		}
		if len(items) == 0 {
			return c.fail("\"" + c.name + "\" needs at least one value")
		}
		best := items[0]
		for i, v := range items {
			switch {
			case v.Kind == Unknown:
				return unknown(v.Text, c.r.keyOf(c.name, args))
			case v.Kind != Number:
				return c.wrong(min(i, len(args)-1), "a number", v)
			case better(v.Number, best.Number):
				best = v
			}
		}
		return best
	}
}

func toInt(c *call, args []*Value) *Value {
	switch v := args[0]; v.Kind {
	case Number:
		if !v.Float {
			return v
		}
	case String:
		if n, err := strconv.ParseInt(strings.TrimSpace(v.Text), 10, 64); err == nil && n <= maxWhole && n >= -maxWhole {
			return number(float64(n))
		}
	}
	return c.wrong(0, "a whole number", args[0])
}

func toFloat(c *call, args []*Value) *Value {
	switch v := args[0]; v.Kind {
	case Number:
		return &Value{Kind: Number, Number: v.Number, Float: true}
	case String:
		if n, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
			return &Value{Kind: Number, Number: n, Float: true}
		}
	}
	return c.wrong(0, "a number", args[0])
}

func makeRange(c *call, args []*Value) *Value {
	start, ok := whole(args[0])
	if !ok {
		return c.wrong(0, "a whole number", args[0])
	}
	count, ok := whole(args[1])
	if !ok || count < 0 || count > maxRange {
		return c.wrong(1, "a whole number from 0 to "+itoa(maxRange), args[1])
	}
	out := list(make([]*Value, 0, count))
	for i := range count {
		out.Items = append(out.Items, number(float64(start+i)))
	}
	return out
}

// copyIndex is the turn of a loop: of the innermost resource, or of the loop that is named.
func copyIndex(c *call, args []*Value) *Value {
	name, offset, named := "", 0.0, false
	for i, a := range args {
		switch {
		case i == 0 && a.Kind == String:
			name, named = a.Text, true
		case a.Kind == Number && (i == 1 || len(args) == 1):
			offset = a.Number
		default:
			return c.wrong(i, "the name of a loop or a number", a)
		}
	}
	found := -1
	for i := len(c.env.loops) - 1; i >= 0 && found < 0; i-- {
		l := c.env.loops[i]
		if named && equalFold(l.name, name) || !named && !l.property {
			found = i
		}
	}
	if found < 0 && !named {
		found = len(c.env.loops) - 1
	}
	if found < 0 {
		return c.undefined("copyIndex() stands outside of a copy loop"+quotedName(name), "")
	}
	return number(float64(c.env.loops[found].index) + offset)
}

func quotedName(name string) string {
	if name == "" {
		return ""
	}
	return " \"" + name + "\""
}
