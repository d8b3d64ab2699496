package golden_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/fsatomic"
)

// kills is how many runs are killed: `make long` kills 200.
func kills(t *testing.T) int {
	t.Helper()
	given := os.Getenv("VNETLOOM_KILLS")
	if given == "" {
		return 8
	}
	n, err := strconv.Atoi(given)
	require.NoError(t, err)
	return n
}

// A run of `vnetloom generate` that is killed at any moment leaves no half a file, and the next run repairs what it left: its output is that of an
// empty folder, without a temporary file.
func TestAKilledGenerateIsRepairedByTheNext(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no folder can be locked")
	}
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	generate := func(intent, out string) *exec.Cmd {
		return exec.Command("vnetloom", "generate", "--prune", "--out", out, filepath.Join(dir, intent))
	}
	intents := []string{"before.yaml", "after.yaml"}
	texts := []string{estateText(12), estateText(14)}
	var want [2]map[string]string
	var took time.Duration
	for i, name := range intents {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(texts[i]), 0o600))
		alone := filepath.Join(t.TempDir(), "out")
		begun := time.Now()
		said, err := generate(name, alone).CombinedOutput()
		took = time.Since(begun)
		require.NoError(t, err, string(said))
		want[i] = treeOf(t, alone)
	}
	require.NotEqual(t, want[0], want[1])
	left := 0
	for n := range kills(t) {
		run := generate(intents[n%2], out)
		require.NoError(t, run.Start())
		if n%2 == 0 {
			time.Sleep(rand.N(took + took/4))
		} else { // while it writes, which is a small part of the time
			for until := time.Now().Add(2 * took); time.Now().Before(until) && len(temporaryFiles(out)) == 0; {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(rand.N(took / 20))
		}
		_ = run.Process.Kill() // where it has not ended yet
		_ = run.Wait()
		if _, err := os.Stat(out); err == nil {
			left += len(temporaryFiles(out))
			for name, content := range treeOf(t, out) {
				if fsatomic.IsTemporary(filepath.Base(name)) {
					continue
				}
				require.Truef(t, content == want[0][name] || content == want[1][name], "%s is of neither output", name)
			}
		}
		i := rand.N(2)
		begun := time.Now()
		said, err := generate(intents[i], out).CombinedOutput()
		took = time.Since(begun)
		require.NoError(t, err, string(said))
		require.Equal(t, want[i], treeOf(t, out))
	}
	t.Logf("%d temporary files were left, and removed by the next run", left)
}

// temporaryFiles are those below a folder, which may be written at the same time.
func temporaryFiles(dir string) []string {
	var out []string
	_ = filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		if err == nil && fsatomic.IsTemporary(filepath.Base(name)) {
			out = append(out, name)
		}
		return nil
	})
	return out
}

// treeOf reads every file below a folder.
func treeOf(t *testing.T, dir string) map[string]string {
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
	return out
}
