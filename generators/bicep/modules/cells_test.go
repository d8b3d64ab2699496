package modules

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
)

// This file makes rows of what the table of types says of its columns: with every optional cell, with none, without each one, and with
// each one alone. Which of them are rows is for Estate.Expand to say.

// A maker makes cells that are nobody else's.
type maker struct{ next int }

// combination says which optional cells a row has: all or none, but for one.
type combination struct {
	all    bool
	except string
}

func (c combination) has(column string) bool { return c.all != (column == c.except) }

func (c combination) String() string { return fmt.Sprintf("all: %t, but %q", c.all, c.except) }

// combinations are those of columns.
func combinations(infos []azure.Info) []combination {
	out := []combination{{all: true}, {all: false}}
	for _, info := range infos {
		if info.Optional {
			out = append(out, combination{true, info.Name}, combination{false, info.Name})
		}
	}
	return out
}

// row is a row of the columns.
func (m *maker) row(infos []azure.Info, c combination) azure.Object {
	m.next++
	var out azure.Object
	for _, info := range infos {
		if !info.Optional || c.has(info.Name) {
			out = append(out, azure.Member{Key: info.Name, Value: m.cell(info)})
		}
	}
	return out
}

// subscriptions are the names that cells have: of the intent, the deployment's own, and a UUID that the intent has no name for.
var subscriptions = []string{"dev", azure.OwnSubscription, "7f1d2c0a-4b1e-4f53-9d27-1c6f0a9be199"}

func (m *maker) cell(info azure.Info) azure.Value {
	n := m.next
	switch name := info.Name; {
	case info.Rows != nil:
		list := azure.List{}
		for _, c := range combinations(info.Rows.Infos()) {
			list = append(list, m.row(info.Rows.Infos(), c))
		}
		return list
	case info.Kind == azure.Integer:
		return azure.Int(n)
	case info.Kind == azure.Boolean:
		return azure.Bool(n%2 == 0)
	case info.Kind == azure.FlagKind: // the other of its values, and sometimes the one that it has without the cell
		return azure.Bool((info.Default == azure.Value(azure.Bool(false))) != (n%5 == 0))
	case info.Kind == azure.Dictionary && n%3 == 0:
		return azure.Object{}
	case info.Kind == azure.Dictionary:
		return azure.Object{{Key: name, Value: azure.Str(fmt.Sprint(n))}, {Key: "it's ${x}", Value: azure.Str("'")}}
	case info.Kind == azure.Condition:
		field := func(key string, v azure.Value) azure.Object {
			return azure.Object{{Key: "field", Value: azure.Str("tags['a']")}, {Key: key, Value: v}}
		}
		both := azure.Object{{Key: "allOf", Value: azure.List{field("equals", azure.Str("[b]")), field("in", azure.TextList([]string{"c", "d"}))}}}
		return azure.Object{{Key: "allOf", Value: azure.List{
			field("equals", azure.Str("x")), azure.Object{{Key: "anyOf", Value: azure.List{field("equals", azure.Str("y")), both}}}}}}
	case info.Kind == azure.Strings && (name == "subscriptions" || name == "routeSets" || name == "addressSets"):
		if name == "subscriptions" {
			return azure.TextList(subscriptions)
		}
		return azure.TextList([]string{"one", "two"})
	case info.Kind == azure.Strings && n%4 == 0:
		return azure.List{}
	case info.Kind == azure.Strings:
		return azure.TextList([]string{fmt.Sprint(name, n), fmt.Sprint(name, n, "b")})
	case info.Kind == azure.KeyName:
		return azure.Str(keyNames[n%len(keyNames)])
	case name == "location":
		return azure.Str("northeurope")
	case name == "prefix":
		return azure.Str(fmt.Sprintf("2001:db8:%x::/48", n))
	case len(name) > 12 && name[len(name)-12:] == "Subscription":
		return azure.Str(subscriptions[n%len(subscriptions)])
	default:
		return azure.Str(fmt.Sprint(name, n))
	}
}

// keyNames are those of the keys that are handed over.
var keyNames = []string{"sharedKeyHubDc1", "authorizationKeyFra"}
