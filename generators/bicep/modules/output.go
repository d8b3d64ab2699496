package modules

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// OutputType is the exported type of items of outputs of which one is called so.
func OutputType(one string) string { return one + "Output" }

// outputs are the types of the items of the outputs of the module's tables, and the outputs.
func (m *stage) outputs() (types, declarations []string) {
	seen := map[string]bool{}
	for _, t := range m.Stage.Tables() {
		for i := range t.Outputs {
			o := &t.Outputs[i]
			r := &resource{m: m, table: t, res: &azure.Resource{Key: "output " + o.Name, Each: o.Each}, after: map[string]bool{}}
			m.Outputs = append(m.Outputs, Output{o, OutputType(o.One)})
			over, one, s := r.scopes()
			for _, text := range s.itemType(o.One, o.Item) {
				if !seen[text] {
					seen[text] = true
					types = append(types, text)
				}
			}
			item := s.deeper().fields(o.Item).(object)
			item.open = true
			if r.indexed {
				one = "(" + one + ", i)"
			}
			declarations = append(declarations, fmt.Sprintf("@description(%s)\noutput %s %s[] = ", quote(o.About), o.Name, OutputType(o.One))+
				m.layout(loop{variable: one, over: over, body: item, open: true}))
		}
	}
	return types, declarations
}

// itemType is the type of an item of an output, after those of the items of lists in it.
func (s *scope) itemType(one string, item azure.Fields) []string {
	var before, fields []string
	for _, f := range item {
		name, nested := s.typeOfNode(f.Value)
		before = append(before, nested...)
		fields = append(fields, f.Key+": "+name)
	}
	about := "What is handed out of one " + words(one) + "."
	return append(before, exported(OutputType(one), about, fields, true))
}

// typeOfNode is the type of what a node makes in an output, and the types of items that it needs.
func (s *scope) typeOfNode(n azure.Node) (string, []string) {
	switch n := n.(type) {
	case azure.Column:
		return typeOf(s.infos[n.Name]), nil
	case azure.Text, azure.Own:
		return "string", nil
	case azure.Read:
		if n.Count != "" {
			return "string[]", nil
		}
		return "string", nil
	case azure.Items:
		return "string[]", nil
	case azure.When:
		name, types := s.typeOfNode(n.Then)
		return strings.TrimSuffix(name, "?") + "?", types
	case *azure.Rows:
		if fields, ok := n.Item.(azure.Fields); ok {
			return OutputType(n.One) + "[]", s.inRow(n).itemType(n.One, fields)
		}
	}
	s.of.fail("an output of type %T", n)
	return "", nil
}
