package compile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/memfs"
)

// A pack of everything that is built in is in order, and makes what is made without it: only the headers of modules say where they are from.
func TestThePackOfAllBuiltInTemplatesChangesNothing(t *testing.T) {
	texts, err := BuiltInTemplates()
	require.NoError(t, err)
	require.Greater(t, len(texts), 50)
	pack, err := OpenTemplates(memfs.Tree(texts))
	require.NoError(t, err)
	require.Empty(t, pack.Targets())
	require.Len(t, pack.Files(), len(texts))
	want, err := Sources(t.Context(), text(twoNetworks), Options{})
	require.NoError(t, err)
	got, err := Sources(t.Context(), text(twoNetworks), Options{Templates: memfs.Tree(texts)})
	require.NoError(t, err)
	require.Equal(t, paths(want.Files), paths(got.Files))
	for i, f := range want.Files {
		own := string(got.Files[i].Content)
		if strings.Contains(f.Path, "/modules/") {
			own = strings.Replace(own, "from a pack of templates;", "from its table of types;", 1)
			require.NotEqual(t, string(f.Content), string(got.Files[i].Content), f.Path)
		}
		require.Equal(t, string(f.Content), own, f.Path)
	}
}

// Every template is one that is rendered, or a part that one of them uses.
func TestEveryBuiltInTemplateHasAViewOrIsAPart(t *testing.T) {
	house, err := TemplateHouse()
	require.NoError(t, err)
	texts, err := BuiltInTemplates()
	require.NoError(t, err)
	for name := range house.Views {
		require.Contains(t, texts, name)
	}
	for name := range texts {
		if !strings.HasSuffix(name, ".tmpl") || house.Views[name] != nil || strings.Contains(string(texts[name]), "define ") {
			continue
		}
		_, err := OpenTemplates(memfs.Tree{name: []byte("{{ .Nothing }}\n")})
		require.Error(t, err, "%s is used by no template that is rendered", name)
	}
}
