package vnetloom_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/picture"
)

// pictures are the pictures of the pages, and the intents that they are of.
var pictures = map[string]string{
	"contoso":                  "examples/contoso",
	"transit-firewalls":        "golden/cases/transit-firewalls",
	"wan-sites":                "golden/cases/wan-sites",
	"er-vpn-backup":            "golden/cases/er-vpn-backup",
	"subscriptions-three":      "golden/cases/subscriptions-three",
	"partner-tenant-vpn":       "golden/cases/partner-tenant-vpn",
	"manager-two-regions":      "golden/cases/manager-two-regions",
	"estate-200":               "golden/cases/estate-200",
	"apart-two-hubs":           "golden/cases/apart-two-hubs",
	"manager-hub-spoke-direct": "golden/cases/manager-hub-spoke-direct",
}

// compiled is what the compiler makes of the intent in a folder.
func compiledFolder(t *testing.T, dir string) *compile.Result {
	t.Helper()
	r, err := compile.Compile(context.Background(), os.DirFS(dir), []string{"."}, compile.Options{Targets: []string{}, SkipProof: true})
	require.NoError(t, err, dir)
	require.NotNil(t, r.Topology, "%s: %v", dir, r.Findings)
	return r
}

// The pictures of the pages are what the tool draws; each stands on a page, and no other does.
func TestDocsPicturesAreDrawn(t *testing.T) {
	for name, dir := range pictures {
		checkFile(t, filepath.Join("docs", "pictures", name+".svg"), string(picture.New(compiledFolder(t, dir).Topology, nil).SVG()))
	}
	var path, said bytes.Buffer
	require.Zero(t, cli.Main([]string{"graph", "golden/cases/transit-firewalls/intent.yaml", "--path", "web-weu", "data-neu"}, strings.NewReader(""), &path, &said), said.String())
	checkFile(t, filepath.Join("docs", "pictures", "path.svg"), path.String())
	var outage bytes.Buffer
	require.Zero(t, cli.Main([]string{"graph", "golden/cases/er-vpn-backup/intent.yaml", "--down", "er-ams"}, strings.NewReader(""), &outage, &said), said.String())
	checkFile(t, filepath.Join("docs", "pictures", "down.svg"), outage.String())
	var change bytes.Buffer
	require.Equal(t, 4, cli.Main([]string{"diff", "golden/migrations/inspection-on/old.yaml", "golden/migrations/inspection-on/new.yaml", "--format", "html"}, strings.NewReader(""), &change, &said), said.String())
	drawn := regexp.MustCompile(`(?s)<svg .*</svg>\n`).FindString(change.String())
	require.NotEmpty(t, drawn)
	checkFile(t, filepath.Join("docs", "pictures", "change.svg"), drawn)
	shown := map[string]bool{}
	for _, file := range pages(t) {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`!\[[^\]]+\]\((?:docs/|\.\./)?pictures/([^)]+)\.svg\)`).FindAllStringSubmatch(string(content), -1) {
			shown[m[1]] = true
		}
	}
	files, err := filepath.Glob("docs/pictures/*")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		require.True(t, pictures[name] != "" || name == "path" || name == "down" || name == "change" || strings.HasPrefix(name, "connection-"), "%s is of no intent", file)
		require.True(t, shown[name], "%s stands on no page", file)
	}
	require.Len(t, files, len(pictures)+3+len(connectionPages(t)))
}
