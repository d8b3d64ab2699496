package gittree

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// A store is objects by their ids, which are numbers.
type store map[string][]byte

func (s store) put(content string) string {
	id := fmt.Sprintf("%040x", len(s)+1)
	s[id] = []byte(content)
	return id
}

func line(mode, name, id string) string {
	raw, _ := hex.DecodeString(id)
	return mode + " " + name + "\x00" + string(raw)
}

func (s store) read(id string) ([]byte, error) {
	content, ok := s[id]
	if !ok {
		return nil, errors.New("is not there")
	}
	return content, nil
}

func TestATreeIsAFileSystem(t *testing.T) {
	s := store{}
	inner := s.put(line("100644", "b.yaml", s.put("b")) + line("120000", "up.yaml", s.put("../a.yaml")))
	tree := New(s.put(line("100644", "a.yaml", s.put("a"))+line("40000", "in", inner)), s.read)
	require.NoError(t, fstest.TestFS(tree, "a.yaml", "in/b.yaml"))
	content, err := fs.ReadFile(tree, "in/up.yaml")
	require.NoError(t, err)
	require.Equal(t, "a", string(content))
}

func TestLinksAndSubmodulesStayInTheirPlace(t *testing.T) {
	s := store{}
	folder := s.put(line("100755", "x", s.put("x")))
	tree := New(s.put(
		line("120000", "absolute", s.put("/etc/passwd"))+line("120000", "circle", s.put("circle"))+line("40000", "folder", folder)+line("120000", "out", s.put("../x"))+
			line("160000", "sub", s.put(""))+line("120000", "to", s.put("folder"))+line("120000", "dot", s.put("./folder/../folder/x"))), s.read)
	for name, want := range map[string]error{"absolute": ErrOutside, "out": ErrOutside, "circle": ErrCircle, "sub": ErrSubmodule, "sub/x": ErrSubmodule, "no": fs.ErrNotExist,
		"folder/x/y": fs.ErrNotExist, "../a": fs.ErrInvalid, "/etc/passwd": fs.ErrInvalid, "circle/x": ErrCircle} {
		_, err := tree.Open(name)
		require.ErrorIs(t, err, want, name)
	}
	for _, name := range []string{"to/x", "dot", "folder/x"} {
		content, err := fs.ReadFile(tree, name)
		require.NoError(t, err, name)
		require.Equal(t, "x", string(content), name)
	}
	list, err := fs.ReadDir(tree, ".")
	require.NoError(t, err)
	require.Len(t, list, 7)
}

// A tree that git would not write is refused, and nothing of it is taken for a path.
func FuzzATreeIsReadOrRefused(f *testing.F) {
	f.Add([]byte(line("100644", "a", fmt.Sprintf("%040x", 1))))
	f.Add([]byte(line("100644", "../a", fmt.Sprintf("%040x", 1))))
	f.Add([]byte("100644 a"))
	f.Fuzz(func(t *testing.T, content []byte) {
		tree := New("00", func(string) ([]byte, error) { return content, nil })
		list, err := fs.ReadDir(tree, ".")
		if err != nil {
			return
		}
		for _, e := range list {
			require.NotContains(t, e.Name(), "/")
			require.NotContains(t, []string{"", ".", ".."}, e.Name())
		}
	})
}
