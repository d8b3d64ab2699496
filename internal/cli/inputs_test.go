package cli

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/memfs"
)

func TestInputsAreNamedAsTheyWereGiven(t *testing.T) {
	in(t, map[string]string{
		"work/intent.yaml": "1", "work/b.yml": "2", "work/c.json": "3", "work/d.cue": "4", "work/.hidden.yaml": "5", "work/notes.md": "6",
		"work/sub/e.yaml": "7", "team/intent.yaml": "8", "other/intent.yaml": "9",
	})
	t.Chdir("work")
	here, err := os.Getwd()
	require.NoError(t, err)
	for given, want := range map[string]string{
		"":                                 "b.yml c.json d.cue intent.yaml",
		".":                                "b.yml c.json d.cue intent.yaml",
		"./intent.yaml":                    "intent.yaml",
		"intent.yaml sub":                  "intent.yaml sub/e.yaml",
		"sub intent.yaml":                  "intent.yaml sub/e.yaml",
		"intent.yaml intent.yaml .":        "b.yml c.json d.cue intent.yaml",
		"../team/intent.yaml":              "../team/intent.yaml",
		filepath.Join(here, "intent.yaml"): "intent.yaml",
		filepath.Join(here, "sub"):         "sub/e.yaml",
		filepath.Join(here, "../team"):     "intent.yaml",
		filepath.Join(here, "../team") + " " + filepath.Join(here, "../other"): "intent.yaml team/intent.yaml",
		filepath.Join(here, "../team/intent.yaml") + " intent.yaml":            "intent.yaml team/intent.yaml",
		"- intent.yaml": "intent.yaml stdin.yaml",
		"notes.md":      "notes.md",
	} {
		got, err := readInputs(strings.Fields(given), strings.NewReader("stdin"))
		require.NoError(t, err, given)
		require.Equal(t, want, strings.Join(got.names(), " "), given)
	}
}

func TestInputsAreAFileSystem(t *testing.T) {
	in(t, map[string]string{"a/intent.yaml": "one"})
	t.Chdir("a")
	got, err := readInputs([]string{"../a/intent.yaml", "-"}, strings.NewReader("two"))
	require.NoError(t, err)
	for name, want := range map[string]string{"../a/intent.yaml": "one", stdinName: "two"} {
		content, err := fs.ReadFile(got, name)
		require.NoError(t, err)
		require.Equal(t, want, string(content))
		info, err := fs.Stat(got, name)
		require.NoError(t, err)
		require.Equal(t, int64(3), info.Size())
		require.False(t, info.IsDir())
	}
	_, err = got.Open("none")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestNoInputHidesAnother(t *testing.T) {
	in(t, map[string]string{"work/intent.yaml": "here", "work/stdin.yaml": "file", "team/intent.yaml": "there"})
	t.Chdir("work")
	there, err := filepath.Abs("../team/intent.yaml")
	require.NoError(t, err)
	for _, given := range [][]string{{"intent.yaml", there}, {there, "intent.yaml"}} {
		got, err := readInputs(given, nil)
		require.NoError(t, err)
		require.Equal(t, memfs.FS{"intent.yaml": []byte("here"), "team/intent.yaml": []byte("there")}, got.files)
	}
	for _, given := range [][]string{{"stdin.yaml", "-"}, {"-", "stdin.yaml"}} {
		_, err = readInputs(given, strings.NewReader("pipe"))
		require.ErrorContains(t, err, "stdin.yaml has the same name as standard input")
	}
}

func TestInputsAreReadUpToABound(t *testing.T) {
	got, err := readInputs([]string{"-"}, endless{})
	require.NoError(t, err)
	require.Len(t, got.files[stdinName], readMax)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestTheModuleOfACUEFileIsPartOfTheInputs(t *testing.T) {
	in(t, map[string]string{
		"module/cue.mod/module.cue": "module", "module/lib/lib.cue": "lib", "module/estate/a.cue": "", "module/estate/b.yaml": "",
		"cue.mod/module.cue": "outer", "plain/c.yaml": "", "secret": "no",
	})
	top, err := os.Getwd()
	require.NoError(t, err)
	for _, c := range []struct{ dir, given, root string }{
		{".", "module/estate", "module"},
		{"module", "estate/a.cue", "."},
		{"module/estate", "a.cue", ".."},
		{"module/lib", "../estate/a.cue", ".."},
		{"plain", filepath.Join(top, "module/estate/a.cue"), ".."},
	} {
		t.Run(c.dir+" "+filepath.Base(c.given), func(t *testing.T) {
			t.Chdir(filepath.Join(top, c.dir))
			got, err := readInputs([]string{c.given}, nil)
			require.NoError(t, err)
			for name, want := range map[string]string{"cue.mod/module.cue": "module", "lib/lib.cue": "lib"} {
				content, err := fs.ReadFile(got, path.Join(c.root, name))
				require.NoError(t, err)
				require.Equal(t, want, string(content))
			}
			entries, err := fs.ReadDir(got, path.Join(c.root, "lib"))
			require.NoError(t, err)
			require.Len(t, entries, 1)
			_, err = got.Open(path.Join(c.root, "../secret"))
			require.ErrorIs(t, err, fs.ErrNotExist, "what is outside of the module is not read")
		})
	}
	t.Chdir(top)
	got, err := readInputs([]string{"plain", "module/estate/b.yaml"}, nil)
	require.NoError(t, err)
	require.Empty(t, got.modules, "YAML imports nothing")
}

func TestInputsThatCannotBeReadAreAFailure(t *testing.T) {
	_, err := readInputs([]string{"-"}, iotest.ErrReader(errors.New("cut")))
	require.ErrorContains(t, err, "cannot read standard input: cut")
}
