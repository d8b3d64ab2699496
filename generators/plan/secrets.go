package plan

import (
	"sort"
)

// nameSecrets gives each secret the name of its parameter, the same in every root.
func (l *lowering) nameSecrets() {
	names := symbolTable{}
	for i := range l.t.Secrets {
		s := &l.t.Secrets[i]
		l.secrets[s.ID] = names.name(string(s.ID), string(s.ID))
		l.parameters[l.secrets[s.ID]] = Parameter{Name: l.secrets[s.ID], Description: s.Description, Origin: s.Origin}
	}
}

// parametersOf are the parameters that bodies use, by name.
func (l *lowering) parametersOf(resources []*staged) []Parameter {
	used := map[string]bool{}
	for _, r := range resources {
		EachSecret(r.Body, func(name string) { used[name] = true })
	}
	var out []Parameter
	for name := range used {
		out = append(out, l.parameters[name])
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// EachSecret calls visit with the name of every secret in a value, in order.
func EachSecret(v Value, visit func(name string)) {
	switch v := v.(type) {
	case Secret:
		visit(v.Name)
	case List:
		for _, item := range v {
			EachSecret(item, visit)
		}
	case Object:
		for _, m := range v {
			EachSecret(m.Value, visit)
		}
	}
}
