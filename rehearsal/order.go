package rehearsal

import (
	"container/heap"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// ready are the resources that wait for nothing, the first of the order on top.
type ready struct {
	items    []int
	reversed bool
}

func (r ready) Len() int { return len(r.items) }
func (r ready) Less(i, j int) bool {
	if r.reversed {
		return r.items[i] > r.items[j]
	}
	return r.items[i] < r.items[j]
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
	waits, followers := r.dependencies()
	written := 0
	r.failed = map[int]bool{}
	queue := &ready{reversed: order == Reversed}
	for i := range r.resources {
		if waits[i] == 0 {
			queue.items = append(queue.items, i)
		}
	}
	heap.Init(queue)
	for queue.Len() > 0 {
		i := heap.Pop(queue).(int)
		r.one(i)
		written++
		for _, next := range followers[i] {
			if r.failed[i] {
				r.failed[next] = true
			}
			if waits[next]--; waits[next] == 0 {
				heap.Push(queue, next)
			}
		}
	}
	if written == len(r.resources) {
		return
	}
	for i, n := range waits { // Azure refuses such a template
		if n > 0 {
			r.out.Unknown = append(r.out.Unknown, r.resources[i].ID+": it waits for something that waits for it")
		}
	}
}

// dependencies are of each resource how many it waits for, and which wait for it. A nested deployment is over when all that is in it is;
// what is in it begins when it may.
func (r *run) dependencies() (waits []int, followers [][]int) {
	n := len(r.resources)
	waits, followers = make([]int, n), make([][]int, n)
	byID, inside, nested := map[string][]int{}, map[string][]int{}, map[string][]int{} // nested are the deployments themselves
	for i, res := range r.resources {
		byID[res.Deployment+"\n"+res.ID] = append(byID[res.Deployment+"\n"+res.ID], i)
		if res.Deployment != "" {
			inside[res.Deployment] = append(inside[res.Deployment], i)
		}
		if strings.EqualFold(res.Type, azure.TypeDeployment) {
			nested[res.ID] = append(nested[res.ID], i)
		}
	}
	edges := map[[2]int]bool{}
	after := func(i, first int) {
		if e := [2]int{first, i}; i != first && !edges[e] {
			edges[e] = true
			waits[i]++
			followers[first] = append(followers[first], i)
		}
	}
	var within func(i int) []int // all that a resource stands for
	within = func(i int) []int {
		out := []int{i}
		if strings.EqualFold(r.resources[i].Type, azure.TypeDeployment) {
			for _, j := range inside[r.resources[i].ID] {
				out = append(out, within(j)...)
			}
		}
		return out
	}
	for i, res := range r.resources {
		for _, id := range res.DependsOn {
			for _, first := range byID[res.Deployment+"\n"+id] {
				for _, f := range within(first) {
					after(i, f)
				}
			}
		}
		for _, around := range nested[res.Deployment] {
			after(i, around)
		}
		for _, first := range byID[res.Deployment+"\n"+parentOf(res.ID)] { // what stands in another of the same template
			after(i, first)
		}
	}
	return waits, followers
}
