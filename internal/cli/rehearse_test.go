package cli

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// The page says every field of the JSON.
func TestEveryFieldOfARehearsalIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/rehearse.md")
	require.NoError(t, err)
	_, fields, ok := strings.Cut(string(page), "`--format json` prints")
	require.True(t, ok)
	var names []string
	var collect func(reflect.Type)
	collect = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" && name != "report" {
				names = append(names, name)
			}
			if f.IsExported() {
				collect(f.Type)
			}
		}
	}
	collect(reflect.TypeFor[rehearsalJSON]())
	collect(reflect.TypeFor[judge.Report]())
	require.Greater(t, len(names), 40)
	for _, name := range names {
		require.Regexpf(t, "`(report\\.)?"+name+"`", fields, "the page does not say what %s is", name)
	}
}
