package compile

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/powershell"
	"github.com/vnetloom/vnetloom/generators/removal"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// A Migrated is the way from one network to another.
type Migrated struct {
	Migration *migration.Migration
	Ends      Ends              // of a way that is not refused
	Files     []generators.File // by path: README.md, and <step>/<target>/<path below it>; none where a finding is an error
}

// Migrate makes the way from one network to another: results of Compile that have a plan each. The options say for which targets it is
// printed; deleteNetworks are the names of networks of the old intent that are deleted where the new one has them no more.
//
// An error is of the call, of the context, or a bug. What is wrong with the way is in the migration's findings: where any of them is an error,
// there are no files.
func Migrate(ctx context.Context, old, next *Result, o Options, deleteNetworks ...string) (*Migrated, error) {
	if old == nil || next == nil || old.Plan == nil || next.Plan == nil {
		return nil, errors.New("one of the networks has no plan")
	}
	w, err := newWorkshop(o)
	if err != nil {
		return nil, err
	}
	in := MigrationInput(ctx, old, next, deleteNetworks...)
	m, err := run(ctx, "migrate", func() (*migration.Migration, error) { return migration.New(in) })
	if err != nil {
		return nil, err
	}
	out := &Migrated{Migration: m}
	if m.Findings.HasErrors() {
		return out, nil
	}
	if out.Ends, err = migration.EndsOf(in); err != nil {
		return nil, err
	}
	return out, w.printMigration(ctx, next.Plan.Name, out)
}

// Ends are the two networks of a migration, by what their intents make.
type Ends = migration.Ends

// EndsIn are the networks that the README of a migration names.
func EndsIn(page []byte) (e Ends, known bool) { return migration.EndsIn(page) }

// MigrationInput is what a migration from one network to another is made of.
func MigrationInput(ctx context.Context, old, next *Result, deleteNetworks ...string) migration.Input {
	return migration.Input{Old: migration.Side{Topology: old.Topology, Plan: old.Plan}, New: migration.Side{Topology: next.Topology, Plan: next.Plan}, DeleteNetworks: deleteNetworks,
		Print: func(p *plan.Plan) ([]rehearsal.Deployment, error) { return deployments(ctx, p) }}
}

// NetworksOnlyIn are the names of the networks that one intent has and the other has not, both with a topology.
func NetworksOnlyIn(one, other *Result) []string {
	var out []string
	for i := range one.Topology.Networks {
		id := one.Topology.Networks[i].ID
		if !slices.ContainsFunc(other.Topology.Networks, func(n topology.Network) bool { return n.ID == id }) {
			out = append(out, string(id))
		}
	}
	return out
}

// printMigration prints every step, and the page that says how they are run.
func (w *workshop) printMigration(ctx context.Context, name string, out *Migrated) error {
	m := out.Migration
	scripts := powershell.New().Target()
	hasEngine := slices.ContainsFunc(w.printers, func(g generators.Generator) bool { return g.Target() == scripts })
	engine := path.Join(m.Steps[m.Whole()].Name, scripts, powershell.Manifest)
	page := migration.Page{Name: name, Ends: out.Ends, Runs: map[string][]migration.Run{}, More: map[string][]string{}}
	for i := range m.Steps {
		s := &m.Steps[i]
		if s.Plan != nil {
			files, err := w.print(ctx, s.Plan, nil)
			if err != nil {
				return err
			}
			for _, f := range files {
				f.Path = s.Name + "/" + f.Path
				out.Files = append(out.Files, f)
			}
			page.Runs[s.Name] = append(page.Runs[s.Name], runsOf(s.Name, files)...)
			if keys := keysOf(s.Plan); len(keys) > 0 {
				page.More[s.Name] = append(page.More[s.Name], "Keys that it takes: `"+strings.Join(keys, "`, `")+"`. How they are given is in the README.md of each language's folder in "+s.Name+".")
			}
			if len(s.Plan.Steps) > 0 {
				page.More[s.Name] = append(page.More[s.Name], "What no template can express is in ["+s.Name+"/steps]("+s.Name+"/steps/README.md), which says when it is run.")
			}
		}
		if len(s.Remove)+len(s.Synchronize) == 0 {
			continue
		}
		r := &removal.Removal{Intent: name, Title: s.Title, Own: migration.OwnSubscription, Module: "../" + engine, Synchronize: s.Synchronize, Delete: s.Remove}
		set, err := r.Print()
		if err != nil {
			return err
		}
		script, commands := r.Files()
		for _, f := range set.Files() {
			if f.Path != script || hasEngine {
				f.Path = s.Name + "/" + f.Path
				out.Files = append(out.Files, f)
			}
		}
		if hasEngine {
			what := "PowerShell, after `Connect-AzAccount`"
			if len(s.Remove) > 0 {
				what += "; each deletion is confirmed"
			}
			page.Runs[s.Name] = append(page.Runs[s.Name], migration.Run{With: what, Shell: "pwsh",
				Lines: []string{"./" + s.Name + "/" + script + " -WhatIf", "./" + s.Name + "/" + script}})
		}
		line := "sh " + s.Name + "/" + commands
		if r.NeedsSubscription() {
			line += ` "$subscription"`
		}
		page.Runs[s.Name] = append(page.Runs[s.Name], migration.Run{With: "Azure CLI, which asks nothing", Shell: "sh", Lines: []string{line}})
	}
	out.Files = sorted(append(out.Files, generators.File{Path: "README.md", Content: m.Readme(page)}))
	return nil
}

// languages are what the targets are called in a page.
var languages = map[string]string{"bicep": "Bicep", "arm": "ARM JSON", "powershell": "PowerShell"}

// runsOf are the commands of the pages of a step's targets, which are run in the folder of the target.
func runsOf(step string, files []generators.File) []migration.Run {
	var out []migration.Run
	for _, f := range files {
		target, rest, _ := strings.Cut(f.Path, "/")
		if rest != generators.ReadmeFile || languages[target] == "" {
			continue
		}
		var run migration.Run
		inside, over := false, false
		for line := range strings.Lines(string(f.Content)) {
			line = strings.TrimSpace(line)
			shell, fence := strings.CutPrefix(line, "```")
			switch {
			case strings.HasPrefix(line, "## As deployment stacks"): // of a part of an estate there is none
				over = true
			case over:
			case fence && !inside && (shell == "sh" || shell == "pwsh"):
				inside = true
				if run.Shell == "" {
					run = migration.Run{With: languages[target], Shell: shell}
				}
			case fence:
				inside = false
			case inside:
				run.Lines = append(run.Lines, line)
			}
		}
		if run.Shell != "" {
			run.Lines = inFolder(step, step+"/"+target, run.Shell, run.Lines)
			out = append(out, run)
		}
	}
	return out
}

// inFolder are the commands of a step, run from the folder of the migration: each by itself in the step's own, so that none is run in that of another step; and
// with a name of the deployment that is the step's.
func inFolder(step, folder, shell string, lines []string) []string {
	if shell != "sh" {
		return append(append([]string{"Push-Location " + folder + " -ErrorAction Stop"}, lines...), "Pop-Location")
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		line = deploymentName().ReplaceAllStringFunc(line, func(m string) string {
			name := strings.TrimPrefix(m, "--name ")
			return "--name " + plan.DeploymentName(name+"-"+step, name+"\x00"+step)
		})
		out[i] = "(cd " + folder + " && " + line + ")"
	}
	return out
}

var deploymentName = pattern.Lazy(`--name \S+`)

// keysOf are the names of the keys that whoever deploys a plan has to give.
func keysOf(p *plan.Plan) []string {
	var out []string
	for _, root := range p.Roots {
		for _, parameter := range root.Parameters {
			if parameter.SecretName == "" && !slices.Contains(out, parameter.Name) {
				out = append(out, parameter.Name)
			}
		}
	}
	return out
}
