package difference

import (
	"fmt"
	"strings"
)

// Conclude makes the verdict, once all else is known.
func (r *Report) Conclude() {
	if r.Equal = !r.Differs(); r.Equal {
		r.Verdict = "equal: nothing differs in what is reached, deployed or promised"
		return
	}
	parts := []string{r.ofPaths()}
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(r.ofNetworks())
	add(r.ofPromises())
	add(r.ofRehearsal())
	add(r.ofSteps())
	if len(parts) == 1 && len(r.Resources) > 0 {
		add(count(len(r.Resources), "resource differs", "resources differ"))
	}
	r.Verdict = strings.Join(parts, "; ")
}

func (r *Report) ofPaths() string {
	c := &r.Counts
	var parts []string
	for _, x := range []struct {
		n         int
		one, many string
	}{{c.Lost, "1 pair loses its path", "%d pairs lose their path"}, {c.Changed, "1 pair takes another path", "%d pairs take another path"},
		{c.Gained, "1 pair gains a path", "%d pairs gain a path"}, {c.Unknown, "of 1 pair the path is not known", "of %d pairs the path is not known"},
		{c.Beyond, "1 pair is not followed", "%d pairs are not followed"}} {
		switch {
		case x.n == 1:
			parts = append(parts, x.one)
		case x.n > 1:
			parts = append(parts, fmt.Sprintf(x.many, x.n))
		}
	}
	if len(parts) == 0 {
		return "no path changes"
	}
	return strings.Join(parts, ", ")
}

func (r *Report) ofNetworks() string {
	n := map[Change]int{}
	for _, x := range r.Networks {
		n[x.Change]++
	}
	var parts []string
	for _, x := range []struct {
		change    Change
		one, many string
	}{{Added, "1 network or site is new", "%d networks and sites are new"}, {Gone, "1 network or site is gone", "%d networks and sites are gone"},
		{Changed, "1 network or site has other prefixes or subnets", "%d networks and sites have other prefixes or subnets"}} {
		if n[x.change] > 0 {
			parts = append(parts, plural(n[x.change], x.one, x.many))
		}
	}
	return strings.Join(parts, ", ")
}

func (r *Report) ofPromises() string {
	n := map[Change]int{}
	for _, p := range r.Promises {
		n[p.Change]++
	}
	var parts []string
	for _, x := range []struct {
		change    Change
		one, many string
	}{{Failing, "1 promise fails", "%d promises fail"}, {Broken, "1 promise is gone and does not hold any more", "%d promises are gone and do not hold any more"},
		{Gone, "1 promise is gone", "%d promises are gone"}, {Changed, "1 promise changes", "%d promises change"}, {Added, "1 promise is new", "%d promises are new"}} {
		if n[x.change] > 0 {
			parts = append(parts, plural(n[x.change], x.one, x.many))
		}
	}
	return strings.Join(parts, ", ")
}

func (r *Report) ofRehearsal() string {
	if r.Rehearsal == nil {
		return ""
	}
	j := r.Rehearsal.Report
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plural(n, one, many))
		}
	}
	add(len(j.Refused), "Azure refuses 1 write", "Azure refuses %d writes")
	interrupted := 0
	for i := range j.Lost {
		interrupted += max(j.Lost[i].Pairs, 1)
	}
	add(interrupted, "a deployment interrupts 1 pair", "a deployment interrupts %d pairs")
	add(len(j.Ends), "1 kind of pair does not end as NEW has it", "%d kinds of pairs do not end as NEW has them")
	add(len(j.Reset)+len(j.Removed), "1 value is reset", "%d values are reset")
	add(len(j.Disturbed), "1 change may interrupt tunnels or sessions", "%d changes may interrupt tunnels or sessions")
	add(len(j.LeftBehind), "1 resource is left behind", "%d resources are left behind")
	if len(parts) == 0 && r.Rehearsal.Clean {
		return "a deployment interrupts nothing"
	}
	return strings.Join(parts, ", ")
}

func (r *Report) ofSteps() string {
	if len(r.Steps) == 0 {
		return ""
	}
	return plural(len(r.Steps), "1 step beside the templates", "%d steps beside the templates")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

func count(n int, one, many string) string { return fmt.Sprintf("%d %s", n, plural(n, one, many)) }
