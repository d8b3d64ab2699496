package rehearsal

import (
	"maps"
	"reflect"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Written is a write that has changed something, right after it.
type Written struct {
	Step  *Step
	store *Store
}

// State is what the store has then.
func (w Written) State() State { return w.store.state() }

// changed are the ids of what the write has changed by more than its tags.
func (w Written) changed() map[string]bool {
	ids := map[string]bool{}
	if w.Step.Created {
		ids[w.Step.ID] = true
	}
	for _, d := range w.Step.Differences {
		if d.Path != "tags" && !strings.HasPrefix(d.Path, "tags.") {
			ids[d.ID] = true
		}
	}
	return ids
}

// Touches are the networks, by ids in lower case, of which the write has changed what their own subnets do with packets: a table, a group, which of
// these a subnet has, or a peering. Packets that pass none of them go as before. False where it may have changed more.
func (w Written) Touches() (networks map[string]bool, known bool) {
	networks = map[string]bool{}
	for id := range w.changed() {
		r := w.store.root(key(id))
		if r == nil || r.kind == azure.TypeVirtualNetwork && (w.Step.Created || !w.ofSubnets()) || !w.store.reach(r, networks) {
			return nil, false
		}
	}
	return networks, w.store.arePlain(networks)
}

// reach adds the networks whose subnets a change of a resource may reach. False where it may reach more.
func (s *Store) reach(r *resource, networks map[string]bool) bool {
	switch r.kind {
	case azure.TypeRouteTable, azure.TypeSecurityGroup:
		for _, user := range s.users(nil, r.id) {
			networks[user.root] = true
		}
	case azure.TypePeering:
		networks[key(parentOf(r.id))], networks[key(textAt(r.body, "properties.remoteVirtualNetwork.id"))] = true, true
	case azure.TypeVirtualNetwork:
		networks[r.key] = true
	default:
		return false
	}
	return true
}

func (s *Store) arePlain(networks map[string]bool) bool {
	for k := range networks {
		if !s.isPlain(k) {
			return false
		}
	}
	return true
}

// A Deleted is a deletion that was done.
type Deleted struct {
	Seen    bool            // the view had something of what is gone
	Touched map[string]bool // as Written.Touches; nil where it may be more
}

// Remove is Delete, and tells what of a view it has changed.
func (s *Store) Remove(id string, v *View) (Deleted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.removing(key(id), v)
	return out, s.deleteNow(id)
}

// removing is what the deletion of a resource, or of a part of one, changes of a view.
func (s *Store) removing(k string, v *View) Deleted {
	r := s.root(k)
	if r == nil {
		return Deleted{Touched: map[string]bool{}}
	}
	below := s.below(r.key)
	out := Deleted{Seen: v.has(r)}
	for _, child := range below {
		out.Seen = out.Seen || v.has(s.resources[child])
	}
	whole := r.key == k
	networks := map[string]bool{}
	if (whole && (r.kind == azure.TypeVirtualNetwork || len(below) > 0)) || !s.reach(r, networks) || !s.arePlain(networks) {
		return out
	}
	out.Touched = networks
	return out
}

// has tells whether a resource is in a view.
func (v *View) has(r *resource) bool { return v.Keep == nil || v.Keep(r.key, r.kind, r.body) }

// ofSubnets tells whether a write has changed properties of subnets alone, and no prefix.
func (w Written) ofSubnets() bool {
	for _, d := range w.Step.Differences {
		below, ok := strings.CutPrefix(withoutNames(d.Path), "properties.subnets[].properties.")
		if !strings.HasPrefix(d.Path, "tags") && (!ok || strings.HasPrefix(below, "addressPrefix")) {
			return false
		}
	}
	return true
}

// isPlain tells a network in which nothing stands through which packets of others pass, as far as the store knows: no subnet of it is reserved
// or used.
func (s *Store) isPlain(network string) bool {
	r := s.resources[network]
	if r == nil || r.kind != azure.TypeVirtualNetwork {
		return false
	}
	for _, subnet := range r.parts {
		if azure.Reserved(nameOf(subnet)) != nil || len(s.users(nil, subnet)) > 0 {
			return false
		}
	}
	return true
}

// Seen tells whether a view has something of what the write has changed, and that by more than its tags.
func (w Written) Seen(v *View) bool {
	for id := range w.changed() {
		if r := w.store.root(key(id)); r == nil || v.has(r) {
			return true
		}
	}
	return false
}

// Resources are what the store has then, by a view.
func (w Written) Resources(v *View) []template.Resource { return v.of(w.store) }

// Resources are the resources of a state as a reader of templates gives them, ids in lower case: what package reachability reads.
func (s State) Resources() []template.Resource {
	var out []template.Resource
	for _, k := range sortedKeys(s.bodies) {
		out = append(out, read(s.kinds[k], s.ids[k], s.bodies[k])...)
	}
	return out
}

// Answers are all resources of a store as Azure answers them, with what it adds.
func (s *Store) Answers() []template.Resource {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []template.Resource
	for _, k := range s.keys() {
		r := s.resources[k]
		for _, x := range read(r.kind, r.id, s.whole(r)) {
			x.Deployed = true
			out = append(out, x)
		}
	}
	return out
}

// View is some of the resources of a store, or of several stores one after the other, as a reader of templates gives them. What it has read of a
// body is read once. It is for one goroutine at a time.
type View struct {
	Keep func(id, kind string, body Body) bool // which are wanted, by their ids in lower case; nil for all. It does not change the body

	seen map[string]seen
}

type seen struct {
	body Body
	as   []template.Resource
}

// Of are the resources that a store has now.
func (v *View) Of(s *Store) []template.Resource {
	s.mu.Lock()
	defer s.mu.Unlock()
	return v.of(s)
}

func (v *View) of(s *Store) []template.Resource {
	if v.seen == nil {
		v.seen = map[string]seen{}
	}
	var out []template.Resource
	for _, k := range s.keys() {
		r := s.resources[k]
		have, known := v.seen[k]
		if !known || reflect.ValueOf(have.body).Pointer() != reflect.ValueOf(r.body).Pointer() { // a body is replaced, never changed
			have = seen{body: r.body}
			if v.has(r) {
				have.as = read(r.kind, r.id, r.body)
			}
			v.seen[k] = have
		}
		out = append(out, have.as...)
	}
	return out
}

// read is a resource as a reader of templates gives it, with those of its parts that are resources of their own.
func read(kind, id string, body Body) []template.Resource {
	if kind == azure.TypePeering && textAt(body, "properties.peeringState") == disconnected { // it carries nothing, and neither does the other half
		return nil
	}
	var out []template.Resource
	add := func(kind, id string, body Body) {
		p, ok := parsePlace(id)
		if !ok {
			return
		}
		whole := maps.Clone(body) // what is in it is read, and not kept
		whole["name"], whole["type"] = strings.Join(p.names, "/"), kind
		v := valueOf(whole)
		out = append(out, template.Resource{ID: key(id), Type: kind, Name: strings.Join(p.names, "/"), Subscription: strings.ToLower(p.subscription),
			ResourceGroup: p.group, Location: textAt(body, "location"), Body: v, Properties: v.Get("properties")})
	}
	add(kind, id, body)
	for _, part := range partsOf(kind) {
		if azure.TypeOf(part.Type) == nil { // subnets and rules are read where they stand
			continue
		}
		for _, item := range objectsAt(body, part.Path) {
			add(part.Type, id+"/"+part.Segment()+"/"+textAt(item, "name"), item)
		}
	}
	return out
}

// valueOf is a value of JSON as the reader of templates has it.
func valueOf(v any) *template.Value {
	switch v := v.(type) {
	case bool:
		return &template.Value{Kind: template.Bool, Bool: v}
	case float64:
		return &template.Value{Kind: template.Number, Number: v}
	case string:
		if isID(v) {
			v = key(v)
		}
		return &template.Value{Kind: template.String, Text: v}
	case []any:
		out := &template.Value{Kind: template.Array, Items: make([]*template.Value, len(v))}
		for i, item := range v {
			out.Items[i] = valueOf(item)
		}
		return out
	case Body:
		out := &template.Value{Kind: template.Object}
		for _, k := range sortedKeys(v) {
			out.Members = append(out.Members, template.Member{Key: k, Value: valueOf(v[k])})
		}
		return out
	}
	return &template.Value{}
}
