package bicep

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// checkRows holds that the rows say all that the plan says: expanded from what is printed, their cells, the places of their entries and what
// the estate shares, they are the plan's resources, each once and with the same body. What a row would lose is a bug that is found here,
// before anything is written.
func (g *printer) checkRows(loops []*loop) error {
	used := usedSets(loops)
	printed := &azure.Estate{Subscriptions: map[string]string{}, Tags: g.estate.Tags, Sets: map[string]map[string]azure.List{}}
	for _, m := range subscriptionObject(g.estate, loops) {
		printed.Subscriptions[m.Key] = string(m.Value.(azure.Str))
	}
	for table, names := range used {
		printed.Sets[table] = map[string]azure.List{}
		for _, name := range names {
			printed.Sets[table][name] = g.estate.Sets[table][name]
		}
	}
	for _, l := range loops {
		m, err := l.callee()
		if err != nil {
			return err
		}
		for _, e := range l.entries {
			for _, t := range e.tables {
				i := slices.IndexFunc(m.Tables, func(of *azure.Table) bool { return of.Name == t.table.Name })
				for _, r := range t.rows {
					if err := checkRow(printed, m.Tables[i], e, r); err != nil {
						return fmt.Errorf("row of %s in %s: %w", t.table.Name, e.key, err)
					}
				}
			}
		}
	}
	return nil
}

// checkRow holds a row to it, by the table that its module is printed of.
func checkRow(printed *azure.Estate, of *azure.Table, e *entry, r *entryRow) error {
	made, err := printed.Expand(&azure.Row{Table: of, Place: e.place, Cells: r.row.Cells})
	if err != nil {
		return err
	}
	if len(made) != len(r.resources) {
		return fmt.Errorf("it makes %d resources, and the plan has %d of it", len(made), len(r.resources))
	}
	byID := map[plan.ID]azure.Made{}
	for _, m := range made {
		byID[m.ID] = m
	}
	for _, want := range r.resources {
		m, ok := byID[want.ID]
		switch {
		case !ok:
			return fmt.Errorf("it does not make %s %s", want.ID.Type, want.ID.Name)
		case m.APIVersion != want.APIVersion:
			return fmt.Errorf("%s: version %s, and in the plan %s", want.ID.Name, m.APIVersion, want.APIVersion)
		case (m.Parent == nil) != (want.Parent == nil) || m.Parent != nil && *m.Parent != *want.Parent:
			return fmt.Errorf("%s: another parent than in the plan", want.ID.Name)
		case !azure.Equal(plainIDs(m.Body), plainIDs(want.Body)):
			return fmt.Errorf("%s: the row says something else than the plan", want.ID.Name)
		}
	}
	return nil
}

// plainIDs is a value in which ids of subscriptions that have a UUID are text, as they are in Azure: a row does not tell what the deployment
// makes from what is there.
func plainIDs(v azure.Value) azure.Value {
	switch v := v.(type) {
	case azure.Ref:
		if v.Subscription != "" {
			return azure.Str(azure.ID(v).String())
		}
	case azure.List:
		out := make(azure.List, len(v))
		for i, item := range v {
			out[i] = plainIDs(item)
		}
		return out
	case azure.Object:
		out := make(azure.Object, len(v))
		for i, m := range v {
			out[i] = azure.Member{Key: m.Key, Value: plainIDs(m.Value)}
		}
		return out
	}
	return v
}
