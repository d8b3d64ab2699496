package rehearsal

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// value is a value of a template as JSON. What only a deployment knows is read in the store; a secret is where it is from, which tells
// it from others.
func (r *run) value(id, path string, v *template.Value) any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case template.Bool:
		return v.Bool
	case template.Number:
		return v.Number
	case template.String:
		if isID(v.Text) {
			return r.store.spelled(v.Text)
		}
		return v.Text
	case template.Array:
		out := make([]any, 0, len(v.Items))
		for i, item := range v.Items {
			out = append(out, r.value(id, path+"["+strconv.Itoa(i)+"]", item))
		}
		return out
	case template.Object:
		out := make(Body, len(v.Members))
		for _, m := range v.Members {
			out[m.Key] = r.value(id, path+"."+m.Key, m.Value)
		}
		return out
	case template.Unknown:
		return r.unknown(id, path, v)
	}
	return nil
}

func (r *run) unknown(id, path string, v *template.Value) any {
	if of, below, ok := v.ReadFrom(); ok {
		if body, there := r.store.answer(of); there {
			if read := indexed(body["properties"], below); read != nil {
				return cloneAny(read)
			}
		}
	}
	if from, ok := v.Secret(); ok {
		return from
	}
	r.out.Unknown = append(r.out.Unknown, fmt.Sprintf("%s%s: %s", id, path, v.Text))
	return nil
}

// indexed reads a path such as bgpSettings.bgpPeeringAddresses[0].tunnelIpAddresses[1].
func indexed(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		if name != "" {
			v = asBody(v)[name]
		}
		for rest != "" {
			number, more, _ := strings.Cut(rest, "]")
			i, err := strconv.Atoi(number)
			list := anyList(v)
			if err != nil || i < 0 || i >= len(list) {
				return nil
			}
			v, rest = list[i], strings.TrimPrefix(more, "[")
		}
	}
	return v
}

// spelled is an id in the letters in which the store has it.
func (s *Store) spelled(id string) string {
	k := key(id)
	if r := s.resources[k]; r != nil {
		return r.id
	}
	r := s.resources[s.parts[k]]
	if r == nil {
		return id
	}
	out := id
	eachPart(r.kind, r.id, r.body, func(_, of string, _ Body) {
		if key(of) == k {
			out = of
		}
	})
	return out
}
