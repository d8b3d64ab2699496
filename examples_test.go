package vnetloom_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The example is a module of its own, as an infra repository is: `go generate` runs the tool that its go.mod names, with
// the versions that its go.mod and go.sum name. It runs over a copy from which the output is removed.
func TestTheGoGenerateExampleMakesItsOutput(t *testing.T) {
	root, err := os.Getwd()
	require.NoError(t, err)
	dir := t.TempDir()
	copyTree(t, "examples/go-generate", dir)
	module, err := os.ReadFile("examples/go-generate/go.mod")
	require.NoError(t, err)
	moved := strings.Replace(string(module), "=> ../..", "=> "+filepath.ToSlash(root), 1)
	require.NotEqual(t, string(module), moved, "the example replaces the module by ../..")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(moved), 0o644))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "deploy")))

	generate := exec.Command("go", "generate", "./...")
	generate.Dir = dir
	generate.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	said, err := generate.CombinedOutput()
	require.NoErrorf(t, err, "go generate: %s\nafter a change of the root's go.mod: (cd examples/go-generate && go mod tidy)", said)
	require.Equal(t, tree(t, "examples/go-generate/deploy"), tree(t, filepath.Join(dir, "deploy")))
}

// tree reads every file below a folder by its path with slashes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(content)
		return err
	}))
	require.NotEmpty(t, out)
	return out
}
