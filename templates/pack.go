package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
)

// A House is what is built in, and what packs may do with it.
type House struct {
	Views     map[string]any // of the templates that are rendered by themselves, by their paths: a value of each view
	Modules   []string       // files that a pack may hold in place of those that are printed: bicep/modules/network.bicep
	Languages []*Language    // of added files
	Estate    *Type          // the view of an added template
}

// ViewName is the name of a template's view, "" where it has none.
func (h *House) ViewName(template string) string {
	if h.Views[template] == nil {
		return ""
	}
	return reflect.TypeOf(h.Views[template]).Name()
}

// What a pack may hold.
const (
	mostFiles     = 500
	mostFileBytes = 1 << 20
)

// A Pack is templates that take the place of built-in ones, or add targets.
type Pack struct {
	FS      fs.FS
	house   *House
	targets map[string]*Set // added ones
	files   []string
}

// Open reads a pack, and follows every template in it. Errors of templates are Errors; any other is one of reading.
func Open(pack fs.FS, house *House) (*Pack, error) {
	p := &Pack{FS: pack, house: house, targets: map[string]*Set{}}
	found, err := p.list()
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		found = append(found, p.checkBuiltIn()...)
		found = append(found, p.checkAdded()...)
	}
	if len(found) > 0 {
		slices.SortStableFunc(found, func(a, b *Error) int { return strings.Compare(a.File, b.File) })
		return nil, found
	}
	return p, nil
}

// Targets are the targets that the pack adds, sorted.
func (p *Pack) Targets() []string { return slices.Sorted(maps.Keys(p.targets)) }

// Files are the files of the pack that count, sorted.
func (p *Pack) Files() []string { return p.files }

// builtInTargets are the folders of the built-in templates.
func (h *House) builtInTargets() []string {
	set := map[string]bool{}
	for name := range h.Views {
		target, _, _ := strings.Cut(name, "/")
		set[target] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// list finds the files of a pack. Beside the folders of targets, files such as a README are nobody's business.
func (p *Pack) list() (Errors, error) {
	var found Errors
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".", !strings.Contains(name, "/") && !d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			found = append(found, &Error{File: name, Message: "it is no regular file"})
			return nil
		}
		if p.files = append(p.files, name); len(p.files) > mostFiles {
			return fmt.Errorf("the pack has more than %d files", mostFiles)
		}
		e, err := p.fits(name, d)
		if e != nil {
			found = append(found, e)
		}
		return err
	})
	if err == nil && len(p.files) == 0 {
		err = errors.New("the pack has no template: they stand in folders that are called like their targets, such as bicep")
	}
	return found, err
}

// fits refuses a file that is neither a template nor a module, and one that is none of text.
func (p *Pack) fits(name string, d fs.DirEntry) (*Error, error) {
	info, err := d.Info()
	if err != nil {
		return nil, err
	}
	if info.Size() > mostFileBytes {
		return &Error{File: name, Message: fmt.Sprintf("it has more than %d KiB", mostFileBytes>>10)}, nil
	}
	text, err := fs.ReadFile(p.FS, name)
	if err != nil {
		return nil, err
	}
	target, _, _ := strings.Cut(name, "/")
	builtIn := slices.Contains(p.house.builtInTargets(), target)
	switch {
	case !utf8.Valid(text):
		return &Error{File: name, Message: "it is not UTF-8"}, nil
	case strings.Contains(string(text), "\r"):
		return &Error{File: name, Message: "it has carriage returns", Hint: "what is emitted has the same bytes everywhere: save it with line feeds alone"}, nil
	case slices.Contains(p.house.Modules, name):
		if len(text) == 0 || text[len(text)-1] != '\n' {
			return &Error{File: name, Message: "it does not end with a line break"}, nil
		}
		return nil, nil
	case path.Ext(name) != extension:
		return &Error{File: name, Message: "it is no template, and takes the place of no module", Hint: diag.DidYouMean(name, p.house.Modules, "a template ends with "+extension)}, nil
	case builtIn && path.Dir(name) != target:
		return &Error{File: name, Message: "templates of a built-in target stand in its folder itself", Hint: diag.DidYouMean(strings.TrimSuffix(name, extension), p.house.Modules, "")}, nil
	}
	return nil, nil
}

// checkBuiltIn follows the templates of built-in targets, with those of the pack among them.
func (p *Pack) checkBuiltIn() Errors {
	var found Errors
	for _, target := range p.house.builtInTargets() {
		if !slices.ContainsFunc(p.files, func(f string) bool { return path.Dir(f) == target && path.Ext(f) == extension }) {
			continue
		}
		s, err := parseTarget(target, []fs.FS{p.FS})
		if err != nil {
			found = append(found, asErrors(err)...)
			continue
		}
		c := &checker{templates: s.templates, files: s.files, done: map[instance]bool{}}
		for _, name := range slices.Sorted(maps.Keys(p.house.Views)) {
			if path.Dir(name) != target {
				continue
			}
			of, err := typeOf(reflect.TypeOf(p.house.Views[name]), "view")
			if err != nil {
				found = append(found, &Error{File: name, Message: err.Error()})
				continue
			}
			c.follow(path.Base(name), of)
		}
		found = append(found, c.found...)
	}
	return found
}

// asErrors are errors of templates as they are, and any other as one.
func asErrors(err error) Errors {
	var list Errors
	if errors.As(err, &list) {
		return list
	}
	return Errors{{Message: err.Error()}}
}

// checkAdded reads and follows the targets that are not built in.
func (p *Pack) checkAdded() Errors {
	var found Errors
	byTarget := map[string][]string{}
	for _, name := range p.files {
		if target, _, _ := strings.Cut(name, "/"); !slices.Contains(p.house.builtInTargets(), target) {
			byTarget[target] = append(byTarget[target], name)
		}
	}
	for _, target := range slices.Sorted(maps.Keys(byTarget)) {
		s, errs := p.added(target, byTarget[target])
		found = append(found, errs...)
		p.targets[target] = s
	}
	return found
}

// added reads the templates of an added target. They are called by their paths below its folder.
func (p *Pack) added(target string, names []string) (*Set, Errors) {
	var encoders []string
	for _, l := range p.house.Languages {
		encoders = append(encoders, l.names()...)
	}
	s := &Set{templates: template.New(target).Option("missingkey=error").Funcs(parseFunctions(encoders)), files: files{}, counted: true}
	var found Errors
	for _, name := range names {
		if err := s.parse(p.FS, name, strings.TrimPrefix(name, target+"/")); err != nil {
			found = append(found, asErrors(err)...)
		}
	}
	if len(found) > 0 {
		return nil, found
	}
	made := 0
	for _, name := range names {
		short := strings.TrimPrefix(name, target+"/")
		if isPart(short) {
			continue
		}
		made++
		l := languageOf(p.house.Languages, strings.TrimSuffix(short, extension))
		if l == nil {
			found = append(found, &Error{File: name, Message: "there is no encoder for what it makes, by its name " + strings.TrimSuffix(path.Base(short), extension), Hint: "a file of these can be made: " + extensionsOf(p.house.Languages)})
			continue
		}
		c := &checker{templates: s.templates, files: s.files, encoders: l.names(), done: map[instance]bool{}}
		c.follow(short, p.house.Estate)
		found = append(found, c.found...)
	}
	if made == 0 && len(found) == 0 {
		found = append(found, &Error{File: target, Message: "no file is made: templates whose name begins with _ are parts of others"})
	}
	if len(found) > 0 {
		return nil, found
	}
	if err := s.count(); err != nil {
		return nil, asErrors(err)
	}
	return s, nil
}

func extensionsOf(languages []*Language) string {
	var all []string
	for _, l := range languages {
		all = append(all, l.Extensions...)
	}
	return strings.Join(all, ", ")
}

// isPart tells a template that makes no file.
func isPart(name string) bool { return strings.HasPrefix(path.Base(name), "_") }

// RenderAdded makes the files of an added target of a view, by their paths below its folder. Each begins with the header as a comment, so that it
// is known to be generated; one of JSON has it as metadata.description.
func (p *Pack) RenderAdded(target, header string, view any) (map[string][]byte, error) {
	s := p.targets[target]
	out := map[string][]byte{}
	for _, t := range s.templates.Templates() {
		name := t.Name()
		if _, isFile := s.files[name]; !isFile || isPart(name) {
			continue
		}
		made := strings.TrimSuffix(name, extension)
		l := languageOf(p.house.Languages, made)
		text, err := s.execute(name, view, l.Encoders)
		if err != nil {
			return nil, err
		}
		if l.comment != nil {
			text = append([]byte(l.comment(header)+"\n"), text...)
		}
		problem := func(format string, args ...any) error {
			return Errors{{File: s.files[name].path, Message: fmt.Sprintf(format, args...)}}
		}
		switch {
		case len(text) == 0 || text[len(text)-1] != '\n':
			return nil, problem("what it makes does not end with a line break")
		case !utf8.Valid(text):
			return nil, problem("what it makes is not UTF-8: a function has cut a letter in two")
		}
		if l.check != nil {
			if err := l.check(text); err != nil {
				return nil, problem("what it makes is no %s: %v", l.Name, err)
			}
		}
		if _, marked := generators.OriginOf(made, text); !marked {
			return nil, problem("what it makes does not say that it is generated: give it `\"metadata\": {\"description\": {{ .header | json }}}`")
		}
		out[made] = text
	}
	return out, nil
}

func closestTemplate(name string, builtIn []string) string {
	return diag.DidYouMean(name, builtIn, "built-in are "+strings.Join(builtIn, ", "))
}
