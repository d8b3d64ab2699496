package difference

import (
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

// networks finds the networks and sites that only one of the worlds has, or that have other prefixes.
func (c *comparing) networks() {
	was, is := networksOf(c.worlds[0]), networksOf(c.worlds[1])
	for _, id := range unionKeys(was, is) {
		a, b := was[id], is[id]
		x := NetworkChange{Kind: "network", Subnets: []SubnetChange{}, of: id}
		switch {
		case b == nil:
			x.Change, x.Name, x.Was = Gone, c.name(0, id), a.prefixes
		case a == nil:
			x.Change, x.Name, x.Is = Added, c.name(1, id), b.prefixes
		default:
			x.Change, x.Name, x.Was, x.Is = Changed, c.name(1, id), a.prefixes, b.prefixes
			x.Subnets = subnetChanges(a.subnets, b.subnets)
			if a.prefixes == b.prefixes && len(x.Subnets) == 0 {
				continue
			}
		}
		c.report.Networks = append(c.report.Networks, x)
	}
	for _, id := range unionKeys(c.worlds[0].Sites, c.worlds[1].Sites) {
		x := NetworkChange{Change: Changed, Kind: "site", Name: c.name(1, id), Subnets: []SubnetChange{}, of: id}
		var had, has bool
		x.Was, had = c.worlds[0].Sites[id]
		x.Is, has = c.worlds[1].Sites[id]
		switch {
		case !has:
			x.Change = Gone
		case !had:
			x.Change = Added
		case x.Was == x.Is:
			continue
		}
		c.report.Networks = append(c.report.Networks, x)
	}
}

// A placed is a network with its subnets.
type placed struct {
	prefixes string
	subnets  map[string]string // prefixes by names
}

func networksOf(w *World) map[string]*placed {
	out := map[string]*placed{}
	for _, n := range w.Estate.Networks() {
		if len(n.Prefixes) > 0 {
			out[n.ID] = &placed{words(n.Prefixes), map[string]string{}}
		}
	}
	for _, s := range w.Estate.Subnets() {
		if n := out[s.Network]; n != nil {
			n.subnets[s.Name] = subnetWords(s)
		}
	}
	return out
}

func subnetWords(s reachability.Subnet) string { return words(s.Prefixes) }

// words are values as a list.
func words[T interface{ String() string }](list []T) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = v.String()
	}
	return strings.Join(out, ", ")
}

func subnetChanges(was, is map[string]string) []SubnetChange {
	out := []SubnetChange{}
	for _, name := range unionKeys(was, is) {
		a, had := was[name]
		b, has := is[name]
		switch {
		case !has:
			out = append(out, SubnetChange{Gone, name, a, ""})
		case !had:
			out = append(out, SubnetChange{Added, name, "", b})
		case a != b:
			out = append(out, SubnetChange{Changed, name, a, b})
		}
	}
	return out
}

// unionKeys are the keys of two maps in order.
func unionKeys[V any](a, b map[string]V) []string {
	out := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(out)
	return slices.Compact(out)
}
