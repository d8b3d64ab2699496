package patterns_test

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/patterns"
	"github.com/vnetloom/vnetloom/source"
)

// Each pattern compiles for every target, is proved, and has no warning, wherever its networks are.
func TestPatternsCompileWithoutAWarning(t *testing.T) {
	small := patterns.Answers{Name: "a", Range: netip.MustParsePrefix("172.31.240.0/20"), Location: "swedencentral", SecondLocation: "uksouth",
		Site: netip.MustParsePrefix("10.255.255.0/29")}
	for _, answers := range []patterns.Answers{patterns.Defaults(), small} {
		for _, p := range patterns.All() {
			content, err := p.Intent(answers)
			require.NoError(t, err, p.Name)
			got, err := compile.Sources(t.Context(), []*source.File{{Name: "intent.yaml", Content: content}}, compile.Options{})
			require.NoError(t, err, p.Name)
			require.Empty(t, got.Findings.Without(diag.Note), "%s\n%s", p.Name, content)
			require.NotEmpty(t, got.Files, p.Name)
			require.Contains(t, string(content), "expect:", "%s says what must hold", p.Name)
		}
	}
}

func TestPatternsAreDescribed(t *testing.T) {
	files, err := filepath.Glob("intents/*.yaml")
	require.NoError(t, err)
	require.Len(t, patterns.All(), len(files), "each file is listed")
	for _, p := range patterns.All() {
		require.True(t, strings.HasSuffix(p.Title, "."), "%s: %q", p.Name, p.Title)
		require.True(t, strings.HasPrefix(p.Source, "https://learn.microsoft.com/azure/"), "%s: %q", p.Name, p.Source)
	}
}

func TestPatternsTakeNothingElseThanTheirRange(t *testing.T) {
	p, ok := patterns.Named("two-networks")
	require.True(t, ok)
	_, ok = patterns.Named("two")
	require.False(t, ok)
	a := patterns.Defaults()
	a.Site = netip.Prefix{} // nobody asks for it
	_, err := p.Intent(a)
	require.NoError(t, err)
	a.Range = netip.MustParsePrefix("10.0.0.0/21")
	_, err = p.Intent(a)
	require.ErrorContains(t, err, "/20 or larger")
}

// Who goes on from one pattern to another moves no subnet: what has one name in the hubs of two patterns has one prefix.
func TestPatternsPlaceSubnetsAlike(t *testing.T) {
	places := map[string]string{}
	for _, p := range patterns.All() {
		content, err := p.Intent(patterns.Defaults())
		require.NoError(t, err)
		got, err := compile.Sources(t.Context(), []*source.File{{Name: "intent.yaml", Content: content}}, compile.Options{SkipProof: true})
		require.NoError(t, err)
		for _, s := range got.Topology.Subnets {
			if s.Network != "hub" && s.Network != "hub-1" {
				continue
			}
			prefix := s.Prefixes[0].String()
			if places[s.Name] == "" {
				places[s.Name] = prefix
			}
			require.Equal(t, places[s.Name], prefix, "%s of %s", s.Name, p.Name)
		}
	}
	require.Greater(t, len(places), 5)
}
