package template

import (
	"crypto/sha256"
	"fmt"
	"slices"
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
		parameters := r.parametersOf(v)
		if parameters == nil {
			continue
		}
		for i := range parameters.Members {
			m := &parameters.Members[i]
			if !isGiven(m.Value) {
				r.report(codeParameterFile, diag.Diagnostic{Subject: m.Value.At, Summary: "parameter \"" + m.Key + "\" has neither a value nor a reference",
					Hint: "write \"" + m.Key + "\": {\"value\": …}"})
				continue
			}
			r.given[strings.ToLower(m.Key)] = &given{member: m}
		}
	}
}

// parametersOf are the values of a parameter file: below "parameters", or where it has neither that nor a $schema the whole file, as the
// command line of Azure takes it too; nil where there are none.
func (r *reader) parametersOf(v *Value) *Value {
	schema, parameters := v.Get("$schema"), v.Get("parameters")
	switch {
	case schema != nil && strings.Contains(strings.ToLower(schema.String()), "deploymentparameters.json"):
		return parameters
	case schema == nil && parameters != nil && parameters.Kind == Object:
		return parameters
	case schema == nil && v.Kind == Object && len(v.Members) > 0 && !slices.ContainsFunc(v.Members, func(m Member) bool { return !isGiven(m.Value) }):
		return v
	}
	at := v.At
	at.End = at.Start
	summary := "the file is neither a template nor a parameter file"
	if schema != nil {
		at, summary = schema.At, "the $schema of the file is not that of a parameter file"
	}
	r.report(codeParameterFile, diag.Diagnostic{Subject: at, Summary: summary,
		Hint: "a parameter file begins with \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\""})
	return nil
}

// isGiven tells whether a member of a parameter file has the form of one.
func isGiven(v *Value) bool {
	return v.Kind == Object && (v.Get("value") != nil || v.Get("reference") != nil || v.Get("expression") != nil)
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
	tainted, quiet, suppressed := r.tainted, r.quiet, r.suppressed
	r.tainted = false
	v := compute()
	// A value that is not there yet is not kept, nor one whose errors others have to report.
	if !r.tainted && (quiet == 0 || r.suppressed == suppressed) {
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
	return d.r.once(s, "parameter \""+name+"\"", declared, func() *Value {
		return d.r.quietlyIf(d.conditional, func() *Value { return d.computeParameter(name, declared) })
	})
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
	r, kind := d.r, d.typeOf(declared)
	key := r.short(name, "parameter:"+itoa(d.serial)+":"+strings.ToLower(name))
	if strings.HasPrefix(kind, "secure") {
		if v := d.givenValue(name); d.parent != nil && v != nil && v.Kind == Object {
			return secretParts(v, name, name, key)
		}
		v := unknown("parameter "+name+" is secure, so its value is not known", key)
		v.read = d.secret(name)
		return v
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
		v = r.eval(&env{in: d, ofDefault: true}, at)
	case d.attribute(declared, "nullable").True():
		return &Value{At: declared.At}
	case d.parent != nil:
		r.report(codeParameterMissing, diag.Diagnostic{
			Subject: declared.At,
			Summary: "deployment \"" + or(d.name.String(), d.name.Key) + "\" gives no value for parameter \"" + name + "\"",
			Why:     "Azure refuses a deployment without a value for a parameter that has no default",
			Hint:    "give the value in the parameters of the deployment, or a defaultValue",
		})
		return unknown("parameter "+name+" has no value", key)
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
	d.checkParameter(name, declared, v, at)
	return v
}

// checkGiven computes the parameters that a deployment has to have: the engine refuses a value that does not fit also where nothing
// uses it. Of a file a value that is missing is asked for only where it is used: it may be given later.
func (d *deployment) checkGiven() {
	if d.env.in != d || d.givenAll != nil {
		return
	}
	declared := d.tmpl.Get("parameters")
	if declared == nil || declared.Kind != Object {
		return
	}
	for _, m := range declared.Members {
		if d.given[strings.ToLower(m.Key)] != nil || d.parent != nil && m.Value.Get("defaultValue") == nil {
			d.parameter(m.Key)
		}
	}
}

// secretParts is the object that a deployment around hands to a secure parameter: which parts it has is known, and what they are is not. A part that
// is a secret there is the same one.
func secretParts(v *Value, name, path, key string) *Value {
	out := *v
	switch _, secret := v.Secret(); {
	case v.Kind == Null || secret:
		return v
	case v.Kind == Object:
		out.Members = make([]Member, len(v.Members))
		for i, m := range v.Members {
			out.Members[i] = Member{Key: m.Key, KeyAt: m.KeyAt, Value: secretParts(m.Value, name, path+"."+m.Key, key+"."+strings.ToLower(m.Key))}
		}
	case v.Kind == Array:
		out.Items = make([]*Value, len(v.Items))
		for i, item := range v.Items {
			out.Items[i] = secretParts(item, name, path+"["+itoa(i)+"]", key+"["+itoa(i)+"]")
		}
	default:
		hidden := unknown("parameter "+name+" is secure, so its value is not known", key)
		hidden.At, hidden.read = v.At, secretFrom+SecretOfParameter(path)
		if v.Kind == String {
			hidden.read += sumOf(v.Text)
		}
		return hidden
	}
	return &out
}

// sumOf tells whether two secrets are the same, and not what they are.
func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf(" (value %x)", sum[:2])
}

// secret notes where the value of a secure parameter is from.
func (d *deployment) secret(name string) string {
	from := SecretOfParameter(name)
	if m := d.given[strings.ToLower(name)]; m != nil && m.Value != nil {
		at := func(path ...string) string {
			v := m.Value.Get(path...)
			if v != nil && d.parent != nil {
				v = d.r.eval(d.parent, v)
			}
			return v.String()
		}
		if secret := at("reference", "secretName"); secret != "" {
			from = SecretOfVault(secret, at("reference", "keyVault", "id"))
			if version := at("reference", "secretVersion"); version != "" {
				from += ", version " + version
			}
			return secretFrom + from
		}
	}
	v := d.givenValue(name)
	if v != nil && v.Kind == Unknown && strings.HasPrefix(v.read, secretFrom) { // of the deployment around it
		return v.read
	}
	if text := v.String(); text != "" {
		from += sumOf(text)
	}
	return secretFrom + from
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
