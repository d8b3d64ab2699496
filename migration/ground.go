package migration

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// mostPairs bounds the pairs that are followed: those of estates in which hardly two networks are alike.
const mostPairs = 20000

// mostLooks bounds how many times pairs are looked at until steps are found that are good enough: what has been found by then counts. An estate of eight
// networks and
// some sites in which no order is good takes a tenth of it, in half a minute.
const mostLooks = 4_000_000

// enough tells whether no other steps are tried any more, and notes it.
func (g *ground) enough() bool {
	over := g.looks >= g.most
	g.cutShort = g.cutShort || over
	return over
}

// A ground is what all ways between two networks have in common: where they begin and end, and which pairs are followed.
type ground struct {
	start, target *rehearsal.Store // the old network, and the new one alone
	refused       []rehearsal.Step // of the old network
	followed      *judge.Followed
	change        judge.Case      // without steps
	each          map[kind]int    // how many pairs of a kind are followed, either way as one
	moves         map[string]bool // sites to which other gateways lead in the new network
	naive         *Naive
	members       *members

	same      map[[sha256.Size]byte]*builder // what was judged, by the signature of its steps
	rehearsed int                            // how many times steps were
	looks     int                            // and how many times a pair was looked at meanwhile
	most      int                            // looks after which no other steps are tried
	cutShort  bool                           // some were not tried for that
}

// ground lays the ground.
func (in *Input) ground() (*ground, error) {
	g := &ground{most: cmp.Or(in.MostLooks, mostLooks), same: map[[sha256.Size]byte]*builder{}, start: rehearsal.New(StoreOf(in.Old.Topology, in.New.Topology)), target: rehearsal.New(StoreOf(in.New.Topology))}
	old, err := in.Print(in.Old.Plan)
	if err != nil {
		return nil, err
	}
	next, err := in.Print(in.New.Plan)
	if err != nil {
		return nil, err
	}
	if err := stand(g.start, in.Old.Plan, in.New.Plan); err != nil {
		return nil, err
	}
	g.start.Assume(append(slices.Clone(old), next...))
	result, err := in.deploy(g.start, in.Old.Plan)
	late, err := refusedSteps(err)
	if err != nil {
		return nil, err
	}
	g.refused = result.Refused()
	for _, r := range late {
		g.refused = append(g.refused, rehearsal.Step{ID: r.id, Type: kindOf(r.id), Refusal: r.refusal})
	}
	if err := stand(g.target, in.New.Plan); err != nil {
		return nil, err
	}
	g.target.Assume(next)
	_, err = in.deploy(g.target, in.New.Plan)
	if _, err = refusedSteps(err); err != nil {
		return nil, err
	}
	g.follow(in)
	g.moves = map[string]bool{}
	ids := siteIDs(in.Old.Topology, in.New.Topology)
	of := map[string][]string{}
	for site, links := range linksOf(in.Old.Topology) {
		of[ids[0][site]] = links
	}
	for site, links := range linksOf(in.New.Topology) {
		before, is := of[ids[1][site]]
		g.moves[ids[1][site]] = is && len(links) > 0 && !slices.ContainsFunc(links, func(link string) bool { return slices.Contains(before, link) })
	}
	g.members = g.membersOf(in)
	return g, g.overTheOld(next)
}

// deploy deploys a plan, and what its companion steps make.
func (in *Input) deploy(s *rehearsal.Store, p *plan.Plan) (*rehearsal.Result, error) {
	printed, err := in.Print(p)
	if err != nil {
		return nil, err
	}
	result, _ := s.Deploy(printed, rehearsal.Declared)
	return result, act(s, p)
}

// follow finds the pairs that are followed, either way: first those from the end that comes first by its id, subnets before sites.
func (g *ground) follow(in *Input) {
	old, next := in.Old.Topology, in.New.Topology
	facts := FactsOf(old, next)
	c := &g.change
	c.Sites, c.Always = facts.Sites, in.Always
	networks := &judge.Networks{Old: g.start, New: g.target, Sites: facts.Sites, Skip: facts.Skip, Apart: facts.Apart, Most: mostPairs,
		Appliances: [2][]reachability.Appliance{appliancesOf(old), appliancesOf(next)}}
	g.followed = networks.Follow()
	c.Pairs, c.Keep = g.followed.Pairs, g.followed.Keep(networks)
	proper := judge.Spelling(g.start.State(), g.target.State())
	for i := range c.Pairs {
		p := &c.Pairs[i]
		p.Name = judge.Short(proper(cmp.Or(p.From.Subnet, p.From.Site))) + " to " + judge.Short(proper(cmp.Or(p.To.Subnet, p.To.Site)))
	}
	g.each = map[kind]int{}
	for i := range c.Pairs {
		if p := &c.Pairs[i]; !isBackward(p) {
			g.each[kindOfPair(p)]++
		}
	}
	slices.SortStableFunc(c.Pairs, func(a, b judge.Pair) int {
		if x, y := isBackward(&a), isBackward(&b); x != y {
			if x {
				return 1
			}
			return -1
		}
		return cmp.Or(compareEnds(a.From, b.From), compareEnds(a.To, b.To))
	})
	c.Meant(g.start, g.target, networks.Appliances[0], networks.Appliances[1])
	c.Appliances, c.AtTheEnd = appliancesOf(old, next), appliancesOf(next, old) // from which subnet one address forwards its owner changes, when is not known: at the end
	if c.AtTheEnd == nil {
		c.AtTheEnd = []reachability.Appliance{}
	}
}

func compareEnds(a, b reachability.Endpoint) int {
	return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Subnet, b.Subnet))
}

// isBackward tells a pair from that of the same ends which is named first.
func isBackward(p *judge.Pair) bool { return compareEnds(p.From, p.To) > 0 }

// overTheOld deploys the new network over the old one.
func (g *ground) overTheOld(printed []rehearsal.Deployment) error {
	over := g.change
	over.Steps, over.Appliances, over.AtTheEnd = []judge.Step{{Deploy: printed}}, over.AtTheEnd, nil
	run, err := over.Run(g.start.Clone(), rehearsal.Declared)
	if err != nil {
		return err
	}
	g.naive = &Naive{Skipped: len(run.Results[0].Skipped), LeftBehind: run.Results[0].LeftBehind}
	for _, r := range run.Refused() {
		g.naive.Refused = append(g.naive.Refused, Brief(r.ID)+": "+r.Refusal.Code)
	}
	g.naive.Interruptions = g.count(func(i int) bool { c := &run.Courses[i]; return c.Promised() && c.Interrupted() })
	g.naive.Uninspected = g.count(func(i int) bool {
		c := &run.Courses[i]
		return c.Will.Up() && len(c.Will.Via) > 0 && c.Last().Joined() && !c.Last().Equal(c.Will)
	})
	return nil
}

// A kind is pairs that are alike, either way.
type kind struct {
	ends   [2]int
	inside bool
}

func kindOfPair(p *judge.Pair) kind {
	return kind{[2]int{min(p.Class[0], p.Class[1]), max(p.Class[0], p.Class[1])}, p.Inside}
}

// alike is how many pairs are of a kind, either way as one.
func alike(p *judge.Pair) int {
	if p.Class[0] == p.Class[1] { // each is there twice
		return p.Stands / 2
	}
	return p.Stands
}

// count is how many pairs some of those that are followed stand for, either way as one: of a kind that is not followed whole, all.
func (g *ground) count(is func(i int) bool) int {
	found := map[kind][]int{}
	for i := range g.change.Pairs {
		if k := kindOfPair(&g.change.Pairs[i]); is(i) {
			found[k] = append(found[k], i)
		}
	}
	n := 0
	for _, pairs := range found {
		if first := &g.change.Pairs[pairs[0]]; !g.isWhole(first) {
			n += alike(first)
			continue
		}
		names := map[string]bool{}
		for _, i := range pairs {
			names[eitherWay(&g.change.Pairs[i])] = true
		}
		n += len(names)
	}
	return n
}

// otherWays are, of each pair by its index, the index of the same ends the other way.
func otherWays(pairs []judge.Pair) map[int]int {
	type ends struct{ from, to reachability.Endpoint }
	at := map[ends]int{}
	for i := range pairs {
		at[ends{pairs[i].From, pairs[i].To}] = i
	}
	out := map[int]int{}
	for i := range pairs {
		if other, is := at[ends{pairs[i].To, pairs[i].From}]; is {
			out[i] = other
		}
	}
	return out
}

// eitherWay is one for a pair and that of the other direction.
func eitherWay(p *judge.Pair) string {
	a, b := cmp.Or(p.From.Subnet, p.From.Site), cmp.Or(p.To.Subnet, p.To.Site)
	return min(a, b) + "\n" + max(a, b)
}

// isWhole tells whether all pairs of a kind are followed.
func (g *ground) isWhole(p *judge.Pair) bool { return g.each[kindOfPair(p)] == alike(p) }

// called is what a pair is called where it stands for others.
func (g *ground) called(p *judge.Pair) string {
	switch n := alike(p) - 1; {
	case g.isWhole(p):
		return p.Name
	case n == 1:
		return p.Name + " and the pair like it"
	default:
		return fmt.Sprintf("%s and the %d pairs like it", p.Name, n)
	}
}
