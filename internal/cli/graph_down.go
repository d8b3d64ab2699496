package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/picture"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/resilience"
)

// outageDrawn is what is out of service, and what becomes of the pairs meanwhile, as it is drawn.
func (a *app) outageDrawn(result *compile.Result, down []string) (*picture.Outage, error) {
	network, found := result.Proof.Analysis()
	if err := a.printFound(found, false); err != nil {
		return nil, err
	}
	ids, err := network.Failing(down...)
	if err != nil {
		return nil, ofName(err)
	}
	out := &picture.Outage{Down: down}
	for _, p := range network.Parts() {
		if !slices.Contains(ids, p.ID) {
			continue
		}
		switch name := network.PartName(p); p.Kind {
		case reachability.PartCircuit:
			out.Circuits = append(out.Circuits, name)
		case reachability.PartConnection:
			out.Connections = append(out.Connections, network.ConnectionIDs[p.ID])
		case reachability.PartRegion:
			out.Regions = append(out.Regions, name)
		default:
			out.Parts = append(out.Parts, name)
		}
	}
	for _, s := range network.Sites() {
		if name := network.Name(s.ID); slices.ContainsFunc(down, func(given string) bool { return strings.EqualFold(given, name) }) {
			out.Sites = append(out.Sites, name)
		}
	}
	r := resilience.OfDown(network.Estate, ids, network.Promises.Appliances)
	out.Changed, out.Effect = changesDrawn(network, r)
	return out, nil
}

// changesDrawn are the first changes of an outage between networks, and to sites and the internet, and all of them in words.
func changesDrawn(network *proof.Analysis, r *resilience.Report) ([]picture.ChangedPath, string) {
	o := &r.Outages[0]
	effect := "pairs of subnets and sites: " + outageWords(o)
	if len(o.Changes) == 0 && o.Inside == 0 {
		effect = "no pair of subnets and sites notices it"
	}
	kinds := map[resilience.Effect]picture.PathChange{resilience.Lost: picture.PathLost, resilience.Opened: picture.PathGained}
	words := map[resilience.Effect]string{resilience.Uninspected: "uninspected", resilience.Asymmetric: "asymmetric"}
	var out []picture.ChangedPath
	more := 0
	for _, x := range linesOf(r, o) {
		if x.Within || x.Effect == resilience.Unknown {
			continue
		}
		if len(out) == mostDrawn {
			more++
			continue
		}
		kind, ok := kinds[x.Effect]
		if !ok {
			kind = picture.PathElsewhere
		}
		out = append(out, picture.ChangedPath{Kind: kind, Word: words[x.Effect], From: endsDrawn(network, r, x.from), To: endsDrawn(network, r, x.to),
			Among: slices.Equal(x.from, x.to)})
	}
	if more > 0 {
		effect += fmt.Sprintf(" (%s not drawn: `vnetloom resilience` lists all)", plural(more, "kind"))
	}
	return out, effect
}

// endsDrawn are the networks and sites of classes, and the internet.
func endsDrawn(network *proof.Analysis, r *resilience.Report, classes []int) []string {
	var out []string
	for _, i := range classes {
		switch c := &r.Classes[i]; {
		case c.Internet:
			out = append(out, "internet")
		case c.Site != "":
			out = append(out, network.Name(c.Site))
		default:
			for _, id := range c.Subnets {
				out = append(out, network.Name(id))
			}
		}
	}
	return out
}
