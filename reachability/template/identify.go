package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
)

// identify finds type, name, scope and id of a resource; false where it is none.
func (n *node) identify(parent *node) bool {
	r := n.d.r
	kind, name := r.eval(n.env, n.raw.Get("type")), r.eval(n.env, n.raw.Get("name"))
	written := strings.TrimSuffix(kind.String(), "/")
	switch {
	case written == "" || strings.Contains("/"+written+"/", "//") || !strings.Contains(written, "/") && parent == nil:
		r.form(n.raw, "a resource has no type", "give it a type such as Microsoft.Network/virtualNetworks")
		return false
	case name == nil:
		r.form(n.raw, "a resource of type "+written+" has no name", "")
		return false
	case name.Kind != Unknown && name.String() == "":
		r.form(n.raw.Get("name"), "the name of a resource is "+nameForm(name), "")
		return false
	}
	n.kind, n.name = written, n.note(name, "name")
	if parent != nil {
		n.inside(parent)
	}
	extended := n.place()
	if parent != nil && extended == "" && !hasPrefixFold(n.kind, parent.kind+"/") {
		extended = parent.written // an extension resource inside of what it extends
	}
	if n.unknown == "" {
		if want, got := strings.Count(n.kind, "/"), strings.Count(n.name, "/")+1; want != got {
			r.form(n.raw.Get("name"), "name \""+n.name+"\" has "+segments(got)+", but type "+n.kind+" needs "+itoa(want),
				"a name has one segment for each segment of the type after its namespace, such as network/subnet")
			return false
		}
	} else {
		n.sayUnknown()
	}
	n.written = n.makeID(extended)
	n.id = canonicalID(n.written)
	return true
}

func (n *node) sayUnknown() {
	if !n.isDeployment() {
		n.d.r.report(codeName, diag.Diagnostic{Subject: placeOf(n), Why: n.unknown, Summary: "the resource id of this " + n.kind + " is not known"})
	}
}

func segments(n int) string {
	if n == 1 {
		return "1 segment"
	}
	return itoa(n) + " segments"
}

func nameForm(name *Value) string {
	if name.Kind == String {
		return "empty"
	}
	return describe(name) + ", not a string"
}

// note takes a text for the id; of an unknown value its key, and why it is not known.
func (n *node) note(v *Value, label string) string {
	if v.Kind != Unknown {
		return plain(v)
	}
	if n.unknown == "" {
		n.unknown = v.Text
	}
	if v.Key != "" {
		return v.Key
	}
	r := n.d.r
	return r.short(label, "unnamed:"+itoa(len(r.keys)))
}

// inside completes type and name of a resource that stands inside its parent.
func (n *node) inside(parent *node) {
	namespace, rest, _ := strings.Cut(n.kind, "/")
	switch {
	case hasPrefixFold(n.kind, parent.kind+"/"):
	case strings.Contains(namespace, ".") && rest != "":
		return
	default:
		n.kind = parent.kind + "/" + n.kind
	}
	if strings.Count(n.name, "/")+1 < strings.Count(n.kind, "/") {
		n.name = parent.name + "/" + strings.TrimPrefix(n.name, "/")
	}
	if n.unknown == "" {
		n.unknown = parent.unknown
	}
}

// place finds where the resource is, and returns the id of the resource that it extends, or "".
func (n *node) place() string {
	if n.unknown == "" {
		n.unknown = n.d.to.unknown
	}
	deploys := n.isDeployment()
	subscription, group := n.text("subscriptionId"), n.text("resourceGroup")
	if subscription != "" {
		n.to.subscription, n.to.group, n.to.level = strings.ToLower(notOwn(subscription, ownSubscription)), "", subscriptionLevel
	}
	if group != "" {
		n.to.group, n.to.level = notOwn(group, ownGroup), groupLevel
	}
	if equalFold(n.kind, azure.TypeResourceGroup) {
		n.to.level, n.to.group = subscriptionLevel, ""
	}
	written := n.text("scope")
	if written == "" {
		return ""
	}
	if to, ok := parseScope(written); ok {
		to.unknown, to.subscription = n.to.unknown, strings.ToLower(to.subscription)
		n.to = to
		return ""
	}
	if deploys {
		return ""
	}
	if !strings.HasPrefix(written, "/") {
		written = n.to.id() + "/providers/" + n.relative(written)
	}
	if parts := strings.Split(written, "/"); len(parts) > 5 && equalFold(parts[1], "subscriptions") && equalFold(parts[3], "resourceGroups") {
		n.to = scope{subscription: strings.ToLower(notOwn(parts[2], ownSubscription)), group: notOwn(parts[4], ownGroup)}
	}
	return written
}

// relative reads a scope without its beginning: Microsoft.Storage/storageAccounts/data, or the name of a resource.
func (n *node) relative(written string) string {
	if strings.Contains(written, "/") {
		return written
	}
	if found := n.d.byName[strings.ToLower(written)]; len(found) == 1 {
		return Interleave(found[0].kind, found[0].name)
	}
	return written
}

// text evaluates a member of the resource that is a part of its id; "" where it is not there.
func (n *node) text(key string) string {
	v := n.d.r.eval(n.env, n.raw.Get(key))
	if v == nil || v.Kind == Null {
		return ""
	}
	if v.Kind == Unknown {
		n.to.unknown = v.Text
	}
	return n.note(v, key)
}

func (n *node) makeID(extended string) string {
	switch {
	case equalFold(n.kind, azure.TypeResourceGroup):
		return n.to.id() + "/resourceGroups/" + n.name
	case extended != "":
		return extended + "/providers/" + Interleave(n.kind, n.name)
	case equalFold(n.kind, azure.TypeManagementGroup):
		return "/providers/" + Interleave(n.kind, n.name)
	}
	return n.to.id() + "/providers/" + Interleave(n.kind, n.name)
}
