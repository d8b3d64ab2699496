package difference

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/source"
)

// promises compares what is promised, where both worlds can promise something, and finds what the new world does not keep of either.
func (c *comparing) promises() {
	old, next := c.worlds[0], c.worlds[1]
	fails, unsure := broken(next.Estate, &old.Promises)
	notKept := c.overWhatIsThere()
	was, is := saysOf(old), saysOf(next)
	for _, key := range unionKeys(was, is) {
		a, had := was[key]
		b, has := is[key]
		kind, name, _ := strings.Cut(key, " ")
		x := PromiseChange{Kind: kind, Name: name, Was: a, Is: b}
		switch {
		case has && cmp.Or(next.Failing[key], notKept[key]) != "":
			x.Change, x.Fails = Failing, cmp.Or(next.Failing[key], notKept[key])
		case has && !had && old.MayPromise:
			x.Change = Added
		case has && had && a != b:
			x.Change = Changed
		case !has && fails[key] != "":
			x.Change, x.Fails = Broken, fails[key]
		case !has && next.MayPromise:
			x.Change = Gone
		case !has && unsure[key] != "":
			x.Change, x.Fails = Broken, unsure[key]
		default:
			continue
		}
		c.report.Promises = append(c.report.Promises, x)
	}
	rank := []Change{Failing, Broken, Gone, Changed, Added}
	slices.SortStableFunc(c.report.Promises, func(x, y PromiseChange) int {
		return cmp.Compare(slices.Index(rank, x.Change), slices.Index(rank, y.Change))
	})
}

// overWhatIsThere are the promises of the new world that it does not keep over an old one that promises nothing, such as what is deployed: by what
// is there, an intent alone may keep them. Of which that does not say enough, and the intent does, it is not known.
func (c *comparing) overWhatIsThere() map[string]string {
	old, next := c.worlds[0], c.worlds[1]
	if old.MayPromise {
		return nil
	}
	fails, unsure := broken(next.Estate, &next.Promises)
	for _, key := range slices.Sorted(maps.Keys(unsure)) {
		if next.Unsure[key] == "" {
			c.report.NotKnown = append(c.report.NotKnown, NotKnown{"NEW", strings.Replace(key, " ", ".", 1) + ": " + unsure[key]})
		}
	}
	return fails
}

// saysOf are the promises of a world, by kind and name.
func saysOf(w *World) map[string]string {
	out := map[string]string{}
	for _, p := range w.Says {
		out[p.Kind+" "+p.Name] = p.Says
	}
	return out
}

// broken are the promises that an estate does not keep, by kind and name, and how; and those of which it does not say enough.
func broken(e *reachability.Estate, p *reachability.Promises) (fails, unsure map[string]string) {
	if len(p.Expect)+len(p.Isolate) == 0 {
		return nil, nil
	}
	return Unkept(p, e.Expected(reachability.Promises{Names: p.Names, Appliances: p.Appliances, Skip: p.Skip, Expect: p.Expect, Isolate: p.Isolate}))
}

// Unkept are the promises that findings speak of, by kind and name: those that are not kept, and how; and those that cannot be checked.
func Unkept(p *reachability.Promises, found diag.List) (fails, unsure map[string]string) {
	key := map[source.Range]string{}
	for i := range p.Expect {
		key[p.Expect[i].At] = "expect " + p.Expect[i].Name
	}
	for i := range p.Isolate {
		key[p.Isolate[i].At] = "isolate " + p.Isolate[i].Name
	}
	fails, unsure = map[string]string{}, map[string]string{}
	for _, d := range found {
		k, out := key[d.Subject], unsure
		if d.Severity == diag.Error {
			out = fails
		}
		if k != "" && out[k] == "" {
			out[k] = d.Summary
		}
	}
	return fails, unsure
}
