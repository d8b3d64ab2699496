package plan

import "github.com/vnetloom/vnetloom/azure"

// Some is a plan of some of the rows of a plan that Lower has made: those of whose resources keep says yes to at least one, with all that
// they make, in the order of the whole; a root without rows is left out. Of the companion steps it has those that step says yes to. What a
// resource waits for that is not in it, is there already. Standing stays what it is.
func (p *Plan) Some(keep func(*Resource) bool, step func(*Step) bool) *Plan {
	out := *p
	out.Roots, out.Steps, out.divided = nil, nil, &divisions{}
	for i := range p.Roots {
		draft := p.Roots[i].draft
		if draft == nil {
			continue
		}
		if some := draft.some(keep); some != nil {
			out.Roots = append(out.Roots, some.by.assemble(some, some.by.newDesk(), nil))
		}
	}
	for i := range p.Steps {
		if step(&p.Steps[i]) {
			out.Steps = append(out.Steps, p.Steps[i])
		}
	}
	return &out
}

// some is the draft with the rows that are kept, and the resource groups that these stand in; nil without any.
func (d *rootDraft) some(keep func(*Resource) bool) *rootDraft {
	rows := map[*azure.Row]bool{}
	for _, r := range d.resources {
		rows[r.Row] = rows[r.Row] || keep(&r.Resource)
	}
	out := &rootDraft{by: d.by, name: d.name, partOf: d.partOf, what: d.what, tenant: d.tenant}
	for _, r := range d.resources {
		if rows[r.Row] {
			out.resources = append(out.resources, r)
		}
	}
	if len(out.resources) == 0 {
		return nil
	}
	return out
}
