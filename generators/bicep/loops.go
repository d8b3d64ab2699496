package bicep

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/bicep/modules"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// The names that main.bicep gives to what it makes itself.
const (
	keysVariable          = "keys"
	subscriptionsVariable = "subscriptionIds"
)

// reserved are the names that no parameter and no loop may have: main.bicep calls these functions, or has these names.
var reserved = []string{"resourceGroup", "subscription", "union", "group", "az", "sys", estateName, keysVariable, subscriptionsVariable}

// estateName is what main.bicep calls estate.bicep.
const estateName = "estate"

func estateOf(variable string) string { return estateName + "." + variable }

// mainView is what the skeleton of main.bicep gets: the order of the loops, their scopes, and what they hand to the modules. It grows with
// the stages and the keys, never with the things that are deployed.
func (g *printer) mainView(root *plan.Root, f *rowsFile) (*templates.BicepMain, error) {
	if err := generators.CheckParameters(root); err != nil {
		return nil, err
	}
	view := &templates.BicepMain{Header: g.header, Description: text(root.About), Parameters: secureParameters(root.Parameters)}
	taken := map[string]bool{}
	for _, name := range reserved {
		taken[name] = true
	}
	claim := func(name string) error {
		if !isIdentifier(name) || taken[name] {
			return fmt.Errorf("name %q: taken, or no identifier", name)
		}
		taken[name] = true
		return nil
	}
	for _, p := range root.Parameters {
		if err := claim(p.Name); err != nil {
			return nil, err
		}
	}
	if f.takes(takesKeys) {
		for _, p := range root.Parameters {
			view.Keys = append(view.Keys, templates.Code(p.Name))
		}
		view.TakesKeys = true
	} else if len(root.Parameters) > 0 {
		return nil, fmt.Errorf("parameters, of which %s is the first, and no module takes keys", root.Parameters[0].Name)
	}
	declared := len(subscriptionObject(f.estate, f.loops)) > 0
	view.Subscriptions, view.DeclaredSubscriptions = declared || f.takes(takesSubscriptions), declared
	names := &deploymentNames{subscriptions: f.estate.Subscriptions, seen: map[string]string{}}
	for _, l := range f.loops {
		v, err := g.loopView(root, f, l, names, declared)
		if err != nil {
			return nil, err
		}
		if err := claim(l.symbol()); err != nil {
			return nil, err
		}
		view.Loops = append(view.Loops, v)
	}
	if err := f.outputs(view); err != nil {
		return nil, err
	}
	return view, nil
}

// callee is the module that makes all tables of which the loop has rows, and all columns that these have cells in.
func (l *loop) callee() (*modules.Module, error) {
	var rows []*azure.Row
	for _, e := range l.entries {
		for _, t := range e.tables {
			for _, r := range t.rows {
				rows = append(rows, r.row)
			}
		}
	}
	return moduleFor(l.module, slices.Values(rows))
}

// moduleFor is the module of a stage for rows.
func moduleFor(s azure.Stage, rows iter.Seq[*azure.Row]) (*modules.Module, error) {
	has, full := map[*azure.Table]bool{}, false
	for r := range rows {
		has[r.Table] = true
		full = full || !r.IsLean()
	}
	return moduleOf(s, has, full)
}

// moduleOf is the module of a stage for rows of these tables.
func moduleOf(s azure.Stage, has map[*azure.Table]bool, full bool) (*modules.Module, error) {
	tables := slices.DeleteFunc(slices.Clone(s.Tables()), func(t *azure.Table) bool { return !has[t] })
	return modules.For(s, tables, full)
}

// loopView is a loop over the entries of a stage.
func (g *printer) loopView(root *plan.Root, f *rowsFile, l *loop, names *deploymentNames, declared bool) (templates.BicepLoop, error) {
	m, err := l.callee()
	if err != nil {
		return templates.BicepLoop{}, err
	}
	prefix := deploymentPrefix(g.intent, root, l)
	if err := names.setKeys(l, prefix); err != nil {
		return templates.BicepLoop{}, err
	}
	name := string(text(prefix))
	view := templates.BicepLoop{
		Description: text(l.about()),
		Symbol:      templates.Code(l.symbol()),
		Path:        text(m.Path()),
		Over:        templates.Code(estateOf(l.variable())),
		Name:        templates.Code(name[:len(name)-1] + "${group.key}'"),
		Scope:       scopeOf(m, declared),
	}
	var arguments, before []string
	argument := func(name, value string) {
		arguments = append(arguments, name+": "+value)
	}
	argument("group", "group")
	if m.TakesTags {
		argument("tags", estateOf("tags"))
	}
	if m.TakesSubscriptions {
		argument("subscriptions", subscriptionsVariable)
	}
	for _, s := range m.Sets {
		argument(s.Name, estateOf(s.Name))
	}
	if m.TakesKeys {
		argument("keys", keysVariable)
	}
	view.Arguments = oneLine("    params: ", "{ ", arguments, " }")
	for _, other := range l.after {
		before = append(before, other.symbol())
	}
	if slices.Sort(before); len(before) > 0 {
		view.DependsOn = oneLine("    dependsOn: ", "[", before, "]")
	}
	return view, nil
}

// oneLine is an object or a list behind a head: on its line where it fits, else with an item a line.
func oneLine(head, begin string, items []string, end string) templates.Code {
	if flat := begin + strings.Join(items, ", ") + end; len(head)+len(flat) <= lineWidth {
		return templates.Code(flat)
	}
	return templates.Code(strings.TrimSpace(begin) + "\n      " + strings.Join(items, "\n      ") + "\n    " + strings.TrimSpace(end))
}

// scopeOf is where an entry is deployed to. An entry without a subscription is in the deployment's own.
func scopeOf(m *modules.Module, declared bool) templates.Code {
	var args []string
	if declared {
		args = append(args, fmt.Sprintf("%s[group.?subscription ?? '%s']", subscriptionsVariable, azure.OwnSubscription))
	}
	function := "subscription"
	if !m.InSubscription {
		function = "resourceGroup"
		args = append(args, "group.resourceGroup")
	}
	return templates.Code(function + "(" + strings.Join(args, ", ") + ")")
}

// outputs hand on what the modules hand out of rows that there are, by entry.
func (f *rowsFile) outputs(view *templates.BicepMain) error {
	seen := map[string]bool{}
	for _, l := range f.loops {
		m, err := l.callee()
		if err != nil {
			return err
		}
		for _, o := range m.Outputs {
			has, err := f.handsOut(l, o.Output)
			if err != nil {
				return err
			}
			if !has {
				continue
			}
			name := l.stage.OutputName(o.Output)
			if l.round > 1 {
				name += fmt.Sprint(l.round)
			}
			if seen[name] {
				return fmt.Errorf("output %s: two of this name", name)
			}
			seen[name] = true
			view.Outputs = append(view.Outputs, templates.BicepOutput{
				Description: text(o.About + " A list for each entry."),
				Name:        templates.Code(name),
				Type:        templates.Code(o.Type + "[][]"),
				Value:       outdent(oneLine("output "+name+" "+o.Type+"[][] = ", "[", []string{fmt.Sprintf("for (group, i) in %s: %s[i].outputs.%s", estateOf(l.variable()), l.symbol(), o.Name)}, "]")),
			})
		}
	}
	return nil
}

// outdent is code that stands at the beginning of a line instead of in a loop.
func outdent(c templates.Code) templates.Code {
	return templates.Code(strings.ReplaceAll(string(c), "\n    ", "\n"))
}

// handsOut tells whether a row of the loop has an item in an output.
func (f *rowsFile) handsOut(l *loop, o *azure.Output) (bool, error) {
	for _, e := range l.entries {
		for _, t := range e.tables {
			if !slices.ContainsFunc(t.table.Outputs, func(x azure.Output) bool { return x.Name == o.Name }) {
				continue
			}
			for _, r := range t.rows {
				items, err := f.estate.Outputs(r.row)
				if err != nil {
					return false, err
				}
				if slices.ContainsFunc(items, func(item azure.OutputItem) bool { return item.Output.Name == o.Name }) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}
