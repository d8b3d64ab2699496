package migration

import (
	"cmp"
	"maps"

	"github.com/vnetloom/vnetloom/diag"
)

// mostTries bounds how often the steps are made anew: each time they are rehearsed.
const mostTries = 12

// held makes the migration by which firewalls let through on the way what is said. What opens a pair, or leads it past a firewall, until another write is held
// back until then; unless pairs that both networks join are interrupted by that.
func (in Input) held(g *ground, f filters) (*Migration, error) {
	forced := map[string]string{}
	best, err := in.migration(g, f, holds{}, forced)
	if err != nil {
		return nil, err
	}
	tried, more := holds{}, best.begins
	for try := 0; try < mostTries && !maps.Equal(tried, more); try++ {
		if g.enough() {
			break
		}
		next, err := in.migration(g, f, more, forced)
		if err != nil {
			return nil, err
		}
		tried = more
		if next.harms(best) {
			late := next.late(best)
			if more = tried.narrowed(late); !maps.Equal(tried, more) {
				continue
			}
			if !addNew(forced, late) {
				break
			}
			more = tried.without(forced)
			continue
		}
		if next.betterThan(best) {
			best = next
		}
		more = tried.and(next.begins).without(forced)
	}
	if len(forced) > 0 && best.errors() > 0 { // what is forced has a rule
		if best, err = in.migration(g, f, best.holds, forced); err != nil {
			return nil, err
		}
	}
	return best.out, nil
}

// addNew adds what another map has, and tells whether a key is new.
func addNew(to, more map[string]string) bool {
	n := len(to)
	maps.Copy(to, more)
	return len(to) > n
}

// betterThan tells whether the steps of one are better than those of another: fewer errors, then fewer bypasses, then shorter interruptions, and nothing worse.
func (b *builder) betterThan(o *builder) bool {
	errors, others := b.errors(), o.errors()
	better := b.passed < o.passed || b.passed == o.passed && b.lasts() < o.lasts()
	return errors < others || errors == others && better && !b.harms(o)
}

// lasts is through how many steps interruptions last.
func (b *builder) lasts() int {
	n := 0
	for _, i := range b.interrupted {
		n += i.toStep - i.fromStep
	}
	return n
}

// harms tells whether the steps of one interrupt more than those of another, or what no rule forces.
func (b *builder) harms(o *builder) bool {
	return b.noRule() > o.noRule() || len(b.interrupted) > len(o.interrupted)
}

func (b *builder) errors() int { return len(b.out.Findings.Without(diag.Warning)) }

// noRule is how many interruptions no rule forces.
func (b *builder) noRule() int {
	n := 0
	for _, i := range b.interrupted {
		if i.Rule == "" {
			n++
		}
	}
	return n
}

// late are the writes that end interruptions which others do not have, each with a pair that is interrupted until it: they come too late.
func (b *builder) late(others *builder) map[string]string {
	known := map[string]bool{}
	for _, i := range others.interrupted {
		known[i.Pair] = i.Rule != "" || known[i.Pair]
	}
	out := map[string]string{}
	for _, i := range b.interrupted {
		if i.Rule == "" || !known[i.Pair] {
			for _, key := range b.members.alike(lower(i.until)) {
				out[key] = cmp.Or(out[key], i.Pair)
			}
		}
	}
	return out
}
