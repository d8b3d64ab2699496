package judge

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

// Pair is two ends that are followed while something is written.
type Pair struct {
	Name     string // for a reader: shop to db
	From, To reachability.Endpoint
	Flow     reachability.Flow // the zero Flow stands for some packet

	Class  [2]int // of its ends, as Followed has them: pairs of one class and of one Inside are alike
	Inside bool   // both ends are in one network
	Stands int    // for how many pairs it stands, with all others of its class
}

// Way is how a pair is joined at one time.
type Way struct {
	There   bool     // the first packet arrives
	Back    bool     // and its answer
	Via     []string // ids of the inspectors on the way there, in order
	Same    bool     // the answer passes the same ones
	Returns []string // ids of those that the answer passes, in the order of the way there
	Why     string   // of what does not arrive: a sentence
	Unknown bool     // of one to the internet: whether it arrives is not known
}

// Joined tells whether packets arrive in both directions.
func (w Way) Joined() bool { return w.There && w.Back }

// Up tells whether questions arrive, and answers by the same firewalls.
func (w Way) Up() bool { return w.Joined() && w.Same }

// Equal tells whether two ways are one. Why something does not arrive does not count.
func (w Way) Equal(o Way) bool {
	return w.There == o.There && w.Back == o.Back && w.Same == o.Same && slices.Equal(w.Via, o.Via) && slices.Equal(w.Returns, o.Returns)
}

// Describe is a way in a few words.
func (w Way) Describe() string {
	switch {
	case !w.Joined():
		return "apart"
	case !w.Same:
		return "asymmetric"
	case len(w.Via) == 0:
		return "joined directly"
	}
	return "joined by " + Briefs(w.Via)
}

func wayOf(t reachability.Trace) Way {
	w := Way{There: t.There.Outcome == reachability.Delivered, Back: t.Back.Outcome == reachability.Delivered, Via: t.There.Inspectors(), Why: t.There.Why}
	back := t.Back.Inspectors()
	slices.Reverse(back)
	w.Returns, w.Same = back, slices.Equal(w.Via, back)
	if w.There && !w.Back {
		w.Why = t.Back.Why
	}
	return w
}

// way is that of the pair by a trace.
func (p *Pair) way(t reachability.Trace) Way {
	if p.To.Internet {
		return outOf(t)
	}
	return wayOf(t)
}

// outOf is the way of a pair that leaves for the internet: how answers come back is Azure's matter.
func outOf(t reachability.Trace) Way {
	via := t.There.Inspectors()
	arrives := t.There.Outcome == reachability.Delivered
	return Way{There: arrives, Back: arrives, Via: via, Same: true, Returns: via, Why: t.There.Why, Unknown: t.There.Outcome == reachability.NotKnown}
}

// Brief is an id without what most ids have in common: vnet-hub/subnets/shared.
func Brief(id string) string {
	_, after, ok := strings.Cut(id, "/providers/")
	if !ok {
		return id[strings.LastIndexByte(id, '/')+1:]
	}
	parts := strings.SplitN(after, "/", 3)
	return parts[len(parts)-1]
}

// Briefs are ids without what most ids have in common, for a sentence.
func Briefs(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = Brief(id)
	}
	return strings.Join(names, ", ")
}
