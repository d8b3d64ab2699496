package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// itemName is the name of an item in a path: [web] of subnets[web].
var itemName = regexp.MustCompile(`\[[^]]*\]`)

// lostOf are the properties that what the intent creates has otherwise than what is there: a deployment resets them. Of each resource,
// those of one kind are one entry. Values are not said: they may be keys.
func lostOf(there []template.Resource, made map[string]bool, differs []rehearsal.Difference) []leftOut {
	byID := map[string]leftOut{}
	for _, x := range there {
		for id, of := range idsOf(x) {
			name := x.Name
			if id != x.ID {
				name += id[strings.LastIndexByte(id, '/'):]
			}
			byID[id] = leftOut{Type: shortType(of), Name: name}
		}
	}
	type kind struct {
		id, path string
		how      rehearsal.How
	}
	first, count := map[kind]string{}, map[kind]int{}
	var order []kind
	for _, d := range differs {
		id := strings.ToLower(d.ID)
		if _, known := byID[id]; !known || !made[id] || isAzures(d.Path) {
			continue
		}
		path := strings.ReplaceAll(strings.TrimPrefix(d.Path, "properties."), ".properties.", ".")
		if strings.HasPrefix(path, "tags.") {
			path = "tags"
		}
		k := kind{id, itemName.ReplaceAllString(path, "[]"), d.How}
		if count[k]++; count[k] == 1 {
			first[k], order = path, append(order, k)
		}
	}
	var out []leftOut
	for _, k := range order {
		if k.how == rehearsal.Created && slices.ContainsFunc(order, func(o kind) bool { return o.id == k.id && o.path == k.path && o.how == rehearsal.Removed }) {
			continue // one item in the place of another
		}
		words := map[rehearsal.How]string{rehearsal.Changed: "%s is otherwise in the intent", rehearsal.Created: "the intent makes %s, which is not there"}[k.how]
		if words == "" {
			words = "%s is not in the intent"
		}
		why := fmt.Sprintf(words, first[k])
		if n := count[k]; n > 1 {
			why += fmt.Sprintf(", and %d more like it", n-1)
		}
		out = append(out, leftOut{byID[k.id].Type, byID[k.id].Name, why})
	}
	return out
}

// isAzures tells the properties that Azure sets in any part of a resource, and that nobody writes.
// Source: azure-rest-api-specs, Microsoft.Network: readOnly; the locations of a service endpoint are those that Azure answers.
func isAzures(path string) bool {
	return slices.Contains([]string{"provisioningState", "etag", "resourceGuid", "systemData"}, path[strings.LastIndexByte(path, '.')+1:]) ||
		strings.HasSuffix(path, "].id") || strings.HasSuffix(path, "].type") || strings.Contains(path, "serviceEndpoints[") && strings.HasSuffix(path, "].locations")
}
