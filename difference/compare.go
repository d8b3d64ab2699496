package difference

import (
	"cmp"
	"slices"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// Compare finds what differs between two worlds. What deploying the new one does is not asked: Rehearsal, Steps and Notes are empty, and the
// verdict is made by Conclude.
func Compare(old, next *World) *Report {
	c := &comparing{worlds: [2]*World{old, next}, report: newReport()}
	c.follow = [2]*reachability.Follower{old.Estate.Follower(old.Appliances), next.Estate.Follower(next.Appliances)}
	c.differs = append(rehearsal.Compare(old.State, next.State), rehearsal.CompareSecrets(old.State, next.State)...)
	old.out, next.out = waysOut(old.State), waysOut(next.State)
	c.collect()
	c.networks()
	c.paths()
	c.failures()
	c.promises()
	c.resources()
	c.unknown()
	rank := []Change{Lost, Changed, Filtered, Unknown, Gained}
	slices.SortStableFunc(c.report.Paths, func(x, y PathChange) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, x.Change), slices.Index(rank, y.Change)), cmp.Compare(y.Pairs, x.Pairs),
			slices.Compare(x.From.Networks, y.From.Networks), slices.Compare(x.To.Networks, y.To.Networks))
	})
	return c.report
}

// Differs tells whether anything differs but for what is said of deploying it.
func (r *Report) Differs() bool {
	return len(r.Networks)+len(r.Paths)+len(r.Failures)+len(r.Promises)+len(r.Resources)+len(r.Steps)+len(r.NotKnown) > 0
}

func newReport() *Report {
	return &Report{Networks: []NetworkChange{}, Paths: []PathChange{}, Failures: []FailureChange{}, Promises: []PromiseChange{}, Steps: []Step{}, Resources: []ResourceChange{}, NotKnown: []NotKnown{}, Warnings: []Note{}, Notes: []Note{}, Errors: []Note{}}
}

// Erroneous is the report of networks that cannot be compared, since one has errors.
func Erroneous(errors []Note) *Report {
	r := newReport()
	r.Errors, r.Verdict = errors, "not compared: "+count(len(errors), "error", "errors")
	return r
}

// unknown finds what only one of the worlds does not say.
func (c *comparing) unknown() {
	for i, word := range []string{"OLD", "NEW"} {
		for _, what := range c.worlds[i].Unknown {
			if x := (NotKnown{word, what}); !slices.Contains(c.worlds[1-i].Unknown, what) && !slices.Contains(c.report.NotKnown, x) {
				c.report.NotKnown = append(c.report.NotKnown, x)
			}
		}
	}
}
