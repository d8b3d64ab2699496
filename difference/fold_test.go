package difference

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever differs, every pair is in one entry, and no entry has a pair that does not differ.
func TestEntriesHaveEveryPairOnce(t *testing.T) {
	for seed := range int64(2000) {
		r := rand.New(rand.NewSource(seed))
		c := &comparing{}
		n := 1 + r.Intn(7)
		for i := range n {
			x := &class{of: map[string][]string{}}
			for j := range 1 + r.Intn(2) {
				x.add(fmt.Sprintf("/n%d/subnets/s%d-%d", r.Intn(4), i, j))
			}
			c.classes = append(c.classes, x)
		}
		for _, mirrored := range []bool{true, false} {
			b := &bundle{mirrored: mirrored, both: mirrored, edges: map[[2]int]*atom{}}
			for i := range n {
				for j := range n {
					_, _, pairs := between(c.classes[i], c.classes[j])
					if pairs == 0 || mirrored && j < i || r.Intn(2) == 0 {
						continue
					}
					b.edges[[2]int{i, j}] = &atom{from: i, to: j, pairs: pairs}
					if mirrored {
						b.edges[[2]int{j, i}] = &atom{from: j, to: i, pairs: pairs}
					}
				}
			}
			covers := map[string][]block{"open": c.cover(b, false)}
			if mirrored {
				covers["closed"] = c.cover(b, true)
			}
			for name, blocks := range covers {
				times := map[[2]int]int{}
				for _, x := range blocks {
					seen := map[[2]int]bool{}
					for _, i := range x.from {
						for _, j := range x.to {
							seen[[2]int{i, j}] = true
							if mirrored {
								seen[[2]int{j, i}] = true
							}
						}
					}
					for e := range seen {
						times[e]++
						_, _, pairs := between(c.classes[e[0]], c.classes[e[1]])
						require.Truef(t, b.edges[e] != nil || pairs == 0, "seed %d, %s: %v does not differ: %v", seed, name, e, blocks)
					}
				}
				for e := range b.edges {
					require.Equalf(t, 1, times[e], "seed %d, %s: %v in %v", seed, name, e, blocks)
				}
			}
		}
	}
}

func TestWhatAlikeOnesHaveInCommonIsOneEntry(t *testing.T) {
	c := &comparing{}
	for i := range 5 { // a hub, and four spokes that are no class
		x := &class{of: map[string][]string{}}
		x.add(fmt.Sprintf("/n%d/subnets/s", i))
		c.classes = append(c.classes, x)
	}
	mesh := &bundle{mirrored: true, edges: map[[2]int]*atom{}}
	star := &bundle{mirrored: true, edges: map[[2]int]*atom{}}
	for i := range 5 {
		for j := range 5 {
			switch {
			case i != j && i > 0 && j > 0:
				mesh.edges[[2]int{i, j}] = &atom{}
			case i != j:
				star.edges[[2]int{i, j}] = &atom{}
			}
		}
	}
	require.Equal(t, []block{{[]int{1, 2, 3, 4}, []int{1, 2, 3, 4}}}, c.cover(mesh, true))
	require.Equal(t, []block{{[]int{0}, []int{1, 2, 3, 4}}}, c.cover(star, false))
}

func TestAPathThatAPartOfASubnetKeepsIsNotLost(t *testing.T) {
	direct, other, no := route{reach: reached}, route{reach: reached, via: []string{"fw"}}, route{reach: apart}
	for _, x := range []struct {
		was, is []route
		want    Change
	}{
		{[]route{direct}, []route{direct, no}, Changed},
		{[]route{direct, no}, []route{no, direct}, ""},
		{[]route{direct, other}, []route{no}, Lost},
		{[]route{no}, nil, ""},
		{nil, []route{direct}, Gained},
		{[]route{direct}, []route{other}, Changed},
		{[]route{{reach: oneWay}}, []route{direct}, Gained},
		{[]route{{reach: apart}}, []route{{reach: oneWay}}, Changed},
		{[]route{direct}, []route{{reach: notKnown}}, Unknown},
		{[]route{{reach: notKnown, why: "a"}}, []route{{reach: notKnown, why: "b"}}, ""},
	} {
		require.Equal(t, x.want, changeOf(x.was, x.is), "%v -> %v", x.was, x.is)
	}
}

func TestTheWayBackOfAWayIsItsMirror(t *testing.T) {
	r := route{reach: reached, via: []string{"a", "b"}, back: []string{"a", "c"}}
	require.Equal(t, route{reach: reached, via: []string{"c", "a"}, back: []string{"b", "a"}}, r.backward())
	require.Equal(t, r, r.backward().backward())
	require.Equal(t, route{reach: reached, via: []string{"b", "a"}}, (route{reach: reached, via: []string{"a", "b"}}).backward())
}
