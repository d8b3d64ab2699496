package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Pair is two ends that are followed while something is deployed.
type Pair struct {
	Name     string // for a reader: shop to db
	From, To reachability.Endpoint
	Flow     reachability.Flow // the zero Flow stands for some packet
}

// Way is how a pair is joined at one time.
type Way struct {
	There bool     // the first packet arrives
	Back  bool     // and its answer
	Via   []string // ids of the inspectors on the way there, in order
	Same  bool     // the answer passes the same ones
	Why   string   // of what does not arrive: a sentence
}

// Joined tells whether packets arrive in both directions.
func (w Way) Joined() bool { return w.There && w.Back }

func (w Way) equal(o Way) bool {
	return w.There == o.There && w.Back == o.Back && w.Same == o.Same && slices.Equal(w.Via, o.Via)
}

// Change is a way that is another from a step on.
type Change struct {
	Step int // the index of the step in Result.Steps after which it is so; -1: before the first
	Way  Way
}

// Course is what becomes of a pair during a deployment.
type Course struct {
	Pair    Pair
	Changes []Change // the first is how it was, with Step -1
}

// Interruption is a time in which a pair that was joined before, and is at the end, has no way, or an asymmetric one.
type Interruption struct {
	From, To   int  // indexes of the steps after which it begins and ends
	Asymmetric bool // packets arrive, and answers pass other inspectors, which drop what they have not seen begin
	Why        string
}

// Interruptions are those of a course. One that does not end is none: the pair is apart, as is said by its last way.
func (c Course) Interruptions() []Interruption {
	var out []Interruption
	began := -2
	var first Way
	for _, change := range c.Changes {
		up := change.Way.Joined() && change.Way.Same
		switch {
		case !up && began == -2 && change.Step >= 0:
			began, first = change.Step, change.Way
		case up && began != -2:
			out = append(out, Interruption{From: began, To: change.Step, Asymmetric: first.Joined(), Why: first.Why})
			began = -2
		}
	}
	return out
}

// Last is how the pair is joined at the end.
func (c Course) Last() Way { return c.Changes[len(c.Changes)-1].Way }

// NewInspectors are the stateful devices that a flow of the pair meets at the end and did not at the beginning: flows that are under way
// then are unknown to them, and begin anew.
func (c Course) NewInspectors() []string {
	var out []string
	for _, via := range c.Last().Via {
		if !slices.Contains(c.Changes[0].Way.Via, via) {
			out = append(out, via)
		}
	}
	return out
}

// Followed is what reachability is asked of the store's resources at one time. Whoever knows what stands beside the templates, such as
// sites, builds the estate with it; nil for reachability.Build.
type Followed func([]template.Resource) *reachability.Estate

// Follow deploys templates as Deploy does, and after each write that changes something follows the pairs: how each was joined at first,
// and each time that this changes.
func (s *Store) Follow(deployments []Deployment, order Order, pairs []Pair, appliances []reachability.Appliance, build Followed) (*Result, []Course, diag.List) {
	if build == nil {
		build = func(resources []template.Resource) *reachability.Estate {
			estate, _ := reachability.Build(resources) // what it does not read is no matter of a deployment
			return estate
		}
	}
	courses := make([]Course, len(pairs))
	look := func(step int, now State) {
		estate := build(now.Resources())
		for i, p := range pairs {
			way := wayOf(estate.Trace(p.From, p.To, p.Flow, appliances))
			if c := &courses[i]; len(c.Changes) == 0 || !c.Last().equal(way) {
				c.Changes = append(c.Changes, Change{step, way})
			}
		}
	}
	for i, p := range pairs {
		courses[i].Pair = p
	}
	look(-1, s.State())
	result, found := s.deployAll(deployments, order, func(step int, now func() State) { look(step, now()) })
	return result, courses, found
}

func wayOf(t reachability.Trace) Way {
	w := Way{There: t.There.Outcome == reachability.Delivered, Back: t.Back.Outcome == reachability.Delivered, Via: t.There.Inspectors(), Why: t.There.Why}
	back := t.Back.Inspectors()
	slices.Reverse(back)
	w.Same = slices.Equal(w.Via, back)
	if w.There && !w.Back {
		w.Why = t.Back.Why
	}
	return w
}

// Resources are the resources of a state as a reader of templates gives them, ids in lower case: what package reachability reads.
func (s State) Resources() []template.Resource {
	var out []template.Resource
	add := func(kind, id string, body Body) {
		p, ok := parsePlace(id)
		if !ok {
			return
		}
		whole := clone(body)
		whole["name"], whole["type"] = strings.Join(p.names, "/"), kind
		v := valueOf(whole)
		out = append(out, template.Resource{ID: key(id), Type: kind, Name: strings.Join(p.names, "/"), Subscription: strings.ToLower(p.subscription),
			ResourceGroup: p.group, Location: textAt(body, "location"), Body: v, Properties: v.Get("properties")})
	}
	for _, k := range sortedKeys(s.bodies) {
		add(s.kinds[k], s.ids[k], s.bodies[k])
		for _, part := range partsOf(s.kinds[k]) {
			if azure.TypeOf(part.Type) == nil { // subnets and rules are read where they stand
				continue
			}
			for _, item := range objectsAt(s.bodies[k], part.Path) {
				add(part.Type, s.ids[k]+"/"+part.Segment()+"/"+textAt(item, "name"), item)
			}
		}
	}
	return out
}

// valueOf is a value of JSON as the reader of templates has it.
func valueOf(v any) *template.Value {
	switch v := v.(type) {
	case bool:
		return &template.Value{Kind: template.Bool, Bool: v}
	case float64:
		return &template.Value{Kind: template.Number, Number: v}
	case string:
		if isID(v) {
			v = key(v)
		}
		return &template.Value{Kind: template.String, Text: v}
	case []any:
		out := &template.Value{Kind: template.Array, Items: make([]*template.Value, len(v))}
		for i, item := range v {
			out.Items[i] = valueOf(item)
		}
		return out
	case Body:
		out := &template.Value{Kind: template.Object}
		for _, k := range sortedKeys(v) {
			out.Members = append(out.Members, template.Member{Key: k, Value: valueOf(v[k])})
		}
		return out
	}
	return &template.Value{}
}
