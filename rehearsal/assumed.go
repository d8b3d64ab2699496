package rehearsal

import "strings"

// Assumed are the ids, in lower case, of what is there already and is no concern of templates.
func (s *Store) Assumed() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]bool{}
	for k, r := range s.resources {
		if r.assumed {
			out[k] = true
		}
	}
	return out
}

// Proper is the id of a resource in the letters that it was first written with, by the id in lower case; also of what stands in the
// resource. False where the state has none.
func (s State) Proper(id string) (string, bool) {
	if is, ok := s.ids[id]; ok {
		return is, true
	}
	for at := strings.LastIndexByte(id, '/'); at > 0; at = strings.LastIndexByte(id[:at], '/') {
		if is, ok := s.ids[id[:at]]; ok {
			whole := is + id[at:]
			eachPart(s.kinds[id[:at]], is, s.bodies[id[:at]], func(_, part string, _ Body) {
				if key(part) == id {
					whole = part
				}
			})
			return whole, true
		}
	}
	return "", false
}

// Kind is the type of a resource, by its id in lower case; "" where the state has none.
func (s State) Kind(id string) string { return s.kinds[id] }

// Of are the bodies of the resources of a type, by their ids in lower case. They are not to be changed.
func (s State) Of(kind string) map[string]Body {
	out := map[string]Body{}
	for k, of := range s.kinds {
		if strings.EqualFold(of, kind) {
			out[k] = s.bodies[k]
		}
	}
	return out
}
