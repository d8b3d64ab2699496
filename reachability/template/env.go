package template

import (
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// env is where an expression stands: what its names mean.
type env struct {
	in    *deployment       // whose parameters, variables, functions and scope
	node  *node             // the resource it is in, or nil
	loops []loop            // the copy loops around it, innermost last
	vars  *binding          // the variables of the lambdas around it
	args  map[string]*Value // inside a user function: its parameters, by lower-case name

	ofDefault bool // in the default value of a parameter
}

// loop is one turn of a copy loop.
type loop struct {
	name     string
	index    int
	property bool // of a property or a variable: copyIndex() without a name does not mean it
}

// binding is a variable of a lambda.
type binding struct {
	name  string
	value *Value
	outer *binding
}

func (e *env) with(l loop) *env {
	out := *e
	out.loops = append(append([]loop(nil), e.loops...), l)
	return &out
}

// unknown makes an Unknown: why it is not known, and its key, or "".
func unknown(why, key string) *Value { return &Value{Kind: Unknown, Text: why, Key: key} }

func text(s string) *Value    { return &Value{Kind: String, Text: s} }
func boolean(b bool) *Value   { return &Value{Kind: Bool, Bool: b} }
func number(n float64) *Value { return &Value{Kind: Number, Number: n} }
func list(items []*Value) *Value {
	return &Value{Kind: Array, Items: items}
}

// report adds a diagnostic once.
func (r *reader) report(code *diag.Code, d diag.Diagnostic) {
	key := code.ID + "\x00" + d.Summary + "\x00" + strconv.Itoa(d.Subject.Start.Line) + ":" + strconv.Itoa(d.Subject.Start.Column)
	if d.Subject.File != nil {
		key += "\x00" + d.Subject.File.Name
	}
	if r.quiet > 0 && code != codeLimit {
		r.suppressed++
		return
	}
	if r.reported[key] || len(r.reported) >= maxFindings && code != codeLimit {
		return
	}
	r.reported[key] = true
	r.revocable(func() { delete(r.reported, key) })
	r.found.Add(code, d)
}

// quietlyIf evaluates what may never be used: what is wrong with it is not reported.
func (r *reader) quietlyIf(perhaps bool, evaluate func() *Value) *Value {
	if perhaps {
		r.quiet++
		defer func() { r.quiet-- }()
	}
	return evaluate()
}

// overLimit tells whether the budget is spent, and says so once.
func (r *reader) overLimit(at source.Range) bool {
	if r.budget.spent == "" {
		return false
	}
	if !r.reportedLimit {
		r.reportedLimit = true
		r.report(codeLimit, diag.Diagnostic{Subject: at, Summary: r.budget.spent, Label: "vnetloom stopped here",
			Why: "no deployment that Azure accepts comes near this limit", Hint: "verify fewer templates at once"})
	}
	return true
}

func (r *reader) stopped() *Value { return unknown("vnetloom stopped reading: "+r.budget.spent, "") }

// eval evaluates what is written in a template: strings that are expressions, and copy loops of properties.
func (r *reader) eval(e *env, v *Value) *Value {
	if v == nil {
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxEvaluation*4 {
		r.budget.run("values depend on each other too deeply")
	}
	if !r.budget.step(1) {
		r.overLimit(v.At)
		return r.stopped()
	}
	switch v.Kind {
	case String:
		return r.evalString(e, v)
	case Array:
		v = r.evalItems(e, v)
	case Object:
		v = r.evalMembers(e, v)
	}
	if !r.budget.fits(v) {
		r.overLimit(v.At)
		return r.stopped()
	}
	return v
}

func (r *reader) evalString(e *env, v *Value) *Value {
	switch {
	case isExpression(v.Text):
		x := r.parsed(v)
		if x == nil {
			return &Value{Kind: Unknown, Text: "its expression has an error", At: v.At}
		}
		out := *(&call{r: r, env: e, where: v}).eval(x)
		out.At = v.At
		return &out
	case strings.HasPrefix(v.Text, "[["):
		out := *v
		out.Text = v.Text[1:]
		return &out
	}
	return v
}

// parsed is the expression of a string, parsed once; nil where it has an error, which is then reported.
func (r *reader) parsed(v *Value) *expr {
	if x, ok := r.expressions[v]; ok {
		return x
	}
	x, err := parseExpression(v.Text)
	if err != nil {
		r.report(codeSyntax, diag.Diagnostic{Subject: v.inside(err.from, err.to), Summary: err.message,
			Why: "a string in brackets is an expression", Hint: "text that is not an expression begins with two brackets: \"[[\""})
		x = nil
	}
	r.expressions[v] = x
	return x
}

func (r *reader) evalItems(e *env, v *Value) *Value {
	var out *Value
	for i, item := range v.Items {
		got := r.eval(e, item)
		if out == nil && got != item {
			c := *v
			c.Items = append([]*Value(nil), v.Items...)
			out = &c
		}
		if out != nil {
			out.Items[i] = got
		}
	}
	if out == nil {
		return v
	}
	return out
}

func (r *reader) evalMembers(e *env, v *Value) *Value {
	if loops := propertyLoops(v); loops != nil {
		return r.evalLoops(e, v, loops)
	}
	var out *Value
	for i := range v.Members {
		m := &v.Members[i]
		got, key := r.eval(e, m.Value), r.evalKey(e, m)
		if out == nil && (got != m.Value || key != m.Key) {
			c := *v
			c.Members = append([]Member(nil), v.Members...)
			out = &c
		}
		if out != nil {
			out.Members[i].Value, out.Members[i].Key = got, key
		}
	}
	if out == nil {
		return v
	}
	return out
}

// evalKey evaluates a key that is an expression, which tags and identities have.
func (r *reader) evalKey(e *env, m *Member) string {
	if !isExpression(m.Key) {
		if strings.HasPrefix(m.Key, "[[") {
			return m.Key[1:]
		}
		return m.Key
	}
	v := r.memberKeys[m]
	if v == nil {
		v = &Value{Kind: String, Text: m.Key, At: m.KeyAt, offset: -1}
		r.memberKeys[m] = v
	}
	got := r.evalString(e, v)
	switch {
	case got.Kind == String:
		return got.Text
	case got.Kind == Unknown && got.Key != "":
		return got.Key
	}
	return m.Key
}
