package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
)

// mostRows is how many entries a section of the page in HTML has.
const mostRows = 2000

// HTML is a difference as a page of its own: nothing is loaded, no script runs, and its style is for light and dark. Figure is a picture in SVG that
// vnetloom has drawn, which is put in as it is; "" for none. Every text of anyone's is escaped.
func HTML(r *difference.Report, figure string) string {
	var b strings.Builder
	sum := sha256.Sum256([]byte(style))
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'%s; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What changes in the network</title>
<style>%s</style>
</head>
<body>
<main>
<h1>%s</h1>
`, base64.StdEncoding.EncodeToString(sum[:]), styleOfFigure(figure), style, words(r.Verdict))
	if figure != "" {
		b.WriteString(`<figure tabindex="0" aria-label="The change, drawn over the network">` + figure + "</figure>\n")
	}
	for _, s := range Outline(r) {
		if s.Folded {
			fmt.Fprintf(&b, "<details>\n<summary><h2>%s</h2> <span>%d</span></summary>\n", words(s.Title), len(s.Entries))
		} else {
			fmt.Fprintf(&b, "<section>\n<h2>%s</h2>\n", words(s.Title))
		}
		b.WriteString("<ul>\n")
		for i, e := range s.Entries {
			if i == mostRows {
				fmt.Fprintf(&b, "<li>and %d more: --format json has all</li>\n", len(s.Entries)-i)
				break
			}
			b.WriteString("<li>")
			if e.Label != "" {
				fmt.Fprintf(&b, `<b class="%s">%s</b> `, class(e.Label), words(e.Label))
			}
			b.WriteString(e.Line.in(words, given) + "</li>\n")
		}
		b.WriteString("</ul>\n")
		b.WriteString(map[bool]string{true: "</details>\n", false: "</section>\n"}[s.Folded])
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String()
}

// styleOfFigure lets a picture have the style that stands in it.
func styleOfFigure(figure string) string {
	if figure == "" {
		return ""
	}
	_, rest, ok := strings.Cut(figure, "<style>")
	own, _, closed := strings.Cut(rest, "</style>")
	if !ok || !closed {
		return ""
	}
	sum := sha256.Sum256([]byte(own))
	return " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// class is how bad a label is, for its color.
func class(label string) string {
	switch label {
	case "lost", "failing", "broken", "refused", "not written", "interrupted", "bypassed", "opened", "not as NEW":
		return "bad"
	case "gained", "added", "better":
		return "good"
	}
	return "other"
}

// words are words of this package as HTML, in which `+"`…`"+` is code.
func words(text string) string {
	parts := strings.Split(html.EscapeString(arrows(text)), "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "<code>" + parts[i] + "</code>"
	}
	return strings.Join(parts, "")
}

// given is a text of anyone's as HTML.
func given(text string) string {
	if text == "" {
		return ""
	}
	return "<code>" + html.EscapeString(text) + "</code>"
}

const style = `:root{color-scheme:light dark;--text:#1b1f24;--page:#fff;--line:#d0d7de;--code:#f0f2f4;--bad:#b3261e;--good:#116329;--other:#57606a}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--page:#0d1117;--line:#30363d;--code:#1f262e;--bad:#ff8f85;--good:#6fdd8b;--other:#9aa5b1}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:70rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.35rem;line-height:1.35}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
summary{cursor:pointer;border-top:1px solid var(--line);margin-top:1rem;padding-top:.5rem}
summary h2{display:inline;margin:0}
summary span{color:var(--other)}
ul{padding-left:1.2rem;margin:.5rem 0}
li{margin:.3rem 0;overflow-wrap:anywhere}
code{font:.88em ui-monospace,monospace;background:var(--code);border-radius:.25em;padding:.1em .3em}
b.bad{color:var(--bad)}
b.good{color:var(--good)}
b.other{color:var(--other)}
figure{margin:1rem 0;overflow-x:auto}
@media print{details{display:block}}`
