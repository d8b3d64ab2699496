// Package plantest owns hand-made plans for the tests of the printers: a small one in which everything occurs that a printer
// must handle, with strings that try to break out of literals, and large ones to measure with.
//
// Only tests import it. The plans are not lowered from a topology: a printer must print what it is given.
package plantest

import "github.com/vnetloom/vnetloom/generators/plan"

// Versions and subscriptions of the plans.
const (
	NetworkVersion = "2025-05-01"
	GroupVersion   = "2025-04-01"
	Prod           = "11111111-1111-1111-1111-111111111111"
)

// Nasty are strings that mean something to one of the languages. All of them are legal in a tag.
var Nasty = []string{
	`it's ${x} $(y)`, `[starts with bracket]`, `[only starts`, `[[twice]]`, `]`, `$`, `${`, `$${x}`, `\`, `\'`, `'''`, `"quoted"`,
	"two\nlines", "tab\there", "carriage\rreturn", "bell\a", "`backtick`", `%{percent}`, `<tag> & "amp"`, "Grüße, 世界 🌐",
	"‘typographic’ quotes", "zero\u200bwidth", "right\u202eto left", "x // no comment", "/* nor this */", "#> nor this", "{{.Header}}",
	"[resourceId('Microsoft.Network/virtualNetworks', 'x')]", "", " ", "https://login.microsoftonline.com/common",
}

func id(subscription, group, kind, name string) plan.ID {
	return plan.ID{Subscription: subscription, ResourceGroup: group, Type: kind, Name: name}
}

// Network is the id of a resource of Microsoft.Network.
func Network(subscription, group, kind, name string) plan.ID {
	return id(subscription, group, "Microsoft.Network/"+kind, name)
}

func object(pairs ...any) plan.Object {
	o := plan.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o = append(o, plan.Member{Key: pairs[i].(string), Value: value(pairs[i+1])})
	}
	return o
}

func value(v any) plan.Value {
	switch v := v.(type) {
	case string:
		return plan.Str(v)
	case int:
		return plan.Int(v)
	case bool:
		return plan.Bool(v)
	case plan.ID:
		return plan.Ref(v)
	}
	return v.(plan.Value)
}

func list(items ...any) plan.List {
	l := plan.List{}
	for _, v := range items {
		l = append(l, value(v))
	}
	return l
}

func resource(symbol string, of plan.ID, description string, body plan.Object, after ...plan.ID) plan.Resource {
	r := plan.Resource{Symbol: symbol, ID: of, APIVersion: NetworkVersion, Description: description, Body: body, DependsOn: after}
	if of.Type == groupType {
		r.APIVersion = GroupVersion
	}
	return r
}

func child(r plan.Resource, parent plan.ID) plan.Resource {
	r.Parent = &parent
	return r
}

const groupType = "Microsoft.Resources/resourceGroups"

func nastyTags() plan.Object {
	tags := plan.Object{}
	for i, s := range Nasty {
		tags = append(tags, plan.Member{Key: string(rune('a'+i/10)) + string(rune('0'+i%10)), Value: plan.Str(s)})
	}
	return append(tags, object("cost-center", "4711", "it's ${x} $(y)", "key", "[key]", "key", "true", "key", "my tag", "key")...)
}
