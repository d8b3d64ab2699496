package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/topology"
)

// scopes finds what leaves it open whether a thing of the one network is that of the other: subscriptions that only one of them
// names, or that the two name otherwise, and
// such of which no tenant is known.
func (in *Input) scopes() diag.List {
	old, next := in.Old.Topology, in.New.Topology
	var out diag.List
	found := func(at topology.Origin, summary, why, hint string) {
		out = append(out, diag.Diagnostic{Code: codeScope, Severity: codeScope.Severity, Subject: at.Range, Summary: summary, Why: why, Hint: hint})
	}
	const why = "the name of a subscription is the intent's alone, and a template leaves a subscription that no intent names to whoever deploys it: so it is not known what is one thing in both"
	for _, is := range next.Subscriptions {
		for _, was := range old.Subscriptions {
			switch sameID := strings.EqualFold(is.ID, was.ID); {
			case is.Name == was.Name && !sameID:
				found(is.Origin, fmt.Sprintf("subscription %q is %s in OLD and %s in NEW", is.Name, was.ID, is.ID), why, "give the two subscriptions names of their own")
			case is.Name != was.Name && sameID:
				found(is.Origin, fmt.Sprintf("subscription %s is called %q in OLD and %q in NEW", is.ID, was.Name, is.Name), why,
					fmt.Sprintf("call it %q in both: in OLD that changes nothing in Azure", is.Name))
			}
		}
	}
	was, is := homes(old), homes(next)
	for i := range next.Networks {
		n := &next.Networks[i]
		a, b := was[n.ID], is[n.ID]
		if a == b || a.group != b.group || a.kind != b.kind || a.name != b.name || (a.subscription == "") == (b.subscription == "") {
			continue
		}
		names, leaves, id, in := "OLD", "NEW", a.subscription, old
		if id == "" {
			names, leaves, id, in = "NEW", "OLD", b.subscription, next
		}
		name := in.Subscriptions[slices.IndexFunc(in.Subscriptions, func(s topology.Subscription) bool { return s.ID == id })].Name
		found(n.Origin, fmt.Sprintf("network %q is in subscription %s in %s, and %s does not say in which", n.ID, id, names, leaves), why,
			fmt.Sprintf("name the subscription in %s too: `subscriptions: {%s: %s}` and `defaults: {subscription: %[2]s}`", leaves, name, id))
		break // the others are of the same kind
	}
	tenantsOf(old, next, found)
	return out
}

// absent finds what the new network says is there already in a network that the old one makes, and makes without it.
func (in *Input) absent() diag.List {
	old, next := in.Old.Topology, in.New.Topology
	was, is := homes(old), homes(next)
	made, handedOver := map[string]bool{}, map[topology.NetworkID]*topology.Network{}
	partsOf(in.Old.Plan, func(key string) { made[key] = true })
	created := map[topology.NetworkID]bool{}
	for i := range old.Networks {
		created[old.Networks[i].ID] = old.Networks[i].Ownership == topology.Created
	}
	for i := range next.Networks {
		if n := &next.Networks[i]; n.Ownership != topology.Created && created[n.ID] && was[n.ID] == is[n.ID] {
			handedOver[n.ID] = n
		}
	}
	lacks := map[topology.NetworkID][]string{}
	for i := range next.Subnets {
		if s := &next.Subnets[i]; handedOver[s.Network] != nil && !made[is[s.Network].id()+"/subnets/"+lower(s.Name)] {
			lacks[s.Network] = append(lacks[s.Network], s.Name)
		}
	}
	gateways := set(old.Gateways, func(g *topology.Gateway) topology.GatewayID { return g.ID })
	for i := range next.Gateways {
		if g := &next.Gateways[i]; handedOver[g.Network] != nil && !gateways[g.ID] {
			lacks[g.Network] = append(lacks[g.Network], g.Name)
		}
	}
	firewalls := set(old.Firewalls, func(f *topology.Firewall) topology.FirewallID { return f.ID })
	for i := range next.Firewalls {
		if f := &next.Firewalls[i]; handedOver[f.Network] != nil && !firewalls[f.ID] {
			lacks[f.Network] = append(lacks[f.Network], f.Name)
		}
	}
	var out diag.List
	for i := range next.Networks {
		n := &next.Networks[i]
		if list := lacks[n.ID]; len(list) > 0 {
			out = append(out, diag.Diagnostic{Code: codeAbsent, Severity: codeAbsent.Severity, Subject: n.Origin.Range,
				Summary: fmt.Sprintf("NEW says that network %q exists with %s, and OLD makes it without", n.ID, strings.Join(list, ", ")),
				Why:     notMade,
				Hint:    "have it made first, by an intent between the two in which the network is still made, with all of it"})
		}
	}
	return out
}

// regions finds networks that the new intent has in another region under the same name.
func (in *Input) regions() diag.List {
	was, is := homes(in.Old.Topology), homes(in.New.Topology)
	at := map[topology.NetworkID]string{}
	for i := range in.Old.Topology.Networks {
		at[in.Old.Topology.Networks[i].ID] = in.Old.Topology.Networks[i].Location
	}
	var out diag.List
	for i := range in.New.Topology.Networks {
		n := &in.New.Topology.Networks[i]
		if there := at[n.ID]; there != "" && n.Location != "" && there != n.Location && was[n.ID] == is[n.ID] {
			out = append(out, diag.Diagnostic{Code: codeRefused, Severity: codeRefused.Severity, Subject: n.Origin.Range,
				Summary: fmt.Sprintf("Azure refuses network %q in %s: it is in %s", n.ID, n.Location, there),
				Why:     "InvalidResourceLocation: a network, and what stands in its group for it, stays in its region",
				Hint:    "give the one in the other region another name and addresses of its own, so that it is made beside the old one; move the machines, and take the old one out of the intent with `--delete-network`"})
		}
	}
	return out
}

// routing finds virtual hubs that go from a routing intent to route tables of their own, or back.
func (in *Input) routing() diag.List {
	was, is := homes(in.Old.Topology), homes(in.New.Topology)
	oldIntents, newIntents := set(in.Old.Topology.RoutingIntents, intentOf), set(in.New.Topology.RoutingIntents, intentOf)
	oldTables, newTables := set(in.Old.Topology.HubRouteTables, hubOf), set(in.New.Topology.HubRouteTables, hubOf)
	var out diag.List
	for i := range in.New.Topology.VirtualHubs {
		h := &in.New.Topology.VirtualHubs[i]
		if was[h.ID] != is[h.ID] || (!oldIntents[h.ID] || !newTables[h.ID]) && (!oldTables[h.ID] || !newIntents[h.ID]) {
			continue
		}
		out = append(out, diag.Diagnostic{Code: codeRefused, Severity: codeRefused.Severity, Subject: h.Origin.Range,
			Summary: fmt.Sprintf("virtual hub %q goes from a routing intent to route tables of its own, or back, and Azure takes one of them alone", h.ID),
			Why: "a routing intent needs a hub without custom route tables (Microsoft Learn, how to configure routing intent); with neither of them the hub would join all of its networks, " +
				"so they have to be off it meanwhile",
			Hint: "an intent between the two in which no network is a spoke of the hub, or a second hub beside it to which the networks go one after the other: " +
				"`vnetloom migrate OLD BETWEEN`, then `vnetloom migrate BETWEEN NEW`"})
	}
	return out
}

func intentOf(r *topology.RoutingIntent) topology.NetworkID { return r.Hub }

func hubOf(t *topology.HubRouteTable) topology.NetworkID { return t.Hub }

// tenantsOf finds subscriptions of which no tenant is known, where others have one.
func tenantsOf(old, next *topology.Topology, found func(at topology.Origin, summary, why, hint string)) {
	if len(old.Tenants)+len(next.Tenants) == 0 {
		return
	}
	const why = "of an estate in several tenants each subscription has to be in one: a deployment carries the token of one tenant"
	for _, s := range subscriptionsOfBoth(old, next) {
		if s.Tenant == "" {
			found(s.Origin, fmt.Sprintf("no tenant of subscription %q is known, and others have one", s.Name), why, fmt.Sprintf("write `subscriptions: {%s: {id: %s, tenant: …}}`", s.Name, s.ID))
		}
	}
	for _, t := range []*topology.Topology{old, next} {
		for i := range t.ResourceGroups {
			if g := &t.ResourceGroups[i]; g.Subscription == "" {
				found(g.Origin, fmt.Sprintf("no subscription of resource group %q is named, and others are in a tenant", g.Name), why, "name its subscription, with its tenant, in both intents")
				return
			}
		}
	}
}

// subscriptionsOfBoth are the subscriptions of both, each with the tenant that either says it is in.
func subscriptionsOfBoth(old, next *topology.Topology) []topology.Subscription {
	return both(old.Subscriptions, next.Subscriptions, func(s *topology.Subscription) string { return s.Name }, func(o, n *topology.Subscription) topology.Subscription {
		out := *n
		if out.Tenant == "" {
			out.Tenant = o.Tenant
		}
		return out
	})
}
