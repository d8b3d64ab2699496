package topology

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// members are the networks of a member list, by name and without repetition.
func (r *resolver) members(m schema.Members) []*network {
	seen := map[*network]bool{}
	var out []*network
	add := func(n *network) {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	for i := range m.Items {
		item := &m.Items[i]
		if item.Name != "" {
			if n := r.find(item.Name, item.At()); n != nil {
				add(n)
			}
			continue
		}
		matched := false
		for _, n := range r.networks {
			if matches(n, item.Labels) {
				matched = true
				add(n)
			}
		}
		if !matched {
			r.reportNoMatch(item)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

func matches(n *network, labels map[string][]string) bool {
	for key, values := range labels {
		if !containsString(values, n.label(key)) {
			return false
		}
	}
	return true
}

// label is the value of a network's label; location and subscription are always there.
func (n *network) label(key string) string {
	switch key {
	case "location":
		return n.Location
	case "subscription":
		return n.Subscription
	}
	return n.Labels[key]
}

func (r *resolver) reportNoMatch(item *schema.Member) {
	keys := map[string]bool{"location": true, "subscription": true}
	values := map[string]map[string]bool{}
	for _, n := range r.networks {
		for k := range n.Labels {
			keys[k] = true
		}
		for k := range keys {
			if values[k] == nil {
				values[k] = map[string]bool{}
			}
			values[k][n.label(k)] = true
		}
	}
	hint := "give at least one network these labels"
	for _, k := range sortedKeys(item.Labels) {
		if !keys[k] {
			hint = fmt.Sprintf("no network has the label %q; "+diag.DidYouMean(k, sortedKeys(keys), "there are: "+fewNames(sortedKeys(keys))), k)
			break
		}
		for _, v := range item.Labels[k] {
			if !values[k][v] {
				hint = fmt.Sprintf("no network has %s: %s; "+diag.DidYouMean(v, sortedKeys(values[k]), "there are: "+fewNames(sortedKeys(values[k]))), k, v)
			}
		}
	}
	r.report(codeNoMatch, diag.Diagnostic{Summary: "the selector matches no network", Subject: item.At(), Label: "matches nothing", Hint: hint})
}

func contains(list []*network, n *network) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

func containsString(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// union joins lists of networks, by name and without repetition.
func union(lists ...[]*network) []*network {
	if len(lists) == 1 {
		return lists[0]
	}
	seen := map[*network]bool{}
	var out []*network
	for _, l := range lists {
		for _, n := range l {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].id < out[j].id })
	return out
}

// hasSubnet tells whether the network has the subnet, reporting an unknown name at that place.
func (r *resolver) hasSubnet(n *network, subnet string, at source.Range) bool {
	if n.subnets[subnet] != nil {
		return true
	}
	names := sortedKeys(n.subnets)
	r.report(codeUnknownSubnet, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has no subnet %q", n.id, subnet), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(subnet, names, "it has: "+fewNames(names)),
	})
	return false
}
