package picture

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// Rows from top to bottom. After those of the spokes, which are as many as they need, come the titles of frames and what is below.
const (
	outsideRow    = iota // sites, the internet
	circuitRow           // ExpressRoute circuits
	aboveRow             // meshes of hubs
	tenantRow            // titles of tenants
	regionRow            // titles of regions
	wanRow               // titles of virtual WANs
	gatewayRow           // in hubs
	inspectionRow        // in hubs: firewalls, appliances
	spokeRow
)

// Measures in pixels.
const (
	margin   = 24
	padding  = 10 // between a box and its texts
	iconRoom = 22
	gap      = 30 // between boxes: two lines fit
	framePad = 12 // between a frame and what is in it
	overhang = 30 // of gateways over what inspects, and the other way: their lines pass there
)

// A wanBand is the hubs of a virtual WAN that stand beside each other.
type wanBand struct {
	name    string
	details string
	origins []topology.Origin
	hubs    []*node
}

// place says where everything stands from left to right, leads the lines, and then says where everything stands from top to bottom.
func (p *Picture) place(r *reading) {
	for _, n := range p.nodes {
		if r.several.subscriptions && n.subscription != "" && n.inHubRow() {
			n.details = append(n.details, "subscription "+n.subscription)
		}
		n.measure()
		if p.path != nil && r.apart[n.id] { // its lines go both ways, with labels between them
			n.w = max(n.w, 200)
		}
	}
	p.columns = columnsOf(p.nodes, p.lines)
	for _, c := range p.columns {
		for _, x := range c.pods {
			x.labels = x.widestLabel(p.lines)
		}
	}
	for wider := range 4 { // until each label has a place beside the lines of others
		p.layout = p.try((wider+1)*gap, wider*gap, r)
		p.layout.finish(r)
		if !slices.ContainsFunc(p.layout.nets, func(n *net) bool { return n.covers > ownLine }) {
			break
		}
	}
}

// try is the layout with so much room between networks, and where there is, between lines.
func (p *Picture) try(gap, apart int, r *reading) *layout {
	l := newLayout(p)
	l.apart = apart
	x, begin := 0, 0
	for i, c := range p.columns {
		if i > 0 {
			x += gap
			if c.tenant != p.columns[i-1].tenant {
				x += 2 * framePad
				begin = x
			}
		}
		x = c.place(x, gap, r)
		if last := i == len(p.columns)-1 || p.columns[i+1].tenant != c.tenant; last && r.several.tenants {
			more := max(0, begin+width(tenant{name: c.tenant}.title(), nameFont)+framePad-x)
			c.w += more
			x += more
		}
	}
	p.addBands(r)
	l.addObstacles(r)
	l.placeOutside()
	l.route()
	return l
}

// measure says how large a node is, by its texts.
func (n *node) measure() {
	const widestName, widestDetail = 200, 240
	y := padding
	indent := padding + iconRoom
	n.texts = nil
	for _, s := range wrap(n.mark.sign()+shown(n.name), nameFont, widestName) {
		y += nameFont.size
		n.texts = append(n.texts, placedText{s: s, font: nameFont, x: indent, y: y})
		n.w = max(n.w, indent+width(s, nameFont)+padding)
		y += 4
	}
	for _, d := range n.details {
		for _, s := range wrap(shown(d), plainFont, widestDetail) {
			y += plainFont.size
			n.texts = append(n.texts, placedText{s: s, font: plainFont, muted: true, x: indent, y: y})
			n.w = max(n.w, indent+width(s, plainFont)+padding)
			y += 4
		}
	}
	n.w, n.h = max(n.w, 96), y+padding-4
	n.titleHeight = n.h
}

// place places the pods of a column from x on, and gives the end.
func (c *column) place(x, gap int, r *reading) int {
	c.x = x
	at := x + framePad
	for i, p := range c.pods {
		if i > 0 {
			at += gap
		}
		at = p.place(at, gap, r)
	}
	title := width(c.title(), nameFont) + 2*framePad
	c.w = max(at+framePad-x, title)
	return x + c.w
}

func (c *column) title() string {
	if c.location == "" {
		return "region not given"
	}
	return shown(c.location)
}

func (p *pod) place(x, gap int, r *reading) int {
	p.x = x
	hubs := 0
	for i, h := range p.hubs {
		if i > 0 {
			hubs += gap
		}
		h.measureHub()
		hubs += h.w
	}
	spokes := 0
	for i, g := range p.groups {
		if i > 0 {
			spokes += gap
		}
		g.measure(gap, r)
		spokes += g.w
	}
	p.w = max(hubs, spokes)
	if p.labels > 0 { // beside an upright line in the middle
		p.w = max(p.w, 2*p.labels+16)
	}
	at := x + (p.w-hubs)/2
	for _, h := range p.hubs {
		h.placeHub(at)
		at += h.w + gap
	}
	at = x + (p.w-spokes)/2
	for _, g := range p.groups {
		g.place(at, gap)
		at += g.w + gap
	}
	return x + p.w
}

// framed tells whether the group has a frame: where boundaries are worth a line.
func (g *group) framed() bool { return len(g.titleTexts) > 0 }

func (g *group) measure(gap int, r *reading) {
	title := g.title
	if !r.several.subscriptions {
		title = slices.DeleteFunc(slices.Clone(title), func(s string) bool { return strings.HasPrefix(s, "subscription ") })
	}
	g.columns = min(len(g.nodes), 6)
	if len(g.nodes) > 6 {
		for g.columns*g.columns < 2*len(g.nodes) {
			g.columns++
		}
	}
	g.w = 0
	for i := 0; i < len(g.nodes); i += g.columns {
		w := -gap
		for _, n := range g.nodes[i:min(i+g.columns, len(g.nodes))] {
			w += n.w + gap
		}
		g.w = max(g.w, w)
	}
	g.titleTexts = nil
	for _, t := range title {
		for _, s := range wrap(shown(t), plainFont, max(g.w, 180)) {
			g.titleTexts = append(g.titleTexts, placedText{s: s, font: plainFont, muted: true})
			g.w = max(g.w, width(s, plainFont))
		}
	}
	if g.framed() {
		g.w += 2 * framePad
	}
}

func (g *group) place(x, gap int) {
	g.x = x
	for i := 0; i < len(g.nodes); i += g.columns {
		list := g.nodes[i:min(i+g.columns, len(g.nodes))]
		w := -gap
		for _, n := range list {
			w += n.w + gap
		}
		at := x + (g.w-w)/2
		for _, n := range list {
			n.row, n.x = spokeRow+i/g.columns, at
			at += n.w + gap
		}
	}
}

// measureHub makes room for the parts of a hub beside its name.
func (n *node) measureHub() {
	if n.titleWidth == 0 {
		n.titleWidth = n.w
		if n.wan != "" {
			n.titleWidth = max(n.w, width((&wanBand{name: n.wan}).label(), nameFont)+framePad)
		}
	}
	n.w = n.titleWidth
	gateways, inspectors := n.partsWidth()
	switch {
	case gateways > 0 && inspectors > 0:
		n.w = n.titleWidth + max(gateways, inspectors) + overhang + framePad
	case gateways+inspectors > 0:
		n.w = n.titleWidth + gateways + inspectors + framePad
	}
}

// partsWidth is how wide the parts of the two rows are.
func (n *node) partsWidth() (gateways, inspectors int) {
	for _, p := range n.parts {
		sum := &inspectors
		if p.kind.isGateway() {
			sum = &gateways
		}
		if *sum > 0 {
			*sum += gap
		}
		*sum += p.w
	}
	return gateways, inspectors
}

// placeHub places the parts: gateways to the left and above, what inspects to the right and below.
func (n *node) placeHub(x int) {
	n.row, n.x = inspectionRow, x
	_, inspectors := n.partsWidth()
	left, right := x+n.titleWidth, x+n.w-framePad-inspectors
	for _, p := range n.parts {
		if p.kind.isGateway() {
			p.row, p.x = gatewayRow, left
			left += p.w + gap
		} else {
			p.row, p.x = inspectionRow, right
			right += p.w + gap
		}
	}
}
