package schema

import "github.com/vnetloom/vnetloom/source"

// At is the range of the value of the deepest node there is on that path below the element; list items go by their
// index. Without a path it is the range of the element itself. The zero Element is nowhere.
func (e Element) At(path ...string) source.Range {
	n := e.node
	if n == nil {
		return source.Range{}
	}
	for _, name := range path {
		c := n.get(name)
		if c == nil {
			break
		}
		n = c
	}
	return n.rng
}

// KeyRange is the range of the key under which the element stands; of an item of a list, or the whole intent, that of
// its value.
func (e Element) KeyRange() source.Range { return e.node.place() }

// Given tells whether the user gave that field, in the element, by its short form, or in its profile; false when the
// field is absent or comes from a default.
func (e Element) Given(field string) bool {
	c := e.node.get(field)
	return c != nil && c.origin == fromUser
}

// Path is where the element stands in the intent: networks.hub, connections.estate. The intent's own is "".
func (e Element) Path() string { return e.node.path() }
