package topology

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// addHubPairRows makes what joins the VPN gateway of a network with that of a virtual hub. The hub's side is a VPN site and a
// connection to it, as to any place outside; the network's side is a local network gateway and a connection for each of the two
// instances of the hub's gateway. All addresses are Azure's to give, so each side reads those of the other.
// Source: Connect a VPN Gateway (virtual network gateway) to Virtual WAN.
func (r *resolution) addHubPairRows(l *gatewayLink) {
	o := l.origin("connection")
	n, hub := l.near.network, l.far.network
	key := r.addSecret(l, fmt.Sprintf("sharedKey-%s-%s", n.id, hub.id),
		fmt.Sprintf("Shared key of the VPN between %s and virtual hub %s: any secret, the same on both sides.", n.id, hub.id), o)
	there := r.isLinkThere(l)
	id := LocalGatewayID(string(hub.wan.id) + "/" + string(n.id))
	so := o
	so.Rule = "VPN site"
	if i := slices.IndexFunc(r.topo.HubSites, func(s HubSite) bool { return s.ID == id }); i >= 0 {
		row := &r.topo.HubSites[i]
		row.Origin.Statements = mergeStatements(row.Origin.Statements, so.Statements)
		row.Existing = row.Existing || there
	} else {
		r.topo.HubSites = append(r.topo.HubSites, HubSite{ID: id, WAN: hub.wan.id, Gateway: GatewayID(l.near.ref()), Instances: l.near.instances(),
			Name: r.nameOf(schema.NamingField.VPNSite, hub.wan.home(), placeholders{"name": string(n.id)}), ASN: l.near.asn, Existing: there, Origin: so})
	}
	r.topo.HubLinks = append(r.topo.HubLinks, HubLink{
		ID:       ConnectionID(l.far.ref() + ">" + string(n.id)),
		Hub:      hub.id,
		Gateway:  GatewayID(l.far.ref()),
		Name:     r.connectionName(l, hub, string(n.id)),
		Site:     id,
		BGP:      true,
		Secret:   key,
		Policy:   policyOf(l.c.IPsec),
		Labels:   hub.branchLabels(),
		Existing: there,
		Origin:   o,
	})
	for i := range l.far.instances() {
		remote := fmt.Sprintf("%s-%d", hub.id, i)
		lo := o
		lo.Rule = "local network gateway"
		local := LocalGateway{
			ID:         LocalGatewayID(string(n.id) + "/" + remote),
			Network:    n.id,
			Name:       r.nameOf(schema.NamingField.LocalGateway, n.home(), placeholders{"name": remote}),
			HubGateway: GatewayID(l.far.ref()),
			Instance:   i,
			ASN:        hubASN,
			Existing:   there,
			Origin:     lo,
		}
		r.topo.LocalGateways = append(r.topo.LocalGateways, local)
		r.topo.Connections = append(r.topo.Connections, Connection{
			ID:           ConnectionID(fmt.Sprintf("%s>%s/%d", l.near.ref(), l.far.ref(), i)),
			Gateway:      GatewayID(l.near.ref()),
			Name:         r.connectionName(l, n, remote),
			Kind:         IPsec,
			LocalGateway: local.ID,
			BGP:          true,
			Secret:       key,
			Policy:       policyOf(l.c.IPsec),
			Existing:     there,
			Origin:       o,
		})
	}
}

// addHubLink makes the connection of a hub's gateway to a site or a circuit.
func (r *resolution) addHubLink(l *gatewayLink) {
	r.addSession(l)
	n, o := l.near.network, l.origin("connection")
	row := HubLink{
		ID:       ConnectionID(l.key()),
		Hub:      n.id,
		Gateway:  GatewayID(l.near.ref()),
		NATRules: l.usedNATRules(),
		Policy:   policyOf(l.c.IPsec),
		Tunnel:   r.tunnelOf(l),
		Labels:   n.branchLabels(),
		Existing: r.isLinkThere(l),
		Origin:   o,

		RoutingWeight: l.c.Weight,
	}
	if c := l.circuit; c != nil {
		row.Name, row.Circuit, row.BGP = r.connectionName(l, n, string(c.id)), c.id, true
		subscription := subscriptionOf(c.Circuit.ID)
		if subscription != "" && r.isOtherSubscription(n, subscription) {
			row.Secret = r.addSecret(l, fmt.Sprintf("authorizationKey-%s-%s", c.id, n.id),
				fmt.Sprintf("Authorization key with which %s connects to circuit %s: from the circuit's owner.", n.id, c.id), o)
		}
		if c.Circuit.ID == "" && n.Subscription != c.Subscription && !row.Existing {
			row.Authorization = authorizationName(n)
		}
		r.topo.HubLinks = append(r.topo.HubLinks, row)
		return
	}
	s := l.site
	row.Name, row.Site, row.BGP = r.connectionName(l, n, string(s.id)), LocalGatewayID(string(n.wan.id)+"/"+string(s.id)), l.bgp
	row.Secret = r.addSecret(l, fmt.Sprintf("sharedKey-%s-%s", n.id, s.id),
		fmt.Sprintf("Shared key of the VPN between %s and site %s: the one that the site's device has.", n.id, s.id), o)
	r.topo.HubLinks = append(r.topo.HubLinks, row)
	r.addHubSite(n.wan, s, row.Existing, o)
}

// addHubSite makes the VPN site of a virtual WAN, once for all its hubs.
func (r *resolution) addHubSite(w *wan, s *site, there bool, o Origin) {
	o.Rule = "VPN site"
	o.Statements = mergeStatements(o.Statements, []string{s.Path()})
	id := LocalGatewayID(string(w.id) + "/" + string(s.id))
	for i := range r.topo.HubSites {
		if row := &r.topo.HubSites[i]; row.ID == id {
			row.Origin.Statements = mergeStatements(row.Origin.Statements, o.Statements)
			row.Existing = row.Existing || there
			return
		}
	}
	row := HubSite{
		ID:            id,
		WAN:           w.id,
		Site:          s.id,
		Name:          cmp.Or(s.VPN.AzureName, r.nameOf(schema.NamingField.VPNSite, w.home(), placeholders{"name": string(s.id)})),
		PublicAddress: s.VPN.PublicAddress,
		FQDN:          s.VPN.FQDN,
		Existing:      there,
		Origin:        o,
	}
	if s.VPN.ASN != 0 {
		row.ASN, row.BGPPeer = s.VPN.ASN, s.VPN.BGPPeer
	} else {
		row.Prefixes = s.AddressSpace
	}
	r.topo.HubSites = append(r.topo.HubSites, row)
}
