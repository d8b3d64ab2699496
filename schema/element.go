package schema

import "github.com/vnetloom/vnetloom/source"

// An Element is a piece of the intent, a T, that knows where it stands. Every struct of intent.go embeds one.
// Fields that a profile, a short form or a default supplied have the place of what supplied them.
type Element[T any] struct{ node *Node }

// A Field is a field of a T of the intent, as the language names it. All there are stand in fields_generated.go, so that one that the
// language has not, or another struct has, does not compile.
type Field[T any] struct{ name string }

// String is the field's name in the language.
func (f Field[T]) String() string { return f.name }

// Range is the range of the element's value. The zero Element is nowhere.
func (e Element[T]) Range() source.Range {
	if e.node == nil {
		return source.Range{}
	}
	return e.node.rng
}

// At is the range of the value of a field, or of an item of it. Of a field that the intent does not give, and that has no default, it
// is the range of the element.
func (e Element[T]) At(f Field[T], item ...int) source.Range {
	n := e.node.get(f.name)
	if n == nil {
		return e.Range()
	}
	for _, i := range item {
		if i < len(n.list(kindList)) {
			n = n.children[i]
		}
	}
	return n.rng
}

// KeyRange is the range of the key under which the element stands; of an item of a list, or the whole intent, that of
// its value.
func (e Element[T]) KeyRange() source.Range { return e.node.place() }

// Given tells whether the user gave that field, in the element, by its short form, or in its profile; false when the
// field is absent or comes from a default.
func (e Element[T]) Given(f Field[T]) bool {
	c := e.node.get(f.name)
	return c != nil && c.origin == fromUser
}

// Path is where the element stands in the intent: networks.hub, connections.estate. The intent's own is "".
func (e Element[T]) Path() string { return e.node.path() }
