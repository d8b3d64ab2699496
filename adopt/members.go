package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// readMembers reads who is in the network group of a statement: its static members, or what an Azure Policy finds; why is what the intent
// cannot say.
func (im *importer) readMembers(g *managedGroup) (why string) {
	if g.group == nil {
		return "its network group is not in the export"
	}
	for _, m := range im.of(azure.TypeStaticMember) {
		if parent(m.ID) != g.group.ID {
			continue
		}
		n := im.byNet[m.Properties.Get("resourceId").ID()]
		if n == nil {
			return "a member of its network group is not in the export"
		}
		if !slices.Contains(g.members, n) {
			g.members = append(g.members, n)
		}
	}
	found, selectors, why := im.policyMembers(g.group)
	switch {
	case why != "":
		return why
	case len(g.members) > 0 && selectors != nil:
		return "its network group has static members beside those that Azure Policy finds"
	case len(g.members) == 0 && len(found) == 0:
		return "its network group has no member in the export"
	case selectors != nil:
		g.members, g.selectors = found, selectors
	}
	for _, m := range im.of(azure.TypeStaticMember) {
		if parent(m.ID) == g.group.ID {
			im.take(m)
		}
	}
	return ""
}

// tagSelector is one selector of a policy: values by tag, or by location.
type tagSelector map[string][]string

// policyMembers are the networks that Azure Policies put into a network group, and the selectors that find them; both are nil where none does.
// A network gets the tags that they ask for as labels.
// Source: Configuring network groups with Azure Policy in Azure Virtual Network Manager; Azure Policy definition structure.
func (im *importer) policyMembers(group *template.Resource) (members []*network, selectors []*tree, why string) {
	of := map[string][]tagSelector{} // by subscription
	for _, a := range im.of(azure.TypePolicyAssignment) {
		d := im.byID[a.Properties.Get("policyDefinitionId").ID()]
		if d == nil || d.Properties.Get("policyRule", "then", "details", "networkGroupId").ID() != group.ID {
			continue
		}
		scope, _, _ := strings.Cut(a.ID, "/providers/"+strings.ToLower(azure.TypePolicyAssignment))
		subscription, ok := strings.CutPrefix(scope, "/subscriptions/")
		if !ok || strings.Contains(subscription, "/") {
			return nil, nil, fmt.Sprintf("policy %q, which finds the members of its network group, is not assigned to a subscription", d.Name)
		}
		some, ok := selectorsOf(d.Properties.Get("policyRule", "if"))
		if !ok {
			return nil, nil, fmt.Sprintf("policy %q, which finds the members of its network group, asks for more than tags and locations", d.Name)
		}
		of[subscription] = append(of[subscription], some...)
		im.take(a)
		im.take(d)
	}
	if len(of) == 0 {
		return nil, nil, ""
	}
	for _, n := range im.networks {
		if slices.ContainsFunc(of[n.x.Subscription], func(s tagSelector) bool { return s.finds(n) }) {
			members = append(members, n)
		}
	}
	return members, im.writeSelectors(of), ""
}

// finds tells whether a selector matches a network. Azure Policy compares without regard to case.
func (s tagSelector) finds(n *network) bool {
	tags := tagsOf(n.x)
	for key, values := range s {
		have := tags[key]
		if key == "location" {
			have = location(n.x)
		}
		if !slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, have) }) {
			return false
		}
	}
	return true
}

// writeSelectors writes selectors, each once: with the subscriptions that have it, where not all have.
func (im *importer) writeSelectors(of map[string][]tagSelector) []*tree {
	subscriptions := map[string][]string{} // by selector
	known := map[string]tagSelector{}
	for _, id := range sortedKeys(of) {
		for _, s := range of[id] {
			key := fmt.Sprint(s)
			if !slices.Contains(subscriptions[key], im.subscriptions[id]) {
				known[key], subscriptions[key] = s, append(subscriptions[key], im.subscriptions[id])
			}
		}
	}
	var out []*tree
	for _, key := range sortedKeys(known) {
		t := object().inline()
		for _, label := range sortedKeys(known[key]) {
			t.texts(label, known[key][label])
			for _, n := range im.networks {
				if value := tagsOf(n.x)[label]; value != "" && label != "location" {
					n.labels[label] = value
				}
			}
		}
		if len(subscriptions[key]) < len(im.subscriptions) {
			t.texts("subscription", subscriptions[key])
		}
		out = append(out, t)
	}
	return out
}

// selectorsOf are those of the condition of a policy: it is a virtual network, and tags or the location have one of some values.
func selectorsOf(v *template.Value) ([]tagSelector, bool) {
	if list := v.Get("allOf"); list != nil {
		out := []tagSelector{{}}
		for _, item := range list.List() {
			some, ok := selectorsOf(item)
			if !ok {
				return nil, false
			}
			var both []tagSelector
			for _, a := range out {
				for _, b := range some {
					one, ok := together(a, b)
					if !ok || len(both) > 100 {
						return nil, false
					}
					both = append(both, one)
				}
			}
			out = both
		}
		return out, true
	}
	if list := v.Get("anyOf"); list != nil {
		var out []tagSelector
		for _, item := range list.List() {
			some, ok := selectorsOf(item)
			if !ok {
				return nil, false
			}
			out = append(out, some...)
		}
		return out, true
	}
	return leafOf(v)
}

// together is a selector with the conditions of two; false where both speak of one tag.
func together(a, b tagSelector) (tagSelector, bool) {
	out := tagSelector{}
	for k, v := range a {
		out[k] = v
	}
	for k, v := range b {
		if out[k] != nil {
			return nil, false
		}
		out[k] = v
	}
	return out, true
}

// leafOf reads one condition.
func leafOf(v *template.Value) ([]tagSelector, bool) {
	field, values := v.Get("field").String(), texts(v.Get("in"))
	if one := v.Get("equals").String(); one != "" {
		values = []string{one}
	}
	if len(values) == 0 || slices.ContainsFunc(values, func(s string) bool { return s == "" || strings.HasPrefix(s, "[") }) {
		return nil, false
	}
	switch lower := strings.ToLower(field); {
	case lower == "type":
		return []tagSelector{{}}, len(values) == 1 && strings.EqualFold(values[0], azure.TypeVirtualNetwork)
	case lower == "location":
		return []tagSelector{{"location": values}}, true
	case strings.HasPrefix(lower, "tags"):
		tag := strings.Trim(strings.TrimPrefix(field[len("tags"):], "."), "[]'")
		return []tagSelector{{tag: values}}, isLabel(tag)
	}
	return nil, false
}

// isLabel tells whether a tag can be a label: location and subscription are labels that every network has.
func isLabel(tag string) bool {
	return tag != "" && len(tag) <= 60 && !notInNames().MatchString(tag) && strings.Trim(tag, "-_") == tag && tag != "location" && tag != "subscription"
}

// managedMembers writes the members of a network group: the selectors of its policies, or networks.
func (im *importer) managedMembers(out *tree, key string, g *managedGroup) string {
	if g.selectors == nil {
		return im.members(out, key, g.members)
	}
	many := list(nil)
	for _, s := range g.selectors {
		many.Content = append(many.Content, s.node)
	}
	out.put(key, many)
	return "Azure Policy finds them, by these tags."
}

func pairOf(a, b *network) [2]string { return [2]string{min(a.x.ID, b.x.ID), max(a.x.ID, b.x.ID)} }

// leaveMadePeerings lists what peerings that Azure has made tell of managers and virtual hubs that are not in the export.
func (im *importer) leaveMadePeerings() {
	connected := map[string]bool{}
	for _, c := range im.of(azure.TypeHubConnection) {
		connected[c.Properties.Get("remoteVirtualNetwork", "id").ID()] = true
	}
	for _, n := range im.networks {
		if n.ofHub && !connected[n.x.ID] {
			im.leave(n.x, "a virtual hub is connected to it that is not in the export")
		}
		slices.Sort(n.managed)
		for _, id := range slices.Compact(n.managed) {
			if o := im.byNet[id]; o == nil || !im.managedPairs[pairOf(n, o)] {
				im.leave(n.x, "a network manager has peered it with %s, by a configuration that is not in the intent", lastName(id))
			}
		}
	}
}
