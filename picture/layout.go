package picture

import (
	"cmp"
	"slices"
)

// A layout is where everything stands.
type layout struct {
	p                  *Picture
	apart              int // how far lines are apart where there is room, at least clearance
	frameRow, belowRow int
	obstacles          map[int][]obstacle // by row
	verticals          map[int][]vertical // by band: 2r+1 is row r, 2c channel c, which is above row c
	nets               []*net
	rowY, rowH         []int
	hubTitles          int // the height that the names of hubs need
	channelY, channelH []int
	tracks             []([]track) // by channel
	left, width        int
	height             int
	top                int // of the first row, below the header
	legend             []legendEntry
	hops               []hopText
	header             []placedText
}

// An obstacle is what no line of another passes in a row.
type obstacle struct {
	interval
	hub *node // in which its own lines pass, nil for none
}

type vertical struct {
	x int
	n *net
}

func newLayout(p *Picture) *layout {
	return &layout{p: p, obstacles: map[int][]obstacle{}, verticals: map[int][]vertical{}}
}

// addObstacles adds what stands in the rows of the regions.
func (l *layout) addObstacles(r *reading) {
	rows := 1
	for _, n := range l.p.nodes {
		rows = max(rows, n.row-spokeRow+1)
	}
	l.frameRow, l.belowRow = spokeRow+rows, spokeRow+rows+1
	l.rowY, l.rowH = make([]int, l.belowRow+1), make([]int, l.belowRow+1)
	l.channelY, l.channelH = make([]int, l.belowRow+2), make([]int, l.belowRow+2)
	l.tracks = make([][]track, l.belowRow+2)
	block := func(row, lo, hi int) {
		l.obstacles[row] = append(l.obstacles[row], obstacle{interval: interval{lo, hi}})
	}
	border := func(from, to, x int) {
		for row := from; row <= to; row++ {
			block(row, x-4, x+4)
		}
	}
	for _, n := range l.p.nodes {
		switch {
		case n.isNetwork() && n.inHubRow():
			for _, row := range []int{gatewayRow, inspectionRow} {
				l.obstacles[row] = append(l.obstacles[row], obstacle{interval{n.x - framePad, n.x + n.w + framePad}, n})
			}
		case n.isNetwork():
			block(n.row, n.x, n.x+n.w)
		}
	}
	for _, c := range l.p.columns {
		block(regionRow, c.x, c.x+framePad+width(c.title(), nameFont))
		border(regionRow, l.frameRow, c.x)
		border(regionRow, l.frameRow, c.x+c.w)
		for _, p := range c.pods {
			for _, g := range p.groups {
				if !g.framed() {
					continue
				}
				border(spokeRow, l.frameRow, g.x)
				border(spokeRow, l.frameRow, g.x+g.w)
				at := g.x + framePad
				for i := range g.titleTexts {
					block(l.frameRow, at, at+width(g.titleTexts[i].s, plainFont))
				}
			}
		}
	}
	for _, t := range l.tenants() {
		block(tenantRow, t.lo, t.lo+framePad+width(t.title(), nameFont))
		border(tenantRow, l.frameRow, t.lo)
		border(tenantRow, l.frameRow, t.hi)
	}
	for _, b := range l.p.wans {
		lo, hi := b.extent()
		block(wanRow, lo, lo+framePad+width(b.label(), nameFont))
		border(wanRow, inspectionRow, lo)
		border(wanRow, inspectionRow, hi)
	}
}

// A tenant is the columns of one.
type tenant struct {
	interval
	name string
}

func (t tenant) title() string { return shown("tenant " + t.name) }

// tenants are the frames of tenants, where there are several.
func (l *layout) tenants() []tenant {
	var out []tenant
	for _, c := range l.p.columns {
		if n := len(out); n > 0 && out[n-1].name == c.tenant {
			out[n-1].hi = c.x + c.w + framePad
			continue
		}
		out = append(out, tenant{interval{c.x - framePad, c.x + c.w + framePad}, c.tenant})
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// addBands finds which hubs of a virtual WAN stand beside each other.
func (p *Picture) addBands(r *reading) {
	p.wans = nil
	var row []*node
	for _, c := range p.columns {
		for _, x := range c.pods {
			row = append(row, x.hubs...)
		}
	}
	for i, h := range row {
		if h.wan == "" {
			continue
		}
		if n := len(p.wans); i > 0 && n > 0 && row[i-1].wan == h.wan {
			p.wans[n-1].hubs = append(p.wans[n-1].hubs, h)
			continue
		}
		b := &wanBand{name: h.wan, hubs: []*node{h}}
		for _, w := range r.t.VirtualWANs {
			if string(w.ID) == h.wan {
				b.details, b.origins = w.Type, append(b.origins, w.Origin)
			}
		}
		p.wans = append(p.wans, b)
	}
}

const bandPad = 8 // beyond the frame of a hub

func (b *wanBand) extent() (lo, hi int) {
	return b.hubs[0].x - bandPad, b.hubs[len(b.hubs)-1].x + b.hubs[len(b.hubs)-1].w + bandPad
}

func (b *wanBand) label() string { return shown("virtual WAN " + b.name) }

// placeOutside places what stands above the regions, and meshes, over the middle of what it is joined with.
func (l *layout) placeOutside() {
	rows := map[int][]*node{}
	for _, n := range l.p.nodes {
		switch {
		case n.kind == circuitKind:
			n.row = circuitRow
		case n.isOutside():
			n.row = outsideRow
		case n.kind == meshKind:
			n.row = aboveRow
			for _, x := range l.p.lines {
				if x.to == n && !x.from.inHubRow() {
					n.row = l.belowRow
				}
			}
		default:
			continue
		}
		rows[n.row] = append(rows[n.row], n)
	}
	for _, row := range []int{l.belowRow, aboveRow, circuitRow, outsideRow} {
		l.placeRow(row, rows[row])
	}
}

func (l *layout) placeRow(row int, list []*node) {
	want := map[*node]int{}
	for _, n := range list {
		sum, count := 0, 0
		for _, x := range l.p.drawn() {
			far := x.from
			if x.from == n {
				far = x.to
			} else if x.to != n {
				continue
			}
			if far.row != row {
				sum += far.x + far.w/2
				count++
			}
		}
		if count > 0 {
			sum /= count
		}
		want[n] = sum - n.w/2
	}
	slices.SortStableFunc(list, func(a, b *node) int {
		return cmp.Or(cmp.Compare(want[a]+a.w/2, want[b]+b.w/2), cmp.Compare(a.id, b.id))
	})
	spread(list, want)
	for _, n := range list {
		l.obstacles[row] = append(l.obstacles[row], obstacle{interval: interval{n.x, n.x + n.w}})
	}
}

// spread places nodes beside each other, each as near as it can be to where it wants to be: those that would overlap form a block around
// the mean of what they want.
func spread(list []*node, want map[*node]int) {
	type block struct{ from, sum, count int }
	var blocks []block
	offset := make([]int, len(list)+1)
	for i, n := range list {
		offset[i+1] = offset[i] + n.w + gap
		blocks = append(blocks, block{i, want[n] - offset[i], 1})
		for k := len(blocks) - 1; k > 0 && blocks[k].sum/blocks[k].count <= blocks[k-1].sum/blocks[k-1].count; k-- {
			blocks[k-1].sum += blocks[k].sum
			blocks[k-1].count += blocks[k].count
			blocks = blocks[:k]
		}
	}
	for _, b := range blocks {
		for i := b.from; i < b.from+b.count; i++ {
			list[i].x = b.sum/b.count + offset[i]
		}
	}
}
