package judge

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// Networks are two states of one estate, of which the pairs are followed.
type Networks struct {
	Old, New   *rehearsal.Store
	Sites      []reachability.Site
	Appliances [2][]reachability.Appliance // how machines forward in each
	Skip       map[string]bool             // ids of subnets that are of no pair, in lower case, beside those that Azure reserves
	Apart      map[string]string           // what tells networks apart that are alike, by their ids in lower case: by whom they are written
	Most       int                         // bounds the pairs that are followed; 0: mostPairs
}

// ofAClass is how many networks stand for all that are alike: enough for pairs within a class, and the last of them, which a deployment writes last.
const ofAClass = 3

// mostPairs bounds what is followed. Pairs of one class are alike, so more than these are of estates in which hardly two networks are.
const mostPairs = 4000

// Followed are the pairs of two networks that are followed, and what need not be read for them.
type Followed struct {
	Pairs   []Pair
	Classes []Class
	All     int             // how many pairs those that are followed stand for
	Beyond  int             // how many classes of pairs are not followed, since there are more than the bound
	Left    map[string]bool // ids of networks, in lower case, for which others stand
	most    int             // bounds the pairs

	NotKnown int // how many pairs of All are not followed, since it is not known how the old network joins them
}

// Known leaves out the pairs of which an estate does not say how they are joined: what has been read of what is deployed, with what it lacks.
func (f *Followed) Known(estate *reachability.Estate, appliances []reachability.Appliance) {
	there := map[string]bool{}
	for _, s := range estate.Subnets() {
		there[s.ID] = true
	}
	counted := map[string]bool{}
	f.Pairs = slices.DeleteFunc(f.Pairs, func(p Pair) bool {
		for _, end := range []reachability.Endpoint{p.From, p.To} {
			if end.Subnet != "" && !there[end.Subnet] { // it is new
				return false
			}
		}
		t := estate.Trace(p.From, p.To, p.Flow, appliances)
		if t.There.Outcome != reachability.NotKnown && (t.There.Outcome != reachability.Delivered || t.Back.Outcome != reachability.NotKnown) {
			return false
		}
		if key := fmt.Sprint(p.Class, p.Inside); !counted[key] {
			counted[key] = true
			f.NotKnown += p.Stands
		}
		return true
	})
}

// A Class is ends that are alike in both networks: what becomes of one becomes of all.
type Class struct {
	Name     string   // its first member
	Members  []string // ids of subnets in lower case, or of a site
	Networks int      // in how many networks they are; 0 for a site
}

// ends are a class of ends, and those of them that are followed.
type ends struct {
	class   int // the index of its class
	chosen  []reachability.Endpoint
	network []string // of each chosen; "" for a site
}

// Follow finds the pairs of subnets, and of a subnet and a site, both ways. Subnets that nothing tells apart in either network are a class.
func (n *Networks) Follow() *Followed {
	out := &Followed{Left: map[string]bool{}, most: cmp.Or(n.Most, mostPairs)}
	kinds := n.kinds()
	byNetwork := map[string][]string{} // ids of subnets
	for id := range kinds {
		network, _, _ := strings.Cut(id, "/subnets/")
		byNetwork[network] = append(byNetwork[network], id)
	}
	alike := map[string][]string{} // networks by the kinds of their subnets
	for network, subnets := range byNetwork {
		var all []string
		for _, id := range subnets {
			all = append(all, kinds[id])
		}
		slices.Sort(all)
		key := strings.Join(slices.Compact(all), "\n") + "\n" + n.Apart[network]
		alike[key] = append(alike[key], network)
	}
	classes := map[string]*ends{}
	var order []string
	for _, networks := range alike {
		slices.Sort(networks)
	}
	keys := slices.SortedFunc(maps.Keys(alike), func(a, b string) int { return strings.Compare(alike[a][0], alike[b][0]) })
	for _, key := range keys {
		networks := alike[key]
		chosen := networks
		if len(networks) > ofAClass {
			chosen = append(slices.Clone(networks[:ofAClass-1]), networks[len(networks)-1])
			for _, network := range networks[ofAClass-1 : len(networks)-1] {
				out.Left[network] = true
			}
		}
		for _, network := range networks {
			slices.Sort(byNetwork[network])
			taken := map[string]int{}
			for _, id := range byNetwork[network] {
				kind := key + "\n" + kinds[id] // a subnet that only one of the two has may be in networks that are not alike in the other
				c := classes[kind]
				if c == nil {
					c = &ends{class: len(out.Classes)}
					classes[kind] = c
					order = append(order, kind)
					out.Classes = append(out.Classes, Class{Name: Short(id), Networks: len(networks)})
				}
				out.Classes[c.class].Members = append(out.Classes[c.class].Members, id)
				most := 0
				switch {
				case network == networks[0]:
					most = 2 // for what is between two of them
				case slices.Contains(chosen, network):
					most = 1
				}
				if taken[kind]++; taken[kind] <= most {
					c.chosen, c.network = append(c.chosen, reachability.Endpoint{Subnet: id}), append(c.network, network)
				}
			}
		}
	}
	for _, s := range n.Sites {
		if len(s.Links) > 0 && len(s.Prefixes) > 0 {
			classes[s.ID] = &ends{class: len(out.Classes), chosen: []reachability.Endpoint{{Site: s.ID}}, network: []string{""}}
			order = append(order, s.ID)
			out.Classes = append(out.Classes, Class{Name: Short(s.ID), Members: []string{s.ID}})
		}
	}
	for _, ofSites := range []bool{true, false} { // these first: they are few, and what is beyond the bound is not followed
		for _, a := range order {
			for _, b := range order {
				if x, y := classes[a], classes[b]; ofSites == (x.network[0] == "" || y.network[0] == "") {
					out.add(x, y)
				}
			}
		}
	}
	return out
}

// kinds are what tells the subnets of either network from others, by their ids.
func (n *Networks) kinds() map[string]string {
	out := map[string]string{}
	for i, s := range []*rehearsal.Store{n.Old, n.New} {
		estate, _ := reachability.Build((&rehearsal.View{}).Of(s), n.Sites...) // what it does not read is no matter of a change
		for k, c := range estate.Classes(n.Appliances[i]) {
			for _, id := range c.Subnets {
				if n.Skip[id] || azure.Reserved(id[strings.LastIndexByte(id, '/')+1:]) != nil {
					continue
				}
				out[id] += fmt.Sprintf("%d:%d ", i, k)
			}
		}
	}
	return out
}

// add adds the pairs of two classes, from the one to the other: those within a network and those between two are classes of their own.
func (f *Followed) add(a, b *ends) {
	x, y := &f.Classes[a.class], &f.Classes[b.class]
	if x.Networks == 0 && y.Networks == 0 { // pairs of sites are their owners'
		return
	}
	var between, within []Pair
	for i, from := range a.chosen {
		for j, to := range b.chosen {
			switch p := (Pair{Name: ShortEnd(from) + " to " + ShortEnd(to), From: from, To: to, Class: [2]int{a.class, b.class}}); {
			case from == to:
			case a.network[i] != "" && a.network[i] == b.network[j]:
				p.Inside = true
				within = append(within, p)
			default:
				between = append(between, p)
			}
		}
	}
	for _, list := range [][]Pair{between, within} {
		if len(list) == 0 {
			continue
		}
		count := len(x.Members) * len(y.Members)
		if a.class == b.class {
			count -= len(x.Members)
		}
		if shared := x.Networks > 0 && y.Networks > 0 && networksOf(x)[0] == networksOf(y)[0]; shared {
			inside := len(x.Members) * len(y.Members) / x.Networks
			if a.class == b.class {
				inside -= len(x.Members)
			}
			if list[0].Inside {
				count = inside
			} else {
				count -= inside
			}
		}
		if len(f.Pairs)+len(list) > f.most {
			f.Beyond++
			continue
		}
		f.All += count
		for i := range list {
			list[i].Stands = count
		}
		f.Pairs = append(f.Pairs, list...)
	}
}

// networksOf are the networks of the members of a class, by their ids.
func networksOf(c *Class) []string {
	out := make([]string, len(c.Members))
	for i, id := range c.Members {
		out[i], _, _ = strings.Cut(id, "/subnets/")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ShortEnd is what an end of a pair is called.
func ShortEnd(e reachability.Endpoint) string {
	if e.Site != "" {
		return Short(e.Site)
	}
	return Short(e.Subnet)
}

// Short is an id as people say it, names without types: vnet-hub/shared, dc1.
func Short(id string) string {
	parts := strings.Split(Brief(strings.TrimPrefix(id, "site:")), "/")
	var names []string
	for i := 0; i < len(parts); i += 2 {
		names = append(names, parts[i])
	}
	return strings.Join(names, "/")
}

// KindOf is the type of a resource, by its id.
func KindOf(id string) string {
	_, after, ok := strings.Cut(id, "/providers/")
	if !ok {
		return "resourceGroups"
	}
	parts := strings.Split(after, "/")
	kind := parts[0]
	for i := 1; i < len(parts); i += 2 {
		kind += "/" + parts[i]
	}
	return kind
}

// KindWord is a type without its provider.
func KindWord(kind string) string { return kind[strings.LastIndexByte(kind, '/')+1:] }
