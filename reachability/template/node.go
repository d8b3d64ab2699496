package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// node is a resource of a template, one turn of its loop.
type node struct {
	d      *deployment
	raw    *Value
	env    *env
	symbol string

	kind, name string // whole
	to         scope
	written    string // the id in the letters of the template; unknown parts are keys
	id         string // the same, canonical
	unknown    string // why the id is not wholly known

	existing, conditional bool
	absent                bool // its condition is false

	body     slot
	implicit []string // ids of what it refers to by name
	batch    []string // ids of the turns of a serial loop that come before it

	waitsFor []string // ids of all that it waits for, once it is collected

	nested   *deployment // of a nested deployment, when it is read
	opened   bool
	deferred bool   // it depends on a value that was being computed when it was asked for
	reason   string // why the nested deployment is not read
}

// expand makes the nodes of a deployment.
func (d *deployment) expand() {
	resources := d.tmpl.Get("resources")
	switch {
	case resources == nil:
	case resources.Kind == Array:
		for _, raw := range resources.Items {
			d.add(raw, d.env, "", nil)
		}
	case resources.Kind == Object:
		for i := range resources.Members {
			m := &resources.Members[i]
			d.symbols[strings.ToLower(m.Key)] = &symbol{loop: m.Value.Get("copy") != nil}
		}
		for i := range resources.Members {
			d.add(resources.Members[i].Value, d.env, resources.Members[i].Key, nil)
		}
	default:
		d.r.form(resources, "\"resources\" is "+describe(resources)+", not an array or an object", "")
	}
}

// form reports a part of another form than it should have.
func (r *reader) form(v *Value, summary, hint string) {
	at := v.At
	if v.Kind == Object {
		at.End = at.Start
	}
	r.report(codeForm, diag.Diagnostic{Subject: at, Summary: summary, Why: "Azure refuses the deployment; this part is ignored", Hint: hint})
}

// add makes the nodes of one resource of the template: one, or one for each turn of its loop, and those of its children.
func (d *deployment) add(raw *Value, e *env, name string, parent *node) {
	r := d.r
	if raw.Kind != Object {
		r.form(raw, "a resource is "+describe(raw)+", not an object", "")
		return
	}
	for _, key := range []string{"import", "extension"} {
		if v := raw.Get(key); v != nil {
			r.report(codeOtherProvider, diag.Diagnostic{Subject: v.At, Summary: "a resource of extension \"" + v.String() + "\" is not supported",
				Why: "it does not belong to Azure Resource Manager and has no resource id"})
			return
		}
	}
	l := raw.Get("copy")
	if l == nil {
		d.addOne(raw, e, name, "", parent)
		return
	}
	loopName := r.eval(e, l.Get("name")).String()
	if l.Kind != Object {
		r.report(codeCopy, diag.Diagnostic{
			Subject: l.At,
			Summary: "the copy loop of a resource is " + describe(l) + ", not an object",
			Why:     "Azure refuses the deployment; what the loop would create is ignored",
		})
		return
	}
	if lower := strings.ToLower(loopName); d.loops[lower] == nil {
		d.loops[lower] = []*node{}
	}
	n, bad := r.count(e, l, loopName)
	if bad.IsUnknown() && l.Get("count") != nil && r.eval(e, l.Get("count")).IsUnknown() {
		r.report(codeCopyUnknown, diag.Diagnostic{Subject: l.Get("count").At, Why: bad.Text,
			Summary: "the count of loop \"" + loopName + "\" is not known, so its resources are missing", Hint: "give its value in a parameter file"})
	}
	size := r.batchSize(e, l)
	var before, batch []string // what the batch before has made, and what this one has
	for i := range n {
		if size > 0 && i%size == 0 && len(batch) > 0 {
			before, batch = batch, nil
		}
		known := len(d.loops[strings.ToLower(loopName)])
		d.addOne(raw, e.with(loop{name: loopName, index: i}), name, loopName, parent)
		for _, one := range d.loops[strings.ToLower(loopName)][known:] {
			if one.batch = before; !one.absent {
				batch = append(batch, one.id)
			}
		}
	}
}

// batchSize is how many turns of a loop run at once, 0 for all of them.
func (r *reader) batchSize(e *env, l *Value) int {
	if mode := l.Get("mode"); mode == nil || !strings.EqualFold(r.eval(e, mode).String(), "serial") {
		return 0
	}
	size := l.Get("batchSize")
	if size == nil {
		return 1
	}
	if v := r.eval(e, size); v.Kind == Number && v.Number >= 1 && v.Number < maxCopies {
		return int(v.Number)
	}
	return 0
}

func (d *deployment) addOne(raw *Value, e *env, name, loopName string, parent *node) {
	r := d.r
	if r.budget.resources--; r.budget.resources < 0 {
		r.budget.run("there are more than " + itoa(maxResources) + " resources")
	}
	if r.overLimit(raw.At) {
		return
	}
	own := *e
	n := &node{d: d, raw: raw, env: &own, symbol: name, to: d.to, conditional: d.conditional}
	own.node = n
	n.existing = r.eval(e, raw.Get("existing")).True()
	if c := r.eval(e, raw.Get("condition")); c != nil {
		n.absent = c.Kind == Bool && !c.Bool
		n.conditional = n.conditional || c.Kind == Unknown
	}
	if !n.named(parent) {
		return
	}
	d.register(n, loopName)
	for _, child := range children(raw) {
		d.add(child.Value, e, child.Key, n)
	}
}

// named identifies the resource and tells whether it is one. Where its condition is false, or not known, a bad name is no
// error: Azure does not look at it then.
func (n *node) named(parent *node) bool {
	r := n.d.r
	if !n.absent && !n.conditional {
		return n.identify(parent)
	}
	r.quiet++
	ok := n.identify(parent)
	r.quiet--
	if ok && n.unknown != "" && !n.absent {
		n.sayUnknown()
	}
	if !ok && !n.absent {
		r.report(codeName, diag.Diagnostic{
			Subject: placeOf(n),
			Summary: "a resource has no valid name, and whether it is created is not known",
			Why:     "its condition is not known",
		})
	}
	return ok || n.absent
}

// children are the resources inside of a resource.
func children(raw *Value) []Member {
	inside := raw.Get("resources")
	if inside == nil {
		return nil
	}
	out := inside.Members
	for _, item := range inside.Items {
		out = append(out, Member{Value: item})
	}
	return out
}

// register makes a node known by its names.
func (d *deployment) register(n *node, loopName string) {
	d.nodes = append(d.nodes, n)
	if n.symbol != "" {
		lower := strings.ToLower(n.symbol)
		s := d.symbols[lower]
		if s == nil {
			s = &symbol{loop: loopName != ""}
			d.symbols[lower] = s
		}
		s.nodes = append(s.nodes, n)
	}
	if loopName != "" {
		d.loops[strings.ToLower(loopName)] = append(d.loops[strings.ToLower(loopName)], n)
	}
	d.byName[strings.ToLower(n.name)] = append(d.byName[strings.ToLower(n.name)], n)
	if n.absent {
		return
	}
	if n.isDeployment() && !n.existing {
		d.r.waiting = append(d.r.waiting, n)
	}
	if other := d.r.byID[n.id]; other == nil || other.existing && !n.existing {
		d.r.byID[n.id] = n
		d.r.revocable(func() { d.r.byID[n.id] = other })
	} else if other.d == d && !other.existing && !n.existing && !other.conditional && !n.conditional {
		d.r.report(codeTwice, diag.Diagnostic{Subject: placeOf(n), Summary: n.kind + " \"" + n.name + "\" is declared twice",
			Related: []diag.Related{{Range: placeOf(other), Message: "first declared here"}},
			Why:     "Azure refuses two resources with one id", Hint: "give them different names, or conditions of which only one is true"})
	}
}

// placeOf is where a reader looks for a resource: its name.
func placeOf(n *node) (at source.Range) {
	if v := n.raw.Get("name"); v != nil {
		return v.At
	}
	at = n.raw.At
	at.End = at.Start
	return at
}

func (n *node) isDeployment() bool { return equalFold(n.kind, azure.TypeDeployment) }

// evaluated is the whole object of the resource, evaluated: without what is about its making.
func (n *node) evaluated() *Value {
	r := n.d.r
	return r.once(&n.body, n.kind+" "+n.name, n.raw, func() *Value {
		return r.quietlyIf(n.conditional, n.evaluate)
	})
}

func (n *node) evaluate() *Value {
	r := n.d.r
	out := *n.raw
	out.Members = nil
	for i := range n.raw.Members {
		m := &n.raw.Members[i]
		switch strings.ToLower(m.Key) {
		case "copy", "condition", "dependson", "resources", "existing", "metadata", "comments":
			continue
		case "properties":
			out.Members = append(out.Members, Member{Key: m.Key, KeyAt: m.KeyAt, Value: n.properties(m.Value)})
			continue
		}
		out.Members = append(out.Members, Member{Key: m.Key, KeyAt: m.KeyAt, Value: r.eval(n.env, m.Value)})
	}
	return &out
}

// properties evaluates the properties of the resource; those of a nested deployment without the template.
func (n *node) properties(raw *Value) *Value {
	if !n.isDeployment() || raw.Kind != Object {
		return n.d.r.eval(n.env, raw)
	}
	out := *raw
	out.Members = nil
	for i := range raw.Members {
		m := &raw.Members[i]
		if !equalFold(m.Key, "template") && !equalFold(m.Key, "parameters") {
			out.Members = append(out.Members, Member{Key: m.Key, KeyAt: m.KeyAt, Value: n.d.r.eval(n.env, m.Value)})
		}
	}
	return &out
}
