package page_test

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/difference/page"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// filled is a report in which every text that may be of anyone's file is that text, and every list has n of them. What is a word of vnetloom is one.
func filled(given string, n int) *difference.Report {
	r := &difference.Report{Rehearsal: &difference.Rehearsal{Report: &judge.Report{}}}
	fill(reflect.ValueOf(r).Elem(), given, n, 0)
	r.Verdict, r.Rehearsal.Migrate, r.Rehearsal.Name = "5 pairs lose their path", "the 4 steps of `vnetloom migrate` are not refused", func(string) string { return given }
	kinds := []difference.Change{difference.Lost, difference.Gained, difference.Changed, difference.Unknown, difference.Filtered}
	for i := range r.Paths {
		r.Paths[i].Change = kinds[i%len(kinds)]
		for _, e := range []*difference.Ends{&r.Paths[i].From, &r.Paths[i].To} {
			for j := range e.Parts {
				e.Parts[j].Of = []string{"spokes", "members", "label", "networks", "site", "internet", "all"}[(i+j)%7]
			}
		}
		for _, list := range [][]difference.Way{r.Paths[i].Was, r.Paths[i].Is} {
			for j := range list {
				list[j].Reach = []string{"yes", "one way", "no", "not known"}[(i+j)%4]
			}
		}
	}
	for i := range r.Failures {
		x := &r.Failures[i]
		x.Change, x.Kind, x.Was, x.Is = []difference.Change{difference.Worse, difference.Better}[i%2], "firewall", "kept", "lost"
		for _, e := range []*difference.Ends{&x.From, &x.To} {
			for j := range e.Parts {
				e.Parts[j].Of = []string{"spokes", "members", "label", "networks", "site", "internet", "all"}[(i+j)%7]
			}
		}
	}
	for i := range r.Networks {
		r.Networks[i].Change = []difference.Change{difference.Added, difference.Gone, difference.Changed}[i%3]
		for j := range r.Networks[i].Subnets {
			r.Networks[i].Subnets[j].Change = r.Networks[i].Change
		}
	}
	for i := range r.Promises {
		r.Promises[i].Change, r.Promises[i].Kind = difference.Broken, "expect"
		if i%2 == 0 {
			r.Promises[i].Change, r.Promises[i].Fails = difference.Changed, ""
		}
	}
	for i := range r.NotKnown {
		r.NotKnown[i].Network = "NEW"
	}
	for i := range r.Steps {
		r.Steps[i].Kind = []string{"synchronize", "owner"}[i%2]
	}
	for i := range r.Resources {
		r.Resources[i].Change = []difference.Change{difference.Added, difference.Gone, difference.Changed}[i%3]
		for j := range r.Resources[i].Properties {
			r.Resources[i].Properties[j].Was, r.Resources[i].Properties[j].Is = given, []any{given, map[string]any{given: given}}
		}
	}
	for _, list := range [][]difference.Note{r.Warnings, r.Notes, r.Errors} {
		for i := range list {
			list[i].Code = "VL873"
		}
	}
	for _, list := range [][]judge.Loss{r.Rehearsal.Report.Lost, r.Rehearsal.Report.Bypassed, r.Rehearsal.Report.Opened} {
		for i := range list {
			list[i].State = []string{"apart", "joined by " + given}[i%2]
			list[i].After.Write = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/" + given
		}
	}
	for i := range r.Rehearsal.Report.Ends {
		r.Rehearsal.Report.Ends[i].Is, r.Rehearsal.Report.Ends[i].Meant = "apart", "joined by "+given
	}
	return r
}

// mostNested is how many items a list within a list has.
const mostNested = 2

// fill gives every exported text, number and list of a value something.
func fill(v reflect.Value, given string, n, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), given, n, depth)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), given, n, depth)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Interface {
			return
		}
		if depth > 0 {
			n = min(n, mostNested)
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(v.Index(i), given, n, depth+1)
		}
	case reflect.String:
		v.SetString(given)
	case reflect.Int:
		if v.Type() == reflect.TypeFor[int]() {
			v.SetInt(7)
		}
	}
}

// mark stands in every text of anyone's, so that it is found wherever it gets.
const mark = "zqx"

var hostile = []string{
	"@octocat", "#1", "GH-1", "o/r#1", "https://evil.example", "www.evil.example", "a@evil.example", "<script>alert(1)</script>", "</details>", "<img src=x onerror=alert(1)>", "`", "``` x", "a`b``c```",
	" `", "` ", "|", "\\", "\\`", "**b**", "[a](http://evil.example)", "![a](http://evil.example)", "<!-- -->", "-->", "&lt;", "&#64;x", "\n# x", "\r\n- x", "\x00", "\x1b[31m", "\u202eevil", "\u2066x\u2069",
	"\u200b", "::error::x", "##[error]x", "##vso[task.x]", "$(id)", "\xff\xfe", "", " ", "\t", "0123456789abcdef0123456789abcdef01234567", ":tada:", "$$x$$", "~~x~~", "<http://evil.example>", "{{x}}",
	strings.Repeat("@x ", 500), strings.Repeat("`", 500), "\"'", "javascript:alert(1)", "data:text/html,x", "]]>", "</code>", "</style>", "</title>",
}

// marked are hostile ones, marked at both ends and within.
func marked(s string) []string {
	if len(s) > 100 { // what is cut would lose the mark
		return []string{mark + s}
	}
	return []string{s + mark, mark + s, mark + s + mark, s + mark + s}
}

func TestNothingOfAnyonesLeavesItsPlace(t *testing.T) {
	for _, s := range hostile {
		for _, given := range marked(s) {
			requireHarmless(t, given)
		}
	}
}

func FuzzNothingOfAnyonesLeavesItsPlace(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, given := range marked(s) {
			requireHarmless(t, given)
		}
	})
}

func requireHarmless(t *testing.T, given string) {
	t.Helper()
	r := filled(given, 7)
	requireText(t, page.Text(r), given)
	requireMarkdown(t, page.Markdown(r), given)
	requireHTML(t, page.HTML(r, ""), given)
}

// requireText requires that no line is of anyone's making, and that nothing moves the cursor or reorders what stands beside it.
func requireText(t *testing.T, out, given string) {
	t.Helper()
	require.Truef(t, utf8.ValidString(out), "%q", given)
	require.Truef(t, strings.Contains(out, mark), "%q", given)
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		require.Falsef(t, strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsGraphic(r) }), "%q in %q", given, line)
		require.NotRegexpf(t, `^\s*::[^:].*::|##\[|##vso\[`, line, "%q", given)
		require.Falsef(t, strings.HasPrefix(line, mark) || strings.HasPrefix(strings.TrimSpace(line), "::"), "%q begins a line", given)
	}
}

var ownHTML = regexp.MustCompile(`^(<!-- vnetloom diff -->|<details><summary>[A-Z][A-Za-z ]+: \d+</summary>|</details>)$`)

// requireMarkdown requires that what is of anyone's is code, by a renderer with all that GitHub adds to Markdown, and that the HTML is vnetloom's.
func requireMarkdown(t *testing.T, out, given string) {
	t.Helper()
	source := []byte(out)
	document := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList)).Parser().Parse(text.NewReader(source))
	code := 0
	require.NoError(t, ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			code++
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if s := strings.TrimSpace(string(line.Value(source))); s != "" {
					require.NotContainsf(t, s, mark, "%q", given)
					require.Truef(t, ownHTML.MatchString(s) || strings.HasPrefix(s, "**"), "%q makes HTML %q", given, s)
				}
			}
		case *ast.Text:
			require.NotContainsf(t, string(n.Segment.Value(source)), mark, "%q is no code", given)
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.FencedCodeBlock, *ast.CodeBlock, *ast.Blockquote, *ast.ThematicBreak:
			require.Failf(t, "no place for it", "%q makes %s", given, n.Kind())
		}
		return ast.WalkContinue, nil
	}))
	require.Greater(t, code, 20)
	require.Less(t, len(out), page.MostOfAComment)
}

// requireHTML requires that what is of anyone's is text of a code element, and that there is nothing that loads or runs.
func requireHTML(t *testing.T, out, given string) {
	t.Helper()
	require.Truef(t, utf8.ValidString(out), "%q", given)
	document, err := html.Parse(strings.NewReader(out))
	require.NoError(t, err)
	allowed := map[string]string{"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "", "style": "", "body": "", "main": "", "h1": "", "h2": "", "section": "", "details": "",
		"summary": "", "span": "", "ul": "", "li": "", "b": "class", "code": ""}
	found := 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			attributes, ok := allowed[n.Data]
			require.Truef(t, ok, "%q makes an element %s", given, n.Data)
			for _, a := range n.Attr {
				require.Containsf(t, strings.Fields(attributes), a.Key, "%q makes an attribute of %s", given, n.Data)
				require.NotContainsf(t, a.Val, mark, "%q", given)
			}
		case html.TextNode:
			if strings.Contains(n.Data, mark) {
				found++
				require.Equalf(t, "code", n.Parent.Data, "%q", given)
			}
		case html.CommentNode:
			require.Failf(t, "a comment", "%q", given)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(document)
	require.Greaterf(t, found, 20, "%q", given)
}

// Whatever the size of a change, its comment is taken; each section shows something, and how many more there are.
func TestACommentIsShortAtAnySize(t *testing.T) {
	for _, given := range []string{"network", strings.Repeat("long-name-", 40), strings.Repeat("\u202e", 100), strings.Repeat("`x", 200)} {
		for _, n := range []int{1, 300, 2000} {
			r := filled(given, n)
			for i := range r.Resources { // each its own, so that nothing folds
				r.Resources[i].Type, r.Resources[i].ID = fmt.Sprint("type", i), fmt.Sprint("/id/", i)
			}
			out := page.Markdown(r)
			require.Less(t, len(out), page.MostOfAComment)
			require.Equal(t, strings.Count(out, "<details>"), strings.Count(out, "</details>"))
			if n == 2000 && given == "network" {
				require.Greater(t, len(out), 45_000, "what may be shown is shown")
				require.True(t, regexp.MustCompile("- and [0-9]+ more: ").MatchString(out))
			}
			for _, title := range []string{"#### Paths\n\n- ", "#### Promises\n\n- ", "Resources: "} {
				require.True(t, strings.Contains(out, title), title)
			}
		}
	}
}
