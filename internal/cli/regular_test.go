//go:build unix

package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// within fails a run that waits for somebody to write into a pipe.
func within(t *testing.T, args ...string) result {
	t.Helper()
	done := make(chan result, 1)
	go func() {
		var stdout, stderr strings.Builder
		code := Main(args, strings.NewReader(""), &stdout, &stderr)
		done <- result{code, stdout.String(), stderr.String()}
	}()
	select {
	case r := <-done:
		return r
	case <-time.After(30 * time.Second):
		t.Fatalf("%v waits", args)
		return result{}
	}
}

func TestOnlyRegularFilesAreRead(t *testing.T) {
	in(t, map[string]string{
		"pipes/a.txt": "", "folders/a.yaml/x": "", "folders/b.json/x": "", "mod/p/a.txt": "",
		"mod/cue.mod/module.cue": "module: \"example.com/m\"\nlanguage: version: \"v0.12.0\"\n",
		"mod/intent.cue":         "package m\nimport \"example.com/m/p\"\nx: p.x\n",
		"ok/t.json": `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
			"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "d",
			"properties": {"mode": "Incremental", "templateLink": {"relativePath": "linked.json"}}}]}`,
	})
	for _, pipe := range []string{"pipe.yaml", "pipe.json", "pipes/p.yaml", "pipes/p.json", "mod/p/p.cue", "ok/linked.json"} {
		require.NoError(t, syscall.Mkfifo(pipe, 0o644))
	}
	require.NoError(t, os.Symlink("../folders/a.yaml", "folders/c.yaml"))
	const hint = "\n  = help: PATH is a regular file, a folder, or - for standard input\n"
	for args, want := range map[string]string{
		"check pipe.yaml":    "error: pipe.yaml is a pipe, not a file" + hint,
		"check pipes":        "error: pipes/p.json is a pipe, not a file" + hint,
		"generate pipe.json": "error: pipe.json is a pipe, not a file" + hint,
		"verify pipe.json":   "error: pipe.json is a pipe, not a file" + hint,
		"verify pipe.yaml":   "error: pipe.yaml is a pipe, not a file" + hint,
		"verify /dev/zero":   "error: /dev/zero is a device, not a file" + hint,
		"matrix /dev/zero":   "error: /dev/zero is a device, not a file" + hint,
		"verify pipes":       "error: pipes/p.json is a pipe, not a file" + hint,
		"routes a pipe.json": "error: pipe.json is a pipe, not a file" + hint,
		"trace a b pipes":    "error: pipes/p.json is a pipe, not a file" + hint,
		"check /dev/zero":    "error: /dev/zero is a device, not a file" + hint,
		"routes a /dev/zero": "error: /dev/zero is a device, not a file" + hint,
		"check folders/c.yaml": "error: no intent in folders/c.yaml: no *.yaml, *.yml, *.json or *.cue file\n" +
			"  = help: name a file, a folder, or - for standard input\n",
		"check folders": "error: folders/c.yaml is a folder, not a file" + hint,
	} {
		require.Equal(t, result{code: exitUsage, stderr: want}, within(t, strings.Fields(args)...), args)
	}
	require.Contains(t, within(t, "check", "mod/intent.cue").stderr, "p.cue is a pipe, not a file")
	got := within(t, "verify", "ok/t.json", "-v")
	require.Contains(t, got.stderr, "file linked.json cannot be opened", "and nobody waits for it")
}

func TestLargeFilesAreNotRead(t *testing.T) {
	in(t, map[string]string{
		"head.json": `{"$schema": "…deploymentTemplate.json#", "resources": [`, "intent.yaml": "", "other/intent.yaml": "bicep/main.bicep\n",
	})
	require.NoError(t, os.Truncate("head.json", 1500<<20))
	require.NoError(t, os.Truncate("intent.yaml", 1500<<20))
	require.Contains(t, within(t, "verify", "head.json").stderr, "the file is larger than 16 MiB")
	put(t, "zeros.json", "")
	require.NoError(t, os.Truncate("zeros.json", 1500<<20))
	require.Contains(t, within(t, "verify", "zeros.json").stderr, "zeros.json has 64 MiB or more: less is read of one file")
	require.Contains(t, within(t, "check", "intent.yaml").stderr, `"intent.yaml" is too large`)

	put(t, "out/bicep/main.bicep", header)
	put(t, "out/bicep/old.bicep", header)
	require.NoError(t, os.Truncate("out/bicep/old.bicep", 1500<<20))
	require.Equal(t, result{}, vnetloom("generate", "--prune", "other"), "what is so large is not ours to remove")
	require.FileExists(t, "out/bicep/old.bicep")
	require.NoError(t, os.Truncate("out/bicep/main.bicep", 1500<<20))
	got := vnetloom("generate", "--force", "other")
	require.Equal(t, exitFailure, got.code)
	require.Contains(t, got.stderr, "out/bicep/main.bicep: is larger than 64 MiB, and so than anything that vnetloom writes\n  = help: move them away\n")
}

func TestAPipeIsNoOutputFolder(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "bicep/main.bicep", "file": ""})
	require.NoError(t, syscall.Mkfifo("pipe", 0o644))
	for out, is := range map[string]string{"pipe": "a pipe", "file": "a file"} {
		for _, flag := range []string{"--check", "--force"} {
			got := vnetloom("generate", "--out", out, flag)
			require.Equal(t, exitFailure, got.code)
			require.Contains(t, got.stderr, out+" is "+is+", not a folder")
		}
	}
}

func TestPipesInTheOutputAreNamed(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "bicep/main.bicep", "out/bicep/x": ""})
	require.NoError(t, syscall.Mkfifo("out/bicep/main.bicep", 0o644))
	require.NoError(t, syscall.Mkfifo("out/bicep/old.bicep", 0o644))
	got := vnetloom("generate", "--force", "--prune")
	require.Equal(t, exitFailure, got.code)
	require.Contains(t, got.stderr, "out/bicep/main.bicep: a pipe where a file is needed\n  = help: move them away\n")
}
