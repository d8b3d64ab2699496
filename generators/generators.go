// Package generators owns the contract of every generator: a plan goes in, files come out.
//
// Files are held in memory until all of them are there; writing them is not done here.
package generators

import (
	"bytes"
	"fmt"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// A Generator prints a plan in one language.
type Generator interface {
	// Target is the name of the language and of its folder: bicep, arm, powershell.
	Target() string
	// Generate prints the plan. Paths are below the target's folder. An error is a bug or a value that the language
	// cannot hold; it is never a matter of the intent.
	Generate(*plan.Plan) (*FileSet, error)
}

// A Checker is a generator that knows what of a plan Azure does not take in its language, although it is divided as far as it goes.
// Several may check at once.
type Checker interface {
	Generator
	Check(*plan.Plan) diag.List
}

// A File is an emitted file: a clean relative path with slashes, and its content.
type File struct {
	Path    string
	Content []byte
	Alone   *plan.Scope // where it is deployed, of a template that is no part of a root's deployment; else nil
}

// A FileSet is a set of files with distinct paths. The zero value is empty.
type FileSet struct {
	files   []File
	seen    map[string]string // lower-case path -> path
	folders map[string]string // likewise, of the folders
}

// Add puts a file into the set. It refuses paths that some system could not take: absolute ones and "..", names of devices
// and characters that Windows does not take, a file or a folder that is there already or differs from one only by case; and
// carriage returns, and content without a final line break. The content is copied.
func (s *FileSet) Add(name string, content []byte) error {
	return s.add(File{Path: name, Content: content})
}

// AddAlone adds a template that is deployed alone, to a resource group. It refuses what Add does.
func (s *FileSet) AddAlone(name string, content []byte, scope plan.Scope) error {
	return s.add(File{Path: name, Content: content, Alone: &scope})
}

func (s *FileSet) add(f File) error {
	name, content := f.Path, f.Content
	switch {
	case name == "" || path.IsAbs(name) || path.Clean(name) != name || name == ".." || strings.HasPrefix(name, "../") || strings.ContainsAny(name, `\:`):
		return fmt.Errorf("file %q: not a clean relative path", name)
	case !utf8.ValidString(name) || strings.IndexFunc(name, Invisible) >= 0 || strings.ContainsAny(name, `<>"|?*`):
		return fmt.Errorf("file %q: a character that no file may have", name)
	case len(content) == 0 || content[len(content)-1] != '\n':
		return fmt.Errorf("file %q: no final line break", name)
	case bytes.IndexByte(content, '\r') >= 0:
		return fmt.Errorf("file %q: carriage return", name)
	}
	for _, part := range strings.Split(name, "/") {
		if len(part) > longestName {
			return fmt.Errorf("file %q: a name of more than %d bytes", part[:32]+"…", longestName)
		}
		if plan.IsDevice(part) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") {
			return fmt.Errorf("file %q: Windows takes no name %q", name, part)
		}
	}
	if err := s.place(name); err != nil {
		return err
	}
	f.Content = bytes.Clone(content)
	s.files = append(s.files, f)
	return nil
}

// longestName is how many bytes a file's or a folder's name has at most on the systems in use (NAME_MAX of Linux).
const longestName = 255

// place notes a path, and refuses it where another is the same to a file system that takes no note of case.
func (s *FileSet) place(name string) error {
	if s.seen == nil {
		s.seen, s.folders = map[string]string{}, map[string]string{}
	}
	key := strings.ToLower(name)
	for _, other := range []string{s.seen[key], s.folders[key]} {
		if other != "" {
			return fmt.Errorf("file %q: %q is there already", name, other)
		}
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if other := s.seen[strings.ToLower(dir)]; other != "" {
			return fmt.Errorf("file %q: %q is a file already", name, other)
		}
		if other := s.folders[strings.ToLower(dir)]; other != "" && other != dir {
			return fmt.Errorf("file %q: folder %q is there already", name, other)
		}
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		s.folders[strings.ToLower(dir)] = dir
	}
	s.seen[key] = name
	return nil
}

// Files are the files by path.
func (s *FileSet) Files() []File {
	sort.Slice(s.files, func(i, j int) bool { return s.files[i].Path < s.files[j].Path })
	return s.files
}
