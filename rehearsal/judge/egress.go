package judge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// An Egress is subnets that leave for the internet otherwise after the change, or have no way there for a time.
type Egress struct {
	From    Side    `json:"from"`
	Was     Exit    `json:"was"`
	Is      Exit    `json:"is"`
	Meant   bool    `json:"meant"`   // whether they leave in the new network alone
	After   Moment  `json:"after"`   // the first write after which it is otherwise
	Without *Moment `json:"without"` // the write after which there is no way for a time; nil: there always is one
	Until   *Moment `json:"until"`   // and the one that ends it; nil: it does not end, or there always is a way
}

// An Exit is how packets leave for the internet.
type Exit struct {
	Out       bool     `json:"out"`       // whether they do
	By        []string `json:"by"`        // ids: the firewalls and appliances on the way, and the NAT gateway of the subnet where there are none
	Addresses []string `json:"addresses"` // ids of the public addresses that they leave by, as far as these are resources
}

func (e *Exit) equal(o *Exit) bool {
	return e.Out == o.Out && slices.Equal(e.By, o.By) && slices.EqualFunc(e.Addresses, o.Addresses, strings.EqualFold)
}

// Egress finds the subnets that leave for the internet otherwise after the change, in the declared order of its writes, and those that have no way in that order or in its reverse. known tells of which subnets it is known how
// they leave before; nil for all.
func (c *Case) Egress(start, after, next *rehearsal.Store, f *Followed, known func(Pair) bool) ([]Egress, error) {
	out := []Egress{}
	run := *c
	run.Pairs, run.Was, run.Will, run.InPlace = nil, nil, nil, nil
	var members [][]string
	for i := range f.Classes {
		class := &f.Classes[i]
		at := slices.IndexFunc(class.Members, func(id string) bool { return !f.isLeft(id) })
		if class.Networks == 0 || at < 0 || !has(start, class.Members[at]) || !has(after, class.Members[at]) {
			continue
		}
		p := Pair{From: reachability.Endpoint{Subnet: class.Members[at]}, To: reachability.Endpoint{Internet: true}}
		if known == nil || known(p) {
			run.Pairs, members = append(run.Pairs, p), append(members, class.Members)
		}
	}
	if len(run.Pairs) == 0 {
		return out, nil
	}
	declared, err := run.Run(start.Clone(), rehearsal.Declared)
	if err != nil {
		return nil, err
	}
	reversed, err := run.Run(start.Clone(), rehearsal.Reversed)
	if err != nil {
		return nil, err
	}
	appliances := c.Appliances
	if c.AtTheEnd != nil {
		appliances = c.AtTheEnd
	}
	will := run.ways(run.view().Of(next), appliances)
	for i := range declared.Courses {
		course := &declared.Courses[i]
		if slices.ContainsFunc(slices.Concat(course.Turns, reversed.Courses[i].Turns), func(t Turn) bool { return t.Way.Unknown }) {
			continue
		}
		groups, order := map[string][]string{}, []string{}
		for _, id := range members[i] {
			key := fmt.Sprint(natOf(start, id), "\n", natOf(after, id))
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], id)
		}
		for _, key := range order {
			first := groups[key][0]
			e := Egress{From: Side{first, len(groups[key])}, Was: exitOf(start, first, course.Turns[0].Way), Is: exitOf(after, first, course.Last()), Meant: will[i].There}
			e.After = firstTurn(declared, course)
			if e.without(declared, course); e.Without == nil {
				e.without(reversed, &reversed.Courses[i])
			}
			if !e.Was.equal(&e.Is) || e.Without != nil {
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// firstTurn is the first write after which the way is another; none where it stays.
func firstTurn(run *Run, c *Course) Moment {
	if len(c.Turns) < 2 {
		return Moment{}
	}
	return (&pairing{}).moment(run, c.Turns[1].Event)
}

// without fills in when there is no way for a time, by an order of the writes.
func (e *Egress) without(run *Run, c *Course) {
	for i := range c.Turns[1:] {
		switch t := &c.Turns[i+1]; {
		case e.Without == nil && !t.Way.There && c.Turns[i].Way.There:
			m := (&pairing{}).moment(run, t.Event)
			e.Without = &m
		case e.Without != nil && e.Until == nil && t.Way.There:
			m := (&pairing{}).moment(run, t.Event)
			e.Until = &m
		}
	}
}

// Harms tells whether there is no way for a time, or for good although the new network alone has one.
func (e *Egress) Harms() bool { return e.Without != nil && (e.Is.Out || e.Meant) }

// exitOf is how a subnet leaves by a way.
func exitOf(s *rehearsal.Store, subnet string, way Way) Exit {
	out := Exit{Out: way.There, By: []string{}, Addresses: []string{}}
	if !way.There {
		return out
	}
	out.By = append(out.By, way.Via...)
	if len(way.Via) == 0 {
		if nat := natOf(s, subnet); nat != "" {
			out.By = append(out.By, nat)
			out.Addresses = addressesOf(s, nat)
		}
		return out
	}
	last := way.Via[len(way.Via)-1]
	out.Addresses = addressesOf(s, last)
	if body, there := s.Get(last); there {
		for _, config := range list(body, "properties", "ipConfigurations") {
			if nat := natOf(s, textAt(config, "properties", "subnet", "id")); nat != "" { // a NAT gateway on the firewall's subnet translates
				out.By, out.Addresses = append(out.By, nat), addressesOf(s, nat)
				break
			}
		}
	}
	return out
}

// addressesOf are the ids of the public addresses of a firewall or a NAT gateway, in order.
func addressesOf(s *rehearsal.Store, id string) []string {
	out := []string{}
	body, _ := s.Get(id)
	add := func(id string) {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, config := range list(body, "properties", "ipConfigurations") {
		add(textAt(config, "properties", "publicIPAddress", "id"))
	}
	for _, key := range []string{"publicIpAddresses", "publicIpPrefixes"} {
		for _, address := range list(body, "properties", key) {
			add(textAt(address, "id"))
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return out
}

// natOf is the id of the NAT gateway of a subnet, "" where it has none.
func natOf(s *rehearsal.Store, subnet string) string {
	body, _ := s.Get(subnet)
	return textAt(body, "properties", "natGateway", "id")
}

func has(s *rehearsal.Store, id string) bool {
	_, there := s.Get(id)
	return there
}

// list are the objects of a list in a body.
func list(body rehearsal.Body, path ...string) []rehearsal.Body {
	var v any = body
	for _, key := range path {
		m, _ := v.(rehearsal.Body)
		v = m[key]
	}
	items, _ := v.([]any)
	var out []rehearsal.Body
	for _, item := range items {
		if o, ok := item.(rehearsal.Body); ok {
			out = append(out, o)
		}
	}
	return out
}

// Describe is an exit in a few words.
func (e *Exit) Describe() string {
	switch {
	case !e.Out:
		return "no way"
	case len(e.By) == 0:
		return "directly"
	}
	text := "by " + Briefs(e.By)
	if len(e.Addresses) > 0 {
		text += " (" + Briefs(e.Addresses) + ")"
	}
	return text
}
