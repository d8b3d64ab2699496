package proof

import (
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

// A NamedMatrix is a matrix by the names of an analysis.
type NamedMatrix struct {
	Classes []NamedClass
	Cells   []NamedCell
}

// A NamedClass is called like its first subnet, or is a site or the internet, which have no subnets.
type NamedClass struct {
	Name    string
	Subnets []string
}

// A NamedCell is a cell between two classes. Network says whether both subnets of a pair are of one network, same or other; "" where one end
// is no subnet.
type NamedCell struct {
	reachability.Cell
	From, To, Network string
	Inspectors        []string
}

// Whether both subnets of a pair are of one network.
const (
	SameNetwork  = "same"
	OtherNetwork = "other"
)

// What stands in the place of names of inspectors.
const (
	ByNothing = "nothing"
	ByGateway = "a gateway"
	ByNoWay   = "-"
)

// Named is a matrix by the names of the analysis.
func (a *Analysis) Named(m reachability.Matrix) NamedMatrix {
	var out NamedMatrix
	name := a.apart(m)
	for _, c := range m.Classes {
		entry := NamedClass{Name: c.Name, Subnets: []string{}}
		if len(c.Subnets) > 0 { // it is called like its first subnet: by the intent, where there is one
			entry.Name = name(c.Subnets[0])
		}
		if c.Site != "" {
			entry.Name = a.Name(c.Site)
		}
		for _, id := range c.Subnets {
			entry.Subnets = append(entry.Subnets, name(id))
		}
		out.Classes = append(out.Classes, entry)
	}
	for _, c := range m.Cells {
		entry := NamedCell{Cell: c, From: out.Classes[c.From].Name, To: out.Classes[c.To].Name, Inspectors: []string{}}
		switch from, to := m.Classes[c.From], m.Classes[c.To]; {
		case c.Within:
			entry.Network = SameNetwork
		case len(from.Subnets) > 0 && len(to.Subnets) > 0:
			entry.Network = OtherNetwork
		}
		for _, id := range c.Inspectors {
			entry.Inspectors = append(entry.Inspectors, a.Name(id))
		}
		out.Cells = append(out.Cells, entry)
	}
	return out
}

// apart gives the names of a matrix's subnets, so that no two have one name: networks of several groups or subscriptions may have equal names. Such a
// subnet is told by its group, and where the group does not tell it by its subscription too.
func (a *Analysis) apart(m reachability.Matrix) func(id string) string {
	const words = 5 // "", subscriptions, S, resourcegroups, G
	called := map[string][]string{}
	for _, c := range m.Classes {
		for _, id := range c.Subnets {
			called[a.Name(id)] = append(called[a.Name(id)], id)
		}
	}
	return func(id string) string {
		name, place := a.Name(id), strings.Split(id, "/")
		if len(called[name]) < 2 || len(place) < words {
			return name
		}
		same := 0
		for _, other := range called[name] {
			if o := strings.Split(other, "/"); len(o) >= words && o[4] == place[4] {
				same++
			}
		}
		if same > 1 {
			return place[2] + "/" + place[4] + "/" + name
		}
		return place[4] + "/" + name
	}
}

// Reaches says in words whether the one reaches the other.
func (c *NamedCell) Reaches() string {
	switch {
	case c.Outcome == reachability.NotKnown:
		return "not known"
	case c.Outcome != reachability.Delivered:
		return "no: " + string(c.Outcome)
	case !c.Symmetric:
		return "yes, asymmetric"
	case c.Open:
		return "yes, if unknown rules allow it"
	}
	return "yes"
}

// Through says in words what the path passes.
func (c *NamedCell) Through() string {
	switch {
	case c.Outcome != reachability.Delivered:
		return ByNoWay
	case len(c.Inspectors) > 0:
		return strings.Join(c.Inspectors, ", ")
	case c.Gateways:
		return ByGateway
	}
	return ByNothing
}
