package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

const notMade = "no step makes what the new intent says is there already"

// linkedBefore finds peerings and connections that the new network says are there already, of networks that it makes and that the old one has not: a network
// that is made new has none.
func (in *Input) linkedBefore() diag.List {
	known, made := map[home]bool{}, map[topology.NetworkID]bool{}
	for _, at := range homes(in.Old.Topology) {
		known[at] = true
	}
	next := in.New.Topology
	is := homes(next)
	for i := range next.Networks {
		n := &next.Networks[i]
		made[n.ID] = n.Ownership == topology.Created && !known[is[n.ID]]
	}
	var out diag.List
	found := func(at topology.Origin, what string, network topology.NetworkID) {
		out = append(out, diag.Diagnostic{Code: codeAbsent, Severity: codeAbsent.Severity, Subject: at.Range,
			Summary: fmt.Sprintf("NEW says that %s exists, and network %q is not there yet: OLD has not got it, and NEW makes it", what, network),
			Why:     notMade + ", and a connection belongs to its networks",
			Hint:    "have the network made first, by an intent between the two that does not join it; have the connection made by its owner, and migrate to NEW then"})
	}
	for i := range next.Peerings {
		if p := &next.Peerings[i]; p.Existing && made[p.Local] {
			found(p.Origin, fmt.Sprintf("the peering of %q and %q", p.Local, p.Remote), p.Local)
		}
	}
	networkOfGateway := map[topology.GatewayID]topology.NetworkID{}
	for i := range next.Gateways {
		networkOfGateway[next.Gateways[i].ID] = next.Gateways[i].Network
	}
	for i := range next.Connections {
		if c := &next.Connections[i]; c.Existing && made[networkOfGateway[c.Gateway]] {
			found(c.Origin, "connection "+c.Name, networkOfGateway[c.Gateway])
		}
	}
	return distinct(out)
}

// byWhichPacketsGo are the types of what stands by which packets find their way.
var byWhichPacketsGo = []string{azure.TypeVirtualNetwork, azure.TypePeering, azure.TypeGateway, azure.TypeConnection, azure.TypeFirewall, azure.TypeRouteTable,
	azure.TypeSecurityGroup}

// mostWords bounds how many differences of one resource are said.
const mostWords = 2

// standsOtherwise finds what the new network says is there already, and what is there otherwise once the steps are done: no step writes it.
func (b *builder) standsOtherwise() diag.List {
	standing := map[string]*plan.Resource{}
	for i := range b.in.New.Plan.Standing {
		if r := &b.in.New.Plan.Standing[i]; slices.Contains(byWhichPacketsGo, r.ID.Type) {
			standing[keyOf(r.ID)] = r
		}
	}
	of := map[string][]rehearsal.Difference{}
	var ids []string
	for _, d := range rehearsal.Compare(b.store.State(), b.target.State()) {
		r := standing[lower(d.ID)]
		if r == nil || d.How == rehearsal.Removed && strings.HasSuffix(d.Path, "]") && r.ID.Type != azure.TypeRouteTable || !isWay(d) {
			continue // a route that is there besides leads packets, a subnet does not
		}
		if of[d.ID] == nil {
			ids = append(ids, d.ID)
		}
		of[d.ID] = append(of[d.ID], d)
	}
	var out diag.List
	for _, id := range ids {
		at := standing[lower(id)].Origin.Range
		if at.IsZero() {
			at = b.place(id)
		}
		out = append(out, diag.Diagnostic{Code: codeAbsent, Severity: codeAbsent.Severity, Subject: at,
			Summary: fmt.Sprintf("%s, which NEW says exists, %s", Brief(id), differently(of[id])), Why: notMade,
			Hint: "have its owner change it first, and say so in OLD; or say in NEW how it is"})
	}
	return out
}

// differently is what is otherwise of a resource, in words.
func differently(differences []rehearsal.Difference) string {
	if differences[0].Path == "" {
		return "is not there"
	}
	var has, by []string
	for _, d := range differences[:min(mostWords, len(differences))] {
		has = append(has, strings.ReplaceAll(d.Path, "properties.", "")+" "+inWords(d.Was))
		by = append(by, inWords(d.Is))
	}
	more := ""
	if n := len(differences) - mostWords; n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	return fmt.Sprintf("has %s once the steps are done, and by NEW %s%s", strings.Join(has, " and "), strings.Join(by, " and "), more)
}

// staysOfOthers finds peerings and connections that the old network says are there already, and that the new one has not: no step deletes them.
func (b *builder) staysOfOthers() diag.List {
	next, networks := keysOf(b.in.New.Plan), map[string]bool{}
	for i := range b.in.New.Plan.Standing {
		next[keyOf(b.in.New.Plan.Standing[i].ID)] = true
	}
	for _, at := range homes(b.in.New.Topology) {
		networks[at.id()] = true
	}
	var out diag.List
	for i := range b.in.Old.Plan.Standing {
		r := &b.in.Old.Plan.Standing[i]
		id := idOf(r.ID)
		network, _, isHalf := strings.Cut(lower(id), "/virtualnetworkpeerings/")
		if _, there := b.store.Get(id); !there || !isLink(r.ID.Type) || next[keyOf(r.ID)] || isHalf && !networks[network] {
			continue
		}
		out = append(out, diag.Diagnostic{Code: codeAbsent, Severity: codeAbsent.Severity, Subject: b.place(id),
			Summary: Brief(id) + ", which OLD says exists, stays, and NEW has not got it", Why: "no step deletes what others have made, and packets still go by it",
			Hint: "have its owner delete it first, and take it out of OLD; or keep it in NEW"})
	}
	return out
}

// isWay tells a difference by which packets may take another way: not what a network that exists has by default where its intent says nothing, nor a state,
// which follows from the other half.
func isWay(d rehearsal.Difference) bool {
	_, last, _ := strings.Cut(d.Path[strings.LastIndexByte(d.Path, ']')+1:], "properties.")
	return !slices.Contains([]string{"defaultOutboundAccess", "privateEndpointNetworkPolicies", "peeringState"}, last)
}

// inWords is a value in words.
func inWords(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case rehearsal.Body:
		if id, is := v["id"].(string); is {
			return Brief(id)
		}
		return "there"
	case []any:
		words := make([]string, len(v))
		for i, item := range v {
			words[i] = inWords(item)
		}
		return strings.Join(words, ", ")
	}
	return fmt.Sprint(v)
}
