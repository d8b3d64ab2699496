package picture

import (
	"cmp"
	"fmt"
	"strings"
)

// A look is the colours of a picture, for a light ground or for a dark one.
type look struct {
	ground, ink, muted                   string
	region, hub, box, band               string // fills
	frame, border, hubBorder, bandBorder string
	part, outside                        string // fills
	lines                                [styles]string
	marks                                [marks]string
}

var light = look{
	ground: "#ffffff", ink: "#1c2128", muted: "#4d5661",
	region: "#f5f7f9", hub: "#e4effb", box: "#ffffff", band: "#f1ecfa",
	frame: "#7a838c", border: "#57606a", hubBorder: "#0a5ca8", bandBorder: "#7046b4",
	part: "#ffffff", outside: "#f5f7f9",
	lines: [styles]string{"#57606a", "#a8460a", "#0b6b78", "#0a5ca8", "#7046b4", "#1d7a3a", "#b3105f", "#3d3fc4", "#b3261e", "#1d6b34", "#7a4a00"},
	marks: [marks]string{"", "#1d6b34", "#b3261e", "#7a4a00", "#b3261e"},
}

var dark = look{
	ground: "#0d1117", ink: "#e6edf3", muted: "#a4afba",
	region: "#141a21", hub: "#12263c", box: "#1a212a", band: "#1f1a2e",
	frame: "#7d8791", border: "#8b949e", hubBorder: "#58a6ff", bandBorder: "#b392f0",
	part: "#1a212a", outside: "#1a212a",
	lines: [styles]string{"#9aa4ae", "#f0945a", "#4cc2cf", "#58a6ff", "#b392f0", "#56c271", "#ff7bb8", "#a5a8ff", "#ff8f85", "#63cf80", "#f0b35a"},
	marks: [marks]string{"", "#63cf80", "#ff8f85", "#f0b35a", "#ff8f85"},
}

// pens are the widths and dashes of lines: they differ without their colours too.
var pens = [styles]struct{ width, dash string }{
	{"1.5", ""}, {"3.5", ""}, {"2", "10 3"}, {"2", "5 4"}, {"3", "12 3 2 3"}, {"2.5", "1 5"}, {"4", ""}, {"4", "8 6"},
	{"3.5", "3 6"}, {"3.5", "16 4"}, {"3.5", "8 3 2 3"},
}

// markPens are those of the marks of a change: of the border of a box, and behind a line.
var markPens = [marks]struct{ border, behind string }{{}, {"", ""}, {"6 5", "2 7"}, {"12 4 3 4", "12 7"}, {"6 5", "2 7"}}

// rules are the style sheet of a look; every rule begins with the class of a picture, so that a page may hold several.
func (k look) rules(change bool, marked []mark) string {
	var b strings.Builder
	rule := func(selector, format string, args ...any) {
		fmt.Fprintf(&b, ".vnl %s{%s}", selector, fmt.Sprintf(format, args...))
	}
	rule(".bg", "fill:%s", k.ground)
	rule("text", "fill:%s", k.ink)
	rule("text.m", "fill:%s", k.muted)
	rule(".region", "fill:%s;stroke:%s", k.region, k.frame)
	rule(".frame", "fill:none;stroke:%s", k.frame)
	rule(".band", "fill:%s;stroke:%s", k.band, k.bandBorder)
	rule(".box", "fill:%s;stroke:%s", k.box, k.border)
	rule(".hub", "fill:%s;stroke:%s", k.hub, k.hubBorder)
	rule(".part", "fill:%s;stroke:%s", k.part, k.hubBorder)
	rule(".fw", "fill:%s;stroke:%s", k.part, k.lines[inspectedStyle])
	rule(".out", "fill:%s;stroke:%s", k.outside, k.border)
	rule(".icon", "stroke:%s", k.ink)
	rule(".tag", "fill:%s", k.region)
	rule(".tagh", "fill:%s", k.hub)
	for s := range stylesIn(change) {
		rule(fmt.Sprintf(".l%d", s), "stroke:%s", k.lines[s])
		rule(fmt.Sprintf(".a%d", s), "fill:%s", k.lines[s])
	}
	for _, m := range marked {
		rule(fmt.Sprintf(".b%d", m), "stroke:%s", k.marks[m])
		rule(fmt.Sprintf(".m%d", m), "stroke:%s", k.marks[m])
	}
	rule("path.q", "stroke:%s", k.frame)
	return b.String()
}

// stylesIn are how many styles of lines a picture may have.
func stylesIn(change bool) int {
	if change {
		return styles
	}
	return int(lostStyle)
}

// sheet is the style sheet of a picture.
func sheet(change bool, marked []mark) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".vnl text{font:%dpx %s}", plainFont.size, families)
	fmt.Fprintf(&b, ".vnl .n{font-size:%dpx;font-weight:bold}.vnl .b{font-weight:bold}.vnl .h{font-size:%dpx;font-weight:bold}", nameFont.size, titleFont.size)
	b.WriteString(".vnl .icon{fill:none;stroke-width:1.4;stroke-linejoin:round}.vnl .region,.vnl .frame{stroke-dasharray:2 3}" +
		".vnl .hub,.vnl .fw{stroke-width:2}.vnl .existing{stroke-dasharray:7 3}.vnl .hit{fill:none;stroke:transparent;stroke-width:12}")
	for s, p := range pens[:stylesIn(change)] {
		fmt.Fprintf(&b, ".vnl .l%d{fill:none;stroke-width:%s", s, p.width)
		if p.dash != "" {
			fmt.Fprintf(&b, ";stroke-dasharray:%s", p.dash)
		}
		b.WriteString(";stroke-linejoin:round")
		if s == int(directStyle) {
			b.WriteString(";stroke-linecap:round")
		}
		b.WriteString("}")
	}
	for _, m := range marked {
		p := markPens[m]
		fmt.Fprintf(&b, ".vnl .b%d{stroke-width:3;stroke-dasharray:%s}.vnl .m%d{fill:none;stroke-width:8;stroke-opacity:.6;stroke-dasharray:%s}", m, cmp.Or(p.border, "none"), m,
			cmp.Or(p.behind, "none"))
	}
	b.WriteString(".vnl path.q{stroke-width:1}")
	b.WriteString(light.rules(change, marked))
	b.WriteString("@media(prefers-color-scheme:dark){")
	b.WriteString(dark.rules(change, marked))
	b.WriteString("}")
	return b.String()
}

// icon is the sign of a kind of node, in a square of 16 pixels.
func (k kind) icon() string {
	return [...]string{
		hubKind:          "M8 5.5a2.5 2.5 0 1 0 .01 0M8 5.5V1.5M8 10.5V14.5M5.5 8H1.5M10.5 8H14.5M1.5 6.5v3M14.5 6.5v3M6.5 1.5h3M6.5 14.5h3",
		virtualHubKind:   "M8 1.5a6.5 6.5 0 1 0 .01 0M8 5.5a2.5 2.5 0 1 0 .01 0M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4",
		networkKind:      "M2 2h4v4h-4zM10 2h4v4h-4zM6 10h4v4h-4zM4 6v2h8v-2M8 8v2",
		stackKind:        "M2 2h4v4h-4zM10 2h4v4h-4zM6 10h4v4h-4zM4 6v2h8v-2M8 8v2",
		firewallKind:     "M1.5 2.5h13v11h-13zM1.5 6.2h13M1.5 9.9h13M6 2.5v3.7M11 2.5v3.7M3.5 6.2v3.7M8.5 6.2v3.7M12.5 6.2v3.7M6 9.9v3.6M11 9.9v3.6",
		applianceKind:    "M8 1.5l5.5 2v4.5c0 3-2.5 5.5-5.5 6.5c-3-1-5.5-3.5-5.5-6.5v-4.5zM5.5 8l2 2l3-4",
		vpnGatewayKind:   "M3 7h10v7h-10zM5 7v-2a3 3 0 0 1 6 0v2M8 9.5v2",
		expressRouteKind: "M1.5 5h11M9.5 2l3.5 3l-3.5 3M14.5 11h-11M6.5 8l-3.5 3l3.5 3",
		siteKind:         "M3 14.5v-12h7v12zM10 7h3.5v7.5M5 5h1M7.5 5h1M5 8h1M7.5 8h1M5 11h1M7.5 11h1M1.5 14.5h13",
		siteStackKind:    "M3 14.5v-12h7v12zM10 7h3.5v7.5M5 5h1M7.5 5h1M5 8h1M7.5 8h1M5 11h1M7.5 11h1M1.5 14.5h13",
		clientsKind:      "M8 2a2.5 2.5 0 1 0 .01 0M3 14c0-3.5 2-5 5-5s5 1.5 5 5z",
		circuitKind:      "M3 4c0-2.7 10-2.7 10 0v8c0 2.7-10 2.7-10 0zM3 4c0 2.7 10 2.7 10 0",
		internetKind:     "M8 1.5a6.5 6.5 0 1 0 .01 0M1.5 8h13M8 1.5c-4 3.5-4 9.5 0 13M8 1.5c4 3.5 4 9.5 0 13",
		meshKind:         "M3 3l10 10M13 3l-10 10M3 3h10v10h-10z",
	}[k]
}
