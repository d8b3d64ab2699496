package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// TestExpressionErrors holds each error to its place: the part of the expression between the marks « and ».
func TestExpressionErrors(t *testing.T) {
	for _, row := range [][2]string{
		{`concat('a'«»`, "VL710: expected a comma or a closing parenthesis"},
		{`concat(«»)x`, ""},
		{`«'a»`, "VL710: the string is not closed"},
		{`concat('a') «'b'»`, "VL710: the expression must end here"},
		{`«variable»`, `VL710: "variable" is neither a function call nor a string in single quotes`},
		{`«*»`, "VL710: expected a function, a string in single quotes or a number"},
		{`variables('«»`, ""},
		{`resourceGroup().«)»`, "VL710: expected a property name after the dot"},
		{`«substring('abc', 2, 5)»`, `VL711: "substring" reaches beyond the string of 3 characters`},
		{`toLower(«1»)`, `VL711: argument 1 of "toLower" is a number, not a string`},
		{`concat('é', toLower(«createArray()»))`, `VL711: argument 1 of "toLower" is an array, not a string`},
		{`«add(1)»`, `VL711: function "add" takes 2 arguments, not 1`},
		{`«div(1, 0)»`, `VL711: "div" of 1 and 0 has no result`},
		{`«createObject('name', 1).nam»`, `VL711: the object has no property "nam"; did you mean "name"?`},
		{`«createArray(1)[1]»`, "VL711: index 1 is outside the array of 1 items"},
		{`«null().a»`, "VL711: null cannot be indexed by a string"},
		{`concat('a', «frobnicate»('b'))`, `VL712: function "frobnicate" is not supported`},
		{`«parameters('nme')»`, `VL713: parameter "nme" does not exist in the template`},
		{`«variables('missing')»`, `VL713: variable "missing" does not exist in the template`},
		{`«copyIndex('x')»`, `VL713: copyIndex() stands outside of a copy loop "x"`},
		{`«lambdaVariables('x')»`, `VL713: lambda variable "x" does not exist here`},
		{`map(createArray(1), «'x'»)`, `VL711: argument 2 of "map" is not a lambda with 1 to 2 arguments`},
		{`«fail('no')»`, "VL711: the template calls fail(): no"},
		{`range(0, «10001»)`, `VL711: argument 2 of "range" is a number, not a whole number from 0 to 10000`},
		{`cidrSubnet('10.0.0.0/24', «8», 0)`, `VL711: argument 2 of "cidrSubnet" is a number, not a length from 24 to 32`},
		{`«cidrSubnet('10.0.0.0/24', 25, 2)»`, "VL711: 10.0.0.0/24 has no subnet /25 at index 2"},
		{`«cidrHost('10.0.0.0/30', 2)»`, "VL711: 10.0.0.0/30 has no host at index 2"},
		{`cidrHost(«'10.0.0'», 0)`, `VL711: argument 1 of "cidrHost" is a string, not an address range such as 10.0.0.0/16`},
		{`«resourceId('not-a-guid', 'rg', 'A.B/c', 'x')»`, `VL711: "not-a-guid" is not the id of a subscription`},
		{`«subscriptionResourceId('not-a-guid', 'A.B/c', 'x')»`, `VL711: "not-a-guid" is not the id of a subscription`},
		{`«resourceId('A.B/c/d', 'x')»`, `VL711: type A.B/c/d of "resourceId" takes 2 names, not 1`},
	} {
		if row[1] == "" {
			continue
		}
		before, rest, _ := strings.Cut(row[0], "«")
		marked, after, _ := strings.Cut(rest, "»")
		got, found := evaluate(t, before+marked+after, `"parameters": {"name": {"type": "string"}},`)
		require.Len(t, found, 1, row[0])
		d := found[0]
		require.Equal(t, row[1], d.Code.ID+": "+d.Summary)
		require.Equal(t, "<", got[:1], row[0])
		line := d.Subject.File.Line(d.Subject.Start.Line)
		runes := []rune(line)
		require.Equal(t, d.Subject.Start.Line, d.Subject.End.Line)
		require.Equal(t, before, between(runes, strings.Index(line, `"[`)+3, d.Subject.Start.Column), row[0])
		if marked != "" {
			require.Equal(t, marked, between(runes, d.Subject.Start.Column, d.Subject.End.Column), row[0])
		}
	}
}

// between are the characters from one column up to another.
func between(line []rune, from, to int) string { return string(line[from-1 : to-1]) }

func TestPlacesInsideEscapedStrings(t *testing.T) {
	f := source.New("x", []byte("\"a\\n\\u00e9\\uD83D\\uDE42b\nc\""))
	v, err := parseJSON(f, f.Content, &budget{values: 9, fileBytes: 99}, slips{})
	require.Nil(t, err)
	require.Equal(t, "a\né🙂b\nc", v.Text)
	at := v.inside(strings.Index(v.Text, "b"), strings.Index(v.Text, "b")+1)
	require.Equal(t, source.Position{Line: 1, Column: 23}, at.Start)
	require.Equal(t, source.Position{Line: 1, Column: 24}, at.End)
	at = v.inside(len(v.Text)-1, len(v.Text))
	require.Equal(t, source.Position{Line: 2, Column: 1}, at.Start)
}

func TestErrorsOfTheForm(t *testing.T) {
	for body, want := range map[string]string{
		`"resources": 1`: `main.json:2:14: error[VL704]: "resources" is a number,` +
			` not an array or an object`,
		`"resources": [1]`:                 `main.json:2:15: error[VL704]: a resource is a number, not an object`,
		`"resources": [{"name": "n"}]`:     `main.json:2:15: error[VL704]: a resource has no type`,
		`"resources": [{"type": "A.B/c"}]`: `main.json:2:15: error[VL704]: a resource of type A.B/c has no name`,
		`"resources": [{"type": "A.B/c", "name": "a/b"}]`: `main.json:2:41: error[VL704]: name "a/b" has 2 segments,` +
			` but type A.B/c needs 1`,
		`"resources": [{"type": "A.B/c", "name": ""}]`:                                  `main.json:2:41: error[VL704]: the name of a resource is empty`,
		`"resources": [{"type": "A.B/c", "name": 3}]`:                                   `main.json:2:41: error[VL704]: the name of a resource is a number, not a string`,
		`"resources": [{"type": "A.B/c", "name": "a", "dependsOn": ["b"]}]`:             `main.json:2:60: warning[VL723]: dependency "b" does not exist in the template`,
		`"resources": [{"type": "A.B/c", "name": "a"}, {"type": "A.B/c", "name": "A"}]`: `main.json:2:73: warning[VL724]: A.B/c "A" is declared twice`,
		`"resources": [{"extension": "k", "type": "A.B/c"}]`:                            `main.json:2:29: warning[VL731]: a resource of extension "k" is not supported`,
		`"resources": [], "Resources": []`:                                              `main.json:2:18: warning[VL702]: duplicate key "Resources"`,
		`"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": [{"type": "A.B/c", "name": "n",` +
			` "tags": "[variables('a')]"}]`: `main.json:2:20: error[VL714]: variable "a" depends on itself`,
	} {
		_, found := read(body)
		require.Equal(t, []string{want}, errorsOf(found), body)
	}
}
