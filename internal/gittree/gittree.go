// Package gittree owns a tree of git's objects as a file system. It runs nothing: who enters gives it what reads an object. Everybody may enter.
package gittree

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Read gives the content of an object by its id in hexadecimal digits.
type Read func(id string) ([]byte, error)

// A Tree is the files of a revision. A symbolic link leads to what it names within the revision; one that leads out of it cannot be opened, and
// neither can a submodule, whose files are in another repository. It is for one goroutine at a time.
type Tree struct {
	root  string
	read  Read
	known map[string][]entry
}

// New makes a file system of a tree, by its id.
func New(root string, read Read) *Tree { return &Tree{root, read, map[string][]entry{}} }

// The errors of what a revision names and does not hold.
var (
	ErrSubmodule = errors.New("is in a submodule, whose files are in another repository")
	ErrOutside   = errors.New("is a symbolic link that leads out of the revision")
	ErrCircle    = errors.New("is a symbolic link that leads to itself")
)

// An entry is a line of a tree.
type entry struct {
	name, id string
	mode     fs.FileMode
}

// mostLinks bounds how many symbolic links are followed to one file.
const mostLinks = 40

// entries are those of a tree.
func (t *Tree) entries(id string) ([]entry, error) {
	if known, ok := t.known[id]; ok {
		return known, nil
	}
	content, err := t.read(id)
	if err != nil {
		return nil, err
	}
	size := hex.DecodedLen(len(id))
	var out []entry
	for rest := content; len(rest) > 0; {
		head, after, ok := bytes.Cut(rest, []byte{0})
		mode, name, both := strings.Cut(string(head), " ")
		if !ok || !both || len(after) < size || name == "" || strings.Contains(name, "/") || name == "." || name == ".." {
			return nil, fmt.Errorf("tree %s cannot be read", id)
		}
		out = append(out, entry{name, hex.EncodeToString(after[:size]), modeOf(mode)})
		rest = after[size:]
	}
	t.known[id] = out
	return out, nil
}

func modeOf(mode string) fs.FileMode {
	switch strings.TrimLeft(mode, "0") {
	case "40000":
		return fs.ModeDir | 0o555
	case "120000":
		return fs.ModeSymlink | 0o444
	case "160000":
		return fs.ModeIrregular
	}
	return 0o444
}

// find is the entry of a name, after symbolic links.
func (t *Tree) find(name string) (entry, error) {
	return t.follow(name, mostLinks)
}

func (t *Tree) follow(name string, links int) (entry, error) {
	at, here := entry{".", t.root, fs.ModeDir | 0o555}, "."
	if name == "." {
		return at, nil
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if !at.mode.IsDir() {
			return entry{}, fs.ErrNotExist
		}
		list, err := t.entries(at.id)
		if err != nil {
			return entry{}, err
		}
		j := slices.IndexFunc(list, func(e entry) bool { return e.name == part })
		if j < 0 {
			return entry{}, fs.ErrNotExist
		}
		at = list[j]
		switch {
		case at.mode&fs.ModeIrregular != 0:
			return entry{}, ErrSubmodule
		case at.mode&fs.ModeSymlink != 0:
			target, err := t.target(at.id, here)
			if err != nil {
				return entry{}, err
			}
			if links == 0 {
				return entry{}, ErrCircle
			}
			return t.follow(path.Join(append([]string{target}, parts[i+1:]...)...), links-1)
		}
		here = path.Join(here, part)
	}
	return at, nil
}

// target is what a symbolic link in a folder leads to, from the root.
func (t *Tree) target(id, folder string) (string, error) {
	content, err := t.read(id)
	if err != nil {
		return "", err
	}
	to := string(content)
	if path.IsAbs(to) || !fs.ValidPath(path.Join(folder, to)) {
		return "", ErrOutside
	}
	return path.Join(folder, to), nil
}

// Open opens a file or a folder by its path from the root.
func (t *Tree) Open(name string) (fs.File, error) {
	failed := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return failed(fs.ErrInvalid)
	}
	e, err := t.find(name)
	if err != nil {
		return failed(err)
	}
	if e.mode.IsDir() {
		list, err := t.entries(e.id)
		if err != nil {
			return failed(err)
		}
		return &folder{file: file{info: info{path.Base(name), e.mode}}, tree: t, at: name, left: list}, nil
	}
	content, err := t.read(e.id)
	if err != nil {
		return failed(err)
	}
	return &file{*bytes.NewReader(content), info{path.Base(name), e.mode}}, nil
}

// Stat describes a file or a folder, and reads no file for it.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	e, err := t.find(name)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return info{path.Base(name), e.mode}, nil
}

// An info is a description without a size, which is 0: trees do not have it.
type info struct {
	name string
	mode fs.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return 0 }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

type file struct {
	bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// A folder is an open folder. What a symbolic link leads to stands in it under the link's name, where that is in the revision.
type folder struct {
	file
	tree *Tree
	at   string
	left []entry
}

// ReadDir gives the next entries, by their names.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.left) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.left) {
		n = len(f.left)
	}
	list := slices.Clone(f.left[:n])
	f.left = f.left[n:]
	out := make([]fs.DirEntry, 0, n)
	for _, e := range list {
		mode := e.mode
		if mode&fs.ModeSymlink != 0 {
			if to, err := f.tree.find(path.Join(f.at, e.name)); err == nil && !to.mode.IsDir() {
				mode = to.mode
			}
		}
		out = append(out, fs.FileInfoToDirEntry(info{e.name, mode}))
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}
