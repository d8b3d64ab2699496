package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

func init() {
	register(
		&function{name: "subscription", loose: func(c *call, _ []*Value) *Value { return c.r.inTenant(c.env.in.to.subscriptionValue()) }},
		&function{name: "resourceGroup", loose: resourceGroup},
		&function{name: "managementGroup", loose: managementGroup},
		&function{name: "tenant", loose: func(c *call, _ []*Value) *Value { return c.r.inTenant(&Value{Kind: Object, partial: "tenant()"}) }},
		&function{name: "environment", loose: later("environment()")},
		&function{name: "deployer", loose: later("deployer()")},
		&function{name: "deployment", loose: deploymentValue},
		&function{name: "resourceId", min: 2, max: -1, loose: resourceID},
		&function{name: "subscriptionResourceId", min: 2, max: -1, loose: subscriptionResourceID},
		&function{name: "tenantResourceId", min: 2, max: -1, loose: func(c *call, args []*Value) *Value { return c.idOf(args, 0, "") }},
		&function{name: "managementGroupResourceId", min: 2, max: -1, loose: managementGroupResourceID},
		&function{name: "extensionResourceId", min: 3, max: -1, loose: extensionResourceID},
	)
}

// later makes a function whose result only a deployment knows, with members that can be asked for.
func later(what string) func(*call, []*Value) *Value {
	return func(*call, []*Value) *Value { return &Value{Kind: Object, partial: what} }
}

// inTenant gives what a scope answers the tenant that it is in, where that is given.
func (r *reader) inTenant(v *Value) *Value {
	if r.options.Tenant != "" {
		v.Members = append(v.Members, Member{Key: "tenantId", Value: text(strings.ToLower(r.options.Tenant))})
	}
	return v
}

// known makes a text of a scope: Unknown with that key where the scope is not known.
func (s scope) known(v string) *Value {
	if s.unknown != "" && strings.Contains(v, "{") && ownReason(v) == "" {
		return unknown(s.unknown, v)
	}
	return text(v)
}

func (s scope) subscriptionValue() *Value {
	id := s.subscriptionText()
	return &Value{Kind: Object, partial: "subscription()", Members: []Member{
		{Key: "id", Value: s.known("/subscriptions/" + id)}, {Key: "subscriptionId", Value: s.known(id)}}}
}

func resourceGroup(c *call, _ []*Value) *Value {
	d := c.env.in
	if d.to.level != groupLevel {
		return c.fail("resourceGroup() does not exist in a deployment that does not target a resource group")
	}
	out := &Value{Kind: Object, partial: "resourceGroup()", Members: []Member{
		{Key: "id", Value: d.to.known(d.to.id())}, {Key: "name", Value: d.to.known(d.to.groupText())},
		{Key: "type", Value: text(azure.TypeResourceGroup)}}}
	if l := c.r.groupLocation(d); l != nil {
		out.Members = append(out.Members, Member{Key: "location", Value: l})
	} else {
		out.Members = append(out.Members, Member{Key: "location", Value: unknown("the location of resource group "+d.to.groupText()+
			" is not given", c.r.short("location", "location:"+canonicalID(d.to.id())))})
	}
	return out
}

// groupLocation is the location of the resource group of a deployment; nil where it is not known.
func (r *reader) groupLocation(d *deployment) *Value {
	if n := r.byID[canonicalID(d.to.id())]; n != nil && !n.existing {
		if l := n.evaluated().Get("location"); l != nil {
			return l
		}
	}
	if r.options.Location != "" && equalFold(d.to.group, r.options.ResourceGroup) && equalFold(d.to.subscription, r.options.Subscription) {
		return text(r.options.Location)
	}
	return nil
}

func managementGroup(c *call, _ []*Value) *Value {
	to := c.env.in.to
	if to.level != managementLevel {
		return c.fail("managementGroup() does not exist in a deployment that does not target a management group")
	}
	return &Value{Kind: Object, partial: "managementGroup()", Members: []Member{
		{Key: "id", Value: to.known(to.id())}, {Key: "name", Value: to.known(or(to.management, ownManagementGroup))},
		{Key: "type", Value: text("/providers/" + azure.TypeManagementGroup)}}}
}

func deploymentValue(c *call, _ []*Value) *Value {
	d := c.env.in
	out := &Value{Kind: Object, partial: "deployment()", Members: []Member{{Key: "name", Value: d.name}}}
	if d.location != nil && d.to.level != groupLevel {
		out.Members = append(out.Members, Member{Key: "location", Value: d.location})
	}
	return out
}

// idOf makes an id of a type and names, which begin at argument i, behind the id of a scope.
func (c *call) idOf(args []*Value, i int, scopeID string) *Value {
	if i >= len(args)-1 {
		return c.fail("\"" + c.name + "\" needs a resource type, such as Microsoft.Network/virtualNetworks, and a name")
	}
	var open *Value
	texts := make([]string, 0, len(args))
	for j, a := range args[i:] {
		if a.Kind == Unknown && open == nil {
			open = a
		}
		s, ok := part(a)
		switch {
		case a.Kind == Unknown && !ok:
			return unknown(a.Text, "")
		case !ok:
			return c.wrong(i+j, "a string", a)
		}
		if j > 0 && a.Kind == String && strings.Contains(s, "/") {
			return c.fail("name \"" + s + "\" in \"" + c.name + "\" has more than one segment: give each as an argument")
		}
		texts = append(texts, s)
	}
	kind, name := strings.TrimSuffix(texts[0], "/"), strings.Join(texts[1:], "/")
	if want, got := strings.Count(kind, "/"), strings.Count(name, "/")+1; want != got && open == nil {
		return c.fail("type " + kind + " of \"" + c.name + "\" takes " + itoa(want) + " names, not " + itoa(got))
	}
	id := scopeID + "/providers/" + Interleave(kind, name)
	if equalFold(kind, azure.TypeResourceGroup) && strings.Count(scopeID, "/") == 2 && hasPrefixFold(scopeID, "/subscriptions/") {
		id = scopeID + "/resourceGroups/" + name
	}
	if open != nil {
		return unknown(open.Text, id)
	}
	return text(id)
}

// prefix takes the arguments before the type as texts for an id; the first that is not known is returned too.
func (c *call) prefix(args []*Value) (before []string, at int, open *Value) {
	for i, a := range args {
		s, ok := part(a)
		if a.Kind != Unknown && strings.Contains(s, "/") || i == len(args)-1 {
			return before, i, open
		}
		if a.Kind == Unknown && open == nil {
			open = a
		}
		if !ok {
			s = c.r.short("unnamed", "unnamed:"+itoa(len(c.r.keys)))
		}
		before = append(before, s)
	}
	return before, len(args), open
}

func resourceID(c *call, args []*Value) *Value {
	before, at, open := c.prefix(args)
	to := c.env.in.to
	switch {
	case len(before) > 2:
		return c.fail("\"resourceId\" has more than a subscription and a resource group before its type")
	case len(before) == 2 && c.isNoSubscription(args[0]):
		return c.fail("\"" + before[0] + "\" is not the id of a subscription")
	case len(before) == 2:
		to = scope{subscription: notOwn(before[0], ownSubscription), group: notOwn(before[1], ownGroup)}
	case len(before) == 1 && to.level != groupLevel && isGUID(before[0]):
		to = scope{level: subscriptionLevel, subscription: before[0]}
	case len(before) == 1:
		to.level, to.group = groupLevel, notOwn(before[0], ownGroup)
	case to.level == managementLevel:
		to.level = tenantLevel
	}
	return c.behind(c.idOf(args, at, to.id()), open, c.env.in.to)
}

// isNoSubscription tells whether an argument that is to be the id of a subscription cannot be one.
func (c *call) isNoSubscription(v *Value) bool {
	return v.Kind == String && !hasOwn(v.Text) && !isGUID(v.Text)
}

// behind makes an id Unknown where its scope is.
func (c *call) behind(id, open *Value, to scope) *Value {
	switch {
	case id.Kind != String:
		return id
	case open != nil:
		return unknown(open.Text, id.Text)
	}
	return to.known(id.Text)
}

func subscriptionResourceID(c *call, args []*Value) *Value {
	before, at, open := c.prefix(args)
	to := scope{level: subscriptionLevel, subscription: c.env.in.to.subscription, unknown: c.env.in.to.unknown}
	if len(before) > 1 {
		return c.fail("\"subscriptionResourceId\" has more than a subscription before its type")
	}
	if len(before) == 1 {
		if c.isNoSubscription(args[0]) {
			return c.fail("\"" + before[0] + "\" is not the id of a subscription")
		}
		to.subscription = notOwn(before[0], ownSubscription)
	}
	return c.behind(c.idOf(args, at, to.id()), open, to)
}

func managementGroupResourceID(c *call, args []*Value) *Value {
	before, at, open := c.prefix(args)
	to := scope{level: managementLevel, management: c.env.in.to.management}
	if len(before) > 1 {
		return c.fail("\"managementGroupResourceId\" has more than a management group before its type")
	}
	switch {
	case len(before) == 1:
		to.management = notOwn(before[0], ownManagementGroup)
	case len(before) == 0 && open == nil && c.env.in.to.level != managementLevel:
		return c.fail("\"managementGroupResourceId\" lacks the management group, which only a deployment to one may leave out")
	}
	return c.behind(c.idOf(args, at, to.id()), open, to)
}

func extensionResourceID(c *call, args []*Value) *Value {
	base, ok := part(args[0])
	if !ok && args[0].Kind != Unknown {
		return c.wrong(0, "a string", args[0])
	}
	if !ok {
		return unknown(args[0].Text, "")
	}
	id := c.idOf(args, 1, strings.TrimSuffix(base, "/"))
	if args[0].Kind == Unknown && id.Kind == String {
		return unknown(args[0].Text, id.Text)
	}
	return id
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			return false
		}
	}
	return true
}
