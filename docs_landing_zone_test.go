package vnetloom_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
)

// The security team's file of the page holds with the network's, and says which of its lines a change breaks.
func TestDocsTheFileOfTheSecurityTeam(t *testing.T) {
	var network, security string
	for _, b := range blocks(t, "docs/landing-zone.md") {
		switch b.info {
		case "yaml":
			network = b.text
		case "yaml fragment":
			security = b.text
		}
	}
	check := func(network string) *compile.Result {
		fsys := fstest.MapFS{"intent.yaml": {Data: []byte(network)}, "security.yaml": {Data: []byte(security)}}
		r, err := compile.Compile(t.Context(), fsys, []string{"intent.yaml", "security.yaml"}, compile.Options{Targets: []string{}})
		require.NoError(t, err)
		return r
	}
	require.False(t, check(network).Findings.HasErrors(), check(network).Findings)

	joined := strings.Replace(network, "\nexpect:\n", "\n  more: {kind: peering, between: [shop, build]}\nexpect:\n", 1)
	require.NotEqual(t, network, joined)
	var lines []string
	for _, d := range check(joined).Findings {
		if d.Code != nil && d.Code.ID == "VL605" || d.Code != nil && d.Code.ID == "VL607" {
			lines = append(lines, d.Subject.File.Name)
		}
	}
	require.NotEmpty(t, lines)
	for _, name := range lines {
		require.Equal(t, "security.yaml", name)
	}
}
