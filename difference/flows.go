package difference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// mostPorts bounds the ports at which rules begin to say something else, for which it is asked what passes.
const mostPorts = 128

// mostAsked bounds how many packets are followed to find what rules let pass.
const mostAsked = 2_000_000

// what rules let pass of a pair.
const (
	everything = "everything"
	nothing    = "nothing"
)

// ruleTypes are those of resources whose rules say what passes.
var ruleTypes = []string{azure.TypeSecurityGroup, azure.TypeFirewallPolicy, azure.TypeRuleCollectionGroup, azure.TypeIPGroup, azure.TypeFirewall}

// samples are the packets that rules of either world may treat otherwise: a tcp and a udp one of each range of ports, an ICMP one, and one of
// another protocol. There are none where the rules are too many to ask.
func (c *comparing) samples() []int {
	var ports []int
	for _, w := range c.worlds {
		ports = append(ports, w.Estate.PortStarts()...)
	}
	slices.Sort(ports)
	ports = slices.DeleteFunc(slices.Compact(ports), func(p int) bool { return p < 1 || p > 65535 })
	switch asked := len(c.classes) * len(c.classes) * 4 * (len(ports) + 1); {
	case len(ports) > mostPorts:
		c.report.Notes = append(c.report.Notes, Note{Summary: fmt.Sprintf("which ports pass is not compared: rules divide them at more than %d places", mostPorts)})
		return nil
	case asked > mostAsked:
		c.report.Notes = append(c.report.Notes, Note{Summary: "which ports pass is not compared: hardly two subnets are alike, and there are too many pairs"})
		return nil
	}
	return ports
}

// rulesDiffer tells whether rules of the two worlds differ, or where they are applied.
func (c *comparing) rulesDiffer() bool {
	return slices.ContainsFunc(c.differs, func(d rehearsal.Difference) bool {
		id := strings.ToLower(d.ID)
		for _, w := range c.worlds {
			if kind := w.State.Kind(id); kind != "" && slices.ContainsFunc(ruleTypes, func(t string) bool { return strings.EqualFold(t, kind) }) {
				return true
			}
		}
		return strings.Contains(d.Path, "networkSecurityGroup")
	})
}

// lets is what the rules of a world let pass from one end to another, and the answers: everything, nothing, or a list such as tcp/443, icmp.
func (c *comparing) lets(i int, a, b reachability.Endpoint) string {
	arrives := func(t reachability.Trace) bool {
		return t.There.Outcome == reachability.Delivered && (b.Internet || t.Back.Outcome == reachability.Delivered)
	}
	passes := func(f reachability.Flow) bool {
		traces, _ := c.follow[i].Traces(a, b, f)
		if f.Protocol == "icmp" { // it is that of IPv4, so pairs of the other family have none
			return slices.ContainsFunc(traces, arrives)
		}
		return len(traces) > 0 && !slices.ContainsFunc(traces, func(t reachability.Trace) bool { return !arrives(t) })
	}
	var parts []string
	all := true
	for _, protocol := range []string{"tcp", "udp"} {
		passing := make([]bool, len(c.ports))
		for n, port := range c.ports {
			passing[n] = passes(reachability.Flow{Protocol: protocol, Port: port})
		}
		parts = append(parts, c.ranges(protocol, passing)...)
		all = all && !slices.Contains(passing, false)
	}
	for _, other := range [][2]string{{"icmp", "icmp"}, {"esp", "other protocols"}} {
		if passes(reachability.Flow{Protocol: other[0]}) {
			parts = append(parts, other[1])
		} else {
			all = false
		}
	}
	switch {
	case all:
		return everything
	case len(parts) == 0:
		return nothing
	}
	return strings.Join(parts, ", ")
}

// ranges are the ports of a protocol that pass, by where each range that is treated alike begins.
func (c *comparing) ranges(protocol string, passing []bool) []string {
	if !slices.Contains(passing, false) {
		return []string{protocol}
	}
	var out []string
	for n := 0; n < len(passing); n++ {
		if !passing[n] {
			continue
		}
		first := c.ports[n]
		for n+1 < len(passing) && passing[n+1] {
			n++
		}
		last := 65535
		if n+1 < len(c.ports) {
			last = c.ports[n+1] - 1
		}
		out = append(out, portRange(protocol, first, last))
	}
	return out
}

func portRange(protocol string, first, last int) string {
	if first == last {
		return fmt.Sprintf("%s/%d", protocol, first)
	}
	return fmt.Sprintf("%s/%d-%d", protocol, first, last)
}
