package schema

import (
	"io/fs"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// Bounds of what the loader takes; beyond them is VL103.
const (
	maxFileBytes = 32 << 20  // of all files together
	maxCUEBytes  = 4 << 20   // of all CUE files together
	maxDepth     = 64        // of nesting; the language needs nine
	maxNodes     = 1_000_000 // values, aliases and profiles expanded
	maxMarks     = 3_000_000 // characters of one file that can begin a value
)

// Load reads an intent from files and folders of fsys, given by slash paths, and unifies them as one document. A folder
// stands for its *.yaml, *.yml, *.json and *.cue files. The list is sorted; with an error in it the Intent is nil.
func Load(fsys fs.FS, paths []string) (*Intent, diag.List) {
	l := &loader{fsys: fsys, budget: &budget{left: maxNodes}}
	intent := l.load(paths)
	l.redact()
	l.diags.Sort()
	if l.diags.HasErrors() {
		return nil, l.diags
	}
	return intent, l.diags
}

// GivenUp is what a caller of Load finds that does not wait for its end: the inputs cost too much, such as more than a minute.
func GivenUp(names []string, cost string) diag.List {
	l := &loader{}
	var place source.Range
	for _, name := range names {
		if place.File == nil || formatOf(name) == formatCUE {
			place.File = source.New(name, nil)
		}
	}
	l.tooLarge(place, "evaluating the intent takes "+cost,
		"simplify the CUE: comprehensions over comprehensions and long repetitions multiply; or write the intent as YAML")
	return l.diags
}

// A loader is the state of one Load.
type loader struct {
	fsys   fs.FS
	diags  diag.List
	budget *budget
	inputs []*input

	secrets  map[string]bool // values of fields named like secrets, line by line
	imported []*source.File  // CUE that inputs import
}

func (l *loader) load(paths []string) *Intent {
	l.read(paths)
	if l.diags.HasErrors() {
		return nil
	}
	root := l.unify()
	if root == nil || l.diags.HasErrors() {
		return nil
	}
	root.adopt()
	checker := &checker{diags: &l.diags}
	if checker.template(root) {
		return nil
	}
	checker.check(root, language().intent)
	l.expand(root)
	l.rules(root)
	if l.diags.HasErrors() {
		return nil
	}
	fill(root, language().intent)
	l.inherit(root)
	return l.decode(root)
}

// unify makes one tree of the inputs: in Go, or by CUE where an input is CUE.
func (l *loader) unify() *Node {
	for _, in := range l.inputs {
		if in.format == formatCUE {
			return l.evaluate()
		}
	}
	var root *Node
	for _, in := range l.inputs {
		root = l.merge(root, l.parse(in))
	}
	if root == nil && !l.diags.HasErrors() && len(l.inputs) > 0 {
		root = &Node{kind: kindMap, rng: source.Range{File: l.inputs[0].file, Start: source.Position{Line: 1, Column: 1}}}
	}
	return root
}

// sourceNames are the names of the files read, sorted.
func (l *loader) sourceNames() []string {
	names := make([]string, len(l.inputs))
	for i, in := range l.inputs {
		names[i] = in.file.Name
	}
	sort.Strings(names)
	return names
}

// tooLarge reports that an input is beyond a bound, once.
func (l *loader) tooLarge(place source.Range, what, hint string) {
	for _, d := range l.diags {
		if d.Code == codeTooLarge {
			return
		}
	}
	l.diags.Add(codeTooLarge, diag.Diagnostic{Summary: what, Subject: place, Hint: hint})
}
