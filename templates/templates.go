// Package templates owns the skeletons of emitted files: text/template sources by target, the functions they may call, and the
// rule for what they may print. It reads packs, which put other skeletons in their place or add targets.
//
// A skeleton holds prose and order. Every hole is Code: text that an encoder of the target has made, never a value of the
// intent as it is. Render refuses any other view; the templates of a pack are followed before they run, so that each hole is told to be
// safe, or is an error with its place. What a template can use up is bounded.
// Only this package imports sprig, and lets through what is deterministic and has no side effect.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"text/template"
	"text/template/parse"
)

// Code is source text in the target's language, printed as it stands: literals are encoded, comments have no line breaks.
type Code string

//go:embed */*.tmpl
var sources embed.FS

// Sources are the built-in skeletons: <target>/<name>.tmpl.
func Sources() fs.FS { return sources }

// extension is that of a template.
const extension = ".tmpl"

// A Set is the templates of a target.
type Set struct {
	templates *template.Template
	files     files
	counted   bool // by a pack: their steps are counted
}

// Parse reads the skeletons of a target. Those of an overriding pack, if there is one, take the place of built-in ones of the
// same name; it may hold targets that are not built in. A template is called by its file name without the folder.
func Parse(target string, packs ...fs.FS) (*Set, error) {
	s, err := parseTarget(target, packs)
	if err != nil {
		return nil, err
	}
	return s, s.count()
}

// parseTarget reads the templates, whose steps are not counted yet.
func parseTarget(target string, packs []fs.FS) (*Set, error) {
	s := &Set{templates: template.New(target).Option("missingkey=error").Funcs(parseFunctions(nil)), files: files{}, counted: len(packs) > 0}
	var all []string
	for _, pack := range append([]fs.FS{sources}, packs...) {
		names, err := namesOf(pack, target)
		if err != nil {
			return nil, fmt.Errorf("templates of %s: %w", target, err)
		}
		for _, name := range names {
			if err := s.parse(pack, name, path.Base(name)); err != nil {
				return nil, err
			}
		}
		all = append(all, names...)
	}
	if err := checkUsed(s, target, all); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("templates of %s: there are none", target)
	}
	return s, nil
}

// parse adds the templates of a file, under that name.
func (s *Set) parse(from fs.FS, file, name string) error {
	text, err := fs.ReadFile(from, file)
	if err != nil {
		return err
	}
	s.files[name] = fileOf(file, text)
	if _, err := s.templates.New(name).Parse(string(text)); err != nil {
		return Errors{s.files.placed(err)}
	}
	return nil
}

func fileOf(name string, text []byte) file { return file{name, text} }

func (s *Set) count() error {
	if !s.counted {
		return nil
	}
	return s.countRounds()
}

// namesOf are the templates of a target in a pack, none where it has no folder for it. A pack that cannot be read is an error.
func namesOf(pack fs.FS, target string) ([]string, error) {
	entries, err := fs.ReadDir(pack, target)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = fs.Stat(pack, ".") // it may be the pack that does not exist
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == extension {
			names = append(names, target+"/"+e.Name())
		}
	}
	return names, nil
}

// checkUsed refuses files of a built-in target that take the place of no built-in one and that no template uses: their names are misspelt.
func checkUsed(s *Set, target string, names []string) error {
	builtIn, err := namesOf(sources, target)
	if err != nil || len(builtIn) == 0 {
		return err
	}
	used := map[string]bool{}
	for _, name := range builtIn {
		used[path.Base(name)] = true
	}
	for _, one := range s.templates.Templates() {
		if one.Tree != nil && one.Root != nil {
			addUsed(one.Root, used)
		}
	}
	for _, name := range names {
		if !used[path.Base(name)] {
			return Errors{{File: name, Message: "it takes the place of no built-in template, and no template uses it", Hint: closestTemplate(name, builtIn)}}
		}
	}
	return nil
}

// addUsed adds the templates that a node uses.
func addUsed(n parse.Node, used map[string]bool) {
	branches := func(lists ...*parse.ListNode) {
		for _, l := range lists {
			if l != nil {
				addUsed(l, used)
			}
		}
	}
	switch n := n.(type) {
	case *parse.TemplateNode:
		used[n.Name] = true
	case *parse.ListNode:
		for _, one := range n.Nodes {
			addUsed(one, used)
		}
	case *parse.IfNode:
		branches(n.List, n.ElseList)
	case *parse.RangeNode:
		branches(n.List, n.ElseList)
	case *parse.WithNode:
		branches(n.List, n.ElseList)
	}
}

// Render executes a skeleton over a view: a struct, or a pointer to one, of Code, bool, lists and structs of these.
func Render(s *Set, name string, view any) ([]byte, error) {
	if _, err := typeOf(reflect.TypeOf(view), "view"); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return s.execute(name, view, nil)
}

// execute runs a template within its bounds.
func (s *Set) execute(name string, view any, encoders map[string]Encoder) ([]byte, error) {
	r := &run{}
	t, err := s.templates.Clone()
	if err != nil {
		return nil, err
	}
	if err := t.Funcs(r.functions(encoders)).ExecuteTemplate(r, name, view); err != nil {
		var bound *boundError
		err = s.files.executed(err)
		if errors.As(err, &bound) {
			e := s.files.at(r.parsed, r.at)
			if r.parsed == "" { // nothing is counted
				e = &Error{File: s.files[name].path}
			}
			e.Message, e.Hint = bound.message, bound.hint
			err = Errors{e}
		}
		return nil, err
	}
	return r.out.Bytes(), nil
}

var codeType = reflect.TypeFor[Code]()
