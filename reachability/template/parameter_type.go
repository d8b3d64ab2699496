package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// attribute is what a type declares under a key: itself, or the definition that it refers to.
func (d *deployment) attribute(declared *Value, key string) *Value {
	for range 10 {
		if v := declared.Get(key); v != nil {
			return v
		}
		name, ok := strings.CutPrefix(declared.Get("$ref").String(), "#/definitions/")
		if !ok {
			return nil
		}
		declared = d.tmpl.Get("definitions").Get(name)
	}
	return nil
}

// typeOf is the type of a parameter in lower case, through definitions; "" where it is not stated.
func (d *deployment) typeOf(declared *Value) string {
	return strings.ToLower(d.attribute(declared, "type").String())
}

// A misfit is why a value is not of a declared type, and what declares so.
type misfit struct {
	what string // the part of the value: "", .size, [0].name
	why  string
	at   *Value
}

// checkParameter reports a value that the parameter does not allow.
func (d *deployment) checkParameter(name string, declared, v, at *Value) {
	if v.Kind == Null {
		return
	}
	m := d.misfit(declared, v, 0)
	if m == nil {
		return
	}
	report := diag.Diagnostic{Subject: at.At, Summary: "parameter \"" + name + m.what + "\" " + m.why, Why: "Azure refuses a value that the parameter does not allow"}
	if m.at != nil {
		report.Related = []diag.Related{{Range: m.at.At, Message: "declared here"}}
	}
	d.r.report(codeParameterRefused, report)
}

// misfit compares a value with its declared type; nil where it fits or is not known. The parts of objects and arrays are compared where
// the template is of language version 2.0.
// Source: Data types in ARM templates; ARM template syntax, parameters and definitions.
func (d *deployment) misfit(declared, v *Value, depth int) *misfit {
	if v == nil || v.Kind == Unknown || v.partial != "" || depth > maxDepth {
		return nil
	}
	if v.Kind == Null {
		if d.attribute(declared, "nullable").True() || declared == nil {
			return nil
		}
		return &misfit{why: "is null", at: declared}
	}
	kind := d.typeOf(declared)
	kinds := map[string]Kind{"string": String, "securestring": String, "int": Number, "bool": Bool, "array": Array, "object": Object, "secureobject": Object}
	if want, ok := kinds[kind]; ok && (want != v.Kind || v.Kind == Number && v.Float) {
		return &misfit{why: "is " + describe(v) + ", but its type is " + kind}
	}
	for _, check := range []func(declared, v *Value) *misfit{d.notAllowed, d.outOfBounds} {
		if m := check(declared, v); m != nil {
			return m
		}
	}
	if d.tmpl.Get("languageVersion").String() != "2.0" {
		return nil
	}
	if v.Kind == Array {
		return d.misfitOfItems(declared, v, depth)
	}
	if v.Kind == Object {
		return d.misfitOfProperties(declared, v, depth)
	}
	return nil
}

// notAllowed compares a value with the allowed ones: case counts, and of an array each item is compared.
func (d *deployment) notAllowed(declared, v *Value) *misfit {
	allowed := d.attribute(declared, "allowedValues")
	if allowed == nil || allowed.Kind != Array {
		return nil
	}
	among := func(v *Value) bool {
		for _, a := range allowed.Items {
			if equal, known := same(a, v); equal || !known {
				return true
			}
		}
		return false
	}
	if among(v) {
		return nil
	}
	if v.Kind == Array {
		all := true
		for _, item := range v.Items {
			all = all && among(item)
		}
		if all {
			return nil
		}
	}
	return &misfit{why: "does not allow this value", at: allowed}
}

// outOfBounds compares a number with its least and its greatest value, and a string or an array with its length.
func (d *deployment) outOfBounds(declared, v *Value) *misfit {
	size, low, high, of := v.Number, "minValue", "maxValue", "is "+numberText(v.Number)
	switch v.Kind {
	case String:
		if hasOwn(v.Text) {
			return nil
		}
		size, low, high = float64(utf16Length(v.Text)), "minLength", "maxLength"
		of = "has " + numberText(size) + " characters"
	case Array:
		size, low, high = float64(len(v.Items)), "minLength", "maxLength"
		of = "has " + numberText(size) + " items"
	case Number:
	default:
		return nil
	}
	if least := d.attribute(declared, low); least != nil && least.Kind == Number && size < least.Number {
		return &misfit{why: of + ", and its " + low + " is " + numberText(least.Number), at: least}
	}
	if most := d.attribute(declared, high); most != nil && most.Kind == Number && size > most.Number {
		return &misfit{why: of + ", and its " + high + " is " + numberText(most.Number), at: most}
	}
	return nil
}

func (d *deployment) misfitOfItems(declared, v *Value, depth int) *misfit {
	first := d.attribute(declared, "prefixItems").List()
	rest := d.attribute(declared, "items")
	for i, item := range v.Items {
		of := rest
		if i < len(first) {
			of = first[i]
		}
		if of == nil || of.Kind != Object {
			continue
		}
		if m := d.misfit(of, item, depth+1); m != nil {
			m.what = "[" + itoa(i) + "]" + m.what
			return m
		}
	}
	return nil
}

func (d *deployment) misfitOfProperties(declared, v *Value, depth int) *misfit {
	if by := d.attribute(declared, "discriminator"); by != nil {
		return d.misfitOfVariant(by, v, depth)
	}
	properties, more := index(d.attribute(declared, "properties")), d.attribute(declared, "additionalProperties")
	if p := d.attribute(declared, "properties"); p != nil {
		for _, m := range p.Members {
			if v.member(m.Key) == nil && !d.attribute(m.Value, "nullable").True() {
				return &misfit{what: "." + m.Key, why: "has no value", at: m.Value}
			}
		}
	}
	for i := range v.Members {
		m := &v.Members[i]
		of := more
		if p := properties[strings.ToLower(m.Key)]; p != nil {
			of = p.Value
		} else if more != nil && more.Kind == Bool && !more.Bool {
			return &misfit{what: "." + m.Key, why: "is not a property of its type", at: declared}
		}
		if of == nil || of.Kind != Object {
			continue
		}
		if bad := d.misfit(of, m.Value, depth+1); bad != nil {
			bad.what = "." + m.Key + bad.what
			return bad
		}
	}
	return nil
}

// misfitOfVariant compares an object with the type that one of its properties names.
func (d *deployment) misfitOfVariant(by, v *Value, depth int) *misfit {
	name := by.Get("propertyName").String()
	chosen := v.member(name)
	switch {
	case chosen == nil:
		return &misfit{what: "." + name, why: "has no value", at: by}
	case chosen.Kind != String:
		return nil
	}
	of := by.Get("mapping").Get(chosen.Text)
	if of == nil {
		return &misfit{what: "." + name, why: "does not allow this value", at: by}
	}
	return d.misfit(of, v, depth+1)
}
