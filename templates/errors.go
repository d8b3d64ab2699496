package templates

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template"
)

// An Error is what is wrong with a template, and where. Lines and columns begin with 1, columns count bytes; 0 is the file as a whole.
type Error struct {
	File          string // in the pack: bicep/main.bicep.tmpl
	Line, Column  int
	Message, Hint string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors are all that is wrong with a pack, by file and place.
type Errors []*Error

func (l Errors) Error() string {
	var lines []string
	for _, e := range l {
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// files are the texts of templates: by the names under which they are parsed, with the files that they are of.
type files map[string]file

type file struct {
	path string // in its pack
	text []byte
}

// at is the place of an offset in the file of a parsed template.
func (f files) at(parsed string, offset int) *Error {
	of, ok := f[parsed]
	if !ok || offset < 0 || offset > len(of.text) {
		return &Error{File: parsed}
	}
	before := of.text[:offset]
	return &Error{File: of.path, Line: 1 + bytes.Count(before, []byte("\n")), Column: offset - bytes.LastIndexByte(before, '\n')}
}

var (
	parseMessage = regexp.MustCompile(`(?s)^template: (.+?):(\d+)(?::(\d+))?: (.*)$`)
	undefined    = regexp.MustCompile(`^function "([^"]+)" not defined$`)
	quotedWord   = regexp.MustCompile(`"([^"]+)"|<([^>]+)>`)
)

// placed is an error of text/template with its place. Where it says a line alone, the column is that of the word that it is about.
func (f files) placed(err error) *Error {
	m := parseMessage.FindStringSubmatch(err.Error())
	if m == nil {
		return &Error{Message: err.Error()}
	}
	of := f[m[1]]
	e := &Error{File: of.path, Message: m[4]}
	if of.path == "" {
		e.File = m[1]
	}
	e.Line, _ = strconv.Atoi(m[2])
	if m[3] != "" {
		column, _ := strconv.Atoi(m[3])
		e.Column = column + 1
		return e
	}
	e.Column = columnOf(of.text, e.Line, e.Message)
	if u := undefined.FindStringSubmatch(e.Message); u != nil {
		e.Message, e.Hint = refusedFunction(u[1])
	}
	return e
}

// columnOf finds in a line the word that a message is about, or else its first action.
func columnOf(text []byte, line int, message string) int {
	lines := bytes.Split(text, []byte("\n"))
	if line < 1 || line > len(lines) {
		return 1
	}
	for _, m := range quotedWord.FindAllStringSubmatch(message, -1) {
		word := m[1] + m[2]
		if i := bytes.Index(lines[line-1], []byte(word)); i >= 0 {
			return i + 1
		}
	}
	return max(bytes.Index(lines[line-1], []byte("{{"))+1, 1)
}

// executed is the error of an execution, with its place and without the words of text/template around it.
func (f files) executed(err error) error {
	var e template.ExecError
	if !errors.As(err, &e) {
		return err
	}
	var own *boundError
	placed := f.placed(errors.New(e.Error()))
	if errors.As(err, &own) {
		placed.Message, placed.Hint = own.message, own.hint
	} else if _, after, ok := strings.Cut(placed.Message, ">: "); ok {
		placed.Message = after
	}
	return Errors{placed}
}
