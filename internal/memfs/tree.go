package memfs

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Tree is a file system of files by their slash paths, with the folders that these stand in.
type Tree map[string][]byte

// Open opens a file or a folder.
func (t Tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if content, ok := t[name]; ok {
		return &file{*bytes.NewReader(content), path.Base(name)}, nil
	}
	entries := t.entries(name)
	if len(entries) == 0 && name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &folder{name: path.Base(name), entries: entries}, nil
}

// entries are what is in a folder, by name.
func (t Tree) entries(dir string) []fs.DirEntry {
	seen := map[string]fs.DirEntry{}
	for name, content := range t {
		below := name
		if dir != "." {
			var in bool
			if below, in = strings.CutPrefix(name, dir+"/"); !in {
				continue
			}
		}
		first, _, deeper := strings.Cut(below, "/")
		if deeper {
			seen[first] = fs.FileInfoToDirEntry(&folder{name: first})
		} else {
			seen[first] = fs.FileInfoToDirEntry(&file{*bytes.NewReader(content), first})
		}
	}
	var out []fs.DirEntry
	for _, e := range seen {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

// A folder is an open folder, and its own description.
type folder struct {
	name    string
	entries []fs.DirEntry // those that are not read yet
}

func (f *folder) Stat() (fs.FileInfo, error) { return f, nil }
func (f *folder) Close() error               { return nil }
func (f *folder) Name() string               { return f.name }
func (f *folder) Size() int64                { return 0 }
func (f *folder) Mode() fs.FileMode          { return fs.ModeDir | 0o555 }
func (f *folder) ModTime() time.Time         { return time.Time{} }
func (f *folder) IsDir() bool                { return true }
func (f *folder) Sys() any                   { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
}

// ReadDir reads the next n entries, or all of them.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.entries) {
		if n > 0 && len(f.entries) == 0 {
			return nil, io.EOF
		}
		n = len(f.entries)
	}
	out := f.entries[:n]
	f.entries = f.entries[n:]
	return out, nil
}
