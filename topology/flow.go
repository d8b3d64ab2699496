package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// accessFlow is a flow that a connection with a list lets pass, with its ends looked up; or what a chain of several lets pass.
type accessFlow struct {
	c                  *schema.Connection // nil of several
	in                 *schema.AccessFlow
	from, to           []flowEnd
	fromAlone, toAlone bool      // the end is one name
	protocol           []portSet // by protocol, in the order tcp, udp, icmp, any
	stem, label, text  string    // estate-sql, estate/sql, "flow sql of estate"
	origin             Origin
}

// flowEnd is a network, some subnet of one, a site, or the internet.
type flowEnd struct {
	network  *network
	site     *site
	subnets  []string // nil for the whole network
	internet bool
}

// portSet is the ports of one protocol, sorted and merged; none for icmp and any.
type portSet struct {
	protocol string
	ports    []schema.PortRange
}

// name is the network's or the site's, "" for the internet.
func (e flowEnd) name() string {
	switch {
	case e.site != nil:
		return string(e.site.id)
	case e.network != nil:
		return string(e.network.id)
	}
	return ""
}

func (e flowEnd) ref() string {
	switch {
	case e.internet:
		return "internet"
	case e.site != nil:
		return string(e.site.id)
	case e.subnets != nil:
		return string(e.network.id) + "/" + strings.Join(e.subnets, ",")
	}
	return string(e.network.id)
}

// prefixes are the addresses of an end in the intent; the internet has none.
func (e flowEnd) prefixes() []netip.Prefix {
	if e.site != nil {
		return e.site.exact
	}
	if e.network == nil {
		return nil
	}
	return e.network.prefixesOf(e.subnets)
}

// protocols are the protocols of flows, in the order of the rules.
var protocols = []string{"tcp", "udp", "icmp", "any"}

// portSets sorts the ports of a flow by protocol and merges those that overlap or touch. `any` covers everything else.
func portSets(list []schema.PortRange) []portSet {
	var out []portSet
	for _, protocol := range protocols {
		var ports []schema.PortRange
		found := false
		for _, p := range list {
			if p.Protocol == protocol {
				found = true
				ports = append(ports, p)
			}
		}
		if !found {
			continue
		}
		if protocol == "any" {
			return []portSet{{protocol: "any"}}
		}
		if protocol == "icmp" {
			ports = nil
		}
		out = append(out, portSet{protocol, mergePorts(ports)})
	}
	return out
}

func mergePorts(ports []schema.PortRange) []schema.PortRange {
	sort.Slice(ports, func(i, j int) bool { return ports[i].First < ports[j].First })
	var out []schema.PortRange
	for _, p := range ports {
		if n := len(out); n > 0 && p.First <= out[n-1].Last+1 {
			out[n-1].Last = max(out[n-1].Last, p.Last)
			continue
		}
		out = append(out, p)
	}
	return out
}

// text is the ports in Azure's form.
func (s portSet) text() []string {
	var out []string
	for _, p := range s.ports {
		if p.First == p.Last {
			out = append(out, fmt.Sprint(p.First))
		} else {
			out = append(out, fmt.Sprintf("%d-%d", p.First, p.Last))
		}
	}
	return out
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

// commonEnds are the ends that are in both lists; the connections of a chain have no way to the internet in common.
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

func hasICMP(f *accessFlow) bool {
	for _, p := range f.protocol {
		if p.protocol == "icmp" {
			return true
		}
	}
	return false
}

// pairs are the ends of the flow, each of from with each of to in another network.
func (f *accessFlow) pairs() [][2]flowEnd {
	var out [][2]flowEnd
	for _, a := range f.from {
		for _, b := range f.to {
			if a.name() != b.name() {
				out = append(out, [2]flowEnd{a, b})
			}
		}
	}
	return out
}

// contains tells whether f lets pass everything that the other does.
func (f *accessFlow) contains(other *accessFlow) bool {
	for _, p := range other.protocol {
		if !f.covers(p) {
			return false
		}
	}
	return coverEnds(f.from, other.from) && coverEnds(f.to, other.to)
}

func (f *accessFlow) covers(p portSet) bool {
	for _, q := range f.protocol {
		if q.protocol == "any" {
			return true
		}
		if q.protocol != p.protocol {
			continue
		}
		for _, ports := range p.ports {
			inside := false
			for _, outer := range q.ports {
				inside = inside || outer.First <= ports.First && ports.Last <= outer.Last
			}
			if !inside {
				return false
			}
		}
		return true
	}
	return false
}

func coverEnds(outer, inner []flowEnd) bool {
	for _, e := range inner {
		found := false
		for _, o := range outer {
			found = found || o.internet && e.internet || !o.internet && !e.internet && ipnet.ContainsAll(o.prefixes(), e.prefixes())
		}
		if !found {
			return false
		}
	}
	return true
}

// alone tells whether an end is one name.
func alone(m schema.Members) bool { return len(m.Items) == 1 && m.Items[0].Name != "" }

func endRefs(ends []flowEnd) []string {
	var out []string
	for _, e := range ends {
		if e.network == nil || e.subnets == nil {
			out = append(out, e.ref())
			continue
		}
		for _, s := range e.subnets {
			out = append(out, string(e.network.id)+"/"+s)
		}
	}
	return out
}
