package proof

import (
	"slices"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/source"
)

// A Keeping says what became of a promise.
type Keeping string

// What becomes of a promise.
const (
	Kept     Keeping = "holds"
	NotKept  Keeping = "not kept"
	NotKnown Keeping = "not known" // it rests on what is not known, such as the rules of somebody else's firewall policy
)

// A Verdict is what became of one promise of an intent: an entry of connections, expect or isolate. Of what nothing joins, and reaches each other all
// the same, it is one without a name.
type Verdict struct {
	Kind string       `json:"kind"` // connections | expect | isolate | apart
	Name string       `json:"name"`
	Is   Keeping      `json:"is"`
	Why  string       `json:"why"` // "" where it holds
	At   source.Range `json:"-"`
}

// Verdicts are what findings of Verify say of each promise, in the order of the intent's kinds and, within one, of its rows.
func Verdicts(p *reachability.Promises, found diag.List) []Verdict {
	var out []Verdict
	index := map[source.Range]int{}
	add := func(kind, name string, at source.Range) {
		if _, there := index[at]; !there && !at.IsZero() {
			index[at] = len(out)
			out = append(out, Verdict{Kind: kind, Name: name, Is: Kept, At: at})
		}
	}
	for i := range p.Joins {
		add("connections", p.Joins[i].Name, p.Joins[i].At)
	}
	for i := range p.Links {
		add("connections", "", p.Links[i].At)
	}
	for i := range p.Expect {
		add("expect", p.Expect[i].Name, p.Expect[i].At)
	}
	for i := range p.Isolate {
		add("isolate", p.Isolate[i].Name, p.Isolate[i].At)
	}
	for i := range found {
		d := &found[i]
		at, ours := index[d.Subject]
		switch {
		case d.Severity == diag.Note:
		case d.Severity == diag.Error && !ours:
			out = append(out, Verdict{Kind: "apart", Is: NotKept, Why: d.Summary, At: d.Subject})
		case !ours || out[at].Is == NotKept:
		case d.Severity == diag.Error && !reachability.IsUndecided(d.Code):
			out[at].Is, out[at].Why = NotKept, d.Summary
		case out[at].Is == Kept:
			out[at].Is, out[at].Why = NotKnown, d.Summary
		}
	}
	return slices.Clip(out)
}
