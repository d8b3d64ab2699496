package main

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// inventory is the target: a page for each root, with a row for each resource that it deploys.
type inventory struct{}

func (inventory) Target() string { return "inventory" }

func (inventory) Generate(p *plan.Plan) (*generators.FileSet, error) {
	files := &generators.FileSet{}
	for i := range p.Roots {
		root := &p.Roots[i]
		var page strings.Builder
		fmt.Fprintf(&page, "# %s\n\n%s\n\n| resource group | type | name |\n|---|---|---|\n", root.Name, root.About)
		for _, m := range root.Modules {
			for _, r := range m.Resources {
				fmt.Fprintf(&page, "| %s | %s | %s |\n", r.ID.ResourceGroup, r.ID.Type, r.ID.Name)
			}
		}
		if err := files.Add(root.Folder()+".md", []byte(page.String())); err != nil {
			return nil, err
		}
	}
	return files, nil
}
