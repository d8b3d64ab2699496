package golden_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// TestWhatImportWritesIsAccepted imports what random estates deploy: whatever import writes, check accepts, deploying what exists writes nothing, and
// nothing is joined that is not joined there. What is taken over is not refused.
func TestWhatImportWritesIsAccepted(t *testing.T) {
	t.Parallel()
	count := 36
	if many, err := strconv.Atoi(os.Getenv(manyEstates)); err == nil && many > count { // make long
		count = many / 20
	}
	r, clean := rand.New(rand.NewSource(20261202)), 0
	for n := 0; n < count; {
		text := []func() string{
			func() string { return randomIntent(r) },
			func() string { return withSites(r, randomIntent(r)) },
			func() string { return randomWAN(r) },
			func() string { return withManagers(r, randomIntent(r)) },
			func() string { return withMore(r, withSites(r, randomIntent(r))) },
			func() string { return randomAccess(r, withSites(r, randomIntent(r))) },
		}[r.Intn(6)]()
		e := compile(textIntent(text))
		require.NoError(t, e.err)
		if e.found.HasErrors() {
			continue
		}
		n++
		dir := t.TempDir()
		export := filepath.Join(dir, "export.json")
		require.NoError(t, os.WriteFile(export, standing(t, e), 0o600))
		for _, mode := range [][]string{{"--existing"}, {"--created", "all"}} {
			file := filepath.Join(dir, strings.TrimLeft(mode[0], "-")+".yaml")
			run := func(args ...string) (int, []byte) {
				var stdout, stderr bytes.Buffer
				code := cli.Main(args, strings.NewReader(""), &stdout, &stderr)
				if code == 1 || code == 2 || code == 3 {
					intent, _ := os.ReadFile(file)
					require.Failf(t, stderr.String(), "%v of:\n%s\n%s", args, text, intent)
				}
				return code, stdout.Bytes()
			}
			_, out := run(append([]string{"import", export, "--out", file, "--format", "json"}, mode...)...)
			var said imported
			require.NoError(t, json.Unmarshal(out, &said))
			require.Empty(t, said.Paths.Opened, text)
			code, out := run("rehearse", export, file, "--skip-migrate")
			if mode[0] == "--existing" {
				require.Zerof(t, code, "%s\n%s", out, text)
				require.Contains(t, string(out), "0 writes of the templates", text)
			}
			require.NotEqualf(t, 5, code, "Azure refuses it:\n%s\n%s", out, text)
			if code == 0 {
				clean++
			}
		}
	}
	t.Logf("%d of %d change nothing", clean, 2*count)
	require.Greater(t, clean, count+count*2/3, "what is taken over changes nothing, but for what only the intent knew")
}
