package template

import (
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// A Place is where a template is deployed.
type Place struct{ Subscription, ResourceGroup string }

// ReadPlaced is Read, and finds out where a template for a resource group is deployed to: no template says it. Such a one adds to what others make, as one
// half of a peering does to a network; where all that it adds to is in one resource group, and in no other, it is deployed there.
func ReadPlaced(files []*source.File, options Options) (*Result, diag.List) {
	result, found := Read(files, options)
	if options.ResourceGroup != "" || len(files) < 2 {
		return result, found
	}
	if options.Places = places(result.Resources, scopeOf(options)); len(options.Places) == 0 {
		return result, found
	}
	return Read(files, options)
}

// scopeOf is the id of the resource group that a template is deployed to which names none.
func scopeOf(o Options) string {
	return "/subscriptions/" + strings.ToLower(or(o.Subscription, ownSubscription)) + "/resourcegroups/" + ownGroup
}

// places are those of files that add to what is in one resource group alone. Own is the id of the group of templates that name none.
func places(resources []Resource, ownScope string) map[*source.File]Place {
	made := map[string]map[string]bool{} // by resource group, with its subscription: what follows the group in the ids of what is made there
	scopes := map[string]Place{}
	wants := map[*source.File]map[string]bool{}
	for i := range resources {
		x := &resources[i]
		prefix, rest, ok := inGroup(x.ID)
		switch {
		case !ok || x.Existing:
		case prefix == ownScope:
			if wants[x.At.File] == nil {
				wants[x.At.File] = map[string]bool{}
			}
			if top := topLevel(rest); top != rest {
				wants[x.At.File][top] = true
			}
			x.Properties.eachID(func(id string) {
				if p, rest, ok := inGroup(id); ok && p == prefix {
					wants[x.At.File][topLevel(rest)] = true
				}
			})
			note(made, prefix, rest)
		default:
			note(made, prefix, rest)
			scopes[prefix] = Place{x.Subscription, x.ResourceGroup}
		}
	}
	out := map[*source.File]Place{}
	own := made[ownScope]
	for f, wanted := range wants {
		maps.DeleteFunc(wanted, func(rest string, _ bool) bool { return own[rest] })
		if len(wanted) == 0 {
			continue
		}
		var fits []string
		for _, prefix := range slices.Sorted(maps.Keys(scopes)) {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(wanted)), func(rest string) bool { return !made[prefix][rest] }) {
				fits = append(fits, prefix)
			}
		}
		if len(fits) == 1 {
			out[f] = scopes[fits[0]]
		}
	}
	return out
}

func note(made map[string]map[string]bool, prefix, rest string) {
	if made[prefix] == nil {
		made[prefix] = map[string]bool{}
	}
	made[prefix][rest] = true
}

// inGroup divides the id of what stands in a resource group into that of the group, and what follows /providers/.
func inGroup(id string) (prefix, rest string, ok bool) {
	prefix, rest, ok = strings.Cut(id, "/providers/")
	return prefix, rest, ok && strings.HasPrefix(prefix, "/subscriptions/") && strings.Count(prefix, "/") == 4
}

// topLevel is the part of an id after /providers/ that is of the resource itself, not of what stands in it.
func topLevel(rest string) string {
	parts := strings.SplitN(rest, "/", 4)
	return strings.Join(parts[:min(3, len(parts))], "/")
}

// eachID calls f for the resource ids in a value.
func (v *Value) eachID(f func(id string)) {
	if v == nil {
		return
	}
	if id := v.ID(); id != "" {
		f(id)
	}
	for _, item := range v.Items {
		item.eachID(f)
	}
	for _, m := range v.Members {
		m.Value.eachID(f)
	}
}
