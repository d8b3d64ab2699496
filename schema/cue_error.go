package schema

import (
	"fmt"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// maxCUEErrors is how many of CUE's errors are passed on.
const maxCUEErrors = 50

// explain turns CUE's errors to diagnostics: one for each path, at a place in a user's file, in the language's words
// where this schema is what the value does not fit.
func (e *evaluator) explain(err error) {
	list := errors.Errors(err)
	deeper := map[string]bool{} // paths above those that have errors: what is said there follows from what is said below
	for _, one := range list {
		for path := one.Path(); len(path) > 1; path = path[:len(path)-1] {
			deeper[strings.Join(path[:len(path)-1], ".")] = true
		}
	}
	seen := map[string]bool{}
	for i, one := range list {
		path, message := strings.Join(one.Path(), "."), printable(messageOf(one), 200)
		folded := path != "" && seen["path "+path] || seen["text "+message] || deeper[path] && path != ""
		if folded || strings.Contains(message, "empty disjunction") && i+1 < len(list) && strings.Join(list[i+1].Path(), ".") == path {
			continue
		}
		if len(seen) > 2*maxCUEErrors {
			return
		}
		seen["path "+path], seen["text "+message] = true, true
		e.report(one, path, message)
	}
}

// messageOf is what an error says, and what the errors in it say.
func messageOf(err errors.Error) string {
	format, args := err.Msg()
	message := fmt.Sprintf(format, args...)
	if inner, ok := errors.Unwrap(err).(errors.Error); ok {
		message += ": " + messageOf(inner)
	}
	return strings.TrimSuffix(message, ": ")
}

// report makes the diagnostic of one of CUE's errors.
func (e *evaluator) report(err errors.Error, path, message string) {
	places, fromSchema := e.errorPlaces(err)
	d := diag.Diagnostic{Summary: "CUE: " + message, Subject: firstLine(e.inputs[0].file)}
	if path != "" {
		d.Summary = fmt.Sprintf("%q: %s", path, message)
	}
	if len(places) > 0 {
		d.Subject = places[0]
		for _, other := range places[1:] {
			d.Related = append(d.Related, diag.Related{Range: other, Message: "also involved"})
		}
	}
	if fromSchema {
		e.inWords(err.Path(), message, &d)
	}
	if secretPath(err.Path()) {
		e.diags.Add(codeSecret, secretDiagnostic(path, d.Subject))
		return
	}
	if secretLine().MatchString(message) {
		d.Summary, d.Why = "CUE reports an error near a secret, and an intent must not contain secrets", ""
	}
	if d.Hint == "" {
		d.Hint = cueHint(message)
	}
	e.diags.Add(codeCUE, d)
}

// cueHint says what to do about what CUE says.
func cueHint(message string) string {
	switch {
	case strings.Contains(message, "import failed"):
		return "import what is below the folder of the module (the one with cue.mod), vendored in cue.mod/pkg, or \"" + schemaPath + "\""
	case strings.Contains(message, "not found"):
		return "define it, or refer to it as it is defined"
	case strings.Contains(message, "conflicting values"):
		return "give the field one value"
	case strings.Contains(message, "incomplete value"), strings.Contains(message, "not concrete"):
		return "give the field a value"
	}
	return "correct the CUE here"
}

// errorPlaces are the places of an error in users' files, and whether it speaks of this schema.
func (e *evaluator) errorPlaces(err errors.Error) (places []source.Range, fromSchema bool) {
	have := map[source.Range]bool{}
	for _, pos := range errors.Positions(err) { // data before the constraints on it
		if n := e.values[place{pos.Filename(), pos.Offset()}]; n != nil && !have[n.rng] {
			have[n.rng] = true
			places = append(places, n.rng)
		}
	}
	if key, val, own := e.valueAt(err.Path()); own && !val.IsZero() && !have[val] {
		have[val] = true
		places = append(places, val)
	} else if val.IsZero() && !key.IsZero() {
		have[key] = true
		places = append(places, key)
	}
	for _, pos := range append([]token.Pos{err.Position()}, errors.Positions(err)...) {
		if strings.HasPrefix(pos.Filename(), schemaPath+"/") {
			fromSchema = true
			continue
		}
		r := e.user(pos, e.values, false)
		if r.IsZero() {
			r = e.user(pos, e.keys, true)
		}
		if !r.IsZero() && !have[r] {
			have[r] = true
			places = append(places, r)
		}
	}
	return places, fromSchema
}

// valueAt finds where the value at a path stands.
func (e *evaluator) valueAt(path []string) (key, val source.Range, own bool) {
	if len(path) == 0 || !e.whole.Exists() {
		return key, val, false
	}
	var selectors []cue.Selector
	for _, name := range path {
		if i, err := strconv.Atoi(name); err == nil {
			selectors = append(selectors, cue.Index(i))
		} else if !strings.HasPrefix(name, "#") {
			selectors = append(selectors, cue.Str(strings.Trim(name, `"`)))
		}
	}
	v := e.whole.LookupPath(cue.MakePath(selectors...))
	if v.Source() == nil && !v.Pos().IsValid() {
		return key, val, false
	}
	return e.places(v)
}

// inWords says what the schema takes at a path.
func (e *evaluator) inWords(path []string, message string, d *diag.Diagnostic) {
	parent, field := shapeAt(path)
	dotted := strings.Join(path, ".")
	switch {
	case strings.Contains(message, "field not allowed") && parent != nil && len(path) > 0:
		name := path[len(path)-1]
		d.Summary, d.Label = fmt.Sprintf("field %q does not exist there", dotted), "unknown field"
		names := parent.fieldNames()
		d.Hint = diag.DidYouMean(name, names, "the fields are "+strings.Join(names, ", "))
		if parent.later[name] {
			d.Summary, d.Hint = fmt.Sprintf("%q is not supported in this version", dotted), laterHint
		}
	case strings.Contains(message, "required but not present"):
		d.Summary, d.Hint = fmt.Sprintf("%q is missing, and required", dotted), "give it a value"
	case field != nil:
		d.Hint = "write " + field.describe()
		d.Summary = fmt.Sprintf("%q must be %s", dotted, field.describe())
		d.Why = "CUE: " + message
	}
}

// shapeAt finds the shape at a path of the intent, and that of the map it stands in; nil where there is none.
func shapeAt(path []string) (parent, s *shape) {
	s = language().intent
	for _, name := range path {
		if strings.HasPrefix(name, "#") {
			continue
		}
		parent, s = s, s.below(name)
		if s == nil {
			return parent, nil
		}
	}
	return parent, s
}

// below is the shape of what stands under a key; nil where there is none.
func (s *shape) below(name string) *shape {
	switch {
	case s == nil:
		return nil
	case s.keys != nil:
		return s.values
	case s.byName[name] != nil:
		return s.byName[name].shape
	}
	return nil
}

// isNamed tells whether the keys are names of things, not of values.
func (s *shape) isNamed() bool {
	return s != nil && s.keys != nil && s.values.op != opScalar && s.values.op != opUnion
}
