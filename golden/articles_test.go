package golden_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/proof"
)

// A case that makes a published design has a file article.txt: the address of the article, and what it says of the effective routes of some
// subnets. Each is named in a line of its own, and below it stand all of its active routes, but for what Azure drops by default. It is written by
// hand, from the article: nothing accepts another answer.

func TestEffectiveRoutesAreThoseOfTheArticle(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("cases/*/article.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			lines := strings.Split(strings.TrimSpace(string(content)), "\n")
			require.Regexp(t, `^https://(learn\.microsoft\.com|github\.com)/`, lines[0], "it begins with the address of the article")
			text, err := os.ReadFile(filepath.Join(dir, "case.md"))
			require.NoError(t, err)
			require.Contains(t, string(text), lines[0], "case.md names it")
			e := compiled(t, dir)
			require.Empty(t, e.failure())
			network, _ := proof.New(e.topology, e.plan).Prove(e.templates(e.files)).Analysis()
			want := articleRoutes(t, lines[1:])
			require.NotEmpty(t, want)
			for _, subnet := range sortedNames(want) {
				require.Equal(t, strings.Join(want[subnet], "\n"), strings.Join(activeRoutes(t, network, subnet), "\n"), subnet)
			}
		})
	}
}

// articleRoutes are the routes of an article by subnet, in order.
func articleRoutes(t *testing.T, lines []string) map[string][]string {
	t.Helper()
	out, subnet := map[string][]string{}, ""
	for _, line := range lines {
		switch words := strings.Fields(line); {
		case len(words) == 0 || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			subnet = line
			require.NotContains(t, out, subnet)
			out[subnet] = nil
		default:
			out[subnet] = append(out[subnet], strings.Join(words, " "))
		}
	}
	for _, list := range out {
		slices.Sort(list)
	}
	return out
}

// activeRoutes are the active routes of a subnet of the intent: prefix, next hop type, and what stands behind it.
func activeRoutes(t *testing.T, a *proof.Analysis, name string) []string {
	t.Helper()
	subnets, err := a.SubnetsOf(name)
	require.NoError(t, err)
	require.Len(t, subnets, 1, name)
	var out []string
	for _, r := range a.EffectiveRoutes(subnets[0].ID) {
		if r.State != "Active" || r.NextHopType == "None" && r.Source == "Default" {
			continue
		}
		words := []string{r.Prefix.String(), r.NextHopType}
		if r.Through != "" && r.NextHopType != "VnetLocal" {
			words = append(words, a.Name(r.Through))
		}
		out = append(out, strings.Join(words, " "))
	}
	slices.Sort(out)
	return out
}
