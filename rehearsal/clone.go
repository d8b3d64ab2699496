package rehearsal

import (
	"fmt"
	"maps"
	"slices"
)

// Clone is a store that has what this one has now, and changes alone: what is tried in it is not done here. Operations that run, faults and
// the requests so far are not in it.
func (s *Store) Clone() *Store { return s.clone(nil) }

// CloneWithout is a clone that does without some entries of the tables from now on, beside those that this one does without.
func (s *Store) CloneWithout(names ...string) *Store { return s.clone(nil, names...) }

// Some is a clone with some of the resources, by ids in lower case; nil for all. keep does not change the body.
func (s *Store) Some(keep func(id, kind string, body Body) bool) *Store { return s.clone(keep) }

func (s *Store) clone(keep func(id, kind string, body Body) bool, without ...string) *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	options := s.options
	options.Without = append(slices.Clone(options.Without), without...)
	out := New(options)
	out.unheld = s.unheld
	out.serial, out.vaults, out.addresses = s.serial, maps.Clone(s.vaults), maps.Clone(s.addresses)
	for _, k := range s.sorted { // bodies are replaced, never changed
		if r := s.resources[k]; keep != nil && !keep(k, r.kind, r.body) {
			continue
		}
		out.sorted = append(out.sorted, k)
		copied := *s.resources[k]
		copied.op, copied.refs, copied.parts = nil, nil, nil
		copied.secrets, copied.deployed = maps.Clone(copied.secrets), maps.Clone(copied.deployed)
		copied.apart = maps.Clone(copied.apart)
		out.resources[k] = &copied
	}
	for _, k := range out.sorted {
		out.index(out.resources[k])
	}
	return out
}

// Synchronize writes a half of a peering as it is, so that it learns the address spaces of both networks as they are now: a PUT with
// syncRemoteAddressSpace=true. The error of a write that Azure refuses is a *Refusal.
func (s *Store) Synchronize(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := parsePlace(id)
	r := s.resources[key(id)]
	if !ok || r == nil {
		return fmt.Errorf("%s does not exist", id)
	}
	if _, refusal := s.put(p, clone(r.body), call{sync: true}); refusal != nil {
		return refusal
	}
	s.finishAll()
	return nil
}
