package judge

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// idle takes network groups with their members out of resources where they join nothing, and configurations without a member. Templates may leave the rest to
// others, so reachability calls that not known; a store holds all there is.
func idle(resources []template.Resource) []template.Resource {
	members, groups, used := map[string]bool{}, false, map[string]bool{}
	for i := range resources {
		switch r := &resources[i]; r.Type {
		case azure.TypeStaticMember:
			members[above(r.ID)] = true
		case azure.TypePolicyAssignment, azure.TypePolicyDefinition: // by which Azure makes members
			return resources
		case azure.TypeNetworkGroup, azure.TypeConnectivityConfiguration:
			groups = true
		}
	}
	if !groups {
		return resources
	}
	joins := func(r *template.Resource) bool {
		of := r.Properties.Get("appliesToGroups").List()
		return slices.ContainsFunc(of, func(v *template.Value) bool { return members[strings.ToLower(v.Get("networkGroupId").ID())] })
	}
	for i := range resources {
		if r := &resources[i]; r.Type == azure.TypeConnectivityConfiguration && joins(r) {
			for _, v := range r.Properties.Get("appliesToGroups").List() {
				used[strings.ToLower(v.Get("networkGroupId").ID())] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(resources), func(r template.Resource) bool {
		switch r.Type {
		case azure.TypeNetworkGroup:
			return !used[strings.ToLower(r.ID)]
		case azure.TypeStaticMember:
			return !used[above(r.ID)]
		case azure.TypeConnectivityConfiguration:
			return !joins(&r)
		}
		return false
	})
}

// above is the id, in lower case, of what a resource stands in.
func above(id string) string {
	parts := strings.Split(strings.ToLower(id), "/")
	return strings.Join(parts[:len(parts)-2], "/")
}
