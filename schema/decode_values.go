package schema

import (
	"net/netip"
	"sort"
	"strconv"
)

// byName are the entries of a map in the order of their names.
func byName(n *Node) []*Node {
	entries := append([]*Node(nil), n.list(kindMap)...)
	sort.Slice(entries, func(i, j int) bool { return entries[i].name < entries[j].name })
	return entries
}

// stringMap is a map of scalars as they are written, nil where there is none.
func stringMap(n *Node) map[string]string {
	if n == nil {
		return nil
	}
	m := make(map[string]string, len(n.children))
	for _, c := range n.children {
		m[c.name] = c.asWritten()
	}
	return m
}

// asWritten is a scalar taken as a string: numbers and booleans as they stand in the file.
func (n *Node) asWritten() string {
	if n.raw != "" {
		return n.raw
	}
	return n.text
}

func written(nodes []*Node) []string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.asWritten())
	}
	return all
}

func texted(n *Node) []string { return written(n.list(kindList)) }

func truth(n *Node) bool { return n.str() == "true" }

func maybe(n *Node) *bool {
	if n == nil {
		return nil
	}
	b := truth(n)
	return &b
}

func number(n *Node) int64 {
	if n == nil {
		return 0
	}
	return checked(strconv.ParseInt(n.text, 10, 64))
}

func ints(n *Node) []int {
	var all []int
	for _, c := range n.list(kindList) {
		all = append(all, int(number(c)))
	}
	sort.Ints(all)
	return all
}

func address(n *Node) netip.Addr {
	if n == nil {
		return netip.Addr{}
	}
	return checked(n.address())
}

func addresses(n *Node) []netip.Addr {
	var all []netip.Addr
	for _, c := range n.list(kindList) {
		all = append(all, address(c))
	}
	return all
}

func prefix(n *Node) netip.Prefix {
	if n == nil {
		return netip.Prefix{}
	}
	return checked(n.prefix())
}

func prefixes(n *Node) []netip.Prefix {
	var all []netip.Prefix
	for _, c := range n.list(kindList) {
		all = append(all, prefix(c))
	}
	return all
}
