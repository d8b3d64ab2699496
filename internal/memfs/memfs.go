// Package memfs owns files that are held in memory, by any name. Everybody may enter.
package memfs

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// FS is a file system of files by their names, which may begin with "..". It has no folders.
type FS map[string][]byte

// Open opens a file.
func (f FS) Open(name string) (fs.File, error) {
	content, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{*bytes.NewReader(content), path.Base(name)}, nil
}

// A file is an open file, and its own description.
type file struct {
	bytes.Reader
	name string
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }
