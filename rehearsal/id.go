package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// place is what the path of a request names: a resource, a list, or the group or subscription that holds them.
type place struct {
	id           string // as it was written, types as Azure writes them; of a list without the type
	subscription string
	group        string
	kind         string   // Microsoft.Network/virtualNetworks/subnets, "" for a group or a subscription itself
	names        []string // a list has one fewer than its kind has types
	list         bool
}

// key is an id in the form in which resources are told apart.
func key(id string) string { return strings.ToLower(strings.TrimSuffix(id, "/")) }

var canonicalKinds = func() map[string]string {
	out := map[string]string{}
	add := func(kind string) {
		out[strings.ToLower(kind)] = kind
	}
	for _, t := range azure.Types {
		add(t.Name)
	}
	for _, p := range azure.Inlines {
		add(p.Type)
	}
	add(typeLock)
	add(azure.TypeNATGateway)
	add(azure.TypeDDoSProtectionPlan)
	add(azure.TypeClassicNetwork)
	add(azure.TypeBastion)
	add(azure.TypeRouteServerAddress)
	add(azure.TypePointToSiteGateway)
	return out
}()

// canonicalKind is a type as Azure writes it, where it is known.
func canonicalKind(kind string) string {
	if known, ok := canonicalKinds[strings.ToLower(kind)]; ok {
		return known
	}
	return kind
}

// parsePlace reads a path; false where it is none of a subscription's.
func parsePlace(path string) (place, bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 || !strings.EqualFold(parts[0], "subscriptions") || parts[1] == "" {
		return place{}, false
	}
	p := place{subscription: parts[1], id: "/subscriptions/" + parts[1]}
	rest := parts[2:]
	if len(rest) > 0 && strings.EqualFold(rest[0], "resourceGroups") {
		if len(rest) == 1 {
			p.kind, p.list = azure.TypeResourceGroup, true
			return p, true
		}
		p.group = rest[1]
		p.id += "/resourceGroups/" + rest[1]
		if rest = rest[2:]; len(rest) == 0 {
			p.kind, p.names = azure.TypeResourceGroup, []string{p.group}
			return p, true
		}
	}
	if len(rest) == 1 && strings.EqualFold(rest[0], "resources") {
		p.kind, p.list = "resources", true
		return p, true
	}
	if len(rest) == 0 {
		return p, true
	}
	if len(rest) < 3 || !strings.EqualFold(rest[0], "providers") {
		return place{}, false
	}
	if i := slices.IndexFunc(rest[1:], func(s string) bool { return strings.EqualFold(s, "providers") }); i > 0 {
		return parseExtension(parts, len(parts)-len(rest)+1+i)
	}
	types := []string{rest[1]}
	for i, part := range rest[2:] {
		if part == "" {
			return place{}, false
		}
		if i%2 == 0 {
			types = append(types, part)
		} else {
			p.names = append(p.names, part)
		}
	}
	p.kind = canonicalKind(strings.Join(types, "/"))
	if p.kind == azure.TypeResourceGroup && p.group == "" { // the long form of the id of a group
		short := "/subscriptions/" + p.subscription + "/resourceGroups"
		if len(p.names) == 1 {
			short += "/" + p.names[0]
		}
		return parsePlace(short)
	}
	types = strings.Split(p.kind, "/")
	p.list = len(types)-1 > len(p.names)
	p.id += "/providers/" + types[0]
	for i, name := range p.names {
		p.id += "/" + types[i+1] + "/" + name
	}
	return p, true
}

// parseExtension reads the path of what extends a resource, such as a lock: from the second "providers" on it is like that of a resource.
func parseExtension(parts []string, second int) (place, bool) {
	scope, ok := parsePlace("/" + strings.Join(parts[:second], "/"))
	if !ok || scope.list {
		return place{}, false
	}
	own, ok := parsePlace("/subscriptions/x/" + strings.Join(parts[second:], "/"))
	if !ok || own.kind == "" {
		return place{}, false
	}
	own.subscription, own.group = scope.subscription, scope.group
	own.id = scope.id + strings.TrimPrefix(own.id, "/subscriptions/x")
	return own, true
}

// isID tells whether a text is the whole id of a resource.
func isID(s string) bool {
	if len(s) < len("/subscriptions/") || !strings.EqualFold(s[:len("/subscriptions/")], "/subscriptions/") {
		return false
	}
	p, ok := parsePlace(s)
	return ok && p.kind != "" && !p.list
}

func (p place) name() string {
	if len(p.names) == 0 {
		return ""
	}
	return p.names[len(p.names)-1]
}

// parent is the id of what a child stands in, "" where it stands in a group or in a subscription.
func (p place) parent() string {
	if len(p.names) < 2 {
		return ""
	}
	return parentOf(p.id)
}

func parentOf(id string) string {
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return ""
	}
	return id[:strings.LastIndexByte(id[:i], '/')]
}

func nameOf(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// kindOf is the type of what an id names, "" where it names nothing.
func kindOf(id string) string {
	p, ok := parsePlace(id)
	if !ok {
		return ""
	}
	return p.kind
}

// IsPart tells whether an id names a part that stands in the body of its parent, such as a route of a table.
func IsPart(id string) bool { return partOf(kindOf(id)) != nil }
