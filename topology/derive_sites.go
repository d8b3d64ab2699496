package topology

import (
	"sort"

	"github.com/vnetloom/vnetloom/schema"
)

// addSites makes the rows of sites, and of circuits.
func (r *resolution) addSites() {
	for _, s := range r.sites {
		r.topo.Sites = append(r.topo.Sites, Site{ID: s.id, AddressSpace: s.AddressSpace, DefaultRoute: s.DefaultRoute,
			Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "site"}})
	}
	for _, c := range r.circuits {
		r.addCircuit(c)
	}
}

func (r *resolution) addCircuit(c *circuit) {
	row := Circuit{ID: c.id, ResourceID: c.Circuit.ID, Origin: Origin{Range: c.KeyRange(), Statements: []string{c.Path()}, Rule: "circuit"}}
	if c.to != nil {
		row.Site = c.to.id
	}
	if row.ResourceID == "" {
		row.Name = r.nameOf(schema.NamingField.Circuit, c.home(), nil)
		row.ResourceGroup, row.Location, row.Tags = c.home().group(), c.Location, c.Tags
		row.Provisioned = c.Provisioned
		row.Provider, row.PeeringLocation, row.BandwidthMbps, row.Tier, row.Family = c.Provider, c.PeeringLocation, c.BandwidthMbps, c.Tier, c.Family
		if p := c.PrivatePeering; p != nil {
			row.Peering = &PrivatePeering{PeerASN: p.PeerASN, VLAN: p.VLAN, Primary: p.Primary, Secondary: p.Secondary}
		}
		for _, l := range c.links {
			if l.near.network.Subscription != c.Subscription {
				row.Authorizations = append(row.Authorizations, authorizationName(l.near.network))
			}
		}
		sort.Strings(row.Authorizations)
	}
	r.topo.Circuits = append(r.topo.Circuits, row)
}

// authorizationName is the name of the authorization that a network of another subscription uses.
func authorizationName(n *network) string { return "auth-" + string(n.id) }
