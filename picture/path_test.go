package picture

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/topology"
)

// hopTo is a hop by the name of what is there.
func hopTo(t *topology.Topology, name string) Hop {
	kind := "subnet"
	_, part, _ := strings.Cut(name, "/")
	switch {
	case name == "internet":
		kind = "internet"
	case part == "firewall":
		kind = "firewall"
	case strings.HasSuffix(part, "Gateway"):
		kind = "gateway"
	}
	for _, s := range t.Sites {
		if string(s.ID) == name {
			kind = "site"
		}
	}
	for _, c := range t.Circuits {
		if string(c.ID) == name {
			kind = "circuit"
		}
	}
	return Hop{At: name, Kind: kind, Route: "User 10.0.0.0/8", Next: "10.0.0.4"}
}

// expected are paths through what the intent expects.
func expected(t *topology.Topology) []*Path {
	var out []*Path
	for _, e := range t.Expectations {
		if !e.Reachable || len(e.From) == 0 || len(e.To) == 0 {
			continue
		}
		p := &Path{From: e.From[0], To: e.To[len(e.To)-1], There: Way{Outcome: "delivered"}, Back: Way{Outcome: "delivered"}}
		names := append(append([]string{p.From}, e.Via...), p.To)
		for i := range names {
			p.There.Hops = append(p.There.Hops, hopTo(t, names[i]))
			p.Back.Hops = append(p.Back.Hops, hopTo(t, names[len(names)-1-i]))
		}
		out = append(out, p)
	}
	return out
}

// A path is drawn there and back, line by line, and over nothing else.
func TestPathsAreDrawnThereAndBack(t *testing.T) {
	drawn := 0
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		for _, path := range expected(network) {
			p := New(network, path)
			name := filepath.Base(dir) + ": " + path.From + " to " + path.To
			require.Empty(t, flawsOf(p), name)
			count := map[style]int{}
			for i, x := range p.steps {
				count[x.style]++
				require.NotContains(t, []kind{stackKind, siteStackKind}, x.from.kind, name)
				if i > 0 && p.steps[i-1].style == x.style {
					require.Same(t, p.steps[i-1].to, x.from, name)
				}
			}
			if path.From != path.To && networkName(path.From) != networkName(path.To) {
				require.NotZero(t, count[thereStyle], name)
			}
			require.Equal(t, count[thereStyle], count[backStyle], name)
			drawn++
			elements(t, p.SVG())
		}
	}
	require.Greater(t, drawn, 60)
}
