package template

import (
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// readParameters reads the parameter files.
func (r *reader) readParameters() {
	for _, f := range r.options.Parameters {
		v := r.open(f)
		if v == nil {
			continue
		}
		schema := strings.ToLower(v.Get("$schema").String())
		if !strings.Contains(schema, "deploymentparameters.json") {
			at := v.At
			at.End = at.Start
			if s := v.Get("$schema"); s != nil {
				at = s.At
			}
			r.report(codeParameterFile, diag.Diagnostic{Subject: at, Summary: "the $schema of the file is not that of a parameter file",
				Hint: "a parameter file begins with \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\""})
			continue
		}
		parameters := v.Get("parameters")
		if parameters == nil {
			continue
		}
		for i := range parameters.Members {
			m := &parameters.Members[i]
			if m.Value.Kind != Object || m.Value.Get("value") == nil && m.Value.Get("reference") == nil && m.Value.Get("expression") == nil {
				r.report(codeParameterFile, diag.Diagnostic{Subject: m.Value.At, Summary: "parameter \"" + m.Key + "\" has neither a value nor a reference",
					Hint: "write \"" + m.Key + "\": {\"value\": …}"})
				continue
			}
			r.given[strings.ToLower(m.Key)] = &given{member: m}
		}
	}
}

// unusedParameters reports values of parameter files that no template takes.
func (r *reader) unusedParameters(roots []*deployment) {
	var names, declared []string
	for name, g := range r.given {
		if len(roots) > 0 && !g.used {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, d := range roots {
		for _, m := range d.declarations {
			declared = append(declared, m.Key)
		}
	}
	sort.Strings(declared)
	for _, name := range names {
		m := r.given[name].member
		r.report(codeParameterUnused, diag.Diagnostic{
			Subject: m.KeyAt,
			Summary: "parameter \"" + m.Key + "\" does not exist in any template",
			Why:     "Azure refuses a value for a parameter that the template does not declare",
			Hint:    diag.DidYouMean(m.Key, declared, "declare the parameter, or remove its value"),
		})
	}
}

// slot is a value that is computed when it is first asked for.
type slot struct {
	value *Value
	busy  bool
}

// once computes the value of a slot; what is the name of it for a reader.
func (r *reader) once(s *slot, what string, at *Value, compute func() *Value) *Value {
	if s.value != nil {
		return s.value
	}
	if s.busy && r.tentative {
		r.tainted = true
		return unknown(what+" depends on itself", "")
	}
	if s.busy {
		r.report(codeCircle, diag.Diagnostic{Subject: at.At, Summary: what + " depends on itself",
			Why: "Azure refuses values that depend on each other in a circle", Hint: "write one of them without the other"})
		return unknown(what+" depends on itself", "")
	}
	s.busy = true
	r.busy++
	tainted := r.tainted
	r.tainted = false
	v := compute()
	if !r.tainted { // else it holds a value that is not there yet
		s.value = v
	}
	r.tainted = r.tainted || tainted
	s.busy = false
	r.busy--
	return v
}

// parameter is the value of a parameter; nil where the template does not declare it.
func (d *deployment) parameter(name string) *Value {
	declared := d.declared(name)
	if declared == nil {
		return nil
	}
	lower := strings.ToLower(name)
	s := d.parameters[lower]
	if s == nil {
		s = &slot{}
		d.parameters[lower] = s
	}
	return d.r.once(s, "parameter \""+name+"\"", declared, func() *Value { return d.computeParameter(name, declared) })
}

// declared is the declaration of a parameter, or nil.
func (d *deployment) declared(name string) *Value {
	if d.declarations == nil {
		d.declarations = index(d.tmpl.Get("parameters"))
	}
	if m := d.declarations[strings.ToLower(name)]; m != nil {
		return m.Value
	}
	return nil
}

// index are the members of an object by lower-case key.
func index(v *Value) map[string]*Member {
	out := map[string]*Member{}
	if v != nil && v.Kind == Object {
		for i := range v.Members {
			out[strings.ToLower(v.Members[i].Key)] = &v.Members[i]
		}
	}
	return out
}

func (d *deployment) computeParameter(name string, declared *Value) *Value {
	r, kind := d.r, d.typeOf(declared, 0)
	key := r.short(name, "parameter:"+itoa(d.serial)+":"+strings.ToLower(name))
	if strings.HasPrefix(kind, "secure") {
		return unknown("parameter "+name+" is secure, so its value is not known", key)
	}
	v, at := d.givenValue(name), declared
	if v != nil && v.Kind == Null && declared.Get("defaultValue") != nil {
		v = nil // null is no value where there is a default
	}
	switch {
	case v != nil:
		if m := d.given[strings.ToLower(name)]; m != nil {
			at = m.Value
			if value := at.Get("value"); value != nil {
				at = value
			}
		}
	case declared.Get("defaultValue") != nil:
		at = declared.Get("defaultValue")
		v = r.eval(&env{in: d}, at)
	case declared.Get("nullable").True():
		return &Value{At: declared.At}
	default:
		r.report(codeParameterNone, diag.Diagnostic{Subject: declared.At, Summary: "parameter \"" + name + "\" has no value",
			Hint: "give its value in a parameter file; anything computed from it is not known"})
		return unknown("parameter "+name+" has no value", key)
	}
	if v.Kind == Unknown && v.Key == "" {
		read := v.read
		v = unknown(v.Text, key)
		v.read = read
	}
	d.checkParameter(name, kind, declared, v, at)
	return v
}

// givenValue is what the deployment hands to a parameter; nil where it hands nothing.
func (d *deployment) givenValue(name string) *Value {
	m := d.given[strings.ToLower(name)]
	if m == nil {
		return d.givenAll
	}
	value := m.Value.Get("value")
	switch {
	case d.parent != nil && (m.Value.Kind != Object || propertyLoops(m.Value) != nil): // the whole object {"value": …} is computed
		whole := d.r.eval(d.parent, m.Value)
		if whole.Kind == Object && whole.Get("value") != nil {
			return whole.Get("value")
		}
		return unknown(or(whole.Text, "parameter "+name+" has no value"), "")
	case value == nil:
		return unknown("parameter "+name+" is a reference to a secret or to another system", "")
	case d.parent != nil:
		return d.r.eval(d.parent, value)
	}
	return value
}

// typeOf is the type of a parameter in lower case, through definitions; "" where it is not stated.
func (d *deployment) typeOf(declared *Value, depth int) string {
	ref := declared.Get("$ref").String()
	if name, ok := strings.CutPrefix(ref, "#/definitions/"); ok && depth < 10 {
		return d.typeOf(d.tmpl.Get("definitions").Get(name), depth+1)
	}
	return strings.ToLower(declared.Get("type").String())
}

// checkParameter reports a value that the parameter does not allow.
func (d *deployment) checkParameter(name, kind string, declared, v, at *Value) {
	if v.Kind == Unknown || v.Kind == Null {
		return
	}
	kinds := map[string]Kind{"string": String, "int": Number, "bool": Bool, "array": Array, "object": Object}
	if want, ok := kinds[kind]; ok && want != v.Kind {
		d.r.report(codeParameterRefused, diag.Diagnostic{Subject: at.At,
			Summary: "parameter \"" + name + "\" is " + describe(v) + ", but its type is " + kind, Why: "Azure refuses a value of another type"})
		return
	}
	allowed := declared.Get("allowedValues")
	if allowed == nil || allowed.Kind != Array {
		return
	}
	for _, a := range allowed.Items {
		if allows(a, v) {
			return
		}
	}
	d.r.report(codeParameterRefused, diag.Diagnostic{Subject: at.At,
		Summary: "parameter \"" + name + "\" does not allow this value",
		Related: []diag.Related{{Range: allowed.At, Message: "the allowed values"}}, Why: "Azure refuses a value that is not among the allowedValues"})
}

// allows compares a value to an allowed one: texts without regard to case, of arrays each item on its own.
func allows(allowed, v *Value) bool {
	if v.Kind == String && allowed.Kind == String {
		return equalFold(v.Text, allowed.Text)
	}
	equal, known := same(allowed, v)
	return equal || !known || v.Kind == Array && allowed.Kind != Array
}
