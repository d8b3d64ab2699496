package difference

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/resilience"
)

// mostOutages bounds the pairs that are followed while something is down.
const mostOutages = 200_000

// kept is what becomes of a pair that a failure does not harm: it goes as before, or by the backup.
const kept = "kept"

// An outage is a part of one of the networks, or of both, that is down.
type outage struct {
	part   reachability.Part
	in     [2]bool
	follow [2]*reachability.Follower
	effect [][2]FailureEffect // of each joined pair, in either network
}

// outages are the parts of both networks, those of the new one first.
func (c *comparing) outages() []outage {
	var out []outage
	for _, i := range []int{1, 0} {
		for _, p := range c.worlds[i].Estate.Parts() {
			k := slices.IndexFunc(out, func(o outage) bool { return o.part.ID == p.ID && o.part.Kind == p.Kind })
			if k < 0 {
				k, out = len(out), append(out, outage{part: p})
			}
			out[k].in[i] = true
		}
	}
	return out
}

// failures finds what becomes of pairs when one thing fails, where that differs: of pairs that both networks join.
func (c *comparing) failures() {
	if len(c.differs) == 0 {
		return
	}
	joined := c.joinedByBoth()
	outages := c.outages()
	if len(joined)*len(outages) > mostOutages {
		c.report.Notes = append(c.report.Notes, Note{Help: "`vnetloom resilience` says it of each network",
			Summary: fmt.Sprintf("what is lost when one thing fails is not compared: there are too many pairs, %d of classes, and %d things that may fail",
				len(joined), len(outages))})
		return
	}
	for n := range outages {
		o := &outages[n]
		for i, w := range c.worlds {
			if o.in[i] {
				o.follow[i] = w.Estate.Without(o.part.ID).Follower(w.Appliances)
			}
		}
		for m := range joined {
			o.effect = append(o.effect, [2]FailureEffect{c.effect(o, 0, &joined[m]), c.effect(o, 1, &joined[m])})
		}
	}
	replaced(outages, len(joined))
	for n := range outages {
		c.addFailures(&outages[n], joined)
	}
	rank := []FailureEffect{kept, FailureEffect(resilience.Asymmetric), FailureEffect(resilience.Unknown),
		FailureEffect(resilience.Uninspected), FailureEffect(resilience.Lost)}
	for i := range c.report.Failures {
		x := &c.report.Failures[i]
		if slices.Index(rank, x.Is) > slices.Index(rank, x.Was) {
			x.Change = Worse
		} else {
			x.Change = Better
		}
	}
	slices.SortStableFunc(c.report.Failures, func(x, y FailureChange) int {
		if x.Change != y.Change {
			return map[Change]int{Worse: 0, Better: 1}[x.Change] - map[Change]int{Worse: 0, Better: 1}[y.Change]
		}
		return cmp.Or(cmp.Compare(slices.Index(rank, y.Is), slices.Index(rank, x.Is)), cmp.Compare(y.Pairs, x.Pairs))
	})
}

// A joinedPair is pairs of two classes that both networks join.
type joinedPair struct {
	from, to int
	pairs    int
	a, b     reachability.Endpoint
	cell     [2]reachability.Cell
}

func (c *comparing) joinedByBoth() []joinedPair {
	var out []joinedPair
	both := [2]bool{true, true}
	for i, a := range c.classes {
		for j, b := range c.classes {
			if a.in != both || b.in != both || !a.isSubnets() && !b.isSubnets() || a.internet {
				continue
			}
			x := joinedPair{from: i, to: j, a: a.end(), b: b.end()}
			switch {
			case a.isSubnets() && b.isSubnets():
				x.a.Subnet, x.b.Subnet, x.pairs = between(a, b)
			case a.isSubnets():
				x.a.Subnet, x.pairs = a.subnets[0], len(a.subnets)
			default:
				x.b.Subnet, x.pairs = b.subnets[0], len(b.subnets)
			}
			if x.pairs == 0 {
				continue
			}
			if len(out) == mostOutages {
				return out
			}
			for k := range c.worlds {
				x.cell[k] = c.follow[k].Cell(x.a, x.b, x.pairs)
			}
			if x.cell[0].Outcome == reachability.Delivered && x.cell[1].Outcome == reachability.Delivered {
				out = append(out, x)
			}
		}
	}
	return out
}

// effect is what becomes of a pair in one of the networks: kept where that has no such part, or another way carries it.
func (c *comparing) effect(o *outage, i int, x *joinedPair) FailureEffect {
	if !o.in[i] {
		return kept
	}
	if e := c.worlds[i].Estate; o.part.Kind == reachability.PartRegion && (e.InRegion(x.a, o.part.ID) || e.InRegion(x.b, o.part.ID)) {
		return "" // an end of it is down
	}
	switch effect := resilience.EffectOf(x.cell[i], o.follow[i].Cell(x.a, x.b, x.pairs)); effect {
	case "", resilience.Moved, resilience.Opened:
		return kept
	default:
		return FailureEffect(effect)
	}
}

// replaced takes away what is one for one: where a pair hangs on one part of the new network as it hung on another of that kind in the old one, it
// survives no more and no less than before. So it is with a firewall under another name, and with one in another network; an appliance in the place of a
// firewall is such a part too.
func replaced(outages []outage, pairs int) {
	for m := range pairs {
		for i := range outages {
			o := &outages[i]
			if o.effect[m][0] != kept || harmless(o.effect[m][1]) {
				continue
			}
			k := slices.IndexFunc(outages, func(p outage) bool {
				return p.effect[m] == [2]FailureEffect{o.effect[m][1], kept} && device(p.part.Kind) == device(o.part.Kind)
			})
			if k >= 0 {
				o.effect[m][1], outages[k].effect[m][0] = kept, kept
			}
		}
	}
}

// device is the kind of a part, one for firewalls and appliances.
func device(kind reachability.PartKind) reachability.PartKind {
	if kind == reachability.PartAppliance {
		return reachability.PartFirewall
	}
	return kind
}

// harmless tells whether a pair is as before, or an end of it is down.
func harmless(e FailureEffect) bool { return e == kept || e == "" }

func (c *comparing) addFailures(o *outage, joined []joinedPair) {
	type becomes struct{ was, is FailureEffect }
	found := map[[2]int]becomes{}
	pairs := map[[2]int]int{}
	for n := range joined {
		x := &joined[n]
		if b := (becomes{o.effect[n][0], o.effect[n][1]}); b.was != b.is && b.was != "" && b.is != "" {
			found[[2]int{x.from, x.to}], pairs[[2]int{x.from, x.to}] = b, x.pairs
		}
	}
	type key struct {
		becomes
		both bool
	}
	bundles := map[key]*bundle{}
	var order []key
	for n := range joined {
		e := [2]int{joined[n].from, joined[n].to}
		b, is := found[e]
		if !is {
			continue
		}
		back, answered := found[[2]int{e[1], e[0]}]
		k := key{b, answered && back == b}
		if bundles[k] == nil {
			bundles[k] = &bundle{both: k.both, mirrored: k.both, edges: map[[2]int]*atom{}}
			order = append(order, k)
		}
		bundles[k].edges[e] = &atom{from: e[0], to: e[1], pairs: pairs[e], change: Changed}
	}
	at := 1
	if !o.in[1] {
		at = 0
	}
	name := c.name(at, o.part.ID)
	if o.part.Kind == reachability.PartRegion {
		name = o.part.ID
	}
	for _, k := range order {
		for _, p := range c.fold(bundles[k]) {
			c.report.Failures = append(c.report.Failures, FailureChange{Kind: string(o.part.Kind), Name: name,
				From: p.From, To: p.To, Both: p.Both, Among: p.Among, Pairs: p.Pairs, Was: k.was, Is: k.is})
		}
	}
}
