package proof

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
)

// Without is the network with parts of it out of service: circuits, connections, gateways, firewalls, appliances and regions by the name of the
// intent, a resource's own, or a resource id; connections.NAME, with all that the statement makes; and sites, with all that leads there; without
// regard to case. An error is a NameError.
func (a *Analysis) Without(names ...string) (*Analysis, error) {
	if len(names) == 0 {
		return a, nil
	}
	down, err := a.Failing(names...)
	if err != nil {
		return nil, err
	}
	return &Analysis{a.Estate.Without(down...), a.Promises, a.Connections, a.ConnectionIDs}, nil
}

// Failing are the ids of what names stand for, of what can fail, as reachability.Estate.Without takes them. An error is a NameError.
func (a *Analysis) Failing(names ...string) ([]string, error) {
	var down []string
	for _, name := range names {
		ids, err := a.failing(name)
		if err != nil {
			return nil, err
		}
		down = append(down, ids...)
	}
	return down, nil
}

// failing are the ids of what a name stands for, of what can fail.
func (a *Analysis) failing(name string) ([]string, error) {
	for _, s := range a.Sites() {
		if strings.EqualFold(a.Name(s.ID), name) {
			return s.Links, nil
		}
	}
	if statement, ok := strings.CutPrefix(strings.ToLower(name), "connections."); ok {
		for known, ids := range a.Connections {
			if strings.EqualFold(known, statement) {
				return ids, nil
			}
		}
	}
	for _, region := range a.Regions() {
		if strings.EqualFold(region, name) {
			return []string{region}, nil
		}
	}
	var byIntent, byName []string
	known := a.Regions()
	for statement := range a.Connections {
		known = append(known, "connections."+statement)
	}
	for _, s := range a.Sites() {
		known = append(known, a.Name(s.ID))
	}
	for _, p := range a.Parts() {
		known = append(known, a.PartName(p))
		switch {
		case strings.EqualFold(p.ID, name):
			return []string{p.ID}, nil
		case strings.EqualFold(a.PartName(p), name):
			byIntent = append(byIntent, p.ID)
		case strings.EqualFold(p.Name, name):
			byName = append(byName, p.ID)
		}
	}
	if len(byIntent) == 0 {
		byIntent = byName
	}
	slices.Sort(byIntent)
	switch byIntent = slices.Compact(byIntent); len(byIntent) {
	case 0:
		slices.Sort(known)
		return nil, nameError(diag.DidYouMean(name, known, "what can fail: "+strings.Join(firstFew(slices.Compact(known), 12), ", ")), "nothing that can fail is called %q", name)
	case 1:
		return byIntent, nil
	}
	return nil, nameError("name one by its resource ID: "+strings.Join(byIntent, ", "), "%q is ambiguous", name)
}

// PartName is what a part is called: by the intent where it has a name there.
func (a *Analysis) PartName(p reachability.Part) string {
	if p.Kind == reachability.PartRegion {
		return p.Name
	}
	if known := a.Promises.Names[p.ID]; known != "" {
		return known
	}
	return p.Name
}
