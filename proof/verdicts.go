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

	Before   bool `json:"before"`   // it was no better before: the same is found, of as many pairs
	Accepted bool `json:"accepted"` // the intent alone is not better: the same is a warning there, of as many pairs
	pairs    string
}

// rank orders what is found of one promise: what is worst counts.
func (v *Verdict) rank() int {
	switch {
	case v.Is == Kept:
		return 0
	case v.Accepted:
		return 1
	case v.Is == NotKnown:
		return 2
	}
	return 3
}

// Verdicts are what findings of Verify say of each promise, in the order of the intent's kinds and, within one, of its rows. What is found of the
// intent alone as well, and is a warning there, is accepted: such as what routes do that it writes by hand.
func Verdicts(p *reachability.Promises, found, alone diag.List) []Verdict {
	type key struct {
		code           *diag.Code
		at             source.Range
		summary, pairs string
	}
	keyOf := func(d *diag.Diagnostic) key { return key{d.Code, d.Subject, d.Summary, pairsOf(d)} }
	warned := map[key]bool{}
	for i := range alone {
		if alone[i].Severity == diag.Warning {
			warned[keyOf(&alone[i])] = true
		}
	}
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
		at, named := index[d.Subject]
		switch {
		case d.Severity == diag.Note:
		case d.Severity == diag.Error && !named:
			out = append(out, Verdict{Kind: "apart", Is: NotKept, Why: d.Summary, At: d.Subject, pairs: pairsOf(d)})
		case named:
			x := Verdict{Is: NotKept, Why: d.Summary, Accepted: warned[keyOf(d)], pairs: pairsOf(d)}
			if reachability.IsUndecided(d.Code) {
				x.Is = NotKnown
			}
			if was := &out[at]; x.rank() > was.rank() {
				was.Is, was.Why, was.Accepted, was.pairs = x.Is, x.Why, x.Accepted, x.pairs
			}
		}
	}
	return slices.Clip(out)
}

// pairsOf says of how many pairs a finding is.
func pairsOf(d *diag.Diagnostic) string {
	if n := len(d.Related); n > 0 {
		return d.Related[n-1].Message
	}
	return ""
}

// Compare marks what was no better before.
func Compare(before, after []Verdict) {
	for i := range after {
		x := &after[i]
		x.Before = x.Is != Kept && slices.ContainsFunc(before, func(b Verdict) bool {
			return b.Kind == x.Kind && b.At == x.At && b.Is == x.Is && b.Why == x.Why && b.pairs == x.pairs
		})
	}
}
