package topology

import "github.com/vnetloom/vnetloom/schema"

// addPeerings makes both halves of every pair: the transit side allows, the other side uses. A classic network has none.
func (r *resolution) addPeerings() {
	for _, p := range r.pairs {
		if p.terms().manager != nil {
			continue // the manager makes it
		}
		r.addHalf(p, p.a, p.b)
		r.addHalf(p, p.b, p.a)
	}
}

func (r *resolution) addHalf(p *peeredPair, local, remote *network) {
	if local.Classic {
		return // Azure has the one half of the other network
	}
	t := p.terms()
	o := p.origin("peering")
	r.topo.Peerings = append(r.topo.Peerings, Peering{
		ID: PeeringID(string(local.id) + ">" + string(remote.id)), Local: local.id, Remote: remote.id,
		Name:                  r.nameFor(schema.NamingField.Peering, local.home(), string(remote.id), p.connections()),
		AllowForwardedTraffic: t.forwarded, AllowGatewayTransit: t.gateway == local, UseRemoteGateways: t.gateway == remote,
		LocalSubnets: p.subnetsOf(local), RemoteSubnets: p.subnetsOf(remote), IPv6Only: t.ipv6Only, Existing: p.isThere(r.reading), Origin: o,
	})
}
