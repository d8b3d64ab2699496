package schema

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// every calls f for each shape of the grammar, once.
func every(f func(s *shape)) {
	seen := map[*shape]bool{}
	var walk func(s *shape)
	walk = func(s *shape) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		f(s)
		for _, field := range s.fields {
			walk(field.shape)
		}
		for _, other := range append(append([]*shape{s.keys, s.values, s.rest}, s.items...), s.alts...) {
			walk(other)
		}
	}
	for _, s := range language().defs {
		walk(s)
	}
}

func TestTheWholeSchemaCompiles(t *testing.T) {
	require.NotNil(t, language().intent)
	every(func(s *shape) { assert.NotEqual(t, opUnknown, s.op, s.from) })
	assert.Greater(t, len(language().locations), 50)
}

func TestShortFormsStandInTheirUnions(t *testing.T) {
	source := string(CUE())
	for name, s := range language().defs {
		if s.short == "" {
			continue
		}
		field := s.byName[s.short]
		require.NotNil(t, field, name)
		assert.Contains(t, source, "#"+field.shape.name+" | #"+name, "without it CUE refuses the short form that the checker takes")
	}
}

func TestEveryFieldIsDocumented(t *testing.T) {
	for name, s := range language().defs {
		for _, f := range s.fields {
			if f.name != "kind" {
				assert.NotEmpty(t, f.doc, name+"."+f.name)
			}
		}
	}
}

func TestMeansAndChecksNameWhatThereIs(t *testing.T) {
	known := map[string]bool{"prefix": true, "offset": true, "address": true, "families": true, "labels": true, "location": true, "port": true, "tags": true, "probe": true, "naming": true}
	every(func(s *shape) {
		for _, check := range s.checks {
			assert.True(t, known[check], check)
		}
		for _, f := range s.fields {
			for _, m := range f.means {
				assert.NotNil(t, s.byName[m], m)
			}
		}
	})
}

func TestTheReferenceHasEveryField(t *testing.T) {
	text := Reference()
	for _, s := range language().defs {
		for _, f := range s.fields {
			assert.Contains(t, text, "| `"+f.name+"` |")
		}
	}
	assert.Contains(t, text, "| `sku` |")
	assert.Equal(t, text, Reference())
}
