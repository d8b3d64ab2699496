package fsatomic

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func write(path, content string) Change { return Change{Path: path, Content: []byte(content)} }
func remove(path string) Change         { return Change{Path: path, Remove: true} }

// tree reads everything below a folder: files by path, and folders as "path/".
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			out[filepath.ToSlash(rel)+"/"] = ""
			return nil
		}
		content, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(content)
		return err
	}))
	return out
}

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
	}
}

func TestApplyWritesReplacesAndRemoves(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "out")
	require.NoError(t, Apply(t.Context(), dir, []Change{write("a/b/c.txt", "1"), write("d.txt", "1"), write("e/f.txt", "1"), write("e/g.txt", "1")}))
	require.Equal(t, map[string]string{"a/": "", "a/b/": "", "a/b/c.txt": "1", "d.txt": "1", "e/": "", "e/f.txt": "1", "e/g.txt": "1"}, tree(t, dir))

	require.NoError(t, Apply(t.Context(), dir, []Change{remove("a/b/c.txt"), write("d.txt", "2"), remove("e/f.txt"), remove("none.txt")}))
	require.Equal(t, map[string]string{"d.txt": "2", "e/": "", "e/g.txt": "1"}, tree(t, dir))
}

func TestApplyKeepsPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such permissions")
	}
	dir := t.TempDir()
	put(t, dir, map[string]string{"run.ps1": "1"})
	require.NoError(t, os.Chmod(filepath.Join(dir, "run.ps1"), 0o751))
	require.NoError(t, Apply(t.Context(), dir, []Change{write("run.ps1", "2")}))
	info, err := os.Stat(filepath.Join(dir, "run.ps1"))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o751), info.Mode().Perm())
}

func TestApplyRefusesPathsThatLeadOutOrMeet(t *testing.T) {
	for _, changes := range [][]Change{
		{write("../x", "")}, {write("/x", "")}, {write("", "")}, {write(".", "")}, {write("a//b", "")}, {write("a/../b", "")},
		{write("a", ""), remove("a")}, {write("a", ""), write("a/b", "")}, {write("a/b", ""), write("a", "")},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		require.Error(t, Apply(t.Context(), dir, changes), "%v", changes)
		require.NoDirExists(t, dir)
	}
}

func TestApplyFollowsNoLinkOutOfTheFolder(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	put(t, outside, map[string]string{"file": "mine"})
	if err := os.Symlink(outside, filepath.Join(dir, "folder")); err != nil {
		t.Skip(err)
	}
	require.NoError(t, os.Symlink(filepath.Join(outside, "file"), filepath.Join(dir, "link")))
	for _, c := range []Change{write("folder/new", "x"), write("folder/file", "x"), write("link", "x"), remove("link"), remove("folder/file")} {
		require.Error(t, Apply(t.Context(), dir, []Change{write("good", "x"), c}), "%v", c)
		require.Equal(t, map[string]string{"file": "mine"}, tree(t, outside))
		require.NoFileExists(t, filepath.Join(dir, "good"))
	}
}

func TestApplyChangesNothingWhenTheFolderIsReadOnly(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("no folder is read-only to this user")
	}
	dir := t.TempDir()
	before := map[string]string{"a": "1", "ro/": "", "ro/b": "1"}
	put(t, dir, map[string]string{"a": "1", "ro/b": "1"})
	require.NoError(t, os.Chmod(filepath.Join(dir, "ro"), 0o555))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "ro"), 0o755) })
	require.ErrorIs(t, Apply(t.Context(), dir, []Change{write("a", "2"), write("ro/b", "2"), write("new/c", "2")}), fs.ErrPermission)
	require.Equal(t, before, tree(t, dir))
	require.ErrorIs(t, Apply(t.Context(), dir, []Change{write("a", "2"), remove("ro/b")}), fs.ErrPermission)
	require.Equal(t, before, tree(t, dir))
}

func TestApplyStopsWhenItIsCancelledBeforeAnythingIsSeen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := filepath.Join(t.TempDir(), "out")
	require.ErrorIs(t, Apply(ctx, dir, []Change{write("a", "1")}), context.Canceled)
	require.NoDirExists(t, dir)
}

var errInjected = errors.New("injected")

// faulty fails the calls that its function says.
type faulty struct {
	*os.Root
	fail func(op, name string) error
}

func (f faulty) Mkdir(name string, perm fs.FileMode) error {
	if err := f.fail("mkdir", name); err != nil {
		return err
	}
	return f.Root.Mkdir(name, perm)
}

func (f faulty) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	if err := f.fail("open", name); err != nil {
		return nil, err
	}
	return f.Root.OpenFile(name, flag, perm)
}

func (f faulty) ReadFile(name string) ([]byte, error) {
	if err := f.fail("read", name); err != nil {
		return nil, err
	}
	return f.Root.ReadFile(name)
}

func (f faulty) Remove(name string) error {
	if err := f.fail("remove", name); err != nil {
		return err
	}
	return f.Root.Remove(name)
}

func (f faulty) Rename(old, name string) error {
	if err := f.fail("rename", name); err != nil {
		return err
	}
	return f.Root.Rename(old, name)
}

func TestApplyChangesNothingWhicheverStepFails(t *testing.T) {
	before := map[string]string{"a": "1", "gone/": "", "gone/b": "1", "kept/": "", "kept/c": "1", "z": "1"}
	changes := []Change{write("a", "2"), write("new/deep/n", "2"), remove("gone/b"), remove("kept/c"), write("kept/d", "2"), write("z", "2")}
	for failing := 1; ; failing++ {
		dir := t.TempDir()
		put(t, dir, map[string]string{"a": "1", "gone/b": "1", "kept/c": "1", "z": "1"})
		calls, failed := 0, ""
		err := apply(t.Context(), dir, changes, func(r *os.Root) files {
			return faulty{r, func(op, name string) error {
				if calls++; calls == failing {
					failed = op + " " + name
					return errInjected
				}
				return nil
			}}
		})
		if failed == "" {
			require.NoError(t, err)
			require.Greater(t, failing, 15, "steps that failed")
			return
		}
		if err == nil { // only a folder that could not be removed at the end
			require.Contains(t, []string{"remove gone", "remove kept"}, failed)
			continue
		}
		require.ErrorIs(t, err, errInjected)
		require.Equal(t, before, tree(t, dir), "%s failed", failed)
	}
}

func TestApplySaysWhatItCouldNotPutBack(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a": "1", "b": "1"})
	renames := 0
	err := apply(t.Context(), dir, []Change{write("a", "2"), write("b", "2")}, func(r *os.Root) files {
		return faulty{r, func(op, _ string) error {
			if op == "rename" {
				if renames++; renames > 1 {
					return errInjected
				}
			}
			return nil
		}}
	})
	require.ErrorIs(t, err, errInjected)
	require.ErrorContains(t, err, "a could not be put back as it was")
	require.Equal(t, map[string]string{"a": "2", "b": "1"}, tree(t, dir), "and no temporary file is left")
}

func TestApplyMayRunInParallelOverOneFolder(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for _, content := range []string{"one", "two", "three", "four"} {
		wg.Go(func() {
			for range 10 {
				changes := []Change{write("same/file", strings.Repeat(content, 10_000)), write(content+"/own", content)}
				if err := Apply(t.Context(), dir, changes); err != nil {
					t.Error(err)
				}
				if err := Apply(t.Context(), dir, []Change{remove(content + "/own")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got := tree(t, dir)
	require.Len(t, got, 2, "%v", got)
	same := got["same/file"]
	require.Zero(t, len(same)%10_000, "a whole version of the file")
	require.Equal(t, strings.Repeat(same[:len(same)/10_000], 10_000), same)
}
