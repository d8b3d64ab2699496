package schema

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const boundedCUE = `package x
import ("strings"
l "list")
vnetloom: "v1"
name: strings.Join(["a", "b"], "-")
_n: 3
`

// What computes and repeats within reason means what it did.
func TestCUERepeatsWithinBounds(t *testing.T) {
	in := mustLoad(t, "a.cue", boundedCUE+`networks: {for i in l.Range(0, _n*2/2, 1) {"n\(i)": {
	resourceGroup: strings.Repeat("r", 2*i+1) + strings.Replace("a.b", ".", "-", -1) + strings.Join(l.Repeat(["u"], 2), "")
	location:      "westeurope"
	addressSpace:  "10.0.\(i*2).0/24"
}}}
`)
	require.Len(t, in.Networks, 3)
	assert.Equal(t, "rrra-buu", in.Networks[1].ResourceGroup)
}

// A text that is repeated and repeated again would be one allocation of more memory than there is.
func TestCUEThatRepeatsWithoutBoundsIsRefused(t *testing.T) {
	for name, line := range map[string]string{
		"of a repetition":        `_a: strings.Repeat("x", 4000), name: strings.Repeat(strings.Repeat(_a, 4000), 4000)`,
		"many":                   `name: strings.Repeat("x", 1000000)`,
		"of a list":              `_a: l.Repeat(["x"], 60), _b: l.Repeat(l.Repeat(_a, 60), 60), name: _b[0]`,
		"in the place of others": `_a: strings.Repeat("x", 4000), _b: strings.Replace(_a, "x", _a, -1), name: strings.Replace(_b, "x", _b, -1)`,
		"joined":                 `_a: strings.Repeat("x", 4000), name: strings.Join([_a, _a], "")`,
		"times a number":         `_a: "xxxxxxxxxx", _b: _a*1000000, name: _b*1000000`,
		"a number times":         `_a: "xxxxxxxxxx", _b: 1000000*_a, name: 1000000*_b`,
	} {
		text := "package x\nimport (\"strings\"\nl \"list\")\n_used: [strings.ToUpper(\"a\"), l.Max([1])]\nvnetloom: \"v1\"\nnetworks: {}\n" + line + "\n"
		in, found := Load(files("a.cue", text), []string{"a.cue"})
		assert.Nil(t, in, name)
		assert.True(t, found.HasErrors(), name)
	}
}
