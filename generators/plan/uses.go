package plan

import "fmt"

// A Use is how much of a limit of templates is used where most of it is.
type Use struct {
	Limit   string // as the intent calls it: templateBytes
	Subject string
	Count   int
	Most    int // 0: none
}

// Uses are how much of each limit the templates of a plan take, by what the target makes of it. Language says what they are: "Bicep".
func (p *Plan) Uses(by Measure, language string) []Use {
	most := p.Limits
	out := []Use{{Limit: "templateBytes", Most: most.TemplateBytes}, {Limit: "templateResourceBytes", Most: most.ResourceBytes},
		{Limit: "templateResources", Most: most.Resources},
		{Limit: "templateParameters", Most: most.Parameters}, {Limit: "templateOutputs", Most: most.Outputs}}
	for i := range p.Roots {
		root := &p.Roots[i]
		if !root.CrossTenant { // else each module is deployed alone
			s, what := by.Root(root), fmt.Sprintf("the template of root %q", root.Name)
			out[0].note(s.Bytes, "%s: %s", language, what)
			out[2].note(s.Resources, "%s: %s, its resource groups and nested deployments", language, what)
			out[3].note(s.Parameters, "%s: %s, its secrets", language, what)
		}
		for j := range root.Modules {
			m := &root.Modules[j]
			s, what := by.Module(m), "the deployment of "+m.words()
			if !root.CrossTenant {
				out[1].note(s.Bytes, "%s: %s", language, what)
			}
			out[2].note(s.Resources, "%s: %s", language, what)
			out[4].note(s.Outputs, "%s: %s", language, what)
		}
	}
	return out
}

// note takes a count where it is the largest.
func (u *Use) note(count int, format string, args ...any) {
	if count > u.Count {
		u.Count, u.Subject = count, fmt.Sprintf(format, args...)
	}
}
