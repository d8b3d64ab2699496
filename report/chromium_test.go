package report_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// measuring is a script that looks at pages as a browser shows them, and writes what is wrong.
//
//go:embed testdata/measure.js
var measuring string

// TestChromiumShowsEveryPage asks a browser for the pages of all goldens, and of changes: as wide as a desk and as a telephone, in light and in dark. Each is in a
// frame of its own, with its own policy.
func TestChromiumShowsEveryPage(t *testing.T) {
	if os.Getenv("VNETLOOM_CHROMIUM") == "" {
		t.Skip("`.ci/run pictures` asks Chromium")
	}
	browser, err := exec.LookPath("chromium")
	require.NoError(t, err)
	dir := t.TempDir()
	var names []string
	add := func(name string, args ...string) {
		var page, said bytes.Buffer
		code := cli.Main(args, strings.NewReader(""), &page, &said)
		require.Contains(t, []int{0, 4}, code, said.String())
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), page.Bytes(), 0o600))
		names = append(names, name)
	}
	cases, err := filepath.Glob("../golden/cases/*")
	require.NoError(t, err)
	require.Greater(t, len(cases), 50)
	for _, golden := range cases {
		add(filepath.Base(golden)+".html", "report", golden)
	}
	changes, err := filepath.Glob("../golden/migrations/*/old.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, changes)
	for _, old := range changes { // pages of changes, which have the same look
		add("change-"+filepath.Base(filepath.Dir(old))+".html", "diff", old, filepath.Dir(old)+"/new.yaml", "--format", "html", "--skip-rehearsal")
	}
	list, err := json.Marshal(names)
	require.NoError(t, err)
	harness := filepath.Join(dir, "harness.html")
	require.NoError(t, os.WriteFile(harness, []byte("<!doctype html><meta charset=utf-8><body><script>const pages = "+string(list)+"\n"+measuring+"</script>"), 0o600))
	for name, setting := range map[string]string{"light": "preferredColorScheme=1", "dark": "preferredColorScheme=0"} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--blink-settings="+setting,
				"--allow-file-access-from-files", "--window-size=1400,1000", "--timeout=540000", "--virtual-time-budget=500000", "--dump-dom", "file://"+harness)
			dom, err := cmd.Output()
			require.NoError(t, err)
			found := regexp.MustCompile(`(?s)RESULT(.*)END`).FindStringSubmatch(string(dom))
			require.NotNil(t, found, "the script has not come to its end")
			var result struct {
				Seen struct {
					Pages, Texts, Tables, Regions int
					Dark                          bool
				}
				Flaws []string
			}
			require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(found[1])), &result))
			require.Equal(t, name == "dark", result.Seen.Dark)
			require.Equal(t, 2*len(names), result.Seen.Pages)
			require.Greater(t, result.Seen.Texts, 100*result.Seen.Pages)
			require.Greater(t, result.Seen.Tables, 4*result.Seen.Pages)
			require.Greater(t, result.Seen.Regions, 4*result.Seen.Pages)
			require.Empty(t, strings.Join(result.Flaws[:min(len(result.Flaws), 40)], "\n"))
		})
	}
}
