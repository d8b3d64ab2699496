// Package source owns the places that a reader of text can point at: files, positions and ranges.
//
// It holds text, it never interprets it. Everybody may enter.
package source

import (
	"bytes"
	"path"
	"strconv"
	"sync"
	"unicode/utf8"
)

// A File is one named text. Name is what a person calls it: the path as given, with slashes.
// Make one with New; a File is safe for concurrent use.
type File struct {
	Name    string
	Content []byte

	once  sync.Once
	lines []int // offset of the first byte of each line
}

// New returns the file of that name and content.
func New(name string, content []byte) *File { return &File{Name: name, Content: content} }

// Parent is the folder above a folder, both by clean paths with slashes: that above "." is "..", and above ".." it is "../..".
func Parent(dir string) string {
	if dir == "." || path.Base(dir) == ".." {
		return path.Join(dir, "..")
	}
	return path.Dir(dir)
}

func (f *File) index() []int {
	f.once.Do(func() {
		f.lines = []int{0}
		for i, b := range f.Content {
			if b == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// Line returns the text of line n (from 1) without its line break, or "" where there is no such line.
func (f *File) Line(n int) string {
	lines := f.index()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(f.Content)
	if n < len(lines) {
		end = lines[n] - 1
	}
	return string(bytes.TrimSuffix(f.Content[lines[n-1]:end], []byte("\r")))
}

// LineCount is the number of lines; a file that ends in a line break has one more, empty.
func (f *File) LineCount() int { return len(f.index()) }

// Position returns the position of a byte offset; an offset outside the file is moved to its nearest end.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Content)))
	lines := f.index()
	lo, hi := 0, len(lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; lines[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return Position{Line: lo + 1, Column: utf8.RuneCount(f.Content[lines[lo]:offset]) + 1}
}

// A Position is a line and a column, both from 1; columns count characters (runes). The zero value is no position.
type Position struct{ Line, Column int }

// A Range is a stretch of a file: Start inclusive, End exclusive. An End at or before Start marks a single point.
// The zero value is no place at all.
type Range struct {
	File       *File
	Start, End Position
}

// IsZero tells whether the range is no place.
func (r Range) IsZero() bool { return r.File == nil }

// Less orders ranges by file name, then by start.
func (r Range) Less(o Range) bool {
	a, b := "", ""
	if r.File != nil {
		a = r.File.Name
	}
	if o.File != nil {
		b = o.File.Name
	}
	if a != b {
		return a < b
	}
	if r.Start.Line != o.Start.Line {
		return r.Start.Line < o.Start.Line
	}
	return r.Start.Column < o.Start.Column
}

// String is "name:line:column", "name" where the place in it is not known, "" for the zero range.
func (r Range) String() string {
	switch {
	case r.File == nil:
		return ""
	case r.Start.Line == 0:
		return r.File.Name
	}
	return r.File.Name + ":" + strconv.Itoa(r.Start.Line) + ":" + strconv.Itoa(r.Start.Column)
}

// MarshalText makes a range readable in JSON: as String.
func (r Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
