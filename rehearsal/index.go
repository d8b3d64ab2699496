package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// keys are the keys of all resources in order.
func (s *Store) keys() []string {
	return s.sorted
}

// below are the keys of what stands in a resource, a group or a subscription, at any depth.
func (s *Store) below(k string) []string {
	all := s.keys()
	prefix := k + "/"
	from, _ := slices.BinarySearch(all, prefix)
	to := from
	for to < len(all) && strings.HasPrefix(all[to], prefix) {
		to++
	}
	return all[from:to]
}

// exists tells whether there is a resource or a part with that key.
func (s *Store) exists(k string) bool {
	return s.resources[k] != nil || s.parts[k] != ""
}

// root is the resource that a key names or is a part of.
func (s *Store) root(k string) *resource {
	if r := s.resources[k]; r != nil {
		return r
	}
	return s.resources[s.parts[k]]
}

// part is the item of a part in the body of its resource, nil where there is none.
func (s *Store) part(k string) Body {
	r := s.resources[s.parts[k]]
	if r == nil {
		return nil
	}
	var found Body
	eachPart(r.kind, r.id, r.body, func(_, id string, item Body) {
		if key(id) == k {
			found = item
		}
	})
	return found
}

// partsOf are the parts of a type that the store has in the body of their parent. A peering is not among them: a write of its network
// does nothing to it, so the store has it as a resource, and puts it into the body of the network where that is read.
func partsOf(kind string) []azure.Inline {
	return slices.DeleteFunc(azure.InlinesOf(kind), func(p azure.Inline) bool { return p.Type == azure.TypePeering })
}

// partOf finds a part that the store has in the body of its parent, nil where a type is none.
func partOf(kind string) *azure.Inline {
	if kind == azure.TypePeering {
		return nil
	}
	return azure.InlineOf(kind)
}

// eachPart visits the parts of a body, each before its own.
func eachPart(kind, id string, body Body, visit func(kind, id string, item Body)) {
	for _, part := range partsOf(kind) {
		for _, item := range objectsAt(body, part.Path) {
			name, ok := item["name"].(string)
			if !ok {
				continue
			}
			of := id + "/" + part.Segment() + "/" + name
			visit(part.Type, of, item)
			eachPart(part.Type, of, item, visit)
		}
	}
}

// commit makes a body that of a resource.
func (s *Store) commit(r *resource, body Body) {
	s.unindex(r)
	r.body, r.space = body, nil
	s.serial++
	r.version = s.serial
	if s.resources[r.key] == nil {
		s.resources[r.key] = r
		at, _ := slices.BinarySearch(s.sorted, r.key)
		s.sorted = slices.Insert(s.sorted, at, r.key)
	}
	s.index(r)
}

// index notes the parts of a resource, and what it and they refer to.
func (s *Store) index(r *resource) {
	if r.kind == azure.TypePeering {
		network := key(parentOf(r.id))
		if s.peerings[network] == nil {
			s.peerings[network] = map[string]*resource{}
		}
		s.peerings[network][key(textAt(r.body, "properties.remoteVirtualNetwork.id"))] = r
	}
	kinds := map[string]string{r.key: r.kind}
	ids := map[string]string{r.key: r.id}
	eachPart(r.kind, r.id, r.body, func(kind, id string, _ Body) {
		k := key(id)
		kinds[k], ids[k] = kind, id
		r.parts = append(r.parts, k)
		s.parts[k] = r.key
	})
	eachReference(r.kind, r.id, r.body, func(target, from string) {
		ref := reference{key(target), key(from)}
		r.refs = append(r.refs, ref)
		if s.referrers[ref.target] == nil {
			s.referrers[ref.target] = map[string]*referrer{}
		}
		s.referrers[ref.target][ref.source] = &referrer{ids[ref.source], kinds[ref.source], r.key}
	})
}

func (s *Store) unindex(r *resource) {
	if r.kind == azure.TypePeering {
		of, remote := s.peerings[key(parentOf(r.id))], key(textAt(r.body, "properties.remoteVirtualNetwork.id"))
		if of[remote] == r {
			delete(of, remote)
		}
	}
	for _, k := range r.parts {
		delete(s.parts, k)
	}
	for _, ref := range r.refs {
		delete(s.referrers[ref.target], ref.source)
		if len(s.referrers[ref.target]) == 0 {
			delete(s.referrers, ref.target)
		}
	}
	r.parts, r.refs = nil, nil
}

// drop takes a resource away.
func (s *Store) drop(r *resource) {
	s.unindex(r)
	delete(s.resources, r.key)
	if at, there := slices.BinarySearch(s.sorted, r.key); there {
		s.sorted = slices.Delete(s.sorted, at, at+1)
	}
}

// eachReference visits the ids in a body, with the id of the resource or part that names them.
func eachReference(kind, id string, body Body, visit func(target, from string)) {
	walkReferences(kind, id, "", body, visit)
}

func walkReferences(kind, id, path string, v any, visit func(target, from string)) {
	switch v := v.(type) {
	case string:
		if isID(v) {
			visit(v, id)
		}
	case Body:
		for _, k := range sortedKeys(v) {
			if k == "id" && v["name"] != nil { // its own
				continue
			}
			below := k
			if path != "" {
				below = path + "." + k
			}
			walkReferences(kind, id, below, v[k], visit)
		}
	case []any:
		for _, part := range partsOf(kind) {
			if part.Path != path {
				continue
			}
			for _, item := range v {
				o, ok := item.(Body)
				if name, named := o["name"].(string); ok && named {
					walkReferences(part.Type, id+"/"+part.Segment()+"/"+name, "", o, visit)
				}
			}
			return
		}
		for _, item := range v {
			walkReferences(kind, id, path+"[]", item, visit)
		}
	}
}

// users are what refers to a resource or part, of other resources than the one that is written, in the order of their ids.
func (s *Store) users(w *write, id string) []*referrer {
	var out []*referrer
	refs := s.referrers[key(id)]
	for _, k := range sortedKeys(refs) {
		if w == nil || refs[k].root != w.root {
			out = append(out, refs[k])
		}
	}
	return out
}
