package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
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
		filepath.Join(here, "../team") + " " + filepath.Join(here, "../other"): "intent.yaml other/intent.yaml",
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

func TestInputsThatCannotBeReadAreAFailure(t *testing.T) {
	_, err := readInputs([]string{"-"}, iotest.ErrReader(errors.New("cut")))
	require.ErrorContains(t, err, "cannot read standard input: cut")
}
