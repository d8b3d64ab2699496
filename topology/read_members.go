package topology

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// membership is what the statements take in, as it was found.
type membership struct {
	taken []Membership
}

// take notes that a statement takes something in by a name or a selector.
func (r *reading) take(item *schema.Member, role Role, member string) {
	selector := ""
	if item.Name == "" {
		selector = selectorText(item.Labels)
	}
	r.takeAt(item.Path(), role, member, selector, item.Range())
}

// takeAt notes it of a place in the intent: the statement is that of its path.
func (r *reading) takeAt(path string, role Role, member, selector string, at source.Range) {
	statement := strings.Split(path, ".")
	most := 2
	if len(statement) > 4 && statement[0] == "connections" && statement[2] == "access" {
		most = 4
	}
	name := strings.Join(statement[:min(most, len(statement))], ".")
	r.taken = append(r.taken, Membership{Statement: name, Role: role, Member: member, Selector: selector,
		Origin: Origin{Range: at, Statements: []string{name}, Rule: "membership"}})
}

// members are the networks of a member list, by name and without repetition. What accept refuses is none, whatever selects it; nil accepts all.
func (r *reading) members(m schema.Members, role Role, accept func(*network) bool) []*network {
	var out []*network
	seen := map[*network]bool{}
	add := func(item *schema.Member, n *network) {
		if accept != nil && !accept(n) {
			return
		}
		r.take(item, role, string(n.id))
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	for i := range m.Items {
		item := &m.Items[i]
		if item.Name != "" {
			if n := r.find(item.Name, item.Range()); n != nil {
				add(item, n)
			}
			continue
		}
		matched := false
		for _, n := range r.networks {
			if matches(n, item.Labels) {
				matched = true
				add(item, n)
			}
		}
		if !matched {
			r.reportNoMatch(item)
		}
	}
	slices.SortFunc(out, func(a, b *network) int { return cmp.Compare(a.id, b.id) })
	return out
}

func matches(n *network, labels map[string][]string) bool {
	return selects(labels, func(key string) (string, bool) { return n.label(key), true })
}

// matchesSite tells whether a site has all labels of a selector. A site has no location and no subscription.
func matchesSite(s *site, labels map[string][]string) bool {
	return selects(labels, func(key string) (string, bool) {
		value, ok := s.Labels[key]
		return value, ok
	})
}

func (r *reading) reportNoMatch(item *schema.Member) {
	var all []Candidate
	for _, n := range r.networks {
		all = append(all, n.candidate())
	}
	r.refuse(codeNoMatch, diag.Diagnostic{Summary: saySelector(item) + " matches no network", Subject: item.Range(), Label: "matches nothing",
		Hint: UnmatchedHint(item.Labels, all)})
}

// UnmatchedHint says what may be wrong with a selector that selects none of the candidates that are networks.
func UnmatchedHint(selector map[string][]string, candidates []Candidate) string {
	keys := map[string]bool{"location": true, "subscription": true}
	for i := range candidates {
		if !candidates[i].IsSite() {
			for k := range candidates[i].Labels {
				keys[k] = true
			}
		}
	}
	values := map[string]map[string]bool{}
	for k := range keys {
		values[k] = map[string]bool{}
		for i := range candidates {
			if value, _ := candidates[i].label(k); !candidates[i].IsSite() && value != "" {
				values[k][value] = true
			}
		}
	}
	hint := "add these labels to a network"
	for _, k := range slices.Sorted(maps.Keys(selector)) {
		if !keys[k] {
			return fmt.Sprintf("no network has the label %q; "+diag.DidYouMean(k, slices.Sorted(maps.Keys(keys)),
				"existing ones are "+fewNames(slices.Sorted(maps.Keys(keys)))), k)
		}
		for _, v := range selector[k] {
			if existing := slices.Sorted(maps.Keys(values[k])); !values[k][v] && len(existing) > 0 {
				hint = fmt.Sprintf("no network has %s: %s; "+diag.DidYouMean(v, existing, "existing ones are "+fewNames(existing)), k, v)
			}
		}
	}
	return hint
}

// selectorText is a selector as an intent has it: {env: [dev, test], tier: app}.
func selectorText(selector map[string][]string) string {
	var labels []string
	for _, k := range slices.Sorted(maps.Keys(selector)) {
		values := strings.Join(selector[k], ", ")
		if len(selector[k]) != 1 {
			values = "[" + values + "]"
		}
		labels = append(labels, k+": "+values)
	}
	return "{" + strings.Join(labels, ", ") + "}"
}

// saySelector names a selector and the statement that it stands in: selector {tier: app} of connection "estate".
func saySelector(item *schema.Member) string {
	text := "selector " + selectorText(item.Labels)
	path := strings.SplitN(item.Path(), ".", 3)
	if kind := statementKinds[path[0]]; kind != "" && len(path) > 1 {
		text += fmt.Sprintf(" of %s %q", kind, path[1])
	}
	return text
}

var statementKinds = map[string]string{"connections": "connection", "expect": "expectation", "isolate": "isolation"}

// candidate is the row of a network.
func (n *network) candidate() Candidate {
	out := Candidate{Name: string(n.id), Kind: NetworkCandidate, Subscription: n.Subscription, Location: n.Location, Ownership: n.ownership(),
		AddressSpace: n.AddressSpace, Labels: n.Labels, Origin: n.origin("candidate")}
	if n.VirtualWAN != "" {
		out.Kind = HubCandidate
	}
	return out
}

// candidate is the row of a site.
func (s *site) candidate() Candidate {
	out := Candidate{Name: string(s.id), Kind: SiteCandidate, AddressSpace: s.AddressSpace, Labels: s.Labels,
		Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "candidate"}}
	if s.clients != nil {
		out.Kind = ClientsCandidate
	}
	return out
}
