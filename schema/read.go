package schema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// encoding is the syntax of an input, by its file name's extension.
type encoding uint8

const (
	formatNone encoding = iota
	formatYAML
	formatJSON
	formatCUE
)

func formatOf(name string) encoding {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return formatYAML
	case ".json":
		return formatJSON
	case ".cue":
		return formatCUE
	}
	return formatNone
}

// An input is a file that was read.
type input struct {
	path   string // in the file system
	format encoding
	file   *source.File
}

// read reads the files that the paths name, each once.
func (l *loader) read(paths []string) {
	if len(paths) == 0 {
		l.unreadable("", "no file or folder is given", "name a file or folder of an intent")
		return
	}
	seen := map[string]bool{}
	for _, given := range paths {
		name := path.Clean(strings.TrimPrefix(given, "./"))
		info, err := fs.Stat(l.fsys, name)
		if err != nil {
			switch hint := "write it relative to the file system, with slashes"; {
			case path.IsAbs(name):
				l.unreadable(given, fmt.Sprintf("path %q is absolute", given), hint)
			case name == ".." || strings.HasPrefix(name, "../"):
				l.unreadable(given, fmt.Sprintf("path %q leads out of the file system", given), hint)
			default:
				l.unreadable(given, fmt.Sprintf("%q cannot be read: %s", given, reason(err)), readHint(err))
			}
			continue
		}
		files := []string{name}
		if info.IsDir() {
			files = l.folder(name, given)
		} else if formatOf(name) == formatNone {
			l.unreadable(given, fmt.Sprintf("%q is neither YAML, JSON nor CUE by its name", given), "name it .yaml, .yml, .json or .cue")
			continue
		}
		for _, file := range files {
			if !seen[file] {
				seen[file] = true
				l.readFile(file)
			}
		}
	}
}

func (l *loader) folder(name, given string) []string {
	entries, err := fs.ReadDir(l.fsys, name)
	if err != nil {
		l.unreadable(given, fmt.Sprintf("folder %q cannot be read: %s", given, reason(err)), readHint(err))
		return nil
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && formatOf(e.Name()) != formatNone {
			files = append(files, path.Join(name, e.Name()))
		}
	}
	if len(files) == 0 {
		l.unreadable(given, fmt.Sprintf("folder %q contains no intent", given),
			"an intent is *.yaml, *.yml, *.json or *.cue; subfolders are not searched")
	}
	sort.Strings(files)
	return files
}

func (l *loader) readFile(name string) {
	f, err := l.fsys.Open(name)
	if err != nil {
		l.unreadable(name, fmt.Sprintf("%q cannot be read: %s", name, reason(err)), readHint(err))
		return
	}
	defer f.Close()
	in := &input{path: name, format: formatOf(name)}
	left := maxFileBytes
	if in.format == formatCUE {
		left = maxCUEBytes
	}
	for _, other := range l.inputs {
		if in.format != formatCUE || other.format == formatCUE {
			left -= len(other.file.Content)
		}
	}
	content, err := io.ReadAll(io.LimitReader(f, int64(left)+1))
	if err != nil {
		l.unreadable(name, fmt.Sprintf("%q cannot be read: %s", name, reason(err)), readHint(err))
		return
	}
	if len(content) > left {
		l.tooLarge(source.Range{File: source.New(name, nil)}, fmt.Sprintf("%q is too large", name),
			fmt.Sprintf("all files together have at most %d MiB, those in CUE %d MiB", maxFileBytes>>20, maxCUEBytes>>20))
		return
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	in.file = source.New(name, content)
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		in.file.Content = nil
		l.diags.Add(codeSyntax, diag.Diagnostic{Summary: fmt.Sprintf("%q is not UTF-8 text", name), Subject: source.Range{File: in.file},
			Hint: "save the file as UTF-8"})
		return
	}
	l.inputs = append(l.inputs, in)
}

func (l *loader) unreadable(name, summary, hint string) {
	var place source.Range
	if name != "" {
		place.File = source.New(name, nil)
	}
	l.diags.Add(codeUnreadable, diag.Diagnostic{Summary: summary, Subject: place, Hint: hint})
}

// reason is an error of the file system without the operation and the path.
func reason(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the file or folder does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return err.Error()
}

func readHint(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "allow vnetloom to read it"
	}
	return "name a file or a folder that can be read"
}

// parse makes a tree of a YAML or JSON input, nil where it is empty or broken. Parsers of other houses may panic on broken
// input: that is a syntax error too.
func (l *loader) parse(in *input) (root *Node) {
	text := in.file.Content
	hideSecrets(in.file)
	defer func() {
		if r := recover(); r != nil {
			root = nil
			l.syntax(source.Range{File: in.file}, "the file cannot be parsed", "look at its quotes, brackets and indentation")
		}
	}()
	if marks(text) > maxMarks {
		l.tooLarge(source.Range{File: in.file}, fmt.Sprintf("%q has too many values", in.file.Name),
			fmt.Sprintf("an intent has at most %d values", maxNodes))
		return nil
	}
	if in.format == formatJSON {
		root = l.parseJSON(in.file, text)
	} else {
		root = l.parseYAML(in.file, text)
	}
	if root != nil && !l.noteSecrets(root, language().intent, false) && !l.diags.HasErrors() {
		in.file.Content = text // only names of the user's looked like those of secrets
	}
	return root
}

// marks counts the characters that can begin a value: a bound on the size of the tree that is known before it is made.
func marks(content []byte) int {
	n := 0
	for _, b := range content {
		switch b {
		case ',', ':', '\n', '-', '?', '[', '{':
			n++
		}
	}
	return n
}

func (l *loader) syntax(place source.Range, summary, hint string) {
	l.diags.Add(codeSyntax, diag.Diagnostic{Summary: summary, Subject: place, Hint: hint})
}
