package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// An element of a document, with the text in it and in what it holds.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// elements reads XML as strictly as Go does: a browser is as strict.
func elements(t testing.TB, content []byte) []*element {
	t.Helper()
	require.True(t, utf8.Valid(content))
	var out, open []*element
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			require.Empty(t, open)
			return out
		}
		require.NoError(t, err)
		switch x := token.(type) {
		case xml.StartElement:
			e := &element{name: x.Name.Local, attrs: map[string]string{}}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			out, open = append(out, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(x)
			}
		}
	}
}

func TestAnSVGNeedsNothingFromElsewhere(t *testing.T) {
	for _, dir := range goldenCases(t) {
		content := New(topologyOf(t, dir), nil).SVG()
		for _, e := range elements(t, content) {
			require.Contains(t, []string{"svg", "title", "desc", "style", "rect", "text", "g", "path"}, e.name, dir)
			for name, value := range e.attrs {
				require.NotContains(t, []string{"href", "src", "onload", "onclick", "style"}, name, dir)
				require.True(t, name == "xmlns" || name == "aria-label" || !strings.Contains(value, ":"), "%s: %s=%q", dir, name, value)
			}
		}
		require.NotContains(t, string(content), "url(")
		require.NotContains(t, string(content), "@import")
	}
}

// Every network, part, site and circuit is a text, or one of a stack; and each box and line has a name for screen readers and a tooltip.
func TestAnSVGNamesWhatItShows(t *testing.T) {
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		all := elements(t, New(network, nil).SVG())
		texts, titles, groups := "", "", 0
		for i, e := range all {
			switch {
			case e.name == "text":
				texts += e.text + "\n"
			case e.name == "title":
				titles += e.text + "\n"
			case e.name == "g":
				groups++
				require.NotEmpty(t, e.attrs["role"], dir)
				require.NotEmpty(t, e.attrs["aria-label"], dir)
				require.True(t, e.attrs["aria-label"] == "legend" || e.attrs["aria-label"] == "hops" || all[i+1].name == "title", "%s: %s", dir, e.attrs["aria-label"])
			}
		}
		require.Greater(t, groups, len(network.VirtualHubs))
		require.Contains(t, all[2].name, "desc")
		for _, n := range network.Networks {
			if len(network.Networks) > 60 {
				break // a tooltip names the first forty of a stack
			}
			require.Regexp(t, `\b`+string(n.ID)+`[ ,]`, titles, dir)
			require.Contains(t, titles, filepath.Base(n.Origin.Range.File.Name)+fmt.Sprintf(":%d\n", n.Origin.Range.Start.Line), dir)
		}
		for _, s := range network.Sites {
			require.Contains(t, titles, string(s.ID), dir)
		}
		for _, g := range network.Gateways {
			require.Contains(t, titles, string(g.ID), dir)
		}
		for _, f := range network.Firewalls {
			require.Contains(t, titles, string(f.ID), dir)
		}
		for _, g := range network.NetworkGroups {
			require.Contains(t, strings.ReplaceAll(texts, "\n", " "), "network group "+strings.TrimPrefix(string(g.ID), string(g.Manager)+"/"), dir)
		}
	}
}

func TestTheSamePictureHasTheSameBytes(t *testing.T) {
	for _, dir := range goldenCases(t)[:20] {
		network := topologyOf(t, dir)
		first, again := New(network, nil), New(topologyOf(t, dir), nil)
		require.Equal(t, string(first.SVG()), string(again.SVG()), dir)
		require.Equal(t, string(first.SVG()), string(first.SVG()), dir)
		require.Equal(t, string(first.Mermaid()), string(again.Mermaid()), dir)
		require.Equal(t, string(first.DOT()), string(again.DOT()), dir)
	}
}

// luminance is that of WCAG 2.2, of a colour such as #0a5ca8.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	require.NoError(t, err, colour)
	channel := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Texts have the contrast of WCAG AA, 4.5 to 1; lines and borders that of graphics, 3 to 1.
func TestColoursHaveContrast(t *testing.T) {
	for name, k := range map[string]look{"light": light, "dark": dark} {
		grounds := []string{k.ground, k.region, k.hub, k.box, k.band, k.part, k.outside}
		for _, g := range grounds {
			require.GreaterOrEqual(t, contrast(t, k.ink, g), 4.5, "%s: ink on %s", name, g)
			require.GreaterOrEqual(t, contrast(t, k.muted, g), 4.5, "%s: muted on %s", name, g)
			for s, c := range k.lines {
				require.GreaterOrEqual(t, contrast(t, c, g), 3.0, "%s: line %d on %s", name, s, g)
			}
			for _, c := range []string{k.frame, k.border, k.hubBorder, k.bandBorder} {
				require.GreaterOrEqual(t, contrast(t, c, g), 3.0, "%s: border %s on %s", name, c, g)
			}
		}
	}
}

// Lines differ without their colours: by width or dashes.
func TestLinesDifferWithoutColours(t *testing.T) {
	for i, a := range pens {
		for j, b := range pens[:i] {
			require.NotEqual(t, a, b, "%s and %s", styleWords[i], styleWords[j])
		}
	}
}

// hostile is a topology whose every name is a given text.
func hostile(name string) *topology.Topology {
	file := source.New(name, []byte(name+"\n  "+name+"\n"))
	o := topology.Origin{Range: source.Range{File: file, Start: source.Position{Line: 1, Column: 1}}, Statements: []string{"connections." + name}}
	n := func(s string) topology.NetworkID { return topology.NetworkID(name + s) }
	t := &topology.Topology{Name: name,
		Subscriptions:  []topology.Subscription{{Name: name, Tenant: name}, {Name: name + "2", Tenant: name + "2"}},
		ResourceGroups: []topology.ResourceGroup{{ID: "a", Subscription: name}, {ID: "b", Subscription: name + "2"}},
		Networks: []topology.Network{
			{ID: n("hub"), ResourceGroup: "a", Location: name, Origin: o, AddressSpace: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}},
			{ID: n("1"), ResourceGroup: "a", Location: name, Origin: o}, {ID: n("2"), ResourceGroup: "b", Location: name, Origin: o},
		},
		Gateways: []topology.Gateway{{ID: topology.GatewayID(string(n("hub")) + "/vpnGateway"), Network: n("hub"), SKU: name, Origin: o}},
		Sites:    []topology.Site{{ID: topology.SiteID(name), Origin: o}},
		Circuits: []topology.Circuit{{ID: topology.CircuitID(name), Site: topology.SiteID(name), Provider: name, PeeringLocation: name, Origin: o}},
		Peerings: []topology.Peering{{Local: n("1"), Remote: n("2"), Origin: o, LocalSubnets: []string{name}, RemoteSubnets: []string{name}}},
		NetworkGroups: []topology.NetworkGroup{{ID: topology.NetworkGroupID(name), Manager: topology.NetworkManagerID(name),
			Members: []topology.NetworkID{n("1"), n("2")}}},
	}
	return t
}

// Names of anyone's file hold anything: each format stays what it is, and SVG keeps the names that XML can hold.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"shop", `</text><script>alert(1)</script>`, `"]; click n0 "javascript:x"`, "a\x00b\u202e\ufeff", `\N\G\"`, "&lt;&#38;", "]]>", "a|b\"|c",
		"end", "%%{init}%%", "``", "\xff\xfe", "日本語のネットワーク", strings.Repeat("w", 300), "\n\nsubgraph", "'\"`$(x)", "-->", "<!--"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if len(name) > 500 || strings.ContainsRune(name, '/') {
			return
		}
		p := New(hostile(name), nil)
		for _, e := range elements(t, p.SVG()) {
			require.Contains(t, []string{"svg", "title", "desc", "style", "rect", "text", "g", "path"}, e.name)
		}
		require.Empty(t, flawsOf(p))
		for i, line := range strings.Split(strings.TrimRight(string(p.Mermaid()), "\n"), "\n") {
			if i > 0 {
				require.Regexp(t, mermaidLine, line)
			}
		}
		for _, line := range strings.Split(strings.TrimRight(string(p.DOT()), "\n"), "\n") {
			require.Regexp(t, dotLine, line)
		}
	})
}
