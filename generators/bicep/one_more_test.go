package bicep

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOneMoreIsItsOwnLines adds one statement to an intent: lines come in estate.bicep alone, and none goes.
func TestOneMoreIsItsOwnLines(t *testing.T) {
	const subscriptions = `vnetloom: v1
name: few
defaults: {location: westeurope, resourceGroup: rg-net}
subscriptions: {one: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be101, two: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be102}
networks:
  hub: {subscription: one, addressSpace: 10.0.0.0/24, subnets: {s: 10.0.0.0/25}}
  app: {subscription: two, addressSpace: 10.1.0.0/24, subnets: {s: 10.1.0.0/25}}
connections:
  all: {kind: mesh, members: [hub, app]}
`
	mesh := strings.Replace(subscriptions, "members: [hub, app]", "members: [hub, app, b, c, d, e]", 1)
	mesh = strings.Replace(mesh, "connections:\n", `  b: {addressSpace: 10.2.0.0/24, subnets: {s: 10.2.0.0/25}}
  c: {addressSpace: 10.3.0.0/24, subnets: {s: 10.3.0.0/25}}
  d: {addressSpace: 10.4.0.0/24, subnets: {s: 10.4.0.0/25}}
  e: {addressSpace: 10.5.0.0/24, subnets: {s: 10.5.0.0/25}}
connections:
`, 1)
	for name, c := range map[string]struct{ text, after, line string }{
		"subscription with a network": {
			strings.Replace(subscriptions, "two: ", "three: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103, two: ", 1), "networks:\n",
			"  more: {subscription: three, addressSpace: 10.9.0.0/24, subnets: {s: 10.9.0.0/25}}\n"},
		"member of a mesh of six": {
			strings.Replace(mesh, "members: [hub,", "members: [hub, ccc,", 1), "networks:\n",
			"  ccc: {addressSpace: 10.9.0.0/24, subnets: {s: 10.9.0.0/25}}\n"},
		"subnet": {mesh, "subnets: {s: 10.0.0.0/25", ", t: 10.0.0.128/26"},
	} {
		t.Run(name, func(t *testing.T) {
			before := strings.Replace(strings.Replace(c.text, "ccc,", "", 1), "three: 6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103, ", "", 1)
			old, next := generated(t, before), generated(t, strings.Replace(c.text, c.after, c.after+c.line, 1))
			require.Equal(t, len(old), len(next), "no file comes or goes")
			for path, content := range next {
				if !strings.HasSuffix(path, "/estate.bicep") {
					require.Equal(t, old[path], content, path)
					continue
				}
				lines := strings.Split(content, "\n")
				for _, line := range strings.Split(old[path], "\n") {
					for len(lines) > 0 && lines[0] != line {
						lines = lines[1:]
					}
					require.NotEmpty(t, lines, "a line goes, or another place has it: %s", line)
					lines = lines[1:]
				}
				require.Greater(t, strings.Count(content, "\n"), strings.Count(old[path], "\n"))
			}
		})
	}
}

// generated are the files of an intent that are no pages, by their paths.
func generated(t *testing.T, text string) map[string]string {
	t.Helper()
	set, err := New().Generate(lowered(t, text))
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range set.Files() {
		if !strings.HasSuffix(f.Path, ".md") {
			out[f.Path] = string(f.Content)
		}
	}
	return out
}
