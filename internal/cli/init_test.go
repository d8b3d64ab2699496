package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/patterns"
)

// interview runs init as on a terminal, with what is typed there.
func interview(t *testing.T, typed, pattern string, given map[string]bool) (string, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	a := &app{rooms: production(), stdin: strings.NewReader(typed), stdout: screen{w: &out}, stderr: &out, interactive: true}
	p, ok := patterns.Named(pattern)
	require.True(t, ok)
	d := patterns.Defaults()
	o := initOptions{out: "intent.yaml", name: d.Name, addresses: d.Range.String(), location: d.Location, secondLocation: d.SecondLocation, behind: d.Site.String()}
	err := a.initIntent(t.Context(), p, o, given, true)
	return out.String(), err
}

func TestInitAsksWhatNoFlagGives(t *testing.T) {
	said, err := interview(t, "shop\n\n 172.16.0.0/20 \n", "hub-spoke", map[string]bool{"range": true})
	require.NoError(t, err)
	require.Contains(t, said, "Name of the intent [contoso]: ")
	require.NotContains(t, said, "Address range [10.0.0.0/16]", "it is given")
	require.NotContains(t, said, "The other location", "the pattern has one region")
	written, err := os.ReadFile("intent.yaml")
	require.NoError(t, err)
	require.Contains(t, string(written), "name: shop\n")
	require.Contains(t, string(written), "{location: westeurope", "an empty answer is the default")
	require.Contains(t, string(written), "office: {addressSpace: 172.16.0.0/20,")
}

func TestInitTakesTheEndOfInputForTheDefaults(t *testing.T) {
	_, err := interview(t, "shop", "two-regions", nil)
	require.NoError(t, err)
	written, err := os.ReadFile("intent.yaml")
	require.NoError(t, err)
	require.Contains(t, string(written), "name: shop\n")
	require.Contains(t, string(written), "location: northeurope")
}

func TestInitAsksAgainWhereAnAnswerDoesNotFit(t *testing.T) {
	said, err := interview(t, "a b\nshop\nten\n10.0.0.0/24\n192.168.0.0/16\nWest Europe\n\n\n172.16.0.0/16\n", "hub-spoke", nil)
	require.NoError(t, err)
	require.Contains(t, said, "the name \"a b\" is not one\nName of the intent [contoso]: ")
	require.Contains(t, said, "the range \"ten\" is not an address prefix\nAddress range [10.0.0.0/16]: the range is 10.0.0.0/24, and must be")
	require.Contains(t, said, "the location \"West Europe\" is not one\nAzure location [westeurope]: ")
	require.Contains(t, said, "the site's range 192.168.0.0/16 overlaps the range 192.168.0.0/16\nAddress range behind the site [192.168.0.0/16]: ")
	written, err := os.ReadFile("intent.yaml")
	require.NoError(t, err)
	require.Contains(t, string(written), "name: shop\n")
	require.Contains(t, string(written), "office: {addressSpace: 172.16.0.0/16,")
}

func TestInitRefusesAnswersThatAreNone(t *testing.T) {
	for typed, want := range map[string]string{
		"a b\n":                   "the name",
		"\nten\n":                 `the range "ten" is not an address prefix`,
		"\n10.0.0.0/24\n":         "must be an IPv4 prefix of /20 or larger",
		"\n10.0.0.1/16\n":         "write 10.0.0.0/16",
		"\nfd00::/8\n":            "must be an IPv4 prefix",
		"\n\nWest Europe\n":       "the location",
		"\n\n\n10.0.0.0/20\n":     "overlaps the range",
		"\n\n\nhere\n":            "the site's range",
		strings.Repeat("a", 2000): "the name",
		"\n\n\n192.168.0.1/16\n":  "write 192.168.0.0/16",
		"\n\n\n192.168.0.0/30\n":  "/29 or larger",
		"\n0.0.0.0/0\n":           "larger than 10.0.0.0/8",
	} {
		_, err := interview(t, typed, "hub-spoke", nil)
		require.ErrorContains(t, err, want, typed)
		_, err = os.Stat("intent.yaml")
		require.ErrorIs(t, err, os.ErrNotExist)
	}
}

// What init writes is laid out, whatever the pattern.
func TestWhatInitWritesIsLaidOut(t *testing.T) {
	for _, p := range patterns.All() {
		_, err := interview(t, "", p.Name, nil)
		require.NoError(t, err)
		written, err := os.ReadFile("intent.yaml")
		require.NoError(t, err)
		made, err := laidOut(written)
		require.NoError(t, err)
		require.Equal(t, string(made), string(written), p.Name)
	}
}
