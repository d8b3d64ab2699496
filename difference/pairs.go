package difference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// mostPairs bounds what is followed: pairs of classes. More are of estates in which hardly two networks are alike.
const mostPairs = 300_000

// A class is ends that nothing distinguishes in either network: subnets, a site, or the internet.
type class struct {
	site     string              // id
	internet bool                //
	subnets  []string            // ids, sorted
	of       map[string][]string // subnets by their networks
	networks []string            // sorted
	in       [2]bool             // whether the old network has it, and the new one
}

func (c *class) isSubnets() bool { return c.site == "" && !c.internet }

// comparing is a comparison on its way.
type comparing struct {
	worlds  [2]*World
	follow  [2]*reachability.Follower
	classes []*class
	report  *Report
	differs []rehearsal.Difference // of what is deployed
	ports   []int                  // at which rules begin to say something else; nil where it is not asked what passes
	ofWorld [2]map[string][]string // ends by their networks
}

// collect makes the classes: subnets by what they are in both networks, the sites of both, and the internet.
func (c *comparing) collect() {
	kinds := map[string]*[2]string{}
	for i, w := range c.worlds {
		for k, of := range w.Estate.Classes(w.Appliances) {
			for _, id := range of.Subnets {
				if w.Skip[id] || azure.Reserved(id[strings.LastIndexByte(id, '/')+1:]) != nil {
					continue
				}
				if kinds[id] == nil {
					kinds[id] = &[2]string{}
				}
				kinds[id][i] = fmt.Sprint(k, " ", w.out[id])
			}
		}
	}
	byKind := map[[2]string]*class{}
	for _, id := range slices.Sorted(maps.Keys(kinds)) {
		kind := *kinds[id]
		if byKind[kind] == nil {
			byKind[kind] = &class{of: map[string][]string{}, in: [2]bool{kind[0] != "", kind[1] != ""}}
			c.classes = append(c.classes, byKind[kind])
		}
		byKind[kind].add(id)
	}
	sites := map[string]*class{}
	for i, w := range c.worlds {
		for _, s := range w.Estate.Sites() {
			if len(s.Links) == 0 || len(s.Prefixes) == 0 {
				continue
			}
			if sites[s.ID] == nil {
				sites[s.ID] = &class{site: s.ID}
			}
			sites[s.ID].in[i] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sites)) {
		c.classes = append(c.classes, sites[id])
	}
	c.classes = append(c.classes, &class{internet: true, in: [2]bool{true, true}})
}

func (c *class) add(subnet string) {
	network, _, _ := strings.Cut(subnet, "/subnets/")
	if c.of[network] == nil {
		c.networks = append(c.networks, network)
	}
	c.subnets = append(c.subnets, subnet)
	c.of[network] = append(c.of[network], subnet)
}

// An atom is the pairs of two classes, of two networks or within one, and how they differ.
type atom struct {
	from, to int
	within   bool
	pairs    int
	change   Change
	was, is  []route
	let      [2]string // what rules let pass in each world, "" where that is everything or was not asked
}

// between is a pair of subnets of two networks that stands for those of two classes, and how many there are; none where there is no such pair.
func between(a, b *class) (from, to string, pairs int) {
	pairs = len(a.subnets) * len(b.subnets)
	for _, n := range a.networks {
		pairs -= len(a.of[n]) * len(b.of[n])
	}
	if pairs == 0 {
		return "", "", 0
	}
	for _, n := range a.networks[:min(2, len(a.networks))] {
		for _, m := range b.networks[:min(2, len(b.networks))] {
			if n != m {
				return a.of[n][0], b.of[m][0], pairs
			}
		}
	}
	return "", "", 0
}

// inside is a pair of subnets of one network.
func inside(a, b *class) (from, to string, pairs int) {
	for _, n := range a.networks {
		for _, s := range a.of[n] {
			for _, t := range b.of[n] {
				if s == t {
					continue
				}
				if pairs++; from == "" {
					from, to = s, t
				}
			}
		}
	}
	return from, to, pairs
}

// atoms follows all pairs of classes in both networks, and gives those that differ.
func (c *comparing) atoms() []atom {
	var out []atom
	followed := 0
	note := func(from, to int, within bool, pairs int, a, b reachability.Endpoint) {
		if pairs == 0 {
			return
		}
		if followed++; followed > mostPairs {
			c.report.Counts.Beyond += pairs
			return
		}
		x := atom{from: from, to: to, within: within, pairs: pairs, was: c.routes(0, from, to, a, b), is: c.routes(1, from, to, a, b)}
		c.ask(&x, a, b)
		if x.change = changeOf(x.was, x.is); x.change == "" && x.let[0] != x.let[1] {
			x.change = Filtered
		}
		if x.change != "" {
			out = append(out, x)
		}
	}
	for i, a := range c.classes {
		for j, b := range c.classes {
			switch {
			case a.isSubnets() && b.isSubnets():
				from, to, pairs := between(a, b)
				note(i, j, false, pairs, reachability.Endpoint{Subnet: from}, reachability.Endpoint{Subnet: to})
				if a.in == [2]bool{true, true} && b.in == a.in { // that a subnet which is new reaches its neighbours is no news
					from, to, pairs = inside(a, b)
					note(i, j, true, pairs, reachability.Endpoint{Subnet: from}, reachability.Endpoint{Subnet: to})
				}
			case a.isSubnets():
				note(i, j, false, len(a.subnets), reachability.Endpoint{Subnet: a.subnets[0]}, b.end())
			case b.isSubnets() && a.site != "":
				note(i, j, false, len(b.subnets), a.end(), reachability.Endpoint{Subnet: b.subnets[0]})
			}
		}
	}
	return out
}

// ask finds what rules let pass of a pair, where that may differ. A pair of which they let nothing pass is apart.
func (c *comparing) ask(x *atom, a, b reachability.Endpoint) {
	if c.ports == nil {
		return
	}
	for i, routes := range []*[]route{&x.was, &x.is} {
		if !whole(*routes) {
			continue
		}
		switch let := c.lets(i, a, b); let {
		case everything:
		case nothing:
			*routes = []route{{reach: apart, why: "rules let nothing pass"}}
		default:
			x.let[i] = let
		}
	}
}

func (c *class) end() reachability.Endpoint {
	return reachability.Endpoint{Site: c.site, Internet: c.internet}
}

// routes are those of a pair in one of the networks; none where that has not both ends.
func (c *comparing) routes(i, from, to int, a, b reachability.Endpoint) []route {
	if !c.classes[from].in[i] || !c.classes[to].in[i] {
		return nil
	}
	traces, why := c.follow[i].Traces(a, b, reachability.Flow{})
	return routesOf(traces, why, b.Internet, c.worlds[i].out[a.Subnet])
}

// paths finds the pairs whose path differs, as few entries as can be.
func (c *comparing) paths() {
	if c.rulesDiffer() {
		c.ports = c.samples()
	}
	atoms := c.atoms()
	type place struct {
		from, to int
		within   bool
	}
	index := map[place]*atom{}
	for i := range atoms {
		x := &atoms[i]
		index[place{x.from, x.to, x.within}] = x
	}
	byKey := map[string]*bundle{}
	var order []string
	done := map[*atom]bool{}
	for i := range atoms {
		x := &atoms[i]
		if done[x] {
			continue
		}
		y := index[place{x.to, x.from, x.within}]
		both := y != nil && y.mirrors(x)
		if both {
			done[x], done[y] = true, true
			if swap := y.key() < x.key(); !c.classes[x.from].isSubnets() || c.classes[x.to].isSubnets() && swap { // written from one of the two ends
				x, y = y, x
			}
		}
		key := fmt.Sprint(both, "\n", x.key())
		if byKey[key] == nil {
			byKey[key] = &bundle{both: both, mirrored: both && x.key() == y.key(), edges: map[[2]int]*atom{}}
			order = append(order, key)
		}
		byKey[key].edges[[2]int{x.from, x.to}] = x
		if byKey[key].mirrored {
			byKey[key].edges[[2]int{y.from, y.to}] = y
		}
	}
	for _, key := range order {
		c.report.Paths = append(c.report.Paths, c.fold(byKey[key])...)
	}
	for i := range c.report.Paths {
		p := &c.report.Paths[i]
		switch p.Change {
		case Lost:
			c.report.Counts.Lost += p.Pairs
		case Gained:
			c.report.Counts.Gained += p.Pairs
		case Changed:
			c.report.Counts.Changed += p.Pairs
		case Filtered:
			c.report.Counts.Filtered += p.Pairs
		case Unknown:
			c.report.Counts.Unknown += p.Pairs
		}
	}
}

// key is equal for pairs that differ in the same way.
func (x *atom) key() string {
	return fmt.Sprint(x.change, "\n", x.within, "\n", keyOf(x.was), "\n->\n", keyOf(x.is), "\n", x.let)
}

// mirrors tells whether flows that begin at the other end differ in the same way.
func (x *atom) mirrors(y *atom) bool {
	return x.change == y.change && x.let == y.let && keyOf(backwards(x.was)) == keyOf(y.was) && keyOf(backwards(x.is)) == keyOf(y.is)
}
