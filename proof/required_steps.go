package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

var codeRestsOnStep = catalog.Note("VL355")

// manySteps is how many steps are looked at one by one; of more, those of a stage are looked at together.
const manySteps = 8

// requiredSteps finds the steps without which a promise is not kept: the estate is built and verified again without each.
func (p *Prover) requiredSteps(read []template.Resource, promises reachability.Promises, kept diag.List) diag.List {
	var out diag.List
	all := p.plan.Steps
	for _, some := range together(all) {
		var left []plan.Step
		for i := range all {
			if !slices.Contains(some, i) {
				left = append(left, all[i])
			}
		}
		estate, _ := p.build(read, p.standing(left))
		first := newIn(estate.Verify(promises), kept)
		if first == nil {
			continue
		}
		names := make([]string, len(some))
		for i, k := range some {
			names[i] = steps.Target + "/" + steps.FileName(&all[k])
		}
		out.Add(codeRestsOnStep, diag.Diagnostic{Summary: fmt.Sprintf("promises of the intent depend on %s", fewWords(names)), Subject: all[some[0]].Origin.Range,
			Why: "without it, " + first.Summary, Hint: "run it; " + steps.Target + "/README.md says who runs it and when"})
	}
	return out
}

// together are the indexes of the steps that change the network, one by one, or where there are many those of a stage.
func together(all []plan.Step) [][]int {
	var out [][]int
	for i := range all {
		switch a := all[i].Action.(type) {
		case plan.JoinPool, plan.Grant, plan.TakeOut:
		case plan.Peer:
			if !a.Ours {
				out = append(out, []int{i})
			}
		case plan.Connect:
			if !a.Ours {
				out = append(out, []int{i})
			}
		default:
			out = append(out, []int{i})
		}
	}
	if len(out) <= manySteps {
		return out
	}
	var byStage [][]int
	for _, one := range out {
		if n := len(byStage); n > 0 && all[byStage[n-1][0]].Action.Stage() == all[one[0]].Action.Stage() {
			byStage[n-1] = append(byStage[n-1], one[0])
			continue
		}
		byStage = append(byStage, one)
	}
	return byStage
}

// newIn is the first finding that was not there before, or nil.
func newIn(found, before diag.List) *diag.Diagnostic {
	reported := map[string]bool{}
	for _, d := range before {
		reported[d.Code.ID+d.Summary] = true
	}
	for i := range found {
		if d := &found[i]; d.Severity != diag.Note && !reported[d.Code.ID+d.Summary] {
			return d
		}
	}
	return nil
}

func fewWords(names []string) string {
	if len(names) > 4 {
		return strings.Join(names[:4], ", ") + fmt.Sprintf(" and %d more", len(names)-4)
	}
	return strings.Join(names, ", ")
}
