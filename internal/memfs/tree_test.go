package memfs

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestATreeIsAFileSystem(t *testing.T) {
	tree := Tree{"a.txt": []byte("a"), "in/b.txt": []byte("b"), "in/deep/c.txt": []byte("c")}
	require.NoError(t, fstest.TestFS(tree, "a.txt", "in/b.txt", "in/deep/c.txt"))
	for _, name := range []string{"none", "in/none", "a.txt/x", "../a.txt", "/a.txt"} {
		_, err := fs.ReadFile(tree, name)
		require.Error(t, err, name)
	}
	require.NoError(t, fstest.TestFS(Tree{}))
}
