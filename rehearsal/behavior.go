package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// rule is a behavior of a type, or of a part of it, with its path from the body of the type.
type rule struct {
	azure.Behavior
	of    string // the type that has it
	steps []step
}

// step is a key of a path, and whether the items of the list there are meant.
type step struct {
	key  string
	list bool
}

func parsePath(path string) []step {
	if path == "" {
		return nil
	}
	var out []step
	for key := range strings.SplitSeq(path, ".") {
		bare, list := strings.CutSuffix(key, "[]")
		out = append(out, step{bare, list})
	}
	return out
}

// ruleSet is what is known of a type and of its parts, by what a write does with it.
type ruleSet struct {
	by   map[azure.Effect][]rule
	keys map[string]string       // by the path of a list: the key that tells its items apart, "" for the items themselves
	sets map[string]bool         // paths of lists in which the order says nothing
	out  map[azure.Effect][]rule // those that the store does without

	defaults map[string][]any // by path: what Azure answers where nothing is written
	given    map[string]bool  // paths of lists of which an empty one is not as if it were left out
}

// rulesOf are the behaviors of a type, those of its parts with the path of their list before their own.
func (ts *tables) rulesOf(kind string) *ruleSet {
	if known, ok := ts.sets.Load(kind); ok {
		return known.(*ruleSet)
	}
	set := &ruleSet{by: map[azure.Effect][]rule{}, keys: map[string]string{}, sets: map[string]bool{}, out: map[azure.Effect][]rule{}, defaults: map[string][]any{}, given: map[string]bool{}}
	ts.collectRules(set, kind, "")
	for _, r := range set.by[azure.Unordered] {
		set.sets[r.Path], set.keys[r.Path] = true, r.By
	}
	known, _ := ts.sets.LoadOrStore(kind, set)
	return known.(*ruleSet)
}

func (ts *tables) collectRules(set *ruleSet, kind, before string) {
	named := func(b azure.Behavior, name string) {
		b.Path = before + b.Path
		to := set.by
		if ts.without[name] {
			to = set.out
		}
		to[b.Effect] = append(to[b.Effect], rule{Behavior: b, of: kind, steps: parsePath(b.Path)})
	}
	add := func(b azure.Behavior) { named(b, behaviorName(kind, &b)) }
	if t := azure.TypeOf(kind); t != nil {
		for _, b := range t.Behaviors {
			if b.Path != "" || before == "" {
				add(b)
			}
		}
	} else if part := azure.InlineOf(kind); part != nil && before == "" { // what the parent's type says of it
		if t := azure.TypeOf(part.Parent); t != nil {
			for _, b := range t.Behaviors {
				if rest, ok := strings.CutPrefix(b.Path, part.Path+"[]."); ok {
					name := behaviorName(part.Parent, &b)
					b.Path = rest
					named(b, name)
				}
			}
		}
	}
	for _, path := range azure.ReadOnlyEverywhere {
		if before != "" && path == "name" { // by it items are told apart
			continue
		}
		add(azure.Behavior{Path: path, Effect: azure.ReadOnly, Sure: azure.Documented})
	}
	for _, answered := range azure.ReadOnlyByType {
		if answered.Type == kind {
			for _, path := range answered.Paths {
				add(azure.Behavior{Path: path, Effect: azure.ReadOnly, Sure: azure.Documented})
			}
		}
	}
	for _, path := range azure.EmptyIsGiven[kind] {
		set.given[before+path] = true
	}
	for _, d := range azure.AnsweredDefaults {
		if d.Type == kind {
			set.defaults[before+d.Path] = append(set.defaults[before+d.Path], plain(d.Value))
		}
	}
	for _, ref := range azure.BackReferences {
		if ref.Type == kind {
			add(azure.Behavior{Path: ref.Path, Effect: azure.ReadOnly, Sure: azure.Documented})
		}
	}
	for _, part := range azure.InlinesOf(kind) {
		ts.collectRules(set, part.Type, before+part.Path+"[].")
	}
}

// pair is a place in a body as it was and as it is to be: the objects that hold the key, and where that is. An object that was not
// there is nil.
type pair struct {
	old, new Body
	key      string
	path     string // with the names of items: properties.subnets[web].properties.routeTable
}

// pairs calls f for every place of a path of either body. Items of lists are matched by what tells them apart.
func (set *ruleSet) pairs(old, new Body, steps []step, f func(pair)) {
	set.walk(old, new, steps, "", "", f)
}

func (set *ruleSet) walk(old, new Body, steps []step, plain, shown string, f func(pair)) {
	if len(steps) == 0 || old == nil && new == nil {
		return
	}
	s := steps[0]
	join := func(a string) string {
		if a == "" {
			return s.key
		}
		return a + "." + s.key
	}
	plain, shown = join(plain), join(shown)
	switch {
	case !s.list && len(steps) == 1:
		f(pair{old, new, s.key, shown})
	case !s.list:
		o, _ := old[s.key].(Body)
		n, _ := new[s.key].(Body)
		set.walk(o, n, steps[1:], plain, shown, f)
	case len(steps) > 1:
		o, _ := old[s.key].([]any)
		n, _ := new[s.key].([]any)
		for _, m := range set.matched(plain, o, n) {
			a, _ := m.old.(Body)
			b, _ := m.new.(Body)
			set.walk(a, b, steps[1:], plain+"[]", shown+"["+m.name+"]", f)
		}
	}
}

// match is an item of a list as it was and as it is to be; nil where it is in one of them alone.
type match struct {
	old, new any
	name     string
}

// matched pairs the items of two lists at a path: first those of the new one, in its order, then those that it does not have.
func (set *ruleSet) matched(path string, old, new []any) []match {
	var out []match
	left := map[string][]any{}
	var order []string
	for i, item := range old {
		name := set.identity(path, item, i)
		if _, seen := left[name]; !seen {
			order = append(order, name)
		}
		left[name] = append(left[name], item)
	}
	for i, item := range new {
		name := set.identity(path, item, i)
		m := match{new: item, name: shownName(item, name)}
		if same := left[name]; len(same) > 0 {
			m.old, left[name] = same[0], same[1:]
		}
		out = append(out, m)
	}
	for _, name := range order {
		for _, item := range left[name] {
			out = append(out, match{old: item, name: shownName(item, name)})
		}
	}
	return out
}

// identity is what tells an item of a list from the others: what the table of types says, else its name, else its place.
func (set *ruleSet) identity(path string, item any, place int) string {
	by, isSet := set.keys[path]
	switch o := item.(type) {
	case Body:
		if by == "" {
			by = "name"
		}
		if name, ok := o[by].(string); ok {
			return strings.ToLower(name)
		}
	case string:
		if isSet {
			return strings.ToLower(o)
		}
	}
	if isSet {
		return encoded(item)
	}
	return encoded(place)
}

// shownName is what an item is called in paths.
func shownName(item any, identity string) string {
	if o, ok := item.(Body); ok {
		for _, by := range []string{"name", "service"} {
			if name, ok := o[by].(string); ok {
				return name
			}
		}
	}
	if s, ok := item.(string); ok {
		return s
	}
	return identity
}

// has tells whether a path has a behavior of an effect.
func (set *ruleSet) has(path string, effect azure.Effect) bool {
	return slices.ContainsFunc(set.by[effect], func(r rule) bool { return r.Path == path })
}

// readOnly tells what only Azure sets, where that is no news: states of peerings are.
func (set *ruleSet) readOnly(path string) bool {
	return !strings.HasSuffix(path, "peeringState") && slices.ContainsFunc(set.by[azure.ReadOnly], func(r rule) bool { return r.Path == path && r.Sure != azure.Contested })
}

// same tells whether two values at a path are the same to Azure: ids without case, sets without order, and in objects what only Azure sets aside.
func (set *ruleSet) same(path string, a, b any) bool {
	if a == nil || b == nil {
		return set.nothing(path, a) && set.nothing(path, b)
	}
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && (x == y || strings.EqualFold(x, y) && (isID(x) || set.has(path, azure.IgnoreCase)))
	case Body:
		y, ok := b.(Body)
		if !ok {
			return false
		}
		for k, v := range x {
			if !set.readOnly(path+"."+k) && !set.same(path+"."+k, v, y[k]) {
				return false
			}
		}
		for k, w := range y {
			if _, there := x[k]; !there && !set.readOnly(path+"."+k) && !set.same(path+"."+k, nil, w) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		if !set.sets[path] {
			for i := range x {
				if !set.same(path+"[]", x[i], y[i]) {
					return false
				}
			}
			return true
		}
		for _, m := range set.matched(path, x, y) {
			if m.old == nil || m.new == nil || !set.same(path+"[]", m.old, m.new) {
				return false
			}
		}
		return true
	}
	return a == b
}

// nothing tells whether a value is to Azure as if it were left out: an empty list or object, what Azure answers where nothing is written, and an object
// of nothing else. Where a write that leaves a list out keeps it, or has Azure fill it, an empty list is something.
func (set *ruleSet) nothing(path string, v any) bool {
	if v == nil {
		return true
	}
	for _, d := range set.defaults[path] {
		if encoded(d) == encoded(v) {
			return true
		}
	}
	switch v := v.(type) {
	case []any:
		return len(v) == 0 && !set.emptyIsGiven(path)
	case Body:
		for k, w := range v {
			if !set.readOnly(path+"."+k) && !set.nothing(path+"."+k, w) {
				return false
			}
		}
		return !set.emptyIsGiven(path)
	}
	return false
}

// emptyIsGiven tells whether a write of nothing at a path differs from a write that leaves it out.
func (set *ruleSet) emptyIsGiven(path string) bool {
	return set.given[path] || set.has(path, azure.KeptWhenAbsent) || slices.ContainsFunc(set.by[azure.Filled], func(r rule) bool {
		values, listed := r.Value.(azure.List)
		return r.Path == path && !(listed && len(values) == 0)
	})
}
