package modules

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// outputs are the outputs of the module's tables.
func (m *stage) outputs() []string {
	var out []string
	for _, t := range m.tables {
		for i := range t.Outputs {
			o := &t.Outputs[i]
			r := &resource{m: m, table: t, res: &azure.Resource{Key: "output " + o.Name, Each: o.Each}, after: map[string]bool{}}
			over, one, s := r.scopes()
			kind := s.itemType(o.Item)
			m.Outputs = append(m.Outputs, Output{o, kind})
			item := s.deeper().fields(o.Item).(object)
			item.open = true
			if r.indexed {
				one = "(" + one + ", i)"
			}
			out = append(out, fmt.Sprintf("@description(%s)\noutput %s %s[] = ", quote(o.About), o.Name, kind)+
				m.layout(loop{variable: one, over: over, body: item, open: true}))
		}
	}
	return out
}

// itemType is the type of an item of an output.
func (s *scope) itemType(item azure.Fields) string {
	fields := make([]string, len(item))
	for i, f := range item {
		fields[i] = f.Key + ": " + s.typeOfNode(f.Value)
	}
	return "{ " + strings.Join(fields, ", ") + " }"
}

// typeOfNode is the type of what a node makes in an output.
func (s *scope) typeOfNode(n azure.Node) string {
	switch n := n.(type) {
	case azure.Column:
		return typeOf(s.infos[n.Name])
	case azure.Text, azure.Own:
		return "string"
	case azure.Read:
		if n.Count != "" {
			return "string[]"
		}
		return "string"
	case azure.Items:
		return "string[]"
	case azure.When:
		return strings.TrimSuffix(s.typeOfNode(n.Then), "?") + "?"
	case *azure.Rows:
		if fields, ok := n.Item.(azure.Fields); ok {
			return s.inRow(n).itemType(fields) + "[]"
		}
	}
	s.of.fail("an output of type %T", n)
	return ""
}
