package modules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
)

// value is what a node is in Bicep. One that may be null leaves out its field, as Azure takes null.
type value struct {
	code code
	null bool
}

var null = word("null")

// node is what a node makes.
func (s *scope) node(n azure.Node) value {
	switch n := n.(type) {
	case azure.Const:
		return value{literal(n.Value), false}
	case azure.Column:
		return s.columnOf(n)
	case azure.Flag:
		return value{s.flag(n), false}
	case azure.Text:
		return value{s.name(n.Name), false}
	case azure.Reference:
		if !n.Optional || s.isKnown(n.Column) {
			return value{s.reference(n), false}
		}
		return s.when(azure.When{If: azure.Has(n.Column), Then: n})
	case azure.Own:
		return value{s.own(n), false}
	case azure.Fields:
		return value{s.fields(n), false}
	case azure.Items:
		if len(n) == 1 {
			if w, ok := n[0].(azure.When); ok { // all of it, or an empty list
				return s.first(azure.First{azure.When{If: w.If, Then: azure.Items{w.Then}}, azure.Const{Value: azure.List{}}}, bare)
			}
		}
		return value{array(s.items(n)), false}
	case azure.Concat:
		return value{s.concat(n), false}
	case azure.When:
		return s.when(n)
	case azure.First:
		return s.first(n, bare)
	case *azure.Rows:
		return s.rows(n)
	case azure.Each:
		return s.each(n)
	case azure.It:
		return value{word(s.it), false}
	case azure.Around:
		return s.outer.with(func(outer *scope) { outer.path, outer.nested, outer.lambda = s.path, s.nested, s.lambda }).node(n.Of)
	case azure.Location:
		return value{s.location(), false}
	case azure.Tags:
		return value{s.tags(n), true}
	case azure.Key:
		return s.key(n)
	case azure.Read:
		return value{s.read(n), false}
	case azure.SubscriptionID:
		name := s.it
		if n.Column != "" {
			name = s.sure(n.Column)
		}
		return value{word(fmt.Sprintf("'/subscriptions/${%s}'", s.of.subscription(name, ""))), false}
	}
	s.of.fail("a node of type %T", n)
	return value{null, true}
}

func (s *scope) columnOf(n azure.Column) value {
	v := s.cell(n.Name)
	if !v.null || n.Default == nil {
		return v
	}
	if n.DefaultIf == "" {
		return value{or(v.code, literal(n.Default)), false}
	}
	cond, always, _ := s.condition(azure.Has(n.DefaultIf))
	switch {
	case always:
		return value{or(v.code, literal(n.Default)), false}
	case n.Else != nil:
		return value{or(v.code, choose(cond, literal(n.Default), literal(n.Else))), false}
	}
	return value{or(v.code, choose(cond, literal(n.Default), null)), true}
}

func (s *scope) flag(n azure.Flag) code {
	set := fmt.Sprintf("%s.?%s ?? %t", s.row, n.Name, n.Default)
	switch {
	case n.Yes == nil && n.No == nil:
		return word(set)
	case n.Yes == azure.Value(azure.Bool(false)) && n.No == azure.Value(azure.Bool(true)):
		return word("!(" + set + ")")
	}
	return ternary{word("(" + set + ")"), literal(n.Yes), literal(n.No)}
}

func (s *scope) fields(n azure.Fields) code {
	out := object{open: s.path == ""}
	for _, f := range n {
		in := s.in(f.Key)
		value := in.node(f.Value).code
		if whole, ok := idAlone(value); ok && f.Key == "id" && len(n) == 1 {
			return whole
		}
		out.fields = append(out.fields, field{f.Key, value, s.of.suppress(in, f.Value)})
	}
	return out
}

// idAlone is the object of which code takes the id, and nothing else.
func idAlone(c code) (code, bool) {
	if s, ok := c.(sequence); ok && len(s) == 2 && s[1] == code(word(".id")) {
		return s[0], true
	}
	return nil, false
}

func (s *scope) location() code {
	s.of.m.HasLocation = true
	v := s.cell("location")
	if !v.null {
		return v.code
	}
	return or(v.code, word("group.location!"))
}

func (s *scope) tags(n azure.Tags) code {
	s.of.m.TakesTags = true
	s.of.m.useFunction(tagsOf)
	own := s.cell("tags").code
	if n.And == "" {
		return call{tagsOf, []code{own, word("tags")}}
	}
	more := s.cell(n.And)
	return call{tagsOf, []code{call{"union", []code{or(own, word("tags")), or(more.code, object{})}}, object{}}}
}

func (s *scope) key(n azure.Key) value {
	s.of.m.TakesKeys = true
	if !n.Optional || s.isKnown(n.Column) {
		return value{word("keys[" + s.sure(n.Column) + "]"), false}
	}
	cond, _, _ := s.condition(azure.Has(n.Column))
	return value{choose(cond, word("keys["+s.row+"."+n.Column+"!]"), null), true}
}

// sortedKeys are the keys of a set.
func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
