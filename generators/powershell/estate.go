package powershell

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// estateWidth is where a row is broken.
const estateWidth = 120

// provenance is the key of what a row is from: the connections of the intent, as a comment in Bicep says them. No column has this name, and the
// engine does not read it.
const provenance = "from"

// A rowGroup is the rows of a stage in one resource group, or of what a subscription holds.
type rowGroup struct {
	place azure.Place
	rows  map[*azure.Table][]*azure.Row
	from  map[*azure.Row][]string // paths of statements in the intent
}

// estateOf are the rows of a root as data: what all have in common, then stage by stage and group by group.
//
//	metadata             by which the file is told to be generated
//	name, root           of the intent, and of the root where it is not main
//	subscriptions        UUIDs by the names that the rows have
//	tags                 of what has none of its own
//	<sets>               shared rows, such as routeSets, by name
//	secrets              what each name of a secret in the rows stands for
//	stages               by name: groups, each with its place and its rows by table; a row says the connections that it is from
//
// It refuses a resource that its row does not make, and a row that makes more than the plan has.
func estateOf(p *plan.Plan, root *plan.Root) (azure.Object, error) {
	stages := map[string]map[azure.Place]*rowGroup{}
	stageOf, left, groupOf := map[*azure.Row]string{}, map[*azure.Row]map[string]azure.Made{}, map[*azure.Row]*rowGroup{}
	var order []string
	add := func(stage string, r *plan.Resource) error {
		if r.Row == nil {
			return fmt.Errorf("%s %s: no row", r.ID.Type, r.ID.Name)
		}
		if _, ok := stageOf[r.Row]; !ok {
			stageOf[r.Row] = stage
			made, err := p.Made(r.Row)
			if err != nil {
				return err
			}
			left[r.Row] = map[string]azure.Made{}
			for _, m := range made {
				left[r.Row][m.ID.Type+" "+m.ID.Name] = m
			}
			if stages[stage] == nil {
				stages[stage] = map[azure.Place]*rowGroup{}
				order = append(order, stage)
			}
			place := azure.Place{Subscription: r.Row.Place.Subscription, ResourceGroup: r.Row.Place.ResourceGroup, Location: r.Row.Place.Location}
			g := stages[stage][place]
			if g == nil {
				g = &rowGroup{place: place, rows: map[*azure.Table][]*azure.Row{}, from: map[*azure.Row][]string{}}
				stages[stage][place] = g
			}
			g.rows[r.Row.Table] = append(g.rows[r.Row.Table], r.Row)
			groupOf[r.Row] = g
		}
		g := groupOf[r.Row]
		for _, statement := range r.Origin.Statements {
			if strings.HasPrefix(statement, "connections.") && !slices.Contains(g.from[r.Row], statement) {
				g.from[r.Row] = append(g.from[r.Row], statement)
			}
		}
		if stageOf[r.Row] != stage {
			return fmt.Errorf("%s %s: its row is in %s and in %s", r.ID.Type, r.ID.Name, stageOf[r.Row], stage)
		}
		key := r.ID.Type + " " + r.ID.Name
		made, ok := left[r.Row][key]
		if !ok || made.ID != r.ID || !azure.Equal(made.Body, r.Body) {
			return fmt.Errorf("%s %s: its row makes another resource", r.ID.Type, r.ID.Name)
		}
		delete(left[r.Row], key)
		return nil
	}
	for i := range root.Groups {
		if err := add(azure.StageGroups.File(), &root.Groups[i]); err != nil {
			return nil, err
		}
	}
	for i := range root.Modules {
		m := &root.Modules[i]
		for j := range m.Resources {
			if err := add(m.Stage.File(), &m.Resources[j]); err != nil {
				return nil, err
			}
		}
	}
	for row, rest := range left {
		if len(rest) > 0 {
			return nil, fmt.Errorf("a row of %s makes %v, which the plan has not", row.Table.Name, slices.Collect(maps.Keys(rest)))
		}
	}
	return estateValue(p, root, stages, order), nil
}

func estateValue(p *plan.Plan, root *plan.Root, stages map[string]map[azure.Place]*rowGroup, order []string) azure.Object {
	m := members{metadata(generators.Header(p.Name))}
	m.text("name", p.Name)
	if root.Name != "main" {
		m.text("root", root.Name)
	}
	used := usedBy(stages)
	subscriptions := azure.Object{}
	for _, name := range slices.Sorted(maps.Keys(p.Estate.Subscriptions)) {
		if name != "" && p.Estate.Subscriptions[name] != "" && used[name] {
			subscriptions = append(subscriptions, azure.Member{Key: name, Value: azure.Str(p.Estate.Subscriptions[name])})
		}
	}
	if len(subscriptions) > 0 {
		m.add("subscriptions", subscriptions)
	}
	if len(p.Estate.Tags) > 0 {
		m.add("tags", p.Estate.Tags)
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Estate.Sets)) {
		sets := azure.Object{}
		for _, name := range slices.Sorted(maps.Keys(p.Estate.Sets[kind])) {
			if used[name] {
				sets = append(sets, azure.Member{Key: name, Value: p.Estate.Sets[kind][name]})
			}
		}
		if len(sets) > 0 {
			m.add(kind, sets)
		}
	}
	secrets := azure.Object{}
	for _, s := range root.Parameters {
		secrets = append(secrets, azure.Member{Key: s.Name, Value: secretValue(s)})
	}
	if len(secrets) > 0 {
		m.add("secrets", secrets)
	}
	all := azure.Object{}
	for _, stage := range azure.Stages() {
		if slices.Contains(order, stage.File()) && all.Get(stage.File()) == nil {
			all = append(all, azure.Member{Key: stage.File(), Value: groupsValue(stages[stage.File()])})
		}
	}
	m.add("stages", all)
	return azure.Object(m)
}

// secretValue is what a secret is; of one in a key vault, with its place there. The address of the vault is of the cloud that is signed in to.
func secretValue(s plan.Parameter) azure.Value {
	if s.SecretName == "" {
		return azure.Str(s.Description)
	}
	return azure.Object{{Key: "about", Value: azure.Str(s.Description)}, {Key: "vault", Value: azure.Str(s.Vault.Name)}, {Key: "secret", Value: azure.Str(s.SecretName)}}
}

// usedBy are all strings in the rows: by them it is known which subscriptions and sets they name.
func usedBy(stages map[string]map[azure.Place]*rowGroup) map[string]bool {
	out := map[string]bool{}
	var visit func(azure.Value)
	visit = func(v azure.Value) {
		switch v := v.(type) {
		case azure.Str:
			out[string(v)] = true
		case azure.List:
			for _, item := range v {
				visit(item)
			}
		case azure.Object:
			for _, m := range v {
				visit(m.Value)
			}
		}
	}
	for _, groups := range stages {
		for place, g := range groups {
			out[place.Subscription] = true
			for _, rows := range g.rows {
				for _, r := range rows {
					visit(r.Cells)
				}
			}
		}
	}
	return out
}

// groupsValue are the groups of a stage, by subscription and resource group, with the rows of each table by their first cells.
func groupsValue(groups map[azure.Place]*rowGroup) azure.List {
	places := slices.SortedFunc(maps.Keys(groups), func(a, b azure.Place) int {
		return strings.Compare(a.Subscription+"\x00"+a.ResourceGroup+"\x00"+a.Location, b.Subscription+"\x00"+b.ResourceGroup+"\x00"+b.Location)
	})
	out := azure.List{}
	for _, place := range places {
		var m members
		m.text("subscription", place.Subscription)
		m.text("resourceGroup", place.ResourceGroup)
		m.text("location", place.Location)
		g := groups[place]
		for _, t := range slices.SortedFunc(maps.Keys(g.rows), func(a, b *azure.Table) int { return strings.Compare(a.Name, b.Name) }) {
			rows := g.rows[t]
			slices.SortStableFunc(rows, func(a, b *azure.Row) int { return strings.Compare(rowKey(a), rowKey(b)) })
			list := azure.List{}
			for _, r := range rows {
				cells := slices.Clone(r.Cells)
				if from := g.from[r]; len(from) > 0 {
					slices.Sort(from)
					cells = append(cells, azure.Member{Key: provenance, Value: azure.Str(strings.Join(from, ", "))})
				}
				list = append(list, cells)
			}
			m.add(t.Name, list)
		}
		out = append(out, azure.Object(m))
	}
	return out
}

// rowKey is what rows of a table are sorted by: their strings, cell by cell.
func rowKey(r *azure.Row) string {
	var b strings.Builder
	for _, m := range r.Cells {
		switch v := m.Value.(type) {
		case azure.Str:
			b.WriteString(string(v))
		case azure.Int:
			fmt.Fprintf(&b, "%020d", int64(v))
		}
		b.WriteByte(0)
	}
	return b.String()
}
