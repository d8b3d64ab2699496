package topology

import (
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// accessRow is connections that a pair passes in a row and whose access is not open, by name. Nothing passes but what each of them
// lets pass. nil is open.
type filterChain struct {
	by    []*schema.Connection
	flows []*accessFlow
}

// row is the row of those of the connections whose access is not open; one value for the same ones.
func (r *resolver) chainOf(list ...*schema.Connection) *filterChain {
	var by []*schema.Connection
	for _, c := range list {
		if c != nil && restricts(c) && !slices.Contains(by, c) {
			by = append(by, c)
		}
	}
	if len(by) == 0 {
		return nil
	}
	sort.Slice(by, func(i, j int) bool { return by[i].Name < by[j].Name })
	key := chainKey(by)
	if r.chains[key] == nil {
		r.chains[key] = &filterChain{by: by}
	}
	return r.chains[key]
}

func chainKey(by []*schema.Connection) string {
	names := make([]string, len(by))
	for i, c := range by {
		names[i] = c.Name
	}
	return strings.Join(names, "\x00")
}

// flowsOf are what a row lets pass: the flows of its one connection, or what all have in common.
func (r *resolver) flowsOf(row *filterChain) []*accessFlow {
	if row == nil {
		return nil
	}
	if len(row.by) == 1 {
		return r.flows[row.by[0]]
	}
	if row.flows == nil {
		row.flows = r.flows[row.by[0]]
		for _, c := range row.by[1:] {
			row.flows = common(row.flows, r.flows[c])
		}
	}
	return row.flows
}

// words name the row's connections.
func (row *filterChain) words() string {
	names := make([]string, len(row.by))
	for i, c := range row.by {
		names[i] = quote(c.Name)
	}
	return strings.Join(names, " and ")
}

// common are the flows that are in both lists, as far as they are.
func common(a, b []*accessFlow) []*accessFlow {
	out := []*accessFlow{}
	for _, f := range a {
		for _, g := range b {
			x := &accessFlow{stem: f.stem + "-" + g.stem, label: f.label + "+" + g.label, text: f.text + ", " + g.text, origin: f.origin,
				from: commonEnds(f.from, g.from), to: commonEnds(f.to, g.to), protocol: commonPorts(f.protocol, g.protocol)}
			if len(x.from) == 0 || len(x.to) == 0 || len(x.protocol) == 0 {
				continue
			}
			x.origin.Statements = mergeStatements(f.origin.Statements, g.origin.Statements)
			x.fromAlone, x.toAlone = len(x.from) == 1, len(x.to) == 1
			out = append(out, x)
		}
	}
	return out
}

// commonEnds are the ends that are in both lists; connections in a row have no way to the internet in common.
func commonEnds(a, b []flowEnd) []flowEnd {
	var out []flowEnd
	for _, x := range a {
		for _, y := range b {
			e := x
			switch {
			case x.internet || y.internet || x.site != y.site || x.network != y.network:
				continue
			case x.subnets == nil:
				e.subnets = y.subnets
			case y.subnets != nil:
				e.subnets = nil
				for _, s := range x.subnets {
					if slices.Contains(y.subnets, s) {
						e.subnets = append(e.subnets, s)
					}
				}
				if e.subnets == nil {
					continue
				}
			}
			if !slices.ContainsFunc(out, func(o flowEnd) bool { return o.ref() == e.ref() }) {
				out = append(out, e)
			}
		}
	}
	return out
}

func commonPorts(a, b []portSet) []portSet {
	if a[0].protocol == "any" {
		return b
	}
	if b[0].protocol == "any" {
		return a
	}
	var out []portSet
	for _, x := range a {
		for _, y := range b {
			if x.protocol != y.protocol {
				continue
			}
			set := portSet{protocol: x.protocol}
			for _, p := range x.ports {
				for _, q := range y.ports {
					if first, last := max(p.First, q.First), min(p.Last, q.Last); first <= last {
						set.ports = append(set.ports, schema.PortRange{Protocol: x.protocol, First: first, Last: last})
					}
				}
			}
			if len(set.ports) > 0 || x.protocol == "icmp" {
				out = append(out, set)
			}
		}
	}
	return out
}
