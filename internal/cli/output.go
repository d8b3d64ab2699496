package cli

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/source"
)

// A comparison is the output folder beside what should be in it. Paths are relative to the folder, with slashes, sorted.
type comparison struct {
	want                           map[string][]byte
	old                            map[string][]byte // content of the stale and the leftover
	missing, stale, leftover, same []string
	inTheWay                       []obstacle
}

// An obstacle is something in the folder that is not ours to replace.
type obstacle struct {
	path, reason string
	forcible     bool // --force overwrites it
}

// compare reads what is in the folders of the targets below out. Symbolic links are not followed.
func compare(out string, targets []string, want map[string][]byte) (*comparison, error) {
	c := &comparison{want: want, old: map[string][]byte{}}
	t := &outputTree{kinds: map[string]fs.FileMode{}}
	root, err := os.OpenRoot(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		defer func() { _ = root.Close() }()
		t.root = root
		for _, target := range targets {
			if err := t.list(target); err != nil {
				return nil, err
			}
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
	return c, c.findLeftovers(t)
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
	content, err := t.root.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another run has just removed it
		c.missing = append(c.missing, name)
		return nil
	case err != nil:
		return err
	}
	if bytes.Equal(content, c.want[name]) {
		c.same = append(c.same, name)
		return nil
	}
	ours, err := t.isOurs(name)
	if err != nil {
		return err
	}
	if !ours {
		c.inTheWay = append(c.inTheWay, obstacle{name, "was not written by vnetloom", true})
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
	}
	return "something else"
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
		ours, err := t.isOurs(name)
		if err == nil && ours {
			var content []byte
			if content, err = t.root.ReadFile(name); err == nil {
				c.old[name] = content
				c.leftover = append(c.leftover, name)
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a temporary file of another run may just have got its name
			return err
		}
	}
	sort.Strings(c.leftover)
	return nil
}

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
	root  *os.Root
	kinds map[string]fs.FileMode // every file and folder below the targets
}

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

// The sentence that every file of ours carries near its start.
const (
	ownBegin, ownEnd = "Code generated by vnetloom from ", "; DO NOT EDIT."
	ownWithin        = 4 << 10  // where it begins
	headerMax        = 64 << 10 // how long it may be: it names every file of the intent
)

const parametersSuffix = ".parameters.json"

// isOurs tells whether we have written a file. A parameter file cannot carry the sentence: it goes with its template.
func (t *outputTree) isOurs(name string) (bool, error) {
	if template, ok := strings.CutSuffix(name, parametersSuffix); ok {
		name = template + ".json"
		if mode, ok := t.kinds[name]; !ok || !mode.IsRegular() {
			return false, nil
		}
	}
	f, err := t.root.Open(name)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	head, err := io.ReadAll(io.LimitReader(f, headerMax))
	if err != nil {
		return false, err
	}
	begin := bytes.Index(head[:min(len(head), ownWithin)], []byte(ownBegin))
	if begin < 0 {
		return false, nil
	}
	line, _, _ := bytes.Cut(head[begin:], []byte("\n"))
	return bytes.Contains(line, []byte(ownEnd)), nil
}
