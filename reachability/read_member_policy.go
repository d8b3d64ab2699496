package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// The policies that put networks into network groups: definitions with the effect addToNetworkGroup, where they are assigned.
// Source: Configuring network groups with Azure Policy in Azure Virtual Network Manager; Azure Policy definition structure.

// memberPolicies adds to groups the networks that assigned policies find.
func (r *reader) memberPolicies(groups map[string]*memberList) {
	definitions := map[string]*template.Resource{}
	for _, x := range r.of(azure.TypePolicyDefinition) {
		definitions[x.ID] = x
	}
	for _, x := range r.of(azure.TypePolicyAssignment) {
		if mode := x.Properties.Get("enforcementMode").String(); strings.EqualFold(mode, "DoNotEnforce") || strings.EqualFold(mode, "Disabled") {
			continue // no network is added where it is not enforced
		}
		d := definitions[x.Properties.Get("policyDefinitionId").ID()]
		if d == nil || !strings.EqualFold(d.Properties.Get("policyRule", "then", "effect").String(), "addToNetworkGroup") ||
			!strings.EqualFold(d.Properties.Get("mode").String(), "Microsoft.Network.Data") {
			continue
		}
		r.on = d
		target := d.Properties.Get("policyRule", "then", "details", "networkGroupId")
		if target.ID() == "" && r.notKnown(target, "the network group of policy %q", d.Name) {
			continue
		}
		g := groups[target.ID()]
		if g == nil {
			continue // its group is made elsewhere, and so is what is built of it
		}
		g.elsewhere = g.elsewhere || r.lacksAny(azure.TypeVirtualNetwork) != ""
		for _, n := range r.e.networks {
			if !r.assignedTo(x, n) {
				continue
			}
			switch r.matches(d.Properties.Get("policyRule", "if"), n) {
			case yes:
				g.add(n)
			case maybe:
				g.unknown = "whether a policy puts them into a network group is not known"
			}
		}
	}
	for id, g := range groups {
		g.unknown = first(g.unknown, r.lacksAny(azure.TypePolicyAssignment, azure.TypePolicyDefinition), r.unreadOf(azure.TypePolicyDefinition))
		if len(g.networks) == 0 && g.unknown == "" {
			g.unknown = fmt.Sprintf("the members of network group %s are not in the %s", kindWord(id), r.e.from)
		}
	}
}

// assignedTo tells whether the network is in the scope of an assignment: its subscription, or all of them for a management group.
func (r *reader) assignedTo(x *template.Resource, n *network) bool {
	scope, _, _ := strings.Cut(x.ID, "/providers/"+strings.ToLower(azure.TypePolicyAssignment))
	return !strings.HasPrefix(scope, "/subscriptions/") || strings.HasPrefix(n.ID, scope+"/")
}

func (a answer) not() answer { return yes - a }

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

// matches evaluates the condition of a policy for a network. What it does not know is maybe.
func (r *reader) matches(v *template.Value, n *network) answer {
	switch {
	case v == nil || v.Kind != template.Object:
		return maybe
	case v.Get("allOf") != nil:
		all := yes
		for _, item := range v.Get("allOf").List() {
			all = min(all, r.matches(item, n))
		}
		return all
	case v.Get("anyOf") != nil:
		any := no
		for _, item := range v.Get("anyOf").List() {
			any = max(any, r.matches(item, n))
		}
		return any
	case v.Get("not") != nil:
		return r.matches(v.Get("not"), n).not()
	}
	have, known := r.fieldOf(v.Get("field").String(), n)
	if !known {
		return maybe
	}
	return compare(v, have)
}

// fieldOf is what a field of a policy is of a network; nil where the network has no such tag.
func (r *reader) fieldOf(field string, n *network) (*string, bool) {
	text := func(s string) (*string, bool) { return &s, true }
	switch lower := strings.ToLower(field); {
	case lower == "type":
		return text(azure.TypeVirtualNetwork)
	case lower == "name":
		return text(n.Name)
	case lower == "location":
		return text(n.Location)
	case strings.HasPrefix(lower, "tags"):
		name := strings.Trim(strings.TrimPrefix(field[len("tags"):], "."), "[]'")
		v := n.tags.Get(name)
		switch {
		case n.tags.IsUnknown() || v.IsUnknown():
			return nil, false
		case v == nil:
			return nil, true
		}
		return text(v.String())
	}
	return nil, false
}

// compare evaluates the one operator of a condition; texts are compared without regard to case.
func compare(v *template.Value, have *string) answer {
	for _, m := range v.Members {
		var want []string
		for _, item := range append([]*template.Value{m.Value}, m.Value.List()...) {
			if item.IsUnknown() || strings.HasPrefix(item.String(), "[") {
				return maybe
			}
			want = append(want, item.String())
		}
		is := func(test func(have, want string) bool) answer {
			return answerOf(have != nil && slices.ContainsFunc(want, func(w string) bool { return test(strings.ToLower(*have), strings.ToLower(w)) }))
		}
		equal := func(a, b string) bool { return a == b }
		switch strings.ToLower(m.Key) {
		case "field":
		case "equals":
			return is(equal)
		case "notequals":
			return is(equal).not()
		case "in":
			want = want[1:]
			return is(equal)
		case "notin":
			want = want[1:]
			return is(equal).not()
		case "contains":
			return is(strings.Contains)
		case "notcontains":
			return is(strings.Contains).not()
		case "exists":
			exists := m.Value.True() || strings.EqualFold(m.Value.String(), "true")
			return answerOf((have != nil) == exists)
		default:
			return maybe
		}
	}
	return maybe
}
