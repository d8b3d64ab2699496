package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

func TestJSONOfTemplates(t *testing.T) {
	body := "\xef\xbb\xbf// first\n{ /* a\nlong one */ " + groupSchema +
		",\n\"resources\": [{\"type\": \"A.B/c\", \"name\": \"[concat('a',\n  'b')]\", \"tags\": {\"t\": \"two\nlines\", \"n\": -1.5e2,},},] // end\n}"
	result, found := Read([]*source.File{source.New("main.json", []byte(body))}, Options{})
	require.Equal(t, []string{"VL709", "VL709", "VL709"}, codesOf(found))
	require.Equal(t, "ab", result.Resources[0].Name)
	require.Equal(t, `{"t":"two\nlines","n":-150.0}`, show(result.Resources[0].Body.Get("tags")))
}

func TestPlacesOfValues(t *testing.T) {
	result := must(t, `"resources": [{"type": "A.B/c", "name": "n",
  "properties": {"é": [1,
    "x"]}}]`)
	p := result.Resources[0].Properties
	require.Equal(t, source.Position{Line: 3, Column: 17}, p.At.Start)
	require.Equal(t, source.Position{Line: 4, Column: 10}, p.At.End)
	require.Equal(t, source.Position{Line: 3, Column: 18}, p.Members[0].KeyAt.Start)
	require.Equal(t, source.Position{Line: 3, Column: 21}, p.Members[0].KeyAt.End)
	x := p.Members[0].Value.Items[1]
	require.Equal(t, source.Position{Line: 4, Column: 5}, x.At.Start)
	require.Equal(t, source.Position{Line: 4, Column: 8}, x.At.End)
}

func TestJSONErrors(t *testing.T) {
	for body, want := range map[string]string{
		``:                 "1:1: error[VL701]: a value is missing at the end of the file",
		`{"a": 1} x`:       "1:10: error[VL701]: text after the end of the JSON value",
		`{"a" 1}`:          "1:6: error[VL701]: expected a colon after the key",
		`{a: 1}`:           "1:2: error[VL701]: expected a key in quotes",
		"{\n \"a\": tru}":  "2:7: error[VL701]: a value cannot begin with 't'",
		`{"a": "x`:         "1:7: error[VL701]: the string is not closed",
		`{"a": "\q"}`:      "1:8: error[VL701]: this is not an escape of JSON",
		`{"a": 1.2.3}`:     `1:7: error[VL701]: this is not a number: "1.2.3"`,
		`[1 2]`:            "1:4: error[VL701]: expected a comma or the end of the array",
		"\n/* x":           "2:1: error[VL701]: the comment is not closed",
		"\xff":             "1:1: error[VL701]: the file is not valid UTF-8",
		`[]`:               "1:1: error[VL703]: a template is an object, not an array",
		`{}`:               "1:1: error[VL703]: the file has no $schema of a deployment template",
		`{"$schema": "x"}`: "1:13: error[VL703]: this is not the $schema of a deployment template",
	} {
		_, found := Read([]*source.File{source.New("m", []byte(body))}, Options{})
		require.Equal(t, []string{"m:" + want}, errorsOf(found), body)
	}
}

func TestLiterals(t *testing.T) {
	p := must(t, `"resources": [{"type": "A.B/c", "name": "n", "tags": {"[concat('k', 1)]": "[[not]", "b": "[half", "c": "[[]"},`+
		` "properties": {"id": "/subscriptions/ABC/resourceGroups/RG/providers/A.B/c/D", "text": "/Subscriptions are nice"}}]`).Resources[0]
	require.Equal(t, `{"k1":"[not]","b":"[half","c":"[]"}`, show(p.Body.Get("tags")))
	require.Equal(t, `{"id":"/subscriptions/abc/resourcegroups/rg/providers/a.b/c/d","text":"/Subscriptions are nice"}`, show(p.Properties))
}

func TestParameterFilesThatAreNone(t *testing.T) {
	good := source.New("main.json", []byte("{"+groupSchema+`, "resources": []}`))
	for body, want := range map[string]string{
		`{"parameters": []}`: "VL705", `{` + parameterSchema + `, "parameters": {"a": 1}}`: "VL705", `{`: "VL701",
	} {
		_, found := Read([]*source.File{good}, Options{Parameters: []*source.File{source.New("p.json", []byte(body))}})
		require.Equal(t, []string{want}, codesOf(found), body)
	}
}

func TestValueMethodsOfNothing(t *testing.T) {
	var v *Value
	require.Nil(t, v.Get("a", "b"))
	require.Empty(t, v.String()+v.ID()+strings.Repeat("x", len(v.List())))
	require.False(t, v.True() || v.IsUnknown())
}

// TestMembersAreFoundHoweverManyThereAre holds the two ways by which members are found to each other.
func TestMembersAreFoundHoweverManyThereAre(t *testing.T) {
	keys := []string{"a", "A", "k", "\u212a", "s", "ſ", "ß", "ẞ", "name", "Name", "naMe", "é", "É"}
	for padding := range 2 * fewMembers {
		var members []Member
		var index memberIndex
		for i := range padding {
			members = append(members, Member{Key: fmt.Sprintf("padding%d", i)})
			index.add(members)
		}
		for _, key := range keys {
			folded, exact := -1, -1
			for i := range members {
				if lower := strings.ToLower(key); folded < 0 && strings.ToLower(members[i].Key) == lower {
					folded = i
				}
				if members[i].Key == key {
					exact = i
				}
			}
			gotFolded, gotExact := index.find(members, key)
			require.Equal(t, []int{folded, exact}, []int{gotFolded, gotExact}, "%q behind %d", key, padding)
			members = append(members, Member{Key: key})
			index.add(members)
		}
	}
}
