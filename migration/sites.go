package migration

import (
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/topology"
)

// sitesOf are the sites of both networks, each with what leads there in either: no template makes what is behind it.
func sitesOf(ts ...*topology.Topology) []reachability.Site {
	var out []reachability.Site
	for _, t := range ts {
		links := linksOf(t)
		for _, s := range t.Sites {
			i := slices.IndexFunc(out, func(o reachability.Site) bool { return o.ID == siteID(s.ID) })
			if i < 0 {
				i = len(out)
				out = append(out, reachability.Site{ID: siteID(s.ID)})
			}
			o := &out[i]
			o.Prefixes, o.Links, o.Default = united(o.Prefixes, s.AddressSpace), united(o.Links, links[s.ID]), o.Default || s.DefaultRoute
		}
	}
	return out
}

func siteID(s topology.SiteID) string { return "site:" + string(s) }

// linksOf are the ids of the local network gateways, VPN sites and circuits that lead to each site.
func linksOf(t *topology.Topology) map[topology.SiteID][]string {
	subscriptions := map[string]string{}
	for _, s := range t.Subscriptions {
		subscriptions[s.Name] = s.ID
	}
	groups := map[topology.ResourceGroupID]azure.ID{}
	for _, g := range t.ResourceGroups {
		groups[g.ID] = azure.ID{Subscription: subscriptions[g.Subscription], ResourceGroup: g.Name}
	}
	networks := map[topology.NetworkID]topology.ResourceGroupID{}
	for i := range t.Networks {
		networks[t.Networks[i].ID] = t.Networks[i].ResourceGroup
	}
	wans := map[topology.VirtualWANID]topology.ResourceGroupID{}
	for _, w := range t.VirtualWANs {
		wans[w.ID] = w.ResourceGroup
	}
	out := map[topology.SiteID][]string{}
	add := func(s topology.SiteID, group topology.ResourceGroupID, kind, name string) {
		id := groups[group]
		id.Type, id.Name = kind, name
		out[s] = append(out[s], keyOf(id))
	}
	for _, l := range t.LocalGateways {
		add(l.Site, networks[l.Network], azure.TypeLocalGateway, l.Name)
	}
	for _, s := range t.HubSites {
		add(s.Site, wans[s.WAN], azure.TypeHubSite, s.Name)
	}
	for _, c := range t.Circuits {
		if c.ResourceID != "" {
			out[c.Site] = append(out[c.Site], lower(c.ResourceID))
			continue
		}
		add(c.Site, c.ResourceGroup, azure.TypeCircuit, c.Name)
	}
	return out
}
