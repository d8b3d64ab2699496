// Package powershell owns the printer of plans as Azure PowerShell: one idempotent script per root.
//
// A script is a data section that reads like the intent, made here from the plan, and functions that bring Azure to it, which
// are templates. It knows the shape of every resource that a plan may hold, and refuses a resource type, a member of a body or
// a value that it does not know: nothing of a plan is dropped. It decides nothing about the network.
//
// A script is read by Windows PowerShell too, which takes a file without a byte order mark for the system's code page: a
// script with characters beyond ASCII begins with one.
package powershell

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

const target = "powershell"

// New returns the generator of Azure PowerShell. The skeletons of a pack, powershell/<name>.tmpl, take the place of the built-in ones of
// their names.
func New(packs ...fs.FS) generators.Generator { return generator{packs} }

type generator struct{ packs []fs.FS }

func (generator) Target() string { return target }

// Generate prints <root>/Deploy-<Name>.ps1 for each root of the plan, undivided: a script has no limits such as a template has.
func (of generator) Generate(p *plan.Plan) (*generators.FileSet, error) {
	t, err := templates.Parse(target, of.packs...)
	if err != nil {
		return nil, err
	}
	files := &generators.FileSet{}
	for i := range p.Roots {
		root := &p.Roots[i]
		if root.CrossTenant {
			continue // its companion steps are the same in this language
		}
		name := fileName(p.Name, root.Name)
		view, err := newScript(p, root, name)
		if err != nil {
			return nil, fmt.Errorf("powershell: root %s: %w", root.Name, err)
		}
		text, err := templates.Render(t, "script.ps1.tmpl", view)
		if err != nil {
			return nil, fmt.Errorf("powershell: root %s: %w", root.Name, err)
		}
		if err := files.Add(path.Join(root.Folder(), name), withMark(text)); err != nil {
			return nil, err
		}
	}
	return files, generators.AddReadme(files, p, guide(p))
}

func guide(p *plan.Plan) generators.Guide {
	return generators.Guide{Language: "PowerShell", Shell: "pwsh",
		Intro: "Scripts for Windows PowerShell 5.1 and PowerShell 7 with Az, after `Connect-AzAccount`, in the subscription that is set (`Set-AzContext`). With\n" +
			"`-WhatIf` a script shows what it would do; every other run does it.",
		Keys: "The script asks for the keys that it needs.",
		Commands: func(r *plan.Root) ([]string, error) {
			if r.CrossTenant {
				return nil, nil
			}
			script := "./" + path.Join(r.Folder(), fileName(p.Name, r.Name))
			return []string{script + " -WhatIf", script + " -InformationAction Continue"}, nil
		}}
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
