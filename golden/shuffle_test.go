package golden_test

import (
	"bytes"
	"math/rand/v2"
	"path"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// sets are the fields whose lists mean the same in any order; addressSpace is not one of them.
var sets = []string{"members", "spokes", "hub", "transit", "between"}

// shuffled is the same intent, written in another order: the files, the keys of maps and the elements of sets.
func (in intent) shuffled(t *testing.T, seed uint64) intent {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	out := intent{files: fstest.MapFS{}, names: slices.Clone(in.names)}
	for _, name := range in.names {
		content := in.files[name].Data
		if ext := path.Ext(name); ext == ".yaml" || ext == ".yml" {
			content = shuffleYAML(t, content, r)
		}
		out.files[name] = &fstest.MapFile{Data: content}
	}
	r.Shuffle(len(out.names), func(i, j int) { out.names[i], out.names[j] = out.names[j], out.names[i] })
	return out
}

func shuffleYAML(t *testing.T, content []byte, r *rand.Rand) []byte {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal(content, &doc))
	if hasAlias(&doc) {
		return content // an anchor must come before what refers to it
	}
	shuffleNode(&doc, r, false)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	require.NoError(t, e.Encode(&doc))
	require.NoError(t, e.Close())
	return b.Bytes()
}

func hasAlias(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || slices.ContainsFunc(n.Content, hasAlias)
}

// shuffleNode shuffles a node and all below it; lists only within a set.
func shuffleNode(n *yaml.Node, r *rand.Rand, set bool) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			shuffleNode(n.Content[i+1], r, set || slices.Contains(sets, n.Content[i].Value))
		}
		r.Shuffle(len(n.Content)/2, func(i, j int) {
			n.Content[2*i], n.Content[2*j] = n.Content[2*j], n.Content[2*i]
			n.Content[2*i+1], n.Content[2*j+1] = n.Content[2*j+1], n.Content[2*i+1]
		})
	default:
		for _, c := range n.Content {
			shuffleNode(c, r, set)
		}
		if n.Kind == yaml.SequenceNode && set {
			r.Shuffle(len(n.Content), func(i, j int) { n.Content[i], n.Content[j] = n.Content[j], n.Content[i] })
		}
	}
}

func TestShufflingKeepsTheMeaningAndTheOrderOfWhatIsOrdered(t *testing.T) {
	const text = `
networks:
  a: {addressSpace: [10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16], labels: {x: "1", y: "true"}}
  b: 10.3.0.0/16
connections:
  m: {kind: mesh, members: [a, b, {env: [prod, stage]}]}
`
	type doc struct {
		Networks    map[string]any
		Connections map[string]struct{ Members []any }
	}
	var before doc
	require.NoError(t, yaml.Unmarshal([]byte(text), &before))
	seen := map[string]bool{}
	for seed := range uint64(20) {
		got := shuffleYAML(t, []byte(text), rand.New(rand.NewPCG(seed, 0)))
		var after doc
		require.NoError(t, yaml.Unmarshal(got, &after))
		require.Equal(t, before.Networks, after.Networks)
		require.Len(t, after.Connections["m"].Members, 3)
		seen[string(got)] = true
	}
	require.Greater(t, len(seen), 10)
	require.Equal(t, "a: &x 1\nb: *x\n", string(shuffleYAML(t, []byte("a: &x 1\nb: *x\n"), rand.New(rand.NewPCG(1, 0)))))
}
