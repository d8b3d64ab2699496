package picture

// labelChannel is the channel in which the label of a net stands: near what is outside, else near the head.
func (n *net) labelChannel() int {
	if n.head.side == inner {
		return n.head.channel
	}
	for _, t := range n.terminals() {
		if t.node.isOutside() {
			return t.reached()
		}
	}
	return n.head.reached()
}

// labelPlace is where a label covers the least: over a level piece, else beside it, or beside an upright one.
func (l *layout) labelPlace(n *net, c int, i interval, w int) (at interval, besideIt bool, covers int) {
	const beside = 6
	best := -1
	try := func(x int, next bool) {
		sum := 0
		for _, v := range l.verticals[2*c] {
			if v.x <= x-beside/2 || v.x >= x+w+beside/2 {
				continue
			}
			if sum += otherLine; v.n == n {
				sum += ownLine - otherLine
			}
		}
		if c > regionRow && c <= l.frameRow {
			for _, col := range l.p.columns {
				for _, edge := range []int{col.x, col.x + col.w} {
					if edge > x-beside && edge < x+w+beside {
						sum += otherLine
					}
				}
			}
		}
		on := sum / ownLine * ownLine
		if d := 2*x + w - i.lo - i.hi; d < 0 {
			sum -= d
		} else {
			sum += d
		}
		if next {
			sum += 100
		}
		if best < 0 || sum < best {
			best, at, besideIt, covers = sum, interval{x, x + w}, next, on
		}
	}
	for x := i.lo + beside; x+w+beside <= i.hi; x += 2 {
		try(x, false)
	}
	try(i.hi+beside, true)
	try(i.lo-beside-w, true)
	return at, besideIt, covers
}
