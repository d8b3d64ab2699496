package reachability

import (
	"slices"
	"sort"
)

// A Matrix says who reaches whom through what, by classes of subnets.
type Matrix struct {
	Classes []Class
	Cells   []Cell // by From, then To, then within one network before other networks
}

// A Class is subnets that are interchangeable: nothing in the estate tells them apart. The last class of a Matrix is the
// internet, which has no subnets; where there are sites, each is a class after it.
type Class struct {
	Name     string   // its first subnet, for a reader: vnet-shop/web
	Subnets  []string // ids, sorted
	Internet bool
	Site     string // id
}

// A Cell is what happens from a subnet of one class to a subnet of another, or another one of the same. Where two subnets of these classes
// may be of one network or of two, there is a cell for each: within a network no firewall stands between them, unless a route leads there.
type Cell struct {
	From, To   int  // indexes of Classes
	Within     bool // both subnets are of one network
	Outcome    Outcome
	Inspectors []string // ids, in order
	Gateways   bool     // the path passes a gateway
	Open       bool
	Back       Outcome // of the answers
	Symmetric  bool    // the way back passes the same inspectors
	Why        string
	Pairs      int // how many pairs of subnets it stands for

	// Way is what a packet passes there: ids of inspectors, gateways and circuits, and the connection by which it leaves for a site.
	Way []string

	from, to Endpoint // which stand for all of the pairs
	whyBack  string
}

// Reason is why packets do not arrive, or why answers do not come back; "" where both do.
func (c Cell) Reason() string {
	if c.Why != "" || c.whyBack == "" {
		return c.Why
	}
	return "answers do not come back: " + c.whyBack
}

// Ends are the endpoints that stand for all pairs of a cell.
func (c Cell) Ends() (from, to Endpoint) { return c.from, c.to }

// Again makes the cells of a matrix in another estate: one of the same resources in which something has failed. The cells stand for the same
// pairs, in the same order.
func (e *Estate) Again(m Matrix, appliances []Appliance) []Cell {
	t := e.tracer(appliances)
	out := make([]Cell, len(m.Cells))
	for i, c := range m.Cells {
		out[i] = cell(t, c.from, c.to, c.From, c.To, c.Pairs)
		out[i].Within = c.Within
	}
	return out
}

// Matrix makes the matrix of all subnets but the reserved ones and those of appliances. Where a subnet has several prefixes,
// the first family that both ends have is shown.
func (e *Estate) Matrix(appliances []Appliance) Matrix {
	t := e.tracer(appliances)
	units := e.group(appliances, nil).ordinaryUnits()
	var m Matrix
	for _, u := range units {
		m.Classes = append(m.Classes, u.describe(e))
	}
	m.Classes = append(m.Classes, Class{Name: kindInternet, Internet: true})
	for i, u := range units {
		for j, v := range units {
			for _, pair := range u.pairsWith(v) {
				c := cell(t, Endpoint{Subnet: pair.a.ID}, Endpoint{Subnet: pair.b.ID}, i, j, pair.count)
				c.Within = pair.a.net == pair.b.net
				m.Cells = append(m.Cells, c)
			}
		}
		m.Cells = append(m.Cells, cell(t, Endpoint{Subnet: u.first().ID}, Endpoint{Internet: true}, i, len(units), len(m.Classes[i].Subnets)))
	}
	return m
}

// pairsWith are the pairs that stand for all pairs of subnets of two units: within one network, and of two networks.
func (u *unit) pairsWith(v *unit) []subnetPair {
	us, vs := u.class.members, v.class.members
	subnets := len(u.names) * len(v.names)
	if u.class != v.class {
		return []subnetPair{{u.first(), v.first(), len(us) * len(vs) * subnets}}
	}
	var out []subnetPair
	if a, b := insidePair(u, v, us[0]); a != nil {
		count := len(us) * subnets
		if u == v {
			count -= len(us) * len(u.names)
		}
		out = append(out, subnetPair{a, b, count})
	}
	if len(us) > 1 {
		out = append(out, subnetPair{u.first(), v.of(us[1]), len(us) * (len(us) - 1) * subnets})
	}
	return out
}

// Classes are the classes of a Matrix, without the internet: subnets that are interchangeable. Nothing is traced for them.
func (e *Estate) Classes(appliances []Appliance) []Class {
	var out []Class
	for _, u := range e.group(appliances, nil).ordinaryUnits() {
		out = append(out, u.describe(e))
	}
	return out
}

// ordinaryUnits are the units that workloads are in, by their first subnets.
func (g *grouping) ordinaryUnits() []*unit {
	var out []*unit
	for _, u := range g.units {
		if g.ordinary(u.first()) {
			out = append(out, u)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].first().ID < out[j].first().ID })
	return out
}

func (u *unit) first() *subnet { return u.of(u.class.members[0]) }

func (u *unit) describe(e *Estate) Class {
	c := Class{Name: e.say(u.first().ID)}
	for _, n := range u.class.members {
		for _, name := range u.names {
			c.Subnets = append(c.Subnets, n.byName[name].ID)
		}
	}
	slices.Sort(c.Subnets)
	return c
}

func cell(t *tracer, from, to Endpoint, i, j, pairs int) Cell {
	pps, why := t.points(from, to)
	if len(pps) == 0 {
		return Cell{From: i, To: j, Outcome: NotKnown, Why: why, Pairs: pairs, from: from, to: to}
	}
	tr := t.trace(pps[0], Flow{})
	return Cell{
		From: i, To: j, Pairs: pairs, from: from, to: to, Way: wayOf(tr), whyBack: tr.Back.Why,
		Outcome: tr.There.Outcome, Why: tr.There.Why, Inspectors: tr.There.Inspectors(),
		Gateways:  len(passed(tr.There, true, false)) > len(tr.There.Inspectors()),
		Back:      tr.Back.Outcome,
		Open:      tr.There.Open || tr.There.Outcome == Delivered && tr.Back.Outcome == NotKnown,
		Symmetric: tr.Back.Outcome == NotKnown || tr.Back.Outcome == Delivered && mirrored(tr),
	}
}

// wayOf is what a packet passes.
func wayOf(tr Trace) []string {
	out := passed(tr.There, true, true)
	if l := tr.There.link; l != nil && l.isVPN() {
		out = append(out, l.id)
	}
	return out
}
