package picture

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/topology"
)

// topologyOf is the topology of the intent in a folder, or in a file.
func topologyOf(t *testing.T, name string) *topology.Topology {
	t.Helper()
	dir, in := name, "."
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		dir, in = filepath.Split(name)
	}
	r, err := compile.Compile(context.Background(), os.DirFS(dir), []string{in}, compile.Options{Targets: []string{}, SkipProof: true})
	require.NoError(t, err, name)
	require.NotNil(t, r.Topology, name)
	return r.Topology
}

// goldenCases are the folders of the cases.
func goldenCases(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("../golden/cases/*")
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return list
}

// rect is a rectangle, and what it is of.
type rect struct {
	of             string
	x1, y1, x2, y2 int
}

func (a rect) meets(b rect) bool { return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2 }

func (a rect) holds(b rect) bool { return a.x1 <= b.x1 && b.x2 <= a.x2 && a.y1 <= b.y1 && b.y2 <= a.y2 }

func (a rect) String() string { return fmt.Sprintf("%s (%d,%d)-(%d,%d)", a.of, a.x1, a.y1, a.x2, a.y2) }

func textRect(t placedText, x, y int) rect {
	return rect{fmt.Sprintf("text %q", t.s), x + t.x, y + t.y - t.font.size*4/5, x + t.x + width(t.s, t.font), y + t.y + t.font.size/4}
}

func (f frame) rect() rect { return rect{"frame of " + f.name, f.x, f.y, f.x + f.w, f.y + f.h} }

func boxRect(n *node) rect {
	return rect{n.id, n.x, n.y, n.x + n.w + n.shadow(), n.y + n.h + n.shadow()}
}

// flawsOf are texts outside of their boxes, boxes and texts over each other, and lines over either.
func flawsOf(p *Picture) []string {
	var flaws []string
	flaw := func(format string, args ...any) { flaws = append(flaws, fmt.Sprintf(format, args...)) }
	l := p.layout
	page := rect{"page", l.left, 0, l.left + l.width, l.height}
	var boxes, texts []rect
	hubs := map[string]bool{}
	for _, n := range p.nodes {
		box := boxRect(n)
		if !page.holds(box) {
			flaw("%v is not on %v", box, page)
		}
		if n.hub != nil && !boxRect(n.hub).holds(box) {
			flaw("%v is not in %v", box, boxRect(n.hub))
		}
		for _, t := range n.texts {
			r := textRect(t, n.x, n.y)
			if !(rect{n.id, n.x + 2, n.y + 2, n.x + n.w - 2, n.y + n.h - 2}).holds(r) {
				flaw("%v is not in %v", r, box)
			}
			texts = append(texts, r)
		}
		for _, other := range boxes {
			if other.meets(box) && !(n.hub != nil && other.of == n.hub.id) && !strings.HasPrefix(other.of, n.id+"/") {
				flaw("%v is over %v", box, other)
			}
		}
		boxes = append(boxes, box)
		hubs[n.id] = len(n.parts) > 0
	}
	free := len(texts) // from here on, texts in no box
	for _, t := range l.freeTexts() {
		texts = append(texts, textRect(t, 0, 0))
	}
	for i, a := range texts {
		if !page.holds(a) {
			flaw("%v is not on %v", a, page)
		}
		for _, b := range texts[:i] {
			if a.meets(b) {
				flaw("%v is over %v", a, b)
			}
		}
		for _, b := range boxes { // a hub has room for labels between its parts
			if i >= free && a.meets(b) && !(hubs[b.of] && b.holds(a)) {
				flaw("%v is over %v", a, b)
			}
		}
	}
	for _, f := range p.frames() {
		if title := textRect(f.title, 0, 0); !f.rect().holds(title) {
			flaw("%v is not in %v", title, f.rect())
		}
	}
	for _, n := range l.nets {
		flaws = append(flaws, lineFlaws(p, n, texts)...)
	}
	return flaws
}

// lineFlaws are where a net runs over a text, or through a box that it does not belong to.
func lineFlaws(p *Picture, n *net, texts []rect) []string {
	var flaws []string
	may := map[*node]bool{}
	for _, t := range n.terminals() {
		may[t.node], may[t.node.hub] = true, true
	}
	own := map[string]bool{}
	for _, t := range p.layout.labelTexts(n) { // has a ground of its own, over its own line
		own[textRect(t, 0, 0).String()] = true
	}
	for _, s := range p.layout.segments(n) {
		line := rect{n.text(), min(s.x1, s.x2) - 1, min(s.y1, s.y2) - 1, max(s.x1, s.x2) + 1, max(s.y1, s.y2) + 1}
		if line.x1+2 != line.x2 && line.y1+2 != line.y2 {
			flaws = append(flaws, fmt.Sprintf("%v is neither level nor upright", line))
		}
		for _, t := range texts {
			if line.meets(t) && !own[t.String()] {
				flaws = append(flaws, fmt.Sprintf("line %v runs over %v", line, t))
			}
		}
		for _, x := range p.nodes {
			inside := rect{x.id, x.x + 2, x.y + 2, x.x + x.w - 2, x.y + x.h - 2}
			if line.meets(inside) && !(x.inHubRow() && may[x]) {
				flaws = append(flaws, fmt.Sprintf("line %v runs through %v", line, inside))
			}
		}
	}
	return flaws
}

func TestNothingIsOverAnythingElse(t *testing.T) {
	sizes, err := filepath.Glob("../../shared/cases/sizes/*.yaml")
	require.NoError(t, err)
	for _, name := range append(goldenCases(t), sizes...) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			require.Empty(t, flawsOf(New(topologyOf(t, name), nil)))
		})
	}
}
