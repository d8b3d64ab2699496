package adopt_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/source"
)

// What an export says stands in comments of the intent, and ends none of them: a line break in it would make YAML of what follows.
func TestNothingOfAnExportEndsAComment(t *testing.T) {
	for _, evil := range []string{"\nevil: 1", "\r\nevil: 1", "\u2028evil: 1", "\u0085evil: 1", "\x00\x1b\nevil: 1"} {
		var root map[string]any
		require.NoError(t, json.Unmarshal(estates(t)[0], &root))
		for _, a := range root["answers"].([]any) {
			a := a.(map[string]any)
			if list, _ := a["answer"].(map[string]any)["value"].([]any); list != nil && len(list) == 0 {
				a["refused"] = "Authorization: " + evil
				delete(a, "answer")
			}
		}
		content, err := json.Marshal(root)
		require.NoError(t, err)
		read, _ := deployed.Read([]*source.File{source.New("a.json", content)})
		made := adopt.Import("estate", read.Resources, adopt.Options{})
		require.Contains(t, string(made.Intent), "evil: 1", "it is said")
		var intent map[string]any
		require.NoError(t, yaml.Unmarshal(made.Intent, &intent), string(made.Intent))
		require.NotContains(t, intent, "evil")
		for _, line := range bytes.FieldsFunc(made.Intent, func(r rune) bool { return bytes.ContainsRune([]byte("\n\r\u2028\u0085"), r) }) {
			require.False(t, bytes.HasPrefix(line, []byte("evil")), string(made.Intent))
		}
	}
}
