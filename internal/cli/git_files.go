package cli

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/memfs"
	"github.com/vnetloom/vnetloom/source"
)

// What is read of a revision is what is read of the machine for a file or a folder of the same content.

// namesIntent tells whether the revision's path is an intent by its look: a file in YAML or CUE, or a folder with one.
func (r *revision) namesIntent() (bool, error) {
	list, err := r.files()
	return slices.ContainsFunc(list, func(name string) bool { return isIntentName(name) }), err
}

// files are the file that the path is, or the files of the folder.
func (r *revision) files() ([]string, error) {
	info, err := fs.Stat(r.tree, r.path)
	if err != nil {
		return nil, r.unreadable(r.shown(r.path), err)
	}
	if !info.IsDir() {
		return []string{r.path}, nil
	}
	entries, err := fs.ReadDir(r.tree, r.path)
	if err != nil {
		return nil, r.unreadable(r.shown(r.path), err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, path.Join(r.path, e.Name()))
		}
	}
	return out, nil
}

// templates finds the deployment templates and exports: the file, or those of the folder with all that is below it.
func (r *revision) templates() (templateFiles, error) {
	out := templateFiles{of: r}
	add := func(name string, named bool) error {
		if path.Ext(name) != ".json" && path.Ext(name) != ".jsonc" {
			return nil
		}
		content, err := readRegular(r.tree, name, r.shown(name), templateMax)
		if err != nil {
			return r.unreadable(r.shown(name), err)
		}
		return out.sort(r.shown(name), path.Dir(name), content, named)
	}
	info, err := fs.Stat(r.tree, r.path)
	switch {
	case err != nil:
		return out, r.unreadable(r.shown(r.path), err)
	case !info.IsDir() && isBicep(r.path):
		return out, usageError("check it out and name the file, or compile it: `bicep build`", "%s is in Bicep, and its modules are in the revision", r.shown(r.path))
	case !info.IsDir():
		return out, add(r.path, true)
	}
	err = fs.WalkDir(r.tree, r.path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Type()&fs.ModeIrregular != 0 || path.Ext(name) != ".json" {
			return err
		}
		return add(name, false)
	})
	if len(out.templates) > 0 {
		out.parameters = append(out.parameters, out.others...)
	}
	return out, err
}

// linked reads a linked template by its path relative to the first template, and never outside its folder.
func (r *revision) linked(folder, relative string) (*source.File, error) {
	below, err := fs.Sub(r.tree, folder)
	if err != nil {
		return nil, err
	}
	relative = path.Clean(relative)
	content, err := readRegular(below, relative, relative, templateMax)
	if err != nil {
		return nil, err
	}
	return source.New(r.shown(path.Join(folder, relative)), content), nil
}

// inputs are the files of an intent, called REVISION:PATH each.
func (r *revision) inputs() (*inputs, error) {
	list, err := r.files()
	if err != nil {
		return nil, err
	}
	in := &inputs{files: memfs.FS{}, modules: map[string]module{}, left: readMax}
	for _, name := range list {
		extension := strings.ToLower(path.Ext(name))
		if name != r.path && !slices.Contains(extensions, extension) {
			continue
		}
		content, err := readRegular(r.tree, name, r.shown(name), readMax)
		if err != nil {
			return nil, r.unreadable(r.shown(name), err)
		}
		in.files[r.shown(name)] = content
		if extension == ".cue" {
			if err := r.addModule(in, name); err != nil {
				return nil, err
			}
		}
	}
	if len(in.files) == 0 {
		return nil, usageError("name a file or a folder of the revision", "no intent in %s: no *.yaml, *.yml, *.json or *.cue file", r.shown(r.path))
	}
	return in, nil
}

// addModule finds the CUE module that a file of the revision stands in.
func (r *revision) addModule(in *inputs, file string) error {
	shown := path.Dir(r.shown(file))
	for dir := path.Dir(file); ; dir, shown = path.Dir(dir), source.Parent(shown) {
		if info, err := fs.Stat(r.tree, path.Join(dir, "cue.mod", "module.cue")); err == nil && info.Mode().IsRegular() {
			below, err := fs.Sub(r.tree, dir)
			in.modules[shown] = module{dir, below}
			return err
		}
		if dir == "." {
			return nil
		}
	}
}
