package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/source"
)

// A comparison is the output folder beside what should be in it. Paths are relative to the folder, with slashes, sorted.
type comparison struct {
	intent                         string // the name of the intent whose output it should be
	want                           map[string][]byte
	old                            map[string][]byte // content of the stale and the leftover
	missing, stale, leftover, same []string
	inTheWay                       []obstacle
	foreign                        []foreignFile // by path
	interrupted                    bool          // there are temporary files: of a run that was killed, or is under way
}

// A foreignFile is a file that vnetloom has written from another intent.
type foreignFile struct{ path, intent string }

// An obstacle is something in the folder that vnetloom must not replace.
type obstacle struct {
	path, reason string
	forcible     bool // --force overwrites it
}

// outputMax is how much of a file in the output is read, in bytes: more than vnetloom writes into one, as Azure takes no
// template of more than 4 MiB.
const outputMax = 64 << 20

// compare reads what is in the folders of a run below out, and from which intent the files are that stand in the folders of
// other runs. Symbolic links are not followed.
func compare(out, intent string, folders, others []string, want map[string][]byte) (*comparison, error) {
	c := &comparison{intent: intent, want: want, old: map[string][]byte{}}
	t := newOutputTree()
	if info, err := os.Stat(out); err == nil && !info.IsDir() { // opening a pipe may wait for ever
		return nil, fmt.Errorf("%s is %s, not a folder", filepath.ToSlash(out), describe(info.Mode()))
	}
	root, err := os.OpenRoot(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		defer func() { _ = root.Close() }()
		t.root = root
		for _, folder := range folders {
			if err := t.list(folder); err != nil {
				return nil, err
			}
		}
		if err := c.findForeign(root, others); err != nil {
			return nil, err
		}
	}
	names := make([]string, 0, len(want))
	for name := range want {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := c.compareFile(t, name); err != nil {
			return nil, err
		}
	}
	if err := c.findLeftovers(t); err != nil {
		return nil, err
	}
	c.interrupted = c.interrupted || t.temporary
	sort.Slice(c.foreign, func(i, j int) bool { return c.foreign[i].path < c.foreign[j].path })
	return c, nil
}

// findForeign finds what is of other intents in folders whose files are neither written nor removed.
func (c *comparison) findForeign(root *os.Root, folders []string) error {
	t := newOutputTree()
	t.root = root
	for _, folder := range folders {
		if err := t.list(folder); err != nil && !errors.Is(err, fs.ErrPermission) { // what this run need not read may be closed to it
			return err
		}
	}
	c.interrupted = t.temporary
	for name, mode := range t.kinds {
		if !mode.IsRegular() {
			continue
		}
		if _, err := c.isGenerated(t, name); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}

// isGenerated tells whether vnetloom has written a file, and notes it where that was from another intent.
func (c *comparison) isGenerated(t *outputTree, name string) (bool, error) {
	intent, generated, err := t.origin(name)
	if generated && intent != "" && intent != c.intent {
		c.foreign = append(c.foreign, foreignFile{name, intent})
	}
	return generated, err
}

func (c *comparison) compareFile(t *outputTree, name string) error {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if mode, ok := t.kinds[dir]; ok && !mode.IsDir() {
			c.inTheWay = append(c.inTheWay, obstacle{dir, describe(mode) + " where a folder is needed", false})
			return nil
		}
	}
	mode, ok := t.kinds[name]
	switch {
	case !ok:
		c.missing = append(c.missing, name)
		return nil
	case !mode.IsRegular():
		c.inTheWay = append(c.inTheWay, obstacle{name, describe(mode) + " where a file is needed", false})
		return nil
	}
	content, err := t.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another run has just removed it
		c.missing = append(c.missing, name)
		return nil
	case errors.Is(err, errTooLarge):
		c.inTheWay = append(c.inTheWay, obstacle{name, err.Error(), false})
		return nil
	case err != nil:
		return err
	}
	if bytes.Equal(content, c.want[name]) {
		c.same = append(c.same, name)
		return nil
	}
	generated, err := c.isGenerated(t, name)
	if err != nil {
		return err
	}
	if !generated {
		reason := "was not written by vnetloom"
		if _, is := generators.TemplateOf(name); is && !generators.SetsNothing(content) {
			reason = "has content that is not of vnetloom, whose parameter files set nothing: keep it under another name, such as " + betterName(name)
		}
		c.inTheWay = append(c.inTheWay, obstacle{name, reason, true})
	}
	c.stale, c.old[name] = append(c.stale, name), content
	return nil
}

func describe(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "no regular file"
}

// betterName is a name for a parameter file that is the user's: main.prod.parameters.json for main.parameters.json.
func betterName(name string) string {
	template, _ := generators.TemplateOf(path.Base(name))
	return strings.TrimSuffix(template, ".json") + ".prod" + generators.ParametersSuffix
}

// findLeftovers finds the files that we have written and would write no more.
func (c *comparison) findLeftovers(t *outputTree) error {
	wanted := map[string]string{} // lower case -> path
	for name := range c.want {
		wanted[strings.ToLower(name)] = name
	}
	for name, mode := range t.kinds {
		if _, ok := c.want[name]; ok || !mode.IsRegular() {
			continue
		}
		if other, ok := wanted[strings.ToLower(name)]; ok && t.sameFile(name, other) {
			continue // one file to a file system that takes no note of case
		}
		generated, err := c.isGenerated(t, name)
		if err == nil && generated {
			var content []byte
			if content, err = t.read(name); err == nil {
				c.old[name] = content
				c.leftover = append(c.leftover, name)
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errTooLarge) { // another run may just have removed it
			return err
		}
	}
	sort.Strings(c.leftover)
	return nil
}

// refuseForeign is the error that the output is another intent's: two in one folder would take each other's files for
// leftovers. Nil where it is not.
func (c *comparison) refuseForeign(out string) error {
	if len(c.foreign) == 0 {
		return nil
	}
	other := strconv.Quote(c.foreign[0].intent)
	d := diag.Diagnostic{Summary: "nothing was written: " + shownPath(out, "") + " holds the output of another intent, " + other,
		Hint: "give each intent a folder of its own: `--out DIR`. If intent " + other + " is now called " + strconv.Quote(c.intent) +
			", remove its output, or take it over with --force"}
	for i, f := range c.foreign {
		if i == fewFiles {
			d.Related = append(d.Related, diag.Related{Message: "and " + strconv.Itoa(len(c.foreign)-i) + " more"})
			break
		}
		d.Related = append(d.Related, diag.Related{Range: shownFile(out, f.path), Message: "generated from intent " + strconv.Quote(f.intent)})
	}
	return failure(d)
}

// fewFiles is how many files are named where they are an example.
const fewFiles = 5

// obstacles are those that remain with or without force, by path, each once.
func (c *comparison) obstacles(force bool) []obstacle {
	var out []obstacle
	seen := map[string]bool{}
	for _, o := range c.inTheWay {
		if !seen[o.path] && !(force && o.forcible) {
			seen[o.path] = true
			out = append(out, o)
		}
	}
	return out
}

// changes are what would make the folder what it should be.
func (c *comparison) changes(prune bool) []fsatomic.Change {
	var out []fsatomic.Change
	for _, list := range [][]string{c.missing, c.stale} {
		for _, name := range list {
			out = append(out, fsatomic.Change{Path: name, Content: c.want[name]})
		}
	}
	if prune {
		for _, name := range c.leftover {
			out = append(out, fsatomic.Change{Path: name, Remove: true})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

func (c *comparison) verb(change fsatomic.Change) string {
	_, existed := c.old[change.Path]
	switch {
	case change.Remove:
		return "removed"
	case existed:
		return "updated"
	}
	return "created"
}

// differs is the verdict of --check: nil when the folder is what it should be.
func (c *comparison) differs(out string) error {
	var related []diag.Related
	for _, kind := range []struct {
		what  string
		names []string
	}{{"missing", c.missing}, {"stale", c.stale}, {"left over", c.leftover}} {
		for _, name := range kind.names {
			related = append(related, diag.Related{Range: shownFile(out, name), Message: kind.what})
		}
	}
	if len(related) == 0 {
		return nil
	}
	files := "1 file"
	if len(related) > 1 {
		files = strconv.Itoa(len(related)) + " files"
	}
	hint := "`vnetloom generate` with the same arguments, without --check, updates it; `--diff` shows the changes"
	if len(c.leftover) > 0 {
		hint = "`vnetloom generate --prune` with the same arguments, without --check, updates it; `--diff` shows the changes"
	}
	return &exit{exitDiffers, &diag.Diagnostic{Summary: "the output does not match the intent: " + files, Related: related, Hint: hint}}
}

func shownFile(out, name string) source.Range {
	return source.Range{File: source.New(shownPath(out, name), nil)}
}

// An outputTree is what is in the output folder.
type outputTree struct {
	root      *os.Root
	kinds     map[string]fs.FileMode // every file and folder below the targets, but for temporary files
	temporary bool                   // there are such files
}

func newOutputTree() *outputTree { return &outputTree{kinds: map[string]fs.FileMode{}} }

func (t *outputTree) list(target string) error {
	info, err := t.root.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		t.kinds[target] = info.Mode().Type()
		return nil
	}
	return fs.WalkDir(t.root.FS(), target, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && fsatomic.IsTemporary(d.Name()):
			t.temporary = true
		case err == nil:
			t.kinds[name] = d.Type()
		}
		return err
	})
}

func (t *outputTree) sameFile(a, b string) bool {
	x, errX := t.root.Lstat(a)
	y, errY := t.root.Lstat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

var errTooLarge = fmt.Errorf("is larger than %d MiB, and so than anything that vnetloom writes", outputMax>>20)

// read reads a file, or fails with errTooLarge.
func (t *outputTree) read(name string) ([]byte, error) {
	content, err := t.readUpTo(name, outputMax+1)
	if err == nil && len(content) > outputMax {
		return nil, errTooLarge
	}
	return content, err
}

func (t *outputTree) readUpTo(name string, most int64) ([]byte, error) {
	f, err := t.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, most))
}

// origin tells whether vnetloom has written a file, and from which intent: see generators.OriginOf. A parameter file goes
// with its template, as long as it sets nothing.
func (t *outputTree) origin(name string) (intent string, generated bool, err error) {
	head, err := t.readUpTo(name, generators.HeadBytes)
	if err != nil {
		return "", false, err
	}
	template, is := generators.TemplateOf(name)
	if !is {
		intent, generated = generators.OriginOf(name, head)
		return intent, generated, nil
	}
	if mode, ok := t.kinds[template]; !ok || !mode.IsRegular() || !generators.SetsNothing(head) {
		return "", false, nil
	}
	return t.origin(template)
}
