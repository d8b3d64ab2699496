package compile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// wordsOf gives a world the words of its intent: names, sets of networks, and promises.
func wordsOf(r *Result, w *difference.World) {
	given := r.Proof.Promises()
	w.Promises = reachability.Promises{Names: map[string]string{}, Appliances: w.Appliances}
	id := map[string]string{}
	for known, name := range given.Names {
		w.Names[inStore(known)], id[name] = name, inStore(known)
	}
	w.Promises.Names = w.Names
	w.Promises.Skip = inStores(given.Skip)
	for _, x := range given.Expect {
		x.From, x.To, x.Via, x.Down = endsInStore(x.From), endsInStore(x.To), inStores(x.Via), inStores(x.Down)
		w.Promises.Expect = append(w.Promises.Expect, x)
	}
	for _, x := range given.Isolate {
		x.A, x.B = inStores(x.A), inStores(x.B)
		w.Promises.Isolate = append(w.Promises.Isolate, x)
	}
	w.Failing, w.Unsure = difference.Unkept(&w.Promises, r.Findings)
	for i := range r.Intent.Expect {
		x := &r.Intent.Expect[i]
		w.Says = append(w.Says, difference.Promise{Kind: "expect", Name: x.Name, Says: expectationInWords(x)})
	}
	for i := range r.Intent.Isolate {
		x := &r.Intent.Isolate[i]
		w.Says = append(w.Says, difference.Promise{Kind: "isolate", Name: x.Name,
			Says: membersInWords(&x.A) + " and " + membersInWords(&x.B) + " do not reach each other"})
	}
	w.Sets = setsOf(r, id)
}

func endsInStore(list []reachability.Endpoint) []reachability.Endpoint {
	out := slices.Clone(list)
	for i := range out {
		out[i].Subnet = inStore(out[i].Subnet)
	}
	return out
}

func expectationInWords(x *schema.Expectation) string {
	text := membersInWords(&x.From)
	if x.Reachable {
		text += " reaches " + membersInWords(&x.To)
	} else {
		text += " does not reach " + membersInWords(&x.To)
	}
	switch {
	case x.AnyVia || !x.Reachable:
	case len(x.Via) == 0:
		text += " directly"
	default:
		text += " through " + strings.Join(x.Via, ", ")
	}
	switch {
	case x.Port != 0:
		text += fmt.Sprintf(" by %s/%d", x.Protocol, x.Port)
	case x.Protocol != "":
		text += " by " + x.Protocol
	}
	if len(x.When.Down) > 0 {
		text += " while " + strings.Join(x.When.Down, ", ") + " is down"
	}
	return text
}

// membersInWords are members as the intent writes them.
func membersInWords(m *schema.Members) string {
	var out []string
	for i := range m.Items {
		item := &m.Items[i]
		if item.Labels == nil {
			out = append(out, item.Name)
			continue
		}
		var labels []string
		for key, values := range item.Labels {
			labels = append(labels, key+"="+strings.Join(values, "|"))
		}
		slices.Sort(labels)
		out = append(out, strings.Join(labels, " "))
	}
	return strings.Join(out, ", ")
}

// setsOf are the networks for which an intent has a word: spokes and members of connections, and those of a label. id are the ids of networks by their names.
func setsOf(r *Result, id map[string]string) []difference.Set {
	var out []difference.Set
	add := func(of, name string, networks []string) {
		set := difference.Set{Of: of, Name: name}
		slices.Sort(networks)
		for _, n := range slices.Compact(networks) {
			if id[n] != "" {
				set.Members = append(set.Members, id[n])
			}
		}
		if len(set.Members) > 1 {
			out = append(out, set)
		}
	}
	for i := range r.Intent.Connections {
		switch c := &r.Intent.Connections[i]; {
		case c.Kind == "hubAndSpoke":
			add("spokes", c.Name, slices.DeleteFunc(joinedBy(r.Topology, c.Name), func(n string) bool { return slices.Contains(c.Hubs, n) }))
		case c.Kind == "mesh" && c.Transit == nil:
			add("members", c.Name, joinedBy(r.Topology, c.Name))
		}
	}
	labels := map[string][]string{}
	for i := range r.Intent.Networks {
		for key, value := range r.Intent.Networks[i].Labels {
			labels[key+"="+value] = append(labels[key+"="+value], r.Intent.Networks[i].Name)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		add("label", label, labels[label])
	}
	return out
}

// joinedBy are the names of what a connection joins.
func joinedBy(t *topology.Topology, connection string) []string {
	var out []string
	for i := range t.Joins {
		j := &t.Joins[i]
		if slices.Contains(j.Origin.Statements, "connections."+connection) {
			for _, ref := range slices.Concat(j.A, j.B) {
				name, _, _ := strings.Cut(ref, "/")
				out = append(out, name)
			}
		}
	}
	return out
}
