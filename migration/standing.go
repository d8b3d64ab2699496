package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
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
var byWhichPacketsGo = []string{azure.TypeVirtualNetwork, azure.TypePeering, azure.TypeGateway, azure.TypeConnection, azure.TypeFirewall}

// standsOtherwise finds what the new network says is there already, and what is there otherwise once the steps are done: no step writes it.
func (b *builder) standsOtherwise() diag.List {
	standing := map[string]bool{}
	for i := range b.in.New.Plan.Standing {
		r := &b.in.New.Plan.Standing[i]
		standing[keyOf(r.ID)] = slices.Contains(byWhichPacketsGo, r.ID.Type)
	}
	var out diag.List
	for _, d := range rehearsal.Compare(b.store.State(), b.target.State()) {
		if !standing[lower(d.ID)] || d.How == rehearsal.Removed && strings.HasSuffix(d.Path, "]") || !isWay(d) {
			continue
		}
		has := "is not there"
		if d.Path != "" {
			has = fmt.Sprintf("has %s %s once the steps are done, and by NEW %s", strings.ReplaceAll(d.Path, "properties.", ""), inWords(d.Was), inWords(d.Is))
		}
		out = append(out, diag.Diagnostic{Code: codeAbsent, Severity: codeAbsent.Severity, Subject: b.place(d.ID),
			Summary: fmt.Sprintf("%s, which NEW says exists, %s", Brief(d.ID), has), Why: notMade,
			Hint: "have its owner change it first, and say so in OLD; or say in NEW how it is"})
	}
	return out
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
