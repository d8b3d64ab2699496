package picture

// A hopText is a line of the table of a path's hops.
type hopText struct {
	placedText
}

func (l *layout) addHops() {}

func (w *svg) hops() {}
