package vnetloom_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/source"
)

// The example is a module of its own, as an infra repository is: `go generate` runs the tool that its go.mod names, with
// the versions that its go.mod and go.sum name. It runs over a copy from which the output is removed.
func TestTheGoGenerateExampleMakesItsOutput(t *testing.T) {
	dir := copyModule(t, "examples/go-generate")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "deploy")))

	said, err := goCommand(dir, "generate", "./...").CombinedOutput()
	require.NoErrorf(t, err, "go generate: %s\nafter a change of the root's go.mod: (cd examples/go-generate && go mod tidy)", said)
	require.Equal(t, tree(t, "examples/go-generate/deploy"), tree(t, filepath.Join(dir, "deploy")))
}

// The example is a program of somebody's own: it names nothing but what can be imported, adds a target, and judges a template.
func TestTheProgramExampleCompilesGeneratesAndVerifies(t *testing.T) {
	dir := copyModule(t, "examples/program")
	said, err := goCommand(dir, "vet", "./...").CombinedOutput()
	require.NoErrorf(t, err, "go vet: %s\nafter a change of the root's go.mod: (cd examples/program && go mod tidy)", said)

	said, err = goCommand(dir, "run", ".", "-out", "deploy", "estate.yaml", "other.json").CombinedOutput()
	require.Error(t, err, "the template has an error")
	text := string(said)
	require.Contains(t, text, "wrote arm/README.md\nwrote arm/main/main.json\nwrote arm/main/main.parameters.json\nwrote inventory/main.md\n")
	require.Contains(t, text, "error[VL660]")
	require.Contains(t, text, "--> other.json:28:15")
	require.Contains(t, text, "other.json: it has errors\n")
	made := tree(t, filepath.Join(dir, "deploy"))
	require.Len(t, made, 4)
	require.Contains(t, made["inventory/main.md"],
		"| rg-ledger | Microsoft.Network/virtualNetworks/virtualNetworkPeerings | vnet-ledger-app/peer-ledger-app-to-ledger-data |\n")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "estate.yaml"), []byte("vnetloom: v1\nname: x\nnetworks: {a: {addressSpace: 10.0.0.1/24}}\n"), 0o644))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "deploy")))
	said, err = goCommand(dir, "run", ".", "estate.yaml", "other.json").CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(said), "estate.yaml: it has errors")
	require.NoDirExists(t, filepath.Join(dir, "deploy"))
}

// copyModule copies a module of examples, whose go.mod replaces vnetloom by the checkout.
func copyModule(t *testing.T, example string) string {
	t.Helper()
	root, err := os.Getwd()
	require.NoError(t, err)
	dir := t.TempDir()
	copyTree(t, example, dir)
	module, err := os.ReadFile(filepath.Join(example, "go.mod"))
	require.NoError(t, err)
	moved := strings.Replace(string(module), "=> ../..", "=> "+filepath.ToSlash(root), 1)
	require.NotEqual(t, string(module), moved, "the example replaces the module by ../..")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(moved), 0o644))
	return dir
}

// goCommand runs go in a module, with the versions that its go.mod and go.sum name, and without a network: what the root needs is there.
func goCommand(dir string, args ...string) *exec.Cmd {
	c := exec.Command("go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "GOPROXY=off")
	return c
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

// Intents of the examples are as `vnetloom fmt` lays them out.
func TestTheIntentsOfTheExamplesAreLaidOut(t *testing.T) {
	asked := 0
	require.NoError(t, filepath.WalkDir("examples", func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains("\n"+string(text), "\nvnetloom: v1\n") {
			return err
		}
		asked++
		made, found := compile.Format(source.New(name, text))
		require.Empty(t, found, name)
		require.Equal(t, string(made), string(text), "%s: run `vnetloom fmt`", name)
		return nil
	}))
	require.Greater(t, asked, 10)
}
