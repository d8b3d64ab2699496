package topology

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// families are the two address families, which no rule mixes.
var families = []struct {
	suffix string
	of     func([]netip.Prefix) []netip.Prefix
}{{"", ipnet.IPv4}, {"-ipv6", ipnet.IPv6}}

// describeRule is a description of at most 140 characters, which is Azure's limit.
func describeRule(text, short string) string {
	if len(text) > 140 {
		return short
	}
	return text
}

func (d *groupDraft) both(name, text string, priority int, allow bool, a, b []netip.Prefix) {
	d.split(name, text, priority, allow, a, b, false)
	d.split(name, text, priority, allow, a, b, true)
}

// split adds a rule a family, from near to far or the other way.
func (d *groupDraft) split(name, text string, priority int, allow bool, near, far []netip.Prefix, inbound bool) {
	for i, family := range families {
		from, to := family.of(near), family.of(far)
		if len(from) == 0 || len(to) == 0 {
			continue
		}
		if inbound {
			from, to = to, from
		}
		d.fixed(name+family.suffix, text, priority+i, inbound, allow, "", from, to)
	}
}

// fixed adds a rule of a priority of its own. A rule for all addresses on one side has a rule a family on the other; the
// second has the next lower number.
func (d *groupDraft) fixed(name, text string, priority int, inbound, allow bool, tag string, from, to []netip.Prefix) *SecurityRule {
	var first *SecurityRule
	for i, family := range families {
		f, t := family.of(from), family.of(to)
		if len(from) > 0 && len(f) == 0 || len(to) > 0 && len(t) == 0 || i > 0 && len(from)+len(to) == 0 {
			continue
		}
		row := SecurityRule{
			Group:        d.id,
			Name:         ruleName(name+suffixOf(name, family.suffix), inbound),
			Description:  text,
			Inbound:      inbound,
			Allow:        allow,
			Priority:     priority,
			Protocol:     "*",
			Sources:      f,
			Destinations: t,
			SourceTag:    tag,
			Origin:       d.ruleOrigin(),
		}
		if i > 0 && first != nil {
			row.Priority--
		}
		d.r.topo.SecurityRules = append(d.r.topo.SecurityRules, row)
		if first == nil {
			first = &d.r.topo.SecurityRules[len(d.r.topo.SecurityRules)-1]
		}
	}
	return first
}

func suffixOf(name, suffix string) string {
	if strings.HasSuffix(name, suffix) {
		return ""
	}
	return suffix
}

func (d *groupDraft) ruleOrigin() Origin {
	o := d.origin
	o.Rule = "security rule"
	return o
}

func ruleName(name string, inbound bool) string {
	if inbound {
		return shorten(name + "-in")
	}
	return shorten(name + "-out")
}
