package golden_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// Bicep and the ARM JSON of one case are one network for verify.
func TestMicrosoftCompilerServesVerify(t *testing.T) {
	t.Parallel()
	microsofttest.Needs(t, "bicep")
	microsofttest.Start(t)
	root := filepath.Join(t.TempDir(), "out")
	var out, problems bytes.Buffer
	code := cli.Main([]string{"generate", "cases/hub-site-inspected", "--target", "arm,bicep", "--out", root}, strings.NewReader(""), &out, &problems)
	require.Zero(t, code, problems.String())
	code, want, reported := verify(t, filepath.Join(root, "arm", "main"), "--reach", "matrix")
	require.Zero(t, code, reported)
	code, got, reported := verify(t, filepath.Join(root, "bicep", "main", "main.bicepparam"), "--reach", "matrix")
	require.Zero(t, code, reported)
	require.Equal(t, want, got)
}
