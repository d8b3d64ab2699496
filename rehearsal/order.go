package rehearsal

import (
	"container/heap"
	"slices"
)

// Order is in which order the writes of a template are tried, within what its dependencies allow: Azure writes at the same time whatever does not
// depend on each other, so any of them can be. The zero value is the order in which the template has them.
type Order struct {
	Backward    bool            // the last first
	First, Last map[string]bool // by id in lower case: what is written as early, with what it waits for, and as late as can be
	Only        map[string]bool // not nil: of all writes these alone, with what they wait for
}

// The orders that are the same for all templates.
var (
	Declared = Order{}
	Reversed = Order{Backward: true}
)

// ready are the resources that wait for nothing, the first of the order on top.
type ready struct {
	items    []int
	rank     []int // by resource: 0 first, 1, 2 last; nil: all alike
	reversed bool
}

func (r ready) Len() int { return len(r.items) }
func (r ready) Less(i, j int) bool {
	a, b := r.items[i], r.items[j]
	if r.rank != nil && r.rank[a] != r.rank[b] {
		return r.rank[a] < r.rank[b]
	}
	if r.reversed {
		return a > b
	}
	return a < b
}
func (r ready) Swap(i, j int) { r.items[i], r.items[j] = r.items[j], r.items[i] }
func (r *ready) Push(x any)   { r.items = append(r.items, x.(int)) }
func (r *ready) Pop() any {
	last := r.items[len(r.items)-1]
	r.items = r.items[:len(r.items)-1]
	return last
}

// all writes the resources, each after what it waits for.
func (r *run) all(order Order) {
	read := r.read
	waits := slices.Clone(read.waits)
	written := 0
	r.failed = map[int]bool{}
	queue := &ready{reversed: order.Backward, rank: r.ranks(order)}
	only := r.with(order.Only)
	for i := range read.resources {
		if waits[i] == 0 {
			queue.items = append(queue.items, i)
		}
	}
	heap.Init(queue)
	for queue.Len() > 0 {
		i := heap.Pop(queue).(int)
		if only == nil || only[i] {
			r.one(i)
		}
		written++
		for _, next := range read.followers[i] {
			if r.failed[i] {
				r.failed[next] = true
			}
			if waits[next]--; waits[next] == 0 {
				heap.Push(queue, next)
			}
		}
	}
	if written == len(read.resources) {
		return
	}
	for i, n := range waits { // Azure refuses such a template
		if n > 0 {
			r.out.Unknown = append(r.out.Unknown, read.resources[i].ID+": it waits for something that waits for it")
		}
	}
}

// ranks are which resources are written first and last; nil where the order says nothing of them.
func (r *run) ranks(order Order) []int {
	if len(order.First)+len(order.Last) == 0 {
		return nil
	}
	first := r.with(order.First)
	out := make([]int, len(r.read.resources))
	for i := range out {
		switch {
		case first[i]:
		case order.Last[r.key(i)]:
			out[i] = 2
		default:
			out[i] = 1
		}
	}
	return out
}

// with are some resources, by id, and all that they wait for; nil for nil.
func (r *run) with(ids map[string]bool) map[int]bool {
	if ids == nil {
		return nil
	}
	out := map[int]bool{}
	var add func(i int)
	add = func(i int) {
		if out[i] {
			return
		}
		out[i] = true
		for _, before := range r.read.before[i] {
			add(before)
		}
	}
	for i := range r.read.resources {
		if ids[r.key(i)] {
			add(i)
		}
	}
	return out
}

func (r *run) key(i int) string { return key(r.id(r.read.resources[i])) }

// WaitsFor are the writes that a write of a template waits for, itself among them, by ids in lower case; nil where the template does not have it.
func (d *Deployment) WaitsFor(id string) map[string]bool {
	r := &run{store: New(Options{}), deployment: *d, read: d.reading()}
	var out map[string]bool
	for i := range r.with(map[string]bool{key(id): true}) {
		if out == nil {
			out = map[string]bool{}
		}
		out[r.key(i)] = true
	}
	return out
}
