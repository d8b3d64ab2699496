// Package order owns graphs of what comes before what: a stable order, and the edges that say nothing new.
//
// Nodes are the numbers 0..n-1; what they stand for is the caller's. Everybody may enter.
package order

// Reduce drops from each node's predecessors those that another of them already comes after. The nodes must be numbered
// so that every predecessor is smaller than its node; Reduce panics otherwise, since that is a bug of the caller.
func Reduce(before [][]int) [][]int {
	words := (len(before) + 63) / 64
	reach := make([][]uint64, len(before))
	out := make([][]int, len(before))
	for i, list := range before {
		reach[i] = make([]uint64, words)
		for _, p := range list {
			if p >= i {
				panic("order: a node comes before its predecessor")
			}
			for w := range words {
				reach[i][w] |= reach[p][w]
			}
		}
		for _, p := range list {
			if reach[i][p/64]&(1<<(p%64)) == 0 {
				out[i] = append(out[i], p)
			}
		}
		for _, p := range list {
			reach[i][p/64] |= 1 << (p % 64)
		}
	}
	return out
}
