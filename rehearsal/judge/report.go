package judge

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/rehearsal"
)

// A Report is what came of a case: data for whoever prints it. Lists are in the order of the writes, and never nil.
type Report struct {
	Writes     int           `json:"writes"` // of the templates
	Orders     Orders        `json:"orders"`
	Created    []Made        `json:"created"`
	Changed    []Change      `json:"changed"`
	Reset      []Change      `json:"reset"`    // what no template says, and is Azure's default now
	Removed    []Change      `json:"removed"`  // what a write has taken away
	Expected   []Expected    `json:"expected"` // what others make of what is deployed, as a list says that they do
	Disturbed  []Disturbance `json:"disturbed"`
	Vacate     []Vacancy     `json:"vacate"` // subnets that have to be empty, or a write is refused
	Refused    []Refused     `json:"refused"`
	Skipped    []string      `json:"skipped"` // ids of what is not written since something it waits for was refused
	Unknown    []string      `json:"unknown"` // values that neither the templates nor the store have
	LeftBehind []string      `json:"leftBehind"`
	NotHeld    []NotHeld     `json:"notHeld"`   // what is written, and of which OLD does not say whether or how it is there
	NotInSync  []string      `json:"notInSync"` // ids of halves of peerings that do not know the address spaces as they are
	Pairs      Counts        `json:"pairs"`
	Lost       []Loss        `json:"lost"`     // of what both networks join: without a way, or asymmetric
	Bypassed   []Loss        `json:"bypassed"` // packets arrive past what both networks send them through
	Opened     []Loss        `json:"opened"`   // reachable, and neither network joins them
	Ends       []End         `json:"ends"`     // pairs that are not joined at the end as the new network alone would join them
	Egress     []Egress      `json:"egress"`   // subnets that leave for the internet otherwise, or have no way there for a time
	Begin      []Begin       `json:"begin"`    // flows that meet a stateful device which has not seen them begin
}

// Orders say by which orders the writes were run.
type Orders struct {
	Reversed bool `json:"reversed"` // beside the declared one
	Harmful  int  `json:"harmful"`
	Tried    int  `json:"tried"`   // writes that were tried first
	Untried  int  `json:"untried"` // writes and pairs that are beyond the bounds
}

// A Made is a resource that is created.
type Made struct {
	ID    string `json:"id"`
	Type  string `json:"type"`
	Root  string `json:"root"`
	Takes Takes  `json:"takes"`
}

// A Change is a property, or a part of a body, that a write has changed.
type Change struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Path string `json:"path"`
	Was  any    `json:"was"` // nil: nothing
	Is   any    `json:"is"`
	Root string `json:"root"`
}

// An Expected is a change that a list says is made by others, such as Azure Policy: a property, or with an empty Path a resource that is left behind.
type Expected struct {
	Change
	Reason string `json:"reason"`
}

// A NotHeld is a resource that is written over what is not known.
type NotHeld struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Why  string `json:"why"`
}

// A Disturbance is a change that interrupts traffic, or may, which no path shows: tunnels, sessions.
type Disturbance struct {
	ID   string `json:"id"`
	Note string `json:"note"`
	Root string `json:"root"`
}

// A Vacancy is a subnet that a write deletes, or takes a prefix from, and of which it is not known what is in it.
type Vacancy struct {
	ID   string   `json:"id"`
	Was  []string `json:"was"` // its prefixes
	Is   []string `json:"is"`  // none where it is deleted
	Code string   `json:"code"`
	Root string   `json:"root"`
}

// A Refused is a write that Azure refuses.
type Refused struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Root    string `json:"root"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Source  string `json:"source"`
	Order   string `json:"order"` // the first order that shows it: declared, reversed
}

// Counts are how many pairs there are.
type Counts struct {
	Followed int `json:"followed"`
	StandFor int `json:"standFor"`
	Promised int `json:"promised"` // of these, both networks join so many
	Beyond   int `json:"beyond"`   // classes of pairs beyond the bound
	NotKnown int `json:"notKnown"` // pairs that are not followed, since OLD does not say how it joins them
}

// Alike are pairs of a class, by the one of them that it is worst for.
type Alike struct {
	From  Side `json:"from"`
	To    Side `json:"to"`
	Both  bool `json:"bothWays"` // it is so of flows that begin at either end
	Pairs int  `json:"pairs"`    // how many pairs are alike
	class class
}

// Among tells pairs of ends that are alike with each other.
func (a *Alike) Among() bool { return a.class.ends[0] == a.class.ends[1] }

// A Side is one end of pairs of a class.
type Side struct {
	End     string `json:"end"`     // id of the subnet, or the site
	Members int    `json:"members"` // how many are alike
}

// A Loss is a time in which pairs are otherwise than either network has them.
type Loss struct {
	Alike
	State  string   `json:"state"` // apart, asymmetric, or how they are joined
	After  Moment   `json:"after"`
	Until  *Moment  `json:"until"` // nil: it does not end
	Why    string   `json:"why"`
	Past   []string `json:"past"`  // ids of what is passed by
	Order  string   `json:"order"` // the order that shows it: declared, reversed, harmful
	Slow   []Made   `json:"slow"`  // writes between that take minutes, and that the end waits for
	weight int
}

// A Moment is a write.
type Moment struct {
	Write string `json:"write"`
	Root  string `json:"root"`
}

// An End is pairs that end otherwise than the new network alone would join them.
type End struct {
	Alike
	Is    string `json:"is"`
	Meant string `json:"meant"`
	Why   string `json:"why"`
}

// A Begin is pairs whose flows meet a stateful device in the new network that was not on their way in the old one.
type Begin struct {
	Alike
	Devices []string `json:"devices"` // ids
}

// WithoutUnheld moves what is said of resources that the old network does not hold to NotHeld: whether they are created, and what of them is changed
// or reset, nobody knows. unheld tells why an id is not held, "" where it is.
func (r *Report) WithoutUnheld(unheld func(id string) string) {
	listed := map[string]bool{}
	lacks := func(id, kind string) bool {
		why := unheld(id)
		if why != "" && !listed[strings.ToLower(id)] {
			listed[strings.ToLower(id)] = true
			r.NotHeld = append(r.NotHeld, NotHeld{id, kind, why})
		}
		return why != ""
	}
	r.Created = slices.DeleteFunc(r.Created, func(m Made) bool { return lacks(m.ID, m.Type) })
	for _, list := range []*[]Change{&r.Changed, &r.Reset, &r.Removed} {
		*list = slices.DeleteFunc(*list, func(c Change) bool { return lacks(c.ID, c.Type) })
	}
	r.Disturbed = slices.DeleteFunc(r.Disturbed, func(d Disturbance) bool { return unheld(d.ID) != "" })
	r.LeftBehind = slices.DeleteFunc(r.LeftBehind, func(id string) bool { return unheld(id) != "" })
}

// Spelling is how ids are written that are asked for in any letters, by the first state that has them.
func Spelling(states ...rehearsal.State) func(id string) string {
	return func(id string) string {
		for _, s := range states {
			if is, ok := s.Proper(strings.ToLower(id)); ok {
				return is
			}
		}
		return id
	}
}

// Spelled writes the ids of ends, and of what is passed, as proper does, which is asked by ids in any letters: paths are told by ids in lower case.
func (r *Report) Spelled(proper func(id string) string) {
	ends := func(a *Alike) { a.From.End, a.To.End = proper(a.From.End), proper(a.To.End) }
	all := func(ids []string) {
		for i, id := range ids {
			ids[i] = proper(id)
		}
	}
	for _, list := range [][]Loss{r.Lost, r.Bypassed, r.Opened} {
		for i := range list {
			ends(&list[i].Alike)
			list[i].Past = slices.Clone(list[i].Past) // it is the way's own
			all(list[i].Past)
		}
	}
	for i := range r.Ends {
		ends(&r.Ends[i].Alike)
	}
	for i := range r.Begin {
		ends(&r.Begin[i].Alike)
		r.Begin[i].Devices = slices.Clone(r.Begin[i].Devices)
		all(r.Begin[i].Devices)
	}
	for i := range r.Egress {
		e := &r.Egress[i]
		e.From.End, e.Was.By, e.Is.By = proper(e.From.End), slices.Clone(e.Was.By), slices.Clone(e.Is.By)
		all(e.Was.By)
		all(e.Is.By)
	}
}

// Clean tells whether nothing is refused, lost, reset, removed or left behind, and nothing is written over what is not known.
func (r *Report) Clean() bool {
	return len(r.NotHeld) == 0 && len(r.Refused)+len(r.Skipped)+len(r.Reset)+len(r.Removed)+len(r.Disturbed)+len(r.Vacate)+len(r.LeftBehind)+len(r.NotInSync)+len(r.Lost)+len(r.Bypassed)+len(r.Opened)+
		len(r.Ends) == 0 && !slices.ContainsFunc(r.Egress, func(e Egress) bool { return e.Harms() })
}

// IsDrift tells whether anything is created, changed or taken away: of a network over what it was deployed as, somebody has changed that since.
func (r *Report) IsDrift() bool { return !r.Clean() || len(r.Created)+len(r.Changed) > 0 }

// Report says what came of a case.
func (v *Verdict) Report(c *Case, f *Followed) *Report {
	r := &Report{Created: []Made{}, Changed: []Change{}, Reset: []Change{}, Removed: []Change{}, Expected: []Expected{}, Disturbed: []Disturbance{}, Vacate: []Vacancy{}, Refused: []Refused{}, Skipped: []string{},
		Unknown: []string{}, LeftBehind: []string{}, NotHeld: []NotHeld{}, NotInSync: []string{}, Lost: []Loss{}, Bypassed: []Loss{}, Opened: []Loss{}, Ends: []End{}, Begin: []Begin{}, Egress: []Egress{},
		Orders: Orders{Reversed: v.Reversed != nil, Harmful: len(v.Harmful), Tried: v.Tried, Untried: v.Untried}}
	for _, result := range v.Declared.Results {
		r.Writes += len(result.Steps)
		for i := range result.Steps {
			r.write(&result.Steps[i])
		}
		r.Skipped, r.Unknown = append(r.Skipped, result.Skipped...), append(r.Unknown, result.Unknown...)
	}
	r.refused(v.Declared, "declared")
	if v.Reversed != nil {
		r.refused(v.Reversed, "reversed")
	}
	if n := len(v.Declared.Results); n > 0 {
		r.LeftBehind = append(r.LeftBehind, v.Declared.Results[n-1].LeftBehind...)
	}
	r.Pairs = Counts{Followed: len(f.Pairs), StandFor: f.All, Beyond: f.Beyond, NotKnown: f.NotKnown}
	(&pairing{c: c, f: f, v: v, r: r}).all()
	return r
}

// CoverTags hides what the tags say that are changed, and leaves their names: an end is an export, and who may read the report may not be one of
// those who may read what is deployed.
func (r *Report) CoverTags() {
	for _, list := range [][]Change{r.Changed, r.Reset, r.Removed} {
		for i := range list {
			c := &list[i]
			c.Was, c.Is = rehearsal.Covered(c.Path, c.Was), rehearsal.Covered(c.Path, c.Is)
		}
	}
	for i := range r.Expected {
		c := &r.Expected[i].Change
		c.Was, c.Is = rehearsal.Covered(c.Path, c.Was), rehearsal.Covered(c.Path, c.Is)
	}
}

// write notes what one write has done.
func (r *Report) write(s *rehearsal.Step) {
	if s.Created {
		r.Created = append(r.Created, Made{s.ID, s.Type, s.Deployment, DurationOf(s.Type).Made})
	}
	for _, d := range s.Differences {
		if strings.HasSuffix(d.Path, "peeringState") && d.Is == "Connected" && d.Was != "Disconnected" { // the other half is there now, as it is meant
			continue
		}
		if s.Created && isCreated(s.ID, &d) {
			continue
		}
		change := Change{ID: d.ID, Type: s.Type, Path: d.Path, Was: d.Was, Is: d.Is, Root: s.Deployment}
		switch {
		case strings.HasSuffix(d.Path, "peeringState"): // no template says it ever
			r.Changed = append(r.Changed, change)
		case d.How == rehearsal.Reset:
			r.Reset = append(r.Reset, change)
		case d.How == rehearsal.Removed:
			r.Removed = append(r.Removed, change)
		default:
			r.Changed = append(r.Changed, change)
		}
	}
	for _, v := range s.Vacates {
		r.Vacate = append(r.Vacate, Vacancy{v.Subnet, inText(v.Was), inText(v.Is), v.Code, s.Deployment})
	}
	for _, note := range s.Interrupts {
		r.Disturbed = append(r.Disturbed, Disturbance{s.ID, note, s.Deployment})
	}
}

// isCreated tells whether a difference is what is seen of a created resource in the one around it: a route in its table.
func isCreated(id string, d *rehearsal.Difference) bool {
	list, name, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(d.Path, "properties."), "]"), "[")
	return ok && d.Was == nil && strings.EqualFold(id, d.ID+"/"+list+"/"+name)
}

func inText(prefixes []netip.Prefix) []string {
	out := []string{}
	for _, p := range prefixes {
		out = append(out, p.String())
	}
	return out
}

func (r *Report) refused(run *Run, order string) {
	for _, s := range run.Refused() {
		known := slices.ContainsFunc(r.Refused, func(x Refused) bool { return strings.EqualFold(x.ID, s.ID) && x.Code == s.Refusal.Code })
		if !known {
			r.Refused = append(r.Refused, Refused{s.ID, s.Type, s.Deployment, s.Refusal.Code, message(s.Refusal), s.Refusal.Source, order})
		}
	}
}

// message is what Azure says, with its details.
func message(r *rehearsal.Refusal) string {
	text := r.Message
	for _, d := range r.Details {
		text += " " + d.Code + ": " + message(d)
	}
	return text
}
