package schema

import (
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// A locator finds places in a text: where what begins somewhere ends. Offsets and positions are those of the text as a source.File.
type locator struct {
	content []byte
	file    *source.File
	offset  int // of the place that was asked for last
}

func newLocator(content []byte) *locator {
	return &locator{content: content, file: source.New("", content)}
}

// position is the position of a byte offset.
func (l *locator) position(offset int) source.Position {
	l.offset = max(0, min(offset, len(l.content)))
	return l.file.Position(l.offset)
}

// at is the byte offset of a position; one outside the text is moved to the end of its line, or of the last line.
func (l *locator) at(line, column int) int {
	l.offset = l.file.Offset(source.Position{Line: max(1, min(line, l.file.LineCount())), Column: column})
	return l.offset
}

// span is the range of a file between two byte offsets.
func (l *locator) span(file *source.File, start, end int) source.Range {
	s := l.position(start)
	return source.Range{File: file, Start: s, End: l.position(max(start, end))}
}

// lineEnd is the offset of the end of the line that the offset is in, without blanks.
func (l *locator) lineEnd(offset int) int {
	content := l.content
	_, end := l.file.Bounds(l.file.Position(offset).Line)
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
