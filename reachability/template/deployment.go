package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// deployment is a template that is deployed: one of the files, or the template of a nested deployment.
type deployment struct {
	r        *reader
	tmpl     *Value
	serial   int
	to       scope // where its resources go
	location *Value
	name     *Value
	id       string // of the deployment resource in its parent; "" for a file
	depth    int    // of nesting
	path     string // of a linked template, for the paths that it links to

	env      *env // in which its expressions are evaluated: its own, or of outer scope its parent's
	parent   *env // in which the values of its parameters are evaluated; nil for a file
	given    map[string]*Member
	givenAll *Value // Unknown that every parameter is, where the given ones cannot be read

	conditional bool // it is not known whether it is deployed

	declarations map[string]*Member
	parameters   map[string]*slot
	declaredVars map[string]*Member
	variables    map[string]*slot
	functions    map[string]*Value
	outputs      slot

	nodes   []*node
	symbols map[string]*symbol // of a template with symbolic names, by lower-case name
	loops   map[string][]*node // by lower-case name of the copy loop
	byName  map[string][]*node // by lower-case whole name
}

// symbol is a symbolic name: of one resource, or of those of a loop.
type symbol struct {
	nodes []*node
	loop  bool
}

func (r *reader) deployment(tmpl *Value, parent *env) *deployment {
	r.serial++
	return &deployment{r: r, tmpl: tmpl, serial: r.serial, parent: parent, given: map[string]*Member{},
		parameters: map[string]*slot{}, variables: map[string]*slot{}, symbols: map[string]*symbol{},
		loops: map[string][]*node{}, byName: map[string][]*node{}}
}

// variable is the value of a variable; nil where the template does not have it.
func (d *deployment) variable(name string) *Value {
	if d.declaredVars == nil {
		d.declaredVars = d.indexVariables()
	}
	lower := strings.ToLower(name)
	m := d.declaredVars[lower]
	if m == nil {
		return nil
	}
	s := d.variables[lower]
	if s == nil {
		s = &slot{}
		d.variables[lower] = s
	}
	return d.r.once(s, "variable \""+name+"\"", m.Value, func() *Value {
		return d.r.quietlyIf(d.conditional, func() *Value {
			e := &env{in: d}
			if l := variableLoop(m); l != nil {
				return d.r.turnLoop(e, l)
			}
			return d.r.eval(e, m.Value)
		})
	})
}

// indexVariables are the variables by lower-case name; one of the copy array of variables has its loop as its value.
func (d *deployment) indexVariables() map[string]*Member {
	variables := d.tmpl.Get("variables")
	out := index(variables)
	loops := propertyLoops(variables)
	if loops == nil {
		return out
	}
	delete(out, "copy")
	for _, l := range loops {
		if name := l.Get("name").String(); name != "" {
			out[strings.ToLower(name)] = &Member{Key: "copy", KeyAt: l.At, Value: l}
		}
	}
	return out
}

// variableLoop is the loop that makes a variable, or nil.
func variableLoop(m *Member) *Value {
	if m.Key == "copy" && m.Value.Get("input") != nil {
		return m.Value
	}
	return nil
}

// userFunction calls a function that the template defines.
func (c *call) userFunction() *Value {
	d := c.env.in
	if d.functions == nil {
		d.functions = map[string]*Value{}
		for _, space := range d.tmpl.Get("functions").List() {
			members := space.Get("members")
			if members == nil {
				continue
			}
			for i := range members.Members {
				name := space.Get("namespace").String() + "." + members.Members[i].Key
				d.functions[strings.ToLower(name)] = members.Members[i].Value
			}
		}
	}
	f := d.functions[strings.ToLower(c.name)]
	if f == nil {
		c.r.report(codeUndefined, diag.Diagnostic{Subject: c.where.inside(c.at.from, c.at.from+len(c.name)),
			Summary: "function \"" + c.name + "\" does not exist in the template", Why: undeclared})
		return unknown("function "+c.name+"() does not exist", "")
	}
	parameters := f.Get("parameters").List()
	if len(parameters) != len(c.at.args) {
		return c.fail("function \"" + c.name + "\" takes " + arguments(len(parameters), len(parameters)) + ", not " + itoa(len(c.at.args)))
	}
	e := &env{in: d, args: map[string]*Value{}}
	for i, p := range parameters {
		e.args[strings.ToLower(p.Get("name").String())] = c.arg(i)
	}
	out := f.Get("output", "value")
	if out == nil {
		return c.fail("function \"" + c.name + "\" has no output")
	}
	return c.r.eval(e, out)
}

// outputValues evaluates the outputs of a nested deployment: an object of objects with a type and a value.
func (d *deployment) outputValues() *Value {
	return d.r.once(&d.outputs, "the outputs of deployment "+or(d.name.String(), d.name.Key), d.tmpl, func() *Value {
		out := &Value{Kind: Object, At: d.tmpl.At, whole: true}
		declared := d.tmpl.Get("outputs")
		if declared == nil || declared.Kind != Object {
			return out
		}
		for _, m := range declared.Members {
			if v := d.r.quietlyIf(d.conditional, func() *Value { return d.output(m) }); v != nil {
				out.Members = append(out.Members, Member{Key: m.Key, KeyAt: m.KeyAt, Value: v})
			}
		}
		return out
	})
}

// output is an evaluated output; nil where its condition is false.
func (d *deployment) output(m Member) *Value {
	r := d.r
	condition := r.eval(d.env, m.Value.Get("condition"))
	if condition != nil && condition.Kind == Bool && !condition.Bool {
		return nil
	}
	value := r.quietlyIf(condition.IsUnknown(), func() *Value {
		if l := m.Value.Get("copy"); l != nil {
			named := *l
			named.Members = append([]Member{{Key: "name", Value: text(m.Key)}}, l.Members...)
			return r.turnOutput(d.env, &named)
		}
		return r.eval(d.env, m.Value.Get("value"))
	})
	switch {
	case strings.HasPrefix(strings.ToLower(m.Value.Get("type").String()), "secure"):
		value = unknown("output "+m.Key+" is secure, so its value is not known", "")
	case condition.IsUnknown():
		value = unknown(condition.Text, "")
	case value == nil:
		value = unknown("output "+m.Key+" has no value", "")
	}
	return &Value{Kind: Object, At: m.Value.At, Members: []Member{
		{Key: "type", KeyAt: m.KeyAt, Value: text(m.Value.Get("type").String())}, {Key: "value", KeyAt: m.KeyAt, Value: value}}}
}
