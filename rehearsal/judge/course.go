package judge

import "slices"

// An Event is the write, the deletion or the owner's act after which something is so.
type Event struct {
	Step  int    // its index, -1 before the first
	Write string // the id of what is written or deleted, or one of the words below
}

// What is no write of a resource.
const (
	Companions    = "its companion steps"
	ItsAppliances = "its appliances" // the owners of machines that forward have them do so as the new network says
)

// A Turn is a way that a pair has from an event on.
type Turn struct {
	Event
	Way Way
}

// A Course is what becomes of a pair during a change.
type Course struct {
	Pair
	Was, Will Way    // in the old network and in the new one, each as it is meant
	InPlace   []Way  // in one that lacks an end: the ways of other subnets of that end's network
	Turns     []Turn // the first is before the first step
}

// Last is how the pair is joined at the end.
func (c *Course) Last() Way { return c.Turns[len(c.Turns)-1].Way }

func (c *Course) add(at Event, way Way) {
	if n := len(c.Turns); n == 0 || !c.Turns[n-1].Way.Equal(way) {
		c.Turns = append(c.Turns, Turn{at, way})
	}
}

// Promised tells whether both networks join the pair.
func (c *Course) Promised() bool { return c.Was.Up() && c.Will.Up() }

// A Down is a time without a way, or on one of which answers are dropped. Where it does not end, To is nil.
type Down struct {
	From Turn
	To   *Turn
}

// Downs are the times in which the pair has no way: each from the first write after which it is so to the one that ends it.
func (c *Course) Downs() []Down {
	var out []Down
	var began *Turn
	for i := range c.Turns {
		t := &c.Turns[i]
		switch {
		case !t.Way.Up() && began == nil:
			began = t
		case t.Way.Up() && began != nil:
			out = append(out, Down{*began, t})
			began = nil
		}
	}
	if began != nil {
		out = append(out, Down{From: *began})
	}
	return out
}

// Interrupted tells whether a way was lost by a write, for a time or for good.
func (c *Course) Interrupted() bool {
	return slices.ContainsFunc(c.Downs(), func(d Down) bool { return d.To == nil || d.From.Step >= 0 })
}

// NewInspectors are the stateful devices that a flow of the pair meets in the new network and not in the old one: flows that are under way are
// unknown to them, and begin anew.
func (c *Course) NewInspectors() []string {
	return slices.DeleteFunc(slices.Clone(c.Will.Via), func(id string) bool { return slices.Contains(c.Was.Via, id) })
}

// Opened is the first turn at which the pair is joined although neither network joins it, nor what is in the place of its ends; nil where there is none.
func (c *Course) Opened() *Turn {
	if c.Was.Joined() || c.Will.Joined() || slices.ContainsFunc(c.InPlace, Way.Joined) {
		return nil
	}
	for i := range c.Turns {
		if c.Turns[i].Way.Joined() {
			return &c.Turns[i]
		}
	}
	return nil
}

// A Bypass is a time in which packets arrive past firewalls or appliances that both networks send them through, as far as they join the pair; also
// where only one direction arrives. Where it does not end, To is nil.
type Bypass struct {
	From Turn
	To   *Turn
	Past []string // ids of what is passed by, as it begins
}

// Bypasses are those of a course.
func (c *Course) Bypasses() []Bypass {
	var out []Bypass
	for i := 0; i < len(c.Turns); i++ {
		past := c.PassedBy(c.Turns[i].Way)
		if len(past) == 0 {
			continue
		}
		end := i
		for end < len(c.Turns) && len(c.PassedBy(c.Turns[end].Way)) > 0 {
			end++
		}
		b := Bypass{From: c.Turns[i], Past: past}
		if end < len(c.Turns) {
			b.To = &c.Turns[end]
		}
		out, i = append(out, b), end
	}
	return out
}

// PassedBy are the firewalls and appliances of which a way lacks those of each network that joins the pair, in the one direction or the other; none
// where one of the two networks sends its packets as the way goes.
func (c *Course) PassedBy(way Way) []string {
	var there, back []passage
	for _, meant := range append([]Way{c.Was, c.Will}, c.InPlace...) {
		there, back = append(there, passage{meant.There, meant.Via}), append(back, passage{meant.Back, meant.Returns})
	}
	past := append(passage{way.There, way.Via}.lacks(there), passage{way.Back, way.Returns}.lacks(back)...)
	slices.Sort(past)
	return slices.Compact(past)
}

// A passage is whether packets arrive in one direction, and the inspectors that they pass.
type passage struct {
	arrives bool
	via     []string
}

// lacks are the inspectors that packets which arrive have not passed, of those of each meant passage that arrives; none where packets pass as one of these.
func (p passage) lacks(meant []passage) []string {
	var out []string
	for _, m := range meant {
		if !p.arrives || !m.arrives {
			continue
		}
		lacks := slices.DeleteFunc(slices.Clone(m.via), func(id string) bool { return slices.Contains(p.via, id) })
		if len(lacks) == 0 {
			return nil
		}
		out = append(out, lacks...)
	}
	return out
}
