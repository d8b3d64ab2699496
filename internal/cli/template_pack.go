package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/memfs"
	"github.com/vnetloom/vnetloom/source"
)

// What is read of a pack of templates, in files and bytes.
const (
	packFiles = 1000
	packBytes = 16 << 20
)

// readPack reads a folder of templates whole: nothing outside it, whatever links say, and no more than a pack may have.
func readPack(dir string) (memfs.Tree, error) {
	shown := filepath.ToSlash(filepath.Clean(dir))
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usageError("--templates DIR is a folder with templates: `vnetloom templates export` makes one", "%s is no folder", shown)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failure(cannot("read the templates", err))
	}
	defer func() { _ = root.Close() }()
	out, size := memfs.Tree{}, 0
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(d.Name(), ".") && name != ".":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return &irregular{path.Join(shown, name), d.Type()}
		case len(out) == packFiles:
			return fmt.Errorf("%s has more than %d files", shown, packFiles)
		}
		content, err := readRegular(root.FS(), name, path.Join(shown, name), packBytes)
		if err != nil {
			return err
		}
		if size += len(content); size > packBytes {
			return fmt.Errorf("%s has more than %d MiB", shown, packBytes>>20)
		}
		out[name] = content
		return nil
	})
	if err != nil {
		return nil, unreadable("read the templates", err)
	}
	return out, nil
}

// templatePack reads and follows a pack. What is wrong with its templates is printed with its lines.
func (a *app) templatePack(dir string) (memfs.Tree, *compile.TemplatePack, error) {
	files, err := readPack(dir)
	if err != nil {
		return nil, nil, err
	}
	pack, err := compile.OpenTemplates(files)
	if err != nil {
		return nil, nil, a.templateFailure(err, dir, files)
	}
	return files, pack, nil
}

// templateFailure prints what is wrong with templates, and fails.
func (a *app) templateFailure(err error, dir string, files memfs.Tree) error {
	var wrong compile.TemplateErrors
	if !errors.As(err, &wrong) {
		return failure(cannot("use the templates", err))
	}
	var list diag.List
	for _, e := range wrong {
		d := diag.Diagnostic{Severity: diag.Error, Summary: "template: " + e.Message, Hint: e.Hint}
		if e.File != "" {
			f := source.New(path.Join(filepath.ToSlash(filepath.Clean(dir)), e.File), files[e.File])
			d.Subject = source.Range{File: f}
			if e.Line > 0 {
				at := offsetOf(files[e.File], e.Line, e.Column)
				d.Subject.Start, d.Subject.End = f.Position(at), f.Position(at)
			}
		}
		list = append(list, d)
	}
	if err := a.print(list); err != nil {
		return failure(cannot("print diagnostics", err))
	}
	return &exit{code: exitFailure}
}

// offsetOf is the offset of a line and a column, which count from 1 and in bytes.
func offsetOf(content []byte, line, column int) int {
	offset := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(string(content[offset:]), '\n')
		if i < 0 {
			break
		}
		offset += i + 1
	}
	return min(offset+max(column-1, 0), len(content))
}

// A templateError is an error of templates on its way to whoever knows their folder.
type templateError struct{ compile.TemplateErrors }

// ofTemplates prints an error of the pack that a run had.
func (a *app) ofTemplates(err error, dir string, files memfs.Tree) error {
	var t *templateError
	if errors.As(err, &t) {
		return a.templateFailure(t.TemplateErrors, dir, files)
	}
	return err
}
