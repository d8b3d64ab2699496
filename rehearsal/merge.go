package rehearsal

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// merge makes of what is written what Azure then has: what stays although it is left out, what is not taken, what is added. Both bodies
// are of a type; old is nil where nothing is there. What is secret goes out of the body and is returned, by its path.
//
// What no behavior says is the rule of all types: a write replaces.
func (ts *tables) merge(kind string, old, new Body, before map[string]string, of keys) (Body, map[string]string) {
	set := ts.rulesOf(kind)
	out := clone(new)
	delete(out, "apiVersion")
	properties(out)
	eachPart(kind, "", out, func(_, _ string, item Body) { properties(item) })
	for _, r := range set.by[azure.ReadOnly] {
		if r.Sure == azure.Contested { // what is given stays, and what Azure had where nothing is
			set.pairs(old, out, r.steps, keep)
			continue
		}
		set.pairs(old, out, r.steps, func(p pair) {
			if p.new == nil {
				return
			}
			delete(p.new, p.key)
			keep(p)
		})
	}
	for _, r := range set.by[azure.Ignored] {
		if set.has(r.Path, azure.Hidden) {
			continue
		}
		set.pairs(old, out, r.steps, func(p pair) {
			if p.new == nil {
				return
			}
			delete(p.new, p.key)
			keep(p)
		})
	}
	for _, r := range set.by[azure.KeptWhenAbsent] {
		if len(r.steps) > 0 && r.Path != "properties" && !set.has(r.Path, azure.Hidden) {
			set.pairs(old, out, r.steps, keep)
		}
	}
	set.keepAnyway(old, out)
	secrets := map[string]string{}
	for _, r := range set.by[azure.Hidden] {
		set.pairs(old, out, r.steps, func(p pair) { set.hide(r, p, before, secrets, of) })
	}
	for _, r := range set.by[azure.Defaults] {
		set.pairs(nil, out, r.steps, func(p pair) {
			if _, there := p.new[p.key]; p.new != nil && !there {
				p.new[p.key] = plain(r.Value)
			}
		})
	}
	dropNulls(out)
	return out, secrets
}

// keep takes over what stood at a place, where nothing is written there.
func keep(p pair) {
	was, there := p.old[p.key]
	if _, given := p.new[p.key]; p.new != nil && there && !given {
		p.new[p.key] = cloneAny(was)
	}
}

// hide takes a secret out of a body. Whether another secret is taken by a write, and what is where none is given, the table says.
func (set *ruleSet) hide(r rule, p pair, before, secrets map[string]string, of keys) {
	if p.new == nil {
		return
	}
	given, _ := p.new[p.key].(string)
	delete(p.new, p.key)
	had, was := before[p.path]
	if was && of.other != nil && otherSecret(had, given) {
		of.other(p.path, had, given)
	}
	switch {
	case was && (given == "" && set.has(r.Path, azure.KeptWhenAbsent) || given != "" && set.has(r.Path, azure.Ignored)):
		secrets[p.path] = had
	case given != "":
		secrets[p.path] = given
	case strings.HasSuffix(r.Path, "sharedKey"):
		secrets[p.path] = of.made()
	}
}

// plain is a value of the table of types as JSON has it.
func plain(v azure.Value) any {
	switch v := v.(type) {
	case azure.Str:
		return string(v)
	case azure.Int:
		return float64(v)
	case azure.Bool:
		return bool(v)
	case azure.List:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	case azure.Object:
		out := Body{}
		for _, m := range v {
			out[m.Key] = plain(m.Value)
		}
		return out
	}
	return nil
}

// dropNulls takes away members that are null: to Azure they are not there.
func dropNulls(v any) {
	switch v := v.(type) {
	case Body:
		for k, x := range v {
			if x == nil {
				delete(v, k)
				continue
			}
			dropNulls(x)
		}
	case []any:
		for _, x := range v {
			dropNulls(x)
		}
	}
}

// fixed refuses a write that would change what cannot change in place.
func (s *Store) fixed(w *write) *Refusal {
	if w.old == nil {
		return nil
	}
	set := s.tables.rulesOf(w.kind)
	for _, r := range set.by[azure.Fixed] {
		var found *Refusal
		set.pairs(w.old, w.body, r.steps, func(p pair) {
			if found == nil && p.old != nil && p.new != nil && s.changes(w, set, r, p) {
				found = s.refuseChange(w, r, p)
			}
		})
		if list, ok := strings.CutSuffix(r.Path, "[].name"); ok && found == nil {
			found = s.renamed(w, set, r, list)
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// renamed refuses a write that gives an item of a list another name: one is gone, and there are as many as before.
func (s *Store) renamed(w *write, set *ruleSet, r rule, list string) *Refusal {
	was, is := listAt(w.old, list), listAt(w.body, list)
	if len(was) != len(is) {
		return nil
	}
	matches := set.matched(list, was, is)
	gone := slices.IndexFunc(matches, func(m match) bool { return m.new == nil })
	if gone < 0 {
		return nil
	}
	added := slices.IndexFunc(matches, func(m match) bool { return m.old == nil })
	return s.refuseChange(w, r, pair{old: asBody(matches[gone].old), new: asBody(matches[added].new), key: "name", path: list + "[].name"})
}

// changes tells whether a write changes what is fixed.
func (s *Store) changes(w *write, set *ruleSet, r rule, p pair) bool {
	was, had := p.old[p.key]
	is, has := p.new[p.key]
	plainPath := r.Path
	switch {
	case p.key == "zones": // to leave them out is a change too, and so is to add them
		if !had && s.standsIn(w) {
			return false
		}
		return had != has && (len(anyList(was))+len(anyList(is)) > 0) || had && has && !set.same(plainPath, was, is)
	case r.Code == "InUsePrefixCannotBeDeleted":
		return len(dropped(p)) > 0 && len(s.users(w, w.subnet(p))) > 0
	case !had || !has:
		return false
	case r.Path == "properties.bgpSettings": // the AS number and the peer weight
		a, b := asBody(was), asBody(is)
		for _, k := range []string{"asn", "peerWeight"} {
			if x, y := a[k], b[k]; x != nil && y != nil && x != y {
				return true
			}
		}
		return false
	case p.key == "location":
		return !s.standsIn(w) && !sameLocation(was, is)
	}
	return !set.same(plainPath, was, is)
}

// dropped are the prefixes that a subnet loses, at a place of its properties.
func dropped(p pair) []netip.Prefix {
	return droppedPrefixes(subnetPrefixes(Body{"properties": p.old}), subnetPrefixes(Body{"properties": p.new}))
}

// subnet is the id of the subnet at a place of a write: of a network, or of the subnet itself.
func (w *write) subnet(p pair) string {
	if w.root == w.key {
		return w.id + "/subnets/" + itemName(p.path)
	}
	return w.id
}

func anyList(v any) []any {
	list, _ := v.([]any)
	return list
}

func asBody(v any) Body {
	b, _ := v.(Body)
	return b
}

// itemName is the name of the last item in a path: web of properties.subnets[web].properties.addressPrefix.
func itemName(path string) string {
	end := strings.LastIndexByte(path, ']')
	if end < 0 {
		return ""
	}
	return path[strings.LastIndexByte(path[:end], '[')+1 : end]
}

// sameLocation compares locations as Azure does: West Europe is westeurope.
func sameLocation(a, b any) bool {
	x, _ := a.(string)
	y, _ := b.(string)
	return strings.EqualFold(strings.ReplaceAll(x, " ", ""), strings.ReplaceAll(y, " ", ""))
}

// standsIn tells whether a write is of what was put there because others name it: what its body does not say is not known, and its location may be made up.
func (s *Store) standsIn(w *write) bool {
	r := s.resources[w.root]
	return r != nil && r.assumed
}
