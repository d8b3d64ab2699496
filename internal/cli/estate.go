package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// An opinion is the network that templates make, with what an intent adds to it where the templates come from one.
type opinion struct {
	*reachability.Estate
	promises reachability.Promises
}

// opinionOf reads PATH…: an intent, which is compiled to templates in memory, or else templates. What is found is printed;
// errors end the run.
func (a *app) opinionOf(paths []string) (*opinion, error) {
	if !namesIntent(paths) {
		files, err := findTemplates(paths)
		if err != nil {
			return nil, err
		}
		if len(files.templates) > 0 {
			return a.readTemplates(files)
		}
	}
	in, err := readInputs(paths, a.stdin)
	if err != nil {
		return nil, err
	}
	c := a.stages.compile(in)
	if err := a.printFound(c.found, false); err != nil {
		return nil, err
	}
	read, found := ReadEmitted(c.plan, c.proved)
	estate, more := reachability.Build(append(read, Beyond(c.network, c.plan.Steps)...), Sites(c.network)...)
	if err := a.printFound(append(found, more...), false); err != nil {
		return nil, err
	}
	return &opinion{estate, Promises(c.network)}, nil
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

func (a *app) readTemplates(files templateFiles) (*opinion, error) {
	read, found := template.Read(files.templates, template.Options{Parameters: files.parameters, Open: files.open})
	estate, more := reachability.Build(read.Resources)
	found = append(found, more...)
	found.Sort()
	if err := a.printFound(found, false); err != nil {
		return nil, err
	}
	return &opinion{Estate: estate}, nil
}

// templateFiles are ARM templates and their parameter files. Linked templates are found beside the first.
type templateFiles struct {
	templates, parameters []*source.File
	root                  string
	others                []*source.File // named, and neither by their look: beside templates they are parameter files
}

// templates finds the deployment templates among PATH…: files, or folders with all that is below them. A folder without
// templates, and files that are none, are left to be read as an intent.
func findTemplates(paths []string) (templateFiles, error) {
	var out templateFiles
	for _, given := range paths {
		info, err := os.Stat(given)
		if given == "-" || err != nil {
			continue
		}
		if !info.IsDir() {
			if err := out.add(given, true); err != nil {
				return out, failure(cannot("read the templates", err))
			}
			continue
		}
		err = filepath.WalkDir(given, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".json" {
				return err
			}
			return out.add(name, false)
		})
		if err != nil {
			return out, failure(cannot("read the templates", err))
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
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	file := source.New(filepath.ToSlash(filepath.Clean(name)), content)
	head := content[:min(len(content), 4096)]
	switch {
	case bytes.Contains(head, []byte("eploymentParameters.json")):
		f.parameters = append(f.parameters, file)
	case bytes.Contains(head, []byte("eploymentTemplate.json")):
		if f.root == "" {
			f.root = filepath.Dir(name)
		}
		f.templates = append(f.templates, file)
	case named:
		f.others = append(f.others, file)
	}
	return nil
}

// open reads a linked template by its path relative to the first template, and never outside its folder.
func (f *templateFiles) open(relative string) (*source.File, error) {
	root, err := os.OpenRoot(f.root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	content, err := fs.ReadFile(root.FS(), filepath.ToSlash(filepath.Clean(relative)))
	if err != nil {
		return nil, err
	}
	return source.New(filepath.ToSlash(filepath.Join(f.root, relative)), content), nil
}

// subnets are the subnets that a user's word stands for: of a network all, in the order of their names.
func (o *opinion) find(word string) ([]reachability.Subnet, error) {
	var wanted []string
	for id, name := range o.promises.Names { // the names of the intent go first
		if strings.EqualFold(name, word) {
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		for _, f := range o.Find(word) {
			wanted = append(wanted, f.ID)
		}
	}
	slices.Sort(wanted)
	switch len(wanted) {
	case 0:
		return nil, misuse(diag.DidYouMean(word, o.words(), "networks are: "+strings.Join(firstFew(o.words(), 12), ", ")), "there is no network or subnet %q", word)
	case 1:
	default:
		return nil, misuse("say which by its resource id: "+strings.Join(wanted, ", "), "%q stands for several", word)
	}
	var out []reachability.Subnet
	for _, s := range o.Subnets() {
		if s.ID == wanted[0] || s.Network == wanted[0] {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, misuse("routes and paths belong to subnets: add one", "network %q has no subnet", word)
	}
	return out, nil
}

// words are what a network, subnet or site can be called.
func (o *opinion) words() []string {
	var out []string
	for _, n := range o.Networks() {
		out = append(out, o.call(n.ID, n.Name))
	}
	for _, s := range o.Subnets() {
		out = append(out, o.subnetName(s))
	}
	for _, s := range o.Sites() {
		out = append(out, o.shortName(s.ID))
	}
	slices.Sort(out)
	return out
}

func (o *opinion) call(id, name string) string {
	if known := o.promises.Names[id]; known != "" {
		return known
	}
	return name
}

func (o *opinion) subnetName(s reachability.Subnet) string {
	for _, n := range o.Networks() {
		if n.ID == s.Network {
			return o.call(s.ID, n.Name+"/"+s.Name)
		}
	}
	return o.call(s.ID, s.Name)
}

func firstFew(list []string, n int) []string {
	if len(list) > n {
		return append(slices.Clone(list[:n]), "…")
	}
	return list
}

// shortName is what a path calls a place: the intent's name, else the end of the resource id.
func (o *opinion) shortName(id string) string {
	if known := o.promises.Names[id]; known != "" {
		return known
	}
	parts := strings.Split(id, "/")
	if n := len(parts); n > 3 && parts[n-2] == "subnets" {
		return parts[n-3] + "/" + parts[n-1]
	}
	return parts[len(parts)-1]
}
