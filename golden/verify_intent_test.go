package golden_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

func verify(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, reported bytes.Buffer
	code = cli.Main(append([]string{"verify"}, args...), strings.NewReader(""), &out, &reported)
	return code, out.String(), reported.String()
}

// What is emitted beside networks that exist, or are others', is clean: by itself, what others have is not known; with its intent the companion
// steps count as done.
func TestWhatIsEmittedBesideNetworksOfOthersVerifiesWithItsIntent(t *testing.T) {
	t.Parallel()
	var dirs []string
	for _, pattern := range []string{"cases/existing-*", "cases/external-*", "cases/classic-*", "cases/access-closed-existing"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		dirs = append(dirs, found...)
	}
	require.Greater(t, len(dirs), 5)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			code, _, reported := verify(t, dir+"/want/arm")
			require.Zero(t, code, reported)
			code, _, reported = verify(t, dir+"/want/arm", "--intent", dir)
			require.Zero(t, code, reported)
		})
	}
}
