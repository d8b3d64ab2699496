package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/memfs"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/source"
)

// stdinName is what standard input is called in diagnostics.
const stdinName = "stdin.yaml"

// readMax bounds what is read of all files together. It is more than the loader takes, which then says so.
const readMax = 64 << 20

// inputs are the files of an intent, read, under the names by which they are shown: the paths as they were given, with
// slashes. They are a file system for the loader, in which a name may begin with "..". The modules that CUE files stand in
// are part of it, not read before they are asked for.
type inputs struct {
	files   memfs.FS
	modules map[string]module // by the folder with cue.mod as it is shown
	left    int64             // bytes that may still be read
}

// A module is one of CUE: where it is, and its files.
type module struct {
	dir   string
	files fs.FS
}

// readInputs reads what PATH… names. Its errors are for the user.
func readInputs(paths []string, stdin io.Reader) (*inputs, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	in := &inputs{files: memfs.FS{}, modules: map[string]module{}, left: readMax}
	var files []string
	piped := false
	for _, given := range paths {
		if given == "-" {
			piped = true
			continue
		}
		more, err := expand(given)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	// Names come in one order, whatever that of the paths: those that are as they were given first.
	slices.SortStableFunc(files, func(a, b string) int {
		if filepath.IsAbs(a) != filepath.IsAbs(b) {
			return map[bool]int{true: 1, false: -1}[filepath.IsAbs(a)]
		}
		return strings.Compare(a, b)
	})
	real := map[string]bool{} // absolute paths
	for _, file := range files {
		if err := in.read(file, real); err != nil {
			return nil, err
		}
	}
	if piped {
		if _, ok := in.files[stdinName]; ok {
			return nil, usageError("rename the file", "%s has the same name as standard input", stdinName)
		}
		content, err := in.readAll(stdin)
		if err != nil {
			return nil, failure(cannot("read standard input", err))
		}
		in.files[stdinName] = content
	}
	return in, nil
}

// readAll reads to the end, or to the bound.
func (in *inputs) readAll(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, in.left))
	in.left -= int64(len(content))
	return content, err
}

// expand returns a file, or the intent files of a folder.
func expand(given string) ([]string, error) {
	info, err := os.Stat(given)
	switch {
	case err != nil && os.IsNotExist(err):
		return nil, usageError("PATH is a file, a folder, or - for standard input", "%s does not exist", filepath.ToSlash(given))
	case err != nil:
		return nil, failure(cannot("read the intent", err))
	case !info.IsDir() && !info.Mode().IsRegular():
		return nil, unreadable("read the intent", &irregular{filepath.ToSlash(given), info.Mode()})
	case !info.IsDir():
		return []string{given}, nil
	}
	entries, err := os.ReadDir(given)
	if err != nil {
		return nil, failure(cannot("read the intent", err))
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && slices.Contains(extensions, strings.ToLower(filepath.Ext(e.Name()))) {
			files = append(files, filepath.Join(given, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, usageError("name a file, a folder, or - for standard input", "no intent in %s: no *.yaml, *.yml, *.json or *.cue file", describeFolder(given))
	}
	return files, nil
}

var extensions = []string{".yaml", ".yml", ".json", ".cue"}

func describeFolder(given string) string {
	if filepath.Clean(given) == "." {
		return "the current folder"
	}
	return filepath.ToSlash(given)
}

// read reads a file once, however often and by whatever names it was given.
func (in *inputs) read(file string, real map[string]bool) error {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return failure(cannot("read the intent", err))
	}
	resolved := absolute
	if r, err := filepath.EvalSymlinks(absolute); err == nil {
		resolved = r
	}
	if real[resolved] {
		return nil
	}
	f, err := openRegular(machine{}, file, filepath.ToSlash(file))
	if err != nil {
		return unreadable("read the intent", err)
	}
	defer func() { _ = f.Close() }()
	content, err := in.readAll(f)
	if err != nil {
		return failure(cannot("read the intent", err))
	}
	name := in.nameFor(file)
	real[resolved], in.files[name] = true, content
	if strings.EqualFold(filepath.Ext(file), ".cue") {
		return in.addModule(path.Dir(name), filepath.Dir(absolute))
	}
	return nil
}

// addModule finds the CUE module that a folder, by its name and by where it is, stands in.
func (in *inputs) addModule(name, dir string) error {
	for {
		if info, err := os.Stat(filepath.Join(dir, "cue.mod", "module.cue")); err == nil && info.Mode().IsRegular() {
			if other, ok := in.modules[name]; ok && other.dir != dir {
				return usageError("name the files by relative paths", "the CUE modules %s and %s have the same name", filepath.ToSlash(other.dir), filepath.ToSlash(dir))
			}
			in.modules[name] = module{dir, os.DirFS(dir)}
			return nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		name, dir = source.Parent(name), parent
	}
}

// nameFor is the name under which a file is shown: as it was given; of an absolute path, which would put the machine into
// the output, what is below the working directory, or else its base name with as many folders as make it unique.
func (in *inputs) nameFor(file string) string {
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(filepath.Clean(file))
	}
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	parts := strings.Split(strings.TrimPrefix(filepath.ToSlash(filepath.Clean(file))[len(filepath.VolumeName(file)):], "/"), "/")
	name := ""
	for i := len(parts) - 1; i >= 0; i-- {
		name = path.Join(append([]string{parts[i]}, name)...)
		if _, taken := in.files[name]; !taken {
			break
		}
	}
	return name
}

// names are the files' names, sorted: the order in which they were given means nothing.
func (in *inputs) names() []string {
	var names []string
	for name := range in.files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// refuseExports refuses what is deployed where an intent is wanted: its fields are none of the language.
func (in *inputs) refuseExports() error {
	for _, name := range in.names() {
		if deployed.Holds(in.files[name]) {
			hint := fmt.Sprintf("`vnetloom import %s --out FILE` makes an intent of it first", name)
			if len(in.files) > 1 {
				hint += "; where it stands beside the intent, name the intent alone"
			}
			return usageError(hint, "%s is an export of what is deployed, not an intent", name)
		}
	}
	return nil
}

// Open opens a file by its name: one that was read, or one of a module.
func (in *inputs) Open(name string) (fs.File, error) {
	if _, ok := in.files[name]; ok {
		return in.files.Open(name)
	}
	for root := path.Dir(name); ; root = path.Dir(root) { // the innermost module first
		if m, ok := in.modules[root]; ok {
			if below := strings.TrimPrefix(name, root+"/"); fs.ValidPath(below) {
				return openModuleFile(m.files, below)
			}
		}
		if root == path.Dir(root) || path.Base(root) == ".." {
			break
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// openModuleFile opens a file or a folder of a CUE module.
func openModuleFile(module fs.FS, name string) (fs.File, error) {
	if info, err := fs.Stat(module, name); err == nil && info.IsDir() {
		return module.Open(name)
	}
	f, err := openRegular(module, name, path.Base(name))
	var e *irregular
	if errors.As(err, &e) {
		err = &fs.PathError{Op: "open", Path: name, Err: e}
	}
	return f, err
}
