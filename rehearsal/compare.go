package rehearsal

import (
	"cmp"
	"maps"
)

// State is what a store has at one time: bodies without what is worked out when they are read. It does not change with the store.
type State struct {
	bodies map[string]Body // by key
	kinds  map[string]string
	ids    map[string]string
	hidden map[string]map[string]string // by key and path: secrets
	tables *tables                      // by which differences are told
}

// State is what the store has now.
func (s *Store) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state()
}

func (s *Store) state() State {
	out := State{map[string]Body{}, map[string]string{}, map[string]string{}, map[string]map[string]string{}, s.tables}
	for k, r := range s.resources {
		if len(r.secrets) > 0 {
			out.hidden[k] = maps.Clone(r.secrets)
		}
		out.bodies[k], out.kinds[k], out.ids[k] = r.body, r.kind, r.id // a body is replaced, never changed
	}
	return out
}

// How is in which way a property, a part or a resource differs.
type How int

// The ways.
const (
	Changed How = iota // it is written, and another than before
	Created            // it was not there
	Removed            // it is not there any more
	Reset              // it is not written, and so is Azure's default
)

// String is the word for it.
func (h How) String() string { return [...]string{"changed", "created", "removed", "reset"}[h] }

// Difference is a property, a part or a resource that differs between two states.
type Difference struct {
	ID   string // of the resource
	Path string // properties.subnets[web].properties.routeTable; "" for the resource itself
	How  How
	Was  any // nil for nothing
	Is   any

	Secret bool // no body has it: Was and Is are where it is from
}

// Compare finds what differs, by resource and path. What only Azure sets is left out, except the state of a peering.
func Compare(was, is State) []Difference {
	var out []Difference
	keys := map[string]string{}
	for k, id := range was.ids {
		keys[k] = id
	}
	for k, id := range is.ids {
		keys[k] = id
	}
	for _, k := range sortedKeys(keys) {
		a, b := was.bodies[k], is.bodies[k]
		switch {
		case a == nil:
			out = append(out, Difference{ID: keys[k], How: Created, Is: clone(b)})
		case b == nil:
			out = append(out, Difference{ID: keys[k], How: Removed, Was: clone(a)})
		default:
			out = append(out, cmp.Or(is.tables, allTables).differences(keys[k], is.kinds[k], a, b, nil)...)
		}
	}
	return out
}

// CompareSecrets finds the secrets that are from elsewhere in one state than in the other, as templates say it: their values may differ. No body has them.
func CompareSecrets(was, is State) []Difference {
	var out []Difference
	for _, k := range sortedKeys(was.hidden) {
		for _, path := range sortedKeys(was.hidden[k]) {
			a, b := was.hidden[k][path], is.hidden[k][path]
			if otherSecret(a, b) {
				out = append(out, Difference{ID: was.ids[k], Path: path, How: Changed, Was: a, Is: b, Secret: true})
			}
		}
	}
	return out
}

// otherSecret tells whether two secrets, by where they are from, may differ.
func otherSecret(a, b string) bool {
	return a != b && a != "" && b != "" && a != SecretThatIsThere && b != SecretThatIsThere
}

// differences are those of two bodies of a type. Where what was written is given, what it leaves out is told from what it changes.
func (ts *tables) differences(id, kind string, was, is, written Body) []Difference {
	d := differ{id: id, set: ts.rulesOf(kind), reads: written != nil}
	d.objects("", "", was, is, written)
	return d.out
}

type differ struct {
	id    string
	set   *ruleSet
	reads bool // what was written is known
	out   []Difference
}

func (d *differ) objects(plain, shown string, was, is, written Body) {
	keys := map[string]bool{}
	for k := range was {
		keys[k] = true
	}
	for k := range is {
		keys[k] = true
	}
	for _, k := range sortedKeys(keys) {
		p, q := k, k
		if plain != "" {
			p, q = plain+"."+k, shown+"."+k
		}
		if !d.set.readOnly(p) {
			d.values(p, q, was[k], is[k], written[k])
		}
	}
}

func (d *differ) values(plain, shown string, was, is, written any) {
	if d.set.same(plain, was, is) {
		return
	}
	a, aok := was.(Body)
	b, bok := is.(Body)
	if aok && bok {
		d.objects(plain, shown, a, b, asBody(written))
		return
	}
	x, xok := was.([]any)
	y, yok := is.([]any)
	if xok && yok && (named(x) || named(y)) {
		d.lists(plain, shown, x, y, anyList(written))
		return
	}
	how := Changed
	switch {
	case d.reads && written == nil:
		how = Reset
	case was == nil:
		how = Created
	case is == nil:
		how = Removed
	}
	d.out = append(d.out, Difference{ID: d.id, Path: shown, How: how, Was: cloneAny(was), Is: cloneAny(is)})
}

func (d *differ) lists(plain, shown string, was, is, written []any) {
	given := map[string]Body{}
	for i, item := range written {
		given[d.set.identity(plain, item, i)] = asBody(item)
	}
	for _, m := range d.set.matched(plain, was, is) {
		at := shown + "[" + m.name + "]"
		switch {
		case m.old == nil:
			d.out = append(d.out, Difference{ID: d.id, Path: at, How: Created, Is: cloneAny(m.new)})
		case m.new == nil:
			d.out = append(d.out, Difference{ID: d.id, Path: at, How: Removed, Was: cloneAny(m.old)})
		default:
			d.objects(plain+"[]", at, asBody(m.old), asBody(m.new), given[d.set.identity(plain, m.new, -1)])
		}
	}
}

// named tells whether the items of a list are objects that have names.
func named(list []any) bool {
	for _, item := range list {
		if o, ok := item.(Body); !ok || o["name"] == nil && o["service"] == nil {
			return false
		}
	}
	return len(list) > 0
}
