package template

import "strings"

// ResourceID makes a whole id in lower case, the form in which ids are compared. An empty subscription stands for the
// deployment's own and is written as "{own}", an empty group of a resource in one as "{group}".
func ResourceID(subscription, group, kind, name string) string {
	if subscription == "" {
		subscription = "{own}"
	}
	if group == "" {
		group = "{group}"
	}
	types, names := strings.Split(kind, "/"), strings.Split(name, "/")
	var b strings.Builder
	b.WriteString("/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + types[0])
	for i, t := range types[1:] {
		b.WriteString("/" + t)
		if i < len(names) {
			b.WriteString("/" + names[i])
		}
	}
	return strings.ToLower(b.String())
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }
