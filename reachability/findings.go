package reachability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// findings collects diagnostics of paths: those with one code, severity, subject and deciding place become one, which counts
// the rest.
type findings struct {
	list  diag.List
	index map[findingKey]int
	more  []int // pairs besides the first, for each of list
}

// A findingKey is equal for findings that become one.
type findingKey struct {
	code     string
	severity diag.Severity
	subject  spot
	related  [2]spot // where there are no more
	text     string  // of the others, and of what stands nowhere
}

// A spot is where a range begins.
type spot struct {
	file         string
	line, column int
}

func spotOf(r source.Range) spot {
	if r.IsZero() {
		return spot{}
	}
	return spot{r.File.Name, r.Start.Line, r.Start.Column}
}

func keyOf(code *diag.Code, d diag.Diagnostic) findingKey {
	key := findingKey{code: code.ID, severity: d.Severity, subject: spotOf(d.Subject)}
	for i, r := range d.Related {
		if i < len(key.related) {
			key.related[i] = spotOf(r.Range)
		} else {
			key.text += " " + r.Range.String()
		}
	}
	if d.Subject.IsZero() && len(d.Related) == 0 {
		key.text = d.Summary
	}
	return key
}

// add adds a finding that stands for a number of pairs.
func (f *findings) add(code *diag.Code, d diag.Diagnostic, pairs int) {
	if f.index == nil {
		f.index = map[findingKey]int{}
	}
	key := keyOf(code, d)
	if i, ok := f.index[key]; ok {
		f.more[i] += pairs
		return
	}
	f.index[key] = len(f.list)
	if d.Severity == 0 {
		d.Severity = code.Severity
	}
	d.Code = code
	f.list = append(f.list, d)
	f.more = append(f.more, pairs-1)
}

// done is the list, sorted.
func (f *findings) done() diag.List {
	for i, n := range f.more {
		if n == 0 {
			continue
		}
		pairs := "1 more pair"
		if n > 1 {
			pairs = fmt.Sprintf("%d more pairs", n)
		}
		f.list[i].Related = append(slices.Clip(f.list[i].Related), diag.Related{Message: "the same holds for " + pairs})
	}
	f.list.Sort()
	return f.list
}

// sayPath is a path for a reader: shop/web, hub/firewall, pay/data.
func (e *Estate) sayPath(p Path, name func(string) string) string {
	var parts []string
	for _, h := range p.Hops {
		parts = append(parts, name(h.At))
	}
	return strings.Join(parts, " -> ")
}

// decider is the route that decides where a delivered path leads: the first of a user or a gateway, else the first.
func decider(p Path) *EffectiveRoute {
	var first *EffectiveRoute
	for _, h := range p.Hops {
		if h.Route == nil {
			continue
		}
		if first == nil {
			first = h.Route
		}
		if h.Route.Source != fromDefault {
			return h.Route
		}
	}
	return first
}

// because is the note that names the deciding place of a path.
func because(p Path) []diag.Related {
	if p.Outcome != Delivered {
		if p.At.IsZero() {
			return nil
		}
		return []diag.Related{{Range: p.At, Message: "decided here"}}
	}
	r := decider(p)
	if r == nil || r.At.IsZero() {
		return nil
	}
	return []diag.Related{{Range: r.At, Message: "route " + describe(r)}}
}

// describe names a route for a reader: 10.0.0.0/8 (User "private", VirtualAppliance 10.0.0.4).
func describe(r *EffectiveRoute) string {
	text := fmt.Sprintf("%s (%s", r.Prefix, r.Source)
	if r.Name != "" {
		text += fmt.Sprintf(" %q", r.Name)
	}
	text += ", " + r.NextHopType
	if r.NextHopAddress.IsValid() {
		text += " " + r.NextHopAddress.String()
	}
	return text + ")"
}

// say names a place for a reader by the names in its id: vnet-shop/web.
func (e *Estate) say(id string) string {
	if s := e.subnets[id]; s != nil {
		return s.net.Name + "/" + s.Name
	}
	if n := e.byID[id]; n != nil {
		return n.Name
	}
	if s := e.siteByID[id]; s != nil {
		return s.say()
	}
	if network, addr, ok := strings.Cut(id, "#"); ok {
		if n := e.byID[network]; n != nil {
			return addr + " in " + n.Name
		}
	}
	if name := e.resourceName(id); name != "" {
		return name
	}
	return id[strings.LastIndexByte(id, '/')+1:]
}

// resourceName is the name of a gateway, a firewall, an appliance or a virtual hub as its template writes it, "" for nothing of these.
func (e *Estate) resourceName(id string) string {
	if g := e.gateways[id]; g != nil {
		return g.name
	}
	if h := e.hubs[id]; h != nil {
		return h.name
	}
	if l := e.locals[id]; l != nil {
		return l.name
	}
	for _, list := range e.inspectors {
		for _, i := range list {
			if i.id == id {
				return i.name
			}
		}
	}
	for _, f := range e.firewall {
		if f.insp.id == id {
			return f.insp.name
		}
	}
	return ""
}

// Name is what a network, a subnet, a site or what stands on a path is called, by its id: in the letters of the templates.
func (e *Estate) Name(id string) string { return e.say(id) }
