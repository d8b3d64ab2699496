package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// analysisOf reads PATH…: an intent, which is compiled to templates in memory, or else templates. What is found is printed;
// errors end the run.
func (a *app) analysisOf(ctx context.Context, paths []string) (*proof.Analysis, error) {
	if !namesIntent(paths) {
		files, err := findTemplates(ctx, paths)
		if err != nil {
			return nil, err
		}
		if files.found() {
			return a.readTemplates(files)
		}
	}
	result, err := a.compiled(ctx, paths, []string{}, false)
	if err != nil {
		return nil, err
	}
	network, found := result.Proof.Analysis()
	if err := a.printFound(found, false); err != nil {
		return nil, err
	}
	return network, nil
}

const downUsage = "what is out of service: a circuit, a site, a part of a network such as hub/vpnGateway, a connection, or a region (repeatable)"

// analysisWithout is analysisOf, of the network in which something has failed.
func (a *app) analysisWithout(ctx context.Context, paths, down []string) (*proof.Analysis, error) {
	network, err := a.analysisOf(ctx, paths)
	if err != nil {
		return nil, err
	}
	failed, err := network.Without(down...)
	return failed, ofName(err)
}

// ofName makes wrong usage of a name that stands for nothing.
func ofName(err error) error {
	var n *proof.NameError
	if errors.As(err, &n) {
		return usageError(n.Help, "%s", n.Problem)
	}
	return err
}

// namesIntent tells whether PATH… is an intent by its look: standard input, a file in YAML or CUE, or a folder with one.
func namesIntent(paths []string) bool {
	for _, given := range paths {
		if given == "-" || isIntentName(given) {
			return true
		}
		entries, err := os.ReadDir(given)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !e.IsDir() && isIntentName(e.Name()) && !strings.HasPrefix(e.Name(), ".") {
				return true
			}
		}
	}
	return false
}

func isIntentName(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".cue"}, filepath.Ext(name))
}

func (a *app) readTemplates(files templateFiles) (*proof.Analysis, error) {
	estate, found := files.estate()
	found.Sort()
	if err := a.printFound(found, false); err != nil {
		return nil, err
	}
	return &proof.Analysis{Estate: estate}, nil
}

// found tells whether there are templates, or answers of Azure.
func (f *templateFiles) found() bool { return len(f.templates) > 0 || len(f.answers) > 0 }

// estate reads all of the files as one network: what is deployed, and over it what the templates make.
func (f *templateFiles) estate() (*reachability.Estate, diag.List) {
	read, found := f.resources("")
	estate, more := reachability.Build(read)
	return estate, append(found, more...)
}

// resources are those of all files. Own is the subscription that templates are deployed to which name none, "" where it is not known.
func (f *templateFiles) resources(own string) ([]template.Resource, diag.List) {
	there, found := deployed.Read(f.answers)
	read, more := template.ReadPlaced(f.templates, template.Options{Parameters: f.parameters, Open: f.open, Subscription: own,
		Tenant: f.tenant, Name: f.deployment})
	return append(there.Resources, read.Resources...), append(found, more...)
}

// templateFiles are ARM templates and their parameter files, and answers of Azure. Linked templates are found beside the first.
type templateFiles struct {
	templates, parameters []*source.File
	answers               []*source.File // exports, and other answers of what is deployed
	root                  string
	tenant, deployment    string         // that is deployed to, and its name; "" where they are not known
	others                []*source.File // named, and neither by their look: beside templates they are parameter files
	size                  int            // of what is read, in bytes
	of                    *revision      // where they stand, nil for the machine
	uncompiled            []string       // files in Bicep of a folder: they may be modules
}

// templates finds the deployment templates among PATH…: files, or folders with all that is below them. A folder without
// templates, and files that are none, are left to be read as an intent.
func findTemplates(ctx context.Context, paths []string) (templateFiles, error) {
	var out templateFiles
	for _, given := range paths {
		info, err := os.Stat(given)
		if given == "-" || err != nil {
			continue
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return out, unreadable("read the templates", &irregular{filepath.ToSlash(given), info.Mode()})
		}
		if isBicep(given) && !info.IsDir() {
			if err := out.compileBicep(ctx, given); err != nil {
				return out, err
			}
			continue
		}
		if !info.IsDir() {
			if err := out.add(given, true); err != nil {
				return out, unreadable("read the templates", err)
			}
			continue
		}
		err = filepath.WalkDir(given, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && isBicep(name) {
				out.uncompiled = append(out.uncompiled, filepath.ToSlash(filepath.Clean(name)))
			}
			if err != nil || d.IsDir() || filepath.Ext(name) != ".json" {
				return err
			}
			return out.add(name, false)
		})
		if err != nil {
			return out, unreadable("read the templates", err)
		}
	}
	if len(out.templates) > 0 {
		out.parameters = append(out.parameters, out.others...)
	}
	return out, nil
}

// add takes a file where it is a template or a parameter file, or named.
func (f *templateFiles) add(name string, named bool) error {
	if filepath.Ext(name) != ".json" && filepath.Ext(name) != ".jsonc" {
		return nil
	}
	content, err := readRegular(machine{}, name, filepath.ToSlash(name), templateMax)
	if err != nil {
		return err
	}
	others := len(f.others)
	if err := f.sort(filepath.ToSlash(filepath.Clean(name)), filepath.Dir(name), content, named); err != nil {
		return err
	}
	if len(f.others) > others && len(content) == templateMax {
		return fmt.Errorf("%s has %d MiB or more: less is read of one file", filepath.ToSlash(name), templateMax>>20)
	}
	return nil
}

// sort takes the content of a file of a folder where it is a template or a parameter file, or named.
func (f *templateFiles) sort(name, folder string, content []byte, named bool) error {
	if f.size += len(content); f.size > templatesMax {
		return fmt.Errorf("%s: all files together have more than %d MiB", name, templatesMax>>20)
	}
	file := source.New(name, content)
	head := content[:min(len(content), 4096)]
	switch {
	case bytes.Contains(head, []byte("eploymentParameters.json")):
		f.parameters = append(f.parameters, file)
	case bytes.Contains(head, []byte("eploymentTemplate.json")):
		if f.root == "" {
			f.root = folder
		}
		f.templates = append(f.templates, file)
	case deployed.Holds(content):
		f.answers = append(f.answers, file)
	case named:
		f.others = append(f.others, file)
	}
	return nil
}

// open reads a linked template by its path relative to the first template, and never outside its folder.
func (f *templateFiles) open(relative string) (*source.File, error) {
	if f.of != nil {
		return f.of.linked(f.root, relative)
	}
	root, err := os.OpenRoot(f.root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	relative = filepath.ToSlash(filepath.Clean(relative))
	content, err := readRegular(root.FS(), relative, relative, templateMax)
	if err != nil {
		return nil, err
	}
	return source.New(filepath.ToSlash(filepath.Join(f.root, relative)), content), nil
}

func firstFew(list []string, n int) []string {
	if len(list) > n {
		return append(slices.Clone(list[:n]), "…")
	}
	return list
}
