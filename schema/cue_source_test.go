package schema

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cuelang.org/go/cue/cuecontext"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/load"
	"github.com/stretchr/testify/require"
)

// A package of a user's module imports the language that the command prints, with CUE's own loader and without a registry.
func TestCUEIsImportedOffline(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o750))
		require.NoError(t, os.WriteFile(name, content, 0o600))
	}
	write("cue.mod/module.cue", []byte("module: \"contoso.example/net@v0\"\nlanguage: version: \"v0.9.0\"\n"))
	write("cue.mod/pkg/github.com/vnetloom/vnetloom/schema/schema.cue", CUE())
	unified := func(body string) error {
		write("net.cue", []byte("package net\n\nimport \"github.com/vnetloom/vnetloom/schema\"\n\nschema.#Intent & {vnetloom: \"v1\", name: \"demo\", "+body+"}\n"))
		found := load.Instances([]string{"."}, &load.Config{Dir: dir, Env: []string{"CUE_REGISTRY=none", "CUE_CACHE_DIR=" + t.TempDir()}})
		require.Len(t, found, 1)
		require.NoError(t, found[0].Err)
		value := cuecontext.New().BuildInstance(found[0])
		if err := value.Validate(); err != nil {
			return fmt.Errorf("%s", cueerrors.Details(err, nil))
		}
		return nil
	}
	require.NoError(t, unified("networks: {a: \"10.0.0.0/16\", b: \"10.1.0.0/16\"}, connections: ab: {kind: \"peering\", between: [\"a\", \"b\"]}"))
	require.ErrorContains(t, unified("networks: {a: {addressSpaces: \"10.0.0.0/16\"}}"), "addressSpaces")
	require.Error(t, unified("networks: {a: \"10.0.0.0\"}"))
}
