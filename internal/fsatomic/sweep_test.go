package fsatomic

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const leftover = ".vnetloom-3w5e11264sgsf.tmp"

func TestTemporaryFilesAreToldByTheirNames(t *testing.T) {
	require.True(t, IsTemporary(leftover))
	for _, name := range []string{
		".vnetloom-.tmp", ".vnetloom-a b.tmp", "vnetloom-a.tmp", ".vnetloom-a.tmp.txt", ".vnetloom-A_.tmp", ".vnetloom-zzzzzzzzzzzzzzz.tmp", "a.tmp", "",
	} {
		require.False(t, IsTemporary(name), name)
	}
}

func TestSweepRemovesWhatAKilledRunHasLeft(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no folder can be locked: see the next test")
	}
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/" + leftover: "x", "a/b/" + leftover: "x", "a/b/file": "1", "mine/" + leftover: "x", "a/.vnetloom-notes.txt": "mine"})
	require.NoError(t, Sweep(dir, []string{"a", "none"}))
	require.Equal(t, map[string]string{"a/": "", "a/b/": "", "a/b/file": "1", "a/.vnetloom-notes.txt": "mine", "mine/": "", "mine/" + leftover: "x"}, tree(t, dir))
	require.NoError(t, Sweep(filepath.Join(dir, "none"), []string{"a"}))
}

func TestSweepLeavesTheFilesOfARunThatIsUnderWay(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	l, err := lockShared(root)
	require.NoError(t, err)
	defer l.unlock()
	put(t, dir, map[string]string{"a/" + leftover: "x"})
	require.NoError(t, Sweep(dir, []string{"a"}))
	require.FileExists(t, filepath.Join(dir, "a", leftover))

	old := time.Now().Add(-2 * stale)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a", leftover), old, old))
	require.NoError(t, Sweep(dir, []string{"a"}))
	require.NoFileExists(t, filepath.Join(dir, "a", leftover), "no run takes so long")
}

// A run that is killed at any moment leaves whole files, of before or after, and the next run leaves what it should.
func TestAKilledRunIsRepairedByTheNext(t *testing.T) {
	if dir := os.Getenv("VNETLOOM_TEST_KILLED_RUN"); dir != "" {
		for version := 0; ; version++ {
			if err := Apply(t.Context(), dir, versionOf(version)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	if runtime.GOOS == "windows" {
		t.Skip("no folder can be locked")
	}
	dir := t.TempDir()
	for range 10 {
		child := exec.Command(os.Args[0], "-test.run=^TestAKilledRunIsRepairedByTheNext$")
		child.Env = append(os.Environ(), "VNETLOOM_TEST_KILLED_RUN="+dir)
		var said strings.Builder
		child.Stderr = &said
		require.NoError(t, child.Start())
		time.Sleep(20*time.Millisecond + rand.N(60*time.Millisecond))
		require.NoError(t, child.Process.Kill())
		_ = child.Wait() // it was killed
		require.Empty(t, said.String())
		for name, content := range tree(t, dir) {
			if !strings.HasSuffix(name, "/") && !IsTemporary(filepath.Base(name)) {
				require.Contains(t, []string{strings.Repeat("0", 5000), strings.Repeat("1", 5000)}, content, name)
			}
		}
		require.NoError(t, Sweep(dir, []string{"a", "b"}))
		require.NoError(t, Apply(t.Context(), dir, versionOf(0)))
		got := tree(t, dir)
		for _, c := range versionOf(0) {
			if !c.Remove {
				require.Equal(t, string(c.Content), got[c.Path])
			}
		}
		for name := range got {
			require.False(t, IsTemporary(filepath.Base(name)), name)
		}
	}
}

// versionOf are the changes to one of two versions of twenty files.
func versionOf(n int) []Change {
	var out []Change
	for i := range 20 {
		out = append(out, write(fmt.Sprintf("a/d%d/f%d", i%4, i), strings.Repeat(fmt.Sprint(n%2), 5000)))
	}
	own := Change{Path: "b/own", Content: []byte(strings.Repeat("0", 5000))}
	if n%2 == 1 {
		own = remove("b/own")
	}
	return append(out, own)
}
