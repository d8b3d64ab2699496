package schema

import (
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/source"
)

// A locator turns byte offsets to positions and back. It remembers where it was, so that going through a file forwards
// costs its length once, however long its lines are.
type locator struct {
	content []byte
	lines   []int // offsets of the first bytes of the lines

	line, column, offset int // the last place, line and column from 1
}

func newLocator(content []byte) *locator {
	l := &locator{content: content, lines: []int{0}, line: 1, column: 1}
	for i, b := range content {
		if b == '\n' {
			l.lines = append(l.lines, i+1)
		}
	}
	return l
}

// position is the position of a byte offset.
func (l *locator) position(offset int) source.Position {
	offset = max(0, min(offset, len(l.content)))
	if offset < l.offset {
		l.seek(l.lineOf(offset))
	}
	for l.line < len(l.lines) && l.lines[l.line] <= offset {
		l.seek(l.line + 1)
	}
	l.column += utf8.RuneCount(l.content[l.offset:offset])
	l.offset = offset
	return source.Position{Line: l.line, Column: l.column}
}

// at is the byte offset of a position; one outside the line is moved to its end.
func (l *locator) at(line, column int) int {
	line = max(1, min(line, len(l.lines)))
	if line != l.line || column < l.column {
		l.seek(line)
	}
	end := len(l.content)
	if line < len(l.lines) {
		end = l.lines[line] - 1
	}
	for l.column < column && l.offset < end {
		_, n := utf8.DecodeRune(l.content[l.offset:])
		l.offset += n
		l.column++
	}
	return l.offset
}

func (l *locator) seek(line int) { l.line, l.column, l.offset = line, 1, l.lines[line-1] }

func (l *locator) lineOf(offset int) int {
	lo, hi := 0, len(l.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; l.lines[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1
}

// span is the range of a file between two byte offsets.
func (l *locator) span(file *source.File, start, end int) source.Range {
	s := l.position(start)
	return source.Range{File: file, Start: s, End: l.position(max(start, end))}
}

// lineEnd is the offset of the end of the line that the offset is in, without blanks.
func (l *locator) lineEnd(offset int) int {
	content := l.content
	end := len(content)
	if line := l.lineOf(offset); line < len(l.lines) {
		end = l.lines[line] - 1
	}
	for end > offset && (content[end-1] == ' ' || content[end-1] == '\t' || content[end-1] == '\r') {
		end--
	}
	return end
}

// quotedEnd is the offset behind the quoted scalar that begins at the offset, or the end of its line.
func (l *locator) quotedEnd(offset int) int {
	content := l.content
	quote := content[offset]
	for i := offset + 1; i < len(content) && content[i] != '\n'; i++ {
		switch {
		case content[i] == '\\' && quote == '"':
			i++
		case content[i] == quote && quote == '\'' && i+1 < len(content) && content[i+1] == '\'':
			i++
		case content[i] == quote:
			return i + 1
		}
	}
	return l.lineEnd(offset)
}

// scalarEnd is the offset behind the scalar that begins at the offset: a quoted one, one whose text is known, or a word.
func (l *locator) scalarEnd(offset int, text string) int {
	content := l.content
	if offset >= len(content) {
		return len(content)
	}
	if c := content[offset]; c == '"' || c == '\'' {
		return l.quotedEnd(offset)
	}
	if text != "" && len(text) <= len(content)-offset && string(content[offset:offset+len(text)]) == text && !strings.Contains(text, "\n") {
		return offset + len(text)
	}
	end := offset
	for end < len(content) && !strings.ContainsRune(" \t\r\n,]}#", rune(content[end])) {
		end++
	}
	return end
}

// closing moves the end of a flow map or list from behind its last child to behind its bracket, where that is on the same
// line as its start; else to the end of the first line.
func (l *locator) closing(start, last int, bracket byte) int {
	content := l.content
	lineEnd := l.lineEnd(start)
	for i := last; i < lineEnd; i++ {
		switch content[i] {
		case ' ', '\t', ',':
		case bracket:
			return i + 1
		default:
			return min(max(last, start+1), lineEnd)
		}
	}
	return lineEnd
}
