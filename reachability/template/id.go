package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// What stands in an id for the subscription, the resource group and the management group of the deployment.
const (
	ownSubscription    = "{own}"
	ownGroup           = "{group}"
	ownManagementGroup = "{managementGroup}"
)

// ResourceID makes a whole id in lower case, the form in which ids are compared. An empty subscription stands for the
// deployment's own and is written as "{own}", an empty group of a resource in one as "{group}".
func ResourceID(subscription, group, kind, name string) string {
	if subscription == "" {
		subscription = ownSubscription
	}
	if group == "" {
		group = ownGroup
	}
	return strings.ToLower("/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + Interleave(kind, name))
}

// Interleave makes a/b/x/c/y of the type a/b/c and the name x/y: what follows /providers/ in an id.
func Interleave(kind, name string) string {
	types, names := strings.Split(kind, "/"), strings.Split(name, "/")
	var b strings.Builder
	b.WriteString(types[0])
	for i, t := range types[1:] {
		b.WriteString("/" + t)
		if i < len(names) {
			b.WriteString("/" + names[i])
		}
	}
	return b.String()
}

// canonicalID is an id in the form in which ids are compared: lower case, a resource group in the short form.
func canonicalID(id string) string {
	id = strings.ToLower(id)
	long := "/providers/" + strings.ToLower(azure.TypeResourceGroup) + "/"
	if before, name, ok := strings.Cut(id, long); ok && strings.Count(before, "/") == 2 && !strings.Contains(name, "/") {
		id = before + "/resourcegroups/" + name
	}
	return id
}

// isID tells whether a text is a whole resource id.
func isID(s string) bool {
	return len(s) > len("/providers/") && (hasPrefixFold(s, "/subscriptions/") || hasPrefixFold(s, "/providers/")) &&
		!strings.ContainsAny(s, " \n\t?#")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }
