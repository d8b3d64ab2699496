package yamlfmt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// byFixed orders the root and what stands under networks.
func byFixed(path []Map) []string {
	switch {
	case len(path) == 1:
		return []string{"vnetloom", "name", "defaults", "networks", "connections"}
	case len(path) == 3 && path[1].Key == "networks":
		return []string{"addressSpace", "labels", "subnets"}
	case len(path) == 3 && path[1].Key == "connections" && path[2].Texts["kind"] == "mesh":
		return []string{"kind", "members"}
	}
	return nil
}

func formatted(t *testing.T, text string) string {
	t.Helper()
	out, err := Format([]byte(text), byFixed)
	require.NoError(t, err, text)
	again, err := Format(out, byFixed)
	require.NoError(t, err)
	require.Equal(t, string(out), string(again), "twice")
	return string(out)
}

func TestOneForm(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"spaces": {"name:   demo   \nnetworks:\n    a:\n        addressSpace:   10.0.0.0/16    # all\n", "name: demo\nnetworks:\n  a:\n    addressSpace: 10.0.0.0/16  # all\n"},
		"order": {"# About.\n\n# The networks.\nnetworks:\n  b: {subnets: {web:   10.0.0.0/26 , data: x}, addressSpace: 10.0.0.0/24}\n  a: 10.1.0.0/24\n\n# Its name.\nname: demo\n",
			"# About.\n\n# Its name.\nname: demo\n# The networks.\nnetworks:\n  b: {addressSpace: 10.0.0.0/24, subnets: {web: 10.0.0.0/26, data: x}}\n  a: 10.1.0.0/24\n"},
		"the modeline stays above": {"# yaml-language-server: $schema=x.json\nname: demo\nvnetloom: v1\n", "# yaml-language-server: $schema=x.json\nvnetloom: v1\nname: demo\n"},
		"lists": {"connections:\n  m:\n    members:\n    -   a\n    - {env:   prod}\n    # the last\n    -   b: 1\n        c: 2\n    - - x\n      - y\n    kind: mesh\n",
			"connections:\n  m:\n    kind: mesh\n    members:\n      - a\n      - {env: prod}\n      # the last\n      - b: 1\n        c: 2\n      - - x\n        - y\n"},
		"a flow on several lines": {"networks: {\n     a: {addressSpace: 10.0.0.0/24},   # first\n\n\n  # then\n  b: [1,2 ,\n 3],\n    }\n",
			"networks: {\n  a: {addressSpace: 10.0.0.0/24},  # first\n\n  # then\n  b: [1, 2,\n    3],\n}\n"},
		"block scalars":                 {"name: |  # text\n     # no comment\n       deeper\n\n     end\n\n\nother: >+\n    kept\n\nlast: >-\n  x\n", "name: |  # text\n     # no comment\n       deeper\n\n     end\n\nother: >+\n    kept\n\nlast: >-\n  x\n"},
		"block scalars that move":       {"a:\n        b: |2\n             x\n            y\n        c: |\n          z\n", "a:\n  b: |2\n       x\n      y\n  c: |\n    z\n"},
		"long values":                   {"a: one\n    two\n\n    three\nb: \"one\n      two\\\n      three\"  # said\nc: 'it''s\n   #here'\nd:\n  alone\n", "a: one\n  two\n\n  three\nb: \"one\n  two\\\n  three\"  # said\nc: 'it''s\n  #here'\nd:\n  alone\n"},
		"anchors":                       {"a: &x   # the first\n    b: 1\nc: *x\nd: &y {a:   1}\ne: {<<:   *y, *x : 2}\nf:\n  z: 1\n  <<: *x\n", "a: &x  # the first\n  b: 1\nc: *x\nd: &y {a: 1}\ne: {<<: *y, *x : 2}\nf:\n  z: 1\n  <<: *x\n"},
		"an alias above its anchor":     {"networks: &n {a: 1}\nname: *n\n", "networks: &n {a: 1}\nname: *n\n"},
		"an anchor that is given twice": {"defaults: &a {x: 1}\nconnections: *a\nnetworks: &a {y:   2}\n", "defaults: &a {x: 1}\nconnections: *a\nnetworks: &a {y: 2}\n"},
		"documents":                     {"%YAML 1.1\n---   # one\na:   1\n...\n---\n\n# only a comment\n---\nb:   2\n\n", "%YAML 1.1\n---   # one\na: 1\n...\n---\n# only a comment\n---\nb: 2\n"},
		"comments of their places":      {"networks:\n  a:\n    x: 1\n    # in a\n  # of b\n  b: 2\n\n    # deep\n# end\n", "networks:\n  a:\n    x: 1\n    # in a\n  # of b\n  b: 2\n\n  # deep\n# end\n"},
		"empty":                         {"", ""},
		"a comment":                     {"\n\n# x\n\n\n# y\n\n", "# x\n\n# y\n"},
		"odd keys":                      {"\"a: b\":   1\n'c' :   2\nhttp://x:   3\n", "\"a: b\": 1\n'c': 2\nhttp://x: 3\n"},
		"a key as a question":           {"? d\n: 4\n", "? d\n: 4\n"},
		"odd values":                    {"a: b:c\nb: {x: http://y:80, \"z\":1}\nc: [a b,  'c, d' , \"e\\\"f\" ]\nd: !!str   5\ne:\n", "a: b:c\nb: {x: http://y:80, \"z\": 1}\nc: [a b, 'c, d', \"e\\\"f\"]\nd: !!str   5\ne:\n"},
		"line ends":                     {"\ufeffa:   1\r\nb: |\r\n   x\r\n\r\n   y\r\n", "\ufeffa: 1\r\nb: |\r\n   x\r\n\r\n   y\r\n"},
		"no last end":                   {"a: |\n    x", "a: |\n    x"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, formatted(t, c.in))
		})
	}
}

func TestWhatIsNoYAMLIsRefusedWithItsLine(t *testing.T) {
	for text, line := range map[string]int{
		"a: [1\n":            1,
		"a: 1\n  b: 2\n":     2,
		"a: *x\n":            0,
		"a: 1\n\tb: 2\n":     2,
		"a: \"x\nb: 1\n":     3,
		"a: 1\rb: 2\n":       1,
		"--- {a: 1}\nb: 2\n": 1,
	} {
		_, err := Format([]byte(text), nil)
		var e *SyntaxError
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, line, e.Line, "%s: %s", text, e.Problem)
	}
	for _, text := range []string{"\xff", "a: \x00"} {
		_, err := Format([]byte(text), nil)
		require.ErrorIs(t, err, ErrEncoding)
	}
}

// Every comment is there once, in every place where one can stand.
func TestNoCommentIsLost(t *testing.T) {
	text := "#0\nnetworks: #1\n #2\n\n  #3\n  b: #4\n    #5\n    subnets: #6\n    #7\n      - x #8\n      #9\n      - #10\n        y: 1 #11\n        #12\n     #13\n    addressSpace: { #14\n      a: 1, #15\n #16\n      b: 2 } #17\n   #18\n#19\n  a: | #20\n    x\n  #21\n\n#22\nname: x #23\n#24\n"
	out := formatted(t, text)
	for i := range 25 {
		require.Equal(t, 1, strings.Count(out, fmt.Sprintf("#%d\n", i)), "#%d in\n%s", i, out)
	}
}

func FuzzWhatIsFormattedIsTheSame(f *testing.F) {
	for _, s := range []string{"a: 1\n", "# x\na:\n- b: |\n    c\n  d: [1, {e: f}] # g\n", "\ufeffa: &b\r\n  c: *b\r\n", "---\na: 'x\n  y'\n...\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out, err := Format([]byte(text), byFixed)
		if err != nil {
			return
		}
		again, err := Format(out, byFixed)
		require.NoError(t, err)
		require.Equal(t, string(out), string(again))
		before, err := parsed(strings.TrimPrefix(text, "\ufeff"))
		require.NoError(t, err)
		after, err := parsed(strings.TrimPrefix(string(out), "\ufeff"))
		require.NoError(t, err)
		require.True(t, sameDocuments(before, after))
	})
}
