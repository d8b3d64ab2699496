package templates

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// encoders are the functions whose result may be printed. Each takes and gives Code.
var encoders = []string{"indent", "join"}

// conditions are the built-in functions that a template may use to choose. What they give is never printed.
var conditions = []string{"and", "or", "not", "eq", "ne", "len", "lt", "gt"}

// targets are the folders that hold templates.
func targets(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(Sources(), "*/*.tmpl")
	require.NoError(t, err)
	var dirs []string
	for _, name := range names {
		dirs = append(dirs, path.Dir(name))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

func TestTemplatesPrintOnlyFieldsAndEncodedCode(t *testing.T) {
	require.Contains(t, targets(t), "bicep")
	for _, target := range targets(t) {
		set, err := Parse(target)
		require.NoError(t, err)
		for _, x := range set.Templates() {
			t.Run(target+"/"+x.Name(), func(t *testing.T) {
				if x.Tree != nil {
					checkNode(t, x.Tree.Root)
				}
			})
		}
	}
}

// checkNode walks a template. Only range, if, with, template, break and text are let through besides printing actions.
func checkNode(t *testing.T, n parse.Node) {
	t.Helper()
	switch n := n.(type) {
	case nil, *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
	case *parse.ListNode:
		if n != nil {
			for _, item := range n.Nodes {
				checkNode(t, item)
			}
		}
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			assert.True(t, prints(n.Pipe), "%s prints something else than a field", n)
		}
		checkFunctions(t, n.Pipe, encoders)
	case *parse.IfNode:
		checkBranch(t, &n.BranchNode)
	case *parse.WithNode:
		checkBranch(t, &n.BranchNode)
	case *parse.RangeNode:
		checkBranch(t, &n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			checkFunctions(t, n.Pipe, nil)
		}
	default:
		assert.Fail(t, "not allowed", "%T: %s", n, n)
	}
}

func checkBranch(t *testing.T, n *parse.BranchNode) {
	t.Helper()
	checkFunctions(t, n.Pipe, conditions)
	checkNode(t, n.List)
	checkNode(t, n.ElseList)
}

// prints tells whether a pipeline is a field, or ends in an encoder. That fields are Code is for Render to check.
func prints(p *parse.PipeNode) bool {
	last := p.Cmds[len(p.Cmds)-1]
	if id, ok := last.Args[0].(*parse.IdentifierNode); ok {
		return slices.Contains(encoders, id.Ident)
	}
	return len(p.Cmds) == 1 && len(last.Args) == 1 && isField(last.Args[0])
}

// isField tells a field, a variable's field, or the dot.
func isField(n parse.Node) bool {
	switch n.(type) {
	case *parse.FieldNode, *parse.DotNode, *parse.VariableNode:
		return true
	}
	return false
}

func checkFunctions(t *testing.T, p *parse.PipeNode, allowed []string) {
	t.Helper()
	for _, c := range p.Cmds {
		for _, arg := range c.Args {
			switch arg := arg.(type) {
			case *parse.IdentifierNode:
				assert.Contains(t, allowed, arg.Ident, "%s", p)
			case *parse.PipeNode:
				checkFunctions(t, arg, allowed)
			case *parse.FieldNode, *parse.DotNode, *parse.VariableNode, *parse.NumberNode, *parse.StringNode:
			default:
				assert.Fail(t, "not allowed", "%T in %s", arg, p)
			}
		}
	}
}

func TestTheRuleFindsWhatItForbids(t *testing.T) {
	for _, text := range []string{`{{"literal"}}`, `{{1}}`, `{{printf "%s" .A}}`, `{{len .A}}`, `{{.A | printf "%q"}}`, `{{if index .A 0}}x{{end}}`,
		`{{.A.Method 1}}`, `{{(index .A 0).B}}`} {
		set, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte(text)}})
		require.NoError(t, err, text)
		inner := &testing.T{}
		checkNode(inner, set.Lookup("a.tmpl").Root)
		assert.True(t, inner.Failed(), text)
	}
}

func TestOnlyAllowedFunctionsAreThere(t *testing.T) {
	var names []string
	for name := range functions() {
		names = append(names, name)
	}
	assert.ElementsMatch(t, encoders, names)
	for _, name := range []string{"shuffle", "randInt", "env", "now", "genPrivateKey", "keys", "squote", "uuidv4", "getHostByName"} {
		_, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte("{{" + name + "}}")}})
		assert.Error(t, err, name)
	}
}

func TestEncodersKeepCode(t *testing.T) {
	set, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte(`{{.A | indent 2}};{{join ", " .B}}`)}})
	require.NoError(t, err)
	out, err := Render(set, "a.tmpl", struct {
		A Code
		B []Code
	}{"a\nb", []Code{"x", "y"}})
	require.NoError(t, err)
	assert.Equal(t, "  a\n  b;x, y", string(out))
}

func TestAViewHoldsCodeOnly(t *testing.T) {
	set, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte("{{.A}}")}})
	require.NoError(t, err)
	for name, view := range map[string]any{
		"string":    struct{ A string }{"x"},
		"number":    struct{ A int }{1},
		"interface": struct{ A any }{Code("x")},
		"map":       struct{ A map[string]Code }{},
		"nested":    struct{ A []struct{ B *string } }{},
		"nil":       nil,
	} {
		_, err := Render(set, "a.tmpl", view)
		assert.Error(t, err, name)
	}
	out, err := Render(set, "a.tmpl", &struct {
		A Code
		B []struct{ C bool }
	}{A: "x"})
	require.NoError(t, err)
	assert.Equal(t, "x", string(out))
	_, err = Render(set, "a.tmpl", struct{ B Code }{})
	assert.Error(t, err, "a field that is missing")
}

func TestAPackOverridesAndAdds(t *testing.T) {
	pack := fstest.MapFS{"bicep/main.bicepparam.tmpl": {Data: []byte("mine {{.Main}}\n")}, "pulumi/x.tmpl": {Data: []byte("x")}}
	set, err := Parse("bicep", pack)
	require.NoError(t, err)
	out, err := Render(set, "main.bicepparam.tmpl", BicepParameters{Main: "'x'"})
	require.NoError(t, err)
	assert.Equal(t, "mine 'x'\n", string(out))
	assert.NotNil(t, set.Lookup("main.bicep.tmpl"))
	_, err = Parse("pulumi", pack)
	require.NoError(t, err)
	_, err = Parse("pulumi")
	assert.Error(t, err)
}

func TestTemplatesHaveNoCarriageReturnsAndEndInALineBreak(t *testing.T) {
	names, err := fs.Glob(Sources(), "*/*.tmpl")
	require.NoError(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(Sources(), name)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "\r", name)
		assert.True(t, strings.HasSuffix(string(text), "\n"), name)
	}
}
