package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// However keys and tags stand in a file, no line of it that is shown has them.
func TestNoLineOfAnAnswerHasAKeyOrATag(t *testing.T) {
	for name, content := range map[string]string{
		"text":            `{"serviceKey": "K1", "tags": {"owner": "K2"}, "name": "shown"}`,
		"numbers":         `{"serviceKey": 918273645, "tags": {"owner": 918273645, "n": -9.18273645e8}, "name": "shown"}`,
		"lists":           `{"sharedKey": [918273645, {"value": "K1", "more": ["K2"]}], "tags": ["K1", 918273645], "name": "shown"}`,
		"twice":           `{"serviceKey": "K1", "serviceKey": "K2", "ServiceKey": "K3", "name": "shown"}`,
		"an escaped name": `{"service\u004bey": "K1", "t\u0061gs": {"a": "K2"}, "name": "shown"}`,
		"escapes":         `{"serviceKey": "a\"K1\\", "name": "shown", "tags": "\\\"K2"}`,
		"a comment": `{"serviceKey" /* of it: */ : "K1", "tags" // K
			: {"a": "K2"}, "name": "shown"}`,
		"behind a comment": `{/* " */ "serviceKey": "K1", "name": "shown"}`,
	} {
		content = strings.ReplaceAll(content, "// K\n", "// of it\n")
		file := source.New("a.json", []byte(content))
		v, _ := ReadAnswers(file)
		require.NotNil(t, v, name)
		shown := string(v.At.File.Content)
		require.NotRegexp(t, `K\d|918273645|9\.18`, shown, name)
		require.Contains(t, shown, `"shown"`, name)
		require.Len(t, shown, len(content), name)
		require.Equal(t, strings.Count(content, "\n"), strings.Count(shown, "\n"), name)
		require.NotRegexp(t, `K\d|918273645`, v.Get("serviceKey").String()+v.Get("sharedKey").String(), name)
	}
}

// A file that is no JSON has no values that could be told from each other: none of them is shown, and the place of the error is.
func TestNoLineOfABrokenAnswerHasAValue(t *testing.T) {
	whole := `{"a": {"name": "V1", "serviceKey": "V2", "n": 918273645}, "tags": {"owner": "V3"}, "list": ["V4", true]}`
	for i := range len(whole) {
		for _, broken := range []string{whole[:i], whole[:i] + `"` + whole[i:], whole[:i] + `\q` + whole[i:], whole[:i] + "@" + whole[i:]} {
			v, found := ReadAnswers(source.New("a.json", []byte(broken)))
			if v != nil {
				continue // within a string it is JSON all the same
			}
			require.NotEmpty(t, found, broken)
			for _, d := range found {
				require.NotRegexp(t, `V\d|918273645`, string(d.Subject.File.Content), broken)
			}
		}
	}
	_, found := ReadAnswers(source.New("a.json", []byte("{\"serviceKey\": \"V1\",\n \"name\": @}")))
	require.Len(t, found, 1)
	require.Equal(t, 2, found[0].Subject.Start.Line)
	require.Equal(t, "{\"serviceKey\": \"**\",\n \"name\": *}", string(found[0].Subject.File.Content))
	_, found = ReadAnswers(source.New("a.json", []byte("{\"serviceKey\": \"V1\xff\"}")))
	require.NotContains(t, string(found[0].Subject.File.Content), "V1")
}
