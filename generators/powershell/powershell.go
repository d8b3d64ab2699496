// Package powershell owns the printer of plans as Azure PowerShell: rows as data, and an engine that brings Azure to them.
//
// A root is a script of a few lines, Deploy-<Name>.ps1, and estate.json, its rows in the words of the intent. The engine is the module
// Vnetloom.Deploy: code that knows no resource type, and types.json, which is the table of types and the shapes of package azure. Both are
// the same for every estate. The package decides nothing about the network, and refuses what no row makes: nothing of a plan is dropped.
//
// The engine stands in module/, with its tests. What it keeps, resets and refuses is in docs/powershell.md.
package powershell

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/pwsh"
	"github.com/vnetloom/vnetloom/templates"
)

const target = "powershell"

// New returns the generator of Azure PowerShell. The skeleton of a pack, powershell/script.ps1.tmpl, takes the place of the built-in one.
func New(packs ...fs.FS) generators.Generator { return generator{packs} }

type generator struct{ packs []fs.FS }

func (generator) Target() string { return target }

// Generate prints the engine, and for each root of the plan, undivided, <root>/Deploy-<Name>.ps1 and <root>/estate.json. What crosses
// tenants has no root here: Az.Accounts sends one token with a request, so it stays with the companion steps.
func (of generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	t, err := templates.Parse(target, of.packs...)
	if err != nil {
		return nil, err
	}
	files := &generators.FileSet{}
	for i := range p.Roots {
		root := &p.Roots[i]
		if root.CrossTenant {
			continue
		}
		if err := printRoot(files, p, root, func(view *script) ([]byte, error) { return templates.Render(t, "script.ps1.tmpl", view) }); err != nil {
			return nil, fmt.Errorf("powershell: root %s: %w", root.Name, err)
		}
	}
	engine, err := Engine()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(engine)) {
		if err := files.Add(name, engine[name]); err != nil {
			return nil, err
		}
	}
	return files, generators.AddReadme(files, p, guide(p))
}

func guide(p *plan.Plan) generators.Guide {
	return generators.Guide{Language: "PowerShell", Shell: "pwsh",
		Intro: "Scripts for PowerShell 7 and Windows PowerShell 5.1 with Az.Accounts 2.7.0 or newer. Run them in this folder, after `Connect-AzAccount`, in the\n" +
			"subscription that is set (`Set-AzContext`). With `-WhatIf` a script shows what it would do, property by property; every other run does it.",
		Keys: func(r *plan.Root) string {
			if generators.FromVault(r) {
				return "The script reads the keys that it must write from the key vault, as whoever is signed in; an unchanged network needs none."
			}
			return "The script asks for the keys that it must write, or takes them by `-Secret` or `-SecretFromEnvironment`; an unchanged network needs none."
		},
		Commands: func(r *plan.Root) ([]string, error) {
			if r.CrossTenant {
				return nil, nil
			}
			script := "./" + path.Join(r.Folder(), fileName(p.Name, r.Name))
			return []string{script + " -WhatIf", script + " -InformationAction Continue"}, nil
		}}
}

// A script is the view of powershell/script.ps1.tmpl.
type script struct {
	Header, Title, About, FileName, Secrets templates.Code // comments; Secrets is "" for none
	Stored                                  bool           // the secrets are in a key vault
	Module                                  templates.Code // string: the path of the engine's manifest from the script's folder
}

func printRoot(files *generators.FileSet, p *plan.Plan, root *plan.Root, render func(*script) ([]byte, error)) error {
	if err := checkSecrets(root); err != nil {
		return err
	}
	data, err := Data(p, root)
	if err != nil {
		return err
	}
	title := p.Name
	if root.Name != "main" {
		title += " " + root.Name
	}
	name := fileName(p.Name, root.Name)
	up := strings.Repeat("../", strings.Count(root.Folder(), "/")+1)
	module, err := pwsh.Quote(up + Manifest)
	if err != nil {
		return err
	}
	var secrets []string
	for _, s := range root.Parameters {
		secrets = append(secrets, s.Name)
	}
	text, err := render(&script{
		Header: templates.Code("# " + pwsh.Comment(generators.Header(p.Name))), Title: templates.Code(pwsh.Comment(title)),
		About: templates.Code(pwsh.Comment(root.About)), FileName: templates.Code(name), Module: templates.Code(module),
		Secrets: templates.Code(pwsh.Comment(strings.Join(secrets, ", "))), Stored: generators.FromVault(root),
	})
	if err != nil {
		return err
	}
	if err := files.Add(path.Join(root.Folder(), name), pwsh.WithMark(text)); err != nil {
		return err
	}
	return files.Add(path.Join(root.Folder(), dataFile), data)
}

// checkSecrets refuses secrets that are no parameters of the root, and parameters whose environment variables are one.
func checkSecrets(root *plan.Root) error {
	if err := generators.CheckParameters(root); err != nil {
		return err
	}
	for i := range root.Modules {
		if _, err := generators.Secrets(root, &root.Modules[i]); err != nil {
			return err
		}
	}
	return nil
}

// fileName is Deploy-<Name>.ps1: the plan's name in Pascal case, and the root's where there are several.
func fileName(name, root string) string {
	s := pascal(name)
	if root != "main" {
		s += pascal(root)
	}
	if s == "" {
		s = "Network"
	}
	return "Deploy-" + s + ".ps1"
}

// pascal joins the alphanumeric parts of a name, each with a capital.
func pascal(name string) string {
	var b strings.Builder
	start := true
	for _, r := range name {
		switch {
		case 'a' <= r && r <= 'z' && start:
			b.WriteRune(r - 'a' + 'A')
			start = false
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			b.WriteRune(r)
			start = false
		default:
			start = true
		}
	}
	return b.String()
}
