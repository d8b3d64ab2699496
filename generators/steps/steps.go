// Package steps owns the printer of companion steps: a PowerShell script for each step of a plan, and a README that says in
// which order they are run, by whom, where, and what they change.
//
// It prints what the plan says and decides nothing. Where a plan has no steps, it writes nothing.
package steps

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/pwsh"
	"github.com/vnetloom/vnetloom/templates"
	"github.com/vnetloom/vnetloom/topology"
)

// Target is the folder of the steps. They are no choice of the user's: whatever is generated, they belong to it.
const Target = "steps"

// New returns the generator of the steps. The skeletons of a pack, steps/<name>.tmpl, take the place of the built-in ones of their names.
func New(packs ...fs.FS) generators.Generator { return generator{packs} }

type generator struct{ packs []fs.FS }

func (generator) Target() string { return Target }

// Generate prints <stage>-<what>-<name>.ps1 for each step, and README.md.
func (of generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	files := &generators.FileSet{}
	if len(p.Steps) == 0 {
		return files, nil
	}
	t, err := templates.Parse(Target, of.packs...)
	if err != nil {
		return nil, err
	}
	page := newReadme(p)
	for i := range p.Steps {
		s := &p.Steps[i]
		script, err := print(t, p, s, page)
		if err != nil {
			return nil, fmt.Errorf("steps: %s: %w", s.Name, err)
		}
		if err := files.Add(FileName(s), pwsh.WithMark(script)); err != nil {
			return nil, err
		}
	}
	page.deployBefore(last)
	text, err := templates.Render(t, "README.md.tmpl", page.page)
	if err != nil {
		return nil, err
	}
	return files, files.Add("README.md", text)
}

// print prints a step's script and notes it in the README.
func print(t *templates.Set, p *plan.Plan, s *plan.Step, page *readme) ([]byte, error) {
	e := &encoder{}
	h := newHead(p, s, e)
	var view any
	switch a := s.Action.(type) {
	case plan.JoinPool:
		view = newJoinPool(h, a, e)
	case plan.Grant:
		view = newGrant(h, a, e)
	case plan.Peer:
		view = newPeer(h, a, e)
	case plan.Associate:
		view = newAssociate(h, a, e)
	case plan.SetRoutes:
		view = newSetRoutes(h, a, e)
	case plan.Commit:
		view = newCommit(h, a, e)
	case plan.Connect:
		view = newConnect(h, a, e)
	case plan.TakeOut:
		view = newTakeOut(h, a, e)
	default:
		return nil, fmt.Errorf("%T: a kind of step that this printer does not know", s.Action)
	}
	h.close(e)
	if e.err != nil {
		return nil, e.err
	}
	page.add(s, h)
	name := kindOf(s.Action).word
	if h.Across {
		name += "-across"
	}
	return templates.Render(t, name+".ps1.tmpl", view)
}

// NeedsEngine tells whether a step of a plan imports the engine of package powershell, which then stands beside the steps. What crosses tenants does
// without: it is written with two tokens, and a request of Az.Accounts carries one.
func NeedsEngine(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Steps, func(s plan.Step) bool {
		switch a := s.Action.(type) {
		case plan.Peer:
			return len(a.Tenants) == 0
		case plan.Connect:
			return len(a.Tenants) == 0
		}
		return true
	})
}

// A kind is what is printed for a kind of action: the word in the file's name and that of its template, and when it is run.
type kind struct{ word, when string }

// kindOf is the kind of an action, zero for one that this printer does not know.
func kindOf(a plan.Action) kind {
	switch a := a.(type) {
	case plan.Grant:
		return kind{"grant", "after the deployment of main, and before the other side creates what leads here; again for each principal"}
	case plan.Peer:
		if a.Stage() == plan.StepOwnHalf {
			return kind{"peer", "after the deployment of main in both tenants and the steps before it, in place of deploying cross-tenant; again when its flags change"}
		}
		return kind{"peer", "after the deployment of main, and again when its flags change"}
	case plan.Commit:
		return kind{"commit", "after every deployment that changes a network manager or its members, and once the gateways exist that its hubs offer"}
	case plan.TakeOut:
		return kind{"take-out", "after a deployment by Bicep or ARM JSON that takes a network out of a statement"}
	case plan.JoinPool:
		return kind{"join-pool", "after the deployment and once the machines exist; again for each machine that is added"}
	case plan.Associate:
		if a.Stage() == plan.StepFirst {
			return kind{"associate", "directly after the deployment of main, and before anything else; again when a subnet is added"}
		}
		return kind{"associate", "after the deployment and the steps before it, so that no subnet is sent to what is not up; again when a table is added"}
	case plan.SetRoutes:
		return kind{"set-routes", "after the deployment and the steps before it; again when the routes change"}
	case plan.Connect:
		switch {
		case a.Ours:
			return kind{"connect", "after the deployment of main in both tenants and the steps before it, in place of deploying cross-tenant; again when its settings or its key change"}
		case a.Type == topology.ExpressRoute:
			return kind{"connect", "once the circuit's provider has provisioned it; again when its settings or its key change"}
		}
		return kind{"connect", "after the deployment of main and the steps before it; again when its settings or its key change, on both sides together"}
	}
	return kind{}
}

// last is after all stages.
const last plan.StepStage = 99

// FileName is the name of a step's script.
func FileName(s *plan.Step) string {
	return fmt.Sprintf("%02d-%s-%s.ps1", int(s.Action.Stage()), kindOf(s.Action).word, s.Name)
}
