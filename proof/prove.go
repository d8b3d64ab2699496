// Package proof owns the question whether what was emitted keeps what an intent promises. It gives package reachability, which reads the
// emitted ARM JSON, what a topology promises and what stands beside the templates, all by resource ids.
//
// It derives no network and judges no path: topology does the one, reachability the other. What a target has emitted it reads as text;
// it never asks the target. The public way in enters, and the command line for its analyses.
package proof

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// A Prover holds emitted ARM JSON against one intent. What it needs of the intent is derived once, when it is made. It is for one
// goroutine at a time.
type Prover struct {
	t    *topology.Topology
	plan *plan.Plan
	ids  *resourceIDs

	promises     reachability.Promises
	connections  map[string][]string // ids of connections by the statements that make them
	connected    map[string]string   // what the topology calls a connection, by its id
	sites        []reachability.Site
	external     []template.Resource        // with what all steps do to it
	byStep       []template.Resource        // what the steps make and change, each as far as its step goes
	placeholders []template.Resource        // sites that no template and no intent names
	toThese      []reachability.Expectation // what is expected of the networks that lead there
}

// New makes the prover of a topology, and of the plan that it was lowered to.
func New(t *topology.Topology, p *plan.Plan) *Prover { return newProver(t, p, "") }

// newProver makes the prover of a topology that is deployed to a subscription, "" where that is not known.
func newProver(t *topology.Topology, p *plan.Plan, own string) *Prover {
	ids := newResourceIDs(t, own)
	out := &Prover{t: t, ids: ids, promises: ids.promises(), connections: ids.connections(), connected: ids.madeConnections(), sites: ids.sites(), plan: p}
	out.external = append(out.standing(p.Steps), out.statedPolicies()...)
	for i := range p.Steps {
		for j := range p.Steps[i].Makes {
			out.byStep = append(out.byStep, out.resource(&p.Steps[i].Makes[j]))
		}
	}
	out.placeholders, out.toThese = out.placeholderSites()
	return out
}

// A Proof is what came of holding an emission against its intent.
type Proof struct {
	// Findings are what was found, not sorted: promises that are not kept, what the templates have that was not read, and notes of the
	// companion steps without which a promise is not kept.
	Findings diag.List

	prover *Prover
	read   []template.Resource
}

// Prove reads the emitted ARM JSON and holds the network in it against what the intent promises, as if every companion step were done.
// Emitted are the files of the target arm; what is no template is passed over.
func (p *Prover) Prove(emitted []generators.File) *Proof {
	read, found := Read(emitted)
	out := &Proof{Findings: found, prover: p, read: read}
	if found.HasErrors() {
		return out
	}
	a, more := p.WithPlaceholders(read)
	out.Findings = append(out.Findings, ofTemplates(more)...)
	if more.HasErrors() {
		return out
	}
	kept := a.Verify(a.Promises)
	out.Findings = append(out.Findings, kept...)
	if kept.HasErrors() {
		return out
	}
	out.Findings = append(out.Findings, p.requiredSteps(read, a.Promises, kept)...)
	return out
}

// Analysis is the network that was emitted, with what stands beside the templates.
func (p *Proof) Analysis() (*Analysis, diag.List) { return p.prover.Analysis(p.read) }

// Over makes the network of resources that were read elsewhere, such as what is deployed, with what stands beside the templates as if every
// companion step were done. What was read counts over what the intent says of it, and what a step does to that over both. Own is the subscription that is deployed to, where the intent
// leaves that open; "" where it is not known. Gone tells of an id whether it is known that nothing is there: then it is not, though the intent says
// that it exists; nil where that is not known of anything.
func (p *Proof) Over(read []template.Resource, own string, gone func(id string) bool) (*Analysis, diag.List) {
	prover := p.prover
	if own != "" {
		prover = newProver(prover.t, prover.plan, own)
	}
	there := map[string]bool{}
	for i := range read {
		there[read[i].ID] = true
	}
	beside := slices.DeleteFunc(slices.Clone(prover.external), func(x template.Resource) bool {
		ofPolicy, _, isRules := strings.Cut(x.ID, "/rulecollectiongroups/")
		return there[x.ID] || isRules && there[ofPolicy] || // the policy itself was read
			gone != nil && x.Existing && gone(x.ID)
	})
	estate, found := reachability.Build(slices.Concat(beside, prover.done(read)), prover.sites...)
	return &Analysis{estate, prover.promises, prover.connections, prover.connected}, ofTemplates(found)
}

// Analysis makes the network of resources that were read, with what stands beside the templates as if every companion step were done.
func (p *Prover) Analysis(read []template.Resource) (*Analysis, diag.List) {
	estate, found := reachability.Build(slices.Concat(read, p.external), p.sites...)
	return &Analysis{estate, p.promises, p.connections, p.connected}, found
}

// WithPlaceholders is Analysis with a site behind each gateway of which the intent names none, and with what is expected of the way
// there: so that its routes are proved too.
func (p *Prover) WithPlaceholders(read []template.Resource) (*Analysis, diag.List) {
	promises := p.promises
	promises.Expect = slices.Concat(promises.Expect, p.toThese)
	estate, found := p.build(read, p.external)
	return &Analysis{estate, promises, p.connections, p.connected}, found
}

func (p *Prover) build(read, external []template.Resource) (*reachability.Estate, diag.List) {
	return reachability.Build(slices.Concat(read, p.placeholders, external), p.sites...)
}

// External are the resources that are in no template: what exists already, what is another owner's, and what companion steps make.
func (p *Prover) External() []template.Resource { return p.external }

// Read reads the templates among emitted files: those of all tenants' roots together, and what is deployed alone with its own scope.
func Read(emitted []generators.File) ([]template.Resource, diag.List) {
	var out []template.Resource
	var found diag.List
	read := func(files []*source.File, options template.Options) {
		options.Own = true
		result, more := template.Read(files, options)
		out, found = append(out, result.Resources...), append(found, more...)
	}
	var together []*source.File
	for _, f := range emitted {
		if !strings.HasSuffix(f.Path, ".json") || strings.HasSuffix(f.Path, ".parameters.json") || strings.HasPrefix(f.Path, "steps/") {
			continue // the engine of the companion steps has data of its own
		}
		file := source.New(f.Path, f.Content)
		if f.Alone == nil {
			together = append(together, file)
			continue
		}
		read([]*source.File{file}, template.Options{Subscription: f.Alone.Subscription, ResourceGroup: f.Alone.ResourceGroup})
	}
	read(together, template.Options{})
	return out, found
}

// ofTemplates leaves out what is said of the sites that are added for the proof: it has no place.
func ofTemplates(found diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return d.Subject.IsZero() })
}

// Promises are what the intent promises, as plain data by resource ids.
func (p *Proof) Promises() reachability.Promises { return p.prover.promises }
