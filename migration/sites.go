package migration

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/topology"
)

// sitesOf are the sites of both networks, each with what leads there in either: no template makes what is behind it.
func sitesOf(ts ...*topology.Topology) []reachability.Site {
	var out []reachability.Site
	ids := siteIDs(ts...)
	for n, t := range ts {
		links := linksOf(t)
		for _, s := range t.Sites {
			id := ids[n][s.ID]
			i := slices.IndexFunc(out, func(o reachability.Site) bool { return o.ID == id })
			if i < 0 {
				i = len(out)
				out = append(out, reachability.Site{ID: id})
			}
			o := &out[i]
			o.Prefixes, o.Links, o.Default = united(o.Prefixes, s.AddressSpace), united(o.Links, links[s.ID]), o.Default || s.DefaultRoute
		}
	}
	return out
}

// siteIDs are the ids of the sites of each network. One that another network has by another name is the same: Azure knows its addresses, and not its name.
func siteIDs(ts ...*topology.Topology) []map[topology.SiteID]string {
	var out []map[topology.SiteID]string
	for n, t := range ts {
		ids := map[topology.SiteID]string{}
		for _, s := range t.Sites {
			ids[s.ID] = "site:" + string(s.ID)
			for m, earlier := range ts[:n] {
				if namesSite(earlier, s.ID) {
					break
				}
				i := slices.IndexFunc(earlier.Sites, func(o topology.Site) bool {
					return !namesSite(t, o.ID) && sameAddresses(o.AddressSpace, s.AddressSpace)
				})
				if i >= 0 {
					ids[s.ID] = out[m][earlier.Sites[i].ID]
					break
				}
			}
		}
		out = append(out, ids)
	}
	return out
}

func namesSite(t *topology.Topology, id topology.SiteID) bool {
	return slices.ContainsFunc(t.Sites, func(s topology.Site) bool { return s.ID == id })
}

func sameAddresses(a, b []netip.Prefix) bool {
	return len(a) > 0 && len(united(a, b)) == len(a) && len(united(b, a)) == len(b)
}

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
