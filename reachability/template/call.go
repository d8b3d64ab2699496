package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// call is one evaluation: the function that is called, or the whole expression of a string.
type call struct {
	r     *reader
	env   *env
	where *Value // the string that the expression is in
	at    *expr  // the call
	name  string // of the function, as the language writes it
}

// function is a function of the template language.
type function struct {
	name     string
	min, max int // arguments; max -1 is any number

	// One of these. strict is called with known arguments only, where one is Unknown the result is; loose takes them as
	// they are; lazy evaluates them itself.
	strict, loose func(c *call, args []*Value) *Value
	lazy          func(c *call) *Value

	literal bool // it looks into texts: those with a part that only the deployment knows are Unknown to it
	partial bool // it takes objects that are not wholly known
}

// functions are the functions that are read, by their names in lower case.
var functions = map[string]*function{}

func register(fs ...*function) {
	for _, f := range fs {
		functions[strings.ToLower(f.name)] = f
	}
}

// eval evaluates a parsed expression. Its result is never nil.
func (c *call) eval(x *expr) *Value {
	c.r.depth++
	defer func() { c.r.depth-- }()
	if c.r.depth > maxEvaluation*4 {
		c.r.budget.run("values depend on each other too deeply")
	}
	if !c.r.budget.step(1) {
		c.r.overLimit(c.where.At)
		return c.r.stopped()
	}
	switch x.kind {
	case literalExpr:
		return x.literal
	case memberExpr:
		return c.member(x)
	}
	return c.call(x)
}

func (c *call) call(x *expr) *Value {
	sub := &call{r: c.r, env: c.env, where: c.where, at: x, name: x.name}
	if strings.Contains(x.name, ".") {
		return sub.userFunction()
	}
	f := functions[strings.ToLower(x.name)]
	switch {
	case f == nil && hasPrefixFold(x.name, "list"):
		return unknown(x.name+"() is known only at deployment", "")
	case f == nil:
		c.r.report(codeFunction, diag.Diagnostic{Subject: c.where.inside(x.from, x.from+len(x.name)),
			Summary: "function \"" + x.name + "\" is not supported",
			Why:     "its value is not known", Hint: nearFunction(x.name)})
		return unknown("function "+x.name+"() is not supported", "")
	}
	sub.name = f.name
	if n := len(x.args); n < f.min || f.max >= 0 && n > f.max {
		return sub.fail("function \"" + f.name + "\" takes " + arguments(f.min, f.max) + ", not " + itoa(n))
	}
	if f.lazy != nil {
		return sub.capped(f.lazy(sub))
	}
	args := make([]*Value, len(x.args))
	for i, a := range x.args {
		args[i] = c.eval(a)
	}
	return sub.capped(sub.apply(f, args))
}

// apply calls a function with evaluated arguments.
func (c *call) apply(f *function, args []*Value) *Value {
	if f.loose != nil {
		return f.loose(c, args)
	}
	for _, a := range args {
		switch {
		case a.Kind == Unknown:
			return unknown(a.Text, c.r.keyOf(f.name, args))
		case a.partial != "" && !f.partial:
			return c.r.later(a.partial)
		case f.literal && a.Kind == String && hasOwn(a.Text):
			return unknown(ownReason(a.Text), c.r.keyOf(f.name, args))
		}
	}
	return f.strict(c, args)
}

// capped takes a computed value from the budget. One that a function hands on, such as an argument or a part of it, has been counted where it
// was made.
func (c *call) capped(v *Value) *Value {
	if v.size != 0 && c.r.budget.spent == "" {
		return v
	}
	n := len(v.Items) + len(v.Members)
	if c.r.budget.step(n) && c.r.budget.write(len(v.Text)+len(v.Key)) && c.r.budget.fits(v) {
		return v
	}
	c.r.overLimit(c.where.At)
	return c.r.stopped()
}

// arg evaluates an argument of a lazy function.
func (c *call) arg(i int) *Value { return c.eval(c.at.args[i]) }

// fails is why an expression that cannot be evaluated matters.
const fails = "the deployment would fail here; the value is not known"

// fail reports that the call cannot be evaluated.
func (c *call) fail(summary string) *Value {
	c.r.report(codeExpression, diag.Diagnostic{Subject: c.where.inside(c.at.from, c.at.to), Summary: summary, Why: fails})
	return unknown("its expression has an error: "+summary, "")
}

// wrong reports an argument of a kind that the function does not take.
func (c *call) wrong(i int, want string, got *Value) *Value {
	summary := "argument " + itoa(i+1) + " of \"" + c.name + "\" is " + describe(got) + ", not " + want
	at := c.at
	if i < len(at.args) {
		at = at.args[i]
	}
	c.r.report(codeExpression, diag.Diagnostic{Subject: c.where.inside(at.from, at.to), Summary: summary, Why: fails})
	return unknown("its expression has an error: "+summary, "")
}

// member evaluates .name and [index].
func (c *call) member(x *expr) *Value {
	of := c.eval(x.of)
	if x.safe && of.Kind == Null {
		return of
	}
	key := c.eval(x.args[0])
	sub := &call{r: c.r, env: c.env, where: c.where, at: x, name: "member"}
	switch {
	case of.Kind == Unknown:
		out := unknown(of.Text, c.r.keyOf("member", []*Value{of, key}))
		if of.read != "" && len(of.read) < maxRead {
			out.read = of.read + step(key)
		}
		return out
	case key.Kind == Unknown:
		return unknown(key.Text, c.r.keyOf("member", []*Value{of, key}))
	}
	return sub.pick(of, key, x.safe)
}

// pick takes a member of an object, or an item of an array.
func (c *call) pick(of, key *Value, safe bool) *Value {
	switch {
	case of.Kind == Object && key.Kind == String:
		got := of.member(key.Text)
		switch {
		case got != nil && (got.Kind != Null || of.partial == ""):
			return asPartOf(of, got, "."+key.Text)
		case of.partial != "" && equalFold(key.Text, "id") && c.partID(of) != nil:
			return c.partID(of)
		case of.partial != "": // null is what is left out: Azure may fill it in
			return c.r.later(of.partial + "." + key.Text)
		case safe:
			return &Value{}
		}
		return c.fail("the object has no property \"" + key.Text + "\"" + hintMembers(of, key.Text))
	case of.Kind == Array && key.Kind == Number && !key.Float:
		i := int(key.Number)
		switch {
		case i >= 0 && i < len(of.Items) && float64(i) == key.Number:
			return asPartOf(of, of.Items[i], "["+itoa(i)+"]")
		case of.partial != "":
			return c.r.later(of.partial + "[" + numberText(key.Number) + "]")
		case safe:
			return &Value{}
		}
		return c.fail("index " + numberText(key.Number) + " is outside the array of " + itoa(len(of.Items)) + " items")
	}
	return c.fail(describe(of) + " cannot be indexed by " + describe(key))
}

// asPartOf makes a part of what is not wholly known not wholly known either, unless the template says all of it.
func asPartOf(of, v *Value, step string) *Value {
	if of.partial == "" || v.whole || v.Kind != Object && v.Kind != Array {
		return v
	}
	out := *v
	out.partial = of.partial + step
	if len(out.partial) > maxRead {
		out.partial = of.partial
	}
	return &out
}

// later is what only a deployment knows; its key is what is asked for.
func (r *reader) later(what string) *Value {
	label := what
	if i := strings.LastIndexByte(what, '.'); i >= 0 {
		label = what[i+1:]
	}
	if strings.ContainsAny(label, "/()[]") || len(label) > 40 {
		label = "later"
	}
	out := unknown(what+" is known only at deployment", r.short(label, "later:"+strings.ToLower(what)))
	out.read = what
	return out
}

// maxRead bounds the path of a property of a resource, its id among it.
const maxRead = 2048

// step is how a member or an index is written.
func step(key *Value) string {
	if key.Kind == Number {
		return "[" + numberText(key.Number) + "]"
	}
	return "." + key.Text
}

func hintMembers(of *Value, key string) string {
	var names []string
	for i := range of.Members {
		names = append(names, of.Members[i].Key)
	}
	if near := diag.Closest(key, names); near != "" {
		return "; did you mean \"" + near + "\"?"
	}
	return ""
}

func nearFunction(name string) string {
	var names []string
	for _, f := range functions {
		names = append(names, f.name)
	}
	return diag.DidYouMean(name, names, "")
}
