package golden_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// spot is where a path leads in a body: the object and its key.
type spot struct {
	in  object
	key string
}

func (p spot) value() any { return p.in[p.key] }

// spots are where a path leads in a body, with [] for the items of a list. Objects on the way are made where make says so.
func spots(body object, path string, make bool) []spot {
	first, rest, more := strings.Cut(path, ".")
	name, isList := strings.CutSuffix(first, "[]")
	switch {
	case !more && !isList:
		return []spot{{body, name}}
	case isList:
		var out []spot
		list, _ := body[name].([]any)
		for i, item := range list {
			o, ok := item.(object)
			switch {
			case ok && more:
				out = append(out, spots(o, rest, make)...)
			case !more:
				out = append(out, spot{object{name: list}, fmt.Sprint(i)})
			}
		}
		return out
	}
	next, ok := body[name].(object)
	if !ok && make && body[name] == nil {
		next, ok = object{}, true
		body[name] = next
	}
	if !ok {
		return nil
	}
	return spots(next, rest, make)
}

func copied(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, x := range v {
			out[k] = copied(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = copied(x)
		}
		return out
	}
	return v
}

// target is a resource of a golden that has a path, which may be that of a part in its body.
type target struct {
	engineResource
	path string
}

func (r target) body() object { return copied(r.Body).(object) }

// targets are the resources to whose bodies a behavior of a type applies: its own, and those that have the type as a part.
func targets(g *ground, kind, path string) []target {
	var out []target
	for _, r := range g.of(kind) {
		out = append(out, target{r, path})
	}
	if part := azure.InlineOf(kind); part != nil {
		for _, r := range g.of(part.Parent) {
			out = append(out, target{r, part.Path + "[]." + path})
		}
	}
	return out
}

// behaviorTrials are mutants by what a behavior says.
func behaviorTrials(e rehearsal.Entry, g *ground) []trial {
	var out []trial
	for _, r := range targets(g, e.Type, e.Behavior.Path) {
		out = append(out, trialsAt(e.Behavior, g, r)...)
	}
	return out
}

// answeredTrials are the same of bodies as the store answers them, which have what a golden leaves out.
func answeredTrials(e rehearsal.Entry, g *ground) []trial {
	var out []trial
	for _, r := range targets(g, e.Type, e.Behavior.Path) {
		if body, there := g.store.Get(r.ID); there {
			for _, own := range []string{"id", "name", "type", "etag"} {
				delete(body, own)
			}
			r.Body = object(body)
			out = append(out, trialsAt(e.Behavior, g, r)...)
			out = append(out, listTrials(e.Behavior, r)...)
		}
	}
	return out
}

// listTrials are for lists: somebody adds items by hand, and the output has one less, or has them in another order.
func listTrials(b *azure.Behavior, r target) []trial {
	var out []trial
	for i := range spots(r.body(), r.path, true) {
		body := r.body()
		here := spots(body, r.path, true)[i]
		was, is := []any{"192.0.2.1", "192.0.2.2"}, []any{"192.0.2.1"}
		if list, _ := here.value().([]any); len(list) > 0 {
			was, is = append(slices.Clone(list), oneMore(list[0])), list
		}
		if b.Effect == azure.Unordered {
			is = slices.Clone(was)
			slices.Reverse(is)
		} else if b.Effect != azure.ItemsDeleted {
			return nil
		}
		here.in[here.key] = is
		out = append(out, trial{what: named(r) + ": after one more by hand " + b.Path,
			before: func(s *rehearsal.Store) error {
				return s.Edit(r.ID, func(now object) {
					if there := spots(now, r.path, true); i < len(there) {
						there[i].in[there[i].key] = copied(was)
					}
				})
			},
			ask: func(s *rehearsal.Store) string { return said(s, r.ID, copied(body).(object), "", b.Effect) }})
	}
	return out
}

// oneMore is an item such as another, with a name of its own.
func oneMore(item any) any {
	o, ok := copied(item).(object)
	if !ok {
		return "192.0.2.0/24"
	}
	o["name"] = "by-hand"
	return o
}

// mutated writes the body of a resource with each spot of the path changed alone. change tells whether it could.
func mutated(b *azure.Behavior, r target, what string, make bool, change func(spot) bool) []trial {
	var out []trial
	for i := range spots(r.body(), r.path, make) {
		body := r.body()
		if !change(spots(body, r.path, make)[i]) {
			continue
		}
		out = append(out, trial{what: named(r) + ": " + what + " " + b.Path, before: copiesIn(body), ask: func(s *rehearsal.Store) string {
			return said(s, r.ID, copied(body).(object), "", b.Effect)
		}})
	}
	return out
}

// setByHand writes the body of a resource as it is, after somebody has set a value at the path where the body has none.
func setByHand(b *azure.Behavior, r target, value func(any) any) []trial {
	var out []trial
	for i, at := range spots(r.body(), r.path, true) {
		if at.value() != nil {
			continue
		}
		out = append(out, trial{what: named(r) + ": by hand " + b.Path,
			before: func(s *rehearsal.Store) error {
				return s.Edit(r.ID, func(now object) {
					if here := spots(now, r.path, true); i < len(here) {
						here[i].in[here[i].key] = value(here[i].value())
					}
				})
			},
			ask: func(s *rehearsal.Store) string { return said(s, r.ID, r.body(), "", b.Effect) }})
	}
	return out
}

func named(r target) string { return briefly(r.ID) }

func trialsAt(b *azure.Behavior, g *ground, r target) []trial {
	unchanged := trial{what: named(r) + ": as it is", ask: func(s *rehearsal.Store) string { return said(s, r.ID, r.body(), "", b.Effect) }}
	switch b.Effect {
	case azure.KeptWhenAbsent:
		if b.Path == "" || strings.HasSuffix(b.Path, "virtualNetworkPeerings") || strings.HasSuffix(b.Path, "ruleCollectionGroups") {
			return []trial{unchanged}
		}
		return append(mutated(b, r, "without", false, drop), append(setByHand(b, r, sample(b)), unchanged)...)
	case azure.ReadOnly:
		if b.Sure == azure.Contested {
			return append(setByHand(b, r, sample(b)), unchanged)
		}
		return mutated(b, r, "with", true, func(p spot) bool { p.in[p.key] = "of the template"; return true })
	case azure.Ignored:
		return mutated(b, r, "with", true, func(p spot) bool { p.in[p.key] = []any{"of the template"}; return true })
	case azure.Hidden:
		return []trial{unchanged}
	case azure.ResetWhenAbsent, azure.DeletedWhenAbsent:
		return append(mutated(b, r, "without", false, drop), setByHand(b, r, sample(b))...)
	case azure.ItemsDeleted:
		return mutated(b, r, "an item less in", false, shorter)
	case azure.ItemsReplaced:
		r.path = strings.TrimSuffix(r.path, "[]") + "[].properties"
		var out []trial
		for _, key := range propertyKeys(r) {
			out = append(out, mutated(b, r, "without "+key+" in", false, func(p spot) bool {
				o, ok := p.value().(object)
				_, has := o[key]
				delete(o, key)
				return ok && has
			})...)
		}
		r.path += ".byHand"
		return append(out, setByHand(b, r, sample(b))...)
	case azure.Defaults:
		return append(mutated(b, r, "without", false, drop), unchanged)
	case azure.Unordered:
		return mutated(b, r, "in another order", false, func(p spot) bool {
			list, _ := p.value().([]any)
			slices.Reverse(list)
			return len(list) > 1
		})
	case azure.IgnoreCase:
		return mutated(b, r, "in capitals", false, func(p spot) bool {
			text, ok := p.value().(string)
			p.in[p.key] = strings.ToUpper(text)
			return ok
		})
	case azure.Fixed:
		return append(mutated(b, r, "another", false, func(p spot) bool { return another(g, p) }), twoValues(b, g, r)...)
	case azure.Interrupts:
		return append(mutated(b, r, "another", true, func(p spot) bool { return another(g, p) }), mutated(b, r, "an item less in", false, shorter)...)
	}
	return nil
}

func drop(p spot) bool {
	_, has := p.in[p.key]
	delete(p.in, p.key)
	return has
}

func shorter(p spot) bool {
	list, _ := p.value().([]any)
	if len(list) == 0 {
		return false
	}
	p.in[p.key] = list[:len(list)-1]
	return true
}

func propertyKeys(r target) []string {
	keys := map[string]bool{}
	for _, p := range spots(r.body(), r.path, false) {
		o, _ := p.value().(object)
		for k := range o {
			keys[k] = !strings.HasPrefix(k, "addressPrefix") // without which Azure takes no subnet
		}
	}
	maps.DeleteFunc(keys, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(keys))
}

// twoValues are for what a golden does not write: somebody sets one value by hand, and the output has another.
func twoValues(b *azure.Behavior, g *ground, r target) []trial {
	var out []trial
	for i, at := range spots(r.body(), r.path, true) {
		if at.value() != nil {
			continue
		}
		body := r.body()
		here := spots(body, r.path, true)[i]
		here.in[here.key] = sample(b)(nil)
		if !another(g, here) {
			continue
		}
		out = append(out, trial{what: named(r) + ": another than by hand " + b.Path,
			before: func(s *rehearsal.Store) error {
				return s.Edit(r.ID, func(now object) {
					if there := spots(now, r.path, true); i < len(there) {
						there[i].in[there[i].key] = sample(b)(there[i].value())
					}
				})
			},
			ask: func(s *rehearsal.Store) string { return said(s, r.ID, copied(body).(object), "", b.Effect) }})
	}
	return out
}
