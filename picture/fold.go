package picture

import (
	"fmt"
	"slices"
	"strings"
)

// foldAbove is how many alike nodes are drawn one by one at most.
const foldAbove = 5

// fold makes one stack of networks, or of sites, that are alike: in the same place, with the same lines to the same ends.
func (r *reading) fold() {
	ends := map[*node][]string{}
	for _, l := range r.listed {
		about := fmt.Sprintf("%d\x00%d\x00%s\x00%v\x00%d\x00%v", l.style, l.classes, l.label, statementsOf(l), l.mark, l.changedText())
		ends[l.from] = append(ends[l.from], "to\x00"+l.to.id+"\x00"+about)
		ends[l.to] = append(ends[l.to], "from\x00"+l.from.id+"\x00"+about)
	}
	alike := map[string][]*node{}
	var keys []string
	for _, n := range r.order {
		if n.kind != networkKind && n.kind != siteKind || len(n.parts) > 0 || r.apart[n.id] {
			continue
		}
		slices.Sort(ends[n])
		key := strings.Join(append([]string{fmt.Sprint(n.kind, n.mark), n.tenant, n.location, n.subscription, string(n.ownership), strings.Join(n.groups, "\x01")},
			ends[n]...), "\x02")
		if alike[key] == nil {
			keys = append(keys, key)
		}
		alike[key] = append(alike[key], n)
	}
	into := map[*node]*node{}
	for _, key := range keys {
		if list := alike[key]; len(list) > foldAbove {
			s := stackOf(list)
			for _, n := range list {
				into[n] = s
			}
		}
	}
	r.replace(into)
}

// statementsOf are the statements that a line is from.
func statementsOf(l *line) []string {
	var out []string
	for _, o := range l.origins {
		out = append(out, o.Statements...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stackOf is the stack of nodes.
func stackOf(list []*node) *node {
	first, last := list[0], list[len(list)-1]
	s := &node{id: "stack:" + first.id, kind: stackKind, tenant: first.tenant, location: first.location, subscription: first.subscription,
		ownership: first.ownership, groups: first.groups, mark: first.mark, name: fmt.Sprintf("%d networks", len(list))}
	if first.kind == siteKind {
		s.kind, s.name = siteStackKind, fmt.Sprintf("%d sites", len(list))
	}
	for _, n := range list {
		s.members = append(s.members, n.name)
		s.ranges = append(s.ranges, strings.Join(n.ranges, ", "))
		s.places = append(s.places, placeOf(n.origins[0].Range))
	}
	s.origins = append(slices.Clone(first.origins), last.origins...)
	if len(list) <= 2*foldAbove { // few enough for their names
		for i := 0; i < len(list); i += 2 {
			s.details = append(s.details, strings.Join(s.members[i:min(i+2, len(list))], ", "))
		}
	} else {
		s.details = []string{first.name + " … " + last.name}
	}
	if len(first.details) > 0 && len(last.details) > 0 {
		s.details = append(s.details, first.details[0]+" … "+last.details[0])
	}
	if s.ownership != "" {
		s.details = append(s.details, string(s.ownership))
	}
	return s
}

// replace puts stacks in the place of their members.
func (r *reading) replace(into map[*node]*node) {
	var order []*node
	seen := map[*node]bool{}
	for _, n := range r.order {
		if s := into[n]; s != nil {
			n = s
		}
		if !seen[n] {
			seen[n] = true
			order = append(order, n)
		}
	}
	r.order = order
	byKey := map[lineKey]*line{}
	var lines []*line
	for _, l := range r.listed {
		if s := into[l.from]; s != nil {
			l.from = s
		}
		if s := into[l.to]; s != nil {
			l.to = s
		}
		key := lineKey{l.from.id, l.to.id, l.style, l.label}
		if have := byKey[key]; have != nil {
			have.classes |= l.classes
			continue
		}
		byKey[key] = l
		lines = append(lines, l)
	}
	r.listed = lines
}

// networkName is the network of a name such as network/subnet.
func networkName(ref string) string {
	name, _, _ := strings.Cut(ref, "/")
	return name
}
