package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// A madeRow is a row with the resources that it is expanded to, by their keys in its table.
type madeRow struct {
	row  *azure.Row
	made map[string]azure.Made
}

// row makes a row of facts. What the table refuses is a bug of the pass that made the facts, or of the table, whatever the intent is.
func (l *lowering) row(t *azure.Table, p azure.Place, f azure.Facts) *madeRow {
	r, err := l.plan.Estate.Row(t, p, f)
	if err != nil {
		panic(fmt.Sprintf("plan: %v", err))
	}
	list, err := l.plan.Estate.Expand(r)
	if err != nil {
		panic(fmt.Sprintf("plan: %v", err))
	}
	l.plan.made[r] = list
	if len(t.Outputs) > 0 {
		if l.outputs[r], err = l.plan.Estate.Outputs(r); err != nil {
			panic(fmt.Sprintf("plan: %v", err))
		}
	}
	out := &madeRow{row: r, made: map[string]azure.Made{}}
	for _, m := range list {
		out.made[resourceKey(m.Resource.Key, m.Index)] = m
	}
	return out
}

// Made are the resources that a row of the plan is expanded to.
func (p *Plan) Made(r *azure.Row) ([]azure.Made, error) {
	if made, ok := p.made[r]; ok {
		return made, nil
	}
	return p.Estate.Expand(r)
}

// resourceKey is the key of a resource among those of a row: with its number where it is one of several.
func resourceKey(key string, index int) string {
	if index == 0 {
		return key
	}
	return fmt.Sprintf("%s#%d", key, index)
}

// resource is a resource of the row.
func (m *madeRow) resource(key, sentence string, o topology.Origin) Resource {
	return m.nth(key, 0, sentence, o)
}

// nth is one of the resources that the row makes for each of its nested rows.
func (m *madeRow) nth(key string, index int, sentence string, o topology.Origin) Resource {
	made, ok := m.made[resourceKey(key, index)]
	if !ok {
		panic(fmt.Sprintf("plan: a row of %s makes no %s %d", m.row.Table.Name, key, index))
	}
	return Resource{ID: made.ID, APIVersion: made.APIVersion, Parent: made.Parent, Description: sentence, Body: made.Body, Origin: o, Row: m.row, Key: key}
}

// place is where what belongs to a resource group stands.
func (l *lowering) place(id topology.ResourceGroupID) azure.Place {
	g := l.resourceGroups[id]
	return azure.Place{Subscription: g.Subscription, ResourceGroup: g.Name, Location: g.Location}
}

// factsOf are the facts that everything of a network has in common: its location and its tags.
func factsOf(location string, tags map[string]string) azure.Facts {
	f := azure.Facts{"location": Str(location)}
	if len(tags) > 0 {
		f["tags"] = tagObject(tags)
	}
	return f
}

// handOn adds the settings of a struct that are only handed on.
func (l *lowering) handOn(f azure.Facts, settings any) {
	if err := f.FactsOf(settings); err != nil {
		panic("plan: " + err.Error())
	}
}

// indexEstate finds what all rows have in common.
func (l *lowering) indexEstate() {
	e := &azure.Estate{Subscriptions: map[string]string{}, Tags: tagObject(l.t.Tags), Sets: map[string]map[string]List{}}
	for _, s := range l.t.Subscriptions {
		e.Subscriptions[s.Name] = s.ID
	}
	for i := range l.t.ResourceGroups {
		l.resourceGroups[l.t.ResourceGroups[i].ID] = &l.t.ResourceGroups[i]
	}
	l.plan.Estate = e
}
