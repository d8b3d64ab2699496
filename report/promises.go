package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

type promiseRow struct{ ID, Name, From, To, What, Verdict, Place string }

// Class is the style of the verdict.
func (p promiseRow) Class() string {
	switch p.Verdict {
	case provedWord:
		return "kept"
	case "not kept", "not proved":
		return "broken"
	}
	return ""
}

type joinRow struct{ ID, Connection, A, B, Via, Flows, Place string }

func (b *builder) addPromises() {
	broken, unsure := map[source.Range]bool{}, map[source.Range]bool{}
	for _, d := range b.in.Findings {
		if d.Severity == diag.Error {
			broken[d.Subject] = true
			for _, r := range d.Related {
				broken[r.Range] = true
			}
		}
		if reachability.IsUndecided(d.Code) {
			unsure[d.Subject] = true
		}
	}
	verdict := func(at source.Range, via []string) string {
		policy := b.policyOfOthers(via)
		switch {
		case broken[at]:
			return "not kept"
		case b.in.Analysis == nil || b.in.Findings.HasErrors():
			return "not proved"
		case policy != "":
			return "as promised by " + policy + ", not seen"
		case unsure[at]:
			return "not known"
		}
		return provedWord
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
		var down []string
		for _, d := range e.Down {
			down = append(down, d.Ref)
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
		if len(down) > 0 {
			what += ", while " + strings.Join(down, ", ") + " is down"
		}
		add(promiseRow{"expect-" + slug(e.Name), "expect " + e.Name, few(e.From), few(e.To), what, verdict(e.Origin.Range, e.Via), placeOf(e.Origin.Range)})
	}
	for _, i := range b.t.Isolations {
		add(promiseRow{"isolate-" + slug(i.Name), "isolate " + i.Name, few(i.A), few(i.B), "kept apart, in both directions",
			verdict(i.Origin.Range, nil), placeOf(i.Origin.Range)})
	}
	b.addJoins()
}

// provedWord is the verdict of a promise that what is emitted keeps, whatever others do.
const provedWord = "proved"

// restsOnOthers tells whether something that the intent promises rests on what was not seen.
func (b *builder) restsOnOthers() bool {
	return slices.ContainsFunc(b.in.Findings, func(d diag.Diagnostic) bool { return reachability.IsUndecided(d.Code) }) ||
		slices.ContainsFunc(b.t.Joins, func(j topology.Join) bool { return b.policyOfOthers(j.Via) != "" }) ||
		slices.ContainsFunc(b.t.Expectations, func(e topology.Expectation) bool { return b.policyOfOthers(e.Via) != "" })
}

// policyOfOthers is what the policy is called of a firewall on a way whose rules are not the intent's, "" where there is none.
func (b *builder) policyOfOthers(via []string) string {
	for i := range b.t.Firewalls {
		switch f := &b.t.Firewalls[i]; {
		case !slices.Contains(via, string(f.ID)):
		case f.Policy != "":
			return "policy " + f.Policy[strings.LastIndexByte(f.Policy, '/')+1:]
		case f.Existing:
			return "the policy of " + string(f.ID)
		}
	}
	return ""
}

func (b *builder) addJoins() {
	had := map[string]bool{}
	for i := range b.t.Joins {
		j := &b.t.Joins[i]
		var names []string
		for _, s := range j.Origin.Statements {
			names = append(names, topology.StatementName(s))
		}
		if len(names) == 1 {
			b.addJoin(had, names[0], j, j.Origin)
		} else {
			b.addJoin(nil, strings.Join(names, ", "), j, j.Origin)
		}
	}
	b.addBackedUp(had)
	for name, id := range b.anchor { // what joins nothing has no row to link to
		if strings.HasPrefix(id, "connection-") && !had[name] {
			b.anchor[name] = "joins"
		}
	}
}

// addJoin adds what a connection joins. The first row of each is what its name links to.
func (b *builder) addJoin(had map[string]bool, connection string, j *topology.Join, from topology.Origin) {
	if len(b.v.Joins) == mostRows {
		b.v.MoreJoins++
		return
	}
	row := joinRow{Connection: connection, A: few(j.A), B: few(j.B), Via: "nothing", Flows: "all", Place: placeOf(from.Range)}
	if had != nil && !had[connection] && strings.HasPrefix(b.anchor[connection], "connection-") {
		had[connection] = true
		row.ID = b.anchor[connection]
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

// addBackedUp adds the connections to a site that another one leads to as well, such as a circuit and the VPN that backs it up: a pair is joined once.
func (b *builder) addBackedUp(had map[string]bool) {
	found := map[string][]int{} // joins, by connection
	var order []topology.Origin
	for _, l := range b.siteLinks() {
		if len(l.origin.Statements) != 1 || had[topology.StatementName(l.origin.Statements[0])] {
			continue
		}
		name, joins := topology.StatementName(l.origin.Statements[0]), b.joinsAt(l.network, l.site)
		if len(joins) > 0 && found[name] == nil {
			order = append(order, l.origin)
		}
		for _, k := range joins {
			if !slices.Contains(found[name], k) {
				found[name] = append(found[name], k)
			}
		}
	}
	for _, o := range order {
		name := topology.StatementName(o.Statements[0])
		for _, k := range found[name] {
			b.addJoin(had, name, &b.t.Joins[k], o)
		}
	}
}

// A siteLink is a connection of a network's gateway, or of a virtual hub's, with a site.
type siteLink struct {
	network, site string
	origin        topology.Origin
}

func (b *builder) siteLinks() []siteLink {
	network, site := map[topology.GatewayID]string{}, map[topology.CircuitID]string{}
	for i := range b.t.Gateways {
		network[b.t.Gateways[i].ID] = string(b.t.Gateways[i].Network)
	}
	for i := range b.t.Circuits {
		site[b.t.Circuits[i].ID] = string(b.t.Circuits[i].Site)
	}
	local := map[topology.LocalGatewayID]string{}
	for i := range b.t.LocalGateways {
		local[b.t.LocalGateways[i].ID] = string(b.t.LocalGateways[i].Site)
	}
	for i := range b.t.HubSites {
		local[b.t.HubSites[i].ID] = string(b.t.HubSites[i].Site)
	}
	var out []siteLink
	for i := range b.t.Connections {
		c := &b.t.Connections[i]
		out = append(out, siteLink{network[c.Gateway], cmp.Or(site[c.Circuit], local[c.LocalGateway]), c.Origin})
	}
	for i := range b.t.HubLinks {
		l := &b.t.HubLinks[i]
		out = append(out, siteLink{string(l.Hub), cmp.Or(site[l.Circuit], local[l.Site]), l.Origin})
	}
	return out
}

// joinsAt are the joins of a network with a site, and those of the statements that make them: of the networks that use its gateway.
func (b *builder) joinsAt(network, site string) []int {
	statements := map[string]bool{}
	for _, j := range b.t.Joins {
		if slices.Contains(j.A, network) && slices.Contains(j.B, site) {
			statements[strings.Join(j.Origin.Statements, " ")] = true
		}
	}
	var out []int
	for i, j := range b.t.Joins {
		if slices.Contains(j.B, site) && statements[strings.Join(j.Origin.Statements, " ")] {
			out = append(out, i)
		}
	}
	return out
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
