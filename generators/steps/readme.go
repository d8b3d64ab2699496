package steps

import (
	"strconv"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A page is the view of README.md.tmpl.
type page struct {
	Header, Title templates.Code // comment, text
	Rows          []procedureRow // in the order in which they are run
	Steps         []pageStep
}

// A readme is the page in the making.
type readme struct {
	page
	roots []plan.Root // those that are not deployed yet
}

// A procedureRow is a step of the whole procedure, deployments among them.
type procedureRow struct{ Number, Who, What templates.Code }

// A pageStep is what the page says of a step.
type pageStep struct {
	File, Title, Why, Changes, Who, Where, When, Needs, Modules templates.Code // texts
	Command                                                     templates.Code // of a shell
}

func newReadme(p *plan.Plan) *readme {
	return &readme{page: page{Header: templates.Code(generators.MarkdownHeader(p.Name)), Title: markdown(p.Name)}, roots: p.Roots}
}

// add notes a step, after the deployments that come before it.
func (r *readme) add(s *plan.Step, h *head) {
	r.deployBefore(s.Action.Stage())
	name := FileName(s)
	r.row(who(s), "runs "+markdown(name)+", "+markdown(kindOf(s.Action).when))
	r.Steps = append(r.Steps, pageStep{File: markdown(name), Title: markdown(s.Title), Why: markdown(s.Why), Changes: markdown(s.Changes), Who: markdown(who(s)),
		Where: where(h), When: markdown(kindOf(s.Action).when), Needs: markdown(string(h.needs)), Modules: modules(h), Command: "./" + prose(name) + h.Arguments})
}

// row adds a row to the procedure.
func (r *readme) row(who string, what templates.Code) {
	r.Rows = append(r.Rows, procedureRow{templates.Code(strconv.Itoa(len(r.Rows) + 1)), markdown(who), what})
}

// deployBefore notes the deployments that come before a stage: some wait for one.
func (r *readme) deployBefore(stage plan.StepStage) {
	for len(r.roots) > 0 && r.roots[0].After < stage {
		root := &r.roots[0]
		r.roots = r.roots[1:]
		who, name := "who deploys", markdown(root.Folder())
		if root.Tenant != "" {
			who += " to tenant " + root.Tenant
		}
		if root.CrossTenant {
			r.row(who, "deploys each file of "+name+" to its resource group, with -AuxTenant, by Bicep or ARM JSON; or in place of this runs the scripts of "+inPlaceOf(root)+
				" below, which is what Microsoft documents")
			continue
		}
		r.row(who, "deploys "+name+" by one of Bicep, ARM JSON and PowerShell, whose README says how")
	}
}

// inPlaceOf are the steps that do what a cross-tenant root holds.
func inPlaceOf(root *plan.Root) templates.Code {
	halves, connections := false, false
	for _, m := range root.Modules {
		for _, r := range m.Resources {
			halves, connections = halves || r.ID.Type == azure.TypePeering, connections || r.ID.Type == azure.TypeConnection
		}
	}
	switch {
	case !connections:
		return "step 03"
	case !halves:
		return "step 08"
	}
	return "the steps 03 and 08"
}

// modules are those that a script needs.
func modules(h *head) templates.Code {
	switch {
	case h.CrossConnection:
		return "Az.Accounts, and Az.Network 7.15.1 or newer"
	case h.Across:
		return "Az.Accounts and Az.Network"
	}
	return "Az.Accounts 2.7.0 or newer, and Vnetloom.Deploy in this folder"
}

// where is what one signs in to.
func where(h *head) templates.Code {
	if h.Across {
		return "both tenants"
	}
	if h.Tenant != "" {
		return "tenant " + h.Tenant
	}
	return "the tenant of the deployment"
}
