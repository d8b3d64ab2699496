package cli

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
)

// stdinName is what standard input is called in diagnostics and headers.
const stdinName = "stdin.yaml"

// inputs are the files of an intent, read, under the names by which they are shown: the paths as they were given, with
// slashes. They are a file system for the loader, in which a name may begin with "..".
type inputs struct{ files map[string][]byte }

// readInputs reads what PATH… names. Its errors are for the user.
func readInputs(paths []string, stdin io.Reader) (*inputs, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	in := &inputs{files: map[string][]byte{}}
	real := map[string]string{} // absolute path -> name
	for _, given := range paths {
		if given == "-" {
			content, err := io.ReadAll(stdin)
			if err != nil {
				return nil, failure(cannot("read standard input", err))
			}
			if _, ok := in.files[stdinName]; !ok {
				in.files[stdinName] = content
			}
			continue
		}
		files, err := expand(given)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if err := in.read(file, real); err != nil {
				return nil, err
			}
		}
	}
	return in, nil
}

// expand returns a file, or the intent files of a folder.
func expand(given string) ([]string, error) {
	info, err := os.Stat(given)
	switch {
	case err != nil && os.IsNotExist(err):
		return nil, misuse("PATH is a file, a folder, or - for standard input", "%s does not exist", filepath.ToSlash(given))
	case err != nil:
		return nil, failure(cannot("read the intent", err))
	case !info.IsDir():
		return []string{given}, nil
	}
	entries, err := os.ReadDir(given)
	if err != nil {
		return nil, failure(cannot("read the intent", err))
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && slices.Contains(extensions, filepath.Ext(e.Name())) {
			files = append(files, filepath.Join(given, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, misuse("name a file, a folder, or - for standard input", "no intent in %s: no *.yaml, *.yml, *.json or *.cue file", describeFolder(given))
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
func (in *inputs) read(file string, real map[string]string) error {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return failure(cannot("read the intent", err))
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = resolved
	}
	if _, ok := real[absolute]; ok {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return failure(cannot("read the intent", err))
	}
	name := in.nameFor(file)
	real[absolute], in.files[name] = name, content
	return nil
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

// Open opens a file by its name.
func (in *inputs) Open(name string) (fs.File, error) {
	content, ok := in.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openInput{*bytes.NewReader(content), path.Base(name)}, nil
}

// An openInput is an open file of inputs, and its own description.
type openInput struct {
	bytes.Reader
	name string
}

func (f *openInput) Stat() (fs.FileInfo, error) { return f, nil }
func (f *openInput) Close() error               { return nil }
func (f *openInput) Name() string               { return f.name }
func (f *openInput) Mode() fs.FileMode          { return 0o444 }
func (f *openInput) ModTime() time.Time         { return time.Time{} }
func (f *openInput) IsDir() bool                { return false }
func (f *openInput) Sys() any                   { return nil }
