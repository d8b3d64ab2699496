package plan

import (
	"cmp"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// nameSecrets gives each secret the name of its parameter, the same in every root, and its place in the key vault, where there is one. A
// parameter's name has an underscore at most where two names are told apart, and no hyphen: so the names of secrets stay apart too.
func (l *lowering) nameSecrets() {
	vault, stored := azure.ParseID(l.t.KeyVault, azure.TypeKeyVault)
	names := symbolTable{}
	for i := range l.t.Secrets {
		s := &l.t.Secrets[i]
		p := Parameter{Name: names.name(string(s.ID), string(s.ID)), Description: s.Description, Origin: s.Origin}
		if stored {
			p.Vault, p.SecretName = vault, cmp.Or(s.KeyName, strings.ReplaceAll(p.Name, "_", "-"))
		}
		l.secrets[s.ID], l.parameters[p.Name] = p.Name, p
	}
}

// KeyThatIsThere is the name in place of a parameter's in a row that stands beside the templates.
const KeyThatIsThere = "keyThatIsThere"

// keyOf is the parameter of a key. What is there already has its key, and no parameter: its row stands beside the templates and is never printed.
func (l *lowering) keyOf(id topology.SecretID) Str {
	return Str(cmp.Or(l.secrets[id], KeyThatIsThere))
}

// parametersOf are the parameters that bodies use, by name.
func (l *lowering) parametersOf(resources []*staged) []Parameter {
	used := map[string]bool{}
	for _, r := range resources {
		for _, name := range r.Secrets() {
			used[name] = true
		}
	}
	var out []Parameter
	for name := range used {
		out = append(out, l.parameters[name])
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Secrets are the names of the secrets in a resource's body, in order.
func (r *Resource) Secrets() []string {
	if r.bodyBytes != 0 {
		return r.secrets
	}
	var out []string
	EachSecret(r.Body, func(name string) { out = append(out, name) })
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
