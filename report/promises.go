package report

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

type promiseRow struct{ ID, Name, From, To, What, Verdict, Place string }

type joinRow struct{ ID, Connection, A, B, Via, Flows, Place string }

func (b *builder) addPromises() {
	broken := map[source.Range]bool{}
	for _, d := range b.in.Findings {
		if d.Severity == diag.Error {
			broken[d.Subject] = true
			for _, r := range d.Related {
				broken[r.Range] = true
			}
		}
	}
	verdict := func(at source.Range) string {
		switch {
		case broken[at]:
			return "not kept"
		case b.in.Analysis == nil || b.in.Findings.HasErrors():
			return "not proved"
		}
		return "proved"
	}
	add := func(p promiseRow) {
		if len(b.v.Promises) == mostRows {
			b.v.MorePromises++
			return
		}
		b.v.Promises = append(b.v.Promises, p)
	}
	for _, e := range b.t.Expectations {
		what := "reached"
		if e.Protocol != "" {
			what += " by " + e.Protocol
			if e.Port != 0 {
				what += fmt.Sprintf("/%d", e.Port)
			}
		}
		switch {
		case !e.Reachable:
			what = "not " + what
		case e.AnyVia:
		case len(e.Via) == 0:
			what += ", through nothing"
		default:
			what += ", through " + strings.Join(e.Via, ", ")
		}
		add(promiseRow{"expect-" + slug(e.Name), "expect " + e.Name, few(e.From), few(e.To), what, verdict(e.Origin.Range), placeOf(e.Origin.Range)})
	}
	for _, i := range b.t.Isolations {
		add(promiseRow{"isolate-" + slug(i.Name), "isolate " + i.Name, few(i.A), few(i.B), "kept apart, in both directions", verdict(i.Origin.Range), placeOf(i.Origin.Range)})
	}
	b.addJoins()
}

func (b *builder) addJoins() {
	had := map[string]bool{}
	for i := range b.t.Joins {
		j := &b.t.Joins[i]
		if len(b.v.Joins) == mostRows {
			b.v.MoreJoins = len(b.t.Joins) - mostRows
			break
		}
		row := joinRow{A: few(j.A), B: few(j.B), Via: "nothing", Flows: "all", Place: placeOf(j.Origin.Range)}
		var names []string
		for _, s := range j.Origin.Statements {
			names = append(names, topology.StatementName(s))
		}
		row.Connection = strings.Join(names, ", ")
		if len(names) == 1 && !had[names[0]] && strings.HasPrefix(b.anchor[names[0]], "connection-") {
			had[names[0]] = true
			row.ID = b.anchor[names[0]]
		}
		if len(j.Via) > 0 {
			row.Via = strings.Join(j.Via, ", ")
		}
		if j.Closed {
			var flows []string
			for _, f := range j.Flows {
				flows = append(flows, flowText(&f))
			}
			row.Flows = "none"
			if len(flows) > 0 {
				row.Flows = few(flows)
			}
		}
		b.v.Joins = append(b.v.Joins, row)
	}
	for name, id := range b.anchor { // what joins nothing has no row to link to
		if strings.HasPrefix(id, "connection-") && !had[name] {
			b.anchor[name] = "joins"
		}
	}
}

func flowText(f *topology.Flow) string {
	text := f.Name + " " + f.Protocol
	switch {
	case f.First == 0:
	case f.First == f.Last:
		text += fmt.Sprintf("/%d", f.First)
	default:
		text += fmt.Sprintf("/%d-%d", f.First, f.Last)
	}
	return text
}

// placeOf is the file and the line of a range, "" for none. Of a path of the machine the file is its last part.
func placeOf(r source.Range) string {
	if r.IsZero() {
		return ""
	}
	name := r.File.Name
	if strings.HasPrefix(name, "/") || strings.ContainsAny(name, `\:`) {
		name = name[strings.LastIndexAny(name, `/\`)+1:]
	}
	if r.Start.Line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, r.Start.Line)
}
