package template

import (
	"path"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// expandWaiting expands the nested deployments that are found so far, and those inside of them.
func (r *reader) expandWaiting() {
	for len(r.waiting) > 0 {
		n := r.waiting[0]
		r.waiting = r.waiting[1:]
		n.open()
	}
}

// expandToFind expands what waits in the search for a resource. While values are being computed a deployment may depend on one of
// them: it cannot hold what this value needs, so it is left for later.
func (r *reader) expandToFind() {
	if r.busy == 0 {
		r.expandWaiting()
		return
	}
	outer := r.tentative
	r.tentative = true
	var later []*node
	for len(r.waiting) > 0 {
		n := r.waiting[0]
		r.waiting = r.waiting[1:]
		if n.deferred || !r.tryOpen(n) {
			n.deferred = true
			later = append(later, n)
		}
	}
	r.waiting = later
	r.tentative = outer
}

// tryOpen opens a deployment, or leaves everything as it was and tells that it could not.
func (r *reader) tryOpen(n *node) bool {
	tainted, before := r.tainted, r.mark()
	r.tainted = false
	n.open()
	ok := !r.tainted
	r.tainted = tainted
	if !ok {
		r.reset(before)
		n.opened, n.nested, n.reason = false, nil, ""
	}
	return ok
}

// mark is the state of a reader before it opens a deployment that it may have to leave.
type mark struct {
	waiting                []*node
	found, undo, resources int
}

func (r *reader) mark() mark { return mark{r.waiting, len(r.found), len(r.undo), r.budget.resources} }

func (r *reader) reset(m mark) {
	for i := len(r.undo) - 1; i >= m.undo; i-- {
		r.undo[i]()
	}
	r.waiting, r.found, r.undo, r.budget.resources = m.waiting, r.found[:m.found], r.undo[:m.undo], m.resources
}

// revocable keeps how a change is taken back, while deployments are opened that may have to be left.
func (r *reader) revocable(undo func()) {
	if r.tentative {
		r.undo = append(r.undo, undo)
	}
}

// open reads the template of a nested deployment, once.
func (n *node) open() {
	if n.opened {
		return
	}
	n.opened = true
	r := n.d.r
	if n.d.depth >= maxNested {
		r.report(codeLimit, diag.Diagnostic{
			Subject: placeOf(n),
			Summary: "deployments are nested deeper than " + itoa(maxNested),
			Why:     "the inner ones are ignored",
		})
		n.reason = "the deployment is nested too deep"
		return
	}
	properties := n.raw.Get("properties")
	tmpl, file := n.inline(properties.Get("template")), ""
	inner := equalFold(r.eval(n.env, properties.Get("expressionEvaluationOptions", "scope")).String(), "inner")
	if properties.Get("template") == nil {
		inner = true
		tmpl, file = n.linked(properties.Get("templateLink"))
	}
	if tmpl == nil {
		return
	}
	d := r.deployment(tmpl, n.env)
	d.to, d.id, d.depth, d.path, d.conditional = n.to, n.id, n.d.depth+1, or(file, n.d.path), n.conditional
	if n.unknown != "" && d.to.unknown == "" {
		d.to.unknown = n.to.unknown
	}
	d.name = text(n.name)
	if n.unknown != "" {
		d.name = unknown(n.unknown, n.name)
	}
	d.location = n.location()
	d.env = &env{in: d}
	if !inner {
		d.env = n.env
	}
	n.hand(d, properties)
	n.nested = d
	d.expand()
}

// inline is the template that stands inside of the deployment, or that an expression such as a variable gives; nil where there is none, or
// where it is not known, which is reported.
func (n *node) inline(tmpl *Value) *Value {
	if tmpl == nil || tmpl.Kind == Object {
		return tmpl
	}
	r := n.d.r
	got := r.eval(n.env, tmpl)
	if got.Kind == Object && got.partial == "" {
		return got
	}
	n.reason = "its template is not an object"
	if got.Kind == Unknown || got.partial != "" {
		n.reason = "its template is not known: " + or(got.Text, got.partial+" is known only at deployment")
	}
	r.report(codeLinked, diag.Diagnostic{
		Subject: tmpl.At,
		Summary: "the template of deployment \"" + n.name + "\" is not known, so its resources are missing",
		Why:     n.reason,
		Hint:    compileLinked,
	})
	return nil
}

func (n *node) location() *Value {
	if raw := n.raw.Get("location"); raw != nil {
		return n.d.r.eval(n.env, raw)
	}
	return n.d.location
}

// hand gives the parameters of a nested deployment.
func (n *node) hand(d *deployment, properties *Value) {
	if properties.Get("parametersLink") != nil {
		d.givenAll = unknown("the parameters of deployment "+n.name+" are in a linked file, which is not supported", "")
		return
	}
	parameters := properties.Get("parameters")
	if parameters == nil {
		return
	}
	if parameters.Kind == String {
		parameters = n.d.r.eval(n.env, parameters)
		if parameters.Kind != Object {
			d.givenAll = unknown(or(parameters.Text, "the parameters of deployment "+n.name+" are not an object"), "")
			return
		}
	}
	for i := range parameters.Members {
		m := &parameters.Members[i]
		d.given[strings.ToLower(m.Key)] = m
	}
}

const compileLinked = "compile all into one template, as `bicep build` does, or link by relativePath"

// linked reads a linked template; nil where it cannot be read, which is reported.
func (n *node) linked(link *Value) (*Value, string) {
	r := n.d.r
	at, why, hint := placeOf(n), "the deployment has neither a template nor a link", ""
	if link != nil {
		at = link.At
		at.End = at.Start
	}
	relative := r.eval(n.env, link.Get("relativePath"))
	switch {
	case relative.IsUnknown():
		why = relative.Text
	case relative.String() != "":
		file := path.Join(path.Dir(n.d.path), strings.ReplaceAll(relative.Text, "\\", "/"))
		v, problem := r.openLinked(file)
		if v != nil {
			return v, file
		}
		at, why = relative.At, problem
	case link.Get("id") != nil:
		at, why, hint = link.Get("id").At, "its template is a template spec", compileLinked
	case link.Get("uri") != nil:
		at, why, hint = link.Get("uri").At, "its template is at a URL", compileLinked
	}
	n.reason = why
	r.report(codeLinked, diag.Diagnostic{
		Subject: at,
		Summary: "linked template of deployment \"" + n.name + "\" is not read, so its resources are missing",
		Why:     why,
		Hint:    hint,
	})
	return nil, ""
}

// openLinked reads a linked template once, whichever deployments use it.
func (r *reader) openLinked(file string) (*Value, string) {
	if v, ok := r.linked[file]; ok {
		if v == nil {
			return nil, "file " + file + " cannot be read"
		}
		return v, ""
	}
	r.linked[file] = nil
	if r.options.Open == nil {
		return nil, "linked files are not available"
	}
	f, err := r.options.Open(file)
	if err != nil || f == nil {
		return nil, "file " + file + " cannot be opened"
	}
	v := r.open(f)
	if v == nil || !r.isTemplate(v) {
		return nil, "file " + file + " is not a template"
	}
	r.checkExpressions(v)
	r.linked[file] = v
	return v, ""
}
