package template

import (
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

func init() {
	register(
		&function{name: "lambda", min: 1, max: maxUserLambdas + 1, lazy: func(c *call) *Value {
			return c.fail("a lambda is allowed only as an argument of a function that takes one")
		}},
		&function{name: "map", min: 2, max: 2, lazy: overItems(mapItems)},
		&function{name: "filter", min: 2, max: 2, lazy: overItems(filterItems)},
		&function{name: "reduce", min: 3, max: 3, lazy: overItems(reduceItems)},
		&function{name: "sort", min: 2, max: 2, lazy: overItems(sortItems)},
		&function{name: "toObject", min: 2, max: 3, lazy: overItems(toObject)},
		&function{name: "groupBy", min: 2, max: 3, lazy: overItems(groupBy)},
		&function{name: "mapValues", min: 2, max: 2, lazy: mapValues},
	)
}

// lambda is a function that an expression defines.
type lambda struct {
	c     *call
	names []string
	body  *expr
}

// lambda reads an argument as a lambda of so many parameters; nil where it is none, which is reported.
func (c *call) lambda(i, least, most int) *lambda {
	x := c.at.args[i]
	if x.kind != callExpr || !equalFold(x.name, "lambda") || len(x.args)-1 < least || len(x.args)-1 > most {
		c.r.report(codeExpression, diag.Diagnostic{Subject: c.where.inside(x.from, x.to),
			Summary: "argument " + itoa(i+1) + " of \"" + c.name + "\" is not a lambda with " + arguments(least, most), Why: fails})
		return nil
	}
	l := &lambda{c: c, body: x.args[len(x.args)-1]}
	for _, p := range x.args[:len(x.args)-1] {
		if p.kind != literalExpr || p.literal.Kind != String {
			c.r.report(codeExpression, diag.Diagnostic{Subject: c.where.inside(p.from, p.to), Summary: "a parameter of a lambda is a string", Why: fails})
			return nil
		}
		l.names = append(l.names, p.literal.Text)
	}
	return l
}

// run evaluates the body; of the arguments those count that the lambda has parameters for.
func (l *lambda) run(args ...*Value) *Value {
	e := *l.c.env
	for i, name := range l.names {
		e.vars = &binding{name: name, value: args[i], outer: e.vars}
	}
	return (&call{r: l.c.r, env: &e, where: l.c.where}).eval(l.body)
}

// overItems makes a function of an array and lambdas.
func overItems(f func(c *call, items []*Value) *Value) func(c *call) *Value {
	return func(c *call) *Value {
		v := c.arg(0)
		switch {
		case v.Kind == Unknown:
			return unknown(v.Text, "")
		case v.partial != "":
			return c.r.later(v.partial)
		case v.Kind != Array:
			return c.wrong(0, "an array", v)
		}
		return f(c, v.Items)
	}
}

func errorInLambda() *Value { return unknown("its expression has an error", "") }

func mapItems(c *call, items []*Value) *Value {
	l := c.lambda(1, 1, 2)
	if l == nil {
		return errorInLambda()
	}
	out := list(make([]*Value, 0, len(items)))
	for i, item := range items {
		out.Items = append(out.Items, l.run(item, number(float64(i))))
	}
	return out
}

func filterItems(c *call, items []*Value) *Value {
	l := c.lambda(1, 1, 2)
	if l == nil {
		return errorInLambda()
	}
	out := list(nil)
	for i, item := range items {
		switch keep := l.run(item, number(float64(i))); {
		case keep.Kind == Unknown:
			return unknown(keep.Text, "")
		case keep.Kind != Bool:
			return c.fail("the lambda of \"filter\" returns " + describe(keep) + ", not a boolean")
		case keep.Bool:
			out.Items = append(out.Items, item)
		}
	}
	return out
}

func reduceItems(c *call, items []*Value) *Value {
	l := c.lambda(2, 2, 3)
	if l == nil {
		return errorInLambda()
	}
	v := c.arg(1)
	for i, item := range items {
		v = l.run(v, item, number(float64(i)))
	}
	return v
}

// sortItems sorts by a lambda that tells whether its first argument comes before its second.
func sortItems(c *call, items []*Value) *Value {
	l := c.lambda(1, 2, 2)
	if l == nil {
		return errorInLambda()
	}
	out := append([]*Value(nil), items...)
	var bad *Value
	sort.SliceStable(out, func(i, j int) bool {
		if bad != nil {
			return false
		}
		before := l.run(out[i], out[j])
		switch {
		case before.Kind == Unknown:
			bad = unknown(before.Text, "")
		case before.Kind != Bool:
			bad = c.fail("the lambda of \"sort\" returns " + describe(before) + ", not a boolean")
		}
		return before.True()
	})
	if bad != nil {
		return bad
	}
	return list(out)
}

// keysAndValues reads the lambda that makes keys, and the one that makes values where there is one.
func (c *call) keysAndValues() (keys, values *lambda, bad *Value) {
	if keys = c.lambda(1, 1, 2); keys == nil {
		return nil, nil, errorInLambda()
	}
	if len(c.at.args) == 3 {
		if values = c.lambda(2, 1, 2); values == nil {
			return nil, nil, errorInLambda()
		}
	}
	return keys, values, nil
}

func toObject(c *call, items []*Value) *Value {
	keys, values, bad := c.keysAndValues()
	if bad != nil {
		return bad
	}
	pairs, have := make([]*Value, 0, 2*len(items)), map[string]bool{}
	for i, item := range items {
		key := keys.run(item, number(float64(i)))
		if key.Kind != String {
			if key.Kind == Unknown {
				return unknown(key.Text, "")
			}
			return c.fail("the lambda of \"toObject\" returns " + describe(key) + " as a key, not a string")
		}
		if lower := strings.ToLower(key.Text); have[lower] {
			return c.fail("the lambda of \"toObject\" returns the key \"" + key.Text + "\" twice")
		} else {
			have[lower] = true
		}
		value := item
		if values != nil {
			value = values.run(item, number(float64(i)))
		}
		pairs = append(pairs, key, value)
	}
	return createObject(c, pairs)
}

func groupBy(c *call, items []*Value) *Value {
	keys, values, bad := c.keysAndValues()
	if bad != nil {
		return bad
	}
	out, places := &Value{Kind: Object}, map[string]*Value{}
	for i, item := range items {
		key := keys.run(item, number(float64(i)))
		switch {
		case key.Kind == Unknown:
			return unknown(key.Text, "")
		case key.Kind != String:
			return c.fail("the lambda of \"groupBy\" returns " + describe(key) + " as a key, not a string")
		}
		group := places[strings.ToLower(key.Text)]
		if group == nil {
			group = list(nil)
			places[strings.ToLower(key.Text)] = group
			out.Members = append(out.Members, Member{Key: key.Text, Value: group})
		}
		if values != nil {
			item = values.run(item, number(float64(i)))
		}
		group.Items = append(group.Items, item)
	}
	return out
}

func mapValues(c *call) *Value {
	v, l := c.arg(0), c.lambda(1, 1, 1)
	switch {
	case l == nil:
		return errorInLambda()
	case v.Kind == Unknown:
		return unknown(v.Text, "")
	case v.partial != "":
		return c.r.later(v.partial)
	case v.Kind != Object:
		return c.wrong(0, "an object", v)
	}
	out := &Value{Kind: Object, Members: append([]Member(nil), v.Members...)}
	for i := range out.Members {
		out.Members[i].Value = l.run(out.Members[i].Value)
	}
	return out
}
