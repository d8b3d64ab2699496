package cli

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/difference"
)

// A revision needs git, and says so; a file that does not exist needs none.
func TestWithoutGitARevisionIsRefused(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for given, says := range map[string]string{"main:net": "no git is on PATH", "net.yaml": "net.yaml does not exist", ":net": ":net does not exist", "HEAD^{/a:b}": "does not exist"} {
		var out, reported bytes.Buffer
		require.Equal(t, exitUsage, Main([]string{"diff", given, "empty"}, strings.NewReader(""), &out, &reported), given)
		require.Contains(t, reported.String(), says, given)
		require.Empty(t, out.String(), given)
	}
}

func TestARevisionIsCutWhereGitCutsIt(t *testing.T) {
	for given, want := range map[string][2]string{"main:a.yaml": {"main", "a.yaml"}, "HEAD^{/fix: it}:net": {"HEAD^{/fix: it}", "net"}, "main:": {"main", ""}, "a:b:c": {"a", "b:c"}, "origin/main:x": {"origin/main", "x"}} {
		name, below, ok := splitRevision(given)
		require.True(t, ok, given)
		require.Equal(t, want, [2]string{name, below}, given)
	}
	for _, given := range []string{"a.yaml", ":a.yaml", "", "HEAD^{/a:b}"} {
		_, _, ok := splitRevision(given)
		require.False(t, ok, given)
	}
}

// The page says every field of the JSON.
func TestEveryFieldOfADifferenceIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/diff.md")
	require.NoError(t, err)
	_, fields, ok := strings.Cut(string(page), "`--format json` prints")
	require.True(t, ok)
	names := map[string]bool{}
	var collect func(reflect.Type)
	collect = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || strings.HasSuffix(typ.PkgPath(), "/judge") { // that page is another
			return
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				names[name] = true
			}
			if f.IsExported() {
				collect(f.Type)
			}
		}
	}
	collect(reflect.TypeFor[differenceJSON]())
	collect(reflect.TypeFor[difference.Report]())
	require.Greater(t, len(names), 40)
	for name := range names {
		require.Regexpf(t, "`([a-z]+\\.)?"+name+"`", fields, "the page does not say what %s is", name)
	}
}
