package golden_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
)

// What is not recognized is never overwritten or removed again: every file of every target carries the mark.
func TestEveryFileIsRecognizedAsGenerated(t *testing.T) {
	cases, err := filepath.Glob("cases/*/want")
	require.NoError(t, err)
	for _, want := range cases {
		intents := map[string]bool{}
		require.NoError(t, filepath.WalkDir(want, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Dir(name) == want {
				return err
			}
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if template, is := generators.TemplateOf(name); is {
				require.FileExists(t, template)
				require.True(t, generators.SetsNothing(content), name)
				return nil
			}
			intent, generated := generators.OriginOf(filepath.ToSlash(name), content[:min(len(content), generators.HeadBytes)])
			require.True(t, generated && intent != "", name)
			intents[intent] = true
			return nil
		}))
		require.LessOrEqual(t, len(intents), 1, want)
	}
}
