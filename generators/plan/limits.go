package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

var codeTemplateSize = catalog.Warning("VL551")

var codeTemplateParameters = catalog.Warning("VL552")

// indexLimits finds the limits of templates.
func (l *lowering) indexLimits() {
	most := l.t.Limits
	l.plan.Limits = Limits{TemplateBytes: most["templateBytes"], ResourceBytes: most["templateResourceBytes"], Resources: most["templateResources"],
		Parameters: most["templateParameters"], Outputs: most["templateOutputs"]}
}

// Oversized warns of what Azure would not take of a plan although Divide has divided it, by what the target makes of it. Language says what
// is rejected: "Bicep".
func (p *Plan) Oversized(by Measure, language string) diag.List {
	o := &oversized{plan: p, by: by, language: language, why: "Azure Resource Manager rejects the deployment; the PowerShell script has no such limit"}
	for i := range p.Roots {
		root := &p.Roots[i]
		for j := range root.Modules {
			o.module(root, &root.Modules[j])
		}
		if !root.CrossTenant { // else each module is deployed alone
			o.root(root)
		}
		o.parameters(root)
	}
	return o.found
}

// oversized collects what is found.
type oversized struct {
	plan     *Plan
	by       Measure
	language string
	why      string
	found    diag.List
}

func (o *oversized) root(root *Root) {
	s, limits := o.by.Root(root), o.plan.Limits
	if !within(s.Resources, limits.Resources) {
		o.warn(root.Modules, fmt.Sprintf("%s: the template of root %q has %d resource groups and nested deployments, and the limit is %d", o.language, root.Name, s.Resources, limits.Resources))
	}
	if !within(s.Bytes, limits.TemplateBytes) {
		o.warn(root.Modules, fmt.Sprintf("%s: the template of root %q has about %s, and the limit is %s", o.language, root.Name, megabytes(s.Bytes), megabytes(limits.TemplateBytes)))
	}
}

func (o *oversized) module(root *Root, m *Module) {
	s, limits, alone := o.by.Module(m), o.plan.Limits, []Module{*m}
	if !within(s.Resources, limits.Resources) {
		o.warn(alone, fmt.Sprintf("%s: the deployment of %s has %d resources, and the limit is %d", o.language, m.words(), s.Resources, limits.Resources))
	}
	if !root.CrossTenant && !within(s.Bytes, limits.ResourceBytes) {
		o.warn(alone, fmt.Sprintf("%s: the deployment of %s has about %s, and the limit of a nested deployment is %s", o.language, m.words(), megabytes(s.Bytes), megabytes(limits.ResourceBytes)))
	}
	if !within(s.Outputs, limits.Outputs) {
		o.warn(alone, fmt.Sprintf("%s: the deployment of %s has %d outputs, and the limit is %d", o.language, m.words(), s.Outputs, limits.Outputs))
	}
}

// words are what a module is called among those of its root.
func (m *Module) words() string {
	if m.Scope.ResourceGroup == "" {
		return fmt.Sprintf("%s in subscription %s", m.File, m.Scope.Folder)
	}
	return fmt.Sprintf("%s in %s", m.File, m.Scope.ResourceGroup)
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// parameters warns of a root, or a module of it, that takes more than a template may. What a module takes is among the root's parameters, but
// for what tells it of the deployment around it.
func (o *oversized) parameters(root *Root) {
	if len(root.Parameters) == 0 {
		return
	}
	most := o.by.Root(root).Parameters
	for i := range root.Modules {
		most = max(most, o.by.Module(&root.Modules[i]).Parameters)
	}
	if within(most, o.plan.Limits.Parameters) {
		return
	}
	d := diag.Diagnostic{Summary: fmt.Sprintf("%s: a template of root %q has %d parameters for secrets, and the limit is %d", o.language, root.Name, most, o.plan.Limits.Parameters),
		Why: o.why, Hint: "deploy the PowerShell script", Subject: root.Parameters[len(root.Parameters)-1].Origin.Range}
	o.found.Add(codeTemplateParameters, d)
}

// warn tells of modules at their largest resource.
func (o *oversized) warn(modules []Module, summary string) {
	d := diag.Diagnostic{Summary: summary, Why: o.why,
		Hint: "deploy the PowerShell script, or divide the contents among several intents that are deployed one after the other"}
	largest := -1
	for i := range modules {
		for j := range modules[i].Resources {
			r := &modules[i].Resources[j]
			if n := ValueBytes(r.Body); n > largest {
				largest, d.Subject = n, r.Origin.Range
			}
		}
	}
	o.found.Add(codeTemplateSize, d)
}
