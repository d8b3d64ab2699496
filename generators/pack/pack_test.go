package pack_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/pack"
	"github.com/vnetloom/vnetloom/templates"
)

// The view of every estate is of the type that templates are followed with: each field is there, and nothing else.
func TestTheViewOfEveryEstateIsOfItsType(t *testing.T) {
	dirs, err := filepath.Glob("../../golden/cases/*")
	require.NoError(t, err)
	seen := 0
	for _, dir := range dirs {
		if name := filepath.Base(dir); strings.HasPrefix(name, "estate-") { // large, of the same rows
			continue
		}
		r, err := compile.Compile(context.Background(), os.DirFS(dir), []string{"."}, compile.Options{Targets: []string{}, SkipProof: true})
		require.NoError(t, err)
		require.NotNil(t, r.Plan, dir)
		view, err := pack.ViewOf(r.Plan, generators.Header(r.Plan.Name))
		require.NoError(t, err, dir)
		require.NoError(t, fits(view, pack.Estate(), "", &seen), dir)
	}
	require.Greater(t, seen, 10_000)
}

// fits tells whether a value is of a type.
func fits(v any, of *templates.Type, at string, seen *int) error {
	*seen++
	switch v := v.(type) {
	case map[string]any:
		if len(of.Fields()) != len(v) {
			return fmt.Errorf("%s has %d fields, its type %d", at, len(v), len(of.Fields()))
		}
		for _, f := range of.Fields() {
			inner, ok := v[f.Name]
			if !ok {
				return fmt.Errorf("%s has no %s", at, f.Name)
			}
			if err := fits(inner, f.Type, at+"."+f.Name, seen); err != nil {
				return err
			}
		}
		return nil
	case []any:
		if of.Elem() == nil {
			return fmt.Errorf("%s is a list, its type %s", at, of)
		}
		for i, item := range v {
			if err := fits(item, of.Elem(), fmt.Sprintf("%s[%d]", at, i), seen); err != nil {
				return err
			}
		}
		return nil
	case []string:
		if of.String() != "a list of text" {
			return fmt.Errorf("%s is a list of texts, its type %s", at, of)
		}
		return nil
	}
	want := map[string]string{"string": "a text", "int": "a number", "bool": "true or false"}[fmt.Sprintf("%T", v)]
	if want != of.String() {
		return fmt.Errorf("%s is a %T, its type %s", at, v, of)
	}
	return nil
}
