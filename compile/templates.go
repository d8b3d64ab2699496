package compile

import (
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/bicep"
	"github.com/vnetloom/vnetloom/generators/pack"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/steps"
	"github.com/vnetloom/vnetloom/templates"
)

// A TemplatePack is templates of somebody's own, in place of built-in ones or for further targets.
type TemplatePack = templates.Pack

// TemplateErrors are what is wrong with the templates of a pack, each with its place. Compile returns them too, where a template fails while it runs.
type TemplateErrors = templates.Errors

// house is what is built in.
var house = sync.OnceValues(func() (*templates.House, error) {
	modules, err := bicep.Modules()
	if err != nil {
		return nil, err
	}
	h := &templates.House{Views: map[string]any{}, Modules: slices.Sorted(maps.Keys(modules)), Estate: pack.Estate(),
		Languages: templates.Languages(bicep.Quote, arm.Quote, powershell.Quote)}
	for _, views := range []map[string]any{bicep.Views(), powershell.Views(), steps.Views()} {
		maps.Copy(h.Views, views)
	}
	return h, nil
})

// OpenTemplates reads a pack of templates, and follows every one of them. What is wrong with them is TemplateErrors.
func OpenTemplates(of fs.FS) (*TemplatePack, error) {
	h, err := house()
	if err != nil {
		return nil, err
	}
	return templates.Open(of, h)
}

// TemplateHouse is what a pack may replace, and what an added template gets.
func TemplateHouse() (*templates.House, error) { return house() }

// BuiltInTemplates are the texts of what a pack may replace, by their paths: templates, and the modules of Bicep.
func BuiltInTemplates() (map[string][]byte, error) {
	out := map[string][]byte{}
	names, err := fs.Glob(templates.Sources(), "*/*.tmpl")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if out[name], err = fs.ReadFile(templates.Sources(), name); err != nil {
			return nil, err
		}
	}
	modules, err := bicep.Modules()
	for name, text := range modules {
		out[name] = []byte(text)
	}
	return out, err
}

// packGenerators are the generators of the targets that a pack adds.
func packGenerators(of fs.FS) ([]generators.Generator, error) {
	p, err := OpenTemplates(of)
	if err != nil {
		return nil, err
	}
	var out []generators.Generator
	for _, target := range p.Targets() {
		out = append(out, pack.New(p, target))
	}
	return out, nil
}
