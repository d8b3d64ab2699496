package difference

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// ends are classes in as few words as can be: by the words that an intent has for networks, where these fit.
func (c *comparing) ends(classes []int, change Change) Ends {
	at := 1
	if change == Lost {
		at = 0
	}
	var out Ends
	var places []Part
	of := map[string][]string{} // subnets by their networks
	for _, i := range classes {
		switch x := c.classes[i]; {
		case x.internet:
			places = append(places, Part{Of: "internet", Name: internet})
			out.Subnets++
		case x.site != "":
			places = append(places, Part{Of: "site", Name: c.name(at, x.site)})
			out.Subnets++
		default:
			for _, n := range x.networks {
				of[n] = append(of[n], x.of[n]...)
			}
			out.Subnets += len(x.subnets)
		}
	}
	whole, bySubnets := []string{}, map[string][]string{}
	for _, n := range slices.Sorted(maps.Keys(of)) {
		out.Networks = append(out.Networks, c.name(at, n))
		slices.Sort(of[n])
		if others := c.universe(1 - at)[n]; slices.Equal(of[n], c.universe(at)[n]) && (others == nil || slices.Equal(of[n], others)) {
			whole = append(whole, n)
			continue
		}
		var names []string
		for _, s := range of[n] {
			names = append(names, c.subnetName(at, s))
		}
		key := strings.Join(names, "/")
		bySubnets[key] = append(bySubnets[key], n)
	}
	out.Parts = c.describe(at, whole)
	for _, key := range slices.SortedFunc(maps.Keys(bySubnets), func(a, b string) int {
		return cmp.Or(strings.Compare(bySubnets[a][0], bySubnets[b][0]), strings.Compare(a, b))
	}) {
		for _, p := range c.describe(at, bySubnets[key]) {
			p.Subnets = strings.Split(key, "/")
			out.Parts = append(out.Parts, p)
		}
	}
	out.Parts = append(out.Parts, places...)
	for _, p := range places {
		out.Networks = append(out.Networks, p.Name)
	}
	return out
}

// universe are the networks that a world has ends in, with these.
func (c *comparing) universe(at int) map[string][]string {
	if c.ofWorld[at] == nil {
		all := map[string][]string{}
		for _, x := range c.classes {
			if x.in[at] {
				for _, s := range x.subnets {
					network, _, _ := strings.Cut(s, "/subnets/")
					all[network] = append(all[network], s)
				}
			}
		}
		for _, list := range all {
			slices.Sort(list)
		}
		c.ofWorld[at] = all
	}
	return c.ofWorld[at]
}

// name is what a world calls something, or the other one.
func (c *comparing) name(at int, id string) string {
	if c.worlds[at].Names[id] == "" && c.worlds[1-at].Names[id] != "" {
		at = 1 - at
	}
	return c.worlds[at].Name(id)
}

// subnetName is the name of a subnet alone.
func (c *comparing) subnetName(at int, id string) string {
	name := c.name(at, id)
	return name[strings.LastIndexByte(name, '/')+1:]
}

// few is how many networks are named one by one, whatever words there are for them.
const few = 2

// describe is networks by words for them: the largest that fits, then the largest of the rest.
func (c *comparing) describe(at int, networks []string) []Part {
	rest := map[string]bool{}
	for _, n := range networks {
		rest[n] = true
	}
	universe := c.universe(at)
	var out []Part
	if _, _, score := c.fitting(at, rest, universe); len(networks) > few && len(networks) == len(universe) && score/2 < len(networks) {
		return []Part{{Of: "all", Count: len(networks)}}
	}
	for len(rest) > few && len(out) < 4 {
		set, but, score := c.fitting(at, rest, universe)
		if score/2 <= few {
			break
		}
		part := Part{Of: set.Of, Name: set.Name}
		for _, n := range set.Members {
			if rest[n] {
				part.Count++
				delete(rest, n)
			}
		}
		for _, n := range but {
			part.But = append(part.But, c.name(at, n))
		}
		out = append(out, part)
	}
	if len(rest) > 0 {
		part := Part{Of: "networks", Count: len(rest)}
		for _, n := range slices.Sorted(maps.Keys(rest)) {
			part.Names = append(part.Names, c.name(at, n))
		}
		out = append(out, part)
	}
	return out
}

// fitting is the set that says most of some networks, those of its members that are not among them, and how much it says: twice the number of
// networks, and one more where both worlds have the word.
func (c *comparing) fitting(at int, wanted map[string]bool, universe map[string][]string) (best *Set, but []string, score int) {
	for k, w := range []*World{c.worlds[at], c.worlds[1-at]} {
		other := c.worlds[1-at]
		if k == 1 {
			other = c.worlds[at]
		}
		for i := range w.Sets {
			set := &w.Sets[i]
			hits := 0
			var misses []string
			for _, n := range set.Members {
				switch {
				case wanted[n]:
					hits++
				case universe[n] != nil:
					misses = append(misses, n)
				}
			}
			if len(misses) > 2 || len(misses)*3 > hits {
				continue
			}
			s := 2 * (hits - len(misses))
			if slices.ContainsFunc(other.Sets, func(o Set) bool { return o.Of == set.Of && o.Name == set.Name }) {
				s++
			}
			if s > score {
				best, but, score = set, misses, s
			}
		}
	}
	return best, but, score
}

// before tells whether these ends are named first of two sides of which none is the beginning: fewer ones, and networks before sites.
func (e *Ends) before(o *Ends) bool {
	if x, y := e.isPlace(), o.isPlace(); x != y {
		return y
	}
	return cmp.Or(cmp.Compare(len(e.Networks), len(o.Networks)), cmp.Compare(e.Subnets, o.Subnets), slices.Compare(e.Networks, o.Networks)) < 0
}

// isPlace tells ends that are sites or the internet.
func (e *Ends) isPlace() bool {
	return len(e.Parts) > 0 && (e.Parts[0].Of == "site" || e.Parts[0].Of == "internet")
}
