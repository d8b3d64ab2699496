package plan

import (
	"cmp"
	"crypto/sha256"
	"iter"
	"slices"
	"strings"
	"sync"
)

// A Size is how large a template is when it is deployed, by what Azure has limits for.
type Size struct {
	Bytes      int // without white space
	Resources  int
	Parameters int
	Outputs    int
}

// A Measure says how large what a target makes of a plan is. Each is for one goroutine at a time.
type Measure interface {
	// Module is the size of a nested deployment: of the template in it, and as the resource that it is of the template around it. It may be
	// one that is only tried: without a name and what it waits for, and of what its resources depend on only the number is right, at most. It
	// is another one when the next is asked for: nothing of it is kept but its rows.
	Module(*Module) Size
	// Root is the size of a root's own template, with everything nested in it.
	Root(*Root) Size
	// Least are bytes that a root's template takes which has these resources, whatever else is in it: they tell at once that a root is too
	// large. 0 is right too.
	Least(iter.Seq[*Resource]) int
	// LeastModule is the same of a nested deployment. Nothing is right too.
	LeastModule(iter.Seq[*Resource]) Size
}

// Limits are what Azure takes. A limit of 0 is none.
type Limits struct {
	TemplateBytes, ResourceBytes   int // a template with all that is nested in it, a resource of one: a nested deployment
	Resources, Parameters, Outputs int // of one template
}

// KeepFree are the limits with one part in so many of the bytes kept free. What is counted exactly needs no such margin.
func (l Limits) KeepFree(oneIn int) Limits {
	l.TemplateBytes -= l.TemplateBytes / oneIn
	l.ResourceBytes -= l.ResourceBytes / oneIn
	return l
}

func (l Limits) takeModule(s Size) bool { return within(s.Bytes, l.ResourceBytes) && l.takeCounts(s) }

func (l Limits) takeRoot(s Size) bool { return within(s.Bytes, l.TemplateBytes) && l.takeCounts(s) }

func (l Limits) takeCounts(s Size) bool {
	return within(s.Resources, l.Resources) && within(s.Parameters, l.Parameters) && within(s.Outputs, l.Outputs)
}

// within tells whether a count is within a limit.
func within(n, most int) bool { return most <= 0 || n <= most }

// Divide is the plan with each root that is more than a target takes divided into several, which are deployed one after the other, and each
// module into several of the same stage and scope. What is in what is the same for every intent that has it: see halve. Resources, their rows
// and the order between them are those of the plan; a resource waits for all of its chain in its root, so what waits for what is made anew.
//
// The main root is divided first into the hubs, the networks with their peerings with hubs, and the rest; what is still too large by what it
// is; and that by the digests of units. Circuits, and what is deployed across tenants, are not divided, nor what belongs to one unit: Oversized
// tells. A root that Lower has not made stays as it is.
func (p *Plan) Divide(by Measure, most Limits) *Plan {
	d := &divider{measure: by, most: most}
	out := *p
	out.Roots, out.divided = nil, nil
	for i := range p.Roots {
		root := &p.Roots[i]
		if root.draft == nil || d.takesWhole(root) {
			out.Roots = append(out.Roots, *root)
			continue
		}
		out.Roots = append(out.Roots, d.divide(root.draft)...)
	}
	return &out
}

// Divisions are the plans that a plan has been divided into, by the names of targets.
type divisions struct {
	mutex sync.Mutex
	of    map[string]func() *Plan
}

// DivideOnce is the plan as a target divides it, which is asked once: a target checks the plan that it prints. Several may ask at once.
func (p *Plan) DivideOnce(target string, divide func() *Plan) *Plan {
	if p.divided == nil {
		return divide()
	}
	p.divided.mutex.Lock()
	of, known := p.divided.of[target]
	if !known {
		if p.divided.of == nil {
			p.divided.of = map[string]func() *Plan{}
		}
		of = sync.OnceValue(divide)
		p.divided.of[target] = of
	}
	p.divided.mutex.Unlock()
	return of()
}

// A divider divides for one target.
type divider struct {
	measure Measure
	most    Limits
	desk    *desk
}

func (d *divider) takesModule(m *Module) bool { return d.most.takeModule(d.measure.Module(m)) }

func (d *divider) takesRoot(r *Root) bool { return d.most.takeRoot(d.measure.Root(r)) }

// takesWhole tells whether a root is one deployment with one module for each stage and scope.
func (d *divider) takesWhole(r *Root) bool {
	if r.CrossTenant {
		return true
	}
	if !within(d.measure.Least(each(r.draft.resources)), d.most.TemplateBytes) {
		return false
	}
	for i := range r.Modules {
		if !d.takesModule(&r.Modules[i]) {
			return false
		}
	}
	return d.takesRoot(r)
}

func (d *divider) assemble(draft *rootDraft) *Root {
	if d.desk == nil {
		d.desk = draft.by.newDesk()
	}
	root := draft.by.assemble(draft, d.desk, func(m *moduleDraft) []part { return d.modulesOf(draft.by, m) })
	return &root
}

// modulesOf divides what is one module by stage and scope.
func (d *divider) modulesOf(l *lowering, draft *moduleDraft) []part {
	return deal(draft.resources, func(p part) bool {
		return d.most.takeModule(d.measure.LeastModule(each(p.resources))) && d.takesModule(l.measured(draft, p.resources, d.desk))
	})
}

// whole is a draft as one root with its modules divided, or nil where a template does not hold it.
func (d *divider) whole(draft *rootDraft) *Root {
	if !within(d.measure.Least(each(draft.resources)), d.most.TemplateBytes) {
		return nil
	}
	if root := d.assemble(draft); d.takesRoot(root) {
		return root
	}
	return nil
}

// divide makes a root with its modules divided, or where a template does not hold it the several that do, in the order of deployment.
func (d *divider) divide(draft *rootDraft) []Root {
	if draft.name == rootCircuits {
		return []Root{*d.assemble(draft)}
	}
	if root := d.whole(draft); root != nil {
		return []Root{*root}
	}
	if draft.name != rootMain {
		return d.byDigest(draft)
	}
	var out []Root
	for _, part := range draft.cut(func(s segment) (string, string) { return segments[s].with, larger[segments[s].with] }) {
		if root := d.whole(part); root != nil {
			out = append(out, *root)
			continue
		}
		for _, s := range part.cut(func(s segment) (string, string) { return segments[s].root, segments[s].what }) {
			out = append(out, d.byDigest(s)...)
		}
	}
	if len(out) == 1 { // it does not help
		return []Root{*d.assemble(draft)}
	}
	return out
}

// byDigest divides a root, or a part of one, by its units. A part that no template holds stays whole.
func (d *divider) byDigest(draft *rootDraft) []Root {
	what := cmp.Or(draft.what, "What is in "+draft.name)
	draftOf := func(p part) *rootDraft {
		if p.digits == "" {
			return draft
		}
		return &rootDraft{by: draft.by, name: partName(draft.name, p.digits), partOf: draft.whole(), what: what + ", part " + p.digits, tenant: draft.tenant,
			resources: p.resources}
	}
	roots := map[string]*Root{}
	var out []Root
	for _, p := range deal(draft.resources, func(p part) bool {
		roots[p.digits] = d.whole(draftOf(p))
		return roots[p.digits] != nil
	}) {
		root := roots[p.digits]
		if root == nil {
			root = d.assemble(draftOf(p))
		}
		out = append(out, *root)
	}
	return out
}

// each are the resources of a draft.
func each(some []*staged) iter.Seq[*Resource] {
	return func(yield func(*Resource) bool) {
		for _, r := range some {
			if !yield(&r.Resource) {
				return
			}
		}
	}
}

// measured is a module of some of a draft's resources, as a Measure gets it, until the next one is. The desk is clear, and is left so.
func (l *lowering) measured(d *moduleDraft, some []*staged, desk *desk) *Module {
	desk.resources = slices.Grow(desk.resources[:0], len(some))[:len(some)]
	m := &Module{Stage: d.stage, File: d.stage.File(), Scope: d.scope, Resources: desk.resources}
	waits := 0
	for _, r := range some {
		desk.module[r.n] = 0
		waits += len(r.afterOf) + len(r.chains)
	}
	all := slices.Grow(desk.ids[:0], waits) // what they depend on, one behind the other
	for i, r := range some {
		res, first := &m.Resources[i], len(all)
		*res = r.Resource
		for _, n := range r.afterOf {
			if desk.module[n] >= 0 {
				all = append(all, l.inOrder[n].ID)
			}
		}
		for range r.chains { // which will be another one
			all = append(all, r.ID)
		}
		res.DependsOn = slices.Clip(all[first:])
		res.Unit, res.Chains = r.unit, r.chains
	}
	for _, r := range some {
		desk.module[r.n] = -1
	}
	desk.ids = all
	m.Outputs = l.outputsOf(m)
	return m
}

// A part is some of what was too much for one template, by units: what belongs to one network, or to one pair, stays together.
type part struct {
	digits    string // the binary digits with which the digests of its units begin, "" for all
	resources []*staged
}

// deepest is where a division ends: two units with so many digits in common are not told apart.
const deepest = 64

// deal divides resources until every part fits: each that does not is halved, by the next binary digit of its units' digests. So a
// part does not depend on what is in the others, and a unit that comes or goes changes its own part, or divides that one alone. A part of
// one unit stays, whether it fits or not. Parts are in the order of their digits, and what is in one in the order that it had.
func deal(resources []*staged, fits func(part) bool) []part {
	return halve(part{resources: resources}, map[string]string{}, fits)
}

func halve(p part, digests map[string]string, fits func(part) bool) []part {
	if fits(p) || oneUnit(p.resources) || len(p.digits) == deepest {
		return []part{p}
	}
	halves := [2]part{{digits: p.digits + "0"}, {digits: p.digits + "1"}}
	ones := 0
	for _, r := range p.resources {
		d, ok := digests[r.unit]
		if !ok {
			d = binaryDigest(r.unit)
			digests[r.unit] = d
		}
		ones += int(d[len(p.digits)] - '0')
	}
	halves[0].resources, halves[1].resources = make([]*staged, 0, len(p.resources)-ones), make([]*staged, 0, ones)
	for _, r := range p.resources {
		h := &halves[digests[r.unit][len(p.digits)]-'0']
		h.resources = append(h.resources, r)
	}
	var out []part
	for _, h := range halves {
		if len(h.resources) > 0 {
			out = append(out, halve(h, digests, fits)...)
		}
	}
	return out
}

func oneUnit(resources []*staged) bool {
	for _, r := range resources {
		if r.unit != resources[0].unit {
			return false
		}
	}
	return true
}

// binaryDigest are the first 64 binary digits of a name's SHA-256. Names of the intent are alike but for case.
func binaryDigest(name string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(name)))
	digits := make([]byte, deepest)
	for i := range digits {
		digits[i] = '0' + sum[i/8]>>(7-i%8)&1
	}
	return string(digits)
}

// partName is a name with the digits of a part behind it.
func partName(name, digits string) string {
	if digits == "" {
		return name
	}
	return name + "-" + digits
}
