package plan

import (
	"slices"

	"github.com/vnetloom/vnetloom/azure"
)

// outputsOf are what a module hands out of its rows: a list for each output of the tables of its stage that has an item.
func (l *lowering) outputsOf(m *Module) []Output {
	if !slices.ContainsFunc(m.Stage.Tables(), func(t *azure.Table) bool { return len(t.Outputs) > 0 }) {
		return nil
	}
	items := map[*azure.Output]List{}
	seen := map[*azure.Row]bool{}
	for i := range m.Resources {
		row := m.Resources[i].Row
		if row == nil || seen[row] {
			continue
		}
		seen[row] = true
		for _, item := range l.outputs[row] {
			items[item.Output] = append(items[item.Output], item.Value)
		}
	}
	var out []Output
	for _, t := range m.Stage.Tables() {
		for i := range t.Outputs {
			if o := &t.Outputs[i]; len(items[o]) > 0 {
				out = append(out, Output{Name: o.Name, Of: o, Type: "array", Description: o.About, Value: items[o]})
			}
		}
	}
	return out
}

// rootOutputs hand on the outputs of the modules: under one name a list for each module.
func rootOutputs(modules []Module) []Output {
	var out []Output
	at := map[string]int{}
	for i := range modules {
		m := &modules[i]
		for _, o := range m.Outputs {
			name := m.Stage.OutputName(o.Of)
			n, ok := at[name]
			if !ok {
				n = len(out)
				at[name] = n
				out = append(out, Output{Name: name, Of: o.Of, Type: "array", Description: o.Of.About + " A list for each module.", Value: List{}})
			}
			out[n].Value = append(out[n].Value.(List), ModuleOutput{Module: m.Symbol, Output: o.Name})
		}
	}
	return out
}
