package reachability

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A rule is a network rule of a firewall or a rule of a security group.
type rule struct {
	name      string
	at        source.Range
	allow     bool
	inbound   bool // of a security group
	priority  int
	protocols int // bits
	src, dst  matcher
	ports     []portRange
	unsure    bool // ports, protocols or what it does are not known

	directionUnknown bool
	perhaps          bool // whether it is made is not known
}

type portRange struct{ first, last int }

// Bits of protocols.
const (
	bitTCP = 1 << iota
	bitUDP
	bitICMP
	bitOther
	anyProtocol = bitTCP | bitUDP | bitICMP | bitOther
)

func protocolBit(s string) int {
	switch strings.ToLower(s) {
	case "tcp":
		return bitTCP
	case "udp":
		return bitUDP
	case "icmp":
		return bitICMP
	case "any", "*", "all":
		return anyProtocol
	}
	return bitOther
}

var everyPort = []portRange{{0, 65535}}

// ports reads port lists; the boolean says that some are not known.
func ports(vs []*template.Value, unsure bool) ([]portRange, bool) {
	var out []portRange
	for _, v := range vs {
		text := v.String()
		if v != nil && v.Kind == template.Number {
			text = strconv.Itoa(int(v.Number))
		}
		if text == "*" {
			return everyPort, unsure
		}
		from, to, ok := strings.Cut(text, "-")
		if !ok {
			to = from
		}
		a, err1 := strconv.Atoi(strings.TrimSpace(from))
		b, err2 := strconv.Atoi(strings.TrimSpace(to))
		if err1 != nil || err2 != nil {
			unsure = true
			continue
		}
		out = append(out, portRange{a, b})
	}
	if unsure {
		return everyPort, true
	}
	return out, unsure
}

// A matcher is one side of a rule.
type matcher struct {
	any      bool
	sets     []*addrSet
	network  bool // the tag VirtualNetwork
	internet bool // the tag Internet
	unknown  bool // also something that is not known: another tag, a domain name, an application security group
}

type answer int

const (
	no answer = iota
	maybe
	yes
)

// matches looks an address up; tag is what VirtualNetwork stands for at the subnet, nil for a firewall.
func (m *matcher) matches(a netip.Addr, tag *addrSet) answer {
	if m.any {
		return yes
	}
	for _, s := range m.sets {
		if s.contains(a) {
			return yes
		}
	}
	if m.network || m.internet {
		in := tag.contains(a)
		unsure := !in && tag != nil && tag.incomplete
		outside := m.internet && !in && !notPublic.contains(a)
		if m.network && in || outside && !unsure {
			return yes
		}
		if unsure && (m.network || outside) {
			return maybe
		}
	}
	if m.unknown {
		return maybe
	}
	return no
}

// A verdict is what a list of rules says of a flow: it passes or not; undecided where that depends on what is not known.
type verdict struct {
	pass, undecided bool
	rule            *rule // the deciding one, nil for the end of the list
}

// judge looks at rules in order. With a flow that leaves protocol or port free it passes when some packet of it does.
func judge(rules []*rule, src, dst netip.Addr, flow Flow, tag *addrSet) verdict {
	var denied []*rule
	unsure, mayDeny := false, false
	for _, r := range rules {
		m := min(r.src.matches(src, tag), r.dst.matches(dst, tag))
		if m == no || r.common(flow) == 0 {
			continue
		}
		if m == maybe || r.unsure {
			unsure, mayDeny = true, mayDeny || !r.allow || r.unsure
			continue
		}
		if r.allow && r.leaves(flow, denied) { // what may have allowed it before says nothing else
			return verdict{pass: true, undecided: mayDeny, rule: r}
		}
		if !r.allow {
			if r.covers(flow) {
				return verdict{pass: unsure, undecided: unsure, rule: r}
			}
			denied = append(denied, r)
		}
	}
	return verdict{pass: unsure, undecided: unsure}
}

// common are the protocols that the rule and the flow share with some port, as bits.
func (r *rule) common(f Flow) int {
	bits := r.protocols
	if f.Protocol != "" {
		bits &= protocolBit(f.Protocol)
	}
	if f.Port > 0 && !inRanges(r.ports, f.Port) {
		bits &= bitICMP | bitOther // these have no ports
	}
	return bits
}

func inRanges(ranges []portRange, port int) bool {
	return slices.ContainsFunc(ranges, func(p portRange) bool { return p.first <= port && port <= p.last })
}

// covers tells whether the rule speaks of every packet of the flow.
func (r *rule) covers(f Flow) bool {
	want := anyProtocol
	if f.Protocol != "" {
		want = protocolBit(f.Protocol)
	}
	if r.protocols&want != want {
		return false
	}
	if want&(bitTCP|bitUDP) == 0 || f.Port > 0 {
		return true
	}
	return slices.ContainsFunc(r.ports, func(p portRange) bool { return p.first <= 1 && p.last >= 65535 })
}

// leaves tells whether an allowing rule lets some packet of the flow pass that no rule before it denied. It tries the first
// port of each range and the first after each denied one: where any port passes, one of these does.
func (r *rule) leaves(f Flow, denied []*rule) bool {
	bits := r.common(f)
	for _, bit := range []int{bitTCP, bitUDP, bitICMP, bitOther} {
		if bits&bit == 0 {
			continue
		}
		if bit == bitICMP || bit == bitOther {
			if !slices.ContainsFunc(denied, func(d *rule) bool { return d.protocols&bit != 0 }) {
				return true
			}
			continue
		}
		for _, port := range r.samples(f, denied) {
			if !slices.ContainsFunc(denied, func(d *rule) bool { return d.protocols&bit != 0 && inRanges(d.ports, port) }) {
				return true
			}
		}
	}
	return false
}

func (r *rule) samples(f Flow, denied []*rule) []int {
	if f.Port > 0 {
		return []int{f.Port}
	}
	var out []int
	for _, p := range r.ports {
		out = append(out, max(p.first, 1))
		for _, d := range denied {
			for _, q := range d.ports {
				if p.first <= q.last+1 && q.last+1 <= p.last {
					out = append(out, q.last+1)
				}
			}
		}
	}
	return out
}

// judge decides what a firewall does with a new flow: network rules in order; of what none of them speaks of, an application rule
// may let pass what is for one of its names; then it denies.
// Source: Configure Azure Firewall rules, "Rule processing logic": network rules before application rules, deny by default.
func (f *firewall) judge(src, dst netip.Addr, flow Flow) verdict {
	if f.missing != "" || f.rulesUnknown {
		return verdict{pass: true, undecided: true}
	}
	rules, application := f.classic, f.classicApplication
	if f.policy != nil {
		rules, application = f.policy.all(), f.policy.byName()
	}
	v := judge(rules, src, dst, flow, nil)
	if f.policy != nil && f.policy.incomplete() {
		return verdict{pass: true, undecided: true, rule: v.rule}
	}
	if !v.pass && v.rule == nil && mayPassByName(application, src, dst, flow) {
		return verdict{pass: true, undecided: true}
	}
	return v
}
