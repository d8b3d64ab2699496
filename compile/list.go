package compile

import (
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// A Candidate is a network or a site of an intent, with the labels that selectors are held against.
type Candidate = topology.Candidate

// A Membership says that a statement takes something in, by its name or by a selector.
type Membership = topology.Membership

// StatementName is a statement by its name, of its path: estate of connections.estate, isolate pci of isolate.pci.
func StatementName(path string) string { return topology.StatementName(path) }

// Selected are the candidates that a selector selects, such as {tier: app}: of a run that made a topology. An error is about the selector; where it selects none, the hint says
// what may be wrong.
func (r *Result) Selected(selector string) (selected []Candidate, hint string, err error) {
	labels, err := schema.ParseSelector(selector)
	if err != nil {
		return nil, "", err
	}
	for _, c := range r.Topology.Candidates {
		if c.IsSelectedBy(labels) {
			selected = append(selected, c)
		}
	}
	if len(selected) == 0 {
		hint = topology.UnmatchedHint(labels, r.Topology.Candidates)
	}
	return selected, hint, nil
}
