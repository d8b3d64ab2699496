// Package source owns the places that a reader of text can point at: files, positions and ranges.
//
// It holds text, it never interprets it. Everybody may enter.
package source

import (
	"path"
	"sort"
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
	lines []int  // offset of the first byte of each line
	marks []mark // the first character at or after each multiple of stride
}

// A mark is the first byte of a character, and how many characters are before it.
type mark struct{ offset, characters int }

// stride is how many bytes are between two marks: a place is found without reading its line from the start, however long
// that is.
const stride = 1 << 10

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
		f.lines, f.marks = []int{0}, []mark{{}}
		characters := 0
		for i := 0; i < len(f.Content); characters++ {
			if i >= len(f.marks)*stride {
				f.marks = append(f.marks, mark{i, characters})
			}
			b, size := f.Content[i], 1
			switch {
			case b == '\n':
				f.lines = append(f.lines, i+1)
			case b >= utf8.RuneSelf:
				_, size = utf8.DecodeRune(f.Content[i:])
			}
			i += size
		}
	})
	return f.lines
}

// charactersBefore counts the characters before a byte offset.
func (f *File) charactersBefore(offset int) int {
	m := f.marks[min(offset/stride, len(f.marks)-1)]
	if m.offset > offset {
		m = f.marks[offset/stride-1]
	}
	return m.characters + utf8.RuneCount(f.Content[m.offset:offset])
}

// Bounds are the offsets of the first byte of line n (from 1) and of its line break (that of CR LF too), or of the end of the file; both are 0
// where there is no such line.
func (f *File) Bounds(n int) (start, end int) {
	lines := f.index()
	if n < 1 || n > len(lines) {
		return 0, 0
	}
	start, end = lines[n-1], len(f.Content)
	if n < len(lines) {
		end = lines[n] - 1
	}
	if end > start && f.Content[end-1] == '\r' {
		end--
	}
	return start, end
}

// Offset is the byte offset of a position: the inverse of Position. A column beyond the line is moved to the line's end, a
// line that is not there to 0.
func (f *File) Offset(p Position) int {
	start, end := f.Bounds(p.Line)
	if p.Column <= 1 || start == end {
		return start
	}
	want := f.charactersBefore(start) + p.Column - 1
	first := start / stride
	after := sort.Search(len(f.marks)-first, func(i int) bool { return f.marks[first+i].characters > want })
	at := mark{start, want - p.Column + 1}
	if m := f.marks[first+max(after, 1)-1]; m.offset > start {
		at = m
	}
	for at.offset < end && at.characters < want {
		_, size := utf8.DecodeRune(f.Content[at.offset:])
		at.offset += size
		at.characters++
	}
	return min(at.offset, end)
}

// Line returns the text of line n (from 1) without its line break, or "" where there is no such line.
func (f *File) Line(n int) string {
	start, end := f.Bounds(n)
	return string(f.Content[start:end])
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
	return Position{Line: lo + 1, Column: f.charactersBefore(offset) - f.charactersBefore(lines[lo]) + 1}
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
