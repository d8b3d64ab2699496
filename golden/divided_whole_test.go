package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
)

// mergeParts is the ARM JSON of a root that is divided as if it were one template. Where its parts are deployed one after the other,
// everything of one waits for all of the part before it.
func mergeParts(t *testing.T, e *emission, tenant, whole string, sequential bool) []byte {
	t.Helper()
	var parts [][]byte
	for i := range e.plan.Roots {
		if root := &e.plan.Roots[i]; root.Tenant == tenant && root.PartOf == whole {
			parts = append(parts, e.files["arm/"+root.Folder()+"/main.json"])
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return mergeTemplates(parts, sequential)
}

// mergeTemplates panics where it is not given templates of ours.
func mergeTemplates(parts [][]byte, sequential bool) []byte {
	whole := map[string]any{}
	var resources, before []any
	for _, content := range parts {
		var part map[string]any
		must(json.Unmarshal(content, &part))
		var own []any
		for _, x := range part["resources"].([]any) {
			r := x.(map[string]any)
			after, _ := r["dependsOn"].([]any)
			if sequential && len(before) > 0 {
				r["dependsOn"] = append(append([]any{}, before...), after...)
			}
			own = append(own, expressionOf(r))
			resources = append(resources, r)
		}
		before = own
		for _, key := range []string{"parameters", "outputs"} {
			members, _ := part[key].(map[string]any)
			if have, ok := whole[key].(map[string]any); ok {
				maps.Copy(have, members)
			} else if members != nil {
				whole[key] = members
			}
		}
		for _, key := range []string{"$schema", "contentVersion", "metadata"} {
			if _, ok := whole[key]; !ok {
				whole[key] = part[key]
			}
		}
	}
	whole["resources"] = resources
	out, err := json.Marshal(whole)
	must(err)
	return out
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// expressionOf is the id of a resource of a root, as it stands in a dependsOn.
func expressionOf(r map[string]any) string {
	kind, name := r["type"].(string), strings.ReplaceAll(r["name"].(string), "'", "''")
	subscription, declared := r["subscriptionId"].(string)
	group, ok := r["resourceGroup"].(string)
	switch {
	case ok && declared:
		return fmt.Sprintf("[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', '%s', '%s'), '%s', '%s')]", subscription, group, kind, name)
	case ok:
		return fmt.Sprintf("[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, '%s'), '%s', '%s')]", group, kind, name)
	case declared:
		return fmt.Sprintf("[subscriptionResourceId('%s', '%s', '%s')]", subscription, kind, name)
	}
	return fmt.Sprintf("[subscriptionResourceId('%s', '%s')]", kind, name)
}
