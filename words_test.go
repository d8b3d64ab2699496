package vnetloom_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// This file holds what users read to the words of network engineers and of Azure: messages (the string literals of the rooms),
// pages of diagnostics, docs, comments of the language. A word that is found is replaced, or its sentence is listed in
// allowedWords with the reason.

// pendingRooms are rooms whose string literals still have old words, with the reason. Empty it room by room.
var pendingRooms = map[string]string{
	"azure":      "descriptions of stages are emitted bytes: they change with the outputs",
	"generators": "descriptions and steps are emitted bytes: they change with the outputs",
	"templates":  "the templates are emitted bytes: they change with the outputs",
}

// pendingNames are rooms whose declared names still have old words, though their messages have none.
var pendingNames = map[string]string{}

// oldWords are the words that nobody in the field says, and what to write instead.
var oldWords = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?i)\bannounc\w*`), "advertise"},
	{regexp.MustCompile(`(?i)\bstraight\b`), "direct, directly"},
	{regexp.MustCompile(`(?i)\bgo(es)? (before|first)\b`), "takes precedence over"},
	{regexp.MustCompile(`(?i)\b(that|which) there (is|are) not\b`), "does not exist, nonexistent"},
	{regexp.MustCompile(`(?i)\bthere (is|are) no (network|subnet|site|circuit|profile|tenant|subscription|virtual WAN)\b.*%q`), "… does not exist, is not declared"},
	{regexp.MustCompile(`(?i)\bnobody( else)?'s\b`), "name the owner"},
	{regexp.MustCompile(`(?i)\bsome(body|one) else('s)?\b`), "another owner, external"},
	{regexp.MustCompile(`(?i)\b(ours|theirs)\b`), "created, existing, external"},
	{regexp.MustCompile(`(?i)\b(made|written) by us\b|\b(rules|that) we (do not|make)\b|\bfrom us\b`), "created by the intent, vnetloom"},
	{regexp.MustCompile(`(?i)\bwholes\b|\bthe whole of\b|\b(writes?|written|replaces?|peered) ((it|them|the \w+|resources) )?whole\b`), "completely, as a whole network"},
	{regexp.MustCompile(`(?i)\bin other letters\b`), "has the wrong letter case"},
	{regexp.MustCompile(`(?i)\b(route|routes|leads?) (to )?nowhere\b`), "next hop None, unreachable"},
	{regexp.MustCompile(`(?i)\bsecond opinion\b`), "the proof"},
	{regexp.MustCompile(`(?i)\b(told|tells?|tell) (\w+ ){0,3}apart\b`), "distinguish"},
	{regexp.MustCompile(`(?i)\bhangs? on\b`), "depends on"},
	{regexp.MustCompile(`(?i)\bonward\b`), "further BGP connections"},
	{regexp.MustCompile(`(?i)\bcannot be this\b`), "say what is not supported"},
	{regexp.MustCompile(`(?i)\bstands twice\b`), "appears twice"},
}

// oldNames are words that a declared name of a room must not have, by the same reasons.
var oldNames = map[string]string{
	"announce": "advertise", "announced": "advertised", "announces": "advertises", "straight": "direct", "ours": "created", "theirs": "external",
	"said": "reported", "told": "reported, advertised", "wholes": "deployments",
}

// allowedWords are sentences, or parts of them, in which an old word is right, with the reason.
var allowedWords = map[string]string{}

// A reading is a text that a user reads, and where it stands.
type reading struct{ at, text string }

var filesOnce struct {
	sync.Once
	files []goFile
}

// readFiles parses the Go files of the module once for all tests of this file.
func readFiles(t *testing.T) []goFile {
	t.Helper()
	filesOnce.Do(func() { filesOnce.files = goFiles(t) })
	return filesOnce.files
}

// pendingRoom tells whether the string literals of a room are not held to the words yet.
func pendingRoom(room string) bool {
	for pending := range pendingRooms {
		if within(room, pending) {
			return true
		}
	}
	return false
}

// messages are the string literals of the rooms. Imports and struct tags are no messages.
func messages(t *testing.T) []reading {
	t.Helper()
	var out []reading
	for _, f := range readFiles(t) {
		if f.test || pendingRoom(f.room) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				n.Tag = nil
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				if n.Kind == token.STRING && err == nil {
					out = append(out, reading{f.path, text})
				}
			}
			return true
		})
	}
	return out
}

// diagnosticPages are the pages of codes of all rooms, by paragraph; examples are YAML and JSON of a user.
func diagnosticPages(t *testing.T) []reading {
	t.Helper()
	var out []reading
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(filepath.Dir(name)) != "codes" || filepath.Ext(name) != ".md" {
			return err
		}
		content, err := os.ReadFile(name)
		out = append(out, paragraphs(filepath.ToSlash(name), string(content))...)
		return err
	}))
	require.GreaterOrEqual(t, len(out), 1000)
	return out
}

// prose are README.md, CONTRIBUTING.md and docs/ by paragraph, without what is in fences: a command's output is held by its messages.
func prose(t *testing.T) []reading {
	t.Helper()
	var out []reading
	for _, file := range append(pages(t), "CONTRIBUTING.md") {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		out = append(out, paragraphs(filepath.ToSlash(file), fence.ReplaceAllString(string(content), ""))...)
	}
	return out
}

// paragraphs divides a page. A line break within a paragraph is a space.
func paragraphs(at, page string) []reading {
	var out []reading
	for _, text := range regexp.MustCompile(`\n[ \t]*\n`).Split(page, -1) {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			out = append(out, reading{at, text})
		}
	}
	return out
}

// languageComments are the comments of the language, of which its reference is made.
func languageComments(t *testing.T) []reading {
	t.Helper()
	files, err := filepath.Glob("schema/*.cue")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var out []reading
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, line := range strings.Split(string(content), "\n") {
			if _, comment, ok := strings.Cut(line, "// "); ok {
				out = append(out, reading{filepath.ToSlash(file), comment})
			}
		}
	}
	return out
}

// found are the old words of a text, each with what to write instead.
func found(r reading) []string {
	text := r.text
	for allowed := range allowedWords {
		text = strings.ReplaceAll(text, allowed, "")
	}
	var out []string
	for _, w := range oldWords {
		if old := w.pattern.FindString(text); old != "" {
			out = append(out, fmt.Sprintf("%s: %q (write: %s) in %q", r.at, old, w.instead, r.text))
		}
	}
	return out
}

func TestWordsAreThoseOfTheField(t *testing.T) {
	for name, readings := range map[string][]reading{
		"messages": messages(t), "pages of diagnostics": diagnosticPages(t), "docs": prose(t), "comments of the language": languageComments(t),
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range readings {
				for _, old := range found(r) {
					t.Error(old)
				}
			}
		})
	}
}

// A sentence stays allowed as long as it is written somewhere.
func TestAllowedWordsAreWritten(t *testing.T) {
	all := slices.Concat(messages(t), diagnosticPages(t), prose(t), languageComments(t))
	for allowed, reason := range allowedWords {
		require.NotEmpty(t, reason, allowed)
		require.Truef(t, slices.ContainsFunc(all, func(r reading) bool { return strings.Contains(r.text, allowed) }), "%q is written nowhere", allowed)
	}
}

// A room is pending as long as it needs to be, and no longer.
func TestPendingRoomsExistAndHaveOldWords(t *testing.T) {
	if len(pendingRooms) == 0 {
		return
	}
	kept := pendingRooms
	defer func() { pendingRooms = kept }()
	pendingRooms = nil
	all := messages(t)
	for room := range kept {
		require.DirExists(t, room)
		if filepath.Base(room) == "templates" { // its texts are files, which no literal holds
			continue
		}
		require.Truef(t, slices.ContainsFunc(all, func(r reading) bool { return within(r.at, room) && len(found(r)) > 0 }),
			"%s has no old words any more: take it out of pendingRooms", room)
	}
}

var nameWord = regexp.MustCompile(`[A-Z]?[a-z0-9]+|[A-Z]+`)

// Names are held to the words too: those that a file declares.
func TestNamesAreThoseOfTheField(t *testing.T) {
	for _, f := range readFiles(t) {
		if _, pending := pendingNames[f.room]; pending || f.test || pendingRoom(f.room) {
			continue
		}
		for _, name := range declared(f.ast) {
			for _, word := range nameWord.FindAllString(name, -1) {
				if instead, old := oldNames[strings.ToLower(word)]; old {
					t.Errorf("%s declares %s: %s is %s", f.path, name, word, instead)
				}
			}
		}
	}
}

// declared are the names of functions, types, variables, constants, fields and parameters that a file declares.
func declared(file *ast.File) []string {
	var out []string
	add := func(ids ...*ast.Ident) {
		for _, id := range ids {
			out = append(out, id.Name)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(n.Name)
		case *ast.TypeSpec:
			add(n.Name)
		case *ast.ValueSpec:
			add(n.Names...)
		case *ast.Field:
			add(n.Names...)
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				if id, ok := e.(*ast.Ident); ok && n.Tok == token.DEFINE {
					add(id)
				}
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok && n.Tok == token.DEFINE {
					add(id)
				}
			}
		}
		return true
	})
	return out
}
