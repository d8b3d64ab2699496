package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// Codes are the diagnostics of this package: VL55x, what a target cannot hold.
func Codes() []*diag.Code { return []*diag.Code{codeTemplateSize, codeTemplateParameters} }

var codeTemplateSize = &diag.Code{ID: "VL551", Severity: diag.Warning, Title: "A deployment larger than Azure Resource Manager takes",
	Text:    "A template, with what is nested in it, has at most 4 MB and each deployment at most 800 resources. The estimate is of the ARM JSON without white space, which is what is sent; Bicep compiles to the same. The PowerShell script has no such limit.",
	Example: "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\nlimits: {templateResources: 2}\nnetworks: {a: 10.1.0.0/24, b: 10.2.0.0/24, c: 10.3.0.0/24}\n",
	Source:  "Azure Resource Manager: template limits"}

var codeTemplateParameters = &diag.Code{ID: "VL552", Severity: diag.Warning, Title: "More secrets than a template takes parameters",
	Text:    "Each shared key and each authorization key is a secure parameter of the template, and a template has at most 256 parameters. The PowerShell script has no such limit.",
	Example: "vnetloom: v1\nname: contoso\ndefaults: {location: westeurope}\nlimits: {templateParameters: 1}\nnetworks:\n  hub:\n    addressSpace: 10.0.0.0/22\n    subnets: {GatewaySubnet: 10.0.0.0/26}\n    gateways: {vpn: {}}\nsites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}\n  dc2: {addressSpace: 172.20.0.0/16, vpn: {publicAddress: 203.0.113.20}}\nconnections:\n  branches: {kind: vpn, between: [hub, [dc1, dc2]]}\n",
	Source:  "Azure Resource Manager: template limits"}

// checkTemplateLimits warns of roots that ARM would not take.
func (l *lowering) checkTemplateLimits() {
	for i := range l.plan.Roots {
		root := &l.plan.Roots[i]
		most, worst := len(root.Groups)+len(root.Modules), root.Name
		for j := range root.Modules {
			if m := &root.Modules[j]; len(m.Resources) > most {
				most, worst = len(m.Resources), m.Name
			}
		}
		l.checkParameters(root)
		if limit := l.t.Limits["templateResources"]; limit > 0 && most > limit {
			l.warn(fmt.Sprintf("deployment %q has %d resources, of at most %d", worst, most, limit))
		}
		bytes := TemplateBytes(root)
		if limit := l.t.Limits["templateBytes"]; limit > 0 && bytes > limit {
			l.warn(fmt.Sprintf("the template of root %q has about %.1f MB, of at most %.1f", root.Name, float64(bytes)/(1<<20), float64(limit)/(1<<20)))
		}
	}
}

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
	d := diag.Diagnostic{Summary: fmt.Sprintf("the template of root %q has %d parameters for secrets, of at most %d", root.Name, most, limit),
		Why:  "Azure Resource Manager refuses the Bicep and ARM JSON deployment; the PowerShell script is not concerned",
		Hint: "deploy the PowerShell script, or divide the sites among several intents that are deployed one after the other"}
	for i := range l.t.Secrets {
		if l.secrets[l.t.Secrets[i].ID] == root.Parameters[len(root.Parameters)-1].Name {
			d.Subject, d.Label = l.t.Secrets[i].Origin.Range, "one connection more than fits"
		}
	}
	l.diags.Add(codeTemplateParameters, d)
}

// TemplateBytes is about the size of a root's ARM JSON without white space.
func TemplateBytes(root *Root) int {
	bytes := 300 + 190*len(root.Groups)
	for _, p := range root.Parameters {
		bytes += 4*len(p.Name) + 2*len(p.Description) + 155 // in the root, in a module, and handed on
	}
	for j := range root.Modules {
		m := &root.Modules[j]
		bytes += 600 + len(m.Name) + len(m.Description) + 230*len(m.DependsOn)
		for k := range m.Resources {
			r := &m.Resources[k]
			bytes += 100 + len(r.ID.Name) + len(r.ID.Type) + len(r.Description) + 105*len(r.DependsOn) + size(r.Body)
		}
	}
	return bytes
}

func (l *lowering) warn(summary string) {
	d := diag.Diagnostic{Summary: summary, Why: "Azure Resource Manager refuses the Bicep and ARM JSON deployment; the PowerShell script is not concerned",
		Hint: "deploy the PowerShell script, or divide the intent into several that are deployed one after the other"}
	if len(l.t.Networks) > 0 {
		d.Subject = l.t.Networks[0].Origin.Range
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
