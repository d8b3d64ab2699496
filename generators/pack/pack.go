// Package pack owns the targets that packs of templates add: the view that their templates get, which is the rows of a plan whole, and
// the printing of them.
//
// It knows no resource type: what a row has is said by its table. Which template may print what is checked by package templates.
package pack

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// New returns the generator of a target that a pack adds.
func New(p *templates.Pack, target string) generators.Generator { return &generator{p, target} }

type generator struct {
	pack   *templates.Pack
	target string
}

func (g *generator) Target() string { return g.target }

// Generate prints the plan. An error of a template is one of templates.Errors.
func (g *generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	header := generators.Header(p.Name)
	view, err := viewOf(p, header)
	if err != nil {
		return nil, err
	}
	made, err := g.pack.RenderAdded(g.target, header, view)
	if err != nil {
		return nil, err
	}
	files := &generators.FileSet{}
	for name, content := range made {
		if err := files.Add(name, content); err != nil {
			return nil, fmt.Errorf("%s: %w", g.target, err)
		}
	}
	return files, nil
}

// tables are all tables of rows, in the order of the stages.
func tables() []*azure.Table {
	var out []*azure.Table
	seen := map[*azure.Table]bool{}
	for _, s := range azure.Stages() {
		for _, t := range s.Tables() {
			if !seen[t] {
				seen[t] = true
				out = append(out, t)
			}
		}
	}
	return out
}
