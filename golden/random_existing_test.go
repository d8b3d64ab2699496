package golden_test

import (
	"math/rand"
	"regexp"
	"strings"
	"testing"
)

// TestWhatIsDerivedBesideWhatExistsHoldsWhatIsPromised does so where some connections exist already, and some of the networks that they join: they
// are in no template, and count all the same.
func TestWhatIsDerivedBesideWhatExistsHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261201, 150, 40, func(r *rand.Rand) string {
		switch r.Intn(3) {
		case 0:
			return withExisting(r, randomIntent(r))
		case 1:
			return withExisting(r, randomWAN(r))
		}
		return withExisting(r, withSites(r, randomIntent(r)))
	})
}

var (
	existingLine    = regexp.MustCompile(`(?m)^  \w+: \{kind: (hubAndSpoke|mesh|peering|vpn)[^\n]*\}$`)
	existingNetwork = regexp.MustCompile(`(?m)^  s\w*: \{addressSpace: [^\n]*$`)
)

// withExisting makes some connections exist, and some spokes.
func withExisting(r *rand.Rand, text string) string {
	text = existingLine.ReplaceAllStringFunc(text, func(line string) string {
		if strings.Contains(line, "networkManager") || r.Intn(2) == 0 {
			return line
		}
		return strings.TrimSuffix(line, "}") + ", existing: true}"
	})
	return existingNetwork.ReplaceAllStringFunc(text, func(line string) string {
		if r.Intn(3) > 0 {
			return line
		}
		return strings.Replace(line, "{addressSpace", "{ownership: existing, addressSpace", 1)
	})
}
