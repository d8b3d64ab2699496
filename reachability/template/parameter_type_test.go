package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The engine refuses these values wherever the parameter is: in a file, and in a deployment that nothing of uses it.
func TestAValueFitsTheTypeOfItsParameter(t *testing.T) {
	const (
		size   = `"type": "object", "properties": {"name": {"type": "string", "minLength": 2}, "zones": {"type": "array", "items": {"type": "int"}, "nullable": true}}`
		closed = size + `, "additionalProperties": false`
		shapes = `"type": "object", "discriminator": {"propertyName": "kind", "mapping": {
		  "line": {"type": "object", "properties": {"kind": {"type": "string", "allowedValues": ["line"]}, "length": {"type": "int"}}}}}`
	)
	for _, row := range [][3]string{
		{`"type": "string", "allowedValues": ["Standard"]`, `"Standard"`, ""},
		{`"type": "string", "allowedValues": ["Standard"]`, `"standard"`, "does not allow this value"},
		{`"type": "array", "allowedValues": ["a", "b"]`, `["b", "a", "a"]`, ""},
		{`"type": "array", "allowedValues": ["a", "b"]`, `["c"]`, "does not allow this value"},
		{`"type": "string", "maxLength": 5`, `"vnet-dock"`, "has 9 characters, and its maxLength is 5"},
		{`"type": "string", "minLength": 3`, `"ab"`, "has 2 characters, and its minLength is 3"},
		{`"type": "array", "minLength": 1`, `[]`, "has 0 items, and its minLength is 1"},
		{`"type": "int", "minValue": 1, "maxValue": 8`, `8`, ""},
		{`"type": "int", "minValue": 1, "maxValue": 8`, `9`, "is 9, and its maxValue is 8"},
		{`"type": "int", "minValue": 1`, `0`, "is 0, and its minValue is 1"},
		{`"type": "int"`, `1.5`, "is a number, but its type is int"},
		{`"$ref": "#/definitions/berths"`, `[{"name": "a"}]`, ""},
		{`"$ref": "#/definitions/berths"`, `"a"`, "is a string, but its type is array"},
		{`"$ref": "#/definitions/berths", "maxLength": 1`, `[{}, {}]`, "has 2 items, and its maxLength is 1"},
		{size, `{"name": "ab"}`, ""},
		{size, `{"NAME": "ab", "more": 1}`, ""},
		{size, `{"name": "a"}`, ".name|has 1 characters, and its minLength is 2"},
		{size, `{}`, ".name|has no value"},
		{size, `{"name": "ab", "zones": null}`, ""},
		{size, `{"name": "ab", "zones": [1, "2"]}`, ".zones[1]|is a string, but its type is int"},
		{size, `{"name": null}`, ".name|is null"},
		{closed, `{"name": "ab", "more": 1}`, ".more|is not a property of its type"},
		{`"type": "object", "additionalProperties": {"type": "int"}`, `{"a": 1, "b": "x"}`, ".b|is a string, but its type is int"},
		{`"type": "array", "prefixItems": [{"type": "int"}], "items": false`, `["x"]`, "[0]|is a string, but its type is int"},
		{shapes, `{"kind": "line", "length": 1}`, ""},
		{shapes, `{"kind": "line"}`, ".length|has no value"},
		{shapes, `{"kind": "dot"}`, ".kind|does not allow this value"},
	} {
		tmpl := `"languageVersion": "2.0", "definitions": {"berths": {"type": "array", "items": {"type": "object"}, "nullable": true}},
		 "parameters": {"x": {` + row[0] + `}}, "resources": {}`
		_, found := read(`"resources": [` + module("m", `"x": {"value": `+row[1]+`}`, tmpl) + `]`)
		var want []string
		if row[2] != "" {
			what, why, ok := strings.Cut(row[2], "|")
			if !ok {
				what, why = "", what
			}
			want = []string{`VL708: parameter "x` + what + `" ` + why}
		}
		require.Equal(t, want, summaries(found), "%s of %s", row[1], row[0])
	}
}

// What a definition says of a type holds for the parameter that refers to it.
func TestAParameterThatMayBeNullByItsDefinition(t *testing.T) {
	result := must(t, `"resources": [`+module("m", "", `"languageVersion": "2.0",
	  "definitions": {"berths": {"type": "array", "items": {"type": "object"}, "nullable": true}, "alias": {"$ref": "#/definitions/berths"}},
	  "parameters": {"berths": {"$ref": "#/definitions/alias"}},
	  "resources": {"extra": {"copy": {"name": "extra", "count": "[length(coalesce(parameters('berths'), createArray()))]"},
	    "type": "A.B/c", "apiVersion": "1", "name": "[parameters('berths')[copyIndex()].name]"}}`)+`]`)
	require.Equal(t, []string{"m"}, namesOf(result))
}

func TestADeploymentWithoutAValueForAParameter(t *testing.T) {
	tmpl := `"parameters": {"x": {"type": "string"}}, "resources": []`
	_, found := read(`"resources": [` + module("m", "", tmpl) + `]`)
	require.Equal(t, []string{`VL725: deployment "m" gives no value for parameter "x"`}, summaries(found))
	must(t, `"resources": [`+module("m", `"x": {"value": "a"}`, tmpl)+`]`)
	must(t, `"resources": [`+module("m", "", `"parameters": {"x": {"type": "string", "defaultValue": "a"}}, "resources": []`)+`]`)
}
