// Package templates owns the skeletons of emitted files: text/template sources by target, the functions they may call, and the
// rule for what they may print.
//
// A skeleton holds prose and order. Every hole is Code: text that an encoder of the target has made, never a value of the
// intent. Nothing else than Code, conditions on Code and lists of it can reach a template: Render refuses any other view.
// Only this package imports sprig, and lets through what is deterministic and has no side effect.
package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"text/template"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"
)

// Code is source text in the target's language, printed as it stands: literals are encoded, comments have no line breaks.
type Code string

//go:embed */*.tmpl
var sources embed.FS

// Sources are the built-in skeletons: <target>/<name>.tmpl.
func Sources() fs.FS { return sources }

// Parse reads the skeletons of a target. Those of an overriding pack, if there is one, take the place of built-in ones of the
// same name; it may hold targets that are not built in. A template is called by its file name without the folder.
func Parse(target string, packs ...fs.FS) (*template.Template, error) {
	t := template.New(target).Option("missingkey=error").Funcs(functions())
	var all []string
	for _, pack := range append([]fs.FS{sources}, packs...) {
		names, err := namesOf(pack, target)
		if err != nil {
			return nil, fmt.Errorf("templates of %s: %w", target, err)
		}
		if len(names) == 0 {
			continue
		}
		if t, err = t.ParseFS(pack, names...); err != nil {
			return nil, fmt.Errorf("templates of %s: %w", target, err)
		}
		all = append(all, names...)
	}
	if err := checkUsed(t, target, all); err != nil {
		return nil, err
	}
	if len(t.Templates()) == 0 {
		return nil, fmt.Errorf("templates of %s: there are none", target)
	}
	return t, nil
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
		if path.Ext(e.Name()) == ".tmpl" {
			names = append(names, target+"/"+e.Name())
		}
	}
	return names, nil
}

// checkUsed refuses files of a built-in target that take the place of no built-in one and that no template uses: their names are misspelt.
func checkUsed(t *template.Template, target string, names []string) error {
	builtIn, err := namesOf(sources, target)
	if err != nil || len(builtIn) == 0 {
		return err
	}
	used := map[string]bool{}
	for _, name := range builtIn {
		used[path.Base(name)] = true
	}
	for _, one := range t.Templates() {
		if one.Tree != nil && one.Root != nil {
			addUsed(one.Root, used)
		}
	}
	for _, name := range names {
		if !used[path.Base(name)] {
			return fmt.Errorf("templates of %s: %s takes the place of no built-in template, and no template uses it", target, path.Base(name))
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
func Render(t *template.Template, name string, view any) ([]byte, error) {
	if err := checkView(reflect.TypeOf(view), "view"); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, name, view); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// functions are all that a template may call besides the built-in comparisons. sprig has shuffle, randInt, env and
// genPrivateKey, and its squote does not escape: each function is let in by name, and takes and gives Code.
func functions() template.FuncMap {
	s := sprig.TxtFuncMap()
	indent := s["indent"].(func(int, string) string)
	join := s["join"].(func(string, any) string)
	return template.FuncMap{
		"indent": func(spaces int, c Code) Code { return Code(indent(spaces, string(c))) },
		"join":   func(separator Code, list []Code) Code { return Code(join(string(separator), list)) },
	}
}

var codeType = reflect.TypeFor[Code]()

// checkView refuses a type through which something else than Code could be printed. A view's type has no cycles.
func checkView(t reflect.Type, path string) error {
	switch {
	case t == nil:
		return fmt.Errorf("%s is nil", path)
	case t == codeType, t.Kind() == reflect.Bool:
		return nil
	case t.Kind() == reflect.Pointer, t.Kind() == reflect.Slice:
		return checkView(t.Elem(), path)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if err := checkView(f.Type, path+"."+f.Name); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("%s is a %s: a template prints Code only", path, t)
}
