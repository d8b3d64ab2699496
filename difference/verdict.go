package difference

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/resilience"
)

// Conclude makes the verdict, once all else is known.
func (r *Report) Conclude() {
	if r.Equal = !r.Differs(); r.Equal {
		r.Verdict = "equal: nothing differs in what is reached, deployed or promised"
		return
	}
	parts := []string{r.ofPaths()}
	if n := len(r.NotKnown); n > 0 {
		parts = append(parts, count(n, "value is not known", "values are not known"))
	}
	for _, text := range []string{r.ofFailures(), r.ofPromises(), r.ofRehearsal()} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if n := len(r.Steps); n > 0 {
		parts = append(parts, count(n, "step", "steps")+" beside the templates")
	}
	switch n, m := len(r.Networks), len(r.Resources); {
	case n > 0:
		parts = append(parts, count(n, "network or site differs", "networks or sites differ"))
	case len(parts) == 1 && m > 0:
		parts = append(parts, count(m, "resource differs", "resources differ"))
	}
	r.Verdict = strings.Join(parts, "; ")
}

// A tally counts things for a sentence: 4 pairs lose their path, 8 take another.
type tally struct{ parts []string }

// add adds a number of things. The first part names them, the others are short.
func (t *tally) add(n int, one, many, shortOne, short string) {
	switch {
	case n == 0:
	case len(t.parts) > 0:
		t.parts = append(t.parts, count(n, shortOne, short))
	default:
		t.parts = append(t.parts, count(n, one, many))
	}
}

func (t *tally) String() string { return strings.Join(t.parts, ", ") }

func (r *Report) ofPaths() string {
	var t tally
	c := &r.Counts
	t.add(c.Lost, "pair loses its path", "pairs lose their path", "loses it", "lose it")
	t.add(c.Changed, "pair takes another path", "pairs take another path", "takes another", "take another")
	t.add(c.Filtered, "pair lets other packets pass", "pairs let other packets pass", "lets other packets pass", "let other packets pass")
	t.add(c.Gained, "pair gains a path", "pairs gain a path", "gains one", "gain one")
	t.add(c.Unknown, "pair has a path that is not known", "pairs have a path that is not known", "is not known", "are not known")
	t.add(c.Beyond, "pair is not followed", "pairs are not followed", "is not followed", "are not followed")
	if t.parts == nil {
		return "no path changes"
	}
	return t.String()
}

// ofFailures counts the pairs that do not survive what they survived before, the worst of all failures.
func (r *Report) ofFailures() string {
	by := map[string]int{}
	most := 0
	for _, x := range r.Failures {
		if x.Change == Worse && x.Is == FailureEffect(resilience.Lost) {
			by[x.Kind+" "+x.Name] += x.Pairs
			most = max(most, by[x.Kind+" "+x.Name])
		}
	}
	if most == 0 {
		return ""
	}
	return count(most, "pair no longer survives a failure that it did", "pairs no longer survive a failure that they did")
}

func (r *Report) ofPromises() string {
	n := map[Change]int{}
	for _, p := range r.Promises {
		n[p.Change]++
	}
	var t tally
	t.add(n[Failing], "promise fails", "promises fail", "fails", "fail")
	t.add(n[Broken], "promise is broken", "promises are broken", "is broken", "are broken")
	t.add(n[Gone], "promise is gone", "promises are gone", "is gone", "are gone")
	t.add(n[Changed], "promise changes", "promises change", "changes", "change")
	t.add(n[Added], "promise is new", "promises are new", "is new", "are new")
	return t.String()
}

func (r *Report) ofRehearsal() string {
	if r.Rehearsal == nil {
		return ""
	}
	j := r.Rehearsal.Report
	interrupted := 0
	for i := range j.Lost {
		interrupted += max(j.Lost[i].Pairs, 1)
	}
	var parts []string
	for _, x := range []struct {
		n         int
		one, many string
	}{{len(j.Refused), "write is refused", "writes are refused"}, {interrupted, "pair is interrupted", "pairs are interrupted"},
		{len(j.Bypassed), "kind of pair passes a firewall by", "kinds of pairs pass a firewall by"},
		{len(j.Opened), "kind of pair is open for a time", "kinds of pairs are open for a time"},
		{len(j.Ends), "kind of pair is not as NEW has it", "kinds of pairs are not as NEW has them"},
		{harmed(j.Egress), "kind of subnet has no way to the internet for a time", "kinds of subnets have no way to the internet for a time"},
		{len(j.Vacate), "subnet has to be empty before", "subnets have to be empty before"},
		{len(j.Disturbed), "change may drop tunnels or sessions", "changes may drop tunnels or sessions"},
		{len(j.Reset) + len(j.Removed), "value is reset", "values are reset"}, {len(j.LeftBehind), "resource is left behind", "resources are left behind"}} {
		if x.n > 0 {
			parts = append(parts, count(x.n, x.one, x.many))
		}
	}
	switch {
	case len(parts) > 0:
		return "deploying it: " + strings.Join(parts, ", ")
	case r.Rehearsal.Clean, len(j.NotInSync) > 0 && len(j.NotHeld)+len(j.Skipped) == 0: // who synchronizes is said among the steps
		return "deploying it interrupts nothing"
	}
	return ""
}

func harmed(list []judge.Egress) int {
	n := 0
	for i := range list {
		if list[i].Harms() {
			n++
		}
	}
	return n
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
