package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// collect adds the resources of a deployment to the result, those of a nested one behind its own resource.
func (d *deployment) collect(out *Result) {
	d.checkGiven()
	for _, n := range d.nodes {
		if d.r.overLimit(n.raw.At) {
			return
		}
		if n.absent {
			continue
		}
		out.Resources = append(out.Resources, n.resource())
		if n.nested != nil {
			n.nested.collect(out)
		}
	}
	d.circles()
}

func (n *node) resource() Resource {
	whole := n.evaluated()
	_, size := whole.measured()
	if !n.d.r.budget.step(int(size)/4) || !n.d.r.budget.fits(whole) {
		n.d.r.overLimit(n.raw.At)
		whole = n.d.r.stopped()
		whole.At = placeOf(n)
	}
	body := canonical(whole)
	out := Resource{ID: n.id, Type: n.kind, Name: n.name, Subscription: n.to.subscription, Existing: n.existing,
		Conditional: n.conditional, Body: body, Properties: body.Get("properties"), At: placeOf(n),
		Location: body.Get("location").String(), APIVersion: body.Get("apiVersion").String(),
		Unknown: n.unknown, Deployment: n.d.id}
	if n.to.level == groupLevel {
		out.ResourceGroup = n.to.group
	}
	out.DependsOn, out.DependsOnMore = n.dependencies()
	n.waitsFor = out.DependsOn
	return out
}

// canonical makes the ids inside of a value canonical; what has none is returned as it is.
func canonical(v *Value) *Value {
	switch v.Kind {
	case String:
		if isID(v.Text) {
			if c := canonicalID(v.Text); c != v.Text {
				out := *v
				out.Text = c
				return &out
			}
		}
	case Array:
		for i, item := range v.Items {
			if c := canonical(item); c != item {
				out := *v
				out.Items = append([]*Value(nil), v.Items...)
				out.Items[i] = c
				for j := i + 1; j < len(out.Items); j++ {
					out.Items[j] = canonical(out.Items[j])
				}
				return &out
			}
		}
	case Object:
		for i := range v.Members {
			if c := canonical(v.Members[i].Value); c != v.Members[i].Value {
				out := *v
				out.Members = append([]Member(nil), v.Members...)
				out.Members[i].Value = c
				for j := i + 1; j < len(out.Members); j++ {
					out.Members[j].Value = canonical(out.Members[j].Value)
				}
				return &out
			}
		}
	}
	return v
}

// dependencies are the ids that a resource waits for, in the order of its dependsOn and without repetitions;
// behind them the turns of a serial loop before it, and those that it refers to by name. More tells that not all of them are known.
func (n *node) dependencies() (out []string, more bool) {
	r, seen := n.d.r, map[string]bool{}
	add := func(id string) {
		if id != "" && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	if n.conditional {
		r.quiet++
		defer func() { r.quiet-- }()
	}
	whole := r.eval(n.env, n.raw.Get("dependsOn"))
	more = whole.IsUnknown()
	for _, v := range whole.List() {
		if v.Kind == Null {
			continue
		}
		written := v.String()
		if v.Kind == Unknown {
			written = v.Key
		}
		if id := v.ID(); id != "" {
			add(id)
			continue
		}
		found, ok := n.d.named(written)
		for _, m := range found {
			add(m.id)
		}
		switch id := n.byType(written); {
		case v.Kind == Unknown && !ok:
			more = true
		case ok:
		case id != "":
			add(id)
		default:
			r.report(codeDependsOn, diag.Diagnostic{Subject: v.At, Summary: "dependency \"" + written + "\" does not exist in the template",
				Why: "Azure refuses a deployment with a dependency that does not exist", Hint: n.d.nearName(written)})
		}
	}
	for _, id := range n.batch {
		add(id)
	}
	for _, id := range n.implicit {
		if id != n.id {
			add(id)
		}
	}
	return out, more
}

// nearName is the hint for a name that the template does not have.
func (d *deployment) nearName(written string) string {
	var names []string
	for _, n := range d.nodes {
		names = append(names, n.name)
		if n.symbol != "" {
			names = append(names, n.symbol)
		}
	}
	return diag.DidYouMean(written, names, "`dependsOn` takes ids, symbolic names, and names of resources and loops of the same template")
}

// named finds the resources that a text of dependsOn means: by symbolic name, name of a loop or name.
func (d *deployment) named(written string) ([]*node, bool) {
	lower := strings.ToLower(written)
	if s, turn := d.symbol(lower); s != nil {
		if turn == nil {
			return s.nodes, true
		}
		return turn, true
	}
	if found, ok := d.loops[lower]; ok {
		return found, true
	}
	found, ok := d.byName[lower]
	return found, ok
}

// symbol finds a symbolic name; of name[3] also the node of that turn.
func (d *deployment) symbol(written string) (*symbol, []*node) {
	lower := strings.ToLower(written)
	if s := d.symbols[lower]; s != nil {
		return s, nil
	}
	name, index, ok := strings.Cut(strings.TrimSuffix(lower, "]"), "[")
	s := d.symbols[name]
	if !ok || s == nil {
		return nil, nil
	}
	for i, n := range s.nodes {
		if itoa(i) == index {
			return s, []*node{n}
		}
	}
	return s, []*node{}
}

// byType reads Microsoft.Network/virtualNetworks/app, an id without its beginning; "" where a text is none.
func (n *node) byType(written string) string {
	parts := strings.Split(written, "/")
	if len(parts) < 3 || !strings.Contains(parts[0], ".") {
		return ""
	}
	return canonicalID(n.d.to.id() + "/providers/" + written)
}
