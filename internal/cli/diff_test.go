package cli

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/difference"
)

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
