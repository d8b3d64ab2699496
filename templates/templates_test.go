package templates

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/Masterminds/sprig/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnlyWhatIsNamedIsCalled(t *testing.T) {
	for _, name := range []string{"shuffle", "randInt", "env", "now", "genPrivateKey", "keys", "squote", "uuidv4", "getHostByName", "date", "expandenv", "randAlpha", "toJson", "osBase"} {
		_, err := Open(packOf("x/a.md.tmpl", "text\n  {{ "+name+" }}"), testHouse())
		var errs Errors
		require.ErrorAs(t, err, &errs, name)
		require.Equal(t, "x/a.md.tmpl:2:6: the function \""+name+"\" of sprig is not let through", errs.Error())
		set, err := Parse("x", packOf("x/a.tmpl", "{{ "+name+" }}"))
		require.NoError(t, err)
		_, err = Render(set, "a.tmpl", struct{ A Code }{})
		require.ErrorContains(t, err, "is not checked", name)
	}
	known := sprig.TxtFuncMap()
	for _, f := range sprigs {
		require.NotNil(t, known[f.Name], f.Name)
		require.NotEmpty(t, f.About, f.Name)
	}
}

func TestEncodersKeepCode(t *testing.T) {
	set, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte(`{{.A | indent 2}};{{join ", " .B}}`)}})
	require.NoError(t, err)
	out, err := Render(set, "a.tmpl", struct {
		A Code
		B []Code
	}{"a\nb", []Code{"x", "y"}})
	require.NoError(t, err)
	assert.Equal(t, "  a\n  b;x, y", string(out))
}

func TestAViewHoldsCodeOnly(t *testing.T) {
	set, err := Parse("x", fstest.MapFS{"x/a.tmpl": {Data: []byte("{{.A}}")}})
	require.NoError(t, err)
	for name, view := range map[string]any{
		"string":    struct{ A string }{"x"},
		"number":    struct{ A int }{1},
		"interface": struct{ A any }{Code("x")},
		"map":       struct{ A map[string]Code }{},
		"nested":    struct{ A []struct{ B *string } }{},
		"nil":       nil,
	} {
		_, err := Render(set, "a.tmpl", view)
		assert.ErrorContains(t, err, "view", name)
	}
	out, err := Render(set, "a.tmpl", &struct {
		A Code
		B []struct{ C bool }
	}{A: "x"})
	require.NoError(t, err)
	assert.Equal(t, "x", string(out))
	_, err = Render(set, "a.tmpl", struct{ B Code }{})
	assert.Error(t, err, "a field that is missing")
}

func TestAPackOverridesAndAdds(t *testing.T) {
	pack := fstest.MapFS{"bicep/main.bicepparam.tmpl": {Data: []byte("mine {{.Main}}\n")}, "pulumi/x.tmpl": {Data: []byte("x")}}
	set, err := Parse("bicep", pack)
	require.NoError(t, err)
	out, err := Render(set, "main.bicepparam.tmpl", BicepParameters{Main: "'x'"})
	require.NoError(t, err)
	assert.Equal(t, "mine 'x'\n", string(out))
	assert.NotNil(t, set.templates.Lookup("main.bicep.tmpl"))
	_, err = Parse("pulumi", pack)
	require.NoError(t, err)
	_, err = Parse("pulumi")
	assert.Error(t, err)
}

func TestTemplatesHaveNoCarriageReturnsAndEndInALineBreak(t *testing.T) {
	names, err := fs.Glob(Sources(), "*/*.tmpl")
	require.NoError(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(Sources(), name)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "\r", name)
		assert.True(t, strings.HasSuffix(string(text), "\n"), name)
	}
}
