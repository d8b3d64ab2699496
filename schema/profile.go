package schema

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// expand gives each network what it has from its profile, with offsets placed in the network's address space. Short forms
// are expanded already; schema defaults come later, so that the profile wins over them.
func (l *loader) expand(root *Node) {
	profiles := root.get("profiles").index()
	for _, network := range root.get("networks").list(kindMap) {
		if network.kind != kindMap {
			continue
		}
		l.ownOffsets(network)
		name := network.get("profile")
		if name == nil || name.kind != kindString {
			continue
		}
		profile := profiles[name.text]
		if profile == nil {
			l.unknownProfile(name, profiles)
			continue
		}
		if profile.kind != kindMap {
			continue
		}
		l.underlay(network, profile)
		if l.budget.spent() {
			l.tooLarge(name.rng, "the intent has too many values after profiles are expanded",
				fmt.Sprintf("an intent has at most %d values", maxNodes))
			return
		}
		l.placeOffsets(network)
	}
}

func (l *loader) unknownProfile(name *Node, profiles map[string]*Node) {
	names := sortedNames(profiles)
	others := "declare it under profiles"
	if len(names) > 0 && len(names) <= 20 {
		others = "the profiles are " + strings.Join(names, ", ")
	}
	l.diags.Add(codeProfile, diag.Diagnostic{Summary: fmt.Sprintf("profile %q does not exist", clip(name.text)), Subject: name.rng,
		Label: "not under profiles", Hint: diag.DidYouMean(name.text, names, others)})
}

// underlay adds to a map what a lower one has and it has not, maps within maps too. The additions are copies.
func (l *loader) underlay(over, under *Node) {
	for _, c := range under.children {
		if l.budget.spent() {
			return
		}
		mine := over.get(c.name)
		if mine == nil {
			added := c.copy(l.budget)
			added.parent = over
			over.children = append(over.children, added)
		} else if mine.kind == kindMap && c.kind == kindMap {
			l.underlay(mine, c)
		}
	}
}

func (l *loader) ownOffsets(network *Node) {
	for _, subnet := range network.get("subnets").list(kindMap) {
		for _, p := range subnet.get("prefix").list(kindList) {
			if isOffset(p) {
				l.diags.Add(codeOffsetInNetwork, diag.Diagnostic{
					Summary: fmt.Sprintf("%s in %q is an offset, which is allowed only in a profile", p.show(), subnet.path()), Subject: p.rng,
					Label: "an offset", Hint: offsetHint(network, p.text)})
				p.setText("") // so that it is not placed
			}
		}
	}
}

func isOffset(n *Node) bool { return n.kind == kindString && strings.HasPrefix(n.text, "+") }

func offsetHint(network *Node, text string) string {
	if in, ok := firstPrefix(network); ok {
		if p, err := offset(text, in); err == nil {
			return "write the prefix: " + p.String()
		}
	}
	return "write the prefix itself"
}

func firstPrefix(network *Node) (netip.Prefix, bool) {
	space := network.get("addressSpace").list(kindList)
	if len(space) == 0 {
		return netip.Prefix{}, false
	}
	p, err := space[0].prefix()
	return p.Masked(), err == nil
}

// placeOffsets turns the offsets of a profile's subnets to prefixes of the network.
func (l *loader) placeOffsets(network *Node) {
	in, ok := firstPrefix(network)
	if !ok {
		return
	}
	for _, subnet := range network.get("subnets").list(kindMap) {
		for _, p := range subnet.get("prefix").list(kindList) {
			if !isOffset(p) {
				continue
			}
			prefix, err := offset(p.text, in)
			if err != nil {
				l.diags.Add(codeOffset, diag.Diagnostic{
					Summary: fmt.Sprintf("%s of subnet %q does not fit network %q: %v", p.show(), subnet.name, network.name, err), Subject: p.rng,
					Label:   "does not fit " + in.String(),
					Related: []diag.Related{{Range: network.get("addressSpace").rng, Message: fmt.Sprintf("network %q has %s", network.name, in)}},
					Hint:    fmt.Sprintf("give %q a larger address space, or the subnet another offset", network.name)})
				continue
			}
			p.setPrefix(prefix)
		}
	}
}
