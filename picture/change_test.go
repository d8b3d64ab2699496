package picture

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// migrations are the folders of ways from one network to another.
func migrations(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("../golden/migrations/*/old.yaml")
	require.NoError(t, err)
	require.Greater(t, len(list), 30)
	for i := range list {
		list[i] = filepath.Dir(list[i])
	}
	return list
}

// changeOf is the picture of a migration, or of the way back.
func changeOf(t *testing.T, dir string, back bool) *Picture {
	t.Helper()
	old, next := topologyOf(t, dir+"/old.yaml"), topologyOf(t, dir+"/new.yaml")
	if back {
		old, next = next, old
	}
	return NewChange(old, next, nil)
}

func TestNothingIsOverAnythingElseInAChange(t *testing.T) {
	for _, dir := range migrations(t) {
		for way, back := range map[string]bool{"there": false, "back": true} {
			t.Run(filepath.Base(dir)+" "+way, func(t *testing.T) {
				p := changeOf(t, dir, back)
				require.Empty(t, flawsOf(p))
				require.Equal(t, string(p.SVG()), string(changeOf(t, dir, back).SVG()), "the same bytes")
			})
		}
	}
}

// marked are the nodes and lines of a picture with a mark, by name.
func marked(p *Picture, m mark) []string {
	var out []string
	for _, n := range p.nodes {
		if n.mark == m {
			out = append(out, n.called())
		}
	}
	for _, n := range p.layout.nets {
		if n.mark == m {
			out = append(out, n.text())
		}
	}
	return out
}

const beforeChange = `vnetloom: v1
name: estate
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.64/26, GatewaySubnet: 10.0.0.0/26}, firewall: {}, gateways: {vpn: {}}}
  shop: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
  pay: {addressSpace: 10.1.1.0/24, subnets: {api: 10.1.1.0/26}}
  old: {addressSpace: 10.1.2.0/24, subnets: {api: 10.1.2.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay, old]}
  office: {kind: vpn, between: [hub, dc1]}
`

const afterChange = `vnetloom: v1
name: estate
defaults: {location: westeurope}
networks:
  hub: {addressSpace: 10.0.0.0/22, subnets: {AzureFirewallSubnet: 10.0.0.64/26, GatewaySubnet: 10.0.0.0/26}, firewall: {}, gateways: {vpn: {}}}
  shop: {addressSpace: 10.1.0.0/23, subnets: {web: 10.1.0.0/26}}
  pay: {addressSpace: 10.1.3.0/24, subnets: {api: 10.1.3.0/26}}
  new: {addressSpace: 10.1.4.0/24, subnets: {api: 10.1.4.0/26}}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [shop, pay, new], inspect: hub/firewall}
  office: {kind: vpn, between: [hub, dc1]}
`

func TestAChangeIsMarkedBySignAndLine(t *testing.T) {
	p := NewChange(topologyOfText(t, beforeChange), topologyOfText(t, afterChange), []ChangedPath{
		{Kind: PathLost, From: []string{"old"}, To: []string{"dc1"}}, {Kind: PathElsewhere, From: []string{"shop", "pay"}, To: []string{"dc1"}},
		{Kind: PathGained, From: []string{"shop", "pay", "new"}, Among: true}, {Kind: PathGained, From: []string{"nobody"}, To: []string{"internet"}},
	})
	require.Empty(t, flawsOf(p))
	require.Subset(t, marked(p, added), []string{"new"})
	require.Subset(t, marked(p, removed), []string{"old"})
	require.Subset(t, marked(p, altered), []string{"shop", "pay"})
	svg := string(p.SVG())
	for _, want := range []string{">+ new<", ">− old<", ">≠ shop<", ">was 10.1.1.0/24<", `aria-label="removed: virtual network old`, ">lost<", ">gained<", ">another way<",
		">+ spokes · on-premises<", `class="box b1"`, `class="box b2"`, `class="m1"`, ">change: "} {
		require.True(t, strings.Contains(svg, want), want)
	}
	require.NotContains(t, marked(p, unmarked), "new")
	for _, e := range p.layout.legend {
		require.NotEmpty(t, e.text.s)
	}
}

func TestNoChangeIsMarkedWhereThereIsNone(t *testing.T) {
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		p := NewChange(network, network, nil)
		for m := added; int(m) < marks; m++ {
			require.Empty(t, marked(p, m), dir)
		}
		require.Equal(t, "nothing that is drawn differs", p.changeSummary())
		all := NewChange(nil, network, nil)
		require.Empty(t, marked(all, removed), dir)
		require.NotEmpty(t, marked(all, added), dir)
		require.Empty(t, marked(NewChange(network, nil, nil), added), dir)
	}
}

// Stacks are of alike networks that the same becomes of.
func TestAStackIsOfWhatChangesAlike(t *testing.T) {
	text := func(n int) string {
		var networks, names strings.Builder
		for i := range n {
			fmt.Fprintf(&networks, "  s%02d: {addressSpace: 10.1.%d.0/24}\n", i, i)
			fmt.Fprintf(&names, "s%02d, ", i)
		}
		return "vnetloom: v1\nname: estate\ndefaults: {location: westeurope}\nnetworks:\n  hub: {addressSpace: 10.0.0.0/22}\n" + networks.String() +
			"connections:\n  estate: {kind: hubAndSpoke, hub: hub, spokes: [" + strings.TrimSuffix(names.String(), ", ") + "]}\n"
	}
	p := NewChange(topologyOfText(t, text(12)), topologyOfText(t, text(20)), nil)
	require.Empty(t, flawsOf(p))
	require.Contains(t, marked(p, added), "8 networks")
	require.Contains(t, marked(p, unmarked), "12 networks")
}

func TestRandomChangesAreDrawn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	drawn := 0
	for range 60 {
		old, next := topologyOfText(t, randomEstate(r)), topologyOfText(t, randomEstate(r))
		if old == nil || next == nil {
			continue
		}
		drawn++
		var paths []ChangedPath
		for range r.IntN(5) {
			from, to := old.Networks[r.IntN(len(old.Networks))], next.Networks[r.IntN(len(next.Networks))]
			paths = append(paths, ChangedPath{Kind: PathChange(r.IntN(3)), From: []string{string(from.ID)}, To: []string{string(to.ID),
				"internet"}, Among: r.IntN(3) == 0})
		}
		require.Empty(t, flawsOf(NewChange(old, next, paths)))
	}
	require.Greater(t, drawn, 10)
}
