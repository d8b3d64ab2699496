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
		{`concat('a'«»`, "VL710: a comma or a closing parenthesis is expected here"},
		{`concat(«»)x`, ""},
		{`«'a»`, "VL710: a string in the expression has no end"},
		{`concat('a') «'b'»`, "VL710: the expression goes on where its end is expected"},
		{`«variable»`, `VL710: "variable" is neither a call of a function nor a string in single quotation marks`},
		{`«*»`, "VL710: a function, a string in single quotation marks or a number is expected here"},
		{`variables('«»`, ""},
		{`resourceGroup().«)»`, "VL710: a property name is expected after the dot"},
		{`«substring('abc', 2, 5)»`, `VL711: "substring" goes beyond the text of 3 characters`},
		{`toLower(«1»)`, `VL711: argument 1 of "toLower" is a number, not a string`},
		{`concat('é', toLower(«createArray()»))`, `VL711: argument 1 of "toLower" is an array, not a string`},
		{`«add(1)»`, `VL711: function "add" takes 2 arguments, here is 1`},
		{`«div(1, 0)»`, `VL711: "div" of 1 and 0 has no result`},
		{`«createObject('name', 1).nam»`, `VL711: the object has no member "nam"; did you mean "name"?`},
		{`«createArray(1)[1]»`, "VL711: the array has 1 items, so none at 1"},
		{`«null().a»`, "VL711: null has no member a string"},
		{`concat('a', «frobnicate»('b'))`, `VL712: function "frobnicate" is not read`},
		{`«dateTimeAdd»('2026-01-01', 'P1D')`, `VL712: function "dateTimeAdd" is not read`},
		{`«parameters('nme')»`, `VL713: the template has no parameter "nme"`},
		{`«variables('missing')»`, `VL713: the template has no variable "missing"`},
		{`«copyIndex('x')»`, `VL713: there is no copy loop "x" around this`},
		{`«lambdaVariables('x')»`, `VL713: there is no lambda variable "x" here`},
		{`map(createArray(1), «'x'»)`, `VL711: argument 2 of "map" is not a lambda of 1 to 2 arguments`},
		{`«fail('no')»`, "VL711: the template fails on purpose: no"},
		{`range(0, «10001»)`, `VL711: argument 2 of "range" is a number, not a whole number from 0 to 10000`},
		{`cidrSubnet('10.0.0.0/24', «8», 0)`, `VL711: argument 2 of "cidrSubnet" is a number, not a length from 24 to 32`},
		{`«cidrSubnet('10.0.0.0/24', 25, 2)»`, "VL711: 10.0.0.0/24 has no range /25 at 2"},
		{`«cidrHost('10.0.0.0/30', 2)»`, "VL711: 10.0.0.0/30 has no host at 2"},
		{`cidrHost(«'10.0.0.0'», 0)`, `VL711: argument 1 of "cidrHost" is a string, not an address range such as 10.0.0.0/16`},
		{`«resourceId('A.B/c/d', 'x')»`, `VL711: type A.B/c/d of "resourceId" wants 2 names, here is 1`},
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
	v, err := parseJSON(source.New("x", []byte("\"a\\n\\u00e9\\uD83D\\uDE42b\nc\"")), &budget{values: 9}, slips{})
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
		`"resources": 1`:                                                                `main.json:2:14: error[VL704]: "resources" is a number, not an array or an object`,
		`"resources": [1]`:                                                              `main.json:2:15: error[VL704]: a resource is a number, not an object`,
		`"resources": [{"name": "n"}]`:                                                  `main.json:2:15: error[VL704]: a resource has no type`,
		`"resources": [{"type": "A.B/c"}]`:                                              `main.json:2:15: error[VL704]: a resource of type A.B/c has no name`,
		`"resources": [{"type": "A.B/c", "name": "a/b"}]`:                               `main.json:2:41: error[VL704]: name "a/b" has 2 segments, type A.B/c wants 1`,
		`"resources": [{"type": "A.B/c", "name": ""}]`:                                  `main.json:2:41: error[VL704]: the name of a resource is empty`,
		`"resources": [{"type": "A.B/c", "name": 3}]`:                                   `main.json:2:41: error[VL704]: the name of a resource is a number, not a text`,
		`"resources": [{"type": "A.B/c", "name": "a", "dependsOn": ["b"]}]`:             `main.json:2:60: warning[VL723]: "b" is not in the template`,
		`"resources": [{"type": "A.B/c", "name": "a"}, {"type": "A.B/c", "name": "A"}]`: `main.json:2:73: warning[VL724]: A.B/c "A" is there twice`,
		`"resources": [{"extension": "k", "type": "A.B/c"}]`:                            `main.json:2:29: warning[VL731]: a resource of extension "k" is not read`,
		`"resources": [], "Resources": []`:                                              `main.json:2:18: warning[VL702]: key "Resources" is there twice`,
		`"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": [{"type": "A.B/c", "name": "n", "tags": "[variables('a')]"}]`: `main.json:2:20: error[VL714]: variable "a" needs itself`,
	} {
		_, found := read(body)
		require.Equal(t, []string{want}, errorsOf(found), body)
	}
}
