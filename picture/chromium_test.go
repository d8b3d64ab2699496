package picture

import (
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// measuring is a script that measures what a browser makes of pictures, and writes what is wrong into the page.
const measuring = `
const flaws = []
const box = e => { const r = e.getBoundingClientRect(); return {x1: r.left, y1: r.top, x2: r.right, y2: r.bottom} }
const holds = (a, b) => a.x1 <= b.x1 + 0.5 && b.x2 <= a.x2 + 0.5 && a.y1 <= b.y1 + 0.5 && b.y2 <= a.y2 + 0.5
const meets = (a, b) => a.x1 + 0.5 < b.x2 && b.x1 + 0.5 < a.x2 && a.y1 + 0.5 < b.y2 && b.y1 + 0.5 < a.y2
const hex = s => s.match(/\d+/g).slice(0, 3).map(Number)
const lum = s => { const [r, g, b] = hex(s).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
const contrast = (a, b) => { const x = lum(a), y = lum(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) }
const seen = {pictures: 0, texts: 0, named: 0, dark: matchMedia('(prefers-color-scheme: dark)').matches}
for (const svg of document.querySelectorAll('svg')) {
  const name = svg.closest('div').id
  seen.pictures++
  const page = box(svg)
  const ground = getComputedStyle(svg.querySelector('.bg')).fill
  if (lum(ground) < 0.5 !== seen.dark) flaws.push(name + ': the ground is ' + ground)
  const texts = [...svg.querySelectorAll('text')]
  texts.forEach((t, i) => {
    seen.texts++
    const b = box(t)
    if (b.x1 === b.x2) flaws.push(name + ': ' + t.textContent + ' is not drawn')
    if (!holds(page, b)) flaws.push(name + ': ' + t.textContent + ' is outside of the picture')
    const legend = t.parentElement.getAttribute('aria-label') === 'legend' // its boxes are samples, beside what they mean
    const rect = legend ? null : t.parentElement.querySelector(':scope > rect')
    if (rect && t.parentElement.getAttribute('role') && !holds(box(rect), b)) flaws.push(name + ': ' + t.textContent + ' is outside of its box')
    const behind = rect ? getComputedStyle(rect).fill : ground
    if (behind !== 'none' && contrast(getComputedStyle(t).fill, behind) < 4.5) flaws.push(name + ': ' + t.textContent + ' has too little contrast')
    for (const o of texts.slice(0, i)) if (meets(box(o), b)) flaws.push(name + ': ' + t.textContent + ' is over ' + o.textContent)
    const range = document.createRange()
    range.selectNodeContents(t)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    if (getSelection().toString().trim() !== t.textContent.trim()) flaws.push(name + ': ' + t.textContent + ' cannot be selected')
  })
  for (const g of svg.querySelectorAll('g')) {
    seen.named++
    if (g.computedName !== g.getAttribute('aria-label').replace(/\s+/g, ' ').trim()) flaws.push(name + ': ' + g.getAttribute('aria-label') + ' is called ' + g.computedName)
  }
}
document.body.innerHTML = ''
const out = document.createElement('pre')
out.textContent = 'RESULT' + JSON.stringify({seen, flaws}) + 'END'
document.body.append(out)
`

// TestChromiumMeasuresTheSame asks a browser, with the fonts of this machine, what the measures of this room say: in light and in dark.
func TestChromiumMeasuresTheSame(t *testing.T) {
	if os.Getenv("VNETLOOM_CHROMIUM") == "" {
		t.Skip("`.ci/run pictures` asks Chromium")
	}
	browser, err := exec.LookPath("chromium")
	require.NoError(t, err)
	var page strings.Builder
	page.WriteString("<!doctype html><meta charset=utf-8><body style=\"margin:0\">")
	pictures := 0
	add := func(name string, p *Picture) {
		svg := regexp.MustCompile(`<svg .*`).FindString(strings.ReplaceAll(string(p.SVG()), "\n", " "))
		page.WriteString("<div id=\"" + html.EscapeString(name) + "\">" + svg + "</div>\n")
		pictures++
	}
	for _, dir := range goldenCases(t) {
		network := topologyOf(t, dir)
		add(filepath.Base(dir), New(network, nil))
		for _, path := range expected(network)[:min(1, len(expected(network)))] {
			add(filepath.Base(dir)+" path", New(network, path))
		}
	}
	for _, dir := range migrations(t) {
		add(filepath.Base(dir)+" change", changeOf(t, dir, false))
	}
	page.WriteString("<script>" + measuring + "</script>")
	file := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(file, []byte(page.String()), 0o600))
	for name, setting := range map[string]string{"light": "preferredColorScheme=1", "dark": "preferredColorScheme=0"} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--blink-settings="+setting,
				"--enable-blink-features=ComputedAccessibilityInfo", "--force-renderer-accessibility", "--virtual-time-budget=60000", "--dump-dom", "file://"+file)
			dom, err := cmd.Output()
			require.NoError(t, err)
			found := regexp.MustCompile(`(?s)RESULT(.*)END`).FindStringSubmatch(string(dom))
			require.NotNil(t, found, "the script has not come to its end")
			var result struct {
				Seen struct {
					Pictures, Texts, Named int
					Dark                   bool
				}
				Flaws []string
			}
			require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(found[1])), &result))
			require.Equal(t, name == "dark", result.Seen.Dark)
			require.Equal(t, pictures, result.Seen.Pictures)
			require.Greater(t, result.Seen.Texts, 20*pictures)
			require.Greater(t, result.Seen.Named, 5*pictures)
			require.Empty(t, result.Flaws)
		})
	}
}
