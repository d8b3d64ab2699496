package proof

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/topology"
)

// siteID is what package reachability calls a site: no resource is the site itself.
func siteID(s topology.SiteID) string { return "site:" + string(s) }

// sites say what no template does: what stands behind the local network gateways and circuits of an intent.
func (ids *resourceIDs) sites() []reachability.Site {
	t := ids.t
	links := map[topology.SiteID][]string{}
	for _, l := range t.LocalGateways {
		links[l.Site] = append(links[l.Site], ids.ref[string(l.ID)])
	}
	for _, s := range t.HubSites {
		links[s.Site] = append(links[s.Site], ids.ref[string(s.ID)])
	}
	for _, g := range t.Gateways {
		if g.Clients != nil {
			links[g.Clients.Site] = append(links[g.Clients.Site], reachability.ClientsOf(ids.ref[string(g.ID)]))
		}
	}
	for _, c := range t.Circuits {
		links[c.Site] = append(links[c.Site], ids.ref[string(c.ID)])
	}
	sessions := ids.sessions()
	out := make([]reachability.Site, 0, len(t.Sites))
	for _, s := range t.Sites {
		out = append(out, reachability.Site{ID: siteID(s.ID), Prefixes: s.AddressSpace, Links: links[s.ID], Default: s.DefaultRoute, Sessions: sessions[s.ID]})
	}
	return out
}

// sessions are how sites speak BGP over connections, where the intent says it.
func (ids *resourceIDs) sessions() map[topology.SiteID][]reachability.Session {
	out := map[topology.SiteID][]reachability.Session{}
	of := ids.connectionIDs()
	for _, s := range ids.t.Sessions {
		row := reachability.Session{Connection: of[s.Connection], Receives: s.Receives, Prepends: s.Prepends, LocalPreference: s.LocalPreference}
		if a := s.Advertises; a != nil {
			row.Advertises = &reachability.Advertised{Prefixes: a.Prefixes, Default: a.Default}
		}
		out[s.Site] = append(out[s.Site], row)
	}
	return out
}

// links are the connections of an intent, as promises: each of several to one site is to be there.
func (ids *resourceIDs) links() []reachability.PromisedLink {
	hubs := map[topology.LocalGatewayID]topology.GatewayID{}
	for _, l := range ids.t.LocalGateways {
		hubs[l.ID] = l.HubGateway
	}
	var out []reachability.PromisedLink
	for _, c := range ids.t.Connections {
		end := string(c.Remote) + string(c.LocalGateway) + string(c.Circuit) // one of them
		out = append(out, reachability.PromisedLink{Gateway: ids.ref[string(c.Gateway)], End: ids.ref[end], Far: ids.ref[string(hubs[c.LocalGateway])],
			BGP: c.BGP, FastPath: c.FastPath, At: c.Origin.Range})
	}
	for _, s := range ids.t.HubSites {
		for _, x := range ids.t.HubLinks { // of a gateway's site each link is to be there
			if x.Site != s.ID || s.Gateway == "" {
				continue
			}
			for _, link := range plan.SiteLinks(&s) {
				out = append(out, reachability.PromisedLink{Gateway: ids.ref[string(x.Gateway)], End: ids.ref[string(s.ID)] + "/vpnsitelinks/" + link,
					Far: ids.ref[string(s.Gateway)], BGP: x.BGP, At: x.Origin.Range})
			}
		}
	}
	for _, x := range ids.t.HubLinks {
		out = append(out, reachability.PromisedLink{Gateway: ids.ref[string(x.Gateway)], End: ids.ref[string(x.Site)+string(x.Circuit)],
			BGP: x.BGP, At: x.Origin.Range})
	}
	return out
}

// addSites gives the ids of sites, and of what leads to them.
func (ids *resourceIDs) addSites() {
	for _, s := range ids.t.Sites {
		ids.name(string(s.ID), siteID(s.ID))
	}
	for _, l := range ids.t.LocalGateways {
		ids.add(l.Network, string(l.ID), azure.TypeLocalGateway, l.Name)
	}
	wans := map[topology.VirtualWANID]topology.ResourceGroupID{}
	for _, w := range ids.t.VirtualWANs {
		wans[w.ID] = w.ResourceGroup
	}
	for _, s := range ids.t.HubSites {
		ids.name(string(s.ID), resourceID(ids.scope[wans[s.WAN]], azure.TypeHubSite, s.Name))
	}
	for i := range ids.t.Circuits {
		ids.name(string(ids.t.Circuits[i].ID), ids.circuit(&ids.t.Circuits[i]))
	}
}

func (ids *resourceIDs) circuit(c *topology.Circuit) string {
	if c.ResourceID != "" {
		return strings.ToLower(c.ResourceID)
	}
	return resourceID(ids.scope[c.ResourceGroup], azure.TypeCircuit, c.Name)
}
