package schema

import (
	"fmt"
	"net/netip"
)

// meaning is what the text of a scalar was read as: the checks read it, and what they read is what the intent gets.
type meaning struct {
	prefix  reading[netip.Prefix]
	address reading[netip.Addr]
	ports   reading[PortRange]
}

// reading is a text as a T, or why it is none; read once.
type reading[T any] struct {
	done  bool
	value T
	err   error
}

func (r *reading[T]) of(text string, read func(string) (T, error)) (T, error) {
	if !r.done {
		r.value, r.err = read(text)
		r.done = true
	}
	return r.value, r.err
}

func (n *Node) read() *meaning {
	if n.meaning == nil {
		n.meaning = &meaning{}
	}
	return n.meaning
}

// prefix is the scalar as an address prefix.
func (n *Node) prefix() (netip.Prefix, error) { return n.read().prefix.of(n.text, netip.ParsePrefix) }

// address is the scalar as an address.
func (n *Node) address() (netip.Addr, error) { return n.read().address.of(n.text, netip.ParseAddr) }

// ports is the scalar as a protocol with its ports; it has the form of one.
func (n *Node) ports() (PortRange, error) { return n.read().ports.of(n.text, portRange) }

// setPrefix makes the scalar a prefix that was computed.
func (n *Node) setPrefix(p netip.Prefix) {
	n.text, n.meaning = p.String(), &meaning{prefix: reading[netip.Prefix]{done: true, value: p}}
}

// setText gives the scalar another text.
func (n *Node) setText(text string) { n.text, n.meaning = text, nil }

// identity is what an address or a prefix means, however it is spelt.
func (n *Node) identity() (string, bool) {
	if p, err := n.prefix(); err == nil {
		return p.Masked().String(), true
	}
	if a, err := n.address(); err == nil {
		return a.String(), true
	}
	return "", false
}

// checked is a value of a checked tree. An error is a bug: a check that should have found it did not.
func checked[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("schema: a checked value is wrong: %v", err))
	}
	return value
}
