package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

var codeTemplateSize = catalog.Warning("VL551")

var codeTemplateParameters = catalog.Warning("VL552")

// checkTemplateLimits warns of what ARM would not take although it is divided.
func (l *lowering) checkTemplateLimits() {
	resources, outputs, bytes := l.t.Limits["templateResources"], l.t.Limits["templateOutputs"], l.t.Limits["templateBytes"]
	for i := range l.plan.Roots {
		root := &l.plan.Roots[i]
		l.checkParameters(root)
		if n := len(root.Groups) + len(root.Modules); !root.CrossTenant && !l.within("templateResources", n) {
			l.warn(root, nil, fmt.Sprintf("the deployment of root %q has %d resource groups and modules, and the limit is %d", root.Name, n, resources))
		}
		for j := range root.Modules {
			m := &root.Modules[j]
			if n := len(m.Resources); !l.within("templateResources", n) {
				l.warn(root, m, fmt.Sprintf("deployment %q has %d resources, and the limit is %d", m.Name, n, resources))
			}
			if n := ModuleBytes(m); !root.CrossTenant && !l.within("templateResourceBytes", n) {
				l.warn(root, m, fmt.Sprintf("deployment %q has about %s, and the limit of a nested deployment is %s", m.Name, megabytes(n), megabytes(l.t.Limits["templateResourceBytes"])))
			}
			if n := len(m.Outputs); !l.within("templateOutputs", n) {
				l.warn(root, m, fmt.Sprintf("deployment %q has %d outputs, and the limit is %d", m.Name, n, outputs))
			}
		}
		if n := TemplateBytes(root); !root.CrossTenant && !l.within("templateBytes", n) {
			l.warn(root, nil, fmt.Sprintf("the template of root %q has about %s, and the limit is %s", root.Name, megabytes(n), megabytes(bytes)))
		}
	}
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// checkParameters warns of a root, or a module of it, that takes more than a template may. What a module takes is among the
// root's parameters, but for the one that tells a module in another subscription the deployment's own.
func (l *lowering) checkParameters(root *Root) {
	limit, most := l.t.Limits["templateParameters"], len(root.Parameters)
	for i := range root.Modules {
		m := &root.Modules[i]
		used := map[string]bool{}
		for j := range m.Resources {
			EachSecret(m.Resources[j].Body, func(name string) { used[name] = true })
		}
		if m.Scope.Subscription != "" {
			most = max(most, len(used)+1)
		}
	}
	if len(root.Parameters) == 0 {
		return
	}
	if limit <= 0 || most <= limit {
		return
	}
	d := diag.Diagnostic{Summary: fmt.Sprintf("a template of root %q has %d parameters for secrets, and the limit is %d", root.Name, most, limit),
		Why:  "Azure Resource Manager rejects the Bicep and ARM JSON deployment; the PowerShell script has no such limit",
		Hint: "deploy the PowerShell script"}
	for i := range l.t.Secrets {
		if l.secrets[l.t.Secrets[i].ID] == root.Parameters[len(root.Parameters)-1].Name {
			d.Subject = l.t.Secrets[i].Origin.Range
		}
	}
	l.diags.Add(codeTemplateParameters, d)
}

// moduleBytes is about the size of a nested deployment without its resources and names.
const moduleBytes = 600

// TemplateBytes is about the size of a root's ARM JSON without white space.
func TemplateBytes(root *Root) int {
	bytes := 300 + 190*len(root.Groups)
	for _, p := range root.Parameters {
		bytes += 4*len(p.Name) + 2*len(p.Description) + 155 // in the root, in a module, and handed on
	}
	for j := range root.Modules {
		bytes += ModuleBytes(&root.Modules[j])
	}
	return bytes
}

// ModuleBytes is about the size of a module in a root's ARM JSON without white space.
func ModuleBytes(m *Module) int {
	bytes := moduleBytes + len(m.Name) + len(m.Description) + 230*len(m.DependsOn)
	for k := range m.Resources {
		r := &m.Resources[k]
		bytes += resourceBytes(r) + 105*len(r.DependsOn) + size(r.Body)
	}
	return bytes
}

func resourceBytes(r *Resource) int {
	return 100 + len(r.ID.Name) + len(r.ID.Type) + len(r.Description)
}

// size is about that of a resource in its module, if all that it waits for is there.
func (l *lowering) size(r *staged) int {
	if r.bytes == 0 {
		waits := len(r.chains)
		for _, id := range r.after {
			if l.byID[id].stage == r.stage {
				waits++
			}
		}
		r.bytes = resourceBytes(&r.Resource) + 105*waits + size(r.Body)
	}
	return r.bytes
}

// warn tells of a module, or without one of a root, at its largest resource.
func (l *lowering) warn(root *Root, module *Module, summary string) {
	d := diag.Diagnostic{Summary: summary, Why: "Azure Resource Manager rejects the Bicep and ARM JSON deployment; the PowerShell script has no such limit",
		Hint: "deploy the PowerShell script, or divide the contents among several intents that are deployed one after the other"}
	largest := -1
	for i := range root.Modules {
		m := &root.Modules[i]
		if module != nil && m != module {
			continue
		}
		for j := range m.Resources {
			if n := size(m.Resources[j].Body); n > largest {
				largest, d.Subject = n, m.Resources[j].Origin.Range
			}
		}
	}
	l.diags.Add(codeTemplateSize, d)
}

// size is about the length of a value as compact JSON.
func size(v Value) int {
	switch v := v.(type) {
	case Str:
		return len(v) + 2
	case List:
		n := 2
		for _, x := range v {
			n += size(x) + 1
		}
		return n
	case Object:
		n := 2
		for _, m := range v {
			n += len(m.Key) + 4 + size(m.Value)
		}
		return n
	case Secret:
		return 18 + len(v.Name)
	case Property:
		return 150 + len(v.Of.Name) + len(v.Of.Type)
	case Ref:
		return 24 + len(v.Subscription) + len(v.ResourceGroup) + len(v.Type) + len(v.Name)
	}
	return 8
}
